"""The two dates, `on` and `known_at`, are read, shown and refused in one way on every page."""

import html
import re
from collections.abc import Callable

import pytest
from flask import Flask

from tests.house.test_notices import BY, FILES, address, place_rules
from tests.web.conftest import Browser

PROVINCE, COUNTY, TOWNSHIP, VILLAGE = "620000000000", "620102000000", "620102002000", "620102002001"
EDITION, MATTER = "ED-620102002000-0001", "D2025-000001"
DONE_TODAY = {"catalogue_recording.form", "certificates.retain", "delegated.record_form", "division_changes.form"}
"""Forms for whoever does something: that is done today."""
NO_DATES = DONE_TODAY | FILES | {"overviews.one"}
"""An overview has days of its own, the first and the last (tests/web/test_overviews.py)."""
FIELDED = ["/search", "/search?q=安全", "/lists/mirror", f"/lists/mirror?unit=县市场监督管理局&place={COUNTY}"]
OF_THE_RECORD = [f"/clean-up/matters/{MATTER}"]


def addresses(app: Flask) -> list[str]:
    rules = [rule for rule in place_rules(app, "GET") if rule.endpoint not in NO_DATES]
    assert not {rule.endpoint for rule in rules} & set(BY)
    places = (PROVINCE, COUNTY, TOWNSHIP, VILLAGE)
    return [address(rule, place) for rule in rules for place in places] + FIELDED + OF_THE_RECORD


@pytest.mark.parametrize(
    ("name", "typed", "told"),
    [
        ("on", "改天", "样式填写日期"),
        ("on", "2026-02-30", "样式填写日期"),
        ("known_at", "改天", "样式填写日期"),
        ("known_at", "2199-01-01", "还没有到"),
    ],
)
def test_a_date_that_cannot_be_read_is_said_beside_its_field_and_the_page_comes_back(
    app: Flask, anybody: Browser, name: str, typed: str, told: str
) -> None:
    pages = 0
    for there in addresses(app):
        well = anybody.client.get(there, follow_redirects=True)
        if well.status_code not in (200, 404) or "没有这个页面" in well.get_data(as_text=True):
            continue  # a page of another level
        response = anybody.client.get(there, query_string=None if "?" in there else {name: typed})
        if "?" in there:
            response = anybody.client.get(f"{there}&{name}={typed}")
        page = html.unescape(response.get_data(as_text=True))
        if well.status_code == 200:
            assert response.status_code == 400, there
        assert len(re.findall(f'id="{name}-wrong"', page)) == 1, there
        said = re.search(f'<p class="wrong" id="{name}-wrong">(.*?)</p>', page)
        assert said and told in said.group(1), (there, said)
        assert f'id="{name}" name="{name}" value="{typed}"' in page, there
        heading = re.search("<h1.*?</h1>", html.unescape(well.get_data(as_text=True)), re.S)
        assert heading and heading.group() in page, there
        pages += 1
    assert pages >= 20


def test_what_was_typed_stands_in_the_fields_and_goes_with_the_links(anybody: Browser) -> None:
    page = anybody.get(f"/clean-up/{COUNTY}", on="2025年6月1日", known_at="2025-06-01")
    assert 'value="2025年6月1日"' in page and "on=2025%E5%B9%B46%E6%9C%881%E6%97%A5" in page
    assert "known_at=2025-06-01" in page


def test_what_cannot_be_read_goes_with_no_link_and_lets_nobody_do_anything(
    open_browser: Callable[..., Browser],
) -> None:
    page = open_browser("sun").get(f"/chief-duties/{COUNTY}", on="改天")
    links = [one for one in re.findall('href="([^"]*)"', page) if "lang=" not in one]
    assert not [one for one in links if "on=" in one]
    assert '<form method="post" action="/chief-duties/' not in page
    assert '<form method="post" action="/chief-duties/' in open_browser("sun").get(f"/chief-duties/{COUNTY}")
