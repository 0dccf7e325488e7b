"""Every row of every table as plain values, in the same order on both engines, and back again."""

import base64
import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy import JSON, Boolean, Column, Date, Float, Integer, LargeBinary, String, Table, func, null, select

from registry.store.base import Base, UtcDateTime, db
from registry.store.bulk import bulk_add

SECRET_TABLES = frozenset(
    {
        *("api_tokens", "changes", "feed", "kept_answers", "mails", "reporters", "reports", "report_steps", "webhooks"),
        *("recovery_codes", "second_factors", "sessions", "sign_in_counts", "sign_in_links", "sign_in_wishes"),
    }
)
"""Tables whose rows never leave an installation: keys, whatever signs people in, mails and webhooks that would be sent
from elsewhere too, all that could tell who reported an unlawful demand, the change feed (what is loaded begins another
with all of it), and the answers kept for a day for whoever sends the same thing again."""
SECRET_COLUMNS = frozenset({"people.password_hash"})
"""Columns that leave it without their values."""
SEALING_COLUMNS = frozenset({"notices.sealed"})
"""Where one of these is true, the row does not leave; those that do are numbered anew from 1, without the gaps that
would tell between which of them it was written. So nothing that leaves may refer to one by its number."""
PORTION = 2000
"""Rows fetched at a time."""

Way = Callable[[Any], Any]


def tables() -> list[Table]:
    """Every table of this release, what is referred to before what refers to it."""
    return list(Base.metadata.sorted_tables)


def begin_snapshot() -> None:
    """Start a transaction that reads everything as it stood at one moment, whatever is written meanwhile."""
    db.session.rollback()
    options = {"isolation_level": "REPEATABLE READ", "postgresql_readonly": True} if _on_postgresql() else {}
    db.session.connection(execution_options=options)  # on SQLite a read transaction is such a snapshot by itself


def hold_off_writers() -> None:
    """Keep everybody who would number something or write an event waiting until the transaction ends.

    On SQLite a transaction that writes does that by itself.
    """
    if _on_postgresql():
        db.session.execute(sa.text("LOCK TABLE sequences, streams IN EXCLUSIVE MODE"))


def first_table_with_rows() -> str | None:
    """The name of a table that holds a row; None for an empty registry."""
    holding = (t.name for t in tables() if db.session.execute(select(*t.primary_key).limit(1)).first() is not None)
    return next(holding, None)


def count_of(table: Table) -> int:
    """How many rows of a table leave the installation."""
    if table.name in SECRET_TABLES:
        return 0
    return db.session.scalar(select(func.count()).select_from(table).where(*_open(table))) or 0


def rows_of(table: Table) -> Iterator[list[Any]]:
    """A table's rows as values that JSON has, in order of primary key, fetched in portions; secrets are left out."""
    if table.name in SECRET_TABLES:
        return
    ways = [(at, way) for at, column in enumerate(table.columns) if (way := _way_out(column)) is not None]
    anew = [at for at, column in enumerate(table.columns) if _open(table) and column is table.autoincrement_column]
    found = (
        select(*map(_selected, table.columns)).where(*_open(table)).order_by(*map(_in_order, table.primary_key.columns))
    )
    for number, row in enumerate(db.session.execute(found, execution_options={"yield_per": PORTION}), start=1):
        plain = list(row)
        for at in anew:
            plain[at] = number
        for at, way in ways:
            if plain[at] is not None:
                plain[at] = way(plain[at])
        yield plain


def add_rows(table: Table, rows: Iterable[Sequence[Any]]) -> int:
    """Add rows such as `rows_of` gives; how many. The caller commits.

    Raises ValueError for a row or a value that does not fit, and what an insert raises.
    """
    names = [column.key for column in table.columns]
    ways = [_way_in(column) for column in table.columns]

    def typed() -> Iterator[dict[str, Any]]:
        for row in rows:
            yield {name: way(value) for name, way, value in zip(names, ways, row, strict=True)}

    return bulk_add(table, typed())


def defer_references() -> None:
    """Let rows refer to rows that come later in the same table, until the transaction ends.

    PostgreSQL looks at references when a COPY ends and needs no telling.
    """
    if not _on_postgresql():
        db.session.execute(sa.text("PRAGMA defer_foreign_keys = ON"))


def go_on_numbering(table: Table) -> None:
    """After rows were added with their numbers, let PostgreSQL number the next ones from there; SQLite does anyway."""
    column = table.autoincrement_column
    if column is None or not _on_postgresql():
        return
    sequence = func.pg_get_serial_sequence(table.name, column.name)
    last = select(func.max(column)).scalar_subquery()
    db.session.execute(select(func.setval(sequence, last)).where(sequence.is_not(None), last.is_not(None)))


def _open(table: Table) -> list[sa.ColumnElement[bool]]:
    """What keeps the sealed rows of a table where they are."""
    return [column.is_(False) for column in table.columns if f"{table.name}.{column.name}" in SEALING_COLUMNS]


def _on_postgresql() -> bool:
    return db.session.get_bind().dialect.name == "postgresql"


def _selected(column: Column[Any]) -> Any:
    if f"{column.table.name}.{column.name}" in SECRET_COLUMNS:
        return null().label(column.name)
    return sa.cast(column, sa.Text).label(column.name) if _is_optional_json(column) else column


def _in_order(column: Column[Any]) -> Any:
    """By code point, whatever language PostgreSQL sorts in."""
    return sa.collate(column, "C") if isinstance(column.type, String) and _on_postgresql() else column


def _is_optional_json(column: Column[Any]) -> bool:
    """There JSON's own null and no value at all are two things; a value then stands in brackets of its own."""
    return isinstance(column.type, JSON) and bool(column.nullable)


def _way_out(column: Column[Any]) -> Way | None:
    """How a value is made one that JSON has; None where it is one."""
    if _is_optional_json(column):
        return lambda spelled: [json.loads(spelled)]
    if isinstance(column.type, UtcDateTime):
        return lambda at: at.isoformat(timespec="microseconds")
    if isinstance(column.type, Date):
        return date.isoformat
    if isinstance(column.type, LargeBinary):
        return lambda content: base64.b64encode(content).decode("ascii")
    if isinstance(column.type, JSON | Boolean | Integer | Float | String):
        return None
    raise TypeError(f"{column} is of a type that a dump cannot hold yet")


def _way_in(column: Column[Any]) -> Way:
    """How a value is read back. Raises ValueError for one of another type."""
    read, of = _reading(column)

    def way(value: Any) -> Any:
        if type(value) in of:
            return value if read is None else read(value)
        if value is None and column.nullable:
            return null() if isinstance(column.type, JSON) else None
        raise ValueError(f"{column.name} cannot hold {str(value)[:40]!r}")

    return way


def _reading(column: Column[Any]) -> tuple[Way | None, tuple[type, ...]]:
    """How a column's value is read, and which types of JSON it may be spelled in."""
    if _is_optional_json(column):
        return lambda bracketed: bracketed[0], (list,)
    if isinstance(column.type, JSON):
        return None, (list, dict, str, int, float, bool, type(None))
    if isinstance(column.type, UtcDateTime):
        return datetime.fromisoformat, (str,)
    if isinstance(column.type, Date):
        return date.fromisoformat, (str,)
    if isinstance(column.type, LargeBinary):
        return lambda spelled: base64.b64decode(spelled, validate=True), (str,)
    if isinstance(column.type, Boolean):
        return None, (bool,)
    if isinstance(column.type, Integer):
        return None, (int,)
    return None, ((int, float) if isinstance(column.type, Float) else (str,))
