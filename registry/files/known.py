"""What is known at a row of a file from the rows before it, and where that is told."""

from registry.domain.duties import DutyTier
from registry.files.accounting import Account
from registry.files.across import SoFar
from registry.files.between import Between
from registry.files.counts import is_of_a_category
from registry.files.drafts import Above
from registry.files.fields import Field, tier_named_in
from registry.files.grid import Flow, Row
from registry.files.headers import Header
from registry.files.letterhead import Letterhead, townships_in
from registry.files.lines import Category, number_style, total_in
from registry.files.lines_across import LinesAcross
from registry.files.lists import Problem
from registry.files.nesting import Nesting
from registry.files.notices import Notice, notice
from registry.files.numerals import Style, number_of
from registry.files.other_lists import OtherLists
from registry.files.parts import Entry, PartReading
from registry.files.text import narrow
from registry.files.unlisted import Unlisted


class Known:
    """The state of a walk: its part, header and category, what still waits to be told, what nobody has read yet."""

    def __init__(self) -> None:
        self.letterhead = Letterhead()
        self.parts: dict[DutyTier, PartReading] = {}
        self.problems: list[Problem] = []
        self.unlisted = Unlisted()
        self.notices: list[Notice] = []
        self.title = self.category = ""
        self.begun = 0
        self.across = LinesAcross()
        self.township = ""
        self.tier: DutyTier | None = None
        self.header: Header | None = None
        self.last_row: Row | None = None
        self._begin_flow(Flow("", ()))

    def _begin_flow(self, flow: Flow) -> None:
        self.title, self.is_document = flow.title, flow.is_document
        self.header, self.category, self.above = None, "", Above()
        self.nesting = Nesting()
        self.between, self.last_row = Between(), None
        self.account, self.others = Account(), OtherLists()
        self.others.take(Row(flow.title, 1, ()), flow.title) if flow.title else None
        self.passed, self.is_titled = list[Category](), True
        self.row_above: Row | None = None
        self.latest: Entry | None = None
        self.tier = tier_named_in(flow.title)
        self.tier_is_sure = self.tier is not None
        self.table, self.table_has_header, self.cut = 0, False, True
        self.passed_unread = self.is_said = False
        self.arabic = any(number_style(row) is Style.ARABIC for row in flow.rows)

    def _last_number(self, tier: DutyTier | None) -> int | None:
        """The number of the part's last row so far."""
        entry = self.parts[tier].entries[-1:] if tier in self.parts else []
        number = number_of(entry[0].draft.first.says(Field.NUMBER)) if entry else None
        return number.value if number else None

    def _last_entry(self) -> Entry | None:
        entries = self.parts[self.tier].entries if self.tier in self.parts else []
        return entries[-1] if entries else None

    def _so_far(self) -> SoFar:
        return SoFar(self.arabic, self._last_number(self.tier), self.begun)

    def _part(self, tier: DutyTier) -> PartReading:
        part = self.parts.setdefault(tier, PartReading(tier))
        if self.title and self.title not in part.sheets:
            part.sheets.append(self.title)
        return part

    def _begin_category(self, category: Category) -> None:
        self.category, told = self.nesting.enter(category)
        self.begun += 1
        self.passed.append(category)
        if self.tier is None:
            return
        part = self._part(self.tier)
        for said in (*told, *([notice("COUNT_NOT_READ", text=category.unread)] if category.unread else ())):
            part.say(said)
        if category.declared is not None:
            part.categories[self.category] = category.declared

    def _end_list(self) -> None:
        """No further row of this list follows: lines that headed nothing are told."""
        if self.tier is None or not self._part(self.tier).entries:
            self.across.headings.forget_paragraphs()  # told as a list in paragraphs, or of a covering letter
        self.across.at_end()
        self._tell_across()
        self.across = LinesAcross()

    def _tell_across(self) -> None:
        self.problems += self.across.problems
        for told in self.across.told:
            self._part(self.tier).say(told) if self.tier is not None else self.notices.append(told)
        self.across.problems, self.across.told = [], []

    def _counted_line(self, row: Row) -> bool:
        """（共20项） on a line of its own between a title and its table, or below the table."""
        is_total, count = total_in(row)
        part = self.parts.get(self.tier) if self.tier is not None else None
        if not is_total or part is None or count is None or is_of_a_category(narrow(row.filled[0].text)):
            return False
        is_first = part.declared is None and not part.entries
        part.is_told(count)
        return is_first or bool(part.entries)

    def _require_one_township(self, row: Row) -> None:
        """Titles of two townships in one file: whose rows are whose must never be guessed."""
        named = [township for cell in row.filled for township in townships_in(cell.text)]
        self.township = self.township or next(iter(named), "")
        other = next((one for one in named if one != self.township), "")
        if other:
            facts = {"township": self.township, "other": other}
            self.problems.append(Problem(row.where or self.title, row.number, "", "ANOTHER_TOWNSHIP", facts))
