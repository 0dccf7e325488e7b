"""`registry lists import`: a dry run is refused where the real one would be, and remarks never replace the file."""

from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from flask import Flask

from registry.cli import main
from tests.files.making import reclaimed, sheet, supporting

PLACE = "620102001000"
TAKEN = ["序号", "事项名称", "承接部门", "工作方式"]
Run = Callable[..., Result]


@pytest.fixture
def run(app: Flask, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Runs `registry lists import FILE --place …` on the same database."""
    monkeypatch.setenv("REGISTRY_DATABASE_URL", app.config["SETTINGS"].database_url)
    monkeypatch.setenv("REGISTRY_FOLDER", app.config["SETTINGS"].folder)
    return lambda *words: CliRunner().invoke(main, ["lists", "import", *map(str, words), "--place", PLACE])


def test_remarks_never_take_the_place_of_the_file(run: Run, tmp_path: Path) -> None:
    file = tmp_path / "清单.xlsx"
    file.write_bytes(reclaimed([1, "登记", "", "由其登记"], header=TAKEN))
    before = file.read_bytes()
    assert run(file, "--remarks", file).exit_code == 2
    assert file.read_bytes() == before
    assert run(file, "--remarks", tmp_path / "给您.xlsx").exit_code == 1
    assert sorted(path.name for path in tmp_path.glob("*.xlsx")) == ["清单.xlsx", "给您.xlsx"]


def test_several_files_come_back_with_remarks_in_a_folder_each_under_its_own_name(run: Run, tmp_path: Path) -> None:
    taken, own, fine = tmp_path / "收回.xlsx", tmp_path / "基本.xlsx", tmp_path / "配合.xlsx"
    taken.write_bytes(reclaimed([1, "登记", "", "由其登记"], header=TAKEN))
    own.write_bytes(sheet(["序号", "事项名称"], [1, "抓党建"], [2, "同第1项"]))
    fine.write_bytes(supporting([1, "防火", "城关区水务局", "统筹", "巡查"]))
    out = tmp_path / "给您"
    told = run(taken, own, fine, "--remarks", out)
    assert told.exit_code == 1, told.output
    assert sorted(path.name for path in out.iterdir()) == ["基本.xlsx", "收回.xlsx"]
    assert [str(out / name) in told.output for name in ("收回.xlsx", "基本.xlsx", "配合.xlsx")] == [True, True, False]
    assert run(taken, own, "--remarks", taken).exit_code == 2
    before = taken.read_bytes()
    assert run(taken, own, "--remarks", tmp_path).exit_code == 2
    assert taken.read_bytes() == before
    (tmp_path / "又").mkdir()
    same = tmp_path / "又" / taken.name
    same.write_bytes(before)
    assert run(taken, same, "--remarks", out).exit_code == 2


@pytest.mark.parametrize(
    "wanted",
    [
        ("--corrects", "ED-NONE-0001"),
        ("--number", "不是文号"),
        ("--as", "zhou"),
        ("--as", "nobody"),
        ("--as", "wang", "--publish", "--reviewed-by", "zhou", "--number", "城政办发〔2026〕31号"),
        ("--as", "wang", "--publish", "--reviewed-by", "nobody", "--number", "城政办发〔2026〕31号"),
    ],
)
def test_a_dry_run_is_refused_where_the_real_one_would_be(run: Run, tmp_path: Path, wanted: tuple[str, ...]) -> None:
    file = tmp_path / "清单.xlsx"
    file.write_bytes(reclaimed([1, "登记", "城关区水务局", "由其登记"], header=TAKEN))
    for dry in ((), ("--dry-run",)):
        assert run(file, *wanted, *dry).exit_code == 2
    assert run(file, "--dry-run").exit_code == 0


def test_what_was_left_out_of_a_row_is_told_where_it_stands(run: Run, tmp_path: Path) -> None:
    file = tmp_path / "配合.xlsx"
    file.write_bytes(supporting([1, "防火", "城关区水务局、城关区教育局", "联合检查", "巡查"]))
    told = run(file, "--dry-run", "--lang", "zh")
    assert told.exit_code == 0, told.output
    assert "请注意：Sheet1第3行：" in told.output
