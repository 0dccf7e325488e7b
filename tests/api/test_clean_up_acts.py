"""The clean-up and the register of chief duties over GraphQL, through the same steps as at the pages."""

from typing import Any

from tests.api.acts import JIUQUAN, TokenOf, act, look, refused, to_mend
from tests.api.conftest import Ask

GIVEN: dict[str, Any] = {"place": JIUQUAN, "matter": "流动摊贩占道劝离", "department": "县综合行政执法局"}
SHOWN = "delegatedMatter { code matter status department endedOn takenOverBy word { able } assessment { reason } }"
HEARD = {"able": "YES", "posts": "编制1名", "money": "每年3万元", "notNeeded": ["POWERS"]}


def moved(ask: Ask, token: str, name: str, given: dict[str, Any]) -> dict[str, Any]:
    answered = act(ask, token, name, given, SHOWN)
    assert answered["errors"] == [], answered
    return dict(answered["delegatedMatter"])


def test_a_matter_goes_its_whole_way(ask: Ask, token_of: TokenOf) -> None:
    wang, sun = token_of("wang"), token_of("sun")
    made = moved(ask, wang, "recordDelegatedMatter", GIVEN)
    code = {"code": made["code"]}
    assert (made["status"], made["department"]) == ("OPEN", "县综合行政执法局")
    assert moved(ask, wang, "hearDelegatedMatter", {**code, **HEARD})["word"] == {"able": "YES"}
    assert refused(ask, wang, "assessDelegatedMatter", {**code, "needed": "YES", **HEARD, "reason": "到位"}) == (
        "NOT_PERMITTED"
    )
    assessed = moved(ask, sun, "assessDelegatedMatter", {**code, "needed": "YES", **HEARD, "reason": "到位"})
    assert assessed["status"] == "ASSESSED" and assessed["assessment"]["reason"] == "到位"
    kept = moved(ask, sun, "keepDelegatedMatter", {**code, "reason": "随资源保留"})
    assert kept["status"] == "KEPT" and kept["endedOn"]
    query = "query ($code: String!) { delegatedMatter(code: $code) { status } }"
    assert look(ask, query, **code)["delegatedMatter"] == {"status": "KEPT"}
    assert moved(ask, sun, "correctDelegatedMatter", {**code, "reason": "保留有误"})["status"] == "OPEN"
    moved(ask, sun, "assessDelegatedMatter", {**code, "needed": "NO", **HEARD, "reason": "不需要"})
    back = {**code, "department": "县综合行政执法局", "reclaimedWay": "由执法大队巡查"}
    taken = moved(ask, sun, "takeBackDelegatedMatter", back)
    assert (taken["status"], taken["takenOverBy"]) == ("TAKEN_BACK", "县综合行政执法局")
    mended = moved(ask, sun, "correctDelegatedMatter", {**code, "reason": "名称有误", "matter": "占道劝离"})
    assert (mended["status"], mended["matter"]) == ("OPEN", "占道劝离")


def test_what_is_to_be_mended_is_told_by_its_field(ask: Ask, token_of: TokenOf) -> None:
    wang = token_of("wang")
    assert to_mend(ask, wang, "recordDelegatedMatter", {**GIVEN, "matter": " "})[1] == ["input", "matter"]
    late = {**GIVEN, "delegatedOn": "2099-01-01"}
    assert to_mend(ask, wang, "recordDelegatedMatter", late) == ("DAY_NOT_YET", ["input", "delegatedOn"])
    assert refused(ask, token_of("ma"), "recordDelegatedMatter", GIVEN) == "NOT_PERMITTED"
    unfit = {"code": "D2025-000003", "reason": "想保留"}
    assert refused(ask, token_of("sun"), "keepDelegatedMatter", unfit) == "CANNOT_BE_KEPT"


def test_many_are_recorded_whole_or_not_at_all(ask: Ask, token_of: TokenOf) -> None:
    wang = token_of("wang")
    rows = [{**GIVEN, "matter": "入户登记一"}, {**GIVEN, "matter": " "}, {**GIVEN, "place": "无此地"}]
    answered = act(ask, wang, "recordDelegatedMatters", {"matters": rows}, "delegatedMatters { code }")
    assert [one["path"] for one in answered["errors"]] == [
        ["input", "matters", "1", "matter"],
        ["input", "matters", "2", "place"],
    ]
    count = '{ delegatedMatters(county: "620102000000", text: "入户登记") { totalCount } }'
    assert look(ask, count)["delegatedMatters"]["totalCount"] == 0
    whole = {"matters": [rows[0], {**GIVEN, "matter": "入户登记二"}], "idempotencyKey": "表一"}
    kept = act(ask, wang, "recordDelegatedMatters", whole, "delegatedMatters { code }")
    assert len(kept["delegatedMatters"]) == 2
    assert act(ask, wang, "recordDelegatedMatters", whole, "delegatedMatters { code }") == kept
    assert look(ask, count)["delegatedMatters"]["totalCount"] == 2
    assert to_mend(ask, wang, "recordDelegatedMatters", {"matters": []}) == ("MISSING_ANSWER", ["input", "matters"])


def test_a_departments_clerk_need_not_name_their_own(ask: Ask, token_of: TokenOf) -> None:
    given = {"place": JIUQUAN, "matter": "防汛值守"}
    assert moved(ask, token_of("li"), "recordDelegatedMatter", given)["department"] == "县应急管理局"
    other = {**given, "matter": "别的", "department": "县市场监督管理局"}
    assert to_mend(ask, token_of("li"), "recordDelegatedMatter", other)[0] == "ANOTHER_UNITS_DEMAND"


def test_a_chief_duty_is_added_with_its_basis_and_ended(ask: Ask, token_of: TokenOf) -> None:
    sun, shown = token_of("sun"), "chiefDuty { code matter laidOn inForceFrom until basis }"
    duty = {"place": JIUQUAN, "chiefOrGrid": "GRID", "matter": "楼栋消防通道巡看", "chiefFrom": "2026-01-01"}
    assert to_mend(ask, sun, "addChiefDuty", {**duty, "chiefBasis": " "}) == ("MISSING_ANSWER", ["input", "chiefBasis"])
    made = act(ask, sun, "addChiefDuty", {**duty, "chiefBasis": "网格事项清单"}, shown)["chiefDuty"]
    assert (made["laidOn"], made["until"], made["basis"]) == ("GRID", None, "网格事项清单")
    ending = {"code": made["code"], "chiefUntil": "2025-12-31", "reason": "归并"}
    assert to_mend(ask, sun, "endChiefDuty", ending) == ("DAY_TOO_EARLY", ["input", "chiefUntil"])
    ended = act(ask, sun, "endChiefDuty", {**ending, "chiefUntil": "2026-01-31"}, shown)["chiefDuty"]
    assert ended["until"] == "2026-01-31"
    assert refused(ask, token_of("li"), "addChiefDuty", {**duty, "chiefBasis": "x"}) == "NOT_PERMITTED"
