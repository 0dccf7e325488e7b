"""Adjustments of the lists as types: what is proposed, what was said, what happened, and where limits stand."""

from collections.abc import Callable, Sequence
from datetime import datetime
from functools import cache
from typing import Any

import graphene
from graphql import GraphQLResolveInfo

from registry.api.caller import told_in
from registry.api.connections import One, connected, connection
from registry.api.fields import argument, by_public_name, flag, list_of, one, perhaps, text
from registry.api.ids import Node, known_by
from registry.api.options import Language, enum_of, language_argument, words_of
from registry.api.ordering import in_order, in_time
from registry.api.scalars import JSON, Date, DateTime
from registry.domain.actors import Actor
from registry.domain.adjustments import (
    AdjustmentEvent,
    AdjustmentScope,
    AdjustmentStatus,
    AdjustmentVerb,
    Change,
    DutyChangeKind,
    Opinion,
)
from registry.domain.divisions import Place
from registry.domain.limits import LimitStep
from registry.domain.workdays import WorkCalendar
from registry.services import adjustments
from registry.services.consultations import Heard, consultations_of
from registry.services.limits import deadline_of
from registry.services.record_pages import adjustments_read_by
from registry.store.adjustments import AdjustmentRecord, AdjustmentStepRecord
from registry.store.divisions import find_place
from registry.store.editions import DraftRecord, drafts_from_all
from registry.store.workdays import work_calendar
from registry.words import words_in

Data = dict[str, Any]


class AdjustmentChange(graphene.ObjectType):
    """一处调整。 / One change."""

    class Meta:
        default_resolver = by_public_name

    kind = one(enum_of(DutyChangeKind), "怎样调整。 / What is to become of the duty.")
    duties = list_of(graphene.String, "清单上的事项代码。 / The duties it starts from, by code.")
    rows = one(JSON, "调整后的各行；空项表示不变。 / The rows it leads to; what is empty stays as it is.")
    articles = list_of(graphene.String, "依据。 / The articles it rests on.")
    reason = text("理由。 / Why.")


class AdjustmentStep(graphene.ObjectType):
    """办理过程中的一步。 / One step that was taken."""

    class Meta:
        default_resolver = by_public_name

    verb = one(enum_of(AdjustmentVerb), "办了什么。 / What was done.")
    status = one(enum_of(AdjustmentStatus), "随后的状态。 / The status that followed.")
    unit = text("哪个单位；登记系统自动办理的为空。 / Whose unit; empty where the registry followed up by itself.")
    reason = text("理由。 / The reason given.")
    at = one(DateTime, "何时。 / When.")
    limit_step = perhaps(enum_of(LimitStep), "由此开始的环节；空为没有期限。 / The limit that began; null for none.")
    working_days = perhaps(graphene.Int, "期限的工作日数。 / Its working days.")
    last_day = perhaps(Date, "期限的最后一天；日历未公布则为空。 / Its last day; null until the calendar is published.")
    is_over = flag("是否已经期满。 / Whether it has passed.")


class AdjustmentOpinion(graphene.ObjectType):
    """被征求意见的单位及其意见。 / A unit that was consulted, and what it said."""

    class Meta:
        default_resolver = by_public_name

    round = one(graphene.Int, "第几次征求意见。 / In which consultation.")
    unit = text("单位代码。 / The unit's code.")
    unit_name = text("单位名称。 / Its name.")
    opinion = perhaps(enum_of(Opinion), "意见；空为未答复。 / What it says; null for nothing.")
    text = text("具体意见。 / In its words.")
    is_silent = flag("是否未答复或者逾期；既非同意也非不同意。 / Whether silent or late: no consent, no refusal.")


class AdjustmentDraft(graphene.ObjectType):
    """由此形成的清单。 / A list that results."""

    class Meta:
        default_resolver = by_public_name

    place = text("哪里的清单，12 位代码。 / Whose list, by its 12 digits.")
    draft = text("草案编号。 / The draft's code.")
    edition = perhaps(graphene.String, "公布后的版本；未公布为空。 / The edition it became; null before.")


@known_by("number")
class Adjustment(graphene.ObjectType):
    """一件清单动态调整；与职责准入是两个渠道。 / An adjustment of lists, which is separate from access."""

    class Meta:
        interfaces = (Node,)
        default_resolver = by_public_name

    number = text("编号。 / Its number.")
    title = text("题目。 / Its title.")
    event = one(enum_of(AdjustmentEvent), "调整情形。 / What gives occasion.")
    status = one(enum_of(AdjustmentStatus), "状态。 / Where it stands.")
    county = text("县的 12 位代码。 / The county, by its 12 digits.")
    unit = text("提出单位的代码。 / The code of the unit that proposes.")
    unit_name = text("提出单位。 / The unit that proposes.")
    scope = one(enum_of(AdjustmentScope), "调整哪些清单。 / Whose lists are to change.")
    townships = list_of(graphene.String, "所列乡镇的代码。 / The townships named, by code.")
    articles = list_of(graphene.String, "依据。 / The articles it rests on.")
    reason = text("理由。 / Why.")
    from_case = text("来自哪一个办件；无则为空。 / The case it comes from; empty for none.")
    sample = flag("是否示例。 / Whether a sample unit proposes it.")
    changes = list_of(AdjustmentChange, "调整事项。 / What is to change.")
    opinions = list_of(AdjustmentOpinion, "征求意见情况。 / Who was consulted and what they said.")
    steps = list_of(AdjustmentStep, "办理过程。 / What happened, in order.")
    results = list_of(AdjustmentDraft, "由此形成的清单。 / The lists that result.")
    acts = list_of(enum_of(AdjustmentVerb), "持令牌者现在可以办的。 / What the token's person may do with it now.")


class AdjustmentQueries(graphene.ObjectType):
    """清单动态调整，需要令牌。 / Adjustments of the lists; a token is needed."""

    adjustment = graphene.Field(
        Adjustment,
        number=argument(graphene.String, "编号。 / The adjustment's number."),
        language=language_argument(),
        description="一件清单调整；需要令牌。 / One adjustment; needs a token.",
    )
    adjustments = connection(
        Adjustment,
        "令牌持有人可以查看的清单调整，最新的在前；需要令牌。"
        " / The adjustments that the token's person may read, the latest first; needs a token.",
        status=argument(enum_of(AdjustmentStatus), "只要这个状态的。 / Only those that stand so.", required=False),
        event=argument(enum_of(AdjustmentEvent), "只要这种情形的。 / Only of this occasion.", required=False),
        order_by=in_time(),
        language=language_argument(),
    )

    @staticmethod
    def resolve_adjustment(_root: None, info: GraphQLResolveInfo, number: str, language: Language) -> Data:
        with told_in(words_in(language)):
            actor = info.context.actor()
            return shown(adjustments.adjustment_called(number, actor=actor), actor, info.context.now)

    @staticmethod
    def resolve_adjustments(_root: None, info: GraphQLResolveInfo, **asked: Any) -> Data:
        words, caller = words_of(asked), info.context
        with told_in(words):
            actor = caller.actor()
            wanted = {name: of(asked[name]) for name, of in _WANTED.items() if asked.get(name)}
            found = adjustments_read_by(actor, **wanted)
            return connected(
                One(in_order(found, asked), lambda rows: shown_together(rows, actor, caller.now), words), info, asked
            )


_WANTED: dict[str, Any] = {"status": AdjustmentStatus, "event": AdjustmentEvent}


def shown(record: AdjustmentRecord, actor: Actor, now: datetime) -> Data:
    """An adjustment as the type above shows it to an actor."""
    return shown_together([record], actor, now)[0]


def shown_together(rows: Sequence[AdjustmentRecord], actor: Actor, now: datetime) -> list[Data]:
    """The adjustments of a page: the calendar, and the lists that result, are looked up once for all."""

    @cache
    def calendar() -> WorkCalendar:
        return work_calendar(now)

    @cache
    def results() -> dict[str, list[DraftRecord]]:
        return drafts_from_all([row.number for row in rows])

    place_of = cache(find_place)
    return [{**_shown(row, actor, now, calendar, results), "acts": _acts(row, actor, place_of)} for row in rows]


def _acts(record: AdjustmentRecord, actor: Actor, place_of: Callable[[str], Place | None]) -> Callable[[], list[Any]]:
    return lambda: [verb for verb in AdjustmentVerb if adjustments.can(record, verb, actor, place_of)]


def _shown(
    record: AdjustmentRecord,
    actor: Actor,
    now: datetime,
    calendar: Callable[[], WorkCalendar],
    results: Callable[[], dict[str, list[DraftRecord]]],
) -> Data:
    def opinions() -> list[Data]:
        found = consultations_of(record, now=now, calendar=calendar())
        return [_opinion(consultation.round, heard) for consultation in found for heard in consultation.heard]

    proposal = adjustments.proposal_for(record, actor)
    return {
        "number": record.number,
        "title": proposal.title,
        "event": proposal.event,
        "status": record.status,
        "county": record.county,
        "unit": record.unit,
        "unitName": record.unit_name,
        "scope": proposal.scope,
        "townships": proposal.townships,
        "articles": proposal.articles,
        "reason": proposal.reason,
        "fromCase": proposal.from_case,
        "sample": record.sample,
        "changes": [_change(change) for change in proposal.changes],
        "opinions": opinions,
        "steps": lambda: [_step(step, now, calendar()) for step in record.steps],
        "results": lambda: [_draft(draft) for draft in results().get(record.number, ())],
    }


def _change(change: Change) -> Data:
    kept = change.as_data()
    return {**kept, "kind": change.kind}


def _opinion(round_: int, heard: Heard) -> Data:
    return {
        "round": round_,
        "unit": heard.asked.unit,
        "unitName": heard.asked.unit_name,
        "opinion": heard.opinion.opinion if heard.opinion else None,
        "text": heard.opinion.text if heard.opinion else "",
        "isSilent": heard.is_silent,
    }


def _step(step: AdjustmentStepRecord, now: datetime, calendar: WorkCalendar) -> Data:
    deadline = deadline_of(step.limit, now=now, calendar=calendar) if step.limit else None
    return {
        "verb": step.verb,
        "status": step.status,
        "unit": step.unit,
        "reason": step.reason,
        "at": step.recorded_at,
        "limitStep": step.limit_step,
        "workingDays": step.working_days,
        "lastDay": deadline.last_day if deadline else None,
        "isOver": bool(deadline and deadline.is_over),
    }


def _draft(draft: DraftRecord) -> Data:
    return {"place": draft.place, "draft": draft.code, "edition": draft.edition}
