"""Plaque catalogues and villages' plaques on file."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import ForeignKey, String, select
from sqlalchemy.orm import Mapped, mapped_column

from registry.domain.divisions import Place
from registry.domain.plaques import PlaqueCatalogue, PlaqueEntry, PlaquePosition, PlaqueStyle, VillageStanding
from registry.domain.successions import inventory_codes, own_or_inherited
from registry.store.base import Base, db
from registry.store.catalogues import CatalogueColumns, version_in_force
from registry.store.divisions import village_classes


class PlaqueCatalogueRecord(CatalogueColumns, Base):
    """One version of a division's plaque catalogue."""

    __tablename__ = "plaque_catalogues"


class PlaqueEntryRecord(Base):
    """One entry of a catalogue; lengths in millimetres."""

    __tablename__ = "plaque_entries"

    catalogue: Mapped[str] = mapped_column(String(40), ForeignKey("plaque_catalogues.code"), primary_key=True)
    position_in_list: Mapped[int] = mapped_column(primary_key=True)
    pattern: Mapped[str]
    statutory: Mapped[bool]
    position: Mapped[str | None] = mapped_column(String(10))
    max_width_mm: Mapped[int | None]
    max_height_mm: Mapped[int | None]
    colours: Mapped[list[Any]]
    basis: Mapped[str] = mapped_column(default="")


class PlaqueQuotaRecord(Base):
    """How many plaques a village of a class may hang, statutory ones not counted."""

    __tablename__ = "plaque_quotas"

    catalogue: Mapped[str] = mapped_column(String(40), ForeignKey("plaque_catalogues.code"), primary_key=True)
    village_class: Mapped[str] = mapped_column(String(20), primary_key=True)
    quota: Mapped[int]


class PlaqueRecord(Base):
    """One plaque of a village's inventory.

    It counts from the day it was admitted or hung, whichever came first; one not yet hung has no `hung_on`. A later
    recording of its being taken down is not seen by a question about what was known before.
    """

    __tablename__ = "plaques"

    code: Mapped[str] = mapped_column(String(40), primary_key=True)
    village: Mapped[str] = mapped_column(String(12), ForeignKey("divisions.code"), index=True)
    wording: Mapped[str]
    statutory: Mapped[bool]
    counts_from: Mapped[date]
    hung_on: Mapped[date | None]
    taken_down_on: Mapped[date | None]
    taken_down_recorded_at: Mapped[datetime | None]
    demanded_by: Mapped[str] = mapped_column(default="")
    document_number: Mapped[str] = mapped_column(default="")
    recorded_at: Mapped[datetime]
    sample: Mapped[bool] = mapped_column(default=False)


def catalogue_in_force(place: Place, on: date, known_at: datetime) -> PlaqueCatalogue | None:
    """The province's catalogue in force on a day, as known at a time."""
    record = version_in_force(PlaqueCatalogueRecord, place, on, known_at)
    if record is None:
        return None
    quotas = db.session.scalars(select(PlaqueQuotaRecord).where(PlaqueQuotaRecord.catalogue == record.code)).all()
    return PlaqueCatalogue(
        version=record.version,
        entries=_entries(record.code),
        quotas={q.village_class: q.quota for q in quotas},
        sample=record.sample,
    )


def _entries(catalogue: str) -> tuple[PlaqueEntry, ...]:
    found = select(PlaqueEntryRecord).where(PlaqueEntryRecord.catalogue == catalogue)
    records = db.session.scalars(found.order_by(PlaqueEntryRecord.position_in_list)).all()
    return tuple(
        PlaqueEntry(
            pattern=r.pattern,
            statutory=r.statutory,
            style=PlaqueStyle(
                PlaquePosition(r.position) if r.position else None, r.max_width_mm, r.max_height_mm, tuple(r.colours)
            ),
            basis=r.basis,
        )
        for r in records
    )


def standing_of(place: Place, on: date, known_at: datetime) -> VillageStanding | None:
    """A village's class and its counted plaques on a day, those it had under former codes included; None for a place
    that is no village."""
    if not place.is_village:
        return None
    codes = inventory_codes(place.code, place.lineage)
    classes = village_classes(codes, on, known_at)
    found = select(PlaqueRecord).where(
        PlaqueRecord.village.in_(codes),
        PlaqueRecord.statutory.is_(False),
        PlaqueRecord.counts_from <= on,
        PlaqueRecord.recorded_at <= known_at,
    )
    records = db.session.scalars(found).all()
    hung = sum(1 for r in records if r.hung_on is not None and r.hung_on <= on)
    return VillageStanding(
        village_class=own_or_inherited(place.code, classes, place.lineage),
        hung=hung,
        admitted=len(records) - hung,
        taken_down=sum(1 for r in records if _is_down(r, on, known_at)),
    )


def _is_down(record: PlaqueRecord, on: date, known_at: datetime) -> bool:
    known = record.taken_down_recorded_at is not None and record.taken_down_recorded_at <= known_at
    return known and record.taken_down_on is not None and record.taken_down_on <= on
