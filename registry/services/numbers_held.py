"""The admission number behind what is asked today: of a case on file, or found for a demand that was typed."""

from datetime import datetime
from typing import Any

from registry.domain.cases import Status
from registry.domain.numbers_held import NOT_ASKED_FOR, NumberHeld, state_of
from registry.domain.outcome import ConditionCode
from registry.domain.question import CHINA, Question
from registry.domain.verdict import Verdict
from registry.services.access import judged
from registry.services.admissions import as_it_stands
from registry.services.case_views import running_deadline, status_now
from registry.services.same_matter import admissions_of, open_cases_of
from registry.store.admissions import AdmissionRecord, admission_of, items_of
from registry.store.cases import CaseRecord


def number_of(case: CaseRecord, *, now: datetime) -> NumberHeld:
    """The number of a case, or why it has none that holds; past its limit a case is escalated, ticked or not."""
    record = admission_of(case.number)
    if record is not None:
        return _of_admission(record, now)
    return NumberHeld(state_of(status_now(case, running_deadline(case, now)), None), case=case.number)


def number_found(asked: Question[Any], verdict: Verdict, *, now: datetime) -> NumberHeld:
    """The number under which the unit may ask this of this place, else why the application it made has none."""
    held = [_of_admission(record, now) for record in admissions_of(asked, verdict)]
    if held:
        return next((one for one in held if one.holds), held[-1])
    waiting = open_cases_of(asked, verdict)
    return number_of(waiting[-1], now=now) if waiting else NOT_ASKED_FOR


def judged_with_number(asked: Question[Any], *, case: CaseRecord | None, now: datetime) -> tuple[Verdict, NumberHeld]:
    """The verdict on a question and its number; what its own admission brought to the village is not counted."""
    verdict = judged(asked, leaving_out=own_items(case.number) if case else frozenset())
    held = number_of(case, now=now) if case else number_found(asked, verdict, now=now)
    own = own_items(held.case) if held.holds and not case else frozenset()
    return (judged(asked, leaving_out=own) if own else verdict), held


def own_items(case: str) -> frozenset[str]:
    """The codes of what a case's admission brought into the village's inventory."""
    return frozenset(item.item for item in items_of(case))


def _of_admission(record: AdmissionRecord, now: datetime) -> NumberHeld:
    stands = as_it_stands(record, on=now.astimezone(CHINA).date(), now=now)
    conditions = {one["code"] for one in record.granted["verdict"]["conditions"]}
    return NumberHeld(
        state_of(Status.ADMITTED, stands.validity),
        number=record.number or "",
        case=record.case,
        begins=record.valid_from,
        within_share=ConditionCode.WITHIN_SHARE.value in conditions,
    )
