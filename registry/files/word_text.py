"""The text of a Word paragraph as it stands when every tracked change is accepted.

python-docx's `paragraph.text` leaves out what stands in `w:ins`, so the XML itself is read.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
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

    def take(self, paragraph: Any) -> None:
        """Adds a paragraph's runs."""
        for run, inserted, deleted in _runs(paragraph, inserted=False, deleted=False):
            text = "".join(_pieces(run))
            if deleted:
                self.deleted.append(text)
            elif _is_on(run, "strike") or _is_on(run, "dstrike"):
                self.struck.append(text)
            elif _is_on(run, "vanish"):
                self.hidden.append(text)
            elif _is_raised(run) and is_footnote("".join(self.text), text.strip()):
                self.footnote = text.strip()
            else:
                self.text.append(text)
                self.is_inserted |= inserted and bool(text.strip())
                self.is_unseen |= _is_white(run) and bool(text.strip())


def in_boxes(block: Any) -> Iterator[Any]:
    """The paragraphs of text boxes, once each: what is kept for older programs says the same again."""
    for box in block.iter(f"{W}txbxContent"):
        if not any(above.tag.endswith("}Fallback") for above in box.iterancestors()):
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


def _is_white(run: Any) -> bool:
    """Whether its letters are white with no colour of their own behind them."""
    colour = run.find(f"{W}rPr/{W}color")
    marked = any(run.find(f"{W}rPr/{W}{name}") is not None for name in ("highlight", "shd"))
    return colour is not None and colour.get(f"{W}val", "").upper() == "FFFFFF" and not marked


def _is_raised(run: Any) -> bool:
    found = run.find(f"{W}rPr/{W}vertAlign")
    return found is not None and found.get(f"{W}val") == "superscript"


def _is_on(run: Any, name: str) -> bool:
    found = run.find(f"{W}rPr/{W}{name}")
    return found is not None and found.get(f"{W}val", "1") not in _OFF
