"""Recognising header rows: which column holds what, whatever it is called, over one to three rows."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from registry.domain.duties import DutyTier
from registry.files.departments import is_department
from registry.files.fields import LEAD_ALONE, LONGEST_LABEL, UNCLEAR, Column, Field, Slot, field_of, tier_named_in
from registry.files.grid import Cell, Row
from registry.files.numerals import number_of
from registry.files.pairing import paired
from registry.files.text import label, one_line

_BRACKETED = re.compile(r"[(（][^()（）]*[)）]")
_ANSWERED = re.compile(r"[:：]\s*\S")  # 生效日期：2025年3月1日 says something itself and heads no column
_NOTE = re.compile(r"\s*[(（]?(?:说明|注|备注|附注|填表说明|填报说明|提示)\s*\d?\s*[:：]\s*\S")
DEEPEST = 3
_DUTIES_GROUP = re.compile("^(工作|履职|配合|主要|具体)?(职责|责任|任务)?(分工|划分|职责|任务|责任|内容)$")
_LEVEL = re.compile(
    "^(省|市|州|盟|县|区|旗|乡|镇|上|乡镇|镇街|街道|苏木|基层|属地|县市区|县区|本)(级|直|方)?(层面|方面|一级|部门|单位)?$"
)
"""Who heads a group of columns: 县级 over 部门 and 职责, 乡镇 over 配合职责."""
_LIST = re.compile(
    "(乡镇|街道|镇|乡|镇街)?(基本|主体|配合|协助|上级)?(部门)?(收回|上收)?(履职|职责)?(事项)?(清单|目录)"
)
_OLD = re.compile("^(原|旧|调整前|修改前|收回前)")


@dataclass(frozen=True)
class Header:
    """A table's columns by place, and how many rows the header takes."""

    columns: Mapping[int, Column]
    depth: int
    has_line_break: bool

    def has(self, *fields: Field) -> bool:
        return any(column.field in fields for column in self.columns.values())

    @cached_property
    def groups(self) -> tuple[int, ...]:
        """The further columns of departments, beside the leading one."""
        found = {c.group for c in self.columns.values() if c.field in (Field.OTHER_DEPARTMENT, Field.OTHER_DUTIES)}
        return tuple(sorted(found))

    def has_duties(self, group: int) -> bool:
        """Whether the departments of a column have a column of duties of their own."""
        return any(column.slot == (Field.OTHER_DUTIES, group) for column in self.columns.values())

    @property
    def own_tier(self) -> DutyTier | None:
        """The part that alone has such columns, whatever title stands above them; None where several may."""
        supporting, reclaimed = (
            self.has(Field.TOWNSHIP_DUTIES),
            self.has(Field.TAKEN_OVER_BY, Field.TAKEN_OVER_BY_AND_METHOD),
        )
        if self.names_parts or supporting is reclaimed:
            return None
        return DutyTier.SUPPORTING if supporting else DutyTier.RECLAIMED

    @property
    def names_parts(self) -> bool:
        """Whether a column says of each row which part it belongs to."""
        return self.has(Field.PART, Field.MARKED_PART)

    @property
    def is_lead_alone(self) -> bool:
        """Whether the only column of duties is the leading department's."""
        return any(column.says == LEAD_ALONE for column in self.columns.values())

    @property
    def unclear(self) -> int:
        """The first column of duties of which nobody can tell whose they are; 0 where there is none."""
        return next((at for at, column in self.columns.items() if column.says == UNCLEAR), 0)

    @property
    def tier(self) -> DutyTier | None:
        """Which list has such columns; the basic list is the one with nothing of the others."""
        if self.has(Field.TOWNSHIP_DUTIES, Field.SUPERIOR_DUTIES, Field.DEPARTMENT_AND_DUTIES):
            return DutyTier.SUPPORTING
        if self.has(Field.TAKEN_OVER_BY, Field.METHOD, Field.TAKEN_OVER_BY_AND_METHOD):
            return DutyTier.RECLAIMED
        return None if self.has(Field.DEPARTMENT, Field.MARKED_DEPARTMENT) else DutyTier.BASIC


def header_at(rows: Sequence[Row], at: int) -> Header | None:
    """The header that begins with this row, None where it is no header."""
    row = rows[at]
    if row.is_paragraph or not _looks_like_labels(row):
        return None
    known = {field_of(cell.text) for cell in row.filled} - {None}
    below = [_labels_below(rows, at + step) for step in range(1, DEEPEST) if at + step < len(rows)]
    groups = _groups(row)
    depth = 1
    while depth - 1 < len(below) and below[depth - 1] is not None and _is_sub_header(rows[at + depth], groups, row):
        depth += 1
    known |= {field_of(cell.text) for step in range(1, depth) for cell in rows[at + step].filled} - {None}
    known |= {Field.NAME} if Field.NUMBER in known and any(map(_is_list_named, row.filled)) else set()
    if Field.NAME not in known or (len(known) == 1 and row.width > 1 and len(row.filled) > 1):
        return None
    if len(row.filled) == 1 and row.width > min(cell.column for cell in row.cells):
        return None
    return _header(rows[at : at + depth])


def _looks_like_labels(row: Row) -> bool:
    cells = [cell for cell in row.filled if not cell.trouble]
    if len(cells) > 2 and _NOTE.match(cells[-1].text):  # noqa: PLR2004
        cells = cells[:-1]  # 说明：红色为新增 to the right of a header
    if any(_ANSWERED.search(_BRACKETED.sub("", cell.text)) for cell in cells):
        return False
    if not cells or any(len(label(c.text)) > LONGEST_LABEL or number_of(c.text) for c in cells):
        return False
    return sum(_is_label(cell.text) for cell in cells) * 2 > len(cells)


def _is_label(text: str) -> bool:
    """A column's name that we know, a department heading its own column, or a part of the list doing so."""
    known = field_of(text) is not None or is_department(one_line(text)) or tier_named_in(label(text)) is not None
    return known or _LEVEL.fullmatch(label(text)) is not None


def _labels_below(rows: Sequence[Row], at: int) -> Row | None:
    row = rows[at]
    texts = [label(cell.text) for cell in row.filled]
    short = texts and all(text and len(text) <= LONGEST_LABEL and number_of(text) is None for text in texts)
    return row if short and not row.is_paragraph else None


def _groups(row: Row) -> dict[int, Cell]:
    """Which header cell stands over a column: one merged over it, or the last one to the left of a blank."""
    over: dict[int, Cell] = {}
    last: Cell | None = None
    for cell in row.cells:
        if cell.text:
            last = cell
            over |= dict.fromkeys(range(cell.column, cell.column + cell.width), cell)
        elif last is not None and cell.column not in over and not cell.hangs_from_above:
            over[cell.column] = last
    return over


def _is_sub_header(row: Row, groups: Mapping[int, Cell], top: Row) -> bool:
    """Labels that stand only under headers of several columns; each at least two of them, or one that we know."""
    if row.table != top.table or row.gone:
        return False
    counts: dict[int, int] = {}
    for head in groups.values():
        counts[head.column] = counts.get(head.column, 0) + 1
    over = [groups[cell.column] for cell in row.filled if cell.column in groups]
    alone = [head for head in over if counts[head.column] == 1]
    if len(over) < len(row.filled) or len(alone) == len(over):
        return False
    if not all(_LEVEL.fullmatch(label(head.text)) for head in alone):
        return False  # 职责 under 乡镇 alone is a label; under 序号 alone it is none
    known = [
        field_of(c.text) or field_of(c.text + groups[c.column].text) or (is_department(one_line(c.text)) or None)
        for c in row.filled
    ]
    return len(row.filled) > 1 and all(known) and not any(c.column == 1 and c.width > 1 for c in row.filled)


def _header(rows: Sequence[Row]) -> Header:
    columns: dict[int, Column] = {}
    groups = [_groups(row) for row in rows]
    for place in range(1, max(row.width for row in rows) + 1):
        heads = list(_heads_over(groups, place))
        if heads:
            hidden = any((cell := row.at(place)) is not None and cell.is_hidden for row in rows)
            column = _column([one_line(head.text) for head in heads], _beside(groups, heads[0]))
            columns[place] = replace(column, source=heads[-1].column, is_hidden=hidden)
    columns = _named_by_the_list(columns)
    broken = any("\n" in cell.text for row in rows for cell in row.filled)
    return Header(_one_of_each(_first_level(paired(_marked_parts(columns)))), len(rows), broken)


def _is_list_named(cell: Cell) -> bool:
    """基本履职清单: a list's name, which beside 序号 heads the column of its matters."""
    return _LIST.fullmatch(label(cell.text)) is not None


def _named_by_the_list(columns: dict[int, Column]) -> dict[int, Column]:
    """Where no column is named after the matters, the one named after the list holds them."""
    fields = {column.field for column in columns.values()}
    named = [at for at, c in columns.items() if c.field is Field.UNREAD and _LIST.fullmatch(label(c.text))]
    if Field.NAME in fields or Field.NUMBER not in fields or not named:
        return columns
    return columns | {at: replace(columns[at], field=Field.NAME) for at in named}


def _first_level(columns: dict[int, Column]) -> dict[int, Column]:
    """小类 alone, with no column of categories above it, holds the categories."""
    if any(column.field is Field.CATEGORY for column in columns.values()):
        return columns
    return {at: replace(c, field=Field.CATEGORY) if c.field is Field.SUBCATEGORY else c for at, c in columns.items()}


def _heads_over(groups: Sequence[Mapping[int, Cell]], place: int) -> Iterator[Cell]:
    """From the group to the column itself. A blank beside a header that is not merged over it has none."""
    own = any((cell := over.get(place)) is not None and cell.column == place for over in groups)
    for depth, over in enumerate(groups):
        cell = over.get(place)
        if cell is None:
            continue
        if place < cell.column + cell.width or (depth == 0 and own):
            yield cell


def _beside(groups: Sequence[Mapping[int, Cell]], head: Cell) -> tuple[Field | None, ...]:
    """What all the columns under one header cell hold, each by its own name."""
    places = [place for place, cell in groups[0].items() if cell is head]
    return tuple(field_of(groups[-1][place].text) for place in places if place in groups[-1])


def _column(texts: Sequence[str], beside: Sequence[Field | None]) -> Column:
    own, whole = texts[-1], "".join(texts)
    group = field_of(texts[0]) if len(texts) > 1 else None
    if is_department(own) and field_of(own) is None and (group or Field.DEPARTMENT) is not Field.NAME:
        return Column(Field.MARKED_DEPARTMENT, own, own)
    alone = field_of(own)
    if len(texts) > 1 and _DUTIES_GROUP.search(label(texts[0])) and not _has_duties(beside):
        alone = field_of(own + texts[0]) or alone  # 职责 over 部门 and 乡镇: whose duties each are
    if alone is Field.NAME and len(texts) > 1:
        alone = field_of(whole) or alone
    return Column(alone or field_of(whole) or Field.UNREAD, whole)


def _has_duties(beside: Sequence[Field | None]) -> bool:
    """Whether a group names somebody's duties itself: 职责分工 over 部门, 部门职责, 乡镇职责 (or 部门, 职责)."""
    return any(field in (Field.SUPERIOR_DUTIES, Field.NAME) for field in beside)


def _marked_parts(columns: dict[int, Column]) -> dict[int, Column]:
    """Columns named after the parts, beside one for the matter, hold tick marks."""
    named = {at: tier for at, c in columns.items() if c.field in (Field.NAME, Field.UNREAD) and (tier := _part(c.text))}
    if len(named) < 2 or not any(c.field is Field.NAME and at not in named for at, c in columns.items()):  # noqa: PLR2004
        return columns
    return columns | {at: Column(Field.MARKED_PART, columns[at].text, tier) for at, tier in named.items()}


def _part(text: str) -> DutyTier | None:
    return tier_named_in(label(text))


def _precedence(column: Column, at: int) -> tuple[bool, bool, bool, int]:
    """序号 counts before 编号, which may be a code."""
    is_code = column.field is Field.NUMBER and "编号" in column.text
    return column.is_hidden, bool(_OLD.search(column.text)), is_code, at


def _one_of_each(columns: dict[int, Column]) -> dict[int, Column]:
    """Of two columns of one kind the visible one counts, the one not called 原…, the first; a merged one goes on."""
    seen: dict[Slot, int] = {}
    for at in sorted(columns, key=lambda at: _precedence(columns[at], at)):
        column = columns[at]
        many = column.field in (Field.MARKED_DEPARTMENT, Field.MARKED_PART, Field.UNREAD)
        if not many and seen.setdefault(column.slot, column.source) != column.source:
            again = "" if _OLD.search(column.text) else column.field.value
            columns[at] = replace(column, field=Field.UNREAD, says=again)
    return columns
