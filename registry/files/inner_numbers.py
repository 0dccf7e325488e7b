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
_LOOSE = re.compile(r"(?P<n>\d{1,3})(?:\s+(?=\d)|(?=[一-龥“\"《]))")
"""1学习宣传, 2 100米以下林道: a number that nothing parts from its matter."""
_MEASURES = re.compile(
    r"\d{1,3}(?:[岁类支名个条米号所级次天元座张件批期轮两对把辆套月]|公里|小时|分钟|千|万|亿|人(?![民居员口才大社武畜])|村(?![级容庄务民规集居干两社])"
    "|年(?!度)|项(?!目)|户(?![籍外])|家(?![庭畜禽])|处(?![置理罚])|日(?!常)|周(?!边)|种(?![植子粮])|线(?![索路])|网(?![格络]))"
)
"""3岁以下幼儿照护, 1村1警: it may be no number."""
LONGEST_TOLD = 30
FEWEST = 3
"""So many rows that all begin with the number beside them do not do so by chance."""


def part_numbers(part: PartReading) -> Iterator[Problem]:
    """Parts such numbers from their matters with a blank, where they are surely some; asks about the others."""
    entries = [entry for entry in part.entries if entry.item is None]
    yield from _part_loose(entries)
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


def _part_loose(entries: list[Entry]) -> Iterator[Problem]:
    """Parts numbers that nothing parts from their matters, where every row begins with its own; asks about what may be
    a measure all the same (3岁以下), unless all of them are."""
    if len(entries) < FEWEST or not _all_begin(entries):
        return
    names = [one_line(entry.draft.first.says(Field.NAME)) for entry in entries]
    measures = [_MEASURES.match(name) is not None for name in names]
    for entry, name, may_measure in zip(entries, names, measures, strict=True):
        line, found = entry.draft.first, _LOOSE.match(name)
        if all(measures) or found is None:
            return
        if may_measure:
            facts = {"said": name[:LONGEST_TOLD], "number": int(found["n"])}
            yield row_problem(line, entry.header, Field.NAME, "NUMBER_IN_MATTER", **facts)
        else:
            line.put(Field.NAME, f"{found['n']}. {name[found.end() :]}")


def _all_begin(entries: list[Entry]) -> bool:
    """Whether every row begins with the number beside it, or where none stands, with the next one."""
    last = 0
    for entry in entries:
        line = entry.draft.first
        found = _LOOSE.match(one_line(line.says(Field.NAME)))
        written = number_of(line.says(Field.NUMBER)) if line.says(Field.NUMBER) else None
        value = int(found["n"]) if found else None
        if value is None or value not in ((written.value,) if written else (1, last + 1)):
            return False
        last = value
    return True


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
