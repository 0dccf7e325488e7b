"""Where a part of the list, or a table of it, begins: by a title, by its columns, or where a table was cut in two."""

from dataclasses import replace

from registry.domain.duties import DutyTier
from registry.files.beginnings import header_above, introduces_part, introduction, part_begun
from registry.files.columns import notices_of
from registry.files.fields import Field
from registry.files.grid import Cell, Row, letter
from registry.files.headers import Header
from registry.files.headings import unclear
from registry.files.judging import with_flag
from registry.files.known import Known
from registry.files.lines import Category, Title
from registry.files.lists import Problem
from registry.files.nesting import Nesting
from registry.files.notices import notice


class Entering(Known):
    """A walk at the rows that begin something; what stands in them is read elsewhere."""

    def _begin_part(self, title: Title, row: Row) -> None:
        self.problems += self.between.after_items(self._last_number(self.tier), self.last_row)
        self._end_list()
        self.others.is_over()
        self.last_row = None
        self.letterhead.take("\n".join(cell.text for cell in row.filled))
        self.tier, self.tier_is_sure, self.category = title.tier, True, ""
        self.nesting = Nesting()
        self.cut, self.begun = True, 0
        self.passed, self.is_titled = [], True
        self.unlisted.is_below(title.tier if row.is_paragraph else None)
        self._require_one_township(row)
        part = self._part(title.tier)
        part.is_titled |= not row.is_paragraph
        if title.unread:
            part.say(notice("COUNT_NOT_READ", text=title.unread))
        if title.declared is not None and part.declared is None:
            part.declared = title.declared

    def _begin_table(self, header: Header, row: Row) -> None:
        self._require_one_township(replace(row, cells=(Cell(1, text=self.title),)))
        self.problems += self.others.before_table()
        self.across.before_table()
        self._tell_across()
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
        self.header = header
        if self.tier is not None:
            part = self._part(self.tier)
            part.has_table = True
            part.has_remarks |= header.has(Field.REMARK)
            if header.has_line_break:
                part.say(notice("HEADER_LINE_BREAK"))
            for told in notices_of(header, self.tier):
                part.say(told)
            if header.unclear and self.tier is DutyTier.SUPPORTING:
                facts = {"of": header.columns[header.unclear].text}
                self.problems.append(Problem(row.where, row.number, letter(header.unclear), "COLUMN_UNCLEAR", facts))
        self._next_table(row, has_header=True)

    def _end_list_before(self, named: Category | None) -> None:
        """What waits above another part: a line that introduces it, then its categories."""
        lines = self.across.headings.waiting
        self.across.headings.waiting = []
        self._end_list()
        if named is not None and not introduces_part(named.name):
            self.problems.append(unclear(lines[0].row, lines[0].text))
        self.across.headings.waiting = lines[1:] if named is not None else lines

    def _change_part(self, tier: DutyTier) -> None:
        """The table's columns begin another part; what was taken for a category names it."""
        self.problems += self.between.after_items(self._last_number(self.tier), self.last_row)
        before = self._part(self.tier).categories if self.tier is not None else {}
        for line in self.passed:
            before.pop(line.name, None)
        named, categories = introduction(self.passed)
        self._end_list_before(named)
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
