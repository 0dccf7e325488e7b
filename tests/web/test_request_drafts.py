"""Applications, drafts and attachments at the pages: nothing typed is lost, nothing sent along is shown as a page."""

import hashlib
import html
import io
import re
from collections.abc import Callable

import pytest
from flask import Flask

from registry.store.access import RequestRecord
from registry.store.base import db
from registry.store.request_drafts import RequestDraftRecord
from tests.conftest import PASSWORD
from tests.samples_of_files import PDF, PNG, docx, with_parts
from tests.web.conftest import RECLAIMED, Browser, filled_in
from tests.web.test_cases import LI, LISTED, send
from tests.web.test_nothing_lost import carried
from tests.web.test_requests import kept

APPLIED = {"apply-posts": "1名", "apply-township_duties": "转发预警", "apply-term_until": "2099-06-30"}


@pytest.fixture
def li(open_browser: Callable[..., Browser]) -> Browser:
    """Clerk Li of the county emergency bureau, signed in."""
    return open_browser("li")


def drafts(app: Flask) -> list[RequestDraftRecord]:
    with app.app_context():
        return list(db.session.query(RequestDraftRecord).all())


def file(name: str, content: bytes) -> tuple[io.BytesIO, str]:
    return io.BytesIO(content), name


def keep(browser: Browser, form: dict[str, object], **changes: object):
    sent = {**form, **changes}
    return browser.client.post("/requests/drafts", data=sent, content_type="multipart/form-data")


# The application
# ----------------------------------------------------------------------------------------------------------------------


OFF_LIST = {**LISTED, "matter": "夜间经济摊区备案"}
WHY = "清单没有把这件事列给乡镇，要交下去就应当随事划转编制、经费、权限（第十六条）"


def test_the_application_stands_under_the_verdict_marks_what_must_move_along_and_is_kept(app, li, wang):
    page = li.get("/ask/delegation", **OFF_LIST)
    assert f"{WHY}，还没有填写：" in page and page.index("conclusion-reject") < page.index('name="apply-posts"')
    there = li.client.post("/requests", data={**filled_in(page), **APPLIED}).location
    assert kept(app)[0].application == {"posts": "1名", "township_duties": "转发预警", "term_until": "2099-06-30"}
    for page in (li.get(there), wang.get(f"/cases/{there.rsplit('/', 1)[1]}-001")):
        assert "转发预警" in page and "2099年6月30日" in page and f"{WHY}。" in page
        assert page.count('<dd><span class="missing">') == 2, "money and powers are open"


def test_of_a_matter_on_the_list_nothing_is_said_to_be_missing(app, li, wang):
    page = li.get("/ask/delegation", **LISTED)
    assert 'name="apply-posts"' in page and "moves-along" not in page and "还没有填写：" not in page
    there = li.client.post("/requests", data={**filled_in(page), **APPLIED}).location
    for page in (li.get(there), wang.get(f"/cases/{there.rsplit('/', 1)[1]}-001")):
        assert "转发预警" in page and 'class="missing"' not in page and WHY not in page


def test_what_was_taken_back_is_new_work_too_and_what_nobody_judged_is_not(chen, li):
    assert WHY in chen.get("/ask/delegation", **RECLAIMED)
    assert WHY not in li.get("/ask/delegation")


def test_nobody_who_cannot_submit_is_asked_for_an_application(anybody, open_browser, li):
    for browser in (anybody, open_browser("zhou")):
        page = browser.get("/ask/delegation", **LISTED)
        assert "apply-" not in page and "/requests/drafts" not in page and 'type="file"' not in page
    assert "apply-" not in li.get("/ask"), "nothing is asked before the verdict"


def test_a_kind_that_lays_no_work_on_anybody_is_not_told_to_move_posts(li):
    page = li.get("/ask/plaque", wording="综治中心", place="620102001001", department=LI)
    assert "apply-posts" in page and "还没有填写：" not in page


def test_a_turned_term_stands_beside_its_field_and_nothing_is_lost(app, li):
    form = {**li.submission(LISTED), **APPLIED, "apply-term_until": "2020-01-01"}
    answer = li.client.post("/requests", data=form)
    page = answer.get_data(as_text=True)
    assert answer.status_code == 400 and kept(app) == []
    assert 'id="apply-term_until-wrong"' in page and 'href="#apply-term_until"' in page
    assert filled_in(page)["apply-township_duties"] == ["转发预警"] and "conclusion-admit" in page
    again = {**filled_in(page), "apply-term_until": "2099-01-01"}
    assert li.client.post("/requests", data=again).status_code == 302


def test_judging_again_and_signing_in_keep_the_application(app, li):
    page = li.get(li.client.post("/ask/delegation", data={**li.submission(LISTED), **APPLIED}).location)
    assert filled_in(page)["apply-township_duties"] == ["转发预警"]
    fixed = re.search(r'<a href="([^"]*known_at[^"]*)"', page)
    assert fixed and "apply-" not in fixed[1], "the address of a verdict holds the question alone"
    form = {**filled_in(page), "apply-basis": "依" * 1900}
    li.sign_out()
    waiting = carried(li.client.post("/requests", data=form).get_data(as_text=True), "/sign-in")
    back = li.client.post("/sign-in", data={**waiting, "sign_in_name": "li", "password": PASSWORD})
    page = back.get_data(as_text=True)
    assert filled_in(page)["apply-basis"] == ["依" * 1900]
    assert li.client.post("/requests", data=filled_in(page)).status_code == 302


# Drafts
# ----------------------------------------------------------------------------------------------------------------------


def test_half_a_form_is_kept_found_gone_on_with_and_submitted(app, li):
    form = {
        **filled_in(li.get("/ask")),
        "matter": "防汛抗旱",
        "place": "火星镇",
        "places": "甲\r\n乙",
        "cites": ["甘办〔2026〕1号", ""],
    }
    there = keep(li, form, **{"apply-exit": "汛期结束"}).location
    assert there == "/requests/drafts/RD2026-000001" or re.fullmatch(r"/requests/drafts/RD\d{4}-000001", there)
    number = there.rsplit("/", 1)[1]
    assert f"草稿{number}已保存" in li.get(there)
    page = li.get(there)
    assert "conclusion-" not in page, "nothing is judged"
    again = filled_in(page)
    assert (again["matter"], again["place"], again["places"]) == (["防汛抗旱"], ["火星镇"], ["甲\n乙"])
    assert again["cites"][0] == "甘办〔2026〕1号" and again["apply-exit"] == ["汛期结束"]
    for list_page in ("/requests", "/work"):
        assert f'href="{there}"' in li.get(list_page)
    there = li.client.post("/ask/delegation", data={**again, "place": "酒泉路街道", "places": "", "cites": ""}).location
    page = li.get(there)
    assert f"正在继续草稿{number}" in page and "conclusion-admit" in page
    assert li.client.post("/requests", data=filled_in(page)).status_code == 302
    assert drafts(app) == [] and kept(app)[0].application == {"exit": "汛期结束"}
    assert number not in li.get("/requests")


def test_a_draft_is_its_own_units_alone(li, chen, wang, open_browser):
    there = keep(li, filled_in(li.get("/ask")), matter="防汛抗旱").location
    for other in (chen, wang):
        assert other.client.get(there).status_code == 404
        assert there not in other.get("/requests")
        assert send(other, f"{there}/discard").status_code == 404
    assert open_browser("sun").client.get(there).status_code == 403


def test_a_draft_is_discarded(app, li):
    there = keep(li, filled_in(li.get("/ask")), matter="防汛抗旱").location
    form = li.hidden(li.get(there), f"{there}/discard")
    assert li.client.post(f"{there}/discard", data=form).location == "/requests"
    assert "已删除" in li.get("/requests") and drafts(app) == []
    assert li.client.get(there).status_code == 404


def test_a_page_too_old_discards_nothing_and_takes_no_file_off(app, li):
    there = keep(li, li.submission(LISTED), files=[file("依据.pdf", PDF)]).location
    remove = re.search(r'action="(/requests/attachments/[^"]+/remove)"', li.get(there))
    assert remove
    for where in (f"{there}/discard", remove[1]):
        answer = li.client.post(where, data={"csrf_token": "of a page that stood open too long"})
        page = html.unescape(answer.get_data(as_text=True))
        assert answer.status_code == 400 and "页面停留太久" in page and "依据.pdf" in page
        assert filled_in(page)["matter"] == ["防汛抗旱"], "the draft stands there again"
        assert [draft.subject for draft in drafts(app)] == ["防汛抗旱"]
    form = li.hidden(page, f"{there}/discard")
    assert li.client.post(f"{there}/discard", data=form).location == "/requests" and drafts(app) == []


def test_of_two_pages_open_on_one_draft_both_texts_stay(app, li):
    there = keep(li, filled_in(li.get("/ask")), matter="防汛抗旱").location
    one, two = filled_in(li.get(there)), filled_in(li.get(there))
    assert keep(li, one, matter="第一页").location == there
    other = keep(li, two, matter="第二页").location
    assert other != there and "另存的新草稿" in li.get(other)
    assert sorted(draft.subject for draft in drafts(app)) == ["第一页", "第二页"]


def test_judging_in_between_does_not_hide_that_somebody_else_kept_the_draft(app, li):
    there = keep(li, li.submission(LISTED)).location
    mine, theirs = filled_in(li.get(there)), filled_in(li.get(there))
    keep(li, theirs, matter="同事写的")
    judged = li.client.post("/ask/delegation", data=mine).location
    assert keep(li, filled_in(li.get(judged))).location != there
    assert sorted(draft.subject for draft in drafts(app)) == ["同事写的", "防汛抗旱"]


def test_submitting_a_draft_that_a_colleague_discarded_keeps_what_was_typed(app, li):
    there = keep(li, li.submission(LISTED)).location
    page = li.get(li.client.post("/ask/delegation", data=filled_in(li.get(there))).location)
    send(li, f"{there}/discard")
    answer = li.client.post("/requests", data=filled_in(page))
    page = answer.get_data(as_text=True)
    assert answer.status_code == 409 and "没有找到申请草稿" in page and kept(app) == []
    assert li.client.post("/requests", data=filled_in(page)).status_code == 302


def test_a_page_too_old_or_a_session_that_ended_loses_no_draft(app, li):
    form = {**filled_in(li.get("/ask")), "matter": "写了很久"}
    answer = keep(li, form, csrf_token="forged")
    assert answer.status_code == 400 and filled_in(answer.get_data(as_text=True))["matter"] == ["写了很久"]
    li.sign_out()
    answer = keep(li, form)
    assert answer.status_code == 401
    assert carried(answer.get_data(as_text=True), "/sign-in")["typed.matter"] == ["写了很久"]
    assert drafts(app) == []


# Attachments
# ----------------------------------------------------------------------------------------------------------------------


def test_files_go_along_with_a_draft_and_then_with_the_request(app, li, wang, chen):
    form = {**li.submission(LISTED), "files": [file("依据 一.pdf", PDF)]}
    there = keep(li, form).location
    page = li.get(there)
    assert "依据 一.pdf" in page and hashlib.sha256(PDF).hexdigest() in page
    page = li.get(li.client.post("/ask/delegation", data=filled_in(page)).location)
    form = {name: value for name, value in filled_in(page).items() if name != "files"}
    form["files"] = [file("照片.png", PNG)]
    there = li.client.post("/requests", data=form, content_type="multipart/form-data").location
    page = wang.get(f"/cases/{there.rsplit('/', 1)[1]}-001")
    files = re.findall(r'href="(/requests/attachments/F[\d-]+)"', page)
    assert len(files) == 2
    answer = wang.client.get(files[0])
    assert answer.data == PDF and answer.mimetype == "application/pdf"
    assert answer.headers["Content-Disposition"].startswith("attachment;")
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert chen.client.get(files[0]).status_code == 404
    assert wang.client.post(f"{files[0]}/remove", data={}).status_code == 400


def test_what_is_refused_says_why_in_one_sentence_and_keeps_nothing(app, li):
    bad = with_parts(docx(), {"word/vbaProject.bin": b"x"})
    answer = keep(li, li.submission(LISTED), files=[file("通知.docx", bad)])
    page = html.unescape(answer.get_data(as_text=True))
    assert answer.status_code == 400 and "“通知.docx”带有宏" in page and drafts(app) == []
    assert filled_in(page)["matter"] == ["防汛抗旱"]
    form = {**li.submission(LISTED), "files": [file("图.pdf", PNG)]}
    answer = li.client.post("/requests", data=form, content_type="multipart/form-data")
    page = html.unescape(answer.get_data(as_text=True))
    assert answer.status_code == 400 and "扩展名与内容不符" in page and "请重新选择" in page and kept(app) == []


def test_files_are_added_while_the_request_is_open(app, li, wang):
    there = li.client.post("/requests", data=li.submission(LISTED)).location
    page = li.get(there)
    token = li.hidden(page, f"{there}/attachments")["csrf_token"]
    assert f'action="{there}/attachments"' not in wang.get(there)

    def add(*files):
        sent = {"csrf_token": token, "files": list(files)}
        return li.client.post(f"{there}/attachments", data=sent, content_type="multipart/form-data")

    assert add().status_code == 400
    li.sign_out()
    assert add(file("依据.pdf", PDF)).location == f"/sign-in?next={there}"
    assert li.sign_in("li").status_code == 302
    token = li.hidden(li.get(there), f"{there}/attachments")["csrf_token"]
    assert add(file("大.pdf", PDF + b"\n" * (11 * 2**20))).status_code == 400
    answer = add(file("依据.pdf", PDF))
    assert answer.status_code == 302 and "依据.pdf" in li.get(there)
    case = f"/cases/{there.rsplit('/', 1)[1]}-001"
    assert send(li, f"{case}/withdraw", reason="不再需要").status_code == 302
    assert f'action="{there}/attachments"' not in li.get(there)
    answer = add(file("依据二.pdf", PDF))
    assert "不能再添加附件" in answer.get_data(as_text=True)


def test_a_file_is_taken_off_a_draft(app, li):
    there = keep(li, li.submission(LISTED), files=[file("依据.pdf", PDF)]).location
    page = li.get(there)
    remove = re.search(r'action="(/requests/attachments/[^"]+/remove)"', page)
    assert remove
    assert li.client.post(remove[1], data=li.hidden(page, remove[1])).status_code == 302
    assert "依据.pdf" not in li.get(there)


def test_many_files_and_long_forms_of_strangers_are_refused(app, li, anybody):
    sent = {"files": [file("大.pdf", PDF + b"\n" * (2 * 2**20))], "kind": "delegation"}
    assert anybody.client.post("/requests/drafts", data=sent, content_type="multipart/form-data").status_code == 413
    with app.app_context():
        assert db.session.query(RequestRecord).count() == 0
