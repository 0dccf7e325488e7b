"""`registry lists show`, `review`, `publish` at a terminal; reading is compared with the other doors in tests/api."""

import json
from collections.abc import Callable

import pytest
from click.testing import CliRunner, Result
from flask import Flask

from registry.cli import main
from registry.services import drafting, drafts
from registry.services.people import actor_called
from registry.store.base import db
from tests.conftest import NOW

PLACE = "620102001000"
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


def test_a_return_needs_a_reason_and_is_told(run: Run, sent: str) -> None:
    told = run("review", sent, "--as", "zhou", "--return", "第三项写法不准")
    assert told.exit_code == 0 and "起草中" in told.stdout


def test_what_is_refused_is_one_sentence_and_exit_status_two(run: Run) -> None:
    for words in (("show", "--place", "没有这里"), ("compare", "X", "Y"), ("mirror", "火星局", "--place", "城关区")):
        told = run(*words)
        assert told.exit_code == 2 and told.stdout == "" and told.stderr.count("\n") == 1
