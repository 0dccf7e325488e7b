"""`registry slips verify` and `registry keys`: a slip is checked with its files alone, whatever key signs now."""

import os
from dataclasses import dataclass
from pathlib import Path

import pytest

from registry.app import create_app
from registry.services import slips
from registry.services.access import Demand
from registry.services.people import actor_called
from registry.services.signing import as_bytes
from registry.services.slips import About, Wanted
from registry.store.base import db
from registry.store.signing_keys import find_signing_key
from registry.web.signing_keys import own_ring
from tests.cli.test_commands import Run, run  # noqa: F401 - the fixture
from tests.conftest import NOW


@dataclass(frozen=True)
class Files:
    text: Path
    key: Path
    signature: str


@pytest.fixture
def files(run: Run, tmp_path: Path) -> Files:  # noqa: F811
    """The files of a slip that returned what was reclaimed, as the checking page gives them."""
    answers = {"matter": "特种设备安全监督检查"}
    demand = Demand(kind="delegation", place="620102001000", answers=answers, department="县市场监督管理局")
    with create_app().app_context():
        wang = actor_called("wang")
        assert wang is not None
        slip = slips.issue(About(demand), Wanted("RETURN"), ring=own_ring(), actor=wang, now=NOW)
        key = find_signing_key(slip.key)
        assert key is not None
        found = Files(tmp_path / f"{slip.number}.txt", tmp_path / "key.pem", slip.signature)
        found.text.write_bytes(slip.statement.encode())
        found.text.with_suffix(".sig").write_bytes(as_bytes(slip.signature))
        found.key.write_text(key.public_pem)
        db.session.remove()
        db.engine.dispose()
    return found


def test_a_slip_is_good_by_the_published_key_and_after_another_one_signs(run: Run, files: Files) -> None:  # noqa: F811
    assert run("keys", "new").exit_code == 0
    told = run("slips", "verify", files.text)
    assert told.exit_code == 0 and "签名有效" in told.stdout and "reply: RETURN 退回" in told.stdout
    for options, now, before in (((), "现用：", "以前用的："), (("--lang", "en"), "signs now:", "used before:")):
        newest, older = run("keys", "list", *options).stdout.splitlines()
        assert now in newest and before not in newest and before in older and now not in older
        assert "待核实" not in older and "to be confirmed" not in older


def test_a_key_whose_private_half_is_elsewhere_is_not_said_to_sign(run: Run, files: Files) -> None:  # noqa: F811
    assert run("keys", "new").exit_code == 0
    newest, older = (line.split(" ", 1)[0] for line in run("keys", "list").stdout.splitlines())
    (found,) = [one for one in Path(os.environ["REGISTRY_FOLDER"], "signing-keys").iterdir() if newest in one.name]
    found.rename(found.with_name(f"gone-{os.getpid()}"))
    first, second = run("keys", "list").stdout.splitlines()
    assert newest in first and "不在本机" in first and older in second and "现用：" in second


def test_with_the_key_at_hand_no_registry_is_needed(
    run: Run,  # noqa: F811
    files: Files,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("REGISTRY_DATABASE_URL", "postgresql://nobody@127.0.0.1:1/none")
    assert run("slips", "verify", files.text, "--key", files.key).exit_code == 0
    files.text.with_suffix(".sig").unlink()
    scanned = f"http://127.0.0.1:8000/s/{files.text.stem}#{files.signature}"
    for signature in (scanned, files.signature):
        assert run("slips", "verify", files.text, "--key", files.key, "--signature", signature).exit_code == 0
    assert run("slips", "verify", files.text, "--key", files.key).exit_code == 2


def test_what_was_altered_is_refuted_and_what_is_none_is_told(run: Run, files: Files, tmp_path: Path) -> None:  # noqa: F811
    files.text.write_bytes(files.text.read_bytes().replace("退回".encode(), "接办".encode()))
    told = run("slips", "verify", files.text)
    assert told.exit_code == 1 and "签名无效" in told.stderr
    other = tmp_path / "other.txt"
    other.write_text("hello")
    assert "SLIP_UNREADABLE" in run("slips", "verify", other, "--signature", "AAAA").stderr
    assert "SLIP_UNREADABLE" in run("slips", "verify", files.text, "--signature", "!!").stderr
    assert run("slips", "verify", files.text, "--key", other).exit_code == 2
