"""Walking down a sheet or document row by row: which list we are in, under which header, in which category."""

from collections.abc import Sequence

from registry.domain.duties import DutyTier
from registry.files import own_tables
from registry.files.accounting import of_document, of_sheet
from registry.files.across import is_line_across, with_count_beside
from registry.files.beginnings import heads_alone
from registry.files.columns import beside, is_beside
from registry.files.continuing import first_of_a_list, goes_on
from registry.files.counts import is_of_a_category
from registry.files.drafts import Above, Draft, Line, hangs, line_of
from registry.files.feet import foot_at
from registry.files.fields import Field
from registry.files.grid import Flow, Row, is_blank, without_remarks
from registry.files.headers import Header, header_at
from registry.files.lines import (
    Category,
    Title,
    category_of,
    is_note,
    is_signature,
    part_named,
    title_in,
    title_of,
    total_in,
)
from registry.files.lines_across import is_above_a_list
from registry.files.lists import REMARKS_MARK, Problem
from registry.files.marks import CATEGORY, code_in
from registry.files.nesting import within
from registry.files.nothing import nothing_in
from registry.files.notices import notice
from registry.files.numerals import Number, number_of
from registry.files.own_rows import OwnItem, characters_lost, mark_at, own_category, own_item, without_mark
from registry.files.parting import part_of, says_parts
from registry.files.parts import Entry, PartReading
from registry.files.passing import Passing
from registry.files.side_by_side import unfolded
from registry.files.text import narrow


class Walk(Passing):
    """Reads row by row. One walk reads a whole file, flow by flow; `finish` ends it."""

    def flow(self, flow: Flow) -> None:
        """Reads a sheet, or a document's whole flow."""
        flow, folded = unfolded(without_remarks(flow, REMARKS_MARK))
        self.problems += folded
        before, tier, category, title = self.header, self.tier, self.category, self.title
        is_next = goes_on(flow, before, tier, self._last_number(tier))
        if not is_next:
            self._end_list()
        self._begin_flow(flow)
        if is_next:
            self.header, self.tier, self.category = before, tier, category
            self.notices.append(notice("SHEET_CONTINUED", name=flow.title.strip(), before=title.strip()))
        at = 0
        while at < len(flow.rows):
            at += self._take(flow.rows, at)
        self._end_flow(flow)

    def finish(self) -> None:
        """Nothing follows: what still waits for rows below is told."""
        self._end_list()

    def _end_flow(self, flow: Flow) -> None:
        self.problems += self.between.after_items(self._last_number(self.tier), self.last_row)
        if self.header is not None or self.is_document or not any(row.filled for row in flow.rows):
            passed = self.account.passed_by(flow)
            missing = {problem.sheet for problem in self.problems if problem.code == "HEADER_MISSING"}
            found = of_document(passed, self.tier, missing) if self.is_document else of_sheet(passed, has_list=True)
            self.problems += found[0]
            self.notices += found[1]
            return
        is_titled = self.tier is not None and not self._part(self.tier).entries
        row = first_of_a_list(flow.rows, flow.title, has_lines=is_titled)
        if row or (self.tier is not None and self.passed_unread):
            self.problems.append(Problem(self.title, row or 1, "", "HEADER_MISSING"))
        else:
            self.notices.append(notice("SHEET_NOT_READ", name=self.title.strip()))

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
            depth = self._marked_row(rows, at, mark, self.header)
            self.account.take(*rows[at : at + depth])
            return depth
        title = title_in(row)
        if title and not self._is_cell_of_item(row, title):
            self.account.take(row) if is_above_a_list(row) else None
            self._begin_part(title, row)
            if row.width > 1 or not heads_alone(rows, at):
                return 1
        header = header_at(rows, at)
        if header:
            self.account.take(*rows[at : at + header.depth])
            self.is_said = header.names_parts and says_parts(rows[at + header.depth :], header)
            self._begin_table(header, row)
            return header.depth
        if row.table != self.table:
            self._table_without_header(row)
        self.row_above = row
        if self.header is None:
            self._before_header(row)
        else:
            self._body(rows, at, self.header)
        return 1

    def _is_cell_of_item(self, row: Row, title: Title) -> bool:
        """Whether what reads like the title of our own part stands in one cell under a header, not across the table."""
        columns = self.header.columns if self.header is not None else {}
        own = [
            cell for cell in row.filled if cell.column in columns and cell.column != min(columns) and cell.width == 1
        ]
        return title.tier is self.tier and len(own) == len(row.filled)

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
            self._line_across(without_mark(row, mark))
        else:
            lost = characters_lost(row, mark) if row.where == own_tables.SHEET else None
            self.problems += [lost] if lost else []
            self._item_row(row, header)
        return own.depth if own is not None else 1

    def _own_item(self, own: OwnItem, rows: Sequence[Row], header: Header) -> None:
        part = self._part(own.item.tier)
        self.across.before_item(own.item.seq, is_first=not part.entries)
        self._tell_across()
        lines = [line_of(row, header, self.above, is_new=place == 0) for place, row in enumerate(rows)]
        draft = Draft(own.item.tier, own.item.category, lines, code=own.item.code)
        part.entries.append(Entry(draft, header, own.item))
        self.nesting.has_items = True
        self.latest = part.entries[-1]
        self.passed, self.is_titled = [], False
        part.last_rows[rows[0].where] = rows[-1].number

    def _gone(self, row: Row) -> None:
        self.above.is_of_a_row_gone()
        if self.tier is not None and self.header is not None:
            self.account.take(row)
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
            self.across.add(category, row, self._so_far())
            self._begin_category(category)
            self._part(self.tier).has_category_paragraphs = True
            self.cut = True
        else:
            self._counted_line(row)
            self.others.take(row)
            self.letterhead.take(text)
            self.between.take(text) if self.tier is not None else None

    def _before_header(self, row: Row) -> None:
        self.passed_unread |= len(row.filled) > 1
        self.others.take(row)
        if self._counted_line(row) or is_above_a_list(row):
            self.account.take(row)
        for cell in row.filled:
            self.letterhead.take(cell.text)

    # Inside a table
    # ------------------------------------------------------------------------------------------------------------------

    def _body(self, rows: Sequence[Row], at: int, header: Header) -> None:
        part = self._part(self.tier) if self.tier is not None else None
        row = with_count_beside(rows[at], header)
        if is_beside(row, header) or is_signature(row, header):
            self._beside(row, header, part)
            return
        foot = foot_at(rows, at, header)
        if foot is not None:
            self._foot(row, foot)
            return
        nothing = nothing_in(row, header, category=self.begun if self.across.headings.waiting else 0)
        if nothing is not None and part is not None:
            self.account.take(row)
            part.nothings.found.append(nothing)
            self.across.headings.say_nothing()
            return
        is_total, count = total_in(row)
        if is_total and part is not None:
            self.account.take(row)
            small = is_of_a_category(narrow(row.filled[0].text))
            part.totals.append((row, count, self.category if small else ""))
        elif is_line_across(row, header, self._so_far()):
            self._line_across(row)
            return
        elif not is_total:
            self._item_row(row, header)
        if part is not None:
            part.last_rows[row.where] = row.number

    def _item_row(self, row: Row, header: Header) -> None:
        self.account.take(row)
        entry = self.latest if header.names_parts else self._last_entry()
        if entry is not None and self._goes_on(row, header, entry.draft):
            entry.draft.lines.append(line_of(row, header, self.above, is_new=False))
            entry.draft.is_merged |= bool(hangs(row, header, Field.NAME))
            entry.item = None  # one of ours to which somebody added a line is no longer as we wrote it
            return
        line = line_of(row, header, self.above, is_new=True)
        tier, asked = part_of(line, header, self.tier, is_said=self.is_said)
        self.problems += [asked] if asked else []
        if tier is None:
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
        part.nothings.before_item(self.begun)
        draft = Draft(tier, self.category, [line], code=code_in(mark_at(line.row, header)))
        if part.is_broken and not self.table_has_header and line.row.table == self.table:
            draft.flags.append(notice("IN_TABLE_WITHOUT_HEADER", ordinal=part.tables))
        self._pass_by(part, line.row, number_of(draft.first.says(Field.NUMBER)))
        part.entries.append(Entry(draft, header))
        self.nesting.has_items = True
        self.latest = part.entries[-1]
        self.last_row, self.passed, self.is_titled = line.row, [], False

    def _pass_by(self, part: PartReading, row: Row, number: Number | None) -> None:
        """What was passed by is told once an item follows: above the first it may explain, between items it is lost."""
        problems, told = self.between.before_item(number.value if number else None, self.last_row, row)
        self.problems += problems
        for one in told:
            part.say(one)
        self.across.before_item(number.value if number else None, is_first=self.last_row is None or not part.entries)
        self._tell_across()

    def _goes_on(self, row: Row, header: Header, draft: Draft) -> bool:
        """Whether a row belongs to the item above: its number and name are merged with those, blank, or repeated."""
        return draft.goes_on_in(line_of(row, header, Above(dict(self.above.texts)), is_new=False))
