"""Divisions on file: finding a place by code or by name, and the chain above it."""

from collections.abc import Sequence

from sqlalchemy import ForeignKey, Select, String, select
from sqlalchemy.orm import Mapped, mapped_column

from registry.domain.divisions import Division, Level, Place, spellings
from registry.store.base import Base, db

_DIGITS = (2, 4, 6, 9)
"""How many digits of a code name its province, city, county and township."""


class DivisionRecord(Base):
    """One division. `village_class` is the class its plaque quota goes by (villages only)."""

    __tablename__ = "divisions"

    code: Mapped[str] = mapped_column(String(12), primary_key=True)
    name: Mapped[str] = mapped_column(index=True)
    level: Mapped[str] = mapped_column(String(10))
    parent: Mapped[str | None] = mapped_column(String(12), ForeignKey("divisions.code"), index=True)
    village_class: Mapped[str | None] = mapped_column(String(20))

    def as_division(self) -> Division:
        return Division(self.code, self.name, Level(self.level))


def find_place(code: str) -> Place | None:
    """The place of this 12-digit code with all divisions above it; None where there is none.

    The codes above mostly follow from the digits, so one look-up brings the chain; the parents on record decide.
    """
    above = [code[:digits].ljust(len(code), "0") for digits in _DIGITS]
    found = db.session.scalars(select(DivisionRecord).where(DivisionRecord.code.in_([code, *above]))).all()
    at_hand = {record.code: record for record in found}
    chain: list[Division] = []
    wanted: str | None = code
    while wanted:
        record = at_hand.get(wanted) or db.session.get(DivisionRecord, wanted)
        if record is None:
            return None
        chain.insert(0, record.as_division())
        wanted = record.parent
    return Place(tuple(chain)) if chain else None


def codes_below(code: str) -> Select[tuple[str]]:
    """The codes of a division and of all below it, as a query to ask within; by the parents on record."""
    below = select(DivisionRecord.code).where(DivisionRecord.code == code).cte(recursive=True)
    children_too = select(DivisionRecord.code).join(below, DivisionRecord.parent == below.c.code)
    whole = below.union_all(children_too)
    return select(whole.c.code)


def village_class(code: str) -> str:
    """The class of a village, empty where none is on record."""
    record = db.session.get(DivisionRecord, code)
    return (record.village_class or "") if record else ""


def codes_beginning(prefix: str, *, most: int) -> Sequence[DivisionRecord]:
    """The divisions whose code begins so, at most so many, in order of code."""
    until = prefix[:-1] + chr(ord(prefix[-1]) + 1)
    found = select(DivisionRecord).where(DivisionRecord.code >= prefix, DivisionRecord.code < until)
    return db.session.scalars(found.order_by(DivisionRecord.code).limit(most)).all()


def named(name: str, *, below: str | None = None, most: int = 20) -> Sequence[DivisionRecord]:
    """The divisions of this name (a village's may be shortened), directly below a division where one is given.

    One of exactly this name goes before those that are so named only in short.
    """
    found = select(DivisionRecord).where(DivisionRecord.name.in_(spellings(name)))
    if below is not None:
        found = found.where(DivisionRecord.parent == below)
    records = db.session.scalars(found.order_by(DivisionRecord.code).limit(most)).all()
    exact = [record for record in records if record.name == name]
    return exact or [record for record in records if name in record.as_division().names()]


def children(code: str) -> Sequence[DivisionRecord]:
    """The divisions directly below this one, in order of code."""
    found = select(DivisionRecord).where(DivisionRecord.parent == code).order_by(DivisionRecord.code)
    return db.session.scalars(found).all()


def topmost() -> Sequence[DivisionRecord]:
    """The divisions with none above them, in order of code: the provinces."""
    found = select(DivisionRecord).where(DivisionRecord.parent.is_(None)).order_by(DivisionRecord.code)
    return db.session.scalars(found).all()


def whose_name_begins(text: str, levels: Sequence[Level]) -> Sequence[DivisionRecord]:
    """The divisions of these levels whose whole name stands at the beginning of the text, longest name first."""
    openings = [text[:length] for length in range(1, min(len(text), 40) + 1)]
    wanted = [level.value for level in levels]
    found = select(DivisionRecord).where(DivisionRecord.name.in_(openings), DivisionRecord.level.in_(wanted))
    return sorted(db.session.scalars(found).all(), key=lambda d: (-len(d.name), d.code))
