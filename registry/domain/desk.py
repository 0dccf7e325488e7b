"""What waits on somebody's desk beside cases and adjustments, and who has what of it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from registry.domain.actors import Role


class Waits(StrEnum):
    """What waits for whom."""

    APPROVAL = "APPROVAL"  # recorded, to be confirmed by the province
    REPORT = "REPORT"  # received, not closed
    DRAFT_AMEND = "DRAFT_AMEND"  # one's own, to be finished and sent to review
    DRAFT_REVIEW = "DRAFT_REVIEW"
    DRAFT_PUBLISH = "DRAFT_PUBLISH"
    RESOURCES = "RESOURCES"  # admitted, without a number until posts, money and powers are on record (P16)
    ENDING = "ENDING"  # an admission that ends soon
    HANGING = "HANGING"  # a plaque that was admitted, not yet recorded as hung
    INVENTORY = "INVENTORY"  # a village's plaques and bodies that nobody decided on
    MAIL = "MAIL"  # mail that a server refuses


_R, _W = Role, Waits
DESKS: Mapping[Role, tuple[Waits, ...]] = {
    _R.DEPARTMENT_CLERK: (_W.RESOURCES, _W.ENDING),
    _R.TOWNSHIP_DESK: (_W.REPORT, _W.DRAFT_AMEND, _W.ENDING, _W.INVENTORY),
    _R.VILLAGE: (_W.HANGING, _W.ENDING),
    _R.LIST_OFFICE: (_W.DRAFT_AMEND, _W.DRAFT_REVIEW, _W.DRAFT_PUBLISH, _W.RESOURCES, _W.ENDING),
    _R.JUSTICE: (_W.DRAFT_REVIEW,),
    _R.CIVIL_AFFAIRS: (_W.INVENTORY,),
    _R.PROVINCE: (_W.APPROVAL,),
    _R.OVERSIGHT: (_W.REPORT,),
    _R.ADMINISTRATOR: (_W.MAIL,),
}
"""What each role is shown, beside the cases and adjustments that wait for it."""


@dataclass(frozen=True, slots=True)
class Waiting:
    """One thing that waits: its number or its place's code, what it is called, of which unit or place it is, the last
    day if there is one, since when it waits, and how many things it stands for."""

    waits: Waits
    about: str
    title: str = ""
    unit: str = ""
    last_day: date | None = None
    since: datetime | None = None
    plaques: int = 0
    bodies: int = 0
