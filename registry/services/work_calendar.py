"""The work calendar: entering the days that the State Council's announcements name, all of them or none."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from registry.domain import document_number
from registry.domain.actors import Action, Actor
from registry.domain.errors import CalendarRefused
from registry.domain.workdays import SATURDAY, WorkCalendar
from registry.services.permitting import permit
from registry.store import events
from registry.store.access import take_turns
from registry.store.base import begin_writing, db
from registry.store.workdays import WorkCalendarDayRecord, entries_of, work_calendar

OPERATOR = "operator"
"""Whoever runs the registry at its command line."""
_SHOWN = 40


@dataclass(frozen=True, slots=True)
class TypedDay:
    """One line of a file, as typed; `recorded_at` may be empty, which is now."""

    line: int
    day: str
    recorded_at: str
    works: str
    document_number: str


@dataclass(frozen=True, slots=True)
class Entered:
    """How many days are new and how many were entered before, and the days off of years that stay unknown."""

    new: int
    there: int
    incomplete: tuple[tuple[int, int], ...]


class _Wrong(ValueError):
    """A line that cannot be entered: why, and what was given."""


def add_days(
    file: str, typed: Sequence[TypedDay], *, now: datetime, actor: Actor | None = None, dry_run: bool = False
) -> Entered:
    """Enter days of the calendar, all or none; what says the same as on record is not entered again.

    Without an actor the operator enters them. Raises NotPermitted, CalendarRefused with every problem by its line.
    """
    if actor is not None:
        permit(actor, Action.KEEP_CALENDAR)
    begin_writing()
    take_turns("work calendar")
    calendar, problems, read = work_calendar(now), list[dict[str, object]](), dict[date, WorkCalendarDayRecord]()
    for row in typed:
        try:
            record = _read(row, now, calendar)
            if record.day in read:
                raise _Wrong("TWICE", row.day)
            taken = [one for one in entries_of(record.day) if one.recorded_at == record.recorded_at]
            if any(not _says_the_same(one, record) for one in taken):
                raise _Wrong("TAKEN", row.day)
            read[record.day] = record
        except _Wrong as wrong:
            problems.append({"line": row.line, "reason": wrong.args[0], "given": str(wrong.args[1])[:_SHOWN]})
    if problems or not read:
        raise CalendarRefused(file, problems or [{"line": 1, "reason": "EMPTY", "given": ""}])
    new = [record for record in read.values() if not _is_there(record)]
    db.session.add_all(new)
    db.session.flush()
    entered = Entered(len(new), len(read) - len(new), _incomplete(read, work_calendar(now)))
    _end(file, new, entered, now, actor.name if actor else OPERATOR, dry_run)
    return entered


def _end(  # noqa: PLR0917
    file: str, new: Sequence[WorkCalendarDayRecord], entered: Entered, now: datetime, by: str, dry_run: bool
) -> None:
    if dry_run:
        db.session.rollback()
        return
    told = [{"day": one.day.isoformat(), "works": one.works, "number": one.document_number} for one in new]
    facts = {"days": told, "there": entered.there}
    events.write(stream="calendar", verb="add_days", actor=by, about=file[:_SHOWN], facts=facts, at=now)
    db.session.commit()


def _read(row: TypedDay, now: datetime, calendar: WorkCalendar) -> WorkCalendarDayRecord:
    day, works = _day(row.day), {"true": True, "false": False}.get(row.works.strip().lower())
    if works is None:
        raise _Wrong("WORKS", row.works)
    if not document_number.is_well_formed(row.document_number) or len(row.document_number.strip()) > _SHOWN:
        raise _Wrong("DOCUMENT_NUMBER", row.document_number)
    was_off = day.year in calendar.years and not calendar.is_workday(day)
    if works and day.weekday() < SATURDAY and not was_off and not entries_of(day):
        raise _Wrong("WORKS_ANYWAY", row.day)
    number = document_number.normalised(row.document_number)
    recorded_at = _recorded_at(row.recorded_at, now)
    return WorkCalendarDayRecord(day=day, recorded_at=recorded_at, works=works, document_number=number)


def _day(typed: str) -> date:
    try:
        return date.fromisoformat(typed.strip())
    except ValueError:
        raise _Wrong("DAY", typed) from None


def _recorded_at(typed: str, now: datetime) -> datetime:
    try:
        read = datetime.fromisoformat(typed.strip()) if typed.strip() else now
    except ValueError:
        raise _Wrong("RECORDED_AT", typed) from None
    if read.tzinfo is None:
        raise _Wrong("RECORDED_AT", typed)
    if read > now:
        raise _Wrong("LATER", typed)
    return read


def _is_there(record: WorkCalendarDayRecord) -> bool:
    """Whether the day is on record like this: as its last entry, or recorded at the same time."""
    before = entries_of(record.day)
    return any(_says_the_same(one, record) and one.recorded_at == record.recorded_at for one in before) or (
        bool(before) and _says_the_same(before[-1], record)
    )


def _says_the_same(one: WorkCalendarDayRecord, other: WorkCalendarDayRecord) -> bool:
    return (one.works, one.document_number) == (other.works, other.document_number)


def _incomplete(days: Iterable[date], calendar: WorkCalendar) -> tuple[tuple[int, int], ...]:
    years = sorted({day.year for day in days} - calendar.years)
    return tuple((year, sum(day.year == year for day in days if not _works(day))) for year in years)


def _works(day: date) -> bool:
    entered = entries_of(day)
    return bool(entered) and entered[-1].works


def day_arrangement(year: int, *, now: datetime) -> tuple[list[tuple[date, bool]], int] | None:
    """The days off (False) and worked weekend days (True) of a year, and its working days; None where unknown."""
    calendar = work_calendar(now)
    if year not in calendar.years:
        return None
    named = [(day, False) for day in calendar.days_off if day.year == year and day not in calendar.made_up]
    named += [(day, True) for day in calendar.made_up if day.year == year]
    first, last = date(year, 1, 1), date(year, 12, 31)
    return sorted(named), calendar.is_workday(first) + calendar.between(first, last)
