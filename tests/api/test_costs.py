"""What a request costs is worked out before it runs, from its document and its variables, and told."""

from typing import Any

import graphene
import pytest
from graphql import get_introspection_query, get_operation_ast, parse

from registry.api.costs import excessive, plan_of, weighing
from registry.api.documents import prepared
from tests.api.conftest import Ask

PLACE = "620102001000"
ON_SQLITE = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)  # prices do not depend on it


class Leaf(graphene.ObjectType):
    name = graphene.String()


class PageInfo(graphene.ObjectType):
    more = graphene.Boolean()


class Row(graphene.ObjectType):
    name = graphene.String()
    leaf = graphene.Field(Leaf)
    leaves = graphene.List(Leaf)
    heavy = weighing(graphene.Field(Leaf), 40)


class Edge(graphene.ObjectType):
    node = graphene.Field(Row)


class Rows(graphene.ObjectType):
    edges = graphene.List(Edge)
    nodes = graphene.List(Row)
    page_info = graphene.Field(PageInfo)


class One(graphene.InputObjectType):
    name = graphene.String()
    names = graphene.List(graphene.String)


class Query(graphene.ObjectType):
    row = graphene.Field(Row)
    rows = graphene.Field(Rows, first=graphene.Int(), last=graphene.Int())
    listed = graphene.List(Row, first=graphene.Int(default_value=7))
    plain = graphene.List(Row)
    long_list = weighing(graphene.List(Row), 2, rows=300)
    many = graphene.List(Row, asked=graphene.List(One))
    count = graphene.Int()


class Mutation(graphene.ObjectType):
    act = graphene.Field(Row, asked=One())


SCHEMA = graphene.Schema(query=Query, mutation=Mutation).graphql_schema


def cost(text: str, given: dict[str, Any] | None = None) -> int:
    document = parse(text)
    operation = get_operation_ast(document)
    assert operation
    return plan_of(SCHEMA, document, operation).cost(given or {})


@pytest.mark.parametrize(
    ("text", "costs"),
    [
        ("{ count }", 5),
        ("{ __typename }", 1),
        ("{ row { name } }", 5),
        ("{ row { leaf { name } } }", 6),
        ("{ row { heavy { name } } }", 45),
        ("{ a: row { name } b: row { name } }", 10),
        ("{ plain { name } }", 5 + 10),
        ("{ plain { leaves { name } } }", 5 + 10 * (1 + 1 + 10)),
        ("{ longList { name } }", 2 + 300),
        ("{ listed { name } }", 5 + 7),
        ("{ listed(first: 50) { leaf { name } } }", 5 + 50 * 2),
        ("{ listed(first: -4) { name } }", 5 + 1),
        ("{ rows(first: 50) { nodes { name } } }", 5 + 50 * 2),
        ("{ rows(last: 50) { edges { node { leaf { name } } } } }", 5 + 50 * 4),
        ("{ rows(first: 50) { pageInfo { more } } }", 5),
        ("{ rows { nodes { name } } }", 5 + 20 * 2),
        ("{ rows(first: 2) { nodes { leaves { name } } } }", 5 + 2 * (2 + 11)),
        ('{ many(asked: [{name: "a"}, {name: "b"}, {name: "c"}]) { name } }', 3 * 5 + 3),
        ('mutation { act(asked: {name: "a"}) { name } }', 10),
        ('mutation { act(asked: {names: ["a", "b", "c"]}) { leaf { name } } }', 3 * 11),
        ("{ row { ...F } } fragment F on Row { leaf { name } heavy { name } }", 5 + 1 + 40),
        ("{ row { ... on Row { ... { leaf { name } } } } }", 6),
        (f"{{ listed(first: {'9' * 5_000}) {{ name }} }}", 5 + 10**9),
    ],
)
def test_a_document_costs_what_its_fields_and_rows_come_to(text: str, costs: int) -> None:
    assert cost(text) == costs


@pytest.mark.parametrize(
    ("given", "costs"),
    [
        ({}, 5 + 4 * 2),
        ({"n": 50}, 5 + 50 * 2),
        ({"n": None}, 5 + 20 * 2),
        ({"n": True}, 5 + 20 * 2),
        ({"n": "all"}, 5 + 20 * 2),
        ({"n": 10**30}, 5 + 10**9 * 2),
    ],
)
def test_variables_count_as_if_they_had_been_written(given: dict[str, Any], costs: int) -> None:
    assert cost("query ($n: Int = 4) { rows(first: $n) { nodes { name } } }", given) == costs


@pytest.mark.parametrize(
    ("given", "costs"),
    [
        ({"asked": [{"name": "a"}] * 100}, 100 * 5 + 100),
        ({"asked": [{"names": ["a"] * 30}]}, 30 * 5 + 30),
        ({"asked": []}, 5 + 10),
        ({}, 5 + 10),
    ],
)
def test_each_of_many_things_asked_in_one_call_counts(given: dict[str, Any], costs: int) -> None:
    assert cost("query ($asked: [One]) { many(asked: $asked) { name } }", given) == costs


def test_a_list_within_an_input_counts_too() -> None:
    text = "query ($names: [String]) { many(asked: [{names: $names}]) { name } }"
    assert cost(text, {"names": ["a"] * 40}) == 40 * 5 + 40


def test_fragments_that_double_are_priced_once_each() -> None:
    doubling = "{ row { ...F0 } }" + "".join(f"fragment F{i} on Row {{ ...F{i + 1} ...F{i + 1} }} " for i in range(60))
    assert cost(doubling + "fragment F60 on Row { leaf { name } }") == 5 + 2**60


def test_a_page_beyond_measure_is_refused_whatever_it_would_cost() -> None:
    for text, given in (
        ("{ rows(first: 101) { nodes { name } } }", {}),
        ("query ($n: Int) { rows(last: $n) { nodes { name } } }", {"n": 101}),
    ):
        document = parse(text)
        operation = get_operation_ast(document)
        assert operation
        refused = excessive(plan_of(SCHEMA, document, operation), given, 10**9)
        assert refused and refused.extensions and refused.extensions["code"] == "LIMIT_EXCEEDED"


def test_a_name_given_in_the_schema_finds_its_weight() -> None:
    class Named(graphene.ObjectType):
        list_ = weighing(graphene.Field(Leaf, name="list"), 33)
        long_name_of_it = weighing(graphene.Field(Leaf), 44)

    served = graphene.Schema(query=Named).graphql_schema
    for text, costs in (("{ list { name } }", 33), ("{ longNameOfIt { name } }", 44)):
        document = parse(text)
        operation = get_operation_ast(document)
        assert operation and plan_of(served, document, operation).cost({}) == costs


def test_what_tools_and_people_ask_fits_into_what_a_stranger_may_spend() -> None:
    verdict = (
        "outcome grounds { code clause facts text } cure { code text } candidates { code matter } basis { edition }"
    )
    whole = "duties(first: 100) { nodes { matter shares { unit } } }"
    one = f'check(input: {{place: "1", delegation: {{matter: "a"}}}}) {{ {verdict} }}'
    everyday = {
        "the query of every tool": get_introspection_query(input_value_deprecation=True, specified_by_url=True),
        "twenty checks": "{ " + " ".join(f"c{i}: {one}" for i in range(20)) + " }",
        "a whole list": f'{{ list(place: "{PLACE}") {{ edition {{ code }} {whole} }} }}',
    }
    for what, text in everyday.items():
        document = prepared(text)
        operation = document.operation(None)
        assert operation and document.plan(operation).cost({}) <= 10_000, what


@ON_SQLITE
def test_the_cost_is_told_with_every_answer(ask: Ask, token_of: Any) -> None:
    query = 'query ($n: Int) { list(place: "620102001000") { duties(first: $n) { nodes { code shares { unit } } } } }'
    told = ask(query, {"n": 50}).json["extensions"]["cost"]
    assert told == {
        "requested": 5 + 1 + 50 * (1 + 1 + 1 + 10),
        "budget": 10_000,
        "remaining": 30_000 - told["requested"],
    }
    assert ask(query, {"n": 50}, token=token_of("li")).json["extensions"]["cost"]["budget"] == 50_000


@ON_SQLITE
def test_the_same_question_may_be_too_much_for_a_stranger_and_not_with_a_token(ask: Ask, token_of: Any) -> None:
    one = 'list(place: "620102001000") { duties(first: 100) { nodes { code shares { unit } } } }'
    query = "{ " + " ".join(f"{name}: {one}" for name in "abcdefgh") + " }"
    refused = ask(query)
    [error] = refused.json["errors"]
    assert (refused.status_code, "data" in refused.json) == (200, False)
    told = {name: error["extensions"][name] for name in ("code", "requested", "budget", "requestId")}
    asked = 8 * (5 + 1 + 100 * 13)
    assert told == {
        "code": "COST_EXCEEDED", "requested": asked, "budget": 10_000, "requestId": refused.headers["X-Request-Id"]
    }  # fmt: skip
    assert refused.json["extensions"]["cost"]["requested"] == asked
    assert ask(query, **{"Accept": "application/graphql-response+json"}).status_code == 400
    assert ask(query, token=token_of("li")).json["data"]["a"]


HEAVY = {
    'mirror(unit: "1", place: "2") { unit }': 1_000,
    'cleanUpCounts(county: "1") { open }': 1_000,
    'search(text: "1", first: 1) { totalCount }': 700,
    'compareLists(before: "1", after: "2") { count }': 500,
    'overlay(place: "1") { count }': 500,
    'delegatedMatters(county: "1", first: 1) { totalCount }': 500,
    'villages(code: "1") { place }': 300,
    "workList { unreadNotices }": 300,
    'nodes(ids: ["1", "2"]) { id }': 100,
}


@pytest.mark.parametrize("question", HEAVY)
def test_what_looks_through_whole_lists_counties_and_provinces_costs_what_it_takes(question: str) -> None:
    """A unit of cost was measured as a tenth of a millisecond to half of one, whatever is asked (docs/bounds.md)."""
    document = prepared(f"{{ {question} }}")
    operation = document.operation(None)
    assert operation and document.plan(operation).cost({}) >= HEAVY[question]
    twenty = prepared("{ " + " ".join(f"a{n}: {question}" for n in range(20)) + " }")
    operation = twenty.operation(None)
    assert operation and twenty.plan(operation).cost({}) >= 20 * HEAVY[question]
