"""An attack on every limit: refused before any resolver runs or the database is asked, in JSON, with code and id."""

import gzip
import json
import time
from collections.abc import Iterator
from typing import Any

import pytest
from flask.testing import FlaskClient
from graphql import GraphQLObjectType
from sqlalchemy import event

from registry.api.schema import schema
from registry.store.base import db
from tests.api.conftest import ClientWith

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
NEWER = {"Accept": "application/graphql-response+json"}
LIST = 'list(place: "620102001000") { duties(first: 100) { nodes { code shares { unit department } } } }'
DOUBLING = "{ ...F0 } " + "".join(f"fragment F{i} on Query {{ ...F{i + 1} ...F{i + 1} }} " for i in range(40))
DEEP_TYPES = "{ __schema { types { ...T } } } fragment T on __Type { " + "interfaces { possibleTypes { " * 6 + "name"
CHECK = 'check(input: {place: "620102001000", delegation: {matter: "a"}, cites: [%s]}) { outcome }'
ATTACKS: dict[str, tuple[dict[str, Any], str]] = {
    "tokens": ({"query": "{ " + "a " * 2_001 + "}"}, "LIMIT_EXCEEDED"),
    "characters": ({"query": "#" + "x" * 100_000 + "\n{ __typename }"}, "LIMIT_EXCEEDED"),
    "comments": ({"query": "#\n" * 300 + "{ __typename }"}, "LIMIT_EXCEEDED"),
    "depth": ({"query": "{ kinds { questions " + "{ a " * 11 + "}" * 11 + " } }"}, "LIMIT_EXCEEDED"),
    "depth of brackets": ({"query": "{ place(code: " + "[" * 900 + "]" * 900 + ") { code } }"}, "LIMIT_EXCEEDED"),
    "doubling fragments": ({"query": DOUBLING + "fragment F40 on Query { __typename }"}, "LIMIT_EXCEEDED"),
    "circular fragments": ({"query": "{ ...A } fragment A on Query { ...A }"}, "INVALID_QUERY"),
    "aliases": ({"query": "{ kinds { " + " ".join(f"a{i}: code" for i in range(21)) + " } }"}, "LIMIT_EXCEEDED"),
    "root fields": ({"query": "{ " + "kinds { code } " * 21 + "}"}, "LIMIT_EXCEEDED"),
    "directives": ({"query": "{ kinds { code " + "@skip(if: false) " * 21 + "} }"}, "LIMIT_EXCEEDED"),
    "operations": ({"query": "query A { __typename } " * 51, "operationName": "A"}, "LIMIT_EXCEEDED"),
    "one field many times": ({"query": "{ kinds { " + "code " * 151 + "} }"}, "LIMIT_EXCEEDED"),
    "page size": (
        {"query": 'query ($n: Int) { search(text: "a", first: $n) { nodes { text } } }', "variables": {"n": 501}},
        "",
    ),
    "cost of lists": ({"query": "{ " + " ".join(f"{name}: {LIST}" for name in "abcdefgh") + " }"}, "COST_EXCEEDED"),
    "cost of a list typed": (
        {"query": '{ search(text: "a", kinds: [' + "MATTER " * 1_900 + "]) { nodes { text } } }"},
        "COST_EXCEEDED",
    ),
    "cost by variables": (
        {
            "query": "query ($c: [CitationInput!]) { " + CHECK.replace("[%s]", "$c") + " }",
            "variables": {"c": [{"number": "1"}] * 1_001},
        },
        "COST_EXCEEDED",
    ),
    "types of types": ({"query": DEEP_TYPES + " } }" * 6 + " }"}, ""),
    "a variable of another type": (
        {"query": "query ($on: Date) { law(on: $on) { code } }", "variables": {"on": [[["x"]]]}},
        "INVALID_REQUEST",
    ),
    "an operation that is not there": ({"query": "{ kinds { code } }", "operationName": "No"}, "UNCLEAR_OPERATION"),
    "which of two": ({"query": "query A { kinds { code } } query B { kinds { code } }"}, "UNCLEAR_OPERATION"),
}  # fmt: skip


@pytest.fixture
def ran(client: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> Iterator[list[str]]:
    """What resolvers ran at the root, and what was asked of the database, from now on."""
    seen: list[str] = []

    def spied(where: str, resolve: Any) -> Any:
        def spy(*given: Any, **named: Any) -> Any:
            seen.append(where)
            return resolve(*given, **named)

        return spy

    for of_type in ("Query", "Mutation"):
        held = schema.graphql_schema.type_map[of_type]
        assert isinstance(held, GraphQLObjectType)
        for name, field in held.fields.items():
            monkeypatch.setattr(field, "resolve", spied(f"{of_type}.{name}", field.resolve))

    def told(_connection: Any, _cursor: Any, statement: str, *_: Any) -> None:
        seen.append(statement)

    event.listen(db.engine, "before_cursor_execute", told)
    yield seen
    event.remove(db.engine, "before_cursor_execute", told)


def refused(answer: Any) -> str:
    """The code; every error of the answer is told as it should be."""
    told = json.loads(answer.data)
    assert "data" not in told and told["errors"]
    for error in told["errors"]:
        assert error["message"] and error["extensions"]["requestId"] == answer.headers["X-Request-Id"]
        assert "mean" not in error["message"] and "Traceback" not in error["message"]
    return str(told["errors"][0]["extensions"]["code"])


def test_the_spy_sees_what_runs(client: FlaskClient, ran: list[str]) -> None:
    assert client.post("/graphql", json={"query": '{ place(code: "620102001000") { code } }'}).json["data"]
    assert "Query.place" in ran and any("SELECT" in one for one in ran)


def test_every_attack_is_refused_before_anything_runs(client_with: ClientWith, ran: list[str]) -> None:
    client = client_with(api_anonymous_rate="0")
    for what, (asked, code) in ATTACKS.items():
        began = time.monotonic()
        answer = client.post("/graphql", json=asked, headers=NEWER)
        assert (answer.status_code, answer.mimetype) == (400, NEWER["Accept"]), what
        assert refused(answer) in ([code] if code else ["LIMIT_EXCEEDED", "COST_EXCEEDED", "INVALID_QUERY"]), what
        assert time.monotonic() - began < 5, what
        assert ran == [], what


def test_a_body_beyond_measure_is_refused_before_it_is_parsed(client: FlaskClient, ran: list[str]) -> None:
    for size in (2**20 + 1, 21 * 2**20):
        answer = client.post("/graphql", data=b" " * size, content_type="application/json")
        assert (answer.status_code, refused(answer), ran) == (413, "BODY_TOO_LARGE", [])


def test_a_packed_body_is_not_unpacked(client: FlaskClient, ran: list[str]) -> None:
    bomb = gzip.compress(b'{"query": "' + b" " * 50_000_000 + b'"}')
    for encoding in ("gzip", "deflate", "br", "x-unheard-of", "gzip, gzip"):
        answer = client.post(
            "/graphql", data=bomb, content_type="application/json", headers={"Content-Encoding": encoding}
        )
        assert (answer.status_code, refused(answer), ran) == (415, "UNSUPPORTED_ENCODING", [])


def test_the_rate_is_asked_before_anything_runs(client_with: ClientWith, ran: list[str]) -> None:
    client = client_with(workers="1", api_anonymous_cost="20", api_anonymous_rate="20")
    asked = {"query": "{ signingKeys { id } }"}
    assert client.post("/graphql", json=asked).json["data"]["signingKeys"] == []
    assert ran
    ran.clear()
    answer = client.post("/graphql", json=asked)
    assert (answer.status_code, refused(answer), ran) == (429, "RATE_LIMITED", [])


def test_a_mutation_by_get_does_not_run(client: FlaskClient, ran: list[str]) -> None:
    done = 'mutation { discardRequestDraft(input: {number: "1"}) { errors { code } } }'
    answer = client.get("/graphql", query_string={"query": done})
    assert (answer.status_code, refused(answer), ran) == (405, "METHOD_NOT_ALLOWED", [])


def test_the_schema_is_told_to_everybody_and_worked_out_once(client: FlaskClient) -> None:
    query = {"query": "{ __schema { types { name fields { name args { name } type { name } } } } }"}
    first = client.post("/graphql", json=query).json["data"]
    began = time.perf_counter()
    again = client.post("/graphql", json=query).json["data"]
    repeated = time.perf_counter() - began
    assert again == first and len(first["__schema"]["types"]) > 100
    began = time.perf_counter()
    client.post("/graphql", json={"query": query["query"].replace("name fields", "name  fields")})
    assert repeated < time.perf_counter() - began
