"""Which part a table begins: its columns tell where a title does not, and nothing that is filled in is left out."""

import pytest

from registry.domain.duties import DutyTier
from registry.files.reading import read_lists
from tests.files.making import codes, names, saved, sheet
from tests.files.test_clerks import HEADER, document, problems
from tests.files.test_messy import book

TITLE = "清水河镇基本履职事项清单"
TAKEN = ["序号", "事项名称", "承接部门", "工作方式"]
SHARED = ["序号", "配合事项", "对应上级部门", "上级部门职责", "乡镇（街道）配合职责"]
BASIC_ROWS = [HEADER, ["1", "抓党建"], ["2", "促发展"]]
TAKEN_ROWS = [TAKEN, ["1", "特种设备检查", "县市场监督管理局", "日常检查"], ["2", "养犬登记", "县公安局", "派出所办理"]]
SHARED_ROWS = [SHARED, ["1", "消防检查", "县消防救援大队", "组织检查", "协助检查"]]
LINES = [
    *(
        "三、收回类",
        "三、上级收回",
        "（三）上级收回",
        "三、上级部门承接事项",
        "三、不再承担的事项",
        "三、上级收回（2项）",
    ),
    *("收回类", "附件3", "表3", "清单三", "不再由镇承担的事项", "不再为", ""),
]


def told(content: bytes) -> list[tuple[DutyTier, list[str], list[str]]]:
    read = read_lists(content)
    return [
        (p.tier, names(p.items), [i.taken_over_by or "、".join(i.departments) for i in p.items]) for p in read.parts
    ]


TAKEN_BACK = [
    (DutyTier.BASIC, ["抓党建", "促发展"], ["", ""]),
    (DutyTier.RECLAIMED, ["特种设备检查", "养犬登记"], ["县市场监督管理局", "县公安局"]),
]


@pytest.mark.parametrize("line", LINES)
def test_the_columns_of_what_was_taken_back_begin_that_part_whatever_stands_above_them(line: str) -> None:
    content = saved(document(TITLE, BASIC_ROWS, line, TAKEN_ROWS))
    assert (told(content), problems(content)) == (TAKEN_BACK, [])
    read = read_lists(content).part(DutyTier.RECLAIMED)
    assert read is not None
    assert {item.category for item in read.items} == {""}
    assert {item.method for item in read.items} == {"日常检查", "派出所办理"}


@pytest.mark.parametrize("line", [line for line in LINES if line and not line.startswith("附件")])
def test_in_a_sheet_they_begin_it_too(line: str) -> None:
    content = sheet(*BASIC_ROWS, [line], *TAKEN_ROWS)
    assert (told(content), problems(content)) == (TAKEN_BACK, [])


@pytest.mark.parametrize("line", ["二、配合履职", "（二）配合履职", "配合类", "表2"])
def test_the_five_columns_of_shared_duties_begin_their_part(line: str) -> None:
    rows = [(DutyTier.BASIC, ["抓党建", "促发展"], ["", ""]), (DutyTier.SUPPORTING, ["消防检查"], ["县消防救援大队"])]
    for content in (saved(document(TITLE, BASIC_ROWS, line, SHARED_ROWS)), sheet(*BASIC_ROWS, [line], *SHARED_ROWS)):
        assert (told(content), problems(content)) == (rows, [])


def test_the_count_beside_the_name_of_a_part_is_that_parts() -> None:
    for line in ("三、上级收回（3项）", "三、上级部门承接事项（3项）"):
        read = read_lists(saved(document(TITLE, BASIC_ROWS, line, TAKEN_ROWS)))
        part = read.part(DutyTier.RECLAIMED)
        assert part is not None
        assert (part.declared_count, "TITLE_COUNT" in [w.code for w in part.warnings]) == (3, True)


def test_a_category_above_the_table_of_another_part_stays_a_category() -> None:
    content = saved(document(TITLE, BASIC_ROWS, "三、上级部门承接事项", "（一）市场监管（2项）", TAKEN_ROWS))
    part = read_lists(content).part(DutyTier.RECLAIMED)
    assert part is not None
    assert ({item.category for item in part.items}, problems(content)) == ({"市场监管"}, [])


def test_columns_of_another_part_right_below_a_title_are_problems_with_row_and_column() -> None:
    content = sheet(*TAKEN_ROWS)
    wrong = [("COLUMN_OF_ANOTHER_PART", "Sheet1", 3, "C"), ("COLUMN_OF_ANOTHER_PART", "Sheet1", 3, "D")]
    assert problems(content) == wrong
    content = book(("基本履职", TAKEN_ROWS))
    assert codes(read_lists(content)) == ["COLUMN_OF_ANOTHER_PART"] * 2


@pytest.mark.parametrize("nothing", ["", "无", "—", "/"])
def test_a_column_that_no_part_needs_is_no_problem_while_it_is_empty(nothing: str) -> None:
    assert problems(sheet([*HEADER, "责任部门"], ["1", "抓党建", nothing])) == []
    filled = sheet([*HEADER, "责任部门"], ["1", "抓党建", nothing], ["2", "促发展", "党建办"], ["3", "丙", "党建办"])
    assert problems(filled) == [("COLUMN_OF_ANOTHER_PART", "Sheet1", 4, "C")]


def test_a_row_of_one_part_in_a_table_of_all_may_not_fill_the_columns_of_another() -> None:
    header = ["序号", "清单类型", "事项名称", "承接部门", "工作方式"]
    rows = [[1, "基本履职事项", "抓党建", "县公安局", "/"], [2, "上级收回事项", "登记", "县水利局", "由其登记"]]
    content = sheet(header, *rows, title="清水河镇履行职责事项清单")
    assert problems(content) == [("COLUMN_OF_ANOTHER_PART", "Sheet1", 3, "D")]
