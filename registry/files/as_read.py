"""From a file as read to the rows of an edition: duplicates left out, every row numbered, departments looked up."""

from collections.abc import Callable, Iterable, Sequence

from registry.domain.duties import Duty, DutyTier, Share
from registry.files.departments import departments_in
from registry.files.lists import Item, ReadLists, ReadPart


def as_duties(
    content: ReadLists, *, unit_of: Callable[[str], str | None], code_of: Callable[[DutyTier, str, str], str]
) -> tuple[Duty, ...]:
    """The rows of an edition, part by part in the order of the file; rows that only repeat an earlier one are left out.

    `unit_of` gives the unit of a department's name, None where none is on record. `code_of` gives the stable id of a
    row, told its part, its matter and the code that the file carries for it (empty where it carries none).
    Rows with problems come out as far as they could be read: a file with problems is not to be imported.
    """
    return tuple(
        _duty(item, number, unit_of, code_of(item.tier, item.name, item.code))
        for part in content.parts
        for item, number in numbered_rows(part)
    )


def numbered_rows(part: ReadPart) -> tuple[tuple[Item, int], ...]:
    """A part's rows without those that repeat another, each with its number: the printed one, or the next free one
    where none is printed. Where numbers begin again with each category, all are numbered anew, 1 to N."""
    items = [item for item in part.items if not item.is_duplicate]
    return tuple(zip(items, _numbers([item.seq for item in items]), strict=True))


def takers_of(duty: Duty) -> tuple[str, ...]:
    """The departments that a reclaimed row names, one by one, without what they are said to do (牵头)."""
    return departments_in(duty.taken_over_by).names if duty.tier is DutyTier.RECLAIMED else ()


def _numbers(printed: Sequence[int | None]) -> Iterable[int]:
    given = [number for number in printed if number is not None]
    if len(set(given)) < len(given):
        return range(1, len(printed) + 1)
    taken, numbers, last = set(given), list[int](), 0
    for number in printed:
        if number is None:
            number = last + 1  # noqa: PLW2901 - the gap is filled
            while number in taken:
                number += 1  # noqa: PLW2901
            taken.add(number)
        numbers.append(number)
        last = number
    return numbers


def _duty(item: Item, number: int, unit_of: Callable[[str], str | None], code: str) -> Duty:
    told = {share.department: share.duties for share in item.superior_duties}
    return Duty(
        code=code,
        tier=item.tier,
        number=number,
        category=item.category,
        matter=item.name,
        shares=tuple(Share(unit_of(name), name, told.get(name, ())) for name in item.departments),
        township_share=item.township_duties,
        taken_over_by=item.taken_over_by,
        way_of_working=item.method,
    )
