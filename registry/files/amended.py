"""Marks that a list carries while it is being amended: （删除）, 【新增】, a remark 作废, a column of changes.

What is surely deleted is out and told; what is proposed, moved or merged is asked; other marks come off.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from enum import StrEnum

from registry.domain.duties import DutyTier
from registry.files.bodies import row_problem
from registry.files.drafts import Line, is_nothing
from registry.files.fields import Field, tier_named_in
from registry.files.headers import Header
from registry.files.lists import Problem
from registry.files.notices import notice
from registry.files.numerals import numbered
from registry.files.parts import Entry, PartReading
from registry.files.text import label, narrow, one_line


class Change(StrEnum):
    """What a mark says of its row."""

    OUT = "OUT"
    TOLD = "TOLD"  # 新增, 修改, 保留: the row stands
    UNCLEAR = "UNCLEAR"
    ASKED = "ASKED"  # 修改为…, 移至…: made or not, as the row shows


_OUT = "删除|删去|删掉|作废|废止|剔除|移除|取消"
_STAYS = "新增加?|增加|增补|补充|新列入|修改|修订|调整|修改完善|保留|不变|无变化|新"
_MOVED = "合并|拆分|划转|移交|调出|移出|划出|并入|暂缓|暂停|暂不执行|停止执行|不再执行|不再承担|不再列入|不再保留"
_MADE = re.compile(
    "(?:修改|改|调整|变更|更名|更改|更正|替换|完善|规范|拆分|分解)(?:表述|名称)?(?:为|成)(?P<to>.+)"
    "|(?:调整|转|移|划|列|归)(?:至|到|入|进)(?P<list>[^,;。]{0,8}(?:清单|基本|配合|收回))"
)
"""A change into something: whether it was made, the row itself shows."""
_WHEN = "(?:20\\d\\d年(?:\\d{1,2}月)?(?:\\d{1,2}日)?)?(?:本次|此次|已经?|现|予以|此项|本项|该项|全部|整项)*"
_WHAT = "(?:事项|本项|该项|此项|本事项|此条|本条|条目|项目|内容|表述|文字|了)?"
_PROPOSED = "拟|建议|待|申请|提请|可|是否|能否|应"
_OPEN, _SHUT = r"[(（【\[〔<《［]", r"[)）】\]〕>》］]"
_MARK = rf"{_WHEN}(?:{_PROPOSED})?{_WHEN}(?:{_OUT}|{_STAYS}|{_MOVED}){_WHAT}"
_BEFORE = re.compile(rf"^{_OPEN}\s*(?P<mark>{_MARK})\s*{_SHUT}\s*|^(?P<word>{_MARK})\s*[：:]\s*")
_BEHIND = re.compile(rf"\s*{_OPEN}\s*(?P<mark>{_MARK})\s*{_SHUT}$|[★☆*※◆●▲]\s*(?P<word>{_MARK})$")
_ONLY_A_MARK = re.compile(rf"{_OPEN}\s*(?P<mark>[^()（）【】]+)\s*{_SHUT}")
_IS_OUT = re.compile(rf"{_WHEN}(?:{_OUT}){_WHAT}[。.!]?")
_IS_TOLD = re.compile(rf"{_WHEN}(?:{_STAYS}){_WHAT}[。.!]?")
_TELLS_OF_CHANGE = re.compile(rf"{_OUT}|{_MOVED}")
_SECTION = re.compile(
    rf"(?:以下|下列|本次|此次)?.{{0,4}}(?:{_OUT}|新增|调出|移出|划转|修改|调整|保留)(?:的)?(?:事项|职责|内容|部分|项目|清单)?(?:如下)?"
)
_PART = re.compile("(?:乡镇|镇|乡|街道|上级|部门)*(?:基本|配合|收回)(?:履职|履行)?(?:职责)?(?:事项)?(?:清单|类)?")
_NAMES_PART = re.compile(
    "(?:应?(?:属于?|归|列入?|划入|纳入|转入?)|已|现|拟|建议|由)?(?:乡镇|镇|乡|街道|上级|部门|县级|县直)*"
    "(?:基本|主体|配合|协助|收回|上收|回收)(?:履职|履行)?(?:职责)?(?:事项)?(?:清单|类)?"
)
_REWORDED = re.compile("(?:修改|更名|改)(?:表述|名称)?[为成]|移[至到入]|并入")
_KEEPS = re.compile("^是否.*(?:保留|承担|适用|纳入|列入|履行)")
_YES, _NO = frozenset("是√✓✔对有"), frozenset("否×✗无不")
_LEAVES = re.compile(
    rf"{_WHEN}(?:{_PROPOSED})?{_WHEN}(?:退出|停用|调入|删|去[掉除]|暂不(?:实施|执行|承担|开展|列入|纳入|履行|下放)?"
    "|转[为入至].{0,6}(?:配合|基本|收回|上级|[省市县区]|部门).{0,4})(?:.{0,4}清单|事项|了)?"
)
_UP = "(?:上级|[省市县区州旗]级?|[一-龥]{0,10}(?:局|委|办|厅|部|部门|单位))"
_GOES_UP = re.compile(
    rf"{_WHEN}(?:由?{_UP})?{_WHEN}(?:统一)?(?:收归|收回|上收)(?:[至到由归]?{_UP})?(?:承担|管理|实施|办理|负责)?"
    rf"|{_WHEN}由(?:上级|[一-龥]{{0,6}}[省市县区州旗])[一-龥]{{0,12}}(?:承担|承接|行使|履行|收回|接收)"
)
"""A remark that says that the row has left its part of the list: 收归县级, 已停用."""
LONGEST_REMARK, LONGEST_CHANGE = 30, 80
_ASKS = (Change.UNCLEAR, Change.ASKED)


@dataclass(frozen=True, slots=True)
class Said:
    """What is said of a row, in which words and in which column."""

    change: Change
    words: str
    field: Field


def settle(part: PartReading) -> list[Problem]:
    """Takes deleted rows out of a part and marks off its matters; what is unclear is a problem of its row."""
    problems: list[Problem] = []
    kept: list[Entry] = []
    for entry in part.entries:
        said = _said(entry, part.tier) if entry.item is None else None
        if said is not None and said.change in _ASKS:
            problems.append(_problem(entry, said))
        elif said is not None:
            _tell(part, entry, said)
        if said is None or said.change is not Change.OUT:
            kept.append(entry)
    part.entries[:] = kept
    return [*problems, *_unanswered(kept)]


def _unanswered(entries: list[Entry]) -> Iterator[Problem]:
    """是否保留 left empty where other rows answer it with 是: nobody knows whether the row stands."""
    answers = {id(entry): one_line(entry.draft.first.says(Field.CHANGE)) for entry in entries if entry.item is None}
    if not any(text and set(text) <= _YES for text in answers.values()):
        return
    for entry in entries:
        column = next((c for c in entry.header.columns.values() if c.field is Field.CHANGE), None)
        if column is None or not _KEEPS.search(label(column.text)) or answers.get(id(entry), "-"):
            continue
        facts = {"said": f"{one_line(column.text)}："}
        yield row_problem(entry.draft.first, entry.header, Field.CHANGE, "AMENDMENT_UNCLEAR", **facts)


def is_of_changes(text: str) -> bool:
    """Whether a line across heads rows that are new, changed or deleted (以下事项予以删除): no category of a list."""
    line = one_line(text)
    split = numbered(line)
    plain = re.sub(r"[(（][^()（）]*[)）]$|[：:。]$", "", narrow(split.rest if split else line))
    return plain != "" and _SECTION.fullmatch(re.sub("予以|进行", "", plain)) is not None


def change_of(text: str) -> Change | None:
    """What a mark or a remark says of its row; None where it speaks of no change."""
    plain = narrow(text)
    if _IS_OUT.fullmatch(plain):
        return Change.OUT
    if _IS_TOLD.fullmatch(plain):
        return Change.TOLD
    if len(plain) <= LONGEST_CHANGE and _MADE.search(plain):
        return Change.ASKED
    if len(plain) <= LONGEST_REMARK and _TELLS_OF_CHANGE.search(plain):
        return Change.UNCLEAR
    return None


def is_only_a_mark(text: str) -> bool:
    """Whether a cell says nothing but a mark of change: （删除）, 【新增】."""
    found = _ONLY_A_MARK.fullmatch(one_line(text))
    return found is not None and change_of(found["mark"]) is not None


def _said(entry: Entry, tier: DutyTier) -> Said | None:
    """The gravest of what matter, remark and column of changes say."""
    line = entry.draft.first
    found = [_in_matter(line), _in_column(line, entry.header, tier)]
    found.append(_in_remark(entry, tier))
    told = [_as_shown(one, line, tier) for one in found if one is not None]
    order = list(Change)
    return min(told, key=lambda one: order.index(one.change) if one.change not in _ASKS else -1, default=None)


def _as_shown(said: Said, line: Line, tier: DutyTier) -> Said:
    """A change that the row shows (修改为 its own name, 移至 its own part) is made; another is asked for."""
    made = _MADE.search(narrow(said.words)) if said.change is Change.ASKED else None
    if made is None:
        return said
    to = label(re.split("[,;。]", made["to"] or made["list"])[0])
    is_of_parts = made["list"] or _PART.fullmatch(to)
    is_made = tier_named_in(to) is tier if is_of_parts else to == label(line.says(Field.NAME)) != ""
    return replace(said, change=Change.TOLD) if is_made else said


def _in_matter(line: Line) -> Said | None:
    """The mark that a matter begins or ends with; it is taken off."""
    said: Said | None = None
    name = line.says(Field.NAME)
    for pattern in (_BEFORE, _BEHIND):
        split = numbered(one_line(name)) if pattern is _BEFORE else None
        body = split.rest if split else one_line(name)
        found = pattern.search(body)
        if found is None or not (rest := body[: found.start()] + body[found.end() :]).strip():
            continue
        words = found["mark"] or found["word"]
        name = f"{split.mark}{rest}" if split else rest
        said = Said(change_of(words) or Change.UNCLEAR, words, Field.NAME)
    if said is not None:
        line.put(Field.NAME, name)
    return said


def _in_remark(entry: Entry, tier: DutyTier) -> Said | None:
    text = one_line("\n".join(line.says(Field.REMARK) for line in entry.draft.lines if line.says(Field.REMARK)))
    change = change_of(text) if text else None
    named = tier_named_in(label(text)) if _NAMES_PART.fullmatch(label(text)) else None
    if change is None and _leaves(text, tier):
        return Said(Change.UNCLEAR, text, Field.REMARK)  # 已由县局收回
    if named not in (None, tier):
        return Said(Change.UNCLEAR, text, Field.REMARK)  # 上级收回 beside a matter of the basic list
    if tier is DutyTier.RECLAIMED and change is not Change.OUT and not _REWORDED.search(narrow(text)):
        return None  # 划转, 移交 are what a reclaimed matter is about
    return Said(change, text, Field.REMARK) if change else None


def _leaves(text: str, tier: DutyTier) -> bool:
    plain = narrow(text).strip("。.()【】[]")
    if len(plain) > LONGEST_REMARK:
        return False
    goes_up = tier is DutyTier.BASIC and _GOES_UP.fullmatch(plain) is not None
    return goes_up or _LEAVES.fullmatch(plain) is not None


def _in_column(line: Line, header: Header, tier: DutyTier) -> Said | None:
    """What a column of changes says: 变动情况 | 删除, 是否保留 | 否."""
    text = one_line(line.says(Field.CHANGE))
    column = next((c for c in header.columns.values() if c.field is Field.CHANGE), None)
    if not text or column is None:
        return None
    asked = label(column.text)
    if asked.startswith("是否"):
        yes, no = set(text) <= _YES, set(text) <= _NO
        change = change_of(asked.removeprefix("是否")) if yes or no else Change.UNCLEAR
        keeps = re.search("保留|承担|适用|纳入|列入|履行", asked) is not None
        if keeps and not yes:
            out = Change.OUT if no and "保留" in asked else Change.UNCLEAR
            return Said(out, column.text + text, Field.CHANGE)
        return Said(change, column.text + text, Field.CHANGE) if change and (yes or not no) and not keeps else None
    told = Change.UNCLEAR if _leaves(text, tier) else Change.TOLD
    change = change_of(text) or (None if is_nothing(text) else told)
    return Said(change, text, Field.CHANGE) if change else None


def _tell(part: PartReading, entry: Entry, said: Said) -> None:
    row = entry.draft.first.row.number
    code = "AMENDED_OUT" if said.change is Change.OUT else "AMENDED_ROW"
    part.say(notice(code, row=row, name=one_line(entry.draft.first.says(Field.NAME)), said=said.words))


def _problem(entry: Entry, said: Said) -> Problem:
    line, header = entry.draft.first, entry.header
    if said.change is Change.ASKED:
        return row_problem(line, header, said.field, "CHANGE_NOT_MADE", said=said.words)
    return row_problem(line, header, said.field, "AMENDMENT_UNCLEAR", said=said.words)
