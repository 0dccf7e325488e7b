"""An import killed (`kill -9`) while its transaction is open keeps nothing, and the same import then works."""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner
from flask import Flask
from sqlalchemy import text

from registry.cli import main
from registry.services.events import verify_events
from registry.store.base import db
from tests.files.making import reclaimed

ROOT = Path(__file__).parents[2]
PLACE = "620102001000"
ROWS = 1200
OPEN = """
import json, sys, time
from pathlib import Path
from sqlalchemy import event, text
from sqlalchemy.orm import Session
from sqlalchemy.pool import Pool
from registry.cli import main

def small_cache(connection, _):
    if "sqlite" in type(connection).__module__:
        connection.execute("PRAGMA cache_size=10")  # what is written reaches the disk before it is committed

def stand_still(session):
    session.flush()
    counts = [session.execute(text(f"select count(*) from {table}")).scalar_one() for table in ("drafts", "events")]
    rows = session.execute(text("select duties from drafts order by created_at desc limit 1")).scalar_one()
    rows = rows if isinstance(rows, list) else json.loads(rows)
    told = Path(sys.argv[1])
    told.with_suffix(".part").write_text(json.dumps([*counts, len(rows)]))
    told.with_suffix(".part").rename(told)
    time.sleep(600)

event.listen(Pool, "connect", small_cache)
event.listen(Session, "before_commit", stand_still)
main(sys.argv[2:])
"""


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """A list of twelve hundred rows, many times what the cache of the killed process holds."""
    made = tmp_path / "清单.xlsx"
    rows = ([at, f"第{at}类设施的使用登记核查", "城关区水务局", "由其登记并公布结果"] for at in range(1, ROWS + 1))
    made.write_bytes(reclaimed(*rows, header=["序号", "事项名称", "承接部门", "工作方式"]))
    return made


@pytest.fixture
def importing(app: Flask, file: Path, tmp_path: Path) -> Iterator[subprocess.Popen[bytes]]:
    """The import in a process of its own, standing still just before it commits."""
    settings = app.config["SETTINGS"]
    db.session.remove()
    environment = os.environ | {
        "REGISTRY_DATABASE_URL": settings.database_url,
        "REGISTRY_FOLDER": settings.folder,
        "PYTHONPATH": str(ROOT),
    }
    words = [str(tmp_path / "open"), "lists", "import", str(file), "--place", PLACE]
    process = subprocess.Popen([sys.executable, "-c", OPEN, *words], cwd=ROOT, env=environment)
    yield process
    process.kill()
    process.wait()


def held() -> dict[str, list[object]]:
    """Every row of the tables that an import writes, and how many rows every other table has."""
    whole = ("drafts", "events", "streams", "numbers")
    found: dict[str, list[object]] = {}
    for name in db.metadata.tables:
        what = "*" if name in whole else "count(*)"
        found[name] = sorted(map(str, db.session.execute(text(f"select {what} from {name}"))))
    db.session.remove()
    return found


def stands_still(process: subprocess.Popen[bytes], told: Path) -> list[int]:
    """What the process sees of its own transaction once it has written everything."""
    for _ in range(1200):
        if told.exists():
            return list(json.loads(told.read_text()))
        assert process.poll() is None, "the import ended before its transaction was whole"
        time.sleep(0.1)
    raise AssertionError("the import never came to its commit")


def test_an_import_killed_before_its_commit_keeps_nothing_and_then_works(
    app: Flask, importing: subprocess.Popen[bytes], file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = held()
    drafts, events, rows = stands_still(importing, tmp_path / "open")
    assert (drafts, events) == (len(before["drafts"]) + 1, len(before["events"]) + 1)
    assert rows >= ROWS
    _assert_written(app, before)
    os.kill(importing.pid, signal.SIGKILL)
    assert importing.wait(timeout=30) == -signal.SIGKILL
    db.engine.dispose()
    assert held() == before
    assert verify_events()[1] == []
    db.session.remove()

    monkeypatch.setenv("REGISTRY_DATABASE_URL", app.config["SETTINGS"].database_url)
    monkeypatch.setenv("REGISTRY_FOLDER", app.config["SETTINGS"].folder)
    again = CliRunner().invoke(main, ["lists", "import", str(file), "--place", PLACE])
    assert again.exit_code == 0, again.output
    after = held()
    assert (len(after["drafts"]), len(after["events"])) == (drafts, events)
    assert verify_events()[1] == []


def _assert_written(app: Flask, before: dict[str, list[object]]) -> None:
    """The rows are with the engine already, and nobody else sees them."""
    assert held() == before
    url = app.config["SETTINGS"].database_url
    if url.startswith("sqlite"):
        log = Path(url.removeprefix("sqlite:///") + "-wal")
        assert log.stat().st_size > ROWS * 50
        return
    locks = """select count(*) from pg_locks join pg_class on pg_class.oid = pg_locks.relation
              join pg_stat_activity using (pid)
              where relname = 'drafts' and mode = 'RowExclusiveLock' and granted and state = 'idle in transaction'"""
    assert db.session.execute(text(locks)).scalar_one() == 1
    db.session.remove()
