"""A question put to the law: the demand, the place, who asks, what is cited, and the two dates."""

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


def day(text: str, *, field: str) -> date:
    """A day typed as YYYY-MM-DD. Raises MalformedDate."""
    try:
        return date.fromisoformat(text.strip())
    except ValueError:
        raise MalformedDate(field, text) from None


def moment(text: str, *, now: datetime) -> datetime:
    """A day (its end, in China) or an ISO time, not later than now; today means now. In UTC.

    Raises MalformedDate, KnownAtInFuture.
    """
    typed = text.strip()
    try:
        if len(typed) <= len("2025-01-01"):
            asked_day = date.fromisoformat(typed)
            if asked_day == now.astimezone(CHINA).date():
                return now
            asked = datetime.combine(asked_day, time.max, tzinfo=CHINA)
        else:
            asked = datetime.fromisoformat(typed)
    except ValueError:
        raise MalformedDate("known_at", text) from None
    if asked.tzinfo is None:
        asked = asked.replace(tzinfo=CHINA)
    if asked > now:
        raise KnownAtInFuture(typed)
    return asked.astimezone(UTC)


def as_mapping(citations: tuple[Citation, ...]) -> list[Mapping[str, str | None]]:
    """The citations as they are kept."""
    return [{"number": c.number, "level": c.level.value if c.level else None} for c in citations]
