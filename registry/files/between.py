"""Paragraphs between the tables of a document that may be items of the list: told where they stand, never passed by."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from registry.files.grid import Row
from registry.files.letterhead import is_of_letterhead
from registry.files.lines import category_of, is_note
from registry.files.lists import Problem
from registry.files.notices import Notice, notice
from registry.files.numerals import numbered
from registry.files.text import one_line

LONGEST_TOLD = 30


@dataclass
class Between:
    """The paragraphs since the last row of a table, or since the title of the list."""

    paragraphs: list[str] = field(default_factory=list)

    def take(self, text: str) -> None:
        """A paragraph that is no title, no category, no date and no note."""
        line = one_line(text)
        if line and not is_note(line) and not is_of_letterhead(line):
            self.paragraphs.append(line)

    def before_item(self, number: int | None, last: Row | None, row: Row) -> tuple[list[Problem], list[Notice]]:
        """What stands between two tables of one list (`last` is the row before), or before its first item.

        A short or numbered line there is a matter or a category that nobody could read; a long one is told.
        """
        taken, self.paragraphs = self.paragraphs, []
        if last is None:
            return [_problem(row, text) for text in _leading_to(taken, number)], []
        matters = [text for text in taken if numbered(text) or category_of(text)]
        told = [notice("PARAGRAPH_NOT_READ", text=text[:LONGEST_TOLD]) for text in taken if text not in matters]
        return [_problem(last, text) for text in matters], told

    def after_items(self, number: int | None, last: Row | None) -> list[Problem]:
        """What stands after the last table and goes on with its numbers."""
        taken, self.paragraphs = self.paragraphs, []
        problems = []
        for text in taken if last is not None and number is not None else ():
            split = numbered(text)
            if split and split.rest and number is not None and last is not None and split.number.value == number + 1:
                number += 1
                problems.append(_problem(last, text))
        return problems


def _leading_to(paragraphs: list[str], number: int | None) -> Iterator[str]:
    """The numbered lines whose numbers the first item goes on with: 1. and 2. before item 3."""
    counted = [(text, split.number.value) for text in paragraphs if (split := numbered(text)) and split.rest]
    wanted = (number or 1) - 1
    for text, value in reversed(counted):
        if value != wanted or wanted < 1:
            return
        yield text
        wanted -= 1


def _problem(row: Row, text: str) -> Problem:
    return Problem(row.where, row.number, "", "PARAGRAPH_IN_LIST", {"text": text[:LONGEST_TOLD]})
