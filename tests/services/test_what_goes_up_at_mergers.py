"""When units merge, what nobody of its office may decide on or answer any more goes up, and who has it now is told."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from registry.domain import errors
from registry.domain.actors import Actor, Role
from registry.domain.cases import Status
from registry.domain.reports import ReportStatus, ReportVerb
from registry.services import cases, desk, notices, reports
from registry.services.cases_due import cases_due
from registry.services.clock import tick
from registry.services.events import verify_events
from registry.store.base import db
from registry.store.events import events_about
from registry.store.people import PersonRecord
from registry.store.reports import find_report
from tests.conftest import NOW
from tests.services.test_cases import LISTED, UNCLEAR, ZHANGYE, called, fresh, submitted
from tests.services.test_reports import reported
from tests.services.test_settling_above import CITY, somebody
from tests.services.test_units_that_merge import AFTER, merge

LATER = AFTER + timedelta(minutes=1)
COUNTY, PROVINCE = "620102000000", "620000000000"


def told(name: str) -> list[tuple[str, str]]:
    return [(one.code, one.about) for one in notices.inbox(called(name), now=LATER)]


# Cases
# ----------------------------------------------------------------------------------------------------------------------


@pytest.fixture
def sun(app: Flask) -> Actor:
    """Sun, who holds the county's list office and is of its unit."""
    return called("sun")


def three_that_wait(clerk_li: Actor, officer_wang: Actor) -> dict[str, str]:
    """One case each that was referred, disputed and escalated, by the notice that tells of it."""
    referred = submitted(clerk_li, UNCLEAR)
    disputed, escalated = submitted(clerk_li, LISTED), submitted(clerk_li, LISTED, ZHANGYE)
    cases.dispute(disputed, "与清单不符", actor=officer_wang, now=NOW)
    db.session.rollback()
    tick(now=NOW + timedelta(days=40))
    assert fresh(escalated).status == Status.ESCALATED
    return {"CASE_REFERRED": referred, "CASE_DISPUTED": disputed, "CASE_ESCALATED": escalated}


def test_the_province_is_told_once_of_each_case_that_a_merger_leaves_to_it(
    clerk_li: Actor, officer_wang: Actor, sun: Actor
) -> None:
    waiting = three_that_wait(clerk_li, officer_wang)
    at = NOW + timedelta(days=41)
    assert told("zheng") == told("he") == []
    merge(clerk_li, sun, now=at)
    inbox = notices.inbox(called("zheng"), now=at)
    assert {one.code: one.about for one in inbox} == waiting and len(inbox) == len(waiting)
    by_code = {one.code: one.facts for one in inbox}
    assert by_code["CASE_DISPUTED"]["reason"] == "与清单不符"
    assert by_code["CASE_REFERRED"]["department"] == "县应急管理局"
    merge(sun, called("chen"), now=at + timedelta(hours=1))
    tick(now=at + timedelta(hours=2))
    assert len(notices.inbox(called("zheng"), now=at + timedelta(hours=2))) == len(waiting)
    assert {due.case.number for due in cases_due(called("zheng"), now=at)} == set(waiting.values())


def test_the_citys_list_office_is_told_where_somebody_holds_it(clerk_li: Actor, sun: Actor) -> None:
    somebody("bai", Role.LIST_OFFICE, CITY, None)
    number = submitted(clerk_li, UNCLEAR)
    merge(clerk_li, sun)
    assert told("bai") == [("CASE_REFERRED", number)] and told("zheng") == []


def test_who_still_settles_is_not_told_anew(clerk_li: Actor, sun: Actor) -> None:
    submitted(clerk_li, UNCLEAR)
    before = told("sun")
    merge(clerk_li, called("chen"))
    assert told("sun") == before and told("zheng") == []
    somebody("qi", Role.LIST_OFFICE, sun.division, None)
    merge(called("chen"), sun, now=LATER)
    assert ("CASE_REFERRED", fresh("R2026-000001-001").number) in told("qi") and told("zheng") == []


def test_a_merger_that_is_refused_tells_nobody(clerk_li: Actor, sun: Actor) -> None:
    submitted(clerk_li, UNCLEAR)
    with pytest.raises(errors.DayInFuture):
        merge(clerk_li, sun, effective_on="2099-01-01")
    db.session.rollback()
    assert told("zheng") == []


# Reports
# ----------------------------------------------------------------------------------------------------------------------


def received(name: str) -> list[str]:
    db.session.rollback()
    return [one.report.number for one in reports.received(called(name), now=LATER)]


def sees_nothing(number: str, *names: str) -> None:
    for name in names:
        db.session.rollback()
        with pytest.raises((errors.NotFound, errors.NotPermitted)):
            reports.report_called(number, actor=called(name), now=LATER)
        assert number not in [waiting.about for waiting in desk.waiting_for(called(name), now=LATER)]


@pytest.fixture
def feng(app: Flask) -> Actor:
    """Feng of the county's special mechanism."""
    return called("feng")


@pytest.fixture
def mechanism_above(app: Flask) -> Callable[[str], Actor]:
    """Somebody of the special mechanism of a city or province."""
    return lambda division: somebody("above", Role.OVERSIGHT, division, None)


@pytest.mark.parametrize("division", [CITY, PROVINCE])
@pytest.mark.parametrize("taken_up", [False, True])
def test_a_report_on_a_unit_that_becomes_one_with_the_office_goes_to_the_special_mechanism_above(
    clerk_li: Actor, feng: Actor, mechanism_above: Callable[[str], Actor], division: str, taken_up: bool
) -> None:
    above = mechanism_above(division)
    number = reported()
    if taken_up:
        reports.answer(number, ReportVerb.TAKE_UP, "", actor=feng, now=NOW)
    assert received("above") == [] and told("above") == []
    merge(clerk_li, feng)
    assert received("above") == [number] and received("feng") == []
    assert told("above") == [("REPORT_RECEIVED", number)]
    assert told("wang")[0] == ("REPORT_MOVED_UP", number)
    assert number in [waiting.about for waiting in desk.waiting_for(above, now=LATER)]
    sees_nothing(number, "feng", "li", "sun", "chen", "admin", "zheng")
    with pytest.raises(errors.NotFound):
        reports.answer(number, ReportVerb.CLOSE, "无此事", actor=feng, now=LATER)
    reports.answer(number, ReportVerb.CLOSE, "已责成停止", actor=above, now=LATER)
    own = reports.report_called(number, actor=called("wang"), now=LATER).report
    assert own.status == ReportStatus.CLOSED
    assert [(step.verb, step.office) for step in own.steps][-2:] == [("MOVE_UP", "OVERSIGHT"), ("CLOSE", "OVERSIGHT")]
    assert verify_events()[1] == []
    for event in events_about(number, stream="reports"):
        assert set(event.facts) == {"status", "sha256"} and event.actor in ("reporter", "office")


def test_what_a_village_told_its_township_and_that_passed_on_goes_up_too(
    clerk_li: Actor, feng: Actor, mechanism_above: Callable[[str], Actor]
) -> None:
    mechanism_above(CITY)
    number = reported("zhao")
    reports.answer(number, ReportVerb.HAND_ON, "请协调", actor=called("wang"), now=NOW)
    merge(clerk_li, feng)
    assert received("above") == [number] and received("wang") == [number]  # which passed it on
    assert told("zhao")[0] == ("REPORT_MOVED_UP", number)


def test_where_nobody_is_above_the_reporter_is_told_once_and_it_goes_up_as_soon_as_somebody_is(
    clerk_li: Actor, feng: Actor, mechanism_above: Callable[[str], Actor]
) -> None:
    number = reported()
    merge(clerk_li, feng)
    tick(now=LATER)
    tick(now=LATER + timedelta(minutes=1))
    assert told("wang") == [("REPORT_WITH_NOBODY", number)]
    mechanism_above(PROVINCE)
    tick(now=LATER + timedelta(minutes=2))
    assert received("above") == [number] and told("above") == [("REPORT_RECEIVED", number)]
    assert [code for code, _ in told("wang")] == ["REPORT_MOVED_UP", "REPORT_WITH_NOBODY"]
    tick(now=LATER + timedelta(minutes=3))
    assert len(told("above")) == 1


def test_a_report_made_after_the_merger_goes_above_at_once(
    clerk_li: Actor, feng: Actor, mechanism_above: Callable[[str], Actor]
) -> None:
    merge(clerk_li, feng)
    with pytest.raises(errors.ReportNotHere):
        reported()
    db.session.rollback()
    mechanism_above(CITY)
    number = reported()
    assert received("above") == [number] and received("feng") == []
    sees_nothing(number, "feng", "li")


def test_a_report_stays_where_somebody_beside_the_merged_unit_holds_the_office(
    clerk_li: Actor, feng: Actor, mechanism_above: Callable[[str], Actor]
) -> None:
    mechanism_above(CITY)
    somebody("guan", Role.OVERSIGHT, COUNTY, None)
    number = reported()
    merge(clerk_li, feng)
    tick(now=LATER)
    assert received("guan") == [number] and received("above") == []
    assert told("wang") == []


def test_an_office_that_nobody_holds_for_now_keeps_its_reports_for_the_next_holder(
    feng: Actor, mechanism_above: Callable[[str], Actor]
) -> None:
    mechanism_above(CITY)
    number = reported()
    person = db.session.scalars(select(PersonRecord).where(PersonRecord.sign_in_name == "feng")).one()
    person.role = Role.DEPARTMENT_CLERK.value
    db.session.commit()
    tick(now=LATER)
    record = find_report(number)
    assert record is not None and record.division == COUNTY and received("above") == []


def test_a_report_that_was_closed_stays_closed_where_it_is(
    clerk_li: Actor, feng: Actor, mechanism_above: Callable[[str], Actor]
) -> None:
    mechanism_above(CITY)
    number = reported()
    reports.answer(number, ReportVerb.CLOSE, "已责成停止", actor=feng, now=NOW)
    merge(clerk_li, feng)
    tick(now=LATER)
    assert received("above") == []


@pytest.mark.parametrize("by", ["feng", "wang"])
def test_nobody_moves_a_report_up_by_hand(feng: Actor, mechanism_above: Callable[[str], Actor], by: str) -> None:
    mechanism_above(CITY)
    number = reported("zhao" if by == "wang" else "wang")
    with pytest.raises(errors.NotPermitted):
        reports.answer(number, ReportVerb.MOVE_UP, "", actor=called(by), now=LATER)
