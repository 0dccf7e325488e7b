"""The lists over GraphQL: the same as on the page and at the command line, of bounded size, drafts by token only."""

import html
import json
import re
from collections.abc import Callable
from typing import Any

import pytest
from click.testing import CliRunner
from flask import Flask
from flask.testing import FlaskClient

from registry.cli import main
from registry.services import drafting
from registry.services.people import actor_called
from registry.store.base import db
from tests.api.acts import TokenOf
from tests.api.conftest import Ask
from tests.conftest import NOW

PLACE, OLD, NEW = "620102001000", "ED-620102001-2025", "ED-620102001-2026"
DUTY = "code tier number category matter shares { unit department duties } townshipShare takenOverBy wayOfWorking"
LIST = f"""query ($place: String!, $on: Date, $knownAt: DateTime, $after: String) {{
  list(place: $place, on: $on, knownAt: $knownAt) {{
    place {{ code fullName }} on sample
    edition {{ code documentNumber effectiveOn }} editions {{ nodes {{ code corrected }} }}
    duties(first: 100, after: $after) {{ nodes {{ {DUTY} }} pageInfo {{ hasNextPage endCursor }} }} }} }}"""
COMPARE = f"""query ($before: String!, $after: String!) {{ compareLists(before: $before, after: $after) {{
  before {{ code }} after {{ code }} count
  differences(first: 100) {{ nodes {{ kinds before {{ {DUTY} }} after {{ {DUTY} }}
    fields {{ field before after }} }} }} }} }}"""


def answered(response: Any) -> dict[str, Any]:
    told = response.get_json()
    assert "errors" not in told, told
    return told["data"]


def whole_list(ask: Ask, given: dict[str, Any]) -> dict[str, Any]:
    """A list with all of its duties, page by page."""
    found, more, after = list[Any](), True, None
    while more:
        page = answered(ask(LIST, given | {"after": after}))["list"]
        found += page["duties"]["nodes"]
        more, after = page["duties"]["pageInfo"]["hasNextPage"], page["duties"]["pageInfo"]["endCursor"]
    return page | {"duties": found}


def at_the_terminal(app: Flask, monkeypatch: pytest.MonkeyPatch, *words: str) -> dict[str, Any]:
    monkeypatch.setenv("REGISTRY_DATABASE_URL", app.config["SETTINGS"].database_url)
    monkeypatch.setenv("REGISTRY_FOLDER", app.config["SETTINGS"].folder)
    told = CliRunner().invoke(main, ["lists", *words, "--json"])
    assert told.exit_code == 0, told.output
    return json.loads(told.stdout)


@pytest.mark.parametrize("on", ["2026-11-23", "2025-06-01", "2020-01-01"])
def test_a_list_is_the_same_over_graphql_on_the_page_and_at_the_command_line(
    app: Flask, client: FlaskClient, ask: Ask, monkeypatch: pytest.MonkeyPatch, on: str
) -> None:
    asked = whole_list(ask, {"place": PLACE, "on": on})
    terminal = at_the_terminal(app, monkeypatch, "show", "--place", PLACE, "--on", on)
    assert terminal["duties"] == asked["duties"]
    assert [one["code"] for one in terminal["editions"]] == [one["code"] for one in asked["editions"]["nodes"]]
    page = html.unescape(client.get(f"/lists/{PLACE}?on={on}").get_data(as_text=True))
    assert re.findall(r'<tr id="([^"]+)">', page) == [duty["code"] for duty in asked["duties"]]
    assert all(duty["matter"] in page for duty in asked["duties"])
    if asked["edition"] is None:
        assert on == "2020-01-01" and terminal["edition"] is None and asked["duties"] == []
    else:
        assert terminal["edition"]["code"] == asked["edition"]["code"]
        assert asked["edition"]["documentNumber"] in page and asked["sample"] is True


def test_a_list_can_be_asked_for_as_it_was_known_then(ask: Ask) -> None:
    given = {"place": "620102005000", "on": "2026-01-15"}
    before = answered(ask(LIST, given | {"knownAt": "2026-02-01"}))["list"]["edition"]["code"]
    after = answered(ask(LIST, given | {"knownAt": "2026-03-01"}))["list"]["edition"]["code"]
    assert (before, after) == ("ED-620102005-2026", "ED-620102005-2026-2")


def test_two_editions_compared_are_the_same_at_each_door(
    app: Flask, client: FlaskClient, ask: Ask, token_of: TokenOf, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = answered(ask(COMPARE, {"before": OLD, "after": NEW}, token=token_of("sun")))["compareLists"]
    terminal = at_the_terminal(app, monkeypatch, "compare", OLD, NEW)
    assert terminal["differences"] == asked["differences"]["nodes"] and terminal["count"] == asked["count"] > 0
    page = client.get(f"/lists/compare?before={OLD}&after={NEW}").get_data(as_text=True)
    assert page.count('class="difference"') == asked["count"]


def test_duties_are_filtered_and_of_bounded_size(ask: Ask) -> None:
    query = """{ edition(code: "%s") { duties(%s) { nodes { tier matter } } } }"""
    some = answered(ask(query % (NEW, 'tier: SUPPORTING, search: "溺水"')))["edition"]["duties"]["nodes"]
    assert some == [{"tier": "SUPPORTING", "matter": "预防未成年人溺水"}]
    assert len(answered(ask(query % (NEW, "first: 3")))["edition"]["duties"]["nodes"]) == 3
    for wrong in ("first: 101", "first: 0", "last: 101"):
        (error,) = ask(query % (NEW, wrong)).get_json()["errors"]
        assert error["extensions"]["code"] == "LIMIT_EXCEEDED"


def test_a_mirror_is_the_same_over_graphql_and_at_the_command_line(
    app: Flask, ask: Ask, monkeypatch: pytest.MonkeyPatch
) -> None:
    query = """{ mirror(unit: "县民政局", place: "城关区") { unit name sample townships { code } rows(first: 100) {
      nodes { tier code matter department duties wayOfWorking generic townships { code name level } } } } }"""
    asked = answered(ask(query))["mirror"]
    terminal = at_the_terminal(app, monkeypatch, "mirror", "县民政局", "--place", "城关区")
    assert asked["rows"]["nodes"] == terminal["rows"] != [] and asked["sample"] is True
    assert len(asked["townships"]) == 25


@pytest.mark.parametrize(
    ("query", "code"),
    [
        ('{ list(place: "没有这里") { on } }', "UNKNOWN_PLACE"),
        ('{ list(place: "620102001000", on: "明天") { on } }', "MALFORMED_DATE"),
        ('{ list(place: "620102001001") { on } }', "WRONG_LEVEL"),
        ('{ edition(code: "X") { code } }', "NOT_FOUND"),
        ('{ overlay(place: "620102001000") { count } }', "NOT_FOUND"),
        ('{ mirror(unit: "火星局", place: "城关区") { unit } }', "UNKNOWN_DEPARTMENT"),
        ("{ drafts { nodes { code } } }", "NOT_SIGNED_IN"),
        ('{ draft(code: "L2026-000001") { code } }', "NOT_SIGNED_IN"),
    ],
)
def test_what_is_refused_is_told_with_its_code(ask: Ask, query: str, code: str) -> None:
    (error,) = ask(query).get_json()["errors"]
    assert error["extensions"]["code"] == code and error["message"]


def test_drafts_are_read_by_token_within_ones_division(ask: Ask, token_of: Callable[[str], str]) -> None:
    wang = actor_called("wang")
    assert wang is not None
    code = drafting.draft_from_latest(PLACE, actor=wang, now=NOW).code
    db.session.remove()
    one = "query ($code: String!) { draft(code: $code) { code status rows place { code } comparison { count } } }"
    seen = answered(ask(one, {"code": code}, token=token_of("zhou")))["draft"]
    assert (seen["code"], seen["status"], seen["place"]["code"]) == (code, "DRAFT", PLACE)
    assert seen["comparison"] == {"count": 0} and seen["rows"] > 100
    assert [
        d["code"] for d in answered(ask("{ drafts { nodes { code } } }", token=token_of("wang")))["drafts"]["nodes"]
    ] == [code]
    for stranger in ("ma", "li"):
        assert answered(ask("{ drafts { nodes { code } } }", token=token_of(stranger)))["drafts"]["nodes"] == []
        (error,) = ask(one, {"code": code}, token=token_of(stranger)).get_json()["errors"]
        assert error["extensions"]["code"] == "NOT_FOUND"
