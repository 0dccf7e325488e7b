"""Proposing an adjustment: keeping it as a draft, mending it, and putting it to the list office once it is whole."""

from datetime import datetime
from typing import Any

from registry.domain.actors import Action, Actor
from registry.domain.adjustments import AdjustmentEvent, AdjustmentStatus, AdjustmentVerb, Proposal
from registry.domain.amending import amended
from registry.domain.divisions import Place
from registry.domain.errors import BadInput, MissingAnswer, NotPermitted
from registry.domain.kind import read_text
from registry.domain.question import CHINA
from registry.services.adjustments import move, names_of, taken_up
from registry.services.lists_concerned import as_things_stand, lists_of
from registry.services.permitting import permit
from registry.services.proposals import TypedProposal, read_proposal
from registry.store import adjustments, units
from registry.store.access import next_number, take_turns
from registry.store.adjustments import AdjustmentRecord
from registry.store.base import begin_writing, db

LONGEST_MARK = 50
_HAPPENED_ON_PAPER = frozenset(
    {
        AdjustmentEvent.LAW_CHANGED,
        AdjustmentEvent.FUNCTIONS_CHANGED,
        AdjustmentEvent.PROVINCE_DEPLOYED,
        AdjustmentEvent.DIVISIONS_CHANGED,
    }
)
"""Events that some paper made: the article, or the paper, must be named."""


def keep_draft(
    typed: TypedProposal, *, actor: Actor, now: datetime, number: str = "", once: str = ""
) -> AdjustmentRecord:
    """Keep a proposal as a draft of the actor's unit, or as the next version of the draft (or returned one) `number`.

    Raises NotPermitted, MoveNotPossible, NotFound, BadInput; nothing is kept then.
    """
    permit(actor, Action.PROPOSE_ADJUSTMENT)
    begin_writing()
    record, _ = _kept(typed, actor, now, number, once)
    db.session.commit()
    return record


def propose(typed: TypedProposal, *, actor: Actor, now: datetime, number: str = "", once: str = "") -> AdjustmentRecord:
    """Keep a proposal and put it to the county's list office, once it is whole and every list concerned bears it.

    Raises NotPermitted, MoveNotPossible, NotFound, BadInput (UnfitChange among them); nothing is kept then.
    """
    permit(actor, Action.PROPOSE_ADJUSTMENT)
    begin_writing()
    record, before = _kept(typed, actor, now, number, once)
    if not before:
        require_whole(record.proposal, record.county, now=now)
        move(record, AdjustmentVerb.PROPOSE, actor=actor, now=now)
    db.session.commit()
    return record


def _kept(typed: TypedProposal, actor: Actor, now: datetime, number: str, once: str) -> tuple[AdjustmentRecord, bool]:
    """The adjustment with what was typed as its latest version, and whether the same form had led to it before."""
    mark = f"{actor.name}:{read_text(once, field='once', longest=LONGEST_MARK)}" if once else None
    if mark and not number:
        take_turns("adjustments")
        sent = adjustments.kept_before(mark)
        if sent is not None and sent.status != AdjustmentStatus.DRAFT.value:
            return sent, True
        number = sent.number if sent is not None else ""
    record = taken_up(number, AdjustmentVerb.KEEP, actor=actor, now=now) if number else None
    proposal, county = read_proposal(typed, actor=actor, now=now)
    if record is not None and record.county != county.code:
        raise BadInput(field="townships")
    if record is None:
        record = _opened(county, actor, now, mark)
    elif record.proposal == proposal:
        return record, False
    record.versions.append(_version(record, proposal, actor, now))
    db.session.flush()
    move(record, AdjustmentVerb.KEEP, actor=actor, now=now, facts={"proposal": _told(proposal)})
    return record, False


def _opened(county: Place, actor: Actor, now: datetime, mark: str | None) -> AdjustmentRecord:
    year = now.astimezone(CHINA).year
    unit = units.find_unit(actor.unit)
    if unit is None:
        raise NotPermitted(Action.PROPOSE_ADJUSTMENT.value)
    record = AdjustmentRecord(
        number=f"AJ{year}-{next_number(f'adjustments {year}'):06d}",
        county=county.code,
        unit=unit.code,
        unit_name=unit.name,
        status=AdjustmentStatus.DRAFT.value,
        sample=unit.sample,
        once=mark,
    )
    db.session.add(record)
    db.session.flush()
    return record


def _version(
    record: AdjustmentRecord, proposal: Proposal, actor: Actor, now: datetime
) -> adjustments.AdjustmentVersionRecord:
    return adjustments.AdjustmentVersionRecord(
        adjustment=record.number,
        version=len(record.versions) + 1,
        event=proposal.event.value,
        title=proposal.title,
        scope=proposal.scope.value,
        townships=list(proposal.townships),
        articles=list(proposal.articles),
        reason=proposal.reason,
        changes=[change.as_data() for change in proposal.changes],
        from_case=proposal.from_case,
        recorded_by=actor.name,
        recorded_at=now,
    )


def _told(proposal: Proposal) -> dict[str, Any]:
    return {
        "event": proposal.event.value,
        "title": proposal.title,
        "townships": list(proposal.townships) or proposal.scope.value,
        "articles": list(proposal.articles),
        "changes": [change.as_data() for change in proposal.changes],
    }


def require_whole(proposal: Proposal, county: str, *, now: datetime) -> None:
    """Raises BadInput where something is still open, UnfitChange where a list concerned does not bear a change."""
    if not proposal.changes:
        raise MissingAnswer("duty_changes")
    if not proposal.reason:
        raise MissingAnswer("reason")
    named = proposal.articles or all(change.articles for change in proposal.changes)
    if proposal.event in _HAPPENED_ON_PAPER and not named:
        raise MissingAnswer("articles")
    today, codes = as_things_stand(proposal, county, now)
    amended(today, lists_of(codes, now), names_of(codes))
