"""Units on file: departments, townships as demanders, and the names they go by."""

from collections.abc import Sequence

from sqlalchemy import ForeignKey, String, select
from sqlalchemy.orm import Mapped, mapped_column

from registry.domain.units import Demander, DemanderKind
from registry.domain.wording import plain
from registry.store.base import Base, db
from registry.store.remembered import kinds_of, recalled

_KINDS = {"TOWNSHIP": DemanderKind.TOWNSHIP, "ENTERPRISE": DemanderKind.COMPANY}


class UnitRecord(Base):
    """One unit of one division. A unit merged or renamed names its successor."""

    __tablename__ = "units"

    code: Mapped[str] = mapped_column(String(18), primary_key=True)
    name: Mapped[str]
    kind: Mapped[str] = mapped_column(String(20))
    division: Mapped[str] = mapped_column(String(12), ForeignKey("divisions.code"), index=True)
    successor: Mapped[str | None] = mapped_column(String(18), ForeignKey("units.code"))
    sample: Mapped[bool] = mapped_column(default=False)

    @property
    def demander_kind(self) -> DemanderKind:
        return _KINDS.get(self.kind, DemanderKind.DEPARTMENT)

    def as_demander(self) -> Demander:
        before = _predecessors(self.code)
        called = tuple(names_of([self.code, *before]))
        return Demander(self.demander_kind, self.code, self.name, tuple(before), called)


class UnitNameRecord(Base):
    """One name, in plain wording, by which a unit is or was called."""

    __tablename__ = "unit_names"

    unit: Mapped[str] = mapped_column(String(18), ForeignKey("units.code"), primary_key=True)
    plain_name: Mapped[str] = mapped_column(primary_key=True, index=True)
    name: Mapped[str]


def _predecessors(code: str) -> list[str]:
    """The codes of the units that this one took the place of, however long ago."""
    found: list[str] = []
    wanted = [code]
    while wanted:
        before = db.session.scalars(select(UnitRecord.code).where(UnitRecord.successor.in_(wanted))).all()
        wanted = [one for one in before if one not in found]
        found += wanted
    return sorted(found)


_UNITS = kinds_of("units", "unit_names")


def demander_coded(code: str) -> Demander | None:
    """The unit of this code as a body that asks, or the one that took its place."""

    def read() -> Demander | None:
        unit = find_unit(code)
        return unit.as_demander() if unit is not None else None

    return recalled(_UNITS, ("unit", code), read)


def demanders_called(name: str, divisions: Sequence[str]) -> tuple[Demander, ...]:
    """The units, in force, that are or were called so in one of these divisions, as bodies that ask."""
    asked = ("units called", plain(name), *divisions)
    return recalled(_UNITS, asked, lambda: tuple(unit.as_demander() for unit in called(name, divisions)))


def are_on_record(division: str) -> bool:
    """Whether any unit of a division is on record that was not replaced."""
    return recalled(_UNITS, ("units of", division), lambda: bool(units_of(division)))


def find_unit(code: str) -> UnitRecord | None:
    """The unit of this code, or the one that took its place."""
    record = db.session.get(UnitRecord, code)
    seen = set()
    while record is not None and record.successor and record.code not in seen:
        seen.add(record.code)
        record = db.session.get(UnitRecord, record.successor)
    return record


def called(name: str, divisions: Sequence[str]) -> list[UnitRecord]:
    """The units, in force, that are or were called so in one of these divisions, in order of code."""
    found = (
        select(UnitRecord)
        .join(UnitNameRecord, UnitNameRecord.unit == UnitRecord.code)
        .where(UnitNameRecord.plain_name == plain(name), UnitRecord.division.in_(divisions))
    )
    return _in_force(db.session.scalars(found).all())


def whose_name_holds(text: str, divisions: Sequence[str]) -> list[UnitRecord]:
    """The units of these divisions with a name that holds the text (or that the text holds), in order of code."""
    wanted = plain(text)
    rows = db.session.execute(
        select(UnitNameRecord.plain_name, UnitRecord)
        .join(UnitRecord, UnitNameRecord.unit == UnitRecord.code)
        .where(UnitRecord.division.in_(divisions))
    ).all()
    return _in_force([unit for name, unit in rows if wanted in name])


def _in_force(records: Sequence[UnitRecord]) -> list[UnitRecord]:
    """Each replaced by its successor, once, in order of code."""
    current = {}
    for record in records:
        unit = find_unit(record.code)
        if unit is not None:
            current[unit.code] = unit
    return [current[code] for code in sorted(current)]


def units_of(division: str) -> Sequence[UnitRecord]:
    """The units of one division that were not replaced, in order of name."""
    found = select(UnitRecord).where(UnitRecord.division == division, UnitRecord.successor.is_(None))
    return db.session.scalars(found.order_by(UnitRecord.name)).all()


def names_of(codes: Sequence[str]) -> list[str]:
    """Every name by which these units are or were called."""
    found = select(UnitNameRecord.name).where(UnitNameRecord.unit.in_(codes))
    return sorted(db.session.scalars(found).all())


def plain_names_of(code: str) -> Sequence[str]:
    """Every name by which a unit is or was called, in plain wording."""
    return db.session.scalars(select(UnitNameRecord.plain_name).where(UnitNameRecord.unit == code)).all()
