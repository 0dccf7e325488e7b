"""Scores finding a matter on a set of phrasings: `python tests/domain/phrasings/score.py SET.csv [DUTIES.json]`."""

import csv
import json
import sys
from collections import Counter
from pathlib import Path

from registry.domain.finding import Index

HERE = Path(__file__).parent
LETTERS = {"basic": "B", "supporting": "S", "reclaimed": "R"}
DUTIES = Path("/work/shared/data/duties.json")


def list_rows(path: Path = DUTIES) -> list[tuple[str, str, str]]:
    """(code, matter, context) per row of the sample list, as an edition builds them."""
    duties = json.loads(path.read_text(encoding="utf-8"))["duties"]
    return [
        (f"{letter}-{duty['number']:02}", duty["matter"], _context(duty))
        for tier, letter in LETTERS.items()
        for duty in duties[tier]
    ]


def _context(duty: dict) -> str:
    lines = [line for department in duty.get("departments", []) for line in department["share"]]
    return " ".join((*duty.get("township_share", []), *lines))


def phrasings(path: Path) -> list[tuple[str, str, str]]:
    """(text, code or "" where on no row, voice) per phrasing."""
    with path.open(encoding="utf-8", newline="") as file:
        return [
            (
                row["text"],
                "" if row["tier"] == "off" else f"{LETTERS[row['tier']]}-{int(row['number']):02}",
                row["voice"],
            )
            for row in csv.DictReader(file)
        ]


def outcome(index: Index, text: str, code: str) -> str:
    """What became of one phrasing, in a word."""
    found = index.find(text)
    if not code:
        return "off accepted" if found.sure else "off unclear" if found.candidates else "off none"
    if found.sure:
        return "sure right" if found.sure.code == code else "sure wrong"
    codes = [hit.code for hit in found.candidates]
    if code not in codes:
        return "unclear lost" if codes else "none"
    return "unclear right@1" if codes[0] == code else "unclear right@5"


def score(index: Index, path: Path) -> dict[str, dict[str, float]]:
    """Shares by voice ("all" for all): recall@1, recall@5, sure rate, off accepted, and every outcome."""
    counts: dict[str, Counter[str]] = {"all": Counter()}
    for text, code, voice in phrasings(path):
        result = outcome(index, text, code)
        for group in ("all", voice):
            counts.setdefault(group, Counter())[result] += 1
    return {group: _shares(count) for group, count in counts.items()}


def _shares(count: Counter[str]) -> dict[str, float]:
    off = sum(n for name, n in count.items() if name.startswith("off"))
    on = sum(count.values()) - off
    shares = {name: n / ((off if name.startswith("off") else on) or 1) for name, n in sorted(count.items())}
    first = shares.get("sure right", 0.0) + shares.get("unclear right@1", 0.0)
    sure = count["sure right"] + count["sure wrong"]
    headline = {
        "recall@1": first,
        "recall@5": first + shares.get("unclear right@5", 0.0),
        "right of sure": count["sure right"] / (sure or 1),
        "off accepted": 0.0,
    }
    return headline | shares


if __name__ == "__main__":
    rows = list_rows(Path(sys.argv[2])) if len(sys.argv) > 2 else list_rows()
    for group, shares in score(Index(rows), Path(sys.argv[1])).items():
        print(group, *(f"{name} {share:.3f}" for name, share in shares.items()), sep="\n    ")
