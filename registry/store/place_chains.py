"""Many places at once with the chain above each, and what lies below each: read at once, and remembered."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import cached_property
from typing import Any

from sqlalchemy import select

from registry.domain.divisions import Division, Level, Place
from registry.domain.pages import InMemory, Portion, Window
from registry.store.base import db
from registry.store.divisions import DivisionRecord
from registry.store.keysets import Order
from registry.store.remembered import kinds_of, recalled_each
from registry.store.successions import DivisionChangeRecord, DivisionStepRecord

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


Dated = tuple[Place, datetime | None]
"""A place by the first names, and when the last of its divisions came on record (None: all there from the start)."""
_PLACES = kinds_of("divisions")


def places_dated(codes: Collection[str]) -> dict[str, Dated]:
    """The places of these codes; those that are not remembered are read at once."""
    return recalled_each(_PLACES, "dated place", codes, _read_dated)


def _read_dated(codes: Collection[str]) -> dict[str, Dated]:
    records, found = records_of(codes), dict[str, Dated]()
    for code in codes:
        place = chain_in(records, code, _EVER)
        if place is not None:
            days = [at for at in (records[above.code].recorded_at for above in place.path) if at is not None]
            found[code] = place, max(days, default=None)
    return found


_EVER = datetime.max.replace(tzinfo=UTC)


def is_known(dated: Dated, known_at: datetime) -> bool:
    """Whether a place was on record at a time, with all above it."""
    return dated[1] is None or dated[1] <= known_at


@dataclass(frozen=True)
class _Child:
    """A division as it stands below another, with what says when it is in use."""

    code: str
    name: str
    level: str
    parent: str
    in_force_from: date | None
    recorded_at: datetime | None
    ended: tuple[tuple[date, datetime], ...]

    def in_use(self, on: date, known_at: datetime) -> bool:
        begun = self.in_force_from is None or self.in_force_from <= on
        known = self.recorded_at is None or self.recorded_at <= known_at
        return begun and known and not (self.ended and any(day <= on and at <= known_at for day, at in self.ended))


class ChildrenBelow:
    """What lies directly below each of some divisions and is in use on a day, in order of code, from memory."""

    order = Order((DivisionRecord.__table__.c.code,), ("code",))

    def __init__(self, codes: Sequence[str], levels: Sequence[str], on: date, known_at: datetime) -> None:
        self._codes, self._levels, self._on, self._known_at = codes, levels, on, known_at

    @cached_property
    def _below(self) -> dict[str, InMemory[_Child]]:
        found = recalled_each(_CHILDREN, "children", self._codes, _read_children)
        return {code: InMemory(self._wanted(children), _code_of, (str,)) for code, children in found.items()}

    def _wanted(self, children: Sequence[_Child]) -> list[_Child]:
        on, known_at, levels = self._on, self._known_at, self._levels
        return [one for one in children if (not levels or one.level in levels) and one.in_use(on, known_at)]

    def portions(self, window: Window) -> dict[str, Portion[Any]]:
        """A portion of what lies below each of them."""
        found = {code: below.portion(window) for code, below in self._below.items()}
        return {code: portion for code, portion in found.items() if portion.rows}

    @property
    def counts(self) -> dict[str, int]:
        """How many lie below each of them."""
        return {code: len(below.rows) for code, below in self._below.items()}


_CHILDREN = kinds_of("divisions", "division_changes", "division_steps")


def _code_of(child: _Child) -> tuple[str]:
    return (child.code,)


def _read_children(codes: Collection[str]) -> dict[str, tuple[_Child, ...]]:
    """All that ever lay below each of these, in order of code."""
    table, step, change = DivisionRecord.__table__.c, DivisionStepRecord.__table__.c, DivisionChangeRecord.__table__.c
    found = select(*(table.code, table.name, table.level, table.parent, table.in_force_from, table.recorded_at)).where(
        table.parent.in_(sorted(codes))
    )
    rows = db.session.execute(found.order_by(table.code)).all()
    ending = select(step.before, change.effective_on, change.recorded_at).join_from(
        DivisionStepRecord, DivisionChangeRecord, change.code == step.change
    )
    ending = ending.join(DivisionRecord, table.code == step.before).where(step.ends, table.parent.in_(sorted(codes)))
    ended: dict[str, list[tuple[date, datetime]]] = {}
    for code, on, at in db.session.execute(ending):
        ended.setdefault(code, []).append((on, at))
    below: dict[str, list[_Child]] = {code: [] for code in codes}
    for row in rows:
        below[row.parent].append(_Child(*row, ended=tuple(ended.get(row.code, ()))))
    return {code: tuple(children) for code, children in below.items()}
