"""`registry calendar …`: another year's days off come in by one file, all or none, each problem by its line."""

from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from registry.app import create_app
from registry.cli import main
from registry.config import Settings
from registry.services.events import verify_events
from registry.store.base import db
from registry.store.events import events_about
from registry.store.workdays import WorkCalendarDayRecord

HEADER = "day,recorded_at,works,document_number"
PAPER = "国办发明电〔2030〕1号"
WHOLE = [f"2031-01-{day:02d},,false,{PAPER}" for day in range(1, 14)]
WORKED = f"2031-01-18,,true,{PAPER}"


@pytest.fixture
def here(database_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """The command line looks at this test's database."""
    monkeypatch.setenv("REGISTRY_DATABASE_URL", database_url)
    monkeypatch.setenv("REGISTRY_FOLDER", str(tmp_path))
    monkeypatch.delenv("REGISTRY_LANGUAGE", raising=False)
    return database_url


@pytest.fixture
def written(tmp_path: Path):
    """A function that writes a file of these lines; gives its path."""

    def give(*lines: str, header: str = HEADER) -> str:
        path = tmp_path / "2031.csv"
        path.write_text("\n".join([header, *lines]) + "\n", encoding="utf-8")
        return str(path)

    return give


def run(*arguments: str) -> Result:
    return CliRunner().invoke(main, ["calendar", *arguments])


def on_file(url: str, folder: Path) -> int:
    with create_app(Settings(database_url=url, folder=str(folder))).app_context():
        found = db.session.query(WorkCalendarDayRecord).count()
        assert verify_events()[1] == []
        db.engine.dispose()
    return found


def test_a_year_is_checked_entered_and_shown(here: str, written, tmp_path: Path) -> None:
    path = written(*WHOLE, WORKED)
    assert run("show", "2031").exit_code == 1
    dry = run("add", path, "--dry-run")
    assert (dry.exit_code, on_file(here, tmp_path)) == (0, 0) and "14天可以录入" in dry.stdout
    assert run("add", path).exit_code == 0
    assert on_file(here, tmp_path) == 14
    shown = run("show", "2031").stdout
    assert "2031年1月13日 放假" in shown and "2031年1月18日 上班" in shown
    again = run("add", path)
    assert "录入了0天，14天此前已录入" in again.stdout and on_file(here, tmp_path) == 14
    with create_app(Settings(database_url=here, folder=str(tmp_path))).app_context():
        (first, *_) = events_about("2031.csv", stream="calendar")
        assert (first.verb, first.actor, len(first.facts["days"])) == ("add_days", "operator", 14)
        db.engine.dispose()


@pytest.mark.parametrize(
    ("line", "told"),
    [
        (f"2031-02-30,,false,{PAPER}", "不是日期"),
        (f"2031-02-01,,no,{PAPER}", "放假写"),
        ("2031-02-01,,false,某某", "不是完整的文号"),
        (f"2031-02-01,2030-11-05,false,{PAPER}", "带时区"),
        (f"2031-02-01,2999-11-05T00:00:00+08:00,false,{PAPER}", "还没有到"),
        (f"2031-02-05,,true,{PAPER}", "本来就上班"),
        (f"2031-01-01,,false,{PAPER}", "写了两次"),
        ("2031-02-01,,false", "每行写四项"),
    ],
)
def test_one_wrong_line_stops_the_file_and_is_named_with_its_mend(
    here: str, written, tmp_path: Path, line: str, told: str
) -> None:
    refused = run("add", written(*WHOLE, line))
    assert refused.exit_code == 2 and "CALENDAR_REFUSED" in refused.stderr
    assert "第15行" in refused.stderr and told in refused.stderr
    assert on_file(here, tmp_path) == 0


def test_a_year_that_is_not_whole_is_entered_and_said_to_stay_unknown(here: str, written) -> None:
    part = run("add", written(*WHOLE[:3]), "--lang", "en")
    assert part.exit_code == 0 and "its working days stay unknown" in part.stderr
    assert run("show", "2031").exit_code == 1
    assert run("add", written(*WHOLE)).exit_code == 0
    assert run("show", "2031").exit_code == 0


def test_a_later_entry_corrects_an_earlier_one(here: str, written) -> None:
    run("add", written(*WHOLE))
    moved = run("add", written(f"2031-01-13,,true,{PAPER}"))
    assert moved.exit_code == 0, moved.stderr
    assert run("show", "2031").exit_code == 1, "twelve days off are no whole year"


@pytest.mark.parametrize(("header", "lines"), [("day,works", WHOLE), (HEADER, [])])
def test_what_is_no_such_file_is_refused(here: str, written, header: str, lines: list[str]) -> None:
    refused = run("add", written(*lines, header=header), "--lang", "en")
    assert refused.exit_code == 2 and "line 1:" in refused.stderr
