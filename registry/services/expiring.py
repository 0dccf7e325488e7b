"""Expiry announces itself: which admissions end soon, told ahead of time to the unit that has them and to the place."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from registry.domain.actors import Action, Actor
from registry.domain.admissions import AdmissionFilter, Validity
from registry.domain.cases import READ_IN_THEIR_DIVISION
from registry.domain.question import CHINA
from registry.services.admissions import Live, as_it_stands
from registry.services.permitting import permit
from registry.store.admissions import AdmissionRecord
from registry.store.expiring import admissions_of, may_end_by

SOON = 60
"""Days ahead, all days counted: what ends within so many is told without being asked for."""
MOST_LISTED = 200
_LASTS = frozenset({Validity.VALID, Validity.RESOURCES_DUE, Validity.NOT_YET})


def expiring(actor: Actor, *, within_days: int, now: datetime) -> list[Live]:
    """The admissions of the actor's unit, and but for departments those in their division, that end within so many
    days: those whose last valid day is today come first. What is over already is not among them.

    For the work lists of both sides. Raises NotPermitted.
    """
    permit(actor, Action.READ_REQUEST)
    today = now.astimezone(CHINA).date()
    found = _as_they_stand(may_end_by(actor.unit, _division_of(actor), day=today + timedelta(days=within_days)), now)
    lasting = [one for one in found if one.validity in _LASTS and one.until is not None]
    return [one for one in sorted(lasting, key=_by_last_day) if days_left(one) <= within_days]


def listed(actor: Actor, wanted: AdmissionFilter, *, now: datetime) -> list[Live]:
    """The admissions of both sides' list, at most MOST_LISTED: what ends first first, what has no end after that, and
    what has ended last. Raises NotPermitted."""
    permit(actor, Action.READ_REQUEST)
    if wanted is AdmissionFilter.EXPIRING:
        return expiring(actor, within_days=SOON, now=now)[:MOST_LISTED]
    ended = {AdmissionFilter.RUNNING: False, AdmissionFilter.ENDED: True}.get(wanted)
    records = admissions_of(actor.unit, _division_of(actor), ended=ended, most=MOST_LISTED)
    return sorted(_as_they_stand(records, now), key=lambda one: (one.validity not in _LASTS, _by_last_day(one)))


def days_left(one: Live) -> int:
    """Days from the day it was looked at to its last valid day: 0 on the last one. Of one without a last day, many."""
    return (one.until - one.on).days if one.until else 10**6


def _by_last_day(one: Live) -> tuple[bool, int, str]:
    return one.until is None, days_left(one), one.admission.case


def _as_they_stand(records: Sequence[AdmissionRecord], now: datetime) -> list[Live]:
    today = now.astimezone(CHINA).date()
    return [as_it_stands(record, on=today, now=now) for record in records]


def _division_of(actor: Actor) -> str | None:
    """The division whose admissions the actor sees besides their unit's own; a department sees its own only."""
    return actor.division if actor.role in READ_IN_THEIR_DIVISION else None
