"""Drafting, reviewing and publishing on pages, row by row; who may not; nothing done twice, nothing typed lost."""

import re
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from flask import Flask

from registry.domain.duties import Duty, DutyTier
from registry.services import drafting, drafts, duties, editions
from registry.services.access import Demand, check
from registry.services.people import actor_called
from registry.store import events
from registry.store.base import db
from registry.store.editions import DraftRecord
from tests.web.conftest import Browser
from tests.web.lists import COUNTY, NEIGHBOUR, PLACE, SEED, act, begin, fields, row_form

PAPER = {"document_number": "城政办发〔2026〕31号", "effective_on": "2026-11-01", "publish_reason": "年度调整"}


@pytest.fixture
def sun(open_browser) -> Browser:
    """Sun of the county's list office, signed in."""
    return open_browser("sun")


@pytest.fixture
def zhou(open_browser) -> Browser:
    """Zhou of the justice bureau, signed in."""
    return open_browser("zhou")


def rows_of(app: Flask, draft: str) -> tuple[Duty, ...]:
    with app.app_context():
        return db.session.get_one(DraftRecord, draft).says()


def status_of(app: Flask, draft: str) -> str:
    with app.app_context():
        return db.session.get_one(DraftRecord, draft).status


def put(browser: Browser, draft: str, duty: str, **typed: object):
    sent = {**row_form(browser, draft, duty), **typed}
    return browser.client.post(f"/lists/drafts/{draft}/rows/{duty}", data=sent)


def waiting(browser: Browser) -> str:
    """What stands under "yours to do"."""
    return browser.get("/lists/drafts").split("<h2>等您办的</h2>")[1].split("<h2>")[0]


def published(wang: Browser, zhou: Browser, sun: Browser, draft: str, **paper: object):
    assert act(wang, draft, "send").status_code == 302
    assert act(zhou, draft, "approve").status_code == 302
    return act(sun, draft, "publish", **{**PAPER, **paper})


def test_from_a_draft_to_the_public_page_and_the_verdict(app, wang, zhou, sun, anybody) -> None:
    draft = begin(wang)
    new = "开办社区老年食堂并监督饭菜质量"
    assert put(wang, draft, "new", matter=new, category="民生服务").status_code == 302
    assert new in wang.get(f"/lists/drafts/{draft}")
    assert act(wang, draft, "send").status_code == 302
    assert draft in waiting(zhou) and draft not in waiting(wang)
    assert act(zhou, draft, "approve").status_code == 302
    assert draft in waiting(sun)
    assert act(sun, draft, "publish", **PAPER).status_code == 302
    page = anybody.get(f"/lists/{PLACE}")
    assert new in page and PAPER["document_number"] in page
    assert new not in anybody.get(f"/lists/{PLACE}", on="2026-10-31")
    with app.app_context():
        asked = Demand("delegation", PLACE, {"matter": new}, department="县民政局")
        assert check(asked, now=datetime.now(UTC) + timedelta(seconds=1)).verdict.outcome == "ADMIT"
    assert "年度调整" in str(_events(app))


def _events(app: Flask) -> list[object]:
    with app.app_context():
        newest = duties.list_of(PLACE, on=datetime.now(UTC).date(), known_at=datetime.now(UTC)).editions[0]
        found = events.events_about(newest.code, stream="lists")
        return [event.facts for event in found]


def test_a_correcting_edition_is_begun_from_the_page_and_the_wrong_one_stays_marked(
    app, wang, zhou, sun, anybody
) -> None:
    wrong = begin(wang)
    gone = rows_of(app, wrong)[0]
    remove(wang, wrong, gone.code)
    assert published(wang, zhou, sun, wrong).status_code == 302
    newest = re.search(r"/lists/editions/(ED-[\w-]+)", anybody.get(f"/lists/{PLACE}").split("历次公布")[1])
    assert newest
    right = begin(wang, corrects=newest.group(1))
    put(wang, right, "new", matter=gone.matter, category=gone.category)
    assert published(wang, zhou, sun, right, document_number="城政办发〔2026〕32号").status_code == 302
    page = anybody.get(f"/lists/{PLACE}")
    assert "已更正" in page and gone.matter in page
    marked = anybody.get(f"/lists/editions/{newest.group(1)}")
    assert "城政办发〔2026〕32号" in marked and "有误" in marked


def remove(browser: Browser, draft: str, duty: str):
    address = f"/lists/drafts/{draft}/rows/{duty}/remove"
    return browser.client.post(address, data=browser.hidden(browser.get(f"/lists/drafts/{draft}"), address))


def test_rows_are_changed_moved_taken_out_merged_and_split_and_each_is_told(app, wang) -> None:
    draft = begin(wang)
    before = rows_of(app, draft)
    first, second, third, fourth, fifth = [row for row in before if row.tier is DutyTier.BASIC][:5]
    put(wang, draft, first.code, matter=first.matter + "（修订）")
    assert rows_of(app, draft)[0].matter.endswith("（修订）")
    down = f"/lists/drafts/{draft}/rows/{first.code}/down"
    wang.client.post(down, data=wang.hidden(wang.get(f"/lists/drafts/{draft}"), down))
    assert [(row.code, row.number) for row in rows_of(app, draft)[:2]] == [(second.code, 1), (first.code, 2)]
    remove(wang, draft, third.code)
    assert third.code not in {row.code for row in rows_of(app, draft)}
    merging = f"/lists/drafts/{draft}/merge?row={first.code}&row={second.code}"
    sent = fields(wang.get(merging), f"/lists/drafts/{draft}/merge")
    assert wang.client.post(f"/lists/drafts/{draft}/merge", data={**sent, "matter": "合并后的一项"}).status_code == 302
    sent = fields(wang.get(f"/lists/drafts/{draft}/split/{fourth.code}"), f"/lists/drafts/{draft}/split/{fourth.code}")
    halves = {**sent, "matters": "前一半事项\n后一半事项"}
    assert wang.client.post(f"/lists/drafts/{draft}/split/{fourth.code}", data=halves).status_code == 302
    after = rows_of(app, draft)
    assert [row.matter for row in after[:3]] == ["合并后的一项", "前一半事项", "后一半事项"]
    assert [row.number for row in after[:4]] == [1, 2, 3, 4] and after[3].code == fifth.code
    put(wang, draft, fifth.code, matter="党员教育另一种写法")
    page = wang.get(f"/lists/drafts/{draft}").split("全部事项")[0]
    for told in ("合并", "拆分", "删除", "改名", first.matter, second.matter):
        assert told in page
    assert 'tag-dropped">删除</span> ' + third.matter in page and page.count("tag-dropped") == 1


def test_a_supporting_row_keeps_its_departments_and_finds_their_codes(app, wang) -> None:
    draft = begin(wang)
    sent = {"matter": "协助开展古树名木看护", "tier": "SUPPORTING", "category": "生态环保"}
    shares = {"department": ["县民政局", "县古树中心", ""], "department_duties": ["甲\n乙", "丙", ""]}
    assert put(wang, draft, "new", **sent, **shares, township_share="巡看\n报告").status_code == 302
    row = next(row for row in rows_of(app, draft) if row.matter == sent["matter"])
    assert [(share.department, share.duties, bool(share.unit)) for share in row.shares] == [
        ("县民政局", ("甲", "乙"), True),
        ("县古树中心", ("丙",), False),
    ]
    assert row.township_share == ("巡看", "报告")
    again = put(wang, draft, row.code)
    assert again.status_code == 302
    assert next(r for r in rows_of(app, draft) if r.code == row.code).shares == row.shares


def test_what_is_wrong_stands_beside_its_field_and_nothing_typed_is_lost(app, wang) -> None:
    draft = begin(wang)
    other = rows_of(app, draft)[0].matter
    wrongs = (
        ({"matter": "", "category": "我写的类别"}, 'id="matter-wrong"'),
        ({"matter": other, "category": "我写的类别"}, 'id="matter-wrong"'),
        ({"matter": "没有部门", "tier": "SUPPORTING", "category": "我写的类别"}, 'id="shares-wrong"'),
        ({"matter": "没有承接", "tier": "RECLAIMED", "category": "我写的类别"}, 'id="taken_over_by-wrong"'),
    )
    for typed, place in wrongs:
        response = put(wang, draft, "new", **typed)
        page = response.get_data(as_text=True)
        assert response.status_code == 400, typed
        assert place in page and "我写的类别" in page and typed["matter"] in page
    split = f"/lists/drafts/{draft}/split/{rows_of(app, draft)[0].code}"
    alone = wang.client.post(split, data={**fields(wang.get(split), split), "matters": "只有一项"})
    assert alone.status_code == 400 and "只有一项" in alone.get_data(as_text=True)


def test_a_draft_changed_by_somebody_else_is_not_overwritten(app, wang, sun) -> None:
    draft = begin(wang)
    code = rows_of(app, draft)[0].code
    opened = row_form(wang, draft, code)
    sending = wang.hidden(wang.get(f"/lists/drafts/{draft}"), f"/lists/drafts/{draft}/send")
    put(sun, draft, code, matter="孙清单改成这样")
    response = wang.client.post(f"/lists/drafts/{draft}/rows/{code}", data={**opened, "matter": "王干事改成那样"})
    page = response.get_data(as_text=True)
    assert response.status_code == 409
    assert "有人改过" in page and "王干事改成那样" in page
    assert rows_of(app, draft)[0].matter == "孙清单改成这样"
    again = fields(page, f"/lists/drafts/{draft}/rows/{code}")
    assert wang.client.post(f"/lists/drafts/{draft}/rows/{code}", data=again).status_code == 302
    assert rows_of(app, draft)[0].matter == "王干事改成那样"
    assert wang.client.post(f"/lists/drafts/{draft}/send", data=sending).status_code == 409
    assert status_of(app, draft) == "DRAFT"


def test_a_second_click_does_nothing_twice_and_is_no_error(app, wang, zhou) -> None:
    first, second = begin(wang), begin(wang)
    assert first == second
    sent = {**row_form(wang, first, "new"), "matter": "只加一次的事项"}
    answers = [wang.client.post(f"/lists/drafts/{first}/rows/new", data=sent) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [302, 302]
    assert sum(row.matter == "只加一次的事项" for row in rows_of(app, first)) == 1
    for browser, verb in ((wang, "send"), (zhou, "approve")):
        address = f"/lists/drafts/{first}/{verb}"
        hidden = browser.hidden(browser.get(f"/lists/drafts/{first}"), address)
        assert [browser.client.post(address, data=hidden).status_code for _ in range(2)] == [302, 302]
    assert status_of(app, first) == "REVIEWED"


def test_a_returned_draft_shows_why_and_comes_back_to_who_drafted_it(app, wang, zhou) -> None:
    draft = begin(wang)
    act(wang, draft, "send")
    missing = act(zhou, draft, "return", reason="  ")
    assert missing.status_code == 400 and status_of(app, draft) == "IN_REVIEW"
    assert act(zhou, draft, "return", reason="第三项写法不准").status_code == 302
    assert "第三项写法不准" in waiting(wang)
    assert "第三项写法不准" in wang.get(f"/lists/drafts/{draft}")
    act(wang, draft, "withdraw")
    assert status_of(app, draft) == "WITHDRAWN"


def test_publishing_with_a_wrong_number_or_day_keeps_what_was_typed(app, wang, zhou, sun) -> None:
    draft = begin(wang)
    response = published(wang, zhou, sun, draft, document_number="没有文号")
    page = response.get_data(as_text=True)
    assert response.status_code == 400 and "没有文号" in page and "年度调整" in page
    wrong_day = act(sun, draft, "publish", **{**PAPER, "effective_on": "下个月"})
    assert wrong_day.status_code == 400 and "下个月" in wrong_day.get_data(as_text=True)
    taken = act(sun, draft, "publish", **{**PAPER, "effective_on": "2026-01-01"})
    assert taken.status_code == 400 and status_of(app, draft) == "REVIEWED"


def test_who_may_not_sees_no_buttons_and_is_refused(app, wang, zhou, open_browser) -> None:
    draft, chen, sun = begin(wang), open_browser("chen"), open_browser("sun")
    assert "起草审核" not in chen.get("/") and "起草审核" in wang.get("/")
    for stranger in (chen, open_browser("ma")):
        assert stranger.client.get(f"/lists/drafts/{draft}").status_code == 404
        assert draft not in stranger.get("/lists/drafts")
    token = zhou.hidden(zhou.get(f"/lists/drafts/{draft}"), "/sign-out")["csrf_token"]
    assert zhou.client.post(f"/lists/drafts/{draft}/send", data={"csrf_token": token}).status_code == 403
    assert zhou.client.post("/lists/drafts", data={"csrf_token": token, "place": PLACE}).status_code == 403
    page = zhou.get(f"/lists/drafts/{draft}")
    assert "/send" not in page and "/rows/new" not in page
    act(wang, draft, "send")
    token = wang.hidden(wang.get(f"/lists/drafts/{draft}"), "/sign-out")["csrf_token"]
    for verb in ("approve", "publish"):
        sent = {"csrf_token": token, **PAPER}
        assert wang.client.post(f"/lists/drafts/{draft}/{verb}", data=sent).status_code in (403, 409, 400)
    assert status_of(app, draft) == "IN_REVIEW"
    own = begin(sun, place="620102002000")
    act(sun, own, "send")
    assert f"/lists/drafts/{own}/approve" not in sun.get(f"/lists/drafts/{own}")


def test_without_the_forms_token_nothing_is_done_and_what_was_typed_stays(app, wang) -> None:
    draft = begin(wang)
    code = rows_of(app, draft)[0].code
    sent = {**row_form(wang, draft, code), "csrf_token": "forged", "matter": "写了很久的一段话"}
    response = wang.client.post(f"/lists/drafts/{draft}/rows/{code}", data=sent)
    assert response.status_code == 400 and "写了很久的一段话" in response.get_data(as_text=True)
    assert rows_of(app, draft)[0].matter != "写了很久的一段话"


def publish_now(place: str, rows: tuple[Duty, ...], number: str, day: date, corrects: str = "") -> None:
    """Publish rows through the services, each step by the one who may."""
    sun, zhou, now = actor_called("sun"), actor_called("zhou"), datetime.now(UTC)
    assert sun and zhou
    made = drafting.import_list(place, rows, actor=sun, now=now, corrects=corrects)
    drafts.send(made.code, actor=sun, now=now)
    drafts.approve(made.code, actor=zhou, now=now)
    editions.publish(made.code, document_number=number, effective_on=day, actor=sun, now=now)


@pytest.mark.parametrize("wins", [False, True])
def test_a_masters_draft_shows_what_it_does_to_each_township_and_who_wins(app, zhou, sun, anybody, wins) -> None:
    with app.app_context():
        rows = duties.edition_called(SEED).duties
        disputed = rows[0]
        own = tuple(replace(row, matter="本街道自己的写法") if row is disputed else row for row in rows)
        publish_now(NEIGHBOUR, own, "城政办发〔2026〕49号", date(2026, 2, 1))
        publish_now(COUNTY, rows, "城政办发〔2026〕50号", date(2026, 3, 1))
    draft = begin(sun, place=COUNTY)
    put(sun, draft, disputed.code, matter=disputed.matter + "（母版修订）")
    act(sun, draft, "send")
    assert "公布后各乡镇的变化" in zhou.get(f"/lists/drafts/{draft}")
    act(zhou, draft, "approve")
    page = sun.get(f"/lists/drafts/{draft}")
    assert page.count("以母版为准") == 1 and "本街道自己的写法" in page
    tick = re.search(r'name="wins" value="([^"]+)"', page)
    assert tick and tick.group(1) == f"{NEIGHBOUR}:{disputed.code}"
    given = {"wins": tick.group(1)} if wins else {}
    assert act(sun, draft, "publish", **{**PAPER, "effective_on": "2026-11-20"}, **given).status_code == 302
    assert "（母版修订）" in anybody.get(f"/lists/{PLACE}")
    assert ("本街道自己的写法" in anybody.get(f"/lists/{NEIGHBOUR}")) is not wins
    overlay = anybody.get(f"/lists/{NEIGHBOUR}/overlay")
    assert ("没有不同" in overlay) is wins and ("本街道自己的写法" in overlay) is not wins
