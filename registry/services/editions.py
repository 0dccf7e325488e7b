"""Publishing: a reviewed draft becomes an edition that is never edited; a county's master reaches its townships."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any

from registry.domain.actors import Actor
from registry.domain.divisions import Level, Place
from registry.domain.duties import Duty, Edition
from registry.domain.editions import (
    DRAFT_MOVES,
    Descent,
    DraftStatus,
    DraftVerb,
    fingerprint,
    require_document_number,
    require_publishable,
)
from registry.domain.errors import ListChangedMeanwhile
from registry.domain.question import CHINA
from registry.services import masters, own_corrections
from registry.services.adjustments import edition_published
from registry.services.divisions import place_following
from registry.services.drafting import latest
from registry.services.drafts import draft_called, draft_to_move
from registry.services.fit_days import require_a_fit_day
from registry.services.keepers import keeper_of
from registry.services.master_sweep import Master, Reached
from registry.store import divisions, duties, editions, events, indexing
from registry.store.access import next_number, take_turns
from registry.store.base import begin_writing, db
from registry.store.editions import DraftRecord
from registry.store.turns import ACCESS, take_turn

NO_WINS: Mapping[str, Collection[str]] = {}
Said = tuple[Edition, str, Sequence[Duty], Sequence[Descent]]
"""An edition, the draft it came of (empty for none), its rows, and what descends from what."""


@dataclass(frozen=True)
class Published:
    """The edition that came of a draft and, for a county's master, what it did to each township; for a township's
    correction, what it did to its lists of later days."""

    edition: Edition
    reached: tuple[Reached, ...] = ()
    of_a_county: bool = False


@dataclass(frozen=True)
class Paper:
    """Under what, from when, by whom and when something is published."""

    number: str
    effective_on: date
    reason: str
    actor: Actor
    now: datetime


def publish(
    draft_code: str,
    *,
    document_number: str,
    effective_on: date,
    actor: Actor,
    now: datetime,
    reason: str = "",
    master_wins: Mapping[str, Collection[str]] = NO_WINS,
    as_history: bool = False,
    seen: str = "",
) -> Published:
    """Publish a reviewed draft. One of a county is its master: each township whose list it changes gets an edition too,
    in the same transaction; `master_wins` are the duties (by township) in which a township's own word gives way. What a
    township's correction puts right is put right in its lists of later days likewise. An old list entered behind the
    one in force is published `as_history`.

    Raises NotFound, NotPermitted, DraftMoveImpossible, MalformedDocumentNumber, UnpublishableList, EditionExists,
    LaterEditionStands, DayOutOfReach, ListChangedMeanwhile, DraftChangedMeanwhile; nothing is kept then.
    """
    number = require_document_number(document_number)
    begin_writing()
    now = take_turn(ACCESS, now)
    draft, place = draft_to_move(draft_code, DraftVerb.PUBLISH, actor, now, seen)
    waited_for = _wait(place, draft, now)
    paper = Paper(number, effective_on, reason.strip()[:500], actor, after_others([place.code, *waited_for], now))
    before = latest(place.code)
    if (before.code if before else None) != draft.base:
        raise ListChangedMeanwhile(draft.code, before.code if before else "")
    require_a_fit_day(place, effective_on, corrects=draft.corrects or "", as_history=as_history, now=now)
    require_publishable(draft.says())
    edition = _edition(place, draft, paper)
    reached = [coded(one) for one in _reach(draft, place, effective_on, master_wins, now)]
    _lay_down(draft, edition, reached, paper, is_master=_is_master(place))
    draft.status = DRAFT_MOVES[DraftStatus(draft.status), DraftVerb.PUBLISH].value
    draft.edition, draft.changed_at = edition.code, now
    draft.document_number, draft.effective_on = number, effective_on
    if draft.from_adjustment:
        edition_published(draft.from_adjustment, now=now)
    db.session.commit()
    return Published(edition, tuple(reached), _is_master(place))


def preview(draft_code: str, *, actor: Actor, now: datetime) -> tuple[Reached, ...]:
    """What publishing a county's master would do to each township, or a township's correction to its lists of later
    days, for whoever drafts or reviews it; nothing is kept. Raises NotFound."""
    draft = draft_called(draft_code, actor=actor, now=now)
    place = keeper_of(draft, now=now)
    wrong = duties.find_edition(draft.corrects) if draft.corrects else None
    day = draft.effective_on or (wrong.effective_on if wrong else now.astimezone(CHINA).date())
    return tuple(_reach(draft, place, day, NO_WINS, now))


def _wait(place: Place, draft: DraftRecord, now: datetime) -> list[str]:
    """Take turns with whoever publishes what this draft may change; the other codes waited for."""
    if draft.corrects and not _is_master(place):
        return own_corrections.wait_for_followers(place)
    take_turns(f"lists {place.code}")
    return masters.wait_for_townships(place, now) if _is_master(place) else []


def foresee(
    place: Place,
    rows: tuple[Duty, ...],
    lines: tuple[Descent, ...],
    *,
    on: date,
    corrects: str,
    sample: bool,
    now: datetime,
    wins: Mapping[str, Collection[str]] = NO_WINS,
) -> list[Reached]:
    """What a list, published for a place with effect from a day, does to other lists. Raises UnpublishableList, with
    the township it is about."""
    if _is_master(place):
        master = Master(county=place, corrects=corrects, rows=rows, lines=lines, sample=sample, wins=wins)
        return masters.reach(master, on, now)
    wrong = duties.find_edition(corrects) if corrects else None
    return own_corrections.carry(own_corrections.Correction(place, wrong, on, rows, sample), now) if wrong else []


def _reach(
    draft: DraftRecord, place: Place, on: date, wins: Mapping[str, Collection[str]], now: datetime
) -> list[Reached]:
    corrects, sample = draft.corrects or "", bool(draft.sample)
    return foresee(place, draft.says(), draft.lines(), on=on, corrects=corrects, sample=sample, now=now, wins=wins)


def _is_master(place: Place) -> bool:
    return place.level is Level.COUNTY


def after_others(places: Sequence[str], now: datetime) -> datetime:
    """The time an edition is recorded at: after every other one of these places, also one that came while this waited
    for its turn. Asked after the turns are taken."""
    known = [edition.recorded_at for found in duties.editions_of_all(places).values() for edition in found]
    return max([now, *(recorded + timedelta(microseconds=1) for recorded in known if recorded >= now)])


def _edition(place: Place, draft: DraftRecord, paper: Paper) -> Edition:
    return Edition(
        code=_next_code(place.code),
        township=place.code,
        document_number=paper.number,
        effective_on=paper.effective_on,
        recorded_at=paper.now,
        sample=bool(draft.sample),
        corrects=draft.corrects or "",
    )


def _next_code(place: str) -> str:
    short = place[:6] if place.endswith("000000") else place[:9]
    return f"ED-{short}-{next_number(f'editions {short}'):04d}"


def _lay_down(
    draft: DraftRecord, edition: Edition, reached: Sequence[Reached], paper: Paper, *, is_master: bool
) -> None:
    """Keep the edition, and those of the townships it reached, each with an event that carries its fingerprint."""
    says: list[Said] = [(edition, draft.code, draft.says(), draft.lines())]
    says += said_of(reached, paper)
    beyond = sorted({one.township.code for one in reached if one.beyond})
    left = sorted({one.township.code for one in reached if one.left_wrong})
    told: dict[str, Any] = {"left_as_they_are": beyond} if beyond else {}
    told |= {"left_wrong": left} if left else {}
    carried = {} if is_master else {"carried_on_from": edition.code}
    more = {one.code: told if one is edition else carried for one, _, _, _ in says}
    keep_and_tell(says, paper, master=edition.code if is_master else "", more=more)


def said_of(reached: Sequence[Reached], paper: Paper) -> list[Said]:
    """The editions that lists reached lead to, with what they say."""
    return [(_of_township(r, paper), "", r.amended.duties, r.lines) for r in reached if r.edition]


def keep_and_tell(says: Sequence[Said], paper: Paper, *, master: str, more: Mapping[str, Mapping[str, Any]]) -> None:
    """Keep editions (each with the draft it came of), searchable, and tell each with the fingerprint of what it says;
    `master` led to all of them but itself. The caller commits."""
    papers = []
    for one, of_draft, rows, lines in says:
        origin: dict[str, Any] = {
            "master": master if master and one.code != master else None,
            "draft": of_draft or None,
            "reason": paper.reason,
            "published_by": paper.actor.name,
            "sha256": fingerprint(one.township, one.document_number, one.effective_on, rows, lines),
        }
        papers.append((one, origin, rows, lines))
    editions.add_editions(papers)
    indexing.note_lists(found for one, _, rows, _ in papers for found in _findable(one.township, rows, paper.now))
    for one, origin, rows, _ in papers:
        _tell(one, origin, len(rows), paper, more.get(one.code, {}))


def _findable(code: str, rows: Sequence[Duty], now: datetime) -> list[tuple[Place, Sequence[Duty]]]:
    """Where the rows of a list are searched: at the township, and at what took its place and goes by its list."""
    follows = place_following(code, on=now.astimezone(CHINA).date(), known_at=now)
    found = {place.code: place for place in (divisions.find_place(code), follows) if place is not None}
    return [(place, rows) for place in found.values() if place.level is Level.TOWNSHIP]


def coded(reached: Reached) -> Reached:
    """With the code of the edition it leads to, where it leads to one."""
    return replace(reached, edition=_next_code(reached.township.code)) if reached.calls_for_an_edition else reached


def _of_township(reached: Reached, paper: Paper) -> Edition:
    return Edition(
        code=reached.edition,
        township=reached.township.code,
        document_number=paper.number,
        effective_on=reached.effective_on,
        recorded_at=paper.now,
        sample=reached.sample,
        corrects=reached.corrects,
    )


def _tell(edition: Edition, origin: Mapping[str, Any], rows: int, paper: Paper, more: Mapping[str, Any]) -> None:
    facts = {
        "place": edition.township,
        "document_number": edition.document_number,
        "effective_on": edition.effective_on.isoformat(),
        "corrects": edition.corrects,
        "rows": rows,
        **{name: origin[name] for name in ("draft", "master", "reason", "sha256")},
        **more,
    }
    events.write(
        stream="lists", verb="publish_list", actor=paper.actor.name, about=edition.code, facts=facts, at=paper.now
    )
