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
    document_with,
    expected,
    flags,
    names,
    part,
    part_of,
    warnings,
    with_parts,
    workbook_with,
)

MAIN = "word/document.xml"


def edited_document(*changes: tuple[str, str]) -> bytes:
    """The sample document with its XML edited as text."""
    content = DOCUMENT.read_bytes()
    text = part_of(content, MAIN)
    for old, new in changes:
        assert old in text
        text = text.replace(old, new)
    return with_parts(content, {MAIN: text.encode()})


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


# The document mutilated
# ----------------------------------------------------------------------------------------------------------------------


def test_a_table_cut_in_two_with_its_header_again_is_one_list() -> None:
    def head(document) -> None:
        first, second = document.tables[3], document.tables[4]
        second._tbl.insert(2, copy.deepcopy(first.rows[0]._tr))

    read = read_lists(document_with(head))
    items = read.as_data()["lists"]["cooperate"]["items"]
    assert [i["name"] for i in items] == ["校园周边治理", "农村火灾防控", "历史文化名村保护"]
    assert [i["flags"] for i in items] == [[], ["last row before a table break"], []]
    assert "list 2 is broken into two tables" in [w.text for w in read.all_warnings]


def test_a_row_deleted_by_a_tracked_change_is_no_item() -> None:
    row = '<w:tr><w:tc><w:tcPr><w:tcW w:type="dxa" w:w="2880"/></w:tcPr><w:p><w:r><w:t>２</w:t>'
    text = part_of(DOCUMENT.read_bytes(), MAIN)
    assert text.count(row) == 1
    deleted = row.replace("<w:tr>", '<w:tr><w:trPr><w:del w:id="7" w:author="编办"/></w:trPr>')
    read = read_lists(edited_document((row, deleted)))
    assert names(read.parts[2].items) == ["对违法使用农药行为的行政处罚", "对擅自设立上网服务场所的行政处罚"]
    assert "row 4 is deleted by a tracked change and was not read" in warnings(read.parts[2])


def test_moved_and_deleted_text_is_read_once() -> None:
    moved = '<w:moveFrom w:id="8"><w:r><w:t>旧的</w:t></w:r></w:moveFrom><w:r><w:t>农机驾驶证核查</w:t></w:r>'
    read = read_lists(edited_document(("<w:r><w:t>农机驾驶证核查</w:t></w:r>", moved)))
    item = read.parts[2].items[1]
    assert (item.name, flags(item)) == ("农机驾驶证核查", ["tracked change: deleted text 旧的 must not be read"])


def test_struck_and_hidden_words_are_left_out_and_told() -> None:
    struck = (
        "<w:r><w:rPr><w:strike/></w:rPr><w:t>旧的</w:t></w:r><w:r><w:rPr><w:vanish/></w:rPr><w:t>暗的</w:t></w:r>"
        "<w:r><w:t>农机驾驶证核查</w:t></w:r>"
    )
    item = read_lists(edited_document(("<w:r><w:t>农机驾驶证核查</w:t></w:r>", struck))).parts[2].items[1]
    assert item.name == "农机驾驶证核查"
    assert flags(item) == ["struck-through text 旧的 was left out", "hidden text 暗的 was left out"]


def test_departments_merged_downwards_in_a_document_make_one_item() -> None:
    def merge(document) -> None:
        table = document.tables[3]
        added = table.add_row()
        for place, text in ((2, "县应急管理局"), (3, "统筹扑救"), (4, "")):
            added.cells[place].text = text
        for place in (0, 1, 4):
            table.cell(4, place).merge(table.cell(5, place))

    item = read_lists(document_with(merge)).parts[1].items[1]
    assert item.name == "农村火灾防控"
    assert item.departments == ("县消防救援大队", "县应急管理局")
    assert item.superior_duties[1].duties == ("统筹扑救",)
    assert item.township_duties == ("开展宣传", "建立志愿消防队")


def test_automatic_numbers_of_duties_are_seen() -> None:
    def number(document) -> None:
        cell = document.tables[3].cell(2, 4)
        cell.text = ""
        for text in ("协助摸排", "上报隐患"):
            cell.add_paragraph(text, style="List Number 2")

    assert read_lists(document_with(number)).parts[1].items[0].township_duties == ("协助摸排", "上报隐患")


def test_automatic_numbers_may_start_again() -> None:
    content = DOCUMENT.read_bytes()
    numbering = part_of(content, "word/numbering.xml").replace(
        "</w:numbering>",
        '<w:num w:numId="50"><w:abstractNumId w:val="7"/><w:lvlOverride w:ilvl="0"><w:startOverride w:val="1"/>'
        "</w:lvlOverride></w:num></w:numbering>",
    )
    before, after = part_of(content, MAIN).split("二、民生服务")
    style = '<w:pStyle w:val="ListNumber"/>'
    again = after.replace(style, f'{style}<w:numPr><w:ilvl w:val="0"/><w:numId w:val="50"/></w:numPr>')
    made = with_parts(
        content, {MAIN: f"{before}二、民生服务{again}".encode(), "word/numbering.xml": numbering.encode()}
    )
    assert [item.seq for item in basic(made)] == [1, 2, 3, 1, 2, 3, 4]


def test_declared_counts_of_a_document_are_compared() -> None:
    read = read_lists(
        edited_document(
            ("石桥乡基本履职事项清单", "石桥乡基本履职事项清单（共8项）"), ("一、党的建设", "一、党的建设（2项）")
        )
    )
    assert read.as_data()["lists"]["basic"]["declared_count"] == 8
    assert [w.text for w in read.all_warnings][1:3] == [
        "title says 8 items, 7 distinct rows parsed",
        "category 党的建设 says 2 items, 3 distinct rows parsed",
    ]


def test_a_document_number_in_other_brackets_is_the_same_number() -> None:
    read = read_lists(edited_document(("金办发〔2025〕１２号", "金办发[2025]12号")))
    assert read.document_number == "金办发〔2025〕12号"
    assert read.warnings[0].code == "TRACKED_CHANGES"


@pytest.mark.parametrize(
    ("written", "told"),
    [
        ("２０２５年６月１８日", "2025-06-18"),
        ("二〇二五年六月十八日", "2025-06-18"),
        ("2025.6.18", "2025-06-18"),
        ("2025年6月", "2025-06"),
    ],
)
def test_dates_are_read_however_written(written: str, told: str) -> None:
    assert read_lists(edited_document(("2025年6月18日", written))).date == told
