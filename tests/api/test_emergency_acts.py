"""Emergency responses over GraphQL: opened naming their matters, closed, and what was admitted under one ends."""

from typing import Any

import pytest

from tests.api.acts import COUNTY, TokenOf, act, look, refused, submitted, to_mend, told
from tests.api.conftest import Ask

MATTER = "无人机起降点编号"
DECLARED: dict[str, Any] = {
    "responseLevel": "II",
    "responseIssuer": "示例:城关区抢险指挥部",
    "place": COUNTY,
    "responseStart": "2026-11-20",
    "responseMatters": [MATTER],
}
SHOWN = "emergency { code level place start end matters } affected { case fate }"


def test_work_admitted_under_a_response_ends_with_it(ask: Ask, token_of: TokenOf) -> None:
    li, sun, wang = token_of("li"), token_of("sun"), token_of("wang")
    made = act(ask, sun, "openEmergency", DECLARED, SHOWN)["emergency"]
    assert (made["level"], made["place"], made["end"], made["matters"]) == ("II", COUNTY, None, [MATTER])
    number = submitted(ask, li, MATTER)["cases"][0]["number"]
    assert act(ask, wang, "verifyCase", {"number": number}, "case { status }")["case"]["status"] == "ADMITTED"
    under = f'{{ emergencyCases(code: "{made["code"]}") {{ number }} }}'
    assert look(ask, under, li)["emergencyCases"] == [{"number": number}]
    assert look(ask, under, token_of("chen"))["emergencyCases"] == []
    closed = act(ask, sun, "closeEmergency", {"code": made["code"], "responseEnd": "2026-11-22"}, SHOWN)
    assert closed["emergency"]["end"] == "2026-11-22"
    assert closed["affected"] == [{"case": number, "fate": "ENDED"}]
    assert look(ask, f'{{ case(number: "{number}") {{ status }} }}', li)["case"]["status"] == "ENDED"
    read = look(ask, f'{{ emergency(code: "{made["code"]}") {{ end }} }}')
    assert read["emergency"] == {"end": "2026-11-22"}
    again = {"code": made["code"], "responseEnd": "2026-11-22"}
    assert refused(ask, sun, "closeEmergency", again) == "RESPONSE_CLOSED"


@pytest.mark.parametrize(
    ("change", "code", "path"),
    [
        ({"responseMatters": []}, "MISSING_ANSWER", "responseMatters"),
        ({"responseStart": "2099-01-01"}, "DAY_IN_FUTURE", "responseStart"),
        ({"place": "无名镇"}, "UNKNOWN_PLACE", "place"),
        ({"responseIssuer": " "}, "MISSING_ANSWER", "responseIssuer"),
    ],
)
def test_what_is_to_be_mended_is_told_and_nothing_is_opened(
    ask: Ask, token_of: TokenOf, change: dict[str, Any], code: str, path: str
) -> None:
    assert to_mend(ask, token_of("sun"), "openEmergency", {**DECLARED, **change}) == (code, ["input", path])


def test_only_the_list_office_and_the_province_open_and_close_each_in_its_own_place(
    ask: Ask, token_of: TokenOf
) -> None:
    code = act(ask, token_of("zheng"), "openEmergency", DECLARED, SHOWN)["emergency"]["code"]
    before, closing = told(), {"code": code, "responseEnd": "2026-11-22"}
    for name in ("li", "wang", "zhao", "feng"):
        assert refused(ask, token_of(name), "openEmergency", DECLARED) == "NOT_PERMITTED"
        assert refused(ask, token_of(name), "closeEmergency", closing) == "NOT_PERMITTED"
    elsewhere = {**DECLARED, "place": "620103000000"}
    assert refused(ask, token_of("sun"), "openEmergency", elsewhere) == "NOT_PERMITTED"
    early = to_mend(ask, token_of("sun"), "closeEmergency", {**closing, "responseEnd": "2026-11-01"})
    assert early == ("DAY_TOO_EARLY", ["input", "responseEnd"])
    assert told() == before


def test_a_wrong_end_is_corrected_and_what_it_ended_stays_ended(ask: Ask, token_of: TokenOf) -> None:
    sun, wang = token_of("sun"), token_of("wang")
    code = act(ask, sun, "openEmergency", DECLARED, SHOWN)["emergency"]["code"]
    number = submitted(ask, token_of("li"), MATTER)["cases"][0]["number"]
    act(ask, wang, "verifyCase", {"number": number})
    given = {"code": code, "reason": "登记有误"}
    assert refused(ask, sun, "correctEmergencyEnd", given) == "RESPONSE_STILL_OPEN"
    act(ask, sun, "closeEmergency", {"code": code, "responseEnd": "2026-11-22"})
    shown = f"{SHOWN} stayEnded"
    assert refused(ask, wang, "correctEmergencyEnd", given) == "NOT_PERMITTED"
    future = {**given, "responseEnd": "2099-01-01"}
    assert to_mend(ask, sun, "correctEmergencyEnd", future) == ("DAY_IN_FUTURE", ["input", "responseEnd"])
    assert to_mend(ask, sun, "correctEmergencyEnd", {**given, "reason": " "}) == (
        *("MISSING_ANSWER", ["input", "reason"]),
    )
    done = act(ask, sun, "correctEmergencyEnd", given, shown)
    assert (done["emergency"]["end"], done["stayEnded"]) == (None, [number])
