"""An admission by its number, as a type; for anybody, without a token."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

import graphene
from graphql import GraphQLResolveInfo

from registry.api.caller import told_in
from registry.api.connections import One, connected, connection
from registry.api.costs import weighing
from registry.api.fields import argument, by_public_name, flag, list_of, one, perhaps, text
from registry.api.ids import Node, known_by
from registry.api.options import Language, enum_of, language_argument, words_of
from registry.api.ordering import in_order, in_time
from registry.api.scalars import Date
from registry.domain.admissions import AdmissionFilter, Validity
from registry.domain.cases import EndCause
from registry.domain.kinds import KINDS
from registry.domain.verdict import LifterKind
from registry.services.admission_pages import AdmissionsWanted, admissions_read_by, standing_today
from registry.services.admission_views import PublicAdmission, admission_shown, as_shown
from registry.services.divisions import place_today
from registry.words import Words, words_in


class AdmissionAnswer(graphene.ObjectType):
    """准入写明的一项内容。 / One answer that was admitted, with the label of its question."""

    class Meta:
        default_resolver = by_public_name

    name = text("问题的代码。 / The question's code.")
    label = text("问题。 / The question.")
    values = graphene.List(graphene.NonNull(graphene.String), required=True, description="回答。 / What was answered.")


class AdmissionCondition(graphene.ObjectType):
    """准入须遵守的一个条件。 / A condition the admission stays bound to."""

    class Meta:
        default_resolver = by_public_name

    code = text("条件的代码。 / Its code.")
    text = text("条件的内容。 / What it says.")


class AdmissionBasis(graphene.ObjectType):
    """准入所依据的批准或者响应。 / An approval or an emergency response that it rests on."""

    class Meta:
        default_resolver = by_public_name

    kind = one(enum_of(LifterKind), "批准还是响应。 / An approval or a response.")
    number = text("文号；响应为宣布单位。 / Its number; of a response, who declared it.")
    title = text("标题；响应为级别。 / Its title; of a response, its level.")
    until = perhaps(Date, "最后一天；没有登记则为空。 / Its last day; null where none is on record.")


@known_by("key")
class AdmissionType(graphene.ObjectType):
    """一个准入编号所指的准入，在某一天的情况。 / What an admission number stands for, as it is on a day."""

    class Meta:
        name = "Admission"
        interfaces = (Node,)
        default_resolver = by_public_name

    number = text("编号；尚未发放为空。 / Its number; empty where none was issued yet.")
    on = one(Date, "哪一天的情况。 / As of which day.")
    holds = flag("这一天是否有效；无效的，乡镇可以不予承接。 / Whether it holds; if not, the township may refuse.")
    validity = one(enum_of(Validity), "有效，或者为什么无效。 / Valid, or why not.")
    validity_text = text("同上，用文字。 / The same in words.")
    kind = text("要求的类别。 / The kind of request.")
    matter = text("事项。 / The matter.")
    answers = list_of(AdmissionAnswer, "准入写明的内容。 / What was admitted.")
    place = text("12 位代码。 / The place's 12-digit code.")
    place_name = text("地点。 / The place.")
    unit = text("申请单位的代码。 / The code of the unit it was given to.")
    unit_name = text("申请单位。 / That unit.")
    held_by = text(
        "这一天持有它的单位的代码：申请单位已并入的，是并入后的单位。"
        " / The code of the unit that has it on that day, which is another where the first merged."
    )
    held_by_name = text("该单位的名称。 / That unit's name.")
    township_duties = text("乡镇（街道）承担的职责；可为空。 / What the township takes on; may be empty.")
    kept_share = text("部门保留的职责；可为空。 / What the department keeps; may be empty.")
    exit = text("退出条件；可为空。 / When it is to be left off; may be empty.")
    conditions = list_of(AdmissionCondition, "这一天的条件。 / Its conditions as they are on that day.")
    conditions_as_granted = list_of(
        AdmissionCondition,
        "转由其他批准支持的：准入当时的条件；否则为空。 / As granted, where it rests on other papers since.",
    )
    carried_over_on = perhaps(
        Date, "自哪天起转由其他批准支持。 / Since when it rests on other papers than it was granted on."
    )
    rests_on = list_of(AdmissionBasis, "所依据的批准或者响应。 / What it rests on.")
    issued_on = perhaps(Date, "发放编号的日期。 / When the number was issued.")
    valid_from = one(Date, "起始日。 / Its first day.")
    valid_until = perhaps(Date, "申请的截止日。 / The last day of the term asked for.")
    last_valid_day = perhaps(Date, "按已登记的情况，最后有效的一天。 / Its last valid day, as far as is on record.")
    ended_on = perhaps(Date, "自哪天起终止。 / The first day on which it no longer holds.")
    end_cause = perhaps(enum_of(EndCause), "因何终止。 / What ended it.")
    public_copy = text("准入当时的公开内容，原样固定（JSON）。 / What was granted, its public part, frozen, as JSON.")
    fingerprint = text("该副本（UTF-8）的 SHA-256。 / The SHA-256 of that copy's bytes in UTF-8.")
    sample = flag("是否示例。 / Whether it is a sample.")


class AdmissionListFilter(graphene.InputObjectType):
    """要哪些准入；各项同时适用。 / Which admissions; all that is given applies."""

    which = graphene.InputField(
        enum_of(AdmissionFilter), description="有效的、即将到期的、已终止的。 / Running, ending soon, or ended."
    )
    place_within = graphene.String(
        description="地点在哪个区划之内，代码或名称。 / The division their place lies in, by code or name."
    )
    kind = graphene.String(description="要求的类别代码。 / The kind of request, by code.")


class AdmissionQueries(graphene.ObjectType):
    """What can be asked about admissions."""

    admission = weighing(
        graphene.Field(
            AdmissionType,
            number=argument(graphene.String, "准入编号。 / Its number."),
            on=argument(Date, "哪一天；默认今天。 / As of which day; today by default.", required=False),
            language=language_argument(),
            description="核验一个准入编号；不需要令牌。 / Check an admission number; no token is needed.",
        ),
        20,
    )

    admissions = connection(
        AdmissionType,
        "本单位的和所辖区划内的准入，最近的在前；即将到期的，先到期的在前；需要令牌。"
        " / The admissions of one's unit and division, the latest first; of those that end within 60 days, what ends "
        "first first; needs a token.",
        filter=argument(AdmissionListFilter, "要哪些。 / Which ones.", required=False),
        order_by=in_time(),
        language=language_argument(),
    )

    @staticmethod
    def resolve_admissions(_root: None, info: GraphQLResolveInfo, **asked: Any) -> dict[str, Any]:
        words, caller = words_of(asked), info.context

        def page(rows: Sequence[Any]) -> list[dict[str, Any]]:
            found = as_shown(standing_today(rows, now=caller.now), now=caller.now)
            return [told(one, words) for one in found]

        with told_in(words):
            wanted = _wanted(asked.get("filter") or {}, caller.now)
            found = admissions_read_by(caller.actor(), wanted, now=caller.now)
            return connected(One(in_order(found, asked), page, words), info, asked)

    @staticmethod
    def resolve_admission(
        _root: None, info: GraphQLResolveInfo, number: str, language: Language, on: str | None = None
    ) -> dict[str, Any]:
        return in_words(number, words_in(language), on=on or "", now=info.context.now)


def _wanted(given: Mapping[str, Any], now: datetime) -> AdmissionsWanted:
    """What a filter asks for. Raises what `place_today` raises."""
    within = (given.get("place_within") or "").strip()
    return AdmissionsWanted(
        which=AdmissionFilter(given.get("which") or AdmissionFilter.ALL),
        place=place_today(within, now=now) if within else None,
        kind=(given.get("kind") or "").strip().lower()[:40],
    )


def in_words(number: str, words: Words, *, on: str, now: datetime) -> dict[str, Any]:
    """An admission's data, with the words of its codes."""
    with told_in(words):
        return told(admission_shown(number, on=on, now=now), words)


def told(admission: PublicAdmission, words: Words) -> dict[str, Any]:
    """The same of an admission that was found."""
    found = admission.as_data()
    return {
        **found,
        "key": found["number"] or admission.found.admission.case,
        "answers": _answers(found, words),
        "conditions": _spoken(found["conditions"], words),
        "conditionsAsGranted": _spoken(found["conditionsAsGranted"], words),
        "endCause": found["endCause"] or None,
        "validityText": words.option("Validity", found["validity"]),
    }


def _spoken(conditions: list[dict[str, Any]], words: Words) -> list[dict[str, str]]:
    return [{"code": one["code"], "text": words.condition(one["code"], one["facts"])} for one in conditions]


def _answers(found: dict[str, Any], words: Words) -> list[dict[str, Any]]:
    told = []
    for asked in KINDS[found["kind"]].questions():
        answer = found["answers"].get(asked.name)
        values = answer if isinstance(answer, list) else [] if answer in (None, "") else [answer]
        if values:
            told.append({"name": asked.name, "label": words.question(found["kind"], asked.name), "values": values})
    return told
