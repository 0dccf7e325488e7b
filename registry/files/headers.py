"""Recognising header rows: which column holds what, whatever it is called, over one to three rows."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from registry.domain.duties import DutyTier
from registry.files.departments import is_department
from registry.files.grid import Cell, Row
from registry.files.marks import MARK_LABEL
from registry.files.numerals import number_of
from registry.files.text import label, one_line

LONGEST_LABEL = 22
_BRACKETED = re.compile(r"[(（][^()（）]*[)）]")
_ANSWERED = re.compile(r"[:：]\s*\S")  # 生效日期：2025年3月1日 says something itself and heads no column
DEEPEST = 3


class Field(StrEnum):
    """What a column holds."""

    NUMBER = "NUMBER"
    CATEGORY = "CATEGORY"
    NAME = "NAME"
    DEPARTMENT = "DEPARTMENT"
    OTHER_DEPARTMENT = "OTHER_DEPARTMENT"
    SUPERIOR_DUTIES = "SUPERIOR_DUTIES"
    DEPARTMENT_AND_DUTIES = "DEPARTMENT_AND_DUTIES"
    TOWNSHIP_DUTIES = "TOWNSHIP_DUTIES"
    TAKEN_OVER_BY = "TAKEN_OVER_BY"
    METHOD = "METHOD"
    TAKEN_OVER_BY_AND_METHOD = "TAKEN_OVER_BY_AND_METHOD"
    REMARK = "REMARK"
    PART = "PART"
    MARKED_PART = "MARKED_PART"
    MARKED_DEPARTMENT = "MARKED_DEPARTMENT"
    MARK = "MARK"
    UNREAD = "UNREAD"


_BODY = "部门|单位|主体|机构"
_DUTY = "职责|任务|分工|责任(?!部门|单位|主体)|内容"
_WHO = "乡镇|街道|苏木|基层|属地|本镇|本乡|镇级|乡级|^镇|^乡"
_RULES = tuple(
    (field, re.compile(pattern))
    for field, pattern in (
        (Field.NUMBER, "^(序|序号|编号|项次|项号|顺序|顺序号|事项序号|事项编号|清单序号|号|no)$"),
        (Field.REMARK, "^(备注|备考|附注|备注说明|说明|其他说明)$"),
        (Field.PART, "^(清单类型|清单类别|所属清单|清单名称|清单|履职类型|职责类型|履职方式类型|事项性质|履职类别)$"),
        (Field.MARK, f"^{MARK_LABEL}$"),
        (Field.UNREAD, "依据|电话|联系人|责任人|负责人|时限|日期|频次|编码|代码"),
        (Field.UNREAD, f"^(原|旧|调整前|修改前|收回前).*({_BODY})$"),
        (Field.TAKEN_OVER_BY_AND_METHOD, f"({_BODY}).*(方式|措施|举措|办法)"),
        (Field.TAKEN_OVER_BY, f"(承接|收回|接收|回收|上收).*({_BODY})$"),
        (Field.METHOD, "(方式|措施|举措|办法)((及|和|与)(工作|具体)?要求)?$"),
        (Field.TOWNSHIP_DUTIES, f"({_WHO}).*({_DUTY})(清单)?$|^配合(履职)?(职责|任务|措施|内容)$|^乡镇(街道)?配合$"),
        (Field.DEPARTMENT_AND_DUTIES, "^(职责|责任|任务)分工$"),
        (Field.DEPARTMENT_AND_DUTIES, f"({_BODY})(名称)?(及|和|与|以及)(其|相应)?(主要|工作)?({_DUTY})"),
        (Field.SUPERIOR_DUTIES, f"({_BODY}|上级|县级|县直|市级|区级|市县).*({_DUTY})(清单)?$|^责任内容$"),
        (Field.DEPARTMENT, f"({_BODY})(名称)?$"),
        (Field.CATEGORY, "(类别|领域|分类|大类|板块|门类|类型|类目)(名称)?$|^(类|一级事项|一级目录|一级分类)$"),
        (
            Field.NAME,
            "^(事项|职责|履职|收回|任务|主要|具体|工作|二级|清单).*(名称|内容|事项|职责|目录)$|^(事项|职责|名称|内容|工作任务|任务)$",
        ),
        (Field.NAME, "^.{0,6}(事项|事项名称|职责事项|履职事项)$"),
    )
)
_DUTIES_GROUP = re.compile("^(工作|履职|配合|主要)?(职责|责任|任务)?(分工|划分|职责|任务|责任)$")
_DUTIES_ALONE = re.compile("^(主要|工作|具体|相关|承担)?(职责|责任|任务)(内容|任务)?$|^工作内容$")
_HELPING = re.compile("配合|协同|协办|协作|协助|参与|联合|联办|辅助|其他")
_OLD = re.compile("^(原|旧|调整前|修改前|收回前)")
_PARTS = (
    (DutyTier.RECLAIMED, re.compile("收回|上收|回收")),
    (DutyTier.SUPPORTING, re.compile("配合|协助")),
    (DutyTier.BASIC, re.compile("基本|主体")),
)


@dataclass(frozen=True, slots=True)
class Column:
    """One column: what it holds; `text` is its header as printed, `says` what a mark in it means."""

    field: Field
    text: str
    says: str = ""
    source: int = 0  # where its header cell stands: a merged one heads several columns
    is_hidden: bool = False


@dataclass(frozen=True)
class Header:
    """A table's columns by place, and how many rows the header takes."""

    columns: Mapping[int, Column]
    depth: int
    has_line_break: bool

    def has(self, *fields: Field) -> bool:
        return any(column.field in fields for column in self.columns.values())

    @property
    def tier(self) -> DutyTier | None:
        """Which list has such columns; the basic list is the one with nothing of the others."""
        if self.has(Field.TOWNSHIP_DUTIES, Field.SUPERIOR_DUTIES, Field.DEPARTMENT_AND_DUTIES):
            return DutyTier.SUPPORTING
        if self.has(Field.TAKEN_OVER_BY, Field.METHOD, Field.TAKEN_OVER_BY_AND_METHOD):
            return DutyTier.RECLAIMED
        return None if self.has(Field.DEPARTMENT, Field.MARKED_DEPARTMENT) else DutyTier.BASIC


def tier_named_in(text: str) -> DutyTier | None:
    """The one part of the list that a text names; None where it names none or several."""
    found = [tier for tier, pattern in _PARTS if pattern.search(text)]
    return found[0] if len(found) == 1 else None


def field_of(text: str) -> Field | None:
    """What a column of this name holds, None where the name is not one of a list's columns."""
    plain = label(text)
    if not plain or len(plain) > LONGEST_LABEL:
        return None
    return next((field for field, pattern in _RULES if pattern.search(plain)), None)


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
    if Field.NAME not in known or (len(known) == 1 and row.width > 1 and len(row.filled) > 1):
        return None
    if len(row.filled) == 1 and row.width > min(cell.column for cell in row.cells):
        return None
    return _header(rows[at : at + depth])


def _looks_like_labels(row: Row) -> bool:
    cells = [cell for cell in row.filled if not cell.trouble]
    if any(_ANSWERED.search(_BRACKETED.sub("", cell.text)) for cell in cells):
        return False
    if not cells or any(len(label(c.text)) > LONGEST_LABEL or number_of(c.text) for c in cells):
        return False
    return sum(_is_label(cell.text) for cell in cells) * 2 > len(cells)


def _is_label(text: str) -> bool:
    """A column's name that we know, a department heading its own column, or a part of the list doing so."""
    return field_of(text) is not None or is_department(one_line(text)) or tier_named_in(label(text)) is not None


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
    under = [groups[cell.column].column for cell in row.filled if cell.column in groups]
    if len(under) < len(row.filled) or any(counts[column] == 1 for column in under):
        return False
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
            column = _column([one_line(head.text) for head in heads])
            columns[place] = replace(column, source=heads[-1].column, is_hidden=hidden)
    broken = any("\n" in cell.text for row in rows for cell in row.filled)
    return Header(_one_of_each(_told_by_neighbours(_marked_parts(columns))), len(rows), broken)


def _heads_over(groups: Sequence[Mapping[int, Cell]], place: int) -> Iterator[Cell]:
    """From the group to the column itself. A blank beside a header that is not merged over it has none."""
    own = any((cell := over.get(place)) is not None and cell.column == place for over in groups)
    for depth, over in enumerate(groups):
        cell = over.get(place)
        if cell is None:
            continue
        if place < cell.column + cell.width or (depth == 0 and own):
            yield cell


def _column(texts: Sequence[str]) -> Column:
    own, whole = texts[-1], "".join(texts)
    group = field_of(texts[0]) if len(texts) > 1 else None
    if is_department(own) and field_of(own) is None and (group or Field.DEPARTMENT) is not Field.NAME:
        return Column(Field.MARKED_DEPARTMENT, own, own)
    alone = field_of(own)
    if len(texts) > 1 and _DUTIES_GROUP.search(label(texts[0])) and label(own) not in ("部门", "单位"):
        alone = field_of(own + texts[0]) or alone
    if alone is Field.NAME and len(texts) > 1:
        alone = field_of(whole) or alone
    return Column(alone or field_of(whole) or Field.UNREAD, whole)


def _marked_parts(columns: dict[int, Column]) -> dict[int, Column]:
    """Columns named after the parts, beside one for the matter, hold tick marks."""
    named = {at: tier for at, c in columns.items() if c.field in (Field.NAME, Field.UNREAD) and (tier := _part(c.text))}
    if len(named) < 2 or not any(c.field is Field.NAME and at not in named for at, c in columns.items()):  # noqa: PLR2004
        return columns
    return columns | {at: Column(Field.MARKED_PART, columns[at].text, tier) for at, tier in named.items()}


def _part(text: str) -> DutyTier | None:
    return tier_named_in(label(text))


def _told_by_neighbours(columns: dict[int, Column]) -> dict[int, Column]:
    """A second department that helps; 主要职责 beside a department, where another column has the matter."""
    has = {column.field for column in columns.values()}
    before: Column | None = None
    for at, column in columns.items():
        others = [c for c in columns.values() if c.source != column.source and c.field is column.field]
        if column.field is Field.DEPARTMENT and others and _HELPING.search(column.text):
            columns[at] = replace(column, field=Field.OTHER_DEPARTMENT)
        elif before is not None and Field.SUPERIOR_DUTIES not in has and _is_theirs(column, before, others):
            columns[at] = replace(column, field=Field.SUPERIOR_DUTIES)
        before = column
    return columns


def _is_theirs(column: Column, before: Column, others: Sequence[Column]) -> bool:
    """Whether a column of duties is that of the department beside it."""
    if before.field not in (Field.DEPARTMENT, Field.OTHER_DEPARTMENT):
        return False
    says = column.field is Field.NAME and others and _DUTIES_ALONE.search(label(column.text))
    return bool(says) or (column.field is Field.DEPARTMENT_AND_DUTIES and label(column.text).endswith("分工"))


def _one_of_each(columns: dict[int, Column]) -> dict[int, Column]:
    """Of two columns of one kind the visible one counts, the one not called 原…, the first; a merged one goes on."""
    seen: dict[Field, int] = {}
    for at in sorted(columns, key=lambda at: (columns[at].is_hidden, bool(_OLD.search(columns[at].text)), at)):
        column = columns[at]
        many = column.field in (Field.MARKED_DEPARTMENT, Field.MARKED_PART, Field.UNREAD)
        if not many and seen.setdefault(column.field, column.source) != column.source:
            columns[at] = replace(column, field=Field.UNREAD)
    return columns
