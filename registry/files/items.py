"""From a draft to an item: number, name, departments with their duties, who took it back; and what is missing."""

import re
from collections.abc import Mapping

from registry.domain.duties import DutyTier
from registry.files.departments import bodies_first, departments_in
from registry.files.drafts import Draft, Line
from registry.files.duties import Shares, split_duties, whose
from registry.files.fields import Field
from registry.files.grid import letter
from registry.files.headers import Header
from registry.files.lists import Item, Problem
from registry.files.notices import Notice, notice
from registry.files.numerals import is_compound, number_of, numbered
from registry.files.takeover import Takeover, departments_joined, takeover_in, ways_under
from registry.files.text import one_line, phrase, visible
from registry.files.ticks import Tick, tick_in, without_tick

LONGEST_NAME = 500
_WITH_DUTIES = re.compile(r"(?:^|[\n；;。])\s*[县市区州旗省][^\s：:，、；;。]{1,18}[局委办部队会院][：:]\s*\S")
_TOGETHER = {
    Field.DEPARTMENT: Field.DEPARTMENT_AND_DUTIES,
    Field.TAKEN_OVER_BY: Field.TAKEN_OVER_BY_AND_METHOD,
}
_CLASS = re.compile(r"第[^项条类]{1,5}类(?![、.．:：])")  # 第二类疫苗接种管理 is a matter, not number 2
_TICKS = "✓✔√☑■● "


class Builder:
    """Builds one item and gathers its problems."""

    def __init__(self, draft: Draft, header: Header) -> None:
        self.draft, self.header, self.tier = draft, header, draft.tier
        self.flags: list[Notice] = [*draft.flags, *(flag for line in draft.lines for flag in line.flags)]
        self.problems: list[Problem] = [problem for line in draft.lines for problem in line.problems]
        self.takeover: Takeover | None = None

    def item(self) -> Item:
        """The item; where something is missing it is empty and a problem says so."""
        seq, raw, name = self._number_and_name()
        if not name:
            self._problem(Field.NAME, "NAME_MISSING", number=raw)
        elif len(name) > LONGEST_NAME:
            self._problem(Field.NAME, "NAME_TOO_LONG", length=len(name), longest=LONGEST_NAME)
        shares = self._shares() if self.tier is DutyTier.SUPPORTING else Shares()
        self.takeover = self._taken_over() if self.tier is DutyTier.RECLAIMED else None
        return Item(
            tier=self.tier,
            seq=seq,
            seq_raw=raw,
            category=self.draft.category,
            name=name,
            sheet=self.draft.first.row.where,
            row=self.draft.first.row.number,
            departments=tuple(shares.departments),
            superior_duties=shares.told(),
            township_duties=self._township_duties() if self.tier is DutyTier.SUPPORTING else (),
            taken_over_by=self.takeover.department if self.takeover else "",
            method=self.takeover.method if self.takeover else "",
            remark=one_line(self._all(Field.REMARK)),
            flags=tuple(flag for at, flag in enumerate(self.flags) if flag not in self.flags[:at]),
            code=self.draft.code,
        )

    def _number_and_name(self) -> tuple[int | None, str, str]:
        line = self.draft.first
        name = one_line(line.says(Field.NAME)).lstrip(_TICKS)
        written = line.says(Field.NUMBER)
        inside = None if _CLASS.match(name) else numbered(name)
        if written:
            seq, raw = self._number(line, written)
            repeats = inside is not None and inside.rest and inside.number.value == seq
            return seq, raw, phrase(inside.rest if inside and repeats else name)
        if inside and inside.rest:
            automatic = any(cell.is_automatic for cell in line.row.cells if one_line(cell.text).startswith(inside.mark))
            self.flags += [notice("AUTOMATIC_NUMBER")] if automatic else []
            return inside.number.value, "" if automatic else inside.mark, phrase(inside.rest)
        self.flags.insert(0, notice("NO_NUMBER"))
        return None, "", phrase(name)

    def _number(self, line: Line, written: str) -> tuple[int | None, str]:
        cell = line.number
        if cell is not None and cell.is_automatic:
            self.flags.insert(0, notice("AUTOMATIC_NUMBER"))
        raw = cell.raw if cell is not None else written
        number = number_of(written)
        if number is None and is_compound(written):
            self.flags.insert(0, notice("NUMBER_WITHIN_CATEGORY", written=visible(written)))
        elif number is None:
            self._problem(Field.NUMBER, "NUMBER_UNREADABLE", given=one_line(written)[:40])
        return number.value if number else None, raw

    def _shares(self) -> Shares:
        shares = Shares()
        for line in self.draft.lines:
            self._share_line(line, shares)
        if not shares.departments:
            self._problem(Field.DEPARTMENT, "DEPARTMENT_MISSING")
        self.flags += shares.flags
        if shares.duties:
            silent = [name for name in shares.departments if name not in shares.duties]
            self.flags += [notice("DEPARTMENT_WITHOUT_DUTIES", department=name) for name in silent]
        return shares

    def _share_line(self, line: Line, shares: Shares) -> None:
        """One row's departments, then its duties: each department's own where it has a column of its own."""
        named = line.says(Field.DEPARTMENT)
        if _WITH_DUTIES.search(named):  # 县林业局：规划；县公安局：侦办 in the column of departments
            self._give_both(named, shares)
            named = ""
        names = shares.name(named) if named else ()
        groups = {group: self._others(line, group, shares) for group in self.header.groups}
        names += self._ticked(line, shares)
        among = (*names, *(name for others in groups.values() for name in others))
        told = line.says(Field.SUPERIOR_DUTIES)
        if told:
            own = names if self.header.is_lead_alone else (*names, *self._without_column(groups, names))
            shares.give(told, own or shares.last.get(0) or tuple(shares.departments[-1:]), among)
        for group, others in groups.items():
            if line.says(Field.OTHER_DUTIES, group):
                self._give_others(line, group, others or shares.last.get(group, ()), shares, among)
        if line.says(Field.DEPARTMENT_AND_DUTIES):
            self._give_both(line.says(Field.DEPARTMENT_AND_DUTIES), shares)

    def _others(self, line: Line, group: int, shares: Shares) -> tuple[str, ...]:
        text = line.says(Field.OTHER_DEPARTMENT, group)
        return shares.name(text, group) if text else ()

    def _without_column(self, groups: Mapping[int, tuple[str, ...]], names: tuple[str, ...]) -> tuple[str, ...]:
        """The departments that help and have no column of duties of their own: the one there is, is theirs too."""
        shared = [name for group in groups if not self.header.has_duties(group) for name in groups[group]]
        return tuple(name for name in shared if name not in names)

    def _give_others(
        self, line: Line, group: int, names: tuple[str, ...], shares: Shares, among: tuple[str, ...]
    ) -> None:
        """Duties of departments that help; without a department they are nobody's, and a problem says so."""
        text = line.says(Field.OTHER_DUTIES, group)
        if not names and not any(whose(text)):
            places = [at for at, c in self.header.columns.items() if c.slot == (Field.OTHER_DEPARTMENT, group)]
            where = letter(places[0]) if places else ""
            self.problems.append(Problem(line.row.where, line.row.number, where, "DEPARTMENT_MISSING"))
            return
        shares.give(text, names, among)

    def _ticked(self, line: Line, shares: Shares) -> tuple[str, ...]:
        """Departments that head a column of their own; their cell holds a tick or their duties."""
        ticked: list[str] = []
        for column, text in line.marked:
            if column.field is Field.MARKED_DEPARTMENT:
                ticked += shares.name(column.says)
                if tick_in(text) is Tick.WORDS:
                    shares.give(without_tick(text), (ticked.pop(),))
        return tuple(ticked)

    def _give_both(self, text: str, shares: Shares) -> None:
        """One column for departments and duties: names stand before colons, or on the first line, or lines."""
        bodies, rest = bodies_first(visible(text))
        head = visible(text)[: len(visible(text)) - len(rest)].strip()
        if len(bodies) > 1 and re.search("[\n；;。]", head):
            shares.give(rest, shares.name(head))
            return
        shares.give(text, tuple(shares.departments[-1:]))
        if not shares.departments:
            first, _, rest = visible(text).partition("\n")
            names = shares.name(first)
            shares.give(rest, names)

    def _township_duties(self) -> tuple[str, ...]:
        told: list[str] = []
        for line in self.draft.lines:
            told += [duty for duty in split_duties(line.says(Field.TOWNSHIP_DUTIES)) if duty not in told]
        return tuple(told)

    def _taken_over(self) -> Takeover:
        both = self._all(Field.TAKEN_OVER_BY_AND_METHOD)
        found = takeover_in(both) if both else Takeover("", "")
        bodies = self._all(Field.TAKEN_OVER_BY) or self._all(Field.DEPARTMENT)
        marked = [(c, t) for line in self.draft.lines for c, t in line.marked if c.field is Field.MARKED_DEPARTMENT]
        ticked = "、".join(c.says for c, _ in marked)
        own = ways_under(marked)
        whole = self._way_of_each() or phrase(self._all(Field.METHOD) or self._all(Field.SUPERIOR_DUTIES))
        method = "；".join(way for way in (whole, own) if way)
        department = departments_joined("、".join(t for t in (bodies, ticked) if t)) or found.department
        is_open = re.search(rf"{re.escape(department.split('、')[-1])}\s*等", one_line(bodies or both))
        if department and (is_open or departments_in(bodies or both.partition("\n")[0]).has_others):
            self.flags.append(notice("OTHERS_MEANT", department=department.split("、")[-1]))
        if not department:
            self._problem(Field.TAKEN_OVER_BY, "TAKEN_OVER_BY_MISSING")
        return Takeover(department, method or found.method, found.way)

    def _way_of_each(self) -> str:
        """甲：检查；乙：立案, where takers stand in rows of their own, each with its way; else empty."""
        said = [(line.says(Field.TAKEN_OVER_BY), line.says(Field.METHOD)) for line in self.draft.lines]
        each = [(departments_joined(taker), phrase(way)) for taker, way in said if taker or way]
        if len(each) < 2 or not all(taker and way for taker, way in each):  # noqa: PLR2004 - one alone needs no name
            return ""
        return "；".join(f"{taker}：{way}" for taker, way in each)

    def _all(self, what: Field) -> str:
        return "\n".join(text for line in self.draft.lines if (text := line.says(what)))

    def _problem(self, what: Field, code: str, **facts: object) -> None:
        row = self.draft.first.row
        kinds = (what, _TOGETHER.get(what, what))
        columns = [letter(at) for kind in kinds for at, column in self.header.columns.items() if column.field is kind]
        self.problems.append(Problem(row.where, row.number, columns[0] if columns else "", code, facts))
