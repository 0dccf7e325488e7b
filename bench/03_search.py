"""Searching and reading lists as the registry grows to all of Gansu at 340 duties a township, and how well it finds."""

import shutil
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from statistics import median

from bench._gansu340 import DUTIES
from bench._paraphrases import Paraphrase, mechanical, phrasings
from bench._province import seeded_without_lists
from bench._searched import Searched
from bench._side_by_side import machine, print_table, ratios, spread
from tests.engines import start_postgresql

ROUNDS = 4
HOPED = 1.5
SIZES = {"one township": "620102001", "one county": "620102", "all of Gansu": "62"}
WAYS = {
    "as-of read, list in memory": ("read", ""),
    "as-of read, list from file": ("read_anew", ""),
    "search in one township": ("search", "620102001000"),
    "search in one county": ("search", "620102000000"),
    "search over everything": ("search", ""),
}
EACH = {"read": 160, "read_anew": 16, "search": 16}
"""So many look-ups make one measurement."""


def main() -> None:
    """Fill the databases of both engines at once, ask those of one engine after the other, print, clean up."""
    print(f"Searching and as-of reads in process (a session each); lists of {DUTIES} duties made from the sample.")
    print(f"{machine('sqlalchemy', 'psycopg', 'rapidfuzz')}; {ROUNDS} interleaved rounds after one to warm up.")
    begin = time.perf_counter()
    with tempfile.TemporaryDirectory() as folder:
        ways = {"SQLite": _on_sqlite(Path(folder)), "PostgreSQL": _on_postgresql()}
        filled = {
            engine: {size: Searched(give(size), code) for size, code in SIZES.items()} for engine, give in ways.items()
        }
        for sizes in filled.values():
            for searched in sizes.values():
                searched.wait()
        for engine, sizes in filled.items():
            _measure(engine, sizes)
        for sizes in filled.values():
            for searched in sizes.values():
                searched.end()
    print(f"\nThe whole bench took {time.perf_counter() - begin:.0f} s.")


def _on_sqlite(folder: Path) -> Callable[[str], str]:
    seeded = folder / "seeded.sqlite3"
    seeded_without_lists(f"sqlite:///{seeded}")
    return lambda size: f"sqlite:///{shutil.copyfile(seeded, folder / f'{size}.sqlite3')}"


def _on_postgresql() -> Callable[[str], str]:
    server = start_postgresql()
    seeded = server.fresh_database()
    seeded_without_lists(seeded)
    return lambda size: server.fresh_database(template=seeded)


def _measure(engine: str, sizes: dict[str, Searched]) -> None:
    print(f"\n{engine}\n")
    print_table(
        ("", "townships", "duties", "distinct wordings", "lists s", "index s"),
        [
            [size, f"{s.townships:,}", f"{s.duties:,}", f"{s.wordings:,}", f"{s.filling:.1f}", f"{s.indexing:.1f}"]
            for size, s in sizes.items()
        ],
    )
    _print_times(_asked_in_turn(sizes))
    sys.stdout.flush()
    _print_recall(sizes["all of Gansu"], compared=engine == "SQLite")


def _asked_in_turn(sizes: dict[str, Searched]) -> dict[tuple[str, str], list[float]]:
    times: dict[tuple[str, str], list[float]] = {(way, size): [] for way in WAYS for size in SIZES}
    names = [*SIZES]
    for turn in range(ROUNDS + 1):
        for way, (act, place) in WAYS.items():
            for size in names[turn % len(names) :] + names[: turn % len(names)]:
                taken = sizes[size].ask(act, place, EACH[act])
                if turn:
                    times[way, size].append(taken)
    return times


def _print_times(times: dict[tuple[str, str], list[float]]) -> None:
    first, rows = next(iter(SIZES)), []
    for (way, size), taken in times.items():
        found = ratios(taken, times[way, first])
        compared = ["", ""] if size == first else [spread(found, 2), "holds" if found[1] <= HOPED else "does NOT hold"]
        rows.append([f"{way}: {size}", f"{median(taken) * 1000:.2f}", *compared])
    print()
    print_table(("one look-up", "ms", "times one township (min – median – max)", f"hoped ≤ {HOPED}"), rows)


def _print_recall(searched: Searched, *, compared: bool) -> None:
    """How often the matter meant is first, or among the first five, of all wordings of the province.

    RapidFuzz scans them in memory whatever the engine, so it is asked beside one engine only.
    """
    rows = []
    sets: dict[str, list[Paraphrase]] = {**mechanical(), **phrasings()}
    for name, paraphrases in sets.items():
        for way, (first, five, seconds) in searched.recall(paraphrases, compared=compared).items():
            rows.append(
                [f"{name}: {way}", f"{len(paraphrases)}", f"{first:.2f}", f"{five:.2f}", f"{seconds * 1000:.1f}"]
            )
    print("\nFound among all matters of Gansu: a hit is a wording of the same matter, whichever township's.\n")
    print_table(("", "texts", "recall@1", "recall@5", "ms each"), rows)


if __name__ == "__main__":
    main()
