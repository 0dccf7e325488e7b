"""Nothing typed is lost: long texts, sessions that end, another language, forms that cannot be taken."""

import html
import io
import re

import pytest

from tests.conftest import PASSWORD
from tests.web.conftest import RECLAIMED, filled_in
from tests.web.test_requests import kept

LONG = "长" * 3000


def carried(page: str, action: str) -> dict[str, list[str]]:
    """The hidden fields of the first form that goes to an address."""
    form = re.search(rf'<form method="post" action="{re.escape(action)}"[^>]*>.*?</form>', page, re.S)
    assert form, f"no form goes to {action}"
    found: dict[str, list[str]] = {}
    for name, value in re.findall(r'<input[^>]*name="([^"]*)"[^>]*value="([^"]*)"', form.group()):
        found.setdefault(name, []).append(html.unescape(value))
    return found


def test_asking_goes_by_post_and_a_short_question_to_its_own_address(anybody):
    response = anybody.client.post("/ask/delegation", data={**filled_in(anybody.get("/ask")), **RECLAIMED})
    assert response.status_code == 303
    assert "Set-Cookie" not in response.headers
    assert "conclusion-reject" in anybody.get(response.location)


def test_a_question_too_long_for_an_address_is_answered_at_once(anybody):
    papers = [f"甘办发〔2025〕{n}号{'甲' * 40}" for n in range(15)]
    response = anybody.client.post("/ask/delegation", data={**RECLAIMED, "cites": papers})
    page = html.unescape(response.get_data(as_text=True))
    assert response.status_code == 200
    assert "conclusion-reject" in page
    assert filled_in(page)["cites"][:15] == papers


def test_a_text_that_is_too_long_comes_back_whole_with_the_servers_sentence(anybody):
    page = anybody.client.post("/ask/delegation", data={**RECLAIMED, "matter": LONG}).get_data(as_text=True)
    assert "“要做的事”有3000字，请缩短到500字以内" in page
    assert filled_in(page)["matter"] == [LONG]


def test_no_field_cuts_what_is_pasted(anybody, chen):
    for address in ("/", "/ask", "/ask/plaque", "/ask/certificate_demand", "/ask/village_body", "/sign-in"):
        assert "maxlength" not in anybody.get(address)
        assert "maxlength" not in chen.get(address)


@pytest.mark.parametrize("address", ["/ask/delegation", "/requests", "/sign-in"])
def test_ten_megabytes_are_taken_in_whole_and_refused_in_a_sentence(anybody, address):
    body = io.BytesIO(b"matter=" + "长".encode() * 3_500_000)
    sent = {"CONTENT_LENGTH": str(len(body.getvalue())), "CONTENT_TYPE": "application/x-www-form-urlencoded"}
    response = anybody.client.post(address, input_stream=body, environ_overrides=sent)
    assert response.status_code == 413
    assert "太长" in response.get_data(as_text=True)
    assert body.read() == b""


@pytest.mark.parametrize("matter", ["特种设备安全监督检查", LONG])
def test_a_session_that_ended_asks_to_sign_in_and_goes_on_with_everything_typed(app, chen, matter):
    sent = {**chen.submission(RECLAIMED), "matter": matter, "places": "620102005000\r\n张掖路街道"}
    chen.sign_out()
    response = chen.client.post("/requests", data=sent)
    page = response.get_data(as_text=True)
    assert response.status_code == 401
    assert "填写的内容都还在" in page
    wrong = {**carried(page, "/sign-in"), "sign_in_name": "chen", "password": "wrong"}
    page = chen.client.post("/sign-in", data=wrong).get_data(as_text=True)
    right = {**carried(page, "/sign-in"), "sign_in_name": "chen", "password": PASSWORD}
    back = chen.client.post("/sign-in", data=right)
    page = chen.get(back.location) if back.location else back.get_data(as_text=True)
    assert filled_in(page)["matter"] == [matter]
    assert filled_in(page)["places"][0].split() == ["620102005000", "张掖路街道"]
    assert kept(app) == []
    if matter != LONG:
        assert chen.client.post("/requests", data=filled_in(page)).status_code == 302
        assert len(kept(app)) == 1


def test_a_long_answer_after_signing_in_can_be_submitted_from_the_same_page(app, chen):
    papers = [f"甘办发〔2025〕{n}号{'甲' * 40}" for n in range(15)]
    sent = {**chen.submission(RECLAIMED), "cites": papers, "cites_level": [""] * 15}
    chen.sign_out()
    waiting = carried(chen.client.post("/requests", data=sent).get_data(as_text=True), "/sign-in")
    page = chen.client.post("/sign-in", data={**waiting, "sign_in_name": "chen", "password": PASSWORD})
    assert page.status_code == 200
    assert kept(app) == []
    assert chen.client.post("/requests", data=filled_in(page.get_data(as_text=True))).status_code == 302
    assert len(kept(app)[0].cites) == 15


def test_a_long_answer_offers_the_way_to_sign_in_with_everything_typed(anybody):
    papers = [f"甘办发〔2025〕{n}号{'甲' * 40}" for n in range(15)]
    page = anybody.client.post("/ask/delegation", data={**RECLAIMED, "cites": papers}).get_data(as_text=True)
    assert re.search(r'<button[^>]*formaction="/requests">登录后提交申请', page)
    response = anybody.client.post("/requests", data=filled_in(page))
    assert response.status_code == 401
    assert carried(response.get_data(as_text=True), "/sign-in")["typed.cites"] == papers


def test_another_language_keeps_what_a_posted_page_holds(anybody, chen):
    page = anybody.client.post("/ask/delegation", data={**RECLAIMED, "matter": LONG}).get_data(as_text=True)
    assert 'href="/?lang=' not in page
    page = anybody.client.post("/ask/delegation?lang=en", data=carried(page, "/ask/delegation?lang=en")).get_data(
        as_text=True
    )
    assert '<html lang="en">' in page
    assert "has 3000 characters" in page
    assert filled_in(page)["matter"] == [LONG]
    page = chen.client.post("/requests", data=chen.submission(RECLAIMED, places="火星镇")).get_data(as_text=True)
    kept_on = carried(page, "/ask/delegation?lang=en")
    assert (kept_on["places"], kept_on["matter"]) == (["火星镇"], [RECLAIMED["matter"]])


def test_another_language_on_the_sign_in_page_keeps_what_waits_there(anybody):
    page = anybody.client.post("/requests", data={**RECLAIMED, "kind": "delegation"}).get_data(as_text=True)
    page = anybody.client.post("/sign-in?lang=en", data=carried(page, "/sign-in?lang=en")).get_data(as_text=True)
    assert "What you typed is still here" in page
    assert carried(page, "/sign-in")["typed.matter"] == [RECLAIMED["matter"]]


def test_every_missing_answer_is_told_at_once(anybody):
    response = anybody.client.post("/ask/delegation", data={"place": " "})
    page = response.get_data(as_text=True)
    assert response.status_code == 400
    for name in ("matter", "place", "department"):
        assert f'id="{name}-wrong"' in page
        assert f'href="#{name}"' in page
    assert page.count('class="required"') == 3


def test_what_is_to_be_mended_is_on_top_and_focused(anybody):
    page = anybody.get("/ask/delegation", matter="", place="x")
    assert re.search(r'id="wrong" role="alert" tabindex="-1" autofocus', page)
    assert page.index('id="wrong"') < page.index("<h1")
    for anchor in re.findall(r'href="#([a-z_]+)"', page):
        assert f'id="{anchor}"' in page


def test_an_ambiguous_place_says_how_many_more_there_are(anybody):
    page = anybody.get("/ask/delegation", **{**RECLAIMED, "place": "62010"})
    assert re.search(r"至少还有\d+处没有列出", page)


@pytest.mark.parametrize("address", ["/static/registry/nothing.css", "/static/registry/", "/bootstrap/static/nothing"])
def test_an_unknown_file_is_our_own_page(anybody, address):
    response = anybody.client.get(address)
    assert response.status_code == 404
    assert "没有这个页面" in response.get_data(as_text=True)


@pytest.mark.parametrize("address", ["/ask/{}", "/law/{}"])
def test_a_page_that_is_not_there_echoes_nothing_invisible(anybody, address):
    page = anybody.get(address.format("a\u202egnp.exe\u0007\u200b\u2066b"))
    assert "agnp.exeb" in page
    assert not re.search("[\u202a-\u202e\u2066-\u2069\u200b\u0007]", page)


@pytest.mark.parametrize("address", ["/requests", "/sign-in", "/sign-out"])
def test_what_is_no_form_is_not_told_that_it_stood_open(anybody, address):
    response = anybody.client.post(address, json={"kind": "delegation"})
    assert response.status_code == 400
    assert "没有读懂" in response.get_data(as_text=True)
    assert "停留太久" not in response.get_data(as_text=True)
