"""Whole verdicts of the ground floor per second, against the same law in zen-engine, on the same situations."""

import json
import random
from collections.abc import Callable
from statistics import median
from typing import Any

from bench._same_facts import Facts, facts_of
from bench._side_by_side import ROUNDS, Times, interleaved, machine, print_table, ratios, spread
from bench._zen_law import decision, engine, expressions, told
from registry.domain.access import decide
from registry.domain.question import Question
from registry.domain.register import Register
from registry.domain.verdict import Verdict
from tests import given
from tests.domain.naive.random_situations import random_situation

SITUATIONS = 400
TARGET = 10

OURS = "registry.domain decide(question, register), whole verdict"
SAME_START = "zen-engine from question and register: facts looked up, then evaluate"
FIRST_EXAMPLE = "zen-engine as its first example: create_decision, evaluate(dict)"
MODEL = "zen-engine at its best: static loader, evaluate(JSON text)"
EXPRESSION = "zen expression language alone, one compiled expression a kind"

Case = tuple[Question[Any], Register]


def main() -> None:
    """Check that both sides agree, then measure and print."""
    situations = [random_situation(random.Random(seed)) for seed in range(SITUATIONS)]
    cases = [(given.question(s), given.register(s)) for s in situations]
    facts = [facts_of(*case) for case in cases]
    ways = _ways(cases, facts)
    _require_agreement(ways, cases)
    print(f"Whole verdicts per second: {SITUATIONS} random situations (seeds 0–{SITUATIONS - 1}), the same for all.")
    print(f"{machine('zen-engine')}; {ROUNDS} interleaved rounds after one to warm up; processor time.")
    print(f"Outcome, leading ground, standing and lifted grounds are the same on all {SITUATIONS}, checked each way.\n")
    times = interleaved({name: lambda w=way: [*w()] for name, way in ways.items()}, each=SITUATIONS)
    _print_times(times)
    _print_scope()


def _ways(cases: list[Case], facts: list[Facts]) -> dict[str, Callable[[], list[Any]]]:
    """Every way of answering all situations, ours first."""
    law, first, compiled = engine(), decision(), expressions()
    texts = [json.dumps(f, ensure_ascii=False) for f in facts]
    by_kind = [(compiled[f["kind"]], f) for f in facts]
    return {
        OURS: lambda: [decide(*case) for case in cases],
        SAME_START: lambda: [law.evaluate("law", facts_of(*case))["result"] for case in cases],
        FIRST_EXAMPLE: lambda: [first.evaluate(f)["result"] for f in facts],
        MODEL: lambda: [law.evaluate("law", text)["result"] for text in texts],
        EXPRESSION: lambda: [expression.evaluate(f) for expression, f in by_kind],
    }


def _require_agreement(ways: dict[str, Callable[[], list[Any]]], cases: list[Case]) -> None:
    """Stop where one way answers one situation otherwise than ours: nothing would be compared then."""
    ours = [_ours(verdict) for verdict in ways[OURS]()]
    for name, way in ways.items():
        for seed, (mine, answer) in enumerate(zip(ours, way(), strict=True)):
            theirs = mine if name == OURS else told(answer)
            if theirs != mine:
                raise SystemExit(f"{name}: situation {seed}: {theirs} is not {mine}")


def _ours(verdict: Verdict) -> dict[str, Any]:
    standing = {w.ground.code for w in verdict.standing}
    return {
        "outcome": verdict.outcome.value,
        "leading": verdict.leading.ground.code if verdict.leading else None,
        "grounds": sorted(standing),
        "lifted": sorted({w.ground.code for w in verdict.lifted} - standing),
    }


def _print_times(times: Times) -> None:
    rows = []
    for name, taken in times.items():
        found = ratios(taken, times[OURS])
        compared = ["", ""] if name == OURS else [spread(found), "holds" if found[1] >= TARGET else "does NOT hold"]
        rows.append([name, f"{1 / median(taken):,.0f}", f"{median(taken) * 1e6:.1f}", *compared])
    heading = ("", "verdicts/s", "µs each", "times ours (min – median – max)", f"target ≥ {TARGET} times")
    print_table(heading, rows)


def _print_scope() -> None:
    print(
        "\nNot the same amount of work. Ours finds the row, compares names, numbers, places and dates, and makes the"
        "\nwhole verdict: facts of every ground, cures, conditions, candidates, basis. The engine answers codes only,"
        "\nand except in the second line it is given, looked up beforehand by our own code, what is hard for it:"
        "\nedition, row, shares, statutes, assessments, catalogue entries, spellings, places. It raises grounds, weighs"
        "\nevery approval, leads and notes by itself. cedarpy is left out: no REFER, no order, no loops."
    )


if __name__ == "__main__":
    main()
