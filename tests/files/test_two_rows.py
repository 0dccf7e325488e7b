"""Headers of two rows, as they circulate: 县级 over 部门 and 职责, 乡镇 over 配合职责; and what no header names."""

from collections.abc import Sequence

import pytest

from registry.domain.duties import DutyTier
from tests.files.making import part, sheet
from tests.files.test_clerks import problems

ROWS = [
    ["1", "消防检查", "县消防救援大队", "组织检查", "协助检查"],
    ["2", "校园检查", "县教育局", "检查校园", "协助校园"],
]
TITLE = "清水河镇配合履职事项清单"
Labels = Sequence[str | None]
HEADERS: list[tuple[Labels, Labels]] = [
    (["序号", "配合事项", "县级", None, "乡镇(街道)"], [None, None, "部门", "职责", "配合职责"]),
    (["序号", "配合事项", "县级", None, "镇级"], [None, None, "部门", "职责", "职责"]),
    (["序号", "配合事项", "上级", None, "乡镇"], [None, None, "部门", "职责", "职责"]),
    (["序号", "配合事项", "县级层面", None, "乡镇层面"], [None, None, "责任部门", "主要职责", "配合职责"]),
    (["序号", "配合事项", "对应上级部门", "职责", None], [None, None, None, "部门", "乡镇"]),
    (["序号", "事项", "牵头单位", "职责", None], [None, None, None, "部门", "乡镇"]),
    (["序号", "配合事项", "对应上级部门", "履职内容", None], [None, None, None, "上级部门", "乡镇(街道)"]),
    (["序号", "配合事项", "对应上级部门", "工作职责", None], [None, None, None, "县级", "镇级"]),
    (["序号", "配合事项", "职责分工", None, None], [None, None, "对应部门", "部门职责", "乡镇职责"]),
    (["序号", "配合事项", "上级部门", None, "乡镇"], [None, None, "部门名称", "部门职责", "配合职责"]),
    (["序号", "配合事项", "对应上级部门", None, "乡镇配合职责"], [None, None, "名称", "职责", None]),
    (["序号", "事项名称", "责任分工", None, None], [None, None, "上级部门", "上级部门职责", "配合职责"]),
]


def _merged(top: Labels, below: Labels) -> list[str]:
    """What a clerk merges: a label over the blank below it, a group over its columns."""
    down = [f"{'ABCDE'[at]}2:{'ABCDE'[at]}3" for at, text in enumerate(below) if text is None and top[at]]
    starts = [at for at, text in enumerate(top) if text is not None and below[at] is not None]
    ends = [next((to for to in range(at + 1, 5) if top[to] is not None), 5) - 1 for at in starts]
    return down + [f"{'ABCDE'[at]}2:{'ABCDE'[to]}2" for at, to in zip(starts, ends, strict=True) if to > at]


@pytest.mark.parametrize("is_merged", [True, False])
@pytest.mark.parametrize(("top", "below"), HEADERS)
def test_each_column_below_a_group_is_read_as_what_it_is(top: Labels, below: Labels, is_merged: bool) -> None:
    content = sheet(top, below, *ROWS, title=TITLE, merged=_merged(top, below) if is_merged else ())
    read = [
        [str(i.seq), i.name, *i.departments, *(d for s in i.superior_duties for d in s.duties), *i.township_duties]
        for i in part(content, DutyTier.SUPPORTING).items
    ]
    assert (read, problems(content)) == (ROWS, [])


def test_a_row_of_labels_above_the_header_that_is_no_group_is_asked_about() -> None:
    top, below = ["序号", "配合事项", "甲栏", None, "乙栏"], [None, None, "部门", "职责", "配合职责"]
    assert ("HEADER_UNCLEAR", "Sheet1", 3, "D") in problems(sheet(top, below, *ROWS, title=TITLE))


def test_a_filled_column_to_the_left_of_all_labels_is_asked_about_once() -> None:
    content = sheet([None, "事项名称", "备注"], ["甲", "抓党建", "x"], ["乙", "促发展", None])
    assert problems(content) == [("COLUMN_UNNAMED", "Sheet1", 3, "A")]


def test_a_second_column_of_departments_that_nobody_can_place_is_asked_about() -> None:
    header = ["序号", "配合事项", "对应部门", "责任单位", "上级部门职责", "乡镇职责"]
    content = sheet(header, ["1", "消防检查", "县消防救援大队", "县教育局", "检查", "协助"], title=TITLE)
    assert problems(content) == [("COLUMN_UNCLEAR", "Sheet1", 3, "D")]
