"""Signatures, days, pages and telephones below a table, in whichever column: told or asked, never part of a matter."""

from itertools import product

import pytest

from registry.domain.duties import DutyTier
from registry.files.reading import read_lists
from tests.files.making import SUPPORTING_HEADER, codes, part, reclaimed, saved, sheet, supporting, warnings
from tests.files.test_clerks import document

ROWS = (["1", "校园周边", "县教育局", "牵头", "摸排"], ["2", "防火巡查", "县林草局", "巡山", "上报"])
TAKEN = ["序号", "事项名称", "承接部门", "工作方式"]
SIGNS = (
    "2025年6月18日",
    "二〇二五年六月十八日",
    "2025.6.18",
    "2025-06",
    "  年  月  日",
    "日期：2025年6月18日",
    "制表：张三",
    "审核人：李四",
    "填表人签字：",
    "（盖章）",
    "联系电话：0931-6120001",
    "0931-6120001",
    "第1页 共3页",
    "- 2 -",
    "2/3",
    "金沟县委编办\n2025年6月18日",
    "金沟县委编办   2025年6月18日",
    "金沟县机构编制委员会办公室2025年6月印",
    "监督电话 12388",
    "联系人 张三",
    "填表日期 2025年6月18日",
    "打印：张三",
    "（续）",
    "续表",
    "续上表",
    "（接上页）",
    "转下页",
    "以下空白",
    "（此页无正文）",
    "附件2",
    "共印50份",
)
ISSUERS = ("金沟县委编办", "清水河镇人民政府", "金沟县机构编制委员会办公室编制", "中共金沟县委办公室")


def at(column: int, text: str, width: int = 5) -> list[str]:
    return [text if place == column else "" for place in range(1, width + 1)]


@pytest.mark.parametrize(("text", "column"), list(product(SIGNS, (2, 3, 4, 5))))
def test_what_signs_or_dates_a_table_is_told_whatever_column_it_stands_in(text: str, column: int) -> None:
    for content in (supporting(*ROWS, at(column, text)), saved_document(*ROWS, at(column, text))):
        read = read_lists(content)
        assert codes(read) == []
        items = part(content, DutyTier.SUPPORTING).items
        assert [(i.departments, i.superior_duties[0].duties, i.township_duties) for i in items] == [
            (("县教育局",), ("牵头",), ("摸排",)),
            (("县林草局",), ("巡山",), ("上报",)),
        ]


@pytest.mark.parametrize(("text", "column"), list(product(ISSUERS, (4, 5))))
def test_who_issues_the_list_stands_below_it_and_has_no_duties(text: str, column: int) -> None:
    content = supporting(*ROWS, at(column, text))
    assert codes(read_lists(content)) == []
    assert f"row 5 was not read: {text}" in warnings(part(content, DutyTier.SUPPORTING))


@pytest.mark.parametrize("text", ISSUERS)
def test_who_issues_the_list_may_be_a_department_of_the_matter_and_is_asked(text: str) -> None:
    read = read_lists(supporting(*ROWS, at(3, text)))
    assert [(p.code, p.row, p.column) for p in read.problems] == [("FOOT_UNCLEAR", 5, "C")]


def test_with_the_day_below_it_is_the_foot_of_the_table() -> None:
    content = supporting(*ROWS, at(3, "金沟县委编办"), at(5, "2025年6月18日"))
    assert codes(read_lists(content)) == []
    assert read_lists(content).date == "2025-06-18"
    assert part(content, DutyTier.SUPPORTING).items[-1].departments == ("县林草局",)


def test_any_department_may_sign_beside_a_day_but_alone_below_duties_it_is_asked() -> None:
    dated = supporting(*ROWS, at(5, "县司法局"), at(5, "2025年6月18日"))
    assert codes(read_lists(dated)) == []
    assert part(dated, DutyTier.SUPPORTING).items[-1].township_duties == ("上报",)
    assert codes(read_lists(supporting(*ROWS, at(5, "县司法局")))) == ["FOOT_UNCLEAR"]


@pytest.mark.parametrize(
    "duty",
    [
        "召开协调会",
        "上报县应急指挥部",
        "通知有关企业",
        "组建联合巡查队",
        "报县林草局",
        "联系人大代表",
        "续办证件",
        "附件归档",
    ],
)
def test_a_duty_in_a_row_of_its_own_is_no_signature(duty: str) -> None:
    content = supporting(*ROWS, at(5, duty))
    assert codes(read_lists(content)) == []
    assert part(content, DutyTier.SUPPORTING).items[1].township_duties == ("上报", duty)


def test_a_second_row_with_its_department_is_of_the_matter_above() -> None:
    rows = (*ROWS, ["", "", "县公安局", "治安", ""], ["3", "禁毒", "县公安局", "查", "报"])
    first = part(supporting(*rows), DutyTier.SUPPORTING).items[1]
    assert first.departments == ("县林草局", "县公安局")
    merged = (*ROWS, ["", "", "金沟县委编办", "", ""])
    content = supporting(*merged, merged=["A4:A5", "B4:B5"])
    assert codes(read_lists(content)) == []
    assert part(content, DutyTier.SUPPORTING).items[1].departments == ("县林草局", "金沟县委编办")


def test_a_day_inside_a_matter_that_is_merged_over_its_rows_is_asked() -> None:
    content = supporting(*ROWS, at(5, "2025年6月18日"), merged=["A4:A5", "B4:B5"])
    assert codes(read_lists(content)) == ["FOOT_UNCLEAR"]


def test_at_the_end_of_a_page_it_is_no_matter_of_the_next_either() -> None:
    page = (ROWS[0], at(5, "金沟县委编办"), at(5, "2025年6月18日"), at(3, "第1页"), SUPPORTING_HEADER, ROWS[1])
    for content in (supporting(*page), saved_document(*page)):
        assert codes(read_lists(content)) == []
        assert [i.township_duties for i in part(content, DutyTier.SUPPORTING).items] == [("摸排",), ("上报",)]


def test_between_two_rows_of_one_page_who_issues_the_list_is_asked() -> None:
    assert codes(read_lists(supporting(ROWS[0], at(5, "金沟县委编办"), ROWS[1]))) == ["FOOT_UNCLEAR"]


def test_as_above_on_the_next_page_never_means_the_signature() -> None:
    ditto = ["2", "防火巡查", "同上", "同上", "上报"]
    content = supporting(ROWS[0], at(3, "金沟县委编办"), at(3, "2025年6月18日"), SUPPORTING_HEADER, ditto)
    assert part(content, DutyTier.SUPPORTING).items[1].departments == ("县教育局",)


def test_of_the_reclaimed_list_it_took_nothing_over() -> None:
    row = ["1", "特种设备", "县市监局", "检查"]
    below = (at(3, "城关区委编办", 4), at(4, "2025年6月18日", 4))
    content = reclaimed(row, *below, header=TAKEN)
    (item,) = part(content, DutyTier.RECLAIMED).items
    assert (item.taken_over_by, item.method, codes(read_lists(content))) == ("县市监局", "检查", [])
    together = reclaimed(
        ["1", "特种设备", "县市监局：检查"], ["", "", "金沟县委编办"], header=[*TAKEN[:2], "承接部门及工作方式"]
    )
    assert codes(read_lists(together)) == ["FOOT_UNCLEAR"]


def test_of_the_basic_list_it_is_no_remark() -> None:
    header = ["序号", "事项名称", "备注"]
    content = sheet(header, ["1", "学习"], ["2", "党员", "一镇一策"], ["", "", "金沟县委编办"], ["", "", "2025年6月"])
    assert [i.remark for i in part(content, DutyTier.BASIC).items] == ["", "一镇一策"]
    assert codes(read_lists(content)) == []
    between = sheet(header, ["1", "学习"], ["", "", "2025年6月"], ["2", "党员"])
    assert codes(read_lists(between)) == ["FOOT_UNCLEAR"]


def test_who_signs_stands_beside_the_word_for_it() -> None:
    content = supporting(*ROWS, ["", "", "审核人", "欧阳某某", ""])
    assert codes(read_lists(content)) == []
    assert part(content, DutyTier.SUPPORTING).items[1].departments == ("县林草局",)


def test_a_word_of_signing_with_something_else_behind_it_is_asked_or_a_duty() -> None:
    assert codes(read_lists(supporting(*ROWS, at(4, "审核：材料")))) == ["FOOT_UNCLEAR"]
    content = supporting(*ROWS, at(4, "审核：对申请材料进行审核"))
    assert part(content, DutyTier.SUPPORTING).items[1].superior_duties[0].duties[-1] == "审核：对申请材料进行审核"


def saved_document(*rows: list[str]) -> bytes:
    return saved(document("清水河镇配合履职事项清单", [SUPPORTING_HEADER, *rows]))
