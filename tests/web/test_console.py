"""The console in a real Chromium: it offers names, runs an operation here and nowhere else, and tells what came."""

import json
import threading
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from flask import Flask
from werkzeug.serving import make_server

from registry.services.people import issue_token
from registry.store.access import RequestRecord
from registry.store.base import db
from tests.chromium import CHROMIUM, CONTROL, Chromium, chromium

pytestmark = [
    pytest.mark.skipif(CHROMIUM is None, reason="NOT RUN: no Chromium on this machine"),
    pytest.mark.parametrize("database_url", ["sqlite"], indirect=True),
]
ENTER, TAB, SPACE = ("Enter", 13), ("Tab", 9), (" ", 32)
TYPED = "document.getElementById('api-text').value"
TOLD = "document.getElementById('api-told').innerText"
FACTS = "document.getElementById('api-facts').innerText"
OFFERED = "[...document.querySelectorAll('#api-names button')].map(one => one.textContent)"


@pytest.fixture
def address(app: Flask) -> Iterator[str]:
    """Where the registry is served, on loopback."""
    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()


@pytest.fixture
def window(tmp_path: Path) -> Iterator[Chromium]:
    with chromium(tmp_path) as one:
        yield one


def opened(window: Chromium, address: str, query: str = "?lang=en") -> None:
    window.open(f"{address}/api/console{query}")
    window.wait_for("document.getElementById('console').dataset.ready")


def put(window: Chromium, field: str, text: str) -> None:
    """Type a text into a field, in place of what it holds."""
    window.see(f"document.getElementById('{field}').focus(), document.getElementById('{field}').select()")
    window.type(text)


def token_of(app: Flask, name: str) -> str:
    with app.app_context():
        token = issue_token(name, label="the tests", days=1, now=datetime.now(UTC))
        db.session.remove()
    return token


def answer(window: Chromium) -> dict[str, object]:
    window.wait_for("!document.getElementById('api-answer').hidden")
    return dict(json.loads(window.see("document.getElementById('api-answer').textContent")))


def stayed_here(window: Chromium, address: str) -> bool:
    """Whether nothing was asked of anybody else, and no rule of the page was broken."""
    assert window.requested and not [one for one in window.complaints if "Security Policy" in one]
    return all(one["url"].startswith((f"{address}/", "data:")) for one in window.requested)


def test_an_example_runs_at_a_stroke_of_the_keys_and_its_cost_and_id_are_told(address: str, window: Chromium) -> None:
    opened(window, address, "?lang=en&example=check")
    window.see("document.getElementById('api-text').focus()")
    window.press(*ENTER, held=CONTROL)
    told = answer(window)
    assert told["data"]["check"]["outcome"] == "REJECT"  # type: ignore[index]
    facts = window.see(FACTS)
    assert "of 10000 for one request" in facts and "RateLimit" in facts and '"anonymous"' in facts
    assert len(window.see("[...document.querySelectorAll('#api-facts dd')][2].textContent")) == 16
    assert stayed_here(window, address)


def test_names_that_fit_are_offered_taken_and_explained(address: str, window: Chromium) -> None:
    opened(window, address)
    put(window, "api-text", "{ chec")
    window.wait_for(f"{OFFERED}.join() === 'check,checks,slipCheck'")
    window.press(*TAB)
    assert window.see(TYPED) == "{ check"
    assert "Whether a demand is lawful" in window.see("document.getElementById('api-about').innerText")
    assert window.see("document.querySelector('#api-about a').href") == f"{address}/api/types/Query#check"
    window.type('(input: {place: "620102001000", delegation: {matter: "x", form: TERR')
    window.wait_for(f"{OFFERED}.join() === 'TERRITORIAL'")
    window.press(*TAB)
    window.type("}}) { ")
    window.press(*SPACE, held=CONTROL)
    window.wait_for(f"{OFFERED}.includes('outcome') && {OFFERED}.includes('grounds')")
    window.type("nonsense")
    assert window.see("document.getElementById('api-problems').innerText") == ""  # it is still being written
    window.type(" outcome } }")
    problems = "document.getElementById('api-problems').innerText"
    assert window.see(problems) == "Line 1: Verdict has no field nonsense."
    assert window.see("document.activeElement.id") == "api-text"


def test_without_a_token_and_with_a_wrong_one_it_says_what_to_do(address: str, window: Chromium) -> None:
    opened(window, address)
    put(window, "api-text", "{ unreadNotices }")
    window.see("document.getElementById('api-run').click()")
    window.wait_for(f"{TOLD} === 'This needs a token: please fill one in above and run it again.'")
    put(window, "api-token", "tr_of_nobody")
    window.see("document.getElementById('api-run').click()")
    window.wait_for(f"{TOLD}.startsWith('The token is not right, or has expired')")
    put(window, "api-text", "{ kinds { code } }")  # answered all the same, but not to whom one thinks
    window.see("document.getElementById('api-run').click()")
    assert "errors" not in answer(window)
    assert window.see(TOLD).startswith("The token is not right")
    put(window, "api-token", "令牌")
    window.see("document.getElementById('api-run').click()")
    window.wait_for(f"{TOLD}.startsWith('There are characters in the token')")


def test_a_token_goes_to_graphql_alone_and_stays_nowhere(app: Flask, address: str, window: Chromium) -> None:
    token = token_of(app, "li")
    opened(window, address)
    put(window, "api-token", token)
    put(window, "api-text", "{ unreadNotices }")
    window.press(*ENTER, held=CONTROL)
    assert answer(window)["data"] == {"unreadNotices": 0}
    assert '"token"' in window.see(FACTS)
    bearing = [one for one in window.requested if token in json.dumps(one)]
    assert [(one["url"], one["headers"]["Authorization"]) for one in bearing] == [
        (f"{address}/graphql", f"Bearer {token}")
    ]
    assert token not in json.dumps([one["url"] for one in window.requested])
    kept = "JSON.stringify([{...localStorage}, {...sessionStorage}, document.cookie, location.href])"
    assert token not in window.see(kept)
    window.open(f"{address}/api?lang=zh")
    window.see("history.back()")
    window.wait_for("document.getElementById('console')?.dataset.ready")
    assert window.see("document.getElementById('api-token').value") == ""
    assert stayed_here(window, address)


def test_what_changes_the_record_is_done_only_when_it_is_run_twice(app: Flask, address: str, window: Chromium) -> None:
    opened(window, address, "?lang=zh&example=submit")
    put(window, "api-token", token_of(app, "li"))
    window.press(*ENTER, held=CONTROL)
    window.wait_for(f"{TOLD}.includes('请再按一次运行')")
    assert not [one for one in window.requested if one["url"].endswith("/graphql")]
    for _ in range(2):  # and once more under the same key, which answers the same
        window.press(*ENTER, held=CONTROL)
        told = answer(window)["data"]["submitRequest"]  # type: ignore[index]
        assert told["errors"] == [] and told["request"]["cases"][0]["status"] == "AWAITING_VERIFICATION"
        window.press(*ENTER, held=CONTROL)
    with app.app_context():
        assert db.session.query(RequestRecord).count() == 1


def test_mistakes_are_told_and_nothing_breaks(address: str, window: Chromium) -> None:
    opened(window, address)
    put(window, "api-variables", "{not json")
    window.see("document.getElementById('api-run').click()")
    window.wait_for(f"{TOLD} === 'The variables are no well-formed JSON object.'")
    put(window, "api-variables", "{}")
    put(window, "api-text", "{ kinds { ")
    window.see("document.getElementById('api-run').click()")
    assert "errors" in answer(window) and "SYNTAX_ERROR" in window.see(TOLD)
    put(window, "api-text", '{ kinds { code } } # <b id="bold">x</b>')
    window.see("document.getElementById('api-run').click()")
    window.wait_for(f"{TOLD} === ''")
    assert window.see("document.getElementById('bold')") is None
    assert [one for one in window.complaints if "exception" in one.lower()] == []


@pytest.mark.parametrize("language", ["zh", "en"])
def test_it_fits_on_a_phone(address: str, window: Chromium, language: str) -> None:
    window.resize(390, 844)
    for page in ("/api", "/api?q=place", "/api/types/Query", "/api/types/CheckInput", "/api/console"):
        window.open(f"{address}{page}{'&' if '?' in page else '?'}lang={language}")
        assert window.see("document.documentElement.scrollWidth") == 390, page


def test_a_search_answers_while_one_types(address: str, window: Chromium) -> None:
    window.open(f"{address}/api?lang=en")
    window.see("document.getElementById('q').focus()")
    window.type("变更流")
    window.wait_for("document.querySelector('#found a')")
    assert window.see("document.querySelector('#found a').getAttribute('href')") == "/api/types/Query#changes"
    assert "q=%E5%8F%98" in window.see("location.href")
