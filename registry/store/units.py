"""Units on file: departments, townships as demanders, the names they go by, and which of them are one unit today."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import UTC, date, datetime
from typing import Any

from sqlalchemy import ColumnElement, ForeignKey, String, event, false, select
from sqlalchemy.orm import Mapped, mapped_column

from registry.domain.units import NO_DAY_YET, NO_TIME_YET, Demander, DemanderKind, Lineage, UnitOnFile, is_by
from registry.domain.wording import plain
from registry.store.base import Base, db
from registry.store.remembered import kinds_of, recalled

_UNITS = kinds_of("units", "unit_names")
_EVER = datetime.min.replace(tzinfo=UTC)
_HELD = "registry_units"
"""Under this name the session holds the units that its transaction looked up."""
_KINDS = {"TOWNSHIP": DemanderKind.TOWNSHIP, "ENTERPRISE": DemanderKind.COMPANY}


class UnitRecord(Base):
    """One unit of one division. A unit merged into another names it, with the day and when that was recorded.

    `former_names` holds what it was called, each until when. Times are UTC; an empty one is from ever.
    """

    __tablename__ = "units"

    code: Mapped[str] = mapped_column(String(18), primary_key=True)
    name: Mapped[str]
    kind: Mapped[str] = mapped_column(String(20))
    division: Mapped[str] = mapped_column(String(12), ForeignKey("divisions.code"), index=True)
    successor: Mapped[str | None] = mapped_column(String(18), ForeignKey("units.code"), index=True)
    sample: Mapped[bool] = mapped_column(default=False)
    recorded_at: Mapped[datetime | None]
    succeeded_on: Mapped[date | None]
    succeeded_at: Mapped[datetime | None]
    former_names: Mapped[list[Any]] = mapped_column(default=list, server_default="[]")

    @property
    def demander_kind(self) -> DemanderKind:
        return _KINDS.get(self.kind, DemanderKind.DEPARTMENT)


class UnitNameRecord(Base):
    """One name, in plain wording, by which a unit is or was called; `recorded_at` None is from ever."""

    __tablename__ = "unit_names"

    unit: Mapped[str] = mapped_column(String(18), ForeignKey("units.code"), primary_key=True)
    plain_name: Mapped[str] = mapped_column(primary_key=True, index=True)
    name: Mapped[str]
    recorded_at: Mapped[datetime | None]


def own_codes(*codes: str) -> list[str]:
    """The codes that units are and were: these, what took their place however long after, and all that this took the
    place of. One query, and always as it is on file now. A code that is no unit's stands for itself."""
    wanted = [code for code in codes if code]
    if not wanted:
        return []
    standing = select(UnitRecord.code, UnitRecord.successor).where(UnitRecord.code.in_(wanted)).cte(recursive=True)
    after = select(UnitRecord.code, UnitRecord.successor).join(standing, UnitRecord.code == standing.c.successor)
    standing = standing.union(after)
    own = select(standing.c.code).cte(recursive=True)
    own = own.union(select(UnitRecord.code).join(own, UnitRecord.successor == own.c.code))
    return sorted({*wanted, *db.session.scalars(select(own.c.code))})


def own_codes_recalled(code: str) -> tuple[str, ...]:
    """The same of one unit, remembered for as long as no unit changed."""
    return recalled(_UNITS, ("own codes", code), lambda: tuple(own_codes(code)))


def is_of(column: Any, unit: str) -> ColumnElement[bool]:
    """The condition that a column names a unit by any code it is or was; who is of no unit has part in nothing."""
    own = own_codes(unit)
    # Nearly every unit goes by one code: that way an index in some order is read in that order.
    return column == own[0] if len(own) == 1 else column.in_(own) if own else false()


def are_one(one: str | None, other: str | None) -> bool:
    """Whether two codes are one unit today: the same, or one took the other's place, or one took the place of both."""
    return bool(one) and bool(other) and (one == other or code_today(one or "") == code_today(other or ""))


def code_today(code: str) -> str:
    """The code of the unit that stands for a code today; what is no unit on record stands for itself."""
    unit = find_unit(code) if code else None
    return unit.code if unit is not None else code


def lineage_of(*codes: str) -> Lineage:
    """These units with all they took the place of and all that took theirs; as of which day is asked of it."""
    own = own_codes(*codes)
    names: dict[str, list[tuple[str, datetime | None]]] = defaultdict(list)
    found = select(UnitNameRecord.unit, UnitNameRecord.name, UnitNameRecord.recorded_at)
    for unit, name, since in db.session.execute(found.where(UnitNameRecord.unit.in_(own))):
        names[unit].append((name, since))
    rows = db.session.execute(select(*UnitRecord.__table__.columns).where(UnitRecord.code.in_(own)))
    return Lineage({row.code: _on_file(row, names[row.code]) for row in rows})


def _on_file(row: Any, names: Sequence[tuple[str, datetime | None]]) -> UnitOnFile:
    return UnitOnFile(
        code=row.code,
        name=row.name,
        kind=_KINDS.get(row.kind, DemanderKind.DEPARTMENT),
        recorded_at=row.recorded_at,
        successor=row.successor or "",
        succeeded_on=row.succeeded_on,
        succeeded_at=row.succeeded_at,
        former_names=tuple((one["name"], datetime.fromisoformat(one["until"])) for one in row.former_names),
        names=tuple(names),
    )


def demander_coded(code: str, on: date = NO_DAY_YET, known_at: datetime = NO_TIME_YET) -> Demander | None:
    """The unit of this code as a body that asks, or the one that stands for it on a day, as known at a time."""
    return _recalled_lineage(code).demander(code, on, known_at)


def _recalled_lineage(*codes: str) -> Lineage:
    """The same, remembered for as long as no unit changed: on which day, as known when, is asked of it afterwards."""
    return recalled(_UNITS, ("lineage", *codes), lambda: lineage_of(*codes))


def demanders_called(
    name: str, divisions: Sequence[str], on: date = NO_DAY_YET, known_at: datetime = NO_TIME_YET
) -> list[Demander]:
    """The units that stand on a day for those called so in one of these divisions, as known at a time; by code."""
    return _standing([code for code, since in _called(plain(name), divisions) if is_by(since, known_at)], on, known_at)


def _called(plain_name: str, divisions: Sequence[str]) -> tuple[tuple[str, datetime | None], ...]:
    """Which units are or were called so, each with the time from which that is known."""
    return recalled(_UNITS, ("called", plain_name, *divisions), lambda: _named(plain_name, divisions))


def _named(plain_name: str, divisions: Sequence[str]) -> tuple[tuple[str, datetime | None], ...]:
    found = (
        select(UnitRecord.code, UnitNameRecord.recorded_at)
        .join(UnitNameRecord, UnitNameRecord.unit == UnitRecord.code)
        .where(UnitNameRecord.plain_name == plain_name, UnitRecord.division.in_(divisions))
    )
    return tuple((code, since) for code, since in db.session.execute(found))


def demanders_whose_name_holds(text: str, divisions: Sequence[str], on: date, known_at: datetime) -> list[Demander]:
    """The same for those with a name that holds the text."""
    wanted = plain(text)
    found = (
        select(UnitRecord.code, UnitNameRecord.recorded_at, UnitNameRecord.plain_name)
        .join(UnitNameRecord, UnitNameRecord.unit == UnitRecord.code)
        .where(UnitRecord.division.in_(divisions))
    )
    rows = db.session.execute(found).all()
    return _standing([code for code, since, name in rows if wanted in name and is_by(since, known_at)], on, known_at)


def _standing(codes: Sequence[str], on: date, known_at: datetime) -> list[Demander]:
    """Those that stand for these units on a day, as known at a time, each once, in order of code."""
    if not codes:
        return []
    lineage = _recalled_lineage(*codes)
    standing = [lineage.demander(code, on, known_at) for code in codes]
    by_code = {one.code: one for one in standing if one is not None}
    return [by_code[code] for code in sorted(by_code)]


def turn_of(county: str) -> str:
    """Under this name those who keep the units of a county take turns."""
    return f"units {county[:6]}"


def county_of(code: str) -> str | None:
    """The division of a unit, which no merger changes; None for what is no unit on record."""
    return db.session.scalar(select(UnitRecord.division).where(UnitRecord.code == code))


def merger_of(code: str) -> tuple[UnitRecord, UnitRecord] | None:
    """A unit that was merged, with the one that stands for it today; None for one that stands itself."""
    unit, standing = _held(code) if code else None, find_unit(code) if code else None
    return (unit, standing) if unit is not None and standing is not None and unit is not standing else None


def find_unit(code: str) -> UnitRecord | None:
    """The unit of this code, or the one that took its place. Each is looked up once in a transaction, so that many
    rows may be compared with one another."""
    record = _held(code)
    seen = set()
    while record is not None and record.successor and record.code not in seen:
        seen.add(record.code)
        record = _held(record.successor)
    return record


def _held(code: str) -> UnitRecord | None:
    """The session only knows what somebody holds: those looked up are held until its transaction ends."""
    record = db.session.get(UnitRecord, code)
    if record is not None:
        db.session.info.setdefault(_HELD, {})[code] = record
    return record


@event.listens_for(db.session, "after_transaction_end")
def _let_go(session: Any, transaction: Any) -> None:
    if transaction.parent is None:
        session.info.pop(_HELD, None)


def called(name: str, divisions: Sequence[str]) -> list[UnitRecord]:
    """The units, in force, that are or were called so in one of these divisions, in order of code."""
    found = (
        select(UnitRecord)
        .join(UnitNameRecord, UnitNameRecord.unit == UnitRecord.code)
        .where(UnitNameRecord.plain_name == plain(name), UnitRecord.division.in_(divisions))
    )
    return _in_force(db.session.scalars(found).all())


def _in_force(records: Sequence[UnitRecord]) -> list[UnitRecord]:
    """Each replaced by its successor, once, in order of code."""
    current = {}
    for record in records:
        unit = find_unit(record.code)
        if unit is not None:
            current[unit.code] = unit
    return [current[code] for code in sorted(current)]


def are_on_record(division: str, known_at: datetime = NO_TIME_YET) -> bool:
    """Whether any unit of a division was on record by a time."""
    first = recalled(_UNITS, ("units of", division), lambda: _first_recorded(division))
    return first is not None and first <= known_at


def _first_recorded(division: str) -> datetime | None:
    """From when units of a division are on record; None where none is."""
    found = db.session.scalars(select(UnitRecord.recorded_at).where(UnitRecord.division == division))
    return min((at or _EVER for at in found), default=None)


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
