"""The clean-up and the register of chief duties over GraphQL: bounded, with a cursor that neither skips nor repeats."""

from collections.abc import Callable
from typing import Any

from flask import Flask

from registry.services import delegated, delegated_recording
from registry.services.people import actor_called
from registry.services.successions import TypedChange, record_division_change
from registry.store.base import db
from registry.store.people import PersonRecord
from tests.api.conftest import Ask
from tests.conftest import NOW

TokenOf = Callable[[str], str]

COUNTY, TOWNSHIP = "620102000000", "620102001000"
PAGE = """query ($first: Int, $after: String, $status: CleanUpStatus, $on: Date, $knownAt: DateTime) {
  delegatedMatters(county: "620102000000", first: $first, after: $after, status: $status, on: $on, knownAt: $knownAt) {
    totalCount totalIsFloor pageInfo { hasNextPage endCursor } nodes { code matter status place { name }
    assessment { needed able resources { resource moved notNeeded } } takenOverBy wayOfWorking delegatedOn form } } }"""


def asked(ask: Ask, query: str, *, token: str = "", **variables: Any) -> dict[str, Any]:
    answer = ask(query, variables, token=token).get_json()
    assert "errors" not in answer, answer
    return answer["data"]


def test_pages_follow_each_other_without_gap(ask: Ask) -> None:
    codes, after = [], ""
    while True:
        page = asked(ask, PAGE, first=4, after=after)["delegatedMatters"]
        codes += [matter["code"] for matter in page["nodes"]]
        after = page["pageInfo"]["endCursor"]
        if not page["pageInfo"]["hasNextPage"]:
            break
    assert codes == [f"D2025-00000{n}" for n in range(1, 7)] and page["totalCount"] == 6 and not page["totalIsFloor"]


def test_no_more_than_a_hundred_at_once(ask: Ask) -> None:
    for first in (0, 101, -1):
        errors = ask(PAGE, {"first": first}).get_json()["errors"]
        assert errors[0]["extensions"]["code"] == "LIMIT_EXCEEDED"


def test_a_matter_tells_how_it_was_assessed_and_ended(ask: Ask) -> None:
    (kept,) = asked(ask, PAGE, status="KEPT")["delegatedMatters"]["nodes"]
    assert (kept["assessment"]["needed"], kept["assessment"]["able"]) == ("YES", "YES")
    assert kept["assessment"]["resources"][2] == {"resource": "POWERS", "moved": "", "notNeeded": True}
    (taken,) = asked(ask, PAGE, status="TAKEN_BACK")["delegatedMatters"]["nodes"]
    assert (taken["takenOverBy"], taken["form"]) == ("县市场监督管理局", "TERRITORIAL") and taken["wayOfWorking"]
    assert asked(ask, PAGE, status="TAKEN_BACK", on="2025-05-05")["delegatedMatters"]["nodes"] == []
    assert asked(ask, PAGE, status="TAKEN_BACK", knownAt="2025-05-05")["delegatedMatters"]["nodes"] == []


def test_the_open_ones_of_a_county_are_counted_and_nobody_is_ranked(ask: Ask) -> None:
    query = """{ cleanUpCounts(county: "620102000000") { open byStatus { name number } byPlace { name number }
      byCategory { name number } byDepartment { name number } } }"""
    counts = asked(ask, query)["cleanUpCounts"]
    assert counts["open"] == 4
    assert {c["name"]: c["number"] for c in counts["byStatus"]} == {
        "OPEN": 3,
        "ASSESSED": 1,
        "KEPT": 1,
        "TAKEN_BACK": 1,
    }
    for by in ("byPlace", "byCategory", "byDepartment"):
        names = [count["name"] for count in counts[by]]
        assert names == sorted(names) and sum(count["number"] for count in counts[by]) == 4


def test_one_matter_by_its_number_and_none_by_a_wrong_one(ask: Ask) -> None:
    query = "query ($code: String!) { delegatedMatter(code: $code) { heard matter word { able reason } } }"
    found = asked(ask, query, code="d2025-000001")["delegatedMatter"]
    assert (found["heard"], found["word"]) == (True, None)  # what it said is for people of its county
    assert ask(query, {"code": "D1999-000001"}).get_json()["errors"][0]["extensions"]["code"] == "NOT_FOUND"


def test_why_a_townships_word_does_not_hold_is_told_to_whoever_reads_the_word(ask: Ask, token_of: TokenOf) -> None:
    sun, fit = actor_called("sun"), {"needed": "yes", "able": "yes", "reason": "应能承接", "not_needed": ["POSTS"]}
    assert sun
    delegated.assess("D2025-000004", {**fit, "despite_word": "县里已派2人驻点"}, actor=sun, now=NOW)
    query = """{ delegatedMatter(code: "D2025-000004") { assessment { able reason despiteWord } } }"""
    for token, told in ((token_of("chen"), "县里已派2人驻点"), (token_of("zheng"), "县里已派2人驻点"), ("", "")):
        found = asked(ask, query, token=token)["delegatedMatter"]["assessment"]
        assert found == {"able": "YES", "reason": "应能承接", "despiteWord": told}


def test_the_townships_word_goes_by_where_it_lies_today(ask: Ask, token_of: Callable[[str], str]) -> None:
    query = """query ($on: Date) { delegatedMatter(code: "D2025-000001", on: $on) { word { reason } } }"""
    chen, wang = token_of("chen"), token_of("wang")
    assert ask(query, token=chen).get_json()["data"]["delegatedMatter"]["word"]
    zheng = actor_called("zheng")
    assert zheng is not None
    there = {"after": ["620103091000"], "parents": ["620103000000"], "effective_on": "2026-11-01"}
    move = TypedChange("RECODED", ["620102001000"], keep_numbers=True, **there)
    record_division_change(move, actor=zheng, now=NOW)
    for on in (None, "2026-10-01"):
        assert ask(query, {"on": on}, token=chen).get_json()["data"]["delegatedMatter"]["word"] is None
        assert ask(query, {"on": on}, token=wang).get_json()["data"]["delegatedMatter"]["word"]


def test_a_townships_word_goes_with_it_to_the_county_it_was_moved_to(app: Flask, ask: Ask, token_of: TokenOf) -> None:
    wang, zheng = actor_called("wang"), actor_called("zheng")
    assert wang and zheng
    given = {"matter": "流动摊贩占道劝离", "department": "县综合行政执法局", "matter_category": "城乡建设"}
    paper = {"delegated_in": "示例通知[2021]5号", "delegated_on": "2021-05-10", "delegated_form": "territorial"}
    facts = delegated_recording.record({"place": TOWNSHIP, **given, **paper}, actor=wang, now=NOW)
    delegated.hear(facts.code, {"able": "no", "reason": "人手不够"}, actor=wang, now=NOW)
    query = "query ($code: String!) { delegatedMatter(code: $code) { word { reason } } }"
    assert asked(ask, query, code=facts.code, token=token_of("chen"))["delegatedMatter"]["word"]
    moved = TypedChange(
        kind="recoded",
        before=(TOWNSHIP,),
        after=("620103091000",),
        parents=("620103000000",),
        effective_on="2026-11-01",
        keep_numbers=True,
    )
    record_division_change(moved, actor=zheng, now=NOW)
    assert asked(ask, query, code=facts.code, token=token_of("chen"))["delegatedMatter"]["word"] is None
    assert asked(ask, query, code=facts.code, token=token_of("wang"))["delegatedMatter"]["word"]
    account = db.session.get(PersonRecord, "chen")
    assert account
    account.division = "620103000000"
    db.session.commit()
    assert asked(ask, query, code=facts.code, token=token_of("chen"))["delegatedMatter"]["word"]


def test_chief_duties_of_a_township_hold_the_countys_too(ask: Ask) -> None:
    query = """query ($on: Date, $knownAt: DateTime) { chiefDuties(place: "620102001000", on: $on, knownAt: $knownAt) {
      nodes { code inForce basis addedOn until placeName } } }"""
    duties = asked(ask, query, on="2025-07-01")["chiefDuties"]["nodes"]
    assert [d["code"] for d in duties] == ["CD-0001", "CD-0002", "CD-0003", "CD-0004"]
    assert all(d["inForce"] and d["basis"] and d["addedOn"] for d in duties)
    later = asked(ask, query, on="2025-10-01")["chiefDuties"]["nodes"]
    assert [d["inForce"] for d in later] == [True, True, True, False]
    assert len(asked(ask, query, knownAt="2025-05-01")["chiefDuties"]["nodes"]) == 3
