"""A sheet, or a document's flow of paragraphs and tables, as rows of cells: what both formats are brought to."""

from dataclasses import dataclass, field, replace
from enum import StrEnum
from functools import cached_property

from registry.files.text import visible


class Gone(StrEnum):
    """Why a row stands in the file and is not to be read."""

    STRUCK = "STRUCK"
    DELETED = "DELETED"


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell. `text` is what counts; `raw` the same as written. A cell hidden under a merged one has no text of
    its own, but `above` (the merged one's) where it was merged downwards."""

    column: int
    text: str = ""
    raw: str = ""
    width: int = 1
    height: int = 1
    is_covered: bool = False
    above: str | None = None
    struck: str = ""
    hidden: str = ""
    deleted: str = ""
    is_inserted: bool = False
    is_automatic: bool = False
    is_computed: bool = False
    is_hidden: bool = False  # stands in a hidden column
    is_unseen: bool = False  # white on white, or in a format that shows nothing
    has_table: bool = False  # a table stands inside it
    footnote: str = ""  # a footnote mark, left out
    trouble: str = ""  # the code of a problem: a formula without value, an error as value

    @property
    def hangs_from_above(self) -> bool:
        """Whether it is the lower part of a cell merged downwards."""
        return self.above is not None


@dataclass(frozen=True)
class Row:
    """One row; `table` tells a document's tables apart (0 for a paragraph)."""

    where: str
    number: int
    cells: tuple[Cell, ...]
    table: int = 0
    is_hidden: bool = False
    is_paragraph: bool = False
    gone: Gone | None = None

    @cached_property
    def filled(self) -> tuple[Cell, ...]:
        """The cells with something to read."""
        return tuple(cell for cell in self.cells if cell.text or cell.trouble)

    @cached_property
    def width(self) -> int:
        """How many columns it has, empty ones included."""
        return max((cell.column + cell.width - 1 for cell in self.cells), default=0)

    def at(self, column: int) -> Cell | None:
        """The cell in this column, None where the row ends before."""
        return next((cell for cell in self.cells if cell.column == column), None)


@dataclass(frozen=True)
class Flow:
    """A sheet's rows, or all of a document's. `title` is a sheet's name as it stands, blanks included."""

    title: str
    rows: tuple[Row, ...] = field(repr=False)
    is_document: bool = False


def without_remarks(flow: Flow, mark: str) -> Flow:
    """The flow as it was before we wrote remarks into it: a column in a sheet, all that follows in a document.

    They are known by the mark behind their heading, never by what a cell says to people."""
    if flow.is_document:
        ends = [at for at, row in enumerate(flow.rows) if row.is_paragraph and mark in row.cells[0].raw]
        if not ends:
            return flow
        added = {(row.table, c.column) for row in flow.rows for c in row.filled if row.table and mark in c.raw}
        kept = (replace(r, cells=tuple(c for c in r.cells if (r.table, c.column) not in added)) for r in flow.rows)
        return replace(flow, rows=tuple(kept)[: ends[-1]])
    ours = {cell.column for row in flow.rows for cell in row.filled if mark in cell.raw}
    if not ours:
        return flow
    rows = (replace(row, cells=tuple(cell for cell in row.cells if cell.column not in ours)) for row in flow.rows)
    return replace(flow, rows=tuple(rows))


def letter(column: int) -> str:
    """A, B … Z, AA: the name of a column counted from 1."""
    name = ""
    while column > 0:
        column, rest = divmod(column - 1, 26)
        name = chr(65 + rest) + name
    return name


def is_blank(row: Row) -> bool:
    """Whether nothing stands in it."""
    return not any(visible(cell.text) or cell.trouble for cell in row.cells)
