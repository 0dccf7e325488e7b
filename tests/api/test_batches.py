"""A page costs as many questions to the database as one row does: counted at 1, 10 and 100 rows."""

import pytest
from flask import Flask

from tests.api.acts import TokenOf, look
from tests.api.conftest import Ask
from tests.api.crowd import counted, many_requests

TWICE = 2
"""First graphql-core answers, then the plan: what either of them reads that is kept in memory is there from then on."""
EVERY_CASE = """{ cases(first: %d) { totalCount pageInfo { hasNextPage } nodes {
  id number placeName status outcome leadingGround lastDay acts answers
  place { id fullName path { name } formerNames { name } isCurrent listFrom edition listEdition { documentNumber
    duties(first: 2) { nodes { matter shares { department } } } } }
  department { id name } grounds { code text } verdict { summary cure { code } }
  steps { verb status unitName } admission { validFrom fingerprint } } } }"""
EVERY_REQUEST = """{ requests(first: %d) { totalCount nodes { id number kind subject unitName department { name }
  attachments { number }
  cases { number status outcome place { name } department { name } grounds { code } acts } } } }"""
EVERY_ADMISSION = """{ admissions(first: %d) { totalCount nodes { id number matter holds validity placeName
  conditions { code } restsOn { number } lastValidDay } } }"""


def warmed(ask: Ask, query: str, token: str = "") -> None:
    """Ask it as strangers to each other do, each with a session of their own."""
    for _ in range(TWICE):
        with counted():
            look(ask, query, token)


@pytest.mark.parametrize("query", [EVERY_CASE, EVERY_REQUEST, EVERY_ADMISSION], ids=["cases", "requests", "admissions"])
def test_a_page_of_what_people_asked_takes_as_many_statements_as_one_row(
    app: Flask, ask: Ask, token_of: TokenOf, query: str
) -> None:
    many_requests(110)
    token = token_of("sun")
    statements = {}
    for rows in (1, 10, 100):
        warmed(ask, query % rows, token)
        with counted() as put:
            (page,) = look(ask, query % rows, token).values()
        assert len(page["nodes"]) == rows and page["totalCount"] == 111
        statements[rows] = len(put)
    assert statements[1] == statements[10] == statements[100] < 30, statements


TOWNSHIP = """{ place(code: "%s") { name fullName listEdition { documentNumber effectiveOn
  duties(first: %d) { nodes { code matter tier number shares { unit department } } } }
  children(first: %d) { nodes { code name village { quota counted free plaqueCount bodyCount
    plaques(first: 3) { nodes { wording } } } } } } }"""
COUNTY = """{ place(code: "620102000000") { children(first: %d) { nodes { name edition villagesOf: children(first: 5) {
  totalCount nodes { name village { counted quota } } } listEdition { documentNumber
  duties(first: 3, tier: SUPPORTING) { totalCount nodes { matter shares { department } } } } } } } }"""


def test_a_township_with_its_duties_and_villages_takes_as_many_statements_whatever_it_shows(ask: Ask) -> None:
    statements = set()
    for duties, villages in ((1, 1), (50, 6), (100, 100)):
        query = TOWNSHIP % ("620102001000", duties, villages)
        warmed(ask, query)
        with counted() as put:
            shown = look(ask, query)["place"]
        assert (
            len(shown["listEdition"]["duties"]["nodes"]) == duties and shown["children"]["nodes"][0]["village"]["quota"]
        )
        statements.add(len(put))
    assert len(statements) == 1 and max(statements) < 25, statements


def test_two_levels_below_a_county_take_as_many_statements_as_one_township(ask: Ask) -> None:
    statements = {}
    for townships in (2, 10, 25):
        warmed(ask, COUNTY % townships)
        with counted() as put:
            shown = look(ask, COUNTY % townships)["place"]["children"]["nodes"]
        assert len(shown) == townships and all(one["villagesOf"]["totalCount"] for one in shown)
        statements[townships] = len(put)
    assert statements[2] == statements[10] == statements[25] < 40, statements


OTHERS = {
    "approvals": "id number state places { name } amendedBy documentAddress names",
    "emergencies": "id code level matters",
    'delegatedMatters(county: "620102000000")': "id code status place { fullName } word { reason }",
    'chiefDuties(place: "620102001000")': "id code matter placeName",
}


@pytest.mark.parametrize("field", OTHERS)
def test_a_page_of_the_registers_takes_as_many_statements_as_one_row(ask: Ask, token_of: TokenOf, field: str) -> None:
    token = token_of("sun")
    statements = []
    for rows in (2, 5, 100):
        pages = field.replace(")", f", first: {rows})") if "(" in field else f"{field}(first: {rows})"
        query = f"{{ {pages} {{ totalCount nodes {{ {OTHERS[field]} }} }} }}"
        look(ask, query, token)
        with counted() as put:
            (page,) = look(ask, query, token).values()
        assert len(page["nodes"]) == min(rows, page["totalCount"])
        statements.append(len(put))
    assert len(set(statements)) == 1, statements
