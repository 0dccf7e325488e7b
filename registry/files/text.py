"""Cells' text as it is compared and kept: no invisible characters, no line breaks inside a name, widths as written."""

import re
import unicodedata

_INVISIBLE = re.compile("[\u00ad\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff\ufff9-\ufffb\x00-\x08\x0e-\x1f\x7f]")
_WIDE = "\u2e80-\u9fff\uf900-\ufaff\uff00-\uffef\u3000-\u303f\u2018-\u201d\u2014\u2026"
_BETWEEN_WIDE = re.compile(rf"\s+(?=[{_WIDE}])|(?<=[{_WIDE}])\s+")
LONGEST_BLANK = 40
_ENDLESS = re.compile(rf"\s{{{LONGEST_BLANK},}}")
"""So many blanks say no more than one, and patterns that try them one by one would take for ever."""
_TRAILING = "。；;，,、．. \t\n\u3000"
_BRACKETED = re.compile(r"[(（\[【〔][^()（）\[\]【】〔〕]*[)）\]】〕]")
_SIMILAR_WIDTH = {ord("　"): " ", ord("\u00a0"): " "}
_FOOTNOTE = re.compile(r"[\[\]〔〕()（）【】①-⑳*※＊#注\d]{1,6}")
DITTO = frozenset({"同上", "同上行", "同前", "″", "〃", "“", "”", '"', "''", "〝", "〞", "「〃」"})
_AS_ABOVE = re.compile(
    "详?见上[行栏格面]?|如上|同上(一?[行栏格列]|述|所述|面|部门|单位|职责|内容)|与上面?(相同|同|一致)|上同"
)


def visible(text: str) -> str:
    """The text without characters nobody sees, every line break as \\n, outer blanks gone."""
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\v", "\n").replace("\f", "\n")
    seen = _INVISIBLE.sub("", text).translate(_SIMILAR_WIDTH).strip()
    return _ENDLESS.sub(lambda run: "\n" if "\n" in run[0] else " ", seen) if len(seen) > LONGEST_BLANK else seen


def tidy(text: str) -> str:
    """The text without blank lines and without blanks around a line: no pattern has to try them again and again."""
    return "\n".join(bare for line in visible(text).split("\n") if (bare := line.strip()))


def one_line(text: str) -> str:
    """A text broken over lines or spread with blanks, as one: blanks beside a Chinese character go."""
    return re.sub(r"\s+", " ", _BETWEEN_WIDE.sub("", visible(text))).strip()


def phrase(text: str) -> str:
    """One line without the full stop, semicolon or comma it ends with: how a matter or a duty is kept."""
    return one_line(text).rstrip(_TRAILING).lstrip("；;，,、。 ")


def narrow(text: str) -> str:
    """One line in compatibility form (full-width digits narrowed), for recognising, never for keeping."""
    return unicodedata.normalize("NFKC", one_line(text)).replace(" ", "")


def label(text: str) -> str:
    """A column header as it is recognised: narrow, nothing in brackets, letters and digits only."""
    return "".join(c for c in narrow(_BRACKETED.sub("", one_line(text))).lower() if c.isalnum())


def is_footnote(before: str, mark: str) -> bool:
    """Whether a raised text is a footnote mark, and no power (m²) and not all that stands there."""
    text = before.rstrip()
    return bool(text) and not (text[-1].isascii() and text[-1].isalpha()) and _FOOTNOTE.fullmatch(mark) is not None


def is_ditto(text: str) -> bool:
    """Whether the cell says "as above" (同上, 〃)."""
    line = one_line(text).rstrip("。.")
    return line in DITTO or _AS_ABOVE.fullmatch(line) is not None
