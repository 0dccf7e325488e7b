"""Many places at once, as they were recorded or as what took their place: for pages, whose cost must not grow by row."""

from collections.abc import Collection, Iterable
from datetime import date, datetime

from registry.domain.divisions import Place
from registry.domain.successions import Steps, known
from registry.services.divisions import place_following
from registry.store.place_chains import chain_in, records_of
from registry.store.successions import steps_about

AsOf = tuple[str, date, datetime]
"""A whole code, the day it is asked for, and up to when the record counts."""


def places_recorded(asked: Collection[AsOf]) -> dict[AsOf, Place]:
    """What `place_as_recorded` says of each of these; those unknown then are left out."""
    records = records_of({code for code, _, _ in asked})
    steps = steps_about(sorted(records)) if records else ()
    found = {}
    for code, on, known_at in set(asked):
        place = chain_in(records, code, known_at)
        if place is not None:
            found[code, on, known_at] = place.as_on(on, known(steps, known_at)) if steps else place
    return found


def places_following(codes: Iterable[str], *, on: date, known_at: datetime) -> dict[str, Place]:
    """What `place_following` says of each of these codes. Only those that something became of are looked up singly."""
    wanted = set(codes)
    records = records_of(wanted)
    steps = steps_about(sorted(records), known_at) if records else ()
    found = {}
    for code in wanted:
        place = chain_in(records, code, known_at)
        if place is not None and _is_touched(place, steps):
            place = place_following(code, on=on, known_at=known_at)
        if place is not None:
            found[code] = place
    return found


def _is_touched(place: Place, steps: Steps) -> bool:
    codes = {division.code for division in place.path}
    return any(step.before in codes or step.after in codes for step in steps)
