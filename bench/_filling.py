"""Gansu's lists of 340 duties laid down in several ways, on either engine: ours, and the engine's own fastest."""

import json
import sqlite3
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from itertools import groupby
from pathlib import Path
from typing import Any

import psycopg
from sqlalchemy import Table, func, make_url, select

from bench._gansu340 import duties_of, townships
from bench._province import opened
from registry.domain.duties import Duty, Edition
from registry.services.dumping import dump, load
from registry.store import editions
from registry.store.base import begin_writing, db
from registry.store.duties import DutyRecord, DutyShareRecord, EditionOriginRecord, EditionRecord

TABLES: tuple[Table, ...] = tuple(
    record.__table__ for record in (EditionRecord, EditionOriginRecord, DutyRecord, DutyShareRecord)
)
ORIGIN = {"master": None, "draft": None, "reason": "", "published_by": "bench", "sha256": "0" * 64}
_ESCAPES = str.maketrans({"\\": "\\\\", "\t": "\\t", "\n": "\\n", "\r": "\\r"})

Paper = tuple[Edition, Mapping[str, Any], Sequence[Duty], Sequence[Any]]
Rows = list[dict[str, Any]]
Lay = Callable[[Any], None]


def county_by_county(codes: Sequence[str]) -> Iterator[list[Paper]]:
    """What the townships of one county after the other publish: the values that publishing is given."""
    for _, of_county in groupby(codes, key=lambda code: code[:6]):
        yield [(_edition(code), ORIGIN, duties_of(code), ()) for code in of_county]


def _edition(township: str) -> Edition:
    number, recorded = "示例清单〔2024〕1号", datetime(2024, 12, 20, tzinfo=UTC)
    return Edition(f"ED-{township}", township, number, date(2025, 1, 1), recorded, sample=True)


def rows_of(papers: Sequence[Paper]) -> list[Rows]:
    """The rows, table by table, that the editions come to."""
    return [
        [{name: getattr(e, name) for name in _names(TABLES[0])} for e, _, _, _ in papers],
        [{"edition": e.code, "corrects": None, **origin} for e, origin, _, _ in papers],
        [row for e, _, duties, _ in papers for row in editions.duty_rows(e, duties)],
        [row for e, _, duties, _ in papers for row in editions.share_rows(e, duties)],
    ]


def _names(table: Table) -> list[str]:
    return list(table.columns.keys())


@dataclass
class Way:
    """One way of laying the lists down: `prepare` is not timed, `lay` and `end` (the commit) are."""

    prepare: Callable[[Sequence[Paper], list[Rows]], Any]
    lay: Lay
    end: Callable[[], None]
    seconds: list[float] = field(default_factory=list)

    def take(self, papers: Sequence[Paper], rows: list[Rows]) -> None:
        prepared = self.prepare(papers, rows)
        begin = time.perf_counter()
        self.lay(prepared)
        self.seconds.append(time.perf_counter() - begin)

    def finish(self) -> None:
        begin = time.perf_counter()
        self.end()
        self.seconds.append(time.perf_counter() - begin)


def ours() -> Way:
    """As publishing does: from the values of the ground floor to rows, in the session's one transaction."""
    begin_writing()
    return Way(lambda papers, rows: papers, editions.add_editions, db.session.commit)


def plain_copy(url: str) -> Way:
    """PostgreSQL's own COPY of text that was prepared before, in one transaction."""
    address = make_url(url)
    connection = psycopg.connect(host=address.query["host"], user=address.username, dbname=address.database)

    def lay(prepared: list[bytes]) -> None:
        for table, text in zip(TABLES, prepared, strict=True):
            with connection.cursor() as cursor, cursor.copy(_copy_statement(table)) as copy:
                copy.write(text)

    def end() -> None:
        connection.commit()
        connection.close()

    return Way(lambda papers, rows: [_copy_text(t, of) for t, of in zip(TABLES, rows, strict=True)], lay, end)


def _copy_statement(table: Table) -> str:
    return f"COPY {table.name} ({', '.join(_names(table))}) FROM STDIN"


def _copy_text(table: Table, rows: Rows) -> bytes:
    names = _names(table)
    return "".join("\t".join(_spelled(row[name]) for name in names) + "\n" for row in rows).encode()


def _spelled(value: Any) -> str:
    if value is None:
        return "\\N"
    return (json.dumps(value) if isinstance(value, list) else str(value)).translate(_ESCAPES)


def plain_executemany(path: Path) -> Way:
    """Plain sqlite3's executemany of tuples that were prepared before, set up and committed as the registry is."""
    connection = sqlite3.connect(path, isolation_level=None)
    for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON"):
        connection.execute(f"PRAGMA {pragma}")
    connection.execute("BEGIN IMMEDIATE")

    def lay(prepared: list[list[tuple[Any, ...]]]) -> None:
        for table, tuples in zip(TABLES, prepared, strict=True):
            marks = ", ".join("?" * len(table.columns))
            connection.executemany(f"INSERT INTO {table.name} ({', '.join(_names(table))}) VALUES ({marks})", tuples)

    def end() -> None:
        connection.execute("COMMIT")
        connection.close()

    return Way(lambda papers, rows: [_tuples(t, of) for t, of in zip(TABLES, rows, strict=True)], lay, end)


def _tuples(table: Table, rows: Rows) -> list[tuple[Any, ...]]:
    names = _names(table)
    return [tuple(_for_sqlite(row[name]) for name in names) for row in rows]


def _for_sqlite(value: Any) -> Any:
    if isinstance(value, list):
        return json.dumps(value)
    if isinstance(value, datetime):
        return value.strftime("%Y-%m-%d %H:%M:%S.%f")
    return value.isoformat() if isinstance(value, date) else value


def published(codes: Sequence[str]) -> int:
    """The lists of these townships as publishing lays them down, in one transaction; how many rows."""
    begin_writing()
    for papers in county_by_county(codes):
        editions.add_editions(papers)
    db.session.commit()
    return sum(db.session.scalar(select(func.count()).select_from(table)) or 0 for table in TABLES)


@dataclass(frozen=True)
class Stage:
    """What one piece of work did: rows, seconds, and how many MB the process had taken at most by its end."""

    rows: int
    seconds: float
    megabytes: int


def filled_dumped_loaded(url: str, empty: str, file: Path, part: float) -> dict[str, Any]:
    """Fill a database with a part of the townships, dump it, load the dump into an empty one: a process of its own."""
    codes = townships()
    codes = codes[: int(len(codes) * part)]
    duties_of(codes[0])  # what making them keeps in memory is there before
    stages: dict[str, Any] = {"townships": len(codes), "before": _megabytes()}
    with opened(url):
        stages["fill"] = _staged(lambda: published(codes))
        stages["dump"] = _staged(lambda: sum(dump(file, replace=True).rows.values()))
    with opened(empty):
        stages["load"] = _staged(lambda: sum(load(file).rows.values()))
    stages["file"] = file.stat().st_size
    file.unlink()
    return stages


def _staged(work: Callable[[], int]) -> Stage:
    begin = time.perf_counter()
    rows = work()
    return Stage(rows, time.perf_counter() - begin, _megabytes())


def _megabytes() -> int:
    """The most this process has taken; `ru_maxrss` would still tell of the process that started it."""
    status = Path("/proc/self/status").read_text(encoding="ascii")
    return int(next(line for line in status.splitlines() if line.startswith("VmHWM")).split()[1]) // 1024
