"""Cells that say where to look, and marks of a list being amended: read where sure, else asked about by place."""

from collections.abc import Sequence
from io import BytesIO

import openpyxl
import pytest
from openpyxl.styles import Font

from registry.domain.duties import DutyTier
from registry.files.reading import read_lists
from tests.files.making import BASIC_HEADER, basic, codes, names, part, reclaimed, saved, sheet, supporting

HEADER = ["序号", "事项名称"]
TAKEN = ["序号", "事项名称", "承接部门", "工作方式"]
FIRST = [1, "甲事项", "县公安局", "立案查处", "宣传"]


def shares(content: bytes, at: int = 0) -> dict[str, tuple[str, ...]]:
    return {s.department: s.duties for s in part(content, DutyTier.SUPPORTING).items[at].superior_duties}


def told(content: bytes) -> list[str]:
    return [notice.code for notice in read_lists(content).all_warnings]


def problems(content: bytes) -> list[tuple[str, int, str]]:
    return [(p.code, p.row, p.column) for p in read_lists(content).problems]


# References
# ----------------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "said",
    [
        "同第1项",
        "见第1项",
        "同第3行",
        "参照上一项",
        "与第1项相同",
        "同第一项",
        "详见第1项",
        "按第1项执行",
        "同序号1",
        "同上一项",
    ],
)
def test_a_reference_to_one_item_is_read_as_what_stands_there_and_told(said: str) -> None:
    content = supporting(FIRST, [2, "乙事项", said, said, said])
    assert codes(read_lists(content)) == []
    assert shares(content, 1) == {"县公安局": ("立案查处",)}
    assert part(content, DutyTier.SUPPORTING).items[1].township_duties == ("宣传",)
    assert told(content).count("REFERENCE_READ") == 3


def test_a_reference_in_a_reclaimed_matter_is_read_forward_and_through_another() -> None:
    content = reclaimed(
        [1, "甲", "同第3项", "同第2项"],
        [2, "乙", "县公安局", "见第3项"],
        [3, "丙", "县水利局", "由其查处"],
        header=TAKEN,
    )
    items = part(content, DutyTier.RECLAIMED).items
    assert [(i.taken_over_by, i.method) for i in items] == [
        ("县水利局", "由其查处"),
        ("县公安局", "由其查处"),
        ("县水利局", "由其查处"),
    ]


@pytest.mark.parametrize(
    "said",
    [
        "同第2项",
        "同第9项",
        "同第1、2项",
        "同下一项",
        "同左",
        "详见附件",
        "见上表",
        "县水利局（同第1项）",
        "县水利局、同第1项",
        "同第4行",
    ],
)
def test_a_reference_that_is_not_surely_one_cell_is_a_problem_of_its_cell(said: str) -> None:
    content = supporting(FIRST, [2, "乙事项", said, "查处", "宣传"], [3, "丙事项", "县水利局", "查", "报"])
    assert ("REFERENCE_UNCLEAR", 4, "C") in problems(content)


def test_two_cells_that_refer_to_each_other_are_problems() -> None:
    content = reclaimed([1, "甲", "同第2项", "查处"], [2, "乙", "同第1项", "查处"], header=TAKEN)
    assert problems(content) == [("REFERENCE_UNCLEAR", 3, "C"), ("REFERENCE_UNCLEAR", 4, "C")]


def test_a_reference_where_a_number_stands_twice_is_a_problem() -> None:
    rows = [
        ["一、党的建设"],
        FIRST,
        ["二、经济发展"],
        [1, "乙", "县水利局", "查", "报"],
        [2, "丙", "同第1项", "查", "报"],
    ]
    assert problems(supporting(*rows)) == [("REFERENCE_UNCLEAR", 7, "C")]


def test_duties_that_name_another_department_are_not_taken_over() -> None:
    first = [1, "甲", "县公安局", "县公安局：立案", "宣传"]
    assert problems(supporting(first, [2, "乙", "县水利局", "同第1项", "报"])) == [("REFERENCE_UNCLEAR", 4, "D")]
    same = supporting(first, [2, "乙", "县公安局", "同第1项", "报"])
    assert (codes(read_lists(same)), shares(same, 1)) == ([], {"县公安局": ("立案",)})


def test_one_duty_among_others_that_is_a_reference_is_a_problem() -> None:
    content = supporting(FIRST, [2, "乙", "县公安局", "1.侦办；2.同第1项", "报"])
    assert problems(content) == [("REFERENCE_UNCLEAR", 4, "D")]


@pytest.mark.parametrize("said", ["同第1项", "见第1项", "同上", "〃", "参照上一项", "乙事项（同第1项）", "详见附件"])
def test_a_matter_that_refers_to_another_is_a_problem(said: str) -> None:
    assert problems(sheet(HEADER, [1, "甲事项"], [2, said], [3, "丙事项"])) == [("REFERENCE_IN_MATTER", 4, "B")]


@pytest.mark.parametrize("said", ["待定", "待补充", "略", "？", "XXX", "某某", "不变", "另行通知", "……", "尚未明确"])
def test_a_text_still_to_come_is_a_problem(said: str) -> None:
    assert problems(supporting([1, "甲", said, "立案", "报"])) == [("PLACEHOLDER", 3, "C")]


@pytest.mark.parametrize("said", ["如上", "见上", "同上一行", "与上相同", "同上部门"])
def test_as_above_in_other_words_is_as_above(said: str) -> None:
    content = reclaimed([1, "甲", "县公安局", "查处"], [2, "乙", said, "侦办"], header=TAKEN)
    assert part(content, DutyTier.RECLAIMED).items[1].taken_over_by == "县公安局"


def test_as_above_below_a_row_that_is_gone_is_a_problem() -> None:
    rows = [[1, "甲", "县公安局", "查处"], [2, "乙", "县水利局", "巡查"], [3, "丙", "同上", "侦办"]]
    content = struck(reclaimed(*rows, header=TAKEN), 4)
    assert problems(content) == [("REFERENCE_UNCLEAR", 5, "C")]


def struck(content: bytes, row: int) -> bytes:
    book = openpyxl.load_workbook(BytesIO(content))
    for cell in book.active[row]:
        cell.font = Font(strike=True)
    return saved(book)


@pytest.mark.parametrize(
    "matter", ["同级监督工作", "见义勇为人员慰问", "按季度开展隐患排查", "参照执行标准宣传", "上一年度统计核对"]
)
def test_matters_that_only_begin_like_a_reference_are_matters(matter: str) -> None:
    content = sheet(HEADER, [1, "甲事项"], [2, matter])
    assert (names(basic(content)), problems(content)) == (["甲事项", matter], [])


# Marks of amended lists
# ----------------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "written",
    [
        "（删除）乙事项",
        "乙事项（删除）",
        "【删除】乙事项",
        "乙事项〔本次删除〕",
        "删除：乙事项",
        "乙事项(作废)",
        "乙事项（已取消）",
    ],
)
def test_a_matter_marked_deleted_is_out_and_named(written: str) -> None:
    content = sheet(HEADER, [1, "甲事项"], [2, written], [3, "丙事项"])
    assert (names(basic(content)), problems(content)) == (["甲事项", "丙事项"], [])
    (out,) = [w for w in part(content, DutyTier.BASIC).warnings if w.code == "AMENDED_OUT"]
    assert (out.facts["row"], out.facts["name"]) == (4, "乙事项")


@pytest.mark.parametrize(
    "written",
    [
        "（新增）乙事项",
        "乙事项（新增）",
        "乙事项【修改】",
        "[调整]乙事项",
        "新增：乙事项",
        "乙事项★新增",
        "2.（新增）乙事项",
    ],
)
def test_other_marks_come_off_the_matter_and_are_told(written: str) -> None:
    content = sheet(HEADER, [1, "甲事项"], [2, written])
    assert (names(basic(content)), problems(content)) == (["甲事项", "乙事项"], [])
    assert "AMENDED_ROW" in told(content)


@pytest.mark.parametrize(
    "written", ["（拟删除）乙事项", "乙事项（建议取消）", "乙事项（合并）", "【划转】乙事项", "乙事项（暂停）"]
)
def test_a_mark_that_leaves_open_whether_the_row_stays_is_a_problem(written: str) -> None:
    assert problems(sheet(HEADER, [1, "甲事项"], [2, written])) == [("AMENDMENT_UNCLEAR", 4, "B")]


@pytest.mark.parametrize("remark", ["已删除", "删除", "作废", "本次删除", "该项删除。", "2025年6月删除", "已废止"])
def test_a_remark_that_a_row_is_deleted_takes_it_out(remark: str) -> None:
    content = sheet(BASIC_HEADER, [1, "甲"], [2, "乙事项", remark], [3, "丙"])
    assert (names(basic(content)), problems(content)) == (["甲", "丙"], [])
    assert "AMENDED_OUT" in told(content)


@pytest.mark.parametrize(
    "remark", ["拟删除", "合并到第3项", "与第1项合并", "划转县公安局", "暂不执行", "删除线部分不算"]
)
def test_a_remark_that_leaves_it_open_is_a_problem(remark: str) -> None:
    assert problems(sheet(BASIC_HEADER, [1, "甲"], [2, "乙事项", remark])) == [("AMENDMENT_UNCLEAR", 4, "C")]


def test_a_remark_of_a_new_row_is_told_and_one_of_a_reclaimed_matter_is_a_remark() -> None:
    content = sheet(BASIC_HEADER, [1, "甲"], [2, "乙事项", "新增"])
    assert (names(basic(content)), "AMENDED_ROW" in told(content)) == (["甲", "乙事项"], True)
    taken = reclaimed([1, "甲", "县公安局", "查处", "已划转"], header=[*TAKEN, "备注"])
    assert (problems(taken), part(taken, DutyTier.RECLAIMED).items[0].remark) == ([], "已划转")


def test_all_rows_of_a_deleted_item_are_out() -> None:
    rows = [
        FIRST,
        [2, "乙（删除）", "县公安局", "立案", "报"],
        [None, None, "县教育局", "许可", None],
        [3, "丙", "县水利局", "查", "报"],
    ]
    content = supporting(*rows)
    assert names(part(content, DutyTier.SUPPORTING).items) == ["甲事项", "丙"]
    assert shares(content, 1) == {"县水利局": ("查",)}


@pytest.mark.parametrize(
    ("column", "said", "expected"),
    [
        ("变动情况", ["保留", "删除", "新增"], ["甲", "丙"]),
        ("是否保留", ["是", "否", "是"], ["甲", "丙"]),
        ("是否删除", ["否", "是", "否"], ["甲", "丙"]),
        ("是否新增", ["否", "是", "否"], ["甲", "乙", "丙"]),
    ],
)
def test_a_column_of_changes_is_understood(column: str, said: Sequence[str], expected: list[str]) -> None:
    rows = [[at, name, word] for at, (name, word) in enumerate(zip("甲乙丙", said, strict=True), start=1)]
    content = sheet([*HEADER, column], *rows)
    assert (names(basic(content)), problems(content)) == (expected, [])


@pytest.mark.parametrize(("column", "said"), [("是否承担", "否"), ("是否纳入清单", "待定"), ("变动情况", "拟取消")])
def test_a_column_of_changes_that_leaves_it_open_is_a_problem(column: str, said: str) -> None:
    assert problems(sheet([*HEADER, column], [1, "甲", "是"], [2, "乙", said])) == [("AMENDMENT_UNCLEAR", 4, "C")]


@pytest.mark.parametrize("line", ["删除事项", "以下事项予以删除", "二、新增事项（2项）", "调整事项"])
def test_a_line_of_changes_is_no_category(line: str) -> None:
    assert ("ROW_UNCLEAR", 4, "") in problems(sheet(HEADER, [1, "甲"], [line], [2, "乙"]))


@pytest.mark.parametrize(
    "matter", ["删除违法占道广告", "新增耕地核查", "低保资格取消公示", "户口登记（变更）", "行政区划调整（撤乡并镇）"]
)
def test_matters_about_changes_are_matters(matter: str) -> None:
    content = sheet(HEADER, [1, "甲"], [2, matter])
    assert (names(basic(content)), problems(content)) == (["甲", matter], [])
