"""Admissions on file: what was granted, what each rests on, and what it brought into a village's inventory."""

from collections.abc import Collection
from datetime import date, datetime
from typing import Any

from sqlalchemy import ForeignKey, String, or_, select
from sqlalchemy.orm import Mapped, mapped_column

from registry.domain.admissions import Admission
from registry.domain.cases import EndCause
from registry.domain.question import CHINA
from registry.domain.verdict import LifterKind
from registry.store.base import Base, db
from registry.store.cases import CaseRecord
from registry.store.successions import codes_with_former


class AdmissionRecord(Base):
    """The admission that an admitted case issued; of a case there is one. Its number comes with the resources due.

    `granted` is the frozen copy of what was granted, never changed, and `fingerprint` its SHA-256. Only the number and
    the end are added later, each once.
    """

    __tablename__ = "admissions"

    case: Mapped[str] = mapped_column(String(24), ForeignKey("cases.number"), primary_key=True)
    number: Mapped[str | None] = mapped_column(String(40), unique=True)
    number_issued_at: Mapped[datetime | None]
    place: Mapped[str] = mapped_column(String(12), ForeignKey("divisions.code"), index=True)
    unit: Mapped[str] = mapped_column(String(18), index=True)
    kind: Mapped[str] = mapped_column(String(40))
    subject: Mapped[str]
    valid_from: Mapped[date]
    valid_until: Mapped[date | None]
    granted: Mapped[dict[str, Any]]
    fingerprint: Mapped[str] = mapped_column(String(64))
    recorded_at: Mapped[datetime]
    ended_on: Mapped[date | None]
    end_cause: Mapped[str | None] = mapped_column(String(20))
    end_reason: Mapped[str] = mapped_column(default="")
    end_recorded_at: Mapped[datetime | None]
    sample: Mapped[bool] = mapped_column(default=False)

    def as_admission(self) -> Admission:
        return Admission(
            case=self.case,
            number=self.number or "",
            valid_from=self.valid_from,
            valid_until=self.valid_until,
            ended_on=self.ended_on,
            end_cause=EndCause(self.end_cause) if self.end_cause else None,
            numbered_on=self.number_issued_at.astimezone(CHINA).date() if self.number_issued_at else None,
        )


class AdmissionLifterRecord(Base):
    """An approval or an emergency response that an admission rests on, from one time to another."""

    __tablename__ = "admission_lifters"

    case: Mapped[str] = mapped_column(String(24), ForeignKey("admissions.case"), primary_key=True)
    position: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(String(20))
    lifter: Mapped[str] = mapped_column(String(40), index=True)
    recorded_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]


class AdmissionItemRecord(Base):
    """A plaque or body of a village's inventory that came with an admission."""

    __tablename__ = "admission_items"

    case: Mapped[str] = mapped_column(String(24), ForeignKey("admissions.case"), primary_key=True)
    sort: Mapped[str] = mapped_column(String(10), primary_key=True)
    item: Mapped[str] = mapped_column(String(40), primary_key=True)


def admission_of(case: str) -> AdmissionRecord | None:
    """The admission of a case."""
    return db.session.get(AdmissionRecord, case)


def admission_numbered(number: str) -> AdmissionRecord | None:
    """The admission of this number."""
    return db.session.scalars(select(AdmissionRecord).where(AdmissionRecord.number == number)).one_or_none()


def running_on(kind: LifterKind, lifter: str) -> list[AdmissionRecord]:
    """The admissions that have not ended and rest on an approval or response, in order of case."""
    resting = select(AdmissionLifterRecord.case).where(
        AdmissionLifterRecord.kind == kind.value,
        AdmissionLifterRecord.lifter == lifter,
        AdmissionLifterRecord.ended_at.is_(None),
    )
    found = select(AdmissionRecord).where(AdmissionRecord.case.in_(resting), AdmissionRecord.ended_on.is_(None))
    return list(db.session.scalars(found.order_by(AdmissionRecord.case)).all())


def running_at(units: Collection[str], kind: str, places: Collection[str]) -> list[AdmissionRecord]:
    """The admissions of a unit that have not ended, of a kind, at a place; unit and place by all the codes they have
    and had."""
    found = select(AdmissionRecord).where(AdmissionRecord.unit.in_(list(units)), AdmissionRecord.kind == kind)
    found = found.where(AdmissionRecord.place.in_(sorted(places)), AdmissionRecord.ended_on.is_(None))
    return list(db.session.scalars(found.order_by(AdmissionRecord.case)).all())


def unnumbered_in(division: str) -> list[AdmissionRecord]:
    """The admissions in a division, and in what it once was, that have not ended and wait for their number."""
    found = select(AdmissionRecord).where(AdmissionRecord.number.is_(None), AdmissionRecord.ended_on.is_(None))
    found = found.where(AdmissionRecord.place.in_(codes_with_former(division)))
    return list(db.session.scalars(found.order_by(AdmissionRecord.case)).all())


def running(*, after: str = "", most: int) -> list[AdmissionRecord]:
    """Admissions that have not ended, behind a case, in order: for the clock."""
    found = select(AdmissionRecord).where(AdmissionRecord.ended_on.is_(None), AdmissionRecord.case > after)
    return list(db.session.scalars(found.order_by(AdmissionRecord.case).limit(most)).all())


def lifters_of(case: str) -> list[AdmissionLifterRecord]:
    """What an admission rests on now."""
    found = select(AdmissionLifterRecord).where(
        AdmissionLifterRecord.case == case, AdmissionLifterRecord.ended_at.is_(None)
    )
    return list(db.session.scalars(found.order_by(AdmissionLifterRecord.position)).all())


def lifters_ever(case: str) -> list[AdmissionLifterRecord]:
    """What an admission ever rested on, in the order in which it came to."""
    found = select(AdmissionLifterRecord).where(AdmissionLifterRecord.case == case)
    return list(db.session.scalars(found.order_by(AdmissionLifterRecord.position)).all())


def items_of(case: str) -> list[AdmissionItemRecord]:
    """What an admission brought into the inventory."""
    found = select(AdmissionItemRecord).where(AdmissionItemRecord.case == case)
    return list(db.session.scalars(found.order_by(AdmissionItemRecord.sort, AdmissionItemRecord.item)).all())


def admissions_that_brought(items: Collection[str]) -> dict[str, AdmissionRecord]:
    """The admission, running or ended, that brought each of these plaques and bodies; none for what came otherwise."""
    brought = select(AdmissionItemRecord.item, AdmissionRecord)
    found = brought.join(AdmissionRecord, AdmissionRecord.case == AdmissionItemRecord.case)
    found = found.where(AdmissionItemRecord.item.in_(list(items)))
    return {row[0]: row[1] for row in db.session.execute(found)} if items else {}


def places_admitted_under(kind: LifterKind, codes: Collection[str], known_at: datetime) -> dict[str, frozenset[str]]:
    """The places of the admissions that rested on each approval, or response, as known at a time."""
    lifter = AdmissionLifterRecord
    found = (
        select(lifter.lifter, CaseRecord.place)
        .join(CaseRecord, CaseRecord.number == lifter.case)
        .where(
            lifter.kind == kind.value,
            lifter.lifter.in_(list(codes)),
            lifter.recorded_at <= known_at,
            or_(lifter.ended_at.is_(None), lifter.ended_at > known_at),
        )
    )
    places: dict[str, set[str]] = {}
    for code, place in db.session.execute(found):
        places.setdefault(code, set()).add(place)
    return {code: frozenset(of_code) for code, of_code in places.items()}
