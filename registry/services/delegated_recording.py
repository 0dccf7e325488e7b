"""Putting on record what was delegated before (P16): one matter, or many at once, all or nothing."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import date, datetime
from typing import Any

from registry.domain import delegated_answers as asked
from registry.domain import document_number, errors
from registry.domain.actors import Action, Actor, Role
from registry.domain.delegated import Facts, Step
from registry.domain.divisions import Level, Place
from registry.domain.kind import read
from registry.domain.question import CHINA, day
from registry.domain.successions import inventory_codes
from registry.domain.units import Demander
from registry.services.divisions import place_today
from registry.services.permitting import permit
from registry.services.units import demander_called
from registry.store import delegated, events, units
from registry.store.access import next_number
from registry.store.base import begin_writing, db

STREAM = "delegated"
LAID_ON = (Level.TOWNSHIP, Level.COUNTY)
MOST_AT_ONCE = 500

Answers = Mapping[str, Any]


def record(answers: Answers, *, actor: Actor, now: datetime) -> Facts:
    """Put a matter that was delegated before on record. Departments record their own, townships what was laid on them.

    Raises NotPermitted, WrongLevel, AnotherUnitsDemand, SameOnRecord, DayNotYet, other BadInput.
    """
    begin_writing()
    facts = _recorded(answers, actor, now)
    db.session.commit()
    return facts


def record_many(rows: Sequence[Answers], *, actor: Actor, now: datetime) -> list[Facts]:
    """Put many on record, all or none. Raises MattersRefused with every row to mend (SameInTable for one that repeats
    another of them), TooMany, MissingAnswer."""
    if not rows:
        raise errors.MissingAnswer("matter")
    if len(rows) > MOST_AT_ONCE:
        raise errors.TooMany("matter", given=len(rows), most=MOST_AT_ONCE)
    permit(actor, Action.RECORD_DELEGATED)
    begin_writing()
    kept: list[Facts] = []
    rows_of: dict[str, int] = {}  # by numbers that are given only if every row is right
    wrong: list[tuple[int, errors.RegistryError]] = []
    for row, answers in enumerate(rows, start=1):
        try:
            kept.append(_recorded(answers, actor, now))
            rows_of[kept[-1].code] = row
        except errors.SameOnRecord as error:
            earlier = rows_of.get(str(error.facts["number"]))
            matter = str(error.facts["matter"])
            wrong.append((row, errors.SameInTable(matter, earlier) if earlier else error))
        except (errors.BadInput, errors.NotPermitted) as error:
            wrong.append((row, error))
    if wrong:
        db.session.rollback()
        raise errors.MattersRefused(wrong, of=len(rows))
    db.session.commit()
    return kept


def _recorded(answers: Answers, actor: Actor, now: datetime) -> Facts:
    """One matter put down with its event, inside the caller's transaction."""
    own = {"department": actor.unit} if actor.role is Role.DEPARTMENT_CLERK and not answers.get("department") else {}
    given = read(asked.RecordAnswers, {**answers, **own})
    place = place_today(given.place, now=now)
    if place.level not in LAID_ON:
        raise errors.WrongLevel(place.name, place.level.value, [level.value for level in LAID_ON])
    permit(actor, Action.RECORD_DELEGATED, at=place)
    department = own_department(demander_called(given.department, place), actor)
    year = now.astimezone(CHINA).year
    facts = Facts(
        code=f"DM{year}-{next_number(f'delegated {year}'):06d}",
        version=1,
        place=place.code,
        matter=given.matter,
        category=given.matter_category,
        department=department.code,
        department_name=department.name,
        document_number=document_number.normalised(given.delegated_in),
        delegated_on=past(given.delegated_on, "delegated_on", now) if given.delegated_on else None,
        form=given.delegated_form,
        recorded_by=actor.name,
        recorded_by_unit=actor.unit,
        recorded_at=now,
    )
    _refuse_same(facts, place, department)
    delegated.add_version(facts)
    events.write(stream=STREAM, verb="record", actor=actor.name, about=facts.code, facts=told_of(facts), at=now)
    return facts


def require_no_same(facts: Facts, before: Facts, place: Place) -> None:
    """A matter that is corrected must not become another that is on record. Raises SameOnRecord."""
    if _says_what(facts) != _says_what(before):
        _refuse_same(facts, place, demander_called(facts.department or facts.department_name, place))


def _says_what(facts: Facts) -> tuple[str, ...]:
    return facts.matter, facts.department, facts.department_name, facts.document_number


def _refuse_same(facts: Facts, place: Place, department: Demander) -> None:
    once = inventory_codes(place.code, place.lineage)
    same = delegated.same_on_record(once, facts.matter, department, facts.document_number, besides=facts.code)
    if same:
        raise errors.SameOnRecord(facts.matter, same)


def own_department(department: Demander, actor: Actor) -> Demander:
    """The department, which must be the actor's own where they are a department's clerk. Raises AnotherUnitsDemand."""
    if actor.role is Role.DEPARTMENT_CLERK and not units.are_one(department.code, actor.unit):
        unit = units.find_unit(actor.unit)
        raise errors.AnotherUnitsDemand(department.name, unit.name if unit else actor.unit)
    return department


def past(typed: str, field: str, now: datetime) -> date:
    """A day typed that is not after today. Raises MalformedDate, DayNotYet."""
    on, today = day(typed, field=field), now.astimezone(CHINA).date()
    if on > today:
        raise errors.DayNotYet(field, on, today)
    return on


def told_of(value: Facts | Step) -> dict[str, Any]:
    """A frozen value as JSON holds it."""
    return {name: _as_json(part) for name, part in asdict(value).items()}


def _as_json(part: Any) -> Any:
    if isinstance(part, dict):
        return {name: _as_json(inner) for name, inner in part.items()}
    if isinstance(part, (date, datetime)):
        return part.isoformat()
    return list(part) if isinstance(part, tuple) else part
