"""Work lists as types: what waits for the token's person, what their unit waits for, and the counts of an overview."""

from datetime import date
from typing import Any

import graphene
from graphql import GraphQLResolveInfo

from registry.api import adjustments, cases
from registry.api.adjustments import Adjustment
from registry.api.caller import told_in
from registry.api.cases import Case
from registry.api.connections import One, below
from registry.api.costs import weighing
from registry.api.fields import by_public_name, flag, one, perhaps, text
from registry.api.options import Language, enum_of, language_argument
from registry.api.scalars import Date, DateTime
from registry.domain import desk
from registry.domain.actors import Action, may
from registry.domain.cases import Status, Verb
from registry.domain.desk import Waits
from registry.domain.limits import LimitStep
from registry.domain.pages import InMemory
from registry.domain.question import CHINA
from registry.services import notices
from registry.services.cases_due import CaseDue, cases_due, cases_under_way
from registry.services.desk import waiting_for
from registry.services.due import Due, adjustments_due
from registry.words import Words, words_in

Data = dict[str, Any]


class CaseToDo(graphene.ObjectType):
    """待办的一个办件。 / A case that somebody has to act on."""

    class Meta:
        default_resolver = by_public_name

    case = one(Case, "办件。 / The case.")
    status = one(enum_of(Status), "此刻的状态；过期的已上移，不论系统是否已处理。 / Where it stands this minute.")
    verb = one(enum_of(Verb), "要办什么。 / What is to be done.")
    step = one(enum_of(LimitStep), "正在进行的环节。 / The step that runs.")
    last_day = perhaps(
        Date, "最后一天；没有或日历未公布则为空。 / Its last day; null for none, or where it is not known yet."
    )
    is_over = flag("是否已经期满。 / Whether it has passed.")


class AdjustmentToDo(graphene.ObjectType):
    """待办的一件清单调整。 / An adjustment that somebody has to act on."""

    class Meta:
        default_resolver = by_public_name

    adjustment = one(Adjustment, "清单调整。 / The adjustment.")
    step = one(enum_of(LimitStep), "正在进行的环节。 / The step that runs.")
    last_day = perhaps(Date, "最后一天；日历未公布则为空。 / Its last day; null until the calendar is published.")
    is_over = flag("是否已经期满。 / Whether it has passed.")


class Waiting(graphene.ObjectType):
    """待办的其他一件事。 / One thing that waits, beside cases and adjustments."""

    class Meta:
        default_resolver = by_public_name

    waits = one(enum_of(Waits), "是什么事。 / What it is.")
    about = text("编号，或地点代码。 / Its number, or the code of its place.")
    title = text("名称，可为空。 / What it is called; may be empty.")
    of = text("单位或地点，可为空。 / Of which unit or place it is; may be empty.")
    last_day = perhaps(Date, "最后一天；没有则为空。 / Its last day; null for none.")
    since = perhaps(DateTime, "自何时起等待；可为空。 / Since when it waits; may be null.")
    count = one(graphene.Int, "合计几件（村的牌子数等）。 / How many things it stands for; of a village, plaques.")
    bodies = one(graphene.Int, "其中的组织数。 / How many bodies beside them.")
    over = one(graphene.Int, "超出限额几块。 / By how many plaques it is over its quota.")


class WorkList(graphene.ObjectType):
    """持令牌者的待办，最急的在前。 / What waits for the token's person, the most urgent first."""

    class Meta:
        default_resolver = by_public_name

    cases = below(CaseToDo, "等待本人办理的办件。 / Cases that wait for one.")
    under_way = below(CaseToDo, "本单位提出、等待他人办理的办件。 / Cases that one's unit asked and others act on.")
    adjustments = below(AdjustmentToDo, "等待本人办理的清单调整。 / Adjustments that wait for one.")
    others = below(Waiting, "等待本人办理的其他事项，最急的在前。 / What else waits for one, the most urgent first.")
    unread_notices = one(graphene.Int, "未读的通知数。 / How many notices are unread.")


class WorkQueries(graphene.ObjectType):
    """What can be asked about work."""

    work_list = weighing(
        graphene.Field(
            WorkList,
            language=language_argument(),
            description="待办；需要令牌。 / What waits for one; needs a token.",
        ),
        300,
    )

    @staticmethod
    def resolve_work_list(_root: None, info: GraphQLResolveInfo, language: Language) -> Data:
        words, caller = words_in(language), info.context
        with told_in(words):
            actor, now = caller.actor(), caller.now
            reads_cases, reads_adjustments = may(actor, Action.READ_REQUEST), may(actor, Action.READ_ADJUSTMENT)
        today = now.astimezone(CHINA).date()
        return {
            "cases": lambda _asked: _cases(cases_due(actor, now=now) if reads_cases else [], words, caller),
            "underWay": lambda _asked: _cases(cases_under_way(actor, now=now) if reads_cases else [], words, caller),
            "adjustments": lambda _asked: _adjustments(
                adjustments_due(actor, today) if reads_adjustments else [], words, caller
            ),
            "others": lambda _asked: _others(waiting_for(actor, now=now), words),
            "unreadNotices": lambda: notices.unread(actor, now=now) if may(actor, Action.READ_NOTICE) else 0,
        }


def _cases(due: list[CaseDue], words: Words, caller: Any) -> One:
    def shown(page: Any) -> list[Data]:
        told = cases.shown_together([one.case for one in page], words, caller)
        return [
            {"case": case, "status": one.status, "verb": one.verb, **_of_the_step(one)}
            for one, case in zip(page, told, strict=True)
        ]

    return One(InMemory(due, _case_order, (int, str)), shown, words)


def _adjustments(due: list[Due], words: Words, caller: Any) -> One:
    def shown(page: Any) -> list[Data]:
        told = adjustments.shown_together([one.adjustment for one in page], caller.actor(), caller.now)
        return [{"adjustment": of, **_of_the_step(one)} for one, of in zip(page, told, strict=True)]

    return One(InMemory(due, _adjustment_order, (int, str)), shown, words)


def _others(found: list[desk.Waiting], words: Words) -> One:
    """In the order in which they are urgent, which is told by their place in it."""
    numbered = list(enumerate(found))
    return One(InMemory(numbered, lambda one: (one[0],), (int,)), lambda page: [_other(one) for _, one in page], words)


def _other(found: desk.Waiting) -> Data:
    return {
        "waits": found.waits,
        "about": found.about,
        "title": found.title,
        "of": found.unit,
        "lastDay": found.last_day,
        "since": found.since,
        "count": found.count,
        "bodies": found.bodies,
        "over": found.over,
    }


def _of_the_step(one: CaseDue | Due) -> Data:
    return {"step": one.step, "lastDay": one.last_day, "isOver": one.is_over}


def _case_order(one: CaseDue) -> tuple[int, str]:
    return (one.last_day or date.max).toordinal(), one.case.number


def _adjustment_order(one: Due) -> tuple[int, str]:
    return (one.last_day or date.max).toordinal(), one.adjustment.number
