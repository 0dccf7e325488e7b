"""Rows that say there is nothing: 无 below the header of a list without matters, or below a category without any."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from registry.files.drafts import is_nothing
from registry.files.fields import Field
from registry.files.grid import Row, letter
from registry.files.headers import Header
from registry.files.lists import Problem
from registry.files.numerals import number_of
from registry.files.text import narrow, one_line

_NONE = re.compile(
    "[(（]?(?:本|我|该)?(?:乡镇|镇|乡|街道|清单|类|部分|项)?(?:暂|均|目前)?(?:无|没有|空)(?:此|该|本|相关|有关|任何)?(?:类|部分)?"
    "(?:基本|配合|上级|部门|履职|收回|职责)*(?:事项|内容|任务)?[)）]?[。.]?"
)
LONGEST_TOLD = 20


@dataclass(frozen=True, slots=True)
class Nothing:
    """A row that says so, in which column, in which words; `category` counts the categories begun above it, 0 where
    none stands right above."""

    row: Row
    column: int
    said: str
    category: int


@dataclass
class Nothings:
    """Those of one part."""

    found: list[Nothing] = field(default_factory=list)

    def before_item(self, category: int) -> None:
        """A row of the list stands below: where no other category has begun, that one is not empty after all."""
        if self.found and self.found[-1].category == category:
            self.found[-1] = replace(self.found[-1], category=0)

    def problems(self) -> Iterator[Problem]:
        """What must be asked in a part that has matters all the same: one of them cannot be 无."""
        for one in self.found:
            if not one.category:
                yield Problem(one.row.where, one.row.number, letter(one.column), "NO_MATTER", {"said": one.said})


def nothing_in(row: Row, header: Header, *, category: int) -> Nothing | None:
    """The row as one that says there is nothing; None for any other, above all for a row that goes on from above."""
    cells = [cell for cell in row.filled if not cell.trouble]
    fields = {cell.column: column.field for cell in cells if (column := header.columns.get(cell.column))}
    said = [cell for cell in cells if fields.get(cell.column) is Field.NAME or (len(cells) == 1 and cell.column == 1)]
    others = [cell for cell in cells if cell not in said]
    if not said or len(cells) < len(row.filled) or not all(map(says_none, (cell.text for cell in said))):
        return None
    if not all(
        says_none(cell.text) or (fields.get(cell.column) is Field.NUMBER and number_of(cell.text)) for cell in others
    ):
        return None
    return Nothing(row, said[0].column, one_line(said[0].text)[:LONGEST_TOLD], category)


def says_none(text: str) -> bool:
    """Whether a text says no more than that there is nothing: 无, 暂无, —, 本镇无收回事项."""
    return is_nothing(text) or _NONE.fullmatch(narrow(text)) is not None
