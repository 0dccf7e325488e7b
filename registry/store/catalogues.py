"""What catalogues of plaques and of certificates have in common on file: versions of a province, dated twice."""

from datetime import date, datetime
from typing import TypeVar

from sqlalchemy import ForeignKey, String, select
from sqlalchemy.orm import Mapped, mapped_column

from registry.domain.divisions import Place
from registry.store.base import db


class CatalogueColumns:
    """One version of a division's catalogue: in force from a day, known from the time it was recorded."""

    code: Mapped[str] = mapped_column(String(40), primary_key=True)
    division: Mapped[str] = mapped_column(String(12), ForeignKey("divisions.code"), index=True)
    version: Mapped[str]
    effective_on: Mapped[date]
    recorded_at: Mapped[datetime]
    sample: Mapped[bool] = mapped_column(default=False)


Catalogue = TypeVar("Catalogue", bound=CatalogueColumns)


def version_in_force(record: type[Catalogue], place: Place, on: date, known_at: datetime) -> Catalogue | None:
    """The version of the place's province in force on a day, as known at a time; a later recorded one corrects."""
    found = select(record).where(
        record.division == place.province.code, record.effective_on <= on, record.recorded_at <= known_at
    )
    latest = found.order_by(record.effective_on.desc(), record.recorded_at.desc())
    return db.session.scalars(latest.limit(1)).first()


def versions_between(
    record: type[Catalogue], place: Place, since: date, on: date, known_at: datetime
) -> list[Catalogue]:
    """The versions of the place's province that stood from one day to another, as known at a time, in order: the one
    in force on the first day (if any), and each that took its place; of one day the last recorded."""
    found = select(record).where(
        record.division == place.province.code, record.effective_on <= on, record.recorded_at <= known_at
    )
    by_day = {one.effective_on: one for one in db.session.scalars(found.order_by(record.recorded_at, record.code))}
    before = max((day for day in by_day if day <= since), default=None)
    return [by_day[day] for day in sorted(by_day) if day > since or day == before]


def versions_of(record: type[Catalogue], place: Place, known_at: datetime, *, most: int) -> list[Catalogue]:
    """Every version of the place's province known at a time, the newest first."""
    found = select(record).where(record.division == place.province.code, record.recorded_at <= known_at)
    latest = found.order_by(record.effective_on.desc(), record.recorded_at.desc())
    return list(db.session.scalars(latest.limit(most)).all())
