"""The pages of a list whose code is in use no more: a draft goes on under the new one, a mistake is corrected."""

from datetime import UTC, datetime

import pytest
from flask import Flask

from registry.services.people import actor_called
from registry.services.successions import TypedChange, record_division_change
from registry.store import divisions
from registry.store.base import db
from registry.store.editions import DraftRecord
from tests.web.conftest import Browser
from tests.web.lists import PLACE, SEED, act, begin, draft_of, fields
from tests.web.test_list_drafts import PAPER, put, rows_of, status_of

AFTER = "620102091000"


@pytest.fixture
def sun(open_browser) -> Browser:
    """Sun of the county's list office, signed in."""
    return open_browser("sun")


@pytest.fixture
def zhou(open_browser) -> Browser:
    """Zhou of the justice bureau, signed in."""
    return open_browser("zhou")


def recode(app: Flask) -> None:
    with app.app_context():
        zheng = actor_called("zheng")
        assert zheng is not None
        moved = TypedChange("RECODED", [PLACE], "2026-10-01", [AFTER], keep_numbers=True)
        record_division_change(moved, actor=zheng, now=datetime.now(UTC))
        db.session.remove()


def test_a_draft_of_the_old_code_says_so_and_goes_on_under_the_new_one_with_one_press(app, wang, zhou, sun) -> None:
    draft = begin(wang)
    new = "开办社区老年食堂并监督饭菜质量"
    put(wang, draft, "new", matter=new, category="民生服务")
    act(wang, draft, "send")
    act(zhou, draft, "approve")
    assert f"/lists/drafts/{draft}/rehome" not in wang.get(f"/lists/drafts/{draft}")
    sending = fields(sun.get(f"/lists/drafts/{draft}"), f"/lists/drafts/{draft}/publish")
    recode(app)
    refused = sun.client.post(f"/lists/drafts/{draft}/publish", data={**sending, **PAPER})
    page = refused.get_data(as_text=True)
    assert refused.status_code == 400 and AFTER in page and PAPER["document_number"] in page and new in page
    assert f"/lists/drafts/{draft}/rehome" in page and "接替它的" in page
    shown = zhou.get(f"/lists/drafts/{draft}")
    assert "请起草人把它转到新代码上" in shown and f"/lists/drafts/{draft}/rehome" not in shown
    before = rows_of(app, draft)
    assert act(wang, draft, "rehome", to=AFTER).status_code == 302
    with app.app_context():
        assert db.session.get_one(DraftRecord, draft).place == AFTER
    assert rows_of(app, draft) == before and status_of(app, draft) == "DRAFT"
    page = wang.get(f"/lists/drafts/{draft}")
    assert f"/lists/drafts/{draft}/rehome" not in page and "转到新代码上" in page
    act(wang, draft, "send")
    act(zhou, draft, "approve")
    assert act(sun, draft, "publish", **PAPER).status_code == 302
    assert new in sun.get(f"/lists/{AFTER}")


def test_an_edition_of_an_ended_code_is_corrected_from_its_own_page(app, wang, zhou, sun, anybody) -> None:
    with app.app_context():
        zheng = actor_called("zheng")
        assert zheng is not None
        villages = [village.code for village in divisions.children(PLACE)]
        for code in (*villages, PLACE):
            ended = TypedChange("ABOLISHED", [code], "2026-11-01")
            record_division_change(ended, actor=zheng, now=datetime.now(UTC))
        db.session.remove()
    address = f"/lists/editions/{SEED}"
    assert 'name="corrects"' not in anybody.get(address)
    draft = draft_of(sun.client.post("/lists/drafts", data=fields(sun.get(address), "/lists/drafts")))
    put(sun, draft, rows_of(app, draft)[0].code, matter="更正后的写法")
    act(sun, draft, "send")
    act(zhou, draft, "approve")
    late = act(sun, draft, "publish", **{**PAPER, "effective_on": "2026-11-20"})
    page = late.get_data(as_text=True)
    assert late.status_code == 400 and "2026年10月31日" in page and "更正后的写法" in page
    assert act(sun, draft, "publish", **{**PAPER, "effective_on": "2026-01-01"}).status_code == 302
    assert "更正后的写法" in anybody.get(f"/lists/{PLACE}", on="2026-10-30")
