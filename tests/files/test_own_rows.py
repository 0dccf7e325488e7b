"""Files that we wrote and a clerk then worked on: untouched rows stay to the letter, changed ones keep their id."""

import csv
from collections.abc import Callable
from dataclasses import replace
from io import BytesIO, StringIO
from typing import Any

import docx
import openpyxl
import pytest

from registry.domain.duties import Duty, DutyTier, Share
from registry.files import errors
from registry.files.document_out import write_document
from registry.files.json_out import write_json
from registry.files.lists import Problem
from registry.files.reading import read_lists
from registry.files.remarks import with_remarks
from registry.files.tables_out import HEADER, write_table
from registry.files.workbook_out import write_workbook
from tests.files.lists_out import again, list_out
from tests.files.making import codes, saved

BASIC = Duty("CG-0001", DutyTier.BASIC, 1, "党的建设", "合计。")
SECOND = Duty("CG-0002", DutyTier.BASIC, 2, "党的建设", "做好党员教育管理")
SHARED = Duty(
    *("CG-0049", DutyTier.SUPPORTING, 1, "平安法治", "校园周边治理"),
    shares=(Share("U-EDU", "县教育局", ("牵头检查", "指导学校")), Share("U-POLICE", "县公安局", ("维护秩序",))),
    township_share=("协助摸排", "上报隐患"),
)
TAKEN = Duty(
    "CG-0070", DutyTier.RECLAIMED, 1, "", "消防验收", taken_over_by="县住房和城乡建设局", way_of_working="=办理"
)
LIST = list_out(BASIC, SECOND, SHARED, TAKEN)


def written(write: Callable[..., object], one: object = LIST) -> bytes:
    stream = BytesIO()
    write(one, stream)
    return stream.getvalue()


def workbook_with(change: Callable[[Any], object]) -> bytes:
    book = openpyxl.load_workbook(BytesIO(written(write_workbook)))
    change(book)
    return saved(book)


def table_with(change: Callable[[list[list[str]]], object]) -> bytes:
    text = written(write_table, [LIST]).decode("utf-8-sig")
    lines = list(csv.reader(StringIO(text, newline="")))
    change(lines)
    stream = StringIO(newline="")
    csv.writer(stream).writerows(lines)
    return stream.getvalue().encode("gb18030")


def test_saved_again_by_another_program_nothing_is_lost() -> None:
    assert again(read_lists(workbook_with(lambda book: None))) == LIST.duty_list.duties
    made = docx.Document(BytesIO(written(write_document)))
    assert again(read_lists(saved(made))) == LIST.duty_list.duties
    assert again(read_lists(table_with(lambda lines: None))) == LIST.duty_list.duties


def test_a_row_that_a_clerk_changed_is_read_as_typed_and_keeps_its_id() -> None:
    def change(book: Any) -> None:
        book["基本履职事项清单"]["B7"].value = "做好党员教育、\n管理和服务。"
        book["配合履职事项清单"]["C6"].value = "县教育局、县卫生健康局"

    duties = again(read_lists(workbook_with(change)))
    assert (duties[1].code, duties[1].matter) == ("CG-0002", "做好党员教育、管理和服务")
    assert duties[0] == BASIC
    shared = duties[2]
    assert shared.code == "CG-0049"
    assert [share.department for share in shared.shares] == ["县教育局", "县卫生健康局", "县公安局"]
    assert (shared.shares[0].duties, shared.township_share) == (("牵头检查", "指导学校"), ("协助摸排", "上报隐患"))


def test_a_row_that_a_clerk_added_is_a_new_row_without_an_id() -> None:
    duties = again(read_lists(workbook_with(lambda book: book["基本履职事项清单"].append([3, "做好党务公开。"]))))
    assert [(d.number, d.code, d.matter, d.category) for d in duties if d.tier is DutyTier.BASIC] == [
        (1, "CG-0001", "合计。", "党的建设"),
        (2, "CG-0002", "做好党员教育管理", "党的建设"),
        (3, "BASIC:做好党务公开", "做好党务公开", "党的建设"),
    ]


def test_a_line_added_under_one_of_our_rows_belongs_to_it() -> None:
    def change(book: Any) -> None:
        book["配合履职事项清单"].append([None, None, "县卫生健康局", "负责卫生监督。"])

    def without_blank(book: Any) -> None:
        book["配合履职事项清单"].delete_rows(8)
        change(book)

    shared = next(d for d in again(read_lists(workbook_with(without_blank))) if d.tier is DutyTier.SUPPORTING)
    assert [share.department for share in shared.shares] == ["县教育局", "县公安局", "县卫生健康局"]
    assert (shared.code, shared.shares[2].duties) == ("CG-0049", ("负责卫生监督",))


def test_a_category_that_a_clerk_renamed_is_the_new_name_and_the_rows_keep_their_ids() -> None:
    def change(book: Any) -> None:
        book["基本履职事项清单"]["A5"].value = "一、基层党建（2项）"

    duties = again(read_lists(workbook_with(change)))
    assert [(d.category, d.code, d.matter) for d in duties[:2]] == [
        ("基层党建", "CG-0001", "合计。"),
        ("基层党建", "CG-0002", "做好党员教育管理"),
    ]


def test_a_row_struck_through_or_deleted_is_gone() -> None:
    def change(book: Any) -> None:
        book["基本履职事项清单"].delete_rows(7)

    read = read_lists(workbook_with(change))
    assert again(read) == (BASIC, SHARED, TAKEN)
    assert "TITLE_COUNT" in [warning.code for warning in read.all_warnings]


def test_a_row_that_was_copied_whole_is_a_problem_with_its_place() -> None:
    def change(book: Any) -> None:
        sheet = book["基本履职事项清单"]
        sheet.append([cell.value for cell in sheet[7]])

    read = read_lists(workbook_with(change))
    assert codes(read) == ["NUMBER_REPEATED", "CODE_REPEATED"]
    assert [(problem.row, problem.facts["other_row"]) for problem in read.problems] == [(8, 7), (8, 7)]


def test_a_table_of_ours_that_a_clerk_worked_on_is_read_row_by_row() -> None:
    def change(lines: list[list[str]]) -> None:
        matter = HEADER.index("事项名称")
        lines[2][matter] = "做好党员教育管理和服务"
        lines.append([*lines[2][:6], "基本履职", "党的建设", "3", "做好党务公开", *[""] * 6])

    duties = again(read_lists(table_with(change)))
    assert [(d.code, d.matter) for d in duties if d.tier is DutyTier.BASIC] == [
        ("CG-0001", "合计。"),
        ("CG-0002", "做好党员教育管理和服务"),
        ("BASIC:做好党务公开", "做好党务公开"),
    ]
    assert duties[3:] == (SHARED, TAKEN)


def test_problems_in_a_table_of_ours_come_back_in_a_column_that_is_passed_by() -> None:
    def change(lines: list[list[str]]) -> None:
        lines[2][HEADER.index("事项名称")] = ""

    content = table_with(change)
    (problem,) = read_lists(content).problems
    assert (problem.row, problem.code) == (3, "NAME_MISSING")
    back = with_remarks(content, [problem], name="清单.csv")
    lines = list(csv.reader(StringIO(back.decode("utf-8-sig"), newline="")))
    assert (lines[0][-1], lines[2][-1][:1] != "") == ("导入提示", True)
    assert read_lists(back).problems == (problem,)


@pytest.mark.parametrize("written_as", [write_workbook, write_document, "csv"])
def test_a_list_may_say_the_heading_of_our_remarks_in_any_cell(written_as: Any) -> None:
    said = "导入提示"
    whole = list_out(
        Duty("CG-0001", DutyTier.BASIC, 1, said, said),
        Duty("CG-0002", DutyTier.SUPPORTING, 1, said, "校园周边治理", shares=(Share(None, said, (said,)),)),
        Duty(
            "CG-0003", DutyTier.SUPPORTING, 2, said, said, shares=(Share(None, "县乙局", ()),), township_share=(said,)
        ),
        Duty("CG-0004", DutyTier.RECLAIMED, 1, "", "消防验收", taken_over_by=said, way_of_working=said),
    )
    content = written(write_table, [whole]) if written_as == "csv" else written(written_as, whole)
    assert again(read_lists(content)) == whole.duty_list.duties


def test_remarks_in_a_list_that_says_their_heading_are_passed_by_and_the_list_is_not() -> None:
    whole = list_out(replace(BASIC, matter="导入提示"), SECOND, SHARED, TAKEN)
    for write in (write_workbook, write_document):
        content = written(write, whole)
        where = "表1" if write is write_document else "基本履职事项清单"
        back = with_remarks(content, [Problem(where, 3, "B", "NAME_MISSING")])
        assert back != content and again(read_lists(back)) == whole.duty_list.duties
    table = with_remarks(written(write_table, [whole]), [Problem("CSV", 2, "J", "NAME_MISSING")], name="清单.csv")
    assert again(read_lists(table)) == whole.duty_list.duties


def test_lists_of_several_townships_are_not_taken_for_one() -> None:
    other = list_out(BASIC, place=None)
    with pytest.raises(errors.SeveralListsInFile):
        read_lists(written(write_json, [LIST, other]))


@pytest.mark.parametrize("change", [('"number": 1', '"number": "一"'), ('"tier": "BASIC"', '"tier": "X"'), ("}]", "}")])
def test_json_that_is_not_as_we_write_it_is_refused_with_its_place(change: tuple[str, str]) -> None:
    text = written(write_json, [LIST]).decode().replace(*change)
    with pytest.raises(errors.FileDamaged):
        read_lists(text.encode())
