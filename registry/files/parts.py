"""A part while it is read: its items, its tables, and what was met on the way."""

from dataclasses import dataclass, field

from registry.domain.duties import DutyTier
from registry.files.drafts import Draft
from registry.files.grid import Row
from registry.files.headers import Header
from registry.files.lists import Item
from registry.files.nothing import Nothings
from registry.files.notices import Notice
from registry.files.takeover import Way


@dataclass
class Entry:
    """A draft under its header; the item once it is built."""

    draft: Draft
    header: Header
    item: Item | None = None
    way: Way | None = None


@dataclass
class PartReading:
    """All that is gathered of one part, in the order of the file."""

    tier: DutyTier
    sheets: list[str] = field(default_factory=list)
    entries: list[Entry] = field(default_factory=list)
    declared: int | None = None
    categories: dict[str, int] = field(default_factory=dict)  # category → the count it declares
    totals: list[tuple[Row, int | None, str]] = field(default_factory=list)
    counts_below: list[int] = field(default_factory=list)
    gone: list[Row] = field(default_factory=list)
    notices: list[Notice] = field(default_factory=list)
    last_rows: dict[str, int] = field(default_factory=dict)  # sheet → its last row that says something
    tables: int = 1
    has_remarks: bool = False
    has_category_paragraphs: bool = False
    is_broken: bool = False
    has_table: bool = False
    is_titled: bool = False  # in a sheet or table; a covering letter names parts too
    nothings: Nothings = field(default_factory=Nothings)

    def say(self, said: Notice) -> None:
        """Once each."""
        if said not in self.notices:
            self.notices.append(said)

    def is_told(self, count: int) -> None:
        """A line of its own gives a count: above the items it is the declared one, below them another to compare."""
        if self.entries:
            self.counts_below.append(count)
        elif self.declared is None:
            self.declared = count

    @property
    def is_said_empty(self) -> bool:
        """Whether the file says that this part has no matters: 无 below its header, or （共0项） in its title."""
        return not self.entries and self.has_table and (bool(self.nothings.found) or self.declared == 0)

    @property
    def items(self) -> list[Item]:
        return [entry.item for entry in self.entries if entry.item is not None]
