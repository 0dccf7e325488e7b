"""Which part a row belongs to where the table says so row by row: in a column of its own, or by a tick."""

from collections.abc import Sequence

from registry.domain.duties import DutyTier
from registry.files.drafts import Line
from registry.files.fields import Field
from registry.files.grid import Row, letter
from registry.files.headers import Header
from registry.files.lists import Problem
from registry.files.text import one_line

_SAYS_PART = (Field.PART, Field.MARKED_PART)


def part_of(
    line: Line, header: Header, part: DutyTier | None, *, is_said: bool
) -> tuple[DutyTier | None, Problem | None]:
    """The part of a row that begins an item, or what must be asked; `part` is the one we are in.

    `is_said` tells that some row of the table says its part: then none takes that of the row above, or of a title."""
    if len(line.parts) > 1:
        said = "、".join(one_line(column.text) for column in line.parts)
        return None, Problem(line.row.where, line.row.number, "", "SEVERAL_PARTS", {"said": said})
    own = line.tier or (None if is_said or line.says(Field.PART) else part)
    if own is not None:
        return own, None
    columns = [letter(at) for at, column in header.columns.items() if column.field in _SAYS_PART]
    return None, Problem(line.row.where, line.row.number, columns[0] if columns else "", "PART_UNKNOWN")


def says_parts(rows: Sequence[Row], header: Header) -> bool:
    """Whether any of these rows fills in a column that says which part it belongs to."""
    places = {at: column.text for at, column in header.columns.items() if column.field in _SAYS_PART}
    return any(
        cell.column in places and one_line(cell.text) != one_line(places[cell.column])
        for row in rows
        for cell in row.filled
    )
