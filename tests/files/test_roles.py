"""Roles beside a name (主管, 次责, 为辅, 负责): the name is kept without them; what is no unit is asked."""

import pytest

from registry.domain.duties import DutyTier
from registry.files.reading import read_lists
from tests.files.making import codes, part, reclaimed, supporting
from tests.files.test_takers import BOTH, taken

LEADS = "LEAD_DEPARTMENT"
TWO = ["序号", "事项名称", "承接部门", "工作方式"]


def departments(cell: str) -> tuple[str, ...]:
    return part(supporting(["1", "校园周边", cell, "维护治安", "摸排"]), DutyTier.SUPPORTING).items[0].departments


def leading(cell: str) -> list[object]:
    (item,) = part(supporting(["1", "校园周边", cell, "维护治安", "摸排"]), DutyTier.SUPPORTING).items
    return [flag.facts["department"] for flag in item.flags if flag.code == LEADS]


@pytest.mark.parametrize(
    "cell",
    [
        "县公安局（主管）、县教育局（协管）",
        "主管县公安局、协管县教育局",
        "县公安局主管，县教育局协管",
        "县公安局主管县教育局协管",
        "县公安局为主，县教育局为辅",
        "县公安局（为主）、县教育局（为辅）",
        "县公安局(主责)、县教育局(次责)",
        "县公安局[牵头];县教育局[配合]",
        "县公安局牵头丶县教育局",
        "县公安局负总责、县教育局具体负责",
        "县公安局为主责单位，县教育局为配合单位",
        "由县公安局牵头，县教育局配合",
        "牵头：\n县公安局\n配合：\n县教育局",
        "牵头部门：\n县公安局\n配合部门：\n县教育局",
        "牵头县公安局，配合县教育局",
        "县公安局牵头，县教育局配合",
    ],
)
def test_a_role_is_no_part_of_the_name(cell: str) -> None:
    assert departments(cell) == ("县公安局", "县教育局") and leading(cell) == ["县公安局"]
    assert codes(read_lists(supporting(["1", "校园周边", cell, "维护治安", "摸排"]))) == []


@pytest.mark.parametrize("between", "丶﹑､")
def test_signs_typed_for_an_enumeration_part_two_names(between: str) -> None:
    assert departments(f"县公安局{between}县教育局") == ("县公安局", "县教育局")


@pytest.mark.parametrize(
    "cell",
    [
        "公安局教育局",
        "县公安局教育局",
        "省、市、县教育部门",
        "县公安、教育、民政部门",
        "相关部门",
        "县直各部门",
        "各成员单位",
        "县直有关单位",
        "县级",
        "省市县",
        "县负责",
        "县水利局全面履行职责",
    ],
)
def test_what_is_no_unit_is_asked(cell: str) -> None:
    assert set(codes(read_lists(supporting(["1", "校园周边", cell, "维护治安", "摸排"])))) == {"DEPARTMENT_UNCLEAR"}
    assert set(codes(read_lists(reclaimed(["1", "特种设备", cell, "抽查"], header=TWO)))) == {"DEPARTMENT_UNCLEAR"}


def test_a_department_after_a_colon_is_no_duty() -> None:
    assert codes(read_lists(supporting(["1", "校园周边", "县公安局:县教育局", "维护治安", "摸排"]))) == [
        "DEPARTMENT_UNCLEAR"
    ]


@pytest.mark.parametrize(
    "cell", ["县公安局及各成员单位", "县公安局、相关部门", "县公安局、县直有关单位", "县公安局等部门"]
)
def test_bodies_not_named_beside_a_department_are_told(cell: str) -> None:
    (item,) = part(supporting(["1", "校园周边", cell, "维护治安", "摸排"]), DutyTier.SUPPORTING).items
    assert item.departments == ("县公安局",) and "OTHERS_MEANT" in [flag.code for flag in item.flags]
    (item,) = part(reclaimed(["1", "特种设备", cell, "抽查"], header=TWO), DutyTier.RECLAIMED).items
    assert item.taken_over_by == "县公安局" and "OTHERS_MEANT" in [flag.code for flag in item.flags]


@pytest.mark.parametrize(
    "cell",
    [
        "县市监局负责",
        "由县市监局负责",
        "县市监局承接",
        "由县市监局承接",
        "县市监局收回",
        "收回至县市监局",
        "收回县市监局",
        "交由县市监局",
        "交由县市监局承接",
        "县市监局按职责分工",
        "县市监局按职责分工负责",
        "县市监局牵头",
        "县市监局牵头负责",
        "县市监局主要负责",
    ],
)
def test_a_taker_keeps_nothing_but_its_name(cell: str) -> None:
    assert taken(reclaimed(["1", "特种设备", cell, "抽查"], header=TWO)) == [("县市监局", "抽查")]


def test_several_takers_keep_nothing_but_their_names() -> None:
    for cell in ("县市监局、县公安局分别负责", "县市监局和县公安局按职责分工负责", "由县市监局、县公安局承接"):
        assert taken(reclaimed(["1", "特种设备", cell, "抽查"], header=TWO)) == [("县市监局、县公安局", "抽查")]


@pytest.mark.parametrize(
    "cell",
    [
        "由县市监局承接，工作方式：双随机",
        "收回县市监局，双随机",
        "收回至县市监局：双随机",
        "县市监局承接：双随机",
        "县市监局采取以下工作方式：双随机",
        "承接部门及工作方式：县市监局；双随机",
    ],
)
def test_one_column_tells_the_taker_from_its_way(cell: str) -> None:
    content = reclaimed(["1", "特种设备", cell], header=BOTH)
    assert taken(content) == [("县市监局", "双随机")] and codes(read_lists(content)) == []


def test_a_sentence_after_the_taker_is_its_way() -> None:
    assert taken(reclaimed(["1", "特种设备", "县市监局。由县市监局负责。"], header=BOTH)) == [
        ("县市监局", "由县市监局负责")
    ]


def test_a_label_without_a_department_before_its_colon_is_asked() -> None:
    content = reclaimed(["1", "特种设备", "县市监局：双随机；责任单位：县公安局"], header=BOTH)
    assert codes(read_lists(content)) == ["DEPARTMENT_UNCLEAR"]
