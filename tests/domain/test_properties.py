"""What holds of every verdict, whatever is on record (Hypothesis over dense random situations)."""

import copy
import os
import random
from collections.abc import Callable
from datetime import timedelta
from typing import Any

from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from registry.domain.access import decide
from registry.domain.outcome import Outcome
from registry.domain.verdict import Verdict
from tests import given as build
from tests.domain.naive.random_situations import random_situation

WEIGHT = {Outcome.NOTE: 0, Outcome.ADMIT: 1, Outcome.REFER: 2, Outcome.REJECT: 3}
"""REJECT beats REFER beats ADMIT; a note weighs nothing (the law page)."""

EXAMPLES = 20_000 if os.environ.get("REGISTRY_TEST_LONG") else 600
"""How many situations each property is tried on."""
thorough = settings(max_examples=EXAMPLES, deadline=None, suppress_health_check=list(HealthCheck))
situations = st.integers(min_value=0, max_value=2**48).map(lambda seed: random_situation(random.Random(seed)))


def judged(situation: build.Situation) -> Verdict:
    return decide(build.question(situation), build.register(situation))


def weight(situation: build.Situation) -> int:
    return WEIGHT[judged(situation).outcome]


def another_approval(seed: int, *, confirmed: bool) -> dict[str, Any] | None:
    """An approval from another random situation: perfect or with any defect, about a matter of the same small pool."""
    approvals = random_situation(random.Random(seed)).get("approvals") or []
    if not approvals:
        return None
    found = copy.deepcopy(approvals[0])
    found["id"] = "ADDED"
    if confirmed and not found.get("confirmed_on"):
        found["confirmed_on"] = found["recorded_on"]
    return found


@thorough
@given(situations, st.integers(min_value=0, max_value=2**48))
def test_adding_a_confirmed_approval_never_makes_the_outcome_worse(situation: dict[str, Any], seed: int) -> None:
    added = another_approval(seed, confirmed=True)
    assume(added is not None)
    richer = {**situation, "approvals": [*(situation.get("approvals") or []), added]}
    assert weight(richer) <= weight(situation)


@thorough
@given(situations, st.data())
def test_letting_an_approval_lapse_never_makes_the_outcome_better(
    situation: dict[str, Any], data: st.DataObject
) -> None:
    approvals = situation.get("approvals") or []
    assume(approvals)
    position = data.draw(st.integers(min_value=0, max_value=len(approvals) - 1))
    lapsed = copy.deepcopy(situation)
    lapsed["approvals"][position]["valid_until"] = build.day(situation["on"]) - timedelta(days=1)
    assert weight(lapsed) >= weight(situation)


@thorough
@given(st.integers(min_value=0, max_value=2**48), st.lists(st.integers(min_value=0, max_value=2**48), max_size=6))
def test_a_village_as_subject_is_rejected_under_every_set_of_approvals(seed: int, more: list[int]) -> None:
    situation = random_situation(random.Random(seed))
    affair = ("ENFORCEMENT", "CITY_MANAGEMENT", "INVESTMENT")[seed % 3]
    matter = situation.get("asks", {}).get("matter", "防汛抗旱")
    situation |= {"kind": "delegation", "place": "620199100200", "approvals": situation.get("approvals") or []}
    situation["asks"] = {"matter": matter, "role": "RESPONSIBLE", "affair": affair}
    situation["approvals"] = [*situation["approvals"], *(a for s in more if (a := another_approval(s, confirmed=True)))]
    verdict = judged(situation)
    assert verdict.outcome == "REJECT"
    assert verdict.leading is not None
    assert verdict.leading.ground.code == "VILLAGE_AS_SUBJECT"


@thorough
@given(situations, situations)
def test_the_same_question_and_dates_give_the_same_verdict_whatever_is_recorded_later(
    situation: dict[str, Any], later: dict[str, Any]
) -> None:
    asked = {"known_at": "2026-12-31", **situation}
    next_day = build.day(asked["known_at"]) + timedelta(days=1)
    grown = copy.deepcopy(asked)
    for name in ("editions", "approvals", "emergencies", "statutory_duties", "chief_duties", "assessments"):
        recorded_later = [{**record, "recorded_on": next_day} for record in copy.deepcopy(later.get(name) or [])]
        for position, record in enumerate(recorded_later):
            record["id"] = f"LATER{position}"
        grown[name] = [*(grown.get(name) or []), *recorded_later]
    for approval in grown.get("approvals") or []:
        # What was on record is confirmed and revoked afterwards too.
        if not approval.get("confirmed_on"):
            approval["confirmed_on"] = next_day
        if not approval.get("revoked_on"):
            approval |= {"revoked_on": asked["on"], "revocation_recorded_on": next_day}
    assert judged(grown).as_data() == judged(asked).as_data()


@thorough
@given(situations)
def test_a_verdict_has_one_outcome_and_one_leading_ground_that_stands(situation: dict[str, Any]) -> None:
    verdict = judged(situation)
    standing = [w for w in verdict.standing if w.outcome != "NOTE"]
    assert (verdict.leading is None) == (not standing)
    assert verdict.leading is None or verdict.leading in standing
    assert WEIGHT[verdict.outcome] == max([WEIGHT[w.outcome] for w in standing] + [1])


@thorough
@given(situations)
def test_whatever_is_rejected_or_referred_is_told_a_cure(situation: dict[str, Any]) -> None:
    verdict = judged(situation)
    assert verdict.outcome == "ADMIT" or verdict.cures


def test_how_many_situations_each_property_was_tried_on(record_property: Callable[[str, object], None]) -> None:
    record_property("figure", f"{EXAMPLES} situations for each of the six properties")
    assert EXAMPLES >= 600
