"""Work lists of cases: what waits for an actor, and what their unit waits for, the most urgent first."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from registry.domain.actors import Action, Actor, Role
from registry.domain.cases import OPEN, RUNS_IN, Status, Verb
from registry.domain.limits import LimitStep
from registry.domain.question import CHINA
from registry.domain.workdays import WorkCalendar
from registry.services.case_offices import Holders, open_cases_of_list_offices
from registry.services.case_parties import AtHand, can
from registry.services.case_views import running_deadline, status_now
from registry.services.divisions import places_following
from registry.services.limits import Deadline
from registry.services.permitting import permit
from registry.store import cases, desk
from registry.store.access import RequestRecord
from registry.store.cases import CaseRecord
from registry.store.workdays import work_calendar

PORTION = 500
_NEXT = {Status.AWAITING_VERIFICATION: Verb.VERIFY}
"""What somebody has to do with an open case; with all others it is settling."""


@dataclass(frozen=True, slots=True)
class CaseDue:
    """An open case: where it stands this minute, what is to be done, the limit that runs (None: not yet begun)."""

    case: CaseRecord
    asked: RequestRecord | None
    status: Status
    verb: Verb
    deadline: Deadline | None

    @property
    def step(self) -> LimitStep:
        return RUNS_IN[self.status]

    @property
    def last_day(self) -> date | None:
        return self.deadline.last_day if self.deadline else None

    @property
    def waits_for_a_calendar(self) -> bool:
        """Whether nobody can tell when the township's limit passes, so that the case cannot be passed on either."""
        unknown = self.deadline is not None and self.deadline.unknown_year is not None
        return unknown and self.status is Status.AWAITING_VERIFICATION

    @property
    def is_over(self) -> bool:
        return self.deadline is not None and self.deadline.is_over


def cases_due(actor: Actor, *, now: datetime) -> list[CaseDue]:
    """What waits for the actor, the soonest last day first, those without one at the end.

    A list office sees besides what cannot be passed on to it because the calendar of a year is not loaded.
    """
    permit(actor, Action.READ_REQUEST)
    if actor.role not in (Role.TOWNSHIP_DESK, Role.LIST_OFFICE, Role.PROVINCE):
        return []
    # The province has only what list offices may not settle themselves: it does not look through all of its places.
    is_province = actor.role is Role.PROVINCE
    there = open_cases_of_list_offices(actor, now) if is_province else list(_open_cases("", actor.division))
    held = desk.hold({case.unit for case in there}, there)
    places = places_following({case.place for case in there}, on=now.astimezone(CHINA).date(), known_at=now)
    known = AtHand(places, Holders(now))
    found = [due for due in _dues(there, now) if _is_for(due, actor, now, known)]
    del held
    return _urgent_first(found)


def _is_for(due: CaseDue, actor: Actor, now: datetime, known: AtHand) -> bool:
    watches = actor.role is Role.LIST_OFFICE and due.waits_for_a_calendar
    return watches or can(due.case, due.verb, actor, now, status=due.status, known=known)


def cases_under_way(actor: Actor, *, now: datetime) -> list[CaseDue]:
    """What the actor's unit asked and others have to act on, the soonest last day first."""
    permit(actor, Action.READ_REQUEST)
    return _urgent_first(_dues(list(_open_cases(actor.unit, None)), now) if actor.unit else [])


def _dues(found: Sequence[CaseRecord], now: datetime) -> list[CaseDue]:
    """These cases with their limits; what they need is fetched for all of them at once."""
    asked = desk.requests_of(found)
    held, calendar = desk.hold((), found), work_calendar(now)
    dues = [_due(case, asked.get(case.request), now, calendar) for case in found]
    del held
    return dues


def _due(case: CaseRecord, asked: RequestRecord | None, now: datetime, calendar: WorkCalendar) -> CaseDue:
    running = running_deadline(case, now, calendar)
    status = status_now(case, running)
    return CaseDue(case, asked, status, _NEXT.get(status, Verb.SETTLE), running)


def _urgent_first(found: list[CaseDue]) -> list[CaseDue]:
    return sorted(found, key=lambda due: (due.last_day or date.max, due.case.number))


def _open_cases(unit: str, division: str | None) -> Iterator[CaseRecord]:
    after = ""
    while found := cases.cases_seen(unit, division, statuses=OPEN, after=after, most=PORTION):
        yield from found
        after = found[-1].number
