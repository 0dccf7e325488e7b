"""Lists as other counties type them: other headers, other numbers, other ways of putting departments in a cell."""

from io import BytesIO

import docx
import openpyxl
import pytest

from registry.domain.duties import DutyTier
from registry.files.fields import Field, field_of
from registry.files.numerals import number_of
from registry.files.reading import read_lists
from tests.files.making import (
    BASIC_HEADER,
    basic,
    codes,
    flags,
    names,
    part,
    saved,
    sheet,
    supporting,
    warnings,
)


def shares(content: bytes, at: int = 0) -> dict[str, tuple[str, ...]]:
    item = part(content, DutyTier.SUPPORTING).items[at]
    return {share.department: share.duties for share in item.superior_duties}


# Headers and titles
# ----------------------------------------------------------------------------------------------------------------------

LABELS = {
    Field.NUMBER: ["序　号", "编号", "序", "项次", "No."],
    Field.NAME: [
        "事 项 名 称",
        "事项",
        "职责事项",
        "履职事项",
        "配合事项",
        "主要职责",
        "事项内容",
        "收回事项名称",
        "具体事项",
        "事项名称（续）",
    ],
    Field.CATEGORY: ["类别", "事项类别", "所属领域", "分类", "职责类别", "一级事项"],
    Field.DEPARTMENT: [
        "对应上级部门",
        "上级主管部门",
        "牵头部门",
        "县级责任部门",
        "县直部门",
        "责任单位",
        "对应部门（单位）",
    ],
    Field.SUPERIOR_DUTIES: ["上级部门职责", "县级部门工作职责", "部门职责", "上级部门主要职责", "县直部门职责任务"],
    Field.TOWNSHIP_DUTIES: [
        "乡镇（街道）配合职责",
        "乡镇配合职责",
        "街道职责",
        "镇配合职责",
        "乡镇承担的职责",
        "配合职责",
        "基层配合任务",
    ],
    Field.DEPARTMENT_AND_DUTIES: ["对应上级部门及其职责", "上级部门及职责"],
    Field.TAKEN_OVER_BY: ["承接部门", "收回部门", "收回后承接单位", "承接主体"],
    Field.METHOD: ["工作方式", "履职方式", "承接方式", "工作措施"],
    Field.TAKEN_OVER_BY_AND_METHOD: ["承接部门及工作方式", "承接部门和履职方式"],
    Field.REMARK: ["备注", "备 注", "说明"],
}


@pytest.mark.parametrize(("field", "text"), [(f, t) for f, texts in LABELS.items() for t in texts])
def test_a_column_is_known_by_any_of_its_names(field: Field, text: str) -> None:
    assert field_of(text) is field


def test_titles_may_take_several_rows_and_name_province_city_and_county() -> None:
    content = sheet(
        ["甘肃省兰州市城关区酒泉路街道"], ["基本履职事项清单（共１项）"], BASIC_HEADER, [1, "开展党建"], title="附件1"
    )
    read = read_lists(content)
    assert (read.county, read.township) == ("城关区", "酒泉路街道")
    assert (read.parts[0].declared_count, read.parts[0].parsed_count) == (1, 1)


@pytest.mark.parametrize(
    ("title", "county", "township"),
    [
        ("新城县城乡镇基本履职事项清单", "新城县", "城乡镇"),
        ("阿右旗曼德拉苏木基本履职事项清单", "阿右旗", "曼德拉苏木"),
        ("2025年河口区河口街道基本履职事项清单", "河口区", "河口街道"),
    ],
)
def test_places_are_told_from_the_title(title: str, county: str, township: str) -> None:
    read = read_lists(sheet(BASIC_HEADER, [1, "开展党建"], title=title))
    assert (read.county, read.township) == (county, township)


def test_a_sheet_without_title_is_told_by_its_columns_with_a_warning() -> None:
    content = supporting([1, "防汛", "县水务局", "组织", "巡查"])
    book = openpyxl.load_workbook(BytesIO(content))
    book.active["A1"] = None
    read = read_lists(saved(book))
    assert read.parts[0].tier is DutyTier.SUPPORTING
    assert "which list this is was told by its columns alone" in warnings(read.parts[0])


def test_rows_of_all_parts_may_stand_under_one_header_with_a_column_for_the_part() -> None:
    header = ["序号", "清单类型", "事项名称", "承接部门", "工作方式"]
    rows = [
        [1, "基本履职事项", "开展党建"],
        [2, "上级收回事项", "特种设备检查", "县市场监督管理局", "由其检查"],
        [3, "同上", "餐饮许可", "〃", "〃"],
    ]
    read = read_lists(sheet(header, *rows, title="清水河镇履行职责事项清单"))
    assert [(p.tier, names(p.items)) for p in read.parts] == [
        (DutyTier.BASIC, ["开展党建"]),
        (DutyTier.RECLAIMED, ["特种设备检查", "餐饮许可"]),
    ]
    assert read.parts[1].items[1].taken_over_by == "县市场监督管理局"


@pytest.mark.parametrize("tick", ["✓", "√", "✔", "●", "是"])
def test_a_tick_may_say_which_part_a_row_belongs_to(tick: str) -> None:
    header = ["序号", "事项名称", "基本履职", "配合履职", "上级收回", "对应上级部门"]
    rows = [[1, "开展党建", tick, None, "×"], [2, "防汛", "", tick, "", "县水务局"]]
    read = read_lists(sheet(header, *rows, title="清水河镇履行职责事项清单"))
    assert [(p.tier, names(p.items)) for p in read.parts] == [
        (DutyTier.BASIC, ["开展党建"]),
        (DutyTier.SUPPORTING, ["防汛"]),
    ]


def test_ticks_under_departments_name_the_departments() -> None:
    content = supporting(
        ["序号", "事项名称", "对应上级部门", None, None, "上级部门职责", "乡镇配合职责"],
        [None, None, "县公安局", "县教育局", "县水务局", None, None],
        [1, "校园周边治理", "✓", "√", "×", "县公安局：维护治安。县教育局：牵头。", "巡查"],
        [2, "防溺水", None, "✔", "√", "1.宣传；2.设牌", "巡查"],
        header=[],
        merged=["C3:E3", "A3:A4", "B3:B4", "F3:F4", "G3:G4"],
    )
    found = part(content, DutyTier.SUPPORTING).items
    assert [item.departments for item in found] == [("县公安局", "县教育局"), ("县教育局", "县水务局")]
    assert shares(content) == {"县公安局": ("维护治安",), "县教育局": ("牵头",)}
    assert "duties are not divided among the departments" in flags(found[1])


@pytest.mark.parametrize(("cell", "duties"), [("许可", ("许可",)), ("✓", ()), ("牵头", ()), ("是", ())])
def test_a_duty_of_two_characters_under_a_department_is_no_tick(cell: str, duties: tuple[str, ...]) -> None:
    content = supporting(
        ["序号", "事项名称", "上级部门职责", None, "乡镇配合职责"],
        [None, None, "县公安局", "县应急管理局", None],
        [1, "燃放", None, cell, "劝阻"],
        header=[],
        merged=["C3:D3", "A3:A4", "B3:B4", "E3:E4"],
    )
    (item,) = part(content, DutyTier.SUPPORTING).items
    assert item.departments == ("县应急管理局",)
    assert tuple(duty for share in item.superior_duties for duty in share.duties) == duties


def test_an_unknown_column_is_told_and_not_read() -> None:
    read = part(sheet([*BASIC_HEADER, "联系电话"], [1, "开展党建", None, "0931"]), DutyTier.BASIC)
    assert "column 联系电话 was not read" in warnings(read)


# Numbers and categories
# ----------------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("1", 1), ("１", 1), ("1、", 1), ("1.", 1), ("1．", 1), ("(1)", 1), ("（１）", 1), ("1)", 1), ("7.0", 7),
        ("①", 1), ("⑳", 20), ("㉑", 21), ("⑴", 1), ("⒈", 1), ("㈠", 1), ("一", 1), ("十", 10), ("十一、", 11),
        ("（二十一）", 21), ("一百零三", 103), ("第三项", 3), ("Ⅳ", 4), ("IV", 4), ("16\u200b", 16), ("007", 7),
        ("JB-012", 12), ("№3", 3), ("", None), ("党建", None), ("1.2", None), ("合计", None), ("2025-06-18", None),
    ],
)  # fmt: skip
def test_a_number_is_a_number_however_written(text: str, value: int | None) -> None:
    found = number_of(text)
    assert (found.value if found else None) == value


@pytest.mark.parametrize(
    "line",
    [
        "一、党的建设（1项）",
        "（一）党的建设",
        "党的建设(1项)",
        "第一类 党的建设",
        " 一、党的建设　",
        "一．党的建设【1项】",
        "党的建设",
        "★党的建设",
        "一、党的建设：共1项",
    ],
)
def test_a_category_line_is_one_however_written(line: str) -> None:
    for across in ([line], [None, line]):
        content = sheet(BASIC_HEADER, across, [1, "开展党员教育"])
        assert [(i.category, i.name) for i in basic(content)] == [("党的建设", "开展党员教育")], across


def test_a_category_may_have_its_number_in_the_number_column() -> None:
    content = sheet(BASIC_HEADER, ["一", "党的建设"], [1, "开展党员教育"], ["二", "安全稳定（1项）"], [2, "开展巡查"])
    assert [(i.category, i.seq) for i in basic(content)] == [("党的建设", 1), ("安全稳定", 2)]


def test_numbers_may_stand_before_the_name() -> None:
    content = sheet(["事项名称"], ["一、党的建设（2项）"], ["1.开展党员教育。"], ["2.发展党员"])
    assert [(i.seq, i.seq_raw, i.name, i.category) for i in basic(content)] == [
        (1, "1.", "开展党员教育", "党的建设"),
        (2, "2.", "发展党员", "党的建设"),
    ]


def test_numbers_that_start_again_in_each_category_are_told() -> None:
    rows = [["一、党的建设"], [1, "甲项"], [2, "乙项"], ["二、经济发展"], [1, "丙项"], [2, "丁项"]]
    read = read_lists(sheet(BASIC_HEADER, *rows))
    assert warnings(read.parts[0])[-1] == "numbers start again in each category"
    assert read.problems == ()


def test_the_same_number_on_two_matters_is_a_problem() -> None:
    read = read_lists(sheet(BASIC_HEADER, [1, "甲项"], [2, "乙项"], [2, "丙项"]))
    (problem,) = read.problems
    assert (problem.code, problem.row, problem.facts["other_row"]) == ("NUMBER_REPEATED", 5, 4)


def test_an_unreadable_number_and_a_missing_name_are_problems_with_their_places() -> None:
    read = read_lists(sheet(BASIC_HEADER, ["甲乙丙丁戊己", "开展党员教育"], [2, None, "有备注"]))
    assert [(p.code, p.sheet, p.row, p.column) for p in read.problems] == [
        ("NUMBER_UNREADABLE", "Sheet1", 3, "A"),
        ("NAME_MISSING", "Sheet1", 4, "B"),
    ]


def test_numbers_within_a_category_are_flagged() -> None:
    assert flags(basic(sheet(BASIC_HEADER, ["1.1", "甲项"]))[0]) == ["number 1.1 counts within its category"]


def test_no_remark_as_above_is_no_remark() -> None:
    read = read_lists(sheet(BASIC_HEADER, [1, "甲项", None], [2, "乙项", "同上"]))
    assert (read.problems, read.parts[0].items[1].remark) == ((), "")


def test_totals_are_no_items_and_are_compared() -> None:
    rows = [["一、党的建设"], [1, "甲项"], ["小计", "2项"], ["二、经济发展"], [2, "乙项"], ["合计", 3]]
    read = part(sheet(BASIC_HEADER, *rows), DutyTier.BASIC)
    assert names(read.items) == ["甲项", "乙项"]
    assert warnings(read)[-4:] == [
        "row 5 is a total, not an item",
        "total row says 2 items, 1 distinct rows parsed",
        "last row is a total, not an item",
        "total row says 3 items, 2 distinct rows parsed",
    ]


def test_invisible_characters_and_breaks_never_reach_a_name() -> None:
    (item,) = basic(sheet(BASIC_HEADER, ["\ufeff1", "\u200b开展 党员\n教育\u200d 和 5G 网络 建设；", "\u00a0"]))
    assert (item.name, item.remark) == ("开展党员教育和5G网络建设", "")


# Documents
# ----------------------------------------------------------------------------------------------------------------------


def document(*blocks: str | list[list[str]]) -> bytes:
    """Paragraphs and tables in order."""
    made = docx.Document()
    for block in blocks:
        if isinstance(block, str):
            made.add_paragraph(block)
            continue
        table = made.add_table(len(block), max(map(len, block)))
        for row, texts in zip(table.rows, block, strict=True):
            for cell, text in zip(row.cells, texts, strict=False):
                cell.text = text
    return saved(made)


def test_a_covering_letter_names_counts_place_number_and_day() -> None:
    content = document(
        "金沟县人民政府办公室文件",
        "金政办发〔2025〕3号",
        "根据甘办发〔2024〕5号，清水河镇基本履职事项2项，配合履职事项共九十九项。自2025年7月1日起施行。",
        "2025年6月18日",
        "清水河镇基本履职事项清单",
        [["序号", "事项名称"], ["1", "开展党建"]],
    )
    read = read_lists(content)
    assert (read.document_number, read.date) == ("金政办发〔2025〕3号", "2025-06-18")
    assert (read.county, read.township) == ("金沟县", "清水河镇")
    assert "title says 2 items, 1 distinct rows parsed" in [w.text for w in read.all_warnings]


def test_a_table_of_another_width_without_header_is_a_problem() -> None:
    rows = [["1", "甲项"]], [["2", "乙项", "x", "y", "z"]]
    read = read_lists(document("清水河镇基本履职事项清单", [["序号", "事项名称"], *rows[0]], rows[1]))
    assert [(p.code, p.sheet, p.row) for p in read.problems] == [("HEADER_MISSING", "表2", 1)]


def test_tables_that_are_no_lists_are_passed_by() -> None:
    content = document(
        [["发文机关", "县委编办"], ["签发人", "王某"]],
        "清水河镇基本履职事项清单",
        [["序号", "事项名称"], ["1", "开展党建"]],
    )
    assert names(basic(content)) == ["开展党建"]
    assert codes(read_lists(content)) == []
