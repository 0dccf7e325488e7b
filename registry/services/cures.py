"""Whose rejected cases an approval would cure is told once it lifts anything: as it is confirmed, or on its day."""

import logging
from dataclasses import dataclass, field
from datetime import datetime

from registry.domain.approvals import ApprovalState
from registry.domain.cases import Status
from registry.domain.question import CHINA
from registry.services.approval_effects import cured_today
from registry.services.cases import begin_turn
from registry.services.notices import Cures, tell_of_cures
from registry.store import approvals, cases, events
from registry.store.base import db
from registry.store.turns import ACCESS, known_by
from registry.store.units import code_today

STREAM = "approvals"
TOLD = "tell_of_cures"
REGISTRY = "system"
MOST_AT_ONCE = 1000
"""So many candidates are judged while whoever confirms waits for the answer; more than that are the clock's."""
PORTION = 200
_log = logging.getLogger(__name__)


@dataclass
class Found:
    """What one approval would cure, by unit: how many cases, and the first of them."""

    by_unit: dict[str, Cures] = field(default_factory=dict)

    def add(self, unit: str, case: str) -> None:
        self.by_unit.setdefault(unit, Cures()).add(case)


def tell_if_few(code: str, *, now: datetime) -> None:
    """Tell the units at once where there are not too many candidates. What fails, and what is left, the clock does."""
    try:
        if code in approvals_to_tell_of(now) and _how_many(code, now) <= MOST_AT_ONCE:
            tell_whom_it_helps(code, now=now)
    except Exception:
        db.session.rollback()
        _log.exception("whom approval %s helps is left to the clock to tell", code)


def approvals_to_tell_of(now: datetime) -> list[str]:
    """The approvals that lift something today and of which the units whose cases they would cure were not told yet."""
    known = known_by(ACCESS, now)
    today = known.astimezone(CHINA).date()
    found = approvals.approvals_called(approvals.confirmed_but(events.abouts_of(STREAM, TOLD), today), known)
    return [approval.code for approval in found if approval.state_on(today) is ApprovalState.IN_FORCE]


def tell_whom_it_helps(code: str, *, now: datetime) -> bool:
    """Judge every rejected case in its places, however many, and tell each unit how many of its own it would cure.

    Nobody waits while they are judged; what is told is kept in one transaction, once. Whether it was told now.
    """
    found = _judged(code, now)
    at = begin_turn(now)
    record = approvals.find_approval(code, lock=True)
    is_due = record is not None and not events.is_told(code, stream=STREAM, verb=TOLD)
    if record is not None and is_due:
        units = tell_of_cures(record.code, record.number, found.by_unit, at=at)
        facts = {"units": units, "cases": sum(cures.count for cures in found.by_unit.values())}
        events.write(stream=STREAM, verb=TOLD, actor=REGISTRY, about=code, facts=facts, at=at)
    db.session.commit()
    return is_due


def _judged(code: str, now: datetime) -> Found:
    """Each unit's cases that the approval would cure today; of all the cases only a portion is held at a time."""
    known, found, after = known_by(ACCESS, now), Found(), ""
    places = _places(code, now)
    while portion := cases.cases_lying_in(places, statuses=[Status.REJECTED], after=after, most=PORTION):
        after = portion[-1].number
        for case in portion:
            cured = cured_today(case, known)
            if cured and code in cured.approvals:
                found.add(code_today(case.unit), case.number)
        db.session.rollback()  # nothing was written; nobody waits, and what was read is let go of
    return found


def _how_many(code: str, now: datetime) -> int:
    return cases.how_many_lie_in(_places(code, now), statuses=[Status.REJECTED])


def _places(code: str, now: datetime) -> tuple[str, ...]:
    return next((one.places for one in approvals.approvals_called([code], known_by(ACCESS, now))), ())
