"""Headers in which the column of matters is named like a part of the list: no title, and nothing below them is lost."""

from itertools import product

import pytest

from registry.domain.duties import DutyTier
from registry.files.reading import read_lists
from tests.files.making import basic, codes, names, part, saved, sheet
from tests.files.test_clerks import document

TITLE = "清水河镇基本履职事项清单"
NAMES = ("基本履职事项", "基本职责事项", "基本履职清单", "主体履职事项", "基本事项", "基本履职事项清单")
TAKEN = [["序号", "事项名称", "承接部门"], ["1", "特种设备", "县市监局"]]


@pytest.mark.parametrize(("name", "is_inside"), list(product(NAMES, (True, False))))
def test_the_column_of_matters_may_be_named_like_the_part(name: str, is_inside: bool) -> None:
    rows = [["", "1.学习宣传"], ["", "2.党员发展"]] if is_inside else [["1", "学习宣传"], ["2", "党员发展"]]
    table = [["序号", name], ["一、党的建设（2项）", ""], *rows]
    mirrored = [list(reversed(row)) for row in [["序号", name], *rows]]
    for content in (
        sheet(*table),
        saved(document(TITLE, table)),
        saved(document(TITLE, table, "清水河镇上级部门收回事项清单", TAKEN)),
        saved(document(TITLE, mirrored)),
        sheet(*mirrored),
    ):
        read = read_lists(content)
        assert codes(read) == []
        assert [(item.seq, item.name) for item in basic(content)] == [(1, "学习宣传"), (2, "党员发展")]


@pytest.mark.parametrize("name", ["基本履职事项", "基本职责事项"])
def test_beside_a_column_of_categories_or_of_remarks_too(name: str) -> None:
    assert names(basic(sheet(["类别", name], ["党的建设", "学习宣传"], ["党的建设", "党员发展"]))) == [
        "学习宣传",
        "党员发展",
    ]
    assert names(basic(sheet([name, "备注"], ["学习宣传", ""], ["党员发展", "新"]))) == ["学习宣传", "党员发展"]


def test_a_table_of_one_column_may_have_its_title_for_a_header() -> None:
    table = [["基本履职事项"], ["一、党的建设"], ["1.学习宣传"], ["2.党员发展"]]
    content = saved(document(TITLE, table, "清水河镇上级部门收回事项清单", TAKEN))
    assert names(basic(content)) == ["学习宣传", "党员发展"]
    assert len(part(content, DutyTier.RECLAIMED).items) == 1
    headed = saved(document([["基本履职事项"], ["事项名称"], ["1.学习宣传"], ["2.党员发展"]]))
    assert names(basic(headed)) == ["学习宣传", "党员发展"]


def test_a_titled_sheet_of_numbered_lines_without_a_header_lacks_one() -> None:
    read = read_lists(sheet(["一、党的建设"], ["1.学习宣传"], ["2.党员发展"]))
    assert [(p.code, p.row) for p in read.problems] == [("HEADER_MISSING", 3)]


def test_a_note_to_the_right_of_a_header_is_none_of_its_columns() -> None:
    content = sheet(
        ["序号", "事项名称", "备注", "", "说明：红色为新增"], ["1", "学习宣传", "", "", ""], ["2", "党员发展"]
    )
    assert codes(read_lists(content)) == []
    assert names(basic(content)) == ["学习宣传", "党员发展"]
