"""What is null counts as left out, and what holds NUL is no key of anything."""

from typing import Any

import pytest

from registry.api.schema import schema
from tests.api.acts import JIUQUAN, TokenOf, refused
from tests.api.conftest import Ask

ON_SQLITE = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)  # nothing here depends on the engine
PLACE = '{ place(code: "620102001000") { name } }'
LIST = '{ list(place: "620102001000") { duties { nodes { matter } } } }'
CHECK = "query ($i: CheckInput!) { check(input: $i) { summary on } }"
ASKED = {"place": JIUQUAN, "department": "县应急管理局", "delegation": {"matter": "防汛抗旱"}}
NO_MORE = {"on": None, "language": None, "cites": None, "plaque": None, "demander": None}
WITHIN = {"form": None, "role": None, "laidOn": None, "purchaseContract": None}
SAME = [
    (PLACE, '{ place(code: "620102001000", on: null, knownAt: null, language: null) { name } }', {}, {}),
    (PLACE, 'query ($l: Language) { place(code: "620102001000", language: $l) { name } }', {}, {"l": None}),
    (LIST, LIST.replace("duties", "duties(first: null, after: null)"), {}, {}),
    (CHECK, CHECK, {"i": ASKED}, {"i": {**ASKED, **NO_MORE, "delegation": {**ASKED["delegation"], **WITHIN}}}),
]
NUMBERED = ("verifyCase", "deleteWebhook", "withdrawAdjustment", "discardRequestDraft", "confirmApproval")


def without_what_varies(told: Any) -> Any:
    return {name: value for name, value in told.items() if name != "extensions"}


@ON_SQLITE
@pytest.mark.parametrize(("left_out", "null", "plain", "nulls"), SAME)
def test_null_is_answered_as_if_it_were_left_out(ask: Ask, left_out: str, null: str, plain: Any, nulls: Any) -> None:
    expected, told = ask(left_out, plain).json, ask(null, nulls).json
    assert "errors" not in expected
    assert without_what_varies(told) == without_what_varies(expected)


@ON_SQLITE
def test_a_page_whose_size_is_null_costs_what_it_has(ask: Ask) -> None:
    given, left_out = "query ($n: Int) { cases(first: $n) { nodes { number } } }", "{ cases { nodes { number } } }"
    costs = [ask(query, {"n": None}).json["extensions"]["cost"]["requested"] for query in (given, left_out)]
    assert costs[0] == costs[1]


@pytest.mark.parametrize("act", NUMBERED)
def test_nothing_is_found_under_a_key_with_nul_in_it(ask: Ask, token_of: TokenOf, act: str) -> None:
    of_input = schema.graphql_schema.type_map["Mutation"].fields[act].args["input"].type.of_type  # type: ignore[attr-defined]
    key = next(name for name in ("number", "code") if name in of_input.fields)
    given = {key: "W\0H", **({"reason": "理由"} if "reason" in of_input.fields else {})}
    sender = {"verifyCase": "wang", "deleteWebhook": "li", "discardRequestDraft": "li", "confirmApproval": "zheng"}
    assert refused(ask, token_of(sender.get(act, "wang")), act, given) == "NOT_FOUND"
