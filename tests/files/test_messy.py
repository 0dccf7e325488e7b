"""Files as attackers and careless hands lay them out: read as a careful person reads them, or told; never glued."""

from collections.abc import Callable, Sequence
from io import BytesIO
from typing import Any

import docx
import openpyxl
import pytest
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls

from registry.domain.duties import DutyTier
from registry.files.errors import FileHasEntities, NoTableFound
from registry.files.lists import REMARKS_HEADING
from registry.files.reading import read_lists
from registry.files.remarks import with_remarks
from registry.files.text import visible
from tests.files.making import (
    basic,
    codes,
    flags,
    names,
    part,
    part_of,
    reclaimed,
    saved,
    sheet,
    supporting,
    warnings,
    with_parts,
)

HEADER = ["序号", "事项名称"]
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
TAKEN = ["序号", "事项名称", "承接部门", "工作方式"]


def book(*sheets: tuple[str, Sequence[Sequence[object]]], change: Callable[[Any], object] | None = None) -> bytes:
    made = openpyxl.Workbook()
    made.remove(made.active)
    for title, rows in sheets:
        one = made.create_sheet(title)
        for row in rows:
            one.append(list(row))
    if change:
        change(made)
    return saved(made)


def told(content: bytes) -> list[str]:
    return [notice.code for notice in read_lists(content).all_warnings]


def shares(content: bytes, at: int = 0) -> dict[str, tuple[str, ...]]:
    return {s.department: s.duties for s in part(content, DutyTier.SUPPORTING).items[at].superior_duties}


FIRST = ("Sheet1", (["基本履职事项清单"], HEADER, [1, "抓党建工作"], [2, "促经济发展"]))


# Further sheets
# ----------------------------------------------------------------------------------------------------------------------


def test_a_sheet_without_header_that_goes_on_with_the_numbers_is_read_on_and_told() -> None:
    content = book(FIRST, ("续", ([3, "办民生实事"], [4, "守平安底线"], ["合计", 4])))
    assert names(basic(content)) == ["抓党建工作", "促经济发展", "办民生实事", "守平安底线"]
    assert ("SHEET_CONTINUED" in told(content), codes(read_lists(content))) == (True, [])


def test_rows_of_another_numbering_without_header_are_a_problem() -> None:
    content = book(FIRST, ("别的", ([7, "办民生实事"], [8, "守平安底线"])))
    problems = read_lists(content).problems
    assert [(p.sheet, p.row, p.code) for p in problems] == [("别的", 1, "HEADER_MISSING")]


def test_a_sheet_that_is_no_list_is_named() -> None:
    content = book(FIRST, ("填表说明", (["请用宋体填写"], ["有疑问请来电"])))
    assert "SHEET_NOT_READ" in told(content)
    assert codes(read_lists(content)) == []


# Side by side
# ----------------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("gap", [(), (None,)])
def test_two_columns_of_rows_are_read_left_then_right(gap: tuple[None, ...]) -> None:
    rows = [[1, "甲事项", *gap, 3, "丙事项"], [2, "乙事项", *gap, 4, "丁事项"]]
    content = sheet([*HEADER, *gap, *HEADER], *rows)
    assert names(basic(content)) == ["甲事项", "乙事项", "丙事项", "丁事项"]
    assert codes(read_lists(content)) == []


def test_numbers_that_run_across_are_followed_across() -> None:
    content = sheet([*HEADER, *HEADER], [1, "甲事项", 2, "乙事项"], [3, "丙事项", 4, "丁事项"])
    assert names(basic(content)) == ["甲事项", "乙事项", "丙事项", "丁事项"]


def test_categories_across_both_columns_part_them() -> None:
    rows = [
        ["一、党的建设（4项）"],
        [1, "甲", 3, "丙"],
        [2, "乙", 4, "丁"],
        ["二、经济发展（2项）"],
        [5, "戊", 6, "己"],
    ]
    content = sheet([*HEADER, *HEADER], *rows)
    assert [(i.seq, i.category) for i in basic(content)] == [
        *((n, "党的建设") for n in (1, 2, 3, 4)),
        *((n, "经济发展") for n in (5, 6)),
    ]


def test_columns_whose_order_no_number_tells_are_a_problem_and_are_not_glued() -> None:
    content = sheet([*HEADER, *HEADER], [1, "甲事项", 1, "丙事项"], [2, "乙事项", 2, "丁事项"])
    assert "SIDE_BY_SIDE" in codes(read_lists(content))
    assert names(basic(content)) == ["甲事项", "乙事项", "丙事项", "丁事项"]


def test_three_lists_side_by_side_are_three_lists() -> None:
    groups = ["基本履职事项", None, "上级收回事项", None, None, None]
    content = sheet(groups, [*HEADER, *TAKEN], [1, "抓党建", 1, "登记", "县水利局", "由其登记"], [2, "促发展"])
    assert names(basic(content)) == ["抓党建", "促发展"]
    (item,) = part(content, DutyTier.RECLAIMED).items
    assert (item.name, item.taken_over_by, item.method) == ("登记", "县水利局", "由其登记")


def test_a_second_column_of_numbers_is_not_glued_to_the_first() -> None:
    content = sheet(["序号", "事项名称", "序号"], [1, "甲事项", 1], [2, "乙事项", 2])
    assert [item.seq for item in basic(content)] == [1, 2]


# Columns
# ----------------------------------------------------------------------------------------------------------------------


def test_a_visible_column_counts_before_a_hidden_one_which_is_told() -> None:
    def hide(made: Any) -> None:
        made.active.column_dimensions["B"].hidden = True

    rows = (["基本履职事项清单"], ["序号", "原事项名称", "事项名称"], [1, "旧事项", "新事项"])
    content = book(("Sheet1", rows), change=hide)
    assert names(basic(content)) == ["新事项"]
    assert "column 原事项名称 is hidden and was not read" in warnings(part(content, DutyTier.BASIC))


def test_a_hidden_column_that_is_read_is_told() -> None:
    def hide(made: Any) -> None:
        made.active.column_dimensions["A"].hidden = True

    content = book(FIRST, change=hide)
    assert "column 序号 is hidden and was read" in warnings(part(content, DutyTier.BASIC))


def test_leading_and_helping_departments_each_keep_their_own_duties() -> None:
    header = ["序号", "配合事项", "牵头部门", "配合部门", "上级部门职责", "乡镇配合职责"]
    said = "县教育局牵头许可；县公安局负责执法；县交通局负责整治"
    content = supporting([1, "校车安全", "县教育局", "县公安局、县交通局", said, "宣传"], header=header)
    assert shares(content) == {"县教育局": ("牵头许可",), "县公安局": ("负责执法",), "县交通局": ("负责整治",)}


def test_duties_that_nobody_divides_are_flagged() -> None:
    header = ["序号", "配合事项", "牵头部门", "配合部门", "上级部门职责", "乡镇配合职责"]
    content = supporting([1, "校车安全", "县教育局", "县公安局", "联合检查", "宣传"], header=header)
    assert "duties are not divided among the departments" in flags(part(content, DutyTier.SUPPORTING).items[0])


def test_a_department_that_only_the_duties_name_gets_its_own() -> None:
    content = supporting([1, "校车安全", "县教育局", "县教育局牵头许可；县公安局负责执法", "宣传"])
    assert shares(content) == {"县教育局": ("牵头许可",), "县公安局": ("负责执法",)}


@pytest.mark.parametrize("duties", ["责任内容", "上级部门任务清单", "主要职责", "部门主体责任", "职责分工"])
def test_the_departments_duties_stand_under_many_names(duties: str) -> None:
    header = ["序号", "配合事项", "责任单位", duties, "乡镇配合职责"]
    assert shares(supporting([1, "防火巡查", "县林业局", "统筹", "巡查"], header=header)) == {"县林业局": ("统筹",)}


@pytest.mark.parametrize("method", ["承接方式及要求", "工作举措", "工作措施", "后续监管方式"])
def test_the_way_of_working_stands_under_many_names(method: str) -> None:
    content = reclaimed([1, "农机核查", "县农业局", "由其承担"], header=["序号", "事项名称", "承接部门", method])
    assert part(content, DutyTier.RECLAIMED).items[0].method == "由其承担"


def test_duties_divided_under_one_header_of_two_rows() -> None:
    content = sheet(
        ["序号", "事项", "职责分工", None],
        [None, None, "县级部门", "乡镇"],
        [1, "秸秆禁烧", "县农业局：综合利用；县环保局：监测火点", "宣传"],
        title="石桥乡配合履职事项清单",
        merged=["C2:D2", "A2:A3", "B2:B3"],
    )
    assert shares(content) == {"县农业局": ("综合利用",), "县环保局": ("监测火点",)}


def test_a_needed_column_that_is_missing_is_told() -> None:
    content = reclaimed([1, "农机核查", "县农业局", "某某"], header=["序号", "事项名称", "承接部门", "其他栏"])
    assert {"COLUMN_NOT_READ", "METHOD_COLUMN_MISSING"} <= set(told(content))


def test_text_under_no_header_is_told_and_not_glued_to_its_neighbour() -> None:
    content = reclaimed([1, "农机核查", "县农业局", "由其承担", "张三核过"], header=TAKEN)
    assert part(content, DutyTier.RECLAIMED).items[0].method == "由其承担"
    assert "COLUMN_WITHOUT_HEADER" in told(content)


def test_a_formula_beside_the_table_blocks_nothing() -> None:
    content = sheet(HEADER, [1, "抓党建", None, None, "=SUM(A3:A3)"], [None, None, None, None, "=1+1"])
    assert (names(basic(content)), codes(read_lists(content))) == (["抓党建"], [])


def test_one_running_number_under_a_column_of_parts_is_no_gap() -> None:
    header = ["序号", "清单类型", "事项名称", "对应部门", "部门职责", "乡镇职责"]
    rows = [[1, "基本履职", "抓党建"], [2, "配合履职", "防火", "县应急局", "统筹", "巡查"], [3, "基本履职", "促发展"]]
    found = told(sheet(header, *rows, title="清水河镇职责事项清单总表"))
    assert not {"NUMBERS_MISSING", "PART_FROM_COLUMNS"} & set(found)


# Lines and cells
# ----------------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("written", "category"),
    [
        ("★商贸流通", "商贸流通"),
        ("●综合政务", "综合政务"),
        ("Ⅶ、城乡建设", "城乡建设"),
        ("VII. 城乡建设", "城乡建设"),
        ("十二 综合政务：1项", "综合政务"),
        ("十二　农文旅融合", "农文旅融合"),
    ],
)
def test_a_category_is_named_without_its_mark(written: str, category: str) -> None:
    assert [item.category for item in basic(sheet(HEADER, [written], [1, "抓党建"]))] == [category]


@pytest.mark.parametrize("joint", ["·", "+", "—", "–", "\\", "&", "或", "会同", "以及", "联合", "、", "\n"])
def test_departments_are_parted_at_every_joint(joint: str) -> None:
    content = supporting([1, "防火巡查", f"县公安局{joint}县教育局", "统筹", "巡查"])
    assert part(content, DutyTier.SUPPORTING).items[0].departments == ("县公安局", "县教育局")


@pytest.mark.parametrize("end", ["等", "等部门", "等有关部门", "等单位"])
def test_others_that_are_meant_are_flagged(end: str) -> None:
    item = part(supporting([1, "防火巡查", f"县公安局{end}", "统筹", "巡查"]), DutyTier.SUPPORTING).items[0]
    assert (item.departments, flags(item)) == (("县公安局",), ["others than 县公安局 are meant and not named"])


@pytest.mark.parametrize("title", ["配合履行职责事项清单（共3项）", "配合履职事项清单（3项）", "配合职责清单（共3项）"])
def test_a_title_that_says_performing_duties_is_a_title(title: str) -> None:
    content = sheet([*HEADER, "对应部门", "部门职责", "乡镇职责"], [1, "防火", "县林业局", "统筹", "巡查"], title=title)
    assert part(content, DutyTier.SUPPORTING).declared_count == 3


def test_signatures_over_several_cells_are_no_items() -> None:
    rows = [[1, "抓党建"], ["审核人：张某", None, "填表人：李某"], ["制表", "王某"], ["联系电话", "0931-0000000"]]
    content = sheet([*HEADER, "备注"], *rows)
    assert (names(basic(content)), codes(read_lists(content))) == (["抓党建"], [])


@pytest.mark.parametrize("nothing", ["－", "—", "无", "/"])
def test_a_lone_dash_is_no_department_and_no_way_of_working(nothing: str) -> None:
    read = read_lists(reclaimed([1, "登记", nothing, nothing], header=TAKEN))
    assert (read.parts[0].items[0].method, codes(read)) == ("", ["TAKEN_OVER_BY_MISSING"])


# Documents
# ----------------------------------------------------------------------------------------------------------------------


def document(title: str, rows: Sequence[Sequence[str]]) -> Any:
    made = docx.Document()
    made.add_paragraph(title)
    table = made.add_table(len(rows), len(rows[0]))
    for at, row in enumerate(rows):
        for place, text in enumerate(row):
            table.cell(at, place).text = text
    return made


def test_a_table_inside_a_cell_tells_each_department_its_duties() -> None:
    header = ["序号", "配合事项", "对应上级部门", "上级部门职责", "乡镇配合职责"]
    made = document("配合履职事项清单", [header, ["1", "校园治理", "", "", "协助摸排"]])
    inner = made.tables[0].cell(1, 3).add_table(2, 2)
    for at, texts in enumerate([("县教育局", "联合检查"), ("县公安局", "维护秩序")]):
        for place, text in enumerate(texts):
            inner.cell(at, place).text = text
    assert shares(saved(made)) == {"县教育局": ("联合检查",), "县公安局": ("维护秩序",)}


def test_a_list_in_paragraphs_is_refused_with_a_sentence_of_its_own() -> None:
    made = docx.Document()
    for text in ("基本履职事项清单（2项）", "1.抓党建", "2.促发展"):
        made.add_paragraph(text)
    with pytest.raises(NoTableFound):
        read_lists(saved(made))


def test_a_raised_footnote_mark_is_left_out_and_flagged() -> None:
    made = document("基本履职事项清单", [HEADER, ["1", "抓党建"]])
    raised = "<w:r {}><w:rPr><w:vertAlign w:val='superscript'/></w:rPr><w:t>①</w:t></w:r>".format(nsdecls("w"))
    for cell in made.tables[0].rows[1].cells:
        cell.paragraphs[0]._p.append(parse_xml(raised))
    (item,) = basic(saved(made))
    assert (item.seq, item.name, flags(item)[0]) == (1, "抓党建", "footnote mark ① was left out")


def test_remarks_stand_in_the_row_of_the_users_table_and_are_passed_by_when_it_comes_again() -> None:
    made = saved(document("收回事项清单", [TAKEN, ["1", "登记", "", "由其登记"], ["2", "处罚", "县水利局", "立案"]]))
    before = read_lists(made)
    remarked = with_remarks(made, before.problems)
    table = docx.Document(BytesIO(remarked)).tables[0]
    assert [visible(row.cells[-1].text)[:22] for row in table.rows] == [REMARKS_HEADING, "C2: TAKEN_OVER_BY_MISS", ""]
    assert read_lists(remarked).as_data() == before.as_data()
    assert [p.code for p in read_lists(remarked).problems] == ["TAKEN_OVER_BY_MISSING"]


def test_a_billion_laughs_in_the_shared_texts_are_refused() -> None:
    laughs = "".join(f'<!ENTITY a{n} "{(f"&a{n - 1};" * 10) if n else "lol"}">' for n in range(10))
    shared = f'<!DOCTYPE x [{laughs}]><sst xmlns="{MAIN}"><si><t>&a9;</t></si></sst>'
    links = part_of(book(FIRST), "xl/_rels/workbook.xml.rels")
    link = f'<Relationship Id="rId99" Type="{OFFICE}/sharedStrings" Target="sharedStrings.xml"/></Relationships>'
    changed = {"xl/_rels/workbook.xml.rels": links.replace("</Relationships>", link).encode()}
    with pytest.raises(FileHasEntities):
        read_lists(with_parts(book(FIRST), {**changed, "xl/sharedStrings.xml": shared.encode()}))


def test_two_townships_whose_numbers_run_on_are_a_problem() -> None:
    other = ("Sheet2", (["金沟县石桥乡基本履职事项清单"], HEADER, [3, "办民生实事"], [4, "守平安底线"]))
    first = ("Sheet1", (["金沟县清水河镇基本履职事项清单"], HEADER, [1, "抓党建工作"], [2, "促经济发展"]))
    problems = read_lists(book(first, other)).problems
    assert [(p.sheet, p.row, p.code) for p in problems] == [("Sheet2", 1, "ANOTHER_TOWNSHIP")]


def test_duties_in_the_column_of_departments_are_read_as_such() -> None:
    content = supporting([1, "防火巡查", "县林业局：规划；县公安局：侦办", None, "巡查"])
    assert shares(content) == {"县林业局": ("规划",), "县公安局": ("侦办",)}


def test_the_next_number_in_another_style_is_the_next_item_and_no_category() -> None:
    content = sheet(HEADER, [1, "抓党建"], [2, "促发展"], ["（三）", "强治理"])
    assert names(basic(content)) == ["抓党建", "促发展", "强治理"]


def test_many_departments_joined_by_and_are_each_one() -> None:
    several = ("县公安局", "县教育局", "县水利局", "县应急管理局", "县林业和草原局", "县农业农村局", "县民政局")
    content = supporting([1, "防火巡查", "和".join(several), "统筹", "巡查"])
    assert part(content, DutyTier.SUPPORTING).items[0].departments == several
