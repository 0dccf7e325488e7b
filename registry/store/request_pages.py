"""What a department reads most, its own requests and their cases, by plain statements: no entity, nothing decoded that
is not looked at. What is read otherwise goes by `store/case_pages.py`, and is the same."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import cached_property
from operator import itemgetter
from typing import Any

import orjson

from registry.domain.pages import Portion, Position, Window, cut
from registry.store import at_once
from registry.store.base import db
from registry.store.keysets import Order

_REQUESTS = (
    'SELECT number, kind, subject, unit, "on", known_at, submitted_at, sample, CAST(asked_by AS TEXT),'
    " CAST(application AS TEXT) FROM access_requests WHERE unit = ?"
)
_COUNTED = "SELECT count(*) FROM (SELECT 1 FROM access_requests WHERE unit = ? LIMIT ?) AS some"
_CASES = (
    "SELECT number, request, place, place_name, unit, status, outcome, leading_ground, CAST(verdict AS TEXT),"
    " CAST(answers AS TEXT) FROM cases WHERE request IN ({})"
)
_JUDGED = (
    'SELECT "case", began_on, recorded_at FROM case_steps WHERE "case" IN ({}) AND question IS NOT NULL'
    ' ORDER BY "case", position'
)
_NUMBER, _UNIT = itemgetter(0), 4


class RequestRow:
    """One request, as its row stands; what is kept as JSON or, on SQLite, as a text is read when it is looked at."""

    def __init__(self, row: Sequence[Any]) -> None:
        self.number, self.kind, self.subject, self.unit = row[:4]
        self._on, self._known_at, self._submitted_at, self.sample, self._asked_by, self._application = row[4:]

    @property
    def on(self) -> date:
        return _day(self._on)

    @property
    def known_at(self) -> datetime:
        return _moment(self._known_at)

    @property
    def submitted_at(self) -> datetime:
        return _moment(self._submitted_at)

    @cached_property
    def asked_by(self) -> dict[str, Any]:
        return _data(self._asked_by)

    @cached_property
    def application(self) -> dict[str, Any]:
        return _data(self._application)


class CaseRow:
    """One case likewise."""

    def __init__(self, row: Sequence[Any]) -> None:
        self.number, self.request, self.place, self.place_name, self.unit = row[:5]
        self.status, self.outcome, self.leading_ground, self._verdict, self._answers = row[5:]

    @cached_property
    def verdict(self) -> dict[str, Any]:
        return _data(self._verdict)

    @cached_property
    def answers(self) -> dict[str, Any]:
        return _data(self._answers)


@dataclass(frozen=True)
class OfUnit:
    """The requests of one unit, in the order of their submission, a portion at a time."""

    order: Order
    unit: str

    @property
    def kinds(self) -> tuple[type, ...]:
        return self.order.kinds

    def portion(self, window: Window) -> Portion[RequestRow]:
        latest_first = self.order.descending
        statement, values = _REQUESTS, [self.unit]
        for position, larger in ((window.after, not latest_first), (window.before, latest_first)):
            if position is not None:
                statement += f" AND (submitted_at, number) {'>' if larger else '<'} (?, ?)"
                values += _kept(position)
        way = "DESC" if latest_first is not window.backwards else "ASC"
        statement += f" ORDER BY submitted_at {way}, number {way} LIMIT {window.size + 1:d}"
        return cut([RequestRow(row) for row in at_once.rows(statement, values)], window)

    def count(self, most: int) -> int:
        found: int = at_once.rows(_COUNTED, [self.unit, most])[0][0]
        return found

    def positions(self, rows: Sequence[Any]) -> list[Position]:
        return [self.order.position(row) for row in rows]


def cases_of_unit(requests: Collection[str], unit: str) -> list[CaseRow]:
    """The cases of these requests that a unit asked, in order of number.

    Whose they are is not asked in the statement: SQLite would read all that the unit ever asked, to find these.
    """
    if not requests:
        return []
    found = at_once.rows(_CASES.format(_marks(requests)), [*requests])
    return [CaseRow(row) for row in sorted(found, key=_NUMBER) if row[_UNIT] == unit]


def last_judged(cases: Collection[str]) -> dict[str, tuple[date, datetime]]:
    """For which day, and up to which time on record, each of these cases was judged last."""
    if not cases:
        return {}
    found = at_once.rows(_JUDGED.format(_marks(cases)), [*cases])
    return {case: (_day(began_on), _moment(recorded_at)) for case, began_on, recorded_at in found}


def _marks(values: Collection[str]) -> str:
    return ", ".join("?" * len(values))


def _kept(position: Position) -> list[Any]:
    """A position as the engine keeps it: a time of SQLite's is a text in UTC."""
    on_sqlite = db.engine.dialect.name == "sqlite"
    return [_spelled(one) if on_sqlite and isinstance(one, datetime) else one for one in position]


def _spelled(at: datetime) -> str:
    return at.astimezone(UTC).strftime("%Y-%m-%d %H:%M:%S.%f")


def _day(kept: Any) -> date:
    return date.fromisoformat(kept) if isinstance(kept, str) else kept


def _moment(kept: Any) -> datetime:
    """In UTC, as all times that are read."""
    read: datetime = datetime.fromisoformat(f"{kept}+00:00") if isinstance(kept, str) else kept
    return read if read.tzinfo is UTC else read.astimezone(UTC)


def _data(kept: str) -> dict[str, Any]:
    read: dict[str, Any] = orjson.loads(kept)
    return read
