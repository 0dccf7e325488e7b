"""Village body 村级组织: a village is asked to set up, or to staff, a group, committee or station (P17)."""

from dataclasses import dataclass
from enum import StrEnum

from registry.domain.divisions import Level
from registry.domain.inventories import InventorySort
from registry.domain.kind import Brought, Kind, text
from registry.domain.law import burden_2024 as provisions
from registry.domain.question import Question
from registry.domain.register import Register
from registry.domain.verdict import Judgement, ground
from registry.domain.wording import plain


class BodyAct(StrEnum):
    SET_UP = "SET_UP"
    STAFF = "STAFF"


class BodyForm(StrEnum):
    """What the body is called; whatever it is called, it takes the province's approval."""

    LEADING_GROUP = "LEADING_GROUP"  # 领导小组
    COMMITTEE = "COMMITTEE"  # 委员会
    WORKSTATION = "WORKSTATION"  # 工作站
    ASSOCIATION = "ASSOCIATION"  # 协会
    OTHER = "OTHER"


@dataclass(frozen=True)
class VillageBodyDetails:
    """The questions about a village body. Its plaque is another request."""

    body: str = text(longest=100)
    body_form: BodyForm = BodyForm.OTHER
    act: BodyAct = BodyAct.SET_UP


def judge(asked: Question[VillageBodyDetails], register: Register) -> Judgement:
    """Always a ground (P17): only an approval that names the body lifts it."""
    details = asked.details
    facts = {
        "body": details.body,
        "body_form": details.body_form.value,
        "act": details.act.value,
        "village": register.place.name,
    }
    return Judgement([ground(provisions.NEW_BODY, facts, subjects=frozenset({plain(details.body)}))])


def brings(details: VillageBodyDetails, register: Register) -> tuple[Brought, ...]:
    """A body that is set up; one that is only staffed is there already."""
    return (Brought(InventorySort.BODIES, details.body),) if details.act is BodyAct.SET_UP else ()


VILLAGE_BODY = Kind(
    code="village_body",
    details=VillageBodyDetails,
    places=frozenset({Level.VILLAGE}),
    judge=judge,
    subject="body",
    looks_at=frozenset(),
    brings=brings,
    scope=("act",),
)
