"""What must not be kept as it stands: characters that nobody can read, and what is about a person and not a matter."""

import re
import unicodedata
from collections.abc import Iterable, Iterator

from registry.files.fields import Field
from registry.files.grid import Cell, Row, letter
from registry.files.lists import Problem
from registry.files.parts import Entry
from registry.files.text import narrow, one_line

TOLD = 20
_MOBILE = r"(?<!\d)(?:86)?1[3-9]\d[-\s]?\d{4}[-\s]?\d{4}(?!\d)"
_IDENTITY = r"(?<!\d)[1-9]\d{5}(?:19|20)\d\d(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])\d{3}[\dXx](?![\dXx])"
_NUMBERS = re.compile(f"{_IDENTITY}|{_MOBILE}")
SURNAMES = (
    "王李张刘陈杨赵黄周吴徐孙胡朱郭何罗郑梁谢宋唐邓韩冯曹彭曾肖田董袁潘于蒋蔡余杜叶程苏魏吕丁任沈姚卢姜崔钟谭陆汪范廖贾夏韦付"
    "方邹熊孟秦邱江尹薛闫段雷侯龙史陶黎贺顾毛郝龚邵万钱严覃武戴莫孔向汤"
)
_TITLED = re.compile(
    rf"[{SURNAMES}][一-龥]{{0,2}}"
    "(?:副?(?:局长|主任|科长|股长|书记|镇长|乡长|县长|所长|队长|部长|院长|主席)|同志|科员|干部)"
)
_LABELLED = re.compile(
    r"手机(?:号码|号)?[:：]?\s*\d{7,}"
    rf"|(?:联系人|负责人|责任人|经办人|分管领导|姓名|联络员)(?:姓名)?[:：]\s*[{SURNAMES}][一-龥]{{1,2}}(?![一-龥])"
)
_READ_NOWHERE = (Field.UNREAD, Field.MARK, Field.REMARK, Field.NUMBER)


def unfit_in(entries: Iterable[Entry]) -> Iterator[Problem]:
    """Row by row, of what is read and kept; a category once. Rows of ours that nobody touched are not given here."""
    categories: set[str] = set()
    for entry in entries:
        first = entry.draft.first.row
        if entry.draft.category not in categories and _unreadable(entry.draft.category):
            categories.add(entry.draft.category)
            facts = {"text": _shown(entry.draft.category)}
            yield Problem(first.where, first.number, "", "CHARACTERS_UNREADABLE", facts)
        for line in entry.draft.lines:
            for cell in line.row.filled:
                column = entry.header.columns.get(cell.column)
                if column is not None and column.field not in _READ_NOWHERE:
                    yield from _wrong_with(cell, column.text, line.row)


def _wrong_with(cell: Cell, of: str, row: Row) -> Iterator[Problem]:
    place = (row.where, row.number, letter(cell.column))
    if _unreadable(cell.text):
        yield Problem(*place, "CHARACTERS_UNREADABLE", {"text": _shown(cell.text)})
    elif is_personal(cell.text):
        yield Problem(*place, "PERSONAL", {"of": of})


def is_personal(text: str) -> bool:
    """Whether it holds a mobile or identity number, says who is to be called, or names somebody by an office."""
    plain = unicodedata.normalize("NFKC", text)
    if _NUMBERS.search(plain) or _LABELLED.search(plain):
        return True
    return any(_TITLED.fullmatch(piece) for piece in re.split(r"[\s:：、，,；;。()（）\d.]+", narrow(text)))


def _unreadable(text: str) -> bool:
    """U+FFFD stands for what a conversion lost; private-use characters look otherwise on every machine."""
    return any(c == "\ufffd" or unicodedata.category(c) == "Co" for c in text)


def _shown(text: str) -> str:
    """The text as far as it can be printed anywhere, each unreadable character as a box."""
    return "".join("□" if _unreadable(c) else c for c in one_line(text))[:TOLD]
