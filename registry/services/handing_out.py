"""Handing lists out: a township's, or those of every township below a county, a city or a province, one by one."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from registry.domain.divisions import Level, Place
from registry.domain.duties import DutyList
from registry.domain.errors import WrongLevel
from registry.services.divisions import place_called
from registry.store import duties
from registry.store.successions import children_in_use, steps_about

MOST_BELOW = 1000
"""More than any division has directly below it."""
KEPT_AT_ONCE = 50
"""So many townships are asked about at a time: a province never stands in memory whole."""


@dataclass(frozen=True)
class HandedOut:
    """A township and its list in force; None where it has none."""

    place: Place
    duty_list: DutyList | None


def townships_called(typed: str, *, on: date, known_at: datetime) -> tuple[Place, tuple[Place, ...]]:
    """A place and the townships in it on a day, itself where it is one, in order of code.

    Raises WrongLevel for a village and what `place_called` raises.
    """
    place = place_called(typed, on=on, known_at=known_at)
    if place.level is Level.VILLAGE:
        raise WrongLevel(place.name, place.level.value, [level.value for level in Level if level is not Level.VILLAGE])
    return place, tuple(_townships_in(place, on, known_at))


def _townships_in(place: Place, on: date, known_at: datetime) -> Iterator[Place]:
    """In order of code, each by the name it bears on the day."""
    if place.level is Level.TOWNSHIP:
        yield place
        return
    below = [Place((*place.path, r.as_division())) for r in children_in_use(place.code, on, known_at, most=MOST_BELOW)]
    steps = steps_about([one.code for one in below], known_at)
    for one in below:
        yield from _townships_in(one.as_on(on, steps) if steps else one, on, known_at)


def lists_of(townships: Sequence[Place], *, on: date, known_at: datetime) -> Iterator[HandedOut]:
    """Each township with its list in force on a day as known at a time, in the order given."""
    for start in range(0, len(townships), KEPT_AT_ONCE):
        some = townships[start : start + KEPT_AT_ONCE]
        found = duties.editions_in_force([place.code for place in some], on, known_at)
        for place in some:
            edition = found.get(place.code)
            yield HandedOut(place, duties.duty_list_in_passing(edition) if edition else None)
