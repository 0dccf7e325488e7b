"""The database handle, the base of all rows, and how each engine begins a transaction."""

import sqlite3
from collections.abc import Sequence
from datetime import UTC, date, datetime
from enum import StrEnum
from typing import Any

from flask_sqlalchemy import SQLAlchemy
from flask_sqlalchemy.session import Session as FlaskSession
from sqlalchemy import JSON, Date, DateTime, Engine, MetaData, String, TypeDecorator, event
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import DeclarativeBase, registry

from registry.store import noting

WRITING = "registry_writing"
"""Set in `session.info` by a service before its first statement: SQLite then takes its write lock at once."""
FIRST = "registry_first"
"""A function in `session.info` that is called as the first thing in every transaction that writes."""


class UtcDateTime(TypeDecorator[datetime]):
    """An aware time, kept in UTC to the microsecond on both engines; SQLite has no time zones of its own."""

    impl = DateTime(timezone=True)
    cache_ok = True

    @property
    def python_type(self) -> type[datetime]:
        return datetime

    def process_bind_param(self, value: datetime | None, dialect: Any) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError(f"a time without a zone: {value}")
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Any) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class Base(DeclarativeBase):
    """All rows. The map of types sits in an explicit registry: on the class itself it is ignored."""

    registry = registry(
        metadata=MetaData(
            naming_convention={
                "ix": "ix_%(table_name)s_%(column_0_N_name)s",
                "uq": "uq_%(table_name)s_%(column_0_N_name)s",
                "fk": "fk_%(table_name)s_%(column_0_N_name)s",
                "pk": "pk_%(table_name)s",
            }
        ),
        type_annotation_map={
            str: String(),
            StrEnum: String(40),
            date: Date(),
            datetime: UtcDateTime(),
            list[Any]: JSON(),
            dict[str, Any]: JSON(),
        },
    )


class Session(FlaskSession):
    """A session that finds nothing under a key with NUL in it: none has one, and PostgreSQL refuses to look."""

    def get(self, entity: Any, ident: Any, **how: Any) -> Any:
        if any(isinstance(part, str) and "\0" in part for part in (ident if isinstance(ident, tuple) else (ident,))):
            return None
        return super().get(entity, ident, **how)


db = SQLAlchemy(model_class=Base, session_options={"class_": Session})
noting.listen(db.session)


def prepare(engine: Engine) -> None:
    """Give the engine the transactions that the registry relies on.

    SQLite: write-ahead log, foreign keys, and BEGIN IMMEDIATE for writers, because two deferred writers may both read
    before either writes (measured: forked hash chains, quotas overrun).
    """
    if engine.dialect.name != "sqlite":
        return

    @event.listens_for(engine, "connect")
    def _on_connect(connection: sqlite3.Connection, _record: Any) -> None:
        connection.isolation_level = None  # we begin transactions ourselves
        for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", "busy_timeout=60000"):
            connection.execute(f"PRAGMA {pragma}")

    @event.listens_for(engine, "begin")
    def _on_begin(connection: Any) -> None:
        writing = connection.get_execution_options().get(WRITING, False)
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writing else "BEGIN")


def begin_writing() -> None:
    """Start the transaction of a service that will write; nothing may have been read in it before."""
    db.session.rollback()
    db.session.connection(execution_options={WRITING: True})
    first = db.session.info.get(FIRST)
    if first is not None:
        first()


def add_missing(record: type[Any], rows: Sequence[dict[str, Any]]) -> None:
    """Insert the rows that are not there yet, by primary key; those that are there stay as they are.

    Safe where two processes add the same row at once: one of them waits and then adds nothing.
    """
    if not rows:
        return
    dialect = postgresql if db.session.get_bind().dialect.name == "postgresql" else sqlite
    adding, table = dialect.insert(record.__table__).on_conflict_do_nothing(), record.__table__
    column = noting.key_column(table.name)
    if column is None:
        db.session.execute(adding, list(rows))
    else:  # only what was added changed anything
        noting.note_keys(db.session, table.name, db.session.scalars(adding.returning(table.c[column]), list(rows)))
