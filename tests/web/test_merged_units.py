"""What a merger of units changes on the pages: the mail address, reports, work lists, slips; and names of downloads."""

from collections.abc import Callable
from datetime import UTC, datetime
from io import BytesIO
from urllib.parse import unquote

import pytest
from flask import Flask, Response, send_file
from sqlalchemy import select

from registry.domain.actors import Role
from registry.services import cases, reports, requests
from registry.services.access import Demand
from registry.services.people import actor_called
from registry.store.base import db
from registry.store.people import PersonRecord
from registry.web.file_names import plain_name, with_plain_name
from tests.services.test_units_that_merge import OFF_LIST
from tests.web.conftest import Browser

Open = Callable[..., Browser]
EMERGENCY, MARKET, LIST_OFFICE, MECHANISM = (
    *("11629999MB9000322X", "11629999MB9000349M"),
    *("11629999MB90000823", "11629999MB90000155"),
)
JIUQUAN = "620102001000"
OLD, NEW = "old@li.example", "new@chen.example"
OWN = "本人或者本单位提交的申请，不能由自己办理"


def merged(open_browser: Open, into: str) -> None:
    office = open_browser("sun")
    form = office.hidden(office.get("/units"), "/units")
    typed = {"act": "merge", "unit": EMERGENCY, "into": into, "effective_on": "2026-01-01"}
    assert office.client.post("/units", data={**form, **typed}).status_code == 302


def left(browser: Browser, mail: str) -> None:
    form = browser.hidden(browser.get("/mail"), "/mail")
    assert browser.client.post("/mail", data={**form, "mail": mail}).status_code == 302


def test_the_successor_sees_changes_and_takes_back_the_address_of_the_former_unit(open_browser: Open) -> None:
    li, chen, admin = open_browser("li"), open_browser("chen"), open_browser("admin")
    left(li, OLD)
    assert OLD not in chen.get("/mail")
    merged(open_browser, MARKET)
    assert f'value="{OLD}"' in chen.get("/mail") and f'value="{OLD}"' in li.get("/mail")
    assert OLD not in open_browser("wu").get("/mail")
    left(chen, NEW)
    assert f'value="{NEW}"' in li.get("/mail")
    page = admin.get("/mail")
    assert f'<span class="code">{MARKET}</span> {NEW}' in page and OLD not in page
    left(li, "")
    assert NEW not in chen.get("/mail") + admin.get("/mail")


def test_that_an_address_was_replaced_stands_among_the_notices_and_leads_to_the_page_of_the_address(
    open_browser: Open,
) -> None:
    li, chen = open_browser("li"), open_browser("chen")
    left(li, OLD)
    left(chen, NEW)
    merged(open_browser, MARKET)
    for browser in (li, chen):
        page = browser.get("/notices")
        assert f"今后的通知只发往 {NEW}，不再发往 {OLD}" in page and 'href="/mail"' in page
        assert f'value="{NEW}"' in browser.get("/mail")
    assert OLD not in open_browser("wu").get("/notices")


def test_a_report_goes_to_the_level_above_and_the_reporter_reads_so(app: Flask, open_browser: Open) -> None:
    with app.app_context():
        secret = db.session.get_one(PersonRecord, "feng").password_hash
        known = {"name": "上级督查", "password_hash": secret, "sample": True, "unit": None}
        db.session.add(PersonRecord(sign_in_name="above", role="OVERSIGHT", division="620000000000", **known))
        db.session.commit()
        typed = {"reported_demand": "每天上报停放照片", "reported_demander": "县应急管理局"}
        wang = actor_called("wang")
        assert wang is not None
        number = reports.report(typed, actor=wang, now=datetime.now(UTC)).number
        db.session.rollback()
    feng, above = open_browser("feng"), open_browser("above")
    assert number in feng.get("/reports") and number not in above.get("/reports")
    merged(open_browser, MECHANISM)
    assert number not in feng.get("/reports") and feng.client.get(f"/reports/{number}").status_code == 404
    assert number in above.get("/reports") and "每天上报停放照片" in above.get(f"/reports/{number}")
    wang_reads = open_browser("wang")
    assert "转上级专项工作机制" in wang_reads.get(f"/reports/{number}")
    assert "甘肃省 专项工作机制" in wang_reads.get(f"/reports/{number}")
    assert "现已转上级专项工作机制办理" in wang_reads.get("/notices")
    for name in ("li", "sun"):
        assert number not in open_browser(name).get("/notices")


def test_the_province_reads_of_the_case_that_a_merger_leaves_to_it(app: Flask, open_browser: Open) -> None:
    with app.app_context():
        li, wang = actor_called("li"), actor_called("wang")
        assert li is not None and wang is not None
        asked = Demand(kind="delegation", place=JIUQUAN, answers={"matter": "防汛抗旱"})
        number = requests.submit(asked, actor=li, now=datetime.now(UTC)).cases[0].number
        cases.dispute(number, "与清单不符", actor=wang, now=datetime.now(UTC))
        db.session.rollback()
    zheng = open_browser("zheng")
    assert number not in zheng.get("/notices")
    merged(open_browser, LIST_OFFICE)
    assert number in zheng.get("/notices") and number in zheng.get("/work")


def test_who_asked_and_was_rejected_is_not_given_the_slip_on_the_page(app: Flask, open_browser: Open) -> None:
    with app.app_context():
        li = actor_called("li")
        assert li is not None
        requests.submit(Demand(kind="delegation", place=JIUQUAN, answers=OFF_LIST), actor=li, now=datetime.now(UTC))
        person = db.session.scalars(select(PersonRecord).where(PersonRecord.sign_in_name == "li")).one()
        person.role, person.unit, person.division = Role.TOWNSHIP_DESK.value, JIUQUAN, JIUQUAN
        db.session.commit()
    query = {"kind": "delegation", **OFF_LIST, "place": JIUQUAN, "department": EMERGENCY}
    answer = open_browser("li").client.get("/slips/new", query_string=query)
    assert answer.status_code == 400 and OWN in answer.get_data(as_text=True)
    assert open_browser("wang").client.get("/slips/new", query_string=query).status_code == 200


# What a download is called
# ----------------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "called"),
    [
        ("照片.jpg", "attachment.jpg"),
        ("回函-R2026-000001.docx", "attachment-R2026-000001.docx"),
        ("照片;a=b.docx", "attachment-a-b.docx"),
        ('城关区 "2025".xlsx', "attachment-2025.xlsx"),
        ("依据", "attachment"),
        ("依据.压缩", "attachment"),
    ],
)
def test_a_name_that_is_not_ascii_has_a_sensible_one_beside_it(app: Flask, name: str, called: str) -> None:
    assert plain_name(name) == called
    with app.test_request_context():
        sent = send_file(BytesIO(b""), mimetype="text/plain", as_attachment=True, download_name=name)
        told = with_plain_name(sent).headers["Content-Disposition"]
    assert told.startswith(f"attachment; filename={called}; filename*=UTF-8''")
    assert unquote(told.partition("''")[2]) == name


def test_an_ascii_name_and_an_answer_without_one_stay_as_they_are() -> None:
    plain = Response("", headers={"Content-Disposition": 'attachment; filename="a b.pem"'})
    assert with_plain_name(plain).headers["Content-Disposition"] == 'attachment; filename="a b.pem"'
    assert "Content-Disposition" not in with_plain_name(Response("")).headers


def test_the_download_of_a_list_has_one_too(anybody: Browser) -> None:
    told = anybody.client.get(f"/lists/{JIUQUAN}.xlsx").headers["Content-Disposition"]
    assert told.startswith(
        "attachment; filename=attachment-620102001000-2026-01-01.xlsx; filename*=UTF-8''620102001000_"
    )
