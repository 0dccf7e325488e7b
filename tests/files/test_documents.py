"""The sample document with one defect at a time: what is read stays right."""

import copy

import pytest

from registry.files.reading import read_lists
from tests.files.making import (
    DOCUMENT,
    basic,
    document_with,
    flags,
    names,
    part_of,
    warnings,
    with_parts,
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
