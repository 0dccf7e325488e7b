"""Zheng and He of the province 省级管理员: one records, the other confirms; revoking ends what rested on it."""

from collections.abc import Callable

from registry.domain.actors import Actor
from registry.domain.admissions import Fate
from registry.services import approval_recording, approvals, cases, notices, requests
from registry.services.access import Demand
from tests.conftest import NOW
from tests.stories.conftest import EMERGENCY_BUREAU, JIUQUAN, Page, Run, System
from tests.stories.test_list_office import MATTER, PAPER

FUNDED = {**PAPER, "approved_posts": "1", "money": "每街道每年3万元", "powers": "无需执法权限"}
ASKED = {"matter": MATTER, "place": "酒泉路街道", "department": EMERGENCY_BUREAU}


def test_their_day_through_services(who: Callable[[str], Actor]) -> None:
    li, wang, zheng, he = who("li"), who("wang"), who("zheng"), who("he")
    number = requests.submit(Demand("delegation", JIUQUAN, {"matter": MATTER}), actor=li, now=NOW).cases[0].number
    code = approval_recording.record(FUNDED, actor=zheng, now=NOW).code
    approvals.confirm(code, actor=he, now=NOW)
    assert [one.code for one in notices.inbox(li, now=NOW)][:1] == ["APPROVAL_CONFIRMED"]
    assert cases.reconsider(number, actor=li, now=NOW).status == "awaiting_verification"
    assert cases.verify(number, actor=wang, now=NOW).status == "admitted"
    foreseen = approvals.foresee_revocation(code, "2026-11-23", "文件废止", actor=zheng, now=NOW)
    assert [(one.case, one.fate) for one in foreseen] == [(number, Fate.ENDED)]
    assert approvals.revoke(code, "2026-11-23", "文件废止", actor=zheng, now=NOW) == foreseen
    assert cases.case_called(number, actor=li, now=NOW).status == "ended"
    assert notices.inbox(li, now=NOW)[0].code == "ADMISSION_ENDED"


def test_their_day_at_the_pages(at_the_pages: Callable[..., Page]) -> None:
    li, wang, zheng, he = (at_the_pages(name) for name in ("li", "wang", "zheng", "he"))
    li.submits(ASKED)
    request = li.there
    case = f"/cases/{request.rsplit('/', 1)[1]}-001"
    zheng.opens("/approvals/new")
    assert "待省级确认" in zheng.sends("/approvals", **FUNDED)
    approval = zheng.there
    he.opens(approval)
    he.sends(f"{approval}/confirm")
    assert "省级批准" in li.opens("/notices")
    li.opens("/approvals/offers")
    li.sends(f"/approvals/reconsider/{case.rsplit('/', 1)[1]}")
    wang.opens(case)
    assert "已准入" in wang.sends(f"{case}/verify")
    zheng.opens(approval)
    given = {"revoked_on": "2026-11-23", "reason": "文件废止"}
    hidden = zheng.browser.hidden(zheng.browser.get(approval), f"{approval}/revoke")
    asks = zheng.browser.client.post(f"{approval}/revoke", data={**hidden, **given}).get_data(as_text=True)
    assert MATTER in asks and "酒泉路街道" in asks and 'name="sure"' in asks
    sure = zheng.browser.hidden(asks, f"{approval}/revoke")
    ended = zheng.follows(zheng.browser.client.post(f"{approval}/revoke", data={**given, **sure}))
    assert "已撤销" in ended and "文件废止" in ended
    assert "已终止" in li.opens(case)


def test_their_day_over_graphql(system_of: Callable[..., System]) -> None:
    li, wang, zheng, he = (system_of(name) for name in ("li", "wang", "zheng", "he"))
    asked = {"places": [JIUQUAN], "delegation": {"matter": MATTER}}
    (case,) = li.acts("submitRequest", asked, "request { cases { number } }")["request"]["cases"]
    paper = {
        **{"approvalForm": "UNIFIED_DEPLOYMENT", "issuers": PAPER["issuers"], "issuedOn": "2026-11-10"},
        **{"documentNumber": "甘办发〔2026〕77号", "paperTitle": PAPER["paper_title"], "approvalNames": [MATTER]},
        **{
            "approvalPlaces": ["甘肃省"],
            "approvedPosts": 1,
            "money": "3万元",
            "powers": "无需",
            "demandForms": ["DIRECT"],
        },
    }
    code = zheng.acts("recordApproval", paper, "approval { code }")["approval"]["code"]
    assert zheng.refused("confirmApproval", {"code": code}) == "OWN_RECORD"
    assert he.acts("confirmApproval", {"code": code}, "approval { state }")["approval"]["state"] == "IN_FORCE"
    (offer,) = li.looks("{ approvalOffers { cured { case { number } approvals } } }")["approvalOffers"]["cured"]
    assert offer == {"case": case, "approvals": [code]}
    assert li.acts("reconsiderCase", case, "case { status }")["case"]["status"] == "AWAITING_VERIFICATION"
    wang.acts("verifyCase", case)
    given = {"code": code, "revokedOn": "2026-11-23", "reason": "文件废止"}
    shown = "kept approval { state } affected { case fate placeName }"
    foreseen = zheng.acts("revokeApproval", {**given, "foresee": True}, shown)
    assert (foreseen["kept"], foreseen["approval"]["state"]) == (False, "IN_FORCE")
    ended = zheng.acts("revokeApproval", given, shown)
    assert ended["approval"]["state"] == "REVOKED" and ended["affected"] == foreseen["affected"]
    assert ended["affected"][0]["fate"] == "ENDED" and "酒泉路街道" in ended["affected"][0]["placeName"]


def test_their_day_at_the_command_line(run: Run) -> None:
    confirmed = run("approvals", "confirm", "PA-0003", "--as", "he")
    assert confirmed.exit_code == 0, confirmed.stderr
    given = ("approvals", "revoke", "PA-0003", "--from", "2026-11-23", "--reason", "文件废止", "--as", "zheng")
    foreseen = run(*given, "--dry-run")
    assert foreseen.exit_code == 0, foreseen.stderr
    assert run(*given).exit_code == 0
    assert run(*given).exit_code == 2
