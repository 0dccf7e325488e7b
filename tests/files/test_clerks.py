"""Workbooks and documents as clerks mangle them: read right, or stopped with the place."""

from collections.abc import Callable, Sequence
from io import BytesIO
from typing import Any

import docx
import openpyxl
import pytest
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls
from openpyxl.styles import Font, PatternFill
from openpyxl.styles.colors import Color

from registry.domain.duties import DutyTier
from registry.files.reading import read_lists
from tests.files.making import (
    basic,
    names,
    part,
    part_of,
    reclaimed,
    saved,
    sheet,
    supporting,
    with_parts,
)

HEADER = ["序号", "事项名称"]
ROWS = [HEADER, ["1", "甲事项"], ["2", "乙事项"], ["3", "丙事项"]]
SHEET = "xl/worksheets/sheet1.xml"


def shares(content: bytes, at: int = 0) -> dict[str, tuple[str, ...]]:
    return {s.department: s.duties for s in part(content, DutyTier.SUPPORTING).items[at].superior_duties}


def told(content: bytes) -> list[str]:
    return [notice.code for notice in read_lists(content).all_warnings]


def problems(content: bytes) -> list[tuple[str, str, int, str]]:
    return [(p.code, p.sheet, p.row, p.column) for p in read_lists(content).problems]


def changed(content: bytes, change: Callable[[Any], object]) -> bytes:
    book = openpyxl.load_workbook(BytesIO(content))
    change(book.active)
    return saved(book)


def document(*blocks: str | Sequence[Sequence[str]]) -> Any:
    made = docx.Document()
    for block in blocks:
        if isinstance(block, str):
            made.add_paragraph(block)
            continue
        table = made.add_table(len(block), max(map(len, block)))
        for row, texts in zip(table.rows, block, strict=True):
            for cell, text in zip(row.cells, texts, strict=False):
                cell.text = text
    return made


def with_xml(made: Any, xml: str, *, at: Any = None) -> bytes:
    """The document with a paragraph's content made of XML: that of its second item's matter, unless told."""
    paragraph = (made.tables[0].cell(2, 1).paragraphs[0] if at is None else at)._p
    for child in list(paragraph):
        paragraph.remove(child)
    maths = "http://schemas.openxmlformats.org/officeDocument/2006/math"
    for child in parse_xml(
        f"<w:p {nsdecls('w')} xmlns:v='urn:schemas-microsoft-com:vml' xmlns:m='{maths}'>{xml}</w:p>"
    ):
        paragraph.append(child)
    return saved(made)


def run(text: str, properties: str = "") -> str:
    return f"<w:r><w:rPr>{properties}</w:rPr><w:t>{text}</w:t></w:r>"


# What nobody sees
# ----------------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("colour", [Color(rgb="FFFFFFFF"), Color(theme=0), Color(indexed=9)])
@pytest.mark.parametrize("fill", [None, PatternFill("solid", fgColor="FFFFFFFF")])
def test_white_text_on_white_is_read_and_told(colour: Color, fill: PatternFill | None) -> None:
    def whiten(page: Any) -> None:
        page["B4"].font = Font(color=colour)
        page["B4"].fill = fill or PatternFill()

    content = changed(sheet(*ROWS), whiten)
    assert names(basic(content)) == ["甲事项", "乙事项", "丙事项"]
    (notice,) = [w for w in part(content, DutyTier.BASIC).warnings if w.code == "UNSEEN_TEXT"]
    assert notice.facts == {"row": 4, "columns": ["B"]}


def test_white_text_on_blue_and_black_text_are_seen() -> None:
    def paint(page: Any) -> None:
        page["B4"].font, page["B4"].fill = Font(color="FFFFFFFF"), PatternFill("solid", fgColor="FF0000FF")
        page["B5"].font = Font(color="FF000000")

    assert "UNSEEN_TEXT" not in told(changed(sheet(*ROWS), paint))


def test_a_format_that_shows_nothing_is_told() -> None:
    content = changed(sheet(*ROWS), lambda page: setattr(page["B4"], "number_format", ";;;"))
    assert (len(basic(content)), "UNSEEN_TEXT" in told(content)) == (3, True)


def test_a_row_of_no_height_is_told_like_a_hidden_one() -> None:
    content = sheet(*ROWS)
    text = part_of(content, SHEET).replace('<row r="4"', '<row ht="0" customHeight="1" r="4"')
    content = with_parts(content, {SHEET: text.encode()})
    assert (len(basic(content)), "HIDDEN_ROW" in told(content)) == (3, True)


@pytest.mark.parametrize("width", ["0", "0.0", "0.14"])
def test_a_column_of_no_width_is_told_like_a_hidden_one(width: str) -> None:
    content = sheet(*ROWS)
    columns = f'<cols><col min="2" max="2" width="{width}" customWidth="1"/></cols><sheetData>'
    content = with_parts(content, {SHEET: part_of(content, SHEET).replace("<sheetData>", columns).encode()})
    assert (len(basic(content)), "HIDDEN_COLUMN_READ" in told(content)) == (3, True)


def test_rows_that_a_filter_hides_are_read_and_told() -> None:
    def filtered(page: Any) -> None:
        page.auto_filter.ref = "A2:B5"
        page.row_dimensions[4].hidden = True

    content = changed(sheet(*ROWS), filtered)
    assert (len(basic(content)), "HIDDEN_ROW" in told(content)) == (3, True)


def test_white_letters_in_a_document_are_read_and_told() -> None:
    content = with_xml(document("基本履职事项清单", ROWS), run("乙事项", "<w:color w:val='FFFFFF'/>"))
    assert (names(basic(content))[1], "UNSEEN_TEXT" in told(content)) == ("乙事项", True)


# Counts
# ----------------------------------------------------------------------------------------------------------------------

TWENTY = """
（共贰拾项） (共二十项) 20项 合计20项 共计：20项 ：共20项 （20） （贰拾） /20项 —20项 （共20个事项） （第1-20项）
（1-20） [共20项] 共有20项 （廿项） （计20项、其中新增1项） （合计：20项） （20项职责）
"""


@pytest.mark.parametrize("count", [*TWENTY.split(), " 20 项", "（合计： 20 项）"])
def test_a_count_in_any_shape_is_compared_and_no_part_of_the_name(count: str) -> None:
    content = sheet(HEADER, [f"一、党的建设{count}"], [1, "甲"], [2, "乙"])
    assert [item.category for item in basic(content)] == ["党的建设", "党的建设"]
    (notice,) = [w for w in part(content, DutyTier.BASIC).warnings if w.code == "CATEGORY_COUNT"]
    assert notice.facts == {"category": "党的建设", "declared": 20, "parsed": 2}
    title = "清水河镇基本履职事项清单" + count
    assert part(sheet(HEADER, [1, "甲"], title=title), DutyTier.BASIC).declared_count == 20


@pytest.mark.parametrize("count", ["（约20项）", "（3类）", "（20余项）"])
def test_a_count_that_is_none_is_told_and_no_part_of_the_name(count: str) -> None:
    content = sheet(HEADER, [f"一、党的建设{count}"], [1, "甲"])
    assert ([item.category for item in basic(content)], "COUNT_NOT_READ" in told(content)) == (["党的建设"], True)


@pytest.mark.parametrize(
    "line",
    [["共20项"], ["（共贰拾项）"], ["20 项"], ["以上共20项"], ["计", "20项"], ["共", None, "20项"], [None, "共20项"]],
)
def test_a_row_that_is_a_count_is_a_total_and_no_item(line: list[object]) -> None:
    for rows in ([line, [1, "甲"], [2, "乙"]], [[1, "甲"], [2, "乙"], line]):
        content = sheet(HEADER, *rows)
        assert (names(basic(content)), problems(content)) == (["甲", "乙"], [])
        assert "TOTAL_COUNT" in told(content)


@pytest.mark.parametrize(
    "matter",
    [
        "汇总上报安全隐患",
        "合计发放补贴",
        "共同富裕示范",
        "单位登记管理",
        "公开村务",
        "注销登记",
        "来源追溯管理",
        "印发宣传资料",
    ],
)
def test_matters_that_begin_like_totals_and_notes_are_matters(matter: str) -> None:
    content = sheet(["事项名称", "备注"], ["甲事项"], [matter], ["丙事项"])
    assert names(basic(content)) == ["甲事项", matter, "丙事项"]


def test_chinese_digits_of_cheques_number_categories_and_items() -> None:
    content = sheet(HEADER, ["壹、党的建设"], ["壹", "甲"], ["贰", "乙"], ["贰、经济发展"], ["叁", "丙"])
    assert [(i.seq, i.category) for i in basic(content)] == [(1, "党的建设"), (2, "党的建设"), (3, "经济发展")]


# Departments and their duties
# ----------------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "header",
    [
        ["牵头部门", "牵头部门职责", "配合部门", "配合部门职责"],
        ["主管部门", "主管部门职责", "协助部门", "协助部门职责"],
        ["主管部门", "职责", "协助部门", "职责"],
        ["牵头部门", "工作职责", "配合部门", "工作职责"],
        ["市级部门", "市级部门职责", "县级部门", "县级部门职责"],
    ],
)
def test_each_department_gets_the_column_of_duties_that_is_its_own(header: list[str]) -> None:
    row = [1, "校车安全", "县教育局", "许可", "县公安局", "执法", "宣传"]
    content = supporting(row, header=["序号", "配合事项", *header, "乡镇职责"])
    assert (shares(content), problems(content)) == ({"县教育局": ("许可",), "县公安局": ("执法",)}, [])


def test_columns_of_departments_may_stand_before_all_columns_of_duties_or_under_two_rows_of_headers() -> None:
    header = ["序号", "配合事项", "牵头部门", "配合部门", "牵头部门职责", "配合部门职责", "乡镇职责"]
    row = [1, "校车安全", "县教育局", "县公安局", "许可", "执法", "宣传"]
    assert shares(supporting(row, header=header)) == {"县教育局": ("许可",), "县公安局": ("执法",)}
    content = sheet(
        ["序号", "配合事项", "牵头部门", None, "配合部门", None, "乡镇职责"],
        [None, None, "部门名称", "职责", "部门名称", "职责", None],
        [1, "校车安全", "县教育局", "许可", "县公安局", "执法", "宣传"],
        title="清水河镇配合履职事项清单",
        merged=["C2:D2", "E2:F2", "A2:A3", "B2:B3", "G2:G3"],
    )
    assert shares(content) == {"县教育局": ("许可",), "县公安局": ("执法",)}


def test_duties_of_the_leading_department_alone_are_not_given_to_those_that_help() -> None:
    header = ["序号", "配合事项", "牵头部门", "牵头部门职责", "配合部门", "乡镇职责"]
    content = supporting([1, "校车安全", "县教育局", "许可", "县公安局", "宣传"], header=header)
    assert shares(content) == {"县教育局": ("许可",)}
    assert part(content, DutyTier.SUPPORTING).items[0].departments == ("县教育局", "县公安局")


def test_duties_of_nobody_and_columns_of_nobody_are_problems() -> None:
    header = ["序号", "配合事项", "牵头部门", "职责", "配合部门", "职责", "乡镇职责"]
    content = supporting([1, "校车安全", "县教育局", "许可", None, "执法", "宣传"], header=header)
    assert problems(content) == [("DEPARTMENT_MISSING", "Sheet1", 3, "E")]
    header = ["序号", "配合事项", "主管部门", "上级部门职责", "县级部门职责", "乡镇职责"]
    content = supporting([1, "校车安全", "县教育局", "许可", "执法", "宣传"], header=header)
    assert ("COLUMN_UNCLEAR", "Sheet1", 2, "E") in problems(content)


def test_departments_of_every_level_are_kept() -> None:
    header = ["序号", "配合事项", "省级部门", "市级部门", "县级部门", "部门职责", "乡镇职责"]
    content = supporting([1, "校车安全", "省教育厅", "市教育局", "县教育局", "许可", "宣传"], header=header)
    assert part(content, DutyTier.SUPPORTING).items[0].departments == ("省教育厅", "市教育局", "县教育局")


def test_duties_cut_by_the_page_go_to_all_departments_of_the_row_above() -> None:
    rows = [[1, "甲", "县公安局、县教育局", "1.立案；", "宣传"], [None, None, None, "2.侦查。", None]]
    assert shares(supporting(*rows)) == {"县公安局": ("立案", "侦查"), "县教育局": ("立案", "侦查")}


@pytest.mark.parametrize(
    ("cell", "duties"),
    [
        ("县住房和城乡建设局、县应急管理局", "住建局：立案；应急：许可"),
        ("县住房和城乡建设局、县应急管理局", "住建部门：立案；应急管理部门：许可"),
        ("牵头：县住房和城乡建设局；配合：县应急管理局", "牵头部门：立案；配合部门：许可"),
        ("县住房和城乡建设局（牵头）县应急管理局（配合）", "牵头单位：立案；配合单位：许可"),
    ],
)
def test_departments_shortened_or_named_by_their_part_get_their_duties(cell: str, duties: str) -> None:
    content = supporting([1, "甲", cell, duties, "宣传"])
    assert (shares(content), problems(content)) == ({"县住房和城乡建设局": ("立案",), "县应急管理局": ("许可",)}, [])


@pytest.mark.parametrize(
    ("row", "column"),
    [
        (["县公安局", "县公安局：立案；其他部门：配合", "宣传"], "D"),
        (["县公安局", "县公安局：立案；乡镇：协助排查", "宣传"], "D"),
        (["县公安局", "立案", "宣传；县公安局：侦查"], "E"),
        (["县公安局（张某 0931-0000000）", "立案", "宣传"], "C"),
        (["县公安局(牵头、县教育局）", "立案", "宣传"], "C"),
        (["宣传引导群众、协助排查", "立案", "宣传"], "C"),
        (["县公安局、县教育局", "牵头部门：立案；配合部门：许可", "宣传"], "C"),
    ],
)
def test_what_is_no_department_and_whose_duty_nobody_can_tell_is_a_problem(row: list[str], column: str) -> None:
    assert problems(supporting([1, "甲", *row])) == [("DEPARTMENT_UNCLEAR", "Sheet1", 3, column)]


@pytest.mark.parametrize("cells", [("1.县公安局\n2.县教育局", "1.立案\n2.许可"), ("县公安局\n县教育局", "立案\n许可")])
def test_as_many_departments_as_duties_are_asked_about(cells: tuple[str, str]) -> None:
    assert problems(supporting([1, "甲", *cells, "宣传"])) == [("DUTIES_UNDIVIDED", "Sheet1", 3, "D")]


@pytest.mark.parametrize(
    ("cell", "code"),
    [
        ("1.县水利局：巡查\n2.县农业局：执法", "SEVERAL_IN_CELL"),
        ("县林业局（查处）", "DEPARTMENT_UNCLEAR"),
        ("不再开展", "TAKEN_OVER_BY_MISSING"),
        ("县水利局负责，定期巡查", "TAKEN_OVER_BY_MISSING"),
    ],
)
def test_who_took_over_in_one_column_is_asked_where_it_is_not_sure(cell: str, code: str) -> None:
    content = reclaimed([1, "登记", cell], header=["序号", "事项名称", "承接部门及工作方式"])
    assert problems(content) == [(code, "Sheet1", 3, "C")]


@pytest.mark.parametrize("nobody", ["取消", "不再承接", "乡镇自行办理"])
def test_a_body_that_is_none_took_nothing_over(nobody: str) -> None:
    content = reclaimed([1, "登记", nobody, "由其登记"], header=["序号", "事项名称", "承接部门", "工作方式"])
    assert problems(content) == [("DEPARTMENT_UNCLEAR", "Sheet1", 3, "C")]
