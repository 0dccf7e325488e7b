"""Requests and their cases as types, and what submitting answers."""

from typing import Any

import graphene

from registry.api import divisions as places
from registry.api.divisions import PlaceType
from registry.api.fields import by_public_name, flag, list_of, one, perhaps, text
from registry.api.options import enum_of
from registry.api.scalars import Date, DateTime
from registry.api.verdict import Verdict, spoken
from registry.domain.cases import Status
from registry.domain.outcome import Outcome
from registry.services.divisions import place_as_recorded
from registry.store.access import RequestRecord
from registry.store.cases import CaseRecord
from registry.words import Words


class Case(graphene.ObjectType):
    """一个办件：一项要求中的一个地点。 / A case: one place of a request."""

    class Meta:
        default_resolver = by_public_name

    number = text("办件编号。 / Its number.")
    place = one(PlaceType, "地点。 / The place.")
    status = one(enum_of(Status), "所处的状态。 / Where it stands.")
    outcome = one(enum_of(Outcome), "结论。 / What its verdict came to.")
    verdict = one(Verdict, "提交时的完整结论。 / The whole verdict, as it was given.")


class Request(graphene.ObjectType):
    """一项已提交的要求。 / A request that was submitted."""

    class Meta:
        default_resolver = by_public_name

    number = text("要求的编号。 / Its number.")
    kind = text("哪一类要求。 / The kind of request.")
    subject = text("要求的是什么。 / What it asks for.")
    unit = text("提出要求的单位的代码。 / The code of the unit that asks.")
    on = one(Date, "按哪一天判断。 / The day it was judged for.")
    known_at = one(DateTime, "以何时已登记的情况为准。 / What had been recorded by then counted.")
    submitted_at = one(DateTime, "何时提交。 / When it was submitted.")
    sample = flag("是否依据示例数据。 / Whether it rests on sample data.")
    cases = list_of(Case, "每个地点一个办件。 / A case for each place.")


class UserError(graphene.ObjectType):
    """填写的内容需要改正的一处。 / Something given that is to be mended."""

    class Meta:
        default_resolver = by_public_name

    code = text("公开代码。 / A public code.")
    path = list_of(graphene.String, "在输入中的位置。 / Where in the input it stands.")
    message = text("一句话，说明怎样改正。 / One sentence that says what to do.")


class SubmitRequestPayload(graphene.ObjectType):
    """提交的结果：保存下来的要求，或者须改正之处。 / What submitting came to: the request, or what is to be mended."""

    class Meta:
        default_resolver = by_public_name

    request = perhaps(Request, "保存下来的要求；有错误时为空。 / The request as kept; null where there are errors.")
    errors = list_of(UserError, "须改正之处；此时什么都没有保存。 / What is to be mended; nothing is kept then.")


def shown(record: RequestRecord, words: Words) -> dict[str, Any]:
    """A request on file, as the type above shows it."""
    return {
        "number": record.number,
        "kind": record.kind,
        "subject": record.subject,
        "unit": record.unit,
        "on": record.on,
        "knownAt": record.known_at,
        "submittedAt": record.submitted_at,
        "sample": record.sample,
        "cases": [_case(case, record, words) for case in record.cases],
    }


def _case(case: CaseRecord, request: RequestRecord, words: Words) -> dict[str, Any]:
    return {
        "number": case.number,
        "place": lambda: _place(case, request, words),
        "status": case.status,
        "outcome": case.outcome,
        "verdict": lambda: spoken(case.verdict, words),
    }


def _place(case: CaseRecord, request: RequestRecord, words: Words) -> dict[str, Any] | None:
    """The place as it was when the request was judged."""
    on, known_at = request.on, request.known_at
    found = place_as_recorded(case.place, on=on, known_at=known_at)
    return places.shown(found, words, on=on, known_at=known_at) if found else None
