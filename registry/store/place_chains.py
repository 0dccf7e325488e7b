"""Many places at once with the chain above each: two queries where nothing moved, however many are asked for."""

from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime

from sqlalchemy import select

from registry.domain.divisions import Division, Level, Place
from registry.store.base import db
from registry.store.divisions import DivisionRecord
from registry.store.keysets import Below, Order
from registry.store.successions import in_use

_DIGITS = (2, 4, 6, 9)
Records = Mapping[str, DivisionRecord]


def records_of(codes: Collection[str]) -> dict[str, DivisionRecord]:
    """The divisions of these codes and all above them. Codes above mostly follow from the digits; parents decide."""
    wanted = {above for code in codes for above in (code, *(code[:d].ljust(len(code), "0") for d in _DIGITS))}
    found: dict[str, DivisionRecord] = {}
    while wanted:
        looked_up = db.session.scalars(select(DivisionRecord).where(DivisionRecord.code.in_(sorted(wanted)))).all()
        found |= {record.code: record for record in looked_up}
        wanted = {record.parent for record in looked_up if record.parent} - found.keys()
    return found


def chain_in(records: Records, code: str, known_at: datetime) -> Place | None:
    """The place of a code out of such records by first names; None where it was not on record at that time yet."""
    chain: list[Division] = []
    wanted: str | None = code
    while wanted:
        record = records.get(wanted)
        if record is None or (record.recorded_at is not None and record.recorded_at > known_at):
            return None
        chain.insert(0, Division(record.code, record.name, Level(record.level)))
        wanted = record.parent
    return Place(tuple(chain)) if chain else None


def children_below(codes: Sequence[str], levels: Sequence[str], on: date, known_at: datetime) -> Below:
    """The divisions directly below each of these that are in use on a day, of these levels where any are given."""
    table = DivisionRecord.__table__.c
    found = select(table.code, table.name, table.level, table.parent).where(in_use(on, known_at))
    if levels:
        found = found.where(table.level.in_(levels))
    return Below(found, table.parent, Order((table.code,), ("code",)), codes)
