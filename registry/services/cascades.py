"""What follows when a term, an approval or a response ends: admissions that rested on it go over to another, or end."""

from datetime import date, datetime, timedelta

from registry.domain.admissions import Validity
from registry.domain.cases import CaseParty, EndCause, Status, Verb
from registry.domain.outcome import Outcome
from registry.domain.question import CHINA
from registry.domain.verdict import LifterKind
from registry.services import admissions
from registry.services.announcing import tell_of_number
from registry.services.case_days import rejudged, request_of
from registry.services.case_steps import Step, take
from registry.services.cases import finish
from registry.store.admissions import AdmissionRecord, admission_of, items_of, running_on
from registry.store.cases import CaseRecord, find_case
from registry.store.turns import ACCESS, take_turn

_ENDS = {Validity(cause.value): cause for cause in EndCause}


def cascade(kind: LifterKind, lifter: str, *, at: datetime) -> list[str]:
    """Look again at every admission that rests on an approval or a response that changed; gives the cases that ended.

    In the caller's transaction and turn, so that none outlives what it rests on. Each is looked at in a turn of its
    own: it sees what changed at `at`, and what the one before took of an approval with a limited number of places.
    """
    ended = []
    for record in running_on(kind, lifter):
        case = find_case(record.case, lock=True)
        if case is not None and end_if_over(case, take_turn(ACCESS, at)):
            ended.append(case.number)
    return ended


def looks_over(record: AdmissionRecord, at: datetime) -> bool:
    """Whether an admission no longer holds today, before anybody has ended it; looked at, nothing is done."""
    return admissions.as_it_stands(record, on=at.astimezone(CHINA).date(), now=at).validity in _ENDS


def end_if_over(case: CaseRecord, at: datetime) -> bool:
    """End an admission that no longer holds today, unless another approval on record carries it. Whether it ended.

    Work under an emergency response ends with the response; what goes on afterwards is asked for like anything else.
    """
    record = admission_of(case.number)
    if record is None or case.status != Status.ADMITTED.value:
        return False
    stands = admissions.as_it_stands(record, on=at.astimezone(CHINA).date(), now=at)
    cause = _ENDS.get(stands.validity)
    if cause is None or (cause is EndCause.APPROVAL_OVER and _carried_over(case, record, at)):
        return False
    finish(case, Verb.END, cause, on=_first_day_over(stands), at=at)
    return True


def _first_day_over(stands: admissions.Live) -> date:
    """The first day on which it no longer held, which may lie before the day that was put on record, or looked at."""
    return min(stands.until + timedelta(days=1), stands.on) if stands.until else stands.on


def _carried_over(case: CaseRecord, record: AdmissionRecord, at: datetime) -> bool:
    """Whether today's verdict admits it on other approvals: it rests on these from now on, and gets its number if the
    posts, money and powers that it waited for have come."""
    own = frozenset(item.item for item in items_of(case.number))
    found = rejudged(case, request_of(case), at=at, leaving_out=own)
    if found.verdict.outcome is not Outcome.ADMIT:
        return False
    lifters = admissions.lifters_in(found.verdict)
    admissions.rest_on(record, lifters, now=at)
    is_numbered = record.number is None and not admissions.waits_for_resources(found.verdict)
    if is_numbered:
        admissions.give_number(record, now=at)
    facts = {
        "rests_on": [lifter.code for lifter in lifters],
        "papers": "、".join(lifter.number or lifter.code for lifter in lifters),
        "admission": record.number,
        "leaving_out": sorted(own),
    }
    take(case, Step(Verb.CARRY_OVER, None, CaseParty.CLOCK, at, judged=found, facts=facts))
    if is_numbered:
        tell_of_number(case, record, at=at)
    return True
