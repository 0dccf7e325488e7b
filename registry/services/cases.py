"""What people do with a case: verify, dispute, settle, reconsider, withdraw, end, revoke. Each commits once."""

from collections.abc import Collection, Mapping
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

from registry.domain.actors import Actor
from registry.domain.cases import DOES, LONGEST_REASON, MOVES, CaseParty, EndCause, Status, Verb
from registry.domain.errors import BadInput, NotFound, UnknownOption
from registry.domain.errors.cases import (
    CaseMoved,
    NothingStands,
    PastJudging,
    StillInDoubt,
    TermBeyondPapers,
    TermRanOut,
)
from registry.domain.kind import as_answers, read_text
from registry.domain.kinds import kind_called
from registry.domain.outcome import Outcome
from registry.domain.question import CHINA
from registry.domain.workdays import Limit
from registry.services import admissions
from registry.services.case_days import (
    judged_for_its_day,
    rejudged,
    request_of,
    require_a_term,
    why_past_judging,
)
from registry.services.case_parties import case_called, taken_up
from registry.services.case_steps import Judged, Step, take
from registry.services.limits import deadline_of
from registry.services.permitting import permit
from registry.services.same_matter import obstacle, rests_on_a_response
from registry.store import emergencies
from registry.store.admissions import admission_of
from registry.store.base import begin_writing, db
from registry.store.cases import CaseRecord
from registry.store.turns import ACCESS, require_agreeing_clocks, take_turn

RULINGS = (Status.SETTLED_REJECTED, Status.TO_ADJUSTMENT)


def verify(number: str, *, seen: int | None = None, actor: Actor, now: datetime) -> CaseRecord:
    """The township says *so be it*: judged again today, and admitted only if that still admits.

    Otherwise the case is rejected or referred, by that verdict. `seen`, here and in every other act, is how many steps
    of the case were there when it was read. Raises NotFound, NotPermitted, OwnCase, CaseMoved, StepNotPossible (also
    where the limit has passed: silence never admits).
    """
    at = begin_turn(now)
    case, party = _taken(number, Verb.VERIFY, actor, at, seen)
    asked = request_of(case)
    found = judged_for_its_day(case, asked, at)
    require_a_term(asked.application, found.question, found.verdict, party)
    take(case, Step(Verb.VERIFY, actor, party, at, judged=found))
    if case.status == Status.ADMITTED.value:
        admissions.issue(case, asked, found, now=at)
        _end_with_its_response(case, found, at)
    db.session.commit()
    return case


def _end_with_its_response(case: CaseRecord, found: Judged, at: datetime) -> None:
    """What rests on a response that is over, and was verified for a day of it, ends on the day after the response."""
    today = at.astimezone(CHINA).date()
    if found.question.on < today and rests_on_a_response(found.verdict):
        over = found.question.on + timedelta(days=1)
        finish(case, Verb.END, EndCause.EMERGENCY_OVER, on=over, at=at)


def dispute(number: str, reason: str, *, seen: int | None = None, actor: Actor, now: datetime) -> CaseRecord:
    """The township disputes what was found, with a reason; the list office settles it."""
    return _with_reason(number, Verb.DISPUTE, reason, seen, actor=actor, now=now)


def withdraw(number: str, reason: str, *, seen: int | None = None, actor: Actor, now: datetime) -> CaseRecord:
    """The unit that asked takes the case back, with a reason."""
    return _with_reason(number, Verb.WITHDRAW, reason, seen, actor=actor, now=now)


def _with_reason(number: str, verb: Verb, reason: str, seen: int | None, *, actor: Actor, now: datetime) -> CaseRecord:
    given = read_text(reason, field="reason", longest=LONGEST_REASON)
    at = begin_turn(now)
    case, party = _taken(number, verb, actor, at, seen)
    take(case, Step(verb, actor, party, at, reason=given))
    db.session.commit()
    return case


def settle(
    number: str,
    fixed: Mapping[str, Any],
    reason: str,
    *,
    cleared: Collection[str] = (),
    ruling: str = "",
    seen: int | None = None,
    actor: Actor,
    now: datetime,
) -> CaseRecord:
    """The list office fixes facts (which row, which share, which statute), with a reason, and it is judged again.

    `fixed` are answers that take the place of those given, `cleared` those that are taken away. Lawful now: it goes
    back to the township. Not lawful: it is rejected for good, or goes on as an adjustment of the list; `ruling`
    (settled_rejected, to_adjustment) says which, and has to where the case stays in doubt. Lawful, but leading nowhere
    (the term is over, an admission of the matter holds): it is closed where `ruling` says so. It never admits. What can
    no longer be judged, its place being no more, is closed. Raises OwnCase, CaseMoved, StillInDoubt, NothingStands,
    PastJudging, TermRanOut, TermBeyondPapers, AlreadyOpen, AlreadyAdmitted, PlaqueThere, other BadInput.
    """
    given = read_text(reason, field="reason", longest=LONGEST_REASON)
    chosen = _ruling(ruling)
    at = begin_turn(now)
    case, party = _taken(number, Verb.SETTLE, actor, at, seen)
    past = why_past_judging(case, at)
    if past is not None:
        step = _closed_unjudged(past, Step(Verb.SETTLE, actor, party, at, reason=given, chosen=chosen))
    else:
        step = _settled(case, fixed, cleared, Step(Verb.SETTLE, actor, party, at, reason=given, chosen=chosen))
    take(case, step)
    db.session.commit()
    return case


def _closed_unjudged(past: BadInput, step: Step) -> Step:
    """Closing what can no longer be judged; it needs a ruling, for nothing else is left. Raises PastJudging."""
    if step.chosen is None:
        raise PastJudging(past.code)
    return replace(step, facts={"fixed": {}, "unjudged": past.code})


def _settled(case: CaseRecord, fixed: Mapping[str, Any], cleared: Collection[str], step: Step) -> Step:
    """The settlement with what was judged on the facts as fixed."""
    chosen, at = step.chosen, step.at
    found = judged_for_its_day(case, request_of(case), at, answers=answers_with(case, fixed, cleared))
    facts: dict[str, Any] = {"fixed": _changed(case, found)}
    if found.verdict.outcome is Outcome.ADMIT and (idle := _leads_nowhere(case, found)):
        if chosen is not Status.SETTLED_REJECTED:
            raise idle
        facts |= {"leads_nowhere": idle.code, "because": dict(idle.facts)}
    else:
        chosen = _as_the_verdict_allows(chosen, found)
    if chosen is Status.AWAITING_VERIFICATION or fixed:
        kind_called(found.question.kind).require(found.question)
    return replace(step, judged=found, chosen=chosen, facts=facts)


def _changed(case: CaseRecord, found: Judged) -> dict[str, Any]:
    facts = as_answers(found.question.details)
    return {name: value for name, value in facts.items() if case.answers.get(name) != value}


def _leads_nowhere(case: CaseRecord, found: Judged) -> BadInput | None:
    """Why a case that is lawful can still not be admitted: its term is over, or the matter is open or admitted."""
    try:
        require_a_term(request_of(case).application, found.question, found.verdict, CaseParty.LIST_OFFICE)
    except (TermRanOut, TermBeyondPapers) as error:
        return error
    return obstacle(case, found.question, found.verdict)


def answers_with(case: CaseRecord, fixed: Mapping[str, Any], cleared: Collection[str] = ()) -> dict[str, Any]:
    """The facts of a case with these fixed and those taken away."""
    stays = {name: value for name, value in case.answers.items() if name not in cleared}
    return {**stays, **{name: value for name, value in fixed.items() if value not in (None, "")}}


def _require_seen(case: CaseRecord, seen: int | None) -> None:
    """Whoever acts does it on what they saw. An escalation that nobody saw changes no fact. Raises CaseMoved."""
    of_people = [step for step in case.steps if step.verb != Verb.ESCALATE.value]
    if seen is not None and of_people and of_people[-1].position > seen:
        raise CaseMoved(case.number, case.status)


def _ruling(typed: str) -> Status | None:
    if not typed.strip():
        return None
    wanted = typed.strip().lower()[:60]
    if wanted not in [ruling.value for ruling in RULINGS]:
        raise UnknownOption("ruling", typed, [ruling.value for ruling in RULINGS])
    return Status(wanted)


def _as_the_verdict_allows(chosen: Status | None, found: Judged) -> Status | None:
    """What was ruled, as far as the verdict leaves a choice. Raises StillInDoubt, NothingStands."""
    outcome = found.verdict.outcome
    if outcome is Outcome.ADMIT:
        if chosen is not None:
            raise NothingStands
        return Status.AWAITING_VERIFICATION
    if chosen is None and outcome is Outcome.REFER:
        raise StillInDoubt(outcome.value, [ground.ground.code for ground in found.verdict.standing])
    return chosen or Status.SETTLED_REJECTED


def reconsider(number: str, *, seen: int | None = None, actor: Actor, now: datetime) -> CaseRecord:
    """The unit that asked has a rejected case judged again today, usually after a new approval."""
    at = begin_turn(now)
    case, party = _taken(number, Verb.RECONSIDER, actor, at, seen)
    asked = request_of(case)
    found = rejudged(case, asked, at=at)
    require_a_term(asked.application, found.question, found.verdict, party)
    take(case, Step(Verb.RECONSIDER, actor, party, at, judged=found))
    db.session.commit()
    return case


def end(number: str, reason: str, *, seen: int | None = None, actor: Actor, now: datetime) -> CaseRecord:
    """The list office ends an admission whose work is done, with a reason."""
    return _end(number, Verb.END, EndCause.FINISHED, reason, seen, actor=actor, now=now)


def revoke(number: str, reason: str, *, seen: int | None = None, actor: Actor, now: datetime) -> CaseRecord:
    """The province or the list office takes an admission away, with a reason."""
    return _end(number, Verb.REVOKE, EndCause.REVOKED, reason, seen, actor=actor, now=now)


def _end(
    number: str, verb: Verb, cause: EndCause, reason: str, seen: int | None, *, actor: Actor, now: datetime
) -> CaseRecord:
    given = read_text(reason, field="reason", longest=LONGEST_REASON)
    at = begin_turn(now)
    case, party = _taken(number, verb, actor, at, seen)
    finish(case, verb, cause, on=at.astimezone(CHINA).date(), at=at, actor=actor, party=party, reason=given)
    db.session.commit()
    return case


def finish(
    case: CaseRecord,
    verb: Verb,
    cause: EndCause,
    *,
    on: date,
    at: datetime,
    actor: Actor | None = None,
    party: CaseParty = CaseParty.CLOCK,
    reason: str = "",
    unjudged: str = "",
) -> None:
    """End an admitted case and its admission from a day on, in the caller's transaction and turn.

    `unjudged` is the code of what kept it from being judged again, so that nothing else could carry it.
    """
    record = admission_of(case.number)
    if record is None:
        raise NotFound("admission", case.number)
    admissions.end(record, cause, on=on, reason=reason, now=at)
    facts = {
        "cause": cause.value,
        "ended_on": record.ended_on.isoformat() if record.ended_on else "",
        "admission": record.number,
        **({"unjudged": unjudged} if unjudged else {}),
    }
    take(case, Step(verb, actor, party, at, reason=reason, facts=facts))


def escalate_if_over(case: CaseRecord, at: datetime) -> bool:
    """Hand a case whose verification limit has passed to the list office, in the caller's turn. Whether it was."""
    limit = limit_running(case, at) if case.status == Status.AWAITING_VERIFICATION.value else None
    if limit is None or not deadline_of(limit, now=at).is_over:
        return False
    take(case, Step(Verb.ESCALATE, None, CaseParty.CLOCK, at))
    return True


def limit_running(case: CaseRecord, at: datetime) -> Limit | None:
    """The limit that runs; what was asked under an emergency response is verified after it, from its end on."""
    limit = case.last_step.limit
    response = emergencies.find_response(case.response) if case.response else None
    if limit is None or response is None:
        return limit
    end = response.as_response(at).end
    return Limit(max(end, limit.began_on), limit.working_days) if end else None


def begin_turn(now: datetime) -> datetime:
    """Begin to write, alone among all that admit or end admissions; gives the time to act at."""
    begin_writing()
    require_agreeing_clocks(datetime.now(UTC))
    return take_turn(ACCESS, now)


def _taken(number: str, verb: Verb, actor: Actor, at: datetime, seen: int | None) -> tuple[CaseRecord, CaseParty]:
    """The case for a step. One whose limit has passed is escalated first, and stays so where the step then fails.

    What may be done at all comes before what was seen. Raises CaseMoved, and as `taken_up`.
    """
    permit(actor, DOES[verb][0][1])
    case = case_called(number, actor=actor, now=at, lock=True)
    if escalate_if_over(case, at) and (Status.ESCALATED, verb) not in MOVES:
        db.session.commit()
    case, party = taken_up(number, verb, actor=actor, now=at)
    _require_seen(case, seen)
    return case, party
