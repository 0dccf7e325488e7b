"""Cases as types: where each stands, how it came there, and what may be done with it now."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import graphene
from graphql import GraphQLResolveInfo

from registry.api import divisions as places
from registry.api.caller import told_in
from registry.api.divisions import PlaceType
from registry.api.fields import argument, by_public_name, list_of, one, perhaps, text
from registry.api.ids import Node, known_by
from registry.api.options import Language, enum_of, language_argument
from registry.api.scalars import JSON, Date, DateTime
from registry.api.told import Together, Told
from registry.api.units import Unit
from registry.api.units import shown as unit_shown
from registry.api.verdict import Ground, Verdict, as_kept, grounds_of_many, grounds_told
from registry.domain.cases import CaseParty, Status, Verb
from registry.domain.limits import LimitStep
from registry.domain.outcome import Outcome
from registry.services.case_pages import Cases
from registry.services.case_parties import case_called
from registry.store.admissions import AdmissionRecord
from registry.store.cases import CaseRecord, CaseStepRecord
from registry.words import Words, words_in

Data = dict[str, Any]


class CaseStep(graphene.ObjectType):
    """办件的一步。 / One step of a case."""

    class Meta:
        default_resolver = by_public_name

    verb = one(enum_of(Verb), "办了什么。 / What was done.")
    status = one(enum_of(Status), "随后的状态。 / The status that followed.")
    party = one(enum_of(CaseParty), "以什么身份。 / As whom.")
    unit = text("哪个单位的代码；系统办理的为空。 / Whose unit, by code; empty where the registry did it by itself.")
    unit_name = text("单位当时的名称。 / The unit's name as it stood.")
    reason = text("理由。 / The reason given.")
    facts = one(JSON, "随这一步记载的内容，如认定的事实。 / What the step records besides, as facts that were fixed.")
    verdict = perhaps(Verdict, "当天的结论；未重新判断的为空。 / The verdict of that day; null where none was given.")
    at = one(DateTime, "何时。 / When.")
    limit_step = perhaps(enum_of(LimitStep), "由此开始的环节；空为没有期限。 / The limit that began; null for none.")
    working_days = perhaps(graphene.Int, "期限的工作日数。 / Its working days.")


class AdmissionOfCase(graphene.ObjectType):
    """办件的准入凭证。 / The admission that a case issued."""

    class Meta:
        default_resolver = by_public_name

    number = perhaps(
        graphene.String,
        "编号；编制、经费、权限登记之前为空。 / Its number; null until posts, money and powers are on record.",
    )
    valid_from = one(Date, "从哪天起。 / From which day.")
    valid_until = perhaps(Date, "申请的截止日；空为没有。 / The last day of the term asked for; null for none.")
    ended_on = perhaps(Date, "从哪天起不再有效。 / The first day on which it no longer holds.")
    granted = one(JSON, "准入内容的固定副本。 / The frozen copy of what was granted.")
    fingerprint = text("固定副本的 SHA-256。 / The SHA-256 of that copy.")


@known_by("number")
class Case(graphene.ObjectType):
    """一个办件：一项要求中的一个地点。 / A case: one place of a request."""

    class Meta:
        interfaces = (Node,)
        default_resolver = by_public_name

    number = text("办件编号。 / Its number.")
    request = text("所属要求的编号。 / The number of its request.")
    place = one(PlaceType, "地点。 / The place.")
    place_name = text("地点当时的名称。 / The place's name as it stood.")
    unit = text("提出要求的单位的代码。 / The code of the unit that asks.")
    department = perhaps(
        Unit, "提出要求的单位；已不在名录的为空。 / The unit that asks; null where it is on record no more."
    )
    status = one(enum_of(Status), "所处的状态。 / Where it stands.")
    outcome = one(enum_of(Outcome), "结论。 / What its verdict came to.")
    leading_ground = text("首要理由的代码；空为没有。 / The code of the leading ground; null for none.", required=False)
    grounds = list_of(
        Ground, "最近一次判断的全部理由，首要的在前。 / Every ground of its last verdict, the leading one first."
    )
    verdict = one(Verdict, "最近一次判断的完整结论。 / The whole verdict, as it was given last.")
    answers = one(JSON, "现在认定的事实。 / The facts as they stand.")
    last_day = perhaps(Date, "这一步的最后一天；空为没有期限。 / The last day of the step that runs; null for none.")
    steps = list_of(CaseStep, "办理经过，由先到后。 / What happened, the first first.")
    admission = perhaps(AdmissionOfCase, "准入凭证；未准入的为空。 / Its admission; null where there is none.")
    acts = list_of(enum_of(Verb), "持令牌者现在可以办的。 / What the token's person may do with it now.")


class UserError(graphene.ObjectType):
    """填写的内容需要改正的一处。 / Something given that is to be mended."""

    class Meta:
        default_resolver = by_public_name

    code = text("公开代码。 / A public code.")
    path = list_of(graphene.String, "在输入中的位置。 / Where in the input it stands.")
    message = text("一句话，说明怎样改正。 / One sentence that says what to do.")


class CaseQueries(graphene.ObjectType):
    """What can be asked about cases."""

    case = graphene.Field(
        Case,
        number=argument(graphene.String, "办件编号。 / The case's number."),
        language=language_argument(),
        description="一个办件及其办理经过；需要令牌。 / One case and what happened to it; needs a token.",
    )

    @staticmethod
    def resolve_case(_root: None, info: GraphQLResolveInfo, number: str, language: Language) -> Data:
        words = words_in(language)
        with told_in(words):
            record = case_called(number, actor=info.context.actor(), now=info.context.now)
            return shown(record, words, info.context)


def shown(record: CaseRecord, words: Words, caller: Any) -> Data:
    """A case on file, as the type above shows it; what costs more is looked up only if it is asked for."""
    return shown_together([record], words, caller)[0]


def shown_together(rows: Sequence[Any], words: Words, caller: Any) -> Together:
    """The cases of a page, as rows or records: what costs a query is asked once for all of them."""
    return Together(_Told, rows, _Page(Cases(rows, caller.actor, caller.now), words))


@dataclass(frozen=True)
class _Page:
    """Cases that are shown together."""

    cases: Cases
    words: Words

    @cached_property
    def places(self) -> dict[str, Data]:
        told = self.places_of(self.cases.rows)
        return {row.number: one for row, one in zip(self.cases.rows, told, strict=True) if one is not None}

    def places_of(self, rows: Sequence[Any]) -> Sequence[Data | None]:
        """The places of these of them, as they were when these were judged last."""
        found = self.cases.places_as_judged(rows)
        at_hand = [place for place in found if place is not None]
        told = places.shown_as_of(at_hand, self.words)
        if len(at_hand) == len(found):
            return told
        each = iter(told)
        return [None if place is None else next(each) for place in found]

    @cached_property
    def units(self) -> dict[str, Data]:
        return {code: unit_shown(unit) for code, unit in self.cases.departments.items()}


class _Told(Told):
    """One of them."""

    def __init__(self, row: Any, page: _Page) -> None:
        super().__init__(number=row.number, request=row.request, unit=row.unit, status=row.status, outcome=row.outcome)
        self.row, self.page = row, page

    @property
    def cases(self) -> Cases:
        return self.page.cases


_Told.TELL = {
    "place": lambda told: told.page.places.get(told.row.number),
    "placeName": lambda told: told.row.place_name,
    "department": lambda told: told.page.units.get(told.row.unit),
    "leadingGround": lambda told: told.row.leading_ground,
    "grounds": lambda told: grounds_told(told.cases.grounds_of([told.row])[0], told.page.words),
    "verdict": lambda told: as_kept(told.row.verdict, told.page.words),
    "answers": lambda told: told.cases.answers[told.row.number],
    "lastDay": lambda told: told.cases.last_day(told.row.number),
    "steps": lambda told: [_step(step, told.page.words) for step in told.cases.records[told.row.number].steps],
    "admission": lambda told: _admission(told.cases.admissions.get(told.row.number)),
    "acts": lambda told: told.cases.acts(told.row.number),
}
_Told.COLUMNS = {
    "number": lambda rows, _page: [row.number for row in rows],
    "status": lambda rows, _page: [row.status for row in rows],
    "outcome": lambda rows, _page: [row.outcome for row in rows],
    "leadingGround": lambda rows, _page: [row.leading_ground for row in rows],
    "department": lambda rows, page: [page.units.get(row.unit) for row in rows],
    "place": lambda rows, page: page.places_of(rows),
    "grounds": lambda rows, page: grounds_of_many(page.cases.grounds_of(rows), page.words),
}


def _step(step: CaseStepRecord, words: Words) -> Data:
    verdict = step.verdict
    return {
        "verb": step.verb,
        "status": step.status,
        "party": step.party,
        "unit": step.unit,
        "unitName": step.unit_name,
        "reason": step.reason,
        "facts": step.facts,
        "verdict": (lambda: as_kept(verdict, words)) if verdict else None,
        "at": step.recorded_at,
        "limitStep": step.limit_step,
        "workingDays": step.working_days,
    }


def _admission(record: AdmissionRecord | None) -> Data | None:
    if record is None:
        return None
    return {
        "number": record.number,
        "validFrom": record.valid_from,
        "validUntil": record.valid_until,
        "endedOn": record.ended_on,
        "granted": record.granted,
        "fingerprint": record.fingerprint,
    }
