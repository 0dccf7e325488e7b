"""What one check costs as the registry grows from one township to a county to the province, on both engines."""

import shutil
import tempfile
from collections.abc import Callable
from pathlib import Path
from statistics import median

from bench._province import WARM, Asked, Way, seeded_without_lists
from bench._side_by_side import machine, print_table, ratios, spread
from tests.engines import start_postgresql

ROUNDS = 4
HOPED = 1.5
SIZES = {"one township": "620102001", "one county": "620102", "all of Gansu": "62"}


WAYS = (
    Way("exact name, one township", 40),
    Way(f"exact name, {WARM} townships in turn", 40, most_places=WARM),
    Way("list read and indexed anew", 8, forget=True),
    Way("other words, one township", 30, exactly=False),
    Way(f"other words, {WARM} townships in turn", 30, exactly=False, most_places=WARM),
)
"""What is asked, and how many checks one turn of it holds."""


def main() -> None:
    """Fill the databases of one engine after the other, ask them in turn, print, clean up."""
    print("One check in process (services.access.check, a session each), as the registry grows.")
    print(f"{machine('sqlalchemy', 'psycopg')}; {ROUNDS} interleaved rounds after one to warm up.")
    print("Each township has the sample edition's rows; a process for each size, its lists in memory unless said.")
    with tempfile.TemporaryDirectory() as folder:
        _measure("SQLite", _on_sqlite(Path(folder)))
    _measure("PostgreSQL", _on_postgresql())


def _on_sqlite(folder: Path) -> Callable[[str], str]:
    """A function that gives a new database, seeded but for the lists."""
    seeded = folder / "seeded.sqlite3"
    seeded_without_lists(f"sqlite:///{seeded}")

    def give(size: str) -> str:
        return f"sqlite:///{shutil.copyfile(seeded, folder / f'{size}.sqlite3')}"

    return give


def _on_postgresql() -> Callable[[str], str]:
    server = start_postgresql()
    seeded = server.fresh_database()
    seeded_without_lists(seeded)
    return lambda size: server.fresh_database(template=seeded)


def _measure(engine: str, give: Callable[[str], str]) -> None:
    sizes = {size: Asked(give(size), beginning) for size, beginning in SIZES.items()}
    times: dict[tuple[str, str], list[float]] = {(way.name, size): [] for way in WAYS for size in SIZES}
    for turn in range(ROUNDS + 1):
        for way in WAYS:
            for size in [*SIZES][turn % len(SIZES) :] + [*SIZES][: turn % len(SIZES)]:
                taken = sizes[size].ask(way)
                if turn:
                    times[way.name, size].append(taken)
    _print_sizes(engine, sizes)
    _print_checks(times)


def _print_sizes(engine: str, sizes: dict[str, Asked]) -> None:
    rows = [
        [size, f"{s.places:,}", f"{s.duties}", f"{s.rows:,}", f"{s.rows / s.seconds:,.0f}", f"{s.end():,}"]
        for size, s in sizes.items()
    ]
    print(f"\n{engine}\n")
    print_table(("", "townships", "duties each", "rows", "loaded rows/s", "peak MB of the process"), rows)


def _print_checks(times: dict[tuple[str, str], list[float]]) -> None:
    first, rows = next(iter(SIZES)), []
    for (way, size), taken in times.items():
        found = ratios(taken, times[way, first])
        compared = ["", ""] if size == first else [spread(found, 2), "holds" if found[1] <= HOPED else "does NOT hold"]
        rows.append([f"{way}: {size}", f"{median(taken) * 1000:.2f}", *compared])
    print()
    print_table(("one check", "ms", "times one township (min – median – max)", f"hoped ≤ {HOPED}"), rows)


if __name__ == "__main__":
    main()
