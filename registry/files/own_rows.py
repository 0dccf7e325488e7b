"""Rows that we wrote ourselves and nobody has changed since: read to the letter, whatever they say."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from registry.domain.duties import DutyTier
from registry.files.drafts import hangs
from registry.files.fields import Field, tier_named_in
from registry.files.grid import Cell, Row, letter
from registry.files.headers import Header
from registry.files.lists import DepartmentDuties, Item, Problem
from registry.files.marks import CATEGORY, NO_CATEGORY, code_in, mark_of, mark_of_item, unhidden, unlisted
from registry.files.numerals import number_of
from registry.files.text import visible

LONGEST_LOST = 30
_CATEGORY_LINE = re.compile(r"[^、]+、(?P<name>.*)（(?P<count>\d+)项）", re.DOTALL)


@dataclass(frozen=True, slots=True)
class OwnCategory:
    """A category row as we wrote it, and how many rows it says follow."""

    name: str
    declared: int


@dataclass(frozen=True, slots=True)
class OwnItem:
    """A row as we wrote it, and over how many lines it goes."""

    item: Item
    depth: int


def mark_at(row: Row, header: Header | None) -> str:
    """The mark that a row carries, in its column or as hidden text; empty where it carries none."""
    places = [] if header is None else [at for at, column in header.columns.items() if column.field is Field.MARK]
    texts = [cell.text for cell in row.cells if cell.column in places]
    return next((text for text in (*texts, *(unhidden(cell.hidden) for cell in row.cells)) if code_in(text)), "")


def characters_lost(row: Row, mark: str) -> Problem | None:
    """In a row that is no longer as we wrote it, question marks may stand for what an encoding has no characters for:
    our .csv saved again by a program that writes GBK."""
    lost = next((cell for cell in row.cells if cell.text != mark and "?" in cell.text), None)
    if lost is None:
        return None
    return Problem(row.where, row.number, letter(lost.column), "CHARACTERS_LOST", {"text": lost.text[:LONGEST_LOST]})


def without_mark(row: Row, mark: str) -> Row:
    """The row as a clerk sees it."""
    return replace(row, cells=tuple(cell for cell in row.cells if cell.text != mark))


def own_category(row: Row, mark: str) -> OwnCategory | None:
    """The category of an untouched category row, None for any other row."""
    said = next((visible(cell.raw) for cell in row.filled if cell.text != mark), "")
    found = _CATEGORY_LINE.fullmatch(said)
    if not found or code_in(mark) != CATEGORY:
        return None
    names = (name for name in (found["name"], "") if mark_of(CATEGORY, name, said) == mark)
    name = next(names, None)
    if name is None or (not name and found["name"] != NO_CATEGORY):
        return None
    return OwnCategory(name, int(found["count"]))


def own_item(rows: Sequence[Row], at: int, header: Header, tier: DutyTier | None, category: str) -> OwnItem | None:
    """The item that begins at this row, None where it is not just as we wrote it."""
    mark = mark_at(rows[at], header)
    depth = 1
    while at + depth < len(rows) and _goes_on(rows[at + depth], rows[at], header, mark):
        depth += 1
    lines = [_Said(row, header) for row in rows[at : at + depth]]
    first = lines[0]
    tier = tier_named_in(first.says(Field.PART)) or tier
    number = number_of(first.says(Field.NUMBER))
    if tier is None or number is None or any(line.is_touched for line in lines):
        return None
    category = first.says(Field.CATEGORY) if first.has(Field.CATEGORY) else category
    item = replace(_item(tier, number.value, category, lines), code=code_in(mark))
    return OwnItem(item, depth) if mark_of_item(item) == mark else None


def _goes_on(row: Row, first: Row, header: Header, mark: str) -> bool:
    """Whether a row is a further line of the first: its number is merged with that one's, or the mark stands
    again beside another department (a table cannot merge)."""
    if row.is_paragraph or row.gone or row.table != first.table:
        return False
    again, before = _Said(row, header).says(Field.DEPARTMENT), _Said(first, header).says(Field.DEPARTMENT)
    return bool(hangs(row, header, Field.NUMBER)) or (mark_at(row, header) == mark and again != before)


def _item(tier: DutyTier, number: int, category: str, lines: Sequence["_Said"]) -> Item:
    first = lines[0]
    shares = [
        DepartmentDuties(line.says(Field.DEPARTMENT), unlisted(line.raw(Field.SUPERIOR_DUTIES))) for line in lines
    ]
    named = [share for share in shares if share.department] if tier is DutyTier.SUPPORTING else []
    return Item(
        tier=tier,
        seq=number,
        seq_raw=first.says(Field.NUMBER),
        category=category,
        name=first.says(Field.NAME),
        sheet=first.row.where,
        row=first.row.number,
        departments=tuple(share.department for share in named),
        superior_duties=tuple(share for share in named if share.duties),
        township_duties=unlisted(first.raw(Field.TOWNSHIP_DUTIES)),
        taken_over_by=first.says(Field.TAKEN_OVER_BY),
        method=first.says(Field.METHOD),
    )


class _Said:
    """What a row says under its header, to the letter."""

    def __init__(self, row: Row, header: Header) -> None:
        self.row, self._header = row, header
        self._cells: dict[Field, Cell] = {}
        for cell in row.cells:
            column = header.columns.get(cell.column)
            if column is not None:
                self._cells.setdefault(column.field, cell)

    @property
    def is_touched(self) -> bool:
        """Whether something in it is struck through, deleted, inserted, computed or wrong."""
        cells = self._cells.values()
        return any(c.struck or c.deleted or c.is_inserted or c.is_computed or c.is_automatic for c in cells)

    def has(self, what: Field) -> bool:
        return what in self._cells

    def raw(self, what: Field) -> str:
        return self._cells[what].raw if what in self._cells else ""

    def says(self, what: Field) -> str:
        return visible(self.raw(what))
