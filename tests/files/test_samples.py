"""The two sample files as they came, and each with one defect: what is read stays right."""

import copy
import re
from pathlib import Path

import pytest
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont
from openpyxl.styles import Font

from registry.domain.duties import DutyTier
from registry.files.reading import read_lists
from tests.files.making import (
    BASIC,
    DOCUMENT,
    RECLAIMED,
    SUPPORTING,
    WORKBOOK,
    basic,
    codes,
    expected,
    flags,
    names,
    part,
    part_of,
    warnings,
    with_parts,
    workbook_with,
)


def same_but_for(content: bytes, sample: Path, change: object = None) -> None:
    """The file says what the sample says, after `change` is made to what was expected."""
    told = expected(sample)
    if callable(change):
        change(told["lists"])
    assert read_lists(content, told["file"]).as_data() == told


@pytest.mark.parametrize("sample", [WORKBOOK, DOCUMENT], ids=lambda path: path.suffix)
def test_a_sample_is_read_to_exactly_what_was_expected(sample: Path) -> None:
    told = expected(sample)
    read = read_lists(sample, told["file"])
    assert read.as_data() == told
    assert read.problems == ()


# The workbook mutilated
# ----------------------------------------------------------------------------------------------------------------------


def test_a_two_row_header_says_what_one_row_said() -> None:
    def split_header(book) -> None:
        sheet = book[SUPPORTING]
        sheet.merged_cells.ranges = set()
        sheet.insert_rows(2)
        for column, (top, below) in enumerate(
            [
                ("序号", None),
                ("事项名称", None),
                ("对应上级\n部门及职责", "部门"),
                (None, "职责"),
                ("乡镇配合职责", None),
            ],
            start=1,
        ):
            sheet.cell(2, column, top)
            sheet.cell(3, column, below)
        for area in ("A2:A3", "B2:B3", "C2:D2", "E2:E3", "A5:A6", "B5:B6", "E5:E6", "A15:A16", "B15:B16", "E15:E16"):
            sheet.merge_cells(area)

    same_but_for(workbook_with(split_header), WORKBOOK)


def test_the_order_of_columns_does_not_matter() -> None:
    def turn(book) -> None:
        sheet = book[RECLAIMED]
        for row in sheet.iter_rows(min_row=2, max_row=13):
            if row[1].value:
                values = [cell.value for cell in row]
                for cell, value in zip(row, [values[1], values[2], values[0]], strict=True):
                    cell.value = value

    same_but_for(workbook_with(turn), WORKBOOK)


def test_a_header_repeated_on_every_page_changes_nothing() -> None:
    def repeat(book) -> None:
        sheet = book[RECLAIMED]
        for at in (12, 8, 5):
            sheet.insert_rows(at)
            for column in (1, 2, 3):
                sheet.cell(at, column, sheet.cell(2, column).value)

    same_but_for(workbook_with(repeat), WORKBOOK)


@pytest.mark.parametrize("style", ["{}、", "({})", "第{}项", "{}.", "No.{}", "【{}】", "{}.0", "00{}"])
def test_numbers_written_in_any_style_are_the_same_numbers(style: str) -> None:
    def rewrite(book) -> None:
        for at in (4, 6, 7, 9, 10, 12, 13):
            cell = book[RECLAIMED].cell(at, 1)
            cell.value = style.format(str(cell.value).strip())

    found = part(workbook_with(rewrite), DutyTier.RECLAIMED).items
    assert [item.seq for item in found] == [1, 2, 3, 4, 5, 6, 7]
    assert found[0].seq_raw == style.format(1)


@pytest.mark.parametrize(
    "digits", ["①②③④⑤⑥⑦", "一二三四五六七", "⑴⑵⑶⑷⑸⑹⑺", "㈠㈡㈢㈣㈤㈥㈦", "ⅠⅡⅢⅣⅤⅥⅦ", "１２３４５６７"]
)
def test_numbers_of_other_alphabets_are_numbers(digits: str) -> None:
    def rewrite(book) -> None:
        for at, digit in zip((4, 6, 7, 9, 10, 12, 13), digits, strict=True):
            book[RECLAIMED].cell(at, 1).value = digit

    found = part(workbook_with(rewrite), DutyTier.RECLAIMED).items
    assert [(i.seq, i.category) for i in found][:3] == [(1, "经济发展"), (2, "生态环保"), (3, "生态环保")]
    assert len(found) == 7


def test_without_any_numbers_every_row_is_still_an_item() -> None:
    def wipe(book) -> None:
        for at in (4, 6, 7, 9, 10, 12, 13):
            book[RECLAIMED].cell(at, 1).value = None

    found = part(workbook_with(wipe), DutyTier.RECLAIMED).items
    assert names(found) == [item["name"] for item in expected(WORKBOOK)["lists"]["recall"]["items"]]
    assert all(flags(item) == ["no number"] for item in found)


def test_a_row_struck_through_is_no_item_and_is_told() -> None:
    def strike(book) -> None:
        for cell in book[BASIC][22]:
            cell.font = Font(strike=True)

    read = part(workbook_with(strike), DutyTier.BASIC)
    assert "推进网格化服务管理" not in names(read.items)
    assert "row 22 is struck through and was not read" in warnings(read)
    assert "category 平安法治 says 3 items, 2 distinct rows parsed" in warnings(read)
    assert "numbers 14 are missing" in warnings(read)


def test_text_struck_through_inside_a_cell_is_left_out_and_flagged() -> None:
    def strike(book) -> None:
        struck = TextBlock(InlineFont(strike=True), "和旧货市场")
        book[BASIC]["B28"].value = CellRichText("负责农村宅基地审批", struck, "和日常巡查")

    item = basic(workbook_with(strike))[18]
    assert (item.name, flags(item)) == ("负责农村宅基地审批和日常巡查", ["struck-through text 和旧货市场 was left out"])


@pytest.mark.parametrize("ditto", ["同上", "〃", " 同上。 ", '"'])
def test_as_above_means_the_row_above(ditto: str) -> None:
    def repeat(book) -> None:
        book[SUPPORTING]["C9"].value = None
        book[SUPPORTING]["C8"].value = "县自然资源局、县农业农村局"
        book[SUPPORTING]["C9"].value = ditto

    item = part(workbook_with(repeat), DutyTier.SUPPORTING).items[3]
    assert item.departments == ("县自然资源局", "县农业农村局")
    assert [share.duties for share in item.superior_duties] == [("对违法用地立案查处",), ("对非法占用宅基地行为查处",)]
    assert flags(item) == ["对应上级部门 says the same as the row above"]


def test_as_above_with_nothing_above_is_a_problem_with_its_place() -> None:
    def repeat(book) -> None:
        book[SUPPORTING]["C4"].value = "同上"

    (problem,) = [p for p in read_lists(workbook_with(repeat)).problems if p.code == "DITTO_WITHOUT_ROW_ABOVE"]
    assert (problem.sheet, problem.row, problem.column) == (SUPPORTING, 4, "C")


def test_hidden_rows_are_items_and_are_told() -> None:
    def hide(book) -> None:
        book[RECLAIMED].row_dimensions[6].hidden = True

    read = part(workbook_with(hide), DutyTier.RECLAIMED)
    assert len(read.items) == 7
    assert "row 6 of the sheet is hidden but is a valid item (seq 2)" in warnings(read)


def test_a_hidden_sheet_is_not_read_and_is_told() -> None:
    def hide(book) -> None:
        old = book.copy_worksheet(book[BASIC])
        old.title, old.sheet_state = "旧稿", "hidden"

    read = read_lists(workbook_with(hide))
    assert warnings(read) == ["sheet 旧稿 is hidden and was not read"]
    assert len(read.parts[0].items) == 21


def test_formulas_count_by_their_stored_value_only() -> None:
    content = workbook_with(lambda book: book[RECLAIMED].__setitem__("A13", "=ROW()-6"))
    (problem,) = read_lists(content).problems
    assert (problem.sheet, problem.row, problem.column, problem.code) == (RECLAIMED, 13, "A", "FORMULA_WITHOUT_VALUE")
    stored = re.sub(r"(<f>ROW\(\)-6</f>)<v ?/?>(</v>)?", r"\1<v>7</v>", part_of(content, "xl/worksheets/sheet3.xml"))
    read = read_lists(with_parts(content, {"xl/worksheets/sheet3.xml": stored.encode()}))
    assert read.problems == ()
    assert (read.parts[2].items[6].seq, flags(read.parts[2].items[6])) == (
        7,
        ["the value of 序号 was computed by a formula"],
    )


def test_an_error_value_is_a_problem() -> None:
    assert codes(read_lists(workbook_with(lambda book: book[BASIC].__setitem__("B22", "#REF!")))) == ["CELL_ERROR"]


def test_notes_and_signatures_under_a_table_are_not_items() -> None:
    def sign(book) -> None:
        for text in (
            "说明：",
            "1.本清单自印发之日起施行。",
            "填表人：王某　　审核人：李某",
            "联系电话：0931-0000000",
            "第 1 页 共 3 页",
        ):
            book[BASIC].append([text])

    same_but_for(workbook_with(sign), WORKBOOK)


def test_empty_rows_between_items_change_nothing() -> None:
    def spread(book) -> None:
        for at in (12, 9, 7, 5):
            book[RECLAIMED].insert_rows(at, 2)

    same_but_for(workbook_with(spread), WORKBOOK)


def test_a_category_merged_down_the_side_counts_for_each_of_its_rows() -> None:
    def to_the_side(book) -> None:
        sheet = book[RECLAIMED]
        rows = [[cell.value for cell in row] for row in sheet.iter_rows(min_row=3, max_row=13)]
        sheet.delete_rows(2, 20)
        sheet.append(["类别", "序号", "事项名称", "承接部门及工作方式"])
        for row in rows:
            if row[1] is None:
                category = row[0]
            else:
                sheet.append([category, *row])
                category = None
        sheet.merge_cells("A4:A5")

    assert part(workbook_with(to_the_side), DutyTier.RECLAIMED).items[2].category == "生态环保"
    told = [i.category for i in part(workbook_with(to_the_side), DutyTier.RECLAIMED).items]
    assert told == [item["category"] for item in expected(WORKBOOK)["lists"]["recall"]["items"]]


def test_the_three_lists_may_stand_in_one_sheet() -> None:
    def gather(book) -> None:
        target = book[BASIC]
        for title in (SUPPORTING, RECLAIMED):
            source, start = book[title], target.max_row + 2
            for row in source.iter_rows():
                for cell in row:
                    target.cell(start + cell.row, cell.column, cell.value)
            for area in source.merged_cells.ranges:
                moved = copy.copy(area)
                moved.shift(row_shift=start)
                target.merge_cells(moved.coord)
            del book[title]

    read = read_lists(workbook_with(gather), "x")
    told = expected(WORKBOOK)["lists"]
    assert [p["items"] for p in read.as_data()["lists"].values()] == [p["items"] for p in told.values()]
    assert read.problems == ()
