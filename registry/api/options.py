"""Enums of the schema, derived from those of the ground floor, with the words of both languages."""

from collections.abc import Callable, Mapping
from enum import StrEnum
from functools import cache
from typing import Any

import graphene

from registry.domain.actors import Role
from registry.domain.adjustments import (
    AdjustmentEvent,
    AdjustmentScope,
    AdjustmentStatus,
    AdjustmentVerb,
    DutyChangeKind,
    Opinion,
)
from registry.domain.admissions import AdmissionFilter, Fate, Validity
from registry.domain.applications import AssessmentPart
from registry.domain.approval_answers import AgreeingBody
from registry.domain.approvals import ApprovalState, Issuer, PaperLevel
from registry.domain.cases import CaseParty, EndCause, Status, Verb
from registry.domain.catalogues import CatalogueSort, Change
from registry.domain.certificates import ProhibitedBy
from registry.domain.chiefs import ChiefOrGrid
from registry.domain.delegated import CleanUpStatus, ListGap, Resource, YesNo
from registry.domain.desk import Waits
from registry.domain.divisions import Level, NoticeCode
from registry.domain.duties import DutyTier
from registry.domain.editions import DescentKind, DraftStatus
from registry.domain.emergencies import ResponseLevel
from registry.domain.feed import ThingKind
from registry.domain.forms import ApprovalForm
from registry.domain.inventories import BodyDecision, PlaqueDecision, Proposal, ProposalReason
from registry.domain.kind import AnswerType
from registry.domain.kinds import KINDS
from registry.domain.limits import LimitStep
from registry.domain.notices import NewsCode
from registry.domain.outcome import Outcome
from registry.domain.overviews import Took
from registry.domain.reports import ReportStatus, ReportVerb
from registry.domain.searching import Match, WordingKind
from registry.domain.slips import Reply
from registry.domain.standings import StandingMark
from registry.domain.successions import ChangeKind
from registry.domain.units import DemanderKind, UnitKind
from registry.domain.verdict import LifterKind
from registry.domain.webhooks import DeliveryState, PauseReason, WebhookState
from registry.words import Words, words_in


class Language(StrEnum):
    """What an answer is written in; its values are those of the catalogues."""

    ZH = "zh"
    EN = "en"


def both(say: Callable[[Words], str]) -> str:
    """The same said in Chinese and in English, as every description of the schema is."""
    return f"{say(words_in('zh'))} / {say(words_in('en'))}"


_ABOUT: dict[type[StrEnum], str] = {
    Language: "答复使用的语言。 / The language an answer is written in.",
    AnswerType: "一个问题要怎样的回答。 / What sort of answer a question takes.",
    Outcome: "结论。 / What a verdict, or one ground of it, comes to.",
    Status: "办件所处的状态。 / Where a case stands.",
    AdmissionFilter: "列出哪些准入。 / Which admissions are listed.",
    Validity: "准入某一天是否有效。 / Whether an admission holds on a day.",
    EndCause: "准入因何终止。 / What ended an admission.",
    PaperLevel: "所援引文件的层级。 / The level of a cited paper.",
    DemanderKind: "提出要求的是什么单位。 / What sort of body makes a demand.",
    ApprovalForm: "省级批准的形式。 / The form of a provincial approval.",
    ApprovalState: "一份省级批准今天的状态。 / How a provincial approval stands today.",
    Issuer: "发文机关。 / Who issued a paper.",
    ResponseLevel: "应急响应的级别，I 级最重。 / The level of an emergency response; I is the gravest.",
    DutyTier: "清单的哪一部分。 / The part of the list a matter stands on.",
    Level: "行政区划的层级。 / The level of a division.",
    DescentKind: "一项事项怎样变化。 / What became of a duty.",
    DraftStatus: "草稿所处的状态。 / Where a draft stands.",
    Took: "乡镇（街道）用了多少个工作日答复。 / In how many working days a township answered.",
    CleanUpStatus: "此前下放事项清理到哪一步。 / Where the clean-up of a delegated matter stands.",
    YesNo: "是或者否。 / Yes or no.",
    Resource: "随事划转的一种资源。 / One of the resources that move with a matter.",
    ListGap: "清单上没有体现的原因。 / Why a list does not show what became of a matter.",
    Proposal: "对照目录的建议，由人决定。 / What the catalogue suggests; a person decides.",
    ProposalReason: "建议的理由。 / Why something is suggested.",
    ProhibitedBy: "不应出具的证明在哪个清单上。 / Whose list a prohibited certificate stands on.",
    WordingKind: "查找的是什么。 / What is searched.",
    Match: "查到的内容与所查文字的关系，由近到远。 / How what was found answers the text, the best first.",
    StandingMark: "查到的内容列在哪一类。 / As what something stands where it stands.",
    AdjustmentEvent: "调整清单的情形。 / What gives occasion to adjust a list.",
    AdjustmentScope: "调整哪些清单。 / Whose lists are to change.",
    AdjustmentStatus: "清单调整所处的状态。 / Where an adjustment stands.",
    AdjustmentVerb: "对清单调整办了什么。 / What was done with an adjustment.",
    DutyChangeKind: "清单事项怎样调整。 / What is to become of a duty.",
    LimitStep: "有办理期限的环节。 / A step that runs against a limit.",
    Opinion: "被征求意见单位的意见。 / What a consulted unit says.",
    CatalogueSort: "哪一种目录。 / What a catalogue is of.",
    Change: "目录的一项怎样变化。 / What became of an entry of a catalogue.",
    CaseParty: "以什么身份办理。 / As whom something is done with a case.",
    Verb: "对办件可以办的事。 / What can be done with a case.",
    LifterKind: "解除一项理由的是什么。 / What lifted a ground.",
    ChangeKind: "区划变更的类别。 / What sort of change of divisions.",
    NoticeCode: "告知事项的代码。 / What is told beside an answer.",
    AgreeingBody: "文中写明同意的机关。 / Whom a paper names as agreed.",
    AssessmentPart: "是否纳入考核。 / Whether the work is part of an assessment.",
    Fate: "一项准入因批准或响应的变化而怎样。 / What became of an admission when what it rests on changed.",
    NewsCode: "一条通知说的是什么。 / What a notice in somebody's box tells.",
    Reply: "回函的答复。 / What a slip replies.",
    ReportStatus: "反映办到哪一步。 / Where a report stands.",
    ReportVerb: "对反映办了什么。 / What was done with a report.",
    UnitKind: "单位的性质。 / What sort of unit it is.",
    Waits: "待办的是什么事。 / What sort of thing waits.",
    ChiefOrGrid: "落到“某长”还是网格员身上。 / On whom a duty is laid.",
    PlaqueDecision: "对一块牌子的决定。 / What is decided on a plaque.",
    BodyDecision: "对一个组织的决定。 / What is decided on a body.",
    Role: "人员的角色。 / What a person is in the registry.",
    DeliveryState: "一项变更的推送情况。 / How a change stands with a webhook.",
    WebhookState: "推送是否进行。 / Whether a webhook is sent to.",
    PauseReason: "推送为何暂停。 / Why a webhook is paused.",
    ThingKind: "变更流所告知的是什么。 / What sort of thing the change feed tells of.",
}

_VALUES: dict[StrEnum, str] = {
    Language.ZH: "中文 / Chinese",
    Language.EN: "英文 / English",
    AnswerType.TEXT: "文字 / a text",
    AnswerType.NUMBER: "整数 / a whole number",
    AnswerType.CHOICE: "选一项 / one of the options",
    AnswerType.CHOICES: "可选多项 / any of the options",
    NoticeCode.PLACE_SUCCEEDED: "按旧代码或旧名称查到 / asked by an old code or name",
    NoticeCode.LIST_OF_PREDECESSOR: "沿用前身的清单 / a predecessor's list goes on",
    NoticeCode.DEPARTMENT_AS_PRINTED: "部门不在已登记单位之列，按清单所写名称 / known by the lists alone",
}
"""Values that only systems see; the words of all others are in the catalogues."""


_CALLED: dict[type[StrEnum], str] = {Change: "CatalogueChange"}
"""What sets of options are called in the schema, where the ground floor's name would say too little there."""


@cache
def enum_of(options: type[StrEnum]) -> Any:
    """The enum of the schema for a set of options (one and the same wherever it is used)."""

    def described(value: StrEnum | None) -> str:
        return _about(options) if value is None else _VALUES.get(value) or both(_words_of(value))

    return graphene.Enum.from_enum(options, name=_CALLED.get(options), description=described)


def _about(options: type[StrEnum]) -> str:
    """What a set of options is about: for answers, the question they answer."""
    if options in _ABOUT:
        return _ABOUT[options]
    kind, name = next((k.code, q.name) for k in KINDS.values() for q in k.questions() if q.options is options)
    return both(lambda words: words.question(kind, name))


def _words_of(value: StrEnum) -> Callable[[Words], str]:
    if isinstance(value, Outcome):
        return lambda words: words.outcome(value.value)
    if isinstance(value, Status):
        return lambda words: words.status(value.value)
    if isinstance(value, NewsCode):
        return lambda words: words.news(value.value)
    return lambda words: words.option(type(value).__name__, value.value)


def language_argument() -> graphene.Argument:
    """The argument by which a query asks for its language."""
    return graphene.Argument(enum_of(Language), default_value=Language.ZH, description=_ABOUT[Language])


def words_of(given: Mapping[str, Any]) -> Words:
    """The words in which an input asks to be answered."""
    return words_in(given.get("language") or Language.ZH)
