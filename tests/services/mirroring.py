"""A mirror built from the change feed alone, and the registry read plainly, table by table, to compare it with."""

from collections import defaultdict
from datetime import UTC, date, datetime
from typing import Any

from sqlalchemy import Table, select

from registry.domain.actors import Actor, Role
from registry.domain.feed import ThingKind
from registry.services.changes import Page, changes
from registry.store import changes as feed
from registry.store.base import Base, db
from registry.store.things import THINGS

OVERSIGHT = Actor("nobody", Role.OVERSIGHT, "", "620000000000")
"""Reads all that anybody reads in the whole province."""
Things = dict[tuple[str, str], Any]
_LAST_READ: dict[tuple[str, str, frozenset[str], bool], tuple[list[Any], dict[str, list[Any]]]] = {}
"""Of each table, the rows as they were read last, and as things: most tables are the same before and after a test."""


def end_of_feed() -> str:
    """The cursor behind all there is now."""
    head = feed.head()
    found = feed.cursor_at(head.identity, head.position) if head else None
    db.session.rollback()
    return found.as_text() if found else ""


def follow(mirror: Things, cursor: str, *, first: int = 100, actor: Actor | None = OVERSIGHT) -> tuple[str, set[str]]:
    """Bring a mirror up to the end; the cursor there, and the kinds that were told of."""
    told: set[str] = set()
    while True:
        page: Page = changes(after=cursor, first=first, actor=actor)
        for change in page.changes:
            told.add(change.kind.value)
            if change.thing is None:
                mirror.pop((change.kind.value, change.key), None)
            else:
                mirror[change.kind.value, change.key] = change.thing
        cursor = page.cursor
        if not page.has_more:
            return cursor, told


def source() -> Things:
    """Everything that is told, from the tables themselves: every row with every column but those that stay here."""
    db.session.rollback()
    whole: Things = {}
    for kind, (first, *others) in THINGS.items():
        heads = _by_key(first.table, first.of, first.withheld, bool(first.name))
        for key, rows in heads.items():
            whole[kind.value, key] = {_camel(first.of): key, first.name: rows} if first.name else dict(rows[0])
        for part in others:
            rows_of = _by_key(part.table, part.of, part.withheld, True)
            for key in heads:
                whole[kind.value, key][part.name] = rows_of.get(key, [])
    db.session.rollback()
    return {name: thing for name, thing in map(_as_read, whole.items()) if thing is not None}


def _by_key(table: str, of: str, withheld: frozenset[str], without_key: bool) -> dict[str, list[Any]]:
    found: Table = Base.metadata.tables[table]
    shown = [c for c in found.columns if c.name not in withheld and not (without_key and c.name == of)]
    names = [_camel(column.name) for column in shown]
    wanted = select(found.columns[of], *(column.label(f"shown_{column.name}") for column in shown))
    read = list(map(tuple, db.session.execute(wanted.order_by(*found.primary_key.columns))))
    asked = (table, of, withheld, without_key)
    before = _LAST_READ.get(asked)
    if before is None or before[0] != read:
        rows: dict[str, list[Any]] = defaultdict(list)
        for key, *values in read:
            rows[str(_plain(key))].append(dict(zip(names, map(_plain, values), strict=True)))
        before = _LAST_READ[asked] = read, rows
    return before[1]


def _camel(name: str) -> str:
    words = name.split("_")
    return words[0] + "".join(word.capitalize() for word in words[1:])


def _plain(value: Any) -> Any:
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat()
    return value.isoformat() if isinstance(value, date) else value


def _as_read(found: tuple[tuple[str, str], Any]) -> tuple[tuple[str, str], Any]:
    """What is cut or hidden for everybody: said once more, by hand."""
    (kind, key), thing = found
    if kind == ThingKind.ADMISSION.value:
        granted = thing["granted"]
        thing["granted"] = {
            "answers": granted["answers"],
            "unitName": granted["unit"]["name"],
            "conditions": granted["verdict"]["conditions"],
            "townshipDuties": granted["application"].get("township_duties", ""),
            "keptShare": granted["application"].get("kept_share", ""),
            "exit": granted["application"].get("exit", ""),
        }
        return (kind, thing["number"]), thing if thing["number"] else None
    if kind == ThingKind.ADJUSTMENT.value:
        proposed = [step["recordedAt"] for step in thing["steps"] if step["verb"] == "propose"]
        thing["versions"] = [one for one in thing["versions"] if proposed and one["recordedAt"] <= proposed[-1]]
        return (kind, key), thing if proposed else None
    for name in ("formerEnds", "formerRevocations"):
        for one in thing.get(name, ()):
            one.pop("by", None), one.pop("corrected_by", None)
    return (kind, key), thing
