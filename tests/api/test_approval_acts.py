"""Approvals over GraphQL: recorded, confirmed, amended, revoked; foreseen without being kept; what they would cure."""

from typing import Any

import pytest
from flask.testing import FlaskClient

from tests.api.acts import COUNTY, JIUQUAN, ZHANGYE, TokenOf, act, in_base64, look, refused, submitted, to_mend, told
from tests.api.conftest import Ask
from tests.samples_of_files import PDF

MATTER = "无人机起降点编号"
SCAN = {"name": "扫描件.pdf", "content": in_base64(PDF)}
PAPER: dict[str, Any] = {
    "approvalForm": "UNIFIED_DEPLOYMENT",
    "issuers": ["PARTY_GENERAL_OFFICE", "GOVERNMENT_GENERAL_OFFICE"],
    "documentNumber": "甘办发〔2026〕77号",
    "paperTitle": "示例:关于无人机起降点编号的统一部署",
    "issuedOn": "2026-11-10",
    "inForceFrom": "2026-11-15",
    "approvalNames": [MATTER],
    "approvalPlaces": [COUNTY],
    "demandForms": ["DIRECT"],
    "approvedPosts": 1,
    "money": "每街道每年3万元",
    "powers": "无需执法权限",
    "document": SCAN,
}
SHOWN = "approval { code number state names places { code } posts documentSha256 documentAddress revokedOn }"
REACHED = f"{SHOWN} kept affected {{ case number place fate unit subject }}"


def recorded(ask: Ask, token: str, **changes: Any) -> dict[str, Any]:
    return dict(act(ask, token, "recordApproval", {**PAPER, **changes}, SHOWN)["approval"])


def confirmed(ask: Ask, token_of: TokenOf, **changes: Any) -> str:
    code = recorded(ask, token_of("zheng"), **changes)["code"]
    act(ask, token_of("he"), "confirmApproval", {"code": code})
    return str(code)


def state(ask: Ask, code: str) -> str:
    return str(look(ask, f'{{ approval(code: "{code}") {{ state }} }}')["approval"]["state"])


def test_a_county_records_with_the_paper_and_the_province_confirms_what_then_cures(
    ask: Ask, token_of: TokenOf, client: FlaskClient
) -> None:
    li, sun, zheng = token_of("li"), token_of("sun"), token_of("zheng")
    case = submitted(ask, li, MATTER)["cases"][0]
    assert case["status"] == "REJECTED"
    made = recorded(ask, sun)
    assert (made["state"], made["names"], made["places"], made["posts"]) == (
        "UNCONFIRMED",
        [MATTER],
        [{"code": COUNTY}],
        1,
    )
    fetched = client.get(made["documentAddress"], headers={"Authorization": f"Bearer {li}"})
    assert (fetched.data, fetched.mimetype) == (PDF, "application/pdf")
    offers = "{ approvalOffers { isWhole cured { case { number status } subject approvals verdict { outcome } } } }"
    assert look(ask, offers, li)["approvalOffers"]["cured"] == []
    answered = act(ask, zheng, "confirmApproval", {"code": made["code"]}, REACHED)
    assert (answered["approval"]["state"], answered["affected"], answered["kept"]) == ("IN_FORCE", [], True)
    [cured] = look(ask, offers, li)["approvalOffers"]["cured"]
    assert (cured["case"]["number"], cured["approvals"]) == (case["number"], [made["code"]])
    assert (cured["case"]["status"], cured["verdict"]["outcome"], cured["subject"]) == ("REJECTED", "ADMIT", MATTER)
    by_code = f'{{ approvalOffers(code: "{made["code"]}") {{ cured {{ case {{ number }} }} }} }}'
    assert look(ask, by_code, sun)["approvalOffers"]["cured"] == [{"case": {"number": case["number"]}}]
    assert look(ask, by_code, token_of("chen"))["approvalOffers"]["cured"] == []


def admitted_under(ask: Ask, token_of: TokenOf, code: str) -> str:
    number = submitted(ask, token_of("li"), MATTER)["cases"][0]["number"]
    done = act(ask, token_of("wang"), "verifyCase", {"number": number}, "case { status }") if code else {}
    assert done["case"]["status"] == "ADMITTED"
    return str(number)


def test_a_revocation_is_foreseen_without_being_kept_and_then_ends_what_rested_on_it(
    ask: Ask, token_of: TokenOf
) -> None:
    code, zheng = confirmed(ask, token_of), token_of("zheng")
    case, before = admitted_under(ask, token_of, code), told()
    given = {"code": code, "revokedOn": "2026-11-23", "reason": "文件废止"}
    foreseen = act(ask, zheng, "revokeApproval", {**given, "foresee": True}, REACHED)
    assert [(one["case"], one["fate"], one["place"]) for one in foreseen["affected"]] == [(case, "ENDED", JIUQUAN)]
    assert foreseen["kept"] is False and state(ask, code) == "IN_FORCE" and told() == before
    answered = act(ask, zheng, "revokeApproval", given, REACHED)
    assert answered["affected"] == foreseen["affected"] and answered["kept"] is True
    assert (answered["approval"]["state"], answered["approval"]["revokedOn"]) == ("REVOKED", "2026-11-23")
    assert look(ask, f'{{ case(number: "{case}") {{ status }} }}', token_of("li"))["case"]["status"] == "ENDED"


def test_an_amendment_ends_what_it_amends_when_it_is_confirmed(ask: Ask, token_of: TokenOf) -> None:
    code = confirmed(ask, token_of)
    case = admitted_under(ask, token_of, code)
    elsewhere = {
        "documentNumber": "甘办发〔2026〕78号",
        "approvalPlaces": [ZHANGYE],
        "amends": code,
        "issuedOn": "2026-11-20",
    }
    amending = recorded(ask, token_of("zheng"), **elsewhere, inForceFrom="2026-11-20")["code"]
    assert state(ask, code) == "IN_FORCE"
    foreseen = act(ask, token_of("he"), "confirmApproval", {"code": amending, "foresee": True}, REACHED)
    assert [(one["case"], one["fate"]) for one in foreseen["affected"]] == [(case, "ENDED")]
    assert state(ask, amending) == "UNCONFIRMED"
    act(ask, token_of("he"), "confirmApproval", {"code": amending})
    assert (state(ask, code), state(ask, amending)) == ("REVOKED", "IN_FORCE")


@pytest.mark.parametrize(
    ("by", "change", "code", "path"),
    [
        ("zheng", {"documentNumber": "七十七号"}, "MALFORMED_APPROVAL", "documentNumber"),
        ("zheng", {"approvalNames": []}, "MALFORMED_APPROVAL", "approvalNames"),
        ("zheng", {"approvalPlaces": ["无名镇"]}, "UNKNOWN_PLACE", "approvalPlaces.0"),
        ("zheng", {"issuedOn": "昨天"}, "MALFORMED_DATE", "issuedOn"),
        ("zheng", {"inForceFrom": "2026-11-01"}, "DAY_TOO_EARLY", "inForceFrom"),
        ("zheng", {"document": {"name": "a.pdf", "content": in_base64(b"MZ")}}, "DOCUMENT_REFUSED", "document"),
        ("sun", {"document": None}, "DOCUMENT_MISSING", "document"),
        ("sun", {"documentSha256": "12"}, "NOT_A_SHA256", "documentSha256"),
    ],
)
def test_what_is_to_be_mended_is_told_and_nothing_is_recorded(  # noqa: PLR0917
    ask: Ask, token_of: TokenOf, by: str, change: dict[str, Any], code: str, path: str
) -> None:
    assert to_mend(ask, token_of(by), "recordApproval", {**PAPER, **change}) == (code, ["input", *path.split(".")])


def test_who_may_not_is_told_so_and_nothing_happens(ask: Ask, token_of: TokenOf) -> None:
    code = recorded(ask, token_of("zheng"))["code"]
    before, revoked = told(), {"code": code, "revokedOn": "2026-11-23", "reason": "x"}
    for name in ("li", "wang", "zhao", "feng", ""):
        expected = "NOT_PERMITTED" if name else "NOT_SIGNED_IN"
        token = token_of(name) if name else ""
        assert refused(ask, token, "recordApproval", PAPER) == expected
        assert refused(ask, token, "confirmApproval", {"code": code}) == expected
        assert refused(ask, token, "revokeApproval", revoked) == expected
    assert refused(ask, token_of("zheng"), "confirmApproval", {"code": code}) == "OWN_RECORD"
    assert refused(ask, token_of("he"), "confirmApproval", {"code": "PA-9999"}) == "NOT_FOUND"
    assert to_mend(ask, token_of("he"), "revokeApproval", {**revoked, "revokedOn": "2026-11-01"}) == (
        *("DAY_TOO_EARLY", ["input", "revokedOn"]),
    )
    assert told() == before and state(ask, code) == "UNCONFIRMED"
