"""Certificates, villages and a county's counts over GraphQL: the same public fields as at every door."""

from datetime import UTC, datetime

from flask import Flask

from registry.api.schema import schema
from registry.services.certificates import effective_at
from registry.services.inventory_views import inventory_of
from registry.services.village_counts import villages_overview
from registry.store.base import db
from tests.api.conftest import Ask

VILLAGE, COUNTY = "620102001001", "620102000000"
ON = {"on": "2026-11-01", "known_at": "2026-11-01"}
ALL = {"certificates": "place", "village": "code", "villages": "code"}


def everything(type_name: str) -> str:
    """A selection of every field of a type, and of the types below it."""
    found = []
    for name, field in schema.graphql_schema.type_map[type_name].fields.items():
        of = field.type
        while hasattr(of, "of_type"):
            of = of.of_type
        found.append(f"{name} {{ {everything(of.name)} }}" if hasattr(of, "fields") else name)
    return " ".join(found)


def asked(ask: Ask, field: str, place: str) -> dict:
    type_name = {"certificates": "Certificates", "village": "Village", "villages": "VillageCounts"}[field]
    query = (
        f'{{ {field}({ALL[field]}: "{place}", on: "2026-11-01", knownAt: "2026-11-01") {{ {everything(type_name)} }} }}'
    )
    body = ask(query).get_json()
    assert "errors" not in body, body
    return body["data"][field]


def test_every_field_of_the_service_is_a_field_of_the_schema_with_the_same_value(app: Flask, ask: Ask) -> None:
    now = datetime.now(UTC)
    expected = {
        "certificates": effective_at(VILLAGE, **ON, now=now).as_data(),
        "village": inventory_of(VILLAGE, **ON, now=now).as_data(),
        "villages": villages_overview(COUNTY, **ON, now=now).as_data(),
    }
    db.session.remove()
    told = {field: asked(ask, field, COUNTY if field == "villages" else VILLAGE) for field in expected}
    for name in ("plaques", "bodies"):
        expected["village"][name].sort(key=lambda one: one["code"])
        page = told["village"][name]
        assert [edge["node"] for edge in page["edges"]] == page["nodes"] and page["totalCount"] == len(page["nodes"])
        told["village"][name] = [{key: value for key, value in one.items() if key != "id"} for one in page["nodes"]]
    del told["village"]["id"]
    assert told == expected


def test_what_cannot_be_told_is_told_by_code_and_field(ask: Ask) -> None:
    error = ask('{ village(code: "620102001000") { quota } }').get_json()["errors"][0]
    assert (error["extensions"]["code"], error["extensions"]["field"]) == ("NOT_KEPT_HERE", "code")
    error = ask('{ certificates(place: "620102001000", on: "x", language: EN) { catalogue } }').get_json()["errors"][0]
    assert error["extensions"]["code"] == "MALFORMED_DATE"


def test_who_recorded_a_decision_is_not_for_everybody_to_read() -> None:
    assert "recordedBy" not in schema.graphql_schema.type_map["InventoryDecision"].fields
