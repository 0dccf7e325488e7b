"""What is not a GraphQL request at all gets a 4xx in JSON, never a 5xx and never a trace of our code."""

import json

import pytest
from flask.testing import FlaskClient

QUERY = '{"query": "{ __typename }"%s}'
DEEP = "[" * 100_000 + "]" * 100_000
MALFORMED = {
    "an empty body": (b"", 400),
    "an array": (b"[]", 400),
    "a batch": (b'[{"query": "{ __typename }"}]', 400),
    "null": (b"null", 400),
    "a number": (b"1", 400),
    "a text": (b'"{ __typename }"', 400),
    "half an object": (b'{"query": ', 400),
    "bytes that are no UTF-8": (b'{"query": "\xff\xfe"}', 400),
    "UTF-16": ((QUERY % "").encode("utf-16"), 400),
    "deep arrays": (DEEP.encode(), 400),
    "deep variables": ((QUERY % f', "variables": {{"a": {DEEP}}}').encode(), 400),
    "an endless number": ((QUERY % f', "variables": {{"a": {"9" * 5_000}}}').encode(), 400),
    "not a number": ((QUERY % ', "variables": {"a": NaN}').encode(), 400),
    "half a character": ((QUERY % ', "variables": {"a": "\\ud800"}').encode(), 400),
    "no query": (b"{}", 400),
    "a query that is a number": (b'{"query": 1}', 400),
    "a blank query": (b'{"query": " "}', 400),
    "variables that are a list": ((QUERY % ', "variables": []').encode(), 400),
    "variables that are a text": ((QUERY % ', "variables": "{}"').encode(), 400),
    "an operation name that is a number": ((QUERY % ', "operationName": 1').encode(), 400),
    "extensions that are a list": ((QUERY % ', "extensions": []').encode(), 400),
    "ten megabytes": (b'{"query": "' + b"a" * 10_000_000 + b'"}', 413),
}

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)  # nothing reaches the database


def test_a_malformed_body_is_refused_in_json(client: FlaskClient) -> None:
    for what, (body, status) in MALFORMED.items():
        for accept in ("application/json", "application/graphql-response+json"):
            answered = client.post("/graphql", data=body, content_type="application/json", headers={"Accept": accept})
            assert answered.status_code == status, what
            assert answered.content_type == f"{accept}; charset=utf-8", what
            _is_told(json.loads(answered.data), what)


def _is_told(told: dict[str, object], what: str) -> None:
    assert list(told) == ["errors"], what
    [error] = told["errors"]
    assert error["message"], what
    assert set(error["extensions"]) == {"code", "requestId"}, what


@pytest.mark.parametrize(
    "content_type", ["", "text/plain", "application/x-www-form-urlencoded", "application/json; charset=latin-1"]
)
def test_another_content_type_is_refused(client: FlaskClient, content_type: str) -> None:
    answered = client.post("/graphql", data=QUERY % "", content_type=content_type)
    assert answered.status_code == 415


@pytest.mark.parametrize(
    ("accept", "status", "answered_in"),
    [
        ("", 200, "application/json"),
        ("*/*", 200, "application/json"),
        ("text/html, */*;q=0.8", 200, "application/json"),
        ("application/graphql-response+json, application/json;q=0.9", 200, "application/graphql-response+json"),
        ("application/graphql-response+json;q=0.1, application/json", 200, "application/json"),
        ("application/json; charset=utf-16", 406, "application/json"),
        ("application/json;q=0, application/graphql-response+json;q=nonsense", 406, "application/json"),
        ("text/html", 406, "application/json"),
    ],
)
def test_the_answer_comes_in_what_was_asked_for(
    client: FlaskClient, accept: str, status: int, answered_in: str
) -> None:
    answered = client.post("/graphql", json={"query": "{ __typename }"}, headers={"Accept": accept})
    assert (answered.status_code, answered.mimetype) == (status, answered_in)


def test_a_get_asks_but_does_nothing(client: FlaskClient) -> None:
    asked = {"query": "query ($l: Language) { kinds(language: $l) { code } }", "variables": '{"l": "EN"}'}
    assert client.get("/graphql", query_string=asked).json["data"]["kinds"]
    done = client.get("/graphql", query_string={"query": "mutation { __typename }"})
    assert (done.status_code, done.headers["Allow"]) == (405, "POST")


@pytest.mark.parametrize("method", ["PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "CONNECT"])
def test_another_method_is_refused(client: FlaskClient, method: str) -> None:
    answered = client.open("/graphql", method=method)
    assert (answered.status_code, answered.headers["Allow"]) == (405, "GET, POST")
    _is_told(answered.json, method)


def test_nothing_is_suggested_to_who_guesses_names(client: FlaskClient) -> None:
    for query in (
        "{ kind { code } }",
        "{ kinds { cod } }",
        "{ kinds(languag: ZH) { code } }",
        "{ kinds(language: ZN) { code } }",
    ):
        answered = client.post("/graphql", json={"query": query})
        assert answered.json["errors"][0]["extensions"]["code"] == "INVALID_QUERY"
        assert "mean" not in answered.text
