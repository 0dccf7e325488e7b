"""Limits in working days: what a county set for each step, and where a step that runs stands against its own."""

import unicodedata
from dataclasses import dataclass
from datetime import UTC, date, datetime

from registry.domain.actors import Action, Actor
from registry.domain.divisions import Level, Place
from registry.domain.errors import BadInput, NotANumber, NotPermitted, UnknownOption
from registry.domain.limits import LEAST_DAYS, MOST_DAYS, OUR_LIMITS, LimitStep
from registry.domain.question import CHINA, day
from registry.domain.workdays import Limit, WorkCalendar
from registry.services.divisions import place_following
from registry.services.permitting import permit
from registry.store import events, limits, workdays
from registry.store.base import begin_writing, db


@dataclass(frozen=True, slots=True)
class CountyLimit:
    """The limit of a step in a county; `is_ours` where the county set none and our own stands in, to be confirmed."""

    step: LimitStep
    working_days: int
    is_ours: bool
    in_force_from: date | None = None


@dataclass(frozen=True, slots=True)
class Deadline:
    """Where a limit stands; `last_day` is None while a year it reaches into (`unknown_year`) is not announced: whether
    it is over is not known then, and nothing is done by silence."""

    limit: Limit
    last_day: date | None
    is_over: bool
    unknown_year: int | None = None


def deadline_of(limit: Limit, *, now: datetime, calendar: WorkCalendar | None = None) -> Deadline:
    """The last day of a limit and whether it has passed, by the calendar as it is known now; `calendar` is that, for
    whoever has it at hand already."""
    calendar = calendar or workdays.work_calendar(now)
    today = now.astimezone(CHINA).date()
    return Deadline(limit, limit.last_day(calendar), limit.is_over(calendar, today), limit.unknown_year(calendar))


def limits_in(county: str, *, on: date, known_at: datetime) -> tuple[CountyLimit, ...]:
    """The limit of every step in a county as of two dates, in the order of the steps."""
    found = limits.limits_of(county, on, known_at)
    return tuple(
        CountyLimit(step, found[step].working_days, False, found[step].in_force_from)
        if step in found
        else CountyLimit(step, OUR_LIMITS[step], True)
        for step in LimitStep
    )


def days_for(step: LimitStep, county: str, *, now: datetime) -> int:
    """The working days a step has that begins now; of a county's old code as what took its place set them."""
    today = now.astimezone(CHINA).date()
    here = place_following(county, on=today, known_at=now)
    found = limits_in(here.code if here else county, on=today, known_at=now)
    return next(one.working_days for one in found if one.step is step)


def own_county(actor: Actor, *, now: datetime | None = None) -> Place:
    """The county whose limits the actor may set today (at `now`, if given), whatever its code was.

    Raises NotPermitted where they serve no county."""
    permit(actor, Action.SET_LIMITS)
    at = now or datetime.now(UTC)
    place = place_following(actor.division, on=at.astimezone(CHINA).date(), known_at=at)
    if place is None or place.level is not Level.COUNTY:
        raise NotPermitted(Action.SET_LIMITS.value)
    return place


def set_limit(step: str, working_days: str, *, begins: str = "", actor: Actor, now: datetime) -> None:
    """Set a county's limit for a step from a day on, today or later; steps that run keep the limit they began with.

    Raises NotPermitted, UnknownOption, NotANumber (1 to 250), BadInput for a day that is past.
    """
    permit(actor, Action.SET_LIMITS)
    chosen = _step(step)
    days = _days(working_days)
    today = now.astimezone(CHINA).date()
    first = day(begins, field="in_force_from") if begins.strip() else today
    if first < today:
        raise BadInput(field="in_force_from", given=first.isoformat())
    begin_writing()
    county = own_county(actor, now=now)
    record = limits.CountyLimitRecord(
        county=county.code,
        step=chosen.value,
        recorded_at=now,
        in_force_from=first,
        working_days=days,
        recorded_by=actor.name,
    )
    db.session.add(record)
    facts = {"step": chosen.value, "working_days": days, "in_force_from": first.isoformat()}
    events.write(stream="adjustments", verb="set_limit", actor=actor.name, about=county.code, facts=facts, at=now)
    db.session.commit()


def _step(typed: str) -> LimitStep:
    wanted = typed.strip().upper()[:60]
    if wanted not in LimitStep.__members__:
        raise UnknownOption("limit_step", typed, [step.value for step in LimitStep])
    return LimitStep(wanted)


def _days(typed: str) -> int:
    wanted = unicodedata.normalize("NFKC", typed[:60]).strip()
    if not wanted.isdecimal() or not LEAST_DAYS <= int(wanted) <= MOST_DAYS:
        raise NotANumber("working_days", typed, least=LEAST_DAYS, most=MOST_DAYS)
    return int(wanted)
