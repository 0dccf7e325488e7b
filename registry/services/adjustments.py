"""Adjusting the lists: who reads an adjustment, who may take which step, and steps that need but a reason."""

import re
from collections.abc import Callable, Iterable
from datetime import datetime
from enum import StrEnum
from typing import Any, TypeVar

from registry.domain.actors import Action, Actor, may
from registry.domain.adjustments import (
    DOES,
    LONGEST_REASON,
    MOVES,
    READ_IN_THEIR_COUNTY,
    RUNS_IN,
    AdjustmentEvent,
    AdjustmentStatus,
    AdjustmentVerb,
    Party,
    Proposal,
)
from registry.domain.divisions import Place
from registry.domain.editions import DraftVerb
from registry.domain.errors import NotANumber, NotFound, NotPermitted, UnknownOption
from registry.domain.errors.adjustments import DraftAsDecided, MoveNotPossible, OwnProposal
from registry.domain.kind import read_text
from registry.domain.question import CHINA
from registry.services.limits import days_for
from registry.services.permitting import permit
from registry.services.results import all_published
from registry.store import adjustments, divisions, editions, events, people, units
from registry.store.adjustments import AdjustmentRecord
from registry.store.base import begin_writing, db
from registry.store.editions import DraftRecord

NUMBER = re.compile(r"AJ\d{4}-\d{6,9}")
REGISTRY = "system"
MOST_SHOWN = 100

Option = TypeVar("Option", bound=StrEnum)


def names_of(codes: Iterable[str]) -> dict[str, str]:
    """The names of places by their codes."""
    places = [(code, divisions.find_place(code)) for code in codes]
    return {code: place.name if place else code for code, place in places}


def withdraw(number: str, reason: str, *, actor: Actor, now: datetime) -> AdjustmentRecord:
    """The unit that proposed takes it back, with a reason. Raises NotFound, NotPermitted, MoveNotPossible, BadInput."""
    return _with_reason(number, AdjustmentVerb.WITHDRAW, reason, actor=actor, now=now)


def give_back(number: str, reason: str, *, actor: Actor, now: datetime) -> AdjustmentRecord:
    """The list office returns it to be mended (退回补正), saying what. Raises OwnProposal too."""
    return _with_reason(number, AdjustmentVerb.RETURN, reason, actor=actor, now=now)


def decline(number: str, reason: str, *, actor: Actor, now: datetime) -> AdjustmentRecord:
    """The list office decides against it, with a reason. Raises OwnProposal too."""
    return _with_reason(number, AdjustmentVerb.DECLINE, reason, actor=actor, now=now)


def _with_reason(number: str, verb: AdjustmentVerb, reason: str, *, actor: Actor, now: datetime) -> AdjustmentRecord:
    permit(actor, DOES[verb][1])
    given = read_text(reason, field="reason", longest=LONGEST_REASON)
    begin_writing()
    record = taken_up(number, verb, actor=actor, now=now)
    move(record, verb, actor=actor, now=now, reason=given)
    db.session.commit()
    return record


def taken_up(number: str, verb: AdjustmentVerb, *, actor: Actor, now: datetime) -> AdjustmentRecord:
    """The adjustment, locked, for an actor who may do this with it now.

    Raises NotFound where the actor may not read it, NotPermitted as somebody else's business, OwnProposal,
    MoveNotPossible where its status does not allow the verb.
    """
    party, action = DOES[verb]
    permit(actor, action)
    record = adjustments.find_adjustment(number_of(number), lock=True)
    if record is None or not may_read(record, actor):
        raise NotFound("adjustment", number)
    if party is Party.LIST_OFFICE:
        permit(actor, action, at=divisions.find_place(record.county))
        _require_anothers(record, actor)
    elif not acts_as(party, record, actor):
        raise NotPermitted(action.value)
    following(record, verb)
    return record


def acts_as(party: Party, record: AdjustmentRecord, actor: Actor) -> bool:
    """Whether the actor stands on this side of the adjustment."""
    if party is Party.CONSULTED:
        return any(units.are_one(actor.unit, one.unit) for one in adjustments.asked_of(record))
    return party is Party.PROPOSER and units.are_one(actor.unit, record.unit)


def _require_anothers(record: AdjustmentRecord, actor: Actor) -> None:
    if _is_own(record, actor):
        raise OwnProposal


def _is_own(record: AdjustmentRecord, actor: Actor) -> bool:
    """Whether the actor's unit, or what is one with it today, proposes it, or they wrote any of it themselves."""
    wrote = actor.name in [version.recorded_by for version in record.versions]
    return wrote or units.are_one(actor.unit, record.unit)


def following(record: AdjustmentRecord, verb: AdjustmentVerb) -> AdjustmentStatus:
    """The status that follows. Raises MoveNotPossible."""
    status = MOVES.get((AdjustmentStatus(record.status), verb))
    if status is None:
        raise MoveNotPossible(verb.value, record.status)
    return status


def move(
    record: AdjustmentRecord,
    verb: AdjustmentVerb,
    *,
    actor: Actor | None,
    now: datetime,
    reason: str = "",
    facts: dict[str, Any] | None = None,
) -> None:
    """Take the step and tell of it, in the caller's transaction; without an actor it follows from what others did."""
    status = following(record, verb)
    begins = RUNS_IN.get(status) if status != record.status else None
    days = days_for(begins, record.county, now=now) if begins else None
    step = adjustments.AdjustmentStepRecord(
        adjustment=record.number,
        position=len(record.steps) + 1,
        verb=verb.value,
        status=status.value,
        reason=reason,
        began_on=now.astimezone(CHINA).date(),
        limit_step=begins.value if begins else None,
        working_days=days,
        recorded_at=now,
        **_by(actor),
    )
    record.steps.append(step)
    told = {"status": status.value, "reason": reason, "limit": begins, "working_days": days, **(facts or {})}
    record.status = status.value
    who = actor.name if actor else REGISTRY
    events.write(stream="adjustments", verb=verb.value, actor=who, about=record.number, facts=told, at=now)


def _by(actor: Actor | None) -> dict[str, str]:
    """Who took a step, with the names as they stood."""
    if actor is None:
        return {"actor": REGISTRY, "actor_name": "", "unit": "", "unit_name": ""}
    person, unit = people.find_person(actor.name), units.find_unit(actor.unit)
    shown, code, of = person.name if person else "", unit.code if unit else actor.unit, unit.name if unit else ""
    return {"actor": actor.name, "actor_name": shown, "unit": code, "unit_name": of}


def edition_published(number: str, *, now: datetime) -> None:
    """A draft that came of an adjustment was published, or withdrawn; with the last of them published it is done.

    For the rooms of drafts and editions, inside their transaction. An unknown or finished adjustment is left as it is.
    """
    record = adjustments.find_adjustment(number, lock=True)
    if record is None or record.status != AdjustmentStatus.ADOPTED.value:
        return
    if all_published(editions.drafts_from(number), record.county, now=now):
        move(record, AdjustmentVerb.PUBLISH, actor=None, now=now)


def require_as_decided(draft: DraftRecord, verb: DraftVerb, *, actor: Actor, place: Place) -> None:
    """What was decided is published as decided: a draft that an adjustment made is not amended, and only the list
    office withdraws it. Raises DraftAsDecided, NotPermitted."""
    if draft.from_adjustment and verb in (DraftVerb.AMEND, DraftVerb.CARRY_ON, DraftVerb.REHOME):
        raise DraftAsDecided(draft.code, draft.from_adjustment)
    if draft.from_adjustment and verb is DraftVerb.WITHDRAW:
        permit(actor, Action.DECIDE_ADJUSTMENT, at=place)


def adjustment_called(number: str, *, actor: Actor) -> AdjustmentRecord:
    """An adjustment for those who may read it. Raises NotFound also where it may not be seen."""
    permit(actor, Action.READ_ADJUSTMENT)
    record = adjustments.find_adjustment(number_of(number))
    if record is None or not may_read(record, actor):
        raise NotFound("adjustment", number)
    return record


def number_of(typed: str) -> str:
    """An adjustment's number as it is kept. Raises NotFound for what cannot be one."""
    wanted = typed.strip().upper()
    if not NUMBER.fullmatch(wanted):
        raise NotFound("adjustment", typed)
    return wanted


def may_read(record: AdjustmentRecord, actor: Actor) -> bool:
    """The unit that proposes, units consulted, and who looks after the county; a draft is its own unit's alone."""
    if units.are_one(actor.unit, record.unit):
        return True
    if not record.was_proposed:
        return False
    if any(units.are_one(actor.unit, one.unit) for one in record.consulted):
        return True
    county = divisions.find_place(record.county)
    return actor.role in READ_IN_THEIR_COUNTY and county is not None and county.lies_in(actor.division)


def proposal_for(record: AdjustmentRecord, actor: Actor) -> Proposal:
    """What is proposed, as the actor may read it: what its own unit is still mending is its own until proposed."""
    return record.shown_to(actor.unit).as_proposal()


def adjustments_of(
    actor: Actor, *, status: str = "", event: str = "", after: str = "", most: int = 50
) -> list[AdjustmentRecord]:
    """What the actor may read, the latest first, behind the number `after`. Raises UnknownOption, NotANumber."""
    permit(actor, Action.READ_ADJUSTMENT)
    if not 1 <= most <= MOST_SHOWN:
        raise NotANumber("first", str(most), least=1, most=MOST_SHOWN)
    statuses = [_read(AdjustmentStatus, status, "adjustment_status")] if status else []
    happened = _read(AdjustmentEvent, event, "adjustment_event").value if event else ""
    division = actor.division if actor.role in READ_IN_THEIR_COUNTY else None
    behind = after.strip().upper()[:20]
    return adjustments.adjustments_seen(
        actor.unit, division, statuses=statuses, event=happened, after=behind, most=most
    )


def _read(options: type[Option], typed: str, name: str) -> Option:
    wanted = typed.strip()[:60].upper()
    if wanted not in options.__members__:
        raise UnknownOption(name, typed, [option.value for option in options])
    return options[wanted]


def can(
    record: AdjustmentRecord,
    verb: AdjustmentVerb,
    actor: Actor,
    place_of: Callable[[str], Place | None] = divisions.find_place,
) -> bool:
    """Whether the actor may take this step now, for showing what there is to do; the verb itself asks again.

    `place_of` finds a county; whoever asks of many looks each up once.
    """
    party, action = DOES[verb]
    if not may(actor, action) or (AdjustmentStatus(record.status), verb) not in MOVES:
        return False
    if party is not Party.LIST_OFFICE:
        return acts_as(party, record, actor)
    place = place_of(record.county)
    return place is not None and place.lies_in(actor.division) and not _is_own(record, actor)
