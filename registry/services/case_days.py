"""Judging a case on file: today, or for the last day of its emergency response; and whether its term is over."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Any

from registry.domain.cases import CaseParty
from registry.domain.errors import BadInput, NotFound
from registry.domain.errors.cases import TermBeyondPapers, TermRanOut
from registry.domain.kinds import kind_called
from registry.domain.outcome import ConditionCode, Outcome
from registry.domain.question import CHINA, Question
from registry.domain.verdict import LifterKind, Verdict
from registry.services.access import judged
from registry.services.case_steps import Judged
from registry.services.rejudging import question_now
from registry.services.same_matter import rests_on_a_response
from registry.store import access, approvals, emergencies
from registry.store.access import RequestRecord
from registry.store.cases import CaseRecord

JUST_BEFORE = timedelta(microseconds=1)
"""A case is judged by what was on record just before it moves, so that what it reserves itself is not counted."""


def request_of(case: CaseRecord) -> RequestRecord:
    """The request that a case belongs to. Raises NotFound."""
    asked = access.find_request(case.request)
    if asked is None:
        raise NotFound("request", case.request)
    return asked


def rejudged(
    case: CaseRecord,
    asked: RequestRecord,
    *,
    at: datetime,
    on: date | None = None,
    answers: dict[str, Any] | None = None,
    leaving_out: frozenset[str] = frozenset(),
) -> Judged:
    """The case judged again, by what was on record just before `at`; on another day, or with other facts, if given.

    `leaving_out` are the codes of plaques that are not to be counted: its own, where it is admitted already.
    """
    question: Question[Any] = question_now(case, asked, now=at - JUST_BEFORE, on=on, answers=answers)
    return Judged(question, case.place, judged(question, leaving_out=leaving_out))


def judged_for_its_day(
    case: CaseRecord, asked: RequestRecord, at: datetime, *, answers: dict[str, Any] | None = None
) -> Judged:
    """The case judged again for the last day of its response, where it still rests on that; else for today. Today too
    where approvals carry it on by now, for it then does not end with the response."""
    day = day_under_response(case, at)
    if day is not None:
        found = rejudged(case, asked, at=at, on=day, answers=answers)
        if rests_on_a_response(found.verdict) and not goes_on_today(case, asked, at=at, answers=answers):
            return found
    return rejudged(case, asked, at=at, answers=answers)


def goes_on_today(
    case: CaseRecord, asked: RequestRecord, *, at: datetime, answers: dict[str, Any] | None = None
) -> bool:
    """Whether today's verdict carries on what rested on a response that is over."""
    try:
        return outlasts_a_response(rejudged(case, asked, at=at, answers=answers).verdict)
    except BadInput:  # its place is no more today, though it was there on the last day of the response
        return False


def outlasts_a_response(verdict: Verdict) -> bool:
    """Whether what rested on a response goes on under this verdict: under approvals alone, and with the posts, money
    and powers that a number takes (P16), for it may have one already."""
    lifters = [found.lifted_by for found in verdict.lifted if found.lifted_by]
    is_lasting = bool(lifters) and all(lifter.kind is LifterKind.APPROVAL for lifter in lifters)
    waits = any(condition.code is ConditionCode.RESOURCES_DUE for condition in verdict.conditions)
    return verdict.outcome is Outcome.ADMIT and is_lasting and not waits


def day_under_response(case: CaseRecord, at: datetime) -> date | None:
    """The last day of the response that a case was asked under, where that is over: it is judged for that day.

    What was asked after that day, because the end came on record late, is judged like anything else.
    """
    response = emergencies.find_response(case.response) if case.response else None
    end = response.as_response(at).end if response else None
    if end is None or end >= at.astimezone(CHINA).date():
        return None
    asked_for = next(step.question["on"] for step in reversed(case.steps) if step.question is not None)
    return end if date.fromisoformat(asked_for) <= end else None


def require_a_term(
    application: Mapping[str, Any] | None, question: Question[Any], verdict: Verdict, party: CaseParty
) -> None:
    """Nothing is admitted for a term that is over, or that begins only when what lifts its grounds is over.

    Raises TermRanOut, TermBeyondPapers, which tell the party what it can do.
    """
    if verdict.outcome is not Outcome.ADMIT:
        return
    begins, ends = ((application or {}).get(name, "") for name in ("term_from", "term_until"))
    if ends and ends < question.on.isoformat():
        raise TermRanOut(question.on.isoformat(), ends, party.value)
    if begins and begins > question.on.isoformat():
        _require_papers_by_then(date.fromisoformat(begins), question, verdict, party)


def _require_papers_by_then(begins: date, question: Question[Any], verdict: Verdict, party: CaseParty) -> None:
    lifters = [found.lifted_by for found in verdict.lifted if found.lifted_by]
    held = {kind: [one.code for one in lifters if one.kind is kind] for kind in LifterKind}
    papers = approvals.approvals_called(held[LifterKind.APPROVAL], question.known_at)
    responses = emergencies.responses_called(held[LifterKind.EMERGENCY], question.known_at)
    lasting = [(one.last_day(), one.number) for one in papers]
    lasting += [(one.end or date.max, one.issuer) for one in responses]
    last, named = min(lasting, default=(date.max, ""))
    if last < begins:
        raise TermBeyondPapers(begins.isoformat(), named, last.isoformat(), party.value)


def is_past_judging(case: CaseRecord, error: BadInput) -> bool:
    """Whether no facts that anybody could fix would let a case be judged again: its place, or its unit, is no more."""
    return error.field not in {asked.name for asked in kind_called(request_of(case).kind).questions()}


def why_past_judging(case: CaseRecord, now: datetime) -> BadInput | None:
    """Why a case can no longer be judged, whatever its facts; None where it can."""
    try:
        question_now(case, request_of(case), now=now, on=day_under_response(case, now))
    except BadInput as error:
        return error if is_past_judging(case, error) else None
    return None
