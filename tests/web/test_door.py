"""What holds for every page: languages, headers, errors, sessions, and nothing from elsewhere."""

import logging
import re

import pytest

from registry.domain.kinds import KINDS
from registry.domain.law import ARTICLES
from tests.conftest import PASSWORD
from tests.web.conftest import RECLAIMED

PUBLIC = ("/", *(f"/ask/{kind}" for kind in KINDS), "/law", "/law/OFF_LIST", "/law/EMERGENCY_RESPONSE", "/sign-in")
MISSING = ("/nothing", "/law/NOTHING", "/ask/nothing")


def every_page(browser) -> list[str]:
    answers = [browser.get("/ask/delegation", **RECLAIMED), browser.get("/ask/delegation", matter="", place="城关镇")]
    return [*answers, *(browser.get(address) for address in (*PUBLIC, *MISSING, "/requests"))]


@pytest.mark.parametrize("address", PUBLIC)
@pytest.mark.parametrize("language", ["zh", "en"])
def test_a_page_opens_for_anybody_and_signed_in(anybody, chen, address, language):
    for browser in (anybody, chen):
        response = browser.client.get(address, query_string={"lang": language})
        assert response.status_code == 200
        assert f'<html lang="{"zh-CN" if language == "zh" else "en"}">' in response.get_data(as_text=True)


def test_the_language_chosen_is_kept_and_an_unknown_one_ignored(anybody):
    assert '<html lang="zh-CN">' in anybody.get("/law")
    assert '<html lang="en">' in anybody.get("/law", lang="en")
    assert '<html lang="en">' in anybody.get("/law")
    assert '<html lang="en">' in anybody.get("/law", lang="fr")
    assert '<html lang="zh-CN">' in anybody.get("/law", lang="zh")


def test_the_other_language_is_the_same_page(anybody):
    page = anybody.get("/ask/delegation", **RECLAIMED)
    english = re.search(r'href="(/ask/delegation\?[^"]*lang=en)"', page)
    assert english
    assert "Rejected" in anybody.get(english.group(1).replace("&amp;", "&"))


def test_english_pages_speak_english(anybody):
    for address in ("/", "/law", "/sign-in"):
        page = anybody.get(address, lang="en")
        labels = re.findall(r"<(?:label|legend|h1|h2|button|summary)[^>]*>([^<]+)", page)
        assert labels
        assert not [label for label in labels if re.search("[一-鿿]", label)]


def test_no_page_has_inline_scripts_or_styles_or_addresses_elsewhere(anybody, chen):
    for page in every_page(anybody) + every_page(chen):
        assert not re.search(r"<script(?![^>]*\bsrc=)", page)
        assert not re.search(r"<style|\sstyle=|\son[a-z]+=", page)
        assert not re.search(r'(?:src|href|action)="(?!/|#)', page), re.findall(
            r'(?:src|href|action)="(?!/|#)[^"]*', page
        )
        assert 'href="//' not in page


def test_the_style_sheets_and_scripts_are_served_here(anybody):
    for address in re.findall(r'(?:src|href)="(/(?:static|bootstrap)[^"]+)"', anybody.get("/")):
        response = anybody.client.get(address)
        assert response.status_code == 200
        assert not re.search(rb"(?:url\(|@import)\s*[\"']?(?:https?:)?//", response.data)


@pytest.mark.parametrize("address", ["/", "/law", "/health", "/nothing", "/graphql", "/static/registry/registry.css"])
def test_every_response_carries_the_headers_that_keep_a_browser_safe(anybody, address):
    headers = anybody.client.get(address).headers
    assert "default-src 'self'" in headers["Content-Security-Policy"]
    assert "frame-ancestors 'none'" in headers["Content-Security-Policy"]
    assert "unsafe-inline" not in headers["Content-Security-Policy"]
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "same-origin"


@pytest.mark.parametrize("address", MISSING)
def test_what_is_not_there_is_a_clear_page(anybody, address):
    response = anybody.client.get(address)
    assert response.status_code == 404
    assert 'role="alert"' in response.get_data(as_text=True)


def test_a_wrong_way_to_open_a_page_is_a_clear_page(anybody):
    response = anybody.client.get("/sign-out")
    assert response.status_code == 405
    assert "首页" in response.get_data(as_text=True)


def test_a_form_of_ten_megabytes_is_refused_in_a_sentence(chen):
    sent = {**chen.submission(RECLAIMED), "matter": "长" * 3_500_000}
    response = chen.client.post("/requests", data=sent)
    assert response.status_code == 413
    assert "太长" in response.get_data(as_text=True)


def test_what_nobody_foresaw_is_logged_under_a_number_and_not_shown(app, anybody, caplog, monkeypatch):
    def broken(*_: object, **__: object) -> None:
        raise RuntimeError("a secret of the machine")

    monkeypatch.setitem(app.view_functions, "law.articles", broken)
    with caplog.at_level(logging.ERROR):
        response = anybody.client.get("/law")
    page = response.get_data(as_text=True)
    number = re.search(r"[0-9a-f]{8}", page)
    assert response.status_code == 500
    assert number
    assert number.group() in caplog.text
    assert "secret" not in page


BROKEN = (
    ("POST", "/requests", {}),
    ("POST", "/requests", {"data": {"kind": "tax"}}),
    ("POST", "/requests", {"json": [1]}),
    ("POST", "/sign-in", {"data": b"\xff\xfe", "content_type": "application/x-www-form-urlencoded"}),
    ("GET", "/ask/delegation?matter=%00&place=620102001000", {}),
    ("GET", "/ask/delegation?matter=%ED%A0%80&place=620102001000&department=x", {}),
    ("GET", "/ask/delegation?matter=x&form=A&form=B&place=620102001000&department=x", {}),
    ("GET", "/ask/delegation?matter=x&place=620102001000&department=x" + "&cites=x" * 50, {}),
    ("GET", "/ask/plaque?wording=x&width_mm=-1&place=620102001001&department=x", {}),
    ("GET", "/ask/plaque?wording=x&place=620102001000&department=x", {}),
    ("GET", "/ask/delegation?known_at=2026-01-01T00:00:00%2B99:99&matter=x&place=620102001000&department=x", {}),
    ("GET", "/ask/%00", {}),
    ("GET", "/law/%FF", {}),
    ("PUT", "/", {}),
)


@pytest.mark.parametrize(("method", "address", "more"), BROKEN)
def test_whatever_is_sent_is_answered_with_a_sentence_and_never_breaks(anybody, method, address, more):
    response = anybody.client.open(address, method=method, **more)
    assert 400 <= response.status_code < 500
    assert 'role="alert"' in response.get_data(as_text=True)


def test_the_law_page_shows_every_article(anybody):
    page = anybody.get("/law")
    for code in ARTICLES:
        assert f'href="/law/{code}"' in page
        assert anybody.client.get(f"/law/{code}").status_code == 200
    assert "待核实" in page


def test_health_says_ok(anybody):
    assert anybody.client.get("/health").json["status"] == "ok"


def test_a_wrong_password_keeps_the_name_and_says_so(anybody):
    response = anybody.sign_in("chen", "wrong")
    page = response.get_data(as_text=True)
    assert response.status_code == 401
    assert 'value="chen"' in page
    assert "wrong&" not in page
    assert "用户名或者口令不对" in page


def test_signing_in_needs_the_forms_token(anybody):
    response = anybody.client.post("/sign-in", data={"sign_in_name": "chen", "password": PASSWORD})
    assert response.status_code == 400
    assert 'value="chen"' in response.get_data(as_text=True)
    assert "陈经办" not in anybody.get("/")


def test_signing_out_needs_the_forms_token_and_ends_the_session(chen):
    assert chen.client.post("/sign-out").status_code == 400
    assert "陈经办" in chen.get("/")
    chen.client.post("/sign-out", data=chen.hidden(chen.get("/"), "/sign-out"))
    assert "陈经办" not in chen.get("/")


@pytest.mark.parametrize(
    "elsewhere", ["https://evil.example/", "//evil.example", "/\\evil.example", "javascript:alert(1)"]
)
def test_signing_in_never_leads_elsewhere(anybody, elsewhere):
    form = anybody.hidden(anybody.get("/sign-in", next=elsewhere), "/sign-in")
    response = anybody.client.post("/sign-in", data={**form, "sign_in_name": "chen", "password": PASSWORD})
    assert response.location == "/"


def test_the_sample_people_are_named_without_their_password(anybody):
    page = anybody.get("/sign-in")
    assert "陈经办" in page
    assert PASSWORD not in page


def test_signed_in_pages_are_not_stored(anybody, chen):
    assert chen.client.get("/requests").headers["Cache-Control"] == "no-store"
    assert anybody.client.get("/law").headers["Cache-Control"] == "private, no-cache"
