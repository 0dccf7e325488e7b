"""Rows that a careless reader would lose: between tables, cut in two, in the wrong column, said twice."""

from datetime import date

import pytest

from registry.domain.duties import DutyTier
from registry.files.reading import read_lists
from tests.files.making import SUPPORTING_HEADER, basic, names, part, saved, sheet, supporting
from tests.files.test_clerks import HEADER, ROWS, document, problems, run, shares, told, with_xml
from tests.files.test_messy import book

TITLE = "清水河镇基本履职事项清单"

# Between tables, and cut in two
# ----------------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("line", ["2.促发展", "（2）促发展", "促发展"])
def test_a_line_between_two_tables_of_a_list_is_asked_about(line: str) -> None:
    content = saved(document(TITLE, [HEADER, ["1", "甲"]], line, [HEADER, ["3", "丙"]]))
    assert problems(content) == [("PARAGRAPH_IN_LIST", "表1", 2, "")]


def test_items_before_the_first_table_and_after_the_last_are_asked_about() -> None:
    assert problems(saved(document(TITLE, "1.促发展", [HEADER, ["2", "甲"]]))) == [("PARAGRAPH_IN_LIST", "表1", 2, "")]
    after = document(TITLE, [HEADER, ["1", "甲"]], "2.促发展", "3.强治理", "金沟县编办", "2025年6月18日")
    assert problems(saved(after)) == [("PARAGRAPH_IN_LIST", "表1", 2, "")] * 2


def test_explanations_around_a_list_are_no_items() -> None:
    made = document(
        TITLE,
        "1.本清单自印发之日起施行",
        [HEADER, ["1", "甲"], ["2", "乙"]],
        "注：以上事项由县编办解释",
        "抄送：各乡镇",
    )
    assert problems(saved(made)) == []
    told_of = document(TITLE, [HEADER, ["1", "甲"]], "以下事项由县里统筹安排，乡镇按照要求落实。", [["2", "乙"]])
    assert (problems(saved(told_of)), "PARAGRAPH_NOT_READ" in told(saved(told_of))) == ([], True)


def test_a_text_box_is_read_like_a_paragraph_and_in_a_cell_it_is_a_problem() -> None:
    inner = "<w:txbxContent><w:p>{}</w:p></w:txbxContent>"
    box = f"<w:r><w:pict><v:shape><v:textbox>{inner}</v:textbox></v:shape></w:pict></w:r>"
    made = document(TITLE, ROWS)
    after = with_xml(made, box.format(run("4.框里事项")), at=made.add_paragraph())
    assert problems(after) == [("PARAGRAPH_IN_LIST", "表1", 4, "")]
    inside = with_xml(document(TITLE, ROWS), run("乙事项") + box.format(run("框里事项")))
    assert problems(inside) == [("TEXT_BOX", "表1", 3, "B")]


@pytest.mark.parametrize(
    ("xml", "matter"),
    [
        (f"<w:sdt><w:sdtPr/><w:sdtContent>{run('乙事项')}</w:sdtContent></w:sdt>", "乙事项"),
        (
            f"<w:r><w:ruby><w:rt>{run('yi')}</w:rt><w:rubyBase>{run('乙')}</w:rubyBase></w:ruby></w:r>{run('事项')}",
            "乙事项",
        ),
        (f"<m:oMath><m:r><m:t>PM</m:t></m:r></m:oMath>{run('监测')}", "PM监测"),
        (
            f"{run('乙事项')}<w:r><w:commentReference w:id='1'/></w:r><w:r><w:footnoteReference w:id='2'/></w:r>",
            "乙事项",
        ),
    ],
)
def test_controls_readings_formulas_and_comments_leave_the_matter_whole(xml: str, matter: str) -> None:
    assert names(basic(with_xml(document(TITLE, ROWS), xml)))[1] == matter


def test_the_prompt_of_an_empty_control_is_no_matter() -> None:
    prompt = (
        f"<w:sdt><w:sdtPr><w:showingPlcHdr/></w:sdtPr><w:sdtContent>{run('单击此处输入文字。')}</w:sdtContent></w:sdt>"
    )
    assert problems(with_xml(document(TITLE, ROWS), prompt)) == [("NAME_MISSING", "表1", 3, "B")]


def test_a_matter_that_goes_on_in_a_row_without_number_is_asked_about() -> None:
    rows = [HEADER, ["1", "加强基层党组织"], ["", "建设和党员教育"], ["2", "乙"]]
    assert problems(saved(document(TITLE, rows))) == [("NUMBER_MISSING", "表1", 3, "A")]
    assert problems(sheet(*rows)) == [("NUMBER_MISSING", "Sheet1", 4, "A")]
    cut = document(TITLE, rows[:2], rows[2:])
    assert problems(saved(cut)) == [("NUMBER_MISSING", "表2", 1, "A")]
    departments = [
        [1, "加强校园及周边", "县公安局", "立案", "报"],
        [None, "安全治理", "县教育局", "许可", "报"],
        [2, "乙", "县公安局", "立", "报"],
    ]
    assert problems(supporting(*departments)) == [("NUMBER_MISSING", "Sheet1", 4, "A")]


def test_a_row_without_number_where_the_numbers_leave_room_is_that_item() -> None:
    content = sheet(HEADER, [1, "甲"], [None, "乙"], [3, "丙"])
    assert (names(basic(content)), problems(content)) == (["甲", "乙", "丙"], [])


def test_a_list_without_any_number_and_one_column_are_read() -> None:
    content = sheet(HEADER, [None, "甲"], [None, "乙"])
    assert (names(basic(content)), problems(content)) == (["甲", "乙"], [])
    content = sheet(["事项"], ["一、党的建设（2项）"], ["抓党建"], ["促发展"])
    assert [(i.name, i.category) for i in basic(content)] == [("抓党建", "党的建设"), ("促发展", "党的建设")]


# In the wrong column
# ----------------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("line", ["2.办民生实事", "对违反规定，随意倾倒垃圾的行为进行处罚。", "注销登记；变更登记"])
def test_a_text_alone_in_the_column_of_numbers_between_items_is_asked_about(line: str) -> None:
    assert problems(sheet(HEADER, [1, "甲"], [line], [3, "丙"])) == [("ROW_UNCLEAR", "Sheet1", 4, "")]


def test_notes_below_the_items_are_notes() -> None:
    rows = [HEADER, [1, "甲"], ["说明："], ["1.本清单自印发之日起施行。"], ["2.未列入的事项，不得下放。"]]
    assert (names(basic(sheet(*rows))), problems(sheet(*rows))) == (["甲"], [])


@pytest.mark.parametrize("value", [date(2025, 1, 2), 12345, 0.5, "事项名称"])
def test_a_matter_that_is_a_date_a_number_or_a_header_is_a_problem(value: object) -> None:
    assert problems(sheet(HEADER, [1, "甲"], [2, value])) == [("NO_MATTER", "Sheet1", 4, "B")]


def test_a_number_that_became_a_date_is_a_problem() -> None:
    assert problems(sheet(HEADER, [1, "甲"], [date(2025, 1, 2), "乙"])) == [("NUMBER_UNREADABLE", "Sheet1", 4, "A")]


@pytest.mark.parametrize("matter", ["1.抓支部\n2.抓党员", "（一）抓支部（二）抓党员", "①抓支部②抓党员"])
def test_several_matters_in_a_cell_are_asked_about(matter: str) -> None:
    assert problems(sheet(HEADER, [1, matter], [2, "乙"])) == [("SEVERAL_IN_CELL", "Sheet1", 3, "B")]


def test_several_numbers_in_a_cell_and_a_table_in_a_cell_are_asked_about() -> None:
    assert problems(sheet(HEADER, ["1\n2", "抓支部\n抓党员"], [3, "丙"])) == [("SEVERAL_IN_CELL", "Sheet1", 3, "A")]
    made = document(TITLE, ROWS)
    inner = made.tables[0].cell(2, 1).add_table(2, 1)
    for row, text in zip(inner.rows, ("子项一", "子项二"), strict=True):
        row.cells[0].text = text
    assert problems(saved(made)) == [("SEVERAL_IN_CELL", "表1", 3, "B")]


@pytest.mark.parametrize("matter", ["第二类疫苗接种管理", "第一类医疗器械备案"])
def test_a_class_at_the_beginning_of_a_matter_is_no_number(matter: str) -> None:
    assert names(basic(sheet(HEADER, [1, "甲"], [2, matter]))) == ["甲", matter]
    assert [(i.seq, i.name) for i in basic(sheet(["事项名称", "备注"], [matter, "x"]))] == [(None, matter)]


# Said twice, and of somebody else
# ----------------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("column", ["子项", "具体事项", "子项名称", "小项"])
def test_a_second_column_of_names_is_asked_about(column: str) -> None:
    content = sheet([*HEADER, column], [1, "党建", "抓支部"], [2, "党建", "抓党员"])
    assert problems(content) == [("SECOND_NAME", "Sheet1", 3, "C"), ("SECOND_NAME", "Sheet1", 4, "C")]
    assert problems(sheet([*HEADER, column], [1, "党建", "党建"], [2, "发展", None])) == []


def test_namesakes_that_say_something_else_are_asked_about_and_copies_are_told() -> None:
    first, other = [1, "甲", "县公安局", "立案", "报"], [2, "甲", "县教育局", "许可", "报"]
    assert problems(supporting(first, other)) == [("DUPLICATE_DIFFERS", "Sheet1", 4, "B")]
    copy = supporting(first, [2, *first[1:]])
    assert (problems(copy), "DUPLICATES" in told(copy)) == ([], True)


def test_an_old_and_a_new_sheet_of_one_part_are_never_mixed() -> None:
    old = ("基本（旧）", ([TITLE], HEADER, [1, "甲"], [2, "乙"], [3, "丙"]))
    new = ("基本（新）", ([TITLE], HEADER, [1, "甲"], [2, "乙"]))
    assert problems(book(old, new)) == [("LIST_TWICE", "基本（新）", 3, "B")]


def test_sheets_called_after_two_townships_are_a_problem() -> None:
    first, second = ("清水河镇", (HEADER, [1, "甲"], [2, "乙"])), ("石桥乡", (HEADER, [3, "丙"], [4, "丁"]))
    assert problems(book(first, second)) == [("ANOTHER_TOWNSHIP", "石桥乡", 1, "")]


def test_a_column_of_townships_that_differs_is_a_problem() -> None:
    assert problems(sheet([*HEADER, "适用乡镇"], [1, "甲", "全部"], [2, "乙", "仅石桥乡"])) == [
        ("TOWNSHIP_COLUMN", "Sheet1", 4, "C")
    ]
    assert problems(sheet([*HEADER, "乡镇"], [1, "甲", "清水河镇"], [2, "乙", "清水河镇"])) == []


def test_a_cover_and_a_table_of_contents_beside_a_list_are_told() -> None:
    cover = ("封面", (["清水河镇履行职责事项清单"], ["2025年6月"]))
    contents = ("目录", (["一、基本履职事项清单", "2项"], ["二、配合履职事项清单", "1项"]))
    content = book(cover, contents, ("基本", ([TITLE], HEADER, [1, "甲"], [2, "乙"])))
    assert (names(basic(content)), problems(content), told(content).count("SHEET_NOT_READ")) == (["甲", "乙"], [], 2)


def test_line_breaks_inside_words_and_full_width_brackets_change_nothing() -> None:
    content = supporting([1, "校园\n周边治理", "县公\n安局（牵头）", "立\n案；侦\n查", "宣\n传"])
    assert (shares(content), problems(content)) == ({"县公安局": ("立案", "侦查")}, [])
    assert part(content, DutyTier.SUPPORTING).items[0].name == "校园周边治理"


def test_a_header_repeated_inside_the_items_and_rows_of_the_page_are_no_items() -> None:
    rows = [*ROWS[:3], ["（续表）", ""], HEADER, ["第1页 共2页", ""], ROWS[3]]
    content = saved(document(TITLE, rows))
    assert (names(basic(content)), problems(content)) == (["甲事项", "乙事项", "丙事项"], [])


def test_parts_told_by_the_first_row_of_their_tables_are_read() -> None:
    second = [["配合履职事项清单", "", "", "", ""], SUPPORTING_HEADER, ["1", "乙", "县公安局", "立案", "报"]]
    content = saved(document([[TITLE, ""], HEADER, ["1", "甲"]], second))
    assert [read.tier for read in read_lists(content).parts] == [DutyTier.BASIC, DutyTier.SUPPORTING]
