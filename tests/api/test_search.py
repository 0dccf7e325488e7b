"""Searching over GraphQL: the same fields as at the other doors, and errors with the field to mend."""

import pytest

from tests.api.conftest import Ask

SEARCH = """query ($text: String!, $place: String, $kinds: [WordingKind!], $on: Date, $knownAt: DateTime, $first: Int) {
  search(text: $text, place: $place, kinds: $kinds, on: $on, knownAt: $knownAt, first: $first) {
    totalCount nodes { kind text match score places more
    standings { place placeName mark matter paper since code number departments toBeConfirmed sample } }
  }
}"""


def test_a_matter_of_a_place_is_found_with_where_it_stands(ask: Ask) -> None:
    answer = ask(SEARCH, {"text": "防汛", "place": "620102001", "kinds": ["MATTER"]}).json
    (hit,) = answer["data"]["search"]["nodes"]
    assert (hit["kind"], hit["text"], hit["match"], hit["places"]) == ("MATTER", "防汛抗旱", "BEGINS", 1)
    (row,) = hit["standings"]
    assert (row["placeName"], row["mark"], row["sample"]) == ("酒泉路街道", "SUPPORTING", True)
    assert row["departments"] == ["县水利局", "县应急管理局"]


def test_both_dates_are_taken(ask: Ask) -> None:
    for dates in ({"on": "2024-08-01"}, {"on": "2026-01-01", "knownAt": "2024-11-01"}):
        assert ask(SEARCH, {"text": "防汛", "kinds": ["MATTER"], **dates}).json["data"]["search"]["nodes"] == []


@pytest.mark.parametrize(
    ("asked", "code", "field"),
    [
        ({"text": ""}, "MISSING_ANSWER", "text"),
        ({"text": "字" * 101}, "TEXT_TOO_LONG", "text"),
        ({"text": "防汛", "place": "999999"}, "UNKNOWN_PLACE", "place"),
        ({"text": "防汛", "knownAt": "2099-01-01"}, "KNOWN_AT_IN_FUTURE", "knownAt"),
    ],
)
def test_what_cannot_be_searched_names_its_field(ask: Ask, asked: dict[str, object], code: str, field: str) -> None:
    error = ask(SEARCH, asked).json["errors"][0]
    assert (error["extensions"]["code"], error["extensions"]["field"]) == (code, field)
