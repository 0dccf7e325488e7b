"""Departments that lists name and the county's units do not hold; recording, renaming and merging units."""

import threading
from datetime import date, timedelta

import pytest
from flask import Flask

from registry.domain import errors
from registry.domain.divisions import NoticeCode
from registry.domain.duties import Duty, DutyTier, Share
from registry.domain.outcome import Outcome
from registry.services import duties, unit_keeping
from registry.services.access import Answer, Demand, check
from registry.services.events import verify_events
from registry.services.units import demander_called
from registry.store import units
from registry.store.base import db
from registry.store.divisions import find_place
from tests.services.test_publishing import COUNTY, LATER, PLACE, person, published, rows_of

TOBACCO, MATTER, TAKEN = "县烟草专卖局", "卷烟零售点布局巡查", "烟草制品零售许可核查"
AFTER = LATER + timedelta(hours=1)
ASKED = AFTER + timedelta(minutes=1)
"""What is kept at one moment is known a moment later at the latest."""


def with_tobacco() -> None:
    """The township's next list, with a share of the tobacco bureau and a matter that it took back."""
    rows = rows_of(PLACE)
    share = Share(None, TOBACCO, ("核发许可证",))
    rows = (
        *rows,
        Duty("new-1", DutyTier.SUPPORTING, 901, "经济发展", MATTER, (share,), ("协助巡查",)),
        Duty("new-2", DutyTier.RECLAIMED, 902, "", TAKEN, taken_over_by=f"由{TOBACCO}牵头", way_of_working="日常核查"),
    )
    published(PLACE, rows, now=LATER)


def mirrored(unit: str, place: str = PLACE) -> tuple[list[str], NoticeCode | None]:
    found = duties.mirror_of(unit, place, on=date(2026, 11, 23), known_at=ASKED)
    own = [row.matter for row in found.rows if not row.generic]
    return own, found.notice.code if found.notice else None


def asked(department: str, matter: str = MATTER) -> Answer:
    return check(Demand("delegation", PLACE, {"matter": matter}, department=department, on="2026-11-23"), now=ASKED)


@pytest.mark.parametrize("place", [PLACE, COUNTY])
def test_a_department_of_the_lists_that_is_no_unit_on_record_has_a_mirror_that_says_so(app: Flask, place: str) -> None:
    with_tobacco()
    assert mirrored(TOBACCO, place) == ([MATTER, TAKEN], NoticeCode.DEPARTMENT_AS_PRINTED)
    assert mirrored("区烟草专卖局", place)[0] == [MATTER, TAKEN]


@pytest.mark.parametrize("name", ["专卖局", "烟草", "县烟草", "县火星局", "县专卖局"])
def test_a_part_of_a_printed_name_or_another_name_is_taken_for_none(app: Flask, name: str) -> None:
    with_tobacco()
    with pytest.raises((errors.UnknownDepartment, errors.AmbiguousDepartment)):
        mirrored(name)


def test_such_a_department_may_be_named_as_the_one_that_asks_and_the_answer_tells_it(app: Flask) -> None:
    with pytest.raises(errors.UnknownDepartment):
        asked(TOBACCO)
    with_tobacco()
    answer = asked(TOBACCO)
    assert answer.verdict.outcome is Outcome.ADMIT
    assert [notice.code for notice in answer.verdict.notices] == [NoticeCode.DEPARTMENT_AS_PRINTED]
    other = asked("县民政局")
    assert [str(one.ground.code) for one in other.verdict.standing][:1] == ["WRONG_DEPARTMENT"]
    assert not other.verdict.notices
    with pytest.raises(errors.UnknownDepartment):
        check(Demand("delegation", PLACE, {"matter": MATTER}, department=TOBACCO, on="2026-11-22"), now=AFTER)


# Keeping them
# ----------------------------------------------------------------------------------------------------------------------


def kept(name: str = TOBACCO, **more) -> units.UnitRecord:
    return unit_keeping.record_unit(name, actor=person("sun"), now=AFTER, **more)


def called(name: str) -> str:
    place = find_place(PLACE)
    assert place is not None
    return demander_called(name, place).code


def test_the_list_office_records_a_unit_and_it_asks_as_any_other(app: Flask) -> None:
    with_tobacco()
    unit = kept(kind="vertical", other_names=["烟草局"])
    assert unit.division == COUNTY
    assert called(TOBACCO) == called("烟草局") == called(unit.code.lower()) == unit.code
    answer = asked(TOBACCO)
    assert (answer.verdict.outcome, answer.verdict.notices) == (Outcome.ADMIT, ())
    assert mirrored(TOBACCO) == ([MATTER, TAKEN], None)
    assert not verify_events()[1]


def test_a_renamed_unit_is_meant_by_both_names_and_keeps_its_shares(app: Flask) -> None:
    with_tobacco()
    unit = kept()
    unit_keeping.rename_unit(unit.code, "县烟草管理局", actor=person("sun"), now=AFTER)
    assert called(TOBACCO) == called("县烟草管理局") == unit.code
    assert mirrored("县烟草管理局")[0] == [MATTER, TAKEN]
    assert asked("县烟草管理局").verdict.outcome is Outcome.ADMIT


def test_a_merged_unit_is_meant_as_the_one_it_went_into(app: Flask) -> None:
    with_tobacco()
    unit, other = kept(), kept("县烟草与盐业管理局")
    unit_keeping.merge_unit(unit.code, other.code, actor=person("sun"), now=AFTER)
    assert called(TOBACCO) == called(unit.code) == other.code
    assert mirrored("县烟草与盐业管理局")[0] == [MATTER, TAKEN]
    with pytest.raises(errors.UnitReplaced):
        unit_keeping.rename_unit(unit.code, "县别的局", actor=person("sun"), now=AFTER)
    with pytest.raises(errors.UnitReplaced):
        unit_keeping.merge_unit(other.code, unit.code, actor=person("sun"), now=AFTER)


def test_what_cannot_be_a_unit_is_refused_with_its_field_and_nothing_is_kept(app: Flask) -> None:
    unit, held = kept(), len(units.units_of(COUNTY))
    for act, refused in (
        (lambda: kept("县民政局"), errors.UnitNameTaken),
        (lambda: kept("县某局", other_names=["县民政局"]), errors.UnitNameTaken),
        (lambda: unit_keeping.rename_unit(unit.code, "县民政局", actor=person("sun"), now=AFTER), errors.UnitNameTaken),
        (lambda: kept("  "), errors.MissingAnswer),
        (lambda: kept("〔〕"), errors.BadInput),
        (lambda: kept("局" * 61), errors.TextTooLong),
        (lambda: kept("县某局", kind="bank"), errors.UnknownOption),
        (lambda: kept("县某局", place=PLACE), errors.NotKeptHere),
        (lambda: unit_keeping.merge_unit(unit.code, unit.code, actor=person("sun"), now=AFTER),
         errors.UnitOfAnotherCounty),
        (lambda: unit_keeping.rename_unit("U000000-00009", "县某局", actor=person("sun"), now=AFTER), errors.NotFound),
    ):  # fmt: skip
        with pytest.raises(refused):
            act()
        db.session.rollback()
    assert len(units.units_of(COUNTY)) == held


@pytest.mark.parametrize("name", ["li", "wang", "zhou", "zheng", "zhao"])
def test_nobody_but_the_list_office_and_the_administrator_keeps_units(app: Flask, name: str) -> None:
    for place in (COUNTY, ""):
        with pytest.raises(errors.NotPermitted):
            unit_keeping.record_unit("县某局", place=place, actor=person(name), now=AFTER)
    with pytest.raises(errors.NotPermitted):
        unit_keeping.rename_unit("11629999MB9000322X", "县某局", actor=person(name), now=AFTER)
    with pytest.raises(errors.NotPermitted):
        unit_keeping.record_unit("县某局", place="620121000000", actor=person("sun"), now=AFTER)
    assert (
        unit_keeping.record_unit("县某局", place="620121000000", actor=person("admin"), now=AFTER).code[:7] == "U620121"
    )


def test_of_two_who_record_one_name_at_once_one_does(app: Flask) -> None:
    gate, made, refused = threading.Barrier(2), [], []

    def record() -> None:
        with app.app_context():
            gate.wait()
            try:
                made.append(kept("县同名局").code)
            except errors.UnitNameTaken as error:
                refused.append(error)

    threads = [threading.Thread(target=record) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert (len(made), len(refused)) == (1, 1)
