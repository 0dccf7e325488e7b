"""Words that turn a matter into another one: a swap of level, place, amount or opposite is not the same matter."""

import pytest

from registry.domain.qualifiers import qualified_otherwise

SWAPPED = [
    ("编制县级应急预案", "编制镇级应急预案,组织突发事件先期处置"),
    ("编制省级国土空间规划", "编制实施镇国土空间规划和村庄规划"),
    ("审批城镇居民住宅用地申请", "审批农村村民住宅用地申请"),
    ("负责投资300万元以上乡村建设工程监管", "负责投资30万元以下且面积300平方米以下乡村建设工程的质量安全监管"),
    ("开展高收入人口动态监测", "开展低收入人口动态监测和走访帮扶"),
    ("收取生活垃圾处理费", "组织农村生活垃圾分类收运"),
    ("组织市人大代表选举", "组织镇人大代表选举,联系服务代表依法履职"),
]
SAME = [
    ("编制乡级应急预案", "编制镇级应急预案,组织突发事件先期处置"),
    ("农民建房宅基地审批", "审批农村村民住宅用地申请"),
    ("30万元以下的农村工程质量谁管", "负责投资30万元以下且面积300平方米以下乡村建设工程的质量安全监管"),
    ("县里来查防汛", "防汛抗旱"),
]


@pytest.mark.parametrize(("text", "name"), SWAPPED)
def test_another_level_place_amount_or_opposite_is_another_matter(text: str, name: str) -> None:
    assert qualified_otherwise(text, name)


@pytest.mark.parametrize(("text", "name"), SAME)
def test_other_words_for_the_same_thing_are_not_held_against_it(text: str, name: str) -> None:
    assert not qualified_otherwise(text, name)
