"""docs/examples/mirror.py against a real server: whatever is written meanwhile, its copy ends as the registry."""

import importlib.util
import json
import sqlite3
import subprocess
import sys
import threading
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select
from werkzeug.serving import make_server

from registry.api.view import DOOR, Door
from registry.domain.actors import Actor
from registry.domain.errors import RegistryError
from registry.services import cases, requests
from registry.services.access import Demand
from registry.services.people import actor_called, issue_token
from registry.store.base import begin_writing, db
from registry.store.changes import ChangeRecord, FeedRecord
from registry.store.divisions import DivisionRecord
from registry.store.people import PersonRecord
from tests.conftest import NOW
from tests.services.mirroring import source

EXAMPLE = Path(__file__).parents[2] / "docs" / "examples" / "mirror.py"
WRITERS, EACH = 3, 6
TOWNSHIPS = ("620102001000", "620102002000", "620102003000")


@pytest.fixture(scope="module")
def mirror() -> ModuleType:
    spec = importlib.util.spec_from_file_location("mirror", EXAMPLE)
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture
def address(app: Flask) -> Iterator[str]:
    """Where the registry is served, on this machine alone."""
    app.extensions[DOOR] = Door.of(replace(app.config["SETTINGS"], api_anonymous_rate="0", api_token_rate="0"))
    server = make_server("127.0.0.1", 0, app, threaded=True)
    running = threading.Thread(target=server.serve_forever)
    running.start()
    yield f"http://127.0.0.1:{server.server_port}/graphql"
    server.shutdown()
    running.join()
    server.server_close()


@pytest.fixture
def token(app: Flask) -> str:
    """Of somebody who reads all of the province that anybody reads."""
    begin_writing()
    db.session.add(
        PersonRecord(
            sign_in_name="zou", name="邹督查", role="OVERSIGHT", unit=None, division="620000000000", sample=True
        )
    )
    db.session.commit()
    return issue_token("zou", label="mirror", days=1, now=NOW)


def held(copy: Path) -> dict[tuple[str, str], Any]:
    with sqlite3.connect(copy) as opened:
        return {
            (kind, key): json.loads(thing) for kind, key, thing in opened.execute("SELECT kind, key, thing FROM things")
        }


def write(app: Flask, number: int) -> None:
    """One of several at once: requests, answers, and a place that changes; now and then one thinks better of it."""
    with app.app_context():
        li, wang = actor_called("li"), actor_called("wang")
        assert li and wang
        for turn in range(EACH):
            place = f"620102{number * EACH + turn + 1:03d}000"
            asked = Demand("delegation", place, {"matter": "防汛抗旱"})
            case = requests.submit(asked, actor=li, now=NOW).cases[0].number
            _tried(case, wang)
            begin_writing()
            db.session.get_one(DivisionRecord, f"62010200{turn + 1}000").name = f"街道{number}之{turn}"
            db.session.flush()
            db.session.rollback() if turn % 3 == 2 else db.session.commit()
        db.session.remove()


def _tried(case: str, wang: Actor) -> None:
    try:
        cases.verify(case, actor=wang, now=NOW)
    except RegistryError:
        db.session.rollback()


def test_a_copy_that_follows_while_others_write_ends_as_the_registry(
    app: Flask, address: str, token: str, mirror: ModuleType, tmp_path: Path
) -> None:
    copy = mirror.opened(str(tmp_path / "copy.sqlite3"))
    mirror.follow(copy, address, token)
    assert held(tmp_path / "copy.sqlite3") == source()
    writers = [threading.Thread(target=write, args=(app, number)) for number in range(WRITERS)]
    for writer in writers:
        writer.start()
    rounds, seen = 0, 0
    while any(writer.is_alive() for writer in writers):
        seen += mirror.follow(copy, address, token)
        rounds += 1
    seen += mirror.follow(copy, address, token)
    assert rounds > 2 and seen > WRITERS * EACH
    assert held(tmp_path / "copy.sqlite3") == source()
    positions = list(db.session.scalars(select(ChangeRecord.position).order_by(ChangeRecord.position)))
    assert positions == list(range(1, positions[-1] + 1))


def test_one_that_commits_late_is_behind_whoever_committed_before(app: Flask, on_postgresql: None) -> None:
    """Begun first, committed last: its changes get the last positions, and nobody has read past them."""
    begun, may_commit, done = threading.Event(), threading.Event(), threading.Event()

    def late() -> None:
        with app.app_context():
            begin_writing()
            db.session.get_one(DivisionRecord, TOWNSHIPS[0]).name = "迟交"
            db.session.flush()
            begun.set()
            may_commit.wait(20)
            db.session.commit()
            db.session.remove()
            done.set()

    before = db.session.get_one(FeedRecord, "feed").position
    db.session.rollback()
    thread = threading.Thread(target=late)
    thread.start()
    assert begun.wait(20)
    begin_writing()
    db.session.get_one(DivisionRecord, TOWNSHIPS[1]).name = "先交"
    db.session.commit()
    may_commit.set()
    assert done.wait(20)
    thread.join()
    found = db.session.execute(select(ChangeRecord.position, ChangeRecord.key).where(ChangeRecord.position > before))
    assert [tuple(row) for row in found] == [(before + 1, TOWNSHIPS[1]), (before + 2, TOWNSHIPS[0])]


@pytest.fixture
def on_postgresql(app: Flask) -> None:
    if db.engine.dialect.name != "postgresql":
        pytest.skip("on SQLite one transaction writes at a time: nobody can commit late")


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)  # the walk beside writers is on both
def test_the_program_runs_by_itself_and_begins_anew_when_the_registry_was_loaded_anew(
    app: Flask, address: str, tmp_path: Path
) -> None:
    def run() -> str:
        command = [sys.executable, str(EXAMPLE), address, str(tmp_path / "public.sqlite3")]
        ran = subprocess.run(command, capture_output=True, text=True, check=True, timeout=300)
        return ran.stdout

    assert int(run().split()[0]) > 19_000 and run() == "0 changes\n"
    public = held(tmp_path / "public.sqlite3")
    assert not [kind for kind, _ in public if kind in ("CASE", "REQUEST", "SLIP", "ADJUSTMENT", "LIMIT")]
    assert public == {name: thing for name, thing in source().items() if name[0] != "LIMIT"}
    begin_writing()
    db.session.get_one(FeedRecord, "feed").identity = "f" * 16
    db.session.commit()
    assert int(run().split()[0]) > 19_000 and held(tmp_path / "public.sqlite3") == public


def test_the_example_is_short_and_needs_nothing(mirror: ModuleType) -> None:
    text = EXAMPLE.read_text(encoding="utf-8")
    assert len(text.splitlines()) <= 100
    imported = {line.split()[1].split(".")[0] for line in text.splitlines() if line.startswith(("import ", "from "))}
    assert imported <= sys.stdlib_module_names
