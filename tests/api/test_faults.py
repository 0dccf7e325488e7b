"""The path of a user error leads to what must be mended, row and field; errors of questions name an argument."""

from typing import Any

import pytest

from registry.api.schema import schema
from tests.api.acts import COUNTY, JIUQUAN, VILLAGE, TokenOf, to_mend
from tests.api.conftest import Ask

LONG = "长" * 6_000
FLOOD = {"places": [JIUQUAN], "delegation": {"matter": "防汛抗旱"}}
PLAQUE = {"wording": "某某工作站", "hungOn": "2026-01-05"}
CHANGE = {"kind": "RENAMED", "effectiveOn": "2027-01-01", "basis": "民函〔2026〕9号"}
FIRST = {**CHANGE, "before": [VILLAGE], "after": [VILLAGE], "names": ["畅家巷新"]}
SECOND = {**CHANGE, "before": ["620102001002"], "after": ["620102001002"]}
FAULTS: list[tuple[str, str, dict[str, Any], str, list[str]]] = [
    ("zhao", "recordPlaque", {**PLAQUE, "village": "没有这个村"}, "UNKNOWN_PLACE", ["village"]),
    ("zhao", "recordPlaque", {**PLAQUE, "village": LONG}, "TEXT_TOO_LONG", ["village"]),
    ("sun", "recordUnit", {"unitName": "县某某局", "otherNames": ["某局", LONG]}, "TEXT_TOO_LONG", ["otherNames", "1"]),
    ("sun", "recordUnit", {"unitName": "县某某局", "otherNames": ["县公安局"]}, "UNIT_NAME_TAKEN", ["otherNames", "0"]),
    ("sun", "recordUnit", {"unitName": "县公安局"}, "UNIT_NAME_TAKEN", ["unitName"]),
    (
        "zheng", "changeDivisions", {"changes": [FIRST, {**SECOND, "names": [LONG]}]},
        "TEXT_TOO_LONG", ["changes", "1", "names"],
    ),
    (
        "zheng", "changeDivisions", {"changes": [FIRST, {**SECOND, "names": ["新"], "basis": LONG}]},
        "TEXT_TOO_LONG", ["changes", "1", "basis"],
    ),
    (
        "li", "submitRequest", {**FLOOD, "cites": [{"number": "甘办发〔2025〕16号"}, {"number": LONG}]},
        "TEXT_TOO_LONG", ["cites", "1", "number"],
    ),
    ("li", "submitRequest", {**FLOOD, "places": [JIUQUAN, "没有"]}, "UNKNOWN_PLACE", ["places", "1"]),
]  # fmt: skip


@pytest.mark.parametrize("fault", FAULTS)
def test_a_user_error_leads_to_row_and_field(
    ask: Ask, token_of: TokenOf, fault: tuple[str, str, dict[str, Any], str, list[str]]
) -> None:
    who, act, given, code, path = fault
    assert to_mend(ask, token_of(who), act, given) == (code, ["input", *path])


def test_no_path_holds_a_callers_own_text(ask: Ask, token_of: TokenOf) -> None:
    given = {"number": "R2026-000001-001", "reason": "核实", "fixed": [{"name": "http://x", "values": []}]}
    code, path = to_mend(ask, token_of("sun"), "settleCase", given)
    assert (code, path) == ("MISSING_ANSWER", ["input", "fixed", "0", "name"])


@pytest.mark.parametrize(
    ("question", "field"),
    [
        ('place(code: "没有这里") { code }', "code"),
        ('village(code: "没有这里") { place }', "code"),
        ('villages(code: "没有这里") { place }', "code"),
        ('delegatedMatters(county: "没有这里") { totalCount }', "county"),
        ('cleanUpCounts(county: "没有这里") { open }', "county"),
        (f'mirror(unit: "没有这个局", place: "{COUNTY}") {{ unit }}', "unit"),
        ('list(place: "没有这里") { on }', "place"),
    ],
)
def test_an_error_of_a_question_names_an_argument_of_it(ask: Ask, question: str, field: str) -> None:
    (error,) = ask(f"{{ {question} }}").json["errors"]
    assert error["extensions"]["field"] == field
    name = question.partition("(")[0]
    assert field in schema.graphql_schema.type_map["Query"].fields[name].args  # type: ignore[attr-defined]
