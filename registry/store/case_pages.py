"""Requests and cases a page at a time, as plain rows: what is wanted of them, whose they are, in which order."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, Select, false, or_, select
from sqlalchemy.orm import selectinload

from registry.domain.cases import Status
from registry.domain.outcome import Outcome
from registry.store.access import RequestRecord
from registry.store.admissions import AdmissionRecord
from registry.store.base import Base, db
from registry.store.cases import CaseRecord
from registry.store.keysets import Order
from registry.store.remembered import kinds_of, recalled_each
from registry.store.successions import Belonging, codes_with_former
from registry.store.units import UnitRecord, is_of


@dataclass(frozen=True, slots=True)
class CasesWanted:
    """Which cases are looked for; what is left empty does not narrow. Days are asked for as times, the last one open.

    `place` is a division, with all below it and what these once were; `text` is part of a number or of what is asked.
    """

    statuses: tuple[Status, ...] = ()
    outcomes: tuple[Outcome, ...] = ()
    leading_ground: str = ""
    kinds: tuple[str, ...] = ()
    place: str = ""
    unit: str = ""
    submitted_from: datetime | None = None
    submitted_before: datetime | None = None
    text: str = ""


class CaseOrder(StrEnum):
    """In which order cases are read."""

    LATEST = "LATEST"
    EARLIEST = "EARLIEST"
    PLACE = "PLACE"


class RequestOrder(StrEnum):
    """In which order requests are read."""

    LATEST = "LATEST"
    EARLIEST = "EARLIEST"


_CASE = CaseRecord.__table__.c
_REQUEST = RequestRecord.__table__.c
CASE_ORDERS = {
    CaseOrder.LATEST: Order((_REQUEST.submitted_at, _CASE.number), ("submitted_at", "number"), descending=True),
    CaseOrder.EARLIEST: Order((_REQUEST.submitted_at, _CASE.number), ("submitted_at", "number")),
    CaseOrder.PLACE: Order((_CASE.place, _CASE.number), ("place", "number")),
}
REQUEST_ORDERS = {
    RequestOrder.LATEST: Order((_REQUEST.submitted_at, _REQUEST.number), ("submitted_at", "number"), descending=True),
    RequestOrder.EARLIEST: Order((_REQUEST.submitted_at, _REQUEST.number), ("submitted_at", "number")),
}


def case_rows() -> Select[Any]:
    """Cases as rows, each with what its request says of when, what kind, and what for."""
    return select(*_CASE, _REQUEST.submitted_at, _REQUEST.kind, _REQUEST.subject).join(
        RequestRecord.__table__, _REQUEST.number == _CASE.request
    )


def request_rows() -> Select[Any]:
    """Requests as rows."""
    return select(*_REQUEST)


def cases_of_whom(unit: str, there: Belonging | None) -> ColumnElement[bool]:
    """Cases that a unit asked, or whose place belongs to a division."""
    seen: list[ColumnElement[bool]] = [is_of(_CASE.unit, unit)]
    if there is not None:
        seen.append(there.holds(_CASE.place))
    return or_(false(), *seen)


def requests_of_whom(unit: str, division: str | None) -> ColumnElement[bool]:
    """Requests of a unit, or with a case in a division or in what it once was."""
    seen: list[ColumnElement[bool]] = [is_of(_REQUEST.unit, unit)]
    if division is not None:
        inside = select(_CASE.request).where(_CASE.place.in_(codes_with_former(division)))
        seen.append(_REQUEST.number.in_(inside))
    return or_(false(), *seen)


def with_a_case(such: ColumnElement[bool]) -> ColumnElement[bool]:
    """Requests with such a case."""
    return _REQUEST.number.in_(select(_CASE.request).where(such))


def such_cases(wanted: CasesWanted) -> list[ColumnElement[bool]]:
    """The conditions on cases themselves."""
    found: list[ColumnElement[bool]] = []
    if wanted.statuses:
        found.append(_CASE.status.in_([status.value for status in wanted.statuses]))
    if wanted.outcomes:
        found.append(_CASE.outcome.in_([outcome.value for outcome in wanted.outcomes]))
    if wanted.leading_ground:
        found.append(_CASE.leading_ground == wanted.leading_ground)
    if wanted.place:
        found.append(_CASE.place.in_(codes_with_former(wanted.place)))
    return found


def such_requests(wanted: CasesWanted) -> list[ColumnElement[bool]]:
    """The conditions on the requests that cases belong to."""
    found: list[ColumnElement[bool]] = []
    if wanted.kinds:
        found.append(_REQUEST.kind.in_(wanted.kinds))
    if wanted.unit:
        found.append(is_of(_REQUEST.unit, wanted.unit))
    if wanted.submitted_from:
        found.append(_REQUEST.submitted_at >= wanted.submitted_from)
    if wanted.submitted_before:
        found.append(_REQUEST.submitted_at < wanted.submitted_before)
    if wanted.text:
        held = (_REQUEST.subject, _REQUEST.number)
        found.append(or_(*(column.contains(wanted.text, autoescape=True) for column in held)))
    return found


def cases_below(requests: Collection[str], whose: ColumnElement[bool]) -> list[Any]:
    """The cases of these requests that are somebody's to read, in order of number."""
    found = case_rows().where(_CASE.request.in_(list(requests)), whose)
    return list(db.session.execute(found.order_by(_CASE.number)).all())


def with_steps(numbers: Collection[str]) -> dict[str, CaseRecord]:
    """These cases with every step."""
    found = select(CaseRecord).where(CaseRecord.number.in_(list(numbers))).options(selectinload(CaseRecord.steps))
    return {record.number: record for record in db.session.scalars(found)}


def admissions_of_cases(numbers: Collection[str]) -> dict[str, AdmissionRecord]:
    """The admissions of those of these cases that have one."""
    return _by(AdmissionRecord, AdmissionRecord.case, numbers)


def requests_numbered(numbers: Collection[str]) -> dict[str, RequestRecord]:
    """The requests of these numbers."""
    return _by(RequestRecord, RequestRecord.number, numbers)


_UNIT = UnitRecord.__table__.c
_UNITS = kinds_of("units")
_SHOWN = select(_UNIT.code, _UNIT.name, _UNIT.division, _UNIT.successor, _UNIT.succeeded_on, _UNIT.sample)


def departments(codes: Collection[str]) -> dict[str, Any]:
    """The units of these codes as they are shown, none of them a record of the session."""

    def read(wanted: Collection[str]) -> dict[str, Any]:
        found = db.session.execute(_SHOWN.where(_UNIT.code.in_(sorted(wanted))))
        return {row.code: row for row in found}

    return recalled_each(_UNITS, "department", codes, read)


def units_coded(codes: Collection[str]) -> dict[str, UnitRecord]:
    """The units of these codes."""
    return _by(UnitRecord, UnitRecord.code, codes)


def _by(record: type[Base], key: Any, wanted: Collection[str]) -> dict[str, Any]:
    found = select(record).where(key.in_(sorted(wanted)))
    return {getattr(one, key.key): one for one in db.session.scalars(found)}
