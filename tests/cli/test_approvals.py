"""`registry approvals confirm` and `revoke` at a terminal."""

from collections.abc import Callable

import pytest
from click.testing import CliRunner, Result
from flask import Flask

from registry.cli import main
from registry.services import approval_recording, cases, requests
from registry.services.access import Demand
from registry.services.people import actor_named
from registry.store.base import db
from tests.conftest import NOW
from tests.services.test_approvals import PAPER

Run = Callable[..., Result]


@pytest.fixture
def run(app: Flask, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Runs `registry approvals …` on the same database."""
    monkeypatch.setenv("REGISTRY_DATABASE_URL", app.config["SETTINGS"].database_url)
    monkeypatch.setenv("REGISTRY_FOLDER", app.config["SETTINGS"].folder)
    monkeypatch.delenv("REGISTRY_LANGUAGE", raising=False)
    return lambda *words: CliRunner().invoke(main, ["approvals", *words])


def test_another_person_of_the_province_confirms(app: Flask, run: Run) -> None:
    code = approval_recording.record(PAPER, actor=actor_named("zheng"), now=NOW).code
    db.session.remove()
    own = run("confirm", code, "--as", "zheng")
    assert (own.exit_code, own.stderr.partition(":")[0]) == (2, "OWN_RECORD")
    foreseen = run("confirm", code, "--as", "he", "--dry-run")
    assert foreseen.exit_code == 0 and "什么都没有保存" in foreseen.stdout
    done = run("confirm", code, "--as", "he")
    assert done.exit_code == 0 and "已确认甘办发〔2026〕77号" in done.stdout
    assert run("confirm", code, "--as", "he").exit_code == 2


def test_what_a_revocation_ends_is_told_before_and_after(app: Flask, run: Run) -> None:
    demand = Demand(kind="delegation", place="620102001000", answers={"matter": "农村公益性墓地日常管护"})
    number = requests.submit(demand, actor=actor_named("li"), now=NOW).cases[0].number
    cases.verify(number, actor=actor_named("wang"), now=NOW)
    db.session.remove()
    words = ("revoke", "PA-0001", "--from", "2026-11-01", "--reason", "试点结束", "--as", "zheng")
    for told in (run(*words, "--dry-run"), run(*words)):
        assert told.exit_code == 0 and f"终止  {number}  ZR-620102-2026-00001-" in told.stdout
    again = run(*words)
    assert (again.exit_code, again.stderr.partition(":")[0]) == (2, "ENDS_ALREADY")
    assert run("revoke", "PA-0001", "--from", "x", "--reason", "y", "--as", "nobody").exit_code == 2
