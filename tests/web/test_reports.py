"""The pages of notices, mail and reports; and that no page, field or file shows anybody else who reported."""

import html
import re
from collections.abc import Callable

import pytest
from flask import Flask

from registry.services.people import issue_token
from registry.store.base import db
from registry.store.reports import ReporterRecord, ReportRecord
from tests.conftest import NOW
from tests.web.conftest import RECLAIMED, Browser

OTHERS = ("li", "chen", "ma", "sun", "zhou", "wu", "zheng", "admin", "zhao")
TYPED = {
    "reported_demand": "要求每天上报停放照片",
    "reported_demander": "县市场监督管理局",
    "reported_paper": "微信群通知",
}


def send(browser: Browser, page: str, action: str, **typed: str):
    return browser.client.post(action, data={**browser.hidden(browser.get(page), action), **typed})


def reported(browser: Browser, **typed: str) -> str:
    answer = send(browser, "/reports/new", "/reports/new", **{**TYPED, **typed})
    assert answer.status_code == 302
    return answer.location


def test_a_township_reports_from_a_verdict_and_reads_the_answer(open_browser: Callable[..., Browser], wang) -> None:
    page = html.unescape(wang.get("/ask/delegation", **RECLAIMED))
    (there,) = re.findall(r'href="(/reports/new\?[^"]+)"', page)
    form = wang.get(there)
    assert (
        "特种设备安全监督检查" in form
        and "县市场监督管理局" in form
        and "不予准入" in form
        and 'type="file"' not in form
    )
    kept = wang.client.post("/reports/new", data={**wang.hidden(form, "/reports/new"), **TYPED}).location
    feng = open_browser("feng")
    assert "1条未读" in feng.get("/") and kept.rpartition("/")[2] in feng.get("/reports")
    page = feng.get(kept)
    assert "酒泉路街道" in page and "王干事" not in page and "不予准入" in page
    assert f'formaction="{kept}/close"' in page
    assert send(feng, kept, f"{kept}/take_up", report_answer="").status_code == 302
    refused = send(feng, kept, f"{kept}/close", report_answer="")
    assert refused.status_code == 400 and "请填写" in refused.get_data(as_text=True)
    assert send(feng, kept, f"{kept}/close", report_answer="已纠正").status_code == 302
    assert "已纠正" in wang.get(kept) and "你的一件反映有了答复" in wang.get("/notices")


def test_a_township_reports_what_was_kept_and_rejected_and_its_department_is_not_offered_to(chen, wang) -> None:
    request = chen.client.post("/requests", data=chen.submission(RECLAIMED)).location
    assert "/reports/new" not in chen.get(request)
    (there,) = re.findall(r'href="(/reports/new\?[^"]+)"', html.unescape(wang.get(request)))
    form = wang.get(there)
    assert "特种设备安全监督检查" in form and "县市场监督管理局" in form and "不予准入" in form


def test_a_form_that_is_not_whole_comes_back_as_typed(wang) -> None:
    answer = send(wang, "/reports/new", "/reports/new", reported_demand="很长的一段话", reported_demander="")
    assert answer.status_code == 400 and "很长的一段话" in answer.get_data(as_text=True)


def test_the_form_asks_for_the_unit_of_a_person_and_loses_nothing(open_browser: Callable[..., Browser], wang) -> None:
    typed = {**TYPED, "reported_demander": "李经办"}
    refused = send(wang, "/reports/new", "/reports/new", **typed)
    page = html.unescape(refused.get_data(as_text=True))
    assert refused.status_code == 400 and 'id="reported_unit-wrong"' in page
    assert "要求每天上报停放照片" in page and 'value="李经办"' in page
    bureau = re.search(r'<option value="([0-9A-Z]+)">县应急管理局</option>', page)
    assert bureau and "不清楚</option>" in page and "不送县里" in page
    above = send(wang, "/reports/new", "/reports/new", **typed, reported_unit="UNKNOWN")
    again = above.get_data(as_text=True)
    assert above.status_code == 400 and 'value="UNKNOWN" selected' in again and "没有送出" in again
    kept = send(wang, "/reports/new", "/reports/new", **typed, reported_unit=bureau[1]).location
    assert "县应急管理局 李经办" in open_browser("feng").get(kept)


def test_a_village_reports_to_its_township(open_browser: Callable[..., Browser], wang) -> None:
    kept = reported(open_browser("zhao"))
    page = wang.get(kept)
    assert "畅家巷" in page and "赵文书" not in page
    form = wang.hidden(page, f"{kept}/take_up")
    assert wang.client.post(f"{kept}/hand_on", data={**form, "report_answer": "请协调"}).status_code == 302
    assert "已转专项工作机制" in open_browser("zhao").get(kept) and "畅家巷" in open_browser("feng").get(kept)


@pytest.mark.parametrize("by", ["wang", "zhao"])
def test_nobody_else_finds_a_trace_of_a_report_on_any_page(
    app: Flask, open_browser: Callable[..., Browser], by: str
) -> None:
    kept = reported(open_browser(by))
    number = kept.rpartition("/")[2]
    looked = 0
    for name in ("", *OTHERS):
        if name == by:
            continue
        browser = open_browser(name)
        for address in {*every_address(app), kept, "/reports", "/notices"}:
            page = browser.client.get(address, follow_redirects=True).get_data(as_text=True)
            looked += 1
            assert number not in page or address == kept, (name, address)
            assert "上报停放照片" not in page, (name, address)
        assert browser.client.get(kept).status_code in (302, 403, 404)
        assert "未读" not in browser.get("/")
    assert looked > 300


def every_address(app: Flask) -> list[str]:
    """Every page there is to look at, with parts of addresses that lead somewhere."""
    parts = {"code": "620102001000", "place": "620102001000", "number": "R2026-000001", "sort": "plaques"}
    rules = [r.rule for r in app.url_map.iter_rules() if "GET" in (r.methods or ()) and "static" not in r.rule]
    return [re.sub(r"<(?:[^:>]*:)?([a-z_]+)>", lambda m: parts.get(m[1], "x"), rule) for rule in rules]


def test_the_interface_for_systems_tells_nobody_else_of_a_report(
    app: Flask, open_browser: Callable[..., Browser]
) -> None:
    number = reported(open_browser("wang")).rpartition("/")[2]
    client = app.test_client()
    for name in OTHERS:
        with app.app_context():
            token = issue_token(name, label="t", days=1, now=NOW)
            db.session.remove()
        for asked in ("request(number: $n) { number }", "report(number: $n) { number demand reportedBy }"):
            body = {"query": f"query ($n: String!) {{ {asked} }}", "variables": {"n": number}}
            headers = {"Authorization": f"Bearer {token}"}
            told = client.post("/graphql", json=body, headers=headers).get_data(as_text=True)
            assert "上报停放照片" not in told and "酒泉路" not in told and '"errors"' in told, (name, asked)


def test_what_is_kept_of_the_reporter_stands_in_a_table_of_its_own(app: Flask, wang) -> None:
    reported(wang, named="yes")
    with app.app_context():
        report, who = db.session.query(ReportRecord).one(), db.session.query(ReporterRecord).one()
        assert (who.person, who.named) == ("wang", True)
        assert "wang" not in str(vars(report)) and "620102001000" not in str(vars(report))


# Notices and mail
# ----------------------------------------------------------------------------------------------------------------------


def test_the_head_counts_what_is_unread_until_it_is_read(chen, wang) -> None:
    assert "未读" not in wang.get("/")
    chen.client.post("/requests", data=chen.submission(RECLAIMED))
    assert "1条未读" in wang.get("/")
    page = wang.get("/notices")
    assert "县市场监督管理局" in page and "特种设备安全监督检查" in page and "R2026-000001-001" in page
    assert send(wang, "/notices", "/notices/read").status_code == 302
    assert "未读</" not in wang.get("/") and "已读" in wang.get("/notices")
    assert "asks for" in wang.get("/notices", lang="en")


def test_nonsense_where_a_number_is_expected_does_nothing(wang) -> None:
    for typed in ("x", "-1", "9" * 40, "²"):
        assert wang.client.get("/notices", query_string={"before": typed}).status_code == 200
        form = wang.hidden(wang.get("/"), "/sign-out")
        assert wang.client.post("/notices/read", data={**form, "notice": typed}).status_code == 302


def test_the_administrator_sees_what_waits_and_others_their_own_address_only(
    open_browser: Callable[..., Browser], wang
) -> None:
    assert send(wang, "/mail", "/mail", mail="desk@township.example").status_code == 302
    assert send(wang, "/mail", "/mail", mail="不是地址").status_code == 400
    assert "desk@township.example" in wang.get("/mail")
    assert "desk@township.example" not in open_browser("li").get("/mail")
    admin = open_browser("admin").get("/mail")
    assert "desk@township.example" in admin and "等待发送的邮件" in admin and "没有设置邮件服务器" in admin
