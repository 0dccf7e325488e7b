"""Requests and cases a page at a time: which are wanted, in which order."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

import graphene
from graphql import GraphQLResolveInfo

from registry.api import access, cases
from registry.api.access import Request
from registry.api.caller import told_in
from registry.api.cases import Case
from registry.api.connections import One, connected, connection
from registry.api.cursors import begin_of_day
from registry.api.fields import argument
from registry.api.options import enum_of, language_argument, words_of
from registry.api.ordering import order_by
from registry.api.scalars import Date
from registry.domain.cases import Status
from registry.domain.outcome import Outcome
from registry.services.case_pages import cases_page, requests_page
from registry.services.divisions import place_today
from registry.store.case_pages import CaseOrder, CasesWanted, RequestOrder

Data = dict[str, Any]
Given = Mapping[str, Any]
LONGEST = 60


def _some(of_type: Any, description: str) -> graphene.InputField:
    return graphene.InputField(graphene.List(graphene.NonNull(of_type)), description=description)


class CaseFilter(graphene.InputObjectType):
    """要哪些办件；各项同时适用，不填的不限。 / Which cases; all that is given applies, and nothing else narrows."""

    status = _some(enum_of(Status), "所处的状态，任一。 / Where they stand, any of these.")
    outcome = _some(enum_of(Outcome), "结论，任一。 / What their verdict came to, any of these.")
    leading_ground = graphene.String(description="首要理由的代码。 / The code of the leading ground.")
    kind = _some(graphene.String, "所属要求的类别代码，任一。 / The kind of their request, any of these codes.")
    place_within = graphene.String(
        description="地点在哪个区划之内，代码或名称。 / The division their place lies in, by code or name."
    )
    department = graphene.String(description="提出要求的单位的代码。 / The code of the unit that asks.")
    submitted_from = graphene.InputField(Date, description="自哪天起提交。 / Submitted from this day on.")
    submitted_to = graphene.InputField(
        Date, description="至哪天提交，当日在内。 / Submitted until this day, itself included."
    )
    text = graphene.String(
        description="所属要求的编号或所要求之事中含有的文字。 / Part of their request's number, or of what it asks for."
    )


class CasePageQueries(graphene.ObjectType):
    """What can be asked about many requests and cases."""

    cases = connection(
        Case,
        "令牌持有人可读的办件：本单位提出的，以及所辖区划内的；需要令牌。"
        " / The cases that the token's person may read: their unit's, and those in their division; needs a token.",
        filter=argument(CaseFilter, "要哪些。 / Which ones.", required=False),
        order_by=order_by(CaseOrder, CaseOrder.LATEST),
        language=language_argument(),
    )
    requests = connection(
        Request,
        "令牌持有人可读的要求；filter 按其中的办件筛选；需要令牌。"
        " / The requests that the token's person may read; the filter asks for such a case in them; needs a token.",
        filter=argument(CaseFilter, "要哪些。 / Which ones.", required=False),
        order_by=order_by(RequestOrder, RequestOrder.LATEST),
        language=language_argument(),
    )

    @staticmethod
    def resolve_cases(_root: None, info: GraphQLResolveInfo, **asked: Any) -> Data:
        words, caller = words_of(asked), info.context
        with told_in(words):
            actor = caller.actor()
            wanted = _wanted(asked.get("filter") or {}, caller.now)
            found = cases_page(actor, wanted, CaseOrder(asked["order_by"]), now=caller.now)
            return connected(One(found, lambda rows: cases.shown_together(rows, words, caller), words), info, asked)

    @staticmethod
    def resolve_requests(_root: None, info: GraphQLResolveInfo, **asked: Any) -> Data:
        words, caller = words_of(asked), info.context
        with told_in(words):
            actor = caller.actor()
            wanted = _wanted(asked.get("filter") or {}, caller.now)
            found = requests_page(actor, wanted, RequestOrder(asked["order_by"]), now=caller.now)
            return connected(One(found, lambda rows: access.shown_together(rows, words, caller), words), info, asked)


def _wanted(given: Given, now: datetime) -> CasesWanted:
    """What a filter asks for. Raises MalformedDate and what `place_today` raises."""
    place = (given.get("place_within") or "").strip()
    begins, ends = given.get("submitted_from"), given.get("submitted_to")
    return CasesWanted(
        statuses=tuple(Status(one) for one in given.get("status") or ()),
        outcomes=tuple(Outcome(one) for one in given.get("outcome") or ()),
        leading_ground=_typed(given, "leading_ground").upper(),
        kinds=tuple(one.strip().lower()[:LONGEST] for one in given.get("kind") or ()),
        place=place_today(place, now=now).code if place else "",
        unit=_typed(given, "department").upper(),
        submitted_from=begin_of_day(begins, "submitted_from") if begins else None,
        submitted_before=begin_of_day(ends, "submitted_to") + timedelta(days=1) if ends else None,
        text=_typed(given, "text"),
    )


def _typed(given: Given, name: str) -> str:
    """A text of a filter, without characters that nobody sees: a database takes none with NUL in it."""
    return "".join(c for c in given.get(name) or "" if c.isprintable()).strip()[:LONGEST]
