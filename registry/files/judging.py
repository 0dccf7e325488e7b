"""What a whole part shows that no single row does: duplicates, gaps in the numbers, counts that disagree."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import replace

from registry.domain.duties import DutyTier
from registry.domain.wording import plain
from registry.files.grid import letter
from registry.files.lists import PART_NAMES, Item, Problem, ReadPart
from registry.files.nesting import is_of
from registry.files.notices import Notice, notice
from registry.files.parts import Entry, PartReading

_ENUMERATION = re.compile(r"，[一-龥]{2,3}[和及与][一-龥]{2,3}$|[一-龥][,;:?!][一-龥]")
_ORDER = list(PART_NAMES)
MOST_MISSING_TOLD = 10


def read_part(
    part: PartReading, *, sheet_parts: int, is_document: bool, elsewhere: frozenset[int] = frozenset()
) -> tuple[ReadPart, list[Problem]]:
    """The finished part, its items flagged; problems that only show in the whole. `elsewhere` are the numbers that
    other parts take in a table of all parts."""
    _flag_duplicates(part)
    _flag_punctuation(part)
    warnings = [] if is_document else list(_of_sheet_names(part, sheet_parts))
    warnings += part.notices
    warnings += _of_counts(part)
    warnings += _of_duplicates(part)
    warnings += _of_numbers(part, elsewhere)
    warnings += _of_rows(part)
    warnings += _of_totals(part)
    warnings += _of_writing(part)
    warnings += _of_tables(part)
    read = ReadPart(part.tier, tuple(part.items), part.declared, part.has_remarks, tuple(warnings))
    return read, list(_repeated_numbers(part))


def _flag_duplicates(part: PartReading) -> None:
    first: dict[str, Item] = {}
    for entry in part.entries:
        item = entry.item
        if item is None or not plain(item.name):
            continue
        earlier = first.setdefault(plain(item.name), item)
        if earlier is not item and not item.code:  # a row that carries our id is a row of its own
            flag = notice("DUPLICATE_OF", seq=earlier.seq, row=earlier.row)
            entry.item = replace(item, flags=(flag, *item.flags))


def _flag_punctuation(part: PartReading) -> None:
    for entry in part.entries:
        if entry.item is not None and _ENUMERATION.search(entry.item.name):
            entry.item = replace(entry.item, flags=(*entry.item.flags, notice("PUNCTUATION_KEPT")))


def _of_sheet_names(part: PartReading, sheet_parts: int) -> Iterator[Notice]:
    for name in part.sheets:
        if name != name.rstrip():
            yield notice("SHEET_NAME_BLANK_END")
        if name != name.lstrip():
            yield notice("SHEET_NAME_BLANK_START")
        if sheet_parts == 1 and not re.search("基本|配合|收回|上收", name):
            yield notice("SHEET_NAME_VAGUE", name=name.strip())


def _of_counts(part: PartReading) -> Iterator[Notice]:
    distinct = [item for item in part.items if not item.is_duplicate]
    if part.declared is not None and part.declared != len(distinct):
        yield notice("TITLE_COUNT", declared=part.declared, parsed=len(distinct))
    by_category = Counter(item.category for item in distinct)
    for category, declared in part.categories.items():
        parsed = sum(count for one, count in by_category.items() if is_of(one, category))
        if declared != parsed:
            yield notice("CATEGORY_COUNT", category=category, declared=declared, parsed=parsed)


def _of_duplicates(part: PartReading) -> Iterator[Notice]:
    duplicates = [item for item in part.items if item.is_duplicate]
    for unnumbered in (True, False):
        count = sum((item.seq is None) is unnumbered for item in duplicates)
        if count:
            yield notice("DUPLICATES", count=count, is_numbered=not unnumbered)


def _of_numbers(part: PartReading, elsewhere: frozenset[int]) -> Iterator[Notice]:
    numbers = {item.seq for item in part.items if item.seq is not None}
    if _restarts(part):
        yield notice("NUMBERS_RESTART")
    elif numbers:
        missing = [n for n in range(1, min(max(numbers), len(part.items) * 2 + 10)) if n not in numbers | elsewhere]
        if missing:
            yield notice("NUMBERS_MISSING", numbers=missing[:MOST_MISSING_TOLD])


def _restarts(part: PartReading) -> bool:
    """Whether numbers begin again at 1 with every category."""
    first: dict[str, int] = {}
    for item in part.items:
        if item.seq is not None:
            first.setdefault(item.category, item.seq)
    return len(first) > 1 and set(first.values()) == {1}


def _repeated_numbers(part: PartReading) -> Iterator[Problem]:
    restarts, seen = _restarts(part), dict[tuple[str, int], Item]()
    for item in part.items:
        if item.seq is None or item.is_duplicate:
            continue
        earlier = seen.setdefault((item.category if restarts else "", item.seq), item)
        if earlier is not item:
            facts = {"number": item.seq, "other_row": earlier.row, "other": earlier.name}
            yield Problem(item.sheet, item.row, "", "NUMBER_REPEATED", facts)


def repeated_codes(parts: Iterable[ReadPart]) -> Iterator[Problem]:
    """Rows that carry the id of another row: copies that somebody made of a row of ours."""
    seen: dict[str, Item] = {}
    for item in (item for part in parts for item in part.items if item.code):
        earlier = seen.setdefault(item.code, item)
        if earlier is not item:
            yield Problem(item.sheet, item.row, "", "CODE_REPEATED", {"code": item.code, "other_row": earlier.row})


def _of_rows(part: PartReading) -> Iterator[Notice]:
    for entry in part.entries:
        for line in entry.draft.lines:
            if line.row.is_hidden and entry.item is not None:
                yield notice("HIDDEN_ROW", row=line.row.number, seq=entry.item.seq)
            unseen = [letter(cell.column) for cell in line.row.filled if cell.is_unseen]
            if unseen:
                yield notice("UNSEEN_TEXT", row=line.row.number, columns=unseen)
    for row in part.gone:
        yield notice(f"{row.gone}_ROW", row=row.number)
    yield from _of_several_rows(part)


def _of_several_rows(part: PartReading) -> Iterator[Notice]:
    groups: dict[tuple[int, bool], list[object]] = {}
    for entry in part.entries:
        rows = len(entry.draft.lines)
        if rows > 1 and entry.item is not None and not entry.item.code:
            named = entry.item.seq if entry.item.seq is not None else entry.item.name
            groups.setdefault((rows, entry.draft.is_merged), []).append(named)
    for (rows, is_merged), items in groups.items():
        yield notice("SEVERAL_ROWS", items=items, count=rows, why="MERGED" if is_merged else "BLANK")


def _of_totals(part: PartReading) -> Iterator[Notice]:
    distinct = [item for item in part.items if not item.is_duplicate]
    for row, declared, category in part.totals:
        is_last = row.number == part.last_rows.get(row.where)
        yield notice("LAST_ROW_TOTAL") if is_last else notice("TOTAL_ROW", row=row.number)
        counted = [item for item in distinct if not category or is_of(item.category, category)]
        if declared is not None and declared != len(counted):
            yield notice("TOTAL_COUNT", declared=declared, parsed=len(counted))
    for declared in part.counts_below:
        if declared != len(distinct):
            yield notice("TOTAL_COUNT", declared=declared, parsed=len(distinct))


def _of_writing(part: PartReading) -> Iterator[Notice]:
    ways = {entry.way for entry in part.entries if entry.way is not None}
    if len(ways) > 1:
        yield notice("WAYS_OF_WRITING", count=len(ways))


def _of_tables(part: PartReading) -> Iterator[Notice]:
    listed = _ORDER.index(part.tier) + 1
    if part.has_category_paragraphs:
        yield notice("CATEGORIES_BETWEEN_TABLES", list_number=listed)
    if part.is_broken:
        yield notice("BROKEN_TABLE", list_number=listed, count=part.tables)


def in_order(parts: dict[DutyTier, PartReading]) -> list[PartReading]:
    """Basic, supporting, reclaimed, as far as there are any."""
    return [parts[tier] for tier in _ORDER if tier in parts]


def with_flag(entry: Entry, flag: Notice) -> None:
    """Adds a flag to what is not built yet."""
    if flag not in entry.draft.flags:
        entry.draft.flags.append(flag)
