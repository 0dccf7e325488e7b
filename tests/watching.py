"""Watching what is written: every row of a told table must be noted for the change feed in its own transaction."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import Engine, event

from registry.store.things import OF_TABLE

_WRITES = re.compile(r'\s*(?:INSERT\s+INTO|UPDATE|DELETE\s+FROM)\s+"?(\w+)', re.IGNORECASE)


@contextmanager
def watched(engine: Engine) -> Iterator[list[str]]:
    """The tables that were written, and committed, without the feed being told of their kind."""
    missed: list[str] = []

    def on_statement(connection: Any, _cursor: Any, statement: str, parameters: Any, *_more: Any) -> None:
        found = _WRITES.match(statement)
        if found and found[1] in OF_TABLE:
            connection.info.setdefault("written", set()).add(found[1])
        elif "INSERT INTO changes" in statement:
            told = connection.info.setdefault("told", set())
            told |= set(re.findall(r"[A-Z_]{4,}", repr(parameters)))

    def on_commit(connection: Any) -> None:
        told = connection.info.pop("told", set())
        missed.extend(t for t in connection.info.pop("written", set()) if OF_TABLE[t][0].value not in told)

    def on_rollback(connection: Any) -> None:
        connection.info.pop("told", None), connection.info.pop("written", None)

    listeners = (("before_cursor_execute", on_statement), ("commit", on_commit), ("rollback", on_rollback))
    for name, listener in listeners:
        event.listen(engine, name, listener)
    yield missed
    for name, listener in listeners:
        event.remove(engine, name, listener)
