"""Reading requests and cases a page at a time, and what of a page's cases costs a query: asked once for all of them."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
from typing import Any

from sqlalchemy import and_

from registry.domain.actors import Action, Actor, Role
from registry.domain.cases import READ_IN_THEIR_DIVISION, Verb
from registry.domain.divisions import Place
from registry.domain.pages import Paged
from registry.domain.question import CHINA
from registry.services.case_parties import AtHand, can
from registry.services.cases import limit_running
from registry.services.many_places import places_each, places_following
from registry.services.permitting import permit
from registry.store import case_pages, request_pages, workdays
from registry.store.admissions import AdmissionRecord
from registry.store.case_pages import CASE_ORDERS, REQUEST_ORDERS, CaseOrder, CasesWanted, RequestOrder
from registry.store.cases import CaseRecord
from registry.store.keysets import OnFile
from registry.store.request_pages import CaseRow, Form, RequestRow
from registry.store.successions import belonging
from registry.store.units import UnitRecord, own_codes_recalled

EVERYTHING = CasesWanted()


def cases_page(actor: Actor, wanted: CasesWanted, order: CaseOrder, *, now: datetime) -> Paged[Any]:
    """The cases of the actor's unit and, for those who read in their division, what lies there. Raises NotPermitted."""
    permit(actor, Action.READ_REQUEST)
    found = case_pages.case_rows().where(
        _whose_cases(actor, now), *case_pages.such_cases(wanted), *case_pages.such_requests(wanted)
    )
    return OnFile(found, CASE_ORDERS[order])


def requests_page(actor: Actor, wanted: CasesWanted, order: RequestOrder, *, now: datetime) -> Paged[Any]:
    """The requests of the actor's unit and, for all but departments, those with a case in their division.

    What is wanted of cases narrows to requests with such a case that the actor may read. Raises NotPermitted.
    """
    permit(actor, Action.READ_REQUEST)
    division = None if actor.role is Role.DEPARTMENT_CLERK else actor.division
    if division is None and wanted == EVERYTHING and _goes_by_one_code(actor):
        return request_pages.OfUnit(REQUEST_ORDERS[order], actor.unit)
    found = case_pages.request_rows().where(
        case_pages.requests_of_whom(actor.unit, division), *case_pages.such_requests(wanted)
    )
    of_cases = case_pages.such_cases(wanted)
    if of_cases:
        found = found.where(case_pages.with_a_case(and_(_whose_cases(actor, now), *of_cases)))
    return OnFile(found, REQUEST_ORDERS[order])


def forms_of(requests: Sequence[Any]) -> dict[str, Form]:
    """What else these requests (rows of a page, or records) say."""
    if any(isinstance(row, RequestRow) for row in requests):
        return request_pages.forms([row.number for row in requests])
    return {row.number: Form(row.asked_by, row.application) for row in requests}


def submitted(requests: Sequence[Any]) -> list[str]:
    """When each of these requests (rows of a page, or records) was submitted, as it is told."""
    if requests and isinstance(requests[0], RequestRow):
        return request_pages.submitted(requests)
    return [row.submitted_at.isoformat() for row in requests]


def _goes_by_one_code(actor: Actor) -> bool:
    """Whether the actor's unit was never merged with another: what it asked is then on file under one code."""
    return len(own_codes_recalled(actor.unit)) == 1


def _whose_cases(actor: Actor, now: datetime) -> Any:
    """The condition that says in SQL what `may_read` says of one case."""
    if actor.role not in READ_IN_THEIR_DIVISION:
        return case_pages.cases_of_whom(actor.unit, None)
    return case_pages.cases_of_whom(actor.unit, belonging(actor.division, now.astimezone(CHINA).date(), now))


def cases_of_requests(requests: Iterable[str], actor: Actor, now: datetime) -> dict[str, list[Any]]:
    """The cases of each of these requests that the actor may read, in order of number."""
    numbers, found = list(requests), dict[str, list[Any]]()
    for row in _cases_of(numbers, actor, now):
        found.setdefault(row.request, []).append(row)
    return found


def _cases_of(requests: Sequence[str], actor: Actor, now: datetime) -> Sequence[Any]:
    if actor.role not in READ_IN_THEIR_DIVISION and _goes_by_one_code(actor):
        return request_pages.cases_of_unit(requests, actor.unit)
    return case_pages.cases_below(requests, _whose_cases(actor, now))


@dataclass(frozen=True)
class Cases:
    """The cases of one page (rows, or records): each question about them is asked once for all."""

    rows: Sequence[Any]
    actor: Callable[[], Actor]
    now: datetime

    @property
    def numbers(self) -> list[str]:
        return [row.number for row in self.rows]

    @property
    def today(self) -> date:
        return self.now.astimezone(CHINA).date()

    @cached_property
    def records(self) -> dict[str, CaseRecord]:
        """With every step."""
        return case_pages.with_steps(self.numbers)

    @cached_property
    def admissions(self) -> dict[str, AdmissionRecord]:
        return case_pages.admissions_of_cases(self.numbers)

    @cached_property
    def units(self) -> dict[str, UnitRecord]:
        """The units that ask."""
        return case_pages.units_coded({row.unit for row in self.rows})

    @cached_property
    def departments(self) -> dict[str, Any]:
        """The same as they are shown."""
        return case_pages.departments({row.unit for row in self.rows})

    @cached_property
    def judged(self) -> dict[str, tuple[date, datetime]]:
        """The two dates that each was judged by last."""
        return request_pages.last_judged(self.numbers)

    @cached_property
    def answers(self) -> dict[str, dict[str, Any]]:
        """What was answered to the questions of their kinds."""
        if any(isinstance(row, CaseRow) for row in self.rows):
            return request_pages.answers(self.numbers)
        return {row.number: row.answers for row in self.rows}

    @staticmethod
    def grounds_of(rows: Sequence[Any]) -> list[list[dict[str, Any]]]:
        """The grounds that each of these of them was judged by."""
        return [row.grounds if row.__class__ is CaseRow else row.verdict["grounds"] for row in rows]

    def places_as_judged(self, rows: Sequence[Any]) -> list[tuple[Place, date, datetime] | None]:
        """The place of each of these of them as it was when it was judged last, with the dates of that."""
        judged = self.judged
        asked = {row.number: (row.place, *judged[row.number]) for row in rows if row.number in judged}
        known = dict(zip(asked, places_each(list(asked.values())), strict=True))
        found = [(known.get(row.number), asked.get(row.number)) for row in rows]
        return [(place, of[1], of[2]) if place and of else None for place, of in found]

    @cached_property
    def _places_now(self) -> dict[str, Place]:
        return places_following({row.place for row in self.rows}, on=self.today, known_at=self.now)

    @cached_property
    def _at_hand(self) -> list[Any]:
        """What `can` looks up by key, brought at once and held, so that the session has it at hand."""
        requests = case_pages.requests_numbered({row.request for row in self.rows})
        return [*requests.values(), *self.units.values()]

    def acts(self, number: str) -> list[Verb]:
        """What the actor may do with a case now."""
        _ = self._at_hand
        record, actor = self.records[number], self.actor()
        known = AtHand({code: place for code, place in self._places_now.items() if place})
        return [verb for verb in Verb if can(record, verb, actor, self.now, known=known)]

    def last_day(self, number: str) -> date | None:
        """The last day of the step that runs; None where there is no limit, or its year is not announced."""
        limit = limit_running(self.records[number], self.now)
        return limit.last_day(self._calendar) if limit else None

    @cached_property
    def _calendar(self) -> Any:
        return workdays.work_calendar(self.now)
