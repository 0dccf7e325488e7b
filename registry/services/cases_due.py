"""Work lists of cases: what waits for an actor, and what their unit waits for, the most urgent first."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime

from registry.domain.actors import Action, Actor, Role
from registry.domain.cases import OPEN, RUNS_IN, Status, Verb
from registry.domain.limits import LimitStep
from registry.services.case_offices import open_cases_of_list_offices
from registry.services.case_parties import can
from registry.services.case_views import running_deadline, status_now
from registry.services.limits import Deadline
from registry.services.permitting import permit
from registry.store import cases
from registry.store.cases import CaseRecord

PORTION = 500
_NEXT = {Status.AWAITING_VERIFICATION: Verb.VERIFY}
"""What somebody has to do with an open case; with all others it is settling."""


@dataclass(frozen=True, slots=True)
class CaseDue:
    """An open case: where it stands this minute, what is to be done, the limit that runs (None: not yet begun)."""

    case: CaseRecord
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
    def is_over(self) -> bool:
        return self.deadline is not None and self.deadline.is_over


def cases_due(actor: Actor, *, now: datetime) -> list[CaseDue]:
    """What waits for the actor, the soonest last day first, those without one at the end."""
    permit(actor, Action.READ_REQUEST)
    if actor.role not in (Role.TOWNSHIP_DESK, Role.LIST_OFFICE, Role.PROVINCE):
        return []
    # The province has only what list offices may not settle themselves: it does not look through all of its places.
    is_province = actor.role is Role.PROVINCE
    there = open_cases_of_list_offices(actor, now) if is_province else _open_cases("", actor.division)
    seen = (_due(case, now) for case in there)
    return _urgent_first([due for due in seen if can(due.case, due.verb, actor, now, status=due.status)])


def cases_under_way(actor: Actor, *, now: datetime) -> list[CaseDue]:
    """What the actor's unit asked and others have to act on, the soonest last day first."""
    permit(actor, Action.READ_REQUEST)
    return _urgent_first([_due(case, now) for case in _open_cases(actor.unit, None)] if actor.unit else [])


def _due(case: CaseRecord, now: datetime) -> CaseDue:
    running = running_deadline(case, now)
    status = status_now(case, running)
    return CaseDue(case, status, _NEXT.get(status, Verb.SETTLE), running)


def _urgent_first(found: list[CaseDue]) -> list[CaseDue]:
    return sorted(found, key=lambda due: (due.last_day or date.max, due.case.number))


def _open_cases(unit: str, division: str | None) -> Iterator[CaseRecord]:
    after = ""
    while found := cases.cases_seen(unit, division, statuses=OPEN, after=after, most=PORTION):
        yield from found
        after = found[-1].number
