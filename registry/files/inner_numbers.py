"""Numbers at the beginning of a matter that begins with a digit itself: 2.100米以下林道维护 is number 2, or 2.1 metres.

The other rows tell: where all of them begin with their numbers, so does this one; where none does, it is a measure
(3.5千伏线路); else it is asked."""

import re
from collections.abc import Iterator

from registry.files.bodies import row_problem
from registry.files.fields import Field
from registry.files.lists import Problem
from registry.files.numerals import number_of, numbered
from registry.files.parts import Entry, PartReading
from registry.files.text import one_line

_DOUBTFUL = re.compile(r"(?P<n>\d{1,3})[.．](?=\d)")
LONGEST_TOLD = 30
FEWEST = 3
"""So many rows that all begin with the number beside them do not do so by chance."""


def part_numbers(part: PartReading) -> Iterator[Problem]:
    """Parts such numbers from their matters with a blank, where they are surely some; asks about the others."""
    entries = [entry for entry in part.entries if entry.item is None]
    doubtful = [at for at, entry in enumerate(entries) if _may_be_number(entries, at)]
    others = [_is_numbered_inside(entry) for at, entry in enumerate(entries) if at not in doubtful]
    for at in doubtful:
        line = entries[at].draft.first
        name = one_line(line.says(Field.NAME))
        if (others and all(others)) or (not others and len(doubtful) >= FEWEST):
            line.put(Field.NAME, _DOUBTFUL.sub(lambda found: f"{found['n']}. ", name, count=1))
        elif not others or any(others):
            said = name[:LONGEST_TOLD]
            yield row_problem(line, entries[at].header, Field.NAME, "NUMBER_IN_MATTER", said=said, number=_begins(name))


def _may_be_number(entries: list[Entry], at: int) -> bool:
    """Whether a matter begins with digits that may be its number: the one beside it, or one more than the last."""
    line = entries[at].draft.first
    value = _begins(one_line(line.says(Field.NAME)))
    written = number_of(line.says(Field.NUMBER)) if line.says(Field.NUMBER) else None
    if value is None or line.says(Field.NUMBER):
        return value is not None and written is not None and written.value == value
    return value == (_number(entries[at - 1]) or 0) + 1 if at else value == 1


def _number(entry: Entry) -> int | None:
    line = entry.draft.first
    inside = numbered(one_line(line.says(Field.NAME)))
    written = number_of(line.says(Field.NUMBER)) or (inside.number if inside else None)
    return written.value if written else _begins(one_line(line.says(Field.NAME)))


def _begins(name: str) -> int | None:
    found = _DOUBTFUL.match(name)
    return int(found["n"]) if found else None


def _is_numbered_inside(entry: Entry) -> bool:
    return numbered(one_line(entry.draft.first.says(Field.NAME))) is not None
