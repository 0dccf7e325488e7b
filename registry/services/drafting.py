"""How a draft of a list comes to be: from a file, from the list there is, from an adjustment; which list it follows."""

from collections.abc import Callable, Container, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

from registry.domain.actors import Actor
from registry.domain.carrying import Carried, carry_codes, lines_of
from registry.domain.divisions import Place
from registry.domain.duties import Duty, DutyList, Edition, standing
from registry.domain.editions import (
    PERMITTED_BY,
    Descent,
    DraftStatus,
    DraftVerb,
    require_document_number,
    require_publishable,
)
from registry.domain.errors import (
    NotFound,
)
from registry.domain.kind import read_text
from registry.domain.question import CHINA
from registry.domain.wording import plain
from registry.services.keepers import answering_for, keeper_for, keeper_today
from registry.services.permitting import permit
from registry.store import divisions, duties, editions, events
from registry.store.access import next_number, take_turns
from registry.store.base import begin_writing, db
from registry.store.editions import DraftRecord, as_lines, as_rows

LONGEST_TITLE = 200
EVER = datetime.max.replace(tzinfo=UTC)
"""What stands now is what is on file now: one who waited for another's turn began before what that one recorded."""


@dataclass(frozen=True)
class Prepared:
    """A list that came in anew, with the codes it would carry on; nothing is kept. `before` is the list it stands
    beside: the one it follows, or the one it corrects; `follows` the one that what descends from what is told from: of
    a correction the list before the one it corrects."""

    place: Place
    before: DutyList | None
    follows: DutyList | None
    carried: Carried


def latest(place: str) -> Edition | None:
    """The edition that the next one follows: the one of the latest day on file, be it not in force yet."""
    known = standing(duties.editions_of(place), EVER)
    return known[-1] if known else None


def latest_list(place: Place, *, now: datetime) -> DutyList | None:
    """The list that the next edition follows, with its duties: the place's own, else the one it took over."""
    edition = latest(place.code)
    if edition is not None:
        return duties.duty_list(edition)
    return duties.list_in_force(place.code, now.astimezone(CHINA).date(), now, place.lineage)


def list_before(place: Place, corrects: str | None, *, now: datetime) -> DutyList | None:
    """The list from which duties descend in the next edition: the latest, but for a correction the one before the
    edition that it corrects."""
    wrong = duties.find_edition(corrects) if corrects else None
    if wrong is None:
        return latest_list(place, now=now)
    known = [e for e in standing(duties.editions_of(place.code), EVER) if e.code != wrong.code]
    earlier = [e for e in known if e.effective_on <= wrong.effective_on]
    if earlier:
        return duties.duty_list(earlier[-1])
    return duties.list_in_force(place.code, wrong.effective_on - timedelta(days=1), now, place.lineage)


def prepare(
    typed: str, read: Sequence[Duty], *, now: datetime, corrects: str = "", free: Container[str] = ()
) -> Prepared:
    """What a list read from a file would become: the same checks as keeping it. New duties are coded `new-1`, …; those
    that bring a code along that is `free` keep it.

    Raises UnpublishableList, WrongLevel, NotFound, BadInput.
    """
    place, wrong = keeper_for(typed, corrects, now)
    require_publishable(read)
    count = iter(range(1, len(read) + 1))
    return _prepared(place, read, lambda: f"new-{next(count)}", wrong, now, free=free)


def _prepared(
    place: Place,
    read: Sequence[Duty],
    new_code: Callable[[], str],
    corrects: str | None,
    now: datetime,
    *,
    free: Container[str] = (),
) -> Prepared:
    """Codes are carried over from the list it stands beside; what descends from what is told from the list before."""
    beside = edition_list(corrects) if corrects else latest_list(place, now=now)
    before = list_before(place, corrects, now=now) if corrects else beside
    there = beside.duties if beside else ()
    codes = {duty.code for duty in there}
    there = (*there, *(duty for duty in (before.duties if before else ()) if duty.code not in codes))
    carried = carry_codes(read, there, known=_codes_in_the_county(place, now), free=free, new_code=new_code)
    if corrects is not None:
        said = editions.descents_of([corrects])[corrects]
        lines = lines_of(before.duties if before else (), carried.duties, said)
        carried = replace(carried, descents=lines)
    require_publishable(carried.duties)
    return Prepared(place, beside, before, carried)


def _codes_in_the_county(place: Place, now: datetime) -> Mapping[str, str]:
    """The code each matter has on the other lists of the county, by plain wording: one matter, one code."""
    if place.county is None:
        return {}
    keepers = [place.county.code, *(d.code for d in divisions.children(place.county.code, now))]
    known = [standing(found, EVER) for found in duties.editions_of_all(keepers).values()]
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
    begin_writing()
    draft = keep_read(
        typed,
        read,
        actor=actor,
        now=now,
        title=title,
        document_number=document_number,
        effective_on=effective_on,
        source=source,
        source_sha256=source_sha256,
        corrects=corrects,
        sample=sample,
    )
    db.session.commit()
    return draft


def keep_read(
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
    free: Container[str] = (),
) -> DraftRecord:
    """The same inside the caller's transaction, which it began and commits; `free` as in `prepare`."""
    place, wrong = keeper_for(typed, corrects, now)
    permit(actor, PERMITTED_BY[DraftVerb.AMEND], at=answering_for(place, now))
    number = require_document_number(document_number) if document_number.strip() else ""
    require_publishable(read)
    prepared = _prepared(place, read, new_codes(place), wrong, now, free=free)
    draft = _keep(
        place,
        prepared.carried.duties,
        prepared.carried.descents,
        base=_code_of(latest(place.code)),
        title=title or source,
        actor=actor,
        now=now,
    )
    draft.document_number, draft.effective_on, draft.sample = number, effective_on, sample
    draft.source, draft.source_sha256 = source[:200], source_sha256
    draft.corrects = wrong
    tell(draft, "draft_list", actor, now, {"source": draft.source, "source_sha256": source_sha256})
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
    base = latest(place.code)
    draft = _keep(place, rows, lineage, base=_code_of(base), title=title, actor=actor, now=now)
    follows = latest_list(place, now=now)
    draft.from_adjustment, draft.sample = from_adjustment, bool(follows and follows.edition.sample)
    tell(draft, "draft_list", actor, now, {"adjustment": from_adjustment})
    return draft


def draft_from_latest(typed: str, *, actor: Actor, now: datetime, corrects: str = "") -> DraftRecord:
    """A draft that says what the latest edition says, to be amended (or, with `corrects`, to correct that edition).
    Asked for twice, it is the same draft as long as the actor has not touched it.

    Raises NotFound where the place has no list yet, NotPermitted.
    """
    place, wrong = keeper_for(typed, corrects, now)
    permit(actor, PERMITTED_BY[DraftVerb.AMEND], at=answering_for(place, now))
    begin_writing()
    follows = edition_list(wrong) if wrong else latest_list(place, now=now)
    if follows is None:
        raise NotFound("list", place.full_name)
    newest = latest(place.code)
    take_turns(f"lists {place.code}")
    again = editions.untouched_draft(place.code, base=_code_of(newest), corrects=wrong, by=actor.name)
    if again is not None:
        db.session.commit()
        return again
    before = list_before(place, wrong, now=now)
    said = editions.descents_of([wrong])[wrong] if wrong else ()
    lines = lines_of(before.duties if before else (), follows.duties, said)
    draft = _keep(place, follows.duties, lines, base=_code_of(newest), title="", actor=actor, now=now)
    draft.corrects, draft.sample = wrong, follows.edition.sample
    tell(draft, "draft_list", actor, now, {"from": follows.edition.code})
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


def tell(draft: DraftRecord, verb: str, actor: Actor, now: datetime, facts: dict[str, Any]) -> None:
    """Write down what happened to a draft, in the transaction in which it happened."""
    told = {"place": draft.place, "status": draft.status, "rows": len(draft.duties), **facts}
    events.write(stream="lists", verb=verb, actor=actor.name, about=draft.code, facts=told, at=now)
