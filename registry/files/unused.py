"""What is filled in and would be lost: a column that this part has no use for, or that no header names."""

from collections.abc import Iterator

from registry.files.columns import used_by
from registry.files.drafts import is_nothing
from registry.files.fields import Field
from registry.files.grid import Cell, letter
from registry.files.lists import Problem
from registry.files.parts import Entry, PartReading

_NEVER = (Field.UNREAD, Field.MARK)


def unused_columns(part: PartReading) -> Iterator[Problem]:
    """Each such column once for each table, at the first row that fills it."""
    told: set[tuple[int, int]] = set()
    for entry in part.entries:
        for cell in _filled(entry):
            problem = _problem(part, entry, cell)
            if problem is not None and (id(entry.header), cell.column) not in told:
                told.add((id(entry.header), cell.column))
                yield problem


def _filled(entry: Entry) -> Iterator[Cell]:
    if entry.item is None or entry.item.code:
        return
    for line in entry.draft.lines:
        yield from (cell for cell in line.row.filled if not is_nothing(cell.text))


def _problem(part: PartReading, entry: Entry, cell: Cell) -> Problem | None:
    row, column = entry.draft.first.row, entry.header.columns.get(cell.column)
    row = next((line.row for line in entry.draft.lines if line.row.at(cell.column) is cell), row)
    if column is None:
        is_left = cell.column < min(entry.header.columns)
        facts = {"column": letter(cell.column)}
        return Problem(row.where, row.number, letter(cell.column), "COLUMN_UNNAMED", facts) if is_left else None
    if column.is_hidden or column.field in (*_NEVER, *used_by(entry.header, part.tier)):
        return None
    facts = {"column": column.text}
    return Problem(row.where, row.number, letter(cell.column), "COLUMN_OF_ANOTHER_PART", facts)
