"""Many rows at once: COPY on PostgreSQL, executemany on SQLite, inside the transaction of the caller."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import chain, islice, repeat
from operator import itemgetter
from typing import Any

import psycopg
from sqlalchemy import Column, Connection, Dialect, Table, insert
from sqlalchemy.exc import DBAPIError

from registry.store.base import db
from registry.store.noting import note_rows
from registry.store.things import OF_TABLE

PORTION = 2000
"""Rows that are worked out, and handed to SQLite, at a time; memory stays flat however many there are."""

PUT = 50_000
"""Rows that are put at a time."""

Row = Mapping[str, Any]
Values = tuple[Any, ...]
Columns = Sequence[Column[Any]]
Way = Callable[[Sequence[Row]], Iterator[Any]]


def bulk_add(table: Table, rows: Iterable[Row]) -> int:
    """Insert rows as fast as the engine can; how many there were. The caller commits, and a rollback undoes it.

    Values are what an ordinary insert takes (aware times, lists and dicts for JSON, dates, booleans); a column that is
    left out of the first row is given its default in all. What the session holds unflushed is written first, so rows
    may refer to it. Raises what an insert raises (`IntegrityError`, …), KeyError for a row that lacks a column of the
    first one, ValueError for a column that the table has not.
    """
    db.session.flush()
    rows = note_rows(db.session, table.name, rows)
    first = next(rows, None)
    if first is None:
        return 0
    connection, columns = db.session.connection(), _columns_of(table, first)
    values = _values(columns, connection.dialect, first, chain((first,), rows))
    add = _copy if connection.dialect.name == "postgresql" else _execute_many
    return add(connection, table, columns, values)


def bulk_add_values(table: Table, rows: Iterable[Values]) -> int:
    """The same for rows that are the values of all columns, in order, as the driver takes them (text and numbers).

    For tables only that the change feed never tells of.
    """
    _require_untold(table)
    db.session.flush()
    connection = db.session.connection()
    add = _copy if connection.dialect.name == "postgresql" else _execute_many
    return add(connection, table, list(table.columns), iter(rows))


def bulk_put_values(table: Table, rows: Sequence[Values], *, where_there: str = "NOTHING") -> None:
    """The same where a row may be there already, by its primary key; `where_there` says what is then done, in SQL."""
    _require_untold(table)
    db.session.flush()
    connection = db.session.connection()
    into = f"INSERT INTO {table.name} ({', '.join(table.columns.keys())})"
    do = f"ON CONFLICT ({', '.join(table.primary_key.columns.keys())}) DO {where_there}"
    for begin in range(0, len(rows), PUT):
        portion = rows[begin : begin + PUT]
        if connection.dialect.name == "postgresql":  # a statement with an array for each column, not one for each row
            arrays = ", ".join(f"%s::{column.type.compile(connection.dialect)}[]" for column in table.columns)
            given = tuple(map(list, zip(*portion, strict=True)))
            source = f"SELECT * FROM unnest({arrays})"  # noqa: S608 — our own names of tables and types, and no value
            connection.exec_driver_sql(f"{into} {source} {do}", given)
        else:
            connection.exec_driver_sql(f"{into} VALUES ({', '.join('?' * len(table.columns))}) {do}", list(portion))


def _require_untold(table: Table) -> None:
    """What is written without looking at its rows cannot be told by the feed. Raises ValueError."""
    if table.name in OF_TABLE:
        raise ValueError(f"{table.name} is told by the change feed: write it with bulk_add")


def _columns_of(table: Table, first: Row) -> list[Column[Any]]:
    """The columns that are written: those the rows hold, and those with a default of ours."""
    unknown = set(first) - set(table.columns.keys())
    if unknown:
        raise ValueError(f"{table.name} has no column {', '.join(sorted(unknown))}")
    return [column for column in table.columns if column.key in first or column.default is not None]


def _values(columns: Columns, dialect: Dialect, first: Row, rows: Iterator[Row]) -> Iterator[Values]:
    """Each row as the values of the columns, spelled as the columns' types hand them to the driver.

    Worked out column by column, a portion of rows at a time: most of the going round is then done in C.
    """
    ways = [_way_of(column, dialect, given=column.key in first) for column in columns]
    while portion := list(islice(rows, PORTION)):
        yield from zip(*(way(portion) for way in ways), strict=True)


def _way_of(column: Column[Any], dialect: Dialect, *, given: bool) -> Way:
    """How the values of one column are had from a portion of rows."""
    spell = column.type.dialect_impl(dialect).bind_processor(dialect)
    value_in = itemgetter(column.key)
    if not given:
        default = _default_of(column)
        spelled = spell(default) if spell else default
        return lambda portion: repeat(spelled, len(portion))
    if spell is None:
        return lambda portion: map(value_in, portion)
    return lambda portion: map(spell, map(value_in, portion))


def _default_of(column: Column[Any]) -> Any:
    default: Any = column.default
    if default is None or not default.is_scalar:
        raise ValueError(f"{column} has a default that is worked out row by row; give the value")
    return default.arg


def _copy(connection: Connection, table: Table, columns: Columns, rows: Iterator[Values]) -> int:
    quoted = connection.dialect.identifier_preparer
    names = ", ".join(quoted.format_column(column) for column in columns)
    statement, count = f"COPY {quoted.format_table(table)} ({names}) FROM STDIN", 0
    driver: Any = connection.connection.driver_connection
    try:
        with driver.cursor() as cursor, cursor.copy(statement) as copy:
            for row in rows:
                copy.write_row(row)
                count += 1
    except psycopg.Error as error:
        # Told as SQLAlchemy tells it, so that callers catch the same errors on both engines.
        raise DBAPIError.instance(statement, None, error, psycopg.Error, dialect=connection.dialect) from error
    return count


def _execute_many(connection: Connection, table: Table, columns: Columns, rows: Iterator[Values]) -> int:
    names, count = [column.key for column in columns], 0
    statement = str(insert(table).compile(dialect=connection.dialect, column_keys=names))
    while portion := list(islice(rows, PORTION)):
        connection.exec_driver_sql(statement, portion)
        count += len(portion)
    return count
