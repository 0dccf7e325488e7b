"""Cursors: where a thing stands in an order; opaque, and bound to the field, order and filter it was told under."""

import base64
import binascii
import hashlib
import json
from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime, time
from typing import Any

from registry.domain.errors import CursorOfAnotherOrder, FirstAndLast, MalformedCursor, NotANumber
from registry.domain.pages import LEAST_ON_A_PAGE, MOST_ON_A_PAGE, USUAL_ON_A_PAGE, Position, Window
from registry.domain.question import CHINA, day

LONGEST = 600
OF_THE_PAGE = frozenset({"first", "after", "last", "before", "language"})
"""Arguments that say which page is wanted, or in which words; all others make another order or filter."""


def bound_to(field: str, asked: Mapping[str, Any]) -> str:
    """What cursors of a field are bound to: its name, and the order and filter that it is asked with."""
    of_order = {name: value for name, value in asked.items() if name not in OF_THE_PAGE}
    spelled = json.dumps([field, of_order], ensure_ascii=False, sort_keys=True, default=str)
    return hashlib.sha256(spelled.encode()).hexdigest()[:12]


def cursor(bound: str, position: Position) -> str:
    """The cursor of a position."""
    values = [value.isoformat() if isinstance(value, date) else value for value in position]
    told = json.dumps([bound, *values], ensure_ascii=False, separators=(",", ":"))
    return base64.urlsafe_b64encode(told.encode()).decode().rstrip("=")


def read_cursor(given: str, field: str, bound: str, kinds: tuple[type, ...]) -> Position:
    """The position that a cursor tells. Raises MalformedCursor, CursorOfAnotherOrder."""
    told = _told(given, field)
    if told[0] != bound:
        raise CursorOfAnotherOrder(field)
    if len(told) != len(kinds) + 1:
        raise MalformedCursor(field, given)
    try:
        return tuple(_value(value, kind) for value, kind in zip(told[1:], kinds, strict=True))
    except ValueError:
        raise MalformedCursor(field, given) from None


def well_formed(given: str, field: str) -> None:
    """Refuse what is no cursor of any field. Raises MalformedCursor."""
    _told(given, field)


def _told(given: str, field: str) -> list[Any]:
    try:
        padded = given[: LONGEST + 1].encode("ascii") + b"=" * (-len(given) % 4)
        told = json.loads(base64.b64decode(padded, altchars=b"-_", validate=True))
    except (binascii.Error, ValueError, RecursionError):
        raise MalformedCursor(field, given) from None
    if len(given) > LONGEST or not isinstance(told, list) or not told or not isinstance(told[0], str):
        raise MalformedCursor(field, given)
    return told


def _value(told: Any, kind: type) -> Any:
    """One value of a position. Raises ValueError where it is of another type, or none that a database takes."""
    if issubclass(kind, date) and isinstance(told, str):
        read = kind.fromisoformat(told)
        return _in_utc(read) if isinstance(read, datetime) else read
    fits = type(told) is kind or (kind is float and type(told) is int)
    if not fits or (isinstance(told, str) and "\0" in told) or (isinstance(told, int) and abs(told) >= 2**31):
        raise ValueError(told)
    return told


def _in_utc(read: datetime) -> datetime:
    """A time as databases take it. Raises ValueError without a zone, or where it lies outside all years."""
    if read.tzinfo is None:
        raise ValueError(read)
    try:
        return read.astimezone(UTC)
    except OverflowError:
        raise ValueError(read) from None


def window_of(asked: Mapping[str, Any], bound: Callable[[], str], kinds: Callable[[], tuple[type, ...]]) -> Window:
    """The window that the arguments of a page ask for. What cursors are bound to is asked only where one is given.

    Raises NotANumber, FirstAndLast, MalformedCursor, CursorOfAnotherOrder.
    """
    first, last = asked.get("first"), asked.get("last")
    if first is not None and last is not None:
        raise FirstAndLast
    for name, number in (("first", first), ("last", last)):
        if number is not None and not LEAST_ON_A_PAGE <= number <= MOST_ON_A_PAGE:
            raise NotANumber(name, str(number), least=LEAST_ON_A_PAGE, most=MOST_ON_A_PAGE)
    ends = {name: read_cursor(asked[name], name, bound(), kinds()) for name in ("after", "before") if asked.get(name)}
    size = first if first is not None else last
    return Window(USUAL_ON_A_PAGE if size is None else size, backwards=last is not None, **ends)


def begin_of_day(typed: str, field: str) -> datetime:
    """When a day that was typed begins in China. Raises MalformedDate."""
    return datetime.combine(day(typed, field=field), time.min, tzinfo=CHINA)
