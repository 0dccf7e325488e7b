"""Processor time that a server takes, its own processes and those of its database together."""

import os
from collections.abc import Iterable
from pathlib import Path

from sqlalchemy import create_engine, text

_TICKS = os.sysconf("SC_CLK_TCK")


def seconds_of(roots: Iterable[int]) -> float:
    """Seconds that these processes, all below them, and those of these that have ended, have taken so far."""
    times: dict[int, int] = {}
    children: dict[int, list[int]] = {}
    for folder in Path("/proc").iterdir():
        if folder.name.isdecimal():
            try:
                fields = (folder / "stat").read_text(encoding="ascii", errors="replace").rpartition(")")[2].split()
            except OSError:
                continue  # it has ended meanwhile
            children.setdefault(int(fields[1]), []).append(int(folder.name))
            times[int(folder.name)] = sum(map(int, fields[11:15]))
    found, wanted = set[int](), list(roots)
    while wanted:
        one = wanted.pop()
        found.add(one)
        wanted += children.get(one, [])
    return sum(times.get(one, 0) for one in found) / _TICKS


def postmaster_of(url: str) -> list[int]:
    """The process above all of PostgreSQL's; none on SQLite."""
    if url.startswith("sqlite"):
        return []
    engine = create_engine(url)
    with engine.connect() as connection:
        backend = connection.execute(text("SELECT pg_backend_pid()")).scalar_one()
        status = Path(f"/proc/{backend}/stat").read_text(encoding="ascii", errors="replace")
    engine.dispose()
    return [int(status.rpartition(")")[2].split()[1])]
