"""The overview over GraphQL: the same as the service tells, for who holds a token."""

from collections.abc import Callable
from datetime import UTC, datetime

from flask import Flask

from registry.services.overviews import overview_of
from registry.store.base import db
from tests.api.conftest import Ask
from tests.api.test_villages import everything
from tests.services.test_cases import called

COUNTY = "620102000000"
QUERY = f'{{ overview(place: "{COUNTY}", since: "2026-01-01", until: "2026-06-30") {{ {everything("Overview")} }} }}'


def test_every_field_of_the_service_is_a_field_of_the_schema(
    app: Flask, ask: Ask, token_of: Callable[[str], str]
) -> None:
    expected = overview_of(
        COUNTY, since="2026-01-01", until="2026-06-30", actor=called("sun"), now=datetime.now(UTC)
    ).as_data()
    token = token_of("sun")
    db.session.remove()
    body = ask(QUERY, token=token).get_json()
    assert "errors" not in body, body
    statuses = [{**one, "status": one["status"].upper()} for one in expected["statuses"]]
    expected = {**expected, "since": "2026-01-01", "until": "2026-06-30", "statuses": statuses}
    assert body["data"]["overview"] == expected


def test_without_a_token_or_elsewhere_nothing_is_told(ask: Ask, token_of: Callable[[str], str]) -> None:
    assert ask(QUERY).get_json()["errors"][0]["extensions"]["code"] == "NOT_SIGNED_IN"
    elsewhere = QUERY.replace(COUNTY, "620103000000")
    assert ask(elsewhere, token=token_of("sun")).get_json()["errors"][0]["extensions"]["code"] == "NOT_PERMITTED"
