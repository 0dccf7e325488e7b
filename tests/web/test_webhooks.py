"""The pages of webhooks: made with a secret shown once, tried, paused, resumed, set back and removed, by one's unit."""

import html
import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask

from registry.services.delivering import deliver_due
from registry.services.webhooks import MOST
from registry.store.base import begin_writing, db
from registry.store.divisions import DivisionRecord
from registry.store.webhooks import WebhookRecord
from registry.words import LANGUAGES
from tests.receiver import Receiver, receiver
from tests.web.conftest import Browser

JIUQUAN = "620102001000"
EVERYBODY = ("li", "wang", "zhao", "sun", "zhou", "wu", "zheng", "feng", "admin")
"""One person of each role."""


@pytest.fixture
def office(app: Flask) -> Iterator[Receiver]:
    """An office-automation system inside the network, and a registry that may write there."""
    app.config["SETTINGS"] = replace(app.config["SETTINGS"], webhooks_inside="1")
    with receiver() as one:
        yield one


@pytest.fixture
def li(open_browser: Callable[..., Browser]) -> Browser:
    return open_browser("li")


def make(browser: Browser, **typed: object) -> tuple[int, str]:
    form = browser.hidden(browser.get("/webhooks"), "/webhooks")
    answer = browser.client.post("/webhooks", data={**form, **typed})
    return answer.status_code, html.unescape(answer.get_data(as_text=True))


def made(browser: Browser, office: Receiver, **typed: object) -> str:
    status, page = make(browser, url=office.url, **typed)
    number = re.search(r"WH\d{4}-\d{6}", page)
    assert status == 200 and number
    return number.group()


def do(browser: Browser, number: str, act: str, **typed: object) -> tuple[int, str]:
    """Press a button of the webhook's page; what is shown after it."""
    there = f"/webhooks/{number}/{act}"
    form = browser.hidden(browser.get(f"/webhooks/{number}"), there)
    answer = browser.client.post(there, data={**form, **typed}, follow_redirects=True)
    return answer.status_code, html.unescape(answer.get_data(as_text=True))


def renamed(app: Flask, *names: str) -> None:
    with app.app_context():
        for name in names:
            begin_writing()
            db.session.get_one(DivisionRecord, JIUQUAN).name = name
            db.session.commit()


def delivered(app: Flask, later: timedelta = timedelta(seconds=1)) -> None:
    """The clock ticks."""
    with app.app_context():
        deliver_due(clock=lambda: datetime.now(UTC) + later)
        db.session.remove()


def test_a_webhook_is_made_and_its_secret_is_shown_once(app: Flask, li: Browser, office: Receiver) -> None:
    status, page = make(li, url=office.url, kinds=["DIVISION", "EDITION"])
    secret = re.search(r"whsec_[0-9a-f]{64}", page)
    assert status == 200 and secret and "只显示这一次" in page
    number = re.search(r"WH\d{4}-\d{6}", page)
    assert number
    with app.app_context():
        assert db.session.get_one(WebhookRecord, number.group()).secret == secret.group()
    for address in ("/webhooks", f"/webhooks/{number.group()}"):
        shown = li.get(address)
        assert office.url in shown and "whsec_" not in shown
    assert "行政区划" in li.get(f"/webhooks/{number.group()}")


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_was_taken_what_waits_and_what_went_wrong_is_told(
    app: Flask, li: Browser, office: Receiver, language: str
) -> None:
    li.get("/", lang=language)
    number = made(li, office, kinds=["DIVISION"])
    none, taken, waits, refused = {
        "zh": ("还没有轮到它的变更", "已送达", "等待推送", "没有送达、HTTP 503"),
        "en": ("Nothing in the feed was for it yet", "taken", "waits", "refused, HTTP 503"),
    }[language]
    assert none in li.get(f"/webhooks/{number}")
    renamed(app, "甲")
    delivered(app)
    office.status = 503
    renamed(app, "乙", "丙")
    delivered(app, timedelta(seconds=2))
    page = html.unescape(li.get(f"/webhooks/{number}"))
    rows = re.findall(r"<tr>.*?</tr>", page, re.S)
    assert len(rows) == 3 and all(JIUQUAN in row for row in rows)
    assert waits in rows[0] and refused in rows[1] and taken in rows[2]
    assert "HTTP 503" in li.get("/webhooks")


def test_it_is_paused_resumed_set_back_tried_and_removed(app: Flask, li: Browser, office: Receiver) -> None:
    number = made(li, office, kinds=["DIVISION"])
    assert f"试推送成功：{number}" in do(li, number, "ping")[1] and len(office.taken) == 1
    office.status = 500
    assert "试推送没有成功" in (page := do(li, number, "ping")[1]) and "HTTP 500" in page
    office.status = 204
    assert f"已暂停 {number}" in do(li, number, "pause")[1]
    renamed(app, "甲")
    delivered(app)
    assert len(office.taken) == 1 and "有人暂停" in li.get(f"/webhooks/{number}")
    assert f"已恢复 {number}" in do(li, number, "resume")[1]
    delivered(app)
    assert len(office.taken) == 2
    position = office.told()[-1]["position"]
    assert "再推送一遍" in do(li, number, "replay", feed_position=str(position - 1))[1]
    delivered(app)
    assert [one["position"] for one in office.told()[1:]] == [position, position]
    for done in ("设置", "暂停", "恢复", f"从位置 {position - 1} 之后再推送"):
        assert done in li.get(f"/webhooks/{number}").split("经过</h2>")[1]
    status, page = do(li, number, "remove")
    assert status == 200 and f"已取消 {number}" in page and office.url not in page
    assert li.client.get(f"/webhooks/{number}").status_code == 404


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"url": "http://8.8.8.8/hook"}, "请用以 https:// 开头的网址"),
        ({"url": "https://127.0.0.1/hook"}, "通向服务器自己的网络"),
        ({"url": ""}, "请填写完整的网址"),
        ({"url": "https://127.0.0.1/hook", "kinds": ["EDITION"]}, "通向服务器自己的网络"),
    ],
)
def test_a_bad_address_is_told_and_comes_back(li: Browser, typed: dict[str, object], sentence: str) -> None:
    status, page = make(li, **typed)
    assert status == 400 and sentence in page and f'value="{typed["url"]}"' in page
    assert ("checked" in page) == ("kinds" in typed)
    assert "还没有推送" in li.get("/webhooks")


def test_other_mistakes_are_told_in_sentences(li: Browser, office: Receiver) -> None:
    assert make(li, url=office.url, kinds=["NOTHING"])[0] == 400
    number = made(li, office)
    for typed, sentence in (("999999999", "还没有到"), ("一", "“位置”"), ("-1", "“位置”"), ("", "“位置”")):
        status, page = do(li, number, "replay", feed_position=typed)
        assert status == 400 and sentence in page and f'value="{typed}"' in page, typed
    for _ in range(MOST - 1):
        made(li, office)
    status, page = make(li, url=office.url)
    assert status == 400 and str(MOST) in page


def test_every_role_has_webhooks_of_its_own_and_nobody_elses_but_the_administrator(
    open_browser: Callable[..., Browser], li: Browser, office: Receiver
) -> None:
    number = made(li, office)
    for name in EVERYBODY[1:-1]:
        other = open_browser(name)
        assert other.client.get("/webhooks").status_code == 200 and number not in other.get("/webhooks")
        assert other.client.get(f"/webhooks/{number}").status_code == 404, name
        form = other.hidden(other.get("/webhooks"), "/webhooks")
        for act in ("pause", "resume", "ping", "replay", "remove"):
            sent = other.client.post(f"/webhooks/{number}/{act}", data={**form, "feed_position": "0"})
            assert sent.status_code == 404, (name, act)
    assert office.taken == [] and "推送中" in li.get(f"/webhooks/{number}")
    admin = open_browser("admin")
    assert number in admin.get("/webhooks") and do(admin, number, "pause")[0] == 200
    assert "已暂停" in li.get(f"/webhooks/{number}")


def test_a_stranger_signs_in_first_and_a_form_without_its_token_does_nothing(
    anybody: Browser, li: Browser, office: Receiver
) -> None:
    number = made(li, office)
    for address in ("/webhooks", f"/webhooks/{number}"):
        assert anybody.client.get(address).location.startswith("/sign-in")
    assert li.client.post("/webhooks", data={"url": office.url}).status_code == 400
    assert li.client.post(f"/webhooks/{number}/remove", data={"csrf_token": "another"}).status_code == 400
    assert li.get("/webhooks").count(f"/webhooks/{number}") == 1 and "推送中" in li.get("/webhooks")
    assert li.client.get(f"/webhooks/{number}/remove").status_code == 405


def test_a_notice_that_it_was_paused_leads_to_it(app: Flask, li: Browser, office: Receiver) -> None:
    number = made(li, office, kinds=["DIVISION"])
    office.status = 500
    renamed(app, "甲")
    for hours in range(1, 100, 7):
        delivered(app, timedelta(hours=hours))
    assert f'href="/webhooks/{number}"' in li.get("/notices")
    page = li.get(f"/webhooks/{number}")
    assert "多次推送失败" in page and "自动暂停：HTTP 500" in page
