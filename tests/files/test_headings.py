"""Lines across a table: what heads nothing is asked about, who signs is no category, 无 says that there is nothing."""

import pytest

from registry.domain.duties import DutyTier
from registry.files.lines_across import is_signing
from registry.files.reading import read_lists
from registry.files.ticks import Tick, tick_in
from tests.files.making import basic, names, part, reclaimed, saved, sheet, supporting
from tests.files.test_clerks import HEADER, document, problems, told
from tests.files.test_messy import book

TITLE = "清水河镇基本履职事项清单"
TAKEN = ["序号", "事项名称", "承接部门", "工作方式"]
TWO = [HEADER, ["1", "学习宣传党的理论"], ["2", "做好党员发展"]]
LOST = (
    *("3 做好低保审核", "3做好低保审核", "3-做好低保审核", "3:做好低保审核", "三 做好低保审核", "三、做好低保审核"),
    *("做好低保审核工作", "做好低保审核（新增）", "落实最低生活保障政策，开展低保对象审核。", "单位登记管理"),
)
UNCLEAR = "ROW_UNCLEAR"

# Rows typed alone in the column of numbers
# ----------------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("line", [line for line in LOST if line != "单位登记管理"])
def test_a_last_row_typed_in_one_cell_is_asked_about(line: str) -> None:
    assert problems(sheet(*TWO, [line])) == [(UNCLEAR, "Sheet1", 5, "")]
    assert problems(sheet(*TWO, [line], merged=["A5:B5"])) == [(UNCLEAR, "Sheet1", 5, "")]
    assert problems(sheet(*TWO, [line], [line.replace("低保", "养老")])) == [
        (UNCLEAR, "Sheet1", 5, ""),
        (UNCLEAR, "Sheet1", 6, ""),
    ]
    assert problems(saved(document(TITLE, [*TWO, [line, ""]]))) == [(UNCLEAR, "表1", 4, "")]


@pytest.mark.parametrize("line", ["2 防火", "2食品抽检", "二 防火", "防火巡查工作"])
def test_it_is_in_every_part(line: str) -> None:
    assert problems(supporting([1, "甲事项", "县公安局", "立案", "报告"], [line])) == [(UNCLEAR, "Sheet1", 4, "")]
    assert problems(reclaimed([1, "甲事项", "县公安局", "立案"], [line], header=TAKEN)) == [(UNCLEAR, "Sheet1", 4, "")]


def test_a_line_that_may_be_a_note_is_told_at_least() -> None:
    content = sheet(*TWO, ["单位登记管理"])
    assert problems(content) == [] and "ROW_NOT_READ" in told(content)
    below = sheet(*TWO, ["注：略"], ["3 做好低保审核"])
    assert problems(below) == [(UNCLEAR, "Sheet1", 6, "")]


def test_a_paragraph_that_heads_nothing_is_asked_about() -> None:
    made = document(TITLE, "一、党的建设", TWO, "二、做好低保审核")
    assert problems(saved(made)) == [(UNCLEAR, "段落", 3, "")]


def test_a_category_that_we_know_and_that_heads_nothing_is_told_and_one_of_no_items_is_none() -> None:
    content = sheet(HEADER, ["一、党的建设"], [1, "甲事项"], ["二、乡村振兴"])
    assert (problems(content), "CATEGORY_EMPTY" in told(content)) == ([], True)
    none = sheet(HEADER, ["一、党的建设"], [1, "甲事项"], ["二、双拥工作（0项）"])
    assert (problems(none), "CATEGORY_EMPTY" in told(none)) == ([], False)


def test_an_outer_category_heads_the_inner_one() -> None:
    rows = [
        ["一、党的建设"],
        ["（一）组织建设"],
        [1, "甲事项"],
        ["（二）党风廉政"],
        [2, "乙事项"],
        ["二、双拥"],
        [3, "丙事项"],
    ]
    assert problems(sheet(HEADER, *rows)) == []


def test_a_line_between_the_rows_that_is_no_category_is_asked_about() -> None:
    lost = [[1, "甲事项"], ["2 办好民生实事"], [3, "丙事项"]]
    assert problems(sheet(HEADER, *lost)) == [(UNCLEAR, "Sheet1", 4, "")]
    unlike = [["一、党务工作"], [1, "甲事项"], ["做好低保审核"], [2, "乙事项"]]
    assert problems(sheet(HEADER, *unlike)) == [(UNCLEAR, "Sheet1", 5, "")]
    first = [[1, "甲事项"], ["做好低保审核"], [2, "乙事项"]]
    assert problems(sheet(HEADER, *first)) == [(UNCLEAR, "Sheet1", 4, "")]


def test_categories_that_only_stand_there_are_read_and_named() -> None:
    content = sheet(HEADER, ["党务工作"], [1, "甲事项"], ["民政工作"], [2, "乙事项"])
    assert [item.category for item in basic(content)] == ["党务工作", "民政工作"]
    assert (problems(content), "CATEGORIES_BY_GUESS" in told(content)) == ([], True)


def test_a_list_cut_by_the_end_of_a_sheet_keeps_its_last_category() -> None:
    first, second = [[TITLE], *TWO, ["一、双拥工作"]], [[3, "丙事项"], [4, "丁事项"]]
    content = book(("基本", first), ("续", second))
    assert (names(basic(content))[-1], problems(content)) == ("丁事项", [])


def test_a_line_across_tables_side_by_side_is_not_lost() -> None:
    wide = [*HEADER, *HEADER], [1, "甲事项", 3, "丙事项"], [2, "乙事项", 4, "丁事项"], ["5 戊事项"]
    assert problems(sheet(*wide, merged=["A5:D5"])) == [(UNCLEAR, "Sheet1", 5, "")]


# Who signs
# ----------------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "line",
    [
        "酒泉路街道办事处",
        "金沟县委编办",
        "金沟县委机构编制委员会办公室",
        "中共清水河镇委员会",
        "清水河镇人民政府（盖章）",
    ],
)
@pytest.mark.parametrize("again", [True, False])
def test_a_signature_between_two_pages_is_told_and_no_category(line: str, again: bool) -> None:
    rows = [["一、党的建设"], [1, "甲事项"], [line], ["2025年6月1日"], *([HEADER] if again else []), [2, "乙事项"]]
    content = sheet(HEADER, *rows)
    assert [item.category for item in basic(content)] == ["党的建设"] * 2
    assert (problems(content), "ROW_NOT_READ" in told(content)) == ([], True)


@pytest.mark.parametrize("line", ["党政综合办公室", "民政办", "城乡建设", "乡村振兴", "平安法治办公室", "市场监管"])
def test_an_office_or_a_field_of_work_signs_nothing(line: str) -> None:
    assert not is_signing(line)


# Nothing
# ----------------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("row", [[None, "无"], ["无"], ["/", "/", "/", "/"], [1, "暂无"], [None, "本镇无收回事项"]])
def test_a_part_that_says_it_has_no_matters_is_read_as_empty(row: list[object]) -> None:
    content = book(("基本", ([TITLE], *TWO)), ("收回", (["清水河镇上级部门收回事项清单"], TAKEN, row)))
    assert (part(content, DutyTier.RECLAIMED).items, problems(content)) == ((), [])
    assert "PART_EMPTY" in told(content)


def test_a_title_of_no_items_says_the_same_and_a_table_not_filled_in_says_nothing() -> None:
    empty = book(("基本", ([TITLE], *TWO)), ("收回", (["清水河镇上级部门收回事项清单（共0项）"], TAKEN)))
    assert part(empty, DutyTier.RECLAIMED).items == ()
    bare = book(("基本", ([TITLE], *TWO)), ("收回", (["清水河镇上级部门收回事项清单"], TAKEN)))
    assert read_lists(bare).part(DutyTier.RECLAIMED) is None
    assert (problems(bare), "PART_NOT_FILLED" in told(bare)) == ([], True)


def test_nothing_among_matters_is_asked_about_but_not_below_a_category_of_its_own() -> None:
    assert problems(sheet(*TWO, [3, "无"])) == [("NO_MATTER", "Sheet1", 5, "B")]
    below = [["一、党的建设"], [1, "甲事项"], ["二、双拥工作"], ["无"], ["三、民生服务"], [2, "乙事项"]]
    assert problems(sheet(HEADER, *below)) == []
    both = [["一、双拥工作"], [1, "无"], [2, "乙事项"]]
    assert problems(sheet(HEADER, *both)) == [("NO_MATTER", "Sheet1", 4, "B")]


# Marks
# ----------------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("mark", ["√", "✔", "☑", "●", "■", "有", "Y", "是", "1", "v", "V", "ok", "主", "牵头", "（√）"])
def test_these_marks_say_yes(mark: str) -> None:
    assert tick_in(mark) is Tick.YES


@pytest.mark.parametrize(
    "mark", ["否", "×", "✗", "/", "-", "无", "0", "N", "不涉及", "不承担", "□", "[ ]", "否（不涉及）"]
)
def test_these_marks_say_no(mark: str) -> None:
    assert tick_in(mark) is Tick.NO


@pytest.mark.parametrize("mark", ["☆", "◎", "△", "*", "+", "○", "5", "待定", "？", "不涉及本辖区"])
def test_other_marks_are_asked_about_in_a_column_of_a_department_and_in_one_of_a_part(mark: str) -> None:
    assert tick_in(mark) is Tick.UNCLEAR
    header = ["序号", "配合事项", "县教育局", "县公安局", "乡镇配合职责"]
    content = supporting([1, "校园周边治理", "√", mark, "摸排"], header=header)
    assert problems(content) == [("MARK_UNCLEAR", "Sheet1", 3, "D")]
    assert part(content, DutyTier.SUPPORTING).items[0].departments == ("县教育局",)
    parts = sheet([*HEADER, "基本履职", "上级收回"], [1, "甲事项", "√", mark], title="清水河镇履职事项清单")
    assert problems(parts) == [("MARK_UNCLEAR", "Sheet1", 3, "D")]


@pytest.mark.parametrize("mark", ["0", "N", "不涉及"])
def test_a_mark_that_says_no_makes_no_department_a_sharer(mark: str) -> None:
    content = supporting(
        [1, "校园周边治理", "√", mark, "摸排"], header=["序号", "配合事项", "县教育局", "县公安局", "乡镇配合职责"]
    )
    assert (part(content, DutyTier.SUPPORTING).items[0].departments, problems(content)) == (("县教育局",), [])


# Which part, and whose list
# ----------------------------------------------------------------------------------------------------------------------

PARTS = ["序号", "事项名称", "基本履职", "配合履职", "上级收回", "承接部门"]


@pytest.mark.parametrize("above", [["√"], ["", "", "√", "县水务局"]])
def test_a_row_ticked_for_no_part_takes_none_of_the_row_above(above: list[str]) -> None:
    content = sheet(
        PARTS, [1, "甲事项", *above], [2, "漏勾事项", "", "", "", "县应急管理局"], title="清水河镇履职事项清单"
    )
    assert problems(content) == [("PART_UNKNOWN", "Sheet1", 4, "C")]


def test_a_row_with_an_empty_cell_for_its_part_takes_none_either() -> None:
    header = ["序号", "事项名称", "清单类别", "承接部门"]
    rows = [1, "甲事项", "基本履职"], [2, "乙事项", "上级收回", "县水务局"], [3, "漏填事项", "", "县应急管理局"]
    assert problems(sheet(header, *rows, title="清水河镇履职事项清单")) == [("PART_UNKNOWN", "Sheet1", 5, "C")]


def test_a_merged_part_counts_for_each_of_its_rows_and_one_that_no_row_names_is_the_titles() -> None:
    header = ["序号", "清单类别", "事项名称"]
    merged = sheet(
        header, [1, "基本履职", "甲事项"], [2, None, "乙事项"], title="清水河镇履职事项清单", merged=["B3:B4"]
    )
    assert (names(basic(merged)), problems(merged)) == (["甲事项", "乙事项"], [])
    blank = sheet(header, [1, None, "甲事项"], [2, None, "乙事项"])
    assert (names(basic(blank)), problems(blank)) == (["甲事项", "乙事项"], [])


def test_a_department_below_goes_on_with_the_row_above_whatever_its_part() -> None:
    header = ["序号", "事项名称", "清单类别", "对应部门", "乡镇配合职责"]
    rows = (
        [1, "甲事项", "上级收回", "县水务局"],
        [2, "乙事项", "配合履职", "县公安局", "报告"],
        [None, None, None, "县教育局"],
    )
    content = sheet(header, *rows, title="清水河镇履职事项清单")
    assert part(content, DutyTier.SUPPORTING).items[0].departments == ("县公安局", "县教育局")
    assert part(content, DutyTier.RECLAIMED).items[0].taken_over_by == "县水务局"


@pytest.mark.parametrize("title", ["酒泉路街道行政执法赋权事项清单", "清水河镇权责清单", "清水河镇委托执法事项目录"])
def test_a_list_of_another_kind_is_asked_about_whatever_its_columns(title: str) -> None:
    other = [["序号", "事项名称", "承接部门"], [1, "市容违法行为处罚", "县城市管理局"]]
    assert problems(sheet(*other, title=title)) == [("LIST_OF_ANOTHER_KIND", "Sheet1", 1, "")]
    behind = document(TITLE, TWO, title, [other[0], ["3", "市容违法行为处罚", "县城市管理局"]])
    assert ("LIST_OF_ANOTHER_KIND", "段落", 2, "") in problems(saved(behind))


@pytest.mark.parametrize(
    "taker",
    [
        "酒泉路街道办事处",
        "酒泉路街道综合执法队",
        "村委会",
        "石桥村村民委员会",
        "本镇",
        "清水河镇人民政府",
        "各村（社区）",
    ],
)
def test_the_township_and_its_villages_take_nothing_back(taker: str) -> None:
    assert problems(reclaimed([1, "甲事项", taker, "检查"], header=TAKEN)) == [("DEPARTMENT_UNCLEAR", "Sheet1", 3, "C")]


@pytest.mark.parametrize("taker", ["县住房和城乡建设局", "县乡村振兴局", "城关区应急管理局", "国网供电公司"])
def test_departments_do(taker: str) -> None:
    assert problems(reclaimed([1, "甲事项", taker, "检查"], header=TAKEN)) == []


@pytest.mark.parametrize("column", ["具体内容", "事项内容", "工作内容"])
def test_a_second_column_that_says_what_a_matter_is_is_asked_about(column: str) -> None:
    rows = [1, "党的建设", "学习宣传贯彻党的理论"], [2, "党的建设", "做好党员发展工作"]
    wrong = [("SECOND_NAME", "Sheet1", 3, "C"), ("SECOND_NAME", "Sheet1", 4, "C")]
    assert problems(sheet(["序号", "事项", column], *rows)) == wrong
    assert problems(sheet(["序号", "事项", column], [1, "党的建设", "/"], [2, "促发展", "促发展"])) == []


# Whatever nobody has read
# ----------------------------------------------------------------------------------------------------------------------


def test_a_table_without_a_header_below_a_title_of_a_document_is_a_problem() -> None:
    shared = [
        ["序号", "配合事项", "对应上级部门", "上级部门职责", "乡镇（街道）配合职责"],
        ["1", "乙", "县公安局", "立案", "报"],
    ]
    made = document(TITLE, TWO[1:], "清水河镇配合履职事项清单", shared)
    assert problems(saved(made)) == [("HEADER_MISSING", "表1", 1, "")]


def test_rows_above_a_header_are_told_and_a_numbered_one_is_asked_about() -> None:
    content = sheet(["务必于月底前核对"], *TWO)
    assert (problems(content), "ROW_PASSED_BY" in told(content)) == ([], True)
    assert problems(sheet([1, "办理残疾人证"], HEADER, [2, "做好党员发展"])) == [(UNCLEAR, "Sheet1", 2, "")]


def test_a_category_on_a_further_line_of_an_item_is_asked_about() -> None:
    header = ["类别", "序号", "配合事项", "对应上级部门", "上级部门职责", "乡镇配合职责"]
    rows = ["平安法治", 1, "校园治理", "县教育局", "牵头", "摸排"], ["民生服务", None, None, "县公安局", "治安", None]
    assert problems(supporting(*rows, header=header)) == [(UNCLEAR, "Sheet1", 4, "A")]
