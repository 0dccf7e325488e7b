"""The clock: what happens because time passes. Cases past their limit are passed on, admissions that are over end, and
those that are about to are announced."""

import logging
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from registry.domain.cases import Status
from registry.domain.errors import ClocksDiffer
from registry.services.announcing import announce_ending, ends_soon
from registry.services.cascades import end_if_over, looks_numbered, looks_over, number_if_due
from registry.services.cases import begin_turn, escalate_if_over, limit_running
from registry.services.cures import approvals_to_tell_of, tell_whom_it_helps
from registry.services.kept_answers import forget_answers
from registry.services.limits import deadline_of
from registry.services.reports_left import move_up_by_itself, numbers_left
from registry.services.sessions import forget_what_ended
from registry.store import admissions, cases
from registry.store.admissions import AdmissionRecord
from registry.store.base import db
from registry.store.cases import CaseRecord

PORTION = 200
_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Ticked:
    """What one tick did: the cases passed on to list offices, those whose admission ended, those whose admission was
    announced to end soon; those at which it failed, which stand in the log and do not keep the others waiting; those
    that got the number they waited for; and the approvals of which the units whose cases they would cure were told."""

    escalated: tuple[str, ...]
    ended: tuple[str, ...]
    announced: tuple[str, ...] = ()
    failed: tuple[str, ...] = field(default=())
    numbered: tuple[str, ...] = field(default=())
    told_of: tuple[str, ...] = ()


def tick(*, now: datetime) -> Ticked:
    """Do what is due by now, each case in a transaction of its own; doing it twice, or two at once, changes nothing.

    What nobody has ticked yet is still answered rightly: whoever reads or acts asks the dates themselves.
    """
    failed: list[str] = []
    forget_answers(now=now)
    forget_what_ended(now=now)
    escalated = _each(_awaiting(now), lambda number: _on_case(number, escalate_if_over, now), failed)
    ended = _each(_running(looks_over, now), lambda number: _on_case(number, end_if_over, now), failed)
    numbered = _each(_running(looks_numbered, now), lambda number: _on_case(number, number_if_due, now), failed)
    announced = _each(_running(ends_soon, now), lambda number: announce_ending(number, now), failed)
    _each(numbers_left(now), lambda number: move_up_by_itself(number, now=now), failed)
    told_of = _each(iter(approvals_to_tell_of(now)), lambda code: tell_whom_it_helps(code, now=now), failed)
    return Ticked(tuple(escalated), tuple(ended), tuple(announced), tuple(failed), tuple(numbered), tuple(told_of))


def _each(numbers: Iterator[str], act: Callable[[str], bool], failed: list[str]) -> list[str]:
    done = []
    for number in list(numbers):
        try:
            if act(number):
                done.append(number)
        except ClocksDiffer:  # nothing is due by a clock that is wrong
            db.session.rollback()
            raise
        except Exception:
            db.session.rollback()
            _log.exception("the clock could not do what is due for %s", number)
            failed.append(number)
    return done


def _on_case(number: str, act: Callable[[CaseRecord, datetime], bool], now: datetime) -> bool:
    at = begin_turn(now)
    case = cases.find_case(number, lock=True)
    acted = case is not None and act(case, at)
    db.session.commit()
    return acted


def _awaiting(now: datetime) -> Iterator[str]:
    """Cases whose limit looks over; looked at without keeping others waiting."""
    after = ""
    while found := cases.cases_in_status(Status.AWAITING_VERIFICATION, after=after, most=PORTION):
        after = found[-1].number
        yield from [case.number for case in found if _looks(_past_limit, case, now)]
    db.session.rollback()


def _past_limit(case: CaseRecord, now: datetime) -> bool:
    limit = limit_running(case, now)
    return limit is not None and deadline_of(limit, now=now).is_over


def _running(look: Callable[[AdmissionRecord, datetime], bool], now: datetime) -> Iterator[str]:
    """Admissions for which there looks to be something to do; the others keep nobody waiting."""
    after = ""
    while found := admissions.running(after=after, most=PORTION):
        after = found[-1].case
        yield from [record.case for record in found if _looks(look, record, now)]
    db.session.rollback()


def _looks(look: Callable[[Any, datetime], bool], record: Any, now: datetime) -> bool:
    """What cannot even be looked at is tried, so that it fails by itself and stands in the log."""
    try:
        return look(record, now)
    except Exception:
        return True
