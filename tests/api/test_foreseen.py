"""What a step of a case would find, told to systems as the page tells it, before anything is done."""

from typing import Any

from tests.api.conftest import Ask
from tests.api.test_adjustments import proposed
from tests.api.test_cases import TokenOf, act, read, submitted

FORESEEN = """query ($number: String!, $fixed: [FixedFactInput!], $cleared: [String!]) {
  caseForeseen(number: $number, fixed: $fixed, cleared: $cleared, language: EN) {
    verdict { outcome summary } becomes trouble } }"""


def foreseen(ask: Ask, token: str, number: str, **given: Any) -> dict[str, Any]:
    body = ask(FORESEEN, {"number": number, **given}, token=token).json
    assert "errors" not in body, body
    return dict(body["data"]["caseForeseen"])


def test_a_township_reads_what_verifying_would_find_and_then_finds_it(ask: Ask, token_of: TokenOf) -> None:
    wang, number = token_of("wang"), submitted(ask, token_of("li"), "防汛抗旱")
    told = foreseen(ask, wang, number)
    assert told["verdict"]["outcome"] == "ADMIT" and told["becomes"] == ["ADMITTED"] and told["trouble"] is None
    assert read(ask, number, wang)["status"] == "AWAITING_VERIFICATION"
    done = ask(act("verifyCase", "CaseInput"), {"input": {"number": number}}, token=wang).json["data"]["verifyCase"]
    assert done["case"]["status"] == "ADMITTED"


def test_who_has_no_such_step_reads_nothing_of_it(ask: Ask, token_of: TokenOf) -> None:
    number = submitted(ask, token_of("li"), "防汛抗旱")
    assert foreseen(ask, token_of("li"), number) == {"verdict": None, "becomes": [], "trouble": None}


def test_a_list_office_tries_facts_before_it_settles_by_them(ask: Ask, token_of: TokenOf) -> None:
    sun, number = token_of("sun"), submitted(ask, token_of("li"), "城市绿地认建认养登记")
    before = read(ask, number, sun)
    assert before["status"] == "REFERRED"
    fixed = [{"name": "matter", "values": ["防汛抗旱"]}]
    would_be = foreseen(ask, sun, number, fixed=fixed)
    assert would_be["verdict"]["outcome"] == "ADMIT" and would_be["becomes"] == []
    assert read(ask, number, sun) == before
    given = {"input": {"number": number, "reason": "来文写明", "fixed": fixed}}
    settled = ask(act("settleCase", "SettleCaseInput"), given, token=sun).json["data"]["settleCase"]
    assert (settled["errors"], settled["case"]["status"]) == ([], "AWAITING_VERIFICATION")


def test_facts_that_cannot_be_fixed_are_told_and_strangers_learn_nothing(ask: Ask, token_of: TokenOf) -> None:
    number, sun = submitted(ask, token_of("li"), "城市绿地认建认养登记"), token_of("sun")
    for fixed, code in (
        ([{"name": "form", "values": ["NOTHING"]}], "UNKNOWN_OPTION"),
        ([{"name": "form", "values": []}], "MISSING_ANSWER"),
        ([{"name": "nothing", "values": ["x"]}], "UNKNOWN_FIELD"),
    ):
        (error,) = ask(FORESEEN, {"number": number, "fixed": fixed}, token=sun).json["errors"]
        assert error["extensions"]["code"] == code, error
    for token, code in ((token_of("chen"), "NOT_FOUND"), ("", "NOT_SIGNED_IN")):
        (error,) = ask(FORESEEN, {"number": number}, token=token).json["errors"]
        assert error["extensions"]["code"] == code


def test_of_an_adjustment_everybody_reads_what_they_may_do_with_it(ask: Ask, token_of: TokenOf) -> None:
    number = proposed()
    query = "query ($number: String!) { adjustment(number: $number) { acts } adjustments { nodes { acts } } }"
    may = {"wang": ["WITHDRAW"], "sun": ["CONSULT", "RETURN"]}
    for name, expected in may.items():
        data = ask(query, {"number": number}, token=token_of(name)).json["data"]
        assert sorted(data["adjustment"]["acts"]) == expected, name
        assert [sorted(one["acts"]) for one in data["adjustments"]["nodes"]] == [expected]
