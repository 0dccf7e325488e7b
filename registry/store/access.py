"""Requests and their cases on file."""

from collections.abc import Collection
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, Index, String, literal, or_, select, tuple_
from sqlalchemy.orm import Mapped, mapped_column, relationship, selectinload

from registry.domain.cases import OPEN, CaseParty, Status
from registry.store.base import Base, UtcDateTime, add_missing, db
from registry.store.cases import CaseRecord, CaseStepRecord
from registry.store.successions import codes_with_former
from registry.store.units import is_of, own_codes


class RequestRecord(Base):
    """What a unit asked, once, for one or many places. `asked_by` is kept as it stood when it was asked.

    `once` is the mark of the form or call that led to it, so that sending it again keeps nothing new.
    """

    __tablename__ = "access_requests"
    __table_args__ = (Index(None, "unit", "submitted_at", "number"),)

    number: Mapped[str] = mapped_column(String(20), primary_key=True)
    kind: Mapped[str] = mapped_column(String(40))
    subject: Mapped[str]
    answers: Mapped[dict[str, Any]]
    unit: Mapped[str] = mapped_column(String(18))
    asked_by: Mapped[dict[str, Any]]
    cites: Mapped[list[Any]]
    on: Mapped[date]
    known_at: Mapped[datetime]
    submitted_by: Mapped[str] = mapped_column(String(60))
    submitted_at: Mapped[datetime]
    once: Mapped[str | None] = mapped_column(String(120), unique=True)
    sample: Mapped[bool] = mapped_column(default=False)
    application: Mapped[dict[str, Any]]
    cases: Mapped[list[CaseRecord]] = relationship(order_by=CaseRecord.number)


class SequenceRecord(Base):
    """The last number given out under a name; the row is locked while the next is taken."""

    __tablename__ = "sequences"

    name: Mapped[str] = mapped_column(String(40), primary_key=True)
    last: Mapped[int]


def next_number(name: str) -> int:
    """The next number under a name, from 1; taken inside the caller's transaction, so none is given out twice."""
    record = take_turns(name)
    record.last += 1
    db.session.flush()
    return record.last


def last_number(name: str) -> int:
    """The last number given out under a name, 0 where none was."""
    return db.session.scalar(select(SequenceRecord.last).where(SequenceRecord.name == name)) or 0


def take_turns(name: str) -> SequenceRecord:
    """Wait for, and keep until the transaction ends, the turn under a name: one at a time on either engine."""
    add_missing(SequenceRecord, [{"name": name, "last": 0}])
    return db.session.get_one(SequenceRecord, name, with_for_update=True)


def find_request(number: str) -> RequestRecord | None:
    """The request of this number."""
    return db.session.get(RequestRecord, number)


def sent_before(once: str) -> RequestRecord | None:
    """The request that the same form, or the same call, already led to."""
    return db.session.scalars(select(RequestRecord).where(RequestRecord.once == once)).one_or_none()


def requests_on(day: date, *, unit: str, kind: str, subject: str, place: str) -> list[RequestRecord]:
    """What a unit asked on a day of one kind and in these words, with a case at a place; the earliest first."""
    own = own_codes(unit)
    there = select(CaseRecord.request).where(CaseRecord.unit.in_(own), CaseRecord.place == place)
    found = select(RequestRecord).where(
        RequestRecord.unit.in_(own),
        RequestRecord.kind == kind,
        RequestRecord.on == day,
        RequestRecord.subject == subject,
        RequestRecord.number.in_(there),
    )
    return list(db.session.scalars(found.order_by(RequestRecord.number)).all())


def has_case_in(number: str, division: str) -> bool:
    """Whether a request has a case in a division, or in what it once was."""
    inside = CaseRecord.place.in_(codes_with_former(division))
    found = select(CaseRecord.number).where(CaseRecord.request == number, inside).limit(1)
    return db.session.scalars(found).first() is not None


def latest_requests(
    unit: str, division: str | None, *, status: Status | None = None, behind: RequestRecord | None = None, most: int
) -> list[RequestRecord]:
    """A unit's requests, and those with a case in a division, or in what it once was, where one is given; the latest
    first. With `status`, those with a case that stands there; with `behind`, those after that one."""
    found = select(RequestRecord).where(_seen(unit, division, status))
    if behind is not None:
        place = tuple_(RequestRecord.submitted_at, RequestRecord.number)
        found = found.where(place < tuple_(literal(behind.submitted_at, UtcDateTime), behind.number))
    order = (RequestRecord.submitted_at.desc(), RequestRecord.number.desc())
    return list(db.session.scalars(found.order_by(*order).limit(most)).all())


def _seen(unit: str, division: str | None, status: Status | None) -> ColumnElement[bool]:
    """Requests of a unit, or with a case in a division; where a status is given, with such a case that stands there."""
    its_cases = is_of(CaseRecord.unit, unit)
    if division is not None:
        its_cases = or_(its_cases, CaseRecord.place.in_(codes_with_former(division)))
    inside = select(CaseRecord.request).where(its_cases)
    if status is not None:
        return RequestRecord.number.in_(inside.where(CaseRecord.status == status.value))
    return or_(is_of(RequestRecord.unit, unit), RequestRecord.number.in_(inside))


def cases_a_person_asked(person: str, units: Collection[str], places: Collection[str], within: str) -> list[CaseRecord]:
    """Cases of a unit at a place, both given by all the codes they have and had, or anywhere `within` a division, that
    a person submitted or acted in for the unit, wherever they stand."""
    asked = select(RequestRecord.number).where(RequestRecord.submitted_by == person)
    acted = select(CaseStepRecord.case).where(
        CaseStepRecord.actor == person, CaseStepRecord.party == CaseParty.DEPARTMENT.value
    )
    there = or_(CaseRecord.place.in_(sorted(places)), CaseRecord.place.in_(codes_with_former(within)))
    found = select(CaseRecord).where(CaseRecord.unit.in_(list(units)), there)
    found = found.where(or_(CaseRecord.request.in_(asked), CaseRecord.number.in_(acted)))
    return list(db.session.scalars(found.order_by(CaseRecord.number)).all())


def open_cases_asked_by(units: Collection[str], people: Collection[str]) -> list[CaseRecord]:
    """Open cases that these units asked, or that these people submitted; the earliest first."""
    asked = select(RequestRecord.number).where(RequestRecord.submitted_by.in_(list(people)))
    own = or_(CaseRecord.unit.in_(own_codes(*units)), CaseRecord.request.in_(asked))
    found = select(CaseRecord).where(own, CaseRecord.status.in_([status.value for status in OPEN]))
    found = found.options(selectinload(CaseRecord.steps))
    return list(db.session.scalars(found.order_by(CaseRecord.number)).all())
