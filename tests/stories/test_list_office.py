"""Sun of the county's list office 编办清单管理员: settles what is in doubt, records an approval, opens a response."""

from collections.abc import Callable
from datetime import timedelta
from io import BytesIO
from typing import Any

from registry.domain.actors import Actor
from registry.domain.documents import read_document
from registry.services import approval_recording, approvals, cases, emergencies, requests
from registry.services.access import Demand
from registry.services.cases_due import cases_due
from tests.api.acts import in_base64
from tests.conftest import NOW
from tests.samples_of_files import PDF
from tests.stories.conftest import COUNTY, EMERGENCY_BUREAU, JIUQUAN, Page, Run, System

UNCLEAR, LISTED, MATTER, ISSUER = "消防安全", "防汛抗旱", "无人机起降点编号", "示例:城关区抢险指挥部"
SOON = NOW + timedelta(minutes=1)
PAPER: dict[str, Any] = {
    "approval_form": "UNIFIED_DEPLOYMENT",
    "issuers": ["PARTY_GENERAL_OFFICE", "GOVERNMENT_GENERAL_OFFICE"],
    "document_number": "甘办发〔2026〕77号",
    "paper_title": "示例:关于无人机起降点编号的统一部署",
    "issued_on": "2026-11-10",
    "approval_names": MATTER,
    "approval_places": COUNTY,
    "demand_forms": ["DIRECT"],
}
DECLARED = {"response_level": "II", "response_issuer": ISSUER, "place": COUNTY, "response_start": "2026-11-20"}


def test_her_day_through_services(who: Callable[[str], Actor]) -> None:
    li, sun = who("li"), who("sun")
    number = requests.submit(Demand("delegation", JIUQUAN, {"matter": UNCLEAR}), actor=li, now=NOW).cases[0].number
    assert [(due.case.number, due.case.status) for due in cases_due(sun, now=NOW)] == [(number, "referred")]
    settled = cases.settle(number, {"matter": LISTED}, "所指为防汛抗旱", ruling="", actor=sun, now=NOW)
    assert settled.status == "awaiting_verification" and cases_due(sun, now=NOW) == []
    made = approval_recording.record(PAPER, document=read_document("扫描件.pdf", PDF), actor=sun, now=NOW)
    assert made.confirmed_at is None and approvals.value_of(made, SOON).state_on(NOW.date()).value == "UNCONFIRMED"
    asked = Demand("delegation", JIUQUAN, {"matter": MATTER})
    before = requests.submit(asked, actor=li, now=NOW).cases[0]
    assert before.status == "rejected", "what nobody confirmed lifts nothing"
    opened = emergencies.open_response(DECLARED, [MATTER], actor=sun, now=NOW)
    assert cases.reconsider(before.number, actor=li, now=NOW).status == "awaiting_verification"
    closed = emergencies.close_response(opened.code, "2026-11-23", actor=sun, now=NOW)
    assert closed == [] and emergencies.response_called(opened.code).end is not None


def test_her_day_at_the_pages(at_the_pages: Callable[..., Page]) -> None:
    li, sun = at_the_pages("li"), at_the_pages("sun")
    asked = {"matter": UNCLEAR, "place": "酒泉路街道", "department": EMERGENCY_BUREAU}
    assert "存疑，待县级编办核定" in li.submits(asked)
    case = f"/cases/{li.there.rsplit('/', 1)[1]}-001"
    assert case in sun.opens("/work") and UNCLEAR in sun.opens("/work")
    sun.opens(case)
    settled = sun.sends(f"{case}/settle", matter=LISTED, reason="所指为防汛抗旱")
    assert "待乡镇（街道）核实" in settled and "所指为防汛抗旱" in settled
    sun.opens("/approvals/new")
    recorded = sun.sends("/approvals", **PAPER, file=(BytesIO(PDF), "扫描件.pdf"))
    assert "待省级确认" in recorded and MATTER in recorded
    sun.opens("/emergencies")
    opened = sun.sends("/emergencies", **DECLARED, response_matters=MATTER)
    assert ISSUER in opened and MATTER in opened
    response = sun.there
    closed = sun.sends(f"{response}/close", response_end="2026-11-23")
    assert "2026年11月23日" in closed and f'action="{response}/close"' not in closed


def test_her_day_over_graphql(system_of: Callable[..., System]) -> None:
    li, sun = system_of("li"), system_of("sun")
    asked = {"places": [JIUQUAN], "delegation": {"matter": UNCLEAR}}
    (case,) = li.acts("submitRequest", asked, "request { cases { number } }")["request"]["cases"]
    assert sun.looks("{ notices { nodes { code } } }")["notices"]["nodes"] == [{"code": "CASE_REFERRED"}]
    fixed = {**case, "reason": "所指为防汛抗旱", "fixed": [{"name": "matter", "values": [LISTED]}]}
    settled = sun.acts("settleCase", fixed, "case { status steps { verb reason } }")["case"]
    assert settled["status"] == "AWAITING_VERIFICATION" and settled["steps"][-1]["reason"] == "所指为防汛抗旱"
    paper = {
        **{"approvalForm": "UNIFIED_DEPLOYMENT", "issuers": PAPER["issuers"], "issuedOn": "2026-11-10"},
        **{"documentNumber": "甘办发〔2026〕77号", "paperTitle": PAPER["paper_title"], "approvalNames": [MATTER]},
        **{"approvalPlaces": [COUNTY], "document": {"name": "扫描件.pdf", "content": in_base64(PDF)}},
    }
    made = sun.acts("recordApproval", paper, "approval { code state documentAddress }")["approval"]
    assert made["state"] == "UNCONFIRMED" and sun.fetches(made["documentAddress"]).data == PDF
    assert sun.refused("confirmApproval", {"code": made["code"]}) == "NOT_PERMITTED"
    declared = {
        **{"responseLevel": "II", "responseIssuer": ISSUER, "place": COUNTY, "responseStart": "2026-11-20"},
        "responseMatters": [MATTER],
    }
    opened = sun.acts("openEmergency", declared, "emergency { code matters }")["emergency"]
    ending = {"code": opened["code"], "responseEnd": "2026-11-23"}
    assert sun.acts("closeEmergency", ending, "emergency { end }")["emergency"]["end"] == "2026-11-23"


def test_her_day_at_the_command_line(run: Run) -> None:
    shown = run("lists", "show", "--place", JIUQUAN)
    assert shown.exit_code == 0 and LISTED in shown.stdout
    assert run("clean-up", "--place", COUNTY).exit_code == 0
    retained = run("catalogues", "retain", "没有这种证明", "--place", COUNTY, "--number", "示例证〔2026〕9号",
                   "--effective", "2027-01-01", "--as", "sun")  # fmt: skip
    assert retained.exit_code == 2 and "没有这种证明" in retained.stderr
