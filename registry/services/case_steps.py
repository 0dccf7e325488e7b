"""Taking a step with a case: who may, what follows, and the record and event of it, in the caller's transaction."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from registry.domain.actors import Actor
from registry.domain.cases import OPEN, RUNS_IN, CaseParty, Status, Verb, following
from registry.domain.divisions import Level
from registry.domain.errors.cases import StepNotPossible
from registry.domain.question import CHINA, Question
from registry.domain.verdict import LifterKind, Verdict
from registry.services.limits import days_for
from registry.services.notices import tell_of_step
from registry.services.rejudging import as_kept, place_of
from registry.services.same_matter import obstacle, placed
from registry.store import cases, events, people, units
from registry.store.base import db
from registry.store.cases import CaseRecord, CaseStepRecord

REGISTRY = "system"


@dataclass(frozen=True, slots=True)
class Judged:
    """A question put anew, what its place was called in it, and the verdict."""

    question: Question[Any]
    called: str
    verdict: Verdict


@dataclass(frozen=True, slots=True)
class Step:
    """A step to be taken: by whom and as whom (nobody is the registry itself), why, and what was judged for it."""

    verb: Verb
    actor: Actor | None
    party: CaseParty
    at: datetime
    reason: str = ""
    judged: Judged | None = None
    chosen: Status | None = None
    facts: dict[str, Any] = field(default_factory=dict)


def take(case: CaseRecord, step: Step) -> None:
    """Take the step and tell of it. Raises StepNotPossible, AlreadyOpen, AlreadyAdmitted, PlaqueThere."""
    status = _status_after(case, step)
    _require_nothing_in_the_way(case, status, step)
    if step.judged is not None:
        _keep_verdict(case, step.judged)
    case.status = status.value
    _keep_open(case, status, step)
    case.steps.append(_as_record(case, status, step))
    db.session.flush()
    events.write(
        stream="access",
        verb=step.verb.value,
        actor=step.actor.name if step.actor else REGISTRY,
        about=case.number,
        facts=_told(case, step),
        at=step.at,
    )
    tell_of_step(case, step.verb, reason=step.reason, facts=step.facts, at=step.at)


def _status_after(case: CaseRecord, step: Step) -> Status:
    outcome = step.judged.verdict.outcome if step.judged else None
    possible = following(Status(case.status), step.verb, outcome)
    chosen = {step.chosen} & possible if len(possible) > 1 else possible
    if len(chosen) != 1:
        raise StepNotPossible(case.number, step.verb.value, case.status)
    return next(status for status in chosen if status is not None)


def _keep_verdict(case: CaseRecord, judged: Judged) -> None:
    verdict = judged.verdict
    case.outcome = verdict.outcome.value
    case.leading_ground = verdict.leading.ground.code if verdict.leading else None
    case.verdict = verdict.as_data()
    case.answers = as_kept(judged.question, judged.called)["answers"]
    lifters = [found.lifted_by for found in verdict.lifted if found.lifted_by]
    under = [lifter.code for lifter in lifters if lifter.kind is LifterKind.EMERGENCY]
    case.response = under[0] if under else ""


def _keep_open(case: CaseRecord, status: Status, step: Step) -> None:
    """Hold the matter while the case is open, let go of it when it is not; a key is unique in the database.

    A case that came by a merger to where another holds the key keeps the one it had.
    """
    if status not in OPEN:
        case.open_matter = None
    elif step.judged is not None:
        key = placed(step.judged.question, step.judged.verdict).key_for(case.unit)
        with db.session.no_autoflush:
            other = cases.open_case_of(key)
        case.open_matter = key if other is None or other.number == case.number else case.open_matter


def _require_nothing_in_the_way(case: CaseRecord, status: Status, step: Step) -> None:
    """Raises AlreadyOpen, AlreadyAdmitted, PlaqueThere for a case that is to stand open, or be admitted."""
    if step.judged is None or status not in OPEN | {Status.ADMITTED} or step.verb is Verb.CARRY_OVER:
        return
    trouble = obstacle(case, step.judged.question, step.judged.verdict)
    if trouble is not None:
        raise trouble


def _as_record(case: CaseRecord, status: Status, step: Step) -> CaseStepRecord:
    limit = RUNS_IN.get(status)
    county = place_of(case, step.at).at(Level.COUNTY)
    days = days_for(limit, county.code, now=step.at) if limit and county else None
    return CaseStepRecord(
        case=case.number,
        position=len(case.steps) + 1,
        verb=step.verb.value,
        status=status.value,
        party=step.party.value,
        reason=step.reason,
        facts=step.facts,
        question=as_kept(step.judged.question, step.judged.called) if step.judged else None,
        verdict=step.judged.verdict.as_data() if step.judged else None,
        began_on=step.at.astimezone(CHINA).date(),
        limit_step=limit.value if days and limit else None,
        working_days=days,
        recorded_at=step.at,
        **by(step.actor),
    )


def by(actor: Actor | None) -> dict[str, str]:
    """Who took a step, with the names as they stood."""
    if actor is None:
        return {"actor": REGISTRY, "actor_name": "", "unit": "", "unit_name": ""}
    person, unit = people.find_person(actor.name), units.find_unit(actor.unit)
    shown, code, of = person.name if person else "", unit.code if unit else actor.unit, unit.name if unit else ""
    return {"actor": actor.name, "actor_name": shown, "unit": code, "unit_name": of}


def _told(case: CaseRecord, step: Step) -> dict[str, Any]:
    """The event's facts: where it stands, why, and the verdict with the edition and approvals it rests on."""
    told: dict[str, Any] = {
        "request": case.request,
        "place": case.place,
        "status": case.status,
        "party": step.party.value,
    }
    if step.reason:
        told["reason"] = step.reason
    if step.judged:
        told["verdict"] = case.verdict
    return {**told, **step.facts}
