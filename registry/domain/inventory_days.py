"""On which days a plaque or body stands by what was decided on it, so that nothing is counted twice on one day."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from registry.domain.inventories import MISTAKEN, Decision

_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Stretch:
    """Days without a gap, from the first to the one before `gone_on` (`date.max`: no end). `date.min`: since ever."""

    first: date
    gone_on: date = date.max

    def holds(self, on: date) -> bool:
        """Whether the day is one of them."""
        return self.first <= on < self.gone_on


Stretches = tuple[Stretch, ...]


def days_of(begins: date | None, standing: Iterable[Decision]) -> Stretches:
    """The days on which something stands that began on a day (None: not known), by the decisions that count."""
    found: list[Stretch] = []
    since: date | None = begins or date.min
    for one in sorted(standing, key=lambda one: (one.on, one.recorded_at, one.number)):
        if one.decision == MISTAKEN:
            return ()
        if one.ends and since is not None:
            found.append(Stretch(since, one.on))
            since = None
        elif not one.ends and since is None:
            since = one.on
    open_end = (Stretch(since),) if since is not None else ()
    return tuple(stretch for stretch in (*found, *open_end) if stretch.first < stretch.gone_on)


def first_day_twice(before: Stretches, after: Stretches, other: Stretches, *, today: date) -> date | None:
    """The first day on which something stands beside another of its name, and did not `before`; None for none.

    Of days since ever the last one is told, as no day is the first.
    """
    every = (*before, *after, *other)
    bounds = {day for s in every for day in (s.first, s.gone_on) if date.min < day < date.max}
    days = sorted(bounds | {day - _DAY for day in bounds} | {today})  # what holds changes on no other days
    return next((day for day in days if _on(after, day) and _on(other, day) and not _on(before, day)), None)


def _on(stretches: Stretches, day: date) -> bool:
    return any(stretch.holds(day) for stretch in stretches)
