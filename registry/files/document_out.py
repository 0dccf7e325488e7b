"""Writing a township's list as the annex of a document: title, document number, effective day, three tables."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, BinaryIO

import docx
from docx.document import Document
from docx.enum.section import WD_ORIENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt

from registry.domain.duties import DutyTier
from registry.files.fields import Field
from registry.files.layout import COLUMNS, PER_DEPARTMENT, SAMPLE, CategoryLine, ItemLines, ListOut, lines_of
from registry.files.marks import hidden

_LONG_SIDE, _SHORT_SIDE, _MARGIN = Mm(297), Mm(210), Mm(20)
_WIDTHS = {Field.NUMBER: 900, Field.DEPARTMENT: 2200, Field.TAKEN_OVER_BY: 3200}
_WIDE = 4200
_FONT = "宋体"


def write_document(list_out: ListOut, to: BinaryIO) -> None:
    """One township as an annex on landscape A4, which is how three columns of duties stay readable."""
    document = docx.Document()
    _page(document, list_out)
    for place, tier in enumerate(DutyTier):  # one without rows says so: 共0项
        if place:
            document.add_page_break()
        _titles(document, list_out, tier)
        document.element.body.insert(len(document.element.body) - 1, _table(list_out, tier))
    document.save(to)


def _page(document: Document, list_out: ListOut) -> None:
    section, style = document.sections[0], document.styles["Normal"]
    section.orientation, section.page_width, section.page_height = WD_ORIENT.LANDSCAPE, _LONG_SIDE, _SHORT_SIDE
    section.left_margin = section.right_margin = section.top_margin = section.bottom_margin = _MARGIN
    style.font.name, style.font.size = _FONT, Pt(10.5)
    style.element.get_or_add_rPr().get_or_add_rFonts().set(qn("w:eastAsia"), _FONT)
    document.core_properties.title = f"{list_out.county}{list_out.place.name}履行职责事项清单"
    document.core_properties.author = ""
    sample = SAMPLE if list_out.is_sample else ""
    _centred(section.header.paragraphs[0]).add_run(f"{list_out.place.name}履行职责事项清单{sample}")
    foot = _centred(section.footer.paragraphs[0])
    for before, field_code in (("第 ", "PAGE"), (" 页 共 ", "NUMPAGES")):
        foot.add_run(before)
        counted = OxmlElement("w:fldSimple")
        counted.set(qn("w:instr"), field_code)
        counted.append(_run("1"))
        foot._p.append(counted)
    foot.add_run(" 页")


def _centred(paragraph: Any) -> Any:
    paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    return paragraph


def _titles(document: Document, list_out: ListOut, tier: DutyTier) -> None:
    first, *others = list_out.letterhead(tier)
    title = _centred(document.add_paragraph()).add_run(first)
    title.bold, title.font.size = True, Pt(18)
    for text in others:
        _centred(document.add_paragraph(text))


# Tables, as XML: python-docx takes a cell apart and together again for every text
# ----------------------------------------------------------------------------------------------------------------------


def _table(list_out: ListOut, tier: DutyTier) -> Any:
    columns = COLUMNS[tier]
    table, properties, grid = OxmlElement("w:tbl"), OxmlElement("w:tblPr"), OxmlElement("w:tblGrid")
    properties.append(_borders())
    for what in columns:
        grid.append(_element("w:gridCol", {"w:w": _WIDTHS.get(what, _WIDE)}))
    table.extend([properties, grid, _row([_cell(text, bold=True) for text in columns.values()], repeats=True)])
    for one in lines_of(list_out, tier):
        table.extend([_category(one, len(columns))] if isinstance(one, CategoryLine) else _item(one, tuple(columns)))
    return table


def _borders() -> Any:
    borders = OxmlElement("w:tblBorders")
    for side in ("top", "left", "bottom", "right", "insideH", "insideV"):
        borders.append(_element(f"w:{side}", {"w:val": "single", "w:sz": 4, "w:space": 0, "w:color": "auto"}))
    return borders


def _category(line: CategoryLine, width: int) -> Any:
    return _row([_cell(line.text, bold=True, width=width, mark=line.mark)])


def _item(item: ItemLines, columns: Sequence[Field]) -> Iterator[Any]:
    for place, line in enumerate(item.lines):
        cells = []
        for what in columns:
            goes_down = len(item.lines) > 1 and what not in PER_DEPARTMENT
            text = "" if goes_down and place else line.get(what, "")
            mark = item.mark if what is Field.NUMBER and place == 0 else ""
            merged = ("continue" if place else "restart") if goes_down else ""
            cells.append(_cell(text, merged=merged, mark=mark))
        yield _row(cells)


def _row(cells: Iterable[Any], *, repeats: bool = False) -> Any:
    row, properties = OxmlElement("w:tr"), OxmlElement("w:trPr")
    properties.append(OxmlElement("w:cantSplit"))
    if repeats:
        properties.append(OxmlElement("w:tblHeader"))
    row.append(properties)
    row.extend(cells)
    return row


def _cell(text: str, *, bold: bool = False, width: int = 1, merged: str = "", mark: str = "") -> Any:
    cell, properties = OxmlElement("w:tc"), OxmlElement("w:tcPr")
    if width > 1:
        properties.append(_element("w:gridSpan", {"w:val": width}))
    if merged:
        properties.append(_element("w:vMerge", {"w:val": merged}))
    paragraph = OxmlElement("w:p")
    if text:
        paragraph.append(_run(text, bold=bold))
    if mark:
        paragraph.append(_run(hidden(mark), vanishes=True))
    cell.extend([properties, paragraph])
    return cell


def _run(text: str, *, bold: bool = False, vanishes: bool = False) -> Any:
    run, properties = OxmlElement("w:r"), OxmlElement("w:rPr")
    for name, is_on in (("w:b", bold), ("w:vanish", vanishes)):
        if is_on:
            properties.append(OxmlElement(name))
    run.append(properties)
    for place, line in enumerate(text.split("\n")):
        if place:
            run.append(OxmlElement("w:br"))
        written = OxmlElement("w:t")
        written.text = line
        written.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")
        run.append(written)
    return run


def _element(name: str, attributes: Mapping[str, object]) -> Any:
    element = OxmlElement(name)
    for attribute, value in attributes.items():
        element.set(qn(attribute), str(value))
    return element
