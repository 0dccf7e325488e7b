"""Emergency responses: opened and closed on record, naming their matters; what was admitted under one ends with it."""

import re
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from registry.domain import errors
from registry.domain.actors import Action, Actor
from registry.domain.emergency_answers import MOST_MATTERS, CloseAnswers, OpenAnswers
from registry.domain.kind import read
from registry.domain.question import CHINA, day
from registry.domain.verdict import LifterKind
from registry.services.approval_effects import Affected, affected_by
from registry.services.cases import begin_turn
from registry.services.divisions import place_following, place_today
from registry.services.permitting import permit
from registry.services.typed_lists import lines_of
from registry.store import emergencies, events
from registry.store.access import next_number
from registry.store.base import db
from registry.store.emergencies import EmergencyRecord

STREAM = "emergencies"
CODE = re.compile(r"[A-Z0-9-]{1,40}")


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
    record, today = response_called(code, lock=True), at.astimezone(CHINA).date()
    place = place_following(record.division, on=today, known_at=at)
    if place is not None:
        permit(actor, Action.CLOSE_EMERGENCY, at=place)
    if record.end is not None:
        raise errors.ResponseClosed(record.code, record.end)
    if end > today:
        raise errors.DayInFuture("response_end", end)
    if end < record.start:
        raise errors.DayTooEarly("response_end", end, record.start)
    record.end, record.end_recorded_at, record.closed_by = end, at, actor.name
    db.session.flush()
    affected = affected_by(LifterKind.EMERGENCY, record.code, at=at)
    facts = {"end": end.isoformat(), "admissions": [one.case for one in affected]}
    events.write(stream=STREAM, verb="close_emergency", actor=actor.name, about=record.code, facts=facts, at=at)
    db.session.commit()
    return affected


def response_called(code: str, *, lock: bool = False) -> EmergencyRecord:
    """The response of this code, for anybody. Raises NotFound."""
    typed = code.strip().upper()
    record = emergencies.find_response(typed, lock=lock) if CODE.fullmatch(typed) else None
    if record is None:
        raise errors.NotFound("emergency", code)
    return record
