"""The clock: what happens because time passes. Cases past their limit are passed on; admissions that are over end."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime

from registry.domain.cases import Status
from registry.services.cascades import end_if_over
from registry.services.cases import begin_turn, escalate_if_over, limit_running
from registry.services.limits import deadline_of
from registry.store import admissions, cases
from registry.store.base import db
from registry.store.cases import CaseRecord

PORTION = 200


@dataclass(frozen=True, slots=True)
class Ticked:
    """What one tick did: the cases passed on to list offices, and those whose admission ended."""

    escalated: tuple[str, ...]
    ended: tuple[str, ...]


def tick(*, now: datetime) -> Ticked:
    """Do what is due by now, each case in a transaction of its own; doing it twice, or two at once, changes nothing.

    What nobody has ticked yet is still answered rightly: whoever reads or acts asks the dates themselves.
    """
    escalated = _each(_awaiting(now), escalate_if_over, now)
    ended = _each(_running(), end_if_over, now)
    return Ticked(tuple(escalated), tuple(ended))


def _each(numbers: Iterator[str], act: Callable[[CaseRecord, datetime], bool], now: datetime) -> list[str]:
    done = []
    for number in list(numbers):
        at = begin_turn(now)
        case = cases.find_case(number, lock=True)
        if case is not None and act(case, at):
            done.append(number)
        db.session.commit()
    return done


def _awaiting(now: datetime) -> Iterator[str]:
    """Cases whose limit looks over; looked at without keeping others waiting."""
    after = ""
    while found := cases.cases_in_status(Status.AWAITING_VERIFICATION, after=after, most=PORTION):
        after = found[-1].number
        for case in found:
            limit = limit_running(case, now)
            if limit is not None and deadline_of(limit, now=now).is_over:
                yield case.number
    db.session.rollback()


def _running() -> Iterator[str]:
    after = ""
    while found := admissions.running(after=after, most=PORTION):
        after = found[-1].case
        yield from [record.case for record in found]
    db.session.rollback()
