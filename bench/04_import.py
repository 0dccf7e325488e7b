"""How fast lists come in: publishing's way against each engine's own fastest, with the memory that it takes."""

import shutil
import tempfile
import time
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path
from typing import Any

from bench._filling import county_by_county, filled_dumped_loaded, ours, plain_copy, plain_executemany, rows_of
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
FLAT = 1.1
"""Memory is called flat where the whole takes at most so many times what a tenth takes."""


def main() -> None:
    """Lay the province's lists down side by side, then fill, dump and load growing parts of it; print; clean up."""
    begin = time.perf_counter()
    print(f"Gansu's lists: {len(townships()):,} townships × {DUTIES} duties, with their departments' shares.")
    print(f"{machine('sqlalchemy', 'psycopg')}; PostgreSQL without fsync, SQLite with synchronous=FULL.")
    print("Ours: duties as values → rows → bulk_add, as publishing lays them down. Own: the same rows, spelled out")
    print("beforehand, by COPY or sqlite3's executemany. Same tables, keys, references and indexes, one transaction")
    print("each, county by county in turn on two databases; making the lists is not counted.")
    with tempfile.TemporaryDirectory() as name:
        give = _databases(Path(name))
        _print_speed({engine: _side_by_side(engine, give) for engine in give})
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


def _side_by_side(engine: str, give: Any) -> tuple[int, list[float], list[float]]:
    """Rows, and the seconds that ours and the engine's own way took, county by county and for the commit."""
    own_url, our_url, rows = give[engine]("seeded"), give[engine]("seeded"), 0
    own = plain_copy(own_url) if engine == "PostgreSQL" else plain_executemany(Path(own_url.removeprefix("sqlite:///")))
    with opened(our_url):
        our = ours()
        ways = [own, our]
        for papers in county_by_county(townships()):
            made = rows_of(papers)
            rows += sum(map(len, made))
            for way in ways:
                way.take(papers, made)
            ways.reverse()
        for way in ways:
            way.finish()
        kept = db.session.execute(db.text("select (select count(*) from duties) + (select count(*) from duty_shares)"))
        assert kept.scalar_one() == rows - 2 * len(townships())
    _give_back(engine, own_url, our_url)
    return rows, our.seconds, own.seconds


def _give_back(engine: str, *urls: str) -> None:
    for url in urls:
        if engine == "PostgreSQL":
            start_postgresql().drop(url)
        else:
            Path(url.removeprefix("sqlite:///")).unlink()


def _print_speed(taken: dict[str, tuple[int, list[float], list[float]]]) -> None:
    table = []
    for engine, (rows, our, own) in taken.items():
        whole = sum(own) / sum(our)
        groups = ratios([sum(own[at::TURNS]) for at in range(TURNS)], [sum(our[at::TURNS]) for at in range(TURNS)])
        speeds = [f"{rows / sum(seconds):,.0f}" for seconds in (our, own)]
        held = "holds" if whole >= AIM else "does NOT hold"
        table.append([engine, f"{rows:,}", *speeds, f"{whole:.2f}", spread(groups, 2), held])
    print()
    heading = ("", "rows", "ours rows/s", "own rows/s", "ours : own", f"in {TURNS} groups of counties", f"aim ≥ {AIM}")
    print_table(heading, table)


def _grown(give: Any, folder: Path) -> dict[tuple[str, str], dict[str, Any]]:
    """Each part filled, dumped and loaded in a process of its own; the two engines side by side, a core each."""
    with ProcessPoolExecutor(2, mp_context=get_context("spawn"), max_tasks_per_child=1) as processes:
        waiting = {
            (engine, part): processes.submit(
                filled_dumped_loaded,
                give[engine]("seeded"),
                give[engine]("empty"),
                folder / f"{engine}{size:.2f}.zip",
                size,
            )
            for part, size in PARTS.items()
            for engine in give
        }
        return {key: future.result() for key, future in waiting.items()}


def _print_memory(grown: dict[tuple[str, str], dict[str, Any]]) -> None:
    table, first, last = [], *([*PARTS][at] for at in (0, -1))
    for (engine, part), stages in grown.items():
        work = [f"{stages[name].rows / stages[name].seconds:,.0f}" for name in ("fill", "dump", "load")]
        memory = [f"{stages[name].megabytes:,}" for name in ("fill", "dump", "load")]
        told = [f"{stages['townships']:,}", f"{stages['fill'].rows:,}", f"{stages['file'] / 2**20:.1f}"]
        table.append([f"{engine}: {part}", *told, *work, f"{stages['before']}", *memory])
    print(
        "\nLists made and laid down, `registry dump`, `registry load` into an empty registry; both engines at once.\n"
    )
    speeds, peaks = ("fill rows/s", "dump rows/s", "load rows/s"), ("MB before", "fill MB", "dump MB", "load MB")
    print_table(("", "townships", "rows", "file MB", *speeds, *peaks), table)
    for engine in dict.fromkeys(engine for engine, _ in grown):
        growth = grown[engine, last]["load"].megabytes / grown[engine, first]["load"].megabytes
        told = "flat" if growth <= FLAT else "NOT flat"
        print(f"  {engine}: all of it takes {growth:.2f} times the memory of {first}: {told}")


if __name__ == "__main__":
    main()
