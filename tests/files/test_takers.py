"""Who took a matter back, and how: several departments in one cell, each with its own way, or under its own column."""

import pytest

from registry.domain.duties import DutyTier
from registry.files.reading import read_lists
from tests.files.making import codes, part, reclaimed, saved, supporting
from tests.files.test_clerks import document

BOTH = ["序号", "事项名称", "承接部门及工作方式"]
TITLE = "清水河镇上级部门收回事项清单"


def taken(content: bytes) -> list[tuple[str, str]]:
    return [(item.taken_over_by, item.method) for item in part(content, DutyTier.RECLAIMED).items]


@pytest.mark.parametrize(
    "cell",
    [
        "县市监局：由县级执法队伍实施（双随机）",
        "县市监局：由县级执法队伍实施（双随机）。",
        "承接部门：县市监局\n工作方式：由县级执法队伍实施（双随机）",
        "县市监局（工作方式：由县级执法队伍实施（双随机））。",
        "县市监局\n由县级执法队伍实施（双随机）",
    ],
)
def test_brackets_of_a_way_of_working_are_kept_whole(cell: str) -> None:
    for content in (
        reclaimed(["1", "特种设备", cell], header=BOTH),
        saved(document(TITLE, [BOTH, ["1", "特种设备", cell]])),
    ):
        assert taken(content) == [("县市监局", "由县级执法队伍实施（双随机）")]


@pytest.mark.parametrize("label", ["配合单位", "责任单位", "落实主体", "责任部门"])
def test_a_label_later_in_a_cell_takes_nothing_from_who_stands_before_it(label: str) -> None:
    ((taker, way),) = taken(reclaimed(["1", "食品抽检", f"县市监局：双随机；{label}：县公安局"], header=BOTH))
    assert taker.startswith("县市监局") and "双随机" in way and "县公安局" in taker + way


@pytest.mark.parametrize(
    "cell",
    [
        "县市监局\n县公安局\n由县级执法队伍直接实施",
        "县市监局；县公安局。由县级执法队伍直接实施",
        "县市监局；县公安局：由县级执法队伍直接实施",
        "县市监局。县公安局。由县级执法队伍直接实施",
        "县市监局，县公安局，由县级执法队伍直接实施",
        "县市监局\n县公安局：由县级执法队伍直接实施",
        "1.县市监局\n2.县公安局\n由县级执法队伍直接实施",
        "县市监局（牵头）\n县公安局（配合）\n由县级执法队伍直接实施",
        "县市监局和县公安局；由县级执法队伍直接实施",
    ],
)
def test_every_department_that_a_cell_begins_with_took_the_matter_over(cell: str) -> None:
    for content in (
        reclaimed(["1", "特种设备", cell], header=BOTH),
        saved(document(TITLE, [BOTH, ["1", "特种设备", cell]])),
    ):
        assert taken(content) == [("县市监局、县公安局", "由县级执法队伍直接实施")]
        assert codes(read_lists(content)) == []


@pytest.mark.parametrize("between", ["；", "\n", "。", "；\n"])
def test_departments_with_a_way_each_keep_it_under_their_names(between: str) -> None:
    content = reclaimed(["1", "食品抽检", f"县市监局：由执法队伍抽检{between}县教育局：督促学校整改"], header=BOTH)
    ((department, method),) = taken(content)
    assert department == "县市监局、县教育局"
    assert method.replace("。", "；") == "县市监局：由执法队伍抽检；县教育局：督促学校整改"
    assert codes(read_lists(content)) == []


@pytest.mark.parametrize(
    "cell",
    [
        "由县公安局会同县教育局抽查",
        "由县公安局联合县住房和城乡建设局检查",
        "由县公安局查处，县教育局督促整改",
        "县公安局。县教育局负责督促学校",
    ],
)
def test_whether_a_department_that_a_sentence_names_took_over_as_well_is_asked(cell: str) -> None:
    read = read_lists(reclaimed(["1", "特种设备", cell], header=BOTH))
    assert [(p.code, p.row, p.column) for p in read.problems] == [("TAKERS_UNCLEAR", 3, "C")]


@pytest.mark.parametrize("cell", ["县公安局\n由县公安局查处", "县公安局。发现线索的，报县公安局", "由县公安局查处"])
def test_one_department_named_again_in_its_way_is_not_asked(cell: str) -> None:
    content = reclaimed(["1", "特种设备", cell], header=BOTH)
    assert codes(read_lists(content)) == []
    assert taken(content)[0][0] == "县公安局"


def test_of_the_supporting_list_departments_on_lines_in_one_cell_are_all_kept() -> None:
    header = ["序号", "配合事项", "上级部门及职责", "乡镇职责"]
    (item,) = part(
        supporting(["1", "校园", "县教育局\n县公安局\n牵头治理", "摸"], header=header), DutyTier.SUPPORTING
    ).items
    assert [(s.department, s.duties) for s in item.superior_duties] == [
        ("县教育局", ("牵头治理",)),
        ("县公安局", ("牵头治理",)),
    ]


def test_words_under_a_departments_own_column_are_its_way_of_working() -> None:
    header = ["序号", "事项名称", "县市监局", "县公安局"]
    rows = (["1", "特种", "每季度检查", "立案查处"], ["2", "食品", "", "√"], ["3", "药品", "√ 抽检", ""])
    for content in (reclaimed(*rows, header=header), saved(document(TITLE, [header, *rows]))):
        assert taken(content) == [
            ("县市监局、县公安局", "县市监局：每季度检查；县公安局：立案查处"),
            ("县公安局", ""),
            ("县市监局", "抽检"),
        ]


def test_beside_a_column_for_the_way_both_are_kept_and_so_are_words_in_a_further_row() -> None:
    header = ["序号", "事项名称", "县市监局", "县公安局", "工作方式"]
    content = reclaimed(["1", "特种", "每季度检查", "√", "双随机"], ["", "", "", "立案查处", ""], header=header)
    assert taken(content) == [("县市监局、县公安局", "双随机；县市监局：每季度检查；县公安局：立案查处")]


def test_takers_in_rows_of_their_own_keep_each_its_way() -> None:
    header = ["序号", "事项名称", "承接部门", "工作方式"]
    rows = (
        ["1", "食品", "县市监局", "检查"],
        ["", "", "县公安局", "立案"],
        ["2", "烟花", "县应急局", "巡查"],
        ["", "", "", "查处"],
    )
    for content in (reclaimed(*rows, header=header), saved(document(TITLE, [header, *rows]))):
        assert taken(content) == [
            ("县市监局、县公安局", "县市监局：检查；县公安局：立案"),
            ("县应急局", "巡查查处"),
        ]


@pytest.mark.parametrize(
    "cell",
    [
        "县教育局\n1.牵头\n县公安局\n1.治安",
        "县教育局牵头制定方案；县公安局治安巡查",
        "县教育局：牵头。\n县公安局治安巡查",
    ],
)
def test_a_department_that_begins_a_line_and_was_read_as_words_of_another_is_asked(cell: str) -> None:
    header = ["序号", "配合事项", "上级部门及职责", "乡镇职责"]
    read = read_lists(supporting(["1", "校园", cell, "摸"], header=header))
    assert [(p.code, p.column) for p in read.problems] == [("DEPARTMENT_UNCLEAR", "C")]
