"""The text of a Word paragraph as it stands when every tracked change is accepted.

python-docx's `paragraph.text` leaves out what stands in `w:ins`, so the XML itself is read.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import takewhile
from typing import Any

from registry.files.text import is_footnote
from registry.files.word_numbers import W

_PASSED = {f"{W}{n}" for n in ("hyperlink", "smartTag", "fldSimple", "sdt", "sdtContent", "customXml", "dir", "bdo")}
_INSERTED = {f"{W}ins", f"{W}moveTo"}
_DELETED = {f"{W}del", f"{W}moveFrom"}
_MATHS = "{http://schemas.openxmlformats.org/officeDocument/2006/math}"
_FORMULAS = {f"{_MATHS}oMath", f"{_MATHS}oMathPara"}
_BREAKS = {f"{W}br", f"{W}cr"}
_TICKS = {"F0FC": "✓", "F0FE": "✓", "F052": "✓", "F050": "✓", "F0FB": "✗", "F0FD": "✗", "221A": "✓", "F0D6": "✓"}
_OFF = ("0", "false", "off", "none")


@dataclass
class Said:
    """What a paragraph or a cell says, and what was left out of it and why."""

    text: list[str] = field(default_factory=list)
    struck: list[str] = field(default_factory=list)
    hidden: list[str] = field(default_factory=list)
    deleted: list[str] = field(default_factory=list)
    is_inserted: bool = False
    footnote: str = ""
    is_unseen: bool = False  # some of it is white

    def take(self, paragraph: Any, styles: "WordStyles | None" = None) -> None:
        """Adds a paragraph's runs."""
        has = (styles or WordStyles(None)).has
        for run, inserted, deleted in _runs(paragraph, inserted=False, deleted=False):
            text = "".join(_pieces(run))
            if deleted:
                self.deleted.append(text)
            elif has(run, paragraph, "strike") or has(run, paragraph, "dstrike"):
                self.struck.append(text)
            elif has(run, paragraph, "vanish"):
                self.hidden.append(text)
            elif _is_raised(run) and is_footnote("".join(self.text), text.strip()):
                self.footnote = text.strip()
            else:
                self.text.append(text)
                self.is_inserted |= inserted and bool(text.strip())
                self.is_unseen |= _is_white(run) and bool(text.strip())


def boxes_in(block: Any) -> Iterator[Any]:
    """Its text boxes, once each, without those inside another: what is kept for older programs says the same again."""
    for box in block.iter(f"{W}txbxContent"):
        over = list(takewhile(lambda above: above is not block, box.iterancestors()))
        if not any(above.tag.endswith("}Fallback") or above.tag == box.tag for above in over):
            yield box


def in_boxes(block: Any) -> Iterator[Any]:
    """The paragraphs of its text boxes."""
    for box in boxes_in(block):
        yield from box.iter(f"{W}p")


def ends_open(paragraph: Any) -> bool:
    """Whether its end is deleted by a tracked change, so that the next paragraph goes on in it."""
    return paragraph.find(f"{W}pPr/{W}rPr/{W}del") is not None


def _runs(parent: Any, *, inserted: bool, deleted: bool) -> Iterator[tuple[Any, bool, bool]]:
    for child in parent:
        if child.tag == f"{W}sdt" and child.find(f"{W}sdtPr/{W}showingPlcHdr") is not None:
            continue  # 单击此处输入文字: nobody has written anything
        if child.tag == f"{W}r" or child.tag in _FORMULAS:
            yield child, inserted, deleted
        elif child.tag in _PASSED or child.tag in _INSERTED or child.tag in _DELETED:
            now_in, now_out = inserted or child.tag in _INSERTED, deleted or child.tag in _DELETED
            yield from _runs(child, inserted=now_in, deleted=now_out)


def _pieces(run: Any) -> Iterator[str]:
    for piece in run:
        if piece.tag in (f"{W}t", f"{W}delText"):
            yield piece.text or ""
        elif piece.tag == f"{W}tab":
            yield " "
        elif piece.tag in _BREAKS:
            yield "\n"
        elif piece.tag == f"{W}sym":
            yield _TICKS.get(piece.get(f"{W}char", "").upper(), "")
        elif piece.tag == f"{W}ruby":
            yield "".join(text.text or "" for text in piece.iterfind(f"{W}rubyBase//{W}t"))
        elif piece.tag.startswith(_MATHS):
            yield "".join(text.text or "" for text in piece.iter(f"{_MATHS}t"))
        elif piece.tag == f"{W}noBreakHyphen":
            yield "-"
        elif piece.tag == f"{W}fldChar":
            yield _box(piece)


def _box(field_begins: Any) -> str:
    """A check box of older Word, ticked or not; what was never clicked stands as its maker left it."""
    box = field_begins.find(f"{W}ffData/{W}checkBox")
    if box is None:
        return ""
    clicked, usual = _said(box.find(f"{W}checked")), _said(box.find(f"{W}default"))
    return "☑" if (usual if clicked is None else clicked) else "☐"


def _is_white(run: Any) -> bool:
    """Whether its letters are white with no colour of their own behind them."""
    colour = run.find(f"{W}rPr/{W}color")
    marked = any(run.find(f"{W}rPr/{W}{name}") is not None for name in ("highlight", "shd"))
    return colour is not None and colour.get(f"{W}val", "").upper() == "FFFFFF" and not marked


def _is_raised(run: Any) -> bool:
    found = run.find(f"{W}rPr/{W}vertAlign")
    return found is not None and found.get(f"{W}val") == "superscript"


class WordStyles:
    """A document's styles: what a run shows because of its own properties, its style's or its paragraph's."""

    def __init__(self, styles: Any) -> None:
        every = [] if styles is None else styles.findall(f"{W}style")
        self._styles = {style.get(f"{W}styleId"): style for style in every}
        self._usual = next((s.get(f"{W}styleId") for s in every if _is_usual(s)), None)

    def has(self, run: Any, paragraph: Any, name: str) -> bool:
        """Whether a property is on. Said by both styles it is off again, as Word has it."""
        own = _said(run.find(f"{W}rPr/{W}{name}"))
        if own is not None:
            return own
        chosen = _value(paragraph.find(f"{W}pPr/{W}pStyle")) or self._usual
        return self._by_style(_value(run.find(f"{W}rPr/{W}rStyle")), name) != self._by_style(chosen, name)

    def _by_style(self, style: str | None, name: str) -> bool:
        """What a style says, or the one it is based on."""
        seen: set[str] = set()
        while style is not None and style in self._styles and style not in seen:
            seen.add(style)
            said = _said(self._styles[style].find(f"{W}rPr/{W}{name}"))
            if said is not None:
                return said
            style = _value(self._styles[style].find(f"{W}basedOn"))
        return False


def _is_usual(style: Any) -> bool:
    return style.get(f"{W}type") == "paragraph" and style.get(f"{W}default", "0") not in _OFF


def _value(element: Any) -> str | None:
    return None if element is None else element.get(f"{W}val")


def _said(element: Any) -> bool | None:
    """On or off; None where nothing is said."""
    return None if element is None else element.get(f"{W}val", "1") not in _OFF
