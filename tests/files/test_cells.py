"""Departments, their duties and who took a matter back, in every way a cell may hold them."""

import pytest

from registry.domain.duties import DutyTier
from registry.files.duties import split_duties
from registry.files.reading import read_lists
from registry.files.takeover import takeover_in
from tests.files.making import (
    codes,
    names,
    part,
    reclaimed,
    supporting,
)


def shares(content: bytes, at: int = 0) -> dict[str, tuple[str, ...]]:
    item = part(content, DutyTier.SUPPORTING).items[at]
    return {share.department: share.duties for share in item.superior_duties}


# Departments and duties
# ----------------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "cell",
    [
        "县公安局、县教育局",
        "县公安局\n县教育局",
        "县公安局，县教育局。",
        "县公安局和县教育局",
        "1.县公安局\n2.县教育局",
        "县公安局 县教育局",
        "县公安局;县教育局;",
        "①县公安局②县教育局",
    ],
)
def test_several_departments_in_a_cell_are_several(cell: str) -> None:
    assert part(supporting([1, "甲项", cell, "", ""]), DutyTier.SUPPORTING).items[0].departments == (
        "县公安局",
        "县教育局",
    )


@pytest.mark.parametrize(
    ("cell", "departments"),
    [
        ("县住房和城乡建设局", ("县住房和城乡建设局",)),
        ("县发展和改\n革局", ("县发展和改革局",)),
        ("市生态环境局\n金沟分局", ("市生态环境局金沟分局",)),
        ("县委宣传部、县文体广电和旅游局", ("县委宣传部", "县文体广电和旅游局")),
        ("牵头部门：县公安局\n配合部门：县教育局", ("县公安局", "县教育局")),
        ("县公安局（牵头）、县教育局", ("县公安局", "县教育局")),
        ("县发展和改革局（粮食和物资储备局）", ("县发展和改革局（粮食和物资储备局）",)),
        ("国网金沟县供电公司", ("国网金沟县供电公司",)),
    ],
)
def test_departments_are_cut_where_they_end(cell: str, departments: tuple[str, ...]) -> None:
    assert part(supporting([1, "甲项", cell, "", ""]), DutyTier.SUPPORTING).items[0].departments == departments


@pytest.mark.parametrize(
    "duties",
    [
        "县公安局：1.立案；2.侦查。\n县教育局：宣传。",
        "1.县公安局：立案；侦查。\n2.县教育局：宣传。",
        "（一）县公安局：\n1.立案；\n2.侦查。\n（二）县教育局：\n1.宣传。",
        "公安局：1、立案2、侦查 教育局：宣传".replace(" ", "\n"),
        "县公安局\n：①立案；②侦查；县教育局：①宣传".replace("\n", ""),
    ],
)
def test_each_department_has_its_own_duties(duties: str) -> None:
    content = supporting([1, "甲项", "县公安局、县教育局", duties, "巡查"])
    assert shares(content) == {"县公安局": ("立案", "侦查"), "县教育局": ("宣传",)}


def test_sentences_that_begin_with_a_department_are_its_duties() -> None:
    content = supporting([1, "甲项", "县公安局、县教育局", "县公安局负责立案查处；县教育局负责宣传。", "巡查"])
    assert shares(content) == {"县公安局": ("负责立案查处",), "县教育局": ("负责宣传",)}


def test_one_column_may_hold_departments_and_duties() -> None:
    header = ["序号", "事项名称", "对应上级部门及其职责", "乡镇（街道）配合职责"]
    content = supporting([1, "甲项", "县公安局：1.立案；2.侦查。\n县教育局：1.宣传。", "1.巡查；"], header=header)
    assert shares(content) == {"县公安局": ("立案", "侦查"), "县教育局": ("宣传",)}
    assert codes(read_lists(content)) == []


def test_rows_repeated_for_each_department_are_one_item() -> None:
    rows = [
        [1, "甲项", "县公安局", "立案", "巡查"],
        [1, "甲项", "县教育局", "宣传", "巡查"],
        [2, "乙项", "县公安局", "查处", "上报"],
    ]
    read = part(supporting(*rows), DutyTier.SUPPORTING)
    assert names(read.items) == ["甲项", "乙项"]
    assert read.items[0].township_duties == ("巡查",)


def test_a_department_merged_over_several_items_is_each_ones() -> None:
    rows = [
        [1, "甲项", "县公安局", "立案", "巡查"],
        [2, "乙项", None, "查处", "上报"],
        [3, "丙项", None, "侦办", "上报"],
    ]
    read = part(supporting(*rows, merged=["C3:C5"]), DutyTier.SUPPORTING)
    assert [item.departments for item in read.items] == [("县公安局",)] * 3


def test_a_row_cut_by_the_page_goes_on_below_the_repeated_header() -> None:
    header = ["序号", "事项名称", "对应上级部门", "上级部门职责", "乡镇配合职责"]
    rows = [[1, "甲项", "县公安局", "1.立案；", "1.巡查；"], header, [None, None, None, "2.侦查。", "2.上报。"]]
    read = part(supporting(*rows), DutyTier.SUPPORTING)
    assert len(read.items) == 1
    assert read.items[0].superior_duties[0].duties == ("立案", "侦查")
    assert read.items[0].township_duties == ("巡查", "上报")


def test_a_supporting_item_without_department_is_a_problem() -> None:
    (problem,) = read_lists(supporting([1, "甲项", None, "立案", "巡查"])).problems
    assert (problem.code, problem.row, problem.column) == ("DEPARTMENT_MISSING", 3, "C")


@pytest.mark.parametrize(
    ("text", "duties"),
    [
        ("1.宣传；2.上报；", ("宣传", "上报")),
        ("1．宣传 2．上报", ("宣传", "上报")),
        ("（一）宣传。1.入户；2.讲解。（二）上报。", ("宣传。1.入户；2.讲解", "上报")),
        ("一是宣传；二是上报。", ("一是宣传", "二是上报")),
        ("宣传引导，及时上报。", ("宣传引导，及时上报",)),
        ("宣传；\n上报。", ("宣传", "上报")),
        ("协助开展\n宣传", ("协助开展宣传",)),
        ("1.完成率达到2.5%以上；2.上报", ("完成率达到2.5%以上", "上报")),
        ("①宣传②上报", ("宣传", "上报")),
        ("", ()),
    ],
)
def test_duties_are_cut_at_their_numbers(text: str, duties: tuple[str, ...]) -> None:
    assert split_duties(text) == duties


# Reclaimed
# ----------------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "department", "method"),
    [
        ("承接部门：县林业局\n工作方式：由县林业局查处。", "县林业局", "由县林业局查处"),
        ("承接部门:县林业局；工作方式:由其查处", "县林业局", "由其查处"),
        ("县林业局。由县林业局查处。", "县林业局", "由县林业局查处"),
        ("县林业局\n由县林业局查处", "县林业局", "由县林业局查处"),
        ("县林业局：由县林业局查处", "县林业局", "由县林业局查处"),
        ("县林业局（工作方式：直接查处）", "县林业局", "直接查处"),
        ("由县林业局负责查处。", "县林业局", "由县林业局负责查处"),
        ("承接部门：县林业局、县公安局 工作方式：联合查处", "县林业局、县公安局", "联合查处"),
        ("工作方式：直接查处；承接部门：县林业局", "县林业局", "直接查处"),
        ("县林业局", "县林业局", ""),
    ],
)
def test_who_took_over_and_how_is_read_from_one_cell(text: str, department: str, method: str) -> None:
    found = takeover_in(text)
    assert (found.department, found.method) == (department, method)


def test_who_took_over_may_have_its_own_column() -> None:
    content = reclaimed([1, "甲项", "县林业局", "直接查处。"], header=["序号", "收回事项", "承接部门", "履职方式"])
    (item,) = part(content, DutyTier.RECLAIMED).items
    assert (item.taken_over_by, item.method) == ("县林业局", "直接查处")


def test_a_matter_that_nobody_took_over_is_a_problem() -> None:
    content = reclaimed([1, "甲项", None, "直接查处"], header=["序号", "收回事项", "承接部门", "履职方式"])
    assert [(p.code, p.column) for p in read_lists(content).problems] == [("TAKEN_OVER_BY_MISSING", "C")]
