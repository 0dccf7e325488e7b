"""An overview as a file: a workbook with a sheet for each table, or all of them one below the other as .csv."""

import csv
from collections.abc import Sequence
from io import BytesIO, StringIO

from openpyxl import Workbook
from openpyxl.styles import Alignment, Font

from registry.files.tables_out import BYTE_ORDER_MARK, escaped
from registry.files.writing import TYPES
from registry.words.overviews import Table

OVERVIEW_TYPES = {form: TYPES[form] for form in ("xlsx", "csv")}
_WIDE, _NARROW = 40, 14
"""Widths of columns, in characters."""
_NAME_LENGTH = 31
"""Excel's own bound for the name of a sheet."""


def overview_file(form: str, title: str, tables: Sequence[Table]) -> bytes:
    """The content of a file of this form, xlsx or csv; each table says above it what it is of."""
    return _workbook(title, tables) if form == "xlsx" else _text(title, tables)


def _workbook(title: str, tables: Sequence[Table]) -> bytes:
    book, stream = Workbook(), BytesIO()
    for empty in book.worksheets:
        book.remove(empty)
    for table in tables:
        sheet = book.create_sheet(table.title[:_NAME_LENGTH])
        sheet.append([f"{title} · {table.title}"])
        sheet.append(list(table.columns))
        for line in _lines(table):
            sheet.append(line)
        sheet["A1"].font = Font(bold=True)
        for cell in sheet[2]:
            cell.font, cell.alignment = Font(bold=True), Alignment(wrap_text=True)
        for place, cell in enumerate(sheet[2]):
            sheet.column_dimensions[cell.column_letter].width = _NARROW if place else _WIDE
        sheet.freeze_panes = "B3"
    book.save(stream)
    return stream.getvalue()


def _text(title: str, tables: Sequence[Table]) -> bytes:
    text = StringIO(newline="")
    lines = csv.writer(text, lineterminator="\r\n")
    for table in tables:
        lines.writerow([escaped(f"{title} · {table.title}")])
        lines.writerow([escaped(name) for name in table.columns])
        lines.writerows(_lines(table))
        lines.writerow([])
    return (BYTE_ORDER_MARK + text.getvalue()).encode()


def _lines(table: Table) -> list[list[str | int | None]]:
    return [[escaped(row.name), *row.numbers] for row in table.rows]
