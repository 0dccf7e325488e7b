"""Rows on their way to items: what each column of a row says, ditto marks and merged cells resolved."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from registry.domain.duties import DutyTier
from registry.files.grid import Cell, Row, letter
from registry.files.headers import Column, Field, Header, tier_named_in
from registry.files.lists import Problem
from registry.files.marks import unhidden
from registry.files.notices import Notice, notice
from registry.files.text import is_ditto, one_line

_NO = frozenset("✗✘×xX☐□○否无-—/\\")
_NOTHING = frozenset({"无", "-", "－", "—", "–", "--", "——", "－－", "/", "／", "\\", "无此项", "暂无", "○"})
_MAY_BE_NONE = frozenset(
    {
        Field.DEPARTMENT,
        Field.OTHER_DEPARTMENT,
        Field.SUPERIOR_DUTIES,
        Field.DEPARTMENT_AND_DUTIES,
        Field.TOWNSHIP_DUTIES,
        Field.TAKEN_OVER_BY,
        Field.METHOD,
        Field.TAKEN_OVER_BY_AND_METHOD,
    }
)
_AND_MORE = re.compile("同[上前][，、,；;和及]\\s*(?=\\S)")
LONGEST_NO = 2
_YES = frozenset("✓✔√☑●■◆★▲Yy1是有对")
_YES_WORDS = frozenset({"牵头", "配合", "主办", "协办", "主责", "负责", "参与"})
"""In a department's own column these say that it takes part, and as what; anything else there is its duty."""


@dataclass
class Line:
    """One physical row under its header. `marked` holds what is ticked: (department or part, text in the cell)."""

    row: Row
    values: dict[Field, str] = field(default_factory=dict)
    number: Cell | None = None
    marked: list[tuple[Column, str]] = field(default_factory=list)
    flags: list[Notice] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)

    def says(self, what: Field) -> str:
        return self.values.get(what, "")

    @property
    def tier(self) -> DutyTier | None:
        """The part that this row names itself, in a column or by a tick."""
        ticked = [column.says for column, _ in self.marked if column.field is Field.MARKED_PART]
        return DutyTier(ticked[0]) if len(ticked) == 1 else tier_named_in(self.says(Field.PART))


@dataclass
class Draft:
    """An item with all its physical rows."""

    tier: DutyTier
    category: str
    lines: list[Line]
    flags: list[Notice] = field(default_factory=list)
    is_merged: bool = False
    code: str = ""

    @property
    def first(self) -> Line:
        return self.lines[0]


@dataclass
class Above:
    """The last text of each column, for ditto marks."""

    texts: dict[Field, str] = field(default_factory=dict)


def hangs(row: Row, header: Header, what: Field) -> bool | None:
    """Whether this column's cell goes on from the row above (merged); None where there is no such column."""
    cells = [row.at(place) for place, column in header.columns.items() if column.field is what]
    return any(cell is not None and cell.hangs_from_above for cell in cells) if cells else None


def line_of(row: Row, header: Header, above: Above, *, is_new: bool) -> Line:
    """The row read under its header. Where it begins an item, cells merged downwards say again what they say above."""
    line = Line(row)
    for cell in row.cells:
        column = header.columns.get(cell.column)
        if column is None or column.field in (Field.UNREAD, Field.MARK):
            continue
        if cell.trouble:
            line.problems.append(Problem(row.where, row.number, letter(cell.column), cell.trouble, {"of": column.text}))
        _take(line, cell, column, (cell.above or "") if is_new and cell.hangs_from_above else cell.text)
        line.flags += _flags_of(cell, column)
    line.flags += _tracked(row)
    _resolve_ditto(line, header, above, is_new=is_new)
    return line


def _take(line: Line, cell: Cell, column: Column, text: str) -> None:
    if column.field in (Field.MARKED_DEPARTMENT, Field.MARKED_PART):
        line.marked += [(column, text)] if is_ticked(text) else []
    elif text and not (column.field in _MAY_BE_NONE and one_line(text).strip("。.") in _NOTHING):
        before = line.values.get(column.field)
        line.values[column.field] = f"{before}\n{text}" if before else text
    if column.field is Field.NUMBER and line.number is None:
        line.number = cell


def is_ticked(text: str) -> bool:
    """Whether a cell is marked: ✓, √, ●, 是 … or words of its own, but not ✗, 否, /."""
    mark = one_line(text)
    return bool(mark) and not (len(mark) <= LONGEST_NO and set(mark) <= _NO)


def is_only_a_tick(text: str) -> bool:
    """Whether a ticked cell says no more than that: ✓, 是, 牵头; 许可 is a duty."""
    mark = one_line(text)
    return set(mark) <= _YES or mark in _YES_WORDS


def _flags_of(cell: Cell, column: Column) -> Iterator[Notice]:
    if cell.struck:
        yield notice("STRUCK_TEXT", struck=one_line(cell.struck))
    if cell.hidden and not unhidden(cell.hidden):
        yield notice("HIDDEN_TEXT", hidden=one_line(cell.hidden))
    if cell.footnote:
        yield notice("FOOTNOTE_MARK", mark=cell.footnote)
    if cell.is_computed:
        yield notice("FORMULA_VALUE", column=column.text)


def _tracked(row: Row) -> Iterator[Notice]:
    deleted = "".join(one_line(cell.deleted) for cell in row.cells)
    inserted = any(cell.is_inserted for cell in row.cells)
    if deleted:
        yield notice("TRACKED_REPLACED" if inserted else "TRACKED_DELETED", deleted=deleted)
    elif inserted:
        yield notice("TRACKED_INSERTED")


def _resolve_ditto(line: Line, header: Header, above: Above, *, is_new: bool) -> None:
    for place, column in header.columns.items():
        text = line.values.get(column.field)
        with_more = _AND_MORE.match(text or "")
        if text and with_more and column.field in above.texts:
            line.values[column.field] = f"{above.texts[column.field]}、{text[with_more.end() :]}"
            line.flags.append(notice("DITTO", column=column.text))
        if text is None or not is_ditto(text):
            continue
        if column.field is Field.NUMBER or (column.field is Field.REMARK and column.field not in above.texts):
            del line.values[column.field]
        elif column.field in above.texts:
            line.values[column.field] = above.texts[column.field]
            line.flags.append(notice("DITTO", column=column.text))
        else:
            where = line.row
            line.problems.append(
                Problem(where.where, where.number, letter(place), "DITTO_WITHOUT_ROW_ABOVE", {"of": column.text})
            )
            del line.values[column.field]
    if not is_new and line.says(Field.METHOD) and above.texts.get(Field.METHOD):
        whole = f"{above.texts[Field.METHOD]}\n{line.says(Field.METHOD)}"
        above.texts |= {**line.values, Field.METHOD: whole}
        return
    above.texts |= line.values
