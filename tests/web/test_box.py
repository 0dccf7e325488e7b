"""The front page: one box, three fields, the answer below it, nothing lost, only the place remembered on the device."""

import html
import re

import pytest

from tests.web.conftest import filled_in

ASKED = {"q": "县市场监督管理局要求按属地管理开展特种设备安全监督检查", "place": "酒泉路街道"}
BANK = {"q": "银行要开家庭财产证明", "place": "畅家巷社区居委会"}


def fields(page):
    """What stands in the box."""
    box = re.search(r'<form id="box".*?</form>', page, re.S)[0]
    typed = dict(re.findall(r'<input[^>]*name="(place|department)"[^>]*value="([^"]*)"', box))
    area = re.search(r"<textarea[^>]*>(.*?)</textarea>", box, re.S)[1]
    return {name: html.unescape(value).strip() for name, value in {"q": area, **typed}.items()}


def test_the_front_page_asks_three_things_and_takes_no_account(anybody):
    page = anybody.get("/")
    box = re.search(r'<form id="box".*?</form>', page, re.S)[0]
    assert re.findall(r'name="([a-z]+)"', box) == ["q", "place", "department"]
    for kind in ("delegation", "village_body", "plaque", "certificate_demand"):
        assert f'href="/ask/{kind}"' in page


def test_a_demand_in_its_own_words_is_answered_on_the_same_page(anybody):
    sent = anybody.client.post("/", data=ASKED)
    assert sent.status_code == 303
    page = html.unescape(anybody.get(sent.headers["Location"]))
    for expected in (
        "conclusion-reject",
        "上级收回",
        "第十六条",
        "怎样才合法",
        "属地管理",
        "登录后出具回函",
        "县市场监督管理局",
    ):
        assert expected in page
    assert fields(page) == {**ASKED, "department": ""}
    grounds = re.findall(r'<li class="ground[^"]*".*?href="/law/([A-Z_]+)"', page, re.S)
    whole = re.search(r'href="(/ask/delegation\?[^"]*edit=1)"', page)[1]
    assert grounds[0] == "RECLAIMED" and filled_in(anybody.get(whole))["form"] == ["TERRITORIAL"]


def test_a_certificate_is_answered_with_what_serves_instead_and_where_to_get_it(anybody):
    page = html.unescape(anybody.get("/", **BANK))
    assert "conclusion-reject" in page and "开证明" in page and "家庭财产证明" in page
    own = html.unescape(anybody.get("/", q="派出所要开亲属关系证明", place=BANK["place"], department="县公安局"))
    assert "公安派出所" in own


def test_the_place_is_remembered_on_the_device_and_nothing_else(anybody):
    answer = anybody.client.get("/", query_string=BANK)
    cookies = answer.headers.getlist("Set-Cookie")
    assert len(cookies) == 1 and "HttpOnly" in cookies[0] and "SameSite=Lax" in cookies[0]
    again = anybody.get("/")
    assert fields(again)["place"] == "城关区酒泉路街道畅家巷社区居委会" and fields(again)["q"] == ""
    assert "conclusion-" not in again


@pytest.mark.parametrize(
    ("typed", "field", "sentence"),
    [
        ({"q": "", "place": "酒泉路街道"}, "q", "请写明对方要求做什么"),
        ({"q": "防汛抗旱", "place": ""}, "place", "请填写要哪个乡镇"),
        ({"q": "防汛抗旱", "place": "酒泉路街道"}, "department", "请填写是哪个单位提出的"),
        ({"q": "防汛抗旱", "place": "没有这个镇", "department": "县应急管理局"}, "place", "没有这个镇"),
        ({"q": "防汛抗旱", "place": "酒泉路街道", "department": "没有这个局"}, "department", "没有这个局"),
        ({"q": "防" * 600, "place": "酒泉路街道", "department": "县应急管理局"}, "q", "缩短"),
    ],
)
def test_what_is_missing_or_unclear_is_told_beside_its_field_and_everything_typed_stays(
    anybody, typed, field, sentence
):
    answer = anybody.client.post("/", data=typed, follow_redirects=True)
    page = answer.get_data(as_text=True)
    assert answer.status_code == 400
    wrong = re.search(rf'id="{field}-wrong"[^>]*>(.*?)</p>', page, re.S)
    assert wrong and sentence in html.unescape(wrong[1])
    assert fields(page) == {"department": "", **typed}


def test_a_name_that_several_places_bear_offers_them(anybody):
    page = anybody.get("/", q="县应急管理局要求防汛抗旱", place="城关镇")
    there = re.findall(r'href="(/\?[^"]*)"', re.search(r'<ul class="choices">.*?</ul>', page, re.S)[0])
    assert len(there) > 1 and 'id="place-wrong"' in page
    assert 'id="place-wrong"' not in anybody.get(html.unescape(there[0]))


def test_whoever_serves_a_township_finds_it_there(open_browser):
    wang = open_browser("wang")
    page = wang.get("/")
    assert fields(page)["place"] == "城关区酒泉路街道" and '<option value="城关区张掖路街道">' in page
    answered = wang.get("/", **ASKED)
    assert "出具回函" in answered and "登录后出具回函" not in answered and "/reports/new" in answered


def test_a_clerk_goes_on_to_submit_what_was_judged(open_browser):
    chen = open_browser("chen")
    page = html.unescape(chen.get("/", **ASKED))
    exact = re.search(r'<a class="btn btn-outline-primary" href="(/ask/delegation\?[^"]*)">', page)[1]
    assert 'formaction="/requests"' in chen.get(exact)


def test_the_page_is_whole_in_english_and_hostile_text_stays_text(anybody):
    assert "Judged as: " in anybody.get("/", **ASKED, lang="en")
    hostile = "\"><script>alert(1)</script>'要开证明"
    page = anybody.get("/", q=hostile, place=hostile, department=hostile)
    assert "<script>alert" not in page and fields(page)["q"] == hostile
