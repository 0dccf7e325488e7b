"""Submitting from the page, once; and who may read what was submitted."""

import html
import re

from registry.store.access import RequestRecord
from registry.store.base import db
from tests.conftest import PASSWORD
from tests.web.conftest import RECLAIMED


def kept(app) -> list[RequestRecord]:
    with app.app_context():
        return list(db.session.query(RequestRecord).all())


def test_nobody_signed_in_sees_no_submit_form_but_the_way_to_it(anybody):
    page = anybody.get("/ask/delegation", **RECLAIMED)
    assert 'action="/requests"' not in page
    assert 'href="/sign-in?next=' in page


def test_a_clerk_submits_and_reads_the_request(app, chen):
    response = chen.client.post("/requests", data=chen.submission(RECLAIMED))
    assert response.status_code == 302
    number = kept(app)[0].number
    assert response.location == f"/requests/{number}"
    page = chen.get(response.location)
    for expected in (number, "特种设备安全监督检查", "县市场监督管理局", "城关区酒泉路街道", "不予准入", "属地管理"):
        assert expected in page
    assert number in chen.get("/requests")


def test_many_places_are_one_request_with_a_case_each(app, chen):
    sent = chen.submission(RECLAIMED, places="620102001000 酒泉路街道\n\n城关区张掖路街道\r\n")
    page = chen.get(chen.client.post("/requests", data=sent).location)
    assert len(re.findall(r'<details class="case"', page)) == 2
    assert len(kept(app)) == 1


def test_a_township_desk_submits_for_its_village(app, wang):
    question = {"matter": "安全检查", "place": "620102001001", "department": "620102001000"}
    assert wang.client.post("/requests", data=wang.submission(question)).status_code == 302
    assert kept(app)[0].unit == "620102001000"


def test_the_same_form_sent_twice_is_one_request(app, chen):
    sent = chen.submission(RECLAIMED)
    first, second = (chen.client.post("/requests", data=sent) for _ in range(2))
    assert first.location == second.location
    assert len(kept(app)) == 1


def test_a_wrong_place_comes_back_filled_in_and_nothing_is_kept(app, chen):
    sent = chen.submission(RECLAIMED, places="620102001000\n火星镇")
    response = chen.client.post("/requests", data=sent)
    page = html.unescape(response.get_data(as_text=True))
    assert response.status_code == 400
    assert "火星镇</textarea>" in page
    assert re.search(r'id="places-wrong"[^>]*>[^<]*火星镇', page)
    assert 'value="特种设备安全监督检查"' in page
    assert kept(app) == []


def test_a_place_named_twice_is_refused(app, chen):
    response = chen.client.post("/requests", data=chen.submission(RECLAIMED, places="620102001000\n酒泉路街道"))
    assert response.status_code == 400
    assert kept(app) == []


def test_a_wrong_answer_comes_back_beside_its_field(app, chen):
    response = chen.client.post("/requests", data=chen.submission(RECLAIMED, matter=""))
    assert response.status_code == 400
    assert 'id="matter-wrong"' in response.get_data(as_text=True)
    assert kept(app) == []


def test_without_the_forms_token_nothing_is_kept_and_nothing_typed_is_lost(app, chen):
    sent = {**chen.submission(RECLAIMED), "csrf_token": "forged"}
    response = chen.client.post("/requests", data=sent)
    page = response.get_data(as_text=True)
    assert response.status_code == 400
    assert "页面停留太久" in page
    assert 'value="特种设备安全监督检查"' in page
    assert kept(app) == []


def test_a_session_that_ended_comes_back_filled_in_after_signing_in(app, chen):
    sent = chen.submission(RECLAIMED)
    chen.client.post("/sign-out", data=chen.hidden(chen.get("/"), "/sign-out"))
    response = chen.client.post("/requests", data=sent)
    assert response.status_code == 302
    assert response.location.startswith("/sign-in?next=")
    form = chen.hidden(chen.get(response.location), "/sign-in")
    back = chen.client.post("/sign-in", data={**form, "sign_in_name": "chen", "password": "wrong"})
    assert back.status_code == 401
    back = chen.client.post("/sign-in", data={**form, "sign_in_name": "chen", "password": PASSWORD})
    page = chen.get(back.location)
    assert "不予准入" in page
    assert 'action="/requests"' in page
    assert kept(app) == []


def test_those_who_may_not_submit_see_no_form_and_are_refused(app, open_browser):
    justice = open_browser("zhou")
    page = justice.get("/ask/delegation", **RECLAIMED)
    assert 'action="/requests"' not in page
    token = justice.hidden(page, "/sign-out")["csrf_token"]
    sent = {**RECLAIMED, "kind": "delegation", "places": "620102001000", "csrf_token": token}
    assert justice.client.post("/requests", data=sent).status_code == 403
    assert kept(app) == []


def test_requests_of_other_units_are_not_found(open_browser, chen):
    address = chen.client.post("/requests", data=chen.submission(RECLAIMED)).location
    assert open_browser("wang").client.get(address).status_code == 200  # the township it is put to
    assert open_browser("sun").client.get(address).status_code == 200  # the county's list office
    for other in ("li", "ma"):
        browser = open_browser(other)
        assert browser.client.get(address).status_code == 404
        assert browser.client.get("/requests/R2026-999999").status_code == 404
        assert address.rsplit("/", 1)[1] not in browser.get("/requests")


def test_requests_need_a_sign_in_and_come_back(anybody):
    response = anybody.client.get("/requests/R2026-000001")
    assert response.status_code == 302
    assert response.location == "/sign-in?next=/requests/R2026-000001"
