"""Adjustment 动态调整 of the lists: what is proposed, which status follows which verb, and who does what.

It is a channel of its own: an adjustment admits no request, and access 准入 knows nothing of it.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from registry.domain.actors import Action, Role
from registry.domain.duties import DutyTier, Share
from registry.domain.limits import LimitStep


class AdjustmentEvent(StrEnum):
    """What gives occasion to adjust a list. Only the first and the township's own application are verified."""

    LAW_CHANGED = "LAW_CHANGED"  # 法律法规规章立改废释
    FUNCTIONS_CHANGED = "FUNCTIONS_CHANGED"  # 三定、机构职能调整
    PROVINCE_DEPLOYED = "PROVINCE_DEPLOYED"  # 省级统一部署下放或收回
    DIVISIONS_CHANGED = "DIVISIONS_CHANGED"  # 行政区划调整
    TOWNSHIP_APPLIED = "TOWNSHIP_APPLIED"  # 乡镇自主申请
    EVALUATION_FOUND = "EVALUATION_FOUND"  # 清单执行评估发现问题
    REWORDED = "REWORDED"  # 事项合并、改名、拆分


class AdjustmentScope(StrEnum):
    """Whose lists are to change."""

    TOWNSHIPS = "TOWNSHIPS"
    COUNTY = "COUNTY"


class DutyChangeKind(StrEnum):
    """What is to become of a duty."""

    ADD = "ADD"
    DROP = "DROP"
    RENAME = "RENAME"
    MOVE = "MOVE"
    MERGE = "MERGE"
    SPLIT = "SPLIT"
    CHANGE_SHARE = "CHANGE_SHARE"


@dataclass(frozen=True, slots=True)
class WantedRow:
    """A row as it is wanted. What is empty stays as it is on the row (or the first of the rows) that it comes from."""

    matter: str = ""
    tier: DutyTier | None = None
    category: str = ""
    shares: tuple[Share, ...] = ()
    township_share: tuple[str, ...] = ()
    taken_over_by: str = ""
    way_of_working: str = ""


@dataclass(frozen=True, slots=True)
class Change:
    """One change: the duties (by code) it starts from, the rows it leads to, the articles it rests on, and why."""

    kind: DutyChangeKind
    duties: tuple[str, ...] = ()
    rows: tuple[WantedRow, ...] = ()
    articles: tuple[str, ...] = ()
    reason: str = ""

    def as_data(self) -> dict[str, Any]:
        """As it is kept."""
        return {
            "kind": self.kind.value,
            "duties": list(self.duties),
            "rows": [_row_as_data(row) for row in self.rows],
            "articles": list(self.articles),
            "reason": self.reason,
        }


def _row_as_data(row: WantedRow) -> dict[str, Any]:
    return {
        "matter": row.matter,
        "tier": row.tier.value if row.tier else None,
        "category": row.category,
        "shares": [{"unit": s.unit, "department": s.department, "duties": list(s.duties)} for s in row.shares],
        "township_share": list(row.township_share),
        "taken_over_by": row.taken_over_by,
        "way_of_working": row.way_of_working,
    }


def change_from(kept: Mapping[str, Any]) -> Change:
    """A change as it was kept."""
    rows = tuple(_row_from(row) for row in kept["rows"])
    return Change(
        DutyChangeKind(kept["kind"]), tuple(kept["duties"]), rows, tuple(kept["articles"]), str(kept["reason"])
    )


def _row_from(kept: Mapping[str, Any]) -> WantedRow:
    return WantedRow(
        matter=kept["matter"],
        tier=DutyTier(kept["tier"]) if kept["tier"] else None,
        category=kept["category"],
        shares=tuple(Share(s["unit"], s["department"], tuple(s["duties"])) for s in kept["shares"]),
        township_share=tuple(kept["township_share"]),
        taken_over_by=kept["taken_over_by"],
        way_of_working=kept["way_of_working"],
    )


@dataclass(frozen=True, slots=True)
class Proposal:
    """What is proposed. `townships` are codes; `from_case` is the number of a case that ended as an adjustment."""

    event: AdjustmentEvent
    title: str
    scope: AdjustmentScope
    townships: tuple[str, ...]
    articles: tuple[str, ...]
    reason: str
    changes: tuple[Change, ...]
    from_case: str = ""


class AdjustmentStatus(StrEnum):
    """Where an adjustment stands."""

    DRAFT = "draft"
    PROPOSED = "proposed"
    CONSULTING = "consulting"
    DECIDING = "deciding"
    RETURNED = "returned"
    ADOPTED = "adopted"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"
    PUBLISHED = "published"
    ENDED = "ended"


class AdjustmentVerb(StrEnum):
    """What can be done with an adjustment."""

    KEEP = "keep"
    PROPOSE = "propose"
    CONSULT = "consult"
    ANSWER = "answer"
    CLOSE = "close"
    RETURN = "return"
    ADOPT = "adopt"
    DECLINE = "decline"
    WITHDRAW = "withdraw"
    REDRAFT = "redraft"
    END = "end"
    PUBLISH = "publish"


class Party(StrEnum):
    """As whom somebody does something with an adjustment."""

    PROPOSER = "PROPOSER"  # people of the unit that proposes
    CONSULTED = "CONSULTED"  # people of a unit that was asked
    LIST_OFFICE = "LIST_OFFICE"  # the county's list office, if it is not the proposer
    REGISTRY = "REGISTRY"  # follows from something else that somebody did


_S, _V = AdjustmentStatus, AdjustmentVerb
MOVES: Mapping[tuple[AdjustmentStatus, AdjustmentVerb], AdjustmentStatus] = {
    (_S.DRAFT, _V.KEEP): _S.DRAFT,
    (_S.DRAFT, _V.PROPOSE): _S.PROPOSED,
    (_S.PROPOSED, _V.CONSULT): _S.CONSULTING,
    (_S.PROPOSED, _V.RETURN): _S.RETURNED,
    (_S.RETURNED, _V.KEEP): _S.RETURNED,
    (_S.RETURNED, _V.PROPOSE): _S.PROPOSED,
    (_S.CONSULTING, _V.ANSWER): _S.CONSULTING,
    (_S.CONSULTING, _V.CLOSE): _S.DECIDING,
    (_S.CONSULTING, _V.RETURN): _S.RETURNED,
    (_S.CONSULTING, _V.DECLINE): _S.DECLINED,
    (_S.DECIDING, _V.RETURN): _S.RETURNED,
    (_S.DECIDING, _V.ADOPT): _S.ADOPTED,
    (_S.DECIDING, _V.DECLINE): _S.DECLINED,
    (_S.ADOPTED, _V.REDRAFT): _S.ADOPTED,
    (_S.ADOPTED, _V.END): _S.ENDED,
    (_S.ADOPTED, _V.PUBLISH): _S.PUBLISHED,
    **{
        (status, _V.WITHDRAW): _S.WITHDRAWN
        for status in (_S.DRAFT, _S.PROPOSED, _S.CONSULTING, _S.DECIDING, _S.RETURNED)
    },
}
"""The status that follows a verb. What is not here cannot be done.

The last unit's answer closes the consultation by itself; where units stay silent the list office closes it, once
their limit has passed, or gives its reason where no last day can be worked out. An adjustment is published once every
draft that came of it is; what cannot be published as drafted is drafted anew, or ended with a reason.
"""

DOES: Mapping[AdjustmentVerb, tuple[Party, Action]] = {
    _V.KEEP: (Party.PROPOSER, Action.PROPOSE_ADJUSTMENT),
    _V.PROPOSE: (Party.PROPOSER, Action.PROPOSE_ADJUSTMENT),
    _V.WITHDRAW: (Party.PROPOSER, Action.PROPOSE_ADJUSTMENT),
    _V.ANSWER: (Party.CONSULTED, Action.ANSWER_CONSULTATION),
    _V.CONSULT: (Party.LIST_OFFICE, Action.DECIDE_ADJUSTMENT),
    _V.CLOSE: (Party.LIST_OFFICE, Action.DECIDE_ADJUSTMENT),
    _V.RETURN: (Party.LIST_OFFICE, Action.DECIDE_ADJUSTMENT),
    _V.ADOPT: (Party.LIST_OFFICE, Action.DECIDE_ADJUSTMENT),
    _V.DECLINE: (Party.LIST_OFFICE, Action.DECIDE_ADJUSTMENT),
    _V.REDRAFT: (Party.LIST_OFFICE, Action.DECIDE_ADJUSTMENT),
    _V.END: (Party.LIST_OFFICE, Action.DECIDE_ADJUSTMENT),
    _V.PUBLISH: (Party.REGISTRY, Action.DECIDE_ADJUSTMENT),
}
"""Who does what: as which party, and by which permitted action."""

READ_IN_THEIR_COUNTY = frozenset({Role.LIST_OFFICE, Role.JUSTICE, Role.OVERSIGHT})
"""Who reads everything that was proposed in the county they serve; drafts are read by their own unit only."""


class Opinion(StrEnum):
    """What a consulted unit says. Silence is no opinion, neither consent nor refusal."""

    AGREE = "AGREE"
    DISAGREE = "DISAGREE"
    CONDITIONAL = "CONDITIONAL"


RUNS_IN: Mapping[AdjustmentStatus, LimitStep] = {
    _S.PROPOSED: LimitStep.INTAKE,
    _S.CONSULTING: LimitStep.CONSULTATION,
    _S.DECIDING: LimitStep.DECISION,
    _S.RETURNED: LimitStep.MENDING,
    _S.ADOPTED: LimitStep.PUBLICATION,
}
"""Which limit runs in which status."""

LONGEST_REASON = 2000
