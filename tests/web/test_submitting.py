"""The form under an answer: what is seen is what is sent, and what is kept."""

import html
import re
from datetime import UTC, datetime, timedelta

import pytest

from registry.domain.kinds import KINDS
from registry.domain.question import CHINA
from registry.store.base import begin_writing, db
from registry.store.turns import ACCESS, take_turn
from registry.web.typed import APPLIED, Typed, places_of
from registry.words import words_in
from tests.web.conftest import RECLAIMED, filled_in
from tests.web.test_requests import kept

SUBMIT = 'formaction="/requests"'
TODAY = datetime.now(UTC).astimezone(CHINA).date()
OTHERS = "620102005000 广武门街道"


def test_the_answer_page_is_one_form_with_two_buttons(chen):
    page = chen.get("/ask/delegation", **RECLAIMED)
    assert len(re.findall(r"<form(?![^>]*sign-out)", page)) == 1
    assert re.findall(r"<button class[^>]*btn-lg[^>]*>([^<]+)", page) == ["判断", "提交申请"]


def test_another_units_demand_is_judged_and_cannot_be_submitted(app, chen):
    page = chen.get("/ask/delegation", **{**RECLAIMED, "department": "县应急管理局"})
    assert "conclusion-" in page
    assert SUBMIT not in page
    assert "这件事是县应急管理局提出的，您的单位是县市场监督管理局" in page
    sent = chen.submission(RECLAIMED, department="县应急管理局")
    response = chen.client.post("/requests", data=sent)
    assert response.status_code == 409
    assert "您的单位是" in response.get_data(as_text=True)
    assert kept(app) == []


@pytest.mark.parametrize("name", ["on", "known_at"])
def test_another_day_is_judged_and_cannot_be_submitted(chen, name):
    yesterday = (TODAY - timedelta(days=1)).isoformat()
    page = chen.get("/ask/delegation", **RECLAIMED, **{name: yesterday})
    assert "conclusion-" in page
    assert SUBMIT not in page
    assert "要提交，请清空" in page
    assert chen.client.post("/requests", data=chen.submission(RECLAIMED, **{name: yesterday})).status_code == 409


def test_today_may_be_written_out(app, chen):
    sent = chen.submission({**RECLAIMED, "on": datetime.now(UTC).astimezone(CHINA).date().isoformat()})
    assert chen.client.post("/requests", data=sent).status_code == 302
    assert len(kept(app)) == 1


def test_by_a_clock_that_is_behind_nothing_is_kept_and_what_was_typed_stays(app, chen):
    sent = chen.submission(RECLAIMED, **{f"{APPLIED}workload": "每月两次"})
    with app.app_context():
        begin_writing()
        take_turn(ACCESS, datetime.now(UTC) + timedelta(days=365))
        db.session.commit()
    response = chen.client.post("/requests", data=sent)
    page = response.get_data(as_text=True)
    assert response.status_code == 503 and "没有保存：这台机器的时间是" in page
    assert "每月两次" in page and kept(app) == []


def test_what_was_changed_since_it_was_judged_is_judged_again_and_not_kept(app, chen):
    sent = chen.submission(RECLAIMED, matter="安全检查")
    response = chen.client.post("/requests", data=sent)
    page = response.get_data(as_text=True)
    assert response.status_code == 409
    assert "还没有提交" in page
    assert "conclusion-refer" in page
    assert kept(app) == []
    again = filled_in(page)
    assert again["matter"] == ["安全检查"]
    assert again["once"] != sent["once"]
    assert chen.client.post("/requests", data=again).status_code == 302
    assert kept(app)[0].subject == "安全检查"


def test_what_was_kept_is_the_verdict_that_was_shown(app, chen):
    page = chen.get("/ask/delegation", **RECLAIMED)
    chen.client.post("/requests", data=filled_in(page))
    assert 'class="conclusion conclusion-reject"' in page
    assert "不予准入" in chen.get(f"/requests/{kept(app)[0].number}")
    assert kept(app)[0].asked_by["name"] == "县市场监督管理局"


def test_many_places_are_judged_on_screen_each_and_become_one_request(app, chen):
    page = chen.get("/ask/delegation", **RECLAIMED, places=OTHERS)
    assert "各地结论" in page
    assert page.count('<span class="outcome outcome-reject">') >= 3
    there = chen.client.post("/requests", data=filled_in(page)).location
    assert len(re.findall(r'<details class="case"', chen.get(there))) == 2
    assert len(kept(app)) == 1


def test_several_places_stay_when_it_is_judged_again(chen):
    sent = chen.submission(RECLAIMED, places="620102005000\n城关区张掖路街道")
    response = chen.client.post("/ask/delegation", data=sent)
    assert response.status_code == 303
    assert filled_in(chen.get(response.location))["places"] == ["620102005000\n城关区张掖路街道"]


@pytest.mark.parametrize("between", ["\n", "\r\n\r\n", ",", "，", "、", ";", "；", " ； "])
def test_places_are_parted_by_whatever_people_part_them_by(between):
    typed = Typed({"place": "酒泉路街道", "places": f"620102005000 广武门街道{between}张掖路街道"})
    assert places_of(typed) == ["酒泉路街道", "620102005000", "张掖路街道"]


def test_a_wrong_other_place_leaves_the_verdict_and_everything_typed_in_sight(app, chen):
    sent = chen.submission({**RECLAIMED, "department": "11629999MB9000349M"}, places="火星镇\n620102005000\n木星镇")
    response = chen.client.post("/requests", data=sent)
    page = html.unescape(response.get_data(as_text=True))
    assert response.status_code == 400
    assert "conclusion-reject" in page
    assert page.index('id="wrong"') < page.index("conclusion-reject")
    assert re.search(r'id="places-wrong"[^>]*>[^<]*火星镇', page)
    assert "没有找到“木星镇”" in page
    assert filled_in(page)["places"] == ["火星镇\n620102005000\n木星镇"]
    assert filled_in(page)["department"] == ["县市场监督管理局"]
    assert page.count('id="ask"') == 1
    assert kept(app) == []


def test_an_ambiguous_other_place_is_a_choice_of_links_that_keep_the_rest(chen):
    page = chen.client.post("/requests", data=chen.submission(RECLAIMED, places="620102005000，城关镇")).get_data(True)
    links = [html.unescape(one) for one in re.findall(r'<li><a href="(/ask/delegation\?[^"]+)">', page)]
    assert len(links) > 1
    there = filled_in(chen.get(links[0]))
    assert re.fullmatch(r"620102005000\n62\d{10}", there["places"][0])
    assert there["matter"] == ["特种设备安全监督检查"]


def test_a_place_named_twice_is_told_with_the_verdict_in_sight(app, chen):
    sent = filled_in(chen.get("/ask/delegation", **RECLAIMED, places="620102001000"))
    response = chen.client.post("/requests", data=sent)
    page = response.get_data(as_text=True)
    assert response.status_code == 400
    assert 'id="places-wrong"' in page
    assert "conclusion-reject" in page
    assert kept(app) == []


def test_more_places_than_a_request_takes_are_refused_at_once(chen):
    page = chen.client.post("/ask/delegation", data=chen.submission(RECLAIMED, places="火星镇\n" * 300)).get_data(True)
    assert "“涉及的其他地点”填了300个" in page


def test_a_clerks_unit_is_filled_in_at_first_and_not_forced_on_anybody(chen, wang):
    assert filled_in(chen.get("/ask"))["department"] == ["县市场监督管理局"]
    assert filled_in(wang.get("/ask"))["department"] == [""]
    unanswered = chen.client.post("/ask/delegation", data={"matter": "x"}).get_data(as_text=True)
    assert filled_in(unanswered)["department"] == [""]
    emptied = chen.client.post("/ask/delegation", data={**filled_in(chen.get("/ask")), "department": ""})
    assert emptied.status_code == 400
    assert filled_in(emptied.get_data(as_text=True))["department"] == [""]


@pytest.mark.parametrize("language", ["zh", "en"])
def test_errors_call_a_field_by_its_label(chen, language):
    spoken = words_in(language)
    for kind in KINDS:
        page = html.unescape(chen.get(f"/ask/{kind}", lang=language))
        labels = dict(re.findall(r'<label class="form-label" for="([^"]+)">([^<]+?) *<', page))
        assert {"place", "places", "department", "demander", "on", "known_at"} <= labels.keys()
        assert {name: spoken.field(name) for name in labels} == labels
        assert spoken.field("cites") in page
    assert spoken.field("demander_name") == spoken.field("department")
