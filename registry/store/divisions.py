"""Divisions on file: finding a place by code or by name, and the chain above it."""

from collections.abc import Collection, Iterable, Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, ForeignKey, Row, Select, String, bindparam, or_, select, true
from sqlalchemy.orm import Mapped, mapped_column

from registry.domain.divisions import Division, Level, Place, spellings
from registry.store.base import Base, db
from registry.store.remembered import kinds_of, recalled

_DIGITS = (2, 4, 6, 9)
"""How many digits of a code name its province, city, county and township."""


class DivisionRecord(Base):
    """One division; never edited: what it is called later, and what it becomes, are changes (`successions`).

    `village_class` is the first class its plaque quota goes by (villages only). One that came by a change is in use
    from `in_force_from` on and known from `recorded_at` on; without them it was there from the beginning.
    """

    __tablename__ = "divisions"

    code: Mapped[str] = mapped_column(String(12), primary_key=True)
    name: Mapped[str] = mapped_column(index=True)
    level: Mapped[str] = mapped_column(String(10))
    parent: Mapped[str | None] = mapped_column(String(12), ForeignKey("divisions.code"), index=True)
    village_class: Mapped[str | None] = mapped_column(String(20))
    in_force_from: Mapped[date | None]
    recorded_at: Mapped[datetime | None]

    def as_division(self) -> Division:
        return Division(self.code, self.name, Level(self.level))


class VillageClassRecord(Base):
    """A village's class from a day on, known from a time on; a later recorded one for the same day corrects."""

    __tablename__ = "village_classes"

    village: Mapped[str] = mapped_column(String(12), ForeignKey("divisions.code"), primary_key=True)
    in_force_from: Mapped[date] = mapped_column(primary_key=True)
    recorded_at: Mapped[datetime] = mapped_column(primary_key=True)
    village_class: Mapped[str] = mapped_column(String(20))
    basis: Mapped[str] = mapped_column(default="")
    recorded_by: Mapped[str] = mapped_column(String(60))


_DIVISIONS, _CLASSES = kinds_of("divisions"), kinds_of("divisions", "village_classes")
_OF_CODES = select(
    *(DivisionRecord.code, DivisionRecord.name, DivisionRecord.level, DivisionRecord.parent),
    DivisionRecord.recorded_at,
).where(DivisionRecord.code.in_(bindparam("codes", expanding=True)))


def _recorded_by(known_at: datetime | None) -> ColumnElement[bool]:
    """Those on record at a time; without one all of them."""
    recorded = DivisionRecord.recorded_at
    return true() if known_at is None else or_(recorded.is_(None), recorded <= known_at)


def find_place(code: str, known_at: datetime | None = None) -> Place | None:
    """The place of this 12-digit code with all divisions above it, by their first names; None where there is none,
    or none on record at `known_at` yet. What became of it is not asked here: services ask `place_called`, `place_at`.

    The codes above mostly follow from the digits, so one look-up brings the chain; the parents on record decide.
    """
    found = recalled(_DIVISIONS, ("place", code), lambda: _dated_places([code]).get(code))
    return found[0] if found is not None and _is_recorded(found[1], known_at) else None


def find_places(codes: Collection[str], known_at: datetime | None = None) -> dict[str, Place]:
    """The places of these codes at once, as `find_place` gives each; a code of none is left out."""
    return {code: place for code, (place, at) in _dated_places(codes).items() if _is_recorded(at, known_at)}


def _is_recorded(recorded_at: datetime | None, known_at: datetime | None) -> bool:
    return known_at is None or recorded_at is None or recorded_at <= known_at


def _dated_places(codes: Collection[str]) -> dict[str, tuple[Place, datetime | None]]:
    """The places of these codes, each with when the last of its divisions came on record (None: from the beginning)."""
    wanted = {code[:digits].ljust(len(code), "0") for code in codes for digits in _DIGITS} | set(codes)
    at_hand = {row.code: row for row in _rows_of(wanted)}
    found = {code: _with_all_above(code, at_hand) for code in codes}
    return {code: dated for code, dated in found.items() if dated is not None}


def _rows_of(codes: Iterable[str]) -> Sequence[Row[str, str, str, str | None, datetime | None]]:
    return db.session.execute(_OF_CODES, {"codes": sorted(codes)}).all()


def _with_all_above(code: str, at_hand: dict[str, Any]) -> tuple[Place, datetime | None] | None:
    chain: list[Division] = []
    recorded: list[datetime] = []
    wanted: str | None = code
    while wanted:
        row = at_hand.get(wanted) or next(iter(_rows_of([wanted])), None)
        if row is None:
            return None
        chain.insert(0, Division(row.code, row.name, Level(row.level)))
        recorded += [row.recorded_at] if row.recorded_at else []
        wanted = row.parent
    return (Place(tuple(chain)), max(recorded, default=None)) if chain else None


def codes_below(code: str) -> Select[tuple[str]]:
    """The codes of a division and of all below it, as a query to ask within; by the parents on record."""
    below = select(DivisionRecord.code).where(DivisionRecord.code == code).cte(recursive=True)
    children_too = select(DivisionRecord.code).join(below, DivisionRecord.parent == below.c.code)
    whole = below.union_all(children_too)
    return select(whole.c.code)


def village_classes(codes: Iterable[str], on: date, known_at: datetime) -> dict[str, str]:
    """The class of each village that has one on a day, as known at a time; the first where none was recorded since."""
    return _classes_as_known(_dated_classes(list(codes)), on, known_at)


def village_classes_of_one(codes: frozenset[str], on: date, known_at: datetime) -> dict[str, str]:
    """The same for the codes that one village has and had."""
    return _classes_as_known(
        recalled(_CLASSES, ("village classes", codes), lambda: _dated_classes(codes)), on, known_at
    )


DatedClass = tuple[str, str | None, date | None, datetime | None]


def _classes_as_known(found: Iterable[DatedClass], on: date, known_at: datetime) -> dict[str, str]:
    return {
        code: of_class
        for code, of_class, begins, at in found
        if of_class and (begins is None or begins <= on) and (at is None or at <= known_at)
    }


def _dated_classes(codes: Collection[str]) -> tuple[DatedClass, ...]:
    """Every class these villages were given, with its first day and when it was recorded; the first without, first."""
    first = select(DivisionRecord.code, DivisionRecord.village_class).where(DivisionRecord.code.in_(codes))
    given = VillageClassRecord
    later = (
        select(given.village, given.village_class, given.in_force_from, given.recorded_at)
        .where(given.village.in_(codes))
        .order_by(given.in_force_from, given.recorded_at)
    )
    return (
        *((code, of_class, None, None) for code, of_class in db.session.execute(first)),
        *((code, of_class, begins, at) for code, of_class, begins, at in db.session.execute(later)),
    )


def class_days(codes: Iterable[str], known_at: datetime) -> set[date]:
    """The days from which one of these villages was given a class, as known at a time."""
    found = select(VillageClassRecord.in_force_from).where(VillageClassRecord.village.in_(list(codes)))
    return set(db.session.scalars(found.where(VillageClassRecord.recorded_at <= known_at)))


def codes_beginning(
    prefix: str, *, most: int, such: ColumnElement[bool] | None = None, known_at: datetime | None = None
) -> Sequence[DivisionRecord]:
    """The divisions on record at a time whose code begins so and that are such, at most so many, in order of code."""
    until = prefix[:-1] + chr(ord(prefix[-1]) + 1)
    found = select(DivisionRecord).where(DivisionRecord.code >= prefix, DivisionRecord.code < until)
    found = found.where(_recorded_by(known_at) if such is None else such)
    return db.session.scalars(found.order_by(DivisionRecord.code).limit(most)).all()


def with_codes(codes: Iterable[str], *, below: str | None = None) -> Sequence[DivisionRecord]:
    """The divisions of these codes, directly below a division where one is given, in order of code."""
    found = select(DivisionRecord).where(DivisionRecord.code.in_(list(codes)))
    if below is not None:
        found = found.where(DivisionRecord.parent == below)
    return db.session.scalars(found.order_by(DivisionRecord.code)).all()


def named(
    name: str, *, below: str | None = None, most: int = 20, known_at: datetime | None = None
) -> Sequence[DivisionRecord]:
    """The divisions on record at a time of this first name (a village's may be shortened), directly below a division
    where one is given.

    One of exactly this name goes before those that are so named only in short.
    """
    found = select(DivisionRecord).where(DivisionRecord.name.in_(spellings(name)), _recorded_by(known_at))
    if below is not None:
        found = found.where(DivisionRecord.parent == below)
    records = db.session.scalars(found.order_by(DivisionRecord.code).limit(most)).all()
    exact = [record for record in records if record.name == name]
    return exact or [record for record in records if name in record.as_division().names()]


def children(code: str, known_at: datetime | None = None) -> Sequence[DivisionRecord]:
    """The divisions directly below this one that are on record at a time, whether or not in use, in order of code."""
    found = select(DivisionRecord).where(DivisionRecord.parent == code, _recorded_by(known_at))
    return db.session.scalars(found.order_by(DivisionRecord.code)).all()


def topmost() -> Sequence[DivisionRecord]:
    """The divisions with none above them, in order of code: the provinces."""
    found = select(DivisionRecord).where(DivisionRecord.parent.is_(None)).order_by(DivisionRecord.code)
    return db.session.scalars(found).all()


def whose_name_begins(text: str, levels: Sequence[Level], known_at: datetime | None = None) -> Sequence[DivisionRecord]:
    """The divisions of these levels, on record at a time, whose whole first name opens the text, longest name
    first."""
    openings = [text[:length] for length in range(1, min(len(text), 40) + 1)]
    wanted = [level.value for level in levels]
    found = select(DivisionRecord).where(DivisionRecord.name.in_(openings), DivisionRecord.level.in_(wanted))
    found = found.where(_recorded_by(known_at))
    return sorted(db.session.scalars(found).all(), key=lambda d: (-len(d.name), d.code))
