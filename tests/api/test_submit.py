"""Submitting over GraphQL: in the name of the token's unit, a case for each place, or what is to be mended."""

from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import func, select

from registry.store.access import RequestRecord
from registry.store.base import db
from tests.api.conftest import Ask

JIUQUAN_ROAD, ZHANGYE_ROAD = "620102001000", "620102002000"
SUBMIT = """mutation ($input: SubmitRequestInput!) { submitRequest(input: $input) {
    request { number kind subject unit on knownAt submittedAt sample
        cases { number status outcome place { code fullName level path { name } } verdict { summary outcome } } }
    errors { code path message } } }"""
READ = "query ($number: String!) { request(number: $number) { number subject cases { number verdict { summary } } } }"
GOOD: dict[str, Any] = {"places": [JIUQUAN_ROAD, ZHANGYE_ROAD], "delegation": {"matter": "外星飞船停泊收费"}}

TokenOf = Callable[[str], str]


def _kept() -> int:
    return db.session.scalar(select(func.count()).select_from(RequestRecord)) or 0


def test_clerk_li_submits_for_two_townships_and_reads_it_back(ask: Ask, token_of: TokenOf) -> None:
    li = token_of("li")
    answered = ask(SUBMIT, {"input": GOOD}, token=li).json["data"]["submitRequest"]
    request = answered["request"]
    assert answered["errors"] == []
    assert (request["kind"], request["subject"]) == ("delegation", "外星飞船停泊收费")
    assert request["unit"] == "11629999MB9000322X"
    assert [case["place"]["code"] for case in request["cases"]] == [JIUQUAN_ROAD, ZHANGYE_ROAD]
    assert {(case["status"], case["outcome"]) for case in request["cases"]} == {("REJECTED", "REJECT")}
    read = ask(READ, {"number": request["number"]}, token=li).json["data"]["request"]
    assert [case["number"] for case in read["cases"]] == [case["number"] for case in request["cases"]]
    assert read["cases"][0]["verdict"]["summary"] == request["cases"][0]["verdict"]["summary"]


@pytest.mark.parametrize("token", ["", "tr_nobody", "li"])
def test_without_a_token_nothing_is_submitted_or_read(ask: Ask, token: str) -> None:
    before = _kept()
    submitted = ask(SUBMIT, {"input": GOOD}, token=token).json
    read = ask(READ, {"number": "R2026-000001"}, token=token).json
    assert submitted["data"] == {"submitRequest": None}
    assert read["data"] == {"request": None}
    for answered in (submitted, read):
        assert answered["errors"][0]["extensions"]["code"] == "NOT_SIGNED_IN"
        assert "Authorization" in answered["errors"][0]["message"]
    assert _kept() == before


def test_another_unit_does_not_learn_that_a_request_exists(ask: Ask, token_of: TokenOf) -> None:
    number = ask(SUBMIT, {"input": GOOD}, token=token_of("li")).json["data"]["submitRequest"]["request"]["number"]
    chen = ask(READ, {"number": number}, token=token_of("chen")).json
    nobody = ask(READ, {"number": "R2026-999999"}, token=token_of("chen")).json
    assert chen["data"] == nobody["data"] == {"request": None}
    assert chen["errors"][0]["extensions"]["code"] == nobody["errors"][0]["extensions"]["code"] == "NOT_FOUND"


@pytest.mark.parametrize(
    ("change", "code", "path"),
    [
        ({"places": [JIUQUAN_ROAD, "62x"]}, "MALFORMED_PLACE_CODE", ["input", "places", "1"]),
        ({"places": [JIUQUAN_ROAD, JIUQUAN_ROAD]}, "REPEATED_PLACE", ["input", "places", "0"]),
        ({"places": []}, "MISSING_ANSWER", ["input", "places"]),
        ({"places": [JIUQUAN_ROAD] * 201}, "TOO_MANY", ["input", "places"]),
        ({"delegation": {"matter": " "}}, "MISSING_ANSWER", ["input", "delegation", "matter"]),
        ({"delegation": None}, "MISSING_ANSWER", ["input"]),
    ],
)
def test_what_is_to_be_mended_is_told_with_its_place_and_nothing_is_kept(
    ask: Ask, token_of: TokenOf, change: dict[str, Any], code: str, path: list[str]
) -> None:
    before = _kept()
    answered = ask(SUBMIT, {"input": {**GOOD, **change}}, token=token_of("li")).json["data"]["submitRequest"]
    assert answered["request"] is None
    [error] = answered["errors"]
    assert (error["code"], error["path"]) == (code, path)
    assert error["message"]
    assert _kept() == before
