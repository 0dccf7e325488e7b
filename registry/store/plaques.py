"""Plaque catalogues and villages' plaques on file."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import ForeignKey, Select, String, select
from sqlalchemy.orm import Mapped, mapped_column

from registry.domain.divisions import Place
from registry.domain.inventories import (
    Decision,
    Hanging,
    InventorySort,
    Plaque,
    decision_in_force,
    hanging_known,
    recorded_by_mistake,
    standing,
)
from registry.domain.plaques import PlaqueCatalogue, PlaqueEntry, PlaquePosition, PlaqueStyle, VillageStanding
from registry.domain.successions import inventory_codes, own_or_inherited
from registry.store.base import Base, db
from registry.store.catalogues import CatalogueColumns, version_in_force
from registry.store.divisions import class_days, village_classes_of_one
from registry.store.hangings import hangings_of
from registry.store.inventories import decisions_on
from registry.store.remembered import kinds_of, recalled


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
    """One plaque of a village's inventory; lengths in millimetres.

    It counts from the day it was admitted or hung, whichever came first. One that came with an admission has no
    `hung_on`: that it was hung is a record of its own (`plaque_hangings`). Whether it
    still hangs is told by the decisions on it (`inventory_decisions`) and by nothing else.
    """

    __tablename__ = "plaques"

    code: Mapped[str] = mapped_column(String(40), primary_key=True)
    village: Mapped[str] = mapped_column(String(12), ForeignKey("divisions.code"), index=True)
    wording: Mapped[str] = mapped_column(index=True)
    statutory: Mapped[bool]
    counts_from: Mapped[date]
    hung_on: Mapped[date | None]
    demanded_by: Mapped[str] = mapped_column(default="")
    document_number: Mapped[str] = mapped_column(default="")
    recorded_at: Mapped[datetime]
    sample: Mapped[bool] = mapped_column(default=False)
    position: Mapped[str | None] = mapped_column(String(10))
    width_mm: Mapped[int | None]
    height_mm: Mapped[int | None]
    colour: Mapped[str | None]

    def as_plaque(self, decision: Decision | None) -> Plaque:
        """As it was recorded or admitted."""
        return _as_plaque(self, decision, None)


_INVENTORY = kinds_of("plaques", "plaque_hangings", "inventory_decisions")
_CATALOGUES = kinds_of("plaque_catalogues", "plaque_entries", "plaque_quotas")


def catalogue_in_force(place: Place, on: date, known_at: datetime) -> PlaqueCatalogue | None:
    """The province's catalogue in force on a day, as known at a time."""
    record = version_in_force(PlaqueCatalogueRecord, place, on, known_at)
    return as_catalogue(record) if record else None


def as_catalogue(record: Any) -> PlaqueCatalogue:
    """A version, whole or its columns alone, with its entries and quotas."""
    return recalled(_CATALOGUES, ("plaque catalogue", record.code), lambda: _as_catalogue(record))


def _as_catalogue(record: Any) -> PlaqueCatalogue:
    quotas = db.session.scalars(select(PlaqueQuotaRecord).where(PlaqueQuotaRecord.catalogue == record.code)).all()
    return PlaqueCatalogue(
        version=record.version,
        entries=_entries(record.code),
        quotas={q.village_class: q.quota for q in quotas},
        sample=record.sample,
        code=record.code,
        effective_on=record.effective_on,
    )


def keep_catalogue(record: PlaqueCatalogueRecord, catalogue: PlaqueCatalogue) -> None:
    """Put a new version on file with its entries and quotas. The caller commits."""
    db.session.add(record)
    db.session.flush()
    for position, entry in enumerate(catalogue.entries, start=1):
        style = entry.style
        db.session.add(
            PlaqueEntryRecord(
                catalogue=record.code,
                position_in_list=position,
                pattern=entry.pattern,
                statutory=entry.statutory,
                position=style.position.value if style.position else None,
                max_width_mm=style.max_width_mm,
                max_height_mm=style.max_height_mm,
                colours=list(style.colours),
                basis=entry.basis,
            )
        )
    for of_class, quota in catalogue.quotas.items():
        db.session.add(PlaqueQuotaRecord(catalogue=record.code, village_class=of_class, quota=quota))


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


def plaques_of(villages: Collection[str], on: date, known_at: datetime) -> dict[str, tuple[Plaque, ...]]:
    """The plaques of each village on a day as known at a time, those taken down included, each with what was decided.

    In the order they came; left out is what came after the day, and what was known to be recorded by mistake.
    """
    plaques: dict[str, list[Plaque]] = {}
    for one in _on_file(villages):
        plaque = one.as_known(on, known_at)
        if plaque is not None:
            plaques.setdefault(one.row.village, []).append(plaque)
    return {village: tuple(of_village) for village, of_village in plaques.items()}


@dataclass(frozen=True, slots=True)
class _OnFile:
    """A plaque's row, and all that was ever decided on it and recorded of its hanging."""

    row: Any
    decisions: Sequence[Decision]
    hangings: Sequence[Hanging]

    def as_known(self, on: date, known_at: datetime) -> Plaque | None:
        """As it hangs on a day by what was known of it, or as it was admitted; None where it was not there yet, or was
        known to be recorded by mistake."""
        row = self.row
        late = row.counts_from > on or row.recorded_at > known_at
        if late or recorded_by_mistake(self.decisions, known_at):
            return None
        decision = decision_in_force(self.decisions, on, known_at)
        return _as_plaque(row, decision, hanging_known(self.hangings, known_at))


def _as_plaque(row: Any, decision: Decision | None, hanging: Hanging | None) -> Plaque:
    position = PlaquePosition(row.position) if row.position else None
    return Plaque(
        code=row.code,
        wording=row.wording,
        statutory=row.statutory,
        counts_from=row.counts_from,
        hung_on=hanging.hung_on if hanging else row.hung_on,
        demanded_by=row.demanded_by,
        document_number=row.document_number,
        position=(hanging.position if hanging else None) or position,
        width_mm=(hanging.width_mm if hanging else None) or row.width_mm,
        height_mm=(hanging.height_mm if hanging else None) or row.height_mm,
        colour=(hanging.colour if hanging else "") or row.colour or "",
        decision=decision,
        sample=row.sample,
        hanging=hanging,
    )


def _on_file(villages: Collection[str]) -> tuple[_OnFile, ...]:
    """The plaques of these villages in the order they came."""
    columns, codes = PlaqueRecord.__table__.c, codes_at(villages)
    found = select(*columns).where(columns.village.in_(villages)).order_by(columns.counts_from, columns.code)
    rows = db.session.execute(found).all()
    decided, hung = decisions_on(InventorySort.PLAQUES, codes), hangings_of(codes)
    return tuple(_OnFile(row, decided.get(row.code, ()), hung.get(row.code, ())) for row in rows)


def standing_of(
    place: Place, on: date, known_at: datetime, *, leaving_out: Collection[str] = ()
) -> VillageStanding | None:
    """A village's class and its counted plaques on a day, those it had under former codes included; None for a place
    that is no village. `leaving_out` are codes of plaques that are not counted."""
    if not place.is_village:
        return None
    codes = inventory_codes(place.code, place.lineage)
    on_file = recalled(_INVENTORY, ("plaques", codes), lambda: _on_file(codes))
    known = (one.as_known(on, known_at) for one in on_file if one.row.code not in leaving_out)
    return standing(_class_of(place, on, known_at), [plaque for plaque in known if plaque is not None], on)


def _class_of(place: Place, on: date, known_at: datetime) -> str:
    classes = village_classes_of_one(inventory_codes(place.code, place.lineage), on, known_at)
    return own_or_inherited(place.code, classes, place.lineage)


def quota_of(place: Place, on: date, known_at: datetime) -> int | None:
    """How many plaques a village may hang on a day by its class, statutory ones not counted; None: none on record."""
    record = version_in_force(PlaqueCatalogueRecord, place, on, known_at)
    if record is None:
        return None
    quota = db.session.get(PlaqueQuotaRecord, (record.code, _class_of(place, on, known_at)))
    return quota.quota if quota else None


def quota_days(place: Place, known_at: datetime) -> set[date]:
    """The days from which a village's quota may be another one, as known at a time: a new catalogue, another class."""
    codes = inventory_codes(place.code, place.lineage)
    versions = select(PlaqueCatalogueRecord.effective_on).where(
        PlaqueCatalogueRecord.division == place.province.code, PlaqueCatalogueRecord.recorded_at <= known_at
    )
    return {*db.session.scalars(versions), *class_days(codes, known_at)}


def find_plaque(code: str) -> PlaqueRecord | None:
    """The plaque of this code."""
    return db.session.get(PlaqueRecord, code)


def codes_at(villages: Collection[str]) -> Select[str]:
    """The codes of the plaques on record at these villages, as a query to ask within."""
    return select(PlaqueRecord.code).where(PlaqueRecord.village.in_(villages))
