"""Servers started and stopped: the registry as `registry serve` starts it, the hand-written one, PostGraphile."""

import os
import platform
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import create_engine, make_url, text

from bench._processor_time import postmaster_of
from bench._three_questions import TAG
from registry.cli.root import THREADS
from registry.config import ROOT

WORKERS = 2
PACKAGE, NODE = "postgraphile@5", "node-linux-{}@22"
"""PostGraphile 5 needs Node 22; where an older one is installed, npm brings that one as well."""
MACHINES = {"x86_64": "x64", "aarch64": "arm64"}
WAIT = 180
"""Seconds that a server has to begin."""
HERE = Path(__file__).parent


@dataclass(frozen=True)
class Serving:
    """A server: its port, and the processes whose time it takes, those of its database too."""

    port: int
    processes: tuple[int, ...]


def free_port() -> int:
    """A port that nobody listens on, from those that BENCH_PORTS names as FIRST-LAST, or any."""
    first, _, last = os.environ.get("BENCH_PORTS", "").partition("-")
    for port in range(int(first), int(last) + 1) if first else (0,):
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind(("127.0.0.1", port))
            except OSError:
                continue
            return int(probe.getsockname()[1])
    raise RuntimeError("no port of BENCH_PORTS is free")


@contextmanager
def ours(url: str, folder: Path) -> Iterator[Serving]:
    """The registry, served as `registry up` serves it, but with nothing to pay."""
    given = {"REGISTRY_DATABASE_URL": url, "REGISTRY_FOLDER": str(folder), "REGISTRY_WORKERS": str(WORKERS)}
    given |= {"REGISTRY_API_ANONYMOUS_RATE": "0", "REGISTRY_API_TOKEN_RATE": "0"}
    port = free_port()
    with _running([sys.executable, "-m", "registry", "serve"], {**given, "PORT": str(port)}, port, folder) as pid:
        yield Serving(port, (pid, *postmaster_of(url)))


@contextmanager
def by_hand(url: str, folder: Path) -> Iterator[Serving]:
    """The hand-written endpoint by the same server and settings."""
    port = free_port()
    command = [sys.executable, "-m", "granian", "--interface", "wsgi", "--host", "127.0.0.1", "--port", str(port)]
    command += ["--blocking-threads", str(THREADS), "--blocking-threads-idle-timeout", "60"]
    command += ["--workers", str(WORKERS), "--no-ws", "bench._by_hand:app"]
    with _running(command, {"DATABASE": url}, port, folder) as pid:
        yield Serving(port, (pid, *postmaster_of(url)))


@contextmanager
def postgraphile(url: str, folder: Path) -> Iterator[Serving]:
    """PostGraphile in as many processes."""
    address, port = make_url(url), free_port()
    engine = create_engine(url)
    with engine.begin() as connection:
        connection.execute(text(TAG))
    engine.dispose()
    given = {"PGHOST": str(address.query["host"]), "PGUSER": address.username or "", "PGDATABASE": address.database}
    command = [_node(), str(HERE / "_postgraphile.mjs"), str(cache()), str(port), str(WORKERS)]
    with _running(command, {**given, "GRAPHILE_ENV": "production", "NODE_ENV": "production"}, port, folder) as pid:
        yield Serving(port, (pid, *postmaster_of(url)))


def why_without_postgraphile() -> str:
    """Why PostGraphile is not measured; empty where it is installed, which is done here the first time."""
    if not shutil.which("node") or not shutil.which("npm"):
        return "node and npm are not installed"
    folder = cache()
    wanted = [PACKAGE] if _is_new_enough() else [PACKAGE, _own_node()]
    there = [(folder / "node_modules" / name.partition("@")[0]).is_dir() for name in wanted]
    if not all(there):
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "package.json").write_text('{"private": true}\n', encoding="ascii")
        install = ["npm", "install", "--no-audit", "--no-fund", "--ignore-scripts", *wanted]
        done = subprocess.run(install, cwd=folder, capture_output=True, text=True, check=False)
        if done.returncode:
            return f"npm could not install {' and '.join(wanted)}: {done.stderr.strip().splitlines()[-1:]}"
    return ""


def _is_new_enough() -> bool:
    told = subprocess.run(["node", "--version"], capture_output=True, text=True, check=True).stdout
    return int(told.strip().removeprefix("v").partition(".")[0]) >= 22


def _own_node() -> str:
    return NODE.format(MACHINES.get(platform.machine(), platform.machine()))


def _node() -> str:
    """The program: the one that npm brought where there is one."""
    brought = cache() / "node_modules" / _own_node().partition("@")[0] / "bin" / "node"
    return str(brought) if brought.exists() else "node"


def cache() -> Path:
    """Where PostGraphile is kept between runs, outside the repository."""
    return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "township-registry-bench" / "postgraphile"


@contextmanager
def _running(command: list[str], given: Mapping[str, str | None], port: int, folder: Path) -> Iterator[int]:
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join((str(ROOT), os.environ.get("PYTHONPATH", "")))}
    environment |= {name: value or "" for name, value in given.items()}
    with (folder / f"{port}.log").open("wb") as log:
        server = subprocess.Popen(
            command, cwd=ROOT, env=environment, stdout=log, stderr=subprocess.STDOUT, start_new_session=True
        )
        try:
            _wait(port, server, folder / f"{port}.log")
            yield server.pid
        finally:
            _end(server)


def _end(server: subprocess.Popen[bytes]) -> None:
    server.terminate()
    try:
        server.wait(timeout=20)
    except subprocess.TimeoutExpired:  # a worker that is busy beginning does not listen
        os.killpg(server.pid, signal.SIGKILL)
        server.wait()


def _wait(port: int, server: subprocess.Popen[bytes], log: Path) -> None:
    until = time.monotonic() + WAIT
    while time.monotonic() < until and server.poll() is None:
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.1)
    raise RuntimeError(f"{server.args!r} did not begin:\n{log.read_text(errors='replace')[-3000:]}")
