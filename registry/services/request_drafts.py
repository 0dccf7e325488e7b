"""Drafts of requests: kept as they were typed without judging, for one's own unit only; continued, or discarded."""

import json
import re
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from registry.domain.actors import Action, Actor
from registry.domain.errors import NotFound, TextTooLong
from registry.domain.kinds import kind_called
from registry.domain.question import CHINA
from registry.services import attachments
from registry.services.access import Demand
from registry.services.attachments import Files
from registry.services.permitting import permit
from registry.store import access, events, people
from registry.store.attachments import attachments_of
from registry.store.base import begin_writing, db
from registry.store.request_drafts import RequestDraftRecord, find_request_draft, request_drafts_of
from registry.store.units import are_one

NUMBER = re.compile(r"RD\d{4}-\d{6,9}")
LONGEST = 100_000
"""Characters of a whole draft."""
LONGEST_SUBJECT = 200
MOST_SHOWN = 200


def keep(
    demand: Demand,
    *,
    places: Sequence[str] = (),
    application: Mapping[str, str],
    files: Files = (),
    number: str = "",
    revision: int | None = None,
    actor: Actor,
    now: datetime,
) -> RequestDraftRecord:
    """Keep what was typed as a draft of the actor's unit, or as the next revision of one.

    Where somebody kept another revision since `revision` was seen, or the draft is gone, it becomes a draft of its
    own, so that neither's words are lost. Raises NotPermitted, UnknownKind, TextTooLong, AttachmentRefused, TooMany.
    """
    permit(actor, Action.SUBMIT_REQUEST)
    kind, found = kind_called(demand.kind), attachments.checked(files)
    typed, applied = as_typed(demand, places), {name: text for name, text in application.items() if text.strip()}
    _require_bounded([*typed["answers"].items(), *applied.items(), ("places", typed["places"])])
    begin_writing()
    record = _to_go_on(number, revision, actor) or _begun(actor, now)
    record.kind, record.demand, record.application = kind.code, typed, applied
    record.subject = _shown(typed["answers"].get(kind.subject, ""))
    record.revision += 1
    record.kept_by, record.kept_at = actor.name, now
    person = people.find_person(actor.name)
    record.kept_by_name = person.name if person else ""
    db.session.add(record)
    db.session.flush()
    attachments.keep(found, draft=record.number, actor=actor, now=now)
    _tell("keep_draft", record, actor, now)
    db.session.commit()
    return record


def as_typed(demand: Demand, places: Sequence[str]) -> dict[str, Any]:
    """A demand as a draft keeps it."""
    return {
        "answers": dict(demand.answers),
        "place": demand.place,
        "places": list(places),
        "department": demand.department,
        "demander": demand.demander,
        "demander_name": demand.demander_name,
        "cites": [list(paper) for paper in demand.cites],
        "on": demand.on,
        "known_at": demand.known_at,
    }


def _require_bounded(typed: Sequence[tuple[str, Any]]) -> None:
    sizes = {name: len(json.dumps(value, ensure_ascii=False)) for name, value in typed}
    if sum(sizes.values()) > LONGEST:
        longest = max(sizes, key=lambda name: sizes[name])
        raise TextTooLong(longest, length=sizes[longest], longest=LONGEST // 10)


def _shown(subject: Any) -> str:
    return " ".join(str(subject).split())[:LONGEST_SUBJECT]


def _to_go_on(number: str, revision: int | None, actor: Actor) -> RequestDraftRecord | None:
    record = _found(number, actor, lock=True) if number else None
    return record if record is not None and (revision is None or record.revision == revision) else None


def _begun(actor: Actor, now: datetime) -> RequestDraftRecord:
    year = now.astimezone(CHINA).year
    number = f"RD{year}-{access.next_number(f'request drafts {year}'):06d}"
    return RequestDraftRecord(number=number, unit=actor.unit, revision=0)


def _found(number: str, actor: Actor, *, lock: bool = False) -> RequestDraftRecord | None:
    typed = number.strip().upper()[:20]
    record = find_request_draft(typed, lock=lock) if NUMBER.fullmatch(typed) else None
    return record if record is not None and are_one(record.unit, actor.unit) else None


def request_draft_called(number: str, *, actor: Actor) -> RequestDraftRecord:
    """A draft of the actor's own unit. Raises NotFound also where it is another's."""
    permit(actor, Action.SUBMIT_REQUEST)
    record = _found(number, actor)
    if record is None:
        raise NotFound("request_draft", number)
    return record


def own_drafts(actor: Actor) -> list[RequestDraftRecord]:
    """The drafts of the actor's unit, the latest kept first."""
    permit(actor, Action.SUBMIT_REQUEST)
    return request_drafts_of(actor.unit, most=MOST_SHOWN) if actor.unit else []


def discard(number: str, *, actor: Actor, now: datetime) -> None:
    """Drop a draft with what is attached to it. Raises NotFound."""
    permit(actor, Action.SUBMIT_REQUEST)
    begin_writing()
    record = _found(number, actor, lock=True)
    if record is None:
        raise NotFound("request_draft", number)
    attachments.let_go(attachments_of(draft=record.number), actor=actor, now=now)
    _tell("discard_draft", record, actor, now)
    db.session.delete(record)
    db.session.commit()


def become(number: str, request: str, *, actor: Actor) -> None:
    """Turn a draft into a request: what is attached goes along, the draft is gone. In the caller's transaction.

    Raises NotFound where it is gone already.
    """
    record = _found(number, actor, lock=True)
    if record is None:
        raise NotFound("request_draft", number)
    for attached in attachments_of(draft=record.number):
        attached.request, attached.draft = request, None
    db.session.flush()
    db.session.delete(record)
    db.session.flush()


def _tell(verb: str, record: RequestDraftRecord, actor: Actor, now: datetime) -> None:
    """What a draft says is its unit's own business: the event tells only that there is one."""
    facts = {"kind": record.kind, "unit": record.unit, "revision": record.revision}
    events.write(stream="access", verb=verb, actor=actor.name, about=record.number, facts=facts, at=now)
