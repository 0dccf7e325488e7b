"""Single statements, each a snapshot of its own: no session is made for them and no transaction begun.

They go over connections of their own that commit by themselves (on PostgreSQL a transaction around one statement takes
three more round trips), and see what is committed, never what the session is about to write.
"""

from collections.abc import Sequence
from datetime import UTC, datetime
from threading import BoundedSemaphore, Lock
from typing import Any
from weakref import WeakKeyDictionary

from sqlalchemy import Engine, NullPool, PoolProxiedConnection, create_engine, event

from registry.store.base import db
from registry.store.bounding import TimedOut, is_over

PATIENCE_MS = 5_000
"""How long PostgreSQL may take for one of them: they read by a key, and wait for nothing but a change of tables."""
CONNECTIONS = 8
"""At most; who comes while all are taken waits the fraction of a millisecond that a statement takes."""

Row = tuple[Any, ...]


class _Lost(Exception):
    """A connection that was at rest is there no more."""


class _Way:
    """The connections of one database for such statements, those at rest at hand: a pool costs as much as they do."""

    def __init__(self, main: Engine) -> None:
        options: dict[str, Any] = {"isolation_level": "AUTOCOMMIT", "poolclass": NullPool}
        self._is_sqlite = main.dialect.name == "sqlite"
        if not self._is_sqlite:
            options["connect_args"] = {"options": f"-c statement_timeout={PATIENCE_MS}"}
        self._engine = create_engine(main.url, **options)
        self._turns = BoundedSemaphore(CONNECTIONS)
        self._at_rest: list[PoolProxiedConnection] = []
        event.listen(main, "engine_disposed", self._dispose)

    def rows(self, statement: str, values: Sequence[Any]) -> list[Row]:
        with self._turns:
            try:
                return self._put(self._taken(), statement, values)
            except _Lost:  # the database was started anew: so were the others
                self._dispose()
                return self._put(None, statement, values)

    def _taken(self) -> PoolProxiedConnection | None:
        try:
            return self._at_rest.pop()
        except IndexError:
            return None

    def _put(self, at_rest: PoolProxiedConnection | None, statement: str, values: Sequence[Any]) -> list[Row]:
        connection = at_rest or self._engine.raw_connection()
        driver: Any = connection.driver_connection
        try:
            found = self._found(driver, statement, values)
        except Exception as error:
            connection.invalidate(error)
            if at_rest and getattr(driver, "closed", False):
                raise _Lost from error
            raise
        self._at_rest.append(connection)
        return found

    def _found(self, driver: Any, statement: str, values: Sequence[Any]) -> list[Row]:
        if self._is_sqlite:
            return list(driver.execute(statement, values).fetchall())
        return list(driver.execute(statement.replace("?", "%s"), values, prepare=True).fetchall())

    def _dispose(self, _main: Engine | None = None) -> None:
        while (connection := self._taken()) is not None:
            connection.invalidate()


_ways: WeakKeyDictionary[Engine, _Way] = WeakKeyDictionary()
_making = Lock()


def rows(statement: str, values: Sequence[Any] = ()) -> list[Row]:
    """The rows of one statement, values given for each `?`. Raises TimedOut, or what the database's own driver does."""
    if is_over():
        raise TimedOut
    main = db.engine
    way = _ways.get(main)
    if way is None:
        with _making:
            way = _ways.setdefault(main, _Way(main)) if main not in _ways else _ways[main]
    return way.rows(statement, values)


def moment(kept: datetime | str) -> datetime:
    """A time as it comes by here, with its zone: SQLite keeps it as a text in UTC."""
    return datetime.fromisoformat(kept).replace(tzinfo=UTC) if isinstance(kept, str) else kept
