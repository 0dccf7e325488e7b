"""What tests of the list pages do over and over: a draft made ready, forms read off a page and sent."""

import html
import re

from werkzeug.test import TestResponse

from tests.web.conftest import Browser

PLACE, NEIGHBOUR, COUNTY = "620102001000", "620102002000", "620102000000"
SEED = "ED-620102001-2026"


def draft_of(response: TestResponse) -> str:
    """The code of the draft that an answer leads to."""
    found = re.search(r"/lists/drafts/(L\d{4}-\d+)", response.headers.get("Location", ""))
    assert found, response.get_data(as_text=True)[:3000]
    return found.group(1)


def begin(browser: Browser, place: str = PLACE, corrects: str = "") -> str:
    """Begin a draft with the button on the list's page."""
    page = browser.get(f"/lists/{place}")
    token = re.search(r'action="/lists/drafts".*?name="csrf_token" value="([^"]+)"', page, re.S)
    assert token, "no draft can be begun from this page"
    sent = {"csrf_token": token.group(1), "place": place, "corrects": corrects}
    return draft_of(browser.client.post("/lists/drafts", data=sent))


def act(browser: Browser, draft: str, verb: str, **typed: object) -> TestResponse:
    """Press one of the buttons under a draft."""
    address = f"/lists/drafts/{draft}/{verb}"
    hidden = browser.hidden(browser.get(f"/lists/drafts/{draft}"), address)
    return browser.client.post(address, data={**hidden, **typed})


def row_form(browser: Browser, draft: str, duty: str) -> dict[str, list[str]]:
    """What a browser would send of the form of one row, as it was opened."""
    return fields(browser.get(f"/lists/drafts/{draft}/rows/{duty}"), f"/lists/drafts/{draft}/rows/{duty}")


def fields(page: str, action: str) -> dict[str, list[str]]:
    """Everything that stands in the form with this action."""
    form = re.search(rf'<form method="post" action="{re.escape(action)}".*?</form>', page, re.S)
    assert form, f"no form goes to {action}"
    found: dict[str, list[str]] = {}
    pattern = r'<input[^>]*?name="([^"]+)"[^>]*?value="([^"]*)"|<textarea[^>]*name="([^"]+)"[^>]*>(.*?)</textarea>|'
    pattern += r'<select[^>]*name="([^"]+)"[^>]*>(.*?)</select>'
    for name, value, area, text, select, options in re.findall(pattern, form.group(), re.S):
        chosen = "".join(re.findall(r'value="([^"]*)" selected', options)) if select else value or text
        found.setdefault(name or area or select, []).append(html.unescape(chosen))
    return found
