"""Zhao, who keeps a village's books 村(社区)文书: a certificate, a plaque that is demanded, a report."""

import json
import re
from collections.abc import Callable

from registry.domain.actors import Actor
from registry.services import notices, reports
from registry.services.access import Demand, check
from registry.services.certificates import effective_at
from registry.services.inventories import record_plaque
from registry.services.inventory_views import inventory_of
from tests.conftest import NOW
from tests.stories.conftest import VILLAGE, Page, Run, System

ALIVE, BANK, DEMANDER = "健在证明", "示例银行", "县应急管理局"
REPORTED = {"reported_demand": "要求村里挂安全站的牌子", "reported_demander": DEMANDER}
HUNG = {"wording": "科普宣传室", "hung_on": "2026-01-05", "demanded_by": "县科协"}


def test_her_day_through_services(who: Callable[[str], Actor]) -> None:
    zhao, wang = who("zhao"), who("wang")
    asked = Demand("certificate_demand", VILLAGE, {"certificate": ALIVE}, demander="BANK", demander_name=BANK)
    verdict = check(asked, now=NOW).verdict.as_data()
    assert verdict["outcome"] == "REJECT" and "NO_LEGAL_BASIS" in [ground["code"] for ground in verdict["grounds"]]
    held = effective_at(VILLAGE, now=NOW).catalogue
    assert ALIVE in [one.name for one in held.prohibited] and ALIVE not in [one.name for one in held.retained]
    before = inventory_of(VILLAGE, now=NOW).as_data()["counted"]
    made = record_plaque(VILLAGE, HUNG, actor=zhao, now=NOW)
    after = inventory_of(VILLAGE, now=NOW).as_data()
    assert after["counted"] == before + 1
    (listed,) = [one for one in after["plaques"] if one["code"] == made.code]
    assert (listed["demandedBy"], listed["proposal"]) == ("县科协", "TAKE_DOWN")
    told = reports.report(REPORTED, actor=zhao, now=NOW)
    assert [one.report.number for one in reports.received(wang, now=NOW)] == [told.number]
    reports.answer(told.number, reports.ReportVerb.CLOSE, "已转告停止", actor=wang, now=NOW)
    assert [one.code for one in notices.inbox(zhao, now=NOW)] == ["REPORT_ANSWERED"]


def test_her_day_at_the_pages(at_the_pages: Callable[..., Page]) -> None:
    zhao, wang = at_the_pages("zhao"), at_the_pages("wang")
    asked = {"certificate": ALIVE, "place": VILLAGE, "demander": "BANK", "demander_name": BANK}
    answer = zhao.opens("/ask/certificate_demand", **asked)
    assert "不予准入" in answer and "自助" in answer, "what serves instead stands beside the refusal"
    assert ALIVE in zhao.opens(f"/certificates/{VILLAGE}")
    zhao.opens(f"/villages/{VILLAGE}")
    inventory = zhao.sends(f"/villages/{VILLAGE}/plaques", **HUNG)
    assert "科普宣传室" in inventory and "县科协" in inventory and "建议摘除" in inventory
    zhao.opens("/reports/new")
    assert "要求村里挂安全站的牌子" in zhao.sends("/reports/new", **REPORTED)
    report = zhao.there
    assert "赵文书" not in wang.opens(report) and "畅家巷" in wang.opens(report)
    hidden = wang.browser.hidden(wang.browser.get(report), f"{report}/take_up")
    wang.follows(wang.browser.client.post(f"{report}/close", data={**hidden, "report_answer": "已转告停止"}))
    assert "已转告停止" in zhao.opens(report) and "你的一件反映有了答复" in zhao.opens("/notices")
    assert not re.search(r"FY-[A-Z0-9]{10}", at_the_pages("li").opens("/notices"))


def test_her_day_over_graphql(system_of: Callable[..., System]) -> None:
    zhao, wang = system_of("zhao"), system_of("wang")
    asked = """{ check(input: {place: "620102001001", demander: BANK, demanderName: "示例银行",
        certificateDemand: {certificate: "健在证明"}}) { outcome leadingGround cure { text } } }"""
    verdict = zhao.looks(asked)["check"]
    assert verdict["outcome"] == "REJECT" and verdict["leadingGround"] == "NO_LEGAL_BASIS"
    assert ALIVE in zhao.text('{ certificates(place: "620102001001") { prohibited { name instead } } }')
    typed = {"reportedDemand": REPORTED["reported_demand"], "reportedDemander": DEMANDER}
    report = zhao.acts("reportDemand", typed, "report { number status office }")["report"]
    assert (report["status"], report["office"]) == ("SUBMITTED", "TOWNSHIP_DESK")
    closing = {"number": report["number"], "verb": "CLOSE", "reportAnswer": "已转告停止"}
    wang.acts("answerReport", closing)
    (news,) = zhao.looks("{ notices { nodes { code about } } }")["notices"]["nodes"]
    assert news == {"code": "REPORT_ANSWERED", "about": report["number"]}
    assert zhao.refused("submitRequest", {"places": [VILLAGE], "plaque": {"wording": "甲站"}}) == "NOT_PERMITTED"


def test_her_day_at_the_command_line(run: Run) -> None:
    held = run("certificates", "--place", VILLAGE)
    assert held.exit_code == 0 and ALIVE in held.stdout
    asked = ("--place", VILLAGE, "--certificate", ALIVE, "--demander", "bank", "--demander-name", BANK, "--json")
    refused = run("check", "certificate_demand", *asked)
    assert refused.exit_code == 1, refused.stderr
    assert json.loads(refused.stdout)["leadingGround"] == "NO_LEGAL_BASIS"
