"""Divisions change: what was keeps its past, its list follows its successor, old codes still resolve and say so."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from registry.domain.actors import Actor
from registry.domain.divisions import Place
from registry.domain.errors import (
    NotPermitted,
    PlaceAbolished,
    PlaceNotYet,
    RefusedChange,
    RegistryError,
    SeveralSuccessors,
    UnknownPlace,
)
from registry.services import access, requests
from registry.services.access import Demand
from registry.services.divisions import place_called
from registry.services.events import verify_events
from registry.services.people import actor_called
from registry.services.successions import (
    TypedChange,
    history_of,
    record_division_change,
    record_division_changes,
    record_village_class,
    those_below,
)
from registry.store import approvals, duties
from registry.store.base import db
from registry.store.divisions import DivisionRecord
from registry.store.successions import DivisionChangeRecord
from tests.conftest import NOW

JIUQUANLU, ZHANGYELU, YANNAN = "620102001000", "620102002000", "620102003000"
COMMUNITY = "620102001001"
CHENGGUAN, QILIHE = "620102000000", "620103000000"
MOVED, MOVED_COMMUNITY = "620103091000", "620103091001"
RECORDED = NOW - timedelta(days=100)
EARLIER, LATER = RECORDED - timedelta(days=1), RECORDED + timedelta(days=1)
DAY_BEFORE, THE_DAY, DAY_AFTER = date(2026, 3, 31), date(2026, 4, 1), date(2026, 4, 2)
PAPER = "民函〔2026〕9号"


@pytest.fixture
def zheng(app: Flask) -> Actor:
    """Zheng, the administrator of the province."""
    actor = actor_called("zheng")
    assert actor is not None
    return actor


def change(kind: str, before: str, after: str = "", names: str = "", **more: Any) -> TypedChange:
    def parts(text: str) -> list[str]:
        return [part for part in text.split("|") if part]

    whole = {"effective_on": "2026-04-01", "basis": PAPER, **more}
    return TypedChange(kind, parts(before), after=parts(after), names=parts(names), **whole)


MOVE = change("RECODED", JIUQUANLU, MOVED, parents=[QILIHE], keep_numbers=True)
RENAME = change("RENAMED", JIUQUANLU, names="新泉路街道")


def keep(*changes: TypedChange, by: Actor, at: datetime = RECORDED) -> None:
    record_division_changes(changes, actor=by, now=at)
    db.session.remove()


def found(typed: str, on: date = DAY_AFTER, known_at: datetime = LATER) -> Place:
    return place_called(typed, on=on, known_at=known_at)


def verdict(place: str, on: date = DAY_AFTER, known_at: datetime = LATER, **given: Any) -> dict[str, Any]:
    answers = {"matter": "特种设备安全监督检查", "form": ["territorial"], **given.pop("answers", {})}
    whole = {"kind": "delegation", "place": place, "department": "县市场监督管理局", "answers": answers, **given}
    asked = Demand(**whole, on=on.isoformat(), known_at=known_at.isoformat())
    return access.check(asked, now=NOW).verdict.as_data()


def told(place: str, on: date, known_at: datetime) -> dict[str, Any]:
    """The verdict, or the error that stands in its place."""
    try:
        return verdict(place, on, known_at, demander="company", demander_name="某公司")
    except RegistryError as error:
        return {"error": error.code, "facts": error.facts}


# The five kinds, before, on and after the day, known before and after
# ----------------------------------------------------------------------------------------------------------------------

MERGER = change("MERGED", f"{JIUQUANLU}|{ZHANGYELU}", "620102090000", "泉掖街道", list_from=ZHANGYELU)
COMMUNITIES = ("001", "002", "003", "004", "005")
KINDS = {
    "renamed": ([RENAME], JIUQUANLU),
    "moved": ([MOVE], MOVED),
    "merged": (None, "620102090000"),
    "split": (None, None),
    "abolished": (None, None),
}


def recoded_below(app: Flask, township: str, to: str, first: int = 1) -> list[TypedChange]:
    """Each village of a township gets a new code under another one."""
    records = db.session.scalars(select(DivisionRecord).where(DivisionRecord.parent == township)).all()
    codes = sorted(record.code for record in records)
    return [change("RECODED", code, f"{to[:9]}{number:03d}") for number, code in enumerate(codes, start=first)]


def merged(app: Flask) -> list[TypedChange]:
    first = recoded_below(app, JIUQUANLU, "620102090000")
    return [MERGER, *first, *recoded_below(app, ZHANGYELU, "620102090000", len(first) + 1)]


def split(app: Flask) -> list[TypedChange]:
    both = change("SPLIT", JIUQUANLU, "620102091000|620102092000", "东泉街道|西泉街道")
    return [both, *recoded_below(app, JIUQUANLU, "620102091000")]


def abolished(app: Flask) -> list[TypedChange]:
    records = db.session.scalars(select(DivisionRecord).where(DivisionRecord.parent == JIUQUANLU)).all()
    return [change("ABOLISHED", code) for code in [JIUQUANLU, *(record.code for record in records)]]


def changes_of(kind: str, app: Flask) -> list[TypedChange]:
    made = {"renamed": lambda a: [RENAME], "moved": lambda a: [MOVE], "merged": merged, "split": split}
    return made.get(kind, abolished)(app)


@pytest.mark.parametrize("kind", KINDS)
def test_nothing_that_was_known_earlier_changes(app: Flask, zheng: Actor, kind: str) -> None:
    asked = (JIUQUANLU, COMMUNITY, MOVED, "酒泉路街道", "城关区酒泉路街道", "新泉路街道", "62010209", "620103091")
    questions = [(p, on, at) for p in asked for on in (DAY_BEFORE, THE_DAY, DAY_AFTER) for at in (EARLIER, RECORDED)]
    earlier = [told(p, on, EARLIER) for p, on, _ in questions]
    keep(*changes_of(kind, app), by=zheng)
    assert [told(p, on, EARLIER) for p, on, _ in questions] == earlier


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("on", [DAY_BEFORE, THE_DAY, DAY_AFTER])
def test_an_old_code_means_the_place_itself_before_and_what_followed_from_the_day_on(
    app: Flask, zheng: Actor, kind: str, on: date
) -> None:
    keep(*changes_of(kind, app), by=zheng)
    itself = found(JIUQUANLU, on, EARLIER)
    assert (itself.code, itself.name, itself.notices) == (JIUQUANLU, "酒泉路街道", ())
    if on < THE_DAY:
        before = found(JIUQUANLU, on)
        assert (before.code, before.full_name, before.notices) == (JIUQUANLU, "城关区酒泉路街道", ())
    elif kind == "split":
        with pytest.raises(SeveralSuccessors) as parts:
            found(JIUQUANLU, on)
        assert [c["code"] for c in parts.value.facts["choices"]] == ["620102091000", "620102092000"]  # type: ignore[attr-defined]
    elif kind == "abolished":
        with pytest.raises(PlaceAbolished) as gone:
            found(JIUQUANLU, on)
        assert gone.value.facts["effective_on"] == "2026-04-01"
    else:
        after = found(JIUQUANLU, on)
        assert after.code == KINDS[kind][1]
        assert [n.code for n in after.notices] == ([] if kind == "renamed" else ["PLACE_SUCCEEDED"])


def test_the_notice_names_the_old_name_the_successor_the_day_and_the_paper(app: Flask, zheng: Actor) -> None:
    keep(MOVE, by=zheng)
    assert dict(found(JIUQUANLU).notices[0].facts) == {
        "given": JIUQUANLU,
        "code": JIUQUANLU,
        "old_name": "酒泉路街道",
        "successor": "七里河区酒泉路街道",
        "successor_code": MOVED,
        "change_kind": "RECODED",
        "effective_on": "2026-04-01",
        "basis": PAPER,
    }


def test_a_new_code_asked_for_an_earlier_day_names_what_was_there_then(app: Flask, zheng: Actor) -> None:
    keep(MOVE, by=zheng)
    with pytest.raises(PlaceNotYet) as early:
        found(MOVED, DAY_BEFORE)
    assert early.value.facts["predecessors"] == [{"code": JIUQUANLU, "name": "酒泉路街道"}]
    with pytest.raises(UnknownPlace):
        found(MOVED, DAY_AFTER, EARLIER)


def test_an_old_name_leads_to_the_new_one_and_says_so(app: Flask, zheng: Actor) -> None:
    keep(RENAME, by=zheng)
    for typed in ("酒泉路街道", "城关区酒泉路街道", "甘肃省兰州市城关区酒泉路街道"):
        place = found(typed)
        assert (place.code, place.name) == (JIUQUANLU, "新泉路街道")
        assert [n.facts["old_name"] for n in place.notices] == ["酒泉路街道"]
    for typed in ("新泉路街道", "城关区新泉路街道", "兰州市新泉路街道"):
        assert (found(typed).code, found(typed).notices) == (JIUQUANLU, ())
    assert found("酒泉路街道", DAY_BEFORE).name == "酒泉路街道"
    with pytest.raises(PlaceNotYet):
        found("新泉路街道", DAY_BEFORE)
    with pytest.raises(UnknownPlace):
        found("新泉路街道", DAY_AFTER, EARLIER)
    community = found(COMMUNITY)
    assert community.full_name == "城关区新泉路街道畅家巷社区居委会"
    assert found("新泉路街道畅家巷社区").code == found("酒泉路街道畅家巷社区").code == COMMUNITY


def test_after_a_move_the_name_means_the_new_place_and_the_old_county_before_it_says_so(
    app: Flask, zheng: Actor
) -> None:
    keep(MOVE, by=zheng)
    assert (found("酒泉路街道").code, found("酒泉路街道").notices) == (MOVED, ())
    assert found("七里河区酒泉路街道").code == MOVED
    place = found("城关区酒泉路街道")
    assert (place.code, [n.code for n in place.notices]) == (MOVED, ["PLACE_SUCCEEDED"])
    assert found("酒泉路街道", DAY_BEFORE).code == JIUQUANLU
    assert found("620103091").code == MOVED


def test_a_code_that_changed_twice_leads_to_the_last(app: Flask, zheng: Actor) -> None:
    keep(MOVE, by=zheng)
    again = change("RECODED", MOVED, "620104091000", effective_on="2026-05-01", keep_numbers=True)
    keep(again, by=zheng, at=RECORDED + timedelta(hours=1))
    assert found(JIUQUANLU, date(2026, 4, 30)).code == MOVED
    assert found(JIUQUANLU, date(2026, 5, 1)).code == "620104091000"
    assert found(COMMUNITY, date(2026, 5, 1)).code == "620104091001"
    assert found(JIUQUANLU, date(2026, 5, 1), RECORDED).code == MOVED


# The list, approvals, plaques and what else is on record follow
# ----------------------------------------------------------------------------------------------------------------------


def but_for_notices(data: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in data.items() if name != "notices"}


def test_the_verdict_by_an_old_code_is_the_one_by_the_new_code_and_the_notice(app: Flask, zheng: Actor) -> None:
    keep(MOVE, by=zheng)
    outside: dict[str, Any] = {"demander": "company", "demander_name": "某公司", "department": ""}
    old, new = verdict(JIUQUANLU, **outside), verdict(MOVED, **outside)
    assert but_for_notices(old) == but_for_notices(new)
    assert [n["code"] for n in old["notices"]] == ["PLACE_SUCCEEDED", "LIST_OF_PREDECESSOR"]
    assert [n["code"] for n in new["notices"]] == ["LIST_OF_PREDECESSOR"]
    assert new["basis"]["edition"] == "ED-620102001-2026"
    assert new["notices"][0]["facts"]["predecessor"] == "酒泉路街道"
    before = verdict(JIUQUANLU, DAY_BEFORE, **outside)
    assert (before["basis"]["edition"], before["notices"]) == ("ED-620102001-2026", [])


def publish(code: str, township: str, effective_on: date, at: datetime = RECORDED) -> None:
    db.session.add(
        duties.EditionRecord(
            code=code, township=township, document_number="七编〔2026〕1号", effective_on=effective_on, recorded_at=at
        )
    )
    db.session.flush()
    row = duties.DutyRecord(
        edition=code, code="X-1", tier="BASIC", number=1, category="", matter="特种设备安全监督检查", township_share=[]
    )
    db.session.add(row)
    db.session.commit()


def test_a_list_that_the_successor_publishes_takes_over_on_its_day(app: Flask, zheng: Actor) -> None:
    keep(MOVE, by=zheng)
    publish("ED-NEW", MOVED, date(2026, 6, 1))
    assert verdict(MOVED, date(2026, 5, 31))["basis"]["edition"] == "ED-620102001-2026"
    after = verdict(MOVED, date(2026, 6, 1))
    assert (after["basis"]["edition"], after["notices"]) == ("ED-NEW", [])
    assert verdict(JIUQUANLU, date(2026, 6, 1))["basis"]["edition"] == "ED-NEW"


@pytest.mark.parametrize(("chosen", "edition"), [(ZHANGYELU, "ED-620102002-2025"), (JIUQUANLU, "ED-620102001-2026")])
def test_after_a_merger_the_chosen_list_goes_on(app: Flask, zheng: Actor, chosen: str, edition: str) -> None:
    whole = merged(app)
    keep(replace(whole[0], list_from=chosen), *whole[1:], by=zheng)
    assert verdict("620102090000")["basis"]["edition"] == edition


def test_after_a_merger_without_a_choice_there_is_no_list(app: Flask, zheng: Actor) -> None:
    whole = merged(app)
    keep(replace(whole[0], list_from=""), *whole[1:], by=zheng)
    data = verdict("620102090000")
    assert "NO_LIST" in [g["code"] for g in data["grounds"]]
    assert data["basis"]["edition"] == ""


def test_a_township_that_takes_in_another_keeps_its_own_list(app: Flask, zheng: Actor) -> None:
    taken_in = change("MERGED", f"{JIUQUANLU}|{ZHANGYELU}", ZHANGYELU)
    keep(taken_in, *recoded_below(app, JIUQUANLU, ZHANGYELU, 51), by=zheng)
    data = verdict(JIUQUANLU)
    assert data["basis"]["edition"] == "ED-620102002-2025"
    assert [n["code"] for n in data["notices"]] == ["PLACE_SUCCEEDED"]


def test_both_parts_of_a_split_follow_the_list_there_was(app: Flask, zheng: Actor) -> None:
    keep(*split(app), by=zheng)
    for part in ("620102091000", "620102092000"):
        assert verdict(part)["basis"]["edition"] == "ED-620102001-2026"


def approve(code: str, place: str, issued_on: date = date(2026, 1, 5)) -> None:
    """A unified deployment, perfect but for its place."""
    template = db.session.get_one(approvals.ApprovalRecord, "PA-0001")
    columns = {c.name: getattr(template, c.name) for c in approvals.ApprovalRecord.__table__.columns}
    changes = {
        "code": code,
        "number": "甘办发〔2026〕91号",
        "plain_number": "甘办发〔2026〕91号",
        "issued_on": issued_on,
        "in_force_from": issued_on,
        "recorded_at": EARLIER,
        "confirmed_at": EARLIER,
    }
    db.session.add(approvals.ApprovalRecord(**columns | changes))
    db.session.flush()
    named = {"position": 1, "name": "无人机低空巡航表演", "plain_name": "无人机低空巡航表演"}
    db.session.add(approvals.ApprovalNameRecord(approval=code, **named))
    db.session.add(approvals.ApprovalPlaceRecord(approval=code, division=place))
    db.session.commit()


def outcome(place: str) -> str:
    answers = {"matter": "无人机低空巡航表演", "form": ["direct"]}
    return str(verdict(place, answers=answers, department="", demander="company", demander_name="某公司")["outcome"])


def test_an_approval_for_an_old_code_covers_its_successor(app: Flask, zheng: Actor) -> None:
    approve("PA-OLD", JIUQUANLU)
    keep(MOVE, by=zheng)
    assert outcome(MOVED) == outcome(JIUQUANLU) == "ADMIT"
    assert found(MOVED_COMMUNITY).lies_in(JIUQUANLU)
    assert found(COMMUNITY).lies_in(COMMUNITY)


def test_an_approval_for_the_county_it_left_does_not_follow(app: Flask, zheng: Actor) -> None:
    approve("PA-COUNTY", CHENGGUAN)
    assert outcome(JIUQUANLU) == "ADMIT"
    keep(MOVE, by=zheng)
    assert outcome(MOVED) == outcome(JIUQUANLU) == "REJECT"
    assert not found(MOVED_COMMUNITY).lies_in(CHENGGUAN)


def test_an_approval_for_one_of_two_that_merged_covers_its_villages_but_not_the_whole(app: Flask, zheng: Actor) -> None:
    keep(*merged(app), by=zheng)
    whole, village, other = found("620102090000"), found(COMMUNITY), found("620102002001")
    assert village.code.startswith("620102090") and other.code.startswith("620102090")
    assert village.lies_in(JIUQUANLU) and not village.lies_in(ZHANGYELU)
    assert other.lies_in(ZHANGYELU) and not other.lies_in(JIUQUANLU)
    assert not whole.lies_in(JIUQUANLU) and not whole.lies_in(ZHANGYELU)
    assert whole.lies_in_one_of((JIUQUANLU, ZHANGYELU))


def test_what_names_a_code_after_a_part_left_it_does_not_cover_that_part(app: Flask, zheng: Actor) -> None:
    keep(change("SPLIT", JIUQUANLU, f"{JIUQUANLU}|620102092000", "酒泉路街道|西泉街道"), by=zheng)
    part = found("620102092000")
    assert part.lies_in(JIUQUANLU, since=DAY_BEFORE)
    assert not part.lies_in(JIUQUANLU, since=THE_DAY)
    assert found(JIUQUANLU).notices == ()


def counted(place: str) -> dict[str, Any]:
    answers = {"wording": "科普示范村", "form": []}
    asked = {"kind": "plaque", "answers": answers | {"count": 90}, "department": "", "demander": "company"}
    demand = Demand(**asked, place=place, on=DAY_AFTER.isoformat(), known_at=LATER.isoformat())
    demand = replace(demand, answers={"wording": "科普示范村", "count": "90"})
    data = access.check(demand, now=NOW).verdict.as_data()
    return dict(next(g["facts"] for g in data["grounds"] if g["code"] in ("PLAQUE_QUOTA", "NO_QUOTA")))


def test_plaques_their_count_and_the_class_follow_a_village_to_its_new_code(app: Flask, zheng: Actor) -> None:
    before = counted(COMMUNITY)
    assert before["counted"] > 0
    keep(MOVE, by=zheng)
    assert counted(MOVED_COMMUNITY) == counted(COMMUNITY) == before


def test_a_merged_village_has_the_plaques_of_both(app: Flask, zheng: Actor) -> None:
    one, two = counted(COMMUNITY)["counted"], counted("620102001002")["counted"]
    keep(change("MERGED", f"{COMMUNITY}|620102001002", COMMUNITY, "畅家园社区居委会"), by=zheng)
    assert counted(COMMUNITY)["counted"] == one + two
    assert found("畅家园社区").code == COMMUNITY


def test_a_villages_class_is_dated_twice(app: Flask, zheng: Actor) -> None:
    assert counted(COMMUNITY)["quota"] == 6
    given = {"actor": zheng, "now": RECORDED}
    assert record_village_class(COMMUNITY, "village", in_force_from="2026-04-01", basis=PAPER, **given) == COMMUNITY
    db.session.remove()
    classes = {
        (on, at): history_of(COMMUNITY, on=on, known_at=at).village_class  # type: ignore[union-attr]
        for on in (DAY_BEFORE, THE_DAY)
        for at in (EARLIER, LATER)
    }
    assert classes == {
        (DAY_BEFORE, EARLIER): "COMMUNITY",
        (DAY_BEFORE, LATER): "COMMUNITY",
        (THE_DAY, EARLIER): "COMMUNITY",
        (THE_DAY, LATER): "VILLAGE",
    }
    assert counted(COMMUNITY)["quota"] == 4


def test_a_request_of_before_is_read_by_the_desk_of_the_new_code(app: Flask, zheng: Actor, clerk_li: Actor) -> None:
    demand = Demand("delegation", JIUQUANLU, {"matter": "防汛抗旱"})
    number = requests.submit(demand, actor=clerk_li, now=RECORDED - timedelta(hours=1)).number
    keep(MOVE, by=zheng)
    wang, desk = actor_called("wang"), actor_called("sun")
    assert wang is not None and desk is not None
    new_desk = replace(wang, unit="", division=MOVED)
    county = replace(desk, unit="", division=QILIHE)
    stranger = replace(desk, unit="", division="620104000000")
    assert [requests.request_called(number, actor=who).number for who in (new_desk, county)] == [number, number]
    assert [r.number for r in requests.requests_of(new_desk)] == [number]
    assert [r.number for r in requests.requests_of(stranger)] == []
    with pytest.raises(RegistryError):
        requests.request_called(number, actor=stranger)
    assert found(MOVED).lies_in(wang.division)


# Recording
# ----------------------------------------------------------------------------------------------------------------------


def test_only_the_province_and_administrators_record_changes(app: Flask, clerk_li: Actor) -> None:
    with pytest.raises(NotPermitted):
        record_division_change(MOVE, actor=clerk_li, now=NOW)
    admin = actor_called("admin")
    assert admin is not None
    assert record_division_change(MOVE, actor=admin, now=RECORDED).numbers[0].startswith("DC2026-")
    with pytest.raises(NotPermitted):
        record_division_change(RENAME, actor=replace(admin, division="640000000000"), now=RECORDED)


def test_a_dry_run_checks_the_same_and_keeps_nothing(app: Flask, zheng: Actor) -> None:
    dry = record_division_changes([MOVE], actor=zheng, now=RECORDED, dry_run=True)
    assert (dry.numbers, dry.dry_run) == ((), True)
    assert db.session.scalars(select(DivisionChangeRecord)).all() == []
    assert found(JIUQUANLU).code == JIUQUANLU
    kept = record_division_changes([MOVE], actor=zheng, now=RECORDED)
    assert kept.steps == dry.steps == 1 + len(kept.numbers[1:]) > 5
    checked, breaks = verify_events()
    assert checked and breaks == []


REFUSED = {
    "WRONG_NUMBERS": [change("MERGED", JIUQUANLU, MOVED, "甲街道")],
    "MALFORMED_CODE": [change("RECODED", "6201", MOVED)],
    "UNKNOWN_CODE": [change("RENAMED", "620102099000", names="甲街道")],
    "NOT_IN_USE": [MOVE, replace(RENAME, effective_on="2026-05-01")],
    "LEVELS_DIFFER": [change("MERGED", f"{JIUQUANLU}|{COMMUNITY}", JIUQUANLU)],
    "NO_NAME": [change("MERGED", f"{JIUQUANLU}|{ZHANGYELU}", "620102090000")],
    "SAME_NAME": [change("RENAMED", JIUQUANLU, names="酒泉路街道")],
    "CODE_TAKEN": [change("RECODED", JIUQUANLU, YANNAN)],
    "CODE_UNFIT": [change("RECODED", JIUQUANLU, "620103091001", parents=[QILIHE])],
    "PARENT_UNFIT": [change("RECODED", JIUQUANLU, "620102091000", parents=[QILIHE], keep_numbers=True)],
    "PSEUDO_TOWNSHIP": [change("RECODED", JIUQUANLU, "620102401000", keep_numbers=True)],
    "NO_PARENT": [change("RECODED", JIUQUANLU, "629903091000")],
    "PARENT_NOT_IN_USE": [MOVE, change("RECODED", "620102002001", "620102001099", effective_on="2026-05-01")],
    "LATER_CHANGE": [replace(RENAME, effective_on="2026-06-01"), MOVE],
    "LIST_FROM_STRANGER": [replace(MERGER, list_from=YANNAN)],
    "BELOW_LEFT": [replace(MOVE, keep_numbers=False)],
}


ZONE = "620102401000"


@pytest.mark.parametrize(
    ("refused", "reason"),
    [
        (change("MERGED", f"{JIUQUANLU}|{ZHANGYELU}", ZONE, "城关开发区"), "PSEUDO_TOWNSHIP"),
        (change("SPLIT", JIUQUANLU, f"{ZONE}|620102419000", "甲园区|乙园区"), "PSEUDO_TOWNSHIP"),
        (change("RECODED", JIUQUANLU, "620102600000", keep_numbers=True), "CODE_UNFIT"),
        (change("RECODED", COMMUNITY, "620102002099", parents=[CHENGGUAN]), "PARENT_UNFIT"),
        (change("RECODED", CHENGGUAN, "620399000000", parents=["620100000000"], keep_numbers=True), "PARENT_UNFIT"),
    ],
)
def test_no_township_is_turned_into_a_zone_and_no_code_contradicts_the_one_above(
    app: Flask, zheng: Actor, refused: TypedChange, reason: str
) -> None:
    with pytest.raises(RefusedChange) as told_so:
        record_division_changes([refused], actor=zheng, now=RECORDED)
    assert told_so.value.facts["reason"] == reason


def test_a_zone_cut_out_of_a_township_has_no_list_and_the_township_keeps_its_own(app: Flask, zheng: Actor) -> None:
    cut_out = change("SPLIT", JIUQUANLU, f"{JIUQUANLU}|{ZONE}", "酒泉路街道|城关开发区")
    keep(cut_out, change("RECODED", COMMUNITY, f"{ZONE[:9]}001"), by=zheng)
    data = verdict(ZONE)
    assert "NO_LIST" in [ground["code"] for ground in data["grounds"]] and data["basis"]["edition"] == ""
    assert verdict(JIUQUANLU)["basis"]["edition"] == "ED-620102001-2026"


def test_a_farm_that_becomes_a_township_has_no_list_until_it_publishes_one(app: Flask, zheng: Actor) -> None:
    farm = next(r for r in db.session.scalars(select(DivisionRecord)) if r.as_division().is_pseudo_township)
    town = f"{farm.code[:6]}199000"
    keep(change("RECODED", farm.code, town, "新设镇", keep_numbers=True), by=zheng)
    assert not found(town).itself.is_pseudo_township and verdict(town)["basis"]["edition"] == ""
    publish("ED-TOWN", town, date(2026, 6, 1))
    assert verdict(town, date(2026, 6, 1))["basis"]["edition"] == "ED-TOWN"


@pytest.mark.parametrize("reason", REFUSED)
def test_what_cannot_be_is_refused_and_nothing_is_kept(app: Flask, zheng: Actor, reason: str) -> None:
    with pytest.raises(RefusedChange) as refused:
        record_division_changes(REFUSED[reason], actor=zheng, now=RECORDED)
    assert refused.value.facts["reason"] == reason
    db.session.remove()
    assert db.session.scalars(select(DivisionChangeRecord)).all() == []


def test_a_history_shows_names_predecessors_successors_and_the_list_followed(app: Flask, zheng: Actor) -> None:
    keep(RENAME, by=zheng)
    keep(replace(MOVE, effective_on="2026-05-01"), by=zheng, at=LATER)
    old = history_of(JIUQUANLU, on=date(2026, 4, 15), known_at=LATER)
    assert old is not None and old.in_use
    assert old.names == (("酒泉路街道", None), ("新泉路街道", THE_DAY))
    assert [(s.after, s.effective_on) for s in old.after] == [(MOVED, date(2026, 5, 1))]
    new = history_of(MOVED, on=date(2026, 5, 2), known_at=LATER)
    assert new is not None and new.in_use
    assert [(s.before, s.old_name) for s in new.before] == [(JIUQUANLU, "新泉路街道")]
    assert (new.edition_of, new.asked.name) == (JIUQUANLU, "新泉路街道")
    past = history_of(JIUQUANLU, on=date(2026, 5, 2), known_at=LATER)
    assert past is not None and not past.in_use and past.today == (MOVED,)
    assert history_of(MOVED, on=date(2026, 5, 2), known_at=RECORDED) is None
    below = [code for code, _ in those_below(MOVED, on=date(2026, 5, 2), known_at=LATER)]
    assert MOVED_COMMUNITY in below and len(below) >= 5
    assert those_below(JIUQUANLU, on=date(2026, 5, 2), known_at=LATER) == ()
    assert (COMMUNITY, "畅家巷社区居委会") in those_below(JIUQUANLU, on=DAY_AFTER, known_at=LATER)


def test_a_name_that_another_bears_now_means_the_one_that_bears_it_on_the_day(app: Flask, zheng: Actor) -> None:
    keep(RENAME, change("RENAMED", ZHANGYELU, names="酒泉路街道"), by=zheng)
    assert found("酒泉路街道").code == ZHANGYELU
    assert found("酒泉路街道", DAY_BEFORE).code == JIUQUANLU


def test_a_county_with_a_new_code_takes_all_below_along(app: Flask, zheng: Actor) -> None:
    keep(change("RECODED", CHENGGUAN, "620199000000", "兰城区", keep_numbers=True), by=zheng)
    village = found(COMMUNITY)
    assert (village.code, village.full_name) == ("620199001001", "兰城区酒泉路街道畅家巷社区居委会")
    assert village.lies_in(CHENGGUAN)
    assert verdict(JIUQUANLU)["outcome"] == "REJECT"


assert datetime(2026, 1, 1, tzinfo=UTC) < EARLIER
