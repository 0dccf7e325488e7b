"""Work lists: what waits for each role, the most urgent first; and requests by where their cases stand."""

import html
import re
from collections.abc import Callable, Iterator
from datetime import timedelta

import pytest
from flask import Flask

from registry.store.base import db
from registry.store.cases import CaseStepRecord
from tests.web.conftest import Browser
from tests.web.test_cases import LISTED, UNCLEAR, WRONG, send

CLEAR_OF = {**LISTED, "matter": "农村公益性墓地日常管护"}


@pytest.fixture
def ask(open_browser: Callable[..., Browser]) -> Iterator[Callable[..., str]]:
    """A function by which Clerk Li submits a request; it gives the number of its first case."""
    li = open_browser("li")

    def submitted(question: dict[str, str], kind: str = "delegation") -> str:
        there = li.client.post("/requests", data=li.submission(question, kind)).location
        return f"{there.rsplit('/', 1)[1]}-001"

    yield submitted


def waiting(browser: Browser) -> list[str]:
    """The cases that a work list names, in its order."""
    return re.findall(r'href="/cases/(R[\d-]+)"', browser.get("/work"))


def test_each_role_finds_what_is_theirs_to_do(
    open_browser: Callable[..., Browser], wang: Browser, ask: Callable[..., str]
) -> None:
    to_verify, to_settle, rejected = ask(LISTED), ask(UNCLEAR), ask(WRONG)
    assert waiting(wang) == [to_verify]
    assert waiting(open_browser("sun")) == [to_settle]
    assert waiting(open_browser("ma")) == waiting(open_browser("feng")) == waiting(open_browser("zheng")) == []
    li = open_browser("li")
    assert sorted(waiting(li)) == sorted([to_verify, to_settle]) and rejected not in li.get("/work")
    assert "正在等别人办理" in li.get("/work")
    send(wang, f"/cases/{to_verify}/verify")
    assert waiting(wang) == []


def test_the_soonest_last_day_comes_first_and_what_is_over_waits_for_the_list_office(
    app: Flask, open_browser: Callable[..., Browser], wang: Browser, ask: Callable[..., str]
) -> None:
    first, second = ask(LISTED), ask(CLEAR_OF)
    assert waiting(wang) == [first, second]
    move(app, second, days=1)
    assert waiting(wang) == [second, first]
    assert "最后一天是" in wang.get("/work")
    move(app, first, days=400)
    assert waiting(wang) == [second]
    sun = open_browser("sun")
    assert waiting(sun) == [first] and re.search(r'<p class="wrong">[^<]*期满', sun.get("/work"))


def test_a_limit_that_nobody_can_tell_says_which_calendar_is_missing_and_how_to_load_it(
    app: Flask, open_browser: Callable[..., Browser], wang: Browser, ask: Callable[..., str]
) -> None:
    case, sun = ask(LISTED), open_browser("sun")
    assert waiting(sun) == []
    move(app, case, days=-365 * 9)
    assert waiting(sun) == waiting(wang) == [case]
    for page in (sun.get("/work"), sun.get(f"/cases/{case}"), wang.get(f"/cases/{case}")):
        assert re.search(r"期限未知：20\d\d年的工作日历尚未载入", page) and "registry calendar add" in page
    assert "is not loaded" in sun.get("/work", lang="en")


def move(app: Flask, case: str, *, days: int) -> None:
    """Let the last step of a case have been taken so many days earlier."""
    with app.app_context():
        step = db.session.query(CaseStepRecord).filter_by(case=case).one()
        step.began_on -= timedelta(days=days)
        db.session.commit()


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("ma", "没有等您核实的办件"),
        ("sun", "没有等您核定的办件"),
        ("li", "请先判断再提出申请"),
        ("zhao", "可以先查询它合不合规"),
        ("zhou", "没有等您审核的清单草稿"),
        ("wu", "没有等您作出处理决定的牌子和组织"),
        ("zheng", "没有等您确认的批准"),
        ("feng", "没有等您办理的反映"),
        ("admin", "没有被拒收的邮件"),
    ],
)
def test_where_nothing_waits_it_says_what_to_do(
    app: Flask, open_browser: Callable[..., Browser], monkeypatch: pytest.MonkeyPatch, name: str, said: str
) -> None:
    monkeypatch.setattr("registry.web.work.waiting_for", lambda *_, **__: [])  # the samples hold something for most
    browser = open_browser(name)
    page = html.unescape(browser.get("/work"))
    assert said in page and 'href="/work"' in browser.get("/requests")


def test_what_is_consulted_on_stands_in_the_same_list(open_browser: Callable[..., Browser], wang: Browser) -> None:
    form = {
        **{"adjustment_event": "TOWNSHIP_APPLIED", "adjustment_title": "调整校园安全事项", "townships": "酒泉路街道"},
        **{"adjustment_scope": "TOWNSHIPS", "articles": "《某条例》第三条", "reason": "镇里没有执法权", "count": "1"},
        **{"duty_change_kind-1": "MOVE", "changed_duties-1": "CG-0049", "wanted_tier-1": "RECLAIMED"},
        "wanted_taken_over_by-1": "县司法局",
    }
    there = send(wang, "/adjustments/new", do="propose", **form).location
    assert f'href="{there}"' in open_browser("sun").get("/work")


def test_requests_are_narrowed_by_where_their_cases_stand(
    open_browser: Callable[..., Browser], wang: Browser, ask: Callable[..., str]
) -> None:
    to_verify, rejected = ask(LISTED), ask(WRONG)
    page = wang.get("/requests", status="rejected")
    assert rejected in page and to_verify not in page
    assert re.search(r'<option value="rejected" selected>', page)
    assert "没有处于这一状态的申请" in wang.get("/requests", status="ended")
    assert wang.client.get("/requests?status=lost").status_code == 400
    assert to_verify not in open_browser("ma").get("/requests", status="awaiting_verification")


def test_requests_are_read_page_by_page(
    monkeypatch: pytest.MonkeyPatch, open_browser: Callable[..., Browser], ask: Callable[..., str]
) -> None:
    monkeypatch.setattr("registry.web.requests.PAGE", 2)
    asked = [ask(one) for one in (LISTED, CLEAR_OF, WRONG)]
    li, seen, there = open_browser("li"), [], "/requests"
    for _ in range(2):
        page = html.unescape(li.get(there))
        seen += re.findall(r'href="/cases/(R[\d-]+)"', page)
        behind = re.search(r'href="(/requests\?[^"]+)">更早的申请', page)
        there = behind[1] if behind else ""
    assert there == "", "the last page leads nowhere"
    assert seen == asked[::-1]
    assert li.client.get("/requests?behind=R2026-999999").status_code == 404
