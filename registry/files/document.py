"""Reading a .docx: its paragraphs and tables in order, merged cells laid on a grid, tracked changes accepted."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from registry.files import errors
from registry.files.drawings import has_picture, is_nothing_but_a_picture, pictures_beside_text
from registry.files.grid import Cell, Flow, Gone, Row
from registry.files.notices import Notice, notice
from registry.files.package import Package
from registry.files.sheets import MOST_ROWS
from registry.files.text import visible
from registry.files.word_numbers import W, WordNumbers
from registry.files.word_text import Said, WordStyles, boxes_in, ends_open, in_boxes

MOST_LINES = 50_000
_WRAPPERS = {f"{W}{name}" for name in ("sdt", "sdtContent", "customXml", "ins", "moveTo")}


def flows_of(package: Package) -> tuple[tuple[Flow, ...], tuple[Notice, ...]]:
    """The document as one flow of rows, and what is to be said about how it was read."""
    main, body = main_and_body(package)
    if sum(1 for _ in main.iter(f"{W}p")) > MOST_LINES:
        raise errors.TooMuchInFile(package.file, "PARAGRAPHS", most=MOST_LINES)
    if sum(1 for _ in main.iter(f"{W}tr")) > MOST_ROWS:
        raise errors.TooMuchInFile(package.file, "ROWS", most=MOST_ROWS)
    tracked = next(main.iter(f"{W}ins"), None) is not None
    if next(main.iter(f"{W}altChunk", f"{W}subDoc"), None) is not None:
        raise errors.FileFormatRefused(package.file, "EMBEDDED")
    numbers = _numbers(package)
    rows = tuple(_Document(numbers, WordStyles(numbers.styles)).rows(body))
    told = (notice("TRACKED_CHANGES"),) if tracked else ()
    pictures = pictures_beside_text(body)
    told = (notice("PICTURES_NOT_READ", count=pictures), *told) if pictures else told
    return (Flow("", rows, is_document=True),), told


def main_and_body(package: Package) -> tuple[Any, Any]:
    """The document's root and body. FileFormatRefused for the strict variant: it has other names for everything."""
    main = package.tree(package.main)
    body = main.find(f"{W}body")
    if body is None:
        raise errors.FileFormatRefused(package.file, "STRICT")
    return main, body


def _numbers(package: Package) -> WordNumbers:
    parts = package.relations(package.main).values()
    found = {name: next((p for p in parts if p.endswith(f"/{name}.xml")), "") for name in ("numbering", "styles")}
    return WordNumbers(package.tree(found["numbering"]), package.tree(found["styles"]))


class _Document:
    """One pass through a document's body; paragraphs and tables are counted as they are met."""

    def __init__(self, numbers: WordNumbers, styles: WordStyles) -> None:
        self._numbers, self._styles = numbers, styles
        self._tables = self._paragraphs = 0

    def rows(self, parent: Any) -> Iterator[Row]:
        for block in parent:
            if block.tag == f"{W}p":
                self._paragraphs += 1
                cell = self._cell([block], 1)
                yield Row("", self._paragraphs, (cell,), is_paragraph=True)
                for box in boxes_in(block):
                    yield from self.rows(box)
            elif block.tag == f"{W}tbl":
                self._tables += 1
                yield from self._table_rows(block, self._tables)
            elif block.tag in _WRAPPERS:
                yield from self.rows(block)

    def _table_rows(self, table: Any, number: int) -> Iterator[Row]:
        open_above: dict[int, Cell] = {}
        for count, row in enumerate(_inside(table, "tr"), start=1):
            is_deleted = row.find(f"{W}trPr/{W}del") is not None
            cells = () if is_deleted else tuple(self._cells(row, open_above))
            gone = Gone.DELETED if is_deleted else Gone.STRUCK if _is_struck_out(cells) else None
            is_hidden = row.find(f"{W}trPr/{W}hidden") is not None
            yield Row(f"表{number}", count, cells, table=number, is_hidden=is_hidden, gone=gone)

    def _cells(self, row: Any, above: dict[int, Cell]) -> Iterator[Cell]:
        """The cells on the table's grid; `above` holds, per column, the cell that may go on downwards."""
        column = 1 + int(_property(row, "trPr", "gridBefore") or 0)
        for cell in _inside(row, "tc"):
            width = min(int(_property(cell, "tcPr", "gridSpan") or 1), 64)
            merged = cell.find(f"{W}tcPr/{W}vMerge")
            top = above.get(column)
            if merged is not None and merged.get(f"{W}val", "continue") == "continue" and top is not None:
                yield Cell(column, is_covered=True, above=top.text, width=width)
            else:
                read = self._cell(_paragraphs(cell), column, width)
                read = replace(read, is_unseen=read.is_unseen and not _is_coloured(cell), trouble=_trouble(cell))
                read = replace(read, has_table=cell.find(f".//{W}tbl") is not None)
                above[column] = read
                yield read
            column += width

    def _cell(self, paragraphs: list[Any], column: int, width: int = 1) -> Cell:
        said, is_automatic = Said(), False
        for place, paragraph in enumerate(paragraphs):
            label = self._numbers.label(paragraph)
            if place and not ends_open(paragraphs[place - 1]):
                said.text.append("：" if _is_beside(paragraphs[place - 1], paragraph) else "\n")
            is_automatic |= bool(label) and not visible("".join(said.text))
            said.text.append(label)
            said.take(paragraph, self._styles)
        return _as_cell(said, column, width, is_automatic=is_automatic)


def _as_cell(said: Said, column: int, width: int, *, is_automatic: bool) -> Cell:
    text = "".join(said.text)
    return Cell(
        column,
        text=visible(text),
        raw="" if is_automatic else text.strip(),
        width=width,
        struck=visible("".join(said.struck)),
        hidden=visible("".join(said.hidden)),
        deleted=visible("".join(said.deleted)),
        is_inserted=said.is_inserted,
        footnote=said.footnote,
        is_unseen=said.is_unseen,
        is_automatic=is_automatic,
    )


def tables_in(parent: Any) -> Iterator[Any]:
    """A body's tables in the order in which they are counted (表1, 表2 …)."""
    for block in parent:
        if block.tag == f"{W}tbl":
            yield block
        elif block.tag in _WRAPPERS:
            yield from tables_in(block)
        elif block.tag == f"{W}p":
            for box in boxes_in(block):
                yield from tables_in(box)


def rows_of(table: Any) -> Iterator[Any]:
    """A table's rows as they are counted."""
    return _inside(table, "tr")


def _inside(parent: Any, name: str) -> Iterator[Any]:
    """The rows of a table or the cells of a row, also those that stand in a content control or a tracked change."""
    for child in parent:
        if child.tag == f"{W}{name}":
            yield child
        elif child.tag in _WRAPPERS:
            yield from _inside(child, name)


def _paragraphs(cell: Any) -> list[Any]:
    """A cell's paragraphs, those of a table inside it included; not those of drawings."""
    found: list[Any] = []
    for child in cell:
        if child.tag == f"{W}p":
            found.append(child)
        elif child.tag in _WRAPPERS or child.tag in (f"{W}tbl", f"{W}tr", f"{W}tc"):
            found += _paragraphs(child)
    return found


def _is_beside(before: Any, paragraph: Any) -> bool:
    """Whether this begins the second of two cells of a table inside a cell: 县教育局 | 联合检查."""
    here, there = before.getparent(), paragraph.getparent()
    row = there.getparent()
    if here is there or here.tag != there.tag or there.tag != f"{W}tc" or here.getparent() is not row:
        return False
    return len(row.findall(f"{W}tc")) == 2 and bool("".join(before.itertext()).strip())  # noqa: PLR2004


def _trouble(cell: Any) -> str:
    """A text box or a picture in a cell may be what the cell says; both lie outside its text."""
    boxed = any("".join(paragraph.itertext()).strip() for paragraph in in_boxes(cell))
    if boxed or not is_nothing_but_a_picture(cell):
        trouble = "TEXT_BOX" if boxed else ""
    else:
        trouble = "PICTURE" if has_picture(cell) else ""
    return trouble


def _is_coloured(cell: Any) -> bool:
    """Whether a cell's ground has a colour, so that white letters show."""
    shading = cell.find(f"{W}tcPr/{W}shd")
    return shading is not None and shading.get(f"{W}fill", "auto").upper() not in ("AUTO", "FFFFFF")


def _property(element: Any, group: str, name: str) -> str | None:
    found = element.find(f"{W}{group}/{W}{name}")
    return None if found is None else found.get(f"{W}val")


def _is_struck_out(cells: tuple[Cell, ...]) -> bool:
    said = [cell for cell in cells if cell.text or cell.struck]
    return any(c.struck for c in said) and all(c.is_automatic or c.text.isdigit() for c in said if c.text)
