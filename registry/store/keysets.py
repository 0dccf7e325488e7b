"""Pages by key: what is on file is read on from a position in an order, so that a later page costs what the first does
and what is added meanwhile neither repeats nor hides a row."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, SQLColumnExpression, and_, func, literal, or_, select

from registry.domain.pages import Paged, Portion, Position, Value, Window, cut
from registry.store.base import db

Rows = Row[Any]


@dataclass(frozen=True)
class Order:
    """What rows are ordered by, the last of which is unique; the latest, or largest, first where `descending`.

    `names` are under which names the rows that are selected hold these values.
    """

    columns: tuple[ColumnElement[Any], ...]
    names: tuple[str, ...]
    descending: bool = False

    @property
    def kinds(self) -> tuple[type, ...]:
        return tuple(column.type.python_type for column in self.columns)

    def position(self, row: Any) -> Position:
        return tuple(getattr(row, name) for name in self.names)

    def clauses(self, *, backwards: bool) -> list[ColumnElement[Any]]:
        """What to order by, from its end where backwards."""
        return [c.desc() if self.descending is not backwards else c.asc() for c in self.columns]

    def inside(self, window: Window) -> list[ColumnElement[bool]]:
        """The conditions that a row lies between the ends of a window."""
        found = []
        if window.after is not None:
            found.append(self._beyond(window.after, larger=not self.descending))
        if window.before is not None:
            found.append(self._beyond(window.before, larger=self.descending))
        return found

    def _beyond(self, position: Sequence[Value], *, larger: bool) -> ColumnElement[bool]:
        """Larger, or smaller, than a position: in the first value, or where that is the same in the next."""
        values = [literal(value, column.type) for value, column in zip(position, self.columns, strict=True)]
        steps = []
        for place, (column, value) in enumerate(zip(self.columns, values, strict=True)):
            same = [c == v for c, v in zip(self.columns[:place], values[:place], strict=True)]
            steps.append(and_(*same, column > value if larger else column < value))
        first, value = self.columns[0], values[0]
        return and_(first >= value if larger else first <= value, or_(*steps))


@dataclass(frozen=True)
class OnFile:
    """What a query finds, in an order, a portion at a time."""

    found: Select[Any]
    order: Order

    @property
    def kinds(self) -> tuple[type, ...]:
        return self.order.kinds

    def portion(self, window: Window) -> Portion[Rows]:
        wanted = self.found.where(*self.order.inside(window)).order_by(*self.order.clauses(backwards=window.backwards))
        return cut(db.session.execute(wanted.limit(window.size + 1)).all(), window)

    def count(self, most: int) -> int:
        some = self.found.with_only_columns(literal(1).label("one")).order_by(None).limit(most).subquery()
        return db.session.scalar(select(func.count()).select_from(some)) or 0

    def positions(self, rows: Sequence[Any]) -> list[Position]:
        return [self.order.position(row) for row in rows]


@dataclass(frozen=True)
class RecordsOnFile(OnFile):
    """The same where what is found are whole records, with what belongs to them."""

    def portion(self, window: Window) -> Portion[Any]:
        found = super().portion(window)
        return Portion([row[0] for row in found.rows], found.has_previous, found.has_next)


def turned(paged: Paged[Any]) -> Paged[Any]:
    """The same from its other end; what has an order of its own keeps it."""
    if not isinstance(paged, OnFile):
        return paged
    return replace(paged, order=replace(paged.order, descending=not paged.order.descending))


class Below:
    """What stands below each of many rows, a portion of each at a time: one query for all of them.

    `parent` is the column that says below which one a row stands; `under` how the rows selected call it.
    """

    def __init__(self, found: Select[Any], parent: SQLColumnExpression[str], order: Order, keys: Collection[str]):
        self.found, self.parent, self.order, self.keys = found, parent, order, list(keys)

    def portions(self, window: Window) -> Mapping[str, Portion[Rows]]:
        """A portion of what stands below each of them."""
        clauses = self.order.clauses(backwards=window.backwards)
        place = func.row_number().over(partition_by=self.parent, order_by=clauses).label("place_below")
        ranked = self.found.add_columns(self.parent.label("parent_key"), place)
        ranked = ranked.where(self.parent.in_(self.keys), *self.order.inside(window))
        each = ranked.subquery()
        wanted = select(*each.c).where(each.c.place_below <= window.size + 1)
        found: dict[str, list[Rows]] = {}
        for row in db.session.execute(wanted.order_by(each.c.parent_key, each.c.place_below)):
            found.setdefault(row.parent_key, []).append(row)
        return {key: cut(rows, window) for key, rows in found.items()}

    @cached_property
    def counts(self) -> Mapping[str, int]:
        """How many stand below each of them."""
        columns: tuple[Any, ...] = (self.parent.label("parent_key"), func.count().label("number"))
        counted: Select[Any] = self.found.with_only_columns(*columns)
        counted = counted.where(self.parent.in_(self.keys)).order_by(None).group_by(self.parent)
        return {row.parent_key: row.number for row in db.session.execute(counted)}
