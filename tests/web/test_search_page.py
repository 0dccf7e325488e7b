"""The search page: a form that is an address, what was found with its marks, and what to do where nothing was."""

import html
from urllib.parse import urlencode

import pytest


def page_of(anybody, **asked):
    return html.unescape(anybody.get(f"/search?{urlencode(asked, doseq=True)}"))


def test_the_bare_page_is_a_form_with_labels_and_no_result(anybody):
    page = anybody.get("/search")
    for name in ("q", "place", "on", "known_at"):
        assert f'name="{name}"' in page
        assert f'for="{name}"' in page
    assert "的结果" not in page


def test_what_was_found_shows_its_part_its_place_and_that_it_is_a_sample(anybody):
    page = page_of(anybody, q="防汛", place="620102001", kind="matter")
    assert "防汛抗旱" in page and "配合履职" in page and "酒泉路街道" in page and "县水利局" in page
    assert "示例" in page
    assert 'value="防汛"' in page and 'value="620102001"' in page
    assert "checked" in page


def test_what_was_taken_back_and_what_is_prohibited_is_marked(anybody):
    assert "收回" in page_of(anybody, q="特种设备", kind="matter")
    assert "国家禁止开具" in page_of(anybody, q="健在证明", kind="certificate")


def test_where_nothing_is_found_the_page_says_what_to_do(anybody):
    assert "没有查到。可以换个说法" in page_of(anybody, q="量子计算机")


@pytest.mark.parametrize(
    ("asked", "beside"),
    [
        ({"q": ""}, "q-wrong"),
        ({"q": "字" * 101}, "q-wrong"),
        ({"q": "防汛", "place": "无此地"}, "place-wrong"),
        ({"q": "防汛", "on": "某日"}, "on-wrong"),
        ({"q": "防汛", "known_at": "2099-01-01"}, "known_at-wrong"),
    ],
)
def test_what_cannot_be_searched_is_told_beside_its_field_and_stays_typed(anybody, asked, beside):
    answer = anybody.client.get("/search", query_string=asked) if hasattr(anybody, "client") else None
    page = html.unescape(answer.text) if answer is not None else page_of(anybody, **asked)
    assert f'id="{beside}"' in page
    for value in asked.values():
        assert value in page


def test_what_is_typed_is_never_markup(anybody):
    page = anybody.get("/search?" + urlencode({"q": '"><script>alert(1)</script>', "place": "<b>"}))
    assert "<script>alert" not in page and "<b>" not in page


def test_the_page_speaks_english(anybody):
    page = page_of(anybody, q="防汛", lang="en")
    assert "Results for" in page and "supporting" in page
