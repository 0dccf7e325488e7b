"""Emergency responses: opened and closed on record, naming their matters; what was admitted under one ends with it."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from registry.domain import errors
from registry.domain.actors import Action, Actor
from registry.domain.cases import EndCause, Status
from registry.domain.emergency_answers import MOST_MATTERS, CloseAnswers, CorrectionAnswers, OpenAnswers
from registry.domain.kind import read
from registry.domain.notices import BOTH_SIDES, NewsCode
from registry.domain.question import CHINA, day
from registry.domain.verdict import LifterKind
from registry.services.approval_effects import Affected, affected_by
from registry.services.cases import begin_turn
from registry.services.divisions import place_following, place_today
from registry.services.notices import box_of, facts_of, tell
from registry.services.permitting import permit
from registry.services.rejudging import place_of
from registry.services.typed_lists import lines_of
from registry.store import emergencies, events
from registry.store.access import next_number
from registry.store.admissions import admission_of
from registry.store.base import db
from registry.store.cases import CaseRecord, cases_under
from registry.store.emergencies import EmergencyRecord

STREAM = "emergencies"
MOST_CASES = 100_000
CODE = re.compile(r"[A-Z0-9-]{1,40}")


@dataclass(frozen=True, slots=True)
class Corrected:
    """What a corrected end did: to admissions that ran under the response; and the cases that the wrong end had ended,
    which stay ended."""

    affected: tuple[Affected, ...]
    stay_ended: tuple[str, ...]


def open_response(answers: Mapping[str, Any], matters: Any, *, actor: Actor, now: datetime) -> EmergencyRecord:
    """Put a declared response on record: level, issuer, place, first day, and the matters it names (a list, or lines).

    A list office opens in its county, the province anywhere in it. Raises NotPermitted, DayInFuture, MissingAnswer,
    AlreadyOnRecord, other BadInput.
    """
    permit(actor, Action.OPEN_EMERGENCY)
    given = read(OpenAnswers, answers)
    named = lines_of(matters, "response_matters", MOST_MATTERS)
    if not named:
        raise errors.MissingAnswer("response_matters")
    start = day(given.response_start, field="response_start")
    at = begin_turn(now)
    place, today = place_today(given.place, now=at), at.astimezone(CHINA).date()
    permit(actor, Action.OPEN_EMERGENCY, at=place)
    if start > today:
        raise errors.DayInFuture("response_start", start)
    made = EmergencyRecord(
        code=f"ER-{today.year}-{next_number(f'emergencies {today.year}'):04d}",
        level=given.response_level.value,
        issuer=given.response_issuer,
        division=place.code,
        start=start,
        end=None,
        matters=named,
        recorded_at=at,
        end_recorded_at=None,
        opened_by=actor.name,
        opened_for=actor.unit,
    )
    _refuse_the_same(made)
    db.session.add(made)
    facts = {"level": made.level, "issuer": made.issuer, "place": made.division}
    told = {**facts, "start": start.isoformat(), "matters": named}
    events.write(stream=STREAM, verb="open_emergency", actor=actor.name, about=made.code, facts=told, at=at)
    db.session.commit()
    return made


def _refuse_the_same(made: EmergencyRecord) -> None:
    """A response that is open in this place already, of this issuer and from this day."""
    for other in emergencies.responses_listed(made.recorded_at, covering=[made.division], open_only=True, most=200):
        same = (other.division, other.issuer, other.start) == (made.division, made.issuer, made.start)
        if same and set(other.matters) == set(made.matters):
            raise errors.AlreadyOnRecord("response_issuer", other.issuer, other.code)


def close_response(code: str, last_day: str, *, actor: Actor, now: datetime) -> list[Affected]:
    """Put the last day of a response on record; work admitted under it ends on the day after, at once where that is
    past. What was asked under it and not verified yet is verified afterwards.

    Raises NotFound, NotPermitted, ResponseClosed, DayInFuture, DayTooEarly, MalformedDate.
    """
    given = read(CloseAnswers, {"response_end": last_day})
    end = day(given.response_end, field="response_end")
    permit(actor, Action.CLOSE_EMERGENCY)
    at = begin_turn(now)
    record = _to_be_ended(code, actor, at)
    if record.end is not None:
        raise errors.ResponseClosed(record.code, record.end)
    _require_fit(record, end, at)
    record.end_on(end, by=actor.name, at=at)
    db.session.flush()
    affected = affected_by(LifterKind.EMERGENCY, record.code, at=at)
    facts = {"end": end.isoformat(), "admissions": [one.case for one in affected]}
    events.write(stream=STREAM, verb="close_emergency", actor=actor.name, about=record.code, facts=facts, at=at)
    db.session.commit()
    return affected


def correct_end(code: str, last_day: str, reason: str, *, actor: Actor, now: datetime) -> Corrected:
    """Correct a last day that was recorded wrongly, with a reason; empty where the response goes on. The wrong one
    stays on record, and every verdict known by then comes out as it did.

    What runs under it ends by the right day. What the wrong day ended stays ended, for an end is final; its department
    and township are told, and it may be asked for again. Raises NotFound, NotPermitted, ResponseStillOpen,
    AlreadyOnRecord for the same day, DayInFuture, DayTooEarly, other BadInput.
    """
    given = read(CorrectionAnswers, {"response_end": last_day, "reason": reason})
    end = day(given.response_end, field="response_end") if given.response_end.strip() else None
    permit(actor, Action.CLOSE_EMERGENCY)
    at = begin_turn(now)
    record = _to_be_ended(code, actor, at)
    wrong = record.end
    if wrong is None:
        raise errors.ResponseStillOpen(record.code)
    if end == wrong:
        raise errors.AlreadyOnRecord("response_end", end.isoformat(), record.code)
    _require_fit(record, end, at)
    over = [case for case in cases_under(record.code, most=MOST_CASES) if _was_ended_by_it(case)]
    record.end_on(end, by=actor.name, at=at, reason=given.reason)
    db.session.flush()
    affected = affected_by(LifterKind.EMERGENCY, record.code, at=at)
    _tell_of_correction(record, wrong, over, at)
    facts = {"end": end.isoformat() if end else "", "corrects": wrong.isoformat(), "reason": given.reason}
    became = {"admissions": [one.case for one in affected], "stay_ended": [case.number for case in over]}
    told = {**facts, **became}
    events.write(stream=STREAM, verb="correct_emergency_end", actor=actor.name, about=record.code, facts=told, at=at)
    db.session.commit()
    return Corrected(tuple(affected), tuple(case.number for case in over))


def _was_ended_by_it(case: CaseRecord) -> bool:
    ended = admission_of(case.number) if case.status == Status.ENDED.value else None
    return ended is not None and ended.end_cause == EndCause.EMERGENCY_OVER.value


def _tell_of_correction(record: EmergencyRecord, wrong: date, over: Iterable[CaseRecord], at: datetime) -> None:
    facts = {
        "response": record.code,
        "ended_on": wrong.isoformat(),
        "end": record.end.isoformat() if record.end else "",
    }
    for case in over:
        place, said = place_of(case, at), {**facts_of(case), **facts}
        for box in dict.fromkeys(box_of(party, case, place) for party in BOTH_SIDES):
            tell(box, NewsCode.RESPONSE_END_CORRECTED, case.number, said, at=at)


def _to_be_ended(code: str, actor: Actor, at: datetime) -> EmergencyRecord:
    """The response, locked, for an actor who may say when it ended."""
    record = response_called(code, lock=True)
    place = place_following(record.division, on=at.astimezone(CHINA).date(), known_at=at)
    if place is not None:
        permit(actor, Action.CLOSE_EMERGENCY, at=place)
    return record


def _require_fit(record: EmergencyRecord, end: date | None, at: datetime) -> None:
    """Raises DayInFuture, DayTooEarly."""
    if end is not None and end > at.astimezone(CHINA).date():
        raise errors.DayInFuture("response_end", end)
    if end is not None and end < record.start:
        raise errors.DayTooEarly("response_end", end, record.start)


def response_called(code: str, *, lock: bool = False) -> EmergencyRecord:
    """The response of this code, for anybody. Raises NotFound."""
    typed = code.strip().upper()
    record = emergencies.find_response(typed, lock=lock) if CODE.fullmatch(typed) else None
    if record is None:
        raise errors.NotFound("emergency", code)
    return record
