"""Rows on their way to items: what each column of a row says, ditto marks and merged cells resolved."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from registry.domain.duties import DutyTier
from registry.files.fields import Column, Field, Slot, tier_named_in
from registry.files.grid import Cell, Row, letter
from registry.files.headers import Header
from registry.files.lists import Problem
from registry.files.marks import unhidden
from registry.files.notices import Notice, notice
from registry.files.text import is_ditto, one_line
from registry.files.ticks import Tick, mark_unclear, tick_under

_NOTHING = frozenset(
    {"无", "-", "－", "—", "–", "--", "——", "－－", "/", "／", "\\", "无此项", "暂无", "○", "没有", "不涉及", "不适用"}
)
_MAY_BE_NONE = frozenset(
    {
        Field.DEPARTMENT,
        Field.OTHER_DEPARTMENT,
        Field.OTHER_DUTIES,
        Field.SUPERIOR_DUTIES,
        Field.DEPARTMENT_AND_DUTIES,
        Field.TOWNSHIP_DUTIES,
        Field.TAKEN_OVER_BY,
        Field.METHOD,
        Field.TAKEN_OVER_BY_AND_METHOD,
    }
)
_AND_MORE = re.compile("同[上前][，、,；;和及]\\s*(?=\\S)")


@dataclass
class Line:
    """One physical row under its header. `marked` holds what is ticked: (department or part, text in the cell)."""

    row: Row
    values: dict[Slot, str] = field(default_factory=dict)
    number: Cell | None = None
    marked: list[tuple[Column, str]] = field(default_factory=list)
    flags: list[Notice] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)

    def says(self, what: Field, group: int = 0) -> str:
        return self.values.get((what, group), "")

    def put(self, what: Field, text: str) -> None:
        """Has the row say something else in a column."""
        self.values[what, 0] = text

    @property
    def tier(self) -> DutyTier | None:
        """The part that this row names itself, in a column or by a tick."""
        ticked = self.parts
        return DutyTier(ticked[0].says) if len(ticked) == 1 else tier_named_in(self.says(Field.PART))

    @property
    def parts(self) -> list[Column]:
        """The columns of parts that are ticked."""
        return [column for column, _ in self.marked if column.field is Field.MARKED_PART]


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

    def goes_on_in(self, line: Line) -> bool:
        """Whether a row has no number and name of its own, or repeats those beside another department."""
        number, name = line.says(Field.NUMBER), line.says(Field.NAME)
        if not number and not name:
            return bool(line.values or line.marked)
        if self.tier is not DutyTier.SUPPORTING or not line.says(Field.DEPARTMENT):
            return False
        same = not name or is_ditto(name) or one_line(name) == one_line(self.first.says(Field.NAME))
        again = not number or number == self.first.says(Field.NUMBER)
        return same and again and line.says(Field.DEPARTMENT) != self.lines[-1].says(Field.DEPARTMENT)


@dataclass
class Above:
    """The last text of each column, for ditto marks; `doubtful` are columns whose last row is struck out or deleted,
    `several` those in which the rows of the matter above say different things."""

    texts: dict[Slot, str] = field(default_factory=dict)
    doubtful: set[Slot] = field(default_factory=set)
    several: set[Slot] = field(default_factory=set)
    said: set[Slot] = field(default_factory=set)

    def is_of_a_row_gone(self) -> None:
        """The row above is no longer there: as above may have meant it."""
        self.doubtful |= set(self.texts)

    def take(self, values: dict[Slot, str], *, is_new: bool) -> None:
        """A row; `is_new` tells that it begins a matter."""
        if is_new:
            self.several, self.said = set(), set()
        self.several |= {slot for slot in self.said & set(values) if self.texts[slot] != values[slot]}
        self.said |= set(values)
        self.texts |= values
        self.doubtful -= set(values)


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
        found = tick_under(column, text) if text else Tick.NO
        line.problems += [mark_unclear(line.row, cell, column)] if found is Tick.UNCLEAR else []
        line.marked += [(column, text)] if found in (Tick.YES, Tick.WORDS) else []
    elif text and not (column.field in _MAY_BE_NONE and is_nothing(text)):
        before = line.values.get(column.slot)
        line.values[column.slot] = f"{before}\n{text}" if before else text
    if column.field is Field.NUMBER and line.number is None:
        line.number = cell


def is_nothing(text: str) -> bool:
    """Whether a cell says that there is nothing to say: 无, —, /."""
    return one_line(text).strip("。.") in (*_NOTHING, "")


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
        text = line.values.get(column.slot)
        with_more = _AND_MORE.match(text or "")
        if text and with_more and column.slot in above.texts:
            line.values[column.slot] = f"{above.texts[column.slot]}、{text[with_more.end() :]}"
            line.flags.append(notice("DITTO", column=column.text))
        if text is None or not is_ditto(text):
            continue
        if column.field is Field.NUMBER or (column.field is Field.REMARK and column.slot not in above.texts):
            del line.values[column.slot]
        elif column.slot in above.doubtful or (is_new and column.slot in above.several):
            _ditto_problem(line, place, "REFERENCE_UNCLEAR", of=column.text, said=one_line(text))
        elif column.field is Field.NAME and is_new:
            continue  # no matter is the same as another: told as a reference
        elif column.slot in above.texts:
            line.values[column.slot] = above.texts[column.slot]
            line.flags.append(notice("DITTO", column=column.text))
        else:
            _ditto_problem(line, place, "DITTO_WITHOUT_ROW_ABOVE", of=column.text)
            del line.values[column.slot]
    method = (Field.METHOD, 0)
    if not is_new and line.says(Field.METHOD) and above.texts.get(method):
        whole = f"{above.texts[method]}\n{line.says(Field.METHOD)}"
        above.take({**line.values, method: whole}, is_new=False)
        above.several.discard(method)
        return
    above.take(line.values, is_new=is_new)


def _ditto_problem(line: Line, place: int, code: str, **facts: object) -> None:
    line.problems.append(Problem(line.row.where, line.row.number, letter(place), code, facts))
