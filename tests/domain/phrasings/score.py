"""Scores how well texts are found, and prints a table: `python -m tests.domain.phrasings.score SET.csv [EDITION]`.

A set holds texts as people write them, each with the row it means on the sample list. `tier` is the row's tier, or
`off` (the text is on no row) or `unclear` (too vague for any one row: the honest answer is a choice).
"""

import csv
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from registry.domain.finding import Index

SEED = Path(__file__).parents[3] / "seed"
SAMPLE = "ED-620102004-2025"
LETTERS = {"basic": "B", "supporting": "S", "reclaimed": "R"}
MEANINGS = {  # what a line of the table says, in the order printed; see `outcome`
    "on": {
        "recall@1": "the row meant comes first, sure or not",
        "recall@5": "the row meant is among those shown",
        "sure right": "named alone, and right",
        "sure wrong": "named alone, and wrong",
        "unclear right@1": "a choice, the row meant first",
        "unclear right@5": "a choice, the row meant further down",
        "unclear lost": "a choice without the row meant",
        "none": "said to be on no row",
    },
    "off": {
        "off accepted": "on no row, yet one is named",
        "off unclear": "on no row, and a choice is shown",
        "off none": "on no row, and said so",
    },
    "vague": {
        "vague sure": "too vague, yet one row is named",
        "vague unclear": "too vague, and a choice is shown",
        "vague none": "too vague, and said to be on no row",
    },
}


class Phrasing(NamedTuple):
    """A text, what it is of (`on` a row, `off` the list, or `vague`), the code of its row, and who speaks."""

    text: str
    of: str
    code: str
    voice: str


def list_rows(edition: str = SAMPLE) -> list[tuple[str, str, str]]:
    """(code, matter, context) per row of a seeded edition, as `domain.duties` builds them; codes are B-01, S-01, …"""
    shares: dict[str, list[str]] = {}
    for share in _seed("duty_shares.csv", edition):
        shares.setdefault(share["duty"], []).extend(share["duties"].split("|"))
    return [
        (
            _code(row["tier"], row["number"]),
            row["matter"],
            " ".join((*row["township_share"].split("|"), *shares.get(row["code"], ()))),
        )
        for row in _seed("duties.csv", edition)
    ]


def _seed(name: str, edition: str) -> Iterator[dict[str, str]]:
    with (SEED / name).open(encoding="utf-8", newline="") as file:
        yield from (row for row in csv.DictReader(file) if row["edition"] == edition)


def _code(tier: str, number: str) -> str:
    return f"{LETTERS[tier.lower()]}-{int(number):02}"


def phrasings(path: Path) -> list[Phrasing]:
    """The texts of a set."""
    with path.open(encoding="utf-8", newline="") as file:
        return [_phrasing(row) for row in csv.DictReader(file)]


def _phrasing(row: dict[str, str]) -> Phrasing:
    if row["tier"] in LETTERS:
        return Phrasing(row["text"], "on", _code(row["tier"], row["number"]), row["voice"])
    return Phrasing(row["text"], "vague" if row["tier"] == "unclear" else "off", "", row["voice"])


def outcome(index: Index, asked: Phrasing) -> str:
    """What became of one phrasing, in the words of `MEANINGS`."""
    found = index.find(asked.text)
    if asked.of == "off":
        return "off accepted" if found.sure else "off unclear" if found.candidates else "off none"
    if asked.of == "vague":
        return "vague sure" if found.sure else "vague unclear" if found.candidates else "vague none"
    if found.sure:
        return "sure right" if found.sure.code == asked.code else "sure wrong"
    codes = [hit.code for hit in found.candidates]
    if asked.code not in codes:
        return "unclear lost" if codes else "none"
    return "unclear right@1" if codes[0] == asked.code else "unclear right@5"


def score(index: Index, path: Path) -> dict[str, dict[str, float]]:
    """By voice ("all" for all): every share in `MEANINGS`, of the texts of its kind."""
    counts: dict[str, Counter[str]] = {"all": Counter()}
    for asked in phrasings(path):
        result = outcome(index, asked)
        for group in ("all", asked.voice):
            counts.setdefault(group, Counter()).update((result, f"of {asked.of}"))
    return {group: _shares(count) for group, count in counts.items()}


def _shares(count: Counter[str]) -> dict[str, float]:
    count["recall@1"] = count["sure right"] + count["unclear right@1"]
    count["recall@5"] = count["recall@1"] + count["unclear right@5"]
    return {name: count[name] / (count[f"of {of}"] or 1) for of, names in MEANINGS.items() for name in names}


def table(path: Path, edition: str = SAMPLE) -> str:
    """The shares of a set as a table, a column per voice, with what each line means."""
    asked = phrasings(path)
    shares = score(Index(list_rows(edition)), path)
    kinds = Counter(phrasing.of for phrasing in asked)
    lines = [f"{path.name} against {edition}: " + ", ".join(f"{n} {kind}" for kind, n in kinds.items()) + " texts"]
    lines.append(f"{'':17}" + "".join(f"{group:>10}" for group in shares))
    for of, names in MEANINGS.items():
        for name, meaning in names.items() if kinds[of] else ():
            lines.append(f"{name:17}" + "".join(f"{s[name]:10.1%}" for s in shares.values()) + f"   {meaning}")
    return "\n".join(lines)


if __name__ == "__main__":
    print(table(Path(sys.argv[1]), *sys.argv[2:3]))
