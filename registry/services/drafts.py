"""Drafting a list: from a file or from the list there is, sent to review, returned, approved, withdrawn."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from typing import Any

from registry.domain.actors import Actor
from registry.domain.carrying import Carried, carry_codes, descents_between, with_mergers
from registry.domain.divisions import Level, Place
from registry.domain.duties import Duty, DutyList, Edition, duty_of, standing
from registry.domain.editions import (
    DRAFT_MOVES,
    PERMITTED_BY,
    Descent,
    DraftStatus,
    DraftVerb,
    may_draft_or_review,
    require_document_number,
    require_publishable,
)
from registry.domain.errors import (
    BadInput,
    DraftChangedMeanwhile,
    DraftMoveImpossible,
    NotFound,
    OwnDraft,
    WrongLevel,
)
from registry.domain.kind import read_text
from registry.domain.question import CHINA
from registry.domain.wording import plain
from registry.services.adjustments import edition_published, require_as_decided
from registry.services.divisions import place_called
from registry.services.permitting import permit
from registry.store import divisions, duties, editions, events
from registry.store.access import next_number, take_turns
from registry.store.base import begin_writing, db
from registry.store.editions import DraftRecord, as_lines, as_rows

LONGEST_TITLE, LONGEST_REASON = 200, 500
LIST_LEVELS = (Level.COUNTY, Level.TOWNSHIP)
"""A county keeps a master, a township its list; pseudo-townships have none."""


@dataclass(frozen=True)
class Prepared:
    """A list that came in anew, with the codes it would carry on; nothing is kept. `before` is the list it follows."""

    place: Place
    before: DutyList | None
    carried: Carried


def keeper_called(typed: str, *, on: date, known_at: datetime) -> Place:
    """The township, or the county with its master, that a list is kept for on a day. Raises WrongLevel, and what
    `place_called` raises."""
    place = place_called(typed, on=on, known_at=known_at)
    if place.level not in LIST_LEVELS or place.itself.is_pseudo_township:
        raise WrongLevel(place.name, place.level.value, [level.value for level in LIST_LEVELS])
    return place


def latest(place: str, *, now: datetime) -> Edition | None:
    """The edition that the next one follows: the one of the latest day that is known, be it not in force yet."""
    known = standing(duties.editions_of(place), now)
    return known[-1] if known else None


def keeper_today(typed: str, *, now: datetime) -> Place:
    """The same as things stand: whose next edition is drafted now."""
    return keeper_called(typed, on=now.astimezone(CHINA).date(), known_at=now)


def latest_list(place: Place, *, now: datetime) -> DutyList | None:
    """The list that the next edition follows, with its duties: the place's own, else the one it took over."""
    edition = latest(place.code, now=now)
    if edition is not None:
        return duties.duty_list(edition)
    return duties.list_in_force(place.code, now.astimezone(CHINA).date(), now, place.lineage)


def prepare(typed: str, read: Sequence[Duty], *, now: datetime) -> Prepared:
    """What a list read from a file would become: the same checks as keeping it. New duties are coded `new-1`, ….

    Raises UnpublishableList, WrongLevel, BadInput.
    """
    place = keeper_today(typed, now=now)
    require_publishable(read)
    count = iter(range(1, len(read) + 1))
    return _prepared(place, read, lambda: f"new-{next(count)}", now)


def _prepared(place: Place, read: Sequence[Duty], new_code: Callable[[], str], now: datetime) -> Prepared:
    before = latest_list(place, now=now)
    known = _codes_in_the_county(place, now)
    carried = carry_codes(read, before.duties if before else (), known=known, new_code=new_code)
    require_publishable(carried.duties)
    return Prepared(place, before, carried)


def _codes_in_the_county(place: Place, now: datetime) -> Mapping[str, str]:
    """The code each matter has on the other lists of the county, by plain wording: one matter, one code."""
    if place.county is None:
        return {}
    keepers = [place.county.code, *(d.code for d in divisions.children(place.county.code, now))]
    known = [standing(found, now) for found in duties.editions_of_all(keepers).values()]
    return {plain(m): c for m, c in editions.codes_by_matter([e[-1].code for e in known if e]).items()}


def new_codes(place: Place) -> Callable[[], str]:
    """Gives new stable codes, each once in a county; taken inside the caller's transaction."""
    county = (place.county.code if place.county else place.code)[:6]
    record = take_turns(f"duties {county}")

    def give() -> str:
        record.last += 1
        return f"D{county}-{record.last:05d}"

    return give


def import_list(
    typed: str,
    read: Sequence[Duty],
    *,
    actor: Actor,
    now: datetime,
    title: str = "",
    document_number: str = "",
    effective_on: date | None = None,
    source: str = "",
    source_sha256: str = "",
    corrects: str = "",
    sample: bool = False,
) -> DraftRecord:
    """Keep a list read from a file as a draft, each row with the code of the duty it continues.

    Raises NotPermitted, UnpublishableList, WrongLevel, other BadInput; nothing is kept then.
    """
    place = keeper_today(typed, now=now)
    permit(actor, PERMITTED_BY[DraftVerb.AMEND], at=place)
    number = require_document_number(document_number) if document_number.strip() else ""
    require_publishable(read)
    begin_writing()
    prepared = _prepared(place, read, new_codes(place), now)
    draft = _keep(
        place,
        prepared.carried.duties,
        prepared.carried.descents,
        base=_code_of(latest(place.code, now=now)),
        title=title or source,
        actor=actor,
        now=now,
    )
    draft.document_number, draft.effective_on, draft.sample = number, effective_on, sample
    draft.source, draft.source_sha256 = source[:200], source_sha256
    draft.corrects = _corrected(corrects, place)
    _tell(draft, "draft_list", actor, now, {"source": draft.source, "source_sha256": source_sha256})
    db.session.commit()
    return draft


def draft_edition(
    place_code: str,
    rows: tuple[Duty, ...],
    lineage: tuple[Descent, ...],
    *,
    title: str,
    from_adjustment: str,
    actor: Actor,
    now: datetime,
) -> DraftRecord:
    """A draft of the next edition, inside the caller's transaction: the caller has permitted it, and commits.

    Raises UnpublishableList, WrongLevel.
    """
    place = keeper_today(place_code, now=now)
    require_publishable(rows)
    base = latest(place.code, now=now)
    draft = _keep(place, rows, lineage, base=_code_of(base), title=title, actor=actor, now=now)
    follows = latest_list(place, now=now)
    draft.from_adjustment, draft.sample = from_adjustment, bool(follows and follows.edition.sample)
    _tell(draft, "draft_list", actor, now, {"adjustment": from_adjustment})
    return draft


def draft_from_latest(typed: str, *, actor: Actor, now: datetime, corrects: str = "") -> DraftRecord:
    """A draft that says what the latest edition says, to be amended (or, with `corrects`, to correct that edition).
    Asked for twice, it is the same draft as long as the actor has not touched it.

    Raises NotFound where the place has no list yet, NotPermitted.
    """
    place = keeper_today(typed, now=now)
    permit(actor, PERMITTED_BY[DraftVerb.AMEND], at=place)
    begin_writing()
    wrong = _corrected(corrects, place)
    follows = edition_list(wrong) if wrong else latest_list(place, now=now)
    if follows is None:
        raise NotFound("list", place.full_name)
    newest = latest(place.code, now=now)
    take_turns(f"lists {place.code}")
    again = editions.untouched_draft(place.code, base=_code_of(newest), corrects=wrong, by=actor.name)
    if again is not None:
        db.session.commit()
        return again
    draft = _keep(place, follows.duties, (), base=_code_of(newest), title="", actor=actor, now=now)
    draft.corrects, draft.sample = wrong, follows.edition.sample
    _tell(draft, "draft_list", actor, now, {"from": follows.edition.code})
    db.session.commit()
    return draft


def _code_of(edition: Edition | None) -> str | None:
    return edition.code if edition else None


def edition_list(code: str) -> DutyList | None:
    """One edition with its duties; None where there is none of this code."""
    found = duties.find_edition(code)
    return duties.duty_list(found) if found else None


def _keep(
    place: Place,
    rows: Sequence[Duty],
    lines: Sequence[Descent],
    *,
    base: str | None,
    title: str,
    actor: Actor,
    now: datetime,
) -> DraftRecord:
    year = now.astimezone(CHINA).year
    draft = DraftRecord(
        code=f"L{year}-{next_number(f'drafts {year}'):06d}",
        place=place.code,
        title=read_text(title, field="title", longest=LONGEST_TITLE) if title.strip() else place.full_name,
        status=DraftStatus.DRAFT.value,
        base=base,
        duties=as_rows(rows),
        descents=as_lines(lines),
        created_by=actor.name,
        created_at=now,
        changed_at=now,
    )
    db.session.add(draft)
    db.session.flush()
    return draft


def _corrected(code: str, place: Place) -> str | None:
    """The edition that is to be corrected, which must be this place's. Raises NotFound."""
    if not code.strip():
        return None
    found = duties.find_edition(code.strip())
    if found is None or found.township != place.code:
        raise NotFound("edition", code)
    return found.code


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
    draft, place = _open(code, DraftVerb.AMEND, actor, seen)
    give = new_codes(place)
    read = [replace(duty, code=duty.code or give()) for duty in map(_read_row, rows)]
    return keep_rows(draft, read, mergers, actor=actor, now=now)


def keep_rows(
    draft: DraftRecord, read: Sequence[Duty], mergers: Sequence[Descent], *, actor: Actor, now: datetime
) -> DraftRecord:
    """Keep what a draft, locked and open to be amended, says from now on. Raises UnpublishableList."""
    require_publishable(read)
    place = divisions.find_place(draft.place)
    follows = edition_list(draft.base) if draft.base else latest_list(place, now=now) if place else None
    before = follows.duties if follows else ()
    draft.duties = as_rows(read)
    draft.descents = as_lines(with_mergers(descents_between(before, read), mergers, read))
    return _done(draft, DraftVerb.AMEND, actor, now, {"rows": len(read)})


def _read_row(row: Mapping[str, Any]) -> Duty:
    try:
        return duty_of(row)
    except (KeyError, ValueError, TypeError) as error:
        raise BadInput(field="duties", given=str(row)[:60]) from error


def send(code: str, *, actor: Actor, now: datetime, seen: str = "") -> DraftRecord:
    """Send a draft to review. Raises DraftMoveImpossible, DraftChangedMeanwhile, NotPermitted, NotFound."""
    draft, _ = _open(code, DraftVerb.SEND, actor, seen)
    return _done(draft, DraftVerb.SEND, actor, now)


def return_draft(code: str, *, reason: str, actor: Actor, now: datetime, seen: str = "") -> DraftRecord:
    """Give a draft back to be amended, with a reason. Raises DraftMoveImpossible, NotPermitted, MissingAnswer."""
    told = read_text(reason, field="reason", longest=LONGEST_REASON)
    draft, _ = _open(code, DraftVerb.RETURN, actor, seen)
    return _done(draft, DraftVerb.RETURN, actor, now, {"reason": told})


def approve(code: str, *, actor: Actor, now: datetime, seen: str = "") -> DraftRecord:
    """Approve a draft for publication. Raises OwnDraft: nobody reviews what they drafted; DraftMoveImpossible,
    DraftChangedMeanwhile."""
    draft, _ = _open(code, DraftVerb.APPROVE, actor, seen)
    if actor.name == draft.created_by:
        raise OwnDraft(draft.code)
    draft.reviewed_by = actor.name
    return _done(draft, DraftVerb.APPROVE, actor, now)


def withdraw(code: str, *, actor: Actor, now: datetime, seen: str = "") -> DraftRecord:
    """Give a draft up; it stays on file. Raises DraftMoveImpossible, DraftChangedMeanwhile, NotPermitted."""
    draft, _ = _open(code, DraftVerb.WITHDRAW, actor, seen)
    return _done(draft, DraftVerb.WITHDRAW, actor, now)


def _open(code: str, verb: DraftVerb, actor: Actor, seen: str = "") -> tuple[DraftRecord, Place]:
    """A draft, locked, that this verb can be done with by this actor."""
    begin_writing()
    return draft_to_move(code, verb, actor, seen)


def as_seen(draft: DraftRecord) -> str:
    """What a page or program shows of a draft, to be given back as `seen` when something is done with it."""
    return draft.changed_at.astimezone(UTC).isoformat()


def draft_to_move(code: str, verb: DraftVerb, actor: Actor, seen: str = "") -> tuple[DraftRecord, Place]:
    """The same inside a transaction that was begun; `seen` (`as_seen`), where given, must still hold.

    Raises NotFound, NotPermitted, DraftMoveImpossible, DraftChangedMeanwhile."""
    draft = editions.find_draft(code.strip()[:20], lock=True)
    place = divisions.find_place(draft.place) if draft else None
    if draft is None or place is None:
        raise NotFound("draft", code)
    permit(actor, PERMITTED_BY[verb], at=place)
    require_as_decided(draft, verb, actor=actor, place=place)
    if (DraftStatus(draft.status), verb) not in DRAFT_MOVES:
        raise DraftMoveImpossible(draft.code, draft.status, verb.value)
    if seen and seen != as_seen(draft):
        raise DraftChangedMeanwhile(draft.code)
    return draft, place


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
    _tell(draft, f"{verb.value}_draft", actor, now, facts or {})


def _tell(draft: DraftRecord, verb: str, actor: Actor, now: datetime, facts: dict[str, Any]) -> None:
    told = {"place": draft.place, "status": draft.status, "rows": len(draft.duties), **facts}
    events.write(stream="lists", verb=verb, actor=actor.name, about=draft.code, facts=told, at=now)


def draft_called(code: str, *, actor: Actor) -> DraftRecord:
    """A draft, for those who may draft, review or publish there. Raises NotFound also where it may not be seen."""
    draft = editions.find_draft(code.strip()[:20])
    place = divisions.find_place(draft.place) if draft else None
    if draft is None or place is None or not place.lies_in(actor.division) or not may_draft_or_review(actor):
        raise NotFound("draft", code)
    return draft


def drafts_of(actor: Actor, *, statuses: Sequence[DraftStatus] = (), most: int = 100) -> list[DraftRecord]:
    """The drafts in the actor's division, the latest changed first; none for who may neither draft nor review."""
    if not may_draft_or_review(actor):
        return []
    wanted = [status.value for status in statuses]
    return editions.drafts_at(divisions.codes_below(actor.division), statuses=wanted, most=most)
