"""Asking at the page: a form from the kind's questions, an answer on the same page, nothing typed is lost."""

import html
import re

import pytest

from registry.domain.kind import AnswerType
from registry.domain.kinds import KINDS
from tests.web.conftest import RECLAIMED

HOSTILE = "\"><script>alert(1)</script><img src=x onerror=alert(1)>'"


@pytest.mark.parametrize("kind", KINDS.values(), ids=KINDS)
def test_the_form_asks_every_question_of_its_kind(anybody, kind):
    page = anybody.get(f"/ask/{kind.code}")
    for asked in kind.questions():
        assert f'name="{asked.name}"' in page
        for option in asked.options or ():
            assert f'value="{option.value}"' in page
    for common in ("place", "department", "demander", "cites", "cites_level", "on", "known_at"):
        assert f'name="{common}"' in page


def test_the_whole_form_offers_every_kind_and_is_that_of_the_first(anybody):
    page = anybody.get("/ask")
    for kind in KINDS:
        assert f'href="/ask/{kind}"' in page
    assert f'action="/ask/{next(iter(KINDS))}"' in page


def test_every_field_has_a_label(anybody):
    for kind in KINDS:
        page = anybody.get(f"/ask/{kind}")
        ids = re.findall(r"<(?:input|select|textarea)(?![^>]*(?:hidden|aria-label))[^>]*\bid=\"([^\"]+)\"", page)
        assert ids
        for one in ids:
            assert f'for="{one}"' in page, one


def test_a_reclaimed_matter_is_rejected_with_clause_cure_row_and_both_dates(anybody):
    page = anybody.get("/ask/delegation", **RECLAIMED, on="2026-03-01", known_at="2026-03-02")
    for expected in ("不予准入", "第十六条", "上级收回", "怎样才合法", "自行承担", "示例清单", "示例</span>"):
        assert expected in page
    assert "2026年3月1日" in page
    assert "2026年3月2日" in page


def test_the_leading_ground_comes_first(anybody):
    page = anybody.get("/ask/delegation", **{**RECLAIMED, "form": "PLEDGE"})
    grounds = re.findall(r'<li class="(ground[^"]*)".*?href="/law/([A-Z_]+)"', page, re.S)
    assert grounds == [("ground ground-leading", "RECLAIMED"), ("ground", "DISGUISED")]


def test_a_basic_matter_may_be_asked(anybody):
    basic = "落实党的全面领导,组织学习宣传贯彻党的创新理论和上级党委决策部署"
    page = anybody.get("/ask/delegation", matter=basic, place="620102001000", department="县委组织部")
    assert "conclusion-admit" in page
    assert "可以准入" in page


def test_an_unclear_matter_offers_rows_that_ask_again_with_that_matter(anybody):
    page = anybody.get("/ask/delegation", matter="安全检查", place="620102001000", department="县应急管理局")
    assert "conclusion-refer" in page
    links = re.findall(r'<ul class="candidates">.*?href="([^"]+)"', page, re.S)
    assert links
    assert "MATTER_UNCLEAR" not in anybody.get(html.unescape(links[0]))


def test_a_bank_asks_a_village_for_a_certificate(anybody):
    page = anybody.get(
        "/ask/certificate_demand", certificate="居住证明", place="620102001001", demander="BANK", department="某银行"
    )
    assert "/law/CANCELLED_DEMANDER" in page
    assert "某银行" in page


def test_the_permanent_address_holds_both_dates_and_gives_the_same_answer(anybody):
    first = anybody.get("/ask/delegation", **RECLAIMED)
    link = re.search(r'href="(/ask/delegation\?[^"]*known_at[^"]*)"', first)
    assert link
    again = anybody.get(html.unescape(link.group(1)))
    answer = re.compile(r'<section class="conclusion.*?<dt>所|<section class="conclusion.*?</article>', re.S)
    assert answer.search(first).group() == answer.search(again).group()


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"matter": ""}, "请填写“要做的事”"),
        ({"place": "不存在的地方"}, "不存在的地方"),
        ({"place": "62010200100x"}, "62010200100x"),
        ({"place": ""}, "请填写“要谁来做”"),
        ({"department": "火星局"}, "火星局"),
        ({"role": "KING"}, "KING"),
        ({"on": "2025-13-01"}, "2025-13-01"),
        ({"on": "2024-09-01"}, "2024"),
        ({"on": "2020-01-01"}, "2020"),
        ({"known_at": "2999-01-01"}, "2999-01-01"),
        ({"matter": "一" * 501}, "501"),
        ({"cites": "甘办发〔2025〕16号", "cites_level": "MOON"}, "MOON"),
        ({"demander": "WIZARD"}, "WIZARD"),
    ],
)
def test_bad_input_gets_a_sentence_beside_its_field_and_everything_typed_stays(anybody, changes, sentence):
    typed = {**RECLAIMED, **changes}
    response = anybody.client.get("/ask/delegation", query_string=typed)
    page = html.unescape(response.get_data(as_text=True))
    assert response.status_code == 400
    assert "conclusion" not in page
    wrong = re.findall(r'<p class="wrong"[^>]*>(.*?)</p>', page)
    assert len(wrong) == 1
    assert sentence in wrong[0]
    for name, value in typed.items():
        if value and name not in ("form",):
            assert f'value="{value}"' in page or f">{value}</option>" in page, name
    assert re.search(r'<input checked[^>]*value="TERRITORIAL"', page)


def test_an_ambiguous_place_is_a_choice_of_links(anybody):
    page = anybody.get("/ask/delegation", **{**RECLAIMED, "place": "城关镇"})
    links = re.findall(r'<li><a href="(/ask/delegation\?[^"]+)">', page)
    assert len(links) > 1
    assert all("place=62" in link for link in links)


def test_an_ambiguous_department_is_a_choice_of_links(anybody):
    page = anybody.get("/ask/delegation", **{**RECLAIMED, "department": "管理局"})
    links = [html.unescape(link) for link in re.findall(r'<li><a href="(/ask/delegation\?[^"]+)">', page)]
    assert len(links) > 1
    assert "conclusion" in anybody.get(links[0])


@pytest.mark.parametrize("kind", KINDS.values(), ids=KINDS)
def test_whatever_is_typed_is_escaped(anybody, kind):
    texts = [asked.name for asked in kind.questions() if asked.answer_type is not AnswerType.CHOICES]
    common = ["place", "department", "demander", "demander_name", "cites", "cites_level", "on", "known_at", "places"]
    for name in [*texts, *common]:
        typed = {kind.subject: "事项", "place": "620102001001", "department": "县民政局", name: HOSTILE}
        page = anybody.get(f"/ask/{kind.code}", **typed, lang="en")
        assert "<script>alert" not in page
        assert "<img src=x" not in page


def test_another_kind_keeps_the_place_and_who_asks(anybody):
    page = anybody.get("/ask/delegation", **RECLAIMED)
    link = re.search(r'href="(/ask/plaque\?[^"]+)"', page)
    assert link
    there = anybody.get(html.unescape(link.group(1)))
    assert 'value="酒泉路街道"' in there
    assert 'class="wrong"' not in there


def test_asking_keeps_nothing_and_sets_no_session(anybody):
    response = anybody.client.get("/ask/delegation", query_string=RECLAIMED)
    assert "Set-Cookie" not in response.headers


def test_an_unknown_kind_is_no_page(anybody):
    assert anybody.client.get("/ask/tax").status_code == 404
