"""Many rows at once: COPY on PostgreSQL, executemany on SQLite, inside the transaction of the caller."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import chain, islice
from typing import Any

import psycopg
from sqlalchemy import Column, Connection, Dialect, Table, insert
from sqlalchemy.exc import DBAPIError

from registry.store.base import db

PORTION = 2000
"""Rows that SQLite is handed at a time; memory stays flat however many there are."""

Row = Mapping[str, Any]
Columns = Sequence[Column[Any]]


def bulk_add(table: Table, rows: Iterable[Row]) -> int:
    """Insert rows as fast as the engine can; how many there were. The caller commits, and a rollback undoes it.

    Values are what an ordinary insert takes (aware times, lists and dicts for JSON, dates, booleans); a column that is
    left out of the first row is given its default in all. What the session holds unflushed is written first, so rows
    may refer to it. Raises what an insert raises (`IntegrityError`, …), KeyError for a row that lacks a column of the
    first one, ValueError for a column that the table has not.
    """
    db.session.flush()
    rows = iter(rows)
    first = next(rows, None)
    if first is None:
        return 0
    connection, columns = db.session.connection(), _columns_of(table, first)
    values = _spelled(columns, connection.dialect, _values(columns, first, chain((first,), rows)))
    add = _copy if connection.dialect.name == "postgresql" else _execute_many
    return add(connection, table, columns, values)


def _columns_of(table: Table, first: Row) -> list[Column[Any]]:
    """The columns that are written: those the rows hold, and those with a default of ours."""
    unknown = set(first) - set(table.columns.keys())
    if unknown:
        raise ValueError(f"{table.name} has no column {', '.join(sorted(unknown))}")
    return [column for column in table.columns if column.key in first or column.default is not None]


def _values(columns: Columns, first: Row, rows: Iterable[Row]) -> Iterator[list[Any]]:
    """Each row as the values of the columns, in their order."""
    if all(column.key in first for column in columns):
        names = [column.key for column in columns]
        for row in rows:
            yield [row[name] for name in names]
        return
    given = [column.key if column.key in first else None for column in columns]
    defaults = [None if key else _default_of(column) for key, column in zip(given, columns, strict=True)]
    for row in rows:
        yield [row[key] if key else default for key, default in zip(given, defaults, strict=True)]


def _default_of(column: Column[Any]) -> Any:
    default: Any = column.default
    if default is None or not default.is_scalar:
        raise ValueError(f"{column} has a default that is worked out row by row; give the value")
    return default.arg


def _spelled(columns: Columns, dialect: Dialect, rows: Iterator[list[Any]]) -> Iterator[list[Any]]:
    """Each value as the column's type hands it to the driver in an ordinary insert."""
    found = [column.type.dialect_impl(dialect).bind_processor(dialect) for column in columns]
    spellings = [(at, spell) for at, spell in enumerate(found) if spell is not None]
    for row in rows:
        for at, spell in spellings:
            row[at] = spell(row[at])
        yield row


def _copy(connection: Connection, table: Table, columns: Columns, rows: Iterator[list[Any]]) -> int:
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


def _execute_many(connection: Connection, table: Table, columns: Columns, rows: Iterator[list[Any]]) -> int:
    names, count = [column.key for column in columns], 0
    statement = str(insert(table).compile(dialect=connection.dialect, column_keys=names))
    while portion := [tuple(row) for row in islice(rows, PORTION)]:
        connection.exec_driver_sql(statement, portion)
        count += len(portion)
    return count
