"""`registry lists import`: a dry run is refused where the real one would be, and remarks never replace the file."""

import json
from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from flask import Flask
from sqlalchemy import select

from registry.cli import main
from registry.domain import errors
from registry.domain.duties import DutyTier
from registry.domain.editions import DraftStatus
from registry.services import duties, editions
from registry.services.people import actor_called
from registry.store.base import db
from registry.store.editions import DraftRecord
from tests.files.making import reclaimed, sheet, supporting
from tests.files.test_messy import book
from tests.services.test_publishing import published

PLACE, NEIGHBOUR, COUNTY = "620102001000", "620102002000", "620102000000"
TAKEN = ["序号", "事项名称", "承接部门", "工作方式"]
BASIC_PART = (["清水河镇基本履职事项清单"], ["序号", "事项名称"], [1, "抓党建"])
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


def test_who_took_a_matter_back_is_looked_up_among_the_units_and_told_where_there_is_none(
    run: Run, tmp_path: Path
) -> None:
    file = tmp_path / "收回.xlsx"
    rows = [1, "登记", "县外星局", "由其登记"], [2, "检查", "城关区水务局（牵头）、县天文局", "联合检查"]
    file.write_bytes(reclaimed(*rows, header=TAKEN))
    told = run(file, "--dry-run", "--json")
    assert told.exit_code == 0, told.output
    assert json.loads(told.output)["unknown_departments"] == ["县外星局", "县天文局"]


def test_a_part_that_the_file_says_is_empty_is_empty_and_one_not_filled_in_keeps_its_rows(
    run: Run, tmp_path: Path
) -> None:
    before = duties.edition_called("ED-620102001-2026").duties
    kept = len(before) - sum(row.tier is DutyTier.RECLAIMED for row in before)
    assert kept < len(before)
    said, bare = tmp_path / "无.xlsx", tmp_path / "未填.xlsx"
    said.write_bytes(reclaimed([None, "无"], header=TAKEN))
    bare.write_bytes(book(("收回", (["清水河镇上级部门收回事项清单"], TAKEN)), ("基本", BASIC_PART)))
    told = run(said, "--dry-run", "--json")
    assert told.exit_code == 0, told.output
    assert json.loads(told.output)["rows"] == kept
    told = run(bare, "--dry-run", "--json")
    assert told.exit_code == 0, told.output
    basic = sum(row.tier is DutyTier.BASIC for row in before)
    assert json.loads(told.output)["rows"] == len(before) - basic + 1


def county_import(run: Run, file: Path, *more: str) -> Result:
    """The county's master imported and published in one go."""
    paper = ("--publish", "--as", "sun", "--reviewed-by", "zhou", "--number", "城政办发〔2026〕60号", "--lang", "zh")
    return run(file, *paper, "--effective", "2026-11-23", *more)


@pytest.fixture
def run_county(run: Run, monkeypatch: pytest.MonkeyPatch) -> Run:
    """The same for the county."""
    return lambda *words: CliRunner().invoke(main, ["lists", "import", *map(str, words), "--place", COUNTY])


def drafts_open() -> list[str]:
    """The drafts that wait for somebody."""
    closed = (DraftStatus.PUBLISHED.value, DraftStatus.WITHDRAWN.value)
    db.session.rollback()
    return [one.code for one in db.session.scalars(select(DraftRecord)) if one.status not in closed]


def test_a_dry_run_of_a_master_is_refused_where_it_would_leave_a_township_without_duties(
    run_county: Run, tmp_path: Path
) -> None:
    sun, zhou, now = actor_called("sun"), actor_called("zhou"), datetime.now(UTC)
    assert sun and zhou
    rows = duties.edition_called("ED-620102001-2026").duties
    desks = {"desks": (sun, zhou), "now": now}
    published(COUNTY, rows, effective_on=date(2026, 3, 1), number="城政办发〔2026〕51号", **desks)
    published(NEIGHBOUR, rows[:1], effective_on=date(2026, 4, 1), number="城政办发〔2026〕52号", **desks)
    file = tmp_path / "母版.xlsx"
    file.write_bytes(sheet(["序号", "事项名称"], *([at, row.matter] for at, row in enumerate(rows[1:9], start=1))))
    for dry in (("--dry-run",), ()):
        told = county_import(run_county, file, *dry)
        assert told.exit_code == 2 and "张掖路街道" in told.stderr, told.output
        assert drafts_open() == []


def test_an_import_whose_publication_is_refused_leaves_no_draft_waiting(
    run_county: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refused(*_: object, **__: object) -> None:
        raise errors.ListChangedMeanwhile("L2026-000001", "")

    rows = duties.edition_called("ED-620102001-2026").duties
    file = tmp_path / "母版.xlsx"
    file.write_bytes(sheet(["序号", "事项名称"], *([at, row.matter] for at, row in enumerate(rows[:8], start=1))))
    monkeypatch.setattr(editions, "publish", refused)
    told = county_import(run_county, file)
    assert told.exit_code == 2 and "LIST_CHANGED_MEANWHILE" in told.stderr
    assert drafts_open() == []
    db.session.rollback()
    assert [one.status for one in db.session.scalars(select(DraftRecord))] == [DraftStatus.WITHDRAWN.value]
