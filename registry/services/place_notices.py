"""What must be told of places beside an answer: that one was asked for by an old code or name."""

from collections.abc import Iterable
from datetime import date, datetime

from registry.domain.divisions import Notice
from registry.domain.errors import BadInput
from registry.services.divisions import place_called


def notices_of(typed: Iterable[str], *, on: date, known_at: datetime) -> tuple[Notice, ...]:
    """The notices that these places bring, each once, as they were typed at a door and on the day they are asked for.

    What names no place brings none: whoever answers says what is wrong with it.
    """
    found: list[Notice] = []
    for name in dict.fromkeys(one.strip() for one in typed):
        try:
            notices = place_called(name, on=on, known_at=known_at).notices if name else ()
        except BadInput:
            continue
        found += [notice for notice in notices if notice not in found]
    return tuple(found)
