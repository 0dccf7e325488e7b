"""What is done with a draft of a list: amended, carried on, sent to review, returned, approved, withdrawn; read."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, replace
from datetime import UTC, datetime
from typing import Any

from registry.domain.actors import Actor
from registry.domain.carrying import lines_of
from registry.domain.divisions import Place
from registry.domain.duties import Duty, Edition, duty_of
from registry.domain.editions import (
    DRAFT_MOVES,
    PERMITTED_BY,
    Descent,
    DraftStatus,
    DraftVerb,
    may_draft_or_review,
    require_publishable,
)
from registry.domain.errors import (
    BadInput,
    DraftChangedMeanwhile,
    DraftMoveImpossible,
    NotFound,
    OwnDraft,
)
from registry.domain.kind import read_text
from registry.domain.overlay import Kept, amend
from registry.domain.pages import Paged, Window
from registry.domain.question import CHINA
from registry.services.adjustments import edition_published, require_as_decided
from registry.services.divisions import place_following
from registry.services.drafting import edition_list, latest, list_before, new_codes, tell
from registry.services.keepers import keeper_of
from registry.services.permitting import permit
from registry.store import duties, editions, events
from registry.store.base import begin_writing, db
from registry.store.editions import DraftRecord, as_lines, as_rows
from registry.store.successions import belonging

LONGEST_REASON = 500
_WRITING = (DraftVerb.AMEND, DraftVerb.CARRY_ON, DraftVerb.REHOME)
"""Whoever does one of these answers for what the draft says then."""
WRITTEN_BY = frozenset({"draft_list", *(f"{verb.value}_draft" for verb in _WRITING)})
"""The same as events tell them."""


def amend_draft(
    code: str,
    rows: Sequence[Mapping[str, Any]],
    *,
    mergers: Sequence[Descent] = (),
    seen: str = "",
    actor: Actor,
    now: datetime,
) -> DraftRecord:
    """Say anew what a draft says: every row as plain data (`Duty.as_data`); one without a code is a new duty.

    `mergers` are the mergers and splits; renames, moves, additions and drops are told by the codes.
    Raises UnpublishableList, DraftMoveImpossible, DraftChangedMeanwhile, NotPermitted, BadInput for rows that cannot be
    read.
    """
    draft, place = _open(code, DraftVerb.AMEND, actor, now, seen)
    give = new_codes(place)
    read = [replace(duty, code=duty.code or give()) for duty in map(_read_row, rows)]
    return keep_rows(draft, read, mergers, actor=actor, now=now)


def keep_rows(
    draft: DraftRecord, read: Sequence[Duty], mergers: Sequence[Descent], *, actor: Actor, now: datetime
) -> DraftRecord:
    """Keep what a draft, locked and open to be amended, says from now on. Raises UnpublishableList."""
    require_publishable(read)
    before = rows_before(draft, now)
    draft.duties = as_rows(read)
    draft.descents = as_lines(lines_of(before, read, mergers))
    return _done(draft, DraftVerb.AMEND, actor, now, {"rows": len(read)})


def rows_before(draft: DraftRecord, now: datetime) -> tuple[Duty, ...]:
    """The rows from which those of a draft descend."""
    if draft.base and not draft.corrects:
        follows = edition_list(draft.base)
    else:
        follows = list_before(keeper_of(draft, now=now), draft.corrects, now=now)
    return follows.duties if follows else ()


def newer_than(draft: DraftRecord) -> Edition | None:
    """The edition that was published since a draft was made, to which it must be taken over first; None where it still
    follows the latest."""
    newest = latest(draft.place)
    return newest if newest is not None and newest.code != draft.base else None


def carry_on(code: str, *, actor: Actor, now: datetime, seen: str = "") -> tuple[DraftRecord, tuple[Kept, ...]]:
    """Take what a draft changes over to the list that was published since it was made: it is a draft again, to be
    reviewed anew. What both changed stays as published, and is told.

    Raises DraftMoveImpossible where nothing was published since, NotPermitted, DraftChangedMeanwhile,
    UnpublishableList.
    """
    draft, place = _open(code, DraftVerb.CARRY_ON, actor, now, seen)
    newest = latest(place.code)
    if draft.corrects or newest is None or newest.code == draft.base:
        raise DraftMoveImpossible(draft.code, draft.status, DraftVerb.CARRY_ON.value)
    there = duties.duty_list(newest).duties
    carried = amend(rows_before(draft, now), draft.says(), there, lineage=draft.lines())
    require_publishable(carried.duties)
    draft.base, draft.reviewed_by = newest.code, ""
    draft.duties, draft.descents = as_rows(carried.duties), as_lines(carried.descents)
    facts = {"onto": newest.code, "kept": [asdict(kept) for kept in carried.kept]}
    return _done(draft, DraftVerb.CARRY_ON, actor, now, facts), carried.kept


def _read_row(row: Mapping[str, Any]) -> Duty:
    try:
        return duty_of(row)
    except (KeyError, ValueError, TypeError) as error:
        raise BadInput(field="duties", given=str(row)[:60]) from error


def send(code: str, *, actor: Actor, now: datetime, seen: str = "") -> DraftRecord:
    """Send a draft to review. Raises DraftMoveImpossible, DraftChangedMeanwhile, NotPermitted, NotFound."""
    draft, _ = _open(code, DraftVerb.SEND, actor, now, seen)
    return _done(draft, DraftVerb.SEND, actor, now)


def return_draft(code: str, *, reason: str, actor: Actor, now: datetime, seen: str = "") -> DraftRecord:
    """Give a draft back to be amended, with a reason. Raises DraftMoveImpossible, NotPermitted, MissingAnswer."""
    told = read_text(reason, field="reason", longest=LONGEST_REASON)
    draft, _ = _open(code, DraftVerb.RETURN, actor, now, seen)
    return _done(draft, DraftVerb.RETURN, actor, now, {"reason": told})


def approve(code: str, *, actor: Actor, now: datetime, seen: str = "") -> DraftRecord:
    """Approve a draft for publication. Raises OwnDraft: nobody reviews what they drafted; DraftMoveImpossible,
    DraftChangedMeanwhile."""
    draft, _ = _open(code, DraftVerb.APPROVE, actor, now, seen)
    if actor.name in authors_of(draft):
        raise OwnDraft(draft.code)
    draft.reviewed_by = actor.name
    return _done(draft, DraftVerb.APPROVE, actor, now)


def authors_of(draft: DraftRecord) -> set[str]:
    """Everybody whose words are in a draft."""
    told = events.events_about(draft.code, stream="lists")
    return {draft.created_by, *(event.actor for event in told if event.verb in WRITTEN_BY)}


def withdraw(code: str, *, actor: Actor, now: datetime, seen: str = "") -> DraftRecord:
    """Give a draft up; it stays on file. Raises DraftMoveImpossible, DraftChangedMeanwhile, NotPermitted."""
    draft, _ = _open(code, DraftVerb.WITHDRAW, actor, now, seen)
    return _done(draft, DraftVerb.WITHDRAW, actor, now)


def _open(code: str, verb: DraftVerb, actor: Actor, now: datetime, seen: str = "") -> tuple[DraftRecord, Place]:
    """A draft, locked, that this verb can be done with by this actor."""
    begin_writing()
    return draft_to_move(code, verb, actor, now, seen)


def as_seen(draft: DraftRecord) -> str:
    """What a page or program shows of a draft, to be given back as `seen` when something is done with it."""
    return draft.changed_at.astimezone(UTC).isoformat()


def draft_to_move(code: str, verb: DraftVerb, actor: Actor, now: datetime, seen: str = "") -> tuple[DraftRecord, Place]:
    """The same inside a transaction that was begun; `seen` (`as_seen`), where given, must still hold.

    Whoever acts for the place today acts for the draft, under whatever code it was begun.
    Raises NotFound, NotPermitted, DraftMoveImpossible, DraftChangedMeanwhile."""
    draft = editions.find_draft(code.strip()[:20], lock=True)
    place = place_of(draft, now=now) if draft else None
    if draft is None or place is None:
        raise NotFound("draft", code)
    permit(actor, PERMITTED_BY[verb], at=place)
    require_as_decided(draft, verb, actor=actor, place=place)
    if (DraftStatus(draft.status), verb) not in DRAFT_MOVES:
        raise DraftMoveImpossible(draft.code, draft.status, verb.value)
    if seen and seen != as_seen(draft):
        raise DraftChangedMeanwhile(draft.code)
    return draft, keeper_of(draft, now=now)


def _done(
    draft: DraftRecord, verb: DraftVerb, actor: Actor, now: datetime, facts: dict[str, Any] | None = None
) -> DraftRecord:
    move_draft(draft, verb, actor, now, facts)
    if verb is DraftVerb.WITHDRAW and draft.from_adjustment:
        edition_published(draft.from_adjustment, now=now)
    db.session.commit()
    return draft


def move_draft(
    draft: DraftRecord, verb: DraftVerb, actor: Actor, now: datetime, facts: dict[str, Any] | None = None
) -> None:
    """Take a step with a locked draft inside the caller's transaction: the caller has permitted it, and commits."""
    draft.status = DRAFT_MOVES[DraftStatus(draft.status), verb].value
    draft.changed_at = now
    tell(draft, f"{verb.value}_draft", actor, now, facts or {})


def place_of(draft: DraftRecord, *, now: datetime) -> Place | None:
    """Whose business a draft is today: its place, or what took its place since."""
    return place_following(draft.place, on=now.astimezone(CHINA).date(), known_at=now)


def draft_called(code: str, *, actor: Actor, now: datetime | None = None) -> DraftRecord:
    """A draft, for those who may draft, review or publish there today (at `now`, if given). Raises NotFound also where
    it may not be seen."""
    draft = editions.find_draft(code.strip()[:20])
    place = place_of(draft, now=now or datetime.now(UTC)) if draft else None
    if draft is None or place is None or not place.lies_in(actor.division) or not may_draft_or_review(actor):
        raise NotFound("draft", code)
    return draft


def drafts_of(
    actor: Actor, *, statuses: Sequence[DraftStatus] = (), most: int = 100, now: datetime | None = None
) -> list[DraftRecord]:
    """The drafts of what lies in the actor's division today (at `now`, if given), under whatever codes they were begun,
    the latest changed first; none for who may neither draft nor review."""
    found = drafts_page(actor, statuses=statuses, now=now or datetime.now(UTC))
    return list(found.portion(Window(most)).rows)


def drafts_page(actor: Actor, *, statuses: Sequence[DraftStatus] = (), now: datetime) -> Paged[DraftRecord]:
    """The same, to be read a page at a time."""
    today = now.astimezone(CHINA).date()
    own = place_following(actor.division, on=today, known_at=now) if may_draft_or_review(actor) else None
    there = belonging(own.code, today, now).holds if own else None
    return editions.drafts_at(there, statuses=[status.value for status in statuses])
