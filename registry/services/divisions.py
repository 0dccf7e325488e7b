"""Naming a place: by code, by a shorter code that is unique, or by name with its county."""

import unicodedata
from collections.abc import Iterable

from registry.domain.divisions import Level, Place
from registry.domain.errors import AmbiguousPlace, MalformedPlaceCode, UnknownPlace
from registry.domain.kind import read_text
from registry.store import divisions
from registry.store.divisions import DivisionRecord

CODE_LENGTH = 12
SHORTEST_CODE = 2
LONGEST_NAME = 100
CHOICES_SHOWN = 12
_WHOLE = (2, 4, 6, 9)
"""Lengths at which a code, filled up with zeros, is a division's own."""


def place_called(typed: str) -> Place:
    """The one place meant.

    Raises MalformedPlaceCode, UnknownPlace, AmbiguousPlace with the codes to choose from, or what `read_text` raises.
    """
    read = unicodedata.normalize("NFKC", read_text(typed, field="place", longest=LONGEST_NAME))
    wanted = "".join(read.split())
    if wanted.isascii() and any(c.isdigit() for c in wanted):
        return _by_code(wanted)
    return _the_one(typed, _by_name(wanted))


def _by_code(code: str) -> Place:
    if not code.isdecimal() or not SHORTEST_CODE <= len(code) <= CODE_LENGTH:
        raise MalformedPlaceCode(code)
    place = divisions.find_place(code.ljust(CODE_LENGTH, "0")) if len(code) in (*_WHOLE, CODE_LENGTH) else None
    if place is not None:
        return place
    if len(code) == CODE_LENGTH:
        raise UnknownPlace(code)
    return _the_one(code, divisions.codes_beginning(code, most=CHOICES_SHOWN + 1))


def _by_name(name: str) -> list[DivisionRecord]:
    """The divisions a name may mean: exactly so named, or named after the divisions above them, read from the left."""
    found = {record.code: record for record in divisions.named(name, most=CHOICES_SHOWN + 1)}
    for above in divisions.whose_name_begins(name, [Level.PROVINCE, Level.CITY, Level.COUNTY, Level.TOWNSHIP]):
        rest = name[len(above.name) :]
        if rest:
            found |= {record.code: record for record in _below(above, rest)}
    return list(found.values())


def _below(above: DivisionRecord, rest: str) -> Iterable[DivisionRecord]:
    """Those below a division that the rest of a name means: directly, or by way of a division in between."""
    yield from divisions.named(rest, below=above.code)
    for child in divisions.children(above.code):
        if rest.startswith(child.name) and rest != child.name:
            yield from _below(child, rest[len(child.name) :])
        elif child.level in (Level.COUNTY, Level.TOWNSHIP):
            yield from divisions.named(rest, below=child.code)


def _the_one(typed: str, found: Iterable[DivisionRecord]) -> Place:
    records = sorted(found, key=lambda record: record.code)
    if not records:
        raise UnknownPlace(typed)
    if len(records) > 1:
        shown = [(r.code, _full_name(r.code)) for r in records[:CHOICES_SHOWN]]
        raise AmbiguousPlace(typed, shown, more=max(0, len(records) - CHOICES_SHOWN))
    place = divisions.find_place(records[0].code)
    if place is None:
        raise UnknownPlace(typed)
    return place


def _full_name(code: str) -> str:
    place = divisions.find_place(code)
    return place.full_name if place else code
