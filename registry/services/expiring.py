"""Expiry announces itself: which admissions end soon, told ahead of time to the unit that has them and to the place."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from registry.domain.actors import Action, Actor
from registry.domain.admissions import AdmissionFilter, ListMark, Validity
from registry.domain.cases import READ_IN_THEIR_DIVISION
from registry.domain.question import CHINA
from registry.services.admissions import Live, as_it_stands
from registry.services.permitting import permit
from registry.store.admissions import AdmissionRecord
from registry.store.expiring import Sought, admissions_by_ending, how_many

SOON = 60
"""Days ahead, all days counted: what ends within so many is told without being asked for."""
MOST_LISTED = 50
_LASTS = frozenset({Validity.VALID, Validity.RESOURCES_DUE, Validity.NOT_YET})


@dataclass(frozen=True, slots=True)
class Listed:
    """One part of a list of admissions, how many the whole has, and the mark behind which it goes on; None: it ends."""

    shown: tuple[Live, ...]
    total: int
    goes_on: ListMark | None


def expiring(actor: Actor, *, within_days: int, now: datetime) -> list[Live]:
    """The admissions of the actor's unit, and but for departments those in their division, that end within so many
    days, by whatever ends them first: those whose last valid day is today come first. What is over is not among them.

    For the work lists of both sides. Raises NotPermitted.
    """
    permit(actor, Action.READ_REQUEST)
    found = admissions_by_ending(_sought(actor, AdmissionFilter.EXPIRING, now, within_days))
    return [one for one in _as_they_stand((record for record, _ in found), now) if one.validity in _LASTS]


def how_many_expire(actor: Actor, *, now: datetime) -> int:
    """How many admissions of both sides' list end soon. Raises NotPermitted."""
    permit(actor, Action.READ_REQUEST)
    return how_many(_sought(actor, AdmissionFilter.EXPIRING, now))


def listed(actor: Actor, wanted: AdmissionFilter, *, after: str = "", now: datetime) -> Listed:
    """The admissions of both sides' list, MOST_LISTED at a time: what ends first first, what has no end after that,
    and what is over last, the latest first. `after` is the mark of the part before (anything else: the beginning).

    Whoever reads on meets each that did not change meanwhile exactly once. Raises NotPermitted.
    """
    permit(actor, Action.READ_REQUEST)
    sought = _sought(actor, wanted, now)
    found = admissions_by_ending(sought, after=ListMark.read(after), most=MOST_LISTED + 1)
    part = found[:MOST_LISTED]
    goes_on = part[-1][1] if len(found) > MOST_LISTED else None
    return Listed(tuple(_as_they_stand((record for record, _ in part), now)), how_many(sought), goes_on)


def days_left(one: Live) -> int:
    """Days from the day it was looked at to its last valid day: 0 on the last one. Of one without a last day, many."""
    return (one.until - one.on).days if one.until else 10**6


def _sought(actor: Actor, wanted: AdmissionFilter, now: datetime, within_days: int = SOON) -> Sought:
    today = now.astimezone(CHINA).date()
    return Sought(actor.unit, _division_of(actor), wanted, on=today, soon=today + timedelta(days=within_days))


def _as_they_stand(records: Iterable[AdmissionRecord], now: datetime) -> list[Live]:
    today = now.astimezone(CHINA).date()
    return [as_it_stands(record, on=today, now=now) for record in records]


def _division_of(actor: Actor) -> str | None:
    """The division whose admissions the actor sees besides their unit's own; a department sees its own only."""
    return actor.division if actor.role in READ_IN_THEIR_DIVISION else None
