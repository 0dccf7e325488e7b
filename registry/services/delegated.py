"""The clean-up of delegated matters (P16): hear the township, assess, keep, take back, correct."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from typing import Any

from registry.domain import delegated_answers as asked
from registry.domain import document_number, errors
from registry.domain.actors import Action, Actor, Role
from registry.domain.delegated import (
    MOVES,
    UNENDED,
    CleanUpVerb,
    DelegatedMatter,
    Facts,
    Resources,
    Step,
    as_of,
    lacking_to_keep,
)
from registry.domain.divisions import Level, Place
from registry.domain.kind import read
from registry.domain.question import CHINA
from registry.domain.units import DemanderKind
from registry.services.delegated_recording import STREAM, own_department, past, require_no_same, told_of
from registry.services.divisions import place_following
from registry.services.permitting import permit
from registry.services.units import demander_called
from registry.store import delegated, events
from registry.store.base import begin_writing, db
from registry.store.units import are_one

NUMBER = re.compile(r"DM?\d{4}-\d{6,9}")
_EVER = datetime.max.replace(tzinfo=UTC)
"""For what stands now: whoever waited for a turn must see what was recorded while waiting."""
ACTIONS: Mapping[CleanUpVerb, Action] = {
    CleanUpVerb.HEAR: Action.HEAR_DELEGATED,
    CleanUpVerb.ASSESS: Action.ASSESS_DELEGATED,
    CleanUpVerb.KEEP: Action.KEEP_DELEGATED,
    CleanUpVerb.TAKE_BACK: Action.TAKE_BACK_DELEGATED,
    CleanUpVerb.CORRECT: Action.CORRECT_DELEGATED,
}
DECIDING = frozenset({CleanUpVerb.ASSESS, CleanUpVerb.KEEP, CleanUpVerb.TAKE_BACK})
"""Verbs that nobody uses on what their own unit recorded."""

Answers = Mapping[str, Any]


@dataclass(frozen=True)
class _Turn:
    """A matter whose turn one has: where it was laid, everything recorded of it, and how it stands now."""

    place: Place
    versions: list[Facts]
    steps: list[Step]
    matter: DelegatedMatter


def hear(code: str, answers: Answers, *, actor: Actor, now: datetime) -> DelegatedMatter:
    """The township's own word: whether it is able, and what moved. Raises NotFound, NotPermitted, NothingMoves."""
    given = read(asked.HearAnswers, answers)
    turn = _turn_at(code, CleanUpVerb.HEAR, actor, now)
    step = _step(turn, CleanUpVerb.HEAR, actor, now, reason=given.reason)
    return _keep(turn, replace(step, able=given.able, resources=_resources(given)))


def assess(code: str, answers: Answers, *, actor: Actor, now: datetime) -> DelegatedMatter:
    """The list office finds whether it is needed, whether the township is able, and what moved (P16).

    Raises NotFound, NotPermitted, RecordedByOwnUnit, NothingMoves, DayNotYet, DayTooEarly, other BadInput.
    """
    given = read(asked.AssessAnswers, answers)
    turn = _turn_at(code, CleanUpVerb.ASSESS, actor, now)
    step = _step(turn, CleanUpVerb.ASSESS, actor, now, reason=given.reason, counts_from=given.counts_from)
    found = replace(step, needed=given.needed, able=given.able, resources=_resources(given))
    return _keep(turn, replace(found, despite_word=given.despite_word))


def keep(code: str, answers: Answers, *, actor: Actor, now: datetime) -> DelegatedMatter:
    """Keep it with its resources. It is not thereby on the list, and lifts nothing.

    Raises CannotBeKept with what is lacking; NotFound, NotPermitted, RecordedByOwnUnit, NothingMoves, BadInput.
    """
    given = read(asked.KeepAnswers, answers)
    turn = _turn_at(code, CleanUpVerb.KEEP, actor, now)
    step = _step(turn, CleanUpVerb.KEEP, actor, now, reason=given.reason, counts_from=given.counts_from)
    lacking = lacking_to_keep(turn.matter, laid_on_township=turn.place.level is Level.TOWNSHIP)
    if lacking:
        raise errors.CannotBeKept(turn.matter.code, [lack.value for lack in lacking])
    return _keep(turn, step)


def take_back(code: str, answers: Answers, *, actor: Actor, now: datetime) -> DelegatedMatter:
    """A department takes it back with its way of working. It should stand on the reclaimed part of the next edition.

    Raises NotFound, NotPermitted, RecordedByOwnUnit, NothingMoves, UnknownDepartment (also for a township), BadInput.
    """
    given = read(asked.TakeBackAnswers, answers)
    turn = _turn_at(code, CleanUpVerb.TAKE_BACK, actor, now)
    department = demander_called(given.department, turn.place)
    if department.kind is DemanderKind.TOWNSHIP:  # what is taken back leaves the townships
        raise errors.UnknownDepartment(given.department, turn.place.full_name)
    step = _step(turn, CleanUpVerb.TAKE_BACK, actor, now, reason=given.reason, counts_from=given.counts_from)
    return _keep(turn, replace(step, taken_over_by=department.name, way_of_working=given.reclaimed_way))


def correct(code: str, answers: Answers, *, actor: Actor, now: datetime) -> DelegatedMatter:
    """A correcting record: the facts as they should read, or only that what was decided was wrong. The matter is open
    again from the day given; what was recorded stays readable. Whoever mends facts counts as having recorded them.

    The list office corrects all; others what their unit recorded, as long as it was not ended.
    Raises NotFound, NotPermitted, AnotherUnitsDemand, DayNotYet, DayTooEarly, DayTooLate, SameOnRecord, BadInput.
    """
    given = read(asked.CorrectAnswers, answers)
    turn = _turn_at(code, CleanUpVerb.CORRECT, actor, now)
    step = _step(turn, CleanUpVerb.CORRECT, actor, now, reason=given.reason, counts_from=given.counts_from)
    facts = _mended(turn, given, actor, now)
    _require_in_order(facts, turn.steps, step)
    if facts != turn.matter.facts:
        require_no_same(facts, turn.matter.facts, turn.place)
        who = {"recorded_by": actor.name, "recorded_by_unit": actor.unit, "recorded_at": step.recorded_at}
        facts = replace(facts, version=facts.version + 1, **who)  # type: ignore[arg-type]
        delegated.add_version(facts)
    return _keep(replace(turn, versions=[*turn.versions, facts]), step)


def _require_in_order(facts: Facts, steps: list[Step], step: Step) -> None:
    """Nothing counts from before the matter was delegated. Raises DayTooLate, DayTooEarly."""
    begun = facts.delegated_on
    if begun is None:
        return
    first = min((one.on for one in steps), default=begun)
    if begun > first:
        raise errors.DayTooLate("delegated_on", begun, first)
    if step.on < begun:
        raise errors.DayTooEarly("counts_from", step.on, begun)


def _mended(turn: _Turn, given: asked.CorrectAnswers, actor: Actor, now: datetime) -> Facts:
    facts = turn.matter.facts
    if given.department:
        department = own_department(demander_called(given.department, turn.place), actor)
        facts = replace(facts, department=department.code, department_name=department.name)
    if given.delegated_on:
        facts = replace(facts, delegated_on=past(given.delegated_on, "delegated_on", now))
    number = document_number.normalised(given.delegated_in)
    return replace(
        facts,
        matter=given.matter or facts.matter,
        category=given.matter_category or facts.category,
        document_number=number or facts.document_number,
        form=given.delegated_form or facts.form,
    )


def matter_called(code: str, *, on: date, known_at: datetime) -> DelegatedMatter:
    """A matter as it stood on a day, as known at a time. Raises NotFound."""
    typed = _number(code)
    found = as_of(delegated.versions_of(typed), delegated.steps_of(typed), on, known_at) if typed else None
    if found is None:
        raise errors.NotFound("delegated_matter", code)
    return found


def may_read_word(actor: Actor | None, code: str, *, now: datetime) -> bool:
    """Whether somebody may read what the township of a code itself said: people of its county, and those above who
    look after it. Where it lies today decides, whatever day the matter is read as of: `now` is aware.

    Everybody else only learns that it was heard: who reports is protected.
    """
    place = place_following(code, on=now.astimezone(CHINA).date(), known_at=now) if actor else None
    return actor is not None and place is not None and reader_of_words(actor, now=now)(place)


def reader_of_words(actor: Actor, *, now: datetime) -> Callable[[Place], bool]:
    """A function that says the same of places as they are today, for whoever reads many at once."""
    own = place_following(actor.division, on=now.astimezone(CHINA).date(), known_at=now)

    def reads(place: Place) -> bool:
        if own is None:
            return False
        return place.lies_in(actor.division) or (own.county is not None and place.lies_in(own.county.code))

    return reads


def verbs_open_to(actor: Actor, matter: DelegatedMatter, place: Place) -> tuple[CleanUpVerb, ...]:
    """What this person may do with the matter as it stands, in the order of the clean-up."""
    turn = _Turn(place, delegated.versions_of(matter.code), [], matter)
    return tuple(verb for verb in ACTIONS if _is_open(verb, turn, actor))


def _is_open(verb: CleanUpVerb, turn: _Turn, actor: Actor) -> bool:
    try:
        _require_allowed(verb, turn, actor)
    except errors.RegistryError:
        return False
    return True


def _turn_at(code: str, verb: CleanUpVerb, actor: Actor, now: datetime) -> _Turn:
    """The turn at a matter, kept until the transaction ends; two who act at once act one after the other."""
    begin_writing()
    typed = _number(code)
    delegated.wait_for(typed)
    versions, steps = delegated.versions_of(typed), delegated.steps_of(typed)
    matter = as_of(versions, steps, date.max, _EVER)
    today = now.astimezone(CHINA).date()
    place = place_following(versions[0].place, on=today, known_at=now) if versions else None
    if matter is None or place is None:
        raise errors.NotFound("delegated_matter", code)
    turn = _Turn(place, versions, steps, matter)
    _require_allowed(verb, turn, actor)
    return turn


def _require_allowed(verb: CleanUpVerb, turn: _Turn, actor: Actor) -> None:
    permit(actor, ACTIONS[verb], at=turn.place)
    matter = turn.matter
    if (matter.status, verb) not in MOVES:
        raise errors.NothingMoves(matter.code, matter.status.value)
    recorders = {facts.recorded_by_unit for facts in turn.versions}
    if verb in DECIDING and any(are_one(actor.unit, unit) for unit in recorders):
        raise errors.RecordedByOwnUnit(matter.code)
    its_own = are_one(actor.unit, turn.versions[0].recorded_by_unit) and matter.status in UNENDED
    if verb is CleanUpVerb.CORRECT and actor.role is not Role.LIST_OFFICE and not its_own:
        raise errors.NotPermitted(ACTIONS[verb].value, turn.place.full_name)
    if verb is CleanUpVerb.HEAR and turn.place.level is not Level.TOWNSHIP:
        raise errors.NotPermitted(ACTIONS[verb].value, turn.place.full_name)


def _step(turn: _Turn, verb: CleanUpVerb, actor: Actor, now: datetime, *, reason: str, counts_from: str = "") -> Step:
    """The next step. Times never run backwards, though `now` may have been taken before waiting for the turn."""
    on = past(counts_from, "counts_from", now) if counts_from else now.astimezone(CHINA).date()
    last = turn.steps[-1] if turn.steps else None
    begun = [turn.matter.facts.delegated_on, last.on if last else None]
    first = max((day for day in begun if day is not None), default=on)
    if verb is not CleanUpVerb.CORRECT and on < first:
        raise errors.DayTooEarly("counts_from", on, first)
    return Step(
        position=last.position + 1 if last else 1,
        verb=verb,
        status=MOVES[turn.matter.status, verb],
        on=on,
        by=actor.name,
        unit=actor.unit,
        reason=reason,
        recorded_at=max(now, last.recorded_at if last else turn.versions[-1].recorded_at),
    )


def _resources(given: asked.HearAnswers | asked.AssessAnswers) -> Resources:
    return Resources(given.posts, given.money, given.powers, given.not_needed)


def _keep(turn: _Turn, step: Step) -> DelegatedMatter:
    """Put the step down with its event, and commit. The same form sent again keeps nothing new."""
    facts, last = turn.versions[-1], turn.steps[-1] if turn.steps else None
    if last and replace(step, position=last.position, recorded_at=last.recorded_at) == last:
        db.session.rollback()
        return turn.matter
    delegated.add_step(facts.code, facts.version, step)
    told = {"status": step.status.value, "step": told_of(step), "matter": told_of(facts)}
    events.write(
        stream=STREAM, verb=step.verb.value.lower(), actor=step.by, about=facts.code, facts=told, at=step.recorded_at
    )
    db.session.commit()
    found = as_of(turn.versions, [*turn.steps, step], date.max, _EVER)
    return found or turn.matter


def _number(code: str) -> str:
    typed = code.strip().upper()[:40]
    return typed if NUMBER.fullmatch(typed) else ""
