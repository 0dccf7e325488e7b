"""The page of what a first master's correction left: before and after, one button, and a page that is too old."""

from dataclasses import replace
from datetime import UTC, date, datetime

from registry.services import duties
from registry.store.base import db
from tests.web.lists import COUNTY, NEIGHBOUR, PLACE, SEED, fields
from tests.web.test_list_drafts import publish_now

WRONG, RIGHT = "写错的一项", "改正后的一项"


def test_the_list_office_sees_each_list_before_and_after_and_corrects_all_with_one_press(
    app, wang, open_browser
) -> None:
    with app.app_context():
        rows = duties.edition_called(SEED).duties
        slip = (replace(rows[0], matter=WRONG), *rows[1:])
        for at, place in enumerate((PLACE, NEIGHBOUR), start=40):
            publish_now(place, slip, f"城政办发〔2026〕{at}号", date(2026, 3, 1))
        publish_now(COUNTY, slip, "城政办发〔2026〕50号", date(2026, 4, 1))
        now = datetime.now(UTC)
        wrong = duties.list_of(COUNTY, on=date(2026, 5, 1), known_at=now).duty_list
        assert wrong is not None
        right = (replace(rows[0], matter=RIGHT), *rows[1:])
        publish_now(COUNTY, right, "城政办发〔2026〕51号", date(2026, 4, 1), corrects=wrong.edition.code)
        made = duties.list_of(COUNTY, on=date(2026, 5, 1), known_at=datetime.now(UTC)).duty_list
        assert made is not None
        address = f"/lists/left/{made.edition.code}"
        db.session.remove()
    assert wang.client.get(address).status_code == 403
    sun = open_browser("sun")
    page = sun.get(address)
    assert WRONG in page and RIGHT in page and "更正全部2份清单" in page
    sent = fields(page, address)
    old = sun.client.post(address, data={**sent, "seen": ["too old"]})
    assert old.status_code == 409 and "没有改动任何一份" in old.get_data(as_text=True)
    assert WRONG in sun.get(f"/lists/{PLACE}")
    assert sun.client.post(address, data=sent).status_code == 302
    page = sun.get(address)
    assert "已更正2份清单" in page and "没有乡镇" in page
    assert sun.client.post(address, data=sent).status_code == 302
    for place in (PLACE, NEIGHBOUR):
        assert RIGHT in sun.get(f"/lists/{place}") and WRONG not in sun.get(f"/lists/{place}")


def test_the_page_is_reached_from_the_correcting_edition(app, open_browser, anybody) -> None:
    with app.app_context():
        rows = duties.edition_called(SEED).duties
        publish_now(COUNTY, rows, "城政办发〔2026〕50号", date(2026, 4, 1))
        wrong = duties.list_of(COUNTY, on=date(2026, 5, 1), known_at=datetime.now(UTC)).editions[0].code
        publish_now(COUNTY, rows[1:], "城政办发〔2026〕51号", date(2026, 4, 1), corrects=wrong)
        known = duties.list_of(COUNTY, on=date(2026, 5, 1), known_at=datetime.now(UTC)).editions
        right = next(edition.code for edition in known if edition.corrects)
        db.session.remove()
    link = f'href="/lists/left/{right}"'
    sun = open_browser("sun")
    assert link in sun.get(f"/lists/editions/{right}") and link not in anybody.get(f"/lists/editions/{right}")
    assert "/lists/left/" not in sun.get(f"/lists/editions/{wrong}")
