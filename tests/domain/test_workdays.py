"""Working days: holidays, make-up weekends, and years that were never announced."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from registry.domain.errors.adjustments import CalendarUnknown
from registry.domain.workdays import Limit, WorkCalendar

SPRING = {date(2026, 2, 15) + timedelta(days=n) for n in range(9)}
NATIONAL = {date(2026, 10, 1) + timedelta(days=n) for n in range(7)}
NATIONAL_2025 = {date(2025, 10, 1) + timedelta(days=n) for n in range(8)}
CALENDAR = WorkCalendar(
    years=frozenset({2025, 2026}),
    days_off=frozenset({date(2026, 1, 1), date(2026, 1, 2), date(2026, 1, 3), *SPRING, *NATIONAL, *NATIONAL_2025}),
    made_up=frozenset({date(2025, 9, 28), date(2025, 10, 11), date(2026, 1, 4), date(2026, 9, 20), date(2026, 10, 10)}),
)


def test_the_count_begins_the_day_after() -> None:
    assert CALENDAR.after(date(2026, 11, 23), 1) == date(2026, 11, 24)
    assert CALENDAR.after(date(2026, 11, 27), 1) == date(2026, 11, 30)


@pytest.mark.parametrize(
    ("begun", "days", "last"),
    [
        (date(2026, 9, 30), 1, date(2026, 10, 8)),  # National Day, from the last day before it
        (date(2026, 9, 29), 1, date(2026, 9, 30)),
        (date(2026, 9, 29), 2, date(2026, 10, 8)),
        (date(2026, 10, 9), 1, date(2026, 10, 10)),  # a Saturday that is worked
        (date(2026, 10, 9), 2, date(2026, 10, 12)),
        (date(2026, 9, 18), 1, date(2026, 9, 20)),  # a Sunday that is worked
        (date(2025, 9, 26), 1, date(2025, 9, 28)),
        (date(2025, 9, 30), 1, date(2025, 10, 9)),
        (date(2025, 10, 10), 1, date(2025, 10, 11)),
        (date(2025, 12, 31), 1, date(2026, 1, 4)),  # over the turn of the year
    ],
)
def test_a_limit_steps_over_holidays_and_counts_made_up_weekends(begun: date, days: int, last: date) -> None:
    assert CALENDAR.after(begun, days) == last
    assert CALENDAR.between(begun, last) == days
    assert not Limit(begun, days).is_over(CALENDAR, last), "the last day is inside"
    assert Limit(begun, days).is_over(CALENDAR, last + timedelta(days=1))


def test_a_year_that_is_not_known_is_refused_and_not_guessed() -> None:
    for ask in (
        lambda: CALENDAR.is_workday(date(2027, 1, 4)),
        lambda: CALENDAR.after(date(2026, 12, 30), 5),
        lambda: CALENDAR.between(date(2026, 12, 30), date(2027, 1, 4)),
        lambda: CALENDAR.after(date(2024, 12, 31), 1),
    ):
        with pytest.raises(CalendarUnknown):
            ask()
    assert CALENDAR.after(date(2026, 12, 30), 1) == date(2026, 12, 31)


def test_a_limit_into_an_unknown_year_has_no_last_day_and_is_never_over() -> None:
    limit = Limit(date(2026, 12, 30), 5)
    assert limit.last_day(CALENDAR) is None
    assert not limit.is_over(CALENDAR, date(2030, 1, 1))


def test_no_limit_is_shorter_than_a_day() -> None:
    with pytest.raises(ValueError, match="at least one"):
        CALENDAR.after(date(2026, 3, 2), 0)


def naive(calendar: WorkCalendar, day: date, working_days: int) -> date:
    """Day by day, as one counts on a wall calendar."""
    while working_days:
        day += timedelta(days=1)
        working_days -= day in calendar.made_up or (day.weekday() < 5 and day not in calendar.days_off)
    return day


days_of_two_years = st.dates(date(2030, 1, 1), date(2031, 12, 31))
calendars = st.builds(
    lambda off, made_up: WorkCalendar(
        frozenset({2030, 2031}), frozenset(off), frozenset(d for d in made_up if d.weekday() >= 5)
    ),
    st.sets(days_of_two_years, max_size=60),
    st.sets(days_of_two_years, max_size=60),
)


@given(calendars, st.dates(date(2030, 1, 1), date(2031, 3, 1)), st.integers(1, 120))
def test_counting_agrees_with_counting_day_by_day(calendar: WorkCalendar, day: date, working_days: int) -> None:
    last = calendar.after(day, working_days)
    assert last == naive(calendar, day, working_days)
    assert calendar.is_workday(last)
    assert calendar.between(day, last) == working_days
    assert calendar.between(last, day) == 0
