"""Lists of one column without numbers: a short line that may be a category is asked, in whatever words."""

import pytest

from registry.files.reading import read_lists
from tests.files.making import basic, names, saved, sheet
from tests.files.test_clerks import document


def asked(*lines: str) -> list[int]:
    rows = [["事项名称"], *([line] for line in lines)]
    made = read_lists(saved(document("清水河镇基本履职事项清单", rows)))
    assert [p.row + 1 for p in made.problems] == [p.row for p in read_lists(sheet(*rows)).problems]
    return [p.row - 2 for p in read_lists(sheet(*rows)).problems]


@pytest.mark.parametrize("unknown", ["河湖林长", "数字乡村", "党建引领", "为民办事", "移民后扶", "双拥优抚"])
def test_a_line_that_may_be_a_category_is_asked(unknown: str) -> None:
    assert asked("党的建设", "学习宣传", unknown, "开展巡河") == [3]
    assert asked(unknown, "学习宣传贯彻党的创新理论", "做好党员发展工作") == [1]


def test_lines_that_say_what_is_done_are_items() -> None:
    lines = ("党的建设", "学习宣传", "做好党员发展", "民生服务", "低保审核", "平台维护")
    assert asked(*lines) == []
    assert names(basic(sheet(["事项名称"], *([line] for line in lines)))) == [lines[1], lines[2], *lines[4:]]
    assert asked("人民调解", "低保审核", "开展巡河") == []
