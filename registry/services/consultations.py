"""Consulting on an adjustment: the list office asks units, they answer, and the consultation is closed."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from registry.domain.actors import Action, Actor
from registry.domain.adjustments import LONGEST_REASON, AdjustmentStatus, AdjustmentVerb, Opinion
from registry.domain.divisions import Place
from registry.domain.errors import BadInput, MissingAnswer, TooMany, UnknownOption
from registry.domain.errors.adjustments import LastDayUnknown, StillConsulting
from registry.domain.kind import read_text
from registry.domain.question import CHINA
from registry.domain.units import Demander
from registry.domain.workdays import Limit, WorkCalendar
from registry.services.adjustments import move, names_of, taken_up
from registry.services.limits import Deadline, deadline_of
from registry.services.permitting import permit
from registry.services.units import demander_called
from registry.store import adjustments, divisions, units
from registry.store.adjustments import AdjustmentRecord, ConsultedUnitRecord, OpinionRecord
from registry.store.base import begin_writing, db
from registry.store.successions import children_in_use

MOST_UNITS, MOST_TOWNSHIPS = 80, 500
LONGEST_OPINION = 2000


@dataclass(frozen=True, slots=True)
class Heard:
    """A unit that was consulted: its last opinion, if any, and whether it came after the limit.

    A unit without an opinion, or with a late one, is silent: it neither consented nor refused.
    """

    asked: ConsultedUnitRecord
    opinion: OpinionRecord | None
    is_late: bool

    @property
    def is_silent(self) -> bool:
        return self.opinion is None or self.is_late


@dataclass(frozen=True, slots=True)
class Consultation:
    """One round of asking, with where its limit stands."""

    round: int
    deadline: Deadline | None
    heard: tuple[Heard, ...]

    @property
    def silent(self) -> tuple[Heard, ...]:
        """The units that did not answer in time."""
        return tuple(one for one in self.heard if one.is_silent)


def consultations_of(
    record: AdjustmentRecord, *, now: datetime, calendar: WorkCalendar | None = None
) -> list[Consultation]:
    """Every round of asking, the first first; `calendar` is the one known now, where it is at hand."""
    begun = [step for step in record.steps if step.verb == AdjustmentVerb.CONSULT.value]
    return [_consultation(record, number, step.limit, now, calendar) for number, step in enumerate(begun, start=1)]


def _consultation(
    record: AdjustmentRecord, round_: int, limit: Limit | None, now: datetime, calendar: WorkCalendar | None
) -> Consultation:
    deadline = deadline_of(limit, now=now, calendar=calendar) if limit else None
    said = adjustments.opinions_in(record, round_)
    asked = [one for one in record.consulted if one.round == round_]
    heard = (Heard(one, said.get(one.unit), _is_late(said.get(one.unit), deadline)) for one in asked)
    return Consultation(round_, deadline, tuple(heard))


def _is_late(opinion: OpinionRecord | None, deadline: Deadline | None) -> bool:
    if opinion is None or deadline is None or deadline.last_day is None:
        return False
    return opinion.recorded_at.astimezone(CHINA).date() > deadline.last_day


def consult(number: str, asked: Sequence[str], *, actor: Actor, now: datetime) -> AdjustmentRecord:
    """The list office asks units (by code or by name in the county) for their opinion; one at least, not the proposer.

    Raises NotFound, NotPermitted, OwnProposal, MoveNotPossible, BadInput.
    """
    permit(actor, Action.DECIDE_ADJUSTMENT)
    if len(asked) > MOST_UNITS:
        raise TooMany("units", given=len(asked), most=MOST_UNITS)
    begin_writing()
    record = taken_up(number, AdjustmentVerb.CONSULT, actor=actor, now=now)
    named = _named(asked, record, now)
    round_ = record.rounds + 1
    for unit in named:
        one = ConsultedUnitRecord(
            adjustment=record.number, round=round_, unit=unit.code, unit_name=unit.name, recorded_at=now
        )
        record.consulted.append(one)
    facts = {"round": round_, "units": [unit.code for unit in named]}
    move(record, AdjustmentVerb.CONSULT, actor=actor, now=now, facts=facts)
    db.session.commit()
    return record


def _named(asked: Sequence[str], record: AdjustmentRecord, now: datetime) -> list[Demander]:
    county = divisions.find_place(record.county)
    found: dict[str, Demander] = {}
    for text in asked:
        if text.strip() and county is not None:
            unit = _unit(text, county, now)
            found[unit.code] = unit
    if not found:
        raise MissingAnswer("units")
    if any(not code or units.are_one(code, record.unit) for code in found):
        raise BadInput(field="units")
    return list(found.values())


def _unit(text: str, county: Place, now: datetime) -> Demander:
    """A department by code or name, or a township by its code or name (its government is the unit)."""
    today = now.astimezone(CHINA).date()
    in_use = children_in_use(county.code, today, now, most=MOST_TOWNSHIPS)
    township = [c for c in in_use if text.strip() in (c.code, c.name)]
    try:
        unit = demander_called(township[0].code if township else text, county)
    except BadInput as error:
        error.field, error.facts = "units", {**error.facts, "field": "units"}
        raise
    kept = units.find_unit(unit.code) if unit.code else None
    place = divisions.find_place(kept.division) if kept else None
    if place is None or not place.lies_in(county.code):
        raise BadInput(field="units", given=text[:60])
    return unit


def suggested_units(record: AdjustmentRecord) -> list[tuple[str, str]]:
    """Units that the proposal names, as (code, name): its townships and the departments of its shares."""
    proposal = record.proposal
    named = {share.unit: share.department for change in proposal.changes for row in change.rows for share in row.shares}
    own = {code: name for code, name in names_of(proposal.townships).items() if units.find_unit(code)}
    found = {**own, **{unit: name for unit, name in named.items() if unit}}
    return [(code, name) for code, name in found.items() if not units.are_one(code, record.unit)]


def answer(number: str, opinion: str, text: str, *, actor: Actor, now: datetime) -> AdjustmentRecord:
    """A consulted unit's opinion, by its own people; whoever does not simply agree says why.

    The last answer that comes in time closes the consultation.
    Raises NotFound, NotPermitted, MoveNotPossible, BadInput.
    """
    permit(actor, Action.ANSWER_CONSULTATION)
    chosen = _opinion(opinion)
    said = read_text(text, field="opinion_text", longest=LONGEST_OPINION, required=chosen is not Opinion.AGREE)
    begin_writing()
    record = taken_up(number, AdjustmentVerb.ANSWER, actor=actor, now=now)
    asked = [one.unit for one in adjustments.asked_of(record) if units.are_one(one.unit, actor.unit)]
    for unit in asked:  # of units that merged since they were asked it is the one word of all
        kept = OpinionRecord(
            adjustment=record.number,
            position=len(record.opinions) + 1,
            round=record.rounds,
            unit=unit,
            opinion=chosen.value,
            text=said,
            recorded_by=actor.name,
            recorded_at=now,
        )
        record.opinions.append(kept)
    facts = {"unit": units.code_today(actor.unit), "opinion": chosen.value, "text": said}
    move(record, AdjustmentVerb.ANSWER, actor=actor, now=now, facts=facts)
    if not consultations_of(record, now=now)[-1].silent:
        move(record, AdjustmentVerb.CLOSE, actor=None, now=now)
    db.session.commit()
    return record


def _opinion(typed: str) -> Opinion:
    wanted = typed.strip().upper()[:60]
    if not wanted:
        raise MissingAnswer("opinion")
    if wanted not in Opinion.__members__:
        raise UnknownOption("opinion", typed, [one.value for one in Opinion])
    return Opinion(wanted)


def close(number: str, reason: str = "", *, actor: Actor, now: datetime) -> AdjustmentRecord:
    """The list office goes on without the silent ones, once their limit has passed; who was silent is told.

    Where the last day cannot be worked out nothing happens by silence: the list office may go on, and says why.
    Raises StillConsulting before the last day has passed, LastDayUnknown where a reason is wanted; else as other verbs.
    """
    permit(actor, Action.DECIDE_ADJUSTMENT)
    given = read_text(reason, field="reason", longest=LONGEST_REASON, required=False)
    begin_writing()
    record = taken_up(number, AdjustmentVerb.CLOSE, actor=actor, now=now)
    round_ = consultations_of(record, now=now)[-1]
    silent, last = [one.asked for one in round_.silent], round_.deadline.last_day if round_.deadline else None
    if silent and last is None and not given:
        raise LastDayUnknown([one.unit_name for one in silent])
    if silent and last is not None and not (round_.deadline and round_.deadline.is_over):
        raise StillConsulting([one.unit_name for one in silent], last)
    facts = {"silent": [one.unit for one in silent], "last_day": last.isoformat() if last else None}
    move(record, AdjustmentVerb.CLOSE, actor=actor, now=now, reason=given, facts=facts)
    db.session.commit()
    return record


def is_waiting_for(record: AdjustmentRecord, unit: str) -> bool:
    """Whether a unit was asked in the round that runs and has not said anything yet."""
    if record.status != AdjustmentStatus.CONSULTING.value:
        return False
    said = adjustments.opinions_in(record, record.rounds)
    return any(units.are_one(unit, one.unit) and one.unit not in said for one in adjustments.asked_of(record))
