"""What a county or a province sees of itself over a span of days: by category, never a ranking of places or units."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from registry.domain.cases import Status, Verb
from registry.domain.errors.adjustments import CalendarUnknown
from registry.domain.errors.overviews import SpanBackwards, SpanTooLong
from registry.domain.outcome import Outcome
from registry.domain.workdays import WorkCalendar

MOST_DAYS = 3 * 366
USUAL_DAYS = 365

AS_SUBMITTED: Mapping[str, Outcome] = {
    Status.AWAITING_VERIFICATION.value: Outcome.ADMIT,
    Status.REFERRED.value: Outcome.REFER,
    Status.REJECTED.value: Outcome.REJECT,
}
"""The outcome that a status told of when the demand was made."""
JUDGED = (Outcome.ADMIT, Outcome.REFER, Outcome.REJECT)


@dataclass(frozen=True, slots=True)
class Span:
    """The days looked at, both ends included. Raises SpanBackwards, SpanTooLong."""

    first: date
    last: date

    def __post_init__(self) -> None:
        if self.last < self.first:
            raise SpanBackwards(self.first, self.last)
        if (self.last - self.first).days > MOST_DAYS:
            raise SpanTooLong(self.first, self.last)

    @classmethod
    def up_to(cls, last: date) -> "Span":
        """The year up to a day."""
        return cls(last - timedelta(days=USUAL_DAYS), last)

    @property
    def months(self) -> tuple[str, ...]:
        """Its months, 2026-01, each of them whether anything happened or not."""
        first, last = self.first.year * 12 + self.first.month - 1, self.last.year * 12 + self.last.month - 1
        return tuple(f"{month // 12}-{month % 12 + 1:02}" for month in range(first, last + 1))


@dataclass(frozen=True, slots=True)
class Demanded:
    """So many demands of a kind on a day: what was said when they were made, where they stand, by which ground."""

    kind: str
    on: date
    outcome: Outcome
    status: Status
    ground: str
    number: int


@dataclass(frozen=True, slots=True)
class Answered:
    """So many demands that waited for a township from a day: when and by what it ended. None and None: they wait."""

    began_on: date
    ended_on: date | None
    verb: Verb | None
    number: int


class Took(StrEnum):
    """In how many working days a township answered."""

    ONE = "ONE"  # 当日或1个工作日
    THREE = "THREE"  # 2—3个
    FIVE = "FIVE"  # 4—5个
    TEN = "TEN"  # 6—10个
    LONGER = "LONGER"
    UNKNOWN = "UNKNOWN"  # 那一年的放假安排没有录入
    OVERDUE = "OVERDUE"  # 期限内没有答复,已升级
    CLOSED = "CLOSED"  # 没等答复就撤回或了结
    WAITING = "WAITING"  # 还在等


_UP_TO = ((1, Took.ONE), (3, Took.THREE), (5, Took.FIVE), (10, Took.TEN))
_ANSWERS = (Verb.VERIFY, Verb.DISPUTE)


def took(one: Answered, calendar: WorkCalendar) -> Took:
    """How long it took a township to confirm or to dispute, in working days after the day it was asked."""
    if one.verb is None or one.ended_on is None:
        return Took.WAITING
    if one.verb not in _ANSWERS:
        return Took.OVERDUE if one.verb is Verb.ESCALATE else Took.CLOSED
    try:
        days = calendar.between(one.began_on, one.ended_on)
    except CalendarUnknown:
        return Took.UNKNOWN
    return next((bucket for most, bucket in _UP_TO if days <= most), Took.LONGER)


def by_kind(found: Iterable[Demanded], kinds: Iterable[str]) -> dict[str, Counter[Outcome]]:
    """How many demands of each kind were judged how when they were made; every kind there is."""
    counted = {kind: Counter[Outcome]() for kind in kinds}
    for one in found:
        counted.setdefault(one.kind, Counter())[one.outcome] += one.number
    return counted


def by_month(found: Iterable[Demanded], span: Span) -> dict[str, Counter[Outcome]]:
    """The same by month; every month of the span."""
    counted = {month: Counter[Outcome]() for month in span.months}
    for one in found:
        counted[f"{one.on:%Y-%m}"][one.outcome] += one.number
    return counted


def by_ground(found: Iterable[Demanded]) -> dict[str, int]:
    """By which leading ground demands are not admitted, the most frequent first; of equals by code."""
    counted = Counter[str]()
    for one in found:
        if one.ground and one.outcome is not Outcome.ADMIT:
            counted[one.ground] += one.number
    return dict(sorted(counted.items(), key=lambda item: (-item[1], item[0])))


def by_status(found: Iterable[Demanded]) -> dict[Status, int]:
    """Where the demands stand now, in the order of a case's life."""
    counted = Counter[Status]()
    for one in found:
        counted[one.status] += one.number
    return {status: counted[status] for status in Status if status is not Status.DRAFT}


def by_wait(found: Iterable[Answered], calendar: WorkCalendar) -> dict[Took, int]:
    """How long townships took to answer, in order."""
    counted = Counter[Took]()
    for one in found:
        counted[took(one, calendar)] += one.number
    return {bucket: counted[bucket] for bucket in Took}
