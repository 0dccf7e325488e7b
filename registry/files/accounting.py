"""The net below all reading: a row, or a cell of one, that came to nothing is told with its place.

Whoever reads a row says so; what nobody has spoken for at the end was passed by: a new layout is told, never lost."""

from collections.abc import Collection, Iterable, Iterator, Sequence
from itertools import groupby

from registry.domain.duties import DutyTier
from registry.files.continuing import first_of_a_list
from registry.files.fields import Column, Field
from registry.files.grid import Cell, Flow, Row, is_blank, letter
from registry.files.headings import unclear
from registry.files.lists import Problem
from registry.files.notices import Notice, notice
from registry.files.numerals import number_of
from registry.files.parts import Entry, PartReading
from registry.files.text import one_line
from registry.files.unlisted import NAMES

LONGEST_TOLD = 30
_SAID_ONCE = (Field.CATEGORY, Field.PART, Field.MARKED_PART, Field.CHANGE)
"""Columns that are read from the first row of an item alone."""


class Account:
    """Which rows of a flow came to something."""

    def __init__(self) -> None:
        self._taken: set[int] = set()

    def take(self, *rows: Row) -> None:
        """These rows are read, or told of."""
        self._taken.update(map(id, rows))

    def passed_by(self, flow: Flow) -> list[Row]:
        """The rows of tables that say something and came to nothing."""
        return [row for row in flow.rows if not (id(row) in self._taken or row.is_paragraph or is_blank(row))]


def of_sheet(rows: Sequence[Row], *, has_list: bool) -> tuple[list[Problem], list[Notice]]:
    """What must be said of a sheet's rows that came to nothing; a numbered one above the header may be an item."""
    asked = [row for row in rows if has_list and _is_numbered(row)]
    told = [row for row in rows if row not in asked]
    return [unclear(row, _said(row)) for row in asked], [_passed_by(row) for row in told]


def of_document(
    rows: Sequence[Row], tier: DutyTier | None, told_of: Collection[str]
) -> tuple[list[Problem], list[Notice]]:
    """The same of a document, table by table (but those `told_of`): one that looks like a list lacks a header."""
    problems: list[Problem] = []
    told: list[Notice] = []
    for where, group in groupby(rows, key=lambda row: row.where):
        table = list(group)
        if where in told_of:
            continue
        first = first_of_a_list(table, "") if tier is not None else 0
        if first:
            problems.append(Problem(where, first, "", "HEADER_MISSING"))
        else:
            told += map(_passed_by, table)
    return problems, told


def cells_passed_by(part: PartReading) -> Iterator[Problem]:
    """What further rows of an item say in columns that are read from its first row alone; columns without a reader are
    told as notices of the part."""
    for entry in part.entries:
        if entry.item is None or entry.item.code:
            continue
        for place, line in enumerate(entry.draft.lines):
            for cell in line.row.filled:
                _tell_column(part, entry, cell)
                column = entry.header.columns.get(cell.column)
                if place and column is not None and column.field in _SAID_ONCE and not _is_said(entry, column, cell):
                    yield Problem(
                        line.row.where, line.row.number, letter(cell.column), "ROW_UNCLEAR", {"text": _cut(cell.text)}
                    )


def of_empty(parts: Iterable[PartReading]) -> Iterator[Notice]:
    """Parts with a table and no matters: said to be empty, or only not filled in."""
    for part in parts:
        if part.is_said_empty:
            yield notice("PART_EMPTY", part=NAMES[part.tier])
        elif (part.has_table or part.is_titled) and not part.entries:
            yield notice("PART_NOT_FILLED", part=NAMES[part.tier])


def _tell_column(part: PartReading, entry: Entry, cell: Cell) -> None:
    column = entry.header.columns.get(cell.column)
    if column is None:
        part.say(notice("COLUMN_WITHOUT_HEADER", column=letter(cell.column)))
    elif column.field is Field.UNREAD and not column.is_hidden:
        part.say(notice("COLUMN_NOT_READ", column=column.text))


def _is_said(entry: Entry, column: Column, cell: Cell) -> bool:
    """Whether the item's first row says the same there."""
    first = entry.draft.first.row.at(cell.column)
    return first is not None and one_line(first.text or first.above or "") == one_line(cell.text)


def _is_numbered(row: Row) -> bool:
    return len(row.filled) > 1 and number_of(row.filled[0].text) is not None


def _said(row: Row) -> str:
    return " ".join(cell.text for cell in row.filled)


def _cut(text: str) -> str:
    return one_line(text)[:LONGEST_TOLD]


def _passed_by(row: Row) -> Notice:
    return notice("ROW_PASSED_BY", sheet=row.where.strip(), row=row.number, text=_cut(_said(row)))
