"""Submitting from the page, once; and who may read what was submitted."""

import re

from registry.store.access import RequestRecord
from registry.store.base import db
from tests.web.conftest import RECLAIMED


def kept(app) -> list[RequestRecord]:
    with app.app_context():
        return list(db.session.query(RequestRecord).all())


def test_nobody_signed_in_sees_no_submit_form_but_the_way_to_it(anybody):
    page = anybody.get("/ask/delegation", **RECLAIMED)
    assert 'action="/requests"' not in page  # nor any button's formaction
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


def test_a_township_desk_submits_for_its_village(app, wang):
    question = {"matter": "安全检查", "place": "620102001001", "department": "620102001000"}
    assert wang.client.post("/requests", data=wang.submission(question)).status_code == 302
    assert kept(app)[0].unit == "620102001000"


def test_the_same_form_sent_twice_is_one_request(app, chen):
    sent = chen.submission(RECLAIMED)
    first, second = (chen.client.post("/requests", data=sent) for _ in range(2))
    assert first.location == second.location
    assert len(kept(app)) == 1


def test_a_wrong_answer_comes_back_beside_its_field(app, chen):
    response = chen.client.post("/requests", data=chen.submission(RECLAIMED, matter=""))
    assert response.status_code == 400
    assert 'id="matter-wrong"' in response.get_data(as_text=True)
    assert kept(app) == []


def test_of_many_places_all_that_are_open_already_are_named_at_their_field(app, open_browser):
    li, listed = open_browser("li"), {"matter": "防汛抗旱", "place": "酒泉路街道", "department": "县应急管理局"}
    places = ("620102001000", "620102005000", "620102003000")
    for place in places[:2]:
        sent = li.submission({**listed, "place": place})
        assert li.client.post("/requests", data=sent).status_code == 302
    others = "\n".join(places[1:])
    sent = li.submission({**listed, "places": others})
    response = li.client.post("/requests", data=sent)
    page = response.get_data(as_text=True)
    assert response.status_code == 400 and 'id="places-wrong"' in page
    assert all(f"{request.number}-001" in page for request in kept(app)) and others in page
    assert len(kept(app)) == 2


def test_without_the_forms_token_nothing_is_kept_and_nothing_typed_is_lost(app, chen):
    sent = {**chen.submission(RECLAIMED), "csrf_token": "forged"}
    response = chen.client.post("/requests", data=sent)
    page = response.get_data(as_text=True)
    assert response.status_code == 400
    assert "页面停留太久" in page
    assert 'value="特种设备安全监督检查"' in page
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


def test_the_list_shows_what_lies_in_the_readers_division_with_who_asked_and_where_it_stands(open_browser, chen):
    number = chen.client.post("/requests", data=chen.submission(RECLAIMED)).location.rsplit("/", 1)[1]
    for reader in ("wang", "sun"):
        page = open_browser(reader).get("/requests")
        assert number in page
        assert "县市场监督管理局" in page
        assert re.search(r'酒泉路街道</a> <span class="code">\S+</span>', page)
    assert number not in open_browser("ma").get("/requests")


def test_who_may_not_submit_is_not_offered_a_new_request(open_browser, chen):
    assert "提出申请" in chen.get("/requests")
    assert "提出申请" not in open_browser("zhou").get("/requests")
