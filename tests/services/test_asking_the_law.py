"""Asking the law through the services, on a real database of each engine."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from flask import Flask

from registry.domain.access import decide
from registry.domain.actors import Actor
from registry.domain.errors import (
    AmbiguousDepartment,
    AmbiguousPlace,
    AnotherUnitsDemand,
    DateBeforeFirstEdition,
    KnownAtInFuture,
    LawNotInForce,
    MalformedDate,
    MalformedPlaceCode,
    MissingAnswer,
    NotFound,
    NotPermitted,
    RegistryError,
    RepeatedPlace,
    SubmittedForAnotherDay,
    TextTooLong,
    TooMany,
    UnknownDepartment,
    UnknownField,
    UnknownKind,
    UnknownOption,
    UnknownPlace,
    UnreadableText,
    WrongLevel,
)
from registry.services import access, requests
from registry.services.access import Demand
from registry.services.events import verify_events
from registry.services.people import actor_called
from registry.store import divisions, registers, units
from registry.store.access import CaseRecord, RequestRecord
from registry.store.base import db
from tests.conftest import NOW

JIUQUANLU, ZHANGYELU, YANNAN = "620102001000", "620102002000", "620102003000"
COMMUNITY = "620102001001"


def demand(**given: Any) -> Demand:
    """The README's example: an elevator inspection pushed back on 酒泉路街道 as territorial management."""
    answers = {"matter": "特种设备安全监督检查", "form": ["territorial"], **given.pop("answers", {})}
    whole = {"kind": "delegation", "place": JIUQUANLU, "department": "县市场监督管理局", "answers": answers, **given}
    return Demand(**whole)


def asked(**given: Any) -> dict[str, Any]:
    return access.check(demand(**given), now=NOW).verdict.as_data()


def test_a_reclaimed_matter_that_comes_back_is_rejected_and_names_who_took_it_over(app: Flask) -> None:
    verdict = asked()
    assert (verdict["outcome"], verdict["leadingGround"]) == ("REJECT", "RECLAIMED")
    assert verdict["grounds"][0]["facts"]["taken_over_by"] == "县市场监督管理局"
    assert verdict["matched"] | {"code": ""} == {
        "tier": "RECLAIMED", "number": 3, "matter": "特种设备安全监督检查", "code": "", "confidence": 1.0,
    }  # fmt: skip
    assert verdict["basis"]["sample"] is True


def test_the_same_matter_is_basic_here_supporting_there_and_reclaimed_elsewhere(app: Flask) -> None:
    tiers = {
        place: asked(place=place, department="县住建局", answers={"matter": "物业服务管理协调", "form": []})["matched"][
            "tier"
        ]
        for place in (JIUQUANLU, ZHANGYELU, YANNAN)
    }
    assert tiers == {JIUQUANLU: "SUPPORTING", ZHANGYELU: "BASIC", YANNAN: "RECLAIMED"}


@pytest.mark.parametrize(
    "name",
    [
        "620102001000",
        "620102001",
        "城关区酒泉路街道",
        "兰州市城关区酒泉路街道",
        "甘肃省兰州市城关区酒泉路街道",
        "酒泉路街道",
        " 城关区 酒泉路街道 ",
    ],
)
def test_a_place_is_found_by_code_shorter_code_or_name(app: Flask, name: str) -> None:
    assert access.check(demand(place=name), now=NOW).question.place.code == JIUQUANLU


@pytest.mark.parametrize("name", ["城关区酒泉路街道畅家巷社区居委会", "城关区畅家巷社区", "畅家巷社区居委会"])
def test_a_village_is_found_by_its_short_name_too(app: Flask, name: str) -> None:
    assert access.check(demand(place=name), now=NOW).question.place.code == COMMUNITY


@pytest.mark.parametrize("name", ["县市场监督管理局", "县市场监管局", "11629999MB9000349M", "11629999mb9000349m"])
def test_a_department_is_found_by_code_name_or_the_short_form_people_use(app: Flask, name: str) -> None:
    assert access.check(demand(department=name), now=NOW).question.asked_by.name == "县市场监督管理局"


@pytest.mark.parametrize("name", ["市应急管理局", "省民政厅", "兰州市教育局"])
def test_a_body_above_the_county_is_taken_by_its_name_and_has_no_share(app: Flask, name: str) -> None:
    verdict = asked(department=name, answers={"matter": "预防未成年人溺水", "form": []})
    assert verdict["leadingGround"] == "WRONG_DEPARTMENT"


def test_in_a_county_whose_units_are_not_on_record_any_department_may_be_named(app: Flask) -> None:
    asks = Demand(kind="certificate_demand", place="永登县城关镇滨河社区", answers={"certificate": "健在证明"})
    village = next(d.code for d in divisions.children("620121100000"))
    told = access.check(replace(asks, place=village, department="县人社局"), now=NOW).verdict
    assert told.leading is not None and told.leading.ground.code == "NO_LEGAL_BASIS"


def test_a_part_of_a_name_is_never_taken_for_the_whole(app: Flask) -> None:
    with pytest.raises(AmbiguousDepartment) as told:
        asked(department="县政府")
    assert [choice["name"] for choice in told.value.facts["choices"]]  # type: ignore[attr-defined]


def test_a_unit_keeps_the_shares_of_the_one_it_took_the_place_of(app: Flask) -> None:
    food = {"matter": "食品安全监督管理", "form": []}
    before = asked(answers=food)
    old, new = units.find_unit("11629999MB9000349M"), units.find_unit("11629999MB90001461")
    assert old is not None and new is not None
    old.successor = new.code
    db.session.commit()
    assert before["outcome"] == asked(answers=food)["outcome"] == "ADMIT"


@pytest.mark.parametrize("typed", ["2025年3月1日", "2025/3/1", "2025.3.1", "２０２５-03-01"])
def test_a_day_is_read_as_officials_write_it(app: Flask, typed: str) -> None:
    assert asked(on=typed)["on"] == "2025-03-01"


def test_a_full_width_code_is_a_code(app: Flask) -> None:
    assert access.check(demand(place="６２０１０２００１０００"), now=NOW).question.place.code == JIUQUANLU


def test_two_matters_in_one_text_are_not_judged_as_one(app: Flask) -> None:
    both = {"matter": "农村生活垃圾分类收运和特种设备安全监督检查", "form": []}
    assert asked(answers=both)["leadingGround"] == "MATTER_UNCLEAR"


@pytest.mark.parametrize("text", ["违法建设强制拆除", "办理烟花爆竹零售许可"])
def test_a_text_that_asks_for_a_departments_share_is_not_admitted(app: Flask, text: str) -> None:
    department = {"违法建设强制拆除": "县综合行政执法局"}.get(text, "县应急管理局")
    assert asked(department=department, answers={"matter": text, "form": []})["outcome"] != "ADMIT"


def test_what_an_invented_approval_lifts_is_marked_as_a_sample(app: Flask) -> None:
    asks = Demand(kind="village_body", place=COMMUNITY, answers={"body": "社区养老服务互助站"}, department="县民政局")
    verdict = access.check(asks, now=NOW).verdict.as_data()
    assert (verdict["outcome"], verdict["basis"]["sample"]) == ("ADMIT", True)


def test_a_unit_that_was_merged_answers_under_its_successor(app: Flask) -> None:
    asked_by = access.check(demand(department="县乡村振兴局"), now=NOW).question.asked_by
    assert asked_by.name == "县农业农村局"


BAD_INPUT: list[tuple[dict[str, Any], type[RegistryError]]] = [
    ({"kind": "parade"}, UnknownKind),
    ({"kind": "k" * 5000}, UnknownKind),
    ({"place": ""}, MissingAnswer),
    ({"place": "6201020010001"}, MalformedPlaceCode),
    ({"place": "62010200100x"}, MalformedPlaceCode),
    ({"place": "1"}, MalformedPlaceCode),
    ({"place": "999999999999"}, UnknownPlace),
    ({"place": "不存在的地方"}, UnknownPlace),
    ({"place": "长" * 10_000_000}, TextTooLong),
    ({"place": "酒泉路\x00街道"}, UnreadableText),
    ({"place": "\ud800"}, UnreadableText),
    ({"department": "县\x00局"}, UnreadableText),
    ({"cites": [("甘办发\x00", "")]}, UnreadableText),
    ({"place": "城关镇"}, AmbiguousPlace),
    ({"place": "62010200100"}, AmbiguousPlace),
    ({"place": "620102000000"}, WrongLevel),
    ({"department": ""}, MissingAnswer),
    ({"department": "火星局"}, UnknownDepartment),
    ({"department": "体育局"}, AmbiguousDepartment),
    ({"department": "局" * 10_000_000}, TextTooLong),
    ({"answers": {"matter": ""}}, MissingAnswer),
    ({"answers": {"matter": "   "}}, MissingAnswer),
    ({"answers": {"matter": "!!??——"}}, UnreadableText),
    ({"answers": {"matter": "检查\x00"}}, UnreadableText),
    ({"answers": {"matter": "检" * 10_000_000}}, TextTooLong),
    ({"answers": {"form": ["shouting"]}}, UnknownOption),
    ({"answers": {"form": ["pledge"] * 99}}, TooMany),
    ({"answers": {"colour": "red"}}, UnknownField),
    ({"on": "2025-02-30"}, MalformedDate),
    ({"on": "yesterday"}, MalformedDate),
    ({"on": "2024-12-31"}, DateBeforeFirstEdition),
    ({"on": "2024-08-05", "known_at": "2024-08-05"}, LawNotInForce),
    ({"known_at": "2099-01-01"}, KnownAtInFuture),
    ({"known_at": "soon"}, MalformedDate),
    ({"known_at": "0001-01-01T00:00"}, MalformedDate),
    ({"known_at": "9999-12-31T23:59:59-12:00"}, MalformedDate),
    ({"on": "0001-01-01"}, MalformedDate),
    ({"on": "2025-W10-1"}, MalformedDate),
    ({"cites": [("甘" * 100, "")]}, TextTooLong),
    ({"cites": [("甘办发〔2025〕1号", "")] * 50}, TooMany),
    ({"cites": [("甘办发〔2025〕1号", "heaven")]}, UnknownOption),
    ({"demander": "pirate"}, UnknownOption),
    ({"kind": "plaque", "answers": {"wording": "科普站", "matter": None, "form": None}}, UnknownField),
]  # fmt: skip


@pytest.mark.parametrize(("given", "error"), BAD_INPUT, ids=lambda value: str(value)[:60])
def test_bad_input_is_refused_with_a_public_code_and_nothing_is_kept(
    app: Flask, clerk_li: Actor, given: dict[str, Any], error: type[RegistryError]
) -> None:
    with pytest.raises(error):
        access.check(demand(**given), now=NOW)
    if {"known_at", "department", "demander"} & set(given):
        return  # a unit asks in its own name and for now, whatever else was typed
    with pytest.raises(RegistryError):
        requests.submit(demand(**given), actor=clerk_li, now=NOW)
    db.session.rollback()
    assert db.session.query(RequestRecord).count() == 0


def test_a_malformed_number_is_told_even_where_the_demand_is_lawful(app: Flask) -> None:
    lawful = {"matter": "预防未成年人溺水", "form": []}
    verdict = asked(department="县教育局", answers=lawful, cites=[("甘办发2025第16号", "")])
    assert (verdict["outcome"], [g["code"] for g in verdict["grounds"]]) == ("ADMIT", ["NUMBER_MALFORMED"])


def test_an_approval_on_record_lifts_and_one_that_is_not_confirmed_does_not(app: Flask) -> None:
    lifted = asked(department="县民政局", answers={"matter": "公共停车泊位收费管理", "form": []})
    assert (lifted["outcome"], lifted["grounds"][0]["liftedBy"]["number"]) == ("ADMIT", "甘办发〔2025〕902号")
    assert "RESOURCES_DUE" in [c["code"] for c in lifted["conditions"]]


def test_what_was_recorded_later_is_not_seen(app: Flask) -> None:
    matter = {"matter": "公共停车泊位收费管理", "form": []}
    days = {known_at: asked(department="县民政局", on="2025-11-05", known_at=known_at, answers=matter)["outcome"]
            for known_at in ("2025-10-26", "2025-10-27", "2025-10-28")}  # fmt: skip
    assert days == {"2025-10-26": "REJECT", "2025-10-27": "REJECT", "2025-10-28": "ADMIT"}


def test_a_correcting_edition_changes_the_answer_only_for_those_who_could_know_it(app: Flask) -> None:
    road = {"matter": "农村公路管理养护", "form": []}
    before, after = (
        asked(place="620102005000", department="县交通运输局", on="2026-03-01", known_at=known_at, answers=road)
        for known_at in ("2026-02-09", "2026-02-10")
    )
    assert (before["outcome"], after["outcome"]) == ("REJECT", "ADMIT")


def test_a_pseudo_township_never_has_a_list(app: Flask) -> None:
    assert asked(place="620102400000")["leadingGround"] == "NO_LIST"


def test_a_bank_that_wants_a_certificate_is_told_what_serves_instead(app: Flask) -> None:
    bank = {"demander": "bank", "demander_name": "某农村商业银行"}
    asks = Demand(kind="certificate_demand", place=COMMUNITY, answers={"certificate": "家庭财产证明"}, **bank)
    verdict = access.check(asks, now=NOW).verdict.as_data()
    assert [g["code"] for g in verdict["grounds"]] == ["NO_LEGAL_BASIS", "CANCELLED_DEMANDER"]
    assert verdict["grounds"][0]["facts"]["certificate"] == "居民财产证明"
    assert verdict["grounds"][0]["facts"]["instead"]


@pytest.mark.parametrize(
    ("village", "outcome"),
    [("620102001003", "ADMIT"), ("620102001002", "REJECT")],
    ids=["one below its quota", "at its quota"],
)
def test_the_quota_is_counted_from_the_inventory(app: Flask, village: str, outcome: str) -> None:
    asks = Demand(kind="plaque", place=village, answers={"wording": "新时代文明实践站"}, department="县委宣传部")
    assert access.check(asks, now=NOW).verdict.outcome == outcome


def test_checking_keeps_nothing(app: Flask) -> None:
    asked()
    db.session.rollback()
    assert db.session.query(RequestRecord).count() == db.session.query(CaseRecord).count() == 0


def test_submitting_keeps_a_case_for_each_place_with_the_verdict_that_checking_gives(
    app: Flask, clerk_li: Actor
) -> None:
    road = demand(department="", answers={"matter": "生产经营单位安全生产监督管理", "form": []})
    record = requests.submit(road, places=[JIUQUANLU, ZHANGYELU, "620102400000"], actor=clerk_li, now=NOW)
    assert [(c.number, c.status) for c in record.cases] == [
        (f"{record.number}-001", "awaiting_verification"),
        (f"{record.number}-002", "awaiting_verification"),
        (f"{record.number}-003", "rejected"),
    ]
    again = access.check(demand(department="县应急管理局", answers=road.answers), now=NOW).verdict.as_data()
    assert record.cases[0].verdict == again


def test_a_unit_asks_in_its_own_name_and_for_the_day_it_submits(app: Flask, clerk_li: Actor) -> None:
    record = requests.submit(demand(department="县应急管理局"), actor=clerk_li, now=NOW)
    assert record.asked_by["name"] == "县应急管理局"
    for another in ({"department": "县公安局"}, {"department": "", "demander": "bank", "demander_name": "某银行"}):
        with pytest.raises(AnotherUnitsDemand):
            requests.submit(demand(**another), actor=clerk_li, now=NOW)
    with pytest.raises(SubmittedForAnotherDay):
        requests.submit(demand(department="", on="2026-11-22"), actor=clerk_li, now=NOW)
    db.session.rollback()
    assert db.session.query(RequestRecord).count() == 1


def test_a_place_named_twice_is_refused(app: Flask, clerk_li: Actor) -> None:
    with pytest.raises(RepeatedPlace):
        requests.submit(demand(department=""), places=[JIUQUANLU, "酒泉路街道"], actor=clerk_li, now=NOW)


def test_who_may_not_submit_does_not(app: Flask) -> None:
    oversight = actor_called("feng")
    assert oversight is not None
    with pytest.raises(NotPermitted):
        requests.submit(demand(department=""), actor=oversight, now=NOW)


def test_every_kept_verdict_judged_again_from_its_record_is_the_same(app: Flask, clerk_li: Actor) -> None:
    for matter in ("特种设备安全监督检查", "防汛抗旱", "共享单车停放秩序维护", "农村公益性墓地日常管护"):
        requests.submit(demand(department="", answers={"matter": matter, "form": []}), actor=clerk_li, now=NOW)
    db.session.expire_all()
    for request in db.session.query(RequestRecord):
        for case in request.cases:
            asks = Demand(request.kind, case.place, request.answers, department=request.unit,
                          on=request.on.isoformat(), known_at=request.known_at.isoformat())  # fmt: skip
            question = access.understood(asks, now=NOW + timedelta(days=30))
            assert decide(question, registers.register_for(question)).as_data() == case.verdict


def test_requests_are_numbered_in_a_row_and_told_in_the_chain(app: Flask, clerk_li: Actor) -> None:
    townships = ("620102001000", "620102002000", "620102003000")
    asked = [demand(department="", place=place) for place in townships]
    numbers = [requests.submit(one, actor=clerk_li, now=NOW).number for one in asked]
    assert numbers == ["R2026-000001", "R2026-000002", "R2026-000003"]
    checked, breaks = verify_events()
    assert checked > 3
    assert breaks == []


def test_another_units_request_is_not_there_for_a_department(app: Flask, clerk_li: Actor, officer_wang: Actor) -> None:
    number = requests.submit(demand(department=""), actor=clerk_li, now=NOW).number
    chen, ma = actor_called("chen"), actor_called("ma")
    assert chen is not None and ma is not None
    assert requests.request_called(number, actor=clerk_li).number == number
    assert requests.request_called(number.lower(), actor=officer_wang).number == number
    for stranger in (chen, ma):
        with pytest.raises(NotFound):
            requests.request_called(number, actor=stranger)


def test_a_changed_event_is_found(app: Flask, clerk_li: Actor) -> None:
    requests.submit(demand(department=""), actor=clerk_li, now=NOW)
    with db.engine.begin() as connection:
        connection.exec_driver_sql("update events set actor = 'somebody else' where stream = 'access'")
    _, breaks = verify_events()
    assert [(b.stream, b.position, b.what) for b in breaks] == [("access", 1, "changed")]


def test_the_day_of_asking_is_the_day_in_china(app: Flask) -> None:
    late = datetime(2026, 11, 22, 17, 0, tzinfo=UTC)
    assert access.check(demand(), now=late).verdict.on.isoformat() == "2026-11-23"
