"""What is counted for an overview, without a database."""

from datetime import date

import pytest
from chinese_calendar import holidays, workdays

from registry.domain.cases import Status, Verb
from registry.domain.errors.overviews import SpanBackwards, SpanTooLong
from registry.domain.kinds import KINDS
from registry.domain.outcome import Outcome
from registry.domain.overviews import (
    Answered,
    Demanded,
    Span,
    Took,
    by_ground,
    by_kind,
    by_month,
    by_status,
    by_wait,
    took,
)
from registry.domain.workdays import WorkCalendar

CALENDAR = WorkCalendar(frozenset(day.year for day in holidays), frozenset(holidays), frozenset(workdays))
EVE = date(2026, 9, 30)
"""The day before the long holiday; the 8th of October is the first working day after it."""


def demanded(number: int, *, on: date = EVE, outcome: Outcome = Outcome.REJECT, ground: str = "OFF_LIST") -> Demanded:
    return Demanded("delegation", on, outcome, Status.REJECTED, ground, number)


def test_a_span_names_each_of_its_months_over_the_turn_of_a_year() -> None:
    assert Span(date(2025, 11, 30), date(2026, 2, 1)).months == ("2025-11", "2025-12", "2026-01", "2026-02")
    assert len(Span.up_to(date(2026, 11, 23)).months) == 13
    assert Span(EVE, EVE).months == ("2026-09",)


def test_a_span_backwards_or_of_more_than_three_years_is_refused() -> None:
    with pytest.raises(SpanBackwards):
        Span(date(2026, 2, 1), date(2026, 1, 31))
    with pytest.raises(SpanTooLong):
        Span(date(2020, 1, 1), date(2026, 1, 31))


@pytest.mark.parametrize(
    ("ended_on", "verb", "expected"),
    [
        (EVE, Verb.VERIFY, Took.ONE),
        (date(2026, 10, 8), Verb.VERIFY, Took.ONE),
        (date(2026, 10, 10), Verb.DISPUTE, Took.THREE),  # 国庆调休:10月10日(周六)上班
        (date(2026, 10, 13), Verb.VERIFY, Took.FIVE),
        (date(2026, 10, 20), Verb.VERIFY, Took.TEN),
        (date(2026, 11, 20), Verb.VERIFY, Took.LONGER),
        (date(2099, 1, 4), Verb.VERIFY, Took.UNKNOWN),
        (date(2026, 10, 20), Verb.ESCALATE, Took.OVERDUE),
        (date(2026, 10, 20), Verb.WITHDRAW, Took.CLOSED),
        (date(2026, 10, 20), Verb.END, Took.CLOSED),
        (None, None, Took.WAITING),
    ],
)
def test_time_is_counted_in_working_days_after_the_day_it_was_asked(
    ended_on: date | None, verb: Verb | None, expected: Took
) -> None:
    assert took(Answered(EVE, ended_on, verb, 1), CALENDAR) is expected


def test_every_kind_month_status_and_time_is_there_with_nothing_too() -> None:
    span = Span(date(2026, 8, 1), EVE)
    assert set(by_kind([], KINDS)) == set(KINDS)
    assert list(by_month([], span)) == ["2026-08", "2026-09"]
    assert Status.DRAFT not in by_status([]) and set(by_status([]).values()) == {0}
    assert set(by_wait([], CALENDAR)) == set(Took)


def test_numbers_are_added_up_and_the_most_frequent_ground_stands_first() -> None:
    found = [demanded(2), demanded(3, on=date(2026, 8, 2)), demanded(4, ground="RECLAIMED"), demanded(1, ground="")]
    admitted = demanded(7, outcome=Outcome.ADMIT, ground="NO_LIST")
    assert by_ground([*found, admitted]) == {"OFF_LIST": 5, "RECLAIMED": 4}
    assert by_month(found, Span(date(2026, 8, 1), EVE))["2026-08"] == {Outcome.REJECT: 3}
    assert by_kind([*found, admitted], KINDS)["delegation"] == {Outcome.REJECT: 10, Outcome.ADMIT: 7}
    assert list(by_ground([demanded(1, ground="B"), demanded(1, ground="A")])) == ["A", "B"]
