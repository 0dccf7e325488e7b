"""What waits on somebody's desk beside cases and adjustments, and who has what of it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from registry.domain.actors import Role
from registry.domain.notices import NewsCode


class Waits(StrEnum):
    """What waits for whom."""

    APPROVAL = "APPROVAL"  # recorded, to be confirmed by the province
    APPROVAL_UNPROVEN = "APPROVAL_UNPROVEN"  # the same, and nobody attached the paper
    REPORT = "REPORT"  # received, not closed
    DRAFT_AMEND = "DRAFT_AMEND"  # one's own, to be finished and sent to review
    DRAFT_REVIEW = "DRAFT_REVIEW"
    DRAFT_PUBLISH = "DRAFT_PUBLISH"
    DELEGATED_HEAR = "DELEGATED_HEAR"  # delegated before, and the township has not said its word
    DELEGATED_ASSESS = "DELEGATED_ASSESS"
    DELEGATED_DECIDE = "DELEGATED_DECIDE"  # assessed, neither kept nor taken back
    RESOURCES = "RESOURCES"  # admitted, without a number until posts, money and powers are on record (P16)
    ENDING = "ENDING"  # an admission that ends soon
    HANGING = "HANGING"  # a plaque that was admitted, not yet recorded as hung
    OVER_QUOTA = "OVER_QUOTA"  # a village with more plaques than its quota
    INVENTORY = "INVENTORY"  # a village's plaques and bodies that nobody decided on
    ANSWERS = "ANSWERS"  # to what the unit or village asked or reported, unread
    MAIL = "MAIL"  # mail that a server refuses
    CALENDAR = "CALENDAR"  # a year whose holidays were not entered


_R, _W = Role, Waits
DESKS: Mapping[Role, tuple[Waits, ...]] = {
    _R.DEPARTMENT_CLERK: (_W.RESOURCES, _W.ENDING, _W.ANSWERS),
    _R.TOWNSHIP_DESK: (
        *(_W.REPORT, _W.DRAFT_AMEND, _W.DELEGATED_HEAR, _W.RESOURCES, _W.ENDING),
        *(_W.HANGING, _W.INVENTORY, _W.OVER_QUOTA, _W.ANSWERS),
    ),
    _R.VILLAGE: (_W.HANGING, _W.ENDING, _W.ANSWERS),
    _R.LIST_OFFICE: (
        *(_W.DRAFT_AMEND, _W.DRAFT_REVIEW, _W.DRAFT_PUBLISH, _W.DELEGATED_ASSESS, _W.DELEGATED_DECIDE),
        *(_W.RESOURCES, _W.ENDING),
    ),
    _R.JUSTICE: (_W.DRAFT_REVIEW,),
    _R.CIVIL_AFFAIRS: (_W.INVENTORY, _W.OVER_QUOTA),
    _R.PROVINCE: (_W.APPROVAL, _W.APPROVAL_UNPROVEN),
    _R.OVERSIGHT: (_W.REPORT,),
    _R.ADMINISTRATOR: (_W.MAIL, _W.CALENDAR),
}
"""What each role is shown, beside the cases and adjustments that wait for it."""

MOST_OF_A_SORT = 30
"""Of more than so many clean-ups or villages there is one line that tells how many: the rest of the list stays seen."""

ANNOUNCED_FROM = 11
"""The month from which the next year's holidays are expected: until then nobody can enter them."""

ANSWERING = frozenset(
    {
        *(NewsCode.CASE_VERIFIED, NewsCode.CASE_REJECTED, NewsCode.CASE_REFERRED, NewsCode.CASE_DISPUTED),
        *(NewsCode.CASE_SETTLED, NewsCode.APPROVAL_CONFIRMED, NewsCode.REPORT_ANSWERED),
        *(NewsCode.REPORT_MOVED_UP, NewsCode.REPORT_WITH_NOBODY, NewsCode.REPORT_HELD_AGAIN),
    }
)
"""News that answer what somebody asked or reported."""


@dataclass(frozen=True, slots=True)
class Waiting:
    """One thing that waits: its number or its place's code, what it is called, of which unit or place it is, the last
    day if there is one, since when it waits, and how many things it stands for (of a village plaques,
    beside them `bodies`, and by how many plaques it is `over` its quota)."""

    waits: Waits
    about: str
    title: str = ""
    unit: str = ""
    last_day: date | None = None
    since: datetime | None = None
    count: int = 1
    bodies: int = 0
    over: int = 0
