"""The lists of many townships brought in at once, as a county or a province hands them out: all drafts, or none."""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from registry.domain.actors import Actor
from registry.domain.duties import Duty
from registry.services.drafting import keep_read
from registry.store.access import last_number, take_turns
from registry.store.base import begin_writing, db
from registry.store.editions import codes_in_use

_GIVEN = re.compile(r"D(?P<county>\d{6})-(?P<number>\d{1,9})")
"""Codes as the registry gives them itself: by county, counted."""


@dataclass(frozen=True)
class ListIn:
    """One township's list on its way in: what it says, and what the file says of it."""

    place: str
    duties: Sequence[Duty]
    document_number: str
    effective_on: date | None
    source: str
    source_sha256: str
    sample: bool


@dataclass(frozen=True)
class KeptDraft:
    """A draft that was kept: its code, the code of its place, how many rows it has."""

    draft: str
    place: str
    rows: int


def free_codes(brought: Iterable[str]) -> frozenset[str]:
    """Those of the codes that rows bring along which this registry has never given to a duty: they may keep them, so
    that one matter is still one matter in every township, and tomorrow's file from there still fits."""
    codes = frozenset(brought)
    last = {found["county"]: 0 for found in _given(codes)}
    last |= {county: last_number(f"duties {county}") for county in last}
    given = {found[0] for found in _given(codes) if int(found["number"]) <= last[found["county"]]}
    return codes - given - codes_in_use(codes)


def keep_all(
    lists: Callable[[], Iterable[ListIn]], *, free: frozenset[str], actor: Actor, now: datetime
) -> list[KeptDraft]:
    """Keep each list as a draft of its place's next edition, in one transaction: all of them, or none.

    Lists are read as they are kept, so that a province need not stand in memory. `free` as `free_codes` gave it.
    Raises what `drafting.import_list` raises, and what reading the lists raises.
    """
    begin_writing()
    still_free = free_codes(free)
    _count_on_from(still_free)
    kept = [_kept(one, still_free, actor, now) for one in lists()]
    db.session.commit()
    return kept


def _count_on_from(codes: Iterable[str]) -> None:
    """No code that was brought along is given a second time."""
    for county, highest in _highest(codes).items():
        record = take_turns(f"duties {county}")
        record.last = max(record.last, highest)


def _highest(codes: Iterable[str]) -> Mapping[str, int]:
    highest: dict[str, int] = {}
    for found in _given(codes):
        highest[found["county"]] = max(highest.get(found["county"], 0), int(found["number"]))
    return highest


def _given(codes: Iterable[str]) -> Iterator[re.Match[str]]:
    return (found for code in codes if (found := _GIVEN.fullmatch(code)))


def _kept(one: ListIn, free: frozenset[str], actor: Actor, now: datetime) -> KeptDraft:
    draft = keep_read(
        one.place,
        one.duties,
        actor=actor,
        now=now,
        document_number=one.document_number,
        effective_on=one.effective_on,
        source=one.source,
        source_sha256=one.source_sha256,
        sample=one.sample,
        free=free,
    )
    kept = KeptDraft(draft.code, draft.place, len(draft.duties))
    db.session.flush()
    db.session.expunge(draft)
    return kept
