"""Work lists: the adjustments that wait for an actor, the most urgent first."""

from dataclasses import dataclass
from datetime import date, datetime, time

from registry.domain.actors import Action, Actor, Role
from registry.domain.adjustments import READ_IN_THEIR_COUNTY, RUNS_IN, AdjustmentStatus
from registry.domain.limits import LimitStep
from registry.domain.question import CHINA
from registry.domain.workdays import WorkCalendar
from registry.services.consultations import is_waiting_for
from registry.services.limits import Deadline, deadline_of
from registry.services.permitting import permit
from registry.store import adjustments
from registry.store.adjustments import AdjustmentRecord
from registry.store.units import are_one
from registry.store.workdays import work_calendar

MOST = 500
NEVER = date.max
_AT_THE_LIST_OFFICE = (AdjustmentStatus.PROPOSED, AdjustmentStatus.DECIDING, AdjustmentStatus.ADOPTED)


@dataclass(frozen=True, slots=True)
class Due:
    """An adjustment that waits for the actor: the step that runs, its last day (None: not yet announced), whether over.

    Where the last day is not announced nothing is over.
    """

    adjustment: AdjustmentRecord
    step: LimitStep
    deadline: Deadline

    @property
    def last_day(self) -> date | None:
        return self.deadline.last_day

    @property
    def is_over(self) -> bool:
        return self.deadline.is_over


def adjustments_due(actor: Actor, today: date) -> list[Due]:
    """What waits for the actor on a day, the soonest last day first, those without a last day at the end."""
    permit(actor, Action.READ_ADJUSTMENT)
    end = datetime.combine(today, time.max, tzinfo=CHINA)
    seen = adjustments.adjustments_seen(actor.unit, _division(actor), statuses=tuple(RUNS_IN), most=MOST)
    calendar = work_calendar(end)
    found = [due for due in (_due(record, end, calendar) for record in seen) if due and _waits_for(actor, due)]
    return sorted(found, key=lambda due: (due.last_day or NEVER, due.adjustment.number))


def _division(actor: Actor) -> str | None:
    return actor.division if actor.role in READ_IN_THEIR_COUNTY else None


def _due(record: AdjustmentRecord, now: datetime, calendar: WorkCalendar) -> Due | None:
    status = AdjustmentStatus(record.status)
    begun = adjustments.last_begun(record, [status])
    limit = begun.limit if begun else None
    return Due(record, RUNS_IN[status], deadline_of(limit, now=now, calendar=calendar)) if limit else None


def _waits_for(actor: Actor, due: Due) -> bool:
    """Whether the next step is the actor's: the list office's, the consulted unit's, or the proposer's."""
    record, status = due.adjustment, AdjustmentStatus(due.adjustment.status)
    if status is AdjustmentStatus.RETURNED:
        return are_one(actor.unit, record.unit)
    if actor.role is Role.LIST_OFFICE:
        return status in _AT_THE_LIST_OFFICE or due.is_over
    return is_waiting_for(record, actor.unit)
