"""What floats above the cells of a workbook, text boxes and pictures, and pictures in a document: none of it can be
read, so all of it is told."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from registry.files.columns import read_for
from registry.files.fields import Field
from registry.files.grid import letter
from registry.files.lines import is_surely_note
from registry.files.lists import FileForm, Problem
from registry.files.notices import Notice, notice
from registry.files.package import Package
from registry.files.parts import Entry, PartReading
from registry.files.sheets import sheet_parts
from registry.files.text import one_line
from registry.files.word_numbers import W

TOLD = 40
_FRAME = "{http://schemas.openxmlformats.org/drawingml/2006/spreadsheetDrawing}"
_ART = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
_PICTURES = (f"{_ART}blip", "{urn:schemas-microsoft-com:vml}imagedata")
_MATTERS_NOTHING = frozenset({Field.REMARK, Field.MARK, Field.CHANGE, Field.NUMBER})


@dataclass(frozen=True, slots=True)
class Drawn:
    """A text box or, where `text` is empty, a picture: the sheet, its first and last row, its first column."""

    sheet: str
    row: int
    last_row: int
    column: int
    text: str


def drawn_in(package: Package) -> Iterator[Drawn]:
    """Whatever floats above the sheets of a workbook and is no bare line or frame."""
    for title, part in sheet_parts(package) if package.form is FileForm.WORKBOOK else ():
        for leads_to in package.relations(part).values():
            tree = package.tree(leads_to) if "/drawings/" in leads_to and leads_to.endswith(".xml") else None
            if tree is not None:
                yield from (one for anchor in tree.iter(f"{_FRAME}*") if (one := _drawn(title, anchor)))


def _drawn(sheet: str, anchor: Any) -> Drawn | None:
    if not anchor.tag.endswith("Anchor"):
        return None
    lines = ("".join(text.text or "" for text in line.iter(f"{_ART}t")) for line in anchor.iter(f"{_ART}p"))
    said = one_line("\n".join(lines))
    if not said and not has_picture(anchor) and next(anchor.iter(f"{_FRAME}graphicFrame"), None) is None:
        return None
    row, column = _at(anchor, "from", "row", 1), _at(anchor, "from", "col", 1)
    return Drawn(sheet, row, max(_at(anchor, "to", "row", row), row), column, said)


def _at(anchor: Any, end: str, what: str, usual: int) -> int:
    """Where an anchor begins or ends, counted from 1."""
    text = anchor.findtext(f"{_FRAME}{end}/{_FRAME}{what}")
    return int(text) + 1 if text else usual


def has_picture(element: Any) -> bool:
    """Whether a picture stands in an element of a workbook's drawing or of a document."""
    return next(element.iter(*_PICTURES), None) is not None


def pictures_beside_text(body: Any) -> int:
    """How many pictures a document has that no cell consists of."""
    alone = (cell for cell in body.iter(f"{W}tc") if is_nothing_but_a_picture(cell))
    return sum(1 for _ in body.iter(*_PICTURES)) - sum(sum(1 for _ in cell.iter(*_PICTURES)) for cell in alone)


def is_nothing_but_a_picture(cell: Any) -> bool:
    """Whether a document's cell has a picture and no text: what it says can only be seen."""
    return has_picture(cell) and not "".join(text.text or "" for text in cell.iter(f"{W}t")).strip()


def told_of_drawn(drawn: Iterable[Drawn], parts: Iterable[PartReading]) -> tuple[list[Problem], list[Notice]]:
    """What floats over a list may be part of it and is a problem; what floats elsewhere is told.

    A picture is a problem where it lies on an empty cell that is read; a seal over written text is only told."""
    entries: dict[str, list[Entry]] = {}
    for entry in (entry for part in parts for entry in part.entries):
        entries.setdefault(entry.draft.first.row.where, []).append(entry)
    problems: list[Problem] = []
    notices: list[Notice] = []
    for one in drawn:
        problem = (_text_over if one.text else _picture_over)(one, entries.get(one.sheet, ()))
        if problem is not None:
            problems.append(problem)
            continue
        facts = {"sheet": one.sheet.strip(), "row": one.row}
        told = (
            notice("BOX_NOT_READ", text=one.text[:TOLD], **facts) if one.text else notice("PICTURE_NOT_READ", **facts)
        )
        notices += [told] if told not in notices else []
    return problems, notices


def _text_over(one: Drawn, entries: Sequence[Entry]) -> Problem | None:
    """A text box that reaches down to the first item or below; what it says may be items, shares or a note."""
    first = min((entry.draft.first.row.number for entry in entries), default=0)
    if not entries or one.last_row < first or is_surely_note(one.text):
        return None
    return Problem(one.sheet, one.row, letter(one.column), "BOX_OVER_LIST", {"text": one.text[:TOLD]})


def _picture_over(one: Drawn, entries: Sequence[Entry]) -> Problem | None:
    for entry in entries:
        column = entry.header.columns.get(one.column)
        if (
            column is None
            or column.field in _MATTERS_NOTHING
            or column.field not in read_for(entry.header, entry.draft.tier)
        ):
            continue
        for row in (line.row for line in entry.draft.lines if line.row.number == one.row):
            cell = row.at(one.column)
            if cell is None or not (cell.text or cell.above):
                return Problem(one.sheet, one.row, letter(one.column), "PICTURE", {"of": column.text})
    return None
