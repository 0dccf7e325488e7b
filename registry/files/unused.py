"""What is filled in and would be lost: a column that this part has no use for, or that no header names."""

from collections.abc import Iterator

from registry.files.columns import used_by
from registry.files.drafts import is_nothing
from registry.files.fields import Column, Field
from registry.files.grid import Cell, letter
from registry.files.lists import Problem
from registry.files.parts import Entry, PartReading

_SAID_ONCE = {
    field.value
    for field in (
        *(Field.DEPARTMENT, Field.SUPERIOR_DUTIES, Field.DEPARTMENT_AND_DUTIES, Field.TOWNSHIP_DUTIES),
        *(Field.TAKEN_OVER_BY, Field.METHOD, Field.TAKEN_OVER_BY_AND_METHOD),
    )
}
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


def _is_second(part: PartReading, entry: Entry, column: Column) -> bool:
    """Whether another column of the same kind was read and this one was not: 对应部门 and 责任单位."""
    return column.field is Field.UNREAD and column.says in _SAID_ONCE & {
        f.value for f in used_by(entry.header, part.tier)
    }


def _problem(part: PartReading, entry: Entry, cell: Cell) -> Problem | None:
    row, column = entry.draft.first.row, entry.header.columns.get(cell.column)
    row = next((line.row for line in entry.draft.lines if line.row.at(cell.column) is cell), row)
    if column is None:
        is_left = cell.column < min(entry.header.columns)
        facts = {"column": letter(cell.column)}
        return Problem(row.where, row.number, letter(cell.column), "COLUMN_UNNAMED", facts) if is_left else None
    if not column.is_hidden and _is_second(part, entry, column):
        return Problem(row.where, row.number, letter(cell.column), "COLUMN_UNCLEAR", {"of": column.text})
    if column.is_hidden or column.field in (*_NEVER, *used_by(entry.header, part.tier)):
        return None
    facts = {"column": column.text}
    return Problem(row.where, row.number, letter(cell.column), "COLUMN_OF_ANOTHER_PART", facts)
