"""Lines that head what stands below them: a row typed across the table is a category only where rows follow that it
can head. One below which nothing stands, or that goes on with the numbers, may be a row of the list: it is asked."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from registry.files.across import SoFar
from registry.files.grid import Row
from registry.files.lines import CATEGORIES, CONTINUED, Category
from registry.files.lists import Problem
from registry.files.notices import Notice, notice
from registry.files.numerals import CHINESE, Style, chinese_value, numbered
from registry.files.text import narrow, one_line
from registry.files.unlisted import PARAGRAPHS

LONGEST_TOLD = 30
_STYLED = (Style.CHINESE, Style.BRACKETED_CHINESE)
_LEADING = re.compile(rf"[(\[【〔]?第?(?:(?P<n>\d{{1,4}})(?!\d|年|月|日|\.\d)|(?P<c>{CHINESE})(?=[、.:)\]】〕项条-]))")
_PARTED = re.compile(rf"^(?P<c>{CHINESE})\s+(?=[一-龥“\"《])")


@dataclass(frozen=True, slots=True)
class Heading:
    """A line taken for a category until it is known what stands below. `begun` is the last number of the categories
    written like it, `last` that of the last row above."""

    category: Category
    row: Row
    text: str
    begun: int
    last: int | None

    @property
    def is_named(self) -> bool:
        """Whether it can be nothing but a category: one that we know, or one that says how many rows it heads."""
        name = self.category.name.removesuffix("类").removesuffix("方面")
        if CONTINUED.search(self.text):  # 河湖林长（续）
            return True
        return name in CATEGORIES or self.category.declared is not None or bool(self.category.unread)

    @property
    def is_in_sequence(self) -> bool:
        """Whether it is numbered as categories are, and goes on with their numbers."""
        split = numbered(one_line(self.text))
        if split is None or split.number.style not in _STYLED:
            return False
        return split.number.value in (1, self.begun + 1)

    @property
    def is_bare(self) -> bool:
        return self.category.style is None

    @property
    def is_next_number(self) -> bool:
        """Whether it begins with the number that follows the last row's, however that is written."""
        return self.last is not None and leading_number(self.text) == self.last + 1


@dataclass
class Headings:
    """The headings since the last row of the list, and what is known of those before."""

    waiting: list[Heading] = field(default_factory=list)
    begun: dict[Style | None, int] = field(default_factory=dict)
    kinds: set[bool] = field(default_factory=set)  # whether categories with rows below them so far were bare
    guessed: dict[str, None] = field(default_factory=dict)
    has_rows: bool = False
    has_rows_above_all: bool = False

    def add(self, category: Category, row: Row, above: SoFar) -> None:
        """A line that may be a category's."""
        text = row.filled[-1].text if row.filled else category.name
        split = numbered(one_line(text))
        style = split.number.style if split else None
        self.waiting.append(Heading(category, row, text, self.begun.get(style, 0), above.last))
        if split is not None:
            self.begun[style] = split.number.value

    def before_item(self, number: int | None) -> tuple[list[Problem], list[Notice]]:
        """What must be said of the lines above a row of the list with this number: the last one heads it."""
        taken, self.waiting = self.waiting, []
        problems, told = _empty(taken[:-1], taken)
        if taken:
            problems += [unclear(taken[-1].row, taken[-1].text)] if self._is_doubtful(taken[-1], number) else []
            self.kinds.add(taken[-1].is_bare)
        elif not self.has_rows:
            self.has_rows_above_all = True
        self.has_rows = True
        return problems, told

    def say_nothing(self) -> None:
        """无 stands below the last line: it heads nothing, and the file says so."""
        if self.waiting:
            self.kinds.add(self.waiting.pop().is_bare)

    def forget_paragraphs(self) -> None:
        """No table of the list has been met: its paragraphs are told by others."""
        self.waiting = [heading for heading in self.waiting if not heading.row.is_paragraph]

    def at_end(self) -> tuple[list[Problem], list[Notice]]:
        """What must be said where the list ends: nothing stands below these lines."""
        taken, self.waiting = self.waiting, []
        return _empty(taken, taken)

    def guesses(self) -> Iterator[Notice]:
        """Names of categories that neither a number, nor a count, nor their name shows to be some."""
        if self.guessed:
            yield notice("CATEGORIES_BY_GUESS", names=tuple(self.guessed))
        self.guessed = {}

    def _is_doubtful(self, heading: Heading, number: int | None) -> bool:
        """Whether a line with rows below it may all the same be a row of the list."""
        if heading.is_named or heading.is_in_sequence:
            return False
        if heading.is_next_number:
            return True
        if not heading.is_bare:
            return False
        if self.has_rows:
            leaves_room = None not in (number, heading.last) and number not in (1, (heading.last or 0) + 1)
            if leaves_room or self.has_rows_above_all or True not in self.kinds:
                return True
        self.guessed[one_line(heading.text)[:LONGEST_TOLD]] = None
        return False


def leading_number(text: str) -> int | None:
    """The number that a line begins with, parted from the rest or not: 3 做好…, 3做好…, 三 做好…, （3）做好…"""
    parted = _PARTED.match(one_line(text))
    found = _LEADING.match(narrow(text))
    written = parted["c"] if parted else (found["n"] or found["c"]) if found else ""
    if not written:
        return None
    return int(written) if written.isdigit() else chinese_value(written)


def unclear(row: Row, text: str) -> Problem:
    """Asks what a line is: an item, a category or a note."""
    return Problem(row.where or PARAGRAPHS, row.number, "", "ROW_UNCLEAR", {"text": one_line(text)[:LONGEST_TOLD]})


def _empty(headings: Sequence[Heading], all_of_them: Sequence[Heading]) -> tuple[list[Problem], list[Notice]]:
    """Headings with no row between them and the next: an outer one heads the inner one; of the others, one that is
    surely a category is told, any other is asked about."""
    problems: list[Problem] = []
    told: list[Notice] = []
    for at, heading in enumerate(headings):
        following = all_of_them[at + 1] if at + 1 < len(all_of_them) else None
        if following is not None and _is_above(heading, following):
            continue
        if heading.is_named:
            if heading.category.declared != 0:
                told.append(
                    notice("CATEGORY_EMPTY", row=heading.row.number, text=one_line(heading.text)[:LONGEST_TOLD])
                )
        else:
            problems.append(unclear(heading.row, heading.text))
    return problems, told


def _is_above(heading: Heading, following: Heading) -> bool:
    """一、党的建设 above （一）组织建设: written otherwise, and itself surely a category."""
    return heading.category.style is not following.category.style and (heading.is_named or heading.is_in_sequence)
