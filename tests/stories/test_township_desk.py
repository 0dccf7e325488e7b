"""Officer Wang of the township desk 乡镇清单专员: looks papers up, sends one of the four replies, disputes, reports."""

import json
from collections.abc import Callable
from io import BytesIO
from pathlib import Path

import docx

from registry.domain.actors import Actor
from registry.services import cases, notices, reports, requests, slips
from registry.services.access import Demand
from registry.services.cases_due import cases_due
from registry.services.search import search_as_typed
from registry.services.signing import KeyRing
from registry.services.slip_checks import has_good_signature
from registry.services.slips import About, Wanted
from tests.conftest import NOW
from tests.stories.conftest import EMERGENCY_BUREAU, JIUQUAN, MARKET_BUREAU, Page, Run, System

LIFTS, LISTED, PAPER = "特种设备安全监督检查", "防汛抗旱", "城市监函〔2026〕8号"
RECLAIMED = {"matter": LIFTS, "place": "酒泉路街道", "department": MARKET_BUREAU, "form": "TERRITORIAL"}
REPORTED = {"reported_demand": "要求每天上报停放照片", "reported_demander": EMERGENCY_BUREAU}


def test_his_day_through_services(who: Callable[[str], Actor], tmp_path: Path) -> None:
    li, wang, feng = who("li"), who("wang"), who("feng")
    paper = Demand("delegation", JIUQUAN, {"matter": LIFTS, "form": ["TERRITORIAL"]}, MARKET_BUREAU)
    found = slips.propose(About(paper), actor=wang, now=NOW)
    assert [reply.value for reply in found.replies] == ["RETURN"]
    slip = slips.issue(About(paper), Wanted("RETURN", PAPER), ring=KeyRing(tmp_path / "keys"), actor=wang, now=NOW)
    assert "reply: RETURN 退回" in slip.statement and "RECLAIMED P16" in slip.statement and has_good_signature(slip)
    number = requests.submit(Demand("delegation", JIUQUAN, {"matter": LISTED}), actor=li, now=NOW).cases[0].number
    assert [due.case.number for due in cases_due(wang, now=NOW)] == [number]
    assert [one.code for one in notices.inbox(wang, now=NOW)] == ["CASE_SUBMITTED"]
    assert cases.dispute(number, "文件没有附上", actor=wang, now=NOW).status == "disputed"
    assert cases_due(wang, now=NOW) == []
    told = reports.report(REPORTED, actor=wang, now=NOW)
    assert reports.report_called(told.number, actor=feng, now=NOW).by_name == ""
    assert search_as_typed("电梯", place=JIUQUAN, on="", known_at="", now=NOW) is not None


def test_his_day_at_the_pages(at_the_pages: Callable[..., Page]) -> None:
    wang, li, sun = at_the_pages("wang"), at_the_pages("li"), at_the_pages("sun")
    assert LIFTS in wang.opens("/search", q="特种设备", place=JIUQUAN)
    answer = wang.opens("/ask/delegation", **RECLAIMED)
    assert "不予准入" in answer and "出具回函" in answer
    wang.opens("/slips/new", **{**RECLAIMED, "kind": "delegation"})
    page = wang.browser.get("/slips/new", **{**RECLAIMED, "kind": "delegation"})
    form = wang.browser.hidden(page, "/slips")
    letter = wang.follows(wang.browser.client.post("/slips", data={**form, "reply": "RETURN", "paper": PAPER}))
    for said in ("酒泉路街道", f"关于“{LIFTS}”的复函", "县市场监督管理局：", PAPER, "现予退回", "第十六条"):
        assert said in letter
    li.submits({"matter": LISTED, "place": "酒泉路街道", "department": EMERGENCY_BUREAU})
    case = f"/cases/{li.there.rsplit('/', 1)[1]}-001"
    assert LISTED in wang.opens("/work") and case in wang.opens("/work")
    wang.opens(case)
    assert "乡镇（街道）有异议" in wang.sends(f"{case}/dispute", reason="文件没有附上")
    assert "文件没有附上" in sun.opens(case) and case in sun.opens("/work")
    wang.opens("/reports/new")
    told = wang.sends("/reports/new", **REPORTED)
    assert "要求每天上报停放照片" in told and "反映" in told
    assert "王干事" not in at_the_pages("feng").opens(wang.there)


def test_his_day_over_graphql(system_of: Callable[..., System]) -> None:
    wang, li, feng = system_of("wang"), system_of("li"), system_of("feng")
    demand = {"place": JIUQUAN, "department": MARKET_BUREAU, "delegation": {"matter": LIFTS, "form": ["TERRITORIAL"]}}
    propose = "query ($input: AnsweredInput!) { slipProposal(input: $input) { replies verdict { summary } } }"
    found = wang.looks(propose, input={"demand": demand})["slipProposal"]
    assert found["replies"] == ["RETURN"] and "不予准入" in found["verdict"]["summary"]
    given = {"demand": demand, "reply": "RETURN", "paper": PAPER, "once": "p1"}
    slip = wang.acts("issueSlip", given, "slip { number statement documentAddress standing { isTheSame } }")["slip"]
    assert "reply: RETURN 退回" in slip["statement"] and slip["standing"]["isTheSame"]
    letter = docx.Document(BytesIO(wang.fetches(slip["documentAddress"]).data))
    assert any("现予退回" in one.text for one in letter.paragraphs)
    asked = {"places": [JIUQUAN], "delegation": {"matter": LISTED}}
    (case,) = li.acts("submitRequest", asked, "request { cases { number } }")["request"]["cases"]
    (news,) = wang.looks("{ notices { nodes { number code about } } }")["notices"]["nodes"]
    assert (news["code"], news["about"]) == ("CASE_SUBMITTED", case["number"])
    assert wang.acts("markNoticesRead", {"numbers": [news["number"]]}, "unread")["unread"] == 0
    reasoned = {**case, "reason": "文件没有附上"}
    assert wang.acts("disputeCase", reasoned, "case { status }")["case"]["status"] == "DISPUTED"
    typed = {"reportedDemand": REPORTED["reported_demand"], "reportedDemander": EMERGENCY_BUREAU}
    report = wang.acts("reportDemand", typed, "report { number office own }")["report"]
    assert (report["office"], report["own"]) == ("OVERSIGHT", True)
    seen = feng.looks(f'{{ report(number: "{report["number"]}") {{ reportedBy reportedByName }} }}')["report"]
    assert seen == {"reportedBy": "酒泉路街道办事处", "reportedByName": ""}


def test_his_day_at_the_command_line(run: Run) -> None:
    found = run("search", "特种设备", "--place", JIUQUAN, "--kind", "matter")
    assert found.exit_code == 0 and LIFTS in found.stdout and "[收回]" in found.stdout
    asked = ("--place", JIUQUAN, "--matter", LIFTS, "--department", MARKET_BUREAU, "--form", "territorial", "--json")
    verdict = json.loads(run("check", "delegation", *asked).stdout)
    assert (verdict["outcome"], verdict["leadingGround"]) == ("REJECT", "RECLAIMED")
