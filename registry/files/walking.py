"""Walking down a sheet or document row by row: which list we are in, under which header, in which category."""

from collections.abc import Sequence
from dataclasses import replace

from registry.domain.duties import DutyTier
from registry.files import own_tables
from registry.files.across import SoFar, is_line_across, is_next_number, with_count_beside
from registry.files.amended import is_of_changes
from registry.files.beginnings import header_above, introduction, part_begun
from registry.files.between import LONGEST_TOLD, Between
from registry.files.columns import beside, is_beside, notices_of
from registry.files.continuing import first_of_a_list, goes_on
from registry.files.counts import is_of_a_category
from registry.files.drafts import Above, Draft, Line, hangs, line_of
from registry.files.fields import Field, tier_named_in
from registry.files.grid import Cell, Flow, Row, is_blank, letter, without_remarks
from registry.files.headers import Header, header_at
from registry.files.judging import with_flag
from registry.files.letterhead import Letterhead, is_of_letterhead
from registry.files.lines import (
    Category,
    Title,
    category_of,
    is_note,
    is_signature,
    is_surely_note,
    number_style,
    part_named,
    title_in,
    title_of,
    total_in,
)
from registry.files.lists import REMARKS_MARK, Problem
from registry.files.marks import CATEGORY, code_in
from registry.files.nesting import Nesting, within
from registry.files.notices import Notice, notice
from registry.files.numerals import Number, Style, number_of
from registry.files.one_township import OneTownship
from registry.files.own_rows import OwnItem, characters_lost, mark_at, own_category, own_item, without_mark
from registry.files.parts import Entry, PartReading
from registry.files.side_by_side import unfolded
from registry.files.text import narrow, one_line
from registry.files.unlisted import Unlisted


class Walk:
    """What is known at a row from the rows before it. One walk reads a whole file, flow by flow."""

    def __init__(self) -> None:
        self.letterhead = Letterhead()
        self.parts: dict[DutyTier, PartReading] = {}
        self.problems: list[Problem] = []
        self.unlisted = Unlisted()
        self.notices: list[Notice] = []
        self.title = self.category = ""
        self.begun = 0
        self.townships = OneTownship()
        self.tier: DutyTier | None = None
        self.header: Header | None = None
        self.last_row: Row | None = None
        self._begin_flow(Flow("", ()))

    def flow(self, flow: Flow) -> None:
        """Reads a sheet, or a document's whole flow."""
        flow, folded = unfolded(without_remarks(flow, REMARKS_MARK))
        self.problems += folded
        before, tier, category, title = self.header, self.tier, self.category, self.title
        self._begin_flow(flow)
        if goes_on(flow, before, tier, self._last_number(tier)):
            self.header, self.tier, self.category = before, tier, category
            self.notices.append(notice("SHEET_CONTINUED", name=flow.title.strip(), before=title.strip()))
        at = 0
        while at < len(flow.rows):
            at += self._take(flow.rows, at)
        self._end_flow(flow)

    def _begin_flow(self, flow: Flow) -> None:
        self.title, self.is_document = flow.title, flow.is_document
        self.header, self.category, self.above = None, "", Above()
        self.nesting = Nesting()
        self.between, self.last_row, self.unread = Between(), None, list[Row]()
        self.passed, self.is_titled = list[Category](), True
        self.row_above: Row | None = None
        self.tier = tier_named_in(flow.title)
        self.tier_is_sure = self.tier is not None
        self.table, self.table_has_header, self.cut = 0, False, True
        self.in_notes = self.passed_unread = False
        self.arabic = any(number_style(row) is Style.ARABIC for row in flow.rows)

    def _end_flow(self, flow: Flow) -> None:
        self.problems += self.between.after_items(self._last_number(self.tier), self.last_row)
        if self.header is not None or self.is_document or not any(row.filled for row in flow.rows):
            return
        row = first_of_a_list(flow.rows, flow.title)
        if row or (self.tier is not None and self.passed_unread):
            self.problems.append(Problem(self.title, row or 1, "", "HEADER_MISSING"))
        else:
            self.notices.append(notice("SHEET_NOT_READ", name=self.title.strip()))

    def _last_number(self, tier: DutyTier | None) -> int | None:
        """The number of the part's last row so far."""
        entry = self.parts[tier].entries[-1:] if tier in self.parts else []
        number = number_of(entry[0].draft.first.says(Field.NUMBER)) if entry else None
        return number.value if number else None

    def _take(self, rows: Sequence[Row], at: int) -> int:
        """Reads what begins at this row; returns how many rows that was."""
        row = rows[at]
        if is_blank(row):
            if row.gone:
                self._gone(row)
        elif row.is_paragraph:
            self._paragraph(row)
        elif row.gone:
            self._gone(row)
        else:
            return self._table_row(rows, at)
        return 1

    def _table_row(self, rows: Sequence[Row], at: int) -> int:
        row = rows[at]
        mark = mark_at(row, self.header)
        if mark and self.header is not None:
            return self._marked_row(rows, at, mark, self.header)
        title = title_in(row)
        if title:
            self._begin_part(title, row)
            return 1
        header = header_at(rows, at)
        if header:
            self._begin_table(header, row)
            return header.depth
        if row.table != self.table:
            self._table_without_header(row)
        self.row_above = row
        if self.header is None:
            self._before_header(row)
        else:
            self._body(row, self.header)
        return 1

    def _marked_row(self, rows: Sequence[Row], at: int, mark: str, header: Header) -> int:
        """A row that we wrote: to the letter while it is untouched, like any other once somebody has changed it."""
        row, category = rows[at], own_category(rows[at], mark)
        self._next_table(row, has_header=False)
        own = own_item(rows, at, header, self.tier, self.category) if category is None else None
        if category is not None:
            self._begin_category(Category(category.name, None, is_certain=True, style=None))
            counts = self._part(self.tier).categories if self.tier is not None else {}
            counts[category.name] = counts.get(category.name, 0) + category.declared
        elif own is not None:
            self._own_item(own, rows[at : at + own.depth], header)
        elif code_in(mark) == CATEGORY:
            self._line_across(without_mark(row, mark), self.parts.get(self.tier) if self.tier is not None else None)
        else:
            lost = characters_lost(row, mark) if row.where == own_tables.SHEET else None
            self.problems += [lost] if lost else []
            self._item_row(row, header)
        return own.depth if own is not None else 1

    def _own_item(self, own: OwnItem, rows: Sequence[Row], header: Header) -> None:
        part = self._part(own.item.tier)
        lines = [line_of(row, header, self.above, is_new=place == 0) for place, row in enumerate(rows)]
        draft = Draft(own.item.tier, own.item.category, lines, code=own.item.code)
        part.entries.append(Entry(draft, header, own.item))
        self.nesting.has_items = True
        self.passed, self.is_titled = [], False
        part.last_rows[rows[0].where] = rows[-1].number

    def _gone(self, row: Row) -> None:
        self.above.is_of_a_row_gone()
        if self.tier is not None and self.header is not None:
            self._part(self.tier).gone.append(row)

    # Between the tables
    # ------------------------------------------------------------------------------------------------------------------

    def _paragraph(self, row: Row) -> None:
        text = row.cells[0].text
        title = title_of(text) or part_named(text)
        self.unlisted.take(row.number, text)
        category = category_of(text)
        if title:
            self._begin_part(title, row)
        elif self.tier is not None and category and category.is_certain and not (is_note(text) or total_in(row)[0]):
            self._begin_category(category)
            self._part(self.tier).has_category_paragraphs = True
            self.cut = True
        else:
            self._counted_line(row)
            self.letterhead.take(text)
            self.between.take(text) if self.tier is not None else None

    def _counted_line(self, row: Row) -> None:
        """（共20项） on a line of its own between a title and its table."""
        is_total, count = total_in(row)
        part = self.parts.get(self.tier) if self.tier is not None else None
        if is_total and part is not None and count is not None and not is_of_a_category(narrow(row.filled[0].text)):
            part.is_told(count)

    def _begin_part(self, title: Title, row: Row) -> None:
        self.problems += self.between.after_items(self._last_number(self.tier), self.last_row)
        self.last_row = None
        self.letterhead.take("\n".join(cell.text for cell in row.filled))
        self.tier, self.tier_is_sure, self.category, self.in_notes = title.tier, True, "", False
        self.nesting = Nesting()
        self.cut, self.begun = True, 0
        self.passed, self.is_titled = [], True
        self.unlisted.is_below(title.tier if row.is_paragraph else None)
        self.problems += self.townships.another_in(row, self.title)
        part = self._part(title.tier)
        if title.unread:
            part.say(notice("COUNT_NOT_READ", text=title.unread))
        if title.declared is not None and part.declared is None:
            part.declared = title.declared

    def _begin_table(self, header: Header, row: Row) -> None:
        self.problems += self.townships.another_in(replace(row, cells=(Cell(1, text=self.title),)), self.title)
        begun = part_begun(header, self.tier, self.passed, is_titled=self.is_titled)
        if begun is not None:
            self._change_part(begun)
        self.unlisted.is_below(None)
        doubt = header_above(header, row, self.row_above)
        self.problems += [doubt] if doubt else []
        if not self.tier_is_sure and header.tier is not None:
            self.tier = header.tier
            if not header.names_parts:
                self._part(header.tier).say(notice("PART_FROM_COLUMNS"))
            self.tier_is_sure = not self.is_document
        self.header, self.in_notes, self.unread = header, False, []
        if self.tier is not None:
            part = self._part(self.tier)
            part.has_remarks |= header.has(Field.REMARK)
            if header.has_line_break:
                part.say(notice("HEADER_LINE_BREAK"))
            for told in notices_of(header, self.tier):
                part.say(told)
            if header.unclear and self.tier is DutyTier.SUPPORTING:
                facts = {"of": header.columns[header.unclear].text}
                self.problems.append(Problem(row.where, row.number, letter(header.unclear), "COLUMN_UNCLEAR", facts))
        self._next_table(row, has_header=True)

    def _change_part(self, tier: DutyTier) -> None:
        """The table's columns begin another part; what was taken for a category names it."""
        self.problems += self.between.after_items(self._last_number(self.tier), self.last_row)
        before = self._part(self.tier).categories if self.tier is not None else {}
        for line in self.passed:
            before.pop(line.name, None)
        named, categories = introduction(self.passed)
        self.tier, self.category, self.last_row, self.begun, self.cut = tier, "", None, 0, True
        self.nesting = Nesting()
        part = self._part(tier)
        part.say(notice("PART_FROM_COLUMNS"))
        if named is not None and part.declared is None:
            part.declared = named.declared
        for category in categories:
            self._begin_category(category)

    def _table_without_header(self, row: Row) -> None:
        """A table that goes on without saying its columns again; of another width, it is another table."""
        if self.header is not None and row.width > max(self.header.columns, default=0) + 1:
            self.header = None
            if self.tier is not None:
                self.problems.append(Problem(row.where, row.number, "", "HEADER_MISSING"))
        self._next_table(row, has_header=False)

    def _next_table(self, row: Row, *, has_header: bool) -> None:
        """Where a list goes on in the next table with nothing between, its table was cut in two."""
        if row.table == self.table:
            return
        part = self.parts.get(self.tier) if self.tier is not None else None
        if part is not None and part.entries and not self.cut:
            part.is_broken, part.tables = True, part.tables + 1
            with_flag(part.entries[-1], notice("LAST_BEFORE_BREAK"))
        self.table, self.table_has_header, self.cut = row.table, has_header, False

    def _before_header(self, row: Row) -> None:
        self.passed_unread |= len(row.filled) > 1
        self._counted_line(row)
        for cell in row.filled:
            self.letterhead.take(cell.text)

    # Inside a table
    # ------------------------------------------------------------------------------------------------------------------

    def _body(self, row: Row, header: Header) -> None:
        part = self._part(self.tier) if self.tier is not None else None
        row = with_count_beside(row, header)
        if is_beside(row, header) or is_signature(row, header):
            if part is not None and not all(is_note(cell.text) for cell in row.filled):
                said = one_line(" ".join(cell.text for cell in row.filled))[:30]
                part.say(notice("ROW_NOT_READ", row=row.number, text=said))
            return
        is_total, count = total_in(row)
        if is_total and part is not None:
            small = is_of_a_category(narrow(row.filled[0].text))
            part.totals.append((row, count, self.category if small else ""))
        elif is_line_across(row, header, self._so_far()):
            self._line_across(row, part)
            return
        elif not is_total:
            self._item_row(row, header)
        if part is not None:
            part.last_rows[row.where] = row.number

    def _line_across(self, row: Row, part: PartReading | None) -> None:
        text = row.filled[-1].text
        category = category_of(text)
        if is_of_letterhead(text):
            self.letterhead.take(text)
        elif is_of_changes(text) or (not self.in_notes and is_next_number(text, self._so_far())):
            self._unclear(row)
        elif is_note(text):
            self.in_notes = True
            self.unread += [] if is_surely_note(text) else [row]
        elif self.in_notes and is_next_number(text, self._so_far()):
            self.unread.append(row)
        elif category and not (self.in_notes and not category.is_certain):
            self._begin_category(category)
        elif not self.in_notes and part is not None:
            self.unread.append(row)
            part.say(notice("ROW_NOT_READ", row=row.number, text=one_line(text)[:LONGEST_TOLD]))

    def _so_far(self) -> SoFar:
        return SoFar(self.arabic, self._last_number(self.tier), self.begun)

    def _unclear(self, row: Row) -> None:
        said = one_line(row.filled[-1].text)[:LONGEST_TOLD]
        self.problems.append(Problem(row.where, row.number, "", "ROW_UNCLEAR", {"text": said}))

    def _begin_category(self, category: Category) -> None:
        self.category, told = self.nesting.begin(category)
        self.in_notes, self.unread = False, []
        self.begun += 1
        self.passed.append(category)
        if self.tier is None:
            return
        part = self._part(self.tier)
        for said in (*told, *([notice("COUNT_NOT_READ", text=category.unread)] if category.unread else ())):
            part.say(said)
        if category.declared is not None:
            part.categories[self.category] = category.declared

    def _item_row(self, row: Row, header: Header) -> None:
        entry = self._last_entry()
        if entry is not None and self._goes_on(row, header, entry.draft):
            entry.draft.lines.append(line_of(row, header, self.above, is_new=False))
            entry.draft.is_merged |= bool(hangs(row, header, Field.NAME))
            entry.item = None  # one of ours to which somebody added a line is no longer as we wrote it
            return
        line = line_of(row, header, self.above, is_new=True)
        tier = line.tier or (None if line.says(Field.PART) else self.tier)
        if tier is None or len(line.parts) > 1:
            said = "、".join(one_line(column.text) for column in line.parts)
            several = Problem(row.where, row.number, "", "SEVERAL_PARTS", {"said": said})
            self.problems.append(several if said else Problem(row.where, row.number, "", "PART_UNKNOWN"))
            return
        if line.says(Field.CATEGORY):
            named = category_of(line.says(Field.CATEGORY))
            self._begin_category(named) if named else None
        self.category = within(self.category, line.says(Field.SUBCATEGORY))
        self._enter(tier, line, header)

    def _enter(self, tier: DutyTier, line: Line, header: Header) -> None:
        part = self._part(tier)
        part.has_remarks |= header.has(Field.REMARK)
        for told in beside(line.row, header):
            part.say(told)
        draft = Draft(tier, self.category, [line], code=code_in(mark_at(line.row, header)))
        if part.is_broken and not self.table_has_header and line.row.table == self.table:
            draft.flags.append(notice("IN_TABLE_WITHOUT_HEADER", ordinal=part.tables))
        self._pass_by(part, line.row, number_of(draft.first.says(Field.NUMBER)))
        part.entries.append(Entry(draft, header))
        self.nesting.has_items = True
        self.last_row, self.passed, self.is_titled = line.row, [], False

    def _pass_by(self, part: PartReading, row: Row, number: Number | None) -> None:
        """What was passed by is told once an item follows: above the first it may explain, between items it is lost."""
        problems, told = self.between.before_item(number.value if number else None, self.last_row, row)
        self.problems += problems
        for one in told:
            part.say(one)
        for passed in self.unread if part.entries and self.last_row is not None else ():
            self._unclear(passed)
        self.unread = []

    def _last_entry(self) -> Entry | None:
        entries = self.parts[self.tier].entries if self.tier in self.parts else []
        return entries[-1] if entries else None

    def _goes_on(self, row: Row, header: Header, draft: Draft) -> bool:
        """Whether a row belongs to the item above: its number and name are merged with those, blank, or repeated."""
        return draft.goes_on_in(line_of(row, header, Above(dict(self.above.texts)), is_new=False))

    def _part(self, tier: DutyTier) -> PartReading:
        part = self.parts.setdefault(tier, PartReading(tier))
        if self.title and self.title not in part.sheets:
            part.sheets.append(self.title)
        return part
