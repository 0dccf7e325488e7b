"""Requests: submitting keeps one with a case for each place and the verdict on each; and who reads what is kept."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from registry.domain import errors
from registry.domain.actors import Action, Actor, Role
from registry.domain.applications import read_application
from registry.domain.cases import CaseParty, Status, Verb
from registry.domain.kind import Kind, as_answers, read_text
from registry.domain.kinds import kind_called
from registry.domain.question import CHINA, Question, as_mapping
from registry.services import attachments, request_drafts
from registry.services.access import Demand, judged, understood
from registry.services.asked_today import asked_today
from registry.services.attachments import Files
from registry.services.case_days import require_a_term
from registry.services.case_steps import Judged, Step, take
from registry.services.divisions import place_as_recorded
from registry.services.permitting import permit
from registry.store import access, events, units
from registry.store.base import begin_writing, db
from registry.store.cases import CaseRecord
from registry.store.turns import ACCESS, require_agreeing_clocks, take_turn

MOST_PLACES = 200
REQUEST_NUMBER = re.compile(r"R\d{4}-\d{6,9}")
LONGEST_MARK = 50
NOTHING: Mapping[str, Any] = {}


def submit(
    demand: Demand,
    *,
    places: Sequence[str] = (),
    application: Mapping[str, Any] = NOTHING,
    files: Files = (),
    draft: str = "",
    actor: Actor,
    now: datetime,
    once: str = "",
) -> access.RequestRecord:
    """Keep a request with a case for each place, each with its verdict, on the day it is submitted.

    A unit asks in its own name: a demand that names no body is that of the actor's unit, or of what took its place
    since. Sent again with the same mark `once` by the same person, also at the same moment, it gives the request that
    is there already; so does what was rejected today and is asked again with nothing changed (`asked_today`), but for
    a draft. `draft` is the draft that becomes the request, with what is attached to it; NotFound where that is gone.
    `files` are attached.
    Nothing is kept on NotPermitted, AnotherUnitsDemand, SubmittedForAnotherDay, AlreadyOpen, PlacesTaken, BadInput.
    """
    permit(actor, Action.SUBMIT_REQUEST)
    mark = f"{actor.name}:{read_text(once, field='once', longest=LONGEST_MARK)}" if once else None
    applied = read_application(dict(application), today=now.astimezone(CHINA).date())
    attached = attachments.checked(files)
    begin_writing()
    before = _sent_before(mark)
    if before is not None:
        db.session.commit()
        return before
    at, asked = _judged_in_turn(_for_each_place(demand, places, actor), actor, now)
    same = None if draft.strip() else asked_today(asked, applied, attached, unit=actor.unit, today=asked[0].question.on)
    if same is not None:
        db.session.commit()
        return same
    _require_terms(asked, applied)
    record = _keep(kind_called(demand.kind), asked, applied, actor, at)
    record.once = mark
    if draft.strip():
        request_drafts.become(draft, record.number, actor=actor)
    attachments.keep(attached, request=record.number, actor=actor, now=at)
    _tell(record, actor, at, draft)
    _begin(record.cases, asked, actor, at)
    db.session.commit()
    return record


def _judged_in_turn(demands: Sequence[Demand], actor: Actor, now: datetime) -> tuple[datetime, list[Judged]]:
    """Within the turn: what another's turn admits meanwhile is either seen or comes later than this verdict."""
    require_agreeing_clocks(datetime.now(UTC))
    at = take_turn(ACCESS, now)
    questions = [understood(one, now=at) for one in demands]
    _require_own_and_today(questions, actor, at)
    _refuse_repeats(questions)
    return at, [Judged(q, one.place, judged(q)) for q, one in zip(questions, demands, strict=True)]


def _begin(cases: Sequence[CaseRecord], asked: Sequence[Judged], actor: Actor, at: datetime) -> None:
    """The first step of every case. All that stand in the way are named at once, so that one mend suffices."""
    troubles: list[errors.AlreadyOpen | errors.AlreadyAdmitted | errors.PlaqueThere] = []
    for case, one in zip(cases, asked, strict=True):
        try:
            take(case, Step(Verb.SUBMIT, actor, CaseParty.DEPARTMENT, at, judged=one))
        except (errors.AlreadyOpen, errors.AlreadyAdmitted, errors.PlaqueThere) as error:
            troubles.append(error)
    if len(troubles) > 1:
        raise errors.PlacesTaken(troubles, of=len(cases))
    if troubles:
        raise troubles[0]


def _require_terms(asked: Sequence[Judged], applied: dict[str, Any]) -> None:
    """Raises TermBeyondPapers."""
    for one in asked:
        require_a_term(applied, one.question, one.verdict, CaseParty.DEPARTMENT)


def _sent_before(mark: str | None) -> access.RequestRecord | None:
    if mark is None:
        return None
    access.take_turns("requests")
    return access.sent_before(mark)


def _for_each_place(demand: Demand, places: Sequence[str], actor: Actor) -> list[Demand]:
    wanted = list(places) or [demand.place]
    if len(wanted) > MOST_PLACES:
        raise errors.TooMany("place", given=len(wanted), most=MOST_PLACES)
    names_nobody = not (demand.department.strip() or demand.demander.strip())
    own = replace(demand, department=actor.unit if names_nobody else demand.department, known_at="")
    return [replace(own, place=place) for place in wanted]


def _require_own_and_today(questions: Sequence[Question[Any]], actor: Actor, now: datetime) -> None:
    today = now.astimezone(CHINA).date()
    for question in questions:
        if not units.are_one(question.asked_by.code, actor.unit):
            unit = units.find_unit(actor.unit)
            raise errors.AnotherUnitsDemand(question.asked_by.name, unit.name if unit else actor.unit)
        if question.on != today:
            raise errors.SubmittedForAnotherDay(question.on, today)


def _refuse_repeats(questions: Sequence[Question[Any]]) -> None:
    codes = [question.place.code for question in questions]
    for code in codes:
        if codes.count(code) > 1:
            raise errors.RepeatedPlace(code)


def _keep(
    kind: Kind, asked: Sequence[Judged], application: dict[str, Any], actor: Actor, at: datetime
) -> access.RequestRecord:
    first, year = asked[0].question, at.astimezone(CHINA).year
    number = f"R{year}-{access.next_number(f'requests {year}'):06d}"
    record = access.RequestRecord(
        number=number,
        kind=kind.code,
        subject=str(getattr(first.details, kind.subject)),
        answers=as_answers(first.details),
        unit=first.asked_by.code,
        asked_by={"kind": first.asked_by.kind.value, "code": first.asked_by.code, "name": first.asked_by.name},
        cites=list(as_mapping(first.cites)),
        on=first.on,
        known_at=first.known_at,
        submitted_by=actor.name,
        submitted_at=at,
        application=application,
        sample=any(one.verdict.basis.sample for one in asked),
    )
    db.session.add(record)
    record.cases = [_case(number, position, one) for position, one in enumerate(asked, start=1)]
    db.session.flush()
    return record


def _case(number: str, position: int, asked: Judged) -> CaseRecord:
    return CaseRecord(
        number=f"{number}-{position:03d}",
        request=number,
        place=asked.question.place.code,
        place_name=asked.question.place.full_name,
        unit=asked.question.asked_by.code,
        status=Status.DRAFT.value,
        outcome=asked.verdict.outcome.value,
        verdict={},
        answers={},
        response="",
    )


def _tell(record: access.RequestRecord, actor: Actor, at: datetime, draft: str) -> None:
    facts: dict[str, Any] = {
        "kind": record.kind,
        "answers": record.answers,
        "unit": record.unit,
        "application": record.application,
        "cases": [{"number": case.number, "place": case.place} for case in record.cases],
    }
    if draft.strip():
        facts["draft"] = draft.strip().upper()
    events.write(stream="access", verb=Verb.SUBMIT.value, actor=actor.name, about=record.number, facts=facts, at=at)


def request_called(number: str, *, actor: Actor) -> access.RequestRecord:
    """A request on file, for the unit that asked, the places it names, and those who look after them.

    Raises NotFound also where it may not be seen: who may not read it does not learn that it exists.
    """
    permit(actor, Action.READ_REQUEST)
    typed = number.strip().upper()
    record = access.find_request(typed) if REQUEST_NUMBER.fullmatch(typed) else None
    if record is None or not _may_read(record, actor):
        raise errors.NotFound("request", number)
    return record


def _may_read(record: access.RequestRecord, actor: Actor) -> bool:
    """The asking unit reads its own; everybody else what lies in their division, or lay in what it once was."""
    own = units.are_one(record.unit, actor.unit)
    if own or actor.role is Role.DEPARTMENT_CLERK:
        return own
    on, known_at = record.on, record.known_at
    places = [place_as_recorded(case.place, on=on, known_at=known_at) for case in record.cases]
    lay_there = any(place is not None and place.lies_in(actor.division) for place in places)
    return lay_there or access.has_case_in(record.number, actor.division)


def requests_of(actor: Actor, *, status: str = "", behind: str = "", most: int = 50) -> list[access.RequestRecord]:
    """What the actor's unit asked and, for all but departments, what lies in their division; the latest first.

    With `status`, those with a case that stands there; `behind` is the number of the last one seen before.
    Raises UnknownOption.
    """
    permit(actor, Action.READ_REQUEST)
    wanted = _status(status)
    last = request_called(behind, actor=actor) if behind.strip() else None
    division = None if actor.role is Role.DEPARTMENT_CLERK else actor.division
    return access.latest_requests(actor.unit, division, status=wanted, behind=last, most=most)


def _status(typed: str) -> Status | None:
    wanted = typed.strip().lower()[:60]
    if wanted and wanted not in [status.value for status in Status]:
        raise errors.UnknownOption("case_status", typed, [status.value for status in Status])
    return Status(wanted) if wanted else None
