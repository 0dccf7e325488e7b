"""The user's own file back: remarks beside the rows they are about, everything else as it was."""

import zipfile
from io import BytesIO

import docx
import openpyxl
from hypothesis import given, settings
from hypothesis import strategies as st

from registry.files import errors
from registry.files.lists import Problem
from registry.files.reading import read_lists
from registry.files.remarks import with_remarks
from registry.files.text import visible
from tests.files.making import BASIC, DOCUMENT, SUPPORTING, WORKBOOK, codes, document_with, workbook_with


def broken(book) -> None:
    book[SUPPORTING]["C6"].value = None
    book[SUPPORTING]["B8"].value = None
    book[BASIC]["B22"].value = "=B21"


def spoken(problem: Problem) -> str:
    return f"请改正：{problem.code}"


def test_remarks_stand_in_a_column_beside_their_rows() -> None:
    content = workbook_with(broken)
    problems = read_lists(content).problems
    assert [p.code for p in problems] == ["FORMULA_WITHOUT_VALUE", "NAME_MISSING", "DEPARTMENT_MISSING", "NAME_MISSING"]
    back = openpyxl.load_workbook(BytesIO(with_remarks(content, problems, spoken)))
    assert back[SUPPORTING]["F6"].value == "C6: 请改正：DEPARTMENT_MISSING"
    assert back[SUPPORTING]["F8"].value == "B8: 请改正：NAME_MISSING"
    assert visible(back[SUPPORTING]["F2"].value) == "导入提示"
    assert back[BASIC]["D22"].value == "B22: 请改正：FORMULA_WITHOUT_VALUE\nB22: 请改正：NAME_MISSING"
    assert back[BASIC]["B22"].value == "=B21"


def test_a_file_with_remarks_is_mended_and_read_again_as_if_there_were_none() -> None:
    content = workbook_with(broken)
    back = openpyxl.load_workbook(BytesIO(with_remarks(content, read_lists(content).problems)))
    back[SUPPORTING]["C6"].value, back[SUPPORTING]["B8"].value = "县公安局", "地质灾害防治"
    back[BASIC]["B22"].value = "推进网格化服务管理"
    stream = BytesIO()
    back.save(stream)
    read, sample = read_lists(stream.getvalue(), "x"), read_lists(WORKBOOK, "x")
    assert read.problems == ()
    assert read.as_data()["lists"] == sample.as_data()["lists"]


def test_every_other_part_comes_back_byte_for_byte() -> None:
    content = WORKBOOK.read_bytes()
    back = with_remarks(content, [Problem(BASIC, 40, "", "X"), Problem(BASIC, 5, "B", "Y")])
    with zipfile.ZipFile(BytesIO(content)) as before, zipfile.ZipFile(BytesIO(back)) as after:
        changed = [name for name in before.namelist() if before.read(name) != after.read(name)]
        assert before.namelist() == after.namelist()
    assert changed == ["xl/worksheets/sheet1.xml"]


def test_a_remark_is_text_and_never_a_formula() -> None:
    back = with_remarks(WORKBOOK.read_bytes(), [Problem(BASIC, 5, "", "X")], lambda _: "=cmd|' /C calc'!A0\x07")
    cell = openpyxl.load_workbook(BytesIO(back))[BASIC]["D5"]
    assert (cell.value, cell.data_type) == ("=cmd|' /C calc'!A0", "s")


def test_a_document_comes_back_with_a_table_of_remarks_at_its_end() -> None:
    content = document_with(lambda document: document.tables[3].cell(2, 2).__setattr__("text", ""))
    problems = read_lists(content).problems
    assert [(p.sheet, p.row, p.column, p.code) for p in problems] == []
    told = [Problem("表4", 3, "C", "DEPARTMENT_MISSING")]
    back = docx.Document(BytesIO(with_remarks(content, told, spoken)))
    assert [[c.text for c in row.cells] for row in back.tables[-1].rows] == [
        ["表4 · 3 · C", "请改正：DEPARTMENT_MISSING"]
    ]


def test_remarks_of_a_document_are_not_read_as_a_list() -> None:
    back = with_remarks(DOCUMENT.read_bytes(), [Problem("表4", 3, "C", "DEPARTMENT_MISSING")], spoken)
    read, sample = read_lists(back, "x"), read_lists(DOCUMENT, "x")
    assert codes(read) == []
    assert read.as_data()["lists"] == sample.as_data()["lists"]


@settings(max_examples=60, deadline=None)
@given(st.sampled_from([WORKBOOK, DOCUMENT]), st.integers(0, 10**6), st.binary(min_size=1, max_size=6))
def test_a_file_with_random_damage_is_read_or_refused_and_never_crashes(sample, at: int, noise: bytes) -> None:
    content = bytearray(sample.read_bytes())
    content[at % len(content) : at % len(content) + len(noise)] = noise
    read_or_refused(bytes(content))


@settings(max_examples=60, deadline=None)
@given(
    st.sampled_from(["xl/worksheets/sheet2.xml", "xl/workbook.xml", "xl/styles.xml"]),
    st.integers(0, 10**6),
    st.sampled_from('"<>&0xA9 /=r'),
)
def test_a_part_with_random_damage_is_read_or_refused_and_never_crashes(part: str, at: int, noise: str) -> None:
    stream = BytesIO()
    with zipfile.ZipFile(WORKBOOK) as old, zipfile.ZipFile(stream, "w") as new:
        for name in old.namelist():
            text = bytearray(old.read(name))
            if name == part:
                text[at % len(text)] = ord(noise)
            new.writestr(name, bytes(text))
    read_or_refused(stream.getvalue())


@settings(max_examples=60, deadline=None)
@given(
    st.sampled_from(["word/document.xml", "word/numbering.xml"]), st.integers(0, 10**6), st.sampled_from('"<>&0xA9 /=r')
)
def test_a_document_with_random_damage_is_read_or_refused_and_never_crashes(part: str, at: int, noise: str) -> None:
    stream = BytesIO()
    with zipfile.ZipFile(DOCUMENT) as old, zipfile.ZipFile(stream, "w") as new:
        for name in old.namelist():
            text = bytearray(old.read(name))
            if name == part:
                text[at % len(text)] = ord(noise)
            new.writestr(name, bytes(text))
    read_or_refused(stream.getvalue())


def read_or_refused(content: bytes) -> None:
    try:
        read = read_lists(content, "x")
        with_remarks(content, read.problems)
    except errors.FileRefused:
        return
    read.as_data()
