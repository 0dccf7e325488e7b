"""The pages of provincial approvals: read by anybody, recorded with a document, looked at again before they change."""

import io
import re
from datetime import UTC, datetime

import pytest

from registry.services import cases
from registry.services.people import actor_called
from tests.conftest import PASSWORD
from tests.samples_of_files import PDF, packed_pdf

COUNTY, JIUQUAN = "620102000000", "620102001000"
MATTER = "无人机起降点编号"
PAPER = {
    "approval_form": "UNIFIED_DEPLOYMENT",
    "issuers": ["PARTY_GENERAL_OFFICE", "GOVERNMENT_GENERAL_OFFICE"],
    "document_number": "甘办发〔2026〕77号",
    "paper_title": "示例:关于无人机起降点编号的统一部署",
    "issued_on": "2026-11-10",
    "approval_names": MATTER,
    "approval_places": f"酒泉路街道\r\n{COUNTY}",
    "demand_forms": ["DIRECT"],
    "approved_posts": "0",
    "money": "每街道每年1万元",
    "powers": "无需执法权限",
}
SCAN = PDF


def sent(browser, file: tuple[bytes, str] | None = (SCAN, "扫描件.pdf"), **changes):
    form = browser.hidden(browser.get("/approvals/new"), "/approvals")
    data = {**form, **PAPER, **changes}
    if file is not None:
        data["file"] = (io.BytesIO(file[0]), file[1])
    return browser.client.post("/approvals", data=data)


def code_of(answer) -> str:
    assert answer.status_code == 302, re.findall(r'class="wrong"[^>]*>([^<]*)', answer.get_data(as_text=True))
    return answer.headers["Location"].rsplit("/", 1)[1]


def act(browser, code: str, what: str, **typed):
    address = f"/approvals/{code}/{what}"
    form = browser.hidden(browser.get(f"/approvals/{code}"), address)
    return browser.client.post(address, data={**form, **typed})


def submitted(browser, matter: str = MATTER) -> str:
    question = {"matter": matter, "place": JIUQUAN, "department": "11629999MB9000322X"}
    answer = browser.client.post("/requests", data=browser.submission(question))
    assert answer.status_code == 302
    return answer.headers["Location"].rsplit("/", 1)[1]


def test_anybody_reads_the_approvals_and_what_keeps_each_from_lifting(anybody):
    page = anybody.get("/approvals")
    for told in ("甘办发〔2025〕16号", "待省级确认", "已到期", "已撤销", "仅作证据", "只有一方发文"):
        assert told in page
    assert "甘办发〔2025〕16号" not in anybody.get("/approvals", q="夜间经济")
    assert "甘办发〔2025〕902号" not in anybody.get("/approvals", place="七里河区")
    assert "没有登记" in anybody.get("/approvals/PA-0002") and "暂不发编号" in anybody.get("/approvals/PA-0002")
    assert "只作证据保存" in anybody.get("/approvals/PA-0010")
    assert "/revoke" not in anybody.get("/approvals/PA-0001")
    assert anybody.client.get("/approvals/PA-9999").status_code == 404
    assert "kept as evidence" in anybody.get("/approvals/PA-0010", lang="en")


def test_a_county_records_with_a_document_and_the_province_confirms(open_browser, anybody):
    sun, zheng = open_browser("sun"), open_browser("zheng")
    code = code_of(sent(sun))
    page = anybody.get(f"/approvals/{code}")
    for told in ("待省级确认", MATTER, "县委机构编制委员会办公室", "每街道每年1万元", "城关区酒泉路街道"):
        assert told in page
    assert f"/approvals/{code}/document" not in page
    assert anybody.client.get(f"/approvals/{code}/document").status_code == 302
    kept = zheng.client.get(f"/approvals/{code}/document")
    assert (kept.data, kept.mimetype) == (SCAN, "application/pdf")
    assert kept.headers["Content-Disposition"].startswith("attachment")
    assert kept.headers["X-Content-Type-Options"] == "nosniff"
    assert kept.headers["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert "/confirm" not in sun.get(f"/approvals/{code}")
    assert act(zheng, code, "confirm").status_code == 302
    assert "有效" in anybody.get(f"/approvals/{code}") and "省级确认" in anybody.get(f"/approvals/{code}")


def test_what_is_to_mend_is_told_beside_its_field_and_the_file_stays(open_browser):
    sun = open_browser("sun")
    answer = sent(sun, document_number="第三号文", approval_places="无名镇")
    page = answer.get_data(as_text=True)
    assert answer.status_code == 400
    assert 'value="第三号文"' in page and "无名镇</textarea>" in page and "已收到：扫描件.pdf" in page
    form = sun.hidden(page, "/approvals")
    again = sun.client.post("/approvals", data={**form, **PAPER})
    assert "已登记" in sun.get(f"/approvals/{code_of(again)}")


@pytest.mark.parametrize(
    ("file", "told"),
    [
        ((b"MZ\x90 program", "扫描件.pdf"), "不是pdf"),
        ((b"", "扫描件.pdf"), "是空的"),
        ((b"%PDF-1.7 and nothing more", "扫描件.pdf"), "不完整或者已经损坏"),
        ((packed_pdf(b"<< /S /JavaScript /JS (x) >>"), "扫描件.pdf"), "带有脚本"),
        (None, "请附上文件的扫描件"),
        ((b"%PDF-" + b"0" * (10 * 1024 * 1024), "大.pdf"), "超过10兆"),
    ],
)
def test_a_file_that_is_not_what_it_says_is_not_taken(open_browser, file, told):
    answer = sent(open_browser("sun"), file)
    assert answer.status_code == 400 and told in answer.get_data(as_text=True)


def test_forms_are_shown_to_those_who_may_and_to_nobody_else(open_browser, anybody):
    assert anybody.client.get("/approvals/new").status_code == 302
    for name, status in (("sun", 200), ("zheng", 200), ("li", 403), ("wang", 403), ("zhou", 403), ("admin", 403)):
        browser = open_browser(name)
        assert browser.client.get("/approvals/new").status_code == status
        assert ("/approvals/new" in browser.get("/approvals")) is (status == 200)


def test_nobody_confirms_what_they_recorded(open_browser):
    zheng = open_browser("zheng")
    code = code_of(sent(zheng, None))
    page = zheng.get(f"/approvals/{code}")
    assert "要由省里另一位同事确认" in page and "/confirm" not in page
    assert act(open_browser("he"), code, "confirm").status_code == 302


def test_a_revocation_is_looked_at_before_it_is_made(app, open_browser, anybody):
    zheng, li = open_browser("zheng"), open_browser("li")
    number = submitted(li, "农村公益性墓地日常管护")
    with app.app_context():
        wang = actor_called("wang")
        assert wang is not None
        cases.verify(f"{number}-001", actor=wang, now=datetime.now(UTC))
    typed = {"revoked_on": "2026-11-01", "reason": "试点结束"}
    seen = act(zheng, "PA-0001", "revoke", **typed)
    page = seen.get_data(as_text=True)
    assert seen.status_code == 200 and f"{number}-001" in page and "终止" in page
    assert "有效" in anybody.get("/approvals/PA-0001")
    empty = act(zheng, "PA-0001", "revoke", revoked_on="2026-11-23", reason="")
    assert empty.status_code == 400 and "请填写" in empty.get_data(as_text=True)
    form = zheng.hidden(page, "/approvals/PA-0001/revoke")
    another = zheng.client.post("/approvals/PA-0001/revoke", data={**form, "sure": "something else was read"})
    assert another.status_code == 200 and "请再核对一次" in another.get_data(as_text=True)
    done = zheng.client.post("/approvals/PA-0001/revoke", data=form)
    after = anybody.get("/approvals/PA-0001")
    assert done.status_code == 302 and "试点结束" in after and "ZR-620102-" in after
    assert "已终止" in li.get(f"/requests/{number}")


def test_an_amendment_is_looked_at_before_it_is_confirmed(open_browser, anybody):
    sun, zheng = open_browser("sun"), open_browser("zheng")
    page = sun.get("/approvals/new", amends="PA-0002")
    assert "公共停车泊位收费管理</textarea>" in page and "甘办发〔2025〕902号" in page
    answer = sent(sun, amends="PA-0002", approval_names="公共停车泊位收费管理", approval_places=COUNTY)
    code = code_of(answer)
    seen = act(zheng, code, "confirm")
    page = seen.get_data(as_text=True)
    assert seen.status_code == 200 and "没有正在据此准入的事项" in page
    form = zheng.hidden(page, f"/approvals/{code}/confirm")
    assert zheng.client.post(f"/approvals/{code}/confirm", data=form).status_code == 302
    former = anybody.get("/approvals/PA-0002")
    assert "已撤销" in former and f"/approvals/{code}" in former and "因修改而终止" in former


def test_what_it_would_cure_is_offered_to_its_department_which_has_it_judged_again(open_browser, anybody):
    li, sun, zheng = open_browser("li"), open_browser("sun"), open_browser("zheng")
    number = submitted(li)
    assert "不予准入" in li.get(f"/requests/{number}")
    code = code_of(sent(sun))
    assert number not in li.get("/approvals/offers")
    assert all("/approvals/offers" not in li.get(there) for there in ("/requests", "/work"))
    act(zheng, code, "confirm")
    for there in ("/requests", "/work"):
        page = li.get(there)
        assert 'href="/approvals/offers">查看可以重新判断的办件（1件）' in page and f"/cases/{number}-001" in page
        assert all("/approvals/offers" not in open_browser(name).get(there) for name in ("chen", "sun"))
    assert f"/requests/{number}" not in anybody.get(f"/approvals/{code}")
    assert f"/requests/{number}" not in open_browser("chen").get(f"/approvals/{code}")
    for browser, may in ((li, True), (sun, False), (zheng, False)):
        page = browser.get(f"/approvals/{code}")
        assert f"/requests/{number}" in page and (f"/approvals/reconsider/{number}-001" in page) is may
    page = li.get("/approvals/offers")
    form = li.hidden(page, f"/approvals/reconsider/{number}-001")
    done = li.client.post(f"/approvals/reconsider/{number}-001", data=form)
    assert done.headers["Location"].endswith(f"/requests/{number}")
    assert "已重新判断" in li.get(f"/requests/{number}") and number not in li.get("/approvals/offers")


def test_a_form_whose_session_ended_comes_back_as_it_was_typed(open_browser, anybody):
    sun = open_browser("sun")
    form = sun.hidden(sun.get("/approvals/new"), "/approvals")
    sun.sign_out()
    answer = sun.client.post("/approvals", data={**form, **PAPER})
    page = answer.get_data(as_text=True)
    assert answer.status_code == 401
    waiting = sun.hidden(page, "/sign-in")
    back = sun.client.post("/sign-in", data={**waiting, "sign_in_name": "sun", "password": PASSWORD})
    assert 'value="甘办发〔2026〕77号"' in back.get_data(as_text=True)
