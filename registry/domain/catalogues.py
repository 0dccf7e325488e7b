"""Comparing two versions of a catalogue: entry by entry, field by field."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from registry.domain.wording import plain


class CatalogueSort(StrEnum):
    """What a catalogue is of."""

    PLAQUES = "PLAQUES"
    CERTIFICATES = "CERTIFICATES"


class Change(StrEnum):
    ADDED = "ADDED"
    REMOVED = "REMOVED"
    CHANGED = "CHANGED"


Entry = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Difference:
    """One entry that is not the same in both versions; `fields` are (field, before, after) of one that changed."""

    change: Change
    name: str
    fields: tuple[tuple[str, Any, Any], ...] = ()


def compare(before: Sequence[Entry], after: Sequence[Entry]) -> tuple[Difference, ...]:
    """What differs, told by `name`: what changed or went in the order of before, then what was added."""
    old = {plain(entry["name"]): entry for entry in before}
    new = {plain(entry["name"]): entry for entry in after}
    found = [_difference(entry, new.get(key)) for key, entry in old.items()]
    added = [Difference(Change.ADDED, entry["name"]) for key, entry in new.items() if key not in old]
    return (*(one for one in found if one is not None), *added)


def _difference(before: Entry, after: Entry | None) -> Difference | None:
    if after is None:
        return Difference(Change.REMOVED, before["name"])
    fields = tuple((f, v, after.get(f)) for f, v in before.items() if f != "name" and v != after.get(f))
    return Difference(Change.CHANGED, before["name"], fields) if fields else None
