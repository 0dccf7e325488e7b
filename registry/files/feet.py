"""The foot of a table: who issued it, who signed it, on which day, which page it is, whom to call.

It stands below the rows or at the end of a page, in whichever column, often at the right. A row that holds nothing else
is no further row of the matter above; where a department's name may be one after all, it is asked.
"""

import re
from collections.abc import Iterable, Sequence
from enum import StrEnum

from registry.files.departments import is_department
from registry.files.drafts import hangs
from registry.files.fields import Field
from registry.files.grid import Cell, Row, is_blank
from registry.files.headers import Header, header_at
from registry.files.lines import is_surely_note, title_in
from registry.files.lines_across import is_signing
from registry.files.numerals import number_of
from registry.files.text import narrow, visible
from registry.files.unfit import SURNAMES

LONGEST_VALUE = 20
_C = "[〇零○一二三四五六七八九十0-9]"
_DAY = (
    rf"(?:20\d\d|二{_C}{{3}}|[Xx×_]{{2,4}})?(?:年|[-./])(?:{_C}{{1,3}}|[Xx×_]{{1,2}})?(?:月|[-./])(?:(?:{_C}{{1,3}}|[Xx×_]{{1,2}})?日?)?"
    rf"|(?:20\d\d|二{_C}{{3}})年{_C}{{1,3}}月?|{_C}{{1,3}}月{_C}{{1,3}}日|(?:20\d\d|二{_C}{{3}})年"
)
_DATED = re.compile(rf"(?:{_DAY})(?:\d{{2}}:\d{{2}}(?::\d{{2}})?)?(?:编?制|印|印发|印制|发布|公布|施行)?")
_ISSUED_ON = re.compile(rf"(?P<who>[^0-9:：]{{3,30}}?)(?:{_DATED.pattern})")
_PAGE = re.compile(
    r"第?\d{1,3}页?[,，、/／]?(?:共|总)\d{1,3}页?|第\d{1,3}页|第?[一二三四五六七八九十]{1,3}页[,，、]?(?:共[一二三四五六七八九十]{1,3}页)?|共\d{1,3}页"
    r"|[-—–]+\d{1,3}[-—–]+|\d{1,3}[/／]\d{1,3}|page\d{1,3}(?:of\d{1,3})?",
    re.IGNORECASE,
)
_TELEPHONE = re.compile(r"[(]?\+?\d[\d()-]{5,18}\d")
_ACT = (
    "制表|填表|填报|编制|制作|审核|审批|复核|校对|审定|批准|签发|核准|经办|承办|签字|签名|签章|盖章|公章|签收|录入|统计"
    "|打印|印刷|监制"
)
_WHO = (
    "人|者|员|人员|单位|部门|机关|领导|负责人|日期|时间|意见|签字|签名|签章|盖章|电话|"
    "[(](?:签字|签名|签章|盖章|公章)[)]"
)
_LABEL = (
    rf"(?:(?:{_ACT})(?:{_WHO})+"
    "|(?:单位|部门|主要|分管|主管|直接|具体)*(?:负责|责任|联系|联络|经办|承办|填表)(?:人|员|电话|方式)"
    r"(?:[(](?:签字|签名|签章|盖章)[)]|签字|签名|签章|盖章)?|(?:主要|分管|主管)领导(?:[(]?(?:签字|签名|签章)[)]?)?"
    r"|(?:联系|监督|投诉|咨询|举报|办公)?(?:电话|热线|手机|传真|邮箱|邮编|地址)|(?:印发|印制|抄送|抄报|主送)(?:单位|机关|日期|时间)?"
    r"|单位(?:名称)?(?:[(](?:盖章|公章|章)[)])?|(?:填报|编制|制表|印发|报送|生效|成文)?(?:日期|时间)|签字|签名|签章|盖章|公章)"
)
_LABELLED = re.compile(rf"{_LABEL}[:：](?P<said>.{{0,{LONGEST_VALUE * 2}}})")
_BARE_LABEL = re.compile(_LABEL)
_UNPUNCTUATED = re.compile(rf"{_LABEL}(?:{_DAY}|[(]?\+?\d[\d()-]{{2,18}}|(?<=[人员])[{SURNAMES}][一-龥]{{1,2}})")
"""监督电话 12388, 联系人 张三: a label with a blank where a colon should stand."""
_TURNED = re.compile(
    r"[(]?(?:续|续上?表|[上下]?[接转]第?[上下\d]*页|[上下]接第?\d*页?)[)]?|以下(?:空白|无正文)|[(]?此页无正文[)]?"
    r"|附件\d{0,2}|共印\d{1,4}份"
)
_SIGNED_BY = re.compile(rf"(?:{_ACT})[:：](?P<who>[{SURNAMES}][一-龥]{{1,2}})?")
_MAYBE_SIGNED = re.compile(rf"(?:{_ACT})[:：][一-龥]{{2,4}}")
_STAMPED = re.compile("[(]?(?:盖?章|公章|印章?|签字|签章|盖章处|此处盖章)[)]?")
_MADE_BY = re.compile("(?:编?制|印|印发|印制|宣|发布|公布|[(](?:盖?章|公章|印)[)])$")
_OF_A_LEVEL = re.compile("(?:中共)?(?:(?![上报通召协配督向到经由请])[一-龥]{2,4})?[省市县区州旗](?![里内级上])")
"""县司法局, 金沟县司法局; not 上报县应急指挥部, 召开座谈会, which somebody has to do."""
_PARTS = re.compile(r"[\n]|[ \u3000\t]{2,}")
_WHOSE = (
    Field.DEPARTMENT,
    Field.OTHER_DEPARTMENT,
    Field.TAKEN_OVER_BY,
    Field.DEPARTMENT_AND_DUTIES,
    Field.TAKEN_OVER_BY_AND_METHOD,
)
"""Columns in which the name of whoever issues the list may be that of a department of the matter."""
_OF_THE_ROW = (Field.REMARK, Field.CHANGE, Field.CATEGORY, Field.SUBCATEGORY)
"""Columns in which a day may be said of the matter above."""
_OWN_LINES = (Field.NUMBER, Field.NAME)
"""Columns of which a note alone in its row is read as a line across."""


class Foot(StrEnum):
    """What a row is that signs or dates the table, or may."""

    FOOT = "FOOT"
    UNCLEAR = "UNCLEAR"


class _Mark(StrEnum):
    SIGN = "SIGN"  # a day, a page, 审核人：李四: nothing else
    ISSUER = "ISSUER"  # 金沟县委编办: whoever issues lists, and also a department
    BODY = "BODY"  # any department's name where duties should stand
    MAYBE = "MAYBE"  # 审核：材料


def foot_at(rows: Sequence[Row], at: int, header: Header) -> Foot | None:
    """Whether this row is the foot of its table, or may be; None for any other row."""
    marks = _marks(rows[at], header)
    if not marks:
        return None
    if _belongs_above(rows[at], header):
        return Foot.UNCLEAR if set(marks.values()) & {_Mark.SIGN, _Mark.MAYBE} else None
    is_sure = _is_end(rows, at, header) and _is_sure(rows, at, header, marks)
    if is_sure or (set(marks.values()) == {_Mark.SIGN} and not _fields(marks, header) & set(_OF_THE_ROW)):
        return Foot.FOOT
    return Foot.UNCLEAR


def _is_sure(rows: Sequence[Row], at: int, header: Header, marks: dict[int, _Mark]) -> bool:
    """At the end of a table: whether what stands there can be nothing but its foot."""
    found = set(marks.values())
    dated = _Mark.SIGN in found or _Mark.SIGN in set(_next_marks(rows, at, header))
    issuers = {column: mark for column, mark in marks.items() if mark in (_Mark.ISSUER, _Mark.BODY)}
    if _Mark.MAYBE in found or (_Mark.BODY in found and not dated):
        return False
    return dated or not _fields(issuers, header) & set(_WHOSE)


def _marks(row: Row, header: Header) -> dict[int, _Mark]:
    """Each filled cell's mark; empty where any cell holds something else, or the row is one line across."""
    cells = row.filled
    columns = header.columns
    if not cells or any(cell.trouble for cell in cells):
        return {}
    alone = columns.get(cells[0].column)
    is_own_line = alone is not None and alone.field in _OWN_LINES and is_surely_note(cells[0].text)
    if len(cells) == 1 and (cells[0].column == 1 or is_own_line):
        return {}
    if any(_is_number(cell, header) for cell in cells):
        return {}
    marks: dict[int, _Mark] = {}
    for before, cell in zip((None, *cells), cells, strict=False):
        mark = _mark_of(cell, before, header)
        if mark is None:
            return {}
        marks[cell.column] = mark
    return marks


def _is_number(cell: Cell, header: Header) -> bool:
    column = header.columns.get(cell.column)
    return column is not None and column.field is Field.NUMBER and number_of(cell.text) is not None


def _mark_of(cell: Cell, before: Cell | None, header: Header) -> _Mark | None:
    """What a cell says; beside 审核人 stands whoever signs."""
    column = header.columns.get(cell.column)
    if before is not None and _BARE_LABEL.fullmatch(narrow(before.text).rstrip(":：")):
        return _Mark.SIGN if len(narrow(cell.text)) <= LONGEST_VALUE else None
    whole = _mark_in(cell.text)
    found = {whole} if whole else {_mark_in(line) for line in _PARTS.split(visible(cell.text)) if narrow(line)}
    if None in found or not found:
        return None
    if found == {_Mark.ISSUER, _Mark.SIGN}:
        return _Mark.SIGN  # no department's name stands in one cell with a day
    if _Mark.BODY in found and (column is None or column.field in (*_WHOSE, *_OWN_LINES, Field.REMARK)):
        return None
    return next(mark for mark in (_Mark.MAYBE, _Mark.BODY, _Mark.ISSUER, _Mark.SIGN) if mark in found)


def _mark_in(line: str) -> _Mark | None:
    plain = narrow(line).rstrip("。.")
    for pattern in (_DATED, _PAGE, _TELEPHONE, _STAMPED, _SIGNED_BY, _LABELLED, _BARE_LABEL, _UNPUNCTUATED, _TURNED):
        if pattern.fullmatch(plain):
            return _Mark.SIGN
    if _MAYBE_SIGNED.fullmatch(plain):
        return _Mark.MAYBE
    dated = _ISSUED_ON.fullmatch(plain)
    if is_signing(_MADE_BY.sub("", dated["who"] if dated else plain)):
        return _Mark.SIGN if dated else _Mark.ISSUER
    return _Mark.BODY if is_department(plain) and _OF_A_LEVEL.match(plain) else None


def _fields(marks: Iterable[int], header: Header) -> set[Field]:
    return {header.columns[at].field for at in marks if at in header.columns}


def _belongs_above(row: Row, header: Header) -> bool:
    """Whether its number or matter is merged with that of the row above."""
    return bool(hangs(row, header, Field.NUMBER) or hangs(row, header, Field.NAME))


def _is_end(rows: Sequence[Row], at: int, header: Header) -> bool:
    """Whether no row of the list follows before the next header, title or paragraph."""
    for place in range(at + 1, len(rows)):
        row = rows[place]
        if is_blank(row) or row.gone:
            continue
        if row.is_paragraph or (row.table, row.where) != (rows[at].table, rows[at].where):
            return True
        if _marks(row, header) and not _belongs_above(row, header):
            continue
        if _is_line_of_signs(row):
            continue
        return bool(title_in(row) or header_at(rows, place))
    return True


def _is_line_of_signs(row: Row) -> bool:
    """A line across the table that signs or dates it."""
    return len(row.filled) == 1 and _mark_in(row.filled[0].text) in (_Mark.SIGN, _Mark.ISSUER)


def _next_marks(rows: Sequence[Row], at: int, header: Header) -> Sequence[_Mark]:
    """What the row right below says, where it is of the foot as well."""
    below = rows[at + 1 : at + 2]
    if not below or (below[0].table, below[0].where) != (rows[at].table, rows[at].where):
        return ()
    return tuple(_marks(below[0], header).values()) or ((_Mark.SIGN,) if _is_line_of_signs(below[0]) else ())
