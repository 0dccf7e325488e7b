"""Lines across a table between and below its rows: notes, signatures, categories, and rows typed in one cell.

Every such line comes to something: it heads rows, it is surely a note, or somebody is told of it, with its place."""

import re
from dataclasses import dataclass, field

from registry.files.across import SoFar, is_next_number
from registry.files.amended import is_of_changes
from registry.files.counts import counted
from registry.files.grid import Row
from registry.files.headings import LONGEST_TOLD, Headings, leading_number, unclear
from registry.files.letterhead import is_of_letterhead, townships_in
from registry.files.lines import Category, category_of, is_note, is_surely_note, title_of
from registry.files.lists import Problem
from registry.files.notices import Notice, notice
from registry.files.other_lists import is_of_another_kind
from registry.files.text import narrow, one_line

_EXPLAINS = re.compile("清单|本表|表中|以上|上述|附件|解释|施行|印发|备注|填报|填写|另行|此页")
_OWN = "[一-龥]{1,10}?(?:镇|乡|街道|苏木)(?:办事处|人民政府|政府|党委|党工委|工委|(?:工作)?委员会)"
_ABOVE = "[一-龥]{0,14}?(?:省|市|州|县|区|旗)"
_SIGNED = re.compile(
    rf"(?:中共)?(?:(?:{_ABOVE})?{_OWN}|{_ABOVE}(?:委|人民政府|政府)?"
    "(?:(?:机构)?编制?.{0,12}(?:办公室|委员会|办|委)|.{0,16}(?:专班|领导小组)(?:办公室)?)"
    rf"|{_ABOVE}(?:委|委员会|人民政府))(?:办公室)?(?:[(](?:盖?章|公章|印)[)])?"
)
_TITLED = re.compile(
    "(?:清单|目录|一览表|明细表|汇总表|统计表|表|台账|事项|职责)(?:[(][^()]*[)])*$|^附[件表]|^[(][^()]*(?:版|年|稿|示例|街道|乡|镇)[)]$|"
    "年版|版$|稿$|示例|导入提示|^(?:生效|施行|印发|发布)(?:日期|时间)|^(?:文号|编号|(?:填报|编制|制表)?单位|联系.{0,4}|电话|密级)(?:名称)?:"
)


@dataclass
class LinesAcross:
    """The lines since the last row of the list; `problems` and `told` are what must be said of them."""

    headings: Headings = field(default_factory=Headings)
    unread: list[Row] = field(default_factory=list)
    in_notes: bool = False
    numbered_note: int | None = None
    problems: list[Problem] = field(default_factory=list)
    told: list[Notice] = field(default_factory=list)

    def take(self, row: Row, above: SoFar) -> Category | None:
        """One line; the category that it begins, None where it begins none."""
        text = row.filled[-1].text
        category = category_of(text)
        if is_signing(text):
            self.told.append(_not_read(row))
        elif is_of_changes(text) or (not self.in_notes and is_next_number(text, above)):
            self.problems.append(unclear(row, text))
        elif is_note(text) or (self.in_notes and not (category and category.is_certain)):
            self._note(row, text, above)
        elif category is not None:
            self.add(category, row, above)
            return category
        else:
            self.unread.append(row)
        return None

    def add(self, category: Category, row: Row, above: SoFar) -> None:
        """A category's line, in a table or a paragraph."""
        self.in_notes, self.numbered_note = False, None
        self.headings.add(category, row, above)

    def before_table(self) -> None:
        """A header stands here: what was passed by above it belongs to the page above."""
        self._tell_unread()
        self.in_notes, self.numbered_note = False, None

    def before_item(self, number: int | None, *, is_first: bool) -> None:
        """A row of the list stands here: what stands above the first one may explain, between two it is asked."""
        problems, told = self.headings.before_item(number)
        self.problems += problems
        self.told += told
        for row in self.unread:
            if is_first or _explains(row):
                self.told.append(_not_read(row))
            else:
                self.problems.append(unclear(row, row.filled[-1].text))
        self.unread = []

    def at_end(self) -> None:
        """The list ends here: what is below its last row and surely no note may be a row that nobody could read."""
        problems, told = self.headings.at_end()
        self.problems += problems
        self.told += [*told, *self.headings.guesses()]
        self._tell_unread()

    def _note(self, row: Row, text: str, above: SoFar) -> None:
        """A note; below one, a line that goes on with the numbers of the list and not with those of notes is asked."""
        number = leading_number(text)
        is_next = self.in_notes and number is not None and above.last is not None and number == above.last + 1
        if is_next and number is not None and self.numbered_note != number - 1:
            self.problems.append(unclear(row, text))
            return
        self.numbered_note = number if number is not None else self.numbered_note
        if not is_surely_note(text) and not (self.in_notes and _explains(row)):
            self.unread.append(row)
        self.in_notes = True

    def _tell_unread(self) -> None:
        for row in self.unread:
            if self.in_notes or _explains(row):
                self.told.append(_not_read(row))
            else:
                self.problems.append(unclear(row, row.filled[-1].text))
        self.unread = []


def is_signing(text: str) -> bool:
    """Whether a line names those who issue the list (酒泉路街道办事处, 金沟县委编办): no category of it."""
    return _SIGNED.fullmatch(narrow(text)) is not None


def is_above_a_list(row: Row) -> bool:
    """Whether a row above a header only says what list this is: its title, its place, its date, its number, a note."""
    return all(map(_is_above_a_list, (cell.text for cell in row.filled if not cell.trouble)))


def _is_above_a_list(text: str) -> bool:
    if is_of_letterhead(text) or is_signing(text) or is_surely_note(text) or townships_in(text) or title_of(text):
        return True
    return _TITLED.search(counted(narrow(text))[0]) is not None and not is_of_another_kind(text)


def _explains(row: Row) -> bool:
    text = row.filled[-1].text
    return _EXPLAINS.search(narrow(text)) is not None


def _not_read(row: Row) -> Notice:
    return notice("ROW_NOT_READ", row=row.number, text=one_line(row.filled[-1].text)[:LONGEST_TOLD])
