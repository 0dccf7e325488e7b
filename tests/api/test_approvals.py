"""Approvals and emergency responses over GraphQL: public, a page at a time, and what the pages tell."""

from datetime import UTC, datetime

from flask import Flask

from registry.api.schema import schema
from registry.services.approvals import approval_called, value_of
from registry.store.base import db
from tests.api.conftest import Ask
from tests.api.test_villages import everything


def data_of(ask: Ask, query: str) -> dict:
    body = ask(query).get_json()
    assert "errors" not in body, body
    return body["data"]


def test_an_approval_is_told_whole(app: Flask, ask: Ask) -> None:
    kept = value_of(approval_called("PA-0001"), datetime.now(UTC))
    db.session.remove()
    told = data_of(ask, f'{{ approval(code: "PA-0001") {{ {everything("Approval")} }} }}')["approval"]
    assert (told["number"], told["state"], told["form"]) == (kept.number, "IN_FORCE", kept.form.value)
    assert (told["posts"], told["money"], told["names"]) == (kept.posts, kept.money, list(kept.names))
    assert told["places"] == [{"code": "620000000000", "name": "甘肃省"}]
    assert "recordedBy" not in schema.graphql_schema.type_map["Approval"].fields  # type: ignore[attr-defined]


def test_the_register_is_told_a_page_at_a_time_and_each_state_by_its_code(ask: Ask) -> None:
    whole = data_of(ask, "{ approvals(first: 100) { nodes { code state } } }")["approvals"]["nodes"]
    states = {one["code"]: one["state"] for one in whole}
    assert [states[f"PA-{n:04d}"] for n in (1, 3, 4, 5, 6, 10)] == [
        *("IN_FORCE", "UNCONFIRMED", "EXPIRED", "REVOKED", "INCOMPLETE", "EVIDENCE")
    ]
    first = data_of(ask, "{ approvals(first: 4) { nodes { code } pageInfo { endCursor } } }")["approvals"]
    after = first["pageInfo"]["endCursor"]
    rest = data_of(ask, f'{{ approvals(first: 100, after: "{after}") {{ nodes {{ code }} }} }}')["approvals"]
    assert [one["code"] for one in (*first["nodes"], *rest["nodes"])] == [one["code"] for one in whole]


def test_the_register_is_searched_by_number_name_and_place(ask: Ask) -> None:
    by_number = data_of(ask, '{ approvals(text: "甘办发[2025]904") { nodes { code } } }')["approvals"]["nodes"]
    by_name = data_of(ask, '{ approvals(text: "夜间经济") { nodes { code } } }')["approvals"]["nodes"]
    assert by_number == by_name == [{"code": "PA-0004"}]
    elsewhere = data_of(ask, '{ approvals(place: "620103000000", first: 100) { nodes { code } } }')["approvals"][
        "nodes"
    ]
    assert {"code": "PA-0001"} in elsewhere and {"code": "PA-0002"} not in elsewhere
    assert data_of(ask, '{ approvals(text: "%") { nodes { code } } }')["approvals"]["nodes"] == []


def test_responses_are_told_for_a_place_and_those_not_ended_alone(ask: Ask) -> None:
    query = f'{{ emergencies(place: "620102001000") {{ nodes {{ {everything("EmergencyResponse")} }} }} }}'
    told = data_of(ask, query)["emergencies"]["nodes"]
    assert [one["code"] for one in told] == ["EM-2026-0001", "EM-2025-0001"]
    assert (told[1]["level"], told[1]["end"]) == ("III", "2025-07-22")
    still = data_of(ask, "{ emergencies(openOnly: true) { nodes { code end } } }")["emergencies"]["nodes"]
    assert still == [{"code": "EM-2026-0001", "end": None}]
    assert data_of(ask, '{ emergencies(place: "620103000000") { nodes { code } } }')["emergencies"]["nodes"] == []


def test_what_is_not_there_or_too_much_is_told_by_code(ask: Ask) -> None:
    for query, code in (
        ('{ approval(code: "PA-9999") { code } }', "NOT_FOUND"),
        ("{ approvals(first: 101) { nodes { code } } }", "LIMIT_EXCEEDED"),
        ("{ emergencies(first: 101) { nodes { code } } }", "LIMIT_EXCEEDED"),
        ('{ emergencies(place: "无名镇") { nodes { code } } }', "UNKNOWN_PLACE"),
    ):
        assert ask(query).get_json()["errors"][0]["extensions"]["code"] == code
