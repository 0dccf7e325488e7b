"""What reads like the row above, the number, the part or a department and is none: read rightly, or asked."""

import pytest

from registry.domain.duties import DutyTier
from registry.files.reading import read_lists
from tests.files.making import SUPPORTING_HEADER, basic, codes, flags, names, part, reclaimed, saved, sheet, supporting
from tests.files.test_clerks import document

HEADER = ["序号", "事项名称"]


def asked(content: bytes) -> list[tuple[str, int, str]]:
    return [(p.code, p.row, p.column) for p in read_lists(content).problems]


@pytest.mark.parametrize("mark", [".", "．"])
@pytest.mark.parametrize("has_column", [True, False])
def test_a_number_before_a_figure_comes_off_where_all_rows_begin_with_theirs(mark: str, has_column: bool) -> None:
    matters = ["100米以下林道维护", "12345热线工单办理", "低保审核", "2025年秋粮收购"]
    rows = [[str(n) if has_column else "", f"{n}{mark}{matter}"] for n, matter in enumerate(matters, start=1)]
    for content in (sheet(HEADER, *rows), saved(document("清水河镇基本履职事项清单", [HEADER, *rows]))):
        assert [(item.seq, item.name) for item in basic(content)] == list(enumerate(matters, start=1))
        assert codes(read_lists(content)) == []


def test_a_measure_at_the_beginning_of_a_matter_stays_where_no_other_row_begins_with_a_number() -> None:
    rows = (["1", "学习"], ["2", "党员"], ["3", "3.5千伏线路保护"])
    assert names(basic(sheet(HEADER, *rows)))[2] == "3.5千伏线路保护"
    assert codes(read_lists(sheet(HEADER, *rows))) == []


def test_three_rows_that_all_begin_with_a_figure_behind_their_numbers_have_numbers() -> None:
    rows = (["1", "1.12345热线"], ["2", "2.3岁以下婴幼儿"], ["3", "3.100米以下林道"])
    assert names(basic(sheet(HEADER, *rows))) == ["12345热线", "3岁以下婴幼儿", "100米以下林道"]


def test_where_rows_differ_it_is_asked() -> None:
    assert asked(sheet(HEADER, ["1", "1.学习"], ["2", "党员"], ["3", "3.5千伏线路"])) == [("NUMBER_IN_MATTER", 5, "B")]
    assert asked(sheet(HEADER, ["1", "1.100米以下林道维护"])) == [("NUMBER_IN_MATTER", 3, "B")]


@pytest.mark.parametrize(
    "again", ["一、党的建设（续）", "党的建设（续表）", "（续）党的建设", "一、党的建设（接上页）", "党的建设【续】"]
)
def test_a_category_that_goes_on_under_a_repeated_header_is_the_same(again: str) -> None:
    rows = [
        ["一、党的建设（3项）"],
        ["1", "学习"],
        ["2", "党员"],
        HEADER,
        [again],
        ["3", "廉政"],
        ["二、民生"],
        ["4", "低保"],
    ]
    read = read_lists(sheet(HEADER, *rows))
    assert [item.category for item in basic(sheet(HEADER, *rows))] == ["党的建设"] * 3 + ["民生"]
    assert codes(read) == []


def test_in_a_column_of_categories_too() -> None:
    rows = (["党的建设", "1", "学习"], ["党的建设（续）", "2", "党员"])
    assert [item.category for item in basic(sheet(["类别", *HEADER], *rows))] == ["党的建设"] * 2


@pytest.mark.parametrize("remark", ["上级收回", "配合履职", "属于配合履职事项", "列入上级收回清单", "县级部门收回"])
def test_a_remark_that_names_another_part_is_asked(remark: str) -> None:
    header = [*HEADER, "备注"]
    content = sheet(header, ["1", "学习", "基本履职"], ["2", "特种设备", remark])
    assert asked(content) == [("AMENDMENT_UNCLEAR", 4, "C")]
    of_supporting = supporting(["1", "甲", "县教育局", "牵头", "摸", "上级收回"], header=[*SUPPORTING_HEADER, "备注"])
    assert asked(of_supporting) == [("AMENDMENT_UNCLEAR", 3, "F")]


def test_a_remark_that_only_speaks_of_a_part_is_a_remark() -> None:
    content = sheet([*HEADER, "备注"], ["1", "学习", "原由县直部门收回后下放"], ["2", "党员", "配合县委组织部开展"])
    assert asked(content) == []


def test_as_above_below_a_matter_of_several_departments_is_asked() -> None:
    rows = (
        ["1", "校园", "县教育局", "牵头", "摸排"],
        ["", "", "县公安局", "治安", ""],
        ["2", "校车", "同上", "同上", "同上"],
    )
    content = supporting(*rows)
    assert asked(content) == [("REFERENCE_UNCLEAR", 5, "C"), ("REFERENCE_UNCLEAR", 5, "D")]
    assert part(content, DutyTier.SUPPORTING).items[1].township_duties == ("摸排",)
    merged = supporting(*rows, merged=["A3:A4", "B3:B4", "E3:E4"])
    assert asked(merged) == asked(content)


def test_as_above_below_one_department_in_two_rows_means_that_one() -> None:
    rows = (
        ["1", "校园", "县教育局", "牵头", "摸排"],
        ["", "", "县教育局", "督查", ""],
        ["2", "校车", "同上", "派车", "同上"],
    )
    assert part(supporting(*rows), DutyTier.SUPPORTING).items[1].departments == ("县教育局",)


@pytest.mark.parametrize(
    "before",
    ["按职责分工：", "按照职责分工：\n", "部门职责分工如下：\n", "各部门职责：", "具体分工为：", "依据职责划分："],
)
def test_words_before_the_first_department_are_nobodys_duty(before: str) -> None:
    told = f"{before}县教育局：牵头；县公安局：治安"
    (item,) = part(supporting(["1", "校园", "县教育局、县公安局", told, "摸"]), DutyTier.SUPPORTING).items
    assert [(s.department, s.duties) for s in item.superior_duties] == [
        ("县教育局", ("牵头",)),
        ("县公安局", ("治安",)),
    ]


@pytest.mark.parametrize(
    "cell",
    [
        "县应急管理局牵头，县公安局配合",
        "县应急管理局（牵头）以及县公安局",
        "县应急管理局（牵头）·县公安局",
        "县应急管理局（牵头）和县公安局",
        "主管：县应急管理局；协管：县公安局",
        "县应急管理局主办\n县公安局协办",
        "县应急管理局牵头\n县公安局",
        "县应急管理局牵头和县公安局",
        "县应急管理局牵头县公安局配合",
    ],
)
def test_a_department_with_its_part_in_words_is_that_department(cell: str) -> None:
    (item,) = part(supporting(["1", "防汛", cell, "县应急管理局：泵；县公安局：查", "报"]), DutyTier.SUPPORTING).items
    assert item.departments == ("县应急管理局", "县公安局")
    assert "县应急管理局 is marked as leading" in flags(item)
    assert "县公安局 is marked as leading" not in flags(item)


def test_only_the_department_before_the_mark_leads() -> None:
    (item,) = part(
        supporting(["1", "防汛", "县应急管理局（牵头）和县公安局、县税务局", "泵", "报"]), DutyTier.SUPPORTING
    ).items
    assert [flag for flag in flags(item) if "leading" in flag] == ["县应急管理局 is marked as leading"]


@pytest.mark.parametrize(
    "cell",
    [
        "2025年6月18日",
        "县教育局县公安局",
        "县委宣传部（县新闻出版局）县文旅局",
        "县公安局※",
        "县公安局*",
        "县公安局①县教育局②",
        "县公安局1",
        "1县公安局2县教育局",
        "县公安局（县教育局配合）",
        "县公安局（会同县教育局）",
    ],
)
def test_what_is_no_one_department_is_asked(cell: str) -> None:
    assert asked(supporting(["1", "校园", cell, "查", "报"])) == [("DEPARTMENT_UNCLEAR", 3, "C")]
    header = [*HEADER, "承接部门", "工作方式"]
    assert asked(reclaimed(["1", "特种", cell, "查"], header=header)) == [("DEPARTMENT_UNCLEAR", 3, "C")]


@pytest.mark.parametrize(
    "cell",
    [
        "县委县直机关工委",
        "市生态环境局金沟分局",
        "县发改局（县粮食局、县能源局）",
        "县12345热线办",
        "县委县政府督查室",
        "县住房和城乡建设局（市政科）",
        "国网金沟县供电公司",
    ],
)
def test_odd_names_of_one_department_are_not_asked(cell: str) -> None:
    content = supporting(["1", "校园", cell, "查", "报"])
    assert asked(content) == []
    assert part(content, DutyTier.SUPPORTING).items[0].departments == (cell,)


def test_whether_a_row_stands_is_asked_where_only_the_others_answer() -> None:
    header = [*HEADER, "是否保留"]
    assert asked(sheet(header, ["1", "学习", "是"], ["2", "党员", ""])) == [("AMENDMENT_UNCLEAR", 4, "C")]
    assert asked(sheet(header, ["1", "学习", ""], ["2", "党员", ""])) == []
    assert names(basic(sheet(header, ["1", "学习", ""], ["2", "党员", "否"]))) == ["学习"]


@pytest.mark.parametrize(
    ("line", "category"),
    [
        ("第一部分 党的建设", "党的建设"),
        ("第一部分 党的建设（1项）", "党的建设"),
        ("三 “一老一小”关爱", "“一老一小”关爱"),
    ],
)
def test_a_category_loses_the_number_that_a_blank_parts_from_it(line: str, category: str) -> None:
    assert basic(sheet(HEADER, [line], ["1", "学习"]))[0].category == category
