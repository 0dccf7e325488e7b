"""Adopting an adjustment: the list office decides for it, drafts of the next editions result, and are seen through."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from registry.domain.actors import Action, Actor
from registry.domain.adjustments import LONGEST_REASON, AdjustmentVerb, Proposal
from registry.domain.amending import amended
from registry.domain.editions import DraftStatus, DraftVerb
from registry.domain.errors.adjustments import UnfitChange
from registry.domain.kind import read_text
from registry.services.adjustments import move, names_of, number_of, taken_up
from registry.services.drafting import draft_edition
from registry.services.drafts import move_draft
from registry.services.lists_concerned import as_things_stand, in_the_county, lists_of
from registry.services.permitting import permit
from registry.services.results import still_due
from registry.store.access import take_turns
from registry.store.adjustments import AdjustmentRecord
from registry.store.base import begin_writing, db
from registry.store.editions import DraftRecord, drafts_from, find_draft

_DONE = (DraftStatus.PUBLISHED.value, DraftStatus.WITHDRAWN.value)


def adopt(number: str, reason: str, *, actor: Actor, now: datetime) -> AdjustmentRecord:
    """Decide for an adjustment, with a reason: each list concerned has a draft of its next edition then.

    Where the whole county is concerned and keeps a master, that is the master, which reaches the townships itself;
    without one it is each township in use whose list holds what is named. What was merged meanwhile has one draft, each
    part of what was split has its own; what lies in another county by now has none.
    The changes are applied to the newest published list of each, which may have changed since they were proposed.
    Raises NotFound, NotPermitted, OwnProposal, MoveNotPossible, MissingAnswer, UnfitChange; nothing is kept then.
    """
    permit(actor, Action.DECIDE_ADJUSTMENT)
    given = read_text(reason, field="reason", longest=LONGEST_REASON)
    begin_writing()
    record = taken_up(number, AdjustmentVerb.ADOPT, actor=actor, now=now)
    since = record.versions[-1].recorded_at
    proposal, codes = as_things_stand(record.proposal, record.county, now, since=since)
    facts = {"townships": _drafted(record, proposal, codes, actor, now)}
    move(record, AdjustmentVerb.ADOPT, actor=actor, now=now, reason=given, facts=facts)
    db.session.commit()
    return record


def _drafted(
    record: AdjustmentRecord, proposal: Proposal, codes: Sequence[str], actor: Actor, now: datetime
) -> list[str]:
    """Draft what the proposal makes of the lists as they are; whose lists. Raises UnfitChange."""
    found = amended(proposal, lists_of(codes, now), names_of(codes), code_of=f"{record.number}-{{:02d}}".format)
    for township, (duties, lineage) in found.items():
        draft_edition(
            township, duties, lineage, title=proposal.title, from_adjustment=record.number, actor=actor, now=now
        )
    return sorted(found)


def redraft(number: str, reason: str = "", *, actor: Actor, now: datetime) -> AdjustmentRecord:
    """Draft anew what is not published yet: those drafts are withdrawn, and what was decided, unchanged, is applied to
    the lists as they are now, of the same places or of what took their place, parts that left them included.

    Raises NotFound, NotPermitted, OwnProposal, MoveNotPossible; UnfitChange where a change no longer fits, which says
    which and where; nothing is kept then.
    """
    permit(actor, Action.DECIDE_ADJUSTMENT)
    given = read_text(reason, field="reason", longest=LONGEST_REASON, required=False)
    begin_writing()
    record, drafts = _with_drafts(number, AdjustmentVerb.REDRAFT, actor, now)
    codes = _places(record, drafts, now)
    withdrawn = _give_up(drafts, given, actor, now)
    drafted = _drafted(record, replace(record.proposal, townships=tuple(codes)), codes, actor, now)
    facts = {"townships": drafted, "withdrawn": withdrawn}
    move(record, AdjustmentVerb.REDRAFT, actor=actor, now=now, reason=given, facts=facts)
    db.session.commit()
    return record


def end(number: str, reason: str, *, actor: Actor, now: datetime) -> AdjustmentRecord:
    """End an adopted adjustment that cannot, or need not, be published any more: its open drafts are withdrawn, what
    was published stays. Raises NotFound, NotPermitted, OwnProposal, MoveNotPossible, MissingAnswer."""
    permit(actor, Action.DECIDE_ADJUSTMENT)
    given = read_text(reason, field="reason", longest=LONGEST_REASON)
    begin_writing()
    record, drafts = _with_drafts(number, AdjustmentVerb.END, actor, now)
    facts = {"withdrawn": _give_up(drafts, given, actor, now)}
    move(record, AdjustmentVerb.END, actor=actor, now=now, reason=given, facts=facts)
    db.session.commit()
    return record


def _with_drafts(
    number: str, verb: AdjustmentVerb, actor: Actor, now: datetime
) -> tuple[AdjustmentRecord, list[DraftRecord]]:
    """The adjustment and its drafts, locked; the drafts first, as whoever publishes one does."""
    wanted = number_of(number)
    take_turns(f"drafts of {wanted}")
    drafts = [find_draft(draft.code, lock=True) for draft in drafts_from(wanted)]
    return taken_up(wanted, verb, actor=actor, now=now), [draft for draft in drafts if draft is not None]


def _places(record: AdjustmentRecord, drafts: Sequence[DraftRecord], now: datetime) -> list[str]:
    """Where drafting anew is due: each place of the county in use once, but where it is published already."""
    codes = still_due(drafts, now=now)
    if not codes:
        gone = next((draft.place for draft in drafts if draft.status != DraftStatus.PUBLISHED.value), "")
        raise UnfitChange("NO_PLACE_LEFT", field="townships", township=names_of([gone])[gone])
    return in_the_county(codes, record.county, now)


def _give_up(drafts: Sequence[DraftRecord], reason: str, actor: Actor, now: datetime) -> list[str]:
    """Withdraw the drafts that are open; their codes."""
    still_open = [draft for draft in drafts if draft.status not in _DONE]
    for draft in still_open:
        move_draft(draft, DraftVerb.WITHDRAW, actor, now, {"reason": reason})
    return [draft.code for draft in still_open]
