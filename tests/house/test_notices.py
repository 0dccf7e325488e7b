"""Old codes still resolve and say so: at every route, GraphQL field and command that takes a place.

On 1 April 2026 酒泉路街道 was moved to another district with all its villages; 城关区 and 甘肃省 were renamed. A new
route, field or command that takes a place and does not tell fails here, and so does one that does not say if it does.
"""

import ast
import html
import io
import re
import zipfile
from pathlib import Path
from urllib.parse import unquote

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.routing import Rule
from werkzeug.test import TestResponse

from registry.domain.duties import Duty
from registry.files.as_read import as_duties
from registry.files.door import NOTICES
from registry.files.lists import ReadLists
from registry.files.reading import read_lists
from registry.files.writing import TYPES
from registry.web.place_notices import FIELDS
from tests.web.conftest import Browser

WEB = Path(__file__).parents[2] / "registry" / "web"
TOWNSHIP, VILLAGE, COUNTY, PROVINCE = "620102001000", "620102001001", "城关区", "甘肃省"
MOVED, MOVED_VILLAGE, OTHER_COUNTY = "620103091000", "620103091001", "620103000000"
OLD = (TOWNSHIP, VILLAGE, COUNTY, PROVINCE)
DAY_BEFORE = "2026-03-31"
TOLD = re.compile("是旧的?(代码或)?名称：")


# Pages
# ----------------------------------------------------------------------------------------------------------------------

NO_PLACE = {
    "links.one": {"key"},
    "links.set_password": {"key"},
    "people.act": {"name", "act"},
    "people.one": {"name"},
    "admissions.granted": {"number"},
    "admissions.one": {"number"},
    "approvals.confirm": {"code"},
    "approvals.document": {"code"},
    "approvals.one": {"code"},
    "approvals.reconsider": {"number"},
    "approvals.revoke": {"code"},
    "attachments.add": {"number"},
    "attachments.one": {"number"},
    "attachments.remove": {"number"},
    "cases.act": {"number", "step"},
    "cases.one": {"number"},
    "emergencies.close_response": {"code"},
    "left_wrong.carry": {"edition"},
    "left_wrong.one": {"edition"},
    "emergencies.correct_end": {"code"},
    "emergencies.one": {"code"},
    "explorer.one_type": {"name"},
    "explorer.told": {"language"},
    "graphql_attachment": {"number"},
    "graphql_document": {"code"},
    "graphql_letter": {"number"},
    "request_drafts.discard": {"number"},
    "request_drafts.one": {"number"},
    "signing_keys.pem": {"key"},
    "slip_checks.one": {"number"},
    "slip_checks.read": {"code", "number"},
    "slip_checks.signed": {"code", "form", "number"},
    "slips.document": {"number"},
    "overviews.download": {"form"},
    "slips.letter": {"number"},
    "adjustments.act": {"number", "step"},
    "adjustments.edit": {"number"},
    "adjustments.mend": {"number"},
    "adjustments.one": {"number"},
    "ask.ask": {"code"},
    "ask.judge": {"code"},
    "ask.static": {"filename"},
    "bootstrap.static": {"filename"},
    "catalogue_recording.dry_run": {"sort"},
    "catalogue_recording.form": {"sort"},
    "catalogue_recording.in_force": {"sort"},
    "catalogue_recording.keep": {"sort"},
    "catalogues.versions": {"sort"},
    "chiefs.end": {"code"},
    "delegated.act": {"number", "verb"},
    "delegated.one": {"number"},
    "draft_rows.merge": {"code"},
    "draft_rows.merging": {"code"},
    "draft_rows.put": {"code", "duty"},
    "draft_rows.row": {"code", "duty"},
    "draft_rows.shift": {"code", "duty", "step"},
    "draft_rows.split": {"code", "duty"},
    "draft_rows.splitting": {"code", "duty"},
    "drafts.act": {"code", "verb"},
    "drafts.one": {"code"},
    "law.article": {"code"},
    "list_import.keep": {"number"},
    "list_import.remarks": {"number"},
    "lists.edition": {"code"},
    "lists_out.download": {"code", "form"},  # a file: its letterhead tells, see below
    "reports.answer": {"number", "step"},
    "reports.one": {"number"},
    "requests.one": {"number"},
    "webhooks.act": {"act", "number"},
    "webhooks.one": {"number"},
}
"""Parts of addresses that are no place. Whatever is not here must be declared as one: `<place:…>`."""
PARTS = {"sort": "plaques", "code": "CD-2025-0001"}
BY = {"certificates.retain": "sun", "delegated.record_form": "wang"}
"""Who may see a page that zheng may not."""
ANSWERS = {"lists.overlay": 404}
"""A page of its own says that these counties have no master."""
SAYS_ITSELF = {"places.place"}
"""The page of a former place shows that place, and what took its place, in its own words."""
FILES = {"catalogue_recording.in_force", "overviews.download"}
"""Rows of a province's catalogue, to be read in again, and overviews: the page that offers the file names the place."""


def place_rules(app: Flask, method: str) -> list[Rule]:
    return [r for r in app.url_map.iter_rules() if "<place:" in r.rule and method in (r.methods or ())]


def parts_of(rule: Rule) -> dict[str, str]:
    """Each part of an address with its sort."""
    found = re.findall(r"<(?:([a-z]+)(?:\([^>]*\))?:)?([a-z_]+)>", rule.rule)
    return {name: sort for sort, name in found}


def signed_in(app: Flask, name: str) -> FlaskClient:
    browser = Browser(app.test_client())
    assert browser.sign_in(name).status_code == 302
    return browser.client


def address(rule: Rule, place: str) -> str:
    filled = re.sub(r"<place:[a-z]+>", place, rule.rule)
    return re.sub(r"<(?:[a-z]+:)?([a-z]+)>", lambda part: PARTS[part.group(1)], filled)


def shown(response: TestResponse) -> str:
    return html.unescape(response.get_data(as_text=True))


def test_every_part_of_an_address_is_a_place_or_said_to_be_none(app: Flask) -> None:
    undeclared = {
        rule.endpoint: names - NO_PLACE.get(rule.endpoint, set())
        for rule in app.url_map.iter_rules()
        if (names := {name for name, sort in parts_of(rule).items() if sort != "place"})
    }
    assert {endpoint: names for endpoint, names in undeclared.items() if names} == {}
    assert set(NO_PLACE) <= set(undeclared), "addresses that are no more"


def test_every_page_of_a_place_says_that_the_code_is_old_from_the_day_of_the_change_on(changed: Flask) -> None:
    people = {name: signed_in(changed, name) for name in {"zheng", *BY.values()}}
    pages = [rule for rule in place_rules(changed, "GET") if rule.endpoint not in FILES]
    for rule in pages:
        client = people[BY.get(rule.endpoint, "zheng")]
        after = {old: client.get(address(rule, old), follow_redirects=True) for old in OLD}
        answered = {
            old: shown(page) for old, page in after.items() if page.status_code == ANSWERS.get(rule.endpoint, 200)
        }
        assert answered, (rule.rule, {old: page.status_code for old, page in after.items()})
        for old, page in answered.items():
            if rule.endpoint in SAYS_ITSELF and old in (TOWNSHIP, VILLAGE):
                assert "没有在用" in page and MOVED[:9] in page, (rule.rule, old)
            else:
                assert len(TOLD.findall(page)) == 1, (rule.rule, old)
                assert page.index("2026年4月1日") > 0
        before = client.get(address(rule, TOWNSHIP), query_string={"on": DAY_BEFORE}, follow_redirects=True)
        assert not TOLD.search(shown(before)), rule.rule


def test_every_page_without_a_place_in_its_address_says_so_of_a_place_in_a_field(changed: Flask) -> None:
    client, asked = signed_in(changed, "zheng"), {"q": "安全", "unit": "县市场监督管理局"}
    pages = [r for r in changed.url_map.iter_rules() if "GET" in (r.methods or ()) and "<" not in r.rule]
    told = set()
    for rule in pages:
        page = client.get(rule.rule, query_string={**asked, "place": TOWNSHIP}, follow_redirects=True)
        if rule.endpoint == "ask.whole" or page.status_code != 200 or page.mimetype != "text/html":
            continue
        assert len(TOLD.findall(shown(page))) == 1, rule.rule
        told.add(rule.endpoint)
        before = client.get(rule.rule, query_string={**asked, "place": TOWNSHIP, "on": DAY_BEFORE})
        assert not TOLD.search(shown(before)) or before.status_code in (301, 302), rule.rule
    assert told >= {"lists.front", "lists.mirror", "lists.compare", "search.search"}


def test_every_place_of_a_question_is_told_once_however_it_is_asked(changed: Flask) -> None:
    client = changed.test_client()
    asked = {"matter": "特种设备安全监督检查", "demander": "COMPANY", "demander_name": "某公司", "form": "TERRITORIAL"}
    page = shown(client.get("/ask/delegation", query_string={**asked, "place": TOWNSHIP}))
    assert len(TOLD.findall(page)) == 1 and "沿用" in page
    long = {
        **asked,
        "place": TOWNSHIP,
        "places": VILLAGE,
        "cites": [f"甘办发〔2025〕{n}号{'甲' * 40}" for n in range(15)],
    }
    page = shown(client.post("/ask/delegation", data=long))
    assert len(TOLD.findall(page)) == 2
    assert not TOLD.search(shown(client.post("/ask/delegation", data={**long, "on": DAY_BEFORE})))


def test_what_is_recorded_for_an_old_code_says_so_on_the_next_page(changed: Flask) -> None:
    client = signed_in(changed, "zheng")
    there = f"/places/{TOWNSHIP}/change"
    form = Browser(client).hidden(shown(client.get(there)), there)
    typed = {"kind": "RENAMED", "before": MOVED, "names": "新泉路街道", "effective_on": "2026-05-01", "step": "keep"}
    kept = client.post(there, data={**form, **typed})
    assert kept.status_code == 302
    assert TOLD.search(shown(client.get("/"))), "told after the redirect"
    assert not TOLD.search(shown(client.get("/"))), "and told once"


NO_PLACE_FIELDS = {
    *("example", "field", "url", "feed_position", "kinds"),
    *("q", "part", "lang", "next", "status", "event", "after", "kind", "tier", "from_case", "number", "reason", "file"),
    *("before", "choose", "unit", "earlier", "later", "matter", "row", "matters", "wins", "seen", "document_number"),
    *("effective_on", "publish_reason", "as_history", "names", "nothing", "upload", "version", "step", "keep_numbers"),
    *("on", "known_at", "once", "seal", "do", "cites", "cites_level", "category", "taken_over_by", "way_of_working"),
    *("act", "into", "other_names", "unit_kind", "unit_name"),
    *("corrects", "limit_step", "working_days", "in_force_from", "opinion", "opinion_text", "units", "code", "number"),
    *("limits", "going_on", "department", "demander", "demander_name", "edit", "csrf_token", "list_from", "parents"),
    *("basis", "village_class", "share_department", "share_duties", "township_share"),
    *("amends", "candidate", "case", "draft", "reply", "response_matters", "revision", "revoked_on", "show", "sure"),
    *("holder", "mail", "notice", "asked_as", "report_answer", "to"),
    *("adjustment_title", "adjustment_event", "adjustment_scope", "articles"),
    *("sign_in_name", "sign_in_code", "password", "new_password", "again"),
}
"""Names of fields that pages read and that name no place to be answered for; a new one is added here or to FIELDS."""


def names_read(tree: ast.Module) -> set[str]:
    """What is read by name from an address, a form or what was typed."""
    found = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in ("get", "getlist"):
            source, key = ast.unparse(node.func.value), node.args[0] if node.args else None
            is_sent = source in ("request.args", "request.form", "request.values", "typed", "form")
            if is_sent and isinstance(key, ast.Constant) and isinstance(key.value, str):
                found.add(key.value)
    return found


def test_every_field_that_names_a_place_is_known_to_the_notices() -> None:
    read = {name for path in WEB.glob("*.py") for name in names_read(ast.parse(path.read_text(encoding="utf-8")))}
    assert read - NO_PLACE_FIELDS - set(FIELDS) == set()


# Files
# ----------------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("form", TYPES)
def test_a_file_says_so_in_its_letterhead_and_reads_back_the_same(changed: Flask, form: str) -> None:
    client = changed.test_client()
    old, new = client.get(f"/lists/{TOWNSHIP}.{form}"), client.get(f"/lists/{MOVED}.{form}")
    assert (old.status_code, new.status_code) == (200, 200)
    assert TOLD.search(unquote(old.headers[NOTICES])) and NOTICES not in new.headers
    assert old.headers["ETag"] != new.headers["ETag"]
    if form != "csv":
        assert TOLD.search(text_of(old.data, form)) and not TOLD.search(text_of(new.data, form))
    read, again = (read_lists(answer.data, f"x.{form}") for answer in (old, new))
    assert (read.problems, read.warnings) == ((), again.warnings)
    assert (read.county, read.township, read.document_number, read.date) == ("七里河区", "酒泉路街道", *rest_of(again))
    assert rows_of(read) == rows_of(again) and len(rows_of(read)) > 100
    before = client.get(f"/lists/{TOWNSHIP}.{form}", query_string={"on": DAY_BEFORE})
    assert before.status_code == 200 and NOTICES not in before.headers
    assert form == "csv" or not TOLD.search(text_of(before.data, form))


def rest_of(read: ReadLists) -> tuple[str, str]:
    return read.document_number, read.date


def rows_of(read: ReadLists) -> list[Duty]:
    return list(as_duties(read, unit_of=lambda _name: "", code_of=lambda _tier, _matter, code: code))


def text_of(content: bytes, form: str) -> str:
    """Every text of a file."""
    if form in ("csv", "json"):
        return content.decode("utf-8-sig")
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        return html.unescape(
            "".join(package.read(name).decode("utf-8") for name in package.namelist() if name.endswith(".xml"))
        )
