"""The straight way in: it answers what Flask's way answers, under the same headers; what is not plain goes there."""

import io
import json
from collections.abc import Callable, Iterable, Mapping
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.datastructures import Headers
from werkzeug.test import EnvironBuilder, run_wsgi_app

from registry.api.straight import Straight
from tests.api.acts import JIUQUAN, TokenOf

BY_EACH_REQUEST = ("X-Request-Id", "RateLimit")
PLACE = '{ place(code: "%s") { name fullName edition } }'
ASKED: Mapping[str, Any] = {
    "a good question": {"query": PLACE % JIUQUAN},
    "a place that is not there": {"query": PLACE % "999999999999"},
    "what breaks the schema": {"query": "{ nothing }"},
    "no GraphQL": {"query": "{"},
    "a question that needs a token": {"query": "{ requests { nodes { number } } }"},
    "too much": {"query": "{ __typename }", "variables": []},
    "a mutation": {"query": 'mutation { verify(input: {case: "none"}) { errors { code } } }'},
    "not JSON": None,
}
"""What is asked, by what it is."""
BY_FLASK = (
    *("csrf_protect", "_update_remember_cookie", "_remember", "_tell_on_the_next_page", "_add_headers"),
    "with_plain_name",
)
"""All for pages: forms, who is signed in, language, redirects, downloads; the safe headers are given to it."""


def parts(told: tuple[Iterable[bytes], str, Headers]) -> tuple[str, dict[str, str], Any]:
    body, status, headers = told
    read = json.loads(b"".join(body))
    for error in read.get("errors", ()):
        error["extensions"].pop("requestId")
    read.get("extensions", {}).get("cost", {}).pop("remaining", None)
    return status, {name: value for name, value in headers.items() if name not in BY_EACH_REQUEST}, read


def asked_of(way: Callable[..., Any], sent: bytes, **environ: Any) -> tuple[str, dict[str, str], Any]:
    built = EnvironBuilder("/graphql", method="POST", data=sent, content_type="application/json").get_environ()
    return parts(run_wsgi_app(way, built | environ, buffered=True))


@pytest.fixture
def straight(app: Flask) -> Straight:
    found = app.wsgi_app
    assert isinstance(found, Straight)
    return found


@pytest.mark.parametrize("what", ASKED)
def test_both_ways_answer_alike(straight: Straight, what: str) -> None:
    sent = b"{" if ASKED[what] is None else json.dumps(ASKED[what]).encode()
    for more in ({}, {"HTTP_ACCEPT": "application/graphql-response+json"}, {"HTTP_ACCEPT": "text/html"}):
        assert asked_of(straight, sent, **more) == asked_of(straight._flask, sent, **more)
    for content in ({"CONTENT_TYPE": "text/plain"}, {"HTTP_CONTENT_ENCODING": "gzip"}):
        assert asked_of(straight, sent, **content) == asked_of(straight._flask, sent, **content)


def test_somebodys_token_is_known_on_both_ways(straight: Straight, token_of: TokenOf) -> None:
    sent = json.dumps(ASKED["a question that needs a token"]).encode()
    bearer = {"HTTP_AUTHORIZATION": f"Bearer {token_of('li')}"}
    status, _, told = asked_of(straight, sent, **bearer)
    assert status == "200 OK" and told["data"]["requests"]["nodes"] == []
    assert asked_of(straight._flask, sent, **bearer)[2] == told


def test_a_body_that_breaks_off_is_refused_on_both_ways(straight: Straight) -> None:
    whole = json.dumps(ASKED["a good question"]).encode()
    for way in (straight, straight._flask):
        short = {"wsgi.input": io.BytesIO(whole[:-4]), "CONTENT_LENGTH": str(len(whole))}
        assert asked_of(way, whole, **short)[0] == "400 BAD REQUEST"


@pytest.mark.parametrize(
    "other",
    (
        {"REQUEST_METHOD": "GET", "QUERY_STRING": "query={__typename}"},
        {"QUERY_STRING": "lang=en"},
        {"HTTP_COOKIE": "session=x"},
        {"HTTP_TRANSFER_ENCODING": "chunked"},
        {"HTTP_HOST": "bad host"},
        {"HTTP_HOST": ""},
        {"CONTENT_LENGTH": ""},
        {"CONTENT_LENGTH": "-1"},
        {"CONTENT_LENGTH": "9" * 30},
        {"CONTENT_LENGTH": str(2**20 + 1)},
        {"PATH_INFO": "/graphql/"},
        {"PATH_INFO": "/health"},
    ),
)
def test_what_is_not_plain_goes_flasks_way(straight: Straight, other: dict[str, str]) -> None:
    gone: list[str] = []
    straight._flask = lambda environ, _start: gone.append(environ["PATH_INFO"]) or [b""]
    environ = EnvironBuilder("/graphql", method="POST", data=b"{}", content_type="application/json").get_environ()
    straight({**environ, **other}, None)
    assert gone == [other.get("PATH_INFO", "/graphql")]


def test_what_flask_does_around_every_request_is_known(app: Flask, client: FlaskClient) -> None:
    """Whoever adds to what is done around every request says here whether a plain one to /graphql needs it too."""
    around = (app.before_request_funcs, app.after_request_funcs, app.teardown_request_funcs)
    done = [function.__qualname__.rpartition(".")[2] for of in around for function in of.get(None, ())]
    assert sorted(done) == sorted(BY_FLASK)
    assert client.post("/graphql", json={"query": "{ __typename }"}).headers["X-Frame-Options"] == "DENY"
