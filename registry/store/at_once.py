"""Single statements, each a snapshot of its own: no session is made for them and no transaction begun.

They go over connections of their own that commit by themselves (on PostgreSQL a transaction around one statement takes
three more round trips), and see what is committed, never what the session is about to write.
"""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from threading import Lock
from typing import Any
from weakref import WeakKeyDictionary

from sqlalchemy import Engine, create_engine, event

from registry.store.base import db
from registry.store.bounding import TimedOut, is_over

PATIENCE_MS = 5_000
"""How long PostgreSQL may take for one of them: they read by a key, and wait for nothing but a change of tables."""
CONNECTIONS, MORE_CONNECTIONS = 4, 28
TRIES = 2
"""A connection may have been lost since it was last used (the database was started anew, say)."""

_engines: WeakKeyDictionary[Engine, Engine] = WeakKeyDictionary()
_making = Lock()
Row = tuple[Any, ...]


def rows(statement: str, values: Sequence[Any] = ()) -> list[Row]:
    """The rows of one statement, values given for each `?`. Raises TimedOut, or what the database's own driver does."""
    if is_over():
        raise TimedOut
    main = db.engine
    engine = _engines.get(main) or _made(main)
    spelled = statement if main.dialect.name == "sqlite" else statement.replace("?", "%s")
    prepared: Mapping[str, Any] = {} if main.dialect.name == "sqlite" else {"prepare": True}
    for tried in range(1, TRIES + 1):
        connection = engine.raw_connection()
        try:
            return list(connection.driver_connection.execute(spelled, values, **prepared).fetchall())  # type: ignore[union-attr]
        except engine.dialect.loaded_dbapi.Error as error:
            connection.invalidate(error)
            if tried == TRIES:
                raise
        finally:
            connection.close()
    return []


def moment(kept: datetime | str) -> datetime:
    """A time as it comes by here, with its zone: SQLite keeps it as a text in UTC."""
    return datetime.fromisoformat(kept).replace(tzinfo=UTC) if isinstance(kept, str) else kept


def _made(main: Engine) -> Engine:
    """The engine of these statements for the same database; it lives and is disposed of with the main one."""
    with _making:
        if main not in _engines:
            options: dict[str, Any] = {"isolation_level": "AUTOCOMMIT", "pool_reset_on_return": None}
            if main.dialect.name != "sqlite":
                options["connect_args"] = {"options": f"-c statement_timeout={PATIENCE_MS}"}
            made = create_engine(main.url, pool_size=CONNECTIONS, max_overflow=MORE_CONNECTIONS, **options)
            event.listen(main, "engine_disposed", lambda _main: made.dispose())
            _engines[main] = made
        return _engines[main]
