"""Units over GraphQL: recorded, renamed and merged by the county's list office; and what its lists call otherwise."""

from typing import Any

from registry.api.ids import global_id
from tests.api.acts import TokenOf, act, look, refused, to_mend
from tests.api.conftest import Ask

SHOWN = "unit { code name division successor }"


def test_a_county_keeps_its_units_as_at_the_page(ask: Ask, token_of: TokenOf) -> None:
    sun = token_of("sun")
    made: dict[str, Any] = act(ask, sun, "recordUnit", {"unitName": "县烟草专卖局", "otherNames": ["县烟草局"]}, SHOWN)
    assert made["errors"] == [] and made["unit"]["division"] == "620102000000"
    assert to_mend(ask, sun, "recordUnit", {"unitName": "县烟草局"})[0] == "UNIT_NAME_TAKEN"
    code = made["unit"]["code"]
    renamed = act(ask, sun, "renameUnit", {"unit": code, "unitName": "县烟草公司"}, SHOWN)
    assert renamed["unit"]["name"] == "县烟草公司"
    other = act(ask, sun, "recordUnit", {"unitName": "县盐务局"}, SHOWN)["unit"]["code"]
    ahead = {"unit": other, "into": code, "effectiveOn": "2099-01-01"}
    assert to_mend(ask, sun, "mergeUnit", ahead)[0] == "DAY_IN_FUTURE"
    merged = act(ask, sun, "mergeUnit", {"unit": other, "into": code, "effectiveOn": "2026-01-01"}, SHOWN)
    assert merged["unit"]["code"] == code and merged["unit"]["successor"] == ""
    query = "query ($id: ID!) { node(id: $id) { ... on Unit { successor succeededOn } } }"
    told = look(ask, query, id=global_id("Unit", other))
    assert told["node"] == {"successor": code, "succeededOn": "2026-01-01"}
    names = look(ask, '{ units(place: "620102000000", first: 100) { nodes { name } } }')["units"]["nodes"]
    assert {"name": "县烟草公司"} in names and {"name": "县盐务局"} not in names
    assert isinstance(look(ask, "{ unrecordedUnits }", sun)["unrecordedUnits"], list)


def test_nobody_else_keeps_them(ask: Ask, token_of: TokenOf) -> None:
    for name in ("li", "wang", "zheng"):
        assert refused(ask, token_of(name), "recordUnit", {"unitName": "县盐务局"}) == "NOT_PERMITTED"
