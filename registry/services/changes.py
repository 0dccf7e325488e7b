"""The change feed: every change in the order in which it was committed, for those who may read what changed."""

from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from registry.domain.actors import Action, Actor, Role, may
from registry.domain.adjustments import READ_IN_THEIR_COUNTY
from registry.domain.errors import NotANumber
from registry.domain.errors.feed import BadCursor
from registry.domain.feed import FOR_SOME, MOST, Cursor, ThingKind, read_cursor
from registry.store import changes as feed
from registry.store import telling
from registry.store.base import db
from registry.store.changes import FeedRecord, Noted
from registry.store.dumping import begin_snapshot

_MAY_READ = {
    ThingKind.REQUEST: Action.READ_REQUEST,
    ThingKind.CASE: Action.READ_REQUEST,
    ThingKind.SLIP: Action.READ_REQUEST,
    ThingKind.ADJUSTMENT: Action.READ_ADJUSTMENT,
}


@dataclass(frozen=True, slots=True)
class Change:
    """One change: `thing` is what the thing is now, whole; None where there is none of that key any more."""

    feed: str
    position: int
    kind: ThingKind
    key: str
    at: datetime
    thing: dict[str, Any] | None

    @property
    def event(self) -> str:
        """The same id whenever and however this change is told."""
        return f"{self.feed}-{self.position}"


@dataclass(frozen=True, slots=True)
class Page:
    """Changes in order; `position` is how far was looked, also where what stood there is not for the reader, and
    `cursor` goes on behind it. `has_more`: the feed goes on. One moment of the registry, whatever is written meanwhile.
    """

    changes: tuple[Change, ...]
    cursor: str
    position: int
    has_more: bool


def changes(*, after: str = "", first: int = MOST, of: Collection[ThingKind] = (), actor: Actor | None = None) -> Page:
    """Up to `first` changes behind the cursor `after`, from the beginning without one; without an actor, what anybody
    may read. A page may hold fewer, even none, and still not be the last. Raises BadCursor, NotANumber.
    """
    if not 1 <= first <= MOST:
        raise NotANumber("first", str(first), least=1, most=MOST)
    begin_snapshot()
    try:
        head = feed.head()
        if head is None:
            return _before_the_first(after)
        return page_after(_begun(after, head), head, first=first, of=of, actor=actor)
    finally:
        db.session.rollback()


def changes_behind(position: int, *, first: int, of: Collection[ThingKind], actor: Actor | None) -> Page:
    """Up to `first` changes behind a position, for whoever was told so far (webhooks)."""
    begin_snapshot()
    try:
        head = feed.head()
        if head is None or position >= head.position:
            return Page((), "", position, has_more=False)
        return page_after(position, head, first=first, of=of, actor=actor)
    finally:
        db.session.rollback()


def changes_up_to(
    position: int, *, behind: int, most: int, of: Collection[ThingKind], actor: Actor | None
) -> tuple[Change, ...]:
    """The latest changes up to a position and behind another that a reader may read, the latest first."""
    begin_snapshot()
    try:
        head, kinds = feed.head(), [kind for kind in of or ThingKind if _reads_kind(kind, actor)]
        if head is None or not kinds:
            return ()
        found = feed.changes_before(position, behind=behind, of=kinds, most=most)
        return tuple(_told(found, head.identity, actor))
    finally:
        db.session.rollback()


def page_after(position: int, head: FeedRecord, *, first: int, of: Collection[ThingKind], actor: Actor | None) -> Page:
    """The page behind a position, within the caller's transaction."""
    kinds = [kind for kind in of or ThingKind if _reads_kind(kind, actor)]
    every = [] if len(kinds) == len(ThingKind) else kinds
    if not kinds:
        return Page((), _cursor(head, head.position), head.position, has_more=False)
    found = feed.changes_after(position, until=head.position, of=every, most=first + 1)
    looked_at, has_more = found[:first], len(found) > first
    until = looked_at[-1].position if has_more else head.position
    return Page(tuple(_told(looked_at, head.identity, actor)), _cursor(head, until), until, has_more)


def _before_the_first(after: str) -> Page:
    if after.strip():
        read_cursor(after)
        raise BadCursor("OF_ANOTHER_FEED")
    return Page((), "", 0, has_more=False)


def _begun(after: str, head: FeedRecord) -> int:
    """The position that a cursor stands for. Raises BadCursor where it does not lead on in this feed."""
    if not after.strip():
        return 0
    given = read_cursor(after)
    if given.feed != head.identity:
        raise BadCursor("OF_ANOTHER_FEED")
    if given.position > head.position:
        raise BadCursor("AHEAD")
    if feed.cursor_at(head.identity, given.position) != given:
        raise BadCursor("OF_ANOTHER_FEED")
    return given.position


def _cursor(head: FeedRecord, position: int) -> str:
    found = feed.cursor_at(head.identity, position) or Cursor(head.identity, 0, "0" * 8)
    return found.as_text()


def _reads_kind(kind: ThingKind, actor: Actor | None) -> bool:
    if kind not in FOR_SOME:
        return True
    return actor is not None and (kind not in _MAY_READ or may(actor, _MAY_READ[kind]))


def _told(found: Sequence[Noted], identity: str, actor: Actor | None) -> Iterator[Change]:
    """The changes with their things, without those that are not for the reader; one look-up for each kind."""
    keys: dict[ThingKind, set[str]] = defaultdict(set)
    for record in found:
        keys[ThingKind(record.kind)].add(record.key)
    things = {kind: telling.things_as_they_are(kind, wanted) for kind, wanted in keys.items()}
    hidden = {kind: _hidden(kind, things[kind], actor) for kind in keys}
    if ThingKind.ADMISSION in things:
        things[ThingKind.ADMISSION] = _by_number(things[ThingKind.ADMISSION], actor)
    for record in found:
        kind = ThingKind(record.kind)
        if record.key not in hidden[kind]:
            thing = things[kind].get(record.key)
            key = str(thing["number"]) if thing and kind is ThingKind.ADMISSION else record.key
            yield Change(identity, record.position, kind, key, record.at, _shown(kind, thing, actor))


def _by_number(there: dict[str, Any], actor: Actor | None) -> dict[str, Any]:
    """Admissions as anybody may read them by their number; of which case each is, is for those who read that."""
    asks = actor is not None and may(actor, _MAY_READ[ThingKind.CASE])
    hidden = _hidden(ThingKind.CASE, there, actor) if asks else set(there)
    return {case: telling.as_told_by_number(one) if case in hidden else one for case, one in there.items()}


def _hidden(kind: ThingKind, there: dict[str, Any], actor: Actor | None) -> set[str]:
    """The things of a kind that are there and not for the reader. That one is gone is told to all who read the kind."""
    if kind not in telling.READ_ONE_BY_ONE:
        return set()
    unit, division = (actor.unit, _looks_after(kind, actor)) if actor else ("", None)
    return set(there) - telling.readable(kind, there, unit=unit, division=division)


def _looks_after(kind: ThingKind, actor: Actor) -> str | None:
    """The division whose things of this kind the actor reads; None where they read only what their unit has part in."""
    if kind is ThingKind.ADJUSTMENT:
        return actor.division if actor.role in READ_IN_THEIR_COUNTY else None
    return None if actor.role is Role.DEPARTMENT_CLERK else actor.division


def _shown(kind: ThingKind, thing: dict[str, Any] | None, actor: Actor | None) -> dict[str, Any] | None:
    if thing is not None and kind is ThingKind.ADJUSTMENT:
        return telling.as_shown_to(actor.unit if actor else "", thing)
    return thing
