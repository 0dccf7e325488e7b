"""Feng of the special mechanism's office 专项工作机制: takes a report up, answers it, sees the clean-up."""

from collections.abc import Callable

from registry.domain.actors import Actor
from registry.domain.reports import ReportVerb
from registry.services import notices, reports
from tests.conftest import NOW
from tests.stories.conftest import COUNTY, EMERGENCY_BUREAU, Page, Run, System

REPORTED = {"reported_demand": "要求每天上报停放照片", "reported_demander": EMERGENCY_BUREAU}
ANSWER = "已责成停止上报"


def test_his_day_through_services(who: Callable[[str], Actor]) -> None:
    wang, feng, li = who("wang"), who("feng"), who("li")
    number = reports.report(REPORTED, actor=wang, now=NOW).number
    assert [one.code for one in notices.inbox(feng, now=NOW)] == ["REPORT_RECEIVED"]
    (seen,) = reports.received(feng, now=NOW)
    assert (seen.by, seen.by_name, seen.report.demander_name) == ("酒泉路街道办事处", "", EMERGENCY_BUREAU)
    reports.answer(number, ReportVerb.TAKE_UP, "", actor=feng, now=NOW)
    closed = reports.answer(number, ReportVerb.CLOSE, ANSWER, actor=feng, now=NOW)
    assert [step.verb for step in closed.steps] == ["REPORT", "TAKE_UP", "CLOSE"]
    assert [one.code for one in notices.inbox(wang, now=NOW)] == ["REPORT_ANSWERED"] * 2
    assert notices.inbox(li, now=NOW) == [], "the demander's side is told nothing"


def test_his_day_at_the_pages(at_the_pages: Callable[..., Page]) -> None:
    wang, feng = at_the_pages("wang"), at_the_pages("feng")
    wang.opens("/reports/new")
    wang.sends("/reports/new", **REPORTED)
    report = wang.there
    assert "1条未读" in feng.opens("/") and report.rsplit("/", 1)[1] in feng.opens("/reports")
    page = feng.opens(report)
    assert "要求每天上报停放照片" in page and "酒泉路街道" in page and "王干事" not in page
    assert "已受理" in feng.sends(f"{report}/take_up", report_answer="")
    hidden = feng.browser.hidden(feng.browser.get(report), f"{report}/close")
    closed = feng.follows(feng.browser.client.post(f"{report}/close", data={**hidden, "report_answer": ANSWER}))
    assert "已办结" in closed and ANSWER in closed
    assert ANSWER in wang.opens(report)
    assert "待评估" in feng.opens(f"/clean-up/{COUNTY}")


def test_his_day_over_graphql(system_of: Callable[..., System]) -> None:
    wang, feng, li = system_of("wang"), system_of("feng"), system_of("li")
    typed = {"reportedDemand": REPORTED["reported_demand"], "reportedDemander": EMERGENCY_BUREAU}
    number = wang.acts("reportDemand", typed, "report { number }")["report"]["number"]
    (received,) = feng.looks("{ reports { received { number acts demanderName } } }")["reports"]["received"]
    assert received == {"number": number, "acts": ["TAKE_UP", "CLOSE"], "demanderName": EMERGENCY_BUREAU}
    feng.acts("answerReport", {"number": number, "verb": "TAKE_UP"})
    closing = {"number": number, "verb": "CLOSE", "reportAnswer": ANSWER}
    closed = feng.acts("answerReport", closing, "report { status acts steps { verb answer } }")["report"]
    assert (closed["status"], closed["acts"], closed["steps"][-1]["answer"]) == ("CLOSED", [], ANSWER)
    assert li.refused("answerReport", closing) == "NOT_PERMITTED"
    assert feng.looks(f'{{ cleanUpCounts(county: "{COUNTY}") {{ open }} }}')["cleanUpCounts"]["open"] >= 0


def test_his_day_at_the_command_line(run: Run) -> None:
    shown = run("clean-up", "--place", COUNTY)
    assert shown.exit_code == 0 and "待评估" in shown.stdout
