"""Carrying our stable codes from one edition to the next, where a list comes in anew with nothing but its words."""

from collections.abc import Callable, Container, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from registry.domain.comparing import kinds_of
from registry.domain.duties import Duty
from registry.domain.editions import Descent, DescentKind
from registry.domain.qualifiers import qualified_otherwise
from registry.domain.wording import plain

ALIKE = 0.7
"""So much alike (shared character pairs, 0 to 1) a matter is taken for another one renamed; who reviews it decides."""


@dataclass(frozen=True, slots=True)
class Carried:
    """The rows with their codes, and what descends from what."""

    duties: tuple[Duty, ...]
    descents: tuple[Descent, ...]


def carry_codes(
    read: Sequence[Duty],
    before: Sequence[Duty],
    *,
    known: Mapping[str, str] | None = None,
    free: Container[str] = (),
    new_code: Callable[[], str],
) -> Carried:
    """Give each row the code of the duty it continues, else that of the same matter elsewhere in the county (`known`,
    by plain wording), else the one it brings along where nobody has it yet (`free`), else a new one.

    A row continues the duty of the edition before that has its code; else its very words in the same part, or in
    another; else, of those still left, the one most alike in the same part. No code is given twice.
    """
    left = {duty.code: duty for duty in before}
    given: dict[int, str] = {}
    for continues in (_same_code, _same_words, _same_words_elsewhere):
        for at, row in enumerate(read):
            found = continues(row, left.values()) if at not in given else None
            if found is not None:
                given[at] = found.code
                del left[found.code]
    given |= _most_alike(read, given, left)
    taken = set(given.values()) | {duty.code for duty in before}
    rows = []
    for at, row in enumerate(read):
        brought = row.code if row.code in free and row.code not in taken else ""
        code = given.get(at) or _elsewhere(row, known or {}, taken) or brought or new_code()
        taken.add(code)
        rows.append(replace(row, code=code))
    return Carried(tuple(rows), descents_between(before, rows))


def descents_between(before: Sequence[Duty], after: Sequence[Duty]) -> tuple[Descent, ...]:
    """What became of each duty, by codes alone: renamed, moved, changed, added or dropped."""
    old = {duty.code: duty for duty in before}
    new = {duty.code for duty in after}
    lines = []
    for duty in after:
        earlier = old.get(duty.code)
        kinds = kinds_of(earlier, duty) if earlier else (DescentKind.ADDED,)
        lines += [Descent(kind, duty.code, duty.code if earlier else "") for kind in kinds]
    return (*lines, *(Descent(DescentKind.DROPPED, "", duty.code) for duty in before if duty.code not in new))


def lines_of(before: Sequence[Duty], after: Sequence[Duty], said: Sequence[Descent] = ()) -> tuple[Descent, ...]:
    """What became of each duty, with the mergers and splits that somebody said as far as both ends are there.

    What codes alone would tell as added and dropped is then told as what it was.
    """
    known, there = {duty.code for duty in before}, {duty.code for duty in after}
    told = [
        line
        for line in dict.fromkeys(said)
        if line.kind in (DescentKind.MERGED, DescentKind.SPLIT) and line.duty in there and line.before in known
    ]
    came, went = {line.duty for line in told}, {line.before for line in told}
    rest = [
        line
        for line in descents_between(before, after)
        if not (line.kind is DescentKind.ADDED and line.duty in came)
        and not (line.kind is DescentKind.DROPPED and line.before in went)
    ]
    return (*rest, *told)


def _same_code(row: Duty, left: Iterable[Duty]) -> Duty | None:
    return next((duty for duty in left if duty.code == row.code), None)


def _same_words(row: Duty, left: Iterable[Duty]) -> Duty | None:
    return next((d for d in left if d.tier is row.tier and plain(d.matter) == plain(row.matter)), None)


def _same_words_elsewhere(row: Duty, left: Iterable[Duty]) -> Duty | None:
    return next((duty for duty in left if plain(duty.matter) == plain(row.matter)), None)


def _most_alike(read: Sequence[Duty], given: Mapping[int, str], left: Mapping[str, Duty]) -> dict[int, str]:
    """The pairs most alike first; each row and each duty once."""
    alike = [
        (likeness(row.matter, duty.matter), -at, duty.code)
        for at, row in enumerate(read)
        if at not in given
        for duty in left.values()
        if duty.tier is row.tier and not qualified_otherwise(row.matter, duty.matter)
    ]
    found: dict[int, str] = {}
    for how_alike, minus_at, code in sorted(alike, reverse=True):
        if how_alike >= ALIKE and -minus_at not in found and code not in found.values():
            found[-minus_at] = code
    return found


def likeness(one: str, other: str) -> float:
    """How much of two wordings is the same: twice the character pairs shared over all there are, 0 to 1."""
    first, second = _pairs(one), _pairs(other)
    return 2 * len(first & second) / (len(first) + len(second)) if first and second else 0.0


def _pairs(text: str) -> frozenset[str]:
    words = plain(text)
    return frozenset(words[at : at + 2] for at in range(len(words) - 1))


def _elsewhere(row: Duty, known: Mapping[str, str], taken: set[str]) -> str:
    code = known.get(plain(row.matter), "")
    return "" if code in taken else code
