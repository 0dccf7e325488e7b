"""How fast lists come in: publishing's way against each engine's own fastest, with the memory that it takes."""

import shutil
import tempfile
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from multiprocessing import get_context
from pathlib import Path
from statistics import median
from typing import Any

from bench._filling import (
    INDEX_TABLES,
    Ours,
    county_by_county,
    filled_dumped_loaded,
    index_rows,
    plain_copy,
    plain_executemany,
    rows_of,
)
from bench._gansu340 import DUTIES, townships
from bench._province import opened, seeded_without_lists
from bench._side_by_side import machine, print_table, ratios, spread
from registry.store.base import db
from registry.store.migrating import migrate
from tests.engines import start_postgresql

TURNS = 10
"""The counties, in order, are told of in so many groups, so that what the machine did meanwhile can be seen."""
AIM = 0.5
PARTS = {"a tenth": 0.1, "a third": 1 / 3, "all of Gansu": 1.0}
DUMPED = ("a tenth", "a third")
"""Of these a dump is made and loaded too; of everything it takes more time than one waits for here."""
FLAT = 1.1
"""Memory is called flat where the larger part takes at most so many times what a tenth takes; both have the largest
county, because what a transaction holds grows with it."""
STEADY = 1.25
"""The time of a row is called flat where it is at most so many times as long in the last third as in the first."""
PORTION = 50_000


@dataclass
class Taken:
    """Rows of lists, county by county, and of the index; the seconds they took: ours and the engine's own."""

    of_counties: list[int]
    noted: int
    our: Ours
    own: list[float]
    own_index: float

    @property
    def rows(self) -> int:
        """Rows of lists in all."""
        return sum(self.of_counties)


def main() -> None:
    """Lay the province's lists down side by side, then fill, dump and load growing parts of it; print; clean up."""
    begin = time.perf_counter()
    print(f"Gansu's lists: {len(townships()):,} townships × {DUTIES} duties, with their departments' shares.")
    print(f"{machine('sqlalchemy', 'psycopg')}; PostgreSQL without fsync, SQLite with synchronous=FULL.")
    print("Ours: duties as values → rows → bulk_add, then the wordings noted for search, as publishing does. Own: the")
    print("same rows, spelled out beforehand, by COPY or sqlite3's executemany. Same tables, keys, references and")
    print("indexes, two databases, a transaction a county, county by county in turn; making the lists is not counted.")
    with tempfile.TemporaryDirectory() as name:
        give = _databases(Path(name))
        _print_speed(_measured(give))
        _print_memory(_grown(give, Path(name)))
    print(f"\nThe whole bench took {time.perf_counter() - begin:.0f} s.")


def _databases(folder: Path) -> dict[str, Callable[[str], str]]:
    """For each engine a function that gives a new database: seeded but for the lists, or only migrated."""
    server, count = start_postgresql(), iter(range(1000))
    sqlite = {"seeded": folder / "seeded.sqlite3", "empty": folder / "empty.sqlite3"}
    postgresql = {"seeded": server.fresh_database(), "empty": server.fresh_database()}
    for url in (f"sqlite:///{sqlite['seeded']}", postgresql["seeded"]):
        seeded_without_lists(url)
    for url in (f"sqlite:///{sqlite['empty']}", postgresql["empty"]):
        with opened(url):
            migrate(db.engine)

    def on_sqlite(which: str) -> str:
        return f"sqlite:///{shutil.copyfile(sqlite[which], folder / f'{next(count)}.sqlite3')}"

    def on_postgresql(which: str) -> str:
        return server.fresh_database(template=postgresql[which])

    return {"PostgreSQL": on_postgresql, "SQLite": on_sqlite}


def _measured(give: Any) -> dict[str, Taken]:
    """Both engines at once, a process for each; what is compared takes turns within one process."""
    with ProcessPoolExecutor(2, mp_context=get_context("spawn")) as processes:
        urls = {engine: (give[engine]("seeded"), give[engine]("seeded")) for engine in give}
        waiting = {engine: processes.submit(_side_by_side, engine, *of) for engine, of in urls.items()}
        taken = {engine: future.result() for engine, future in waiting.items()}
    for engine, of in urls.items():
        _give_back(engine, *of)
    return taken


def _side_by_side(engine: str, own_url: str, our_url: str) -> Taken:
    """The lists of all counties, each way first in every other one; at the end the index by the engine's way too."""
    of_counties = []
    own = plain_copy(own_url) if engine == "PostgreSQL" else plain_executemany(Path(own_url.removeprefix("sqlite:///")))
    our = Ours()
    with opened(our_url):
        for number, papers in enumerate(county_by_county(townships())):
            made = rows_of(papers)
            of_counties.append(sum(map(len, made)))
            for way in (our, own)[:: -1 if number % 2 else 1]:
                way.take(papers, made)
        kept = db.session.execute(db.text("select (select count(*) from duties) + (select count(*) from duty_shares)"))
        assert kept.scalar_one() == sum(of_counties) - 2 * len(townships())
        lists, noted = list(own.seconds), 0
        own.empty(INDEX_TABLES)
        for table, portion in index_rows(PORTION):
            noted += len(portion)
            own.lay_down([table], [portion])
    own.close()
    return Taken(of_counties, noted, our, lists, sum(own.seconds) - sum(lists))


def _give_back(engine: str, *urls: str) -> None:
    for url in urls:
        if engine == "PostgreSQL":
            start_postgresql().drop(url)
        else:
            Path(url.removeprefix("sqlite:///")).unlink()


def _print_speed(taken: dict[str, Taken]) -> None:
    table = [_compared(f"{engine}: lists alone", t.rows, t.our.lists, t.own) for engine, t in taken.items()]
    for engine, t in taken.items():
        rows, whole = t.rows + t.noted, sum(t.our.lists) + sum(t.our.index)
        table.append(_told(f"{engine}: lists and index", rows, whole, sum(t.own) + t.own_index, ""))
        table.append(_told(f"{engine}: lists, the index kept", t.rows, whole, sum(t.own), ""))
    print()
    heading = ("", "rows", "ours s", "ours rows/s", "own rows/s", "ours : own", f"{TURNS} groups", f"aim ≥ {AIM}")
    print_table(heading, table)
    print("\nLists and index: own lays down the index's rows as well, ready made and in the order of their keys.")
    print("The index kept: rows of lists only are counted; own keeps no index, so less is done for them.")
    _print_filling_up(taken)


def _print_filling_up(taken: dict[str, Taken]) -> None:
    """What a row costs while the registry is a third full at most, and while its last third is laid down."""
    table = []
    for engine, t in taken.items():
        for name, seconds in (("lists", t.our.lists), ("index", t.our.index), ("own, lists", t.own)):
            first, last = _of_thirds(t.of_counties, seconds)
            told = "flat" if last / first <= STEADY else "NOT flat"
            table.append([f"{engine}: {name}", f"{first:.1f}", f"{last:.1f}", f"{last / first:.2f}", told])
    print("\nMicroseconds a row of lists, as the registry fills: counties of the first third, and of the last\n")
    print_table(("", "first third", "last third", "last : first", f"flat: ≤ {STEADY}"), table)


def _of_thirds(rows: list[int], seconds: list[float]) -> tuple[float, float]:
    """Median microseconds a row, over the counties of the first and of the last third."""
    each = [taken / many * 1e6 for taken, many in zip(seconds, rows, strict=True)]
    third = len(each) // 3
    return median(each[:third]), median(each[-third:])


def _compared(name: str, rows: int, our: list[float], own: list[float]) -> list[str]:
    groups = ratios([sum(own[at::TURNS]) for at in range(TURNS)], [sum(our[at::TURNS]) for at in range(TURNS)])
    return _told(name, rows, sum(our), sum(own), spread(groups, 2))


def _told(name: str, rows: int, our: float, own: float, groups: str) -> list[str]:
    held = "holds" if own / our >= AIM else "does NOT hold"
    return [
        name,
        f"{rows:,}",
        f"{our:.1f}",
        f"{rows / our:,.0f}",
        f"{rows / own:,.0f}",
        f"{own / our:.2f}",
        groups,
        held,
    ]


def _grown(give: Any, folder: Path) -> dict[tuple[str, str], dict[str, Any]]:
    """Each part filled, some dumped and loaded too, in a process of its own; both engines at once."""
    with ProcessPoolExecutor(2, mp_context=get_context("spawn"), max_tasks_per_child=1) as processes:
        waiting = {
            (engine, part): processes.submit(
                filled_dumped_loaded,
                give[engine]("seeded"),
                give[engine]("empty") if part in DUMPED else "",
                folder / f"{engine}{size:.2f}.zip",
                size,
            )
            for part, size in PARTS.items()
            for engine in give
        }
        return {key: future.result() for key, future in waiting.items()}


def _print_memory(grown: dict[tuple[str, str], dict[str, Any]]) -> None:
    table = []
    for (engine, part), stages in grown.items():
        done = [stages.get(name) for name in ("fill", "dump", "load")]
        work = [f"{stage.rows / stage.seconds:,.0f}" if stage else "" for stage in done]
        memory = [f"{stage.megabytes:,}" if stage else "" for stage in done]
        file = f"{stages['file'] / 2**20:.1f}" if "file" in stages else ""
        told = [f"{stages['townships']:,}", f"{stages['fill'].rows:,}", file]
        table.append([f"{engine}: {part}", *told, *work, f"{stages['before']}", *memory])
    print(
        "\nLists published with the index kept, `registry dump`, `registry load` into an empty registry; both engines"
    )
    print("at once, a process for each part. Rows are those of lists; of dump and load all rows, the index's too.\n")
    speeds, peaks = ("fill rows/s", "dump rows/s", "load rows/s"), ("MB before", "fill MB", "dump MB", "load MB")
    print_table(("", "townships", "rows", "file MB", *speeds, *peaks), table)
    print()
    for engine in dict.fromkeys(engine for engine, _ in grown):
        for stage, parts in (("fill", [*PARTS]), ("dump", DUMPED), ("load", DUMPED)):
            print(f"  {engine}, {stage}: {_growth(grown, engine, stage, parts)}")


def _growth(grown: dict[tuple[str, str], dict[str, Any]], engine: str, stage: str, parts: Sequence[str]) -> str:
    growth = grown[engine, parts[-1]][stage].megabytes / grown[engine, parts[0]][stage].megabytes
    told = "flat" if growth <= FLAT else "NOT flat"
    return f"{parts[-1]} takes {growth:.2f} times the memory of {parts[0]}: {told}"


if __name__ == "__main__":
    main()
