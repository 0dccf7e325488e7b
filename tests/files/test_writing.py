"""What the files look like that we write, for whom, and that there is never half of one."""

import csv
import gc
import json
import tempfile
import zipfile
from collections.abc import Iterator
from io import BytesIO, StringIO
from pathlib import Path

import docx
import openpyxl
import pytest
from docx.oxml.ns import qn

from registry.domain.divisions import Level
from registry.domain.duties import Duty, DutyTier, Edition, Share
from registry.files import errors
from registry.files.layout import ListOut, NotListed, Unlisted
from registry.files.reading import read_lists
from registry.files.tables_out import escaped, unescaped
from registry.files.workbook_out import LONGEST_SHEET_NAME, sheet_name, write_county
from registry.files.writing import content_of, file_name, write_lists
from tests.files.lists_out import EDITION, NASTY, again, list_out, township

DUTIES = (
    Duty("CG-0001", DutyTier.BASIC, 1, "党的建设", '=HYPERLINK("http://x","做好党员教育")'),
    Duty("CG-0002", DutyTier.BASIC, 2, "经济发展", "开展统计调查"),
    Duty(
        *("CG-0049", DutyTier.SUPPORTING, 1, "平安法治", "校园周边治理"),
        shares=(Share("U-EDU", "县教育局", ("牵头检查", "指导学校")), Share("U-POLICE", "县公安局", ("维护秩序",))),
        township_share=("协助摸排", "上报隐患"),
    ),
    Duty(
        "CG-0070", DutyTier.RECLAIMED, 1, "", "消防验收", taken_over_by="县住房和城乡建设局", way_of_working="自行办理"
    ),
)
LIST = list_out(*DUTIES)
OTHER = ListOut(township("620199101000", "白石镇"), LIST.duty_list)
FAR = ListOut(township("620198100000", "长宁镇", "长宁县"), LIST.duty_list)
FARM = Unlisted(township("620199400000", "安和农场"), NotListed.PSEUDO)
NONE = Unlisted(township("620199102000", "红柳乡"), NotListed.NO_EDITION)


def test_a_workbook_has_the_published_columns_and_its_categories_across() -> None:
    book = openpyxl.load_workbook(BytesIO(content_of(LIST, "xlsx")))
    assert book.sheetnames == ["基本履职事项清单", "配合履职事项清单", "上级部门收回事项清单"]
    basic, supporting, reclaimed = book
    assert basic["A1"].value == "安和县青山镇基本履职事项清单（示例）（共2项）"
    assert [cell.value for cell in basic[4]][:2] == ["序号", "事项名称"]
    published = ["序号", "配合事项", "对应上级部门", "上级部门职责", "乡镇（街道）配合职责"]
    assert [cell.value for cell in supporting[4]][:5] == published
    assert [cell.value for cell in reclaimed[4]][:4] == ["序号", "事项名称", "承接部门", "工作方式"]
    assert (basic["A5"].value, "A5:B5" in [str(a) for a in basic.merged_cells.ranges]) == ("一、党的建设（1项）", True)
    assert supporting["D6"].value == "1.牵头检查\n2.指导学校"
    assert basic.column_dimensions["C"].hidden
    assert basic.print_title_rows == "$4:$4"


def test_what_begins_like_a_formula_is_text() -> None:
    book = openpyxl.load_workbook(BytesIO(content_of(LIST, "xlsx")))
    cell = book["基本履职事项清单"]["B6"]
    assert (cell.value, cell.data_type, cell.number_format) == (DUTIES[0].matter, "s", "@")
    assert again(read_lists(content_of(LIST, "xlsx"))) == DUTIES


def test_a_document_is_an_annex_with_headers_that_repeat_and_numbered_pages() -> None:
    made = docx.Document(BytesIO(content_of(LIST, "docx")))
    section = made.sections[0]
    assert section.page_width > section.page_height
    assert section.header.paragraphs[0].text == "青山镇履行职责事项清单（示例）"
    assert [f.get(qn("w:instr")) for f in section.footer._element.iter(qn("w:fldSimple"))] == ["PAGE", "NUMPAGES"]
    said = [p.text for p in made.paragraphs]
    assert said[:3] == ["安和县青山镇基本履职事项清单（示例）（共2项）", "安编〔2025〕8号", "生效日期：2025年3月1日"]
    assert len(made.tables) == 3
    assert all(t.rows[0]._tr.find(f"{qn('w:trPr')}/{qn('w:tblHeader')}") is not None for t in made.tables)
    assert made.tables[0].rows[1].cells[0].paragraphs[0].runs[0].text == "一、党的建设（1项）"


def test_an_edition_that_is_no_sample_says_nothing_of_samples() -> None:
    real = Edition(EDITION.code, EDITION.township, "安编〔2025〕8号", EDITION.effective_on, EDITION.recorded_at)
    made = docx.Document(BytesIO(content_of(list_out(*DUTIES, edition=real), "docx")))
    assert "示例" not in made.sections[0].header.paragraphs[0].text + made.paragraphs[0].text


def test_a_table_opens_in_excel_in_chinese_and_runs_no_formula() -> None:
    content = content_of(LIST, "csv")
    assert content.startswith(b"\xef\xbb\xbf")
    lines = list(csv.reader(StringIO(content.decode("utf-8-sig"), newline="")))
    cells = [cell for line in lines for cell in line]
    assert not [cell for cell in cells if cell.startswith(tuple("=+-@＝＋－＠\t\r"))]
    assert f"'{DUTIES[0].matter}" in cells
    assert "'620199100000" in cells


@pytest.mark.parametrize("text", [*NASTY, "\t=1", "\r+1", "123456789012", "12345678901", ""])
def test_what_is_escaped_is_unescaped_to_the_same(text: str) -> None:
    assert unescaped(escaped(text)) == text
    assert not escaped(text).startswith(tuple("=+-@＝＋－＠\t\r"))


def test_a_text_too_long_for_a_cell_is_refused_and_fits_everywhere_else() -> None:
    long = list_out(
        Duty("R-1", DutyTier.RECLAIMED, 1, "", "消防验收", taken_over_by="县局", way_of_working="办" * 40_000)
    )
    with pytest.raises(errors.CellTooLong) as refused:
        content_of(long, "xlsx")
    assert refused.value.facts == {"matter": "消防验收", "length": 40_000, "longest": 32_767}
    for form in ("docx", "csv", "json"):
        assert again(read_lists(content_of(long, form), f"x.{form}")) == long.duty_list.duties


def test_sheet_names_are_such_as_excel_takes() -> None:
    taken: set[str] = set()
    names = [
        sheet_name(name, taken) for name in ("青山镇", "青山镇", "a/b:c*?[]'", "History", "镇" * 60, "镇" * 60, "")
    ]
    assert names[:4] == ["青山镇", "青山镇（2）", "abc", "清单"]
    assert len(set(names)) == len(names)
    assert all(0 < len(name) <= LONGEST_SHEET_NAME for name in names)


# A county, a province
# ----------------------------------------------------------------------------------------------------------------------


def written(tmp_path: Path, form: str, level: Level, *lists: ListOut | Unlisted, end: str = "") -> Path:
    to = tmp_path / f"out.{end or form}"
    write_lists(lists, form, level, to)
    return to


def test_a_county_is_a_workbook_with_an_index_and_a_sheet_for_each_township(tmp_path: Path) -> None:
    book = openpyxl.load_workbook(written(tmp_path, "xlsx", Level.COUNTY, LIST, OTHER, NONE, FARM))
    assert book.sheetnames == ["目录", "青山镇", "白石镇"]
    rows = [[cell.value for cell in row] for row in book["目录"]]
    assert rows[1][1:] == ["青山镇", "620199100000", "安编〔2025〕8号", "2025-03-01", 2, 1, 1, "示例"]
    assert [(row[1], row[-1]) for row in rows[3:]] == [
        ("红柳乡", "没有生效的清单"),
        ("安和农场", "农场、矿区、园区一类单位，不编制清单"),
    ]
    del book["目录"], book["白石镇"]
    stream = BytesIO()
    book.save(stream)
    assert again(read_lists(stream.getvalue())) == DUTIES


def test_a_province_is_an_archive_of_county_workbooks_with_an_index(tmp_path: Path) -> None:
    with zipfile.ZipFile(written(tmp_path, "xlsx", Level.PROVINCE, LIST, OTHER, FARM, FAR, end="zip")) as archive:
        assert archive.namelist() == ["620199_安和县.xlsx", "620198_长宁县.xlsx", "目录.csv"]
        assert openpyxl.load_workbook(archive.open("620198_长宁县.xlsx")).sheetnames == ["目录", "长宁镇"]
        index = list(csv.reader(StringIO(archive.read("目录.csv").decode("utf-8-sig"))))
        assert [line[1] for line in index] == ["乡镇（街道）", "青山镇", "白石镇", "安和农场", "长宁镇"]


def test_the_documents_of_a_county_are_an_archive_one_for_each_township(tmp_path: Path) -> None:
    with zipfile.ZipFile(written(tmp_path, "docx", Level.COUNTY, LIST, NONE, OTHER, end="zip")) as archive:
        files = ["620199_安和县/620199100000_青山镇.docx", "620199_安和县/620199101000_白石镇.docx", "目录.csv"]
        assert archive.namelist() == files
        assert again(read_lists(archive.read(files[1]))) == DUTIES


def test_the_json_of_a_county_names_who_has_no_list(tmp_path: Path) -> None:
    told = json.loads(written(tmp_path, "json", Level.COUNTY, LIST, NONE, OTHER).read_text(encoding="utf-8"))
    assert (told["format"], told["version"]) == ("township-lists", 1)
    assert [one["place"]["code"] for one in told["lists"]] == ["620199100000", "620199101000"]
    assert told["unlisted"] == [{"code": "620199102000", "name": "红柳乡", "reason": "NO_EDITION"}]
    assert list(told["lists"][0]["duties"][2]["shares"][0]) == ["unit", "department", "duties"]


def test_the_table_of_a_county_has_every_township_below_the_other(tmp_path: Path) -> None:
    text = written(tmp_path, "csv", Level.COUNTY, LIST, OTHER).read_text(encoding="utf-8-sig")
    assert [line[1] for line in csv.reader(StringIO(text))][1:] == ["青山镇"] * 5 + ["白石镇"] * 5


# Never half a file
# ----------------------------------------------------------------------------------------------------------------------


def test_a_file_that_is_there_is_not_replaced_unasked(tmp_path: Path) -> None:
    to = tmp_path / "x.json"
    to.write_text("mine")
    with pytest.raises(errors.FileThere):
        write_lists([LIST], "json", Level.TOWNSHIP, to)
    assert to.read_text() == "mine"
    write_lists([LIST], "json", Level.TOWNSHIP, to, replace=True)
    assert again(read_lists(to)) == DUTIES
    assert [path.name for path in tmp_path.iterdir()] == ["x.json"]


def test_what_stops_half_way_leaves_nothing_and_what_was_there_stays(tmp_path: Path) -> None:
    def lists() -> Iterator[ListOut]:
        yield LIST
        raise KeyboardInterrupt

    to = tmp_path / "x.csv"
    to.write_text("mine")
    with pytest.raises(KeyboardInterrupt):
        write_lists(lists(), "csv", Level.COUNTY, to, replace=True)
    assert (to.read_text(), len(list(tmp_path.iterdir()))) == ("mine", 1)
    with pytest.raises(KeyboardInterrupt):
        write_lists(lists(), "csv", Level.COUNTY, tmp_path / "y.csv")
    assert len(list(tmp_path.iterdir())) == 1


@pytest.mark.filterwarnings("error::pytest.PytestUnraisableExceptionWarning")
@pytest.mark.parametrize("breaks_off_at", [0, 1, 2])
def test_a_workbook_that_breaks_off_leaves_no_sheet_open_and_no_file_behind(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, breaks_off_at: int
) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))  # where openpyxl keeps the sheets meanwhile

    def lists() -> Iterator[ListOut]:
        yield from (LIST, OTHER)[:breaks_off_at]
        raise GeneratorExit

    with pytest.raises(GeneratorExit):
        write_county(lists(), BytesIO())
    gc.collect()
    assert list(tmp_path.iterdir()) == []


def test_a_name_taken_while_writing_is_not_replaced(tmp_path: Path) -> None:
    to = tmp_path / "x.csv"

    def lists() -> Iterator[ListOut]:
        yield LIST
        to.write_text("somebody else's")

    with pytest.raises(errors.FileThere):
        write_lists(lists(), "csv", Level.COUNTY, to)
    assert to.read_text() == "somebody else's"


def test_a_folder_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(errors.CannotWriteThere):
        write_lists([LIST], "csv", Level.TOWNSHIP, tmp_path / "none" / "x.csv")


def test_files_are_named_after_place_day_and_form() -> None:
    assert file_name(LIST.place, "xlsx", "2025-03-01") == "620199100000_青山镇_履职清单_2025-03-01.xlsx"
    assert file_name(FAR.place, "csv", "2025-03-01").endswith(".csv")
