"""The verdict as a type: the field names of `Verdict.as_data`, with the words for each."""

from collections.abc import Mapping, Sequence
from typing import Any

import graphene

from registry.api.divisions import Notice
from registry.api.fields import by_public_name, flag, list_of, one, perhaps, text
from registry.api.options import enum_of
from registry.api.scalars import JSON, Date, DateTime
from registry.api.told import Column, Parts, Together, Told
from registry.domain.duties import DutyTier
from registry.domain.outcome import Outcome
from registry.domain.verdict import LifterKind
from registry.words import Words

_CODE = "公开代码，不随语言变化。 / A public code, the same in every language."
_TEXT = "用所选语言写成的一句话。 / A sentence in the language asked for."


def _facts() -> graphene.Field:
    return one(JSON, "说明它的事实。 / The facts that show it.")


class Lifter(graphene.ObjectType):
    """解除一项理由的省级批准或应急响应。 / The provincial approval or emergency response that lifted a ground."""

    class Meta:
        default_resolver = by_public_name

    kind = one(enum_of(LifterKind), "批准还是响应。 / Approval or response.")
    code = text(_CODE)
    number = text("文号，或者发布响应的单位。 / The document number, or who declared the response.")


class Ground(graphene.ObjectType):
    """一项适用的理由。 / One rule that applies."""

    class Meta:
        default_resolver = by_public_name

    code = text(_CODE)
    clause = text("条款，如 P16。 / The clause, as in P16.")
    citation = text("条款的通行写法。 / The clause as officials cite it.")
    outcome = one(enum_of(Outcome), "这一项本身的结论。 / What this ground by itself comes to.")
    facts = _facts()
    lifted_by = perhaps(Lifter, "解除它的是什么；空为未解除。 / What lifted it; null where it stands.")
    text = text(_TEXT)


class Cure(graphene.ObjectType):
    """怎样做才合规。 / What would make the demand lawful."""

    class Meta:
        default_resolver = by_public_name

    code = text(_CODE)
    ground = text("它针对的理由的代码。 / The code of the ground it cures.")
    facts = _facts()
    text = text(_TEXT)


class Condition(graphene.ObjectType):
    """准入之后仍须遵守的条件。 / What an admitted demand stays bound to."""

    class Meta:
        default_resolver = by_public_name

    code = text(_CODE)
    facts = _facts()
    text = text(_TEXT)


class Candidate(graphene.ObjectType):
    """清单上的一行，以及把握有多大。 / A row of the list that a text may mean, and how sure that is."""

    class Meta:
        default_resolver = by_public_name

    tier = one(enum_of(DutyTier), "清单的哪一部分。 / The part of the list.")
    number = one(graphene.Int, "清单上印的序号。 / The number printed on the list.")
    matter = text("事项。 / The matter.")
    code = text("本行固定不变的编号。 / Our own stable id of the row.")
    confidence = one(graphene.Float, "把握,0 到 1。 / How sure it is, from 0 to 1.")


class Basis(graphene.ObjectType):
    """结论所依据的版本、行、批准和规则。 / The edition, row, approvals and rules that a verdict rests on."""

    class Meta:
        default_resolver = by_public_name

    edition = text("清单版本的编号；无则为空。 / The edition of the list; empty where there is none.")
    edition_number = text("该版本的文号。 / The edition's document number.")
    edition_effective_on = perhaps(Date, "该版本的生效日。 / The edition's effective day.")
    row = text("所依据的清单行。 / The row it rests on.")
    catalogue = text("所依据的目录版本。 / The version of the catalogue it rests on.")
    approvals = list_of(graphene.String, "起了作用的省级批准。 / The provincial approvals that counted.")
    responses = list_of(graphene.String, "起了作用的应急响应。 / The emergency responses that counted.")
    sample = flag("是否依据示例数据。 / Whether it rests on sample data.")


class Verdict(graphene.ObjectType):
    """对一个问题的答复；不予准入也是答复。 / The answer to one question; a rejection is an answer too."""

    class Meta:
        default_resolver = by_public_name

    kind = text("哪一类要求。 / The kind of request.")
    outcome = one(enum_of(Outcome), "结论。 / What it comes to.")
    summary = text("一句话的结论。 / The verdict in one sentence.")
    leading_ground = text("首要理由的代码；空为没有。 / The code of the leading ground; null for none.", required=False)
    grounds = list_of(
        Ground,
        "全部适用的理由，首要的在前。 / Every ground that applies, the leading one first.",
    )
    cure = list_of(Cure, "怎样做才合规。 / What would make it lawful.")
    conditions = list_of(Condition, "准入须遵守的条件。 / The conditions of an admission.")
    notices = list_of(
        Notice,
        "须告知的事：按旧代码、旧名称查到，或者沿用清单。 / What is to be told: an old code, or whose list goes on.",
    )
    matched = perhaps(Candidate, "确定对应的清单行。 / The row that is surely meant.")
    candidates = list_of(Candidate, "不能确定时，可能对应的清单行。 / Where it is unsure: the rows it may mean.")
    basis = one(Basis, "依据。 / What it rests on.")
    on = one(Date, "按哪一天判断。 / The day it is judged for.")
    known_at = one(DateTime, "以何时已登记的情况为准。 / What had been recorded by then counted.")
    rule_version = text("规则的版本。 / The version of the rules.")
    sample = flag("是否依据示例数据。 / Whether it rests on sample data.")


def spoken(data: Mapping[str, Any], words: Words) -> dict[str, Any]:
    """A verdict's data with its words, as the type above shows it."""
    return words.verdict(data)


def as_kept(data: Mapping[str, Any], words: Words) -> dict[str, Any]:
    """The same of a verdict on file: what is asked of it is put into words, and nothing else."""
    return {
        **data,
        "summary": lambda: words.summary(data),
        "sample": data["basis"]["sample"],
        "grounds": lambda: grounds_told(data["grounds"], words),
        "cure": lambda: [{**one, "text": words.cure(one["code"], one["facts"])} for one in data["cure"]],
        "conditions": lambda: [{**c, "text": words.condition(c["code"], c["facts"])} for c in data["conditions"]],
        "notices": lambda: [{**n, "text": words.notice(n["code"], n["facts"])} for n in data.get("notices", [])],
    }


def grounds_told(grounds: Sequence[Mapping[str, Any]], words: Words) -> Together:
    """The grounds of a verdict on file, likewise."""
    return Together(_Ground, grounds, words)


def grounds_of_many(grounds: Sequence[Sequence[Mapping[str, Any]]], words: Words) -> Parts:
    """Those of many verdicts."""
    return Parts(grounds_told([one for of_one in grounds for one in of_one], words), list(map(len, grounds)))


class _Ground(Told):
    """One of them."""

    def __init__(self, one: Mapping[str, Any], words: Words) -> None:
        super().__init__(one)
        self.words = words


_Ground.TELL = {
    "text": lambda told: told.words.weighed(told),
    "citation": lambda told: told.words.citation(told["code"]),
}


def _kept(name: str) -> Column:
    return lambda rows, _words: [one[name] for one in rows]


_Ground.COLUMNS = {name: _kept(name) for name in ("code", "clause", "outcome", "facts")}
