"""Notices 通知: what is told to a unit, or to those who hold a role in a division, in the app and by mail."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from registry.domain.actors import Role
from registry.domain.cases import CaseParty, Status, Verb


class NewsCode(StrEnum):
    """What a notice tells; a public code with facts."""

    CASE_SUBMITTED = "CASE_SUBMITTED"
    CASE_RECONSIDERED = "CASE_RECONSIDERED"
    CASE_REFERRED = "CASE_REFERRED"
    CASE_DISPUTED = "CASE_DISPUTED"
    CASE_ESCALATED = "CASE_ESCALATED"
    CASE_VERIFIED = "CASE_VERIFIED"
    CASE_REJECTED = "CASE_REJECTED"
    CASE_SETTLED = "CASE_SETTLED"
    CASE_WITHDRAWN = "CASE_WITHDRAWN"
    ADMISSION_ENDING = "ADMISSION_ENDING"
    ADMISSION_ENDED = "ADMISSION_ENDED"
    RESPONSE_END_CORRECTED = "RESPONSE_END_CORRECTED"
    ADMISSION_CARRIED_OVER = "ADMISSION_CARRIED_OVER"
    ADMISSION_NUMBERED = "ADMISSION_NUMBERED"
    APPROVAL_CONFIRMED = "APPROVAL_CONFIRMED"
    APPROVAL_WAITS = "APPROVAL_WAITS"
    WEBHOOK_PAUSED = "WEBHOOK_PAUSED"
    MAIL_REPLACED = "MAIL_REPLACED"
    REPORT_RECEIVED = "REPORT_RECEIVED"
    REPORT_ANSWERED = "REPORT_ANSWERED"
    REPORT_MOVED_UP = "REPORT_MOVED_UP"
    REPORT_WITH_NOBODY = "REPORT_WITH_NOBODY"
    REPORT_HELD_AGAIN = "REPORT_HELD_AGAIN"


class Subject(StrEnum):
    """What kind of thing a notice is about; `NoticeRecord.about` is its number."""

    CASE = "CASE"
    APPROVAL = "APPROVAL"
    REPORT = "REPORT"
    WEBHOOK = "WEBHOOK"
    MAIL = "MAIL"


def subject_of(code: str) -> Subject:
    """What a notice of this code is about."""
    first = code.partition("_")[0]
    return Subject(first) if first in Subject.__members__ else Subject.CASE


@dataclass(frozen=True, slots=True)
class Box:
    """Whose notice it is: a unit's, of those who hold a role in a division (a township's desk, a village), or one
    person's own (who reported)."""

    unit: str = ""
    role: Role | None = None
    division: str = ""
    person: str = ""


_S, _V, _N, _P = Status, Verb, NewsCode, CaseParty
Told = tuple[tuple[NewsCode, CaseParty], ...]
_REFERRED: Told = ((_N.CASE_REFERRED, _P.LIST_OFFICE),)
_SETTLED: Told = ((_N.CASE_SETTLED, _P.DEPARTMENT), (_N.CASE_SETTLED, _P.TOWNSHIP))
_ENDED: Told = ((_N.ADMISSION_ENDED, _P.DEPARTMENT), (_N.ADMISSION_ENDED, _P.TOWNSHIP))
_SUBMITTED: Told = ((_N.CASE_SUBMITTED, _P.TOWNSHIP),)
_RECONSIDERED: Told = ((_N.CASE_RECONSIDERED, _P.TOWNSHIP),)

TELLS: Mapping[tuple[Verb, Status], Told] = {
    (_V.SUBMIT, _S.AWAITING_VERIFICATION): _SUBMITTED,
    (_V.SUBMIT, _S.REJECTED): _SUBMITTED,
    (_V.SUBMIT, _S.REFERRED): (*_SUBMITTED, *_REFERRED),
    (_V.RECONSIDER, _S.AWAITING_VERIFICATION): _RECONSIDERED,
    (_V.RECONSIDER, _S.REJECTED): (),  # whoever asked sees it at once, and for nobody else did anything change
    (_V.RECONSIDER, _S.REFERRED): (*_RECONSIDERED, *_REFERRED),
    (_V.VERIFY, _S.ADMITTED): ((_N.CASE_VERIFIED, _P.DEPARTMENT),),
    (_V.VERIFY, _S.REJECTED): ((_N.CASE_REJECTED, _P.DEPARTMENT),),
    (_V.VERIFY, _S.REFERRED): ((_N.CASE_REFERRED, _P.DEPARTMENT), *_REFERRED),
    (_V.DISPUTE, _S.DISPUTED): ((_N.CASE_DISPUTED, _P.LIST_OFFICE), (_N.CASE_DISPUTED, _P.DEPARTMENT)),
    (_V.ESCALATE, _S.ESCALATED): (
        (_N.CASE_ESCALATED, _P.LIST_OFFICE),
        (_N.CASE_ESCALATED, _P.DEPARTMENT),
        (_N.CASE_ESCALATED, _P.TOWNSHIP),
    ),
    (_V.SETTLE, _S.AWAITING_VERIFICATION): _SETTLED,
    (_V.SETTLE, _S.SETTLED_REJECTED): _SETTLED,
    (_V.SETTLE, _S.TO_ADJUSTMENT): _SETTLED,
    (_V.WITHDRAW, _S.WITHDRAWN): ((_N.CASE_WITHDRAWN, _P.TOWNSHIP),),
    (_V.END, _S.ENDED): _ENDED,
    (_V.REVOKE, _S.ENDED): _ENDED,
    (_V.CARRY_OVER, _S.ADMITTED): (
        (_N.ADMISSION_CARRIED_OVER, _P.DEPARTMENT),
        (_N.ADMISSION_CARRIED_OVER, _P.TOWNSHIP),
    ),
}
"""What each step of a case tells to whom, by the verb and the status it led to; a step that is not here tells nobody.

TOWNSHIP is whoever verifies at the place: where the township itself asks of its village, the county's list office.
"""

BOTH_SIDES = (CaseParty.DEPARTMENT, CaseParty.TOWNSHIP)
"""Who is told that an admission is about to end, and that one which waited for its number has it now."""

AHEAD = (7, 30)
"""Days before its last day on which an admission that is about to end announces itself, each once."""


def days_ahead(days_left: int) -> int | None:
    """Which of the announcements is due with so many days left; only the nearest, and none before the first."""
    return next((ahead for ahead in AHEAD if 0 <= days_left <= ahead), None)
