"""Variables read the quick way come out as graphql-core reads them, or are left to it."""

from typing import Any

import pytest
from graphql import GraphQLInputObjectType, get_operation_ast, parse
from graphql.execution.values import get_variable_values
from hypothesis import given, settings
from hypothesis import strategies as st

from registry.api.inputs import reader_of
from registry.api.schema import schema

SCHEMA = schema.graphql_schema
OBJECTS = {name: found for name, found in SCHEMA.type_map.items() if isinstance(found, GraphQLInputObjectType)}
FIELDS = sorted({field for found in OBJECTS.values() for field in found.fields})
TEXTS = st.sampled_from(
    ["620102001000", "DIRECT", "TERRITORIAL", "EN", "ADMIT", "2026-11-23", "", "县民政局", "PLEDGE"]
)
PLAIN = st.one_of(st.none(), st.booleans(), st.integers(-(2**33), 2**33), st.floats(allow_nan=False), TEXTS)


def fitting(of_type: Any, depth: int = 0) -> st.SearchStrategy[Any]:
    """Values that mostly fit a type."""
    inner = getattr(of_type, "of_type", None)
    if type(of_type).__name__ == "GraphQLNonNull":
        return fitting(inner, depth)
    if inner is not None:
        return st.one_of(st.lists(fitting(inner, depth + 1), max_size=3), fitting(inner, depth + 1))
    if isinstance(of_type, GraphQLInputObjectType):
        return st.deferred(lambda: _object(of_type, depth)) if depth < 4 else st.none()
    values = list(getattr(of_type, "values", ()))
    if values:
        return st.sampled_from(values)
    return {"Int": st.integers(0, 9), "Boolean": st.booleans(), "Float": st.floats(0, 1)}.get(of_type.name, TEXTS)


def _object(of_type: GraphQLInputObjectType, depth: int) -> st.SearchStrategy[Any]:
    required = {
        n: fitting(f.type, depth + 1) for n, f in of_type.fields.items() if type(f.type).__name__ == "GraphQLNonNull"
    }
    optional = {n: fitting(f.type, depth + 1) for n, f in of_type.fields.items() if n not in required}
    return st.fixed_dictionaries(required, optional=optional)


ANYTHING = st.recursive(
    PLAIN,
    lambda inner: st.one_of(st.lists(inner, max_size=3), st.dictionaries(st.sampled_from(FIELDS), inner, max_size=4)),
    max_leaves=8,
)


def both_ways(declared: str, value: Any) -> tuple[Any, Any]:
    """What the quick way makes of a variable of a type, and what graphql-core does; None where it does not fit."""
    operation = get_operation_ast(parse(f"query ($v: {declared}) {{ kinds {{ code }} }}"))
    assert operation is not None
    asked = get_variable_values(SCHEMA, operation.variable_definitions, {"v": value})
    try:
        quick = reader_of(SCHEMA, operation.variable_definitions)({"v": value})
    except Exception:
        quick = None
    return quick, None if isinstance(asked, list) else asked


@pytest.mark.parametrize("name", sorted(OBJECTS))
def test_what_fits_is_read_the_same(name: str) -> None:
    @settings(max_examples=15, deadline=None)
    @given(fitting(OBJECTS[name]))
    def same(value: Any) -> None:
        for declared, one in ((f"{name}!", value), (f"[{name}!]!", [value, value])):
            quick, asked = both_ways(declared, one)
            assert quick is None or (quick == asked and repr(quick) == repr(asked))
            if name == "CheckInput" and asked is not None:
                assert quick is not None

    same()


@settings(max_examples=300, deadline=None)
@given(st.sampled_from(sorted(OBJECTS)), ANYTHING)
def test_what_does_not_fit_is_never_read_the_quick_way(name: str, value: Any) -> None:
    quick, asked = both_ways(name, value)
    assert quick is None or quick == asked


@pytest.mark.parametrize(
    "declared", ["Int", "Int!", "Boolean = true", "[Int!] = [1, 2]", "String", "ID", "Language! = EN", "Float"]
)
@settings(max_examples=30, deadline=None)
@given(PLAIN)
def test_scalars_and_defaults_are_read_the_same(declared: str, value: Any) -> None:
    quick, asked = both_ways(declared, value)
    assert quick is None or (quick == asked and repr(quick) == repr(asked))
    operation = get_operation_ast(parse(f"query ($v: {declared}) {{ kinds {{ code }} }}"))
    assert operation is not None
    left_out = get_variable_values(SCHEMA, operation.variable_definitions, {})
    if isinstance(left_out, dict):
        assert reader_of(SCHEMA, operation.variable_definitions)({}) == left_out
