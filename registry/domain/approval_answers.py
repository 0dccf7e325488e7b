"""What is asked of whoever records a provincial approval, or a lower paper as evidence; and of whoever revokes one.

Forms, their bounds and their errors derive from these questions, as those of the kinds do. What the paper names, the
places it covers and the demanders it admits are lists, one a line, and are given besides (`LISTS`).
"""

from dataclasses import dataclass
from enum import StrEnum

from registry.domain.approvals import Issuer
from registry.domain.forms import ApprovalForm, DemandForm
from registry.domain.kind import number, text

LONG, SHORT, A_DAY = 2000, 300, 40
MOST_NAMES, MOST_PLACES, MOST_DEMANDERS = 100, 500, 50
LISTS = {"approval_names": MOST_NAMES, "approval_places": MOST_PLACES, "approval_demanders": MOST_DEMANDERS}
"""The lists, with how many lines each may have."""
FIELD_TO_MEND = {
    "NUMBER_MALFORMED": "document_number",
    "NAMES_NOTHING": "approval_names",
    "COVERS_NO_PLACE": "approval_places",
    "ENDS_BEFORE_IT_BEGINS": "valid_until",
    "NO_STATUTE": "statute",
    "NO_REINSTATEMENT": "reinstated_by",
}
"""Which answer to mend where an approval cannot stand, by the reason of MalformedApproval."""


class AgreeingBody(StrEnum):
    """Whom a paper of one side, or of its general office, may name as agreed: only both together make up for it."""

    PARTY_COMMITTEE = "PARTY_COMMITTEE"
    GOVERNMENT = "GOVERNMENT"


@dataclass(frozen=True)
class RecordAnswers:
    """The paper, what comes with it, and what a plaque or certificate entry says besides; days as they are typed."""

    approval_form: ApprovalForm
    issuers: tuple[Issuer, ...]
    document_number: str = text(longest=60)
    paper_title: str = text(longest=SHORT)
    issued_on: str = text(longest=A_DAY)
    agreed_by: tuple[AgreeingBody, ...] = ()
    in_force_from: str = text(longest=A_DAY, default="")
    valid_until: str = text(longest=A_DAY, default="")
    demand_forms: tuple[DemandForm, ...] = ()
    kept_share: str = text(longest=LONG, default="")
    approved_posts: int | None = number()
    money: str = text(longest=SHORT, default="")
    money_channel: str = text(longest=SHORT, default="")
    powers: str = text(longest=LONG, default="")
    systems: str = text(longest=LONG, default="")
    training: str = text(longest=LONG, default="")
    assessment_report: str = text(longest=LONG, default="")
    statute: str = text(longest=SHORT, default="")
    article: str = text(longest=SHORT, default="")
    reinstated_by: str = text(longest=SHORT, default="")
    raised_quota: int | None = number()
    most_places: int | None = number(least=1)
    document_sha256: str = text(longest=80, default="")


@dataclass(frozen=True)
class RevokeAnswers:
    """The first day on which it no longer holds, and why."""

    revoked_on: str = text(longest=A_DAY)
    reason: str = text(longest=LONG)
