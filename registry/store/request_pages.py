"""What a department reads most, its own requests and their cases, by plain statements: no entity, nothing decoded that
is not looked at. What is read otherwise goes by `store/case_pages.py`, and is the same."""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import partial
from operator import itemgetter
from typing import Any, NamedTuple

import orjson

from registry.domain.pages import Portion, Position, Window, cut
from registry.store import at_once
from registry.store.base import db
from registry.store.keysets import Order

_REQUESTS = (
    'SELECT number, kind, subject, unit, "on", known_at, submitted_at, sample FROM access_requests WHERE unit = ?'
)
_FORMS = "SELECT number, CAST(asked_by AS TEXT), CAST(application AS TEXT) FROM access_requests WHERE number IN ({})"
_COUNTED = "SELECT count(*) FROM (SELECT 1 FROM access_requests WHERE unit = ? LIMIT ?) AS found"
_CASES = (
    "SELECT number, request, place, place_name, unit, status, outcome, leading_ground, CAST(verdict AS TEXT)"
    " FROM cases WHERE request IN ({})"
)
_ANSWERS = "SELECT number, CAST(answers AS TEXT) FROM cases WHERE number IN ({})"
_JUDGED = (
    'SELECT "case", began_on, recorded_at FROM case_steps WHERE "case" IN ({}) AND question IS NOT NULL'
    ' ORDER BY "case", position'
)


class RequestRow(NamedTuple):
    """One request, as its row stands; what is kept as JSON or, on SQLite, as a text is read when it is looked at."""

    number: str
    kind: str
    subject: str
    unit: str
    kept_on: Any
    kept_known_at: Any
    kept_submitted_at: Any
    sample: Any

    @property
    def on(self) -> date:
        return _day(self.kept_on)

    @property
    def known_at(self) -> datetime:
        return _moment(self.kept_known_at)

    @property
    def submitted_at(self) -> datetime:
        return _moment(self.kept_submitted_at)


class Form(NamedTuple):
    """What a request says of who asks, and what was applied for."""

    asked_by: dict[str, Any]
    application: dict[str, Any]


class CaseRow(NamedTuple):
    """One case likewise."""

    number: str
    request: str
    place: str
    place_name: str
    unit: str
    status: str
    outcome: str
    leading_ground: str | None
    kept_verdict: str

    @property
    def verdict(self) -> Any:
        return orjson.loads(self.kept_verdict)

    @property
    def grounds(self) -> list[dict[str, Any]]:
        """Those of the verdict, read alone: they stand before what is longer.

        What was cut within something else is no JSON any more, and the whole is read.
        """
        kept = self.kept_verdict
        try:
            found: list[dict[str, Any]] = orjson.loads(kept[: kept.find(_BEHIND_GROUNDS)] + "}")["grounds"]
        except (ValueError, KeyError):
            found = self.verdict["grounds"]
        return found


_BEHIND_GROUNDS = ', "cure": '
_REQUEST_ROW: Callable[[Any], RequestRow] = partial(tuple.__new__, RequestRow)
_CASE_ROW: Callable[[Any], CaseRow] = partial(tuple.__new__, CaseRow)
"""Rows out of what is read, without a look at how many columns there are."""


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
        return cut(list(map(_REQUEST_ROW, at_once.rows(statement, values))), window)

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
    return [row for row in map(_CASE_ROW, sorted(found, key=itemgetter(0))) if row.unit == unit]


def forms(requests: Collection[str]) -> dict[str, Form]:
    """What else these requests say: seldom looked at."""
    found = at_once.rows(_FORMS.format(_marks(requests)), [*requests]) if requests else []
    return {number: Form(orjson.loads(asked_by), orjson.loads(application)) for number, asked_by, application in found}


def answers(cases: Collection[str]) -> dict[str, dict[str, Any]]:
    """What was answered to the questions of these cases' kinds."""
    found = at_once.rows(_ANSWERS.format(_marks(cases)), [*cases]) if cases else []
    return {number: orjson.loads(kept) for number, kept in found}


def last_judged(cases: Collection[str]) -> dict[str, tuple[date, datetime]]:
    """For which day, and up to which time on record, each of these cases was judged last."""
    if not cases:
        return {}
    found = at_once.rows(_JUDGED.format(_marks(cases)), [*cases])
    if found and isinstance(found[0][1], str):  # as SQLite keeps them
        day, moment = date.fromisoformat, datetime.fromisoformat
        return {case: (day(began_on), moment(f"{recorded_at}+00:00")) for case, began_on, recorded_at in found}
    return {case: (began_on, _moment(recorded_at)) for case, began_on, recorded_at in found}


def submitted(rows: Sequence[RequestRow]) -> list[str]:
    """When each of these was submitted, as it is told: what SQLite keeps is nearly that."""
    kept = [row.kept_submitted_at for row in rows]
    if kept and isinstance(kept[0], str):
        return [f"{one[:10]}T{one[11:].removesuffix('.000000')}+00:00" for one in kept]
    return [_moment(one).isoformat() for one in kept]


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
