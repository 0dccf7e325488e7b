"""Village body 村级组织: a village is asked to set up, or to staff, a group, committee or station (P17)."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from registry.domain.divisions import Level
from registry.domain.hearing import named_in
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


_MADE = r"设立|成立|组建|建立|设置|新建|建一个|设一个|成立一个|设|建"
_STAFFED = r"配备|配齐|聘用|增配|明确|安排|选配|配"
_BODIES: Mapping[str, BodyForm] = {
    "领导小组": BodyForm.LEADING_GROUP,
    "工作专班": BodyForm.OTHER,
    "委员会": BodyForm.COMMITTEE,
    "工作站": BodyForm.WORKSTATION,
    "服务站": BodyForm.WORKSTATION,
    "协会": BodyForm.ASSOCIATION,
    "工作室": BodyForm.OTHER,
    "服务队": BodyForm.OTHER,
    "巡逻队": BodyForm.OTHER,
    "分队": BodyForm.OTHER,
}
_POSTS = r"(?:协管员|专干|专员|信息员|联络员|指导员|管理员|宣传员|监督员|安全员|护林员|调解员)"


def hears(text: str) -> Mapping[str, Any] | None:
    """“村里要成立禁毒工作领导小组”, “配备一名食品安全协管员”: the body, and whether it is set up or staffed."""
    if not re.search(r"村|社区|居委会", text):
        return None
    for ending, form in _BODIES.items():
        name = named_in(text, _MADE, rf"{ending}") if re.search(_MADE, text) else ""
        if name:
            return {"body": f"{name}{ending}", "body_form": form.value, "act": BodyAct.SET_UP.value}
    post = re.search(rf"(?:{_STAFFED})(?:[一两二三1-3]名|[一两1-3]个)?(?P<post>[^，。；;,\s]{{1,16}}{_POSTS})", text)
    return {"body": post["post"], "act": BodyAct.STAFF.value} if post else None


VILLAGE_BODY = Kind(
    code="village_body",
    details=VillageBodyDetails,
    places=frozenset({Level.VILLAGE}),
    judge=judge,
    subject="body",
    looks_at=frozenset(),
    brings=brings,
    scope=("act",),
    hears=hears,
)
