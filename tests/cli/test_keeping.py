"""`registry lists show`, `review`, `publish` at a terminal; reading is compared with the other doors in tests/api."""

import json
import re
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from flask import Flask

from registry.cli import main
from registry.domain.duties import Duty, DutyList
from registry.files.json_out import write_json
from registry.files.layout import ListOut
from registry.services import drafting, drafts, duties
from registry.services.divisions import place_today
from registry.services.people import actor_called
from registry.store.base import db
from tests.conftest import NOW
from tests.files.lists_out import EDITION

PLACE, NEIGHBOUR, COUNTY = "620102001000", "620102002000", "620102000000"
Run = Callable[..., Result]


@pytest.fixture
def run(app: Flask, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Runs `registry lists …` on the same database."""
    monkeypatch.setenv("REGISTRY_DATABASE_URL", app.config["SETTINGS"].database_url)
    monkeypatch.setenv("REGISTRY_FOLDER", app.config["SETTINGS"].folder)
    monkeypatch.delenv("REGISTRY_LANGUAGE", raising=False)
    return lambda *words: CliRunner().invoke(main, ["lists", *words])


@pytest.fixture
def sent(app: Flask) -> str:
    """A draft of Officer Wang's that waits for review."""
    wang = actor_called("wang")
    assert wang is not None
    code = drafting.draft_from_latest(PLACE, actor=wang, now=NOW).code
    drafts.send(code, actor=wang, now=NOW)
    db.session.remove()
    return code


def test_a_list_is_shown_with_its_number_parts_and_the_notice_of_a_sample(run: Run) -> None:
    told = run("show", "--place", "城关区酒泉路街道", "--on", "2026-11-23")
    assert told.exit_code == 0
    for words in ("示例清单〔2025〕1号", "示例数据", "基本履职 (50项)", "预防未成年人溺水", "县司法局"):
        assert words in told.stdout
    assert "List of" not in told.stdout and "Supporting" in run("show", "--place", PLACE, "--lang", "en").stdout.title()


def test_a_draft_is_returned_approved_and_published_by_the_right_people(run: Run, sent: str) -> None:
    assert run("review", sent, "--as", "wang", "--approve").exit_code == 2
    assert run("review", sent, "--as", "zhou").exit_code == 2
    told = run("review", sent, "--as", "zhou", "--approve", "--json")
    assert told.exit_code == 0 and json.loads(told.stdout) == {"draft": sent, "status": "REVIEWED"}
    paper = ("--number", "城政办发[2026]31号", "--effective", "2026-11-20")
    assert run("publish", sent, "--as", "zhou", *paper).exit_code == 2
    made = run("publish", sent, "--as", "sun", *paper, "--json")
    assert made.exit_code == 0
    edition = json.loads(made.stdout)["edition"]
    assert edition["documentNumber"] == "城政办发〔2026〕31号"
    assert edition["code"] in run("show", "--place", PLACE).stdout


def test_a_draft_is_sent_to_review_by_command_and_only_one_thing_is_done_at_a_time(app: Flask, run: Run) -> None:
    wang = actor_called("wang")
    assert wang is not None
    code = drafting.draft_from_latest(PLACE, actor=wang, now=NOW).code
    db.session.remove()
    assert run("review", code, "--as", "wang", "--send", "--approve").exit_code == 2
    told = run("review", code, "--as", "wang", "--send", "--json")
    assert told.exit_code == 0 and json.loads(told.stdout) == {"draft": code, "status": "IN_REVIEW"}
    assert run("review", code, "--as", "zhou", "--approve").exit_code == 0


def test_a_return_needs_a_reason_and_is_told(run: Run, sent: str) -> None:
    told = run("review", sent, "--as", "zhou", "--return", "第三项写法不准")
    assert told.exit_code == 0 and "起草中" in told.stdout


def test_what_is_refused_is_one_sentence_and_exit_status_two(run: Run) -> None:
    for words in (("show", "--place", "没有这里"), ("compare", "X", "Y"), ("mirror", "火星局", "--place", "城关区")):
        told = run(*words)
        assert told.exit_code == 2 and told.stdout == "" and told.stderr.count("\n") == 1


def test_an_old_list_is_published_as_history_and_a_malformed_win_is_refused(run: Run, sent: str) -> None:
    assert run("review", sent, "--as", "zhou", "--approve").exit_code == 0
    paper = ("--number", "城政办发〔2021〕3号", "--effective", "2021-05-01")
    refused = run("publish", sent, "--as", "sun", *paper)
    assert refused.exit_code == 2 and "DAY_OUT_OF_REACH" in refused.stderr
    assert run("publish", sent, "--as", "sun", *paper, "--history", "--master-wins", "nothing").exit_code == 2
    assert run("publish", sent, "--as", "sun", *paper, "--history").exit_code == 0
    assert "城政办发〔2021〕3号" in run("show", "--place", PLACE, "--on", "2022-01-01").stdout
    assert "城政办发〔2021〕3号" not in run("show", "--place", PLACE, "--on", "2026-11-23").stdout


def test_a_townships_word_gives_way_where_the_master_wins(app: Flask, run: Run) -> None:
    sun, zhou, now = actor_called("sun"), actor_called("zhou"), datetime.now(UTC)
    assert sun and zhou
    rows = duties.edition_called("ED-620102001-2026").duties
    own = (replace(rows[0], matter="本街道的写法一"), replace(rows[1], matter="本街道的写法二"), *rows[2:])
    amended = (replace(rows[0], matter="母版的写法一"), replace(rows[1], matter="母版的写法二"), *rows[2:])
    lists = ((COUNTY, rows, "2026-03-01"), (NEIGHBOUR, own, "2026-04-01"), (COUNTY, amended, "2026-11-20"))
    for at, (place, said, effective) in enumerate(lists):
        code = drafting.import_list(place, said, actor=sun, now=now).code
        drafts.send(code, actor=sun, now=now)
        drafts.approve(code, actor=zhou, now=now)
        db.session.remove()
        paper = ("--number", f"城政办发〔2026〕{80 + at}号", "--effective", effective)
        wins = [f"--master-wins={NEIGHBOUR}:{row.code}" for row in rows[:2]] if said is amended else []
        told = run("publish", code, "--as", "sun", *paper, *wins, "--json")
        assert told.exit_code == 0, told.stderr
    reached = next(one for one in json.loads(told.stdout)["reached"] if one["township"] == NEIGHBOUR)
    assert reached["effectiveOn"] == "2026-11-20" and reached["kept"] == []
    shown = run("show", "--place", NEIGHBOUR, "--on", "2026-11-21").stdout
    assert "母版的写法一" in shown and "母版的写法二" in shown and "本街道的写法" not in shown


def test_what_a_correction_carried_on_and_what_a_first_masters_correction_left_wrong_is_told(
    app: Flask, run: Run
) -> None:
    sun, zhou, now = actor_called("sun"), actor_called("zhou"), datetime.now(UTC)
    assert sun and zhou
    rows = duties.edition_called("ED-620102001-2026").duties
    slip = (replace(rows[0], matter="写错的一项"), *rows[1:])

    def publish(place: str, said: tuple[Duty, ...], effective: str, corrects: str = "") -> tuple[str, dict[str, Any]]:
        code = drafting.import_list(place, said, actor=sun, now=now, corrects=corrects).code
        drafts.send(code, actor=sun, now=now)
        drafts.approve(code, actor=zhou, now=now)
        db.session.remove()
        paper = ("--number", f"城政办发〔2026〕{effective[-2:]}号", "--effective", effective)
        told = run("publish", code, "--as", "sun", *paper, "--lang", "zh", *(["--json"] if not corrects else []))
        assert told.exit_code == 0, told.stderr
        return told.stdout, json.loads(told.stdout) if not corrects else {}

    first = publish(PLACE, slip, "2026-03-10")[1]["edition"]["code"]
    later = publish(PLACE, slip[:-1], "2026-03-20")[1]["edition"]["code"]
    told = publish(PLACE, rows, "2026-03-10", corrects=first)[0]
    assert later in told and "同样的错处已一并更正" in told
    master = publish(COUNTY, rows, "2026-04-11")[1]["edition"]["code"]
    told = publish(COUNTY, slip, "2026-04-11", corrects=master)[0]
    assert "酒泉路街道" in told and "首份母版的更正不改动已有的乡镇清单" in told


def test_an_import_that_publishes_tells_what_it_carried_on_and_what_it_left(
    app: Flask, run: Run, tmp_path: Path
) -> None:
    rows = duties.edition_called("ED-620102001-2026").duties
    slip = (replace(rows[0], matter="写错的一项"), *rows[1:])

    def publish(place: str, said: tuple[Duty, ...], effective: str, corrects: str = "", *more: str) -> str:
        file = tmp_path / "清单.json"
        with file.open("wb") as to:
            write_json([ListOut(place_today(place, now=NOW), DutyList(EDITION, said))], to)
        db.session.remove()
        paper = ("--number", f"城政办发〔2026〕{effective[-2:]}号", "--effective", effective)
        people = ("--as", "sun", "--reviewed-by", "zhou", "--publish", "--lang", "zh")
        correcting = ("--corrects", corrects) if corrects else ()
        told = run("import", str(file), "--place", place, *paper, *people, *correcting, *more)
        assert told.exit_code == 0, told.stderr
        return told.stdout

    first = edition_in(publish(PLACE, slip, "2026-03-10"))
    later = edition_in(publish(PLACE, slip[:-1], "2026-03-20"))
    told = publish(PLACE, rows, "2026-03-10", first)
    assert later in told and "同样的错处已一并更正" in told
    master = edition_in(publish(COUNTY, rows, "2026-04-11"))
    told = publish(COUNTY, slip, "2026-04-11", master)
    assert "酒泉路街道" in told and "首份母版的更正不改动已有的乡镇清单" in told
    amended = (replace(rows[0], matter="写错的一项再改"), *rows[1:])
    told = json.loads(publish(COUNTY, amended, "2026-04-12", "", "--json"))
    assert told["edition"].startswith("ED-620102-") and set(told) >= {"reached", "beyond", "leftWrong"}


def edition_in(told: str) -> str:
    """The code of the edition that was published."""
    found = re.search(r"ED-[\d-]+", told.splitlines()[-1]) or re.search(r"ED-[\d-]+", told)
    assert found, told
    return found.group()
