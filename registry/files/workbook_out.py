"""Writing lists as .xlsx, row by row, so that a county takes no more memory than a township."""

import re
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any, BinaryIO

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Alignment, Border, Font, Side
from openpyxl.worksheet._write_only import WriteOnlyWorksheet
from openpyxl.worksheet.cell_range import CellRange

from registry.domain.duties import DutyTier
from registry.files.errors import CellTooLong
from registry.files.fields import Field
from registry.files.grid import letter
from registry.files.layout import (
    COLUMNS,
    INDEX_COLUMNS,
    PART_TITLES,
    PER_DEPARTMENT,
    CategoryLine,
    ItemLines,
    ListOut,
    Unlisted,
    index_row,
    lines_of,
)
from registry.files.marks import MARK_LABEL

LONGEST_CELL = 32_767
LONGEST_SHEET_NAME = 31
INDEX = "目录"
_WIDTHS = {Field.NUMBER: 7, Field.NAME: 52, Field.DEPARTMENT: 24, Field.TAKEN_OVER_BY: 28, MARK_LABEL: 24}
_WIDE = 56
_FORBIDDEN = re.compile(r"[\[\]:*?/\\']|^History$", re.IGNORECASE)
_TITLE, _HEAD, _BODY = Font(bold=True, size=16), Font(bold=True), Font()
_CENTRED = Alignment(horizontal="center", vertical="center", wrap_text=True)
_WRAPPED = Alignment(vertical="center", wrap_text=True)
_LINES = Border(*(Side(style="thin") for _ in range(4)))
_TEXT = "@"


def write_workbook(list_out: ListOut, to: BinaryIO) -> None:
    """One township: a sheet for each of the three parts. CellTooLong where a text is longer than Excel's cells."""
    with _saved_whole(to) as book:
        for tier in DutyTier:
            sheet = _Sheet(book.create_sheet(PART_TITLES[tier]), [tier])
            sheet.part(list_out, tier)


def write_county(lists: Iterable[ListOut | Unlisted], to: BinaryIO) -> None:
    """A county: a sheet for each township with its three parts one below the other, and an index that says what is
    where and what is missing. Raises CellTooLong."""
    with _saved_whole(to) as book:
        index, names = book.create_sheet(INDEX), {INDEX}
        rows: list[Sequence[object]] = [INDEX_COLUMNS]
        for one in lists:
            rows.append(index_row(one))
            if isinstance(one, ListOut):
                sheet = _Sheet(book.create_sheet(sheet_name(one.place.name, names)), list(DutyTier))
                for tier in DutyTier:
                    sheet.part(one, tier)
        for row in rows:
            index.append([_text_cell(index, said, _HEAD if row is rows[0] else _BODY) for said in row])


@contextmanager
def _saved_whole(to: BinaryIO) -> Iterator[Workbook]:
    """A workbook that is saved once all stands in it. Where something breaks off before, its sheets are closed and
    their files on disk removed: openpyxl would keep both until the server ends."""
    book = Workbook(write_only=True)
    try:
        yield book
        book.save(to)
    except BaseException:
        for sheet in book.worksheets:
            if not sheet.closed:
                sheet.close()
                sheet._writer.cleanup()
        raise


def sheet_name(name: str, taken: set[str]) -> str:
    """A name that Excel takes and that no other sheet has; it is added to those taken."""
    plain = _FORBIDDEN.sub("", name).strip()[:LONGEST_SHEET_NAME] or "清单"
    free, count = plain, 1
    while free.lower() in {one.lower() for one in taken}:
        count += 1
        end = f"（{count}）"
        free = plain[: LONGEST_SHEET_NAME - len(end)] + end
    taken.add(free)
    return free


@dataclass
class _Sheet:
    """One sheet while it is written; its mark column, hidden, is the same for every part on it."""

    sheet: WriteOnlyWorksheet
    tiers: list[DutyTier]
    row: int = field(default=0, init=False)
    last: int = field(default=0, init=False)

    def __post_init__(self) -> None:
        self.last = max(len(COLUMNS[tier]) for tier in self.tiers) + 1
        widest = max(self.tiers, key=lambda tier: len(COLUMNS[tier]))
        for at, what in enumerate(COLUMNS[widest], start=1):
            self.sheet.column_dimensions[letter(at)].width = _WIDTHS.get(what, _WIDE)
        self.sheet.column_dimensions[letter(self.last)].hidden = True
        self.sheet.page_setup.orientation, self.sheet.page_setup.paperSize = "landscape", "9"
        self.sheet.page_setup.fitToHeight, self.sheet.sheet_properties.pageSetUpPr.fitToPage = 0, True
        self.sheet.oddFooter.center.text = "第 &P 页 共 &N 页"

    def part(self, list_out: ListOut, tier: DutyTier) -> None:
        """The titles above, the column names, the rows, and an empty row below."""
        columns, width = COLUMNS[tier], self.last - 1
        for at, text in enumerate(list_out.letterhead(tier)):
            self._across(text, width, _TITLE if at == 0 else _BODY)
        heads = [_text_cell(self.sheet, text, _HEAD, _CENTRED, _LINES) for text in columns.values()]
        self._append([*heads, *self._gap(tier), _text_cell(self.sheet, MARK_LABEL, _HEAD)])
        if len(self.tiers) == 1:
            self.sheet.print_title_rows = f"{self.row}:{self.row}"
        for one in lines_of(list_out, tier):
            if isinstance(one, CategoryLine):
                self._across(one.text, width, _HEAD, one.mark)
            else:
                self._item(one, tier)
        self._append([])

    def _gap(self, tier: DutyTier) -> list[None]:
        return [None] * (self.last - 1 - len(COLUMNS[tier]))

    def _across(self, text: str, width: int, font: Font, mark: str = "") -> None:
        centred = _CENTRED if not mark else _WRAPPED
        self._append([_text_cell(self.sheet, text, font, centred), *[None] * (width - 1), mark or None])
        if width > 1:
            self._merge(1, width, self.row, self.row)

    def _item(self, item: ItemLines, tier: DutyTier) -> None:
        top = self.row + 1
        for place, line in enumerate(item.lines):
            cells = [self._cell(line, what, place) for what in COLUMNS[tier]]
            self._append([*cells, *self._gap(tier), _text_cell(self.sheet, item.mark) if place == 0 else None])
        if len(item.lines) > 1:
            for at, what in enumerate(COLUMNS[tier], start=1):
                if what not in PER_DEPARTMENT:
                    self._merge(at, at, top, self.row)

    def _cell(self, line: dict[Field, str], what: Field, place: int) -> Any:
        if what is Field.NUMBER and place == 0:
            return _text_cell(self.sheet, int(line[what]), _BODY, _CENTRED, _LINES)
        text = line.get(what, "") if place == 0 or what in PER_DEPARTMENT else ""
        if len(text) > LONGEST_CELL:
            raise CellTooLong(line[Field.NAME][:40], length=len(text), longest=LONGEST_CELL)
        return _text_cell(self.sheet, text, _BODY, _WRAPPED, _LINES)

    def _append(self, cells: list[Any]) -> None:
        self.sheet.append(cells)
        self.row += 1

    def _merge(self, left: int, right: int, top: int, bottom: int) -> None:
        area = CellRange(min_col=left, max_col=right, min_row=top, max_row=bottom)
        self.sheet.merged_cells.ranges.add(area)


def _text_cell(
    sheet: Any, said: object, font: Font = _BODY, alignment: Alignment = _WRAPPED, border: Border | None = None
) -> Any:
    """A cell of text, never a formula, whatever it begins with; counts are numbers."""
    cell = WriteOnlyCell(sheet, said)
    if isinstance(said, str):
        cell.data_type, cell.number_format = "s", _TEXT
    cell.font, cell.alignment = font, alignment
    if border is not None:
        cell.border = border
    return cell
