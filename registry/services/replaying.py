"""Putting every question on file again: a verdict must come out as it was given, for the same question and dates."""

from dataclasses import dataclass

from registry.domain.access import RULE_VERSION
from registry.domain.errors import RegistryError
from registry.services.rejudging import judged_as_then
from registry.store import cases
from registry.store.base import db
from registry.store.cases import CaseStepRecord


@dataclass(frozen=True, slots=True)
class Replayed:
    """How many verdicts came out the same, and the steps (case, position) whose verdict did not; and how many were
    given by other rules, which today's cannot repeat."""

    same: int
    different: tuple[tuple[str, int], ...]
    by_other_rules: int


def replay_verdicts() -> Replayed:
    """Judge every step on file again, as it was asked and as known then. Keeps nothing."""
    same, others, different = 0, 0, list[tuple[str, int]]()
    for step in cases.judged_steps():
        if (step.verdict or {}).get("ruleVersion") != RULE_VERSION:
            others += 1
        elif _comes_out_the_same(step):
            same += 1
        else:
            different.append((step.case, step.position))
    db.session.rollback()
    return Replayed(same, tuple(different), others)


def _comes_out_the_same(step: CaseStepRecord) -> bool:
    try:
        again = judged_as_then(step)
    except RegistryError:
        return False
    return again is not None and again.as_data() == step.verdict
