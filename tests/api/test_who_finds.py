"""`node` and `nodes` tell nobody more than the question that reads the same thing: every type, every role."""

import time
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from typing import Any

import pytest
from flask import Flask
from graphql import GraphQLObjectType, get_nullable_type, is_leaf_type, is_list_type
from sqlalchemy import update

from registry.api.ids import KEYS, global_id, read_id
from registry.api.nodes import FINDERS
from registry.api.schema import schema
from registry.domain.people import Stage
from registry.services import drafting
from registry.services.people import actor_called
from registry.services.sessions import begin_session
from registry.store.admissions import AdmissionRecord
from registry.store.base import begin_writing, db
from tests.api.acts import TokenOf, act, look, submitted
from tests.api.conftest import Ask, ClientWith
from tests.api.crowd import admitted_case
from tests.api.test_adjustments import proposed
from tests.api.test_report_acts import DEMAND
from tests.conftest import NOW

PEOPLE = ("li", "chen", "wang", "ma", "zhao", "sun", "zhou", "wu", "zheng", "he", "feng", "admin")
COUNTY, TOWNSHIP, VILLAGE = "620102000000", "620102001000", "620102001001"
READ: Mapping[str, str] = {
    "Adjustment": "adjustment(number: $key) { %s }",
    "Admission": "admission(number: $key) { %s }",
    "Approval": "approval(code: $key) { %s }",
    "Article": "article(code: $key) { %s }",
    "Case": "case(number: $key) { %s }",
    "CatalogueVersion": 'catalogueVersions(sort: PLAQUES, place: "甘肃省") { nodes { %s } }',
    "ChiefDuty": f'chiefDuties(place: "{TOWNSHIP}") {{ nodes {{ %s }} }}',
    "DelegatedMatter": "delegatedMatter(code: $key) { %s }",
    "Duty": f'list(place: "{TOWNSHIP}") {{ duties(first: 1) {{ nodes {{ %s }} }} }}',
    "EmergencyResponse": "emergency(code: $key) { %s }",
    "InboxNotice": "notices(first: 100) { nodes { %s } }",
    "Kind": "kinds { %s }",
    "ListDraft": "draft(code: $key) { %s }",
    "ListEdition": "edition(code: $key) { %s }",
    "Place": "place(code: $key) { %s }",
    "Report": "report(number: $key) { %s }",
    "Request": "request(number: $key) { %s }",
    "RequestDraft": "requestDraft(number: $key) { %s }",
    "Slip": "slip(number: $key) { %s }",
    "Unit": f'units(place: "{COUNTY}", first: 100) {{ nodes {{ %s }} }}',
    "Village": "village(code: $key) { %s }",
    "VillageBody": f'village(code: "{VILLAGE}") {{ bodies(first: 1) {{ nodes {{ %s }} }} }}',
    "VillagePlaque": f'village(code: "{VILLAGE}") {{ plaques(first: 1) {{ nodes {{ %s }} }} }}',
    "row of a draft": "draft(code: $key) { duties(first: 1) { nodes { %s } } }",
    "admission without a number": "admissions(first: 100) { nodes { %s } }",
}
"""The question that reads each type; the last two are of Duty and Admission, where others may read them."""
OTHERWISE = {"row of a draft": "Duty", "admission without a number": "Admission"}
FOR_ANYBODY = {
    *("Admission", "Approval", "Article", "CatalogueVersion", "ChiefDuty", "DelegatedMatter", "Duty", "Kind", "Place"),
    *("EmergencyResponse", "ListEdition", "Unit", "Village", "VillageBody", "VillagePlaque"),
}
OF_THE_MOMENT = {("Village", "knownAt")}
"""What says when it was asked."""
PAGES = {
    "Slip": "/slips/{}",
    "Case": "/cases/{}",
    "Request": "/requests/{}",
    "Report": "/reports/{}",
    "Adjustment": "/adjustments/{}",
}
"""Where people read the same at a page, by its key."""


def plain_fields(of_type: str) -> str:
    """All fields of a type that hold plain values and take nothing."""
    found = schema.graphql_schema.type_map[of_type]
    assert isinstance(found, GraphQLObjectType)
    plain = [name for name, field in found.fields.items() if not field.args and _is_plain(field.type)]
    return " ".join(name for name in plain if (of_type, name) not in OF_THE_MOMENT)


def _is_plain(of_type: Any) -> bool:
    inside = get_nullable_type(of_type)
    return _is_plain(inside.of_type) if is_list_type(inside) else is_leaf_type(inside)


def within(told: Any) -> Iterator[dict[str, Any]]:
    """Every object in an answer."""
    if isinstance(told, dict):
        yield told
    for one in told.values() if isinstance(told, dict) else told if isinstance(told, list) else ():
        yield from within(one)


def reads(ask: Ask, token: str, called: str, given_id: str) -> dict[str, Any] | None:
    """What the question of a type tells somebody of this very thing; None where it is not told."""
    of_type, key = read_id(given_id)
    wanted = READ[called] % plain_fields(of_type)
    takes = "($key: String!)" if "$key" in wanted else ""
    key = key.partition("/")[0] if called == "row of a draft" else key
    data = ask(f"query {takes} {{ {wanted} }}", {"key": key} if takes else None, token=token).json["data"]
    return next((one for one in within(data) if one.get("id") == given_id), None)


def finds(ask: Ask, token: str, given_id: str) -> dict[str, Any] | None:
    """What `node` tells of it."""
    of_type, _ = read_id(given_id)
    query = f"query ($id: ID!) {{ node(id: $id) {{ ... on {of_type} {{ {plain_fields(of_type)} }} }} }}"
    found: dict[str, Any] | None = ask(query, {"id": given_id}, token=token).json["data"]["node"]
    return found


@pytest.fixture
def there(app: Flask, ask: Ask, token_of: TokenOf) -> dict[str, str]:
    """The global id of one thing of each type: what people made, and what is on record."""
    numbered, wang = admitted_case(), actor_called("wang")
    assert wang is not None
    drafting.draft_from_latest(TOWNSHIP, actor=wang, now=NOW)
    li, desk, zhao = token_of("li"), token_of("wang"), token_of("zhao")
    case = submitted(ask, li, "外星飞船停泊收费")["cases"][0]["number"]
    waits = submitted(ask, li, "防汛抗旱", "620102005000")["cases"][0]["number"]
    act(ask, token_of("ma"), "verifyCase", {"number": waits})
    db.session.execute(update(AdmissionRecord).where(AdmissionRecord.case == waits).values(number=None))
    db.session.commit()
    kept = {"kind": "delegation", "answers": [{"name": "matter", "values": ["防汛"]}]}
    at_village = f'village(code: "{VILLAGE}")'
    asked = {
        "InboxNotice": (desk, "{ notices(first: 1) { nodes { id } } }"),
        "ListDraft": (desk, "{ drafts(first: 1) { nodes { id } } }"),
        "row of a draft": (desk, "{ drafts(first: 1) { nodes { duties(first: 1) { nodes { id } } } } }"),
        "Duty": ("", f'{{ list(place: "{TOWNSHIP}") {{ duties(first: 1) {{ nodes {{ id }} }} }} }}'),
        "ListEdition": ("", f'{{ list(place: "{TOWNSHIP}") {{ edition {{ id }} }} }}'),
        "Approval": ("", "{ approvals(first: 1) { nodes { id } } }"),
        "EmergencyResponse": ("", "{ emergencies(first: 1) { nodes { id } } }"),
        "DelegatedMatter": ("", f'{{ delegatedMatters(county: "{COUNTY}", first: 1) {{ nodes {{ id }} }} }}'),
        "ChiefDuty": ("", f'{{ chiefDuties(place: "{TOWNSHIP}", first: 1) {{ nodes {{ id }} }} }}'),
        "CatalogueVersion": ("", '{ catalogueVersions(sort: PLAQUES, place: "甘肃省", first: 1) { nodes { id } } }'),
        "VillagePlaque": ("", f"{{ {at_village} {{ plaques(first: 1) {{ nodes {{ id }} }} }} }}"),
        "VillageBody": ("", f"{{ {at_village} {{ bodies(first: 1) {{ nodes {{ id }} }} }} }}"),
        "Village": ("", f"{{ {at_village} {{ id }} }}"),
        "Article": ("", "{ law { id } }"),
        "Kind": ("", "{ kinds { id } }"),
        "Unit": ("", f'{{ units(place: "{COUNTY}", first: 1) {{ nodes {{ id }} }} }}'),
    }
    number = db.session.get(AdmissionRecord, numbered)
    assert number is not None and number.number
    return {
        "Adjustment": global_id("Adjustment", proposed()),
        "Admission": global_id("Admission", number.number),
        "admission without a number": global_id("Admission", waits),
        "Case": global_id("Case", case),
        "Request": global_id("Request", case.rpartition("-")[0]),
        "Place": global_id("Place", TOWNSHIP),
        "Report": act(ask, zhao, "reportDemand", DEMAND, "report { id }")["report"]["id"],
        "RequestDraft": act(ask, li, "keepRequestDraft", kept, "draft { id }")["draft"]["id"],
        "Slip": act(ask, desk, "issueSlip", {"case": case, "reply": "RETURN"}, "slip { id }")["slip"]["id"],
        **{
            called: next(one["id"] for one in within(look(ask, query, token)) if "id" in one)
            for called, (token, query) in asked.items()
        },
    }


def test_nobody_finds_by_an_id_what_they_do_not_read_where_it_is_read(
    app: Flask, ask: Ask, token_of: TokenOf, there: dict[str, str]
) -> None:
    tokens = {"": "", "nobody": "tr_wrong", **{name: token_of(name) for name in PEOPLE}}
    told_to: dict[str, set[str]] = {called: set() for called in there}
    for called, given_id in there.items():
        for name, token in tokens.items():
            read = reads(ask, token, called, given_id)
            assert finds(ask, token, given_id) == read, f"{name or 'a stranger'} and {called}"
            told_to[called] |= {name} if read else set()
    assert {called for called, names in told_to.items() if "" in names} == FOR_ANYBODY
    assert {called for called, names in told_to.items() if not names} == set(), "nobody reads it: nothing was compared"
    private = {called: names for called, names in told_to.items() if called not in FOR_ANYBODY}
    assert all(len(names) < len(tokens) - 2 for names in private.values()), private


def test_nobody_finds_by_an_id_what_no_page_opens_to_them(
    ask: Ask, token_of: TokenOf, there: dict[str, str], client_with: ClientWith
) -> None:
    pages = client_with(sample_people="1").application
    for name in ("", *PEOPLE):
        token, browser = token_of(name) if name else "", pages.test_client()
        if name:
            with pages.app_context():
                begin_writing()
                key = begin_session(name, Stage.IN, now=datetime.now(UTC))
                db.session.commit()
            with browser.session_transaction() as session:
                session.update({"_user_id": key, "_fresh": True, "used": int(time.time())})
        for called, page in PAGES.items():
            opened = browser.get(page.format(read_id(there[called])[1])).status_code == 200
            assert bool(finds(ask, token, there[called])) == opened, f"{name or 'a stranger'} and {called}"


def test_every_check_number_of_a_slip_says_the_same_to_a_stranger(ask: Ask, there: dict[str, str]) -> None:
    _, number = read_id(there["Slip"])
    tried = [global_id("Slip", f"{number[:-2]}{n:02d}") for n in range(100)]
    query = "query ($ids: [ID!]!) { nodes(ids: $ids) { id ... on Slip { checkCode } } }"
    body = ask(query, {"ids": tried}).json
    assert body["data"]["nodes"] == [None] * 100
    assert {error["extensions"]["code"] for error in body["errors"]} == {"NOT_SIGNED_IN"}


def test_no_type_with_an_id_is_left_out_here(there: dict[str, str]) -> None:
    assert {OTHERWISE.get(called, called) for called in READ} == set(FINDERS) == set(KEYS)
    assert there.keys() == READ.keys()
