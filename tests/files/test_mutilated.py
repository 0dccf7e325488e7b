"""Each sample file with exactly one defect of those that circulate: it says what it said, or names what to mend."""

import copy
import re
import zipfile
from collections.abc import Callable, Sequence
from io import BytesIO
from typing import Any

import pytest
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import nsdecls, qn
from openpyxl.styles import Font

from registry.domain.duties import Duty, DutyTier
from registry.files import errors
from registry.files.as_read import as_duties
from registry.files.lists import ReadLists
from registry.files.reading import read_lists
from tests.files.making import (
    BASIC,
    DOCUMENT,
    RECLAIMED,
    SUPPORTING,
    WORKBOOK,
    document_with,
    part_of,
    with_parts,
    workbook_with,
)

MAIN = "word/document.xml"
FULL_WIDTH = str.maketrans("0123456789", "０１２３４５６７８９")
RECLAIMED_ROWS = (4, 6, 7, 9, 10, 12, 13)


def rows_of(read: ReadLists) -> tuple[Duty, ...]:
    assert read.problems == ()
    return as_duties(read, unit_of=lambda name: None, code_of=lambda tier, matter, code: "")


def told(read: ReadLists) -> set[str]:
    return {warning.code for warning in read.all_warnings}


W_ROWS, D_ROWS = rows_of(read_lists(WORKBOOK)), rows_of(read_lists(DOCUMENT))
W_TOLD, D_TOLD = told(read_lists(WORKBOOK)), told(read_lists(DOCUMENT))


def workbook(change: Callable[[Any], object], *, also: Sequence[str] = (), without: str = "") -> ReadLists:
    """The sample workbook with a defect: the same rows, but for one that is gone, and these codes told besides."""
    read = read_lists(workbook_with(change), "x.xlsx")
    assert rows_of(read) == tuple(row for row in W_ROWS if row.matter != without)
    assert set(also) <= told(read)
    return read


def document(change: Callable[[Any], object], *, also: Sequence[str] = (), without: str = "") -> ReadLists:
    """The same for the sample document."""
    read = read_lists(document_with(change), "x.docx")
    assert rows_of(read) == tuple(row for row in D_ROWS if row.matter != without)
    assert set(also) <= told(read)
    return read


def edited(source: bytes, part: str, *changes: tuple[str, str]) -> bytes:
    text = part_of(source, part)
    for old, new in changes:
        assert old in text
        text = text.replace(old, new)
    return with_parts(source, {part: text.encode()})


def set_cells(sheet: Any, at: int, *values: object) -> None:
    for column, value in enumerate(values, start=1):
        sheet.cell(at, column, value)


def new_row(table: Any, *texts: str, like: int = 0) -> Any:
    """A row of plain cells, as many as the table has columns; it stands nowhere yet."""
    row = copy.deepcopy(table.rows[like]._tr)
    for cell, text in zip(row.findall(qn("w:tc")), texts, strict=True):
        for paragraph in cell.findall(qn("w:p")):
            cell.remove(paragraph)
        cell.append(parse_xml(f"<w:p {nsdecls('w')}><w:r><w:t>{text}</w:t></w:r></w:p>"))
    return row


def mark_cell(cell: Any, name: str, value: str) -> None:
    element = OxmlElement(name)
    element.set(qn("w:val"), value)
    cell.get_or_add_tcPr().append(element)


# Titles above headers
# ----------------------------------------------------------------------------------------------------------------------


def test_more_titles_above_the_header_of_a_sheet_change_nothing() -> None:
    def change(book: Any) -> None:
        sheet = book[RECLAIMED]
        sheet.merged_cells.ranges = set()
        sheet.insert_rows(1, 3)
        for at, text in enumerate(
            ("附件3", "金沟县清水河镇履行职责事项清单", "填报单位：清水河镇　　2025年6月"), start=1
        ):
            sheet.cell(at, 1, text)
            sheet.merge_cells(f"A{at}:C{at}")

    workbook(change)


def test_more_titles_in_a_documents_table_change_nothing() -> None:
    def change(made: Any) -> None:
        table = made.tables[5]
        for text in ("填报单位：石桥乡", "石桥乡上级部门收回事项清单"):
            row = new_row(table, text, text, text, like=-1)
            cells = row.findall(qn("w:tc"))
            mark_cell(cells[0], "w:gridSpan", "3")
            for cell in cells[1:]:
                row.remove(cell)
            table.rows[0]._tr.addprevious(row)

    document(change)


# Two-row and repeated headers
# ----------------------------------------------------------------------------------------------------------------------


def test_a_header_of_two_rows_in_a_sheet_says_what_one_row_said() -> None:
    def change(book: Any) -> None:
        sheet = book[RECLAIMED]
        sheet.merged_cells.ranges = set()
        rows = [[cell.value for cell in row] for row in sheet.iter_rows(min_row=3, max_row=14)]
        sheet.delete_rows(2, 13)
        sheet.append(["序号", "事项名称", "收回后", None])
        sheet.append([None, None, "承接部门", "工作方式"])
        taken = {row.matter: row for row in W_ROWS if row.tier is DutyTier.RECLAIMED}
        for row in rows:
            of = taken.get(str(row[1]).strip())
            sheet.append([*row[:2], of.taken_over_by, of.way_of_working] if of else [row[0], row[1], None, None])
        for area in ("A2:A3", "B2:B3", "C2:D2"):
            sheet.merge_cells(area)

    workbook(change)


def test_a_header_of_two_rows_in_a_document_says_what_one_row_said() -> None:
    def change(made: Any) -> None:
        table = made.tables[3]
        below = new_row(table, "", "", "部门", "职责", "")
        table.rows[0]._tr.addnext(below)
        top = table.rows[0]._tr.findall(qn("w:tc"))
        for place in (0, 1, 4):
            mark_cell(top[place], "w:vMerge", "restart")
            mark_cell(below.findall(qn("w:tc"))[place], "w:vMerge", "continue")
        for text in top[2].iter(qn("w:t")):
            text.text = "对应上级部门及职责"
        mark_cell(top[2], "w:gridSpan", "2")
        table.rows[0]._tr.remove(top[3])

    document(change)


def test_a_header_repeated_in_a_sheet_changes_nothing() -> None:
    def change(book: Any) -> None:
        for title, at in ((RECLAIMED, 9), (SUPPORTING, 12), (BASIC, 27)):
            sheet = book[title]
            head = [cell.value for cell in sheet[3 if title == BASIC else 2]]
            set_cells(sheet, sheet.max_row + 3, "以下空白")
            areas = [str(area) for area in sheet.merged_cells.ranges]
            sheet.merged_cells.ranges = set()
            sheet.insert_rows(at)
            set_cells(sheet, at, *head)
            for area in areas:
                sheet.merge_cells(moved(area, at))

    workbook(change)


def moved(area: str, at: int) -> str:
    """The area after a row was put in at this place."""
    return re.sub(r"\d+", lambda found: str(int(found[0]) + (int(found[0]) >= at)), area)


def test_a_header_repeated_in_a_documents_table_changes_nothing() -> None:
    def change(made: Any) -> None:
        for table, at in ((made.tables[3], 3), (made.tables[5], 4)):
            table.rows[at]._tr.addprevious(copy.deepcopy(table.rows[0]._tr))

    document(change)


# Categories: merged down the side, with a count
# ----------------------------------------------------------------------------------------------------------------------


def test_categories_merged_down_the_side_of_a_sheet_are_the_same() -> None:
    def change(book: Any) -> None:
        sheet = book[RECLAIMED]
        sheet.merged_cells.ranges = set()
        rows = [[cell.value for cell in row] for row in sheet.iter_rows(min_row=3, max_row=13)]
        sheet.delete_rows(2, 13)
        sheet.append(["类别", "序号", "事项名称", "承接部门及工作方式"])
        starts: list[int] = []
        for row in rows:
            if row[1] is None:
                category = row[0]
                starts.append(sheet.max_row + 1)
            else:
                sheet.append([category, *row])
                category = None
        for start, end in zip(starts, [*starts[1:], sheet.max_row + 1], strict=True):
            if end - start > 1:
                sheet.merge_cells(start_row=start, end_row=end - 1, start_column=1, end_column=1)

    workbook(change)


def test_categories_merged_down_the_side_of_a_document_are_the_same() -> None:
    def change(made: Any) -> None:
        table = made.tables[5]
        categories = {1: "农业农村", 4: "文化和旅游"}
        rows = list(table.rows)
        for at, row in enumerate(rows):
            if at in categories:
                current, fresh = categories[at], True
                table._tbl.remove(row._tr)
                continue
            text = "类别" if at == 0 else current if fresh else ""
            cell = parse_xml(f"<w:tc {nsdecls('w')}><w:tcPr/><w:p><w:r><w:t>{text}</w:t></w:r></w:p></w:tc>")
            if at:
                mark_cell(cell, "w:vMerge", "restart" if fresh else "continue")
                fresh = False
            row._tr.findall(qn("w:tc"))[0].addprevious(cell)

    document(change)


def test_a_category_with_a_count_that_disagrees_is_the_category_and_is_told() -> None:
    workbook(lambda book: set_cells(book[BASIC], 4, "一、党的建设(20项)"), also=["CATEGORY_COUNT"])

    def change(made: Any) -> None:
        (paragraph,) = [p for p in made.paragraphs if p.text == "一、党的建设"]
        paragraph.runs[0].text = "一、党的建设(20项)"

    document(change, also=["CATEGORY_COUNT"])


# Numbers
# ----------------------------------------------------------------------------------------------------------------------

STYLES = ("{}、", "({})", "（{}）", "第{}项", "{}.", "{}．", "No.{}", "【{}】", "{}.0", "00{}", "{})", "〔{}〕")
OTHER_DIGITS = ("①②③④⑤⑥⑦", "一二三四五六七", "⑴⑵⑶⑷⑸⑹⑺", "㈠㈡㈢㈣㈤㈥㈦", "ⅠⅡⅢⅣⅤⅥⅦ", "１２３４５６７")


@pytest.mark.parametrize("style", STYLES)
def test_numbers_of_any_style_are_the_same_numbers(style: str) -> None:
    numbered_anew([style.format(number) for number in range(1, 8)])


@pytest.mark.parametrize("digits", OTHER_DIGITS)
def test_numbers_of_any_alphabet_are_the_same_numbers(digits: str) -> None:
    numbered_anew(list(digits))
    if digits[0] == "一":
        numbered_anew([f"（{digit}）" for digit in digits])


def numbered_anew(written: Sequence[str]) -> None:
    def in_workbook(book: Any) -> None:
        for at, number in zip(RECLAIMED_ROWS, written, strict=True):
            book[RECLAIMED].cell(at, 1).value = number

    def in_document(made: Any) -> None:
        for at, number in zip((2, 3, 5), written, strict=False):
            made.tables[5].rows[at].cells[0].paragraphs[0].runs[0].text = number

    workbook(in_workbook)
    document(in_document)


def test_numbers_at_the_beginning_of_the_matter_are_the_numbers() -> None:
    def in_workbook(book: Any) -> None:
        for at, number in zip(RECLAIMED_ROWS, range(1, 8), strict=True):
            set_cells(book[RECLAIMED], at, None, f"{number}.{book[RECLAIMED].cell(at, 2).value}")

    def in_document(made: Any) -> None:
        for at, number in zip((2, 3, 5), range(1, 4), strict=True):
            number_cell, name = made.tables[5].rows[at].cells[:2]
            number_cell.paragraphs[0].runs[0].text = ""
            name.paragraphs[0].runs[0].text = f"{number}、{name.paragraphs[0].runs[0].text}"

    workbook(in_workbook)
    document(in_document)


def test_digits_of_full_width_are_the_same_digits() -> None:
    def in_workbook(book: Any) -> None:
        for sheet in book:
            for cell in (cell for row in sheet.iter_rows(max_col=5) for cell in row if isinstance(cell.value, str)):
                cell.value = cell.value.translate(FULL_WIDTH)

    read = workbook(in_workbook)
    assert read.date == read_lists(WORKBOOK).date
    text = part_of(DOCUMENT.read_bytes(), MAIN)
    wide = re.sub(r"(?<=<w:t>)[^<]+", lambda found: found[0].translate(FULL_WIDTH), text)
    read = read_lists(with_parts(DOCUMENT.read_bytes(), {MAIN: wide.encode()}))
    assert rows_of(read) == D_ROWS
    assert (read.document_number, read.date) == ("金办发〔2025〕12号", "2025-06-18")


# Several departments in a cell, 同上, ✓
# ----------------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("between", ["、", "\n", "，", ",", "；", "/", "　", " 和 ", "\n2.", "及"])
def test_several_departments_in_a_cell_are_several(between: str) -> None:
    begin = "1." if between == "\n2." else ""

    def in_workbook(book: Any) -> None:
        book[SUPPORTING]["C9"].value = f"{begin}县自然资源局{between}县农业农村局"

    def in_document(made: Any) -> None:
        cell = made.tables[3].rows[2].cells[2]
        cell.text = f"{begin}县教育局{between}县公安局"

    workbook(in_workbook)
    document(in_document)


@pytest.mark.parametrize("ditto", ["同上", "〃", " 同上。 ", '"', "同 上"])
def test_as_above_is_what_stands_above(ditto: str) -> None:
    read = read_lists(workbook_with(lambda book: set_cells(book[RECLAIMED], 13, 7, "特种设备使用登记检查", ditto)))
    before, last = [row for row in rows_of(read) if row.tier is DutyTier.RECLAIMED][-2:]
    assert (last.taken_over_by, last.way_of_working) == (before.taken_over_by, before.way_of_working)

    def in_document(made: Any) -> None:
        made.tables[5].rows[3].cells[2].text = ditto

    found = [row for row in rows_of(read_lists(document_with(in_document))) if row.tier is DutyTier.RECLAIMED]
    assert found[1].taken_over_by == found[0].taken_over_by == "县农业农村局"


def test_as_above_with_nothing_above_is_a_problem_with_its_place() -> None:
    problems = read_lists(workbook_with(lambda book: book[SUPPORTING].__setitem__("C4", "同上"))).problems
    assert (SUPPORTING, 4, "C", "DITTO_WITHOUT_ROW_ABOVE") in [(p.sheet, p.row, p.column, p.code) for p in problems]

    def in_document(made: Any) -> None:
        made.tables[5].rows[2].cells[2].text = "同上"

    problems = read_lists(document_with(in_document)).problems
    assert ("表6", 3, "C", "DITTO_WITHOUT_ROW_ABOVE") in [(p.sheet, p.row, p.column, p.code) for p in problems]


@pytest.mark.parametrize("tick", ["✓", "√", "●", "是", "✔"])
def test_departments_ticked_in_columns_of_their_own_are_the_same(tick: str) -> None:
    taken = [row for row in W_ROWS if row.tier is DutyTier.RECLAIMED]
    bodies = list(dict.fromkeys(row.taken_over_by for row in taken))

    def in_workbook(book: Any) -> None:
        sheet = book[RECLAIMED]
        sheet.merged_cells.ranges = set()
        sheet.delete_rows(2, 13)
        sheet.append(["类别", "序号", "事项名称", *bodies, "工作方式"])
        for row in taken:
            ticks = [tick if body == row.taken_over_by else None for body in bodies]
            sheet.append([row.category, row.number, row.matter, *ticks, row.way_of_working])

    workbook(in_workbook)
    own = [row for row in D_ROWS if row.tier is DutyTier.RECLAIMED]

    def in_document(made: Any) -> None:
        old = made.tables[5]
        new = made.add_table(0, 6)
        names = list(dict.fromkeys(row.taken_over_by for row in own))
        for line in (
            ["类别", "序号", "事项名称", *names, "工作方式"],
            *(
                [
                    *(row.category, str(row.number), row.matter),
                    *(tick if name == row.taken_over_by else "" for name in names),
                    row.way_of_working,
                ]
                for row in own
            ),
        ):
            for cell, text in zip(new.add_row().cells, line, strict=True):
                cell.text = text
        old._tbl.getparent().replace(old._tbl, new._tbl)

    document(in_document)


# Hidden, struck through, cut in two, tracked
# ----------------------------------------------------------------------------------------------------------------------


def test_a_hidden_row_is_a_row_and_is_told() -> None:
    def in_workbook(book: Any) -> None:
        book[RECLAIMED].row_dimensions[6].hidden = True

    def in_document(made: Any) -> None:
        made.tables[5].rows[3]._tr.get_or_add_trPr().append(OxmlElement("w:hidden"))

    workbook(in_workbook, also=["HIDDEN_ROW"])
    document(in_document, also=["HIDDEN_ROW"])


def test_a_row_struck_through_is_no_row_and_is_told() -> None:
    def in_workbook(book: Any) -> None:
        for cell in book[RECLAIMED][13]:
            cell.font = Font(strike=True)

    def in_document(made: Any) -> None:
        for run in made.tables[5].rows[5]._tr.iter(qn("w:r")):
            run.get_or_add_rPr().append(OxmlElement("w:strike"))

    workbook(in_workbook, also=["STRUCK_ROW", "TOTAL_COUNT"], without="特种设备使用登记检查")
    document(in_document, also=["STRUCK_ROW"], without="对擅自设立上网服务场所的行政处罚")


def test_a_list_that_goes_on_in_another_table_is_one_list() -> None:
    def in_workbook(book: Any) -> None:
        sheet, more = book[RECLAIMED], book.create_sheet("附件3（续）")
        more.append(["清水河镇上级部门收回事项清单（续）"])
        more.append(["序号", "事项名称", "承接部门及工作方式"])
        for row in sheet.iter_rows(min_row=11, max_row=14, values_only=True):
            more.append(list(row))
        sheet.delete_rows(11, 4)

    def in_document(made: Any) -> None:
        table = made.tables[5]
        rest = copy.deepcopy(table._tbl)
        for row in table.rows[4:]:
            table._tbl.remove(row._tr)
        for row in rest.findall(qn("w:tr"))[:4]:
            rest.remove(row)
        table._tbl.addnext(rest)
        table._tbl.addnext(parse_xml(f"<w:p {nsdecls('w')}/>"))

    workbook(in_workbook)
    document(in_document, also=["BROKEN_TABLE"])


def test_tracked_changes_are_read_as_accepted() -> None:
    old = "<w:r><w:t>农机驾驶证核查</w:t></w:r>"
    new = (
        '<w:del w:id="8" w:author="编办"><w:r><w:delText>旧的事项</w:delText></w:r></w:del>'
        f'<w:ins w:id="9" w:author="编办">{old}</w:ins>'
    )
    read = read_lists(edited(DOCUMENT.read_bytes(), MAIN, (old, new)))
    assert rows_of(read) == D_ROWS
    assert "TRACKED_CHANGES" in told(read)


# Counts that disagree
# ----------------------------------------------------------------------------------------------------------------------


def test_a_declared_count_that_disagrees_is_told_and_changes_no_row() -> None:
    workbook(lambda book: set_cells(book[RECLAIMED], 14, "合计", 9), also=["TOTAL_COUNT"])
    workbook(lambda book: set_cells(book[RECLAIMED], 1, "清水河镇上级部门收回事项清单（共8项）"), also=["TITLE_COUNT"])

    def in_document(made: Any) -> None:
        (title,) = [p for p in made.paragraphs if p.text == "石桥乡上级部门收回事项清单"]
        title.runs[0].text = "石桥乡上级部门收回事项清单（共8项）"

    document(in_document, also=["TITLE_COUNT"])


# Refused or defused
# ----------------------------------------------------------------------------------------------------------------------

SAMPLES = [(WORKBOOK, "xl"), (DOCUMENT, "word")]
each_sample = pytest.mark.parametrize(("sample", "folder"), SAMPLES, ids=["xlsx", "docx"])


def with_entry(content: bytes, name: str, entry: bytes) -> bytes:
    stream = BytesIO(content)
    with zipfile.ZipFile(stream, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(name, entry)
    return stream.getvalue()


@each_sample
def test_a_zip_bomb_is_refused(sample: Any, folder: str) -> None:
    with pytest.raises(errors.FileExpandsTooFar):
        read_lists(with_entry(sample.read_bytes(), f"{folder}/media/a.bin", bytes(40 * 2**20)))


@each_sample
def test_macros_are_refused(sample: Any, folder: str) -> None:
    with pytest.raises(errors.FileHasMacros):
        read_lists(with_entry(sample.read_bytes(), f"{folder}/vbaProject.bin", b"x"))


@each_sample
def test_links_out_of_the_file_are_not_followed_and_told(sample: Any, folder: str) -> None:
    main = "xl/_rels/workbook.xml.rels" if folder == "xl" else "word/_rels/document.xml.rels"
    kind = "externalLinkPath" if folder == "xl" else "attachedTemplate"
    link = (
        '<Relationship Id="rId99" TargetMode="External" Target="http://198.51.100.1/x" '
        f'Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/{kind}"/></Relationships>'
    )
    read = read_lists(edited(sample.read_bytes(), main, ("</Relationships>", link)))
    assert rows_of(read) == (W_ROWS if folder == "xl" else D_ROWS)
    assert "LINKS_IGNORED" in told(read)


def test_a_formula_counts_by_its_stored_value_and_is_a_problem_without_one() -> None:
    content = workbook_with(lambda book: book[RECLAIMED].__setitem__("A13", "=1+6"))
    (problem,) = read_lists(content).problems
    assert (problem.sheet, problem.row, problem.column) == (RECLAIMED, 13, "A")
    assert problem.code == "FORMULA_WITHOUT_VALUE"
    stored = re.sub(r"(<f>1\+6</f>)<v ?/?>(</v>)?", r"\1<v>7</v>", part_of(content, "xl/worksheets/sheet3.xml"))
    assert rows_of(read_lists(with_parts(content, {"xl/worksheets/sheet3.xml": stored.encode()}))) == W_ROWS


def test_a_field_of_a_document_counts_by_what_it_shows() -> None:
    old = "<w:r><w:t>农机驾驶证核查</w:t></w:r>"
    shown = (
        '<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText> = 1 + 6 </w:instrText></w:r>'
        f'<w:r><w:fldChar w:fldCharType="separate"/></w:r>{old}<w:r><w:fldChar w:fldCharType="end"/></w:r>'
    )
    assert rows_of(read_lists(edited(DOCUMENT.read_bytes(), MAIN, (old, shown)))) == D_ROWS


def test_a_million_empty_rows_change_nothing() -> None:
    rows = "".join(f'<row r="{n}"><c r="A{n}" s="1"/></row>' for n in range(34, 1_048_577))
    content = edited(WORKBOOK.read_bytes(), "xl/worksheets/sheet1.xml", ("</sheetData>", rows + "</sheetData>"))
    assert rows_of(read_lists(content)) == W_ROWS


def test_thousands_of_empty_rows_in_a_document_change_nothing_and_a_million_are_refused() -> None:
    empty = "<w:tr><w:tc><w:p/></w:tc><w:tc><w:p/></w:tc><w:tc><w:p/></w:tc></w:tr>"
    text = part_of(DOCUMENT.read_bytes(), MAIN)
    cut = text.rindex("</w:tbl>")
    some = text[:cut] + empty * 5_000 + text[cut:]
    assert rows_of(read_lists(with_parts(DOCUMENT.read_bytes(), {MAIN: some.encode()}))) == D_ROWS
    many = text[:cut] + empty * 1_000_000 + text[cut:]
    with pytest.raises((errors.TooMuchInFile, errors.FileExpandsTooFar)):
        read_lists(with_parts(DOCUMENT.read_bytes(), {MAIN: many.encode()}))
