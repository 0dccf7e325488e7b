"""What follows when a term, an approval or a response ends: admissions that rested on it go over to another, or end.
And when the posts, money and powers come that one waited for: it gets its number."""

from datetime import date, datetime, timedelta

from registry.domain.admissions import Validity
from registry.domain.cases import CaseParty, EndCause, Status, Verb
from registry.domain.errors import BadInput
from registry.domain.outcome import Outcome
from registry.domain.question import CHINA
from registry.domain.verdict import LifterKind, Verdict
from registry.services import admissions
from registry.services.announcing import tell_of_number
from registry.services.case_days import outlasts_a_response, rejudged, request_of
from registry.services.case_steps import Judged, Step, take
from registry.services.cases import finish
from registry.services.rejudging import place_of
from registry.store import approvals
from registry.store.admissions import AdmissionRecord, admission_of, items_of, running_on, unnumbered_in
from registry.store.cases import CaseRecord, find_case
from registry.store.turns import ACCESS, take_turn

_ENDS = {Validity(cause.value): cause for cause in EndCause}
_WITH_ITS_PAPERS = (EndCause.APPROVAL_OVER, EndCause.EMERGENCY_OVER)


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
    return admissions.as_it_stands(record, on=_day(at), now=at).validity in _ENDS


def end_if_over(case: CaseRecord, at: datetime) -> bool:
    """End an admission that no longer holds today, or never will, unless an approval on record carries it. Whether it
    ended. What can no longer be judged, its place being abolished or split, cannot be carried either.

    Work under an emergency response ends with the response, but for what an approval admits by then; what goes on
    afterwards is asked for like anything else.
    """
    record = admission_of(case.number)
    if record is None or case.status != Status.ADMITTED.value:
        return False
    stands = admissions.as_it_stands(record, on=_day(at), now=at)
    cause = _ENDS.get(stands.validity)
    if cause is None:
        return False
    unjudged = ""
    if cause in _WITH_ITS_PAPERS:
        try:
            found = _judged_anew(case, record, at)
        except BadInput as error:
            unjudged = error.code
        else:
            if _carries(found.verdict, cause):
                _carry_over(case, record, found, at, why=cause.value)
                return False
    finish(case, Verb.END, cause, on=_first_day_over(stands), at=at, unjudged=unjudged)
    return True


def _day(at: datetime) -> date:
    return at.astimezone(CHINA).date()


def _first_day_over(stands: admissions.Live) -> date:
    """The first day on which it no longer held, which may lie before the day that was put on record, or looked at."""
    return min(stands.until + timedelta(days=1), stands.on) if stands.until else stands.on


def _judged_anew(case: CaseRecord, record: AdmissionRecord, at: datetime) -> Judged:
    """The verdict on an admitted case today; before its term begins that on the first day of its term."""
    first = max(_day(at), record.valid_from)
    return rejudged(case, request_of(case), at=at, on=first, leaving_out=_own(case))


def _own(case: CaseRecord) -> frozenset[str]:
    return frozenset(item.item for item in items_of(case.number))


def _carries(verdict: Verdict, cause: EndCause) -> bool:
    """Whether a verdict lets an admission go on whose papers are over."""
    if cause is EndCause.APPROVAL_OVER:
        return verdict.outcome is Outcome.ADMIT
    return outlasts_a_response(verdict)


def _carry_over(case: CaseRecord, record: AdmissionRecord, found: Judged, at: datetime, *, why: str) -> None:
    """Let it rest on what today's verdict rests on, from now on, and give it its number if the posts, money and
    powers that it waited for have come. `why`: what of its papers is over, or that the RESOURCES came."""
    lifters = admissions.lifters_in(found.verdict)
    admissions.rest_on(record, lifters, now=at)
    is_numbered = record.number is None and not admissions.waits_for_resources(found.verdict)
    if is_numbered:
        admissions.give_number(record, now=at)
    facts = {
        "rests_on": [lifter.code for lifter in lifters],
        "papers": "、".join(lifter.number or lifter.code for lifter in lifters),
        "admission": record.number,
        "why": why,
        "leaving_out": sorted(_own(case)),
    }
    take(case, Step(Verb.CARRY_OVER, None, CaseParty.CLOCK, at, judged=found, facts=facts))
    if is_numbered:
        tell_of_number(case, record, at=at)


# The number that waited
# ----------------------------------------------------------------------------------------------------------------------


def number_those_waiting(approval: str, *, at: datetime) -> list[str]:
    """Give their number to admissions that waited for posts, money and powers, where this approval brings them; gives
    their cases. In the caller's transaction and turn, each looked at in a turn of its own."""
    found = approvals.approvals_called([approval], at)
    waiting = [record.case for one in found for place in one.places for record in unnumbered_in(place)]
    numbered = []
    for number in sorted(set(waiting)):
        case = find_case(number, lock=True)
        if case is not None and number_if_due(case, take_turn(ACCESS, at)):
            numbered.append(number)
    return numbered


def number_if_due(case: CaseRecord, at: datetime) -> bool:
    """Give an admission that waits for its number one, if today's verdict no longer waits: it rests from now on on the
    approval that brings the resources. Whether it did."""
    record = admission_of(case.number)
    if record is None or record.number is not None or case.status != Status.ADMITTED.value:
        return False
    found = _bringing_resources(case, record, at)
    if found is not None:
        _carry_over(case, record, found, at, why="RESOURCES")
    return found is not None


def _bringing_resources(case: CaseRecord, record: AdmissionRecord, at: datetime) -> Judged | None:
    try:
        found = _judged_anew(case, record, at)
    except BadInput:  # its place or its answers can no longer be judged: it waits until it ends
        return None
    is_due = found.verdict.outcome is Outcome.ADMIT and not admissions.waits_for_resources(found.verdict)
    return found if is_due else None


def looks_numbered(record: AdmissionRecord, at: datetime) -> bool:
    """Whether an admission that waits for its number may get one now, an approval having come into force since it was
    judged last; looked at, nothing is done."""
    case = find_case(record.case) if record.number is None else None
    if case is None or record.ended_on is not None:
        return False
    judged = [step for step in case.steps if step.verdict is not None][-1]
    confirmed = approvals.confirmed_over(place_of(case, at).codes(), at)
    news = [(on, begins) for _, on, begins in confirmed if begins <= _day(at)]
    is_new = any(begins > judged.began_on or on >= judged.recorded_at for on, begins in news)
    return is_new and _bringing_resources(case, record, at) is not None
