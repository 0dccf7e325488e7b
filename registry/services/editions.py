"""Publishing: a reviewed draft becomes an edition that is never edited; a county's master reaches its townships."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from registry.domain.actors import Actor
from registry.domain.divisions import Division, Level, Place
from registry.domain.duties import Duty, DutyList, Edition, standing
from registry.domain.editions import (
    DRAFT_MOVES,
    Descent,
    DraftStatus,
    DraftVerb,
    fingerprint,
    require_document_number,
    require_publishable,
)
from registry.domain.errors import EditionExists, ListChangedMeanwhile
from registry.domain.overlay import Amended, amend
from registry.domain.question import CHINA
from registry.services.adjustments import edition_published
from registry.services.drafts import draft_called, draft_to_move
from registry.store import divisions, duties, editions, events, indexing
from registry.store.access import next_number, take_turns
from registry.store.base import begin_writing, db
from registry.store.editions import DraftRecord
from registry.store.successions import children_in_use

MOST_TOWNSHIPS = 500
"""More than any county has."""
NO_WINS: Mapping[str, Collection[str]] = {}


@dataclass(frozen=True)
class Reached:
    """What an amendment of a master does to one township. `edition` is empty in a preview, or where nothing changes."""

    township: Division
    amended: Amended
    edition: str = ""


@dataclass(frozen=True)
class Published:
    """The edition that came of a draft and, for a county's master, what it did to each township."""

    edition: Edition
    reached: tuple[Reached, ...] = ()


@dataclass(frozen=True)
class _Master:
    """A county's master in the making: the edition before, the rows, and what descends from what."""

    county: Place
    before: Edition | None
    rows: tuple[Duty, ...]
    lines: tuple[Descent, ...]
    sample: bool
    wins: Mapping[str, Collection[str]]


@dataclass(frozen=True)
class _Paper:
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
    seen: str = "",
) -> Published:
    """Publish a reviewed draft. One of a county is its master: each township whose list it changes gets an edition too,
    in the same transaction; `master_wins` are the duties (by township) in which a township's own word gives way.

    Raises NotFound, NotPermitted, DraftMoveImpossible, MalformedDocumentNumber, UnpublishableList, EditionExists,
    ListChangedMeanwhile, DraftChangedMeanwhile; nothing is kept then.
    """
    number = require_document_number(document_number)
    begin_writing()
    draft, place = draft_to_move(draft_code, DraftVerb.PUBLISH, actor, seen)
    paper = _Paper(number, effective_on, reason.strip()[:500], actor, now)
    take_turns(f"lists {place.code}")
    before = _latest(place.code, now)
    if (before.code if before else None) != draft.base:
        raise ListChangedMeanwhile(draft.code, before.code if before else "")
    _require_a_day_of_its_own(place.code, draft.corrects, paper)
    rows, lines = draft.says(), draft.lines()
    require_publishable(rows)
    edition = _edition(place, draft, paper)
    master = _Master(place, before, rows, lines, edition.sample, master_wins)
    reached = _reach(master, paper) if place.level is Level.COUNTY else []
    _lay_down(draft, edition, reached, paper)
    draft.status = DRAFT_MOVES[DraftStatus(draft.status), DraftVerb.PUBLISH].value
    draft.edition, draft.changed_at = edition.code, now
    draft.document_number, draft.effective_on = number, effective_on
    if draft.from_adjustment:
        edition_published(draft.from_adjustment, now=now)
    db.session.commit()
    return Published(edition, tuple(one for one, _ in reached))


def preview(draft_code: str, *, actor: Actor, now: datetime) -> tuple[Reached, ...]:
    """What publishing a county's master would do to each township, for whoever drafts or reviews it; nothing is kept.
    Raises NotFound."""
    draft = draft_called(draft_code, actor=actor)
    place = divisions.find_place(draft.place)
    if place is None or place.level is not Level.COUNTY:
        return ()
    master = _Master(place, _latest(place.code, now), draft.says(), draft.lines(), bool(draft.sample), NO_WINS)
    return tuple(Reached(township, amended) for township, _, amended in _amended(master, now))


def _latest(place: str, now: datetime) -> Edition | None:
    known = standing(duties.editions_of(place), now)
    return known[-1] if known else None


def _require_a_day_of_its_own(place: str, corrects: str | None, paper: _Paper) -> None:
    """Two editions for one day would leave the earlier one standing for nobody: who means that says `corrects`."""
    for other in standing(duties.editions_of(place), paper.now):
        if other.effective_on == paper.effective_on and other.code != corrects:
            raise EditionExists(other.code, paper.effective_on)


def _edition(place: Place, draft: DraftRecord, paper: _Paper) -> Edition:
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


_Own = tuple[Division, DutyList | None, Amended]


def _amended(master: _Master, now: datetime) -> list[_Own]:
    """Each township of the county with its list and that list amended. A first master changes no list there is."""
    in_use = children_in_use(master.county.code, now.astimezone(CHINA).date(), now, most=MOST_TOWNSHIPS)
    townships = [record.as_division() for record in in_use]
    townships = [t for t in townships if t.level is Level.TOWNSHIP and not t.is_pseudo_township]
    known = duties.editions_of_all([t.code for t in townships])
    old = duties.duty_list(master.before).duties if master.before else master.rows
    found: list[_Own] = []
    for township in townships:
        editions_known = standing(known.get(township.code, []), now)
        own = duties.duty_list(editions_known[-1]) if editions_known else None
        wins = master.wins.get(township.code, ())
        amended = amend(old, master.rows, own.duties if own else None, lineage=master.lines, master_wins=wins)
        found.append((township, own, amended))
    return found


def _reach(master: _Master, paper: _Paper) -> list[tuple[Reached, Edition | None]]:
    """What the master does to each township, with the edition each gets. Raises EditionExists, UnpublishableList."""
    found: list[tuple[Reached, Edition | None]] = []
    for township, own, amended in _amended(master, paper.now):
        if amended.changes_nothing:
            found.append((Reached(township, amended), None))
            continue
        take_turns(f"lists {township.code}")
        if own is not None and own.edition.effective_on >= paper.effective_on:
            raise EditionExists(own.edition.code, own.edition.effective_on)
        require_publishable(amended.duties, place=township.name)
        edition = Edition(
            code=_next_code(township.code),
            township=township.code,
            document_number=paper.number,
            effective_on=paper.effective_on,
            recorded_at=paper.now,
            sample=own.edition.sample if own else master.sample,
        )
        found.append((Reached(township, amended, edition.code), edition))
    return found


def _lay_down(
    draft: DraftRecord, edition: Edition, reached: Sequence[tuple[Reached, Edition | None]], paper: _Paper
) -> None:
    """Keep the edition, and those of the townships it reached, each with an event that carries its fingerprint."""
    says = [(edition, draft.code, draft.says(), draft.lines())]
    says += [(one, "", r.amended.duties, r.amended.descents) for r, one in reached if one is not None]
    papers = []
    for one, of_draft, rows, lines in says:
        origin: dict[str, Any] = {
            "master": None if one is edition else edition.code,
            "draft": of_draft or None,
            "reason": paper.reason,
            "published_by": paper.actor.name,
            "sha256": fingerprint(one.township, one.document_number, one.effective_on, rows, lines),
        }
        papers.append((one, origin, rows, lines))
    editions.add_editions(papers)
    lists = [(divisions.find_place(one.township), rows) for one, _, rows, _ in papers]
    indexing.note_lists((place, rows) for place, rows in lists if place and place.level is Level.TOWNSHIP)
    for one, origin, rows, _ in papers:
        _tell(one, origin, len(rows), paper)


def _tell(edition: Edition, origin: Mapping[str, Any], rows: int, paper: _Paper) -> None:
    facts = {
        "place": edition.township,
        "document_number": edition.document_number,
        "effective_on": edition.effective_on.isoformat(),
        "corrects": edition.corrects,
        "rows": rows,
        **{name: origin[name] for name in ("draft", "master", "reason", "sha256")},
    }
    events.write(
        stream="lists", verb="publish_list", actor=paper.actor.name, about=edition.code, facts=facts, at=paper.now
    )
