"""How much text a file may hold: more than any list says would only keep the registry from its work."""

from collections.abc import Iterable

from registry.files import errors
from registry.files.grid import Flow

LONGEST_CELL = 32_767  # what a cell of Excel holds
LONGEST_IN_DOCUMENT = 100_000  # Word has no such bound, and what we write for Word may be longer than Excel's
MOST_TEXT = 4_000_000  # characters; a list of 340 duties has about 100,000


def require_bounded(flows: Iterable[Flow], file: str) -> None:
    """Raises TooMuchInFile where a cell, or all of them together, say more than the bounds."""
    total = 0
    for flow in flows:
        longest = LONGEST_IN_DOCUMENT if flow.is_document else LONGEST_CELL
        for cell in (cell for row in flow.rows for cell in row.cells):
            if len(cell.raw) > longest:
                raise errors.TooMuchInFile(file, "CELL", most=longest, sheet=flow.title)
            total += len(cell.raw)
            if total > MOST_TEXT:
                raise errors.TooMuchInFile(file, "TEXT", most=MOST_TEXT, sheet=flow.title)
