"""The whole registry on the command line: out to a file, into an empty one, and one sentence where that cannot be."""

from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from registry.cli import main
from registry.store.duties import forget_editions

Run = Callable[..., Result]


@pytest.fixture
def run(database_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Runs a `registry` command against a seeded database."""
    forget_editions()
    monkeypatch.setenv("REGISTRY_DATABASE_URL", database_url)
    monkeypatch.setenv("REGISTRY_FOLDER", str(tmp_path))
    return lambda *words: CliRunner().invoke(main, [str(word) for word in words])


def test_a_registry_moves_to_another_place_by_two_commands(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "registry.zip"
    told = run("dump", file)
    assert told.exit_code == 0
    assert "registry.zip" in told.stdout and "密码" in told.stdout and "令牌" in told.stdout
    monkeypatch.setenv("REGISTRY_DATABASE_URL", f"sqlite:///{tmp_path / 'new.sqlite3'}")
    not_yet = run("load", file)
    assert (not_yet.exit_code, "SCHEMA_NOT_CURRENT: " in not_yet.stderr) == (1, True)
    assert run("migrate").exit_code == 0
    loaded = run("load", file)
    assert loaded.exit_code == 0 and "密码" in loaded.stdout
    assert "0 streams broken" in run("events", "verify").stdout
    assert "loaded before" in run("seed").stdout
    again = tmp_path / "again.zip"
    assert run("dump", again).exit_code == 0
    assert again.read_bytes() == file.read_bytes()


def test_what_stops_it_is_one_sentence_with_a_public_code(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "registry.zip"
    file.write_text("an older file")
    there = run("dump", file)
    assert there.exit_code == 1 and there.stderr.startswith("Error: DUMP_NOT_WRITTEN: ") and "--force" in there.stderr
    assert run("load", file).stderr.startswith("Error: DUMP_REFUSED: ")
    monkeypatch.setenv("REGISTRY_LANGUAGE", "en")
    assert run("dump", file, "--force").exit_code == 0
    full = run("load", file)
    assert full.exit_code == 1 and "already holds rows" in full.stderr
    assert len([line for line in full.stderr.splitlines() if line.strip()]) == 1
