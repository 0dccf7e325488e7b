"""Numbers as officials write them: 1、 (一) １ 1. 7.0 ① ⑴ ㈠ 第三项 Ⅳ 二十一."""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from registry.files.text import visible

_DIGITS = {c: i for i, c in enumerate("零一二三四五六七八九")} | {"〇": 0, "○": 0, "两": 2}
_UNITS = {"十": 10, "百": 100, "千": 1000}
_FORMAL = str.maketrans(
    {**dict(zip("壹贰叁肆伍陆柒捌玖拾佰仟", "一二三四五六七八九十百千", strict=True)), "廿": "二十", "卅": "三十"}
)
"""Digits as on a cheque (壹贰叁), which also number lists and count them."""
_ROMAN = {"I": 1, "V": 5, "X": 10, "L": 50, "C": 100}
CHINESE = "[零〇一二两三四五六七八九十百千壹贰叁肆伍陆柒捌玖拾佰仟廿卅]{1,7}"
_OPEN, _SHUT = r"[(\[【〔<]", r"[)\]】〕>]"
_WHOLE = re.compile(
    rf"(?:第|no\.?)?{_OPEN}?(?P<n>\d{{1,6}}(?:\.0+)?|{CHINESE}|[IVXLC]{{1,6}}){_SHUT}?[.、,:。;项条号类]*",
    re.IGNORECASE,
)
_CODED = re.compile(r"[A-Za-z\u4e00-\u9fa5]{1,4}[-—_]?0*(?P<n>\d{1,5})")
_COMPOUND = re.compile(r"\d{1,3}(?:[-—.．_]\d{1,4})+[.、]?")
MARK = re.compile(
    r"[(（【〔]\s*(?:[0-9０-９]{1,3}|[一二三四五六七八九十百]{1,5})\s*[)）】〕][、.．]?"
    r"|[①-⑳㉑-㉟㊱-㊿⑴-⒇⒈-⒛㈠-㈩]"
    r"|第(?:[0-9０-９]{1,3}|[一二三四五六七八九十百]{1,5})[项类条][、:：]?"
    r"|(?<![0-9０-９.．])[0-9０-９]{1,3}\s*(?:[、)）]|[.．](?![0-9０-９]))"
    r"|[一二三四五六七八九十百]{1,5}\s*[、．.)）]"
    r"|[壹贰叁肆伍陆柒捌玖拾]{1,3}\s*[、．.)）]|[(（]\s*[壹贰叁肆伍陆柒捌玖拾]{1,3}\s*[)）]"
)


class Style(StrEnum):
    """How a number is written: what tells a category's number from an item's."""

    ARABIC = "ARABIC"
    CHINESE = "CHINESE"
    BRACKETED = "BRACKETED"
    BRACKETED_CHINESE = "BRACKETED_CHINESE"
    CIRCLED = "CIRCLED"
    OTHER = "OTHER"


@dataclass(frozen=True, slots=True)
class Number:
    value: int
    style: Style


@dataclass(frozen=True, slots=True)
class Numbered:
    """A text with the number it begins with taken off; `mark` is that number as written."""

    mark: str
    number: Number
    rest: str


def chinese_value(text: str) -> int | None:
    """二十一 → 21, 一百零三 → 103, 二〇二五 → 2025; None where it is no number."""
    text = text.translate(_FORMAL)
    if not text or any(c not in _DIGITS and c not in _UNITS for c in text):
        return None
    if not any(c in _UNITS for c in text):
        return int("".join(str(_DIGITS[c]) for c in text))
    total, digit = 0, None
    for c in text:
        if c in _UNITS:
            total += (1 if digit is None else digit) * _UNITS[c]
            digit = None
        else:
            digit = _DIGITS[c]
    return total + (digit or 0)


def _roman_value(text: str) -> int:
    values = [_ROMAN[c] for c in text.upper()]
    pairs = zip(values, [*values[1:], 0], strict=True)
    return sum(-v if v < following else v for v, following in pairs)


def _value(written: str) -> int:
    if written[0].isdigit():
        return int(float(written))
    chinese = chinese_value(written)
    return _roman_value(written) if chinese is None else chinese


def _style(written: str) -> Style:
    narrow = unicodedata.normalize("NFKC", written)
    chinese = bool(re.search("[一二三四五六七八九十百壹贰叁肆伍陆柒捌玖拾]", narrow))
    if len(written.strip()) == 1 and not written.isascii() and not chinese and narrow.isdigit() and written < "０":
        return Style.CIRCLED
    if re.match(_OPEN, narrow):
        return Style.BRACKETED_CHINESE if chinese else Style.BRACKETED
    if chinese:
        return Style.CHINESE
    return Style.ARABIC if re.search(r"\d", narrow) else Style.OTHER


def number_of(text: str) -> Number | None:
    """The number that a whole cell is, however written; None where the cell says something else."""
    narrow = re.sub(r"\s", "", unicodedata.normalize("NFKC", visible(text)))
    found = _WHOLE.fullmatch(narrow)
    if found:
        return Number(_value(found["n"]), _style(visible(text)))
    coded = _CODED.fullmatch(narrow)
    return Number(int(coded["n"]), Style.OTHER) if coded else None


def is_compound(text: str) -> bool:
    """Whether this numbers within a category (2.3, 2-3), which is no place in the whole list."""
    narrow = unicodedata.normalize("NFKC", visible(text))
    return _COMPOUND.fullmatch(narrow) is not None and number_of(text) is None


def numbered(text: str) -> Numbered | None:
    """The text split into its leading number and the rest; None where it begins with none."""
    text = text.lstrip()
    found = MARK.match(text)
    if not found:
        return None
    number = number_of(found[0].rstrip(":："))
    return Numbered(found[0].strip(), number, text[found.end() :].lstrip()) if number else None


def marks(text: str) -> Iterator[tuple[int, int]]:
    """Where the numbers of one numbered sequence begin and end in a text that begins with one: 1.…2.…3.…"""
    first = numbered(text)
    if first is None:
        return
    expected = first.number.value
    for found in MARK.finditer(text):
        number = number_of(found[0].rstrip(":："))
        if number == Number(expected, first.number.style):
            yield found.span()
            expected += 1
