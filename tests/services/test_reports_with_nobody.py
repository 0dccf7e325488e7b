"""Nobody answers their own report: one whose office only its reporter holds goes up, or waits with a word; and who
comes to an office that a report waits at is told."""

from datetime import timedelta
from threading import Thread

import pytest
from flask import Flask

from registry.domain import errors
from registry.domain.actors import Actor, Role
from registry.domain.reports import ReportVerb
from registry.services import notices, reports
from registry.services.clock import tick
from registry.services.events import verify_events
from registry.services.reports_left import move_up_by_itself
from registry.store.base import db
from registry.store.people import PersonRecord
from registry.store.reports import find_report
from tests.conftest import NOW
from tests.services.test_cases import called
from tests.services.test_reports import reported
from tests.services.test_settling_above import CITY, somebody
from tests.services.test_units_that_merge import AFTER, merge

COUNTY, PROVINCE, TOWNSHIP = "620102000000", "620000000000", "620102001000"
MOVED_UP, WITH_NOBODY, HELD_AGAIN = "REPORT_MOVED_UP", "REPORT_WITH_NOBODY", "REPORT_HELD_AGAIN"


@pytest.fixture
def feng(app: Flask) -> Actor:
    """Feng of the county's special mechanism."""
    return called("feng")


def moved(name: str, **to: str | None) -> None:
    person = db.session.get_one(PersonRecord, name)
    for what, value in to.items():
        setattr(person, what, value)
    db.session.commit()


def becomes_the_only_holder(name: str, division: str = COUNTY) -> None:
    """The reporter takes the office over from Feng, and is of no unit."""
    moved("feng", role=Role.DEPARTMENT_CLERK.value)
    moved(name, role=Role.OVERSIGHT.value, unit=None, division=division)


def ticked(*hours: int) -> None:
    for hour in hours:
        assert tick(now=AFTER + timedelta(hours=hour)).failed == ()


def told(name: str) -> list[str]:
    """What somebody was told, the latest last."""
    db.session.rollback()
    return [one.code for one in reversed(notices.inbox(called(name), now=NOW + timedelta(days=30)))]


def where(number: str) -> tuple[str, str]:
    db.session.rollback()
    report = find_report(number)
    assert report is not None
    return report.office, report.division


def received(name: str) -> list[str]:
    db.session.rollback()
    return [one.report.number for one in reports.received(called(name), now=NOW + timedelta(days=30))]


@pytest.mark.parametrize("division", [CITY, PROVINCE])
def test_a_report_whose_office_only_its_reporter_holds_goes_up(feng: Actor, division: str) -> None:
    somebody("above", Role.OVERSIGHT, division, None)
    number = reported()
    becomes_the_only_holder("wang")
    ticked(1, 2, 3)
    assert where(number) == ("OVERSIGHT", division) and received("above") == [number] and received("wang") == []
    assert told("above") == ["REPORT_RECEIVED"] and told("wang") == [MOVED_UP]
    reports.answer(number, ReportVerb.CLOSE, "已处理", actor=called("above"), now=AFTER + timedelta(days=1))
    assert verify_events()[1] == []


def test_where_nobody_else_is_above_the_reporter_is_told_once_and_it_goes_as_soon_as_somebody_is(feng: Actor) -> None:
    number = reported()
    becomes_the_only_holder("wang")
    ticked(1, 2, 300)
    assert where(number) == ("OVERSIGHT", COUNTY) and told("wang") == [WITH_NOBODY]
    with pytest.raises(errors.NotPermitted):
        reports.answer(number, ReportVerb.CLOSE, "已处理", actor=called("wang"), now=AFTER)
    db.session.rollback()
    somebody("above", Role.OVERSIGHT, CITY, None)
    ticked(301, 302)
    assert received("above") == [number] and told("wang") == [WITH_NOBODY, MOVED_UP]


def test_a_village_that_holds_its_townships_desk_by_now_is_answered_by_the_county(feng: Actor) -> None:
    number = reported("zhao")
    moved("wang", role=Role.DEPARTMENT_CLERK.value)
    moved("zhao", role=Role.TOWNSHIP_DESK.value, division=TOWNSHIP)
    ticked(1, 2)
    assert where(number) == ("OVERSIGHT", COUNTY) and received("feng") == [number] and told("zhao") == [MOVED_UP]


def test_a_report_never_goes_up_to_where_only_its_reporter_is(clerk_li: Actor, feng: Actor) -> None:
    somebody("above", Role.OVERSIGHT, PROVINCE, None)
    number = reported()
    moved("wang", role=Role.OVERSIGHT.value, unit=None, division=CITY)
    merge(clerk_li, feng)
    ticked(1)
    assert where(number) == ("OVERSIGHT", PROVINCE) and received("above") == [number]
    assert told("wang") == [MOVED_UP] and "REPORT_RECEIVED" not in told("wang")


def test_where_the_office_above_is_the_reporters_alone_it_stays_with_a_word(clerk_li: Actor, feng: Actor) -> None:
    number = reported()
    moved("wang", role=Role.OVERSIGHT.value, unit=None, division=CITY)
    merge(clerk_li, feng)
    ticked(1, 2)
    assert where(number) == ("OVERSIGHT", COUNTY) and told("wang") == [WITH_NOBODY]


def test_a_colleague_in_the_reporters_office_answers_and_the_reporter_is_told_as_such_only(
    clerk_li: Actor, feng: Actor
) -> None:
    somebody("above", Role.OVERSIGHT, CITY, None)
    number = reported()
    moved("wang", role=Role.OVERSIGHT.value, unit=None, division=CITY)
    merge(clerk_li, feng)
    assert where(number) == ("OVERSIGHT", CITY)
    assert told("above") == ["REPORT_RECEIVED"] and told("wang") == [MOVED_UP]


def test_a_township_passes_no_report_on_to_its_reporter(feng: Actor) -> None:
    number = reported("zhao")
    becomes_the_only_holder("zhao")
    with pytest.raises(errors.ReportNotHere):
        reports.answer(number, ReportVerb.HAND_ON, "", actor=called("wang"), now=AFTER)


def test_who_comes_to_an_office_with_a_report_that_nobody_could_answer_is_told_and_the_reporter_once(
    clerk_li: Actor, feng: Actor
) -> None:
    number = reported()
    merge(clerk_li, feng)
    ticked(1, 2)
    assert told("wang") == [WITH_NOBODY]
    somebody("guan", Role.OVERSIGHT, COUNTY, None)
    ticked(3, 4, 5)
    assert told("guan") == ["REPORT_RECEIVED"] and told("wang") == [WITH_NOBODY, HELD_AGAIN]
    assert received("guan") == [number] and told("feng") == []
    reports.answer(number, ReportVerb.TAKE_UP, "", actor=called("guan"), now=AFTER + timedelta(hours=6))
    ticked(7)
    assert told("wang") == [WITH_NOBODY, HELD_AGAIN, "REPORT_ANSWERED"]


def test_one_that_is_left_to_nobody_again_is_told_again_once_each_time(clerk_li: Actor, feng: Actor) -> None:
    reported()
    merge(clerk_li, feng)
    somebody("guan", Role.OVERSIGHT, COUNTY, None)
    ticked(1, 2)
    moved("guan", role=Role.DEPARTMENT_CLERK.value)
    ticked(3, 4)
    moved("guan", role=Role.OVERSIGHT.value)
    ticked(5, 6)
    assert told("wang") == [WITH_NOBODY, HELD_AGAIN, WITH_NOBODY, HELD_AGAIN]


def test_an_office_that_merely_stood_empty_says_nothing_when_somebody_comes(feng: Actor) -> None:
    reported()
    moved("feng", role=Role.DEPARTMENT_CLERK.value)
    ticked(1)
    somebody("guan", Role.OVERSIGHT, COUNTY, None)
    ticked(2)
    assert told("wang") == []


def test_a_clock_that_looked_before_another_one_told_tells_nobody_again(clerk_li: Actor, feng: Actor) -> None:
    number = reported()
    merge(clerk_li, feng)
    assert not move_up_by_itself(number, now=AFTER)
    somebody("guan", Role.OVERSIGHT, COUNTY, None)
    assert [move_up_by_itself(number, now=AFTER + timedelta(hours=n)) for n in (1, 2)] == [True, False]
    assert told("wang") == [WITH_NOBODY, HELD_AGAIN] and told("guan") == ["REPORT_RECEIVED"]


def test_two_clocks_tell_of_it_once(app: Flask, clerk_li: Actor, feng: Actor) -> None:
    reported()
    merge(clerk_li, feng)
    somebody("guan", Role.OVERSIGHT, COUNTY, None)
    db.session.remove()
    failed: list[str] = []

    def run() -> None:
        with app.app_context():
            failed.extend(tick(now=AFTER + timedelta(hours=1)).failed)

    threads = [Thread(target=run) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failed == [] and told("wang") == [WITH_NOBODY, HELD_AGAIN] and told("guan") == ["REPORT_RECEIVED"]
