"""The two dates of a page that shows the record: `on`, the day it is true of, and `known_at`, up to when it counts."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime

from registry.domain.question import CHINA, day, moment


@dataclass(frozen=True)
class AsOf:
    """The two dates; `is_now` where neither was asked for, so that something can be done."""

    on: date
    known_at: datetime
    is_now: bool


def dates_of(asked: Mapping[str, str]) -> AsOf:
    """The dates an address asks for, today and now where it asks for none. Raises MalformedDate, KnownAtInFuture."""
    now, on, known_at = datetime.now(UTC), asked.get("on", "").strip(), asked.get("known_at", "").strip()
    return AsOf(
        on=day(on, field="on") if on else now.astimezone(CHINA).date(),
        known_at=moment(known_at, now=now) if known_at else now,
        is_now=not on and not known_at,
    )
