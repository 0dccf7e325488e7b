"""How a list is laid out in every file we write: its title, its columns, its category rows, its rows."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from itertools import groupby

from registry.domain.divisions import Place
from registry.domain.duties import Duty, DutyList, DutyTier
from registry.files.fields import Field
from registry.files.lists import DepartmentDuties, Item
from registry.files.marks import CATEGORY, NO_CATEGORY, kept, listed, mark_of, mark_of_item
from registry.files.word_numbers import chinese_number
from registry.words import words_in

PART_TITLES = {
    DutyTier.BASIC: "基本履职事项清单",
    DutyTier.SUPPORTING: "配合履职事项清单",
    DutyTier.RECLAIMED: "上级部门收回事项清单",
}
COLUMNS = {
    DutyTier.BASIC: {Field.NUMBER: "序号", Field.NAME: "事项名称"},
    DutyTier.SUPPORTING: {
        Field.NUMBER: "序号",
        Field.NAME: "配合事项",
        Field.DEPARTMENT: "对应上级部门",
        Field.SUPERIOR_DUTIES: "上级部门职责",
        Field.TOWNSHIP_DUTIES: "乡镇（街道）配合职责",
    },
    DutyTier.RECLAIMED: {
        Field.NUMBER: "序号",
        Field.NAME: "事项名称",
        Field.TAKEN_OVER_BY: "承接部门",
        Field.METHOD: "工作方式",
    },
}
"""The published column names of each part."""

PER_DEPARTMENT = (Field.DEPARTMENT, Field.SUPERIOR_DUTIES)
"""Columns that are said department by department; the others once for the row."""

SAMPLE = "（示例）"


class NotListed(StrEnum):
    """Why a township's list is not in a file."""

    PSEUDO = "PSEUDO"  # 农场、矿区、园区
    NO_EDITION = "NO_EDITION"


@dataclass(frozen=True)
class ListOut:
    """A township's list on its way out; `place` is the township with the divisions above it."""

    place: Place
    duty_list: DutyList

    def of(self, tier: DutyTier) -> tuple[Duty, ...]:
        """The rows of one part, in the order of the list."""
        return tuple(duty for duty in self.duty_list.duties if duty.tier is tier)

    @property
    def county(self) -> str:
        return county_of(self)

    @property
    def is_sample(self) -> bool:
        return self.duty_list.edition.sample

    @property
    def notices(self) -> tuple[str, ...]:
        """What must be told beside the list, as that its place was asked for by an old code; files are in Chinese."""
        return tuple(words_in("zh").notice(notice.code, notice.facts) for notice in self.place.notices)

    def letterhead(self, tier: DutyTier) -> tuple[str, ...]:
        """The lines above a part: its title, document number and effective day, then what must be told."""
        edition = self.duty_list.edition
        return (self.title(tier), edition.document_number, f"生效日期：{said_day(edition.effective_on)}", *self.notices)

    def title(self, tier: DutyTier) -> str:
        """安和县青山镇基本履职事项清单（共117项）."""
        mark = SAMPLE if self.is_sample else ""
        return f"{self.county}{self.place.name}{PART_TITLES[tier]}{mark}（共{len(self.of(tier))}项）"


@dataclass(frozen=True)
class Unlisted:
    """A township without a list in force, and why."""

    place: Place
    why: NotListed


@dataclass(frozen=True)
class CategoryLine:
    """一、党的建设（20项）, with its mark."""

    text: str
    mark: str


@dataclass(frozen=True)
class ItemLines:
    """One row of a list as it is printed: one line for each department, or only one."""

    lines: tuple[dict[Field, str], ...]
    mark: str


def said_day(day: date) -> str:
    """2025年1月1日."""
    return f"{day.year}年{day.month}月{day.day}日"


def lines_of(list_out: ListOut, tier: DutyTier) -> Iterator[CategoryLine | ItemLines]:
    """A part's rows under their categories; rows that name no category stand where they stand."""
    groups = groupby(list_out.of(tier), key=lambda duty: kept(duty.category))
    count, current = 0, ""
    for category, duties in groups:
        rows = tuple(duties)
        if category or current:
            count += 1
            text = f"{chinese_number(count)}、{category or NO_CATEGORY}（{len(rows)}项）"
            yield CategoryLine(text, mark_of(CATEGORY, category, text))
        current = category
        yield from (item_lines(duty) for duty in rows)


def item_lines(duty: Duty) -> ItemLines:
    """One row with its lines."""
    item = as_item(duty)
    once = {
        Field.NUMBER: str(duty.number),
        Field.NAME: item.name,
        Field.TOWNSHIP_DUTIES: listed(item.township_duties),
        Field.TAKEN_OVER_BY: item.taken_over_by,
        Field.METHOD: item.method,
    }
    told = {share.department: share.duties for share in item.superior_duties}
    each = [{Field.DEPARTMENT: name, Field.SUPERIOR_DUTIES: listed(told.get(name, ()))} for name in item.departments]
    return ItemLines(tuple({**once, **one} for one in each or [{}]), mark_of_item(item))


def as_item(duty: Duty) -> Item:
    """The row as reading it again must give it."""
    shares = [DepartmentDuties(kept(share.department), _kept_all(share.duties)) for share in duty.shares]
    return Item(
        tier=duty.tier,
        seq=duty.number,
        seq_raw=str(duty.number),
        category=kept(duty.category),
        name=kept(duty.matter),
        sheet="",
        row=0,
        departments=tuple(share.department for share in shares),
        superior_duties=tuple(share for share in shares if share.duties),
        township_duties=_kept_all(duty.township_share),
        taken_over_by=kept(duty.taken_over_by),
        method=kept(duty.way_of_working),
        code=duty.code,
    )


def _kept_all(texts: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(text for text in map(kept, texts) if text)


INDEX_COLUMNS = (
    "县（市、区）",
    "乡镇（街道）",
    "行政区划代码",
    "文号",
    "生效日期",
    "基本履职",
    "配合履职",
    "上级收回",
    "说明",
)
WHY = {"PSEUDO": "农场、矿区、园区一类单位，不编制清单", "NO_EDITION": "没有生效的清单"}
"""What files, which are written in Chinese, say of a township without a list."""


def index_row(one: ListOut | Unlisted) -> tuple[object, ...]:
    """A township in an index: what it has, or why it has nothing."""
    if isinstance(one, Unlisted):
        return (county_of(one), one.place.name, one.place.code, "", "", "", "", "", WHY[one.why])
    edition = one.duty_list.edition
    counts = (len(one.of(tier)) for tier in DutyTier)
    note, day = "示例" if one.is_sample else "", edition.effective_on.isoformat()
    return (one.county, one.place.name, one.place.code, edition.document_number, day, *counts, note)


def county_of(one: ListOut | Unlisted) -> str:
    """The name of the county a township lies in, empty where it lies in none."""
    return one.place.county.name if one.place.county else ""
