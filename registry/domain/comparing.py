"""Comparing two editions: item by item, field by field."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from registry.domain.duties import Duty
from registry.domain.editions import Descent, DescentKind

FIELDS = ("tier", "number", "category", "matter", "shares", "township_share", "taken_over_by", "way_of_working")
"""What is compared of a duty, in the order it is told."""
_SHOWN_ONLY = frozenset({"number"})
"""The printed number shifts with every row above it; alone it is no difference in what must be done."""


@dataclass(frozen=True, slots=True)
class FieldChange:
    """One field of a duty before and after, as plain data (texts, numbers, lists)."""

    field: str
    before: object
    after: object


@dataclass(frozen=True, slots=True)
class Difference:
    """What became of one duty. `before` holds several for a merger; `after` is None where the duty was dropped."""

    kinds: tuple[DescentKind, ...]
    before: tuple[Duty, ...]
    after: Duty | None
    fields: tuple[FieldChange, ...] = ()


def compare(
    before: Sequence[Duty], after: Sequence[Duty], descents: Sequence[Iterable[Descent]] = ()
) -> tuple[Difference, ...]:
    """Every difference between two lists, in the order of the later one, then what was dropped.

    `descents` are those of each edition after the earlier one, in order, up to and with the later one: mergers and
    splits on the way are followed, so that what went into another duty is not told as dropped.
    """
    old = {duty.code: duty for duty in before}
    new = {duty.code for duty in after}
    became = _became(old, descents)
    came_of: dict[str, list[Duty]] = {}
    for code, successors in became.items():
        for successor in successors & new:
            came_of.setdefault(successor, []).append(old[code])
    split = {code for code, successors in became.items() if len(successors & new) > 1}
    changed = [_difference(duty, tuple(came_of.get(duty.code, ())), split) for duty in after]
    gone = [duty for duty in before if not became[duty.code] & new]
    dropped = [Difference((DescentKind.DROPPED,), (duty,), None) for duty in gone]
    return (*(one for one in changed if one is not None), *dropped)


def backwards(descents: Sequence[Iterable[Descent]]) -> list[list[Descent]]:
    """The same lines walked from the later list to the earlier one: a merger is then a split, and a split a merger."""
    turned = {DescentKind.MERGED: DescentKind.SPLIT, DescentKind.SPLIT: DescentKind.MERGED}
    return [
        [Descent(turned[line.kind], line.before, line.duty) for line in lines if line.kind in turned]
        for lines in reversed(list(descents))
    ]


def changes_of(before: Duty, after: Duty) -> tuple[FieldChange, ...]:
    """The fields in which two rows differ."""
    old, new = fields_of(before), fields_of(after)
    return tuple(FieldChange(name, old[name], new[name]) for name in FIELDS if old[name] != new[name])


def fields_of(duty: Duty) -> Mapping[str, object]:
    """A duty's fields as plain data, under their names."""
    told = duty.as_data()
    return {name: told[name] for name in FIELDS}


def kinds_of(before: Duty, after: Duty) -> tuple[DescentKind, ...]:
    """What a duty that kept its code underwent; nothing where at most its number shifted."""
    changed = {change.field for change in changes_of(before, after)} - _SHOWN_ONLY
    found = []
    if "tier" in changed:
        found.append(DescentKind.MOVED)
    if "matter" in changed:
        found.append(DescentKind.RENAMED)
    # What belongs to a part (shares, who took over) changes with it: a move says so already.
    if changed - {"tier", "matter"} and "tier" not in changed:
        found.append(DescentKind.CHANGED)
    return tuple(found)


def _difference(duty: Duty, befores: tuple[Duty, ...], split: Collection[str]) -> Difference | None:
    if not befores:
        return Difference((DescentKind.ADDED,), (), duty)
    if len(befores) > 1:
        return Difference((DescentKind.MERGED,), befores, duty)
    (old,) = befores
    if old.code in split:
        return Difference((DescentKind.SPLIT,), befores, duty, changes_of(old, duty))
    kinds = kinds_of(old, duty)
    if old.code != duty.code and not kinds:
        kinds = (DescentKind.CHANGED,)
    return Difference(kinds, befores, duty, changes_of(old, duty)) if kinds else None


def _became(old: Iterable[str], descents: Sequence[Iterable[Descent]]) -> dict[str, set[str]]:
    """What each code of the earlier list may have become, edition by edition: itself, and what it went into.

    Codes are never used again, so one that is there is what it was: a duty that something was split off keeps its own.
    """
    became = {code: {code} for code in old}
    for lines in descents:
        into: dict[str, set[str]] = {}
        for line in lines:
            if line.kind in (DescentKind.MERGED, DescentKind.SPLIT) and line.before and line.duty:
                into.setdefault(line.before, set()).add(line.duty)
        for code, now in became.items():
            became[code] = now.union(*(into.get(one, set()) for one in now))
    return became
