"""How a value that was found is told: most at once by what they are, the rest by asking what there is to ask."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any

from graphql import Undefined
from graphql.pyutils import is_iterable

from registry.api.told import Parts, Together

Tell = Callable[..., Any]


class NotCovered(Exception):
    """Something that only graphql-core answers for."""


@dataclass(frozen=True, slots=True)
class Way:
    """How values of a type are told.

    `tell` tells any of them, null too. Those for which `test` holds (a condition of Python on `{x}`) are told by
    `quick`, or as they are where there is none; those among `known` as they were before. `every` tells many at once.
    Where it `leads` on to what is resolved, the run and the path are given beside the value, and nothing is at once.
    """

    tell: Tell
    test: str = ""
    quick: Tell | None = None
    known: dict[str, Any] | None = None
    every: Tell | None = None
    leads: bool = False


def is_null(value: Any, *, must: bool) -> bool:
    """Whether a value is null. Raises NotCovered where it `must` not be, and for an error."""
    if value is None or value is Undefined:
        if must:
            raise NotCovered
        return True
    if isinstance(value, Exception):
        raise NotCovered
    return False


def way_of_things(complete: Tell, columns: Tell | None, *, must: bool) -> Way:
    """How objects are told that `complete` completes, and many at once by `columns`, unless they lead on."""

    def tell(value: Any, *led: Any) -> Any:
        return None if is_null(value, must=must) else complete(value, *led)

    if columns is None:
        return Way(tell, "isinstance({x}, dict)", complete, leads=True)

    def every(values: Sequence[Any]) -> list[Any]:
        if values.__class__ is Together:
            return columns(values)
        return [complete(one) if isinstance(one, dict) else tell(one) for one in values]

    return Way(tell, "isinstance({x}, dict)", complete, every=every)


def way_of_lists(complete: Tell, *, leads: bool, must: bool) -> Way:
    """How lists are told whose items `complete` completes."""

    def tell(value: Any, *led: Any) -> Any:
        if is_null(value, must=must):
            return None
        if not is_iterable(value):
            raise NotCovered
        return complete(value, *led)

    def every(values: Sequence[Any]) -> list[Any]:
        if not isinstance(values, Parts):
            return [complete(one) if one.__class__ is list else tell(one) for one in values]
        told = iter(complete(values.whole))
        return [list(islice(told, length)) for length in values.lengths]

    return Way(tell, "{x}.__class__ is list", complete, every=None if leads else every, leads=leads)


def of_what_is_called(tell: Tell) -> Tell:
    """The same for what is held as data, where a call may stand for the value."""
    return lambda value, *led: tell(value() if callable(value) else value, *led)
