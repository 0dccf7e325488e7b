"""Noting what a transaction changes, and numbering it while the transaction commits: no change is missed, none passed.

Everything that writes comes by here: rows of the session when it is flushed, many rows at once in `store/bulk.py`,
rows that may be there in `add_missing`. Numbers are given under the lock of one row, taken last of all, so whoever
commits later has the higher number, and whoever reads a number has read, or can read, all before it.
"""

import secrets
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlalchemy import event
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session, scoped_session

from registry.store.things import OF_TABLE

NOTED = "registry_changed"
"""Under this name the session holds what its transaction changed: (kind, key), each once, in order."""
PORTION = 5000
_FEED = sa.table("feed", sa.column("name"), sa.column("identity"), sa.column("position"), sa.column("at"))
_CHANGES = sa.table("changes", *map(sa.column, ("position", "kind", "key", "at")))

Noted = dict[tuple[str, str], None]


def listen(session: scoped_session[Any]) -> None:
    """Let every session note what it changes, and number it when it commits."""
    event.listen(session, "after_flush", _on_flush)
    event.listen(session, "before_commit", _on_commit)
    event.listen(session, "after_transaction_end", _on_end)


def note_rows(session: Any, table: str, rows: Iterable[Mapping[str, Any]]) -> Iterator[Mapping[str, Any]]:
    """The same rows, each noted as it passes by; rows of tables that are never told pass unseen."""
    if table not in OF_TABLE:
        yield from rows
        return
    kind, column = OF_TABLE[table]
    noted = _noted(session)
    for row in rows:
        key = row.get(column)
        if key is not None:
            noted[kind.value, _spelled(key)] = None
        yield row


def key_column(table: str) -> str | None:
    """The column that holds the key of the thing a table's rows belong to; None for tables that are never told."""
    return OF_TABLE[table][1] if table in OF_TABLE else None


def note_keys(session: Any, table: str, keys: Iterable[Any]) -> None:
    """Note the things that rows of a table were added to."""
    kind, _ = OF_TABLE[table]
    _noted(session).update(((kind.value, _spelled(key)), None) for key in keys if key is not None)


def _noted(session: Any) -> Noted:
    noted: Noted = session.info.setdefault(NOTED, {})
    return noted


def _spelled(key: Any) -> str:
    return key.isoformat() if isinstance(key, date) else str(key)


def _on_flush(session: Session, _context: Any) -> None:
    for record in (*session.new, *session.deleted):
        _note(session, record)
    for record in session.dirty:
        if session.is_modified(record):
            _note(session, record)


def _note(session: Session, record: Any) -> None:
    """A row that moved from one thing to another changed both."""
    table = record.__table__.name
    if table not in OF_TABLE:
        return
    attribute = sa.inspect(record).attrs[OF_TABLE[table][1]]
    note_keys(session, table, (*(attribute.history.deleted or ()), attribute.value))


def _on_commit(session: Session) -> None:
    """The last thing before the commit: what was noted gets the next positions."""
    if session.in_nested_transaction():
        return
    session.flush()
    noted: Noted = session.info.pop(NOTED, {})
    if noted:
        last, at = _numbers_for(session, len(noted))
        rows = (
            {"position": position, "kind": kind, "key": key, "at": at}
            for position, (kind, key) in enumerate(noted, start=last - len(noted) + 1)
        )
        _write(session, list(rows))


def _on_end(session: Session, transaction: Any) -> None:
    """What was undone was not changed."""
    if transaction.parent is None:
        session.info.pop(NOTED, None)


def _numbers_for(session: Session, count: int) -> tuple[int, Any]:
    """The last of so many positions, and the time by the database's own clock, which never goes back along the feed."""
    clock = _CLOCKS[session.get_bind().dialect.name]
    further = (
        sa.update(_FEED)
        .where(_FEED.c.name == "feed")
        .values(position=_FEED.c.position + count, at=clock(_FEED.c.at))
        .returning(_FEED.c.position, _FEED.c.at)
    )
    found = session.execute(further).first()
    if found is None:
        _begin_feed(session, clock)
        found = session.execute(further).one()
    return found[0], found[1]


def _begin_feed(session: Session, clock: Callable[[Any], Any]) -> None:
    """The first change of a registry begins its feed; of two at once one waits, and goes on in the other's."""
    dialect = postgresql if session.get_bind().dialect.name == "postgresql" else sqlite
    row = {"name": "feed", "identity": secrets.token_hex(8), "position": 0, "at": clock(None)}
    session.execute(dialect.insert(_FEED).values(**row).on_conflict_do_nothing())


def _postgresql_clock(before: Any) -> Any:
    return sa.func.clock_timestamp() if before is None else sa.func.greatest(before, sa.func.clock_timestamp())


def _sqlite_clock(before: Any) -> Any:
    time = sa.func.strftime("%Y-%m-%d %H:%M:%f000", "now")
    return time if before is None else sa.func.max(before, time)


_CLOCKS: Mapping[str, Callable[[Any], Any]] = {"postgresql": _postgresql_clock, "sqlite": _sqlite_clock}


def _write(session: Session, rows: list[dict[str, Any]]) -> None:
    for begin in range(0, len(rows), PORTION):
        session.execute(sa.insert(_CHANGES), rows[begin : begin + PORTION])
