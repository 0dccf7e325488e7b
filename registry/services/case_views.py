"""A case as somebody reads it: where it stands this minute, what each step rested on, and what they can do with it."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from registry.domain.actors import Actor
from registry.domain.cases import DOES, OPEN, CaseParty, Status, Verb
from registry.domain.errors import RegistryError
from registry.domain.question import CHINA, Question
from registry.domain.verdict import Verdict
from registry.domain.workdays import WorkCalendar
from registry.services import admissions
from registry.services.access import judged
from registry.services.admissions import Live
from registry.services.case_days import (
    JUST_BEFORE,
    day_under_response,
    goes_on_today,
    request_of,
    require_a_term,
    why_past_judging,
)
from registry.services.case_offices import Office, settling_office
from registry.services.case_parties import can, case_called
from registry.services.cases import answers_with, limit_running
from registry.services.limits import Deadline, deadline_of
from registry.services.rejudging import place_of, question_now
from registry.services.same_matter import rests_on_a_response
from registry.store.access import RequestRecord
from registry.store.admissions import admission_of
from registry.store.base import db
from registry.store.cases import CaseRecord

_JUDGED_ANEW = (Verb.VERIFY, Verb.RECONSIDER)
"""What rests on that day's verdict and nothing else, so that it can be shown before it is done."""


@dataclass(frozen=True, slots=True)
class CaseView:
    """`status` is where it stands now, whether or not the clock has ticked; `running` is the limit that runs.

    `deadlines` are those of the steps by position. `foreseen` is what verifying, or reconsidering, would find now;
    `trouble` why that cannot be judged.
    """

    case: CaseRecord
    request: RequestRecord
    status: Status
    acts: tuple[Verb, ...]
    deadlines: Mapping[int, Deadline]
    running: Deadline | None
    admission: Live | None
    foreseen: Verdict | None = None
    trouble: RegistryError | None = None
    settled_above: Office | None = None
    """Who settles it in the place of the county's list office, which asked for it itself."""
    is_past_judging: bool = False
    """Whether no facts would let it be judged again, so that it can only be closed, withdrawn or ended."""

    @property
    def waits_for_the_response(self) -> bool:
        """Whether its limit begins only when the emergency response ends that it was asked under."""
        return self.case.last_step.limit is not None and self.running is None


def case_view(number: str, *, actor: Actor, now: datetime) -> CaseView:
    """The case for those who may read it; what a step that was refused left undone is dropped. Raises NotFound."""
    db.session.rollback()
    case = case_called(number, actor=actor, now=now)
    running = running_deadline(case, now)
    status = status_now(case, running)
    acts = tuple(verb for verb in DOES if can(case, verb, actor, now, status=status))
    asked, past = request_of(case), why_past_judging(case, now) if acts else None
    if past is not None:
        acts = tuple(verb for verb in acts if verb not in _JUDGED_ANEW)
    foreseen, trouble = _foreseen(case, asked, acts, now)
    return CaseView(
        case=case,
        request=asked,
        status=status,
        acts=acts,
        deadlines=_deadlines(case, running, now),
        running=running,
        admission=_admission(case, now),
        foreseen=foreseen,
        trouble=past or trouble,
        is_past_judging=past is not None,
        settled_above=_settled_above(case, status, now),
    )


def _settled_above(case: CaseRecord, status: Status, now: datetime) -> Office | None:
    office = settling_office(case, place_of(case, now), now) if status in OPEN else None
    return office if office is not None and office.steps_in else None


def as_it_would_be(
    case: CaseRecord, fixed: Mapping[str, Any], cleared: Collection[str] = (), *, now: datetime
) -> Verdict:
    """What settling with these facts would find now; nothing is kept. Raises BadInput."""
    return _today(case, request_of(case), now, for_its_day=True, answers=answers_with(case, fixed, cleared))[1]


def running_deadline(case: CaseRecord, now: datetime, calendar: WorkCalendar | None = None) -> Deadline | None:
    """Where the limit stands that runs for a case."""
    limit = limit_running(case, now)
    return deadline_of(limit, now=now, calendar=calendar) if limit else None


def status_now(case: CaseRecord, running: Deadline | None) -> Status:
    """Where a case stands: past the township's limit it is the list office's, ticked or not."""
    status = Status(case.status)
    is_over = status is Status.AWAITING_VERIFICATION and running is not None and running.is_over
    return Status.ESCALATED if is_over else status


def _deadlines(case: CaseRecord, running: Deadline | None, now: datetime) -> dict[int, Deadline]:
    earlier = {step.position: deadline_of(step.limit, now=now) for step in case.steps[:-1] if step.limit}
    return {**earlier, case.last_step.position: running} if running else earlier


def _foreseen(
    case: CaseRecord, asked: RequestRecord, acts: tuple[Verb, ...], now: datetime
) -> tuple[Verdict | None, RegistryError | None]:
    if not any(verb in acts for verb in _JUDGED_ANEW):
        return None, None
    verdict: Verdict | None = None
    try:
        question, verdict = _today(case, asked, now, for_its_day=Verb.VERIFY in acts)
        party = CaseParty.TOWNSHIP if Verb.VERIFY in acts else CaseParty.DEPARTMENT
        require_a_term(asked.application, question, verdict, party)
    except RegistryError as error:
        return verdict, error
    return verdict, None


def _today(
    case: CaseRecord, asked: RequestRecord, now: datetime, *, for_its_day: bool, answers: dict[str, Any] | None = None
) -> tuple[Question[Any], Verdict]:
    """The question of a case today, or on the last day of the response that it still rests on; and the verdict."""
    on = day_under_response(case, now) if for_its_day else None
    question: Question[Any] = question_now(case, asked, now=now, on=on, answers=answers)
    verdict = judged(question)
    if on is None:
        return question, verdict
    if rests_on_a_response(verdict) and not goes_on_today(case, asked, at=now + JUST_BEFORE, answers=answers):
        return question, verdict
    return _today(case, asked, now, for_its_day=False, answers=answers)


def _admission(case: CaseRecord, now: datetime) -> Live | None:
    record = admission_of(case.number)
    return admissions.as_it_stands(record, on=now.astimezone(CHINA).date(), now=now) if record else None
