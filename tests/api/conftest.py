"""Asking over GraphQL, with and without somebody's token."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from registry.app import create_app
from registry.config import Settings
from registry.services.people import issue_token
from registry.store.base import db

Ask = Callable[..., TestResponse]
ClientWith = Callable[..., FlaskClient]


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


@pytest.fixture
def client_with(app: Flask, database_url: str, tmp_path: Path) -> Iterator[ClientWith]:
    """A function that gives a client of a registry with other settings, on the same database."""
    made: list[Flask] = []

    def give(**settings: str) -> FlaskClient:
        made.append(create_app(Settings(database_url=database_url, folder=str(tmp_path), **settings)))
        return made[-1].test_client()

    yield give
    for other in made:
        with other.app_context():
            db.session.remove()
            db.engine.dispose()
