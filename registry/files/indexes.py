"""The index 目录 of a file that we wrote for several townships: whose lists stand in it, and where."""

import csv
import zipfile
from collections.abc import Iterator, Sequence
from io import BytesIO
from pathlib import Path

from registry.files import errors
from registry.files.grid import Flow, Row
from registry.files.layout import INDEX_COLUMNS
from registry.files.package import UNPACKING_FAILED
from registry.files.tables_out import unescaped
from registry.files.workbook_out import INDEX, sheet_name

IN_ARCHIVE = f"{INDEX}.csv"
LARGEST_INDEX = 2**20
NAME, CODE, DAY, NOTE = (INDEX_COLUMNS.index(name) for name in ("乡镇（街道）", "行政区划代码", "生效日期", "说明"))
SAMPLE = "示例"
Line = Sequence[str]
"""A township's line: what stands in each of `INDEX_COLUMNS`."""


def index_of(flows: Sequence[Flow]) -> list[Line] | None:
    """The lines of the townships that have a list, of a county's workbook as we wrote it; None for any other file."""
    first = flows[0] if flows else None
    if first is None or first.title != INDEX or not first.rows or _texts(first.rows[0]) != list(INDEX_COLUMNS):
        return None
    return [line for line in map(_texts, first.rows[1:]) if line[DAY]]


def by_sheet(flows: Sequence[Flow], lines: Sequence[Line], file: str) -> Iterator[tuple[Line, Flow]]:
    """Each township's line with its sheet. Raises IndexDisagrees where either is without the other."""
    sheets, names = {flow.title: flow for flow in flows[1:]}, {INDEX}
    for line in lines:
        title = sheet_name(line[NAME], names)
        if title not in sheets:
            raise errors.IndexDisagrees(file, title)
        yield line, sheets.pop(title)
    for title, flow in sheets.items():
        if any(row.filled for row in flow.rows):
            raise errors.IndexDisagrees(file, title)


def archived(source: Path | bytes) -> dict[str, Line] | None:
    """The lines of the townships that have a list, by code, of a .zip as we write it; None for any other file."""
    try:
        with zipfile.ZipFile(BytesIO(source) if isinstance(source, bytes) else source) as archive:
            names = archive.namelist()
            if "[Content_Types].xml" in names or IN_ARCHIVE not in names:
                return None
            if archive.getinfo(IN_ARCHIVE).file_size > LARGEST_INDEX:
                return None
            text = archive.read(IN_ARCHIVE).decode("utf-8-sig")
    except UNPACKING_FAILED:
        return None
    head, *lines = [[unescaped(cell) for cell in line] for line in csv.reader(text.splitlines())] or [[]]
    if head != list(INDEX_COLUMNS) or any(len(line) != len(head) for line in lines):
        return None
    return {line[CODE]: line for line in lines if line[DAY]}


def _texts(row: Row) -> list[str]:
    cells = (row.at(column) for column in range(1, len(INDEX_COLUMNS) + 1))
    return [cell.text if cell is not None else "" for cell in cells]
