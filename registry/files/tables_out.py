"""Writing lists as one flat table (.csv), a line for each department's share: what Excel opens and programs read."""

import csv
from collections.abc import Generator, Iterable, Iterator
from io import TextIOWrapper
from typing import BinaryIO

from registry.domain.duties import Duty, DutyTier
from registry.files.fields import Field
from registry.files.layout import INDEX_COLUMNS, ListOut, Unlisted, as_item, index_row, item_lines
from registry.files.marks import MARK_LABEL, kept

TIERS = {DutyTier.BASIC: "基本履职", DutyTier.SUPPORTING: "配合履职", DutyTier.RECLAIMED: "上级部门收回"}
PLACE = ("县（市、区）", "乡镇（街道）", "行政区划代码", "文号", "生效日期", "示例")
"""What is said again on every line: whose list it is."""
COLUMNS = {
    Field.PART: "清单名称",
    Field.CATEGORY: "类别",
    Field.NUMBER: "序号",
    Field.NAME: "事项名称",
    Field.DEPARTMENT: "对应上级部门",
    Field.SUPERIOR_DUTIES: "上级部门职责",
    Field.TOWNSHIP_DUTIES: "乡镇（街道）配合职责",
    Field.TAKEN_OVER_BY: "承接部门",
    Field.METHOD: "工作方式",
}
HEADER = (*PLACE, *COLUMNS.values(), MARK_LABEL)
BYTE_ORDER_MARK = "\ufeff"
_FORMULA = tuple("=+-@＝＋－＠\t\r'")
LONGEST_NUMBER = 11
"""Excel shows longer numbers in scientific notation and loses their last digits."""


def write_table(lists: Iterable[ListOut | Unlisted], to: BinaryIO) -> None:
    """Every row of every list, list by list; townships without a list have no line here."""
    text = TextIOWrapper(to, encoding="utf-8", newline="", write_through=True)
    try:
        text.write(BYTE_ORDER_MARK)
        table = csv.writer(text, lineterminator="\r\n")
        table.writerow(HEADER)
        for one in lists:
            if isinstance(one, ListOut):
                table.writerows([escaped(cell) for cell in line] for line in _lines(one))
    finally:
        text.detach()


def write_index(to: BinaryIO) -> Generator[None, ListOut | Unlisted, None]:
    """A table of what each township has or why it has nothing, a line for each that is sent."""
    text = TextIOWrapper(to, encoding="utf-8", newline="", write_through=True)
    text.write(BYTE_ORDER_MARK)
    table = csv.writer(text, lineterminator="\r\n")
    table.writerow(INDEX_COLUMNS)
    try:
        while True:
            one = yield
            table.writerow([escaped(str(cell)) for cell in index_row(one)])
    finally:
        text.detach()


def escaped(cell: str) -> str:
    """A cell that a spreadsheet takes for text and not for a formula or a number too long for it."""
    is_long_number = len(cell) > LONGEST_NUMBER and cell.isdigit()
    return f"'{cell}" if cell.startswith(_FORMULA) or is_long_number else cell


def unescaped(cell: str) -> str:
    """What `escaped` was given; other texts stay as they are."""
    rest = cell[1:]
    return rest if cell.startswith("'") and escaped(rest) == cell else cell


def _lines(one: ListOut) -> Iterator[list[str]]:
    edition = one.duty_list.edition
    day, sample = edition.effective_on.isoformat(), "是" if one.is_sample else ""
    whose = [one.county, one.place.name, one.place.code, edition.document_number, day, sample]
    for tier in DutyTier:
        for duty in one.of(tier):
            yield from ([*whose, *line] for line in _duty_lines(duty))


def _duty_lines(duty: Duty) -> Iterator[list[str]]:
    printed = item_lines(duty)
    same = {Field.PART: TIERS[duty.tier], Field.CATEGORY: kept(duty.category), Field.NAME: as_item(duty).name}
    for line in printed.lines:
        told = {**line, **same}
        yield [*(told.get(what, "") for what in COLUMNS), printed.mark]
