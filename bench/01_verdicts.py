"""Whole verdicts of the ground floor per second, against the same law in zen-engine and cedarpy, same situations."""

import json
import random
from collections.abc import Callable
from statistics import median
from typing import Any

from bench import _cedar_law as cedar
from bench import _zen_law as zen
from bench._same_facts import Facts, facts_of
from bench._side_by_side import ROUNDS, Times, interleaved, machine, print_table, ratios, spread
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
CEDAR_SAME_START = "cedarpy from question and register: facts looked up, approvals weighed, batches"
CEDAR_FIRST_EXAMPLE = "cedarpy as its first example: is_authorized(dict, policies as text)"
CEDAR_PARSED = "cedarpy with policies parsed: is_authorized(dict, PolicySet)"
CEDAR_BATCHES = "cedarpy in batches: policies parsed, is_authorized_batch(JSON text)"
CEDAR_ENTITIES = "cedarpy at its best: the same batches, situations parsed beforehand too"

Case = tuple[Question[Any], Register]


def main() -> None:
    """Check that both sides agree, then measure and print."""
    situations = [random_situation(random.Random(seed)) for seed in range(SITUATIONS)]
    cases = [(given.question(s), given.register(s)) for s in situations]
    facts = [facts_of(*case) for case in cases]
    ways = _ways(cases, facts)
    _require_agreement(ways, cases)
    print(f"Whole verdicts per second: {SITUATIONS} random situations (seeds 0–{SITUATIONS - 1}), the same for all.")
    print(f"{machine('zen-engine', 'cedarpy')}; {ROUNDS} interleaved rounds after one to warm up; processor time.")
    print(f"Checked each way on all {SITUATIONS}: the same outcome, leading ground and standing grounds; of zen-engine")
    print("also the same lifted grounds and codes about papers, which cedarpy does not answer.\n")
    times = interleaved(ways, each=SITUATIONS)
    _print_times(times)
    _print_scope()


def _ways(cases: list[Case], facts: list[Facts]) -> dict[str, Callable[[], list[Any]]]:
    """Every way of answering all situations, ours first."""
    return {OURS: lambda: [decide(*case) for case in cases], **_zen_ways(cases, facts), **_cedar_ways(cases, facts)}


def _zen_ways(cases: list[Case], facts: list[Facts]) -> dict[str, Callable[[], list[Any]]]:
    law, first, compiled = zen.engine(), zen.decision(), zen.expressions()
    texts = [json.dumps(f, ensure_ascii=False) for f in facts]
    by_kind = [(compiled[f["kind"]], f) for f in facts]
    return {
        SAME_START: lambda: [law.evaluate("law", facts_of(*case))["result"] for case in cases],
        FIRST_EXAMPLE: lambda: [first.evaluate(f)["result"] for f in facts],
        MODEL: lambda: [law.evaluate("law", text)["result"] for text in texts],
        EXPRESSION: lambda: [expression.evaluate(f) for expression, f in by_kind],
    }


def _cedar_ways(cases: list[Case], facts: list[Facts]) -> dict[str, Callable[[], list[Any]]]:
    text, laws, laws_of_entities = cedar.text(), cedar.parsed(), cedar.parsed("resource")
    asked = [cedar.asked_of(f) for f in facts]
    texts, (numbered, entities) = cedar.Batches.with_texts(asked), cedar.Batches.with_entities(asked)
    return {
        CEDAR_SAME_START: lambda: cedar.Batches.with_texts([cedar.asked_of(facts_of(*case)) for case in cases]).answers(
            laws
        ),
        CEDAR_FIRST_EXAMPLE: lambda: [cedar.by_text(a, text) for a in asked],
        CEDAR_PARSED: lambda: [cedar.by_parsed(a, laws) for a in asked],
        CEDAR_BATCHES: lambda: texts.answers(laws),
        CEDAR_ENTITIES: lambda: numbered.answers(laws_of_entities, entities),
    }


def _require_agreement(ways: dict[str, Callable[[], list[Any]]], cases: list[Case]) -> None:
    """Stop where one way answers one situation otherwise than ours: nothing would be compared then."""
    ours = [_ours(verdict) for verdict in ways[OURS]()]
    for name, way in ways.items():
        if name == OURS:
            continue
        told = cedar.told if name.startswith("cedarpy") else zen.told
        for seed, (verdict, answer) in enumerate(zip(ours, way(), strict=True)):
            theirs = told(answer)
            mine = {part: verdict[part] for part in theirs}
            if theirs != mine:
                raise SystemExit(f"{name}: situation {seed}: {theirs} is not {mine}")


def _ours(verdict: Verdict) -> dict[str, Any]:
    standing = {w.ground.code for w in verdict.standing}
    return {
        "outcome": verdict.outcome.value,
        "leading": verdict.leading.ground.code if verdict.leading else None,
        "grounds": sorted(standing),
        "raised": sorted(standing & cedar.CODES),
        "lifted": sorted({w.ground.code for w in verdict.lifted} - standing),
    }


def _print_times(times: Times) -> None:
    rows, reached = [], {}
    for name, taken in times.items():
        found = ratios(taken, times[OURS])
        reached[name] = found[1] >= TARGET
        compared = ["", ""] if name == OURS else [spread(found), "holds" if reached[name] else "does NOT hold"]
        rows.append([name, f"{1 / median(taken):,.0f}", f"{median(taken) * 1e6:.1f}", *compared])
    heading = ("", "verdicts/s", "µs each", "times ours (min – median – max)", f"target ≥ {TARGET} times")
    print_table(heading, rows)
    others = [name for name in times if name != OURS]
    _print_list(f"At least {TARGET} times, by the median", [name for name in others if reached[name]])
    _print_list(f"NOT {TARGET} times", [name for name in others if not reached[name]])


def _print_list(heading: str, names: list[str]) -> None:
    print(f"\n{heading}:" if names else f"\n{heading}: none.")
    for name in names:
        print(f"- {name}")


def _print_scope() -> None:
    print(
        "\nNot the same amount of work. Ours finds the row, compares names, numbers, places and dates, and makes the"
        "\nwhole verdict: facts of every ground, cures, conditions, candidates, basis. The engines answer codes only,"
        "\nand except in the lines 'from question and register' they are given, looked up beforehand by our own code,"
        "\nwhat is hard for them: edition, row, shares, statutes, assessments, catalogue entries, spellings, places."
        "\nzen-engine raises grounds, weighs every approval, leads and notes by itself. cedarpy raises grounds, one"
        "\n`forbid` a row; it has no loops and is also given, in its favour, which ways of lifting are met by"
        "\napprovals; it has no REFER and no order, so Python makes outcome and leading ground of the policy ids, in"
        "\nits time. Its batches are one call for each kind over all situations, and share what a single call costs."
        "\nAs its first example it parses the policies anew at every call: that, not the judging, is most of its time."
    )


if __name__ == "__main__":
    main()
