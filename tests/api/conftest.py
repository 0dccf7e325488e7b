"""Asking over GraphQL, with and without somebody's token."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from registry.services.people import issue_token
from registry.store.base import db

Ask = Callable[..., TestResponse]


@pytest.fixture
def ask(client: FlaskClient) -> Ask:
    """Send a query with variables; `token` speaks for a person."""

    def send(query: str, variables: dict[str, Any] | None = None, *, token: str = "", **headers: str) -> TestResponse:
        authorization = {"Authorization": f"Bearer {token}"} if token else {}
        body = {"query": query, "variables": variables}
        return client.post("/graphql", json=body, headers={**authorization, **headers})

    return send


@pytest.fixture
def token_of(app: Flask) -> Iterator[Callable[[str], str]]:
    """A function that gives a token of the person with this sign-in name."""

    def give(sign_in_name: str) -> str:
        token = issue_token(sign_in_name, label="the tests", days=1, now=datetime.now(UTC))
        db.session.remove()
        return token

    yield give
