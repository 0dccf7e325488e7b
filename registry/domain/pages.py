"""Reading what grows a page at a time: which portion of an order is wanted, and what was found of it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Generic, Protocol, TypeVar

LEAST_ON_A_PAGE, MOST_ON_A_PAGE, USUAL_ON_A_PAGE = 1, 100, 20
MOST_COUNTED = 10_000
"""Further than this nobody counts: how much there is must not cost more in a larger registry."""

Row = TypeVar("Row")
Value = str | int | float | date | datetime
Position = tuple[Value, ...]
"""Where something stands in an order: the values it is ordered by, the last of which no two things share."""


@dataclass(frozen=True, slots=True)
class Window:
    """So many things of an order, behind one position and before another; `backwards` those nearest to its end."""

    size: int = USUAL_ON_A_PAGE
    after: Position | None = None
    before: Position | None = None
    backwards: bool = False


@dataclass(frozen=True, slots=True)
class Portion(Generic[Row]):
    """What was found, in order, and whether there is more before and behind it."""

    rows: Sequence[Row] = ()
    has_previous: bool = False
    has_next: bool = False


class Paged(Protocol[Row]):
    """Something that is read a portion at a time."""

    @property
    def kinds(self) -> tuple[type, ...]:
        """The types of what a position is made of."""

    def portion(self, window: Window) -> Portion[Row]:
        """The portion that is wanted."""

    def count(self, most: int) -> int:
        """How many there are in all, counted no further than this."""

    def positions(self, rows: Sequence[Row]) -> list[Position]:
        """Where these rows of it stand."""


def cut(found: Sequence[Row], window: Window) -> Portion[Row]:
    """A portion out of rows found in the direction asked, one more than wanted where there are more."""
    more, rows = len(found) > window.size, found[: window.size]
    if window.backwards:
        return Portion(tuple(reversed(rows)), has_previous=more, has_next=window.before is not None)
    return Portion(tuple(rows), has_previous=window.after is not None, has_next=more)


@dataclass(frozen=True)
class InMemory(Generic[Row]):
    """What is at hand already, in its order; `key` tells where one of them stands."""

    rows: Sequence[Row]
    key: Callable[[Row], Position]
    kinds: tuple[type, ...] = (int, str)

    def portion(self, window: Window) -> Portion[Row]:
        wanted = self.rows
        if window.after is not None or window.before is not None:
            wanted = [row for row in self.rows if self._is_inside(self.key(row), window)]
        more = window.size + 1
        return cut(wanted[-more:][::-1] if window.backwards else wanted[:more], window)

    @staticmethod
    def _is_inside(position: Position, window: Window) -> bool:
        behind = window.after is None or position > window.after
        return behind and (window.before is None or position < window.before)

    def count(self, most: int) -> int:
        return min(len(self.rows), most)

    def positions(self, rows: Sequence[Row]) -> list[Position]:
        return [self.key(row) for row in rows]


@dataclass
class Ranked(Generic[Row]):
    """The best of what answers something, where the rank is the position; only as much is looked for as is wanted.

    `best` gives so many of the best, best first, never more than `most`.
    """

    best: Callable[[int], Sequence[Row]]
    most: int
    kinds: tuple[type, ...] = (int,)
    _found: tuple[int, Sequence[Row]] = (0, ())
    _ranks: Sequence[int] = ()

    def portion(self, window: Window) -> Portion[Row]:
        behind = int(str(window.after[0])) if window.after else 0
        wanted = self.most if window.backwards else min(self.most, max(behind, 0) + window.size + 1)
        numbered = InMemory(list(enumerate(self._at_least(wanted), start=1)), lambda one: (one[0],))
        found = numbered.portion(window)
        self._ranks = [rank for rank, _ in found.rows]
        return Portion([row for _, row in found.rows], found.has_previous, found.has_next)

    def _at_least(self, wanted: int) -> Sequence[Row]:
        if wanted > self._found[0]:
            self._found = wanted, self.best(wanted)
        return self._found[1]

    def count(self, most: int) -> int:
        return min(len(self._at_least(self.most)), most)

    def positions(self, rows: Sequence[Row]) -> list[Position]:
        return [(rank,) for rank in self._ranks]
