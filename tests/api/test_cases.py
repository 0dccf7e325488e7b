"""The life of a case over GraphQL: the same services, the same people, what is to be mended told as data."""

from collections.abc import Callable
from typing import Any

from tests.api.conftest import Ask

TokenOf = Callable[[str], str]
JIUQUAN = "620102001000"
SUBMIT = "mutation ($input: SubmitRequestInput!) { submitRequest(input: $input) { request { cases { number } } } }"
READ = """query ($number: String!) { case(number: $number) { status acts lastDay answers place { fullName }
    steps { verb status party unitName reason limitStep workingDays verdict { outcome } }
    admission { number validFrom granted fingerprint } } }"""


def act(verb: str, of_input: str) -> str:
    return f"""mutation ($input: {of_input}!) {{ {verb}(input: $input) {{
        case {{ number status admission {{ number }} }} errors {{ code path message }} }} }}"""


def submitted(ask: Ask, token: str, matter: str) -> str:
    given = {"places": [JIUQUAN], "delegation": {"matter": matter}}
    answered = ask(SUBMIT, {"input": given}, token=token).json["data"]["submitRequest"]
    return str(answered["request"]["cases"][0]["number"])


def test_a_case_is_disputed_settled_and_verified_by_systems_as_by_people(ask: Ask, token_of: TokenOf) -> None:
    li, wang, sun = token_of("li"), token_of("wang"), token_of("sun")
    number = submitted(ask, li, "防汛抗旱")
    assert read(ask, number, wang)["acts"] == ["VERIFY", "DISPUTE"]
    reasoned: dict[str, Any] = {"number": number, "reason": "文件没有附上"}
    disputed = ask(act("disputeCase", "ReasonedCaseInput"), {"input": reasoned}, token=wang).json["data"]["disputeCase"]
    assert disputed["case"]["status"] == "DISPUTED"
    fixed = [{"name": "form", "values": ["DIRECT"]}]
    given = {"input": {**reasoned, "fixed": fixed}}
    settled = ask(act("settleCase", "SettleCaseInput"), given, token=sun).json["data"]["settleCase"]
    assert (settled["errors"], settled["case"]["status"]) == ([], "AWAITING_VERIFICATION")
    verified = ask(act("verifyCase", "CaseInput"), {"input": {"number": number}}, token=wang).json["data"]["verifyCase"]
    assert verified["case"]["status"] == "ADMITTED"
    seen = read(ask, number, li)
    assert [step["verb"] for step in seen["steps"]] == ["SUBMIT", "DISPUTE", "SETTLE", "VERIFY"]
    assert seen["steps"][0]["limitStep"] == "VERIFICATION" and seen["steps"][1]["reason"] == "文件没有附上"
    assert seen["admission"]["number"] == verified["case"]["admission"]["number"]
    assert seen["admission"]["granted"]["place"]["code"] == JIUQUAN


def read(ask: Ask, number: str, token: str) -> dict[str, Any]:
    return dict(ask(READ, {"number": number}, token=token).json["data"]["case"])


def test_what_is_to_be_mended_is_told_with_its_place_and_nothing_changes(ask: Ask, token_of: TokenOf) -> None:
    number = submitted(ask, token_of("li"), "城市绿地认建认养登记")
    given = {"input": {"number": number, "reason": "县里同意"}}
    answered = ask(act("settleCase", "SettleCaseInput"), given, token=token_of("sun")).json["data"]["settleCase"]
    assert answered["case"] is None
    assert [(e["code"], e["path"]) for e in answered["errors"]] == [("STILL_IN_DOUBT", ["input", "ruling"])]
    assert read(ask, number, token_of("li"))["status"] == "REFERRED"


def test_who_may_not_act_is_told_so_and_who_may_not_read_learns_nothing(ask: Ask, token_of: TokenOf) -> None:
    number = submitted(ask, token_of("li"), "防汛抗旱")
    for name, code in (("li", "NOT_PERMITTED"), ("ma", "NOT_FOUND"), ("sun", "NOT_PERMITTED")):
        told = ask(act("verifyCase", "CaseInput"), {"input": {"number": number}}, token=token_of(name)).json
        assert told["errors"][0]["extensions"]["code"] == code, name
    assert ask(READ, {"number": number}, token=token_of("chen")).json["errors"][0]["extensions"]["code"] == "NOT_FOUND"
    assert ask(READ, {"number": number}).json["errors"][0]["extensions"]["code"] == "NOT_SIGNED_IN"


def test_an_answer_that_should_not_stand_is_taken_away(ask: Ask, token_of: TokenOf) -> None:
    given = {"places": [JIUQUAN], "delegation": {"matter": "消防安全", "purchaseContract": "没有的合同"}}
    asked = ask(SUBMIT, {"input": given}, token=token_of("li")).json["data"]["submitRequest"]["request"]
    settled = {"number": asked["cases"][0]["number"], "reason": "没有合同", "cleared": ["purchaseContract"]}
    settled["fixed"] = [{"name": "matter", "values": ["防汛抗旱"]}]
    told = ask(act("settleCase", "SettleCaseInput"), {"input": settled}, token=token_of("sun")).json["data"][
        "settleCase"
    ]
    assert told["errors"] == [] and told["case"]["status"] == "AWAITING_VERIFICATION"
    assert read(ask, settled["number"], token_of("sun"))["answers"]["purchase_contract"] == ""


def test_a_system_says_how_many_steps_it_saw_and_confirms_nothing_that_came_later(ask: Ask, token_of: TokenOf) -> None:
    li, wang, sun = token_of("li"), token_of("wang"), token_of("sun")
    number = submitted(ask, li, "防汛抗旱")
    opened = len(read(ask, number, wang)["steps"])
    reasoned: dict[str, Any] = {"number": number, "reason": "文件没有附上"}
    for verb, token in (("disputeCase", wang), ("settleCase", sun)):
        of_input = "SettleCaseInput" if verb == "settleCase" else "ReasonedCaseInput"
        ask(act(verb, of_input), {"input": reasoned}, token=token)
    for verb, given in (("verifyCase", {"number": number}), ("disputeCase", reasoned)):
        of_input = "CaseInput" if verb == "verifyCase" else "ReasonedCaseInput"
        answered = ask(act(verb, of_input), {"input": {**given, "seen": opened}}, token=wang).json
        assert answered["errors"][0]["extensions"]["code"] == "CASE_MOVED"
    seen = len(read(ask, number, wang)["steps"])
    given = {"input": {"number": number, "seen": seen}}
    verified = ask(act("verifyCase", "CaseInput"), given, token=wang).json["data"]["verifyCase"]
    assert verified["case"]["status"] == "ADMITTED"
