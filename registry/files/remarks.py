"""The user's own file back, with what must be mended written where it must be mended.

Only what is added is new: every other part of the file comes back byte for byte, formats and pictures included.
(In a sheet with remarks, rows in which nothing stands are left out: there may be a million.)
"""

import zipfile
from collections.abc import Callable, Iterable, Mapping, Sequence
from io import BytesIO
from pathlib import Path
from typing import Any
from uuid import uuid4

from lxml import etree

from registry.files import errors, own_tables
from registry.files.document import main_and_body, rows_of, tables_in
from registry.files.formats import found_format
from registry.files.grid import letter
from registry.files.headers import header_at
from registry.files.lists import REMARKS_HEADING, REMARKS_MARK, FileForm, Problem
from registry.files.package import UNPACKING_FAILED, Package, content_of, file_name, open_package
from registry.files.reading import flows_in
from registry.files.sheets import MAIN, MOST_COLUMNS, sheet_parts, without_empty_rows
from registry.files.word_numbers import W

MOST_REMARKS = 2000
Say = Callable[[Problem], str]


def bare_words(problem: Problem) -> str:
    """Code and facts, for those who bring no words of their own."""
    return " ".join([problem.code, *(f"{name}={value}" for name, value in problem.facts.items())])


def with_remarks(source: Path | bytes, problems: Sequence[Problem], say: Say = bare_words, name: str = "") -> bytes:
    """The file with a column of remarks (.xlsx, our .csv), or in the tables and at the end (.docx).

    `say` gives the words. Raises a `FileRefused`, as reading does."""
    told = problems[:MOST_REMARKS]
    content = content_of(source, file_name(name or (source.name if isinstance(source, Path) else "")))
    ours = own_tables.as_text(content) if found_format(content) == "TEXT" else None
    if ours is not None and not own_tables.is_json(ours):
        return own_tables.remarked(ours, _by_row(told, say))
    package = open_package(source, name)
    if package.form is FileForm.WORKBOOK:
        return _copied(package, _remarked_sheets(package, told, say))
    return _copied(package, {package.main: _remarked_document(package, told, say)})


Headers = Mapping[str, Sequence[int]]
"""By sheet or table the rows that say the columns, from top to bottom."""


def _headers_of(package: Package) -> Headers:
    found: dict[str, list[int]] = {}
    for flow in flows_in(package)[0]:
        for at, row in enumerate(flow.rows):
            if header_at(flow.rows, at):
                found.setdefault(row.where, []).append(row.number)
    return found


def _heading(headers: Sequence[int], first: int) -> int:
    """The row of the heading over remarks that begin in this row: the header of its table, else the row above."""
    return max((number for number in headers if number < first), default=first - 1 or 1)


def write_remarks(target: Path, original: Path, content: bytes, problems: Sequence[Problem], say: Say) -> None:
    """Writes the file with remarks, whole or not at all; never in place of the original. Raises FileNotWritten."""
    part = target.with_name(f".{target.name}.{uuid4().hex[:8]}")
    try:
        if target.exists() and target.samefile(original):
            raise errors.FileNotWritten(target.name)
        part.write_bytes(with_remarks(content, problems, say, original.name))
        part.replace(target)
    except OSError as error:
        part.unlink(missing_ok=True)
        raise errors.FileNotWritten(target.name) from error


def _copied(package: Package, changed: Mapping[str, bytes]) -> bytes:
    written = BytesIO()
    with zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as copy:
        for entry in package.archive.infolist():
            try:
                copy.writestr(entry, changed.get(entry.filename) or package.archive.read(entry))
            except UNPACKING_FAILED as error:
                raise errors.FileDamaged(package.file, entry.filename) from error
    return written.getvalue()


def _as_xml(tree: Any) -> bytes:
    return bytes(etree.tostring(tree, xml_declaration=True, encoding="UTF-8", standalone=True))


# .xlsx
# ----------------------------------------------------------------------------------------------------------------------


def _remarked_sheets(package: Package, problems: Sequence[Problem], say: Say) -> dict[str, bytes]:
    changed, headers = {}, _headers_of(package)
    for title, part in sheet_parts(package):
        ours = [problem for problem in problems if problem.sheet == title]
        if ours:
            tree = without_empty_rows(package, part)
            _remark_sheet(tree, _by_row(ours, say), headers.get(title, ()))
            changed[part] = _as_xml(tree)
    return changed


def _by_row(problems: Iterable[Problem], say: Say) -> dict[int, str]:
    told: dict[int, list[str]] = {}
    for problem in problems:
        place = f"{problem.column}{problem.row}: " if problem.column else ""
        told.setdefault(max(problem.row, 1), []).append(place + say(problem))
    return {row: "\n".join(lines) for row, lines in told.items()}


def _remark_sheet(tree: Any, remarks: Mapping[int, str], headers: Sequence[int]) -> None:
    rows = tree.find(f"{MAIN}sheetData")
    by_number = {int(row.get("r", "0")): row for row in rows}
    column = letter(_free_column(rows))
    heading = _heading(headers, min(remarks))
    for number, text in sorted({heading: REMARKS_HEADING, **remarks}.items()):
        row = by_number.get(number)
        row = _new_row(rows, number) if row is None else row
        row.attrib.pop("spans", None)
        row.append(_text_cell(f"{column}{number}", text, REMARKS_MARK if number == heading else ""))
    dimension = tree.find(f"{MAIN}dimension")
    if dimension is not None:  # only a hint, and wrong now
        tree.remove(dimension)


def _free_column(rows: Any) -> int:
    """The first column to the right of everything written."""
    used = [_column(cell.get("r", "A1")) for row in rows for cell in row if len(cell)]
    return min(max(used, default=0), MOST_COLUMNS - 1) + 1


def _column(reference: str) -> int:
    count = 0
    for c in reference:
        if c.isalpha():
            count = count * 26 + ord(c.upper()) - 64
    return count


def _new_row(rows: Any, number: int) -> Any:
    made = etree.Element(f"{MAIN}row", r=str(number))
    at = next((place for place, row in enumerate(rows) if int(row.get("r", "0")) > number), len(rows))
    rows.insert(at, made)
    return made


def _text_cell(reference: str, text: str, mark: str = "") -> Any:
    """A cell of text, never a formula, whatever it begins with; the mark stands unseen behind it."""
    cell = etree.Element(f"{MAIN}c", r=reference, t="inlineStr")
    etree.SubElement(etree.SubElement(cell, f"{MAIN}is"), f"{MAIN}t").text = _printable(text) + mark
    return cell


# .docx
# ----------------------------------------------------------------------------------------------------------------------


def _remarked_document(package: Package, problems: Sequence[Problem], say: Say) -> bytes:
    tree, body = main_and_body(package)
    places = [(f"{p.sheet} · {p.row}" + (f" · {p.column}" if p.column else ""), say(p)) for p in problems]
    _remark_rows(body, problems, say, _headers_of(package))
    last = body.find(f"{W}sectPr")
    at = len(body) if last is None else body.index(last)
    body[at:at] = [_paragraph(REMARKS_HEADING, REMARKS_MARK), _table(places), _paragraph("")]
    return _as_xml(tree)


def _remark_rows(body: Any, problems: Sequence[Problem], say: Say, headers: Headers) -> None:
    """A last column of remarks in each table of the user's, where a column can be added without harm."""
    for number, table in enumerate(tables_in(body), start=1):
        ours = _by_row([problem for problem in problems if problem.sheet == f"表{number}"], say)
        rows = list(rows_of(table))
        grid = table.find(f"{W}tblGrid")
        is_simple = all(map(_is_plain, rows)) and len({_width(row) for row in rows}) == 1
        if not ours or grid is None or not 1 < min(ours) <= max(ours) <= len(rows) or not is_simple:
            continue
        etree.SubElement(grid, f"{W}gridCol", {f"{W}w": "2600"})
        heading = _heading(headers.get(f"表{number}", ()), min(ours))
        for at, row in enumerate(rows, start=1):
            row.append(_cell(REMARKS_HEADING, REMARKS_MARK) if at == heading else _cell(ours.get(at, "")))


def _is_plain(row: Any) -> bool:
    """Whether a row is nothing but its properties and cells, from the first column to the last."""
    kinds = {child.tag for child in row}
    gaps = any(row.find(f"{W}trPr/{W}{name}") is not None for name in ("gridBefore", "gridAfter", "ins", "del"))
    return kinds <= {f"{W}tc", f"{W}trPr", f"{W}tblPrEx"} and not gaps


def _width(row: Any) -> int:
    spans = (cell.find(f"{W}tcPr/{W}gridSpan") for cell in row.iterfind(f"{W}tc"))
    return sum(1 if span is None else int(span.get(f"{W}val") or 1) for span in spans)


def _cell(text: str, mark: str = "") -> Any:
    cell = etree.Element(f"{W}tc")
    etree.SubElement(etree.SubElement(cell, f"{W}tcPr"), f"{W}tcW", {f"{W}w": "2600", f"{W}type": "dxa"})
    cell.append(_paragraph(text, mark))
    return cell


def _table(rows: Iterable[tuple[str, str]]) -> Any:
    table = etree.Element(f"{W}tbl")
    borders = etree.SubElement(etree.SubElement(table, f"{W}tblPr"), f"{W}tblBorders")
    for side in ("top", "left", "bottom", "right", "insideH", "insideV"):
        etree.SubElement(borders, f"{W}{side}", {f"{W}val": "single", f"{W}sz": "4"})
    grid = etree.SubElement(table, f"{W}tblGrid")
    for width in ("2200", "6400"):
        etree.SubElement(grid, f"{W}gridCol", {f"{W}w": width})
    for texts in rows:
        row = etree.SubElement(table, f"{W}tr")
        for text in texts:
            etree.SubElement(row, f"{W}tc").append(_paragraph(text))
    return table


def _paragraph(text: str, mark: str = "") -> Any:
    paragraph = etree.Element(f"{W}p")
    if text:
        etree.SubElement(etree.SubElement(paragraph, f"{W}r"), f"{W}t").text = _printable(text) + mark
    return paragraph


def _printable(text: str) -> str:
    return "".join(c for c in text if c == "\n" or c.isprintable())
