"""Reports over GraphQL: made, answered, passed on; and no field tells the demander's side who reported."""

import json
from typing import Any

import pytest
from flask import Flask

from registry.domain.actors import Role
from registry.store.base import db
from registry.store.people import PersonRecord
from tests.api.acts import JIUQUAN, TokenOf, act, look, refused, to_mend, told
from tests.api.conftest import Ask

BUREAU = "11629999MB9000322X"
DEMAND: dict[str, Any] = {
    "reportedDemand": "要求我们每天上报共享单车停放照片",
    "reportedDemander": "县应急管理局",
    "reportedOn": "2026-11-20",
    "reportedPaper": "微信工作群通知",
}
SHOWN = """report { number status demand demanderName demandedOn paper recordedOn office officePlace reportedBy
    reportedByName own acts verdict { outcome } steps { verb status office answer on } }"""
READ = f"query ($n: String!) {{ {SHOWN.replace('report ', 'report(number: $n) ', 1)} }}"


def reported(ask: Ask, token: str, **more: Any) -> dict[str, Any]:
    return dict(act(ask, token, "reportDemand", {**DEMAND, **more}, SHOWN)["report"])


def test_a_village_reports_its_township_passes_it_on_and_the_mechanism_closes_it(ask: Ask, token_of: TokenOf) -> None:
    zhao, wang, feng = token_of("zhao"), token_of("wang"), token_of("feng")
    made = reported(ask, zhao, asked={"place": JIUQUAN, "department": BUREAU, "delegation": {"matter": "停放照片上报"}})
    number = made["number"]
    assert (made["status"], made["office"], made["own"], made["acts"]) == ("SUBMITTED", "TOWNSHIP_DESK", True, [])
    assert made["verdict"] and made["demandedOn"] == "2026-11-20"
    assert look(ask, "{ reports { received { number } own { number } } }", feng)["reports"] == {
        "received": [],
        "own": [],
    }
    received = look(ask, "{ reports { received { number reportedBy reportedByName acts } } }", wang)["reports"]
    assert received["received"][0]["acts"] == ["TAKE_UP", "HAND_ON", "CLOSE"]
    assert "社区" in received["received"][0]["reportedBy"] and received["received"][0]["reportedByName"] == ""
    given = {"number": number, "verb": "HAND_ON", "reportAnswer": "请协调"}
    assert act(ask, wang, "answerReport", given, SHOWN)["report"]["status"] == "PASSED_ON"
    assert refused(ask, feng, "answerReport", given) == "NOT_PERMITTED"
    closing = {"number": number, "verb": "CLOSE"}
    assert to_mend(ask, feng, "answerReport", closing) == ("MISSING_ANSWER", ["input", "reportAnswer"])
    closed = act(ask, feng, "answerReport", {**closing, "reportAnswer": "已责成停止"}, SHOWN)["report"]
    assert [(step["verb"], step["office"]) for step in closed["steps"]] == [
        *(("HAND_ON", "TOWNSHIP_DESK"), ("CLOSE", "OVERSIGHT")),
    ]
    assert refused(ask, feng, "answerReport", {**closing, "reportAnswer": "再"}) == "REPORT_NOT_POSSIBLE"
    [notice] = look(ask, "{ notices { nodes { code about } } unreadNotices }", zhao)["notices"]["nodes"][:1]
    assert notice == {"code": "REPORT_ANSWERED", "about": number}
    assert look(ask, READ, zhao, n=number)["report"]["steps"][-1]["answer"] == "已责成停止"


def test_the_name_is_told_only_where_it_was_left(ask: Ask, token_of: TokenOf) -> None:
    wang, feng = token_of("wang"), token_of("feng")
    hidden, left = reported(ask, wang)["number"], reported(ask, wang, named=True)["number"]
    assert look(ask, READ, feng, n=hidden)["report"]["reportedByName"] == ""
    assert look(ask, READ, feng, n=left)["report"]["reportedByName"] == "王干事"


def insider(app: Flask) -> str:
    """Somebody of the special mechanism's office who is of the demanding bureau."""
    db.session.add(
        PersonRecord(
            sign_in_name="insider", name="内部人", role=Role.OVERSIGHT.value, unit=BUREAU, division="620102000000"
        )
    )
    db.session.commit()
    return "insider"


@pytest.mark.parametrize("by", ["wang", "zhao"])
def test_the_demanders_side_finds_no_trace_by_any_field(app: Flask, ask: Ask, token_of: TokenOf, by: str) -> None:
    number = reported(ask, token_of(by))["number"]
    if by == "zhao":
        act(ask, token_of("wang"), "answerReport", {"number": number, "verb": "HAND_ON"})
    everything = """{ reports { received { number } own { number } } unreadNotices
        notices { nodes { about text facts } }
        slips { nodes { number } } requestDrafts { nodes { number } } approvalOffers { cured { subject } } }"""
    for name in ("li", "chen", "sun", "ma", "admin", insider(app)):
        token = token_of(name)
        read = ask(READ, {"n": number}, token=token).json
        assert read["data"] == {"report": None}, name
        assert read["errors"][0]["extensions"]["code"] in ("NOT_FOUND", "NOT_PERMITTED"), name
        seen = json.dumps([read, ask(everything, token=token).json], ensure_ascii=False)
        own = seen.replace(f'"given": "{number}"', "")
        assert not [trace for trace in (DEMAND["reportedDemand"], "王干事", "赵文书") if trace in own], name
        assert refused(ask, token, "answerReport", {"number": number, "verb": "TAKE_UP"}) in (
            *("NOT_FOUND", "NOT_PERMITTED"),
        )
    nobody = ask(READ, {"n": number}).json["errors"][0]["extensions"]["code"]
    assert nobody == "NOT_SIGNED_IN"
    not_there = ask(READ, {"n": "FY-2222222222"}, token=token_of("insider")).json["errors"][0]
    there = ask(READ, {"n": number}, token=token_of("insider")).json["errors"][0]
    assert there["message"].replace(number, "") == not_there["message"].replace("FY-2222222222", "")


@pytest.mark.parametrize(
    ("change", "code", "path"),
    [
        ({"reportedDemand": " "}, "MISSING_ANSWER", ["input", "reportedDemand"]),
        ({"reportedOn": "昨天"}, "MALFORMED_DATE", ["input", "reportedOn"]),
        ({"reportedDemander": "应急"}, "AMBIGUOUS_DEPARTMENT", ["input", "reportedDemander"]),
        ({"reportedDemander": "11629999MB90000155"}, "REPORT_NOT_HERE", ["input", "reportedDemander"]),
        (
            {"asked": {"place": "无名镇", "delegation": {"matter": "x"}}},
            *("UNKNOWN_PLACE", ["input", "asked", "place"]),
        ),
    ],
)
def test_what_is_to_be_mended_is_told_and_nothing_is_reported(
    ask: Ask, token_of: TokenOf, change: dict[str, Any], code: str, path: list[str]
) -> None:
    assert to_mend(ask, token_of("wang"), "reportDemand", {**DEMAND, **change}) == (code, path)


def test_only_townships_and_villages_report(ask: Ask, token_of: TokenOf) -> None:
    before = told()
    for name in ("li", "sun", "zheng", "feng"):
        assert refused(ask, token_of(name), "reportDemand", DEMAND) == "NOT_PERMITTED"
    assert refused(ask, "", "reportDemand", DEMAND) == "NOT_SIGNED_IN"
    assert told() == before


def test_a_person_a_bank_or_nobody_known_is_reported_as_at_the_page(ask: Ask, token_of: TokenOf) -> None:
    zhao = token_of("zhao")
    given = {**DEMAND, "reportedDemander": "张主任"}
    assert to_mend(ask, zhao, "reportDemand", given) == ("MISSING_ANSWER", ["input", "reportedUnit"])
    unclear = {**given, "reportedUnit": "没有这个单位"}
    assert to_mend(ask, zhao, "reportDemand", unclear) == ("UNKNOWN_OPTION", ["input", "reportedUnit"])
    of_the_bureau = reported(ask, zhao, reportedDemander="张主任", reportedUnit=BUREAU)
    assert of_the_bureau["demanderName"] == "县应急管理局 张主任"
    bank = reported(ask, zhao, reportedDemander="某某银行", reportedUnit="NOT_LISTED")
    assert (bank["demanderName"], bank["office"]) == ("某某银行", "OVERSIGHT")
    other = {**DEMAND, "reportedUnit": "11629999MB9000349M"}
    assert to_mend(ask, zhao, "reportDemand", other)[0] == "REPORT_UNITS_DIFFER"
    code, path = to_mend(ask, zhao, "reportDemand", {**given, "reportedUnit": "UNKNOWN"})
    assert (code, path[:1]) == ("REPORT_NOBODY_ABOVE", ["input"])
    assert path[1:] in ([], ["reportedUnit"], ["reportedDemander"])
