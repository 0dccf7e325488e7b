"""Cells that say where their text stands (同第1项, 参照上一项) or that it is still to come (待定, 详见附件)."""

import re
from dataclasses import dataclass, field

from registry.files.amended import is_only_a_mark
from registry.files.departments import departments_in
from registry.files.drafts import Line
from registry.files.duties import split_duties, whose
from registry.files.fields import Field, Slot
from registry.files.grid import letter
from registry.files.headers import Header
from registry.files.lists import Problem
from registry.files.notices import notice
from registry.files.numerals import CHINESE, chinese_value, number_of
from registry.files.parts import Entry, PartReading
from registry.files.text import is_ditto, narrow, one_line

_SEE = "(?:详细?|具体)?(?:参照|参见|参阅|参考|对照|见|同|按照?|依照|依据|与|和|如)"
_UNIT = "(?:项|条|行|号|款|栏)"
_TAIL = (
    "(?:的?(?:事项|内容|职责|部门|单位|要求|规定|所列|所述|履职))*(?:相同|一致|一样|同|办理|执行|落实|承担|配合|表述)?"
)
_NUMBER = rf"(?:\d{{1,4}}|{CHINESE})"
_ITEM = re.compile(
    rf"{_SEE}(?:本表|本清单|上面|上述|前面|上文)?(?:第|序号|事项|编号|no\.?)?(?P<n>{_NUMBER})(?P<unit>{_UNIT})?{_TAIL}",
    re.IGNORECASE,
)
_BEFORE = re.compile(rf"{_SEE}(?:上|前)(?:面)?一?(?P<unit>{_UNIT}|个事项|事项){_TAIL}")
_ELSEWHERE = re.compile(
    rf"同左|同右|{_SEE}(?:下|后)(?:面)?一?(?:{_UNIT}|个事项|事项){_TAIL}"
    rf"|{_SEE}(?:本表|本清单|上述|前述)?(?:第|序号|事项)?{_NUMBER}{_UNIT}?(?:[、,，和及与至到\-—~](?:第|序号)?{_NUMBER}{_UNIT}?)+{_TAIL}"
    "|(?:详细?|具体|另)?(?:参?见|参照|按照?|依照|同|以)(?:附件|附表|附录|备注|原文|原清单|原件|文件|有关文件|相关文件|清单|其他|另表|上表|下表|上级文件|"
    r"县级清单|权责清单|三定规定?|基本履职清单|配合履职清单)[^,，。;；:：]{0,8}"
)
_INSIDE = re.compile(
    rf"[(（【\[]\s*(?:{_SEE}(?:第|序号){_NUMBER}{_UNIT}?{_TAIL}|同上(?:一?{_UNIT})?|参?见上(?:一?{_UNIT})?)\s*[)）】\]]"
)
_TO_COME = re.compile(
    r"待(?:定|补充?|填写?|核实?|确认|明确|完善|研究|商|查|议)|(?:暂未|尚未|未)(?:明确|确定|填写?|定)|另行(?:通知|确定|明确|规定)|不详|不明|不清楚|"
    r"不变|无变化|维持不变|同原(?:来|有|表)?|略|从略|详略|[?？]+|[xX×ＸX]{2,}.{0,4}|某+.{0,3}|…+|\.{3,}|。{3,}|\d{1,2}|n/?a|null|none|是|否|todo",
    re.IGNORECASE,
)
_READ = (
    Field.DEPARTMENT,
    Field.SUPERIOR_DUTIES,
    Field.DEPARTMENT_AND_DUTIES,
    Field.TOWNSHIP_DUTIES,
    Field.TAKEN_OVER_BY,
    Field.METHOD,
    Field.TAKEN_OVER_BY_AND_METHOD,
)
_OF_DEPARTMENTS = (Field.SUPERIOR_DUTIES, Field.DEPARTMENT_AND_DUTIES)
_WHOLE_ITEM = (Field.TOWNSHIP_DUTIES, Field.METHOD)
"""Columns that say one thing of the whole item, over however many rows."""
LONGEST = 24


def resolve(part: PartReading) -> list[Problem]:
    """Puts what it refers to in the place of each reference, with a notice; what is not surely found is a problem."""
    finder = _Finder(part)
    for entry in part.entries:
        if entry.item is None:
            for line in entry.draft.lines:
                finder.line(entry, line)
    return finder.problems


def is_reference(text: str) -> bool:
    """Whether a whole text says no more than where to look."""
    plain = narrow(text).rstrip("。.;,")
    return len(plain) <= LONGEST and any(p.fullmatch(plain) for p in (_ITEM, _BEFORE, _ELSEWHERE))


def is_to_come(text: str) -> bool:
    """Whether a whole text stands for one that is still to be written (待定, 略, ？), or says no word at all (√, ◎)."""
    plain = narrow(text)
    if plain and not any(c.isalnum() for c in plain):
        return not is_ditto(text)
    return any(_TO_COME.fullmatch(one) for one in (plain, plain.strip("()。.【】[]")) if one)


@dataclass
class _Finder:
    """One pass through a part; `open` are the cells being resolved, so that two that name each other end."""

    part: PartReading
    problems: list[Problem] = field(default_factory=list)
    open: set[tuple[int, Slot]] = field(default_factory=set)

    def line(self, entry: Entry, line: Line) -> None:
        name = line.says(Field.NAME)
        if name and (is_reference(name) or _INSIDE.search(name) or (is_ditto(name) and line is entry.draft.first)):
            self._problem(entry.header, line, (Field.NAME, 0), "REFERENCE_IN_MATTER")
        elif name and is_to_come(name):
            self._problem(entry.header, line, (Field.NAME, 0), "PLACEHOLDER")
        for slot in [slot for slot in line.values if slot[0] in (*_READ, Field.OTHER_DEPARTMENT, Field.OTHER_DUTIES)]:
            self._cell(entry, line, slot)

    def _cell(self, entry: Entry, line: Line, slot: Slot) -> None:
        text = line.values[slot]
        if is_to_come(text) or is_only_a_mark(text):
            self._problem(entry.header, line, slot, "PLACEHOLDER")
        elif is_reference(text):
            found = self._found(entry, line, slot)
            if found is None:
                self._problem(entry.header, line, slot, "REFERENCE_UNCLEAR")
                return
            line.values[slot] = found
            facts = {"row": line.row.number, "column": _column(entry.header, slot), "said": one_line(text)}
            self.part.say(notice("REFERENCE_READ", **facts))
        elif _INSIDE.search(text) or any(map(is_reference, split_duties(text))) or _in_departments(slot, text):
            self._problem(entry.header, line, slot, "REFERENCE_UNCLEAR")

    def _found(self, entry: Entry, line: Line, slot: Slot) -> str | None:
        """The text that a cell refers to; None where it is not surely one."""
        key = (id(line), slot)
        target = self._target(entry, line.values[slot])
        if slot[0] not in _READ or target is None or target is entry or key in self.open or target.item is not None:
            return None
        lines = [other for other in target.draft.lines if other.values.get(slot)]
        if not lines or (len(target.draft.lines) > 1 and slot[0] not in _WHOLE_ITEM):
            return None
        self.open.add(key)
        told = [self._told(target, other, slot) for other in lines]
        self.open.discard(key)
        if any(text is None for text in told):
            return None
        text = "\n".join(one for one in told if one)
        return None if slot[0] in _OF_DEPARTMENTS and not self._is_of_the_same(line, lines[0], text) else text

    def _told(self, target: Entry, line: Line, slot: Slot) -> str | None:
        text = line.values[slot]
        if is_to_come(text) or _INSIDE.search(text):
            return None
        return self._found(target, line, slot) if is_reference(text) else text

    def _is_of_the_same(self, line: Line, other: Line, text: str) -> bool:
        """Whether duties may be taken over: they name no department, or the departments are the same."""
        if not any(whose(text)):
            return True
        own, theirs = line.says(Field.DEPARTMENT), other.says(Field.DEPARTMENT)
        return not own or is_reference(own) or departments_in(own).names == departments_in(theirs).names

    def _target(self, entry: Entry, text: str) -> Entry | None:
        plain = narrow(text).rstrip("。.;,")
        at = self.part.entries.index(entry)
        if _BEFORE.fullmatch(plain):
            return self.part.entries[at - 1] if at else None
        found = _ITEM.fullmatch(plain)
        if found is None:
            return None
        number = int(found["n"]) if found["n"].isdigit() else chinese_value(found["n"])
        by_number = [one for one in self.part.entries if _number(one) == number]
        if found["unit"] not in ("行", "栏"):
            return by_number[0] if len(by_number) == 1 else None
        where = entry.draft.first.row.where
        by_row = [
            one
            for one in self.part.entries
            if any((ln.row.where, ln.row.number) == (where, number) for ln in one.draft.lines)
        ]
        both = {id(one): one for one in (*by_number, *by_row)}
        return next(iter(both.values())) if len(both) == 1 else None

    def _problem(self, header: Header, line: Line, slot: Slot, code: str) -> None:
        places = [letter(at) for at, column in header.columns.items() if column.slot == slot]
        facts = {"of": _column(header, slot), "said": one_line(line.values[slot])[:30]}
        self.problems.append(Problem(line.row.where, line.row.number, places[0] if places else "", code, facts))


def _number(entry: Entry) -> int | None:
    if entry.item is not None:
        return entry.item.seq
    found = number_of(entry.draft.first.says(Field.NUMBER))
    return found.value if found else None


def _column(header: Header, slot: Slot) -> str:
    return next((column.text for column in header.columns.values() if column.slot == slot), "")


def _in_departments(slot: Slot, text: str) -> bool:
    """县公安局、同第1项: one of several departments is a reference."""
    if slot[0] not in (Field.DEPARTMENT, Field.OTHER_DEPARTMENT, Field.TAKEN_OVER_BY):
        return False
    return any(is_reference(name) or is_to_come(name) for name in departments_in(text).names)
