"""Work lists of every role: what waits stands there, whoever sees it may open it, many rows ask no more than one."""

import html
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest
from flask import Flask
from sqlalchemy import event

from registry.domain.actors import Role
from registry.store.base import db
from registry.store.people import sample_people
from tests import desks
from tests.web.conftest import Browser

Open = Callable[..., Browser]


@pytest.fixture
def made(app: Flask) -> dict[str, str]:
    """Something waits for everybody; the numbers by what they are."""
    with app.app_context():
        made = desks.something_for_everybody()
        db.session.remove()
    return made


def everybody(app: Flask) -> dict[str, Role]:
    with app.app_context():
        return {person.sign_in_name: Role(person.role) for person in sample_people()}


def links_of(browser: Browser) -> list[str]:
    """Where the rows of a work list lead, in their order."""
    page = browser.get("/work")
    rows = re.findall(r'<p class="card-title"><a href="([^"]+)"', page)
    return [html.unescape(one) for one in rows]


def main_of(page: str) -> str:
    found = re.search(r"<main.*?</main>", page, re.S)
    assert found
    return html.unescape(found.group())


@contextmanager
def counted(app: Flask) -> Iterator[list[str]]:
    """The statements that are sent to the database meanwhile."""
    sent: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_: object) -> None:
        sent.append(statement)

    with app.app_context():
        engine = db.engine
    event.listen(engine, "before_cursor_execute", note)
    try:
        yield sent
    finally:
        event.remove(engine, "before_cursor_execute", note)


def test_every_role_finds_what_waits_for_it(app: Flask, open_browser: Open, made: dict[str, str]) -> None:
    wanted = {
        "li": ["without resources", "to verify", "in doubt"],
        "chen": ["ending", "consulted on"],
        "wang": ["to verify", "ending", "reported by a village", "draft", "without resources"],
        "zhao": [],
        "sun": ["in doubt", "ending", "reviewed", "proposed", "without resources"],
        "zhou": ["in review", "consulted on"],
        "zheng": ["to confirm", "of the list office"],
        "he": ["to confirm", "of the list office"],
        "feng": ["reported", "reported of no unit"],
    }
    for name, expected in wanted.items():
        there = " ".join(links_of(open_browser(name)))
        assert [one for one in expected if made[one] not in there] == [], name
    for name in ("wang", "zhao"):
        assert "/villages/620102001001" in links_of(open_browser(name)), "a plaque is to be hung"
    for name in ("wang", "wu"):
        page = main_of(open_browser(name).get("/work"))
        assert "牌子超过限额2块" in page and re.search(r"待作出处理决定：牌子\d+块", page)
    for name, said in {"ma": "待乡镇（街道）说明意见", "sun": "待评估", "li": "条答复还没有阅读"}.items():
        assert said in main_of(open_browser(name).get("/work")), name
    assert "没有附原件" in main_of(open_browser("zheng").get("/work"))
    assert "被拒收的邮件：1封" in main_of(open_browser("admin").get("/work"))


def test_whoever_sees_a_row_may_open_it(app: Flask, open_browser: Open, made: dict[str, str]) -> None:
    assert set(everybody(app).values()) == set(Role)
    for name in everybody(app):
        browser = open_browser(name)
        refused = [there for there in links_of(browser) if browser.client.get(there).status_code != 200]
        assert refused == [], name


def test_nobody_learns_from_a_work_list_who_reported_or_of_reports_that_are_not_theirs(
    app: Flask, open_browser: Open, made: dict[str, str]
) -> None:
    """Wang and Zhao reported the emergency bureau, where Li works: to Feng, and to Wang."""
    sees = {"feng": {"reported", "reported of no unit"}, "wang": {"reported by a village"}}
    of_reports = {"reported", "reported of no unit", "reported by a village"}
    for name in everybody(app):
        page = main_of(open_browser(name).get("/work"))
        assert {one for one in of_reports if made[one] in page} == sees.get(name, set()), name
        if name == "feng":
            assert "王干事" not in page and "酒泉路" not in page and "赵文书" not in page
        if name == "wang":
            assert "赵文书" not in page


def test_a_hundred_rows_of_each_sort_ask_the_database_as_often_as_two(
    app: Flask, open_browser: Open, made: dict[str, str], record_property: Callable[[str, object], None]
) -> None:
    browsers = {name: open_browser(name) for name in everybody(app)}
    asked: dict[str, list[int]] = {name: [] for name in browsers}
    for times, step in ((1, 500), (9, 1000), (4, 10_000)):
        with app.app_context():
            desks.multiply(times, step=step)
            db.session.remove()
        for name, browser in browsers.items():
            with counted(app) as sent:
                browser.get("/work")
            asked[name].append(len(sent))
    record_property("figure", f"statements of a work list at 2, 20, 100 of everything: {asked}")
    assert {
        name: figures for name, figures in asked.items() if figures[2] > figures[1] or figures[1] > figures[0]
    } == {}
