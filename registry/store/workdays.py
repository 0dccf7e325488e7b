"""The calendar of working days on file: the years a library knows, and those entered since from the announcements."""

from collections.abc import Sequence
from datetime import date, datetime
from functools import lru_cache

from chinese_calendar.constants import holidays, workdays
from sqlalchemy import String, select
from sqlalchemy.orm import Mapped, mapped_column

from registry.domain.workdays import LEAST_DAYS_OFF, WorkCalendar
from registry.store.base import Base, db

Entries = tuple[tuple[date, bool], ...]


class WorkCalendarDayRecord(Base):
    """A day that the State Council's announcement names: off (weekends included), or worked to make up for one.

    A day entered again corrects the earlier entry; `document_number` is that of the announcement.
    """

    __tablename__ = "work_calendar_days"

    day: Mapped[date] = mapped_column(primary_key=True)
    recorded_at: Mapped[datetime] = mapped_column(primary_key=True)
    works: Mapped[bool]
    document_number: Mapped[str] = mapped_column(String(60))


def entries_of(day: date) -> Sequence[WorkCalendarDayRecord]:
    """What was entered for a day, the first entry first."""
    found = select(WorkCalendarDayRecord).where(WorkCalendarDayRecord.day == day)
    return db.session.scalars(found.order_by(WorkCalendarDayRecord.recorded_at)).all()


def work_calendar(known_at: datetime) -> WorkCalendar:
    """The calendar as it was known at a time. A year entered in part only stays unknown: working days are not guessed.

    What was entered goes before what the library knows, for the State Council moves days within a year too.
    """
    found = select(WorkCalendarDayRecord).where(WorkCalendarDayRecord.recorded_at <= known_at)
    records = db.session.scalars(found.order_by(WorkCalendarDayRecord.recorded_at, WorkCalendarDayRecord.day)).all()
    return _built(tuple({record.day: record.works for record in records}.items()))


@lru_cache(maxsize=8)
def _built(entered: Entries) -> WorkCalendar:
    library = WorkCalendar(frozenset(day.year for day in holidays), frozenset(holidays), frozenset(workdays))
    named = {day for day, _ in entered}
    off = {day for day, works in entered if not works}
    worked = {day for day, works in entered if works}
    whole = {year for year in {day.year for day in off} if sum(day.year == year for day in off) >= LEAST_DAYS_OFF}
    return WorkCalendar(
        library.years | whole,
        frozenset((library.days_off - named) | off),
        frozenset((library.made_up - named) | worked),
    )
