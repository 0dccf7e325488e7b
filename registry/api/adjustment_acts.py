"""Adjusting lists: kept as a draft, proposed, and every step until it is decided and drafted."""

from collections.abc import Callable
from typing import Any

import graphene
from graphene.utils.str_converters import to_camel_case

from registry.api.acting import (
    Act,
    Acting,
    Data,
    Given,
    act_of,
    chosen,
    input_of,
    parts,
    payload,
    typed_list,
    typed_text,
)
from registry.api.adjustments import Adjustment, shown
from registry.api.fields import perhaps
from registry.api.list_rows import DutyShareInput
from registry.domain.adjustments import AdjustmentEvent, AdjustmentScope, DutyChangeKind, Opinion
from registry.domain.duties import DutyTier
from registry.domain.errors import RegistryError
from registry.services import adjustments, adoption, consultations, proposing
from registry.services.proposals import MOST_CHANGES, MOST_TOWNSHIPS, TypedChange, TypedProposal
from registry.store.adjustments import AdjustmentRecord

_OF_THE_WHOLE = {"adjustment_event": "event", "adjustment_title": "title", "adjustment_scope": "scope"}
_OF_A_CHANGE = {
    "duty_change_kind": "kind",
    "changed_duties": "duties",
    "wanted_matter": "matters",
    "wanted_tier": "tier",
    "wanted_category": "category",
    "wanted_shares": "shares",
    "wanted_township_share": "township_share",
    "wanted_taken_over_by": "taken_over_by",
    "wanted_way_of_working": "way_of_working",
    "change_articles": "articles",
    "change_reason": "reason",
}
"""What services call the answers about one change."""

AdjustmentPayload = payload(
    "AdjustmentPayload",
    "办理的结果：清单调整，或者须改正之处。 / What came of it: the adjustment, or what is to be mended.",
    adjustment=perhaps(Adjustment, "办理后的调整；有错误时为空。 / As it stands now; null where there are errors."),
)
DutyChangeInput = parts(
    "DutyChangeInput",
    "一处调整；不填的不变。 / One change; what is not told stays as it is.",
    {
        "kind": chosen(DutyChangeKind, "怎样调整。 / What is to become of the duty.", required=False),
        "duties": typed_list(
            graphene.String, "由哪些事项，编码或原文。 / The duties it starts from, by code or in the list's words."
        ),
        "matters": typed_list(
            graphene.String, "调整后的名称；拆分的有几个。 / The matter it leads to; several for a split."
        ),
        "tier": chosen(DutyTier, "调整到哪一部分。 / The part it leads to.", required=False),
        "category": typed_text("类别。 / The category.", required=False),
        "shares": typed_list(DutyShareInput, "对应上级部门及其职责。 / Each department's share."),
        "township_share": typed_list(graphene.String, "乡镇配合职责。 / The township's share."),
        "taken_over_by": typed_text("承接部门。 / Who takes it over.", required=False),
        "way_of_working": typed_text("工作方式。 / Way of working.", required=False),
        "articles": typed_list(graphene.String, "依据。 / The articles it rests on."),
        "reason": typed_text("理由。 / Why.", required=False),
    },
)


def _proposal_input(name: str, described: str) -> Any:
    """The questions of a proposal: the same for a draft and for what is proposed."""
    fields = {
        "number": typed_text(
            "接着写的草稿（或退回件）编号；不填则另建。 / The draft to go on with; without it a new one.",
            required=False,
        ),
        "event": chosen(AdjustmentEvent, "调整情形。 / What gives occasion."),
        "title": typed_text("题目。 / Its title."),
        "scope": chosen(AdjustmentScope, "调整哪些清单；默认所列乡镇的。 / Whose lists.", required=False),
        "townships": typed_list(
            graphene.String, f"乡镇，代码或名称，最多 {MOST_TOWNSHIPS} 个。 / The townships, at most {MOST_TOWNSHIPS}."
        ),
        "articles": typed_list(graphene.String, "依据。 / The articles it rests on."),
        "reason": typed_text("理由。 / Why.", required=False),
        "changes": typed_list(
            DutyChangeInput, f"调整事项，最多 {MOST_CHANGES} 处。 / What is to change, at most {MOST_CHANGES}."
        ),
        "from_case": typed_text("来自哪一个办件。 / The case it comes from.", required=False),
    }
    return input_of(name, described, fields)


KeepAdjustmentInput = _proposal_input("KeepAdjustmentInput", "要保存的调整草稿。 / A draft of an adjustment to keep.")
ProposeAdjustmentInput = _proposal_input("ProposeAdjustmentInput", "要提出的调整。 / The adjustment to propose.")


def _number() -> graphene.InputField:
    return typed_text("调整的编号。 / The adjustment's number.")


ReasonedAdjustmentInput = input_of(
    "ReasonedAdjustmentInput",
    "一件调整和理由。 / An adjustment, and why.",
    {"number": _number(), "reason": typed_text("理由。 / Why.")},
)
AdjustmentStepInput = input_of(
    "AdjustmentStepInput",
    "一件调整，理由视情况填写。 / An adjustment; why, where it is needed.",
    {"number": _number(), "reason": typed_text("理由。 / Why.", required=False)},
)
ConsultUnitsInput = input_of(
    "ConsultUnitsInput",
    "向哪些单位征求意见。 / Which units are asked for their opinion.",
    {
        "number": _number(),
        "units": typed_list(graphene.String, "单位，代码或名称。 / The units, by code or name.", required=True),
    },
)
AnswerConsultationInput = input_of(
    "AnswerConsultationInput",
    "被征求意见的单位的意见。 / The opinion of a unit that was asked.",
    {
        "number": _number(),
        "opinion": chosen(Opinion, "意见。 / What it says."),
        "text": typed_text("具体意见；同意的可不填。 / In its words; not needed to agree.", required=False),
    },
)


def _typed(asked: Given) -> TypedProposal:
    return TypedProposal(
        event=str(asked["event"]),
        title=asked["title"],
        scope=_option(asked.get("scope")),
        townships=list(asked["townships"]),
        articles=list(asked["articles"]),
        reason=asked.get("reason") or "",
        changes=[_change(change) for change in asked["changes"]],
        from_case=asked.get("from_case") or "",
    )


def _change(change: Given) -> TypedChange:
    said = {name: change.get(name) or "" for name in ("category", "taken_over_by", "way_of_working", "reason")}
    lists = {name: list(change[name]) for name in ("duties", "matters", "township_share", "articles")}
    shares = [f"{share['department']}：{'；'.join(share['duties'])}" for share in change["shares"]]
    kind, tier = _option(change.get("kind")), _option(change.get("tier"))
    told: dict[str, Any] = {**lists, **said, "shares": shares}
    return TypedChange(kind=kind, tier=tier, **told)


def _option(given: Any) -> str:
    return given.value if given else ""


def _path_of(error: RegistryError, _asked: Given) -> list[str]:
    """What is about one change stands in that change."""
    field, change = str(error.facts.get("field", "")), error.facts.get("change")
    if field in _OF_A_CHANGE:
        at = [str(int(str(change)) - 1), to_camel_case(_OF_A_CHANGE[field])] if change else []
        return ["input", "changes", *at]
    known = {"duty_changes": "changes", **_OF_THE_WHOLE}.get(field, field)
    return ["input", to_camel_case(known)] if known in ProposeAdjustmentInput._meta.fields else ["input"]


Keep = Callable[..., AdjustmentRecord]


def _proposal(keep: Keep) -> Act:
    def act(asked: Given, acting: Acting) -> Data:
        return _told(keep(_typed(asked), number=asked.get("number") or "", **acting.by), acting)

    return act


def _step(step: Keep) -> Act:
    return lambda asked, acting: _told(step(asked["number"], asked.get("reason") or "", **acting.by), acting)


def _consulted(asked: Given, acting: Acting) -> Data:
    return _told(consultations.consult(asked["number"], list(asked["units"]), **acting.by), acting)


def _answered(asked: Given, acting: Acting) -> Data:
    said = (asked["opinion"].value, asked.get("text") or "")
    return _told(consultations.answer(asked["number"], *said, **acting.by), acting)


def _told(record: AdjustmentRecord, acting: Acting) -> Data:
    return {"adjustment": shown(record, acting.actor, acting.now)}


def _act(of_input: Any, description: str, act: Act, **where: str) -> graphene.Field:
    return act_of(AdjustmentPayload, of_input, description, act, where=where)


class AdjustmentMutations(graphene.ObjectType):
    """What can be done with adjustments."""

    keep_adjustment = act_of(
        AdjustmentPayload,
        KeepAdjustmentInput,
        "存为草稿，可以不完整。 / Keep it as a draft; it need not be whole.",
        _proposal(proposing.keep_draft),
        path_of=_path_of,
    )
    propose_adjustment = act_of(
        AdjustmentPayload,
        ProposeAdjustmentInput,
        "保存并提交县级编办。 / Keep it and put it to the county's list office.",
        _proposal(proposing.propose),
        path_of=_path_of,
    )
    consult_units = _act(ConsultUnitsInput, "编办征求意见。 / The list office asks units.", _consulted)
    answer_consultation = _act(
        AnswerConsultationInput, "答复征求的意见。 / A unit that was asked answers.", _answered, opinion_text="text"
    )
    close_consultation = _act(
        AdjustmentStepInput,
        "结束征求意见；未答复的如实记载。 / Go on without the silent ones, who are told as such.",
        _step(consultations.close),
    )
    return_adjustment = _act(ReasonedAdjustmentInput, "退回补正。 / Give it back.", _step(adjustments.give_back))
    adopt_adjustment = _act(
        ReasonedAdjustmentInput,
        "决定采纳，生成各清单的草稿。 / Decide for it; each list concerned has a draft then.",
        _step(adoption.adopt),
    )
    decline_adjustment = _act(ReasonedAdjustmentInput, "决定不采纳。 / Decide against it.", _step(adjustments.decline))
    redraft_adjustment = _act(
        AdjustmentStepInput,
        "按现行清单重新编制尚未公布的。 / Draft anew what is not published yet.",
        _step(adoption.redraft),
    )
    end_adjustment = _act(
        ReasonedAdjustmentInput,
        "终止编制；已公布的不变。 / End it; what was published stays.",
        _step(adoption.end),
    )
    withdraw_adjustment = _act(
        ReasonedAdjustmentInput, "提出单位撤回。 / The unit that proposes withdraws it.", _step(adjustments.withdraw)
    )
