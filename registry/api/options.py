"""Enums of the schema, derived from those of the ground floor, with the words of both languages."""

from collections.abc import Callable, Mapping
from enum import StrEnum
from functools import cache
from typing import Any

import graphene

from registry.domain.access import Status
from registry.domain.approvals import PaperLevel
from registry.domain.divisions import Level
from registry.domain.duties import DutyTier
from registry.domain.editions import DescentKind, DraftStatus
from registry.domain.forms import ApprovalForm
from registry.domain.kind import AnswerType
from registry.domain.kinds import KINDS
from registry.domain.outcome import Outcome
from registry.domain.units import DemanderKind
from registry.domain.verdict import LifterKind
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
    PaperLevel: "所援引文件的层级。 / The level of a cited paper.",
    DemanderKind: "提出要求的是什么单位。 / What sort of body makes a demand.",
    ApprovalForm: "省级批准的形式。 / The form of a provincial approval.",
    DutyTier: "清单的哪一部分。 / The part of the list a matter stands on.",
    Level: "行政区划的层级。 / The level of a division.",
    DescentKind: "一项事项怎样变化。 / What became of a duty.",
    DraftStatus: "草稿所处的状态。 / Where a draft stands.",
    LifterKind: "解除一项理由的是什么。 / What lifted a ground.",
}

_VALUES: dict[StrEnum, str] = {
    Language.ZH: "中文 / Chinese",
    Language.EN: "英文 / English",
    AnswerType.TEXT: "文字 / a text",
    AnswerType.NUMBER: "整数 / a whole number",
    AnswerType.CHOICE: "选一项 / one of the options",
    AnswerType.CHOICES: "可选多项 / any of the options",
}
"""Values that only systems see; the words of all others are in the catalogues."""


@cache
def enum_of(options: type[StrEnum]) -> Any:
    """The enum of the schema for a set of options (one and the same wherever it is used)."""

    def described(value: StrEnum | None) -> str:
        return _about(options) if value is None else _VALUES.get(value) or both(_words_of(value))

    return graphene.Enum.from_enum(options, description=described)


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
    return lambda words: words.option(type(value).__name__, value.value)


def language_argument() -> graphene.Argument:
    """The argument by which a query asks for its language."""
    return graphene.Argument(enum_of(Language), default_value=Language.ZH, description=_ABOUT[Language])


def words_of(given: Mapping[str, Any]) -> Words:
    """The words in which an input asks to be answered."""
    return words_in(given.get("language") or Language.ZH)
