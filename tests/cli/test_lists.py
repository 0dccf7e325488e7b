"""`registry lists read`: what is told of a good file, of one with problems, and of one that is refused."""

import json
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest
from click.testing import CliRunner, Result

from registry.cli import main
from tests.files.making import BASIC, DOCUMENT, SUPPORTING, WORKBOOK, document_with, expected, workbook_with

Read = Callable[..., Result]


@pytest.fixture
def read(monkeypatch: pytest.MonkeyPatch) -> Read:
    """Runs `registry lists read …` where there is no database at all."""
    monkeypatch.setenv("REGISTRY_DATABASE_URL", "sqlite:////nowhere/at/all.sqlite3")
    monkeypatch.delenv("REGISTRY_LANGUAGE", raising=False)
    return lambda *words: CliRunner().invoke(main, ["lists", "read", *(str(word) for word in words)])


@pytest.fixture
def broken(tmp_path: Path) -> Path:
    """The sample workbook with an item that names no department, and one without a name."""

    def change(book) -> None:
        book[SUPPORTING]["C6"].value = None
        book[BASIC]["B22"].value = None

    file = tmp_path / "清单.xlsx"
    file.write_bytes(workbook_with(change))
    return file


@pytest.mark.parametrize("sample", [WORKBOOK, DOCUMENT], ids=lambda path: path.suffix)
def test_a_sample_is_told_part_by_part(read: Read, sample: Path) -> None:
    told = read(sample)
    assert told.exit_code == 0
    of = expected(sample)
    assert told.stdout.splitlines()[0].startswith(f"{sample.name} · {of['county']} · {of['township']}")
    for name, words in (("basic", "基本履职"), ("cooperate", "配合履职"), ("recall", "上级收回")):
        (line,) = [line for line in told.stdout.splitlines() if line.startswith(f"  {words}：")]
        assert f"{len(of['lists'][name]['items'])}行" in line
        declared = of["lists"][name].get("declared_count")
        assert f"文件写明{declared}项" in line if declared is not None else "没有写明项数" in line
    assert "没有须改正之处。" in told.stdout
    assert "请注意：" in told.stdout


@pytest.mark.parametrize("sample", [WORKBOOK, DOCUMENT], ids=lambda path: path.suffix)
def test_json_is_what_was_read(read: Read, sample: Path) -> None:
    told = read(sample, "--json")
    assert told.exit_code == 0
    assert json.loads(told.stdout) == expected(sample) | {"file": sample.name}


def test_the_answer_comes_in_english_too(read: Read, broken: Path) -> None:
    told = read(broken, "--lang", "en")
    assert told.exit_code == 1
    assert "supporting: " in told.stdout and "distinct" in told.stdout
    assert f"{SUPPORTING}, row 6, column C: No superior department is named. Please fill it in." in told.stdout


def test_problems_are_told_by_place_and_mend(read: Read, broken: Path) -> None:
    told = read(broken)
    assert told.exit_code == 1
    assert "须改正2处：" in told.stdout
    assert f"[DEPARTMENT_MISSING] {SUPPORTING}第6行C列：没有写明对应的上级部门，请补充。" in told.stdout
    problems = json.loads(read(broken, "--json").stdout)["problems"]
    assert [(p["sheet"], p["row"], p["column"], p["code"]) for p in problems] == [
        (BASIC, 22, "B", "NAME_MISSING"),
        (SUPPORTING, 6, "C", "DEPARTMENT_MISSING"),
    ]


def test_the_file_comes_back_with_remarks(read: Read, broken: Path, tmp_path: Path) -> None:
    out, before = tmp_path / "remarks.xlsx", broken.read_bytes()
    told = read(broken, "--remarks", out)
    assert told.exit_code == 1
    assert str(out) in told.stdout
    assert openpyxl.load_workbook(out)[SUPPORTING]["F6"].value == "C6: 没有写明对应的上级部门，请补充。"
    assert broken.read_bytes() == before
    again = read(out)
    assert again.exit_code == 1
    assert again.stdout.splitlines()[1:] == read(broken).stdout.splitlines()[1:]


def test_a_document_comes_back_with_remarks_too(read: Read, tmp_path: Path) -> None:
    file, out = tmp_path / "notice.docx", tmp_path / "remarks.docx"

    def change(document) -> None:
        for row in document.tables[-1].rows[1:]:
            row.cells[1].text = ""

    file.write_bytes(document_with(change))
    told = read(file, "--remarks", out)
    assert told.exit_code == 1
    assert out.read_bytes() != file.read_bytes()
    assert read(out).exit_code == 1


def test_a_file_without_problems_gets_no_remarks(read: Read, tmp_path: Path) -> None:
    out = tmp_path / "remarks.xlsx"
    assert read(WORKBOOK, "--remarks", out).exit_code == 0
    assert not out.exists()


def test_remarks_never_replace_the_file_and_say_where_they_cannot_be_written(
    read: Read, broken: Path, tmp_path: Path
) -> None:
    before = broken.read_bytes()
    link = tmp_path / "link.xlsx"
    link.symlink_to(broken)
    for out in (broken, link, tmp_path / "none" / "remarks.xlsx", tmp_path):
        told = read(broken, "--remarks", out)
        assert told.exit_code == 2
        assert told.stderr.startswith("FILE_NOT_WRITTEN: ")
        assert len(told.stderr.strip().splitlines()) == 1
    assert broken.read_bytes() == before
    assert read(WORKBOOK, broken, "--remarks", tmp_path / "x.xlsx").exit_code == 2


def test_a_bad_file_is_refused_in_one_sentence_with_a_public_code(read: Read, tmp_path: Path) -> None:
    bad = tmp_path / "清单.xlsx"
    bad.write_bytes(b"%PDF-1.7\n...")
    told = read(bad)
    assert told.exit_code == 2
    assert told.stdout == ""
    assert (
        told.stderr == "FILE_FORMAT_REFUSED: “清单.xlsx”不是.xlsx或者.docx文件，请把清单另存为.xlsx或者.docx后再试。\n"
    )
    error = json.loads(read(bad, "--json").stdout)["error"]
    assert (error["code"], error["facts"]["found"]) == ("FILE_FORMAT_REFUSED", "PDF")
    for missing in (tmp_path / "none.xlsx", tmp_path, "/dev/zero"):
        assert read(missing).stderr.startswith("FILE_UNREADABLE: ")


def test_of_several_files_the_worst_counts(read: Read, broken: Path, tmp_path: Path) -> None:
    assert read(WORKBOOK, DOCUMENT).exit_code == 0
    assert read(WORKBOOK, broken).exit_code == 1
    told = read(tmp_path / "none.xlsx", broken, DOCUMENT)
    assert told.exit_code == 2
    assert "须改正2处：" in told.stdout and DOCUMENT.name in told.stdout
    as_json = json.loads(read(tmp_path / "none.xlsx", DOCUMENT, "--json").stdout)
    assert as_json[0]["error"]["code"] == "FILE_UNREADABLE" and as_json[1]["file"] == DOCUMENT.name


def test_what_a_terminal_would_obey_is_not_printed(read: Read, tmp_path: Path) -> None:
    def change(book) -> None:
        book[BASIC].title = "基本履职\x9b31m\u202e"
        book["基本履职\x9b31m\u202e"]["B22"].value = None

    file = tmp_path / "x.xlsx"
    file.write_bytes(workbook_with(change))
    told = read(file)
    assert told.exit_code == 1
    assert not any(mark in told.stdout for mark in "\x9b\x1b\u202e")


def test_an_unexpected_failure_never_reads_as_problems(read: Read, monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(_: object) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr("registry.cli.lists.read_lists", fails)
    assert read(WORKBOOK).exit_code == 2


def test_its_help_says_that_it_reads_and_checks_only(read: Read) -> None:
    shown = " ".join(read("--help").stdout.split())
    assert "reads and checks only" in shown and "lists import" in shown
