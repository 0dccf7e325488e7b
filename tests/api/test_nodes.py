"""Global ids: whatever has one is found again by it, by those who may read it, and by nobody else."""

from base64 import urlsafe_b64encode

import pytest
from flask import Flask
from graphql import GraphQLInterfaceType

from registry.api.ids import KEYS, global_id, read_id
from registry.api.nodes import FINDERS
from registry.api.schema import schema
from registry.domain.errors import MalformedId
from registry.services import drafting
from registry.services.people import actor_called
from tests.api.acts import TokenOf, act, look, submitted
from tests.api.conftest import Ask
from tests.api.crowd import admitted_case
from tests.api.test_adjustments import proposed
from tests.api.test_report_acts import DEMAND
from tests.conftest import NOW

NODE = "query ($id: ID!) { node(id: $id) { id __typename } }"
FOR_ANYBODY = {
    "Place": '{ place(code: "620102001000") { id } }',
    "Village": '{ village(code: "620102001001") { id } }',
    "VillagePlaque": '{ village(code: "620102001001") { plaques(first: 1) { nodes { id } } } }',
    "VillageBody": '{ village(code: "620102001001") { bodies(first: 1) { nodes { id } } } }',
    "ListEdition": '{ list(place: "620102001000") { edition { id } } }',
    "Duty": '{ list(place: "620102001000") { duties(first: 1) { nodes { id } } } }',
    "Approval": "{ approvals(first: 1) { nodes { id } } }",
    "EmergencyResponse": "{ emergencies(first: 1) { nodes { id } } }",
    "DelegatedMatter": '{ delegatedMatters(county: "620102000000", first: 1) { nodes { id } } }',
    "ChiefDuty": '{ chiefDuties(place: "620102001000", first: 1) { nodes { id } } }',
    "CatalogueVersion": '{ catalogueVersions(sort: PLAQUES, place: "甘肃省", first: 1) { nodes { id } } }',
    "Article": "{ law { id } }",
    "Kind": "{ kinds { id } }",
}
BY_TOKEN = {
    "Case": "{ cases(first: 1) { nodes { id } } }",
    "Request": "{ requests(first: 1) { nodes { id } } }",
    "Admission": "{ admissions(first: 1) { nodes { id } } }",
    "Unit": "{ cases(first: 1) { nodes { department { id } } } }",
    "ListDraft": "{ drafts(first: 1) { nodes { id } } }",
    "InboxNotice": "{ notices(first: 1) { nodes { id } } }",
}


def first_id(told: object) -> str:
    """The first id in an answer."""
    while not isinstance(told, str):
        told = next(iter(told.values())) if isinstance(told, dict) else told[0]  # type: ignore[index]
    return told


def test_whatever_has_a_key_for_anybody_is_found_again_by_its_id(app: Flask, ask: Ask) -> None:
    ids = {of_type: first_id(look(ask, query)) for of_type, query in FOR_ANYBODY.items()}
    for of_type, given in ids.items():
        assert look(ask, NODE, id=given)["node"] == {"id": given, "__typename": of_type}
    several = look(ask, "query ($ids: [ID!]!) { nodes(ids: $ids) { id __typename } }", ids=list(ids.values()))["nodes"]
    assert [(one["id"], one["__typename"]) for one in several] == [(given, of_type) for of_type, given in ids.items()]


def test_what_takes_a_token_is_found_again_by_those_who_may_read_it(app: Flask, ask: Ask, token_of: TokenOf) -> None:
    admitted_case()
    wang = actor_called("wang")
    assert wang is not None
    drafting.draft_from_latest("620102001000", actor=wang, now=NOW)
    token, stranger = token_of("wang"), token_of("ma")
    for of_type, query in BY_TOKEN.items():
        given = first_id(look(ask, query, token))
        assert look(ask, NODE, token, id=given)["node"] == {"id": given, "__typename": of_type}
        if of_type not in ("Unit", "Admission"):  # a unit's name, and what a number stands for, are for anybody
            assert look(ask, NODE, stranger, id=given)["node"] is None, of_type
            without = ask(NODE, {"id": given}).json
            assert without["data"] == {"node": None}
            assert without["errors"][0]["extensions"]["code"] == "NOT_SIGNED_IN"


def test_adjustments_slips_reports_and_drafts_of_requests_are_found_again_too(
    app: Flask, ask: Ask, token_of: TokenOf
) -> None:
    wang, li, zhao = token_of("wang"), token_of("li"), token_of("zhao")
    case = submitted(ask, li, "外星飞船停泊收费")["cases"][0]["number"]
    slip = act(ask, wang, "issueSlip", {"case": case, "reply": "RETURN"}, "slip { id }")["slip"]["id"]
    report = act(ask, zhao, "reportDemand", DEMAND, "report { id }")["report"]["id"]
    kept = {"kind": "delegation", "answers": [{"name": "matter", "values": ["防汛"]}]}
    draft = act(ask, li, "keepRequestDraft", kept, "draft { id }")["draft"]["id"]
    adjustment, sun = global_id("Adjustment", proposed()), token_of("sun")
    found = ((slip, li, "Slip"), (report, zhao, "Report"), (draft, li, "RequestDraft"), (adjustment, sun, "Adjustment"))
    for given_id, token, of_type in found:
        assert look(ask, NODE, token, id=given_id)["node"] == {"id": given_id, "__typename": of_type}
    for given_id in (slip, report, draft, adjustment):
        assert look(ask, NODE, token_of("ma"), id=given_id)["node"] is None


def test_several_are_told_in_their_places_with_what_is_not_there_as_null(ask: Ask) -> None:
    there, nowhere = global_id("Place", "620102001000"), global_id("Place", "629999999999")
    hidden = global_id("Case", "R2026-000001-001")
    body = ask("query ($ids: [ID!]!) { nodes(ids: $ids) { id } }", {"ids": [nowhere, there, hidden, there]}).json
    assert body["data"]["nodes"] == [None, {"id": there}, None, {"id": there}]
    assert [(error["path"], error["extensions"]["code"]) for error in body["errors"]] == [
        (["nodes", 2], "NOT_SIGNED_IN")
    ]


@pytest.mark.parametrize(
    "given", ["", "字", "620102001000", "UGxhY2U6", urlsafe_b64encode(b"Nothing:1").decode(), "A" * 9_999, "UGxhY2U6AA"]
)
def test_what_is_no_id_of_ours_is_refused_with_its_code(ask: Ask, given: str) -> None:
    for query, variables in (
        (NODE, {"id": given}),
        ("query ($ids: [ID!]!) { nodes(ids: $ids) { id } }", {"ids": [given]}),
    ):
        (error,) = ask(query, variables).json["errors"]
        assert (error["extensions"]["code"], error["message"].count("。")) == ("MALFORMED_ID", 1)
    with pytest.raises(MalformedId):
        read_id(given)


def test_more_than_a_hundred_at_once_are_refused(ask: Ask) -> None:
    ids = [global_id("Place", "620102001000")] * 101
    (error,) = ask("query ($ids: [ID!]!) { nodes(ids: $ids) { id } }", {"ids": ids}).json["errors"]
    assert error["extensions"]["code"] == "TOO_MANY"


def test_no_type_with_an_id_is_left_out() -> None:
    node = schema.graphql_schema.type_map["Node"]
    assert isinstance(node, GraphQLInterfaceType)
    kinds = {found.name for found in schema.graphql_schema.get_possible_types(node)}
    assert kinds == set(FINDERS) == set(KEYS)
    assert {read_id(global_id(name, "x/1 甲")) for name in kinds} == {(name, "x/1 甲") for name in kinds}
    tested = {*FOR_ANYBODY, *BY_TOKEN, "Slip", "Report", "RequestDraft", "Adjustment"}
    assert kinds == tested
