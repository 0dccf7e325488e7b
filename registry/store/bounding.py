"""How long the statements of one request may take: none starts when its time is over, and one that runs is cut.

What the time is, and how much of it is left, is said by whoever asks (this floor never asks what time it is).
"""

import math
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any, Protocol

from sqlalchemy import Connection, Engine, event
from sqlalchemy.exc import DBAPIError

from registry.store.base import db

PATIENCE_MS = 60_000
"""How long a writer of SQLite waits for another where no time is set."""
STEPS = 20_000
"""Of SQLite's own machine, between two looks at what is left: about a millisecond's work."""


class TimedOut(Exception):
    """The time of this request is over; what was not committed is undone."""


class Bound(Protocol):
    """The time of one request."""

    def left(self) -> float | None:
        """Seconds left, negative once it is over; None while nothing may be cut."""

    def acted(self) -> None:
        """Something was committed: what is still to be read in order to tell of it may not be cut."""


_bound: ContextVar[Bound | None] = ContextVar("bound", default=None)


@contextmanager
def bounded(bound: Bound) -> Iterator[None]:
    """Every statement of this thread, inside, keeps to this time."""
    before = _bound.set(bound)
    try:
        yield
    finally:
        _bound.reset(before)


def is_over() -> bool:
    """Whether the time of this request is over."""
    left = _left()
    return left is not None and left <= 0


def was_cut(error: BaseException | None) -> bool:
    """Whether this is what came of cutting: ours, or what the engine said of a statement when the time was over."""
    return isinstance(error, TimedOut) or (isinstance(error, DBAPIError) and is_over())


def undo() -> None:
    """Give up what this request has not committed."""
    db.session.rollback()


def watch(engine: Engine) -> None:
    """Let the statements of this engine keep to the time of the request that sends them.

    Before `base.prepare`: a writer of SQLite already waits in the BEGIN IMMEDIATE of its listener.
    """
    on_sqlite = engine.dialect.name == "sqlite"
    if on_sqlite:
        event.listen(engine, "connect", _look_while_running)
    event.listen(engine, "begin", _wait_no_longer if on_sqlite else _run_no_longer)
    event.listen(engine, "before_cursor_execute", _start_no_more)


def _left() -> float | None:
    bound = _bound.get()
    return bound.left() if bound else None


def _look_while_running(connection: sqlite3.Connection, _record: Any) -> None:
    connection.set_progress_handler(is_over, STEPS)


def _wait_no_longer(connection: Connection) -> None:
    """SQLite's machine does not run while it waits for another writer, so that the waiting itself is bounded."""
    left = _left()
    patience = PATIENCE_MS if left is None else min(_milliseconds(left), PATIENCE_MS)
    if connection.info.get("patience", PATIENCE_MS) != patience:
        connection.exec_driver_sql(f"PRAGMA busy_timeout={patience}")
        connection.info["patience"] = patience


def _run_no_longer(connection: Connection) -> None:
    """PostgreSQL cuts a statement itself, its waiting for locks included; the transaction's end takes this back."""
    left = _left()
    if left is not None:
        connection.exec_driver_sql(f"SET LOCAL statement_timeout = {_milliseconds(left)}")


def _milliseconds(left: float) -> int:
    return max(math.ceil(left * 1_000), 1)  # to PostgreSQL, 0 is no bound at all


def _start_no_more(*_statement: Any) -> None:
    if is_over():
        raise TimedOut


@event.listens_for(db.session, "after_commit")
def _acted(session: Any) -> None:
    bound = _bound.get()
    if bound and not session.in_nested_transaction():
        bound.acted()
