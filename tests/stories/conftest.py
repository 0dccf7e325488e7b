"""The cast, each at the door they come by: services, pages, GraphQL, the command line; one database for a whole day."""

import html
import json
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
from flask import Flask
from werkzeug.test import TestResponse

from registry.domain.actors import Actor
from registry.services.people import actor_called, issue_token
from registry.store.base import db
from tests.api.acts import act, look, refused
from tests.cli.test_commands import Run, run
from tests.watching import watched
from tests.web.conftest import Browser, app, open_browser

__all__ = ["Run", "app", "open_browser", "run"]

JIUQUAN, ZHANGYE, VILLAGE, COUNTY = "620102001000", "620102002000", "620102001001", "620102000000"
EMERGENCY_BUREAU, MARKET_BUREAU = "县应急管理局", "县市场监督管理局"


@pytest.fixture
def who(app: Flask) -> Iterator[Callable[[str], Actor]]:
    """A function that gives somebody of the cast, inside the registry's own context, as services are called."""
    with app.app_context():

        def called(name: str) -> Actor:
            found = actor_called(name)
            assert found is not None
            return found

        yield called
        db.session.remove()


@pytest.fixture(autouse=True)
def _nothing_is_written_past_the_change_feed(app: Flask) -> Iterator[None]:
    """Whatever somebody does in a story, by whatever door of this process, the feed is told of it."""
    with app.app_context():
        engine = db.engine
    with watched(engine) as missed:
        yield
    assert missed == []


class Page:
    """What somebody sees at the pages: text as it is read; forms are sent with the token of the page they stand on."""

    def __init__(self, browser: Browser) -> None:
        self.browser = browser
        self.there = "/"

    def opens(self, there: str, **query: object) -> str:
        """A page, as it is read."""
        self.there = there
        return html.unescape(self.browser.get(there, **query))

    def sends(self, action: str, **typed: object) -> str:
        """Send a form of the page that is open, follow where it leads, and read that."""
        hidden = self.browser.hidden(self.browser.get(self.there), action)
        return self.follows(self.browser.client.post(action, data={**hidden, **typed}))

    def submits(self, question: dict[str, str], kind: str = "delegation") -> str:
        """Submit the question that was judged."""
        return self.follows(self.browser.client.post("/requests", data=self.browser.submission(question, kind)))

    def follows(self, answer: TestResponse) -> str:
        """Where a form led, as it is read. It must have been taken."""
        assert answer.status_code == 302, html.unescape(answer.get_data(as_text=True))
        return self.opens(answer.location)


class System:
    """A system that speaks over GraphQL with somebody's token, or without one."""

    def __init__(self, app: Flask, token: str) -> None:
        self.client, self.token = app.test_client(), token

    def _ask(self, query: str, variables: dict[str, Any] | None = None, *, token: str = "") -> TestResponse:
        headers = {"Authorization": f"Bearer {token}"} if token else {}
        return self.client.post("/graphql", json={"query": query, "variables": variables}, headers=headers)

    def acts(self, name: str, given: dict[str, Any], shown: str = "") -> dict[str, Any]:
        """A mutation that is taken."""
        answered = act(self._ask, self.token, name, given, shown)
        assert answered["errors"] == [], answered
        return answered

    def refused(self, name: str, given: dict[str, Any]) -> str:
        """The code by which a mutation is refused."""
        return refused(self._ask, self.token, name, given)

    def looks(self, query: str, **variables: Any) -> dict[str, Any]:
        """What a query answers."""
        return look(self._ask, query, self.token, **variables)

    def text(self, query: str, **variables: Any) -> str:
        """Everything that a query answers, as one text."""
        return json.dumps(self.looks(query, **variables), ensure_ascii=False)

    def fetches(self, address: str) -> TestResponse:
        """A file."""
        return self.client.get(address, headers={"Authorization": f"Bearer {self.token}"})


@pytest.fixture
def at_the_pages(open_browser: Callable[..., Browser]) -> Callable[..., Page]:
    """A function that sits somebody down at the pages, signed in where a name is given."""
    return lambda name="": Page(open_browser(name))


@pytest.fixture
def system_of(app: Flask) -> Callable[..., System]:
    """A function that gives the system of somebody, or of nobody."""

    def give(name: str = "") -> System:
        if not name:
            return System(app, "")
        with app.app_context():
            token = issue_token(name, label="their system", days=1, now=datetime.now(UTC))
            db.session.remove()
        return System(app, token)

    return give
