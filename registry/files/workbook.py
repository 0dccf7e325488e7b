"""Reading a .xlsx: openpyxl on a copy of the file that holds nothing but cells, styles and the list of sheets."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime, time
from io import BytesIO
from typing import Any

from openpyxl import load_workbook
from openpyxl.cell.rich_text import CellRichText, TextBlock

from registry.files.grid import Cell, Flow, Gone, Row, letter
from registry.files.notices import Notice, notice
from registry.files.package import Package
from registry.files.sheets import MOST_COLUMNS, Bared, bared_copy
from registry.files.text import is_footnote, visible

_TICKS = {
    "Wingdings": {"ü": "✓", "þ": "✓", "û": "✗", "ý": "✗"},
    "Wingdings 2": {"P": "✓", "R": "✓", "O": "✗", "Q": "✗"},
}
_ERRORS = frozenset({"#REF!", "#N/A", "#NAME?", "#VALUE!", "#DIV/0!", "#NULL!", "#NUM!", "#SPILL!", "#CALC!"})


def flows_of(package: Package) -> tuple[tuple[Flow, ...], tuple[Notice, ...]]:
    """The visible sheets' rows, and what is to be said about the others. A ValueError is the file's fault."""
    bared = bared_copy(package)
    book = load_workbook(BytesIO(bared.content), rich_text=True, keep_links=False)
    sheets = [sheet for sheet in book.worksheets if sheet.sheet_state == "visible"]
    hidden = [
        notice("SHEET_HIDDEN", name=s.title) for s in book.worksheets if s not in sheets and bared.rows.get(s.title)
    ]
    return tuple(Flow(sheet.title, tuple(_rows(sheet, bared))) for sheet in sheets), tuple(hidden)


def _rows(sheet: Any, bared: Bared) -> Iterator[Row]:
    merged = _merged(sheet)
    formulas = bared.formulas.get(sheet.title, {})
    hidden = bared.hidden.get(sheet.title, frozenset())
    out_of_sight = bared.unseen.get(sheet.title, frozenset())
    width = min(sheet.max_column, MOST_COLUMNS)
    for numbered in bared.rows.get(sheet.title, []):
        (cells,) = sheet.iter_rows(numbered, numbered, 1, width)
        read = tuple(_cell(cell, merged.get((cell.row, cell.column)), formulas) for cell in cells)
        unseen = {column for column in range(1, width + 1) if f"{letter(column)}{numbered}" in out_of_sight}
        read = tuple(replace(cell, is_unseen=True) if cell.column in unseen else cell for cell in read)
        read = tuple(replace(cell, is_hidden=True) if cell.column in hidden else cell for cell in read)
        gone = Gone.STRUCK if _is_struck_out(read) else None
        yield Row(sheet.title, numbered, read, is_hidden=bool(sheet.row_dimensions[numbered].hidden), gone=gone)


def _merged(sheet: Any) -> dict[tuple[int, int], Any]:
    """Which merged range lies over a cell."""
    over: dict[tuple[int, int], Any] = {}
    for area in sheet.merged_cells.ranges:
        for row in range(area.min_row, area.max_row + 1):
            for column in range(area.min_col, area.max_col + 1):
                over[row, column] = (area, sheet)
    return over


def _cell(cell: Any, merged: tuple[Any, Any] | None, formulas: dict[str, bool]) -> Cell:
    if merged and (cell.row, cell.column) != (merged[0].min_row, merged[0].min_col):
        return _covered(cell, *merged)
    kept, struck = _kept(cell)
    kept, footnote = _without_footnote(cell, kept)
    has_value = formulas.get(cell.coordinate)
    trouble = "FORMULA_WITHOUT_VALUE" if has_value is False else "CELL_ERROR" if visible(kept) in _ERRORS else ""
    area = merged[0] if merged else None
    return Cell(
        cell.column,
        text=visible(kept),
        raw=kept.strip(),
        width=area.max_col - area.min_col + 1 if area else 1,
        height=area.max_row - area.min_row + 1 if area else 1,
        struck=visible(struck),
        footnote=footnote,
        is_computed=bool(has_value),
        trouble=trouble,
    )


def _covered(cell: Any, area: Any, sheet: Any) -> Cell:
    """Merged to the left: nothing. Merged downwards: what stands at the top."""
    if cell.row == area.min_row or cell.column != area.min_col:
        return Cell(cell.column, is_covered=True)
    kept, _ = _kept(sheet.cell(area.min_row, area.min_col))
    return Cell(cell.column, is_covered=True, above=visible(kept), width=area.max_col - area.min_col + 1)


def _kept(cell: Any) -> tuple[str, str]:
    """The text that stands and the text struck through."""
    if isinstance(cell.value, CellRichText):
        runs = [(str(r), bool(r.font.strike) if isinstance(r, TextBlock) else _struck(cell)) for r in cell.value]
    else:
        runs = [(_ticked(cell, _written(cell.value)), _struck(cell))]
    return "".join(t for t, gone in runs if not gone), "".join(t for t, gone in runs if gone)


def _without_footnote(cell: Any, kept: str) -> tuple[str, str]:
    """The text without a raised footnote mark at its end or inside (①, *, [1]), and that mark."""
    runs = cell.value if isinstance(cell.value, CellRichText) else []
    marks = [str(r).strip() for r in runs if isinstance(r, TextBlock) and r.font.vertAlign == "superscript"]
    for mark in marks:
        before, found, after = kept.partition(mark)
        if found and is_footnote(before, mark):
            return before + after, mark
    return kept, ""


def _struck(cell: Any) -> bool:
    return bool(cell.has_style and cell.font.strike)


def _written(value: Any) -> str:
    """A value as text: whole numbers without .0, dates as 2025-06-18."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() else repr(value)
    if isinstance(value, datetime) and value.time() == time():
        return value.date().isoformat()
    return value.isoformat() if isinstance(value, date | time) else str(value)


def _ticked(cell: Any, text: str) -> str:
    """Tick marks are often letters in a font of symbols."""
    symbols = _TICKS.get(cell.font.name or "", {}) if text and len(text) == 1 and cell.has_style else {}
    return symbols.get(text, text)


def _is_struck_out(cells: tuple[Cell, ...]) -> bool:
    """Whether all that stands in the row, its number aside, is struck through."""
    said = [cell for cell in cells if cell.text or cell.struck]
    kept = [cell for cell in said if cell.text]
    return any(c.struck for c in said) and all(len(c.text) <= 4 and c.text.strip("、.．()（）").isdigit() for c in kept)  # noqa: PLR2004
