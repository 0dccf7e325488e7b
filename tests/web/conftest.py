"""Fixtures of the pages: browsers that keep their cookies, on a seeded registry with nothing else open."""

import html
import re
from collections.abc import Callable, Iterator
from html.parser import HTMLParser
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from registry.app import create_app
from registry.config import Settings
from registry.store.base import db
from registry.store.duties import forget_editions
from tests.compiled import share_compiled
from tests.conftest import PASSWORD

RECLAIMED = {
    "matter": "特种设备安全监督检查",
    "place": "酒泉路街道",
    "department": "县市场监督管理局",
    "form": "TERRITORIAL",
}
"""What the county's market bureau may not ask: the matter was taken back."""


@pytest.fixture
def app(database_url: str, tmp_path: Path) -> Iterator[Flask]:
    """The registry as a server runs it: no context is open between two pages."""
    forget_editions()
    app = share_compiled(create_app(Settings(database_url=database_url, folder=str(tmp_path), sample_people="1")))
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
        """The hidden answers of the form that posts to this action."""
        form = re.search(rf'<form(?![^>]*method="get")[^>]*action="{re.escape(action)}".*?</form>', page, re.S)
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

    def submission(self, question: dict[str, str], kind: str = "delegation", **changes: object) -> dict[str, object]:
        """What the submit button under an answer would send."""
        page = self.get(f"/ask/{kind}", **question)
        assert 'formaction="/requests"' in page, "nothing can be submitted from this page"
        return {**filled_in(page), **changes}

    def sign_out(self) -> None:
        self.client.post("/sign-out", data=self.hidden(self.get("/"), "/sign-out"))


class _Fields(HTMLParser):
    """Reads what a browser would send of the form `ask`."""

    def __init__(self) -> None:
        super().__init__()
        self.inside, self.area, self.choice = False, "", ""
        self.found: dict[str, list[str]] = {}

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        name, value = given.get("name") or "", given.get("value") or ""
        self.inside = self.inside or (tag == "form" and given.get("id") == "ask")
        if not self.inside:
            return
        if tag == "input" and (given.get("type") != "checkbox" or "checked" in given):
            self.found.setdefault(name, []).append(value)
        if tag == "textarea":
            self.area = name
            self.found[name] = [""]
        if tag == "select":
            self.choice = name
            self.found.setdefault(name, []).append("")
        if tag == "option" and "selected" in given:
            self.found[self.choice][-1] = value

    def handle_endtag(self, tag: str) -> None:
        self.inside = self.inside and tag != "form"
        self.area = "" if tag == "textarea" else self.area

    def handle_data(self, data: str) -> None:
        if self.area:
            self.found[self.area][0] += data.removeprefix("\r\n").removeprefix("\n")


def filled_in(page: str) -> dict[str, list[str]]:
    """Every answer that stands in the ask form of a page, as a browser would send it."""
    reader = _Fields()
    reader.feed(page)
    return reader.found


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
