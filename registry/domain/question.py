"""A question put to the law: the demand, the place, who asks, what is cited, and the two dates."""

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, timezone
from typing import Generic, TypeVar

from registry.domain.approvals import Citation
from registry.domain.divisions import Place
from registry.domain.errors import KnownAtInFuture, MalformedDate
from registry.domain.units import Demander

DetailsT = TypeVar("DetailsT")

CHINA = timezone(timedelta(hours=8))
"""The whole country keeps one time; a day typed without a time ends at midnight there."""

MOST_CITED = 20


@dataclass(frozen=True, slots=True)
class Question(Generic[DetailsT]):
    """`on` is the day judged for; `known_at` (aware) is the time up to which the record counts."""

    kind: str
    details: DetailsT
    place: Place
    asked_by: Demander
    on: date
    known_at: datetime
    cites: tuple[Citation, ...] = ()


FIRST_YEAR, LAST_YEAR = 1949, 2199
_DAY = re.compile(r"(\d{4})(?:-|/|\.|年)(\d{1,2})(?:-|/|\.|月)(\d{1,2})日?")


def day(text: str, *, field: str) -> date:
    """A day typed as 2025-03-01, or as officials write it (2025年3月1日, 2025/3/1, 2025.3.1). Raises MalformedDate."""
    found = _DAY.fullmatch(unicodedata.normalize("NFKC", text[:40]).strip())
    try:
        year, month, day_of_month = (int(part) for part in found.groups()) if found else (0, 0, 0)
        if FIRST_YEAR <= year <= LAST_YEAR:
            return date(year, month, day_of_month)
    except ValueError:
        pass
    raise MalformedDate(field, text)


def moment(text: str, *, now: datetime) -> datetime:
    """A day (its end, in China) or an ISO time, not later than now; today means now. In UTC.

    Raises MalformedDate, KnownAtInFuture.
    """
    typed = text.strip()
    asked = _time(typed) if "T" in typed or ":" in typed else None
    if asked is None:
        asked_day = day(typed, field="known_at")
        if asked_day == now.astimezone(CHINA).date():
            return now
        asked = datetime.combine(asked_day, time.max, tzinfo=CHINA)
    if asked > now:
        raise KnownAtInFuture(typed[:60])
    return asked.astimezone(UTC)


def _time(typed: str) -> datetime:
    """An ISO time, in China where it says no zone. Raises MalformedDate."""
    try:
        asked = datetime.fromisoformat(typed[:60])
    except ValueError:
        raise MalformedDate("known_at", typed) from None
    if not FIRST_YEAR <= asked.year <= LAST_YEAR:
        raise MalformedDate("known_at", typed)
    return asked if asked.tzinfo else asked.replace(tzinfo=CHINA)


def as_mapping(citations: tuple[Citation, ...]) -> list[Mapping[str, str | None]]:
    """The citations as they are kept."""
    return [{"number": c.number, "level": c.level.value if c.level else None} for c in citations]
