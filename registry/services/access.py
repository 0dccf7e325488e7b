"""Asking the law: checking keeps nothing, submitting keeps the request, its cases and their verdicts."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from registry.domain import errors
from registry.domain.access import MOVES, Status, Verb, decide, require_level
from registry.domain.actors import Action, Actor, Role
from registry.domain.approvals import Citation, PaperLevel
from registry.domain.as_of import dates_asked
from registry.domain.divisions import Place
from registry.domain.kind import Held, Kind, as_answers, read_text
from registry.domain.kinds import kind_called
from registry.domain.question import CHINA, MOST_CITED, Question, as_mapping
from registry.domain.register import Register
from registry.domain.successions import beginning_of
from registry.domain.units import Demander, DemanderKind
from registry.domain.verdict import Verdict
from registry.services.divisions import place_as_recorded, place_called
from registry.services.permitting import permit
from registry.services.units import demander_called, outsider
from registry.store import access, duties, events, registers, units
from registry.store.base import begin_writing, db

MOST_PLACES = 200
REQUEST_NUMBER = re.compile(r"R\d{4}-\d{6,9}")
LONGEST_NUMBER = 60
LONGEST_MARK = 50


@dataclass(frozen=True)
class Demand:
    """A question as it was typed, at whichever door. Texts; nothing is read or trusted yet.

    `department` is a unit's code or name; for a body outside government `demander` (BANK, INSURER, COMPANY,
    SOCIAL_BODY) and `demander_name` stand in its place. `cites` are (document number, level as stated) pairs.
    """

    kind: str
    place: str
    answers: Mapping[str, Any]
    department: str = ""
    demander: str = ""
    demander_name: str = ""
    cites: Sequence[tuple[str, str]] = field(default_factory=tuple)
    on: str = ""
    known_at: str = ""


@dataclass(frozen=True)
class Answer:
    """A question as it was understood, and the verdict on it."""

    question: Question[Any]
    verdict: Verdict


def check(demand: Demand, *, now: datetime) -> Answer:
    """The verdict on a demand; nothing is kept. `now` is an aware time.

    Raises BadInput, with the field to mend, where it cannot be judged.
    """
    question = understood(demand, now=now)
    return Answer(question, judged(question))


def understood(demand: Demand, *, now: datetime) -> Question[Any]:
    """The demand as a question: every text read, the place and the asking body found. Raises BadInput."""
    kind = kind_called(demand.kind)
    details = kind.read(demand.answers)
    on, known_at = dates_asked(demand.on, demand.known_at, now=now).both()
    place = place_called(demand.place, on=on, known_at=known_at)
    require_level(kind, place)
    return Question(
        kind=kind.code,
        details=details,
        place=place,
        asked_by=_demander(demand, place),
        on=on,
        known_at=known_at,
        cites=_citations(demand.cites),
    )


def judged(question: Question[Any]) -> Verdict:
    """The verdict on a question, against what is on file. Raises DateBeforeFirstEdition, LawNotInForce."""
    register = registers.register_for(question)
    _require_an_edition(question, register)
    return decide(question, register)


def _require_an_edition(question: Question[Any], register: Register) -> None:
    """A day before a township's first edition is a slip of the one who asks, not a verdict on the township."""
    township = question.place.township
    looks = Held.DUTIES in kind_called(question.kind).looks_at
    if not looks or township is None or register.duty_list is not None or township.is_pseudo_township:
        return
    if beginning_of(township.code, question.place.lineage):
        return  # what came of others, and of whose lists none was chosen, has none: that is the township's own state
    known = [e for e in duties.editions_of(township.code) if e.recorded_at <= question.known_at]
    if known:
        raise errors.DateBeforeFirstEdition(township.name, question.on, min(e.effective_on for e in known))


def _demander(demand: Demand, place: Place) -> Demander:
    if not demand.demander.strip():
        return demander_called(demand.department, place)
    typed = demand.demander.strip().upper()[:60]
    if typed not in DemanderKind.__members__:
        raise errors.UnknownOption("demander", demand.demander, [k.value for k in DemanderKind])
    kind = DemanderKind(typed)
    if kind in (DemanderKind.DEPARTMENT, DemanderKind.TOWNSHIP):
        return demander_called(demand.department, place)
    return outsider(kind, demand.demander_name or demand.department)


def _citations(cites: Sequence[tuple[str, str]]) -> tuple[Citation, ...]:
    if len(cites) > MOST_CITED:
        raise errors.TooMany("cites", given=len(cites), most=MOST_CITED)
    return tuple(_citation(number, level) for number, level in cites if number.strip() or level.strip())


def _citation(number: str, level: str) -> Citation:
    typed = read_text(number, field="cites", longest=LONGEST_NUMBER) if number.strip() else ""
    stated = level.strip().upper()[:60]
    if stated and stated not in PaperLevel.__members__:
        raise errors.UnknownOption("cites", level, [paper.value for paper in PaperLevel])
    return Citation(typed, PaperLevel(stated) if stated else None)


def submit(
    demand: Demand, *, places: Sequence[str] = (), actor: Actor, now: datetime, once: str = ""
) -> access.RequestRecord:
    """Keep a request with a case for each place, each with its verdict, on the day it is submitted.

    A unit asks in its own name: a demand that names no body is the actor's unit's. Sent again with the same mark
    `once` by the same person, also at the same moment, it gives the request that is there already.
    Raises NotPermitted, AnotherUnitsDemand, SubmittedForAnotherDay, other BadInput (nothing is kept then).
    """
    permit(actor, Action.SUBMIT_REQUEST)
    mark = f"{actor.name}:{read_text(once, field='once', longest=LONGEST_MARK)}" if once else None
    begin_writing()
    if mark is not None:
        access.take_turns("requests")
        before = access.sent_before(mark)
        if before is not None:
            db.session.commit()
            return before
    questions = [understood(one, now=now) for one in _for_each_place(demand, places, actor)]
    _require_own_and_today(questions, actor, now)
    _refuse_repeats(questions)
    kind = kind_called(demand.kind)
    verdicts = [judged(question) for question in questions]
    record = _keep(kind, questions, verdicts, actor, now)
    record.once = mark
    _tell(record, actor, now)
    db.session.commit()
    return record


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
        if question.asked_by.code != actor.unit:
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
    kind: Kind, questions: Sequence[Question[Any]], verdicts: Sequence[Verdict], actor: Actor, now: datetime
) -> access.RequestRecord:
    first, year = questions[0], now.astimezone(CHINA).year
    number = f"R{year}-{access.next_number(f'requests {year}'):06d}"
    record = access.RequestRecord(
        number=number,
        kind=kind.code,
        subject=str(getattr(first.details, kind.subject)),
        answers=as_answers(first.details),
        unit=actor.unit,
        asked_by={"kind": first.asked_by.kind.value, "code": first.asked_by.code, "name": first.asked_by.name},
        cites=list(as_mapping(first.cites)),
        on=first.on,
        known_at=first.known_at,
        submitted_by=actor.name,
        submitted_at=now,
        sample=any(verdict.basis.sample for verdict in verdicts),
    )
    pairs = zip(questions, verdicts, strict=True)
    record.cases = [_case(number, position, q, v) for position, (q, v) in enumerate(pairs, start=1)]
    db.session.add(record)
    db.session.flush()
    return record


def _case(number: str, position: int, question: Question[Any], verdict: Verdict) -> access.CaseRecord:
    status = MOVES[Status.DRAFT, Verb.SUBMIT][verdict.outcome]
    return access.CaseRecord(
        number=f"{number}-{position:03d}",
        request=number,
        place=question.place.code,
        place_name=question.place.full_name,
        status=status.value,
        outcome=verdict.outcome.value,
        leading_ground=verdict.leading.ground.code if verdict.leading else None,
        verdict=verdict.as_data(),
    )


def _tell(record: access.RequestRecord, actor: Actor, now: datetime) -> None:
    facts = {
        "kind": record.kind,
        "answers": record.answers,
        "unit": record.unit,
        "cases": [
            {"number": c.number, "place": c.place, "status": c.status, "verdict": c.verdict} for c in record.cases
        ],
    }
    events.write(stream="access", verb=Verb.SUBMIT, actor=actor.name, about=record.number, facts=facts, at=now)


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
    if record.unit == actor.unit or actor.role is Role.DEPARTMENT_CLERK:
        return record.unit == actor.unit
    on, known_at = record.on, record.known_at
    places = [place_as_recorded(case.place, on=on, known_at=known_at) for case in record.cases]
    lay_there = any(place is not None and place.lies_in(actor.division) for place in places)
    return lay_there or access.has_case_in(record.number, actor.division)


def requests_of(actor: Actor, *, most: int = 50) -> list[access.RequestRecord]:
    """What the actor's unit asked and, for all but departments, what lies in their division; the latest first."""
    permit(actor, Action.READ_REQUEST)
    division = None if actor.role is Role.DEPARTMENT_CLERK else actor.division
    return access.latest_requests(actor.unit, division, most=most)
