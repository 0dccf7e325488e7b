"""A seeded registry that is served, and a shell in which the commands of a page run."""

import os
import shutil
import subprocess
import sys
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from flask import Flask
from werkzeug.serving import make_server

ROOT = Path(__file__).parents[2]
README_ADDRESS = "http://127.0.0.1:8000"
"""Where `make run` serves."""


@dataclass(frozen=True)
class Shell:
    """Commands and programs in a folder of their own, one after another; what one exports the next one has."""

    room: Path
    env: dict[str, str]

    def run(self, text: str) -> str:
        """What it prints; a command that fails fails the test, and says what it said."""
        state = self.room / ".state"
        script = f"set -euo pipefail\n. {state}\n{text}\nexport -p > {state}\n"
        state.touch()
        ran = subprocess.run(
            ["bash", "-c", script],
            cwd=self.room,
            env=self.env,
            capture_output=True,
            text=True,
            timeout=300,
            check=False,
        )
        assert ran.returncode == 0, f"{text}\n{ran.stdout}{ran.stderr}"
        return ran.stdout

    def program(self, text: str) -> str:
        """What a Python program prints."""
        (self.room / "program.py").write_text(text, encoding="utf-8")
        return self.run(f"{sys.executable} program.py")


@pytest.fixture
def served(app: Flask) -> Iterator[str]:
    """Where the registry is served, on this machine alone; without a path."""
    server = make_server("127.0.0.1", 0, app, threaded=True)
    running = threading.Thread(target=server.serve_forever)
    running.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    running.join()
    server.server_close()


@pytest.fixture
def shell(served: str, database_url: str, tmp_path: Path) -> Shell:
    """A shell of this registry, in which `registry` is the command of this checkout."""
    room, commands = tmp_path / "room", tmp_path / "commands"
    room.mkdir()
    commands.mkdir()
    _put(commands / "registry", f'exec {sys.executable} -m registry "$@"')
    if shutil.which("curl") is None:
        _put(commands / "curl", f'exec {sys.executable} {Path(__file__).with_name("curl.py")} "$@"')
    ours = {"REGISTRY_DATABASE_URL": database_url, "REGISTRY_FOLDER": str(tmp_path), "PYTHONPATH": str(ROOT)}
    path = os.pathsep.join([str(commands), str(Path(sys.executable).parent), os.environ["PATH"]])
    return Shell(room, {**os.environ, **ours, "PATH": path, "REGISTRY": served, "LC_ALL": "C.UTF-8"})


def _put(command: Path, line: str) -> None:
    command.write_text(f"#!/bin/sh\n{line}\n", encoding="utf-8")
    command.chmod(0o755)
