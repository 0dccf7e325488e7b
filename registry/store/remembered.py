"""What rarely changes, kept in the memory of a process for as long as the change feed tells of no change of it.

Whoever reads `steadily` first asks how far the feed goes, in one statement. What was read before, and of whose kinds
the feed told no change since, still stands; everything else is read anew, all in one snapshot of the database in which
the feed goes just as far. Positions are given in the order of commits, under a lock that is held until the commit
(`store/noting.py`), so nothing on file can differ from what is remembered at the same position, whichever process wrote
it. Nothing is remembered, nor taken from memory, for whoever has a transaction open: a writer sees its own writes.
"""

from collections.abc import Callable, Collection, Hashable, Mapping
from contextvars import ContextVar
from threading import Lock
from typing import Any, TypeVar
from weakref import WeakKeyDictionary

from sqlalchemy import Engine, text
from sqlalchemy.exc import DBAPIError

from registry.store import at_once
from registry.store.base import db
from registry.store.bounding import TimedOut
from registry.store.things import OF_TABLE

MOST_KEPT = 16_384
"""Values, each of some rows at most; the oldest go first."""
MOST_CHANGES = 2_000
"""So many changes since are looked at; after more everything is read anew."""
TRIES = 3

T = TypeVar("T")
ReadEach = Callable[[Collection[str]], Mapping[str, T]]
Head = tuple[str, str, int, Any]
"""How far the feed goes: which feed, the schema's revision, the last position, when that was committed."""
_HEAD = "SELECT feed.identity, alembic_version.version_num, feed.position, feed.at FROM feed, alembic_version"
_SINCE = "SELECT position, kind, at FROM changes WHERE position >= ? AND position <= ? ORDER BY position LIMIT ?"


_NEVER = (-1, None)


class Moved(Exception):
    """Something was committed while we were reading: what was read so far may not agree with the rest."""


class _State:
    """What is remembered since everything was last read anew."""

    def __init__(self, head: Head) -> None:
        self.head = head
        self.changed: dict[str, int] = {}
        """The position of the last change of each kind, as far as one was seen since."""
        self.kept: dict[Hashable, tuple[int, Any]] = {}
        """By name: the position as of which it was read, and what was read."""


class _Memory:
    """What one process remembers of one database."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._state: _State | None = None

    def followed(self, head: Head) -> _State:
        """What is remembered, with note taken of all that changed up to a head. Raises Moved where others are
        further already."""
        state = self._state
        if state is not None and state.head == head:
            return state
        with self._lock:
            state = self._state
            if state is not None and state.head[:2] == head[:2] and head[2] < state.head[2]:
                now = _head()
                if now is not None and now[:2] == head[:2] and now[2] >= state.head[2]:
                    raise Moved
            if state is None or not _noted_since(state, head):
                state = self._state = _State(head)  # whoever still reads by the old one keeps to it
            return state

    def keep(self, state: _State, name: Hashable, position: int, value: Any) -> None:
        with self._lock:
            if len(state.kept) >= MOST_KEPT:
                for oldest in list(state.kept)[: MOST_KEPT // 8]:
                    del state.kept[oldest]
            state.kept[name] = (position, value)


def _noted_since(state: _State, head: Head) -> bool:
    """Note what changed up to a head; False where the feed is another one, was set back, or went on too far."""
    known = state.head
    if head == known:
        return True
    if head[:2] != known[:2] or head[2] <= known[2]:
        return False
    since = at_once.rows(_SINCE, (known[2], head[2], MOST_CHANGES + 1))
    if not since or len(since) > MOST_CHANGES or (since[0][0], since[0][2]) != (known[2], known[3]):
        return False
    state.changed = {**state.changed, **{kind: position for position, kind, _ in since[1:]}}
    state.head = head
    return True


_memories: WeakKeyDictionary[Engine, _Memory] = WeakKeyDictionary()
_beginning = Lock()


class _Reading:
    """One reading: as of how far the feed went when it began."""

    def __init__(self, memory: _Memory, head: Head) -> None:
        self._memory, self._state, self._head = memory, memory.followed(head), head
        self._transaction: Any = None
        self.once: dict[Hashable, Any] = {}

    def recalled(self, kinds: frozenset[str], name: Hashable, read: Callable[[], Any]) -> Any:
        changed, kept = self._changed(kinds), self._state.kept.get(name)
        if kept is not None and kept[0] >= changed:
            return kept[1]
        self._enter_snapshot()
        value = read()
        self._memory.keep(self._state, name, self._head[2], value)
        return value

    def recalled_each(
        self, kinds: frozenset[str], sort: str, keys: Collection[str], read: ReadEach[Any]
    ) -> dict[str, Any]:
        changed, kept = self._changed(kinds), self._state.kept
        held = {key: kept.get((sort, key), _NEVER) for key in keys}
        if self._changed(kinds) != changed:  # others are further: what they keep since may be among it
            raise Moved
        anew = [key for key, (position, _) in held.items() if position < changed]
        if not anew:
            return {key: value for key, (_, value) in held.items()}
        self._enter_snapshot()
        found, position = read(anew), self._head[2]
        for key in anew:
            held[key] = position, found.get(key)
            self._memory.keep(self._state, (sort, key), *held[key])
        return {key: value for key, (_, value) in held.items()}

    def _changed(self, kinds: frozenset[str]) -> int:
        """The position of the last change of these kinds. Raises Moved where it came since we began."""
        changed = max([self._state.changed.get(kind, 0) for kind in kinds], default=0)
        if changed > self._head[2]:
            raise Moved
        return changed

    def _enter_snapshot(self) -> None:
        """Read on in one transaction, of which the feed goes as far as it did when we began."""
        session = db.session()
        if self._transaction is not None and session.get_transaction() is self._transaction:
            return
        if not session.in_transaction() and db.engine.dialect.name == "postgresql":
            session.connection(execution_options={"isolation_level": "REPEATABLE READ"})
        if _head_of_session() != self._head:
            raise Moved
        self._transaction = session.get_transaction()


_reading: ContextVar[_Reading | None] = ContextVar("reading", default=None)


def steadily(work: Callable[[], T]) -> T:
    """What comes of some work that only reads; it is begun anew where something was committed meanwhile.

    Inside another reading, or in a transaction that is open already, it is simply done.
    """
    if _reading.get() is not None or (db.session.registry.has() and db.session().in_transaction()):
        return work()
    for _ in range(TRIES):
        try:
            reading = _begun()
            if reading is None:
                break
            token = _reading.set(reading)
            try:
                return work()
            finally:
                _reading.reset(token)
        except Moved:
            if db.session.registry.has():
                db.session.rollback()  # it read, and nothing else
    return work()


def is_steady() -> bool:
    """Whether a reading is going on, so that something larger is worth remembering whole."""
    return _reading.get() is not None


def recalled(of: frozenset[str], name: Hashable, read: Callable[[], T]) -> T:
    """What was read before under this name, if nothing of these kinds changed since; else what is read now.

    It is shared by whoever asks, and never changed. Nothing is remembered but in a reading.
    """
    reading = _reading.get()
    return read() if reading is None else reading.recalled(of, name, read)


def recalled_each(of: frozenset[str], sort: str, keys: Collection[str], read: ReadEach[T]) -> dict[str, T]:
    """Many values of one sort, recalled by key. Of those that are not remembered `read` gives those that there are.

    Values are shared by whoever asks, and never changed.
    """
    reading = _reading.get()
    found = read(keys) if reading is None else reading.recalled_each(of, sort, keys, read)
    return {key: found[key] for key in keys if found.get(key) is not None}


def once(name: Hashable, work: Callable[[], T]) -> T:
    """What comes of some work, done once in a reading; what it raises is raised each time."""
    reading = _reading.get()
    if reading is None:
        return work()
    if name not in reading.once:
        reading.once[name] = work()
    return reading.once[name]


def kinds_of(*tables: str) -> frozenset[str]:
    """The kinds of things, as the feed tells of them, that the rows of these tables belong to."""
    return frozenset(OF_TABLE[table][0].value for table in tables)


def _begun() -> _Reading | None:
    """A reading as of now; None where there is no feed yet, or the database does not answer at once."""
    engine = db.engine
    with _beginning:
        memory = _memories.get(engine)
        if memory is None:
            memory = _memories[engine] = _Memory()
    head = _head()
    if head is None:
        return None
    try:
        return _Reading(memory, head)
    except (Moved, TimedOut):
        raise
    except Exception:  # as below
        return None


def _head() -> Head | None:
    try:
        found = at_once.rows(_HEAD)
    except TimedOut:
        raise
    except Exception:  # the tables are not there yet, or are being changed: whoever reads them says so
        return None
    return found[0] if len(found) == 1 else None


def _head_of_session() -> Head | None:
    try:
        found = db.session.execute(text(_HEAD)).first()
    except DBAPIError:
        return None
    return tuple(found) if found else None
