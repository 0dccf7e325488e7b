"""Whatever is sent, the answer is JSON that says what is wrong, and never a 5xx."""

import json
from typing import Any
from urllib.parse import quote

import pytest
from flask.testing import FlaskClient
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from werkzeug.test import TestResponse

from tests.api.conftest import ClientWith

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
MANY = settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
TYPES = st.sampled_from(
    [
        "application/json", "application/json; charset=utf-8", "application/json;charset=UTF-16", "APPLICATION/JSON",
        "application/json;;", "application/json; charset", "text/json", "application/graphql", "multipart/form-data",
        "application/x-www-form-urlencoded", "application/json, text/plain", "\u00e9", "", "a/b; c=\"",
    ]
)  # fmt: skip
HEADER = st.text(st.characters(min_codepoint=32, max_codepoint=255, exclude_characters="\x7f"), max_size=40)
SCALARS = st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20)
VALUES = st.recursive(SCALARS, lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner))
PARAMETERS = st.dictionaries(
    st.sampled_from(["query", "variables", "operationName", "extensions", "documentId", "id"])
    | st.text(max_size=6), VALUES, max_size=6
)  # fmt: skip
PIECES = st.sampled_from(
    [
        "{", "}", "(", ")", "[", "]", ":", "!", "$", "@", "...", "\"", "\"\"\"", "#", "\n", "\\u0000", "\x00", "\ufeff",
        "query", "mutation", "subscription", "fragment", "on", "Query", "kinds", "code", "place", "check", "list",
        "duties", "first", "search", "text", "__typename", "__schema", "__type", "types", "name", "skip", "if", "true",
        "null", "-0", "1e999", "9" * 400, "\"620102001000\"", "\U0001f600", "\"\\ud800\"", "$a", "=", "|", "&", "事项",
    ]
)  # fmt: skip


@pytest.fixture
def free(client_with: ClientWith) -> FlaskClient:
    """A client whose requests are not counted."""
    return client_with(api_anonymous_rate="0")


def is_told(answer: TestResponse) -> None:
    assert answer.status_code < 500, answer.text
    assert answer.mimetype in ("application/json", "application/graphql-response+json")
    told = json.loads(answer.data)
    assert answer.headers["X-Request-Id"]
    if answer.status_code != 200:
        assert "data" not in told
    for error in told.get("errors", ()):
        assert error["extensions"]["requestId"] == answer.headers["X-Request-Id"]
        assert error["extensions"]["code"] != "SOMETHING_WENT_WRONG"
        assert "Traceback" not in error["message"] and "Did you mean" not in error["message"]


@MANY
@given(body=st.binary(max_size=60), content_type=TYPES)
@example(body=b"\x00", content_type="application/json")
@example(body=b'\xef\xbb\xbf{"query": "{ __typename }"}', content_type="application/json")
@example(body=b'{"query": "{ __typename }", "query": "{ kinds { code } }"}', content_type="application/json")
@example(body=b'{"query": "{ __typename }", "variables": {"a": 1e999}}', content_type="application/json")
@example(body=b'{"query": "{ __typename }", "variables": {"a": -Infinity}}', content_type="application/json")
@example(body=b'{"query": "{ __typename }", "variables": {"a": 1, "a": 2}}', content_type="application/json")
@example(body=b'{"query": "{ __typename \\u0000 }"}', content_type="application/json")
@example(body=b'{"query": "{ __typename }"} {}', content_type="application/json")
@example(body='{"query": "{ __typename }"}'.encode("utf-16"), content_type="application/json;charset=UTF-16")
@example(body='{"query": "{ é }"}'.encode("latin-1"), content_type="application/json")
@example(body=b"query=%7B__typename%7D", content_type="application/x-www-form-urlencoded")
def test_bytes(free: FlaskClient, body: bytes, content_type: str) -> None:
    headers = {"Accept": "application/graphql-response+json"}
    answer = free.post("/graphql", data=body, content_type=content_type, headers=headers)
    is_told(answer)
    assert 400 <= answer.status_code < 500


@MANY
@given(parameters=PARAMETERS)
def test_objects(free: FlaskClient, parameters: dict[str, Any]) -> None:
    is_told(free.post("/graphql", data=json.dumps(parameters), content_type="application/json"))


@MANY
@given(pieces=st.lists(PIECES, max_size=30), variables=st.none() | st.dictionaries(st.sampled_from("ab"), VALUES))
@example(pieces=["query($a:Int){", 'search(text:"a" first:$a){text}}'], variables={"a": 10**400})
@example(pieces=["query($a:[WordingKind!]){", 'search(text:"a" kinds:$a){text}}'], variables={"a": [None, {}, [[]]]})
@example(pieces=['{ search(text: "a", first: ', "9" * 5_000, ") { text } }"], variables=None)
@example(pieces=['{ search(text: "a", first: -', "9" * 5_000, ") { text } }"], variables=None)
@example(pieces=['{ search(text: "\\u0000") { text } }'], variables=None)
@example(pieces=['{ search(text: "\\ud800") { text } }'], variables=None)
@example(pieces=["{ place(code: 1e999) { code } }"], variables=None)
@example(pieces=["query($a:CheckInput!){ check(input:$a){ outcome } }"], variables={"a": {"a": {"a": {}}}})
def test_documents(free: FlaskClient, pieces: list[str], variables: dict[str, Any] | None) -> None:
    body = json.dumps({"query": " ".join(pieces), "variables": variables})
    is_told(free.post("/graphql", data=body, content_type="application/json"))


@MANY
@given(accept=HEADER, authorization=HEADER, known=HEADER, language=HEADER)
@example(accept="*/*;q=nan", authorization="Bearer \x20", known='"', language="")
@example(accept="application/json;q=inf", authorization="Bearer tr_\xff", known="W/", language="\xff")
def test_headers(free: FlaskClient, accept: str, authorization: str, known: str, language: str) -> None:
    headers = {"Accept": accept, "Authorization": authorization, "If-None-Match": known, "Accept-Language": language}
    answer = free.get("/graphql", query_string={"query": "{ kinds { code } }"}, headers=headers)
    if answer.status_code != 304:
        is_told(answer)


@MANY
@given(query=st.text(max_size=60) | st.binary(max_size=40))
@example(query="query={__typename}&query={kinds{code}}")
@example(query="query=%ff%fe&variables=%00")
@example(query="variables={}&extensions=[]")
@example(query="documentId=sha256:x")
@example(query="query={__typename}&variables=" + "[" * 2_000)
def test_addresses(free: FlaskClient, query: str | bytes) -> None:
    for text in (query if isinstance(query, str) else query.decode("latin-1"), "query=" + quote(query)):
        is_told(free.get("/graphql", query_string=text.encode("ascii", "ignore").decode().replace("#", "")))


@pytest.mark.parametrize("depth", [500, 990, 5_000])
def test_deep_variables(free: FlaskClient, depth: int) -> None:
    for deep in ("[" * depth + "]" * depth, '{"a":' * depth + "1" + "}" * depth):
        for of_type in ("Int", "[Int]", "CheckInput!", "String", "Date"):
            query = f"query ($a: {of_type}) {{ __typename kinds {{ code }} }}"
            body = f'{{"query": {json.dumps(query)}, "variables": {{"a": {deep}}}}}'
            is_told(free.post("/graphql", data=body, content_type="application/json"))
