"""Admissions: issued when a case is admitted, checked live by anybody, ended when what they rest on ends."""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from registry.domain.admissions import Rests, Validity, admission_number, as_number, last_valid_day, rested_on
from registry.domain.approvals import ProvincialApproval
from registry.domain.cases import EndCause, Verb
from registry.domain.divisions import Place
from registry.domain.emergencies import EmergencyResponse
from registry.domain.errors import NotFound
from registry.domain.errors.cases import NotAnAdmissionNumber
from registry.domain.kind import Brought
from registry.domain.kinds import kind_called
from registry.domain.outcome import ConditionCode
from registry.domain.question import CHINA
from registry.domain.verdict import Lifter, LifterKind, Verdict
from registry.services import reserving
from registry.services.case_steps import Judged
from registry.services.rejudging import place_of
from registry.store import access, admissions, approvals, cases, emergencies, registers
from registry.store.access import RequestRecord, next_number
from registry.store.admissions import AdmissionLifterRecord, AdmissionRecord
from registry.store.base import db
from registry.store.cases import CaseRecord, CaseStepRecord

_AWAITED = ConditionCode.RESOURCES_DUE


@dataclass(frozen=True, slots=True)
class Live:
    """An admission as it stands on a day: whether it holds, until when as far as is on record, and where it lies.

    `approvals` and `responses` are what it rested on that day; `carried_over` is the step by which it came to, where
    that is not what it was granted on. `until` is told as far as is on record now.
    """

    admission: AdmissionRecord
    validity: Validity
    on: date
    until: date | None
    place: Place
    approvals: tuple[ProvincialApproval, ...]
    responses: tuple[EmergencyResponse, ...]
    carried_over: CaseStepRecord | None = None


def issue(case: CaseRecord, asked: RequestRecord, judged: Judged, *, now: datetime) -> AdmissionRecord:
    """The admission of a case that was just admitted, with what it reserves; in the caller's transaction and turn.

    Without posts, money and powers on record it stays without a number (P16).
    """
    question, verdict = judged.question, judged.verdict
    starts, ends = _term(asked, question.on)
    granted = _granted(case, asked, judged, starts, ends)
    record = AdmissionRecord(
        case=case.number,
        place=case.place,
        unit=case.unit,
        kind=asked.kind,
        subject=str(getattr(question.details, kind_called(asked.kind).subject)),
        valid_from=starts,
        valid_until=ends,
        granted=granted,
        fingerprint=fingerprint_of(granted),
        recorded_at=now,
        end_reason="",
        sample=verdict.basis.sample,
    )
    db.session.add(record)
    db.session.flush()
    rest_on(record, lifters_in(verdict), now=now)
    if not waits_for_resources(verdict):
        give_number(record, now=now)
    register = registers.register_for(question)
    brought = kind_called(asked.kind).brings(question.details, register)
    _bring(record, brought, asked, question.place, now)
    return record


def _term(asked: RequestRecord, today: date) -> tuple[date, date | None]:
    application = asked.application or {}
    begins, ends = application.get("term_from"), application.get("term_until")
    starts = max(today, date.fromisoformat(begins)) if begins else today
    return starts, date.fromisoformat(ends) if ends else None


def _granted(case: CaseRecord, asked: RequestRecord, judged: Judged, starts: date, ends: date | None) -> dict[str, Any]:
    """What is granted, whole: it is frozen, so that nobody has to ask later what was meant."""
    question = judged.question
    return {
        "case": case.number,
        "request": asked.number,
        "kind": asked.kind,
        "answers": case.answers,
        "place": {"code": question.place.code, "name": question.place.full_name},
        "unit": {"code": asked.unit, "name": question.asked_by.name},
        "application": asked.application or {},
        "valid_from": starts.isoformat(),
        "valid_until": ends.isoformat() if ends else None,
        "verdict": judged.verdict.as_data(),
    }


def fingerprint_of(granted: dict[str, Any]) -> str:
    """The SHA-256 of what was granted, in hexadecimal."""
    canonical = json.dumps(granted, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(canonical.encode()).hexdigest()


def lifters_in(verdict: Verdict) -> tuple[Lifter, ...]:
    """What lifted its grounds, each once."""
    return tuple(dict.fromkeys(found.lifted_by for found in verdict.lifted if found.lifted_by))


def rest_on(record: AdmissionRecord, lifters: Sequence[Lifter], *, now: datetime) -> None:
    """Let an admission rest on these from now on, and on nothing else."""
    for former in admissions.lifters_of(record.case):
        former.ended_at = now
    first = len(admissions.lifters_ever(record.case)) + 1
    for position, lifter in enumerate(lifters, start=first):
        rests = {"kind": lifter.kind.value, "lifter": lifter.code, "recorded_at": now}
        db.session.add(AdmissionLifterRecord(case=record.case, position=position, **rests))
    db.session.flush()


def waits_for_resources(verdict: Verdict) -> bool:
    """Whether posts, money and powers are still to be recorded before a number is issued."""
    return any(condition.code is _AWAITED for condition in verdict.conditions)


def give_number(record: AdmissionRecord, *, now: datetime) -> None:
    """Issue the number. The caller commits."""
    year, county = now.astimezone(CHINA).year, record.place[:6]
    record.number = admission_number(county, year, next_number(f"admissions {county} {year}"))
    record.number_issued_at = now
    db.session.flush()


def _bring(
    record: AdmissionRecord, brought: Sequence[Brought], asked: RequestRecord, place: Place, now: datetime
) -> None:
    for one in brought:
        code = reserving.reserve(one, place, demanded_by=str(asked.asked_by["name"]), now=now)
        db.session.add(admissions.AdmissionItemRecord(case=record.case, sort=one.sort.value, item=code))


def end(record: AdmissionRecord, cause: EndCause, *, on: date, reason: str, now: datetime) -> None:
    """End an admission and let go of what it reserved and nobody used. The caller moves the case and commits.

    From a day on, which may lie before its term begins: it then never held, and nothing waits for that day. Where its
    papers are over from before it was granted, it ends on the day of the grant (or of its term, where that was granted
    afterwards): nothing ends before it is.
    """
    earliest = min(record.valid_from, record.recorded_at.astimezone(CHINA).date())
    record.ended_on, record.end_cause = max(on, earliest), cause.value
    record.end_reason, record.end_recorded_at = reason, now
    for rested in admissions.lifters_of(record.case):
        rested.ended_at = now
    for item in admissions.items_of(record.case):
        reserving.let_go(item.sort, item.item, on=record.ended_on, now=now)
    db.session.flush()


def live(number: str, *, now: datetime, on: date | None = None) -> Live:
    """An admission by its number, as it stands today or on another day: for anybody, without signing in.

    Raises NotAnAdmissionNumber where the check digits say that the number cannot be right, NotFound.
    """
    wanted = as_number(number)
    if wanted is None:
        raise NotAnAdmissionNumber(number)
    record = admissions.admission_numbered(wanted)
    if record is None:
        raise NotFound("admission", number)
    return as_it_stands(record, on=on or now.astimezone(CHINA).date(), now=now)


def as_it_stands(record: AdmissionRecord, *, on: date, now: datetime) -> Live:
    """An admission on a day: by what it rested on that day, asked anew, whether or not the clock has ended it yet."""
    case = cases.find_case(record.case)
    if case is None:
        raise NotFound("case", record.case)
    place, admission = place_of(case, now), record.as_admission()
    moved = [step for step in case.steps if step.verb == Verb.CARRY_OVER.value]
    spans = _spans(record, moved, now)
    which, validity = rested_on(admission, on, place, spans)
    there, last = spans[which], last_valid_day(admission, spans[-1].approvals, spans[-1].responses)
    step = moved[which - 1] if which else None
    return Live(record, validity, on, last, place, there.approvals, there.responses, step)


def _spans(record: AdmissionRecord, moved: Sequence[CaseStepRecord], now: datetime) -> list[Rests]:
    """What it rested on from the grant on, and from each step on by which it was carried over."""
    ever = admissions.lifters_ever(record.case)
    codes = {kind: {one.lifter for one in ever if one.kind == kind.value} for kind in LifterKind}
    papers = approvals.approvals_called(codes[LifterKind.APPROVAL], now)
    responses = emergencies.responses_called(codes[LifterKind.EMERGENCY], now)
    spans = []
    for at in (record.recorded_at, *(step.recorded_at for step in moved)):
        held = {one.lifter for one in ever if one.recorded_at == at}
        under = tuple(one for one in papers if one.code in held), tuple(one for one in responses if one.code in held)
        spans.append(Rests(at.astimezone(CHINA).date(), *under))
    return spans


def asked_for(record: AdmissionRecord) -> RequestRecord:
    """The request that an admission came of. Raises NotFound."""
    case = cases.find_case(record.case)
    asked = access.find_request(case.request) if case else None
    if asked is None:
        raise NotFound("request", record.case)
    return asked
