"""What stands beside the cells of a list, or in them and is no word of it: told where it stands, never passed by."""

from collections.abc import Callable
from io import BytesIO
from typing import Any

import docx
import pytest
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls
from openpyxl import load_workbook
from openpyxl.comments import Comment
from openpyxl.drawing.image import Image
from PIL import Image as Painted

from registry.domain.duties import DutyTier
from registry.files.reading import read_lists
from tests.files.making import (
    SUPPORTING_HEADER,
    basic,
    part,
    saved,
    sheet,
    supporting,
    warnings,
    with_parts,
)
from tests.files.test_clerks import HEADER, ROWS, document, problems, told

FRAME = (
    '<xdr:wsDr xmlns:xdr="http://schemas.openxmlformats.org/drawingml/2006/spreadsheetDrawing" '
    'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"><xdr:twoCellAnchor>'
    "<xdr:from><xdr:col>1</xdr:col><xdr:colOff>0</xdr:colOff><xdr:row>{row}</xdr:row><xdr:rowOff>0</xdr:rowOff></xdr:from>"
    "<xdr:to><xdr:col>3</xdr:col><xdr:colOff>0</xdr:colOff><xdr:row>{last}</xdr:row><xdr:rowOff>0</xdr:rowOff></xdr:to>"
    "<xdr:sp><xdr:txBody><a:p><a:r><a:t>{text}</a:t></a:r></a:p></xdr:txBody></xdr:sp>"
    "</xdr:twoCellAnchor></xdr:wsDr>"
)
SHARES = [[1, "校园治理", "县教育局", "牵头", "摸排"], [2, "森林防火", "县林草局", "巡护", None]]


def picture() -> BytesIO:
    stream = BytesIO()
    Painted.new("RGB", (20, 20)).save(stream, "PNG")
    return stream


def changed(content: bytes, change: Callable[[Any], object]) -> bytes:
    book = load_workbook(BytesIO(content))
    change(book.active)
    return saved(book)


def with_picture(content: bytes, at: str) -> bytes:
    return changed(content, lambda active: active.add_image(Image(picture()), at))


def with_box(content: bytes, text: str, row: int, last: int) -> bytes:
    """A text box from one row to another, both counted from 1."""
    drawn = FRAME.format(text=text, row=row - 1, last=last - 1)
    return with_parts(with_picture(content, "H9"), {"xl/drawings/drawing1.xml": drawn.encode()})


# Text boxes and pictures
# ----------------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("row", "last"), [(5, 7), (1, 4), (4, 4)])
def test_a_text_box_over_or_below_the_rows_of_a_sheet_is_asked_about(row: int, last: int) -> None:
    content = with_box(supporting(*SHARES), "3 防汛抗旱 县水务局", row, last)
    assert problems(content) == [("BOX_OVER_LIST", "Sheet1", row, "B")]
    assert read_lists(content).problems[0].facts == {"text": "3防汛抗旱县水务局"}


@pytest.mark.parametrize(("text", "row"), [("请核对后盖章", 1), ("注：本表由县编办解释", 5)])
def test_a_text_box_above_the_list_or_with_a_note_is_only_told(text: str, row: int) -> None:
    content = with_box(supporting(*SHARES), text, row, row)
    assert problems(content) == []
    assert f"a text box over row {row} of sheet Sheet1 was not read: {text}" in warnings(read_lists(content))


def test_a_picture_on_an_empty_cell_is_asked_about_and_a_seal_over_text_is_told() -> None:
    assert problems(with_picture(supporting(*SHARES), "E4")) == [("PICTURE", "Sheet1", 4, "E")]
    for at, row in (("E3", 3), ("F4", 4), ("A9", 9)):
        sealed = with_picture(supporting(*SHARES), at)
        assert problems(sealed) == []
        assert f"a picture over row {row} of sheet Sheet1 was not read" in warnings(read_lists(sealed))


def test_a_cell_of_a_document_that_is_nothing_but_a_picture_is_asked_about() -> None:
    made = docx.Document()
    made.add_paragraph("清水河镇配合履职事项清单")
    table = made.add_table(rows=0, cols=5)
    for row in (SUPPORTING_HEADER, SHARES[0], SHARES[1]):
        for cell, text in zip(table.add_row().cells, row, strict=True):
            cell.text = "" if text is None else str(text)
    table.cell(2, 4).paragraphs[0].add_run().add_picture(picture())
    assert problems(saved(made)) == [("PICTURE", "表1", 3, "E")]


def test_a_picture_elsewhere_in_a_document_is_told() -> None:
    made = document("清水河镇基本履职事项清单", ROWS)
    made.paragraphs[0].add_run().add_picture(picture())
    made.tables[0].cell(1, 1).paragraphs[0].add_run().add_picture(picture())
    assert problems(saved(made)) == []
    assert "pictures were not read: two" in warnings(read_lists(saved(made)))


# Comments
# ----------------------------------------------------------------------------------------------------------------------


def test_a_comment_that_speaks_of_a_change_is_asked_about_and_another_is_told() -> None:
    def say(text: str) -> bytes:
        rows = sheet(HEADER, [1, "甲"], [2, "乙"])
        return changed(rows, lambda active: setattr(active["B4"], "comment", Comment(text, "某人")))

    assert problems(say("此项删除")) == [("COMMENT_OF_CHANGE", "Sheet1", 4, "B")]
    assert problems(say("依据见党章")) == []
    assert "a comment beside row 4 of Sheet1 was not read: 依据见党章" in warnings(read_lists(say("依据见党章")))


def test_comments_and_footnotes_of_a_document_are_told_with_their_row() -> None:
    def say(text: str) -> bytes:
        made = document("清水河镇基本履职事项清单", ROWS)
        made.add_comment(made.tables[0].cell(2, 1).paragraphs[0].runs, text=text)
        return saved(made)

    assert problems(say("本项划转县里")) == [("COMMENT_OF_CHANGE", "表1", 3, "")]
    assert problems(say("已核")) == []
    assert "a comment beside row 3 of 表1 was not read: 已核" in warnings(read_lists(say("已核")))


def test_a_count_below_the_table_is_compared() -> None:
    rows = [HEADER, ["1", "甲"], ["2", "乙"]]
    for below in ("（共20项）", "以上共20项"):
        assert "TOTAL_COUNT" in told(saved(document("清水河镇基本履职事项清单", rows, below)))
    assert "TOTAL_COUNT" not in told(saved(document("清水河镇基本履职事项清单", rows, "（共2项）")))


# Boxes to tick
# ----------------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("box", "is_ticked"),
    [
        ('<w:default w:val="1"/>', True),
        ('<w:default w:val="0"/><w:checked/>', True),
        ('<w:default w:val="1"/><w:checked w:val="0"/>', False),
        ('<w:default w:val="0"/>', False),
    ],
)
def test_a_check_box_of_older_word_is_a_tick(box: str, is_ticked: bool) -> None:
    header = ["序号", "配合事项", "县教育局", "县公安局", "乡镇配合职责"]
    made = document("清水河镇配合履职事项清单", [header, ["1", "校园治理", "", "√", "摸排"]])
    field = f"<w:ffData><w:checkBox>{box}</w:checkBox></w:ffData>"
    field = f'<w:r {nsdecls("w")}><w:fldChar w:fldCharType="begin">{field}</w:fldChar></w:r>'
    made.tables[0].cell(1, 2).paragraphs[0]._p.append(parse_xml(field))
    (item,) = part(saved(made), DutyTier.SUPPORTING).items
    assert item.departments == (("县教育局", "县公安局") if is_ticked else ("县公安局",))


# Texts that may not be kept as they stand
# ----------------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("lost", ["\ufffd", "\ue000", "\uf0fc", "\U000f0001"])
def test_characters_that_nobody_can_read_are_asked_about(lost: str) -> None:
    assert problems(sheet(HEADER, [1, "甲"], [2, f"乙{lost}事项"])) == [("CHARACTERS_UNREADABLE", "Sheet1", 4, "B")]
    assert problems(saved(document("清水河镇基本履职事项清单", [HEADER, ["1", f"乙{lost}事项"]]))) == [
        ("CHARACTERS_UNREADABLE", "表1", 2, "B")
    ]
    in_category = sheet(HEADER, [f"一、党{lost}建设（2项）"], [1, "甲"], [2, "乙"])
    assert problems(in_category) == [("CHARACTERS_UNREADABLE", "Sheet1", 4, "")]


def test_rare_characters_are_kept() -> None:
    content = sheet(HEADER, [1, "𠮷村防汛"], [2, "䃎口\U000e0100治理"])
    assert problems(content) == []
    assert basic(content)[0].name == "𠮷村防汛"


@pytest.mark.parametrize(
    "said",
    [
        "县林草局：张三 13900000000",
        "县林草局：13900000000",
        "县林草局（联系人：王五）",
        "县林草局：李四局长",
        "县林草局：１３９ ００００ ００００",
        "县林草局 620102199001011234",
    ],
)
def test_a_person_in_a_column_that_is_published_is_asked_about(said: str) -> None:
    content = supporting([1, "森林防火", said, "巡护", "报告"])
    assert ("PERSONAL", "Sheet1", 3, "C") in problems(content)
    assert not any(c.isdigit() for c in str(read_lists(content).problems[0].facts))  # not told on in other words


@pytest.mark.parametrize("said", ["县教育局", "县委书记专题会", "12345热线工单办理", "13号线沿线治理", "河长", "林长"])
def test_offices_and_hotlines_are_nobodys_person(said: str) -> None:
    assert ("PERSONAL", "Sheet1", 3, "B") not in problems(sheet(HEADER, [1, said]))


def test_a_column_that_is_not_read_may_name_people() -> None:
    content = sheet(["序号", "事项名称", "联系电话"], [1, "甲", "13900000000"])
    assert problems(content) == []


# Categories within categories
# ----------------------------------------------------------------------------------------------------------------------


def categories(content: bytes) -> list[str]:
    return [item.category for item in basic(content)]


def test_a_category_within_another_keeps_both_names_and_counts_are_compared_as_a_whole() -> None:
    rows = [
        ["一、党的建设（2项）"],
        ["（一）组织建设（1项）"],
        [1, "甲"],
        ["（二）党风廉政（1项）"],
        [2, "乙"],
        ["二、民生服务（1项）"],
        [3, "丙"],
    ]
    content = sheet(HEADER, *rows)
    assert categories(content) == ["党的建设·组织建设", "党的建设·党风廉政", "民生服务"]
    assert "CATEGORY_COUNT" not in told(content)
    assert "CATEGORY_WITHIN" in told(content)
    wrong = sheet(HEADER, ["一、党的建设（3项）"], *rows[1:])
    assert [w.facts for w in part(wrong, DutyTier.BASIC).warnings if w.code == "CATEGORY_COUNT"] == [
        {"category": "党的建设", "declared": 3, "parsed": 2}
    ]


def test_categories_numbered_in_two_ways_are_not_taken_for_nested() -> None:
    content = sheet(HEADER, ["一、党的建设"], [1, "甲"], ["（二）经济发展"], [2, "乙"], ["三、民生服务"], [3, "丙"])
    assert categories(content) == ["党的建设", "经济发展", "民生服务"]


def test_a_column_of_inner_categories_is_read() -> None:
    header = ["序号", "一级分类", "二级分类", "事项名称"]
    rows = [[1, "党的建设", "组织建设", "甲"], [2, None, "党风廉政", "乙"], [3, "民生服务", None, "丙"]]
    assert categories(sheet(header, *rows)) == ["党的建设·组织建设", "党的建设·党风廉政", "民生服务"]
    assert categories(sheet(["序号", "小类", "事项名称"], [1, "组织建设", "甲"])) == ["组织建设"]


def test_a_count_in_a_cell_of_its_own_belongs_to_its_category() -> None:
    content = sheet(["序号", "事项名称", "备注"], ["一、党的建设", None, "3项"], [1, "甲"], [2, "乙"])
    assert problems(content) == []
    assert categories(content) == ["党的建设", "党的建设"]
    assert "CATEGORY_COUNT" in told(content)


@pytest.mark.parametrize("label", ["编号", "事项编号", "清单编号", "职责编号"])
def test_a_column_of_numbers_under_its_own_title_is_read(label: str) -> None:
    content = sheet([label, "事项名称"], [1, "甲"], [2, "乙"])
    assert [item.seq for item in basic(content)] == [1, 2]
    both = sheet([label, "序号", "事项名称"], ["JB-7", 1, "甲"], ["JB-9", 2, "乙"])
    assert ([item.seq for item in basic(both)], problems(both)) == ([1, 2], [])


def test_a_line_that_may_be_a_category_of_an_unknown_name_is_asked_about_where_nothing_is_numbered() -> None:
    rows = [["党的建设"], ["落实党的创新理论学习"], ["文化建设"], ["组织群众文化活动"]]
    assert problems(sheet(["事项名称"], *rows)) == [("ROW_UNCLEAR", "Sheet1", 5, "")]
    assert problems(sheet(["事项名称"], ["落实理论学习"], ["校园周边治理"])) == []
    numbered = sheet(["序号", "事项名称"], ["党的建设"], [1, "落实理论学习"], [2, "校园周边治理"])
    assert problems(numbered) == []
