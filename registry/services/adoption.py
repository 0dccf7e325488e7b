"""Adopting an adjustment: the county's list office decides for it, and drafts of the next editions result."""

from datetime import datetime

from registry.domain.actors import Action, Actor
from registry.domain.adjustments import AdjustmentVerb
from registry.domain.amending import amended
from registry.domain.kind import read_text
from registry.services.adjustments import move, names_of, taken_up
from registry.services.drafting import draft_edition
from registry.services.permitting import permit
from registry.services.proposals import LONGEST_REASON, keepers_in, lists_of
from registry.store.adjustments import AdjustmentRecord
from registry.store.base import begin_writing, db


def adopt(number: str, reason: str, *, actor: Actor, now: datetime) -> AdjustmentRecord:
    """Decide for an adjustment, with a reason: each list concerned has a draft of its next edition then.

    Where the whole county is concerned and keeps a master, that is the master, which reaches the townships itself.
    The changes are applied to the newest published list of each, which may have changed since they were proposed.
    Raises NotFound, NotPermitted, OwnProposal, MoveNotPossible, MissingAnswer, UnfitChange; nothing is kept then.
    """
    permit(actor, Action.DECIDE_ADJUSTMENT)
    given = read_text(reason, field="reason", longest=LONGEST_REASON)
    begin_writing()
    record = taken_up(number, AdjustmentVerb.ADOPT, actor=actor, now=now)
    proposal = record.proposal
    codes = proposal.townships or keepers_in(record.county, now)
    found = amended(proposal, lists_of(codes, now), names_of(codes), code_of=f"{record.number}-{{:02d}}".format)
    for township, (duties, lineage) in found.items():
        draft_edition(
            township, duties, lineage, title=proposal.title, from_adjustment=record.number, actor=actor, now=now
        )
    facts = {"townships": sorted(found)}
    move(record, AdjustmentVerb.ADOPT, actor=actor, now=now, reason=given, facts=facts)
    db.session.commit()
    return record
