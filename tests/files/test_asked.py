"""What a careless reader would pass by: lists in paragraphs, changes that were not made, ticks for two parts."""

import pytest
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls

from registry.domain.duties import Duty, DutyTier
from registry.files import departments, duties, errors
from registry.files.bounds import LONGEST_CELL, LONGEST_IN_DOCUMENT
from registry.files.reading import read_lists
from registry.files.remarks import with_remarks
from registry.files.writing import content_of
from tests.files.lists_out import list_out
from tests.files.making import basic, codes, names, part, part_of, saved, sheet, supporting, warnings, with_parts
from tests.files.test_clerks import HEADER, ROWS, SHEET, document, problems, run, with_xml

BASIC_TITLE, SHARED_TITLE = "清水河镇基本履职事项清单", "清水河镇配合履职事项清单"
SHARED = [
    ["序号", "配合事项", "对应上级部门", "上级部门职责", "乡镇（街道）配合职责"],
    ["1", "消防检查", "县消防救援大队", "组织检查", "协助检查"],
]

# Parts that vanish
# ----------------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("lines", [("1.抓党建", "2.促发展"), ("一、党的建设（2项）", "（一）抓党建", "（二）促发展")])
def test_a_list_typed_as_paragraphs_beside_a_table_is_asked_about(lines: tuple[str, ...]) -> None:
    made = document(BASIC_TITLE, *lines, SHARED_TITLE, SHARED)
    assert problems(saved(made)) == [("LIST_IN_PARAGRAPHS", "段落", 2, "")]
    behind = document(SHARED_TITLE, SHARED, BASIC_TITLE, *lines)
    assert problems(saved(behind)) == [("LIST_IN_PARAGRAPHS", "段落", 3, "")]


def test_a_declared_count_of_a_list_that_is_not_there_is_a_problem() -> None:
    assert problems(saved(document(BASIC_TITLE + "（共2项）", SHARED_TITLE, SHARED))) == [
        ("COUNT_WITHOUT_LIST", "段落", 1, "")
    ]
    letter = "清单含基本履职事项2项、配合履职事项1项、上级部门收回事项0项。"
    read = read_lists(saved(document(letter, SHARED_TITLE, SHARED)))
    assert codes(read) == []  # it may be a file of its own: the letter alone stops nobody, and it is told
    assert [(w.code, w.facts["part"], w.facts["declared"]) for w in read.warnings] == [
        ("COUNT_ELSEWHERE", "基本履职事项", 2)
    ]


def test_explanations_above_a_table_are_no_list_in_paragraphs() -> None:
    made = document("附件：", "1." + BASIC_TITLE, "2." + SHARED_TITLE, BASIC_TITLE, "1.自印发之日起施行", ROWS)
    assert problems(saved(made)) == []


def test_a_table_in_a_text_box_is_read() -> None:
    inner = document(ROWS).tables[0]._tbl
    made = document(BASIC_TITLE)
    box = parse_xml(
        f"<w:r {nsdecls('w')} xmlns:v='urn:schemas-microsoft-com:vml'><w:pict><v:shape><v:textbox><w:txbxContent/>"
        "</v:textbox></v:shape></w:pict></w:r>"
    )
    next(box.iter("{http://schemas.openxmlformats.org/wordprocessingml/2006/main}txbxContent")).append(inner)
    made.add_paragraph()._p.append(box)
    content = saved(made)
    assert (names(basic(content)), problems(content)) == (["甲事项", "乙事项", "丙事项"], [])


def test_another_file_embedded_in_the_text_is_refused() -> None:
    made = document(BASIC_TITLE, ROWS)
    made.element.body.insert(0, parse_xml(f"<w:altChunk {nsdecls('w')}/>"))
    with pytest.raises(errors.FileFormatRefused) as refused:
        read_lists(saved(made))
    assert refused.value.facts["found"] == "EMBEDDED"


# Bounds
# ----------------------------------------------------------------------------------------------------------------------


class Counted(str):
    """A text that counts the characters copied out of it."""

    copied = 0

    def __getitem__(self, key: object) -> str:
        piece = str.__getitem__(self, key)  # type: ignore[index]
        Counted.copied += len(piece)
        return piece


@pytest.mark.parametrize("line", ["县公安局负责检查\n", "1、县公安局负责检查。", "县教育局：检查\n"])
def test_twice_as_many_duties_in_a_cell_are_twice_the_work(line: str, monkeypatch: pytest.MonkeyPatch) -> None:
    def copied(lines: int) -> int:
        Counted.copied = 0
        duties.Shares().give(line * lines, ("县消防救援大队",))
        return Counted.copied

    whole = duties.tidy
    monkeypatch.setattr(duties, "tidy", lambda text: Counted(whole(text)))
    assert 0 < copied(400) <= 2.2 * copied(200)


def test_a_cell_that_excel_could_not_hold_is_refused_and_the_longest_one_is_read() -> None:
    content = supporting([1, "甲", "县公安局", "查" * LONGEST_CELL, "报"])
    assert problems(content) == []
    mark = f"&#{ord('查')};"  # as openpyxl writes it
    longer = part_of(content, SHEET).replace(mark * LONGEST_CELL, mark * (LONGEST_CELL + 1))
    with pytest.raises(errors.TooMuchInFile) as refused:
        read_lists(with_parts(content, {SHEET: longer.encode()}))
    assert (refused.value.facts["what"], refused.value.facts["most"]) == ("CELL", LONGEST_CELL)


def test_a_cell_of_a_document_may_be_longer_than_excels_but_not_endless() -> None:
    made = document(SHARED_TITLE, SHARED)
    made.tables[0].cell(1, 3).text = "查" * LONGEST_IN_DOCUMENT
    assert problems(saved(made)) == []
    made.tables[0].cell(1, 3).text = "查" * (LONGEST_IN_DOCUMENT + 1)
    with pytest.raises(errors.TooMuchInFile):
        read_lists(saved(made))


# Ticks, changes, departments, categories
# ----------------------------------------------------------------------------------------------------------------------


def test_a_row_ticked_for_two_parts_is_a_problem_and_in_neither() -> None:
    header = ["序号", "事项名称", "基本履职", "配合履职", "上级收回"]
    content = sheet(header, [1, "抓党建", "✓"], [2, "登记", "✓", None, "✓"], title="清水河镇履行职责事项清单")
    assert (problems(content), names(basic(content))) == ([("SEVERAL_PARTS", "Sheet1", 4, "")], ["抓党建"])


@pytest.mark.parametrize("column", ["调整情况", "备注", "修改意见"])
@pytest.mark.parametrize(
    "said", ["修改为：投资促进和项目服务", "改为“统计调查和普查”", "移至配合清单", "调整至上级收回"]
)
def test_a_change_that_the_row_does_not_show_is_a_problem(column: str, said: str) -> None:
    matter = "统计调查" if "普查" in said else "招商引资"
    assert problems(sheet([*HEADER, column], ["1", matter, said])) == [("CHANGE_NOT_MADE", "Sheet1", 3, "C")]


@pytest.mark.parametrize(
    "said",
    [
        "由“招商引资”修改为“投资促进”",
        "由配合事项调整为基本履职事项",
        "由配合清单移至基本清单",
        "文字表述更加准确",
        "—",
        "新增",
    ],
)
def test_a_change_that_the_row_shows_and_an_explanation_are_none(said: str) -> None:
    content = sheet([*HEADER, "调整情况"], ["1", "投资促进", said])
    assert (names(basic(content)), problems(content)) == (["投资促进"], [])


@pytest.mark.parametrize(
    ("cell", "found"),
    [
        ("县委组织部（县委两新工委、县公务员局）", ("县委组织部（县委两新工委、县公务员局）",)),
        ("县农业农村局（县乡村振兴局、县畜牧局）、县水务局", ("县农业农村局（县乡村振兴局、县畜牧局）", "县水务局")),
        ("县自然资源局(县林业局 县草原局)和县水务局", ("县自然资源局(县林业局县草原局)", "县水务局")),
        ("县委办（县档案局和县保密局）", ("县委办（县档案局和县保密局）",)),
    ],
)
def test_what_stands_in_brackets_belongs_to_the_department_before(cell: str, found: tuple[str, ...]) -> None:
    assert departments.departments_in(cell).names == found
    content = supporting([1, "甲", cell, "检查", "报"])
    assert (part(content, DutyTier.SUPPORTING).items[0].departments, problems(content)) == (found, [])


def test_departments_that_only_brackets_name_are_asked_about() -> None:
    content = supporting([1, "甲", "县直有关部门（县公安局、县教育局）", "检查", "报"])
    assert problems(content) == [("DEPARTMENT_UNCLEAR", "Sheet1", 3, "C")]


@pytest.mark.parametrize(
    "line", ["1.党的建设（2项）", "【党的建设】（2项）", "第一部分：党的建设（2项）", "类别：党的建设"]
)
@pytest.mark.parametrize("numbers", [(None, None), ("1.1", "1.2"), ("1", "2")])
@pytest.mark.parametrize("indent", [[], [None]])
def test_a_heading_with_a_count_is_a_category(line: str, numbers: tuple[str, str], indent: list[None]) -> None:
    rows = [[number, name] for number, name in zip(numbers, ("抓支部", "抓党员"), strict=True)]
    content = sheet(HEADER, [*indent, line], *rows)
    assert [(i.name, i.category) for i in basic(content)] == [("抓支部", "党的建设"), ("抓党员", "党的建设")]
    assert problems(content) == []
    if "2项" in line:
        told = warnings(part(sheet(HEADER, [*indent, line], rows[0]), DutyTier.BASIC))
        assert any("says 2 items" in warning for warning in told)


# Files saved again, styles, variants
# ----------------------------------------------------------------------------------------------------------------------


def test_our_table_saved_again_in_gbk_names_the_rows_that_lost_characters() -> None:
    rows = (
        Duty("B-1", DutyTier.BASIC, 1, "党的建设", "落实䃎口村𠮷野党建"),
        Duty("B-2", DutyTier.BASIC, 2, "党的建设", "何为“?”管理"),
        Duty("B-3", DutyTier.BASIC, 3, "䃎口建设", "促发展"),
    )
    content = content_of(list_out(*rows), "csv")
    assert problems(content) == []
    text = content.decode("utf-8-sig")
    assert problems(text.encode("gb18030")) == [] and problems(text.encode()) == []
    lost = text.encode("gbk", errors="replace")
    assert [(code, row) for code, _, row, _ in problems(lost)] == [("CHARACTERS_LOST", 2), ("CHARACTERS_LOST", 4)]


def test_remarks_go_beside_cells_that_do_not_say_where_they_stand() -> None:
    content = sheet(HEADER, ["1", "抓党建"], ["x?", "促发展"])
    text = part_of(content, SHEET)
    for row in range(1, 6):
        for column in "ABC":
            text = text.replace(f'<c r="{column}{row}"', "<c")
    bare = with_parts(content, {SHEET: text.encode()})
    assert [code for code, *_ in problems(bare)] == ["NUMBER_UNREADABLE"]
    again = with_remarks(bare, read_lists(bare).problems)
    assert names(basic(again)) == ["抓党建", "促发展"]
    assert "C4" in part_of(again, SHEET)


@pytest.mark.parametrize(("name", "flag"), [("strike", "STRUCK_TEXT"), ("vanish", "HIDDEN_TEXT")])
@pytest.mark.parametrize("of", ["character", "paragraph"])
def test_text_struck_or_hidden_by_a_style_is_not_read(name: str, flag: str, of: str) -> None:
    made = document(BASIC_TITLE, ROWS)
    for style, based, said in (("基", "", f"<w:rPr><w:{name}/></w:rPr>"), ("用", "<w:basedOn w:val='基'/>", "")):
        made.styles.element.append(
            parse_xml(f"<w:style {nsdecls('w')} w:type='{of}' w:styleId='{style}'>{based}{said}</w:style>")
        )
    if of == "character":
        xml = run("旧", "<w:rStyle w:val='用'/>") + run("乙事项")
    else:
        xml = f"<w:pPr><w:pStyle w:val='用'/></w:pPr>{run('旧')}" + run("乙事项", f"<w:{name} w:val='0'/>")
    content = with_xml(made, xml)
    item = basic(content)[1]
    assert (item.name, flag in [f.code for f in item.flags]) == ("乙事项", True)


def test_a_workbook_of_the_strict_variant_is_refused_with_the_mend() -> None:
    content = sheet(*ROWS)
    main, strict = (
        "http://schemas.openxmlformats.org/spreadsheetml/2006/main",
        "http://purl.oclc.org/ooxml/spreadsheetml/main",
    )
    names_ = ("xl/workbook.xml", SHEET)
    content = with_parts(content, {n: part_of(content, n).replace(main, strict).encode() for n in names_})
    with pytest.raises(errors.FileFormatRefused) as refused:
        read_lists(content)
    assert refused.value.facts["found"] == "STRICT"
