"""A workbook bared to what is read: sheets streamed, empty rows and cells dropped, formulas replaced by their values.

So openpyxl never meets a million formatted rows, a chart, a pivot, a link, a comment or a document type.
"""

import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from io import BytesIO
from typing import Any

from lxml import etree
from openpyxl.utils.cell import column_index_from_string, get_column_letter, range_boundaries

from registry.files import errors
from registry.files.package import UNPACKING_FAILED, Package, refuse_entities
from registry.files.unseen import is_flat, unseen_styles

MOST_ROWS = 20_000
MOST_CELLS = 400_000
MOST_SHEETS = 60
MOST_COLUMNS = 64

MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
_ROW, _CELL, _FORMULA, _VALUE = f"{MAIN}row", f"{MAIN}c", f"{MAIN}f", f"{MAIN}v"
_KEPT = {f"{MAIN}{name}" for name in ("sheetFormatPr", "sheetData", "mergeCells")}
_FONT = {f"{MAIN}name", f"{MAIN}strike"}
_PLAIN_STYLES = f"""<styleSheet xmlns="{MAIN[1:-1]}"><numFmts count="0"/><fonts><font/></fonts>
<fills><fill><patternFill/></fill></fills><borders><border/></borders><cellStyleXfs><xf/></cellStyleXfs><cellXfs><xf/></cellXfs>
<cellStyles><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles></styleSheet>"""


@dataclass(frozen=True)
class Bared:
    """The bared workbook; per sheet the rows that say something, its formulas (whether a value is stored),
    its hidden columns, its cells in which nothing can be seen."""

    content: bytes
    rows: dict[str, list[int]]
    formulas: dict[str, dict[str, bool]]
    hidden: dict[str, frozenset[int]]
    unseen: dict[str, frozenset[str]]


def bared_copy(package: Package) -> Bared:
    """The copy. TooMuchInFile beyond the bounds, FileHasEntities, FileDamaged."""
    parts = sheet_parts(package)
    if len(parts) > MOST_SHEETS:
        raise errors.TooMuchInFile(package.file, "SHEETS", most=MOST_SHEETS)
    written = BytesIO()
    sheets: list[_Sheet] = []
    unseen = _unseen_styles(package)
    with zipfile.ZipFile(written, "w", zipfile.ZIP_STORED) as copy:
        for part, content in _plain_parts(package):
            copy.writestr(part, content)
        for title, part in parts:
            sheets.append(_bared_sheet(package, part, title, unseen))
            copy.writestr(part, sheets[-1].content)
    content = written.getvalue()
    return Bared(
        content,
        {s.title: s.rows for s in sheets},
        {s.title: s.formulas for s in sheets},
        {s.title: s.hidden for s in sheets},
        {s.title: frozenset(s.unseen) for s in sheets},
    )


def sheet_parts(package: Package) -> list[tuple[str, str]]:
    """Each worksheet's title and part, in the workbook's order."""
    relations = package.relations(package.main)
    book = package.tree(package.main)
    if not book.tag.startswith(MAIN):  # the strict variant has other names for everything
        raise errors.FileFormatRefused(package.file, "STRICT")
    found = [(s.get("name", ""), relations.get(s.get(RELATION, ""), "")) for s in book.iter(f"{MAIN}sheet")]
    return [(title, part) for title, part in found if part in package.names and "chartsheet" not in part]


def _plain_parts(package: Package) -> Iterator[tuple[str, bytes]]:
    folder = package.main.rpartition("/")[0]
    wanted = ("[Content_Types].xml", "_rels/.rels", f"{folder}/_rels/{package.main.rpartition('/')[2]}.rels")
    shared = [part for part in package.relations(package.main).values() if part.endswith("sharedStrings.xml")]
    for part in (*wanted, package.main, *shared):
        if part in package.names:
            yield part, etree.tostring(package.tree(part))
    for part in package.relations(package.main).values():
        if part.endswith("styles.xml") and part in package.names:
            yield part, _bared_styles(package.tree(part))


def _bared_styles(styles: Any) -> bytes:
    """Fonts (what is struck through, tick marks) and number formats (dates): the rest trips openpyxl on WPS files."""
    bared = etree.fromstring(_PLAIN_STYLES)
    for section in ("numFmts", "fonts", "cellXfs"):
        found, place = styles.find(f"{MAIN}{section}"), bared.find(f"{MAIN}{section}")
        if found is not None:
            bared.replace(place, found)
    for font in bared.iterfind(f"{MAIN}fonts/{MAIN}font"):
        for mark in [mark for mark in font if mark.tag not in _FONT]:
            font.remove(mark)
    for style in bared.iterfind(f"{MAIN}cellXfs/{MAIN}xf"):
        kept = {name: style.get(name, "0") for name in ("numFmtId", "fontId")}
        style.clear()
        style.attrib.update(kept)
    return etree.tostring(bared)


def without_empty_rows(package: Package, part: str) -> Any:
    """A sheet's root, all of it but the rows in which nothing stands; TooMuchInFile beyond the bounds."""
    dropper = _Rows(package.file, part)
    return _streamed(package, part, dropper.take, dropper.drop_empty)


def _unseen_styles(package: Package) -> frozenset[int]:
    """The styles in which nothing can be seen; they are bared afterwards."""
    parts = [part for part in package.relations(package.main).values() if part.endswith("styles.xml")]
    return frozenset().union(*(unseen_styles(package.tree(part)) for part in parts if part in package.names))


def _bared_sheet(package: Package, part: str, title: str, unseen: frozenset[int]) -> "_Sheet":
    sheet = _Sheet(package.file, title, unseen)
    sheet.finish(_streamed(package, part, sheet.take, sheet.drop_empty))
    return sheet


def _streamed(package: Package, part: str, take: Callable[[Any], object], finish: Callable[[], None]) -> Any:
    """Hands over each row as soon as it is read; returns the root."""
    try:
        with package.archive.open(part) as stream:
            context = etree.iterparse(stream, tag=(_ROW,), resolve_entities=False, no_network=True, load_dtd=False)
            for _, row in context:
                take(row)
    except (etree.XMLSyntaxError, *UNPACKING_FAILED) as error:
        raise errors.FileDamaged(package.file, part) from error
    refuse_entities(context.root, package.file, part)
    finish()
    return context.root


def _hidden_columns(root: Any) -> Iterator[int]:
    for column in root.iterfind(f"{MAIN}cols/{MAIN}col"):
        if column.get("hidden") in ("1", "true") or is_flat(column.get("width")):
            yield from range(int(column.get("min", 1)), min(int(column.get("max", 0)), MOST_COLUMNS) + 1)


def _place(row: Any) -> None:
    """Cells that do not say where they stand follow one another: now each says so."""
    column = 0
    for cell in row.iterchildren(_CELL):
        if not cell.get("r"):
            cell.set("r", f"{get_column_letter(column + 1)}{row.get('r')}")
        column = column_index_from_string(cell.get("r").rstrip("0123456789"))


class _Rows:
    """Rows while they are streamed. An empty one is dropped when the next is met: the parser still holds it before."""

    def __init__(self, file: str, title: str) -> None:
        self.file, self.title = file, title
        self.rows: list[int] = []
        self._cells = self._last = 0
        self._empty: Any = None

    def take(self, row: Any) -> bool:
        """Whether the row says something."""
        self.drop_empty()
        self._last = int(row.get("r") or self._last + 1)
        filled = sum(map(bool, map(len, row)))
        if not filled:
            self._empty = row
            return False
        row.set("r", str(self._last))
        _place(row)
        self.rows.append(self._last)
        self._cells += filled
        self._check(len(self.rows), MOST_ROWS, "ROWS")
        self._check(self._cells, MOST_CELLS, "CELLS")
        return True

    def drop_empty(self) -> None:
        if self._empty is not None:
            self._empty.getparent().remove(self._empty)
            self._empty = None

    def _check(self, given: int, most: int, what: str) -> None:
        if given > most:
            raise errors.TooMuchInFile(self.file, what, most=most, sheet=self.title)


class _Sheet(_Rows):
    """One sheet bared while it is streamed."""

    def __init__(self, file: str, title: str, unseen_styles: frozenset[int]) -> None:
        super().__init__(file, title)
        self.unseen_styles = unseen_styles
        self.unseen: set[str] = set()
        self.formulas: dict[str, bool] = {}
        self.content = b""
        self.hidden: frozenset[int] = frozenset()

    def take(self, row: Any) -> bool:
        if not super().take(row):
            return False
        if is_flat(row.get("ht")):
            row.set("hidden", "1")
        for cell in list(row):
            if int(cell.get("s") or 0) in self.unseen_styles and cell.get("r"):
                self.unseen.add(cell.get("r"))
            if cell.get("r") and not self._says_something(cell):
                row.remove(cell)
        return True

    def finish(self, root: Any) -> None:
        self.hidden = frozenset(_hidden_columns(root))
        for section in list(root):
            if section.tag not in _KEPT:
                root.remove(section)
        self._clip_merged(root)
        self.content = etree.tostring(root)

    def _says_something(self, cell: Any) -> bool:
        """Takes a formula out of its cell, so that only its stored value is left; notes whether there was one."""
        formula, value = cell.find(_FORMULA), cell.find(_VALUE)
        if formula is not None:
            self.formulas[cell.get("r")] = value is not None and (bool(value.text) or cell.get("t") == "str")
            cell.remove(formula)
            return True
        return cell.tag == _CELL and len(cell) > 0

    def _clip_merged(self, root: Any) -> None:
        """Merged ranges end where reading ends: openpyxl makes an object of every cell under them."""
        area = 0
        for merged in root.findall(f"{MAIN}mergeCells/{MAIN}mergeCell"):
            left, top, right, bottom = range_boundaries(merged.get("ref", ""))
            right, bottom = min(right or MOST_COLUMNS, MOST_COLUMNS), min(bottom or self._last, self._last_row)
            if left is None or left > right or (top or 1) > bottom:
                merged.getparent().remove(merged)
                continue
            area += (right - left + 1) * (bottom - (top or 1) + 1)
            self._check(area, MOST_CELLS, "CELLS")
            merged.set("ref", f"{get_column_letter(left)}{top or 1}:{get_column_letter(right)}{bottom}")

    @property
    def _last_row(self) -> int:
        return self.rows[-1] if self.rows else 0
