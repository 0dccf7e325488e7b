"""Working days of the Chinese calendar: holidays and make-up working weekends, for the years that were announced."""

from bisect import bisect_right
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property
from itertools import takewhile

from registry.domain.errors.adjustments import CalendarUnknown

SATURDAY = 5
LEAST_DAYS_OFF = 13
"""The festivals' own days since 2025 (全国年节及纪念日放假办法): a year with fewer days off is not whole."""


@dataclass(frozen=True)
class WorkCalendar:
    """The years whose arrangement is known, the days off in them, and the weekend days that are worked instead.

    Days off may name weekends too, as the announcements do. Every question raises CalendarUnknown for another year.
    """

    years: frozenset[int]
    days_off: frozenset[date]
    made_up: frozenset[date]

    def is_workday(self, day: date) -> bool:
        """Whether this is a working day."""
        if day.year not in self.years:
            raise CalendarUnknown(day.year)
        return day in self.made_up or (day.weekday() < SATURDAY and day not in self.days_off)

    def after(self, day: date, working_days: int) -> date:
        """The last day of a limit of so many working days: the count begins the day after `day`, which never counts.

        The last day is inside the limit. Raises ValueError for less than one day.
        """
        if working_days < 1:
            raise ValueError(f"a limit has at least one working day, not {working_days}")
        year, left = day.year, working_days
        days = self._of(year)
        position = bisect_right(days, day)
        while len(days) - position < left:
            left -= len(days) - position
            year, position = year + 1, 0
            days = self._of(year)
        return days[position + left - 1]

    def between(self, first: date, last: date) -> int:
        """How many working days lie after `first`, up to and with `last`; 0 where `last` is not later."""
        if last <= first:
            return 0
        counted = sum(len(self._of(year)) for year in range(first.year, last.year))
        return counted + bisect_right(self._of(last.year), last) - bisect_right(self._of(first.year), first)

    @cached_property
    def _workdays(self) -> Mapping[int, tuple[date, ...]]:
        return {year: tuple(day for day in _days_of(year) if self.is_workday(day)) for year in self.years}

    def _of(self, year: int) -> tuple[date, ...]:
        if year not in self.years:
            raise CalendarUnknown(year)
        return self._workdays[year]


def _days_of(year: int) -> tuple[date, ...]:
    days = (date(year, 1, 1) + timedelta(days=n) for n in range(366))
    return tuple(takewhile(lambda day: day.year == year, days))


@dataclass(frozen=True, slots=True)
class Limit:
    """A limit that runs: the day it began and the working days that applied then. Its end is worked out when read."""

    began_on: date
    working_days: int

    def last_day(self, calendar: WorkCalendar) -> date | None:
        """The last day inside the limit; None while a year it reaches into is not announced."""
        try:
            return calendar.after(self.began_on, self.working_days)
        except CalendarUnknown:
            return None

    def unknown_year(self, calendar: WorkCalendar) -> int | None:
        """The first year it reaches into that is not announced; None where its last day is known."""
        try:
            calendar.after(self.began_on, self.working_days)
        except CalendarUnknown as unknown:
            year = unknown.facts["year"]
            return year if isinstance(year, int) else None
        return None

    def is_over(self, calendar: WorkCalendar, today: date) -> bool:
        """Whether the last day has passed. What cannot be worked out is not over: nothing is done by silence."""
        last = self.last_day(calendar)
        return last is not None and last < today
