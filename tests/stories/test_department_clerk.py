"""Clerk Li of the county's emergency bureau 县直部门经办: asks before writing, asks, is answered."""

import json
from collections.abc import Callable

from registry.domain.actors import Actor
from registry.services import cases, notices, request_drafts, requests
from registry.services.access import Demand, check
from registry.services.cases_due import cases_under_way
from registry.services.slips import slips_seen
from registry.store.admissions import admission_of
from tests.conftest import NOW
from tests.stories.conftest import EMERGENCY_BUREAU, JIUQUAN, ZHANGYE, Page, Run, System

LISTED, WRONG = "防汛抗旱", "物业服务管理协调"
ASKED = {"matter": LISTED, "place": "酒泉路街道", "department": EMERGENCY_BUREAU}
MIRROR = (
    """query ($u: String!) { mirror(unit: $u, place: "620102001000") { name rows { nodes { tier matter duties } } } }"""
)


def test_her_day_through_services(who: Callable[[str], Actor]) -> None:
    li, wang = who("li"), who("wang")
    refused = check(Demand("delegation", JIUQUAN, {"matter": WRONG}, li.unit), now=NOW).verdict
    assert (refused.outcome.value, refused.as_data()["leadingGround"]) == ("REJECT", "WRONG_DEPARTMENT")
    assert [cure["code"] for cure in refused.as_data()["cure"]]
    lawful = Demand("delegation", JIUQUAN, {"matter": LISTED}, li.unit)
    assert check(lawful, now=NOW).verdict.outcome.value == "ADMIT"
    draft = request_drafts.keep(lawful, places=[JIUQUAN], application={"posts": "1名"}, actor=li, now=NOW)
    asked = requests.submit(
        lawful, places=[JIUQUAN, ZHANGYE], application={"posts": "1名"}, draft=draft.number, actor=li, now=NOW
    )
    assert {case.status for case in asked.cases} == {"awaiting_verification"}
    assert request_drafts.own_drafts(li) == [] and asked.application == {"posts": "1名"}
    assert len(cases_under_way(li, now=NOW)) == 2
    cases.verify(asked.cases[0].number, actor=wang, now=NOW)
    assert [one.code for one in notices.inbox(li, now=NOW)] == ["CASE_VERIFIED"]
    admission = admission_of(asked.cases[0].number)
    assert admission is not None and str(admission.number).startswith("ZR-620102-2026-")
    assert slips_seen(li) == []


def test_her_day_at_the_pages(at_the_pages: Callable[..., Page]) -> None:
    li, wang = at_the_pages("li"), at_the_pages("wang")
    refused = li.opens("/ask/delegation", **{**ASKED, "matter": WRONG})
    assert (
        "不予准入" in refused
        and "怎样才合法" in refused
        and "请改由县住房和城乡建设局" in refused
        and "conclusion-reject" in refused
    )
    assert "可以准入" in li.opens("/ask/delegation", **ASKED)
    asked = li.submits(ASKED)
    assert "待乡镇（街道）核实" in asked and "酒泉路街道" in asked
    case = f"/cases/{li.there.rsplit('/', 1)[1]}-001"
    assert "正在等别人办理" in li.opens("/work") and LISTED in li.opens("/work")
    wang.opens(case)
    assert "已准入" in wang.sends(f"{case}/verify")
    assert "准入已确认" in li.opens("/notices") or f"已确认“{LISTED}”" in li.opens("/notices")
    admitted = li.opens(case)
    assert "已准入" in admitted and "ZR-620102-" in admitted and f'action="{case}/verify"' not in admitted


def test_her_day_over_graphql(system_of: Callable[..., System]) -> None:
    li, wang = system_of("li"), system_of("wang")
    asked = """query ($m: String!, $p: String!) { check(input: {place: $p, department: "县应急管理局",
        delegation: {matter: $m}}) { outcome leadingGround summary cure { text } } }"""
    refused = li.looks(asked, m=WRONG, p=JIUQUAN)["check"]
    assert (refused["outcome"], refused["leadingGround"]) == ("REJECT", "WRONG_DEPARTMENT") and refused["cure"]
    assert LISTED in li.text(MIRROR, u=EMERGENCY_BUREAU)
    kept = {"kind": "delegation", "answers": [{"name": "matter", "values": [LISTED]}], "places": [JIUQUAN]}
    draft = li.acts("keepRequestDraft", kept, "draft { number subject }")["draft"]
    assert draft["subject"] == LISTED
    given = {"places": [JIUQUAN], "delegation": {"matter": LISTED}, "draft": draft["number"], "once": "m1"}
    shown = "request { number cases { number status acts } }"
    (case,) = li.acts("submitRequest", given, shown)["request"]["cases"]
    assert (case["status"], case["acts"]) == ("AWAITING_VERIFICATION", ["WITHDRAW"])
    assert li.looks("{ requestDrafts { nodes { number } } }")["requestDrafts"]["nodes"] == []
    wang.acts("verifyCase", {"number": case["number"]})
    (news,) = li.looks("{ notices { nodes { code text } } }")["notices"]["nodes"]
    assert news["code"] == "CASE_VERIFIED" and LISTED in news["text"]
    seen = li.looks(f'{{ case(number: "{case["number"]}") {{ status admission {{ number }} }} }}')["case"]
    assert seen["status"] == "ADMITTED" and seen["admission"]["number"].startswith("ZR-620102-")
    assert li.refused("verifyCase", {"number": case["number"]}) == "NOT_PERMITTED"


def test_her_day_at_the_command_line(run: Run) -> None:
    question = ("check", "delegation", "--place", JIUQUAN, "--department", EMERGENCY_BUREAU, "--matter")
    refused, lawful = run(*question, WRONG), run(*question, LISTED, "--json")
    assert refused.exit_code == 1 and "WRONG_DEPARTMENT" in refused.stdout and "不予准入" in refused.stdout
    assert lawful.exit_code == 0 and json.loads(lawful.stdout)["outcome"] == "ADMIT"
    mine = run("lists", "mirror", EMERGENCY_BUREAU, "--place", JIUQUAN)
    assert mine.exit_code == 0 and LISTED in mine.stdout
