"""Slips over GraphQL: proposed, issued with a reply that the verdict bears, checked by anybody, fetched as a letter."""

import re
from io import BytesIO
from typing import Any

import docx
import pytest
from flask.testing import FlaskClient

from tests.api.acts import JIUQUAN, VILLAGE, ZHANGYE, TokenOf, act, look, refused, submitted, to_mend, told
from tests.api.conftest import Ask

RECLAIMED: dict[str, Any] = {
    "place": JIUQUAN,
    "department": "县市场监督管理局",
    "delegation": {"matter": "特种设备安全监督检查", "form": ["TERRITORIAL"]},
}
SHOWN = """slip { number reply unitName demanderName matter paper documentNumber case statement signature key
    goodSignature checkAddress documentAddress standing { isTheSame bearsTheReply verdict { outcome } } }"""
PROPOSE = """query ($input: AnsweredInput!) { slipProposal(input: $input) {
    case admission replies verdict { outcome leadingGround } } }"""


def issued(ask: Ask, token: str, **more: Any) -> dict[str, Any]:
    given = {"demand": RECLAIMED, "reply": "RETURN", **more}
    return dict(act(ask, token, "issueSlip", given, SHOWN)["slip"])


def test_a_township_returns_a_demand_and_a_stranger_checks_the_slip(ask: Ask, token_of: TokenOf) -> None:
    wang = token_of("wang")
    proposal = look(ask, PROPOSE, wang, input={"demand": RECLAIMED})["slipProposal"]
    assert (proposal["replies"], proposal["verdict"]["leadingGround"]) == (["RETURN"], "RECLAIMED")
    slip = issued(ask, wang, paper="城市监函〔2026〕8号", documentNumber="酒街函〔2026〕3号")
    assert slip["number"].startswith("HF-620102001-") and "-00001-" in slip["number"]
    assert (slip["demanderName"], slip["paper"]) == ("县市场监督管理局", "城市监函〔2026〕8号")
    assert slip["goodSignature"] and slip["standing"] == {
        **{"isTheSame": True, "bearsTheReply": True},
        "verdict": {"outcome": "REJECT"},
    }
    whole = f'{{ slip(number: "{slip["number"].lower()}"CODE) {{ statement signature key }} }}'
    printed = re.sub(r".*/", "", slip["checkAddress"])
    for wrong, code in (("", "SLIP_CODE_NEEDED"), (', code: "XXXX-XXXX"', "WRONG_CHECK_CODE")):
        assert ask(whole.replace("CODE", wrong)).json["errors"][0]["extensions"]["code"] == code
    bare = whole.replace("CODE", "")
    assert look(ask, bare, wang)["slip"] == look(ask, bare, token_of("chen"))["slip"]
    assert ask(bare, token=token_of("li")).json["errors"][0]["extensions"]["code"] == "SLIP_CODE_NEEDED"
    check = f'{{ slipCheck(number: "{slip["number"]}") {{ goodSignature bearsTheReply stands }} }}'
    known = look(ask, check)["slipCheck"]
    assert known["goodSignature"] and known["bearsTheReply"] and "退回" not in known["stands"]
    read = look(ask, whole.replace("CODE", f', code: "{printed}"'))["slip"]
    assert "reply: RETURN 退回" in read["statement"]
    [key] = look(ask, "{ signingKeys { id pem madeAt } }")["signingKeys"]
    check = "query ($t: String!, $s: String!, $p: String) { slipText(text: $t, signature: $s, pem: $p) { good facts } }"
    signed = {"t": read["statement"], "s": read["signature"], "p": key["pem"]}
    good = look(ask, check, **signed)["slipText"]
    assert good["good"] and good["facts"]["key"] == key["id"] == read["key"]
    forged = look(ask, check, **{**signed, "t": read["statement"].replace("RETURN 退回", "UNDERTAKE 接办"), "p": None})
    assert forged["slipText"]["good"] is False
    nonsense = ask(check, {**signed, "s": "?"}).json["errors"][0]["extensions"]["code"]
    assert nonsense == "SLIP_UNREADABLE"


def test_the_parties_fetch_the_letter_and_nobody_else(ask: Ask, token_of: TokenOf, client: FlaskClient) -> None:
    address = issued(ask, token_of("wang"))["documentAddress"]
    for name, status in (("wang", 200), ("chen", 200), ("sun", 200), ("li", 404), ("ma", 404)):
        answer = client.get(address, headers={"Authorization": f"Bearer {token_of(name)}"})
        assert answer.status_code == status, name
        if status == 200:
            text = "\n".join(one.text for one in docx.Document(BytesIO(answer.data)).paragraphs)
            assert "县市场监督管理局：" in text and "现予退回" in text
        else:
            assert answer.json["errors"][0]["extensions"]["code"] == "NOT_FOUND"
    numbers = [one["number"] for one in look(ask, "{ slips { nodes { number } } }", token_of("chen"))["slips"]["nodes"]]
    assert len(numbers) == 1 and look(ask, "{ slips { nodes { number } } }", token_of("li"))["slips"]["nodes"] == []


def test_a_case_is_answered_by_its_number_and_sent_twice_is_one_slip(ask: Ask, token_of: TokenOf) -> None:
    wang, number = token_of("wang"), submitted(ask, token_of("li"), "防汛抗旱")["cases"][0]["number"]
    [first, *_] = look(ask, PROPOSE, wang, input={"case": number})["slipProposal"]["replies"]
    given = {"case": number, "reply": first, "once": "m1"}
    one, other = (act(ask, wang, "issueSlip", given, SHOWN)["slip"] for _ in range(2))
    assert one["number"] == other["number"] and one["case"] == number
    assert len(look(ask, "{ slips { nodes { number } } }", wang)["slips"]["nodes"]) == 1


def test_what_is_to_be_mended_or_not_permitted_issues_nothing(ask: Ask, token_of: TokenOf) -> None:
    wang, given = token_of("wang"), {"demand": RECLAIMED, "reply": "RETURN"}
    before = told()
    assert to_mend(ask, wang, "issueSlip", {**given, "reply": "UNDERTAKE"}) == ("REPLY_NOT_BORNE", ["input", "reply"])
    assert to_mend(ask, wang, "issueSlip", {**given, "paper": "文" * 500}) == ("TEXT_TOO_LONG", ["input", "paper"])
    blank = {**RECLAIMED, "delegation": {"matter": " "}}
    path = ["input", "demand", "delegation", "matter"]
    assert to_mend(ask, wang, "issueSlip", {**given, "demand": blank}) == ("MISSING_ANSWER", path)
    assert refused(ask, token_of("li"), "issueSlip", given) == "NOT_PERMITTED"
    assert refused(ask, wang, "issueSlip", {**given, "demand": {**RECLAIMED, "place": ZHANGYE}}) == "NOT_PERMITTED"
    assert refused(ask, wang, "issueSlip", {"case": "R2026-999999-001", "reply": "RETURN"}) == "NOT_FOUND"
    assert told() == before and look(ask, "{ slips { nodes { number } } }", wang)["slips"]["nodes"] == []
    told_of = ask('{ slip(number: "HF-620102001-2026-00001-0") { number } }').json["errors"][0]["extensions"]["code"]
    assert told_of in ("NOT_A_SLIP_NUMBER", "NOT_FOUND")


def test_slips_are_read_from_either_end_and_narrowed(ask: Ask, token_of: TokenOf) -> None:
    wang, li = token_of("wang"), token_of("li")
    made = []
    for place in (JIUQUAN, VILLAGE):
        case = submitted(ask, li, "外星飞船停泊收费", place)["cases"][0]["number"]
        given = {"case": case, "reply": "RETURN"}
        made.append((case, act(ask, wang, "issueSlip", given, "slip { number }")["slip"]["number"]))

    def numbers(asked: str) -> list[str]:
        found = look(ask, f"{{ slips{asked} {{ nodes {{ number }} }} }}", wang)["slips"]["nodes"]
        return [one["number"] for one in found]

    first, second = (number for _, number in made)
    assert numbers("") == numbers("(orderBy: LATEST)") == [second, first]
    assert numbers("(orderBy: EARLIEST)") == [first, second]
    assert numbers(f'(filter: {{case: "{made[0][0]}"}})') == [first]
    assert numbers("(filter: {reply: UNDERTAKE})") == []
    assert numbers('(filter: {issuedTo: "2020-01-01"})') == []
    assert len(numbers('(filter: {issuedFrom: "2020-01-01"})')) == 2
    end = look(ask, "{ slips(orderBy: EARLIEST, first: 1) { pageInfo { endCursor } } }", wang)["slips"]["pageInfo"]
    assert numbers(f'(orderBy: EARLIEST, first: 1, after: "{end["endCursor"]}")') == [second]
    refused_cursor = ask(f'{{ slips(first: 1, after: "{end["endCursor"]}") {{ totalCount }} }}', token=wang).json
    assert refused_cursor["errors"][0]["extensions"]["code"] == "CURSOR_OF_ANOTHER_ORDER"


@pytest.mark.parametrize("name", ["approvals", "admissions", "emergencies", "adjustments", "notices", "drafts"])
def test_what_has_a_time_is_read_from_either_end(ask: Ask, token_of: TokenOf, name: str) -> None:
    sun = token_of("sun")
    latest, earliest = (
        look(ask, f"{{ {name}(first: 100, orderBy: {order}) {{ nodes {{ id }} }} }}", sun)[name]["nodes"]
        for order in ("LATEST", "EARLIEST")
    )
    assert latest == list(reversed(earliest))
