"""The register of chief and grid duties (P15): adding one with its basis, and ending one."""

import re
from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta
from typing import Any

from registry.domain import errors
from registry.domain.actors import Action, Actor
from registry.domain.chiefs import AddAnswers, ChiefEntry, EndAnswers
from registry.domain.divisions import Place
from registry.domain.kind import read
from registry.domain.question import CHINA, day
from registry.domain.successions import inventory_codes
from registry.domain.wording import plain
from registry.services.divisions import place_following, place_today
from registry.services.permitting import permit
from registry.store import chiefs, duties, events
from registry.store.access import next_number, take_turns
from registry.store.base import begin_writing, db
from registry.store.turns import ACCESS, known_by, take_turn

STREAM = "chiefs"
CODE = re.compile(r"[A-Z0-9-]{1,40}")
Answers = Mapping[str, Any]
_EVER = datetime.max.replace(tzinfo=UTC)
"""For what stands now: whoever waited for a turn must see what was recorded while waiting."""


def add(place: str, answers: Answers, *, actor: Actor, now: datetime) -> str:
    """Put a duty of a chief or of grid workers on record, with its basis; its code. What is on record is not new.

    Raises NotPermitted, SameOnRecord, SameDutyThen, BadInput (a basis is needed).
    """
    given = read(AddAnswers, answers)
    begins = day(given.chief_from, field="chief_from")
    begin_writing()
    now = take_turn(ACCESS, now)
    found = place_today(place, now=now)
    permit(actor, Action.ADD_CHIEF_DUTY, at=found)
    year = now.astimezone(CHINA).year
    code = f"CD-{year}-{next_number(f'chief duties {year}'):04d}"
    _refuse_the_same(found, given, begins)
    record = duties.ChiefDutyRecord(
        code=code,
        matter=given.matter,
        laid_on=given.chief_or_grid.value,
        division=found.code,
        in_force_from=begins,
        until=None,
        basis=given.chief_basis,
        added_on=now.astimezone(CHINA).date(),
        added_by=actor.unit,
        recorded_at=now,
        sample=False,
    )
    db.session.add(record)
    facts = {"place": found.code, "matter": record.matter, "laid_on": record.laid_on, "basis": record.basis}
    facts["in_force_from"] = begins.isoformat()
    events.write(stream=STREAM, verb="add", actor=actor.name, about=code, facts=facts, at=now)
    db.session.commit()
    return code


def _refuse_the_same(place: Place, given: AddAnswers, begins: date) -> None:
    for entry in _same_there(place, given.matter, given.chief_or_grid.value):
        if entry.holds(begins):
            raise errors.SameOnRecord(entry.matter, entry.code)
        _refuse_together(entry, "chief_from", begins, None)


def _same_there(place: Place, matter: str, laid_on: str) -> list[ChiefEntry]:
    """The same duty as it is on record of the place itself; at the turn of the place, so that none comes meanwhile."""
    take_turns(f"chief duties of {place.code}")
    there = inventory_codes(place.code, place.lineage)
    held = [entry for entry in chiefs.register_of(place, _EVER) if entry.place in there]
    return [entry for entry in held if plain(entry.matter) == plain(matter) and entry.laid_on.value == laid_on]


def _refuse_together(entry: ChiefEntry, field: str, first: date, until: date | None) -> None:
    day_of_both = entry.first_day_together(first, until)
    if day_of_both:
        raise errors.SameDutyThen(field, entry.matter, entry.code, day_of_both)


def end(code: str, answers: Answers, *, actor: Actor, now: datetime) -> date:
    """Put the last day of a duty on record; a day given before stays readable as what was known then.

    Raises NotFound, NotPermitted, DayTooEarly, AlreadyEnded, SameDutyThen, BadInput.
    """
    given = read(EndAnswers, answers)
    until = day(given.chief_until, field="chief_until")
    begin_writing()
    now = take_turn(ACCESS, now)
    typed = code.strip().upper()
    record = chiefs.wait_for(typed) if CODE.fullmatch(typed) else None
    today = now.astimezone(CHINA).date()
    place = place_following(record.division, on=today, known_at=now) if record else None
    if record is None or place is None:
        raise errors.NotFound("chief_duty", code)
    permit(actor, Action.END_CHIEF_DUTY, at=place)
    if until < record.in_force_from:
        raise errors.DayTooEarly("chief_until", until, record.in_force_from)
    before = chiefs.endings_of(record.code)
    last = before[-1].until if before else record.until
    if until == last:
        raise errors.AlreadyEnded(record.matter, until)
    if last is not None and until > last:
        _refuse_longer(record, place, last + timedelta(days=1), until)
    at = max(now, before[-1].recorded_at if before else record.recorded_at)
    ending = chiefs.ChiefDutyEndingRecord(
        duty=record.code,
        position=len(before) + 1,
        until=until,
        reason=given.reason,
        ended_by=actor.name,
        recorded_at=at,
    )
    db.session.add(ending)
    facts = {"until": until.isoformat(), "reason": given.reason}
    events.write(stream=STREAM, verb="end", actor=actor.name, about=record.code, facts=facts, at=at)
    db.session.commit()
    return until


def _refuse_longer(record: duties.ChiefDutyRecord, place: Place, first: date, until: date) -> None:
    """A duty is not made to hold on days on which the same one holds by another record."""
    for entry in _same_there(place, record.matter, record.laid_on):
        if entry.code != record.code:
            _refuse_together(entry, "chief_until", first, until)


def duty_called(code: str, *, now: datetime) -> ChiefEntry:
    """A duty as it is on record now, by its code. Raises NotFound."""
    typed, known = code.strip().upper(), known_by(ACCESS, now)
    record = chiefs.find_chief_duty(typed) if CODE.fullmatch(typed) else None
    place = place_following(record.division, on=now.astimezone(CHINA).date(), known_at=known) if record else None
    held = chiefs.register_of(place, known) if place else ()
    found = next((entry for entry in held if entry.code == typed), None)
    if found is None:
        raise errors.NotFound("chief_duty", code)
    return found


def register_as_of(place: Place, on: date, known_at: datetime) -> tuple[list[ChiefEntry], list[ChiefEntry]]:
    """The duties on record for a place and above it, as known at a time: those in force on a day, and the others."""
    entries = chiefs.register_of(place, known_at)
    return [e for e in entries if e.holds(on)], [e for e in entries if not e.holds(on)]
