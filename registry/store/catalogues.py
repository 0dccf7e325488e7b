"""What catalogues of plaques and of certificates have in common on file: versions of a province, dated twice."""

from datetime import date, datetime
from typing import Any, TypeVar

from sqlalchemy import ForeignKey, String, select
from sqlalchemy.orm import Mapped, mapped_column

from registry.domain.divisions import Place
from registry.store.base import db
from registry.store.remembered import kinds_of, recalled


class CatalogueColumns:
    """One version of a division's catalogue: in force from a day, known from the time it was recorded."""

    code: Mapped[str] = mapped_column(String(40), primary_key=True)
    division: Mapped[str] = mapped_column(String(12), ForeignKey("divisions.code"), index=True)
    version: Mapped[str]
    effective_on: Mapped[date]
    recorded_at: Mapped[datetime]
    sample: Mapped[bool] = mapped_column(default=False)


Catalogue = TypeVar("Catalogue", bound=CatalogueColumns)


def _known(record: type[CatalogueColumns], place: Place, on: date, known_at: datetime) -> list[Any]:
    """The columns of each version of the place's province for a day or before, known at a time, in order of day; of
    one day the last recorded stands last."""
    columns, province = record.__table__.c, place.province.code  # type: ignore[attr-defined]
    found = select(*columns).where(columns.division == province)
    ordered = found.order_by(columns.effective_on, columns.recorded_at, columns.code)
    table = record.__table__.name  # type: ignore[attr-defined]
    rows = recalled(kinds_of(table), (table, province), lambda: db.session.execute(ordered).all())
    return [row for row in rows if row.effective_on <= on and row.recorded_at <= known_at]


def version_in_force(record: type[CatalogueColumns], place: Place, on: date, known_at: datetime) -> Any:
    """The columns of the version of the place's province in force on a day, as known at a time (a later recorded one
    corrects); None where there is none."""
    found = _known(record, place, on, known_at)
    return found[-1] if found else None


def versions_between(
    record: type[CatalogueColumns], place: Place, since: date, on: date, known_at: datetime
) -> list[Any]:
    """The versions of the place's province that stood from one day to another, as known at a time, in order: the one
    in force on the first day (if any), and each that took its place; of one day the last recorded."""
    by_day = {one.effective_on: one for one in _known(record, place, on, known_at)}
    before = max((day for day in by_day if day <= since), default=None)
    return [by_day[day] for day in sorted(by_day) if day > since or day == before]


def versions_of(record: type[Catalogue], place: Place, known_at: datetime, *, most: int) -> list[Catalogue]:
    """Every version of the place's province known at a time, the newest first."""
    found = select(record).where(record.division == place.province.code, record.recorded_at <= known_at)
    latest = found.order_by(record.effective_on.desc(), record.recorded_at.desc())
    return list(db.session.scalars(latest.limit(most)).all())
