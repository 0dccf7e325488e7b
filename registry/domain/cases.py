"""The life of a case: one place of a request, from its submission to its end; which status follows which verb."""

from collections.abc import Mapping
from datetime import date
from enum import StrEnum

from registry.domain.actors import Action, Role
from registry.domain.limits import LimitStep
from registry.domain.outcome import Outcome

LONGEST_REASON = 2000


class Status(StrEnum):
    """Where a case stands. A verdict is another thing: it says *may*, the township says *so be it*."""

    DRAFT = "draft"
    AWAITING_VERIFICATION = "awaiting_verification"
    REJECTED = "rejected"
    REFERRED = "referred"
    DISPUTED = "disputed"
    ESCALATED = "escalated"
    ADMITTED = "admitted"
    SETTLED_REJECTED = "settled_rejected"
    TO_ADJUSTMENT = "to_adjustment"
    WITHDRAWN = "withdrawn"
    ENDED = "ended"


class Verb(StrEnum):
    """What can be done with a case."""

    SUBMIT = "submit"
    VERIFY = "verify"
    DISPUTE = "dispute"
    ESCALATE = "escalate"
    SETTLE = "settle"
    RECONSIDER = "reconsider"
    WITHDRAW = "withdraw"
    END = "end"
    REVOKE = "revoke"
    CARRY_OVER = "carry_over"  # 转由另一份批准支持:仍为已准入


class CaseParty(StrEnum):
    """As whom somebody does something with a case."""

    DEPARTMENT = "DEPARTMENT"  # people of the unit that asked
    TOWNSHIP = "TOWNSHIP"  # the place's township; where it asks its own village, the county's list office
    LIST_OFFICE = "LIST_OFFICE"  # the county's list office
    PROVINCE = "PROVINCE"
    CLOCK = "CLOCK"  # a limit or a term passed, or what it rested on ended


_S, _V, _O = Status, Verb, Outcome
_AS_SUBMITTED: Mapping[Outcome, Status | frozenset[Status]] = {
    _O.ADMIT: _S.AWAITING_VERIFICATION,
    _O.REJECT: _S.REJECTED,
    _O.REFER: _S.REFERRED,
}
_SETTLED: Mapping[Outcome, Status | frozenset[Status]] = {
    _O.ADMIT: frozenset({_S.AWAITING_VERIFICATION, _S.SETTLED_REJECTED}),
    _O.REJECT: frozenset({_S.SETTLED_REJECTED, _S.TO_ADJUSTMENT}),
    _O.REFER: frozenset({_S.SETTLED_REJECTED, _S.TO_ADJUSTMENT}),
}

MOVES: Mapping[tuple[Status, Verb], Mapping[Outcome, Status | frozenset[Status]] | Status] = {
    (_S.DRAFT, _V.SUBMIT): _AS_SUBMITTED,
    (_S.AWAITING_VERIFICATION, _V.VERIFY): {**_AS_SUBMITTED, _O.ADMIT: _S.ADMITTED},
    (_S.AWAITING_VERIFICATION, _V.DISPUTE): _S.DISPUTED,
    (_S.AWAITING_VERIFICATION, _V.ESCALATE): _S.ESCALATED,
    **{(status, _V.SETTLE): _SETTLED for status in (_S.REFERRED, _S.DISPUTED, _S.ESCALATED)},
    (_S.REJECTED, _V.RECONSIDER): _AS_SUBMITTED,
    **{
        (status, _V.WITHDRAW): _S.WITHDRAWN for status in (_S.DRAFT, _S.AWAITING_VERIFICATION, _S.REFERRED, _S.DISPUTED)
    },
    (_S.ADMITTED, _V.END): _S.ENDED,
    (_S.ADMITTED, _V.REVOKE): _S.ENDED,
}
"""The status that follows a verb: always the same, or by the outcome of the verdict given that day.

What is not here cannot be done. Where the facts that the list office fixed do not admit, it says whether the case is
rejected or goes on as an adjustment of the list, which is how a gap ends (P15); neither ever admits. Over lawful
facts it rejects only what can lead nowhere: the term is over, or an admission of the same matter holds.
"""

STAYS = frozenset({(_S.ADMITTED, _V.CARRY_OVER)})
"""What is recorded of a case without moving it, and only over a verdict that admits: no move of the table of moves."""

CLOSES = frozenset({_S.SETTLED_REJECTED, _S.TO_ADJUSTMENT})
"""To what the list office may settle a case that can no longer be judged, its place being abolished or split, say: that
needs no verdict, and admits nothing."""

DOES: Mapping[Verb, tuple[tuple[CaseParty, Action], ...]] = {
    _V.SUBMIT: ((CaseParty.DEPARTMENT, Action.SUBMIT_REQUEST),),
    _V.VERIFY: ((CaseParty.TOWNSHIP, Action.VERIFY_CASE),),
    _V.DISPUTE: ((CaseParty.TOWNSHIP, Action.DISPUTE_CASE),),
    _V.ESCALATE: (),
    _V.SETTLE: ((CaseParty.LIST_OFFICE, Action.SETTLE_CASE), (CaseParty.PROVINCE, Action.SETTLE_CASE)),
    _V.RECONSIDER: ((CaseParty.DEPARTMENT, Action.RECONSIDER_CASE),),
    _V.WITHDRAW: ((CaseParty.DEPARTMENT, Action.WITHDRAW_CASE),),
    _V.END: ((CaseParty.LIST_OFFICE, Action.END_CASE),),
    _V.REVOKE: ((CaseParty.PROVINCE, Action.REVOKE_CASE), (CaseParty.LIST_OFFICE, Action.REVOKE_CASE)),
    _V.CARRY_OVER: (),
}
"""Which people do what: as which party, and by which permitted action. The clock alone escalates; it also ends.

The province settles only where no list office below it may: nobody decides on what they or their unit submitted.
"""

READ_IN_THEIR_DIVISION = frozenset(Role) - {Role.DEPARTMENT_CLERK}
"""Who reads the cases of the division they serve; a department reads its own."""

OPEN = frozenset({_S.AWAITING_VERIFICATION, _S.REFERRED, _S.DISPUTED, _S.ESCALATED})
"""Statuses in which somebody still has to act: a unit has one such case per matter and place."""

FINAL = frozenset({_S.WITHDRAWN, _S.SETTLED_REJECTED, _S.TO_ADJUSTMENT, _S.ENDED})
"""Statuses that nothing follows."""

RUNS_IN: Mapping[Status, LimitStep] = {
    _S.AWAITING_VERIFICATION: LimitStep.VERIFICATION,
    _S.REFERRED: LimitStep.SETTLEMENT,
    _S.DISPUTED: LimitStep.SETTLEMENT,
    _S.ESCALATED: LimitStep.SETTLEMENT,
}
"""Which limit runs in which status. Only that of the verification moves a case when it passes, and never to admit."""


def following(status: Status, verb: Verb, outcome: Outcome | None = None) -> frozenset[Status]:
    """The statuses that can follow, by the outcome of that day's verdict where one is needed; none where none can.

    Settling without one, because none can be given any more, only closes."""
    if (status, verb) in STAYS:
        return frozenset({status}) if outcome is Outcome.ADMIT else frozenset()
    leads = MOVES.get((status, verb))
    if verb is Verb.SETTLE and outcome is None:
        return CLOSES if leads is not None else frozenset()
    found = leads if isinstance(leads, Status) or leads is None else leads.get(outcome) if outcome else None
    if found is None:
        return frozenset()
    return frozenset({found}) if isinstance(found, Status) else found


class EndCause(StrEnum):
    """What ended an admission."""

    TERM_OVER = "TERM_OVER"  # 期限届满
    APPROVAL_OVER = "APPROVAL_OVER"  # 依据的批准到期、撤销或修改后不再适用
    EMERGENCY_OVER = "EMERGENCY_OVER"  # 应急响应结束
    FINISHED = "FINISHED"  # 工作完成
    REVOKED = "REVOKED"  # 撤销


def matter_key(unit: str, kind: str, subject: str, place: str) -> str:
    """What a unit may have only one open case of: the matter (its row's code, or its plain wording) at one place."""
    return f"{unit}|{kind}|{place}|{subject}"


def last_day_of(*ends: date | None) -> date | None:
    """The first of these last days; None where none is set."""
    known = [end for end in ends if end is not None]
    return min(known) if known else None
