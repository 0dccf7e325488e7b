"""Whether a demand has an admission number that holds, and if not, why: without one the township may refuse."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from registry.domain.admissions import Validity
from registry.domain.cases import Status
from registry.domain.kind import Held
from registry.domain.kinds import KINDS
from registry.domain.law import ARTICLES, burden_2024
from registry.domain.outcome import Outcome
from registry.domain.verdict import LifterKind

Data = Mapping[str, Any]


class NumberState(StrEnum):
    """How it is about the number of a demand; but for HOLDS there is none that holds, for this reason."""

    HOLDS = "HOLDS"
    NOT_ASKED_FOR = "NOT_ASKED_FOR"  # 没有申请准入
    AWAITING_VERIFICATION = "AWAITING_VERIFICATION"
    REJECTED = "REJECTED"
    REFERRED = "REFERRED"
    DISPUTED = "DISPUTED"
    ESCALATED = "ESCALATED"
    SETTLED_REJECTED = "SETTLED_REJECTED"
    TO_ADJUSTMENT = "TO_ADJUSTMENT"
    WITHDRAWN = "WITHDRAWN"
    RESOURCES_DUE = "RESOURCES_DUE"
    NOT_YET = "NOT_YET"
    TERM_OVER = "TERM_OVER"
    APPROVAL_OVER = "APPROVAL_OVER"
    EMERGENCY_OVER = "EMERGENCY_OVER"
    FINISHED = "FINISHED"
    REVOKED = "REVOKED"


_N = NumberState
OVER = frozenset(
    {_N.SETTLED_REJECTED, _N.TO_ADJUSTMENT, _N.WITHDRAWN}
    | {_N.TERM_OVER, _N.APPROVAL_OVER, _N.EMERGENCY_OVER, _N.FINISHED, _N.REVOKED}
)
"""What was asked for is over: it takes another request."""

ON_ITS_WAY = frozenset({_N.AWAITING_VERIFICATION, _N.NOT_YET})
"""Nothing stands against it: it is the township's own turn, or only the day has not come."""


@dataclass(frozen=True, slots=True)
class NumberHeld:
    """The state of the number, the case it belongs to, and the day from which it holds where that is still to come.

    `number` is also set where it no longer, or not yet, holds. `within_share` is whether only the township's share
    of a supporting row was granted.
    """

    state: NumberState
    number: str = ""
    case: str = ""
    begins: date | None = None
    within_share: bool = False

    @property
    def holds(self) -> bool:
        return self.state is NumberState.HOLDS

    @property
    def valid_number(self) -> str:
        """The number while it holds, else empty."""
        return self.number if self.holds else ""

    def as_data(self) -> dict[str, str | None]:
        """As a slip keeps it."""
        begins = self.begins.isoformat() if self.begins else None
        return {"state": self.state.value, "admission": self.number, "case": self.case, "begins": begins}


NOT_ASKED_FOR = NumberHeld(NumberState.NOT_ASKED_FOR)


def state_of(status: Status, validity: Validity | None) -> NumberState:
    """The state of a case's number: where the case stands, or how its admission does where it has one."""
    if validity is not None:
        return NumberState.HOLDS if validity is Validity.VALID else NumberState(validity.value)
    named = status.value.upper()
    return NumberState(named) if named in NumberState.__members__ else NumberState.NOT_ASKED_FOR


def needs_a_number(verdict: Data) -> bool:
    """Whether a lawful demand may be carried out only under a number: what an approval adds, and plaques.

    What the list lays down is the township's already (P15); what is named in an emergency response is done at once
    and verified after.
    """
    lifters = {ground["liftedBy"]["kind"] for ground in verdict["grounds"] if ground["liftedBy"]}
    if LifterKind.EMERGENCY.value in lifters:
        return False
    return bool(lifters) or Held.PLAQUES in _looked_at(verdict)


def is_under_a_response(verdict: Data) -> bool:
    """Whether an emergency response lifted any of its grounds."""
    return any(g["liftedBy"] and g["liftedBy"]["kind"] == LifterKind.EMERGENCY.value for g in verdict["grounds"])


def number_clause(verdict: Data) -> str:
    """The article under which what has no number may be refused: that of what was lifted, or what leads against it;
    where that is no clause of the law (a share on the list, a text that is unclear) that of its kind."""
    lifted = [str(ground["code"]) for ground in verdict["grounds"] if ground["liftedBy"]]
    found = lifted if verdict["outcome"] == Outcome.ADMIT.value else [str(verdict["leadingGround"] or "")]
    of_kind = burden_2024.OFF_LIST if Held.DUTIES in _looked_at(verdict) else burden_2024.NO_LEGAL_BASIS
    return next((code for code in found if code in ARTICLES and ARTICLES[code].clause), of_kind.code)


def _looked_at(verdict: Data) -> frozenset[Held]:
    kind = KINDS.get(verdict.get("kind", ""))
    return kind.looks_at if kind else frozenset({Held.DUTIES})
