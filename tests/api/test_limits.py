"""A document that asks for too much is refused before it is validated or run."""

import pytest
from graphql import get_introspection_query

from registry.api.documents import BadDocument, prepared

NESTED = "{ kinds { questions " + "{ a " * 11 + "}" * 11 + " } }"
DOUBLING = "{ ...F0 }" + "".join(f"fragment F{i} on Query {{ ...F{i + 1} ...F{i + 1} }} " for i in range(40))


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("{ " + "a " * 2_001 + "}", id="more than 2,000 tokens"),
        pytest.param("#" + "x" * 100_000 + "\n{ __typename }", id="more than 100,000 characters"),
        pytest.param("#\n" * 300 + "{ __typename }", id="more than 200 comments"),
        pytest.param(NESTED, id="13 deep"),
        pytest.param("{ a " * 900 + "}" * 900, id="900 deep"),
        pytest.param("{ place(code: " + "[" * 900 + "]" * 900 + ") { code } }", id="a value 900 deep"),
        pytest.param("{ ...A } fragment A on Query " + NESTED, id="13 deep through a fragment"),
        pytest.param("{ kinds { " + " ".join(f"a{i}: code" for i in range(21)) + " } }", id="21 aliases"),
        pytest.param("{ " + " ".join(["__typename"] * 21) + " }", id="21 fields at the root"),
        pytest.param(DOUBLING + "fragment F40 on Query { __typename }", id="fragments that double 40 times"),
        pytest.param("{ __typename " + "@skip(if: false) " * 21 + "}", id="21 directives"),
        pytest.param("{ kinds { " + "code " * 151 + "} }", id="one name 151 times"),
        pytest.param(" ".join(f"query Q{i} {{ __typename }}" for i in range(51)), id="51 operations"),
        pytest.param(
            "{ __schema { types " + "{ fields { type " * 10 + "{ name }" + "} }" * 10 + " } }", id="deep types"
        ),
    ],
)
def test_too_much_is_refused_before_a_resolver_runs(text: str) -> None:
    with pytest.raises(BadDocument) as refused:
        prepared(text)
    assert [error.extensions["code"] for error in refused.value.errors] == ["LIMIT_EXCEEDED"]


@pytest.mark.parametrize(
    "text",
    [
        "{ ...A } fragment A on Query { ...B } fragment B on Query { ...A }",
        "{ ...A } fragment A on Query { __typename ...A }",
        "{ ...A }",
        "{ kinds { ...A ...A } } fragment A on Kind { ...B ...C } fragment C on Kind { ...A }",
    ],
)
def test_fragments_that_are_undefined_or_go_in_circles_are_invalid(text: str) -> None:
    with pytest.raises(BadDocument) as refused:
        prepared(text)
    assert {error.extensions["code"] for error in refused.value.errors} == {"INVALID_QUERY"}


def test_the_schema_may_be_asked_for_as_every_tool_asks() -> None:
    assert prepared(get_introspection_query(input_value_deprecation=True, specified_by_url=True))


def test_twenty_checks_in_one_request_are_not_too_much() -> None:
    verdict = (
        "outcome grounds { code clause facts text } cure { code text } candidates { code matter } basis { edition }"
    )
    one = f'check(input: {{place: "1", delegation: {{matter: "a"}}}}) {{ {verdict} }}'
    assert prepared("{ " + " ".join(f"c{i}: {one}" for i in range(20)) + " }")


def test_a_good_document_is_remembered_and_a_bad_one_is_not() -> None:
    assert prepared("{ kinds { code } }") is prepared("{ kinds { code } }")
    with pytest.raises(BadDocument) as first:
        prepared("{ nothing }")
    with pytest.raises(BadDocument) as second:
        prepared("{ nothing }")
    assert first.value.errors[0] is not second.value.errors[0]
