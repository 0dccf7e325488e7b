"""Adjustments of the lists over GraphQL: for a token's person, what they may read and nothing else."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest

from registry.services import consultations, proposing
from registry.services.people import actor_called
from registry.services.proposals import TypedChange, TypedProposal
from tests.api.conftest import Ask

TokenOf = Callable[[str], str]
ONE = """query ($number: String!) { adjustment(number: $number) {
    number title event status county unit unitName scope townships articles reason fromCase sample
    changes { kind duties rows articles reason }
    opinions { round unit unitName opinion text isSilent }
    steps { verb status unit reason at limitStep workingDays lastDay isOver }
    results { place draft edition } } }"""
MANY = """query ($first: Int, $after: String, $status: AdjustmentStatus) {
    adjustments(first: $first, after: $after, status: $status) {
        nodes { number status } pageInfo { endCursor hasNextPage } } }"""
TYPED = TypedProposal(
    event="TOWNSHIP_APPLIED",
    title="调整党建事项",
    townships=["620102001000"],
    reason="镇里提出",
    changes=[TypedChange("DROP", duties=["CG-0001"])],
)


def proposed() -> str:
    wang = actor_called("wang")
    assert wang is not None
    return proposing.propose(TYPED, actor=wang, now=datetime.now(UTC)).number


def test_an_adjustment_is_read_with_its_opinions_and_steps(ask: Ask, token_of: TokenOf) -> None:
    number, sun = proposed(), actor_called("sun")
    assert sun is not None
    consultations.consult(number, ["县市场监督管理局"], actor=sun, now=datetime.now(UTC))
    found: dict[str, Any] = ask(ONE, {"number": number}, token=token_of("chen")).json["data"]["adjustment"]
    assert (found["number"], found["status"], found["event"]) == (number, "CONSULTING", "TOWNSHIP_APPLIED")
    assert found["changes"] == [{"kind": "DROP", "duties": ["CG-0001"], "rows": [], "articles": [], "reason": ""}]
    assert [(one["unitName"], one["opinion"], one["isSilent"]) for one in found["opinions"]] == [
        ("县市场监督管理局", None, True)
    ]
    assert [step["verb"] for step in found["steps"]] == ["KEEP", "PROPOSE", "CONSULT"]
    assert (found["steps"][2]["limitStep"], found["steps"][2]["workingDays"]) == ("CONSULTATION", 10)
    assert found["fromCase"] == ""
    assert found["results"] == []


@pytest.mark.parametrize("name", ["li", "ma"])
def test_who_may_not_read_it_does_not_learn_that_it_is_there(ask: Ask, token_of: TokenOf, name: str) -> None:
    number, token = proposed(), token_of(name)
    theirs = ask(ONE, {"number": number}, token=token).json
    nobodys = ask(ONE, {"number": "AJ2026-999999"}, token=token).json
    assert theirs["data"] == nobodys["data"] == {"adjustment": None}
    assert theirs["errors"][0]["extensions"]["code"] == nobodys["errors"][0]["extensions"]["code"] == "NOT_FOUND"
    assert ask(MANY, token=token).json["data"]["adjustments"]["nodes"] == []


def test_without_a_token_nothing_is_read(ask: Ask) -> None:
    for query, variables in ((ONE, {"number": "AJ2026-000001"}), (MANY, {})):
        assert ask(query, variables).json["errors"][0]["extensions"]["code"] == "NOT_SIGNED_IN"


def test_adjustments_come_a_page_at_a_time(ask: Ask, token_of: TokenOf) -> None:
    numbers = [proposed() for _ in range(3)]
    token = token_of("sun")
    first = ask(MANY, {"first": 2}, token=token).json["data"]["adjustments"]
    assert [one["number"] for one in first["nodes"]] == numbers[:0:-1] and first["pageInfo"]["hasNextPage"]
    rest = ask(MANY, {"after": first["pageInfo"]["endCursor"]}, token=token).json["data"]["adjustments"]
    assert [one["number"] for one in rest["nodes"]] == numbers[:1] and not rest["pageInfo"]["hasNextPage"]
    assert ask(MANY, {"status": "ADOPTED"}, token=token).json["data"]["adjustments"]["nodes"] == []
    for wrong in (0, 101):
        assert ask(MANY, {"first": wrong}, token=token).json["errors"][0]["extensions"]["code"] == "LIMIT_EXCEEDED"
