"""The last day of each admission, told by the database, so that it can find and order by it: SQLite and PostgreSQL."""

from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Date, Select, case, func, literal, or_, select
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import FunctionElement

from registry.domain.verdict import LifterKind
from registry.store.admissions import AdmissionLifterRecord, AdmissionRecord
from registry.store.approvals import ApprovalRecord
from registry.store.emergencies import EmergencyRecord

NEVER = date.max
"""Stands for the last day of what has none on record, so that it comes behind every other."""


class DayBefore(FunctionElement[date]):
    """The day before a date."""

    type = Date()
    inherit_cache = True


@compiles(DayBefore, "sqlite")
def _day_before_in_sqlite(element: DayBefore, compiler: SQLCompiler, **kw: Any) -> str:
    return f"date({compiler.process(element.clauses, **kw)}, '-1 day')"


@compiles(DayBefore, "postgresql")
def _day_before_in_postgresql(element: DayBefore, compiler: SQLCompiler, **kw: Any) -> str:
    return f"(({compiler.process(element.clauses, **kw)}) - 1)"


class Earliest(FunctionElement[date]):
    """The earliest of several dates, none of them empty."""

    type = Date()
    inherit_cache = True


@compiles(Earliest, "sqlite")
def _earliest_in_sqlite(element: Earliest, compiler: SQLCompiler, **kw: Any) -> str:
    return f"min({compiler.process(element.clauses, **kw)})"


@compiles(Earliest, "postgresql")
def _earliest_in_postgresql(element: Earliest, compiler: SQLCompiler, **kw: Any) -> str:
    return f"least({compiler.process(element.clauses, **kw)})"


def last_day() -> ColumnElement[date]:
    """The last day on which an admission holds, as far as is on record; `NEVER` where nothing sets one.

    The same as `last_valid_day` in `domain/admissions.py`: the term; what each approval says, or the day before it is
    revoked; the response's end; and, once it has ended, the day before it did.
    """
    of_approval = _resting(LifterKind.APPROVAL, ApprovalRecord.code, ApprovalRecord.valid_until)
    revoked = _resting(LifterKind.APPROVAL, ApprovalRecord.code, ApprovalRecord.revoked_on)
    of_response = _resting(LifterKind.EMERGENCY, EmergencyRecord.code, EmergencyRecord.end)
    ends = (AdmissionRecord.valid_until, of_approval, DayBefore(revoked), of_response)
    running = Earliest(*(func.coalesce(end, literal(NEVER)) for end in ends))
    return case((AdmissionRecord.ended_on.is_not(None), DayBefore(AdmissionRecord.ended_on)), else_=running)


def is_over(on: date) -> ColumnElement[bool]:
    """Whether an admission is over on a day: ended on record, or past its last day though nobody has ended it yet, or
    that day comes before its term begins."""
    last = last_day()
    return or_(AdmissionRecord.ended_on.is_not(None), last < on, last < AdmissionRecord.valid_from)


def _resting(kind: LifterKind, code: Any, ends: Any) -> ColumnElement[date | None]:
    """The first of these ends among the papers of a kind on which the admission of the row rests now."""
    lifter = AdmissionLifterRecord
    found: Select[Any] = select(func.min(ends)).join(lifter, lifter.lifter == code)
    here = found.where(lifter.case == AdmissionRecord.case, lifter.kind == kind.value, lifter.ended_at.is_(None))
    return here.correlate(AdmissionRecord).scalar_subquery()
