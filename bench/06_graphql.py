"""GraphQL side by side: the registry, an endpoint written by hand, PostGraphile; and what it costs as it grows.

`--small` fills one county instead of Gansu and takes shorter turns; `--rounds N` and `--seconds S` set them.
"""

import argparse
import os
import shutil
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import NamedTuple

from bench._contestants import PACKAGE, WORKERS, Serving, by_hand, ours, postgraphile, why_without_postgraphile
from bench._filled_province import Filled, filled
from bench._load import CONNECTIONS, Asker, Sent
from bench._processor_time import seconds_of
from bench._province import seeded_without_lists
from bench._side_by_side import machine, print_table, ratios, spread
from bench._three_questions import Asked, asked_by_hand, asked_of_ours, asked_of_postgraphile, facts_of
from tests.engines import start_postgresql

QUESTIONS = {
    "Q1": "township, 50 duties, 20 villages, plaque counts",
    "Q2": "one check",
    "Q3": "page of 50 requests: place, department, verdict, grounds",
}
OURS, HAND, GRAPHILE = "registry", "by hand", "PostGraphile 5"
AIMS = {
    HAND: {"Q1": 1.0, "Q2": 0.9, "Q3": 0.9},
    GRAPHILE: {"Q1": 1.4, "Q2": 0.95, "Q3": 3.0},
}
FLAT = 1.5
SIZES = {"one township": "620102001", "one county": "620102", "all of Gansu": "62"}
Give = Callable[[], str]
Server = Callable[[str, Path], AbstractContextManager[Serving]]


class Turn(NamedTuple):
    """One turn: answers a second, the milliseconds of half of them and of 99 in 100, processor milliseconds each."""

    each_second: float
    median: float
    slow: float
    processor: float


Turns = dict[tuple[str, str], list[Turn]]


@dataclass(frozen=True)
class Way:
    """One contestant, or size, that is asked: how, and by which server."""

    asked: Asked
    serving: Serving


@dataclass(frozen=True)
class How:
    """How long is measured: rounds, the seconds of a turn, and the sizes."""

    rounds: int
    seconds: float
    sizes: Mapping[str, str]

    @property
    def largest(self) -> str:
        return list(self.sizes)[-1]


def main() -> None:
    """Fill, compare answers, measure in turn, print, clean up; on both engines."""
    how, begin = _how(), time.perf_counter()
    why = why_without_postgraphile()
    print(f"GraphQL over HTTP: {CONNECTIONS} connections, {WORKERS} workers each; {how.largest} filled.")
    print(f"{machine('flask', 'graphql-core', 'sqlalchemy', 'psycopg', 'granian')}; load {os.getloadavg()[0]:.1f}.")
    print(f"{how.rounds} interleaved rounds of {how.seconds:g} s. Asked by one process of plain sockets of our own")
    print("(bench/_load.py), on the same cores as the servers and the database. PostgreSQL without fsync.")
    print(f"{PACKAGE}: " + (f"NOT MEASURED, {why}." if why else "measured on PostgreSQL."))
    with tempfile.TemporaryDirectory() as name, _asking() as asker:
        for engine, give in _engines(Path(name)).items():
            began = time.perf_counter()
            print(f"\n{engine}")
            _measure(engine, give, how, asker, Path(name), with_graphile=engine == "PostgreSQL" and not why)
            print(f"\n  {engine} took {time.perf_counter() - began:.0f} s.", flush=True)
    print(f"\nThe whole bench took {time.perf_counter() - begin:.0f} s; load now {os.getloadavg()[0]:.1f}.")


def _how() -> How:
    read = argparse.ArgumentParser(description=__doc__)
    read.add_argument("--small", action="store_true", help="one county instead of Gansu, fewer and shorter turns")
    read.add_argument("--rounds", type=int)
    read.add_argument("--seconds", type=float)
    given = read.parse_args()
    rounds, seconds = (given.rounds or (3 if given.small else 6)), (given.seconds or (1.0 if given.small else 2.0))
    return How(rounds, seconds, dict(list(SIZES.items())[:2]) if given.small else SIZES)


@contextmanager
def _asking() -> Iterator[Asker]:
    asker = Asker()
    yield asker
    asker.end()


def _engines(folder: Path) -> dict[str, Give]:
    """For each engine a function that gives a new database, seeded but for the lists."""
    server, seeded = start_postgresql(), folder / "seeded.sqlite3"
    template = server.fresh_database()
    for url in (f"sqlite:///{seeded}", template):
        seeded_without_lists(url)
    numbers = iter(range(100))

    def on_sqlite() -> str:
        return f"sqlite:///{shutil.copyfile(seeded, folder / f'{next(numbers)}.sqlite3')}"

    return {"PostgreSQL": lambda: server.fresh_database(template=template), "SQLite": on_sqlite}


def _measure(engine: str, give: Give, how: How, asker: Asker, folder: Path, *, with_graphile: bool) -> None:
    begin = time.perf_counter()
    sizes = {size: filled(give(), beginning) for size, beginning in how.sizes.items()}
    rows = ", ".join(f"{size} {held.rows:,} rows" for size, held in sizes.items())
    print(f"  filled in {time.perf_counter() - begin:.0f} s: {rows}.", flush=True)
    with ExitStack() as running:

        def begun(asked: Asked, server: Server, held: Filled) -> Way:
            return Way(asked, running.enter_context(server(held.url, folder)))

        grown = {size: begun(asked_of_ours(held), ours, held) for size, held in sizes.items()}
        held = sizes[how.largest]
        ways = {OURS: grown[how.largest], HAND: begun(asked_by_hand(held), by_hand, held)}
        if with_graphile:
            ways[GRAPHILE] = begun(asked_of_postgraphile(held), postgraphile, held)
        _require_same_answers(ways)
        _print_side_by_side(_in_turn(ways, how, asker))
        _print_growth(_in_turn(grown, how, asker), how)


def _require_same_answers(ways: Mapping[str, Way]) -> None:
    """Raises AssertionError where two of them answer otherwise; PostGraphile of a check only the row it rests on."""
    for question in QUESTIONS:
        told = {name: way.asked.answers(question, way.serving.port) for name, way in ways.items()}
        for name, answers in told.items():
            facts_only = name == GRAPHILE and question == "Q2"
            own = [facts_of(one) for one in told[OURS]] if facts_only else told[OURS]
            for one, other in zip(own, answers, strict=True):
                assert one == other, f"{question}, {name}:\n{other}\n\n{OURS}:\n{one}"
    print(f"  the same answers to {', '.join(QUESTIONS)}: {', '.join(ways)}.", flush=True)


def _in_turn(ways: Mapping[str, Way], how: How, asker: Asker) -> Turns:
    """Every question of every way, round by round, the order turning; a first round warms up and is not counted."""
    turns: Turns = {(question, name): [] for question in QUESTIONS for name in ways}
    names = list(ways)
    for turn in range(how.rounds + 1):
        for question in QUESTIONS:
            for name in names[turn % len(names) :] + names[: turn % len(names)]:
                took = _turn(ways[name], question, how, asker)
                if turn:
                    turns[question, name].append(took)
    return turns


def _turn(way: Way, question: str, how: How, asker: Asker) -> Turn:
    before = seconds_of(way.serving.processes)
    took = asker.ask(Sent(way.serving.port, way.asked.sent[question]), how.seconds)
    assert not took.failed, f"{question}: {took.failed} answers were no 200"
    each = (seconds_of(way.serving.processes) - before) / took.answers
    return Turn(took.each_second, took.median, took.slow, each * 1e3)


def _print_side_by_side(turns: Turns) -> None:
    rows = []
    for (question, name), took in turns.items():
        compared = _against(question, name, turns) if name in AIMS else ["", "", "", ""]
        rows.append([f"{question} {name}", *_figures(took), *compared])
    print()
    print_table((*_HEADING, "requests/s, registry : it", "aim ≥", "", "processor, it : registry"), rows)
    print("\n  Ratios of each round: least, median, most. Processor time is the server's and its database's.")
    for question, about in QUESTIONS.items():
        print(f"  {question}: {about}.")
    if any(name == GRAPHILE for _, name in turns):
        print(f"  {GRAPHILE} cannot judge: its Q2 fetches, in one query, what a client would have to judge by itself;")
        print("  its Q3 cannot take a part of a JSON column and checks no token.")


_HEADING = ("", "requests/s", "p50 ms", "p99 ms", "processor ms")


def _figures(took: list[Turn]) -> list[str]:
    return [
        f"{median(column):,.{places}f}" for column, places in zip(zip(*took, strict=True), (0, 1, 1, 2), strict=True)
    ]


def _against(question: str, name: str, turns: Turns) -> list[str]:
    own, other = turns[question, OURS], turns[question, name]
    found = ratios([one.each_second for one in own], [one.each_second for one in other])
    by_processor = ratios([one.processor for one in other], [one.processor for one in own])
    aim = AIMS[name][question]
    return [spread(found, 2), f"{aim}", "holds" if found[1] >= aim else "does NOT hold", spread(by_processor, 2)]


def _print_growth(turns: Turns, how: How) -> None:
    first, rows = next(iter(how.sizes)), []
    for (question, size), took in turns.items():
        compared = ["", "", ""] if size == first else _grown(turns[question, first], took)
        rows.append([f"{question} {size}", *_figures(took), *compared])
    print()
    print_table((*_HEADING, "cost, times one township", f"hoped ≤ {FLAT}", "by processor time"), rows)
    print("\n  The nation (7 million duties) is not filled: Gansu is the largest size measured.")


def _grown(least: list[Turn], took: list[Turn]) -> list[str]:
    found = ratios([one.each_second for one in least], [one.each_second for one in took])
    by_processor = ratios([one.processor for one in took], [one.processor for one in least])
    return [spread(found, 2), "holds" if found[1] <= FLAT else "does NOT hold", spread(by_processor, 2)]


if __name__ == "__main__":
    main()
