"""What a merger of units changes over GraphQL: the mail address, reports, notices, slips; and names of downloads."""

import base64
from typing import Any
from urllib.parse import unquote, urlsplit

from flask import Flask
from flask.testing import FlaskClient

from registry.domain.actors import Role
from registry.store.base import db
from registry.store.people import PersonRecord
from tests.api.acts import JIUQUAN, TokenOf, act, look, refused, submitted
from tests.api.conftest import Ask
from tests.api.test_report_acts import READ, reported
from tests.api.test_slips import PROPOSE
from tests.samples_of_files import PDF
from tests.services.test_approvals import MATTER

EMERGENCY, MARKET, LIST_OFFICE, MECHANISM = (
    *("11629999MB9000322X", "11629999MB9000349M"),
    *("11629999MB90000823", "11629999MB90000155"),
)
OLD, NEW = "old@li.example", "new@chen.example"
BOX = "{ mailBox { holder mail addresses { holder mail } } }"
NEWS = "{ notices { nodes { code about facts text } } }"


def merge(ask: Ask, token_of: TokenOf, into: str) -> None:
    given = {"unit": EMERGENCY, "into": into, "effectiveOn": "2026-01-01"}
    assert act(ask, token_of("sun"), "mergeUnit", given, "unit { code }")["unit"] == {"code": into}


def news(ask: Ask, token: str) -> list[dict[str, Any]]:
    return list(look(ask, NEWS, token)["notices"]["nodes"])


def submit(ask: Ask, token: str, matter: str) -> str:
    return str(submitted(ask, token, matter)["cases"][0]["number"])


def test_one_address_is_left_and_either_units_people_have_it(ask: Ask, token_of: TokenOf) -> None:
    li, chen, admin = token_of("li"), token_of("chen"), token_of("admin")
    act(ask, li, "setMailAddress", {"mail": OLD}, "holder")
    merge(ask, token_of, MARKET)
    for token in (li, chen):
        assert look(ask, BOX, token)["mailBox"] == {"holder": MARKET, "mail": OLD, "addresses": []}
    assert look(ask, BOX, token_of("wu"))["mailBox"]["mail"] == ""
    changed = act(ask, chen, "setMailAddress", {"mail": NEW, "holder": EMERGENCY}, "holder")
    assert changed["holder"] == MARKET
    assert look(ask, BOX, admin)["mailBox"]["addresses"] == [{"holder": MARKET, "mail": NEW}]
    assert refused(ask, token_of("wu"), "setMailAddress", {"mail": "", "holder": EMERGENCY}) == "NOT_PERMITTED"
    act(ask, li, "setMailAddress", {"mail": ""}, "holder")
    assert look(ask, BOX, admin)["mailBox"]["addresses"] == []


def test_of_two_addresses_the_replaced_one_is_told_to_both(ask: Ask, token_of: TokenOf) -> None:
    li, chen = token_of("li"), token_of("chen")
    for token, mail in ((li, OLD), (chen, NEW)):
        act(ask, token, "setMailAddress", {"mail": mail}, "holder")
    merge(ask, token_of, MARKET)
    for token in (li, chen):
        [told] = [one for one in news(ask, token) if one["code"] == "MAIL_REPLACED"]
        assert told["about"] == EMERGENCY and (told["facts"]["replaced"], told["facts"]["mail"]) == (OLD, NEW)
        assert OLD in told["text"] and NEW in told["text"]
    assert news(ask, token_of("wu")) == []


def test_a_report_goes_above_and_none_of_the_merged_unit_reads_it(ask: Ask, token_of: TokenOf, app: Flask) -> None:
    secret = db.session.get_one(PersonRecord, "feng").password_hash
    known = {"name": "上级督查", "password_hash": secret, "sample": True, "unit": None}
    db.session.add(PersonRecord(sign_in_name="above", role="OVERSIGHT", division="620100000000", **known))
    db.session.commit()
    wang, feng, above, li = (token_of(name) for name in ("wang", "feng", "above", "li"))
    number = reported(ask, wang)["number"]
    query = "{ reports { received { number } } }"
    assert look(ask, query, feng)["reports"]["received"] == [{"number": number}]
    merge(ask, token_of, MECHANISM)
    assert look(ask, query, feng)["reports"]["received"] == []
    assert look(ask, query, above)["reports"]["received"] == [{"number": number}]
    for token in (feng, li):
        assert number not in str(ask(READ, {"n": number}, token=token).json.get("data"))
    own = look(ask, READ, wang, n=number)["report"]
    assert own["officePlace"] == look(ask, READ, above, n=number)["report"]["officePlace"] == "兰州市"
    assert own["status"] == "PASSED_ON" and [step["verb"] for step in own["steps"]] == ["MOVE_UP"]
    assert news(ask, wang)[0]["code"] == "REPORT_MOVED_UP"
    assert refused(ask, above, "answerReport", {"number": number, "verb": "MOVE_UP"}) == "NOT_PERMITTED"


def test_the_province_is_told_of_the_case_that_the_merger_leaves_to_it(ask: Ask, token_of: TokenOf) -> None:
    number = submit(ask, token_of("li"), "防汛抗旱")
    assert act(ask, token_of("wang"), "disputeCase", {"number": number, "reason": "与清单不符"})["errors"] == []
    zheng = token_of("zheng")
    assert news(ask, zheng) == []
    merge(ask, token_of, LIST_OFFICE)
    assert [(one["code"], one["about"]) for one in news(ask, zheng)] == [("CASE_DISPUTED", number)]


def test_who_asked_what_was_rejected_is_not_given_its_slip(ask: Ask, token_of: TokenOf) -> None:
    submit(ask, token_of("li"), MATTER)
    person = db.session.get_one(PersonRecord, "li")
    person.role, person.unit, person.division = Role.TOWNSHIP_DESK.value, JIUQUAN, JIUQUAN
    db.session.commit()
    demand = {"place": JIUQUAN, "department": EMERGENCY, "delegation": {"matter": MATTER}}
    told = ask(PROPOSE, {"input": {"demand": demand}}, token=token_of("li")).json
    assert told["errors"][0]["extensions"]["code"] == "OWN_CASE"
    given = {"demand": demand, "reply": "RETURN"}
    assert refused(ask, token_of("li"), "issueSlip", given) == "OWN_CASE"
    assert look(ask, PROPOSE, token_of("wang"), input={"demand": demand})["slipProposal"]["replies"]


def test_an_attachment_fetched_by_token_has_an_ascii_name_beside_its_own(
    ask: Ask, token_of: TokenOf, client: FlaskClient
) -> None:
    li = token_of("li")
    files = [{"name": "现场照片.pdf", "content": base64.b64encode(PDF).decode()}]
    given = {"request": submitted(ask, li, "防汛抗旱")["number"], "files": files}
    [made] = act(ask, li, "attachFiles", given, "attachments { address }")["attachments"]
    answer = client.get(urlsplit(made["address"]).path, headers={"Authorization": f"Bearer {li}"})
    assert answer.status_code == 200 and answer.data == PDF
    told = answer.headers["Content-Disposition"]
    assert told.startswith("attachment; filename=attachment.pdf; filename*=UTF-8''")
    assert unquote(told).endswith("现场照片.pdf")
