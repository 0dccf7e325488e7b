"""Rows under a header that are no rows of the list: beside the table, at its foot, across it."""

from registry.files.entering import Entering
from registry.files.feet import Foot
from registry.files.fields import Field
from registry.files.grid import Row, letter
from registry.files.headers import Header
from registry.files.headings import LONGEST_TOLD, unclear
from registry.files.letterhead import is_of_letterhead
from registry.files.lines import is_of_version, is_surely_note
from registry.files.lists import Problem
from registry.files.notices import notice
from registry.files.parts import PartReading
from registry.files.text import one_line


class Passing(Entering):
    """A walk at rows that are told, asked about, or begin a category."""

    def _beside(self, row: Row, header: Header, part: PartReading | None) -> None:
        """A row beside the table, or one that signs it; one that fills in a matter and more may be an item."""
        if part is None:
            return
        self.account.take(row)
        said = one_line(" ".join(cell.text for cell in row.filled))
        fields = {column.field for cell in row.filled if (column := header.columns.get(cell.column))}
        if len(row.filled) > 2 and Field.NAME in fields:  # noqa: PLR2004
            self.problems.append(unclear(row, said))
        elif not all(is_surely_note(cell.text) for cell in row.filled):
            part.say(notice("ROW_NOT_READ", row=row.number, text=said[:30]))

    def _foot(self, row: Row, foot: Foot) -> None:
        """A row that signs or dates the table, or may: told, or asked."""
        self.account.take(row)
        said = one_line(" ".join(cell.text for cell in row.filled))[:LONGEST_TOLD]
        if foot is Foot.UNCLEAR:
            self.problems.append(
                Problem(row.where, row.number, letter(row.filled[0].column), "FOOT_UNCLEAR", {"text": said})
            )
            return
        for line in (line for cell in row.filled for line in cell.text.split("\n") if is_of_letterhead(line)):
            self.letterhead.take(line)
        told = notice("ROW_NOT_READ", row=row.number, text=said)
        self._part(self.tier).say(told) if self.tier is not None else self.notices.append(told)

    def _line_across(self, row: Row) -> None:
        self.account.take(row)
        self.others.take(row)
        text = row.filled[-1].text
        if is_of_version(text):  # （2025年版）（试行） between title and columns; never a category
            told = notice("ROW_NOT_READ", row=row.number, text=one_line(text)[:LONGEST_TOLD])
            if self.last_row is not None or self.tier is None:
                self.problems.append(unclear(row, text))
            else:
                self._part(self.tier).say(told)
            return
        if is_of_letterhead(row.filled[-1].text):
            self.letterhead.take(row.filled[-1].text)
            return
        category = self.across.take(row, self._so_far())
        self._tell_across()
        if category is not None:
            self._begin_category(category)
