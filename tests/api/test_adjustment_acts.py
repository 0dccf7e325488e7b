"""Adjustments and limits over GraphQL: proposed, consulted on, decided, drafted anew, ended; as at the pages."""

from typing import Any

from sqlalchemy import func, select

from registry.store.adjustments import AdjustmentRecord
from registry.store.base import db
from tests.api.acts import JIUQUAN, TokenOf, act, look, refused, to_mend
from tests.api.conftest import Ask

SHOWN = "adjustment { number status townships steps { verb reason } opinions { opinion text } results { draft } }"
CHANGE: dict[str, Any] = {
    "kind": "MOVE",
    "duties": ["CG-0049"],
    "tier": "RECLAIMED",
    "takenOverBy": "县司法局",
}
PROPOSAL: dict[str, Any] = {
    "event": "TOWNSHIP_APPLIED",
    "title": "调整校园安全事项",
    "townships": ["酒泉路街道"],
    "articles": ["《某条例》第三条"],
    "reason": "镇里没有执法权",
    "changes": [CHANGE],
}


def moved(ask: Ask, token: str, name: str, given: dict[str, Any]) -> dict[str, Any]:
    answered = act(ask, token, name, given, SHOWN)
    assert answered["errors"] == [], answered
    return dict(answered["adjustment"])


def test_from_the_proposal_to_the_drafted_edition(ask: Ask, token_of: TokenOf) -> None:
    wang, chen, sun = token_of("wang"), token_of("chen"), token_of("sun")
    kept = moved(ask, wang, "keepAdjustment", {**PROPOSAL, "changes": []})
    assert kept["status"] == "DRAFT"
    made = moved(ask, wang, "proposeAdjustment", {**PROPOSAL, "number": kept["number"]})
    number = {"number": made["number"]}
    assert made["number"] == kept["number"] and made["status"] == "PROPOSED" and made["townships"] == [JIUQUAN]
    asked = moved(ask, sun, "consultUnits", {**number, "units": ["县市场监督管理局"]})
    assert asked["status"] == "CONSULTING"
    said = {"opinion": "CONDITIONAL", "text": "经费随事转"}
    assert to_mend(ask, chen, "answerConsultation", {**number, "opinion": "DISAGREE"}) == (
        "MISSING_ANSWER",
        ["input", "text"],
    )
    heard = moved(ask, chen, "answerConsultation", {**number, **said})
    assert [(one["opinion"], one["text"]) for one in heard["opinions"]] == [("CONDITIONAL", "经费随事转")]
    assert refused(ask, wang, "adoptAdjustment", {**number, "reason": "同意"}) == "NOT_PERMITTED"
    adopted = moved(ask, sun, "adoptAdjustment", {**number, "reason": "同意调整"})
    assert adopted["status"] == "ADOPTED" and len(adopted["results"]) == 1
    draft = look(
        ask, "query ($code: String!) { draft(code: $code) { status } }", sun, code=adopted["results"][0]["draft"]
    )
    assert draft["draft"]["status"] in ("DRAFT", "IN_REVIEW")
    assert len(moved(ask, sun, "redraftAdjustment", number)["results"]) == 2
    assert to_mend(ask, sun, "endAdjustment", {**number, "reason": " "}) == ("MISSING_ANSWER", ["input", "reason"])
    ended = moved(ask, sun, "endAdjustment", {**number, "reason": "上级另有部署"})
    assert ended["steps"][-1]["reason"] == "上级另有部署"


def test_it_is_returned_declined_and_withdrawn(ask: Ask, token_of: TokenOf) -> None:
    wang, sun = token_of("wang"), token_of("sun")
    number = {"number": moved(ask, wang, "proposeAdjustment", PROPOSAL)["number"]}
    assert moved(ask, sun, "returnAdjustment", {**number, "reason": "缺依据"})["status"] == "RETURNED"
    moved(ask, wang, "proposeAdjustment", {**PROPOSAL, **number, "title": "补了依据"})
    assert refused(ask, sun, "closeConsultation", number) == "MOVE_NOT_POSSIBLE"
    assert moved(ask, wang, "withdrawAdjustment", {**number, "reason": "不再需要"})["status"] == "WITHDRAWN"
    other = {"number": moved(ask, wang, "proposeAdjustment", PROPOSAL)["number"]}
    moved(ask, sun, "consultUnits", {**other, "units": ["县市场监督管理局"]})
    moved(ask, token_of("chen"), "answerConsultation", {**other, "opinion": "AGREE"})
    assert moved(ask, sun, "declineAdjustment", {**other, "reason": "清单已有"})["status"] == "DECLINED"


def test_what_is_wrong_with_one_change_is_told_at_that_change(ask: Ask, token_of: TokenOf) -> None:
    wang = token_of("wang")
    for wrong, field in (({"takenOverBy": ""}, "takenOverBy"), ({"duties": ["没有这一项"]}, "duties")):
        changes = [{"kind": "DROP", "duties": ["CG-0001"]}, {**CHANGE, **wrong}]
        _, path = to_mend(ask, wang, "proposeAdjustment", {**PROPOSAL, "changes": changes})
        assert path == ["input", "changes", "1", field]
    assert to_mend(ask, wang, "proposeAdjustment", {**PROPOSAL, "title": " "})[1] == ["input", "title"]
    assert to_mend(ask, wang, "keepAdjustment", {**PROPOSAL, "townships": []})[1] == ["input", "townships"]
    assert refused(ask, token_of("feng"), "proposeAdjustment", PROPOSAL) == "NOT_PERMITTED"
    db.session.rollback()
    assert db.session.scalar(select(func.count()).select_from(AdjustmentRecord)) == 0


def test_the_list_office_sets_its_countys_limit(ask: Ask, token_of: TokenOf) -> None:
    sun, given = token_of("sun"), {"step": "CONSULTATION", "workingDays": 7}
    made = act(ask, sun, "setLimit", given, "limit { step workingDays inForceFrom }")["limit"]
    assert (made["step"], made["workingDays"]) == ("CONSULTATION", 7)
    assert to_mend(ask, sun, "setLimit", {**given, "workingDays": 0}) == ("NOT_A_NUMBER", ["input", "workingDays"])
    past = {**given, "inForceFrom": "2020-01-01"}
    assert to_mend(ask, sun, "setLimit", past) == ("BAD_INPUT", ["input", "inForceFrom"])
    assert refused(ask, token_of("wang"), "setLimit", given) == "NOT_PERMITTED"
