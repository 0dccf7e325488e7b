"""GraphQL over HTTP as its specification has it, audited from outside by somebody else's program."""

import json
import shutil
import subprocess
import threading
import warnings
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from flask import Flask
from werkzeug.serving import make_server

SCRIPT = Path(__file__).with_name("audits.mjs")
PACKAGES = ("graphql-http@1.23.1", "graphql@16")


@pytest.fixture
def address(app: Flask) -> Iterator[str]:
    """The address of the registry, served on loopback."""
    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}/graphql"
    server.shutdown()
    thread.join()


@pytest.fixture
def room(tmp_path: Path) -> Path:
    """A folder with the auditing program in it; without Node or the package the test says that it did not run."""
    node, npm = shutil.which("node"), shutil.which("npm")
    if not node or not npm:
        _not_run("node and npm are not on this machine")
    shutil.copy(SCRIPT, tmp_path)
    command = [npm, "install", "--no-audit", "--no-fund", "--ignore-scripts", "--prefix", str(tmp_path), *PACKAGES]
    try:
        installed = subprocess.run(command, capture_output=True, text=True, timeout=120, check=False)
    except subprocess.TimeoutExpired:
        _not_run("npm did not get graphql-http within two minutes")
    if installed.returncode:
        _not_run(f"npm could not get graphql-http: {installed.stderr.strip()[-200:]}")
    return tmp_path


def _not_run(reason: str) -> None:
    warnings.warn(f"NOT RUN: the audits of GraphQL over HTTP ({reason})", stacklevel=2)
    pytest.skip(f"NOT RUN: {reason}")


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)  # no audit reaches the database
def test_every_audit_of_graphql_over_http_passes(
    address: str, room: Path, record_property: Callable[[str, object], None]
) -> None:
    audited = subprocess.run(
        ["node", SCRIPT.name, address], cwd=room, capture_output=True, text=True, timeout=120, check=True
    )
    report = json.loads(audited.stdout)
    record_property("figure", f"GraphQL over HTTP: {report['passed']} of {report['audits']} audits pass")
    assert report == {"audits": 61, "passed": 61, "failed": []}
