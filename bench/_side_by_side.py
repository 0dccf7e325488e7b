"""Measuring several ways side by side: rounds interleaved, medians, ratios per round, plain aligned tables."""

import gc
import os
import platform
import time
from collections.abc import Callable, Mapping, Sequence
from importlib.metadata import version
from statistics import median

ROUNDS = 7
Times = dict[str, list[float]]


def interleaved(ways: Mapping[str, Callable[[], object]], *, each: int, rounds: int = ROUNDS) -> Times:
    """Processor seconds per piece of work for each way, round by round: in each round every way takes its turn.

    Processor time of all threads, because other work on the machine moves it less than the clock on the wall.
    `each` is how many pieces of work one call does. The first round warms up and is not counted; the order turns by one
    from round to round, so that no way always follows the same other.
    """
    times: Times = {name: [] for name in ways}
    names = list(ways)
    for turn in range(rounds + 1):
        for name in names[turn % len(names) :] + names[: turn % len(names)]:
            taken = _seconds(ways[name]) / each
            if turn:
                times[name].append(taken)
    return times


def _seconds(work: Callable[[], object]) -> float:
    gc.collect()
    begin = time.process_time()
    work()
    return time.process_time() - begin


def ratios(slower: Sequence[float], faster: Sequence[float]) -> tuple[float, float, float]:
    """How many times as long the first took, round by round: least, median, most."""
    found = [a / b for a, b in zip(slower, faster, strict=True)]
    return min(found), median(found), max(found)


def spread(found: tuple[float, float, float], digits: int = 1) -> str:
    """Least, median and most, as in `7.1 – 7.4 – 8.0`."""
    return " – ".join(f"{value:.{digits}f}" for value in found)


def machine(*packages: str) -> str:
    """One line on what this was measured on."""
    system = f"{os.cpu_count()} cores, Python {platform.python_version()}"
    return ", ".join((system, *(f"{name} {version(name)}" for name in packages)))


def print_table(heading: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    """Columns aligned: the first to the left, figures to the right."""
    widths = [max(len(row[at]) for row in (heading, *rows)) for at in range(len(heading))]
    for row in (heading, ["-" * width for width in widths], *rows):
        cells = [row[0].ljust(widths[0]), *(c.rjust(w) for c, w in zip(row[1:], widths[1:], strict=True))]
        print("  " + "  ".join(cells).rstrip())
