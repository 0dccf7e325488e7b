"""Fixtures of the pages: browsers that keep their cookies, on a seeded SQLite registry with nothing else open."""

import html
import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from registry.app import create_app
from registry.config import Settings
from registry.store.base import db
from registry.store.duties import forget_editions
from tests.conftest import PASSWORD

RECLAIMED = {
    "matter": "特种设备安全监督检查",
    "place": "酒泉路街道",
    "department": "县市场监督管理局",
    "form": "TERRITORIAL",
}
"""What the county's market bureau may not ask: the matter was taken back."""


@pytest.fixture
def app(fresh_url: Callable[[str], str], tmp_path: Path) -> Iterator[Flask]:
    """The registry as a server runs it: no context is open between two pages."""
    forget_editions()
    app = create_app(Settings(database_url=fresh_url("sqlite"), folder=str(tmp_path), sample_people="1"))
    yield app
    with app.app_context():
        db.engine.dispose()


class Browser:
    """A browser: pages as text, the form token taken from the page, redirects followed by hand."""

    def __init__(self, client: FlaskClient) -> None:
        self.client = client

    def get(self, address: str, **query: object) -> str:
        return self.client.get(address, query_string=query or None).get_data(as_text=True)

    def hidden(self, page: str, action: str) -> dict[str, list[str]]:
        """The hidden answers of the form with this action."""
        form = re.search(rf'<form[^>]*action="{re.escape(action)}".*?</form>', page, re.S)
        assert form, f"no form goes to {action}"
        found: dict[str, list[str]] = {}
        for tag in re.findall(r'<input[^>]*type="hidden"[^>]*>', form.group()):
            name, value = re.search(r'name="([^"]*)"', tag), re.search(r'value="([^"]*)"', tag)
            assert name
            found.setdefault(name.group(1), []).append(html.unescape(value.group(1)) if value else "")
        return found

    def sign_in(self, name: str, password: str = PASSWORD):
        form = self.hidden(self.get("/sign-in"), "/sign-in")
        return self.client.post("/sign-in", data={**form, "sign_in_name": name, "password": password})

    def submission(self, question: dict[str, str], kind: str = "delegation", **changes: str) -> dict[str, object]:
        """What the submit button under an answer would send."""
        page = self.get(f"/ask/{kind}", **question)
        places = re.search(r'<textarea[^>]*name="places"[^>]*>\s*(.*?)</textarea>', page, re.S)
        assert places, "there is no submit form on the page"
        return {**self.hidden(page, "/requests"), "places": html.unescape(places.group(1)), **changes}


@pytest.fixture
def open_browser(app: Flask) -> Callable[..., Browser]:
    """A function that opens a browser, signed in where a name is given."""

    def give(signed_in_as: str = "") -> Browser:
        browser = Browser(app.test_client())
        if signed_in_as:
            assert browser.sign_in(signed_in_as).status_code == 302
        return browser

    return give


@pytest.fixture
def anybody(open_browser: Callable[..., Browser]) -> Browser:
    """Somebody who is not signed in."""
    return open_browser()


@pytest.fixture
def chen(open_browser: Callable[..., Browser]) -> Browser:
    """Clerk Chen of the county market bureau, signed in."""
    return open_browser("chen")


@pytest.fixture
def wang(open_browser: Callable[..., Browser]) -> Browser:
    """Officer Wang of the township desk of 酒泉路街道, signed in."""
    return open_browser("wang")
