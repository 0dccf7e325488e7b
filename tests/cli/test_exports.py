"""`registry lists export`, and what `registry lists read` says of files that are none of its."""

from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from flask import Flask

from registry.cli import main
from registry.files.reading import read_lists
from tests.files.test_refused import old_office

Run = Callable[..., Result]
CODE = "620102001000"


@pytest.fixture
def run(app: Flask, database_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    monkeypatch.setenv("REGISTRY_DATABASE_URL", database_url)
    monkeypatch.setenv("REGISTRY_FOLDER", str(tmp_path / "kept"))
    monkeypatch.delenv("REGISTRY_LANGUAGE", raising=False)
    (tmp_path / "kept").mkdir()
    (tmp_path / "out").mkdir()
    monkeypatch.chdir(tmp_path / "out")
    return lambda *words: CliRunner().invoke(main, ["lists", *(str(word) for word in words)])


@pytest.mark.parametrize("form", ["xlsx", "docx", "csv", "json"])
def test_a_township_is_exported_and_checked_again(run: Run, form: str) -> None:
    told = run("export", "--place", CODE, "--format", form, "--out", f"x.{form}", "--on", "2025-06-01")
    assert (told.exit_code, told.output) == (0, f"已写入x.{form}：1个乡镇（街道）的清单。\n")
    checked = run("read", f"x.{form}")
    assert checked.exit_code == 0
    assert f"x.{form} · 城关区 · 酒泉路街道 · 示例清单〔2024〕1号 · 2025-01-01" in checked.output


def test_a_county_names_who_keeps_no_list(run: Run, tmp_path: Path) -> None:
    told = run("export", "--place", "620102000000", "--format", "json")
    assert told.exit_code == 0
    assert "农场、矿区、园区一类单位，不编制清单。" in told.output
    (made,) = (tmp_path / "out").iterdir()
    assert made.name.startswith("620102000000_城关区_履职清单_")


def test_a_township_without_a_list_is_told(run: Run, tmp_path: Path) -> None:
    told = run("export", "--place", CODE, "--on", "2001-01-01")
    assert (told.exit_code, "NOT_FOUND" in told.output) == (1, True)
    assert list((tmp_path / "out").iterdir()) == []


def test_a_file_that_is_there_is_replaced_only_by_force(run: Run, tmp_path: Path) -> None:
    to = tmp_path / "x.csv"
    to.write_text("mine")
    told = run("export", "--place", CODE, "--format", "csv", "--out", to)
    assert (told.exit_code, to.read_text()) == (1, "mine")
    assert "FILE_THERE" in told.output
    assert run("export", "--place", CODE, "--format", "csv", "--out", to, "--force").exit_code == 0
    assert read_lists(to).township == "酒泉路街道"


def test_a_name_that_says_another_form_is_refused(run: Run) -> None:
    told = run("export", "--place", "620000000000", "--out", "x.xlsx")
    assert told.exit_code == 2
    assert ".zip" in told.output


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("x.xls", old_office("Workbook"), "另存为.xlsx或者.docx"),
        ("x.doc", old_office("WordDocument"), "另存为.xlsx或者.docx"),
        ("x.csv", "序号,事项名称\n1,开展\n".encode("gbk"), "请用Excel打开，另存为.xlsx"),
        ("x.json", b'{"a": 1}', "请用Excel打开，另存为.xlsx"),
        ("x.xlsx", b"", "空文件"),
        ("x", None, "打不开"),
    ],
)
def test_a_file_of_another_kind_is_told_in_one_sentence(
    tmp_path: Path, name: str, content: bytes | None, said: str
) -> None:
    file = tmp_path / name
    file.mkdir() if content is None else file.write_bytes(content)
    told = CliRunner().invoke(main, ["lists", "read", str(file)])
    assert told.exit_code == 2
    assert said in told.output
    assert len(told.output.splitlines()) == 1
