"""Noting what a transaction changes, and numbering it while the transaction commits: no change is missed, none passed.

Everything that writes comes by here: rows of the session when it is flushed, many rows at once in `store/bulk.py`,
rows that may be there in `add_missing`. Numbers are given under the lock of one row, taken last of all, so whoever
commits later has the higher number, and whoever reads a number has read, or can read, all before it.
"""

import secrets
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Connection, event, text
from sqlalchemy.orm import Session, scoped_session

from registry.store.things import OF_TABLE

NOTED = "registry_changed"
"""Under this name the session holds what its transaction changed: (kind, key), each once, in order."""
PORTION = 5000
_POSTGRESQL = text("""
    WITH head AS (
        UPDATE feed SET position = position + :many, at = greatest(at, clock_timestamp()) RETURNING position, at
    )
    INSERT INTO changes (position, kind, key, at)
    SELECT head.position - :many + noted.nth, noted.kind, noted.key, head.at
    FROM head, unnest(CAST(:kinds AS text[]), CAST(:keys AS text[])) WITH ORDINALITY AS noted (kind, key, nth)
""")
_SQLITE_HEAD = text("""
    UPDATE feed SET position = position + :many, at = max(at, strftime('%Y-%m-%d %H:%M:%f000', 'now'))
    RETURNING position, at
""")
_SQLITE_CHANGES = text("INSERT INTO changes (position, kind, key, at) VALUES (:position, :kind, :key, :at)")
_CLOCKS = {"postgresql": "clock_timestamp()", "sqlite": "strftime('%Y-%m-%d %H:%M:%f000', 'now')"}
"""The time by the database's own clock: one for all servers, and it never goes back along the feed."""

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
    noted, before = _noted(session), None
    for row in rows:
        key = row.get(column)
        if key != before and key is not None:  # rows of one thing mostly come one after the other
            noted[kind.value, _spelled(key)] = None
            before = key
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
    if not noted:
        return
    connection, number = session.connection(), list(noted)
    write = _on_postgresql if connection.dialect.name == "postgresql" else _on_sqlite
    if not write(connection, number):
        _begin_feed(connection)
        write(connection, number)


def _on_end(session: Session, transaction: Any) -> None:
    """What was undone was not changed."""
    if transaction.parent is None:
        session.info.pop(NOTED, None)


def _on_postgresql(connection: Connection, noted: list[tuple[str, str]]) -> bool:
    """In one statement; whether there is a feed yet."""
    kinds, keys = map(list, zip(*noted, strict=True))
    return bool(connection.execute(_POSTGRESQL, {"many": len(noted), "kinds": kinds, "keys": keys}).rowcount)


def _on_sqlite(connection: Connection, noted: list[tuple[str, str]]) -> bool:
    """The same in two."""
    head = connection.execute(_SQLITE_HEAD, {"many": len(noted)}).first()
    if head is None:
        return False
    first, at = head[0] - len(noted) + 1, head[1]
    for begin in range(0, len(noted), PORTION):
        portion = enumerate(noted[begin : begin + PORTION], start=first + begin)
        rows = [{"position": position, "kind": kind, "key": key, "at": at} for position, (kind, key) in portion]
        connection.execute(_SQLITE_CHANGES, rows)
    return True


def _begin_feed(connection: Connection) -> None:
    """The first change of a registry begins its feed; of two at once one waits, and goes on in the other's."""
    clock = _CLOCKS[connection.dialect.name]
    begun = (
        f"INSERT INTO feed (name, identity, position, at) VALUES ('feed', :identity, 0, {clock}) ON CONFLICT DO NOTHING"  # noqa: S608 - our own
    )
    connection.execute(text(begun), {"identity": secrets.token_hex(8)})
