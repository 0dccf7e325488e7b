"""Typed clients in Python and TypeScript, made by others' generators as docs/api.md says, against a real server."""

import shutil
import subprocess
import sys
import warnings
from dataclasses import replace
from pathlib import Path

import pytest

from tests.docs.conftest import ROOT, Shell
from tests.docs.page import Example, differences, examples
from tests.docs.test_api_page import CLIENTS
from tests.house.api_page import PAGE

HERE = ROOT / "docs" / "examples" / "clients"
ON_SQLITE = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)  # clients see no engine


def commands(language: str) -> Example:
    """What the page says to run for a language, and what it prints."""
    [python, typescript] = [one for one in examples(PAGE) if one.section == CLIENTS]
    return {"python": python, "typescript": typescript}[language]


def beside(shell: Shell, language: str) -> Shell:
    """A shell in a copy of the folder of a language, with a token."""
    shutil.copytree(HERE, shell.room / "clients")
    there = replace(shell, room=shell.room / "clients" / language)
    there.run("export TOKEN=$(registry tokens issue li --label clients)")
    return there


WRONG = """from registry_client import Client


def number(client: Client) -> str:
    return client.submit(1).submit_request.number
"""
WRONG_TOO = """import { type SubmitMutationVariables } from './registry.js';
export const nothing: SubmitMutationVariables = {};
"""


@ON_SQLITE
def test_a_typed_client_in_python_is_one_command_away(shell: Shell) -> None:
    there, example = beside(shell, "python"), commands("python")
    assert differences(example, there.run(example.text)) == []
    (there.room / "wrong.py").write_text(WRONG, encoding="utf-8")
    found = checked(there.room, "example.py", "wrong.py", "registry_client").splitlines()
    assert {line.partition(":")[0] for line in found[:-1]} == {"wrong.py"}, found
    assert any('expected "SubmitRequestInput"' in line for line in found)
    assert any('has no attribute "number"' in line for line in found)


def checked(room: Path, *what: str) -> str:
    """What mypy finds in files of a room, at its strictest."""
    command = [sys.executable, "-m", "mypy", "--strict", "--config-file", "", "--cache-dir", str(room / ".mypy"), *what]
    return subprocess.run(command, cwd=room, capture_output=True, text=True, timeout=300, check=False).stdout


@pytest.fixture
def with_packages(shell: Shell) -> Shell:
    """A shell beside the program in TypeScript, its packages installed; without Node or them the test says so."""
    if not shutil.which("node") or not shutil.which("npm"):
        _not_run("node and npm are not on this machine")
    there = beside(shell, "typescript")
    command = ["npm", "install", "--no-audit", "--no-fund", "--ignore-scripts"]
    try:
        installed = subprocess.run(command, cwd=there.room, capture_output=True, text=True, timeout=240, check=False)
    except subprocess.TimeoutExpired:
        _not_run("npm did not get the packages within four minutes")
    if installed.returncode:
        _not_run(f"npm could not get the packages: {installed.stderr.strip()[-200:]}")
    return there


def _not_run(reason: str) -> None:
    warnings.warn(f"NOT RUN: the typed client in TypeScript ({reason})", stacklevel=2)
    pytest.skip(f"NOT RUN: {reason}")


@pytest.mark.long
@ON_SQLITE
def test_so_is_one_in_typescript(with_packages: Shell) -> None:
    example = commands("typescript")
    assert differences(example, with_packages.run(example.text)) == []
    (with_packages.room / "wrong.ts").write_text(WRONG_TOO, encoding="utf-8")
    with pytest.raises(AssertionError, match=r"wrong\.ts.*'input' is missing"):
        with_packages.run("npx tsc")
