"""Titles of two townships in one file: whose rows are whose must never be guessed."""

from dataclasses import dataclass

from registry.files.grid import Row
from registry.files.letterhead import townships_in
from registry.files.lists import Problem


@dataclass
class OneTownship:
    """The township that the first title of a file names, empty while none has."""

    name: str = ""

    def another_in(self, row: Row, sheet: str) -> list[Problem]:
        """A problem where a title names another one; `sheet` is where it stands, if the row does not say."""
        named = [township for cell in row.filled for township in townships_in(cell.text)]
        self.name = self.name or next(iter(named), "")
        other = next((one for one in named if one != self.name), "")
        facts = {"township": self.name, "other": other}
        return [Problem(row.where or sheet, row.number, "", "ANOTHER_TOWNSHIP", facts)] if other else []
