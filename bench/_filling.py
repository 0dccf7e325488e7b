"""Gansu's lists of 340 duties laid down, on either engine: our way, with the index of search, and the engine's own."""

import json
import sqlite3
import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from itertools import groupby
from pathlib import Path
from typing import Any, cast

import psycopg
from sqlalchemy import Table, func, make_url, select

from bench._gansu340 import duties_of, townships
from bench._province import opened
from registry.domain.divisions import Place
from registry.domain.duties import Duty, Edition
from registry.services.dumping import dump, load
from registry.store import editions
from registry.store.base import begin_writing, db
from registry.store.divisions import find_place
from registry.store.duties import DutyRecord, DutyShareRecord, EditionOriginRecord, EditionRecord
from registry.store.indexing import note_lists
from registry.store.search import (
    MarkCountRecord,
    ShareMatterRecord,
    WordingDivisionRecord,
    WordingMarkRecord,
    WordingRecord,
)

TABLES: tuple[Table, ...] = tuple(
    cast(Table, record.__table__) for record in (EditionRecord, EditionOriginRecord, DutyRecord, DutyShareRecord)
)
INDEX_TABLES: tuple[Table, ...] = tuple(
    cast(Table, record.__table__)
    for record in (WordingRecord, WordingMarkRecord, MarkCountRecord, WordingDivisionRecord, ShareMatterRecord)
)
ORIGIN = {"master": None, "draft": None, "reason": "", "published_by": "bench", "sha256": "0" * 64}
_ESCAPES = str.maketrans({"\\": "\\\\", "\t": "\\t", "\n": "\\n", "\r": "\\r"})

Paper = tuple[Edition, Mapping[str, Any], Sequence[Duty], Sequence[Any]]
Rows = list[dict[str, Any]]


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
class Own:
    """An engine's own fastest way: rows spelled out beforehand (`prepare`, not timed) go down table by table."""

    prepare: Callable[[Table, Rows], Any]
    lay: Callable[[Table, Any], None]
    run: Callable[[str], object]
    close: Callable[[], None]
    seconds: list[float] = field(default_factory=list)

    def take(self, papers: Sequence[Paper], rows: Sequence[Rows]) -> None:
        """Lay the rows of these editions down, and commit."""
        self.lay_down(TABLES, rows)

    def empty(self, tables: Sequence[Table]) -> None:
        """Drop the rows of these tables; not timed."""
        for table in tables:
            self.run(f"DELETE FROM {table.name}")

    def lay_down(self, tables: Sequence[Table], rows: Sequence[Rows]) -> None:
        """Lay rows down table by table, in one transaction."""
        prepared = [(table, self.prepare(table, of)) for table, of in zip(tables, rows, strict=True)]
        begin = time.perf_counter()
        self.run("BEGIN")
        for table, spelled in prepared:
            self.lay(table, spelled)
        self.run("COMMIT")
        self.seconds.append(time.perf_counter() - begin)


@dataclass
class Ours:
    """As publishing does: from the values of the ground floor to rows, then their wordings are noted for search.

    To be timed apart each is a transaction of its own here; publishing has one for both, and one commit less.
    """

    lists: list[float] = field(default_factory=list)
    index: list[float] = field(default_factory=list)

    def take(self, papers: Sequence[Paper], rows: Sequence[Rows] = ()) -> None:
        """Publish these editions, and commit."""
        self.lists.append(_committed(lambda: editions.add_editions(papers)))
        self.index.append(
            _committed(lambda: note_lists((_place(edition.township), duties) for edition, _, duties, _ in papers))
        )


def _committed(work: Callable[[], None]) -> float:
    """Seconds of some work and its commit."""
    begin = time.perf_counter()
    begin_writing()
    work()
    db.session.commit()
    return time.perf_counter() - begin


def _place(township: str) -> Place:
    place = find_place(township)
    assert place is not None
    return place


def plain_copy(url: str) -> Own:
    """PostgreSQL's own COPY of text that was prepared before."""
    address = make_url(url)
    connection = psycopg.connect(
        host=str(address.query["host"]), user=address.username, dbname=address.database, autocommit=True
    )

    def lay(table: Table, text: bytes) -> None:
        with connection.cursor() as cursor, cursor.copy(_copy_statement(table)) as copy:
            copy.write(text)

    return Own(_copy_text, lay, connection.execute, connection.close)


def _copy_statement(table: Table) -> str:
    return f"COPY {table.name} ({', '.join(_names(table))}) FROM STDIN"


def _copy_text(table: Table, rows: Rows) -> bytes:
    names = _names(table)
    return "".join("\t".join(_spelled(row[name]) for name in names) + "\n" for row in rows).encode()


def _spelled(value: Any) -> str:
    if value is None:
        return "\\N"
    return (json.dumps(value) if isinstance(value, list) else str(value)).translate(_ESCAPES)


def plain_executemany(path: Path) -> Own:
    """Plain sqlite3's executemany of tuples that were prepared before, set up and committed as the registry is."""
    connection = sqlite3.connect(path, isolation_level=None)
    for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON"):
        connection.execute(f"PRAGMA {pragma}")

    def lay(table: Table, tuples: list[tuple[Any, ...]]) -> None:
        marks = ", ".join("?" * len(table.columns))
        connection.executemany(f"INSERT INTO {table.name} ({', '.join(_names(table))}) VALUES ({marks})", tuples)

    return Own(_tuples, lay, connection.execute, connection.close)


def _tuples(table: Table, rows: Rows) -> list[tuple[Any, ...]]:
    names = _names(table)
    return [tuple(_for_sqlite(row[name]) for name in names) for row in rows]


def _for_sqlite(value: Any) -> Any:
    if isinstance(value, list):
        return json.dumps(value)
    if isinstance(value, datetime):
        return value.strftime("%Y-%m-%d %H:%M:%S.%f")
    return value.isoformat() if isinstance(value, date) else value


def index_rows(portion: int) -> Iterator[tuple[Table, Rows]]:
    """What the index of search holds, table by table, so many rows at a time, in the order of their keys."""
    for table in INDEX_TABLES:
        found = db.session.execute(select(table).order_by(*table.primary_key), execution_options={"yield_per": portion})
        for rows in found.mappings().partitions():
            yield table, [dict(row) for row in rows]


def published(codes: Sequence[str]) -> Ours:
    """Publish the lists of these townships, a county at a time."""
    our = Ours()
    for papers in county_by_county(codes):
        our.take(papers)
    return our


def rows_of_lists() -> int:
    """How many rows of lists are on file, without the index."""
    return sum(db.session.scalar(select(func.count()).select_from(table)) or 0 for table in TABLES)


@dataclass(frozen=True)
class Stage:
    """What one piece of work did: rows, seconds, and how many MB the process had taken at most by its end."""

    rows: int
    seconds: float
    megabytes: int


def filled_dumped_loaded(url: str, empty: str, file: Path, part: float) -> dict[str, Any]:
    """Fill a database with a part of the townships; where `empty` names one, dump it and load the dump into that one.

    A process of its own.
    """
    codes = _largest_counties_first(townships())
    codes = codes[: int(len(codes) * part)]
    duties_of(codes[0])  # what making them keeps in memory is there before
    stages: dict[str, Any] = {"townships": len(codes), "before": _megabytes()}
    with opened(url):
        stages["fill"] = _staged(lambda: _filled(codes))
        if empty:
            stages["dump"] = _staged(lambda: sum(dump(file, replace=True).rows.values()))
    if empty:
        with opened(empty):
            stages["load"] = _staged(lambda: sum(load(file).rows.values()))
        stages["file"] = file.stat().st_size
        file.unlink()
    return stages


def _filled(codes: Sequence[str]) -> int:
    published(codes)
    return rows_of_lists()


def _largest_counties_first(codes: Sequence[str]) -> list[str]:
    """What a transaction holds grows with its county, of up to 50 townships; every part has the largest of them."""
    size = Counter(code[:6] for code in codes)
    return sorted(codes, key=lambda code: (-size[code[:6]], code))


def _staged(work: Callable[[], int]) -> Stage:
    begin = time.perf_counter()
    rows = work()
    return Stage(rows, time.perf_counter() - begin, _megabytes())


def _megabytes() -> int:
    """The most this process has taken; `ru_maxrss` would still tell of the process that started it."""
    status = Path("/proc/self/status").read_text(encoding="ascii")
    return int(next(line for line in status.splitlines() if line.startswith("VmHWM")).split()[1]) // 1024
