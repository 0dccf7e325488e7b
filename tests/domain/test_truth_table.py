"""The truth table: situations an official could read and check, each with the clause it comes from."""

import re
from pathlib import Path
from typing import Any

import pytest
import yaml

from registry.domain import law
from registry.domain.access import decide
from registry.domain.verdict import Verdict
from tests import given

CASES = Path(__file__).parent / "cases"
FEWEST_CASES = 150


class Loader(yaml.SafeLoader):
    """YAML in which `on` is a word: only true and false are truth values."""


Loader.yaml_implicit_resolvers = {
    first: [(tag, pattern) for tag, pattern in found if tag != "tag:yaml.org,2002:bool"]
    for first, found in yaml.SafeLoader.yaml_implicit_resolvers.items()
}
Loader.add_implicit_resolver("tag:yaml.org,2002:bool", re.compile("true|false"), ["t", "f"])


def _cases() -> list[Any]:
    found = []
    for path in sorted(CASES.glob("*.yaml")):
        held = yaml.load(path.read_text(encoding="utf-8"), Loader)
        for case in held["cases"]:
            found.append(pytest.param(case, id=f"{path.stem}: {case['title']}"))
    return found


ALL = _cases()


def what_came_out(verdict: Verdict) -> dict[str, object]:
    """A verdict in the form in which the table writes what it expects."""
    standing = {w.ground.code for w in verdict.standing}
    return {
        "outcome": verdict.outcome.value,
        "leading": verdict.leading.ground.code if verdict.leading else None,
        "grounds": sorted(standing),
        "lifted": sorted({w.ground.code for w in verdict.lifted} - standing),
        "cure": sorted({cure.code.value for cure in verdict.cures}),
        "conditions": sorted({condition.code.value for condition in verdict.conditions}),
    }


def what_is_expected(case: dict[str, Any]) -> dict[str, object]:
    expect = case["expect"]
    lists = {name: sorted(set(expect.get(name) or [])) for name in ("grounds", "lifted", "cure", "conditions")}
    return {"outcome": expect["outcome"], "leading": expect["leading"], **lists}


@pytest.mark.parametrize("case", ALL)
def test_the_law_answers_as_the_table_says(case: dict[str, Any]) -> None:
    situation = case["given"]
    verdict = decide(given.question(situation), given.register(situation))
    assert what_came_out(verdict) == what_is_expected(case)


def test_the_table_has_enough_situations_and_no_title_twice() -> None:
    titles = [param.values[0]["title"] for param in ALL]
    assert len(titles) >= FEWEST_CASES
    assert len(set(titles)) == len(titles)


def test_every_judged_article_is_raised_somewhere_in_the_table() -> None:
    raised = {code for p in ALL for name in ("grounds", "lifted") for code in p.values[0]["expect"].get(name) or []}
    judged = {code for code, a in law.ARTICLES.items() if a.outcome is not None} - {"EMERGENCY_RESPONSE"}
    assert judged - raised == set()


def test_every_case_names_its_clause() -> None:
    assert [p.values[0]["title"] for p in ALL if not p.values[0].get("clause")] == []
