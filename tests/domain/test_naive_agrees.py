"""A naive second implementation, written from the law page alone, agrees on random situations."""

import os
import random
from collections import Counter
from collections.abc import Callable

from registry.domain.access import decide
from tests import given
from tests.domain.naive.naive_law import judge
from tests.domain.naive.random_situations import random_situation

FULL = 10_000
HOW_MANY = 100_000 if os.environ.get("REGISTRY_TEST_LONG") else FULL


def ours(situation: given.Situation) -> dict[str, object]:
    """What `registry.domain` makes of a situation, in the naive implementation's form."""
    verdict = decide(given.question(situation), given.register(situation))
    standing = {w.ground.code for w in verdict.standing}
    return {
        "outcome": verdict.outcome.value,
        "leading": verdict.leading.ground.code if verdict.leading else None,
        "grounds": sorted(standing),
        "lifted": sorted({w.ground.code for w in verdict.lifted} - standing),
    }


def test_both_implementations_agree_on_every_random_situation(
    record_property: Callable[[str, object], None],
) -> None:
    disagreements = []
    seen: Counter[str] = Counter()
    for seed in range(HOW_MANY):
        situation = random_situation(random.Random(seed))
        mine, theirs = ours(situation), judge(situation)
        seen.update([str(mine["outcome"]), *mine["grounds"]])  # type: ignore[misc]
        if mine != theirs:
            disagreements.append((seed, mine, theirs))
    told = f"{HOW_MANY} random situations against the naive implementation: {len(disagreements)} disagreements"
    record_property("figure", told)
    assert disagreements == []
    assert HOW_MANY >= FULL
    # The agreement would mean little if some code were never met.
    assert min(seen.values()) > HOW_MANY // 1000
