"""Everywhere a place is the place of a day: tomorrow's change changes nothing today, yesterday's is followed."""

from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from registry.domain import errors
from registry.domain.actors import Actor
from registry.domain.inventories import InventorySort
from registry.domain.standings import StandingMark
from registry.services import chiefs, delegated, search
from registry.services.certificates import effective_at, record_retained_list
from registry.services.delegated_recording import record
from registry.services.divisions import place_called, place_today
from registry.services.inventories import decide_on, record_body, record_plaque
from registry.services.inventory_views import inventory_of
from registry.services.people import actor_called
from registry.services.successions import TypedChange, record_division_changes
from registry.store import adjustments
from registry.store import delegated as on_file
from registry.store.adjustments import AdjustmentRecord, AdjustmentStepRecord
from registry.store.base import db
from registry.store.delegated import Wanted
from registry.store.duties import DutyRecord, EditionRecord, forget_editions
from registry.store.indexing import note_rows
from registry.store.units import UnitRecord
from tests.conftest import NOW

CITY, COUNTY, OTHER, NEW_COUNTY = "620100000000", "620102000000", "620103000000", "620198000000"
TOWNSHIP, MOVED, NEW_TOWNSHIP = "620102001000", "620103099000", "620198001000"
VILLAGE, MOVED_VILLAGE, NEW_VILLAGE = "620102001003", "620103099003", "620198001003"
BEIBINHELU = "620102002000"
TODAY, EVE, SINCE = date(2026, 11, 23), date(2026, 5, 31), "2026-06-01"
LATER = NOW + timedelta(hours=1)
DUTY = {
    "matter": "兼任某项巡查长",
    "chief_or_grid": "CHIEF",
    "chief_from": "2026-01-01",
    "chief_basis": "示例发〔2026〕1号",
}
MATTER = {
    "matter": "流动摊贩占道劝离",
    "department": "县综合行政执法局",
    "matter_category": "城乡建设",
    "delegated_in": "示例通知〔2021〕5号",
    "delegated_on": "2021-05-10",
    "delegated_form": "territorial",
}


def person(name: str) -> Actor:
    found = actor_called(name)
    assert found is not None
    return found


def change(kind: str, before: str, after: str = "", name: str = "", since: str = SINCE, **more: Any) -> TypedChange:
    def parts(typed: str) -> list[str]:
        return typed.split("|") if typed else []

    return TypedChange(
        kind, parts(before), effective_on=since, after=parts(after), names=parts(name), basis="示例〔2026〕9号", **more
    )


def keep(*changes: TypedChange) -> None:
    record_division_changes(changes, actor=person("zheng"), now=NOW)
    db.session.remove()


def moved(since: str = SINCE) -> None:
    keep(change("RECODED", TOWNSHIP, MOVED, since=since, parents=[OTHER], keep_numbers=True))


def recoded(since: str = SINCE) -> None:
    keep(change("RECODED", COUNTY, NEW_COUNTY, since=since, keep_numbers=True))


def plaque(village: str = VILLAGE, wording: str = "示例甲站", at: datetime = LATER) -> str:
    answers = {"wording": wording, "hung_on": "2026-05-01"}
    return record_plaque(village, answers, actor=person("wang"), now=at).code


def hung(village: str, on: date = TODAY) -> list[str]:
    return [one["wording"] for one in inventory_of(village, on=on.isoformat(), now=LATER).as_data()["plaques"]]


def laid(place: str, on: date = TODAY, matter: str = MATTER["matter"]) -> list[str]:
    """The places, by the codes of the day, of the matter as counted below a place; and as listed, as many."""
    wanted = Wanted(place, on, LATER, text=matter)
    listed = on_file.matters(wanted, most=100)
    counted = [one for one in on_file.counts(Wanted(place, on, LATER)) if one.department == MATTER["department"]]
    assert on_file.how_many(wanted) == len(listed)
    return sorted(one.place for one in counted for _ in range(one.number) if one.category == MATTER["matter_category"])[
        : len(listed)
    ]


def found(text: str, place: str = "", on: date = TODAY, kind: str = "MATTER") -> list[Any]:
    hits = search.search_as_typed(text, place=place, kinds=[kind], on=on.isoformat(), first=50, now=LATER)
    return [standing for hit in hits if hit.text == text for standing in hit.standings]


@pytest.fixture
def alone(app: Flask) -> str:
    """A matter that stands on the list of the one township only."""
    editions = db.session.scalars(select(EditionRecord.code).where(EditionRecord.township == TOWNSHIP)).all()
    row = {"code": "D-ALONE", "tier": "BASIC", "number": 900, "category": "其他", "matter": "守护独一无二的古槐"}
    row |= {"township_share": [], "taken_over_by": "", "way_of_working": ""}
    rows = [{**row, "edition": edition} for edition in editions]
    db.session.add_all(DutyRecord(**one) for one in rows)
    db.session.flush()
    note_rows("duties", rows)
    db.session.commit()
    forget_editions()
    return str(row["matter"])


def test_nobody_asks_for_a_place_without_a_day() -> None:
    with pytest.raises(TypeError):
        place_called(TOWNSHIP)  # type: ignore[call-arg]


# A change that comes in 2027
# ----------------------------------------------------------------------------------------------------------------------


def test_what_is_recorded_today_is_filed_as_of_today_though_a_change_is_to_come(app: Flask) -> None:
    moved(since="2027-03-01")
    plaque()
    chiefs.add(TOWNSHIP, DUTY, actor=person("sun"), now=LATER)
    facts = record({**MATTER, "place": TOWNSHIP}, actor=person("wang"), now=LATER)
    assert (place_today(TOWNSHIP, now=LATER).code, facts.place) == (TOWNSHIP, TOWNSHIP)
    assert "示例甲站" in hung(VILLAGE)
    assert "示例甲站" in hung(VILLAGE, date(2027, 3, 1))  # asked by the old code: answered for the new one
    assert "示例甲站" in hung(MOVED_VILLAGE, date(2027, 3, 1))
    assert laid(COUNTY) == [TOWNSHIP] and laid(OTHER) == []
    assert (laid(COUNTY, date(2027, 3, 1)), laid(OTHER, date(2027, 3, 1))) == ([], [MOVED])
    delegated.hear(facts.code, {"able": "no", "reason": "无执法权"}, actor=person("wang"), now=LATER)


def test_a_new_county_code_to_come_takes_nobodys_rights_today(app: Flask) -> None:
    recoded(since="2027-03-01")
    names = [one.name for one in effective_at("620000000000", now=LATER).catalogue.retained][:2]
    kept = record_retained_list(
        COUNTY, names, document_number="示例〔2026〕3号", effective_on="2026-01-01", actor=person("sun"), now=LATER
    )
    assert kept.division == COUNTY
    assert chiefs.add(COUNTY, DUTY, actor=person("sun"), now=LATER)


# A county with a new code
# ----------------------------------------------------------------------------------------------------------------------


def test_a_countys_retained_list_follows_it_to_its_new_code_and_never_widens(app: Flask) -> None:
    names = [one.name for one in effective_at("620000000000", now=NOW).catalogue.retained][:2]
    record_retained_list(
        COUNTY, names, document_number="示例〔2026〕3号", effective_on="2026-01-01", actor=person("sun"), now=NOW
    )
    recoded()
    for code, on in ((COUNTY, EVE), (COUNTY, TODAY), (NEW_COUNTY, TODAY), (NEW_VILLAGE, TODAY)):
        held = effective_at(code, on=on.isoformat(), now=LATER)
        assert ([one.name for one in held.catalogue.retained], held.place.code[:6]) == (
            names,
            COUNTY[:6] if on == EVE else NEW_COUNTY[:6],
        )
    record_retained_list(
        NEW_COUNTY, names[:1], document_number="示例〔2026〕4号", effective_on=SINCE, actor=person("sun"), now=LATER
    )
    assert [one.name for one in effective_at(NEW_COUNTY, now=LATER).catalogue.retained] == names[:1]


def test_a_retained_list_recorded_before_the_change_was_known_goes_on(app: Flask) -> None:
    names = [one.name for one in effective_at("620000000000", now=NOW).catalogue.retained]
    record_retained_list(
        COUNTY,
        names[:1],
        document_number="示例〔2026〕5号",
        effective_on=TODAY.isoformat(),
        actor=person("sun"),
        now=NOW,
    )
    recoded()  # from a day before that list, recorded after it
    for code in (COUNTY, NEW_COUNTY, NEW_VILLAGE):
        assert [one.name for one in effective_at(code, now=LATER).catalogue.retained] == names[:1]


def test_a_county_that_left_another_goes_on_by_what_that_one_retained_until_the_change_was_recorded(app: Flask) -> None:
    names = [one.name for one in effective_at("620000000000", now=NOW).catalogue.retained]
    minutes = [NOW + timedelta(minutes=n) for n in range(6)]

    def retain(number: int, kept: list[str], since: str, at: datetime, county: str = COUNTY) -> None:
        paper = {"document_number": f"示例〔2026〕{number}号", "effective_on": since}
        record_retained_list(county, kept, actor=replace(person("sun"), division=county), now=at, **paper)

    def kept(county: str, on: str, at: int) -> list[str]:
        return [one.name for one in effective_at(county, on=on, now=minutes[at]).catalogue.retained]

    before = kept(COUNTY, "2026-07-01", 0)
    retain(5, names[:1], "2026-10-01", minutes[0])
    parted = change("SPLIT", COUNTY, f"{COUNTY}|{NEW_COUNTY}", "|新城关区")
    record_division_changes([parted], actor=person("zheng"), now=minutes[1])
    for county in (COUNTY, NEW_COUNTY):
        assert [kept(county, on, 2) for on in ("2026-07-01", "2026-10-01", "2026-11-23")] == [before, *[names[:1]] * 2]
    retain(6, names[:2], "2026-11-01", minutes[2])  # the one that keeps the code, for itself
    assert (kept(COUNTY, "2026-11-23", 3), kept(NEW_COUNTY, "2026-11-23", 3)) == (names[:2], names[:1])
    retain(7, names[1:2], "2026-11-01", minutes[4], NEW_COUNTY)
    assert (kept(NEW_COUNTY, "2026-11-23", 5), kept(NEW_COUNTY, "2026-10-15", 5)) == (names[1:2], names[:1])


def test_the_clean_up_follows_a_new_code_and_the_past_stays_by_the_old_one(app: Flask) -> None:
    code = record({**MATTER, "place": TOWNSHIP}, actor=person("wang"), now=NOW).code
    before = len(on_file.matters(Wanted(COUNTY, TODAY, NOW), most=100))
    recoded()
    assert laid(NEW_COUNTY) == [NEW_TOWNSHIP] == laid(NEW_TOWNSHIP) == laid(CITY)
    assert laid(COUNTY, EVE) == [TOWNSHIP] == laid(TOWNSHIP, EVE)
    assert len(on_file.matters(Wanted(NEW_COUNTY, TODAY, LATER), most=100)) == before
    delegated.hear(code, {"able": "no", "reason": "无执法权"}, actor=person("wang"), now=LATER)
    with pytest.raises(errors.SameOnRecord):
        record({**MATTER, "place": NEW_TOWNSHIP}, actor=person("wang"), now=LATER)


def test_a_chiefs_duty_is_ended_and_not_laid_twice_after_a_new_code(app: Flask) -> None:
    code = chiefs.add(TOWNSHIP, DUTY, actor=person("sun"), now=NOW)
    recoded()
    with pytest.raises(errors.SameOnRecord):
        chiefs.add(NEW_TOWNSHIP, DUTY, actor=person("sun"), now=LATER)
    answers = {"chief_until": "2026-10-01", "reason": "撤销"}
    assert chiefs.end(code, answers, actor=person("sun"), now=LATER) == date(2026, 10, 1)


def _proposed(number: str) -> None:
    unit = {"unit": db.session.scalars(select(UnitRecord.code)).first(), "unit_name": "某单位"}
    db.session.add(AdjustmentRecord(number=number, county=COUNTY, status="PROPOSED", **unit))
    db.session.flush()
    step = {"actor": "sun", "actor_name": "", "reason": "", "began_on": TODAY, "recorded_at": NOW}
    db.session.add(
        AdjustmentStepRecord(adjustment=number, position=1, verb="propose", status="PROPOSED", **unit, **step)
    )
    db.session.commit()


def test_a_countys_adjustments_are_seen_under_its_new_code_and_by_roles_of_the_old_one(app: Flask) -> None:
    _proposed("AJ2026-000001")
    seen = [one.number for one in adjustments.adjustments_seen("", COUNTY, most=50)]
    assert seen == ["AJ2026-000001"]
    recoded()
    assert [one.number for one in adjustments.adjustments_seen("", COUNTY, most=50)] == seen
    assert [one.number for one in adjustments.adjustments_seen("", NEW_COUNTY, most=50)] == seen


# A village that moved along
# ----------------------------------------------------------------------------------------------------------------------


def test_what_hung_before_a_move_is_decided_on_after_it_and_counts_once(app: Flask) -> None:
    code = plaque(at=NOW)
    body = record_body(VILLAGE, {"name": "示例甲会"}, actor=person("wang"), now=NOW).code
    keep(change("RECODED", VILLAGE, "620102001099"))
    new = "620102001099"
    with pytest.raises(errors.AlreadyOnRecord):
        plaque(new)
    with pytest.raises(errors.AlreadyOnRecord):
        record_body(new, {"name": "示例甲会"}, actor=person("wang"), now=LATER)
    for sort, item, decision in ((InventorySort.PLAQUES, code, "TAKE_DOWN"), (InventorySort.BODIES, body, "CLOSE")):
        answers = {"item": item, "decision": decision, "on": "2026-11-20", "reason": "清理整合"}
        decide_on(sort, new, answers, actor=person("wang"), now=LATER)
    data = inventory_of(new, now=LATER + timedelta(minutes=1)).as_data()
    assert next(one for one in data["plaques"] if one["code"] == code)["takenDownOn"] == "2026-11-20"
    assert next(one for one in data["bodies"] if one["code"] == body)["closedOn"] == "2026-11-20"


# Search
# ----------------------------------------------------------------------------------------------------------------------


def test_a_plaque_just_recorded_is_found(app: Flask) -> None:
    assert found("示例甲站", kind="PLAQUE") == []
    plaque()
    (standing,) = found("示例甲站", COUNTY, kind="PLAQUE")
    assert (standing.place, standing.mark) == (VILLAGE, StandingMark.HUNG)


def test_a_township_that_moved_is_found_where_it_is_on_the_day(app: Flask, alone: str) -> None:
    plaque(at=NOW)
    moved()
    for place in (OTHER, MOVED, CITY, "", "620000000000"):
        (standing,) = found(alone, place)
        assert (standing.place, standing.place_name) == (MOVED, "酒泉路街道"), place
        (hanging,) = found("示例甲站", place, kind="PLAQUE")
        assert hanging.place == MOVED_VILLAGE, place
    assert found(alone, COUNTY) == found("示例甲站", COUNTY, kind="PLAQUE") == []
    for place in (COUNTY, TOWNSHIP, CITY, ""):
        (standing,) = found(alone, place, EVE)
        assert standing.place == TOWNSHIP, place
        (hanging,) = found("示例甲站", place, EVE, kind="PLAQUE")
        assert hanging.place == VILLAGE, place
    assert found(alone, OTHER, EVE) == found("示例甲站", OTHER, EVE, kind="PLAQUE") == []


def test_a_county_with_a_new_code_finds_what_stood_in_it(app: Flask, alone: str) -> None:
    plaque(at=NOW)
    recoded()
    for place in (NEW_COUNTY, COUNTY, NEW_TOWNSHIP, CITY, ""):
        (standing,) = found(alone, place)
        assert standing.place == NEW_TOWNSHIP, place
        (hanging,) = found("示例甲站", place, kind="PLAQUE")
        assert hanging.place == NEW_VILLAGE, place
    (standing,) = found(alone, COUNTY, EVE)
    assert standing.place == TOWNSHIP


def test_a_change_to_come_changes_no_search_of_today(app: Flask, alone: str) -> None:
    moved(since="2027-03-01")
    assert [one.place for one in found(alone, COUNTY)] == [TOWNSHIP]
    assert found(alone, OTHER) == []
    assert [one.place for one in found(alone, OTHER, date(2027, 3, 1))] == [MOVED]


def test_swapped_names_lead_to_the_place_so_called_on_the_day(app: Flask, alone: str) -> None:
    one, other = place_today(TOWNSHIP, now=NOW).name, place_today(BEIBINHELU, now=NOW).name
    keep(change("RENAMED", TOWNSHIP, name=other), change("RENAMED", BEIBINHELU, name=one))
    for on, named in ((EVE, {TOWNSHIP: one, BEIBINHELU: other}), (TODAY, {TOWNSHIP: other, BEIBINHELU: one})):
        for code, name in named.items():
            assert place_called(f"城关区{name}", on=on, known_at=LATER).code == code
        assert [(s.place, s.place_name) for s in found(alone, COUNTY, on)] == [(TOWNSHIP, named[TOWNSHIP])]


def test_what_a_county_does_not_retain_is_not_found_in_it_as_retained(app: Flask) -> None:
    names = [one.name for one in effective_at("620000000000", now=NOW).catalogue.retained][:2]
    record_retained_list(
        COUNTY, names[:1], document_number="示例〔2026〕3号", effective_on="2026-01-01", actor=person("sun"), now=NOW
    )
    assert [len(found(name, TOWNSHIP, kind="CERTIFICATE")) for name in names] == [1, 0]
    assert [len(found(name, "620000000000", kind="CERTIFICATE")) for name in names] == [1, 1]


# What a name can be, and advice that can be followed
# ----------------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["<script>alert(1)</script>", "青山！镇", "12", "A2", "青山 镇", "青" * 41])
def test_a_division_is_not_called_just_anything(app: Flask, name: str) -> None:
    with pytest.raises(errors.RefusedChange) as refused:
        keep(change("RENAMED", TOWNSHIP, name=name))
    assert refused.value.facts["reason"] == "NAME_UNFIT"


@pytest.mark.parametrize("name", ["青山（北）街道", "青山·A2街道", "𠮷镇", "青山(北)镇"])
def test_a_division_is_called_as_divisions_are(app: Flask, name: str) -> None:
    keep(change("RENAMED", TOWNSHIP, name=name))
    assert place_today(TOWNSHIP, now=LATER).name == name


def test_a_merger_that_leaves_villages_says_to_record_them_too(app: Flask) -> None:
    for more, reason in (({}, "BELOW_TO_RECORD"), ({"keep_numbers": True}, "KEEPS_NO_NUMBERS")):
        with pytest.raises(errors.RefusedChange) as refused:
            keep(change("MERGED", f"{TOWNSHIP}|{BEIBINHELU}", TOWNSHIP, **more))
        assert refused.value.facts["reason"] == reason
        db.session.rollback()
