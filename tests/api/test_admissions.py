"""An admission over GraphQL: by its number, without a token, the same fields as at every door."""

from collections.abc import Callable

import pytest
from flask import Flask

from registry.api.schema import schema
from registry.services import cases, requests
from registry.services.access import Demand
from registry.services.admission_views import admission_shown
from registry.services.people import actor_called
from registry.store.admissions import admission_of
from registry.store.base import db
from tests.api.conftest import Ask
from tests.api.test_villages import everything
from tests.conftest import NOW


@pytest.fixture
def number(app: Flask) -> str:
    """The number of an admission that Li's bureau got from Wang's township."""
    li, wang = actor_called("li"), actor_called("wang")
    assert li is not None and wang is not None
    demand = Demand(kind="delegation", place="620102001000", answers={"matter": "防汛抗旱"})
    case = requests.submit(demand, application={"term_until": "2027-06-30"}, actor=li, now=NOW).cases[0].number
    cases.verify(case, actor=wang, now=NOW)
    record = admission_of(case)
    assert record is not None and record.number
    found = record.number
    db.session.remove()
    return found


def asked(ask: Ask, number: str, on: str) -> dict:
    body = ask(f'{{ admission(number: "{number}", on: "{on}") {{ {everything("Admission")} }} }}').get_json()
    assert "errors" not in body, body
    return body["data"]["admission"]


def test_every_field_is_that_of_the_service(ask: Ask, number: str) -> None:
    told, expected = asked(ask, number, "2026-12-01"), admission_shown(number, on="2026-12-01", now=NOW).as_data()
    db.session.remove()
    same = set(expected) - {"answers", "conditions", "conditionsAsGranted", "carriedOverOn", "endCause"}
    assert {name: told[name] for name in same} == {name: expected[name] for name in same}
    assert (told["holds"], told["validityText"]) == (True, "有效")
    assert {answer["name"]: answer["values"] for answer in told["answers"]}["matter"] == ["防汛抗旱"]
    assert [one["code"] for one in told["conditions"]] == [one["code"] for one in expected["conditions"]]


def test_after_its_term_it_does_not_hold(ask: Ask, number: str) -> None:
    told = asked(ask, number, "2027-07-01")
    assert (told["holds"], told["validity"]) == (False, "TERM_OVER")


@pytest.mark.parametrize(
    ("typed", "code"), [("ZR-620102-2026-00123-7", "NOT_FOUND"), ("ZR-1", "NOT_AN_ADMISSION_NUMBER")]
)
def test_what_cannot_be_told_has_its_code(ask: Ask, typed: str, code: str) -> None:
    error = ask(f'{{ admission(number: "{typed}") {{ holds }} }}').get_json()["errors"][0]
    assert error["extensions"]["code"] == code


def test_nothing_in_the_schema_says_who_handled_it() -> None:
    fields: Callable[[str], set[str]] = lambda name: set(schema.graphql_schema.type_map[name].fields)  # noqa: E731
    assert not {"case", "contact", "reason", "submittedBy", "verifiedBy"} & fields("Admission")
