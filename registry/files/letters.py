"""Writing a slip as a .docx: an official letter on one page of A4, with the QR code by which it is checked."""

from io import BytesIO
from typing import Any

import docx
import segno
from docx.document import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor

from registry.words import Words
from registry.words.letters import TYPES, Letter

TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
_HEADING, _TEXT = "方正小标宋简体", "仿宋"
_RED = RGBColor(0xC0, 0x00, 0x00)
_CODE_SIDE = Mm(30)
_PIXELS = 8


def letter_document(letter: Letter, code: str, words: Words) -> bytes:
    """The letter as a .docx; `code` is what its QR code says."""
    document = docx.Document()
    _page(document, letter)
    _masthead(document, letter)
    _body(document, letter)
    _foot(document, letter, code, words)
    told = BytesIO()
    document.save(told)
    return told.getvalue()


def _page(document: Document, letter: Letter) -> None:
    """The same page and type as the page to print has: every line's height is fixed, so that both break alike."""
    section, style, kind = document.sections[0], document.styles["Normal"], letter.type or TYPES[-1]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.left_margin, section.right_margin = Mm(27), Mm(25)
    section.top_margin, section.bottom_margin = Mm(20), Mm(12)
    style.font.name, style.font.size = _TEXT, Pt(kind.points)
    style.element.get_or_add_rPr().get_or_add_rFonts().set(qn("w:eastAsia"), _TEXT)
    style.paragraph_format.space_after = Pt(0)
    style.paragraph_format.line_spacing = Pt(kind.line_height)
    document.core_properties.title, document.core_properties.author = letter.title, ""


def _masthead(document: Document, letter: Letter) -> None:
    sender = _line(document, letter.sender, WD_ALIGN_PARAGRAPH.CENTER)
    run = sender.runs[0]
    run.font.size, run.font.color.rgb, run.bold = Pt(22), _RED, True
    _set_in_heading_type(run)
    sender.paragraph_format.line_spacing = Pt(30)
    _red_rule(sender)
    _line(document, letter.document_number or letter.number, WD_ALIGN_PARAGRAPH.RIGHT)
    title = _line(document, letter.title, WD_ALIGN_PARAGRAPH.CENTER)
    title.runs[0].font.size, title.runs[0].bold = Pt(16), True
    _set_in_heading_type(title.runs[0])
    title.paragraph_format.line_spacing = Pt(23)
    title.paragraph_format.space_before = title.paragraph_format.space_after = Pt(10)


def _set_in_heading_type(run: Any) -> None:
    """Word takes the type of Chinese characters from a name of its own."""
    run.font.name = _HEADING
    run._r.get_or_add_rPr().get_or_add_rFonts().set(qn("w:eastAsia"), _HEADING)


def _red_rule(paragraph: Any) -> None:
    borders, bottom = OxmlElement("w:pBdr"), OxmlElement("w:bottom")
    for name, value in (("val", "double"), ("sz", "6"), ("space", "4"), ("color", "C00000")):
        bottom.set(qn(f"w:{name}"), value)
    borders.append(bottom)
    # Word refuses a file whose properties stand in another order than the schema's: borders before spacing.
    paragraph._p.get_or_add_pPr().insert_element_before(borders, "w:spacing", "w:ind", "w:jc", "w:rPr")


def _body(document: Document, letter: Letter) -> None:
    _line(document, letter.addressee)
    for text in letter.paragraphs:
        paragraph = _line(document, text, WD_ALIGN_PARAGRAPH.JUSTIFY)
        paragraph.paragraph_format.first_line_indent = Pt(2 * document.styles["Normal"].font.size.pt)
    signed = _line(document, letter.signed, WD_ALIGN_PARAGRAPH.RIGHT)
    signed.paragraph_format.space_before = Pt(14)
    signed.paragraph_format.keep_with_next = True
    day = _line(document, letter.day, WD_ALIGN_PARAGRAPH.RIGHT)
    for one in (signed, day):
        one.paragraph_format.right_indent = Pt(2 * document.styles["Normal"].font.size.pt)


def _foot(document: Document, letter: Letter, code: str, words: Words) -> None:
    picture = BytesIO()
    segno.make(code, error="m", micro=False).save(picture, kind="png", scale=_PIXELS, border=2)
    picture.seek(0)
    holder = document.add_paragraph()
    holder.add_run().add_picture(picture, width=_CODE_SIDE)
    holder.paragraph_format.keep_with_next = True
    holder.paragraph_format.line_spacing = 1.0  # a fixed height would cut the picture off
    said = [words.say("page.slip_letter_number", number=letter.number), words.say("page.slip_scan")]
    if letter.check_code:
        said.insert(1, words.say("page.slip_letter_code", code=letter.check_code))
    if letter.sample:
        said.append(words.say("page.slip_sample"))
    note = _line(document, "  ".join(said))
    note.runs[0].font.size = Pt(9)
    note.paragraph_format.line_spacing = Pt(13)


def _line(document: Document, text: str, alignment: WD_ALIGN_PARAGRAPH | None = None) -> Any:
    paragraph = document.add_paragraph()
    paragraph.add_run(text)
    if alignment is not None:
        paragraph.alignment = alignment
    return paragraph
