"""Reading the lists without an account: a place on a day, editions, two compared, a master, a mirror."""

import html
import re
from datetime import UTC, date, datetime

from flask import Flask
from sqlalchemy import select

from registry.services import duties
from registry.store.base import db
from registry.store.divisions import DivisionRecord
from tests.web.conftest import Browser
from tests.web.lists import COUNTY, PLACE, SEED

TODAY, NOW = date(2026, 11, 23), datetime(2026, 11, 23, 23, tzinfo=UTC)


def shown(page: str) -> list[str]:
    """The codes of the rows that a page shows."""
    return re.findall(r'<tr id="([^"]+)">', page)


def test_the_front_page_finds_a_place_by_name_or_code_and_offers_a_choice(anybody: Browser) -> None:
    assert "兰州市" in anybody.get("/lists")
    for typed in ("酒泉路街道", "城关区酒泉路街道", PLACE):
        assert anybody.client.get("/lists", query_string={"place": typed}).location == f"/lists/{PLACE}"
    page = anybody.get("/lists", place="没有这个镇")
    assert "没有这个镇" in page and 'id="place-wrong"' in page
    several = anybody.get("/lists", place="城关镇")
    assert several.count('<a href="?place=62') > 1


def test_a_list_shows_every_row_with_number_category_shares_and_the_sample_mark(app: Flask, anybody: Browser) -> None:
    page = anybody.get(f"/lists/{PLACE}")
    with app.app_context():
        kept = duties.list_of(PLACE, on=datetime.now(UTC).date(), known_at=datetime.now(UTC)).duty_list
    assert kept is not None
    assert shown(page) == [duty.code for duty in kept.duties]
    told = html.unescape(page)
    for duty in kept.duties:
        assert all(text in told for text in duty.texts)
        assert f'<td class="number">{duty.number}</td>' in page
    assert kept.edition.document_number in page and "示例" in page
    assert anybody.get("/lists/城关区酒泉路街道").count("<tr") == page.count("<tr")


def test_a_list_can_be_downloaded_for_the_day_that_is_shown(anybody: Browser) -> None:
    page = anybody.get(f"/lists/{PLACE}", on="2025-06-01")
    for form in ("xlsx", "docx", "csv", "json"):
        address = f"/lists/{PLACE}.{form}?on=2025-06-01"
        assert f'href="{address}"' in page
        assert anybody.client.get(address).status_code == 200


def test_the_filter_finds_two_character_words_in_one_part_and_survives_the_address(anybody: Browser) -> None:
    page = anybody.get(f"/lists/{PLACE}", q="溺水", part="SUPPORTING")
    assert len(shown(page)) == 1 and "预防未成年人溺水" in page
    assert 'value="溺水"' in page and '"SUPPORTING" selected' in page
    assert "没有找到" in anybody.get(f"/lists/{PLACE}", q="火星探测")
    assert "<script>" not in anybody.get(f"/lists/{PLACE}", q="<script>alert(1)</script>")


def test_another_day_and_what_was_known_then_show_another_edition(anybody: Browser) -> None:
    assert "示例清单〔2024〕1号</dd>" in anybody.get(f"/lists/{PLACE}", on="2025-06-01").replace(" <span", "</dd><span")
    early = anybody.get(f"/lists/{PLACE}", on="2026年3月1日", known_at="2025-06-01")
    assert SEED not in early and "〔2025〕1号" not in early
    response = anybody.client.get(f"/lists/{PLACE}", query_string={"on": "明天", "known_at": "2099-01-01"})
    page = response.get_data(as_text=True)
    assert response.status_code == 400
    assert 'id="on-wrong"' in page and 'id="known_at-wrong"' in page and 'value="明天"' in page


def test_where_there_is_no_list_the_page_says_so_and_where_to_go(anybody: Browser) -> None:
    before = anybody.get(f"/lists/{PLACE}", on="2020-01-01")
    assert "2025年1月1日" in before and f"/lists/{PLACE}?on=2025-01-01" in before
    assert "还没有公布县级母版" in anybody.get(f"/lists/{COUNTY}")
    assert anybody.get(f"/lists/{COUNTY}").count('href="/lists/620102') >= 25
    village = anybody.get("/lists/620102001001")
    assert "村（社区）" in village and f'href="/lists/{PLACE}"' in village
    assert anybody.client.get("/lists/没有这里").status_code == 404


def test_a_pseudo_township_has_no_list_and_is_told_why(app: Flask, anybody: Browser) -> None:
    with app.app_context():
        found = db.session.scalars(select(DivisionRecord).where(DivisionRecord.level == "TOWNSHIP")).all()
        zones = [record.code for record in found if record.as_division().is_pseudo_township]
    assert zones
    assert "没有履行职责事项清单" in anybody.get(f"/lists/{zones[0]}")


def test_every_edition_is_linked_and_two_are_compared_field_by_field(anybody: Browser) -> None:
    page = anybody.get(f"/lists/{PLACE}")
    assert f"/lists/editions/{SEED}" in page and "/lists/editions/ED-620102001-2025" in page
    address = html.unescape(re.search(r'href="(/lists/compare[^"]+)"', page).group(1))  # type: ignore[union-attr]
    compared = anybody.get(address)
    with_services = anybody.get("/lists/compare", before="ED-620102001-2025", after=SEED)
    assert compared == with_services and "difference" in compared
    assert anybody.client.get("/lists/compare?before=X&after=Y").status_code == 404
    assert anybody.client.get("/lists/compare").status_code == 200


def test_comparing_tells_what_the_services_tell(app: Flask, anybody: Browser) -> None:
    page = anybody.get("/lists/compare", before="ED-620102001-2025", after=SEED)
    with app.app_context():
        found = duties.compare_editions("ED-620102001-2025", SEED).differences
    assert found and page.count('class="difference"') == len(found)
    for one in found:
        assert (one.after or one.before[0]).matter in html.unescape(page)


def test_a_mirror_shows_each_wording_and_where_it_stands(app: Flask, anybody: Browser) -> None:
    page = html.unescape(anybody.get("/lists/mirror", unit="县市场监督管理局", place="城关区"))
    with app.app_context():
        found = duties.mirror_of("县市场监督管理局", COUNTY, on=TODAY, known_at=NOW)
    assert page.count('class="wording"') == len(found.rows) > 3
    assert all(row.matter in page for row in found.rows) and "示例" in page
    wrong = anybody.client.get("/lists/mirror", query_string={"unit": "火星局", "place": "城关区"})
    assert wrong.status_code == 400 and "火星局" in wrong.get_data(as_text=True)
    assert anybody.client.get("/lists/mirror").status_code == 200


def test_a_township_without_a_county_master_is_told_so(anybody: Browser) -> None:
    response = anybody.client.get(f"/lists/{PLACE}/overlay")
    assert response.status_code == 404 and "县级母版" in response.get_data(as_text=True)


def test_every_page_speaks_english_too_and_is_reached_from_the_navigation(anybody: Browser) -> None:
    assert 'href="/lists"' in anybody.get("/")
    assert "起草审核" not in anybody.get("/")
    queries = ("", f"/{PLACE}", f"/{COUNTY}", "/compare", "/mirror", f"/editions/{SEED}", f"/{PLACE}/overlay")
    for query in queries:
        page = anybody.get(f"/lists{query}", lang="en")
        assert "Lists" in page and "清单</a>" not in page.split("<main")[0].replace("清单〔", "")
