"""A first operation for each question and each act, to begin with in the console: it is valid, and asks for little."""

import json
from functools import cache
from typing import Any

from graphql import (
    GraphQLEnumType,
    GraphQLField,
    GraphQLInputObjectType,
    GraphQLInterfaceType,
    GraphQLList,
    GraphQLNonNull,
    GraphQLObjectType,
    get_named_type,
    is_leaf_type,
    is_required_argument,
    is_required_input_field,
)

from registry.api.schema import schema

DEEPEST = 3
"""How deep fields are asked for, where a type has nothing but further types."""
MOST_FIELDS = 8
ERRORS = "errors { code path message }"
"""What every act may answer."""
DAY = "2026-01-01"
BLANK: dict[str, Any] = {
    "Int": 1,
    "Float": 1,
    "Boolean": False,
    "Date": "2026-01-01",
    "DateTime": "2026-01-01T00:00:00Z",
}


@cache
def skeleton(name: str) -> tuple[str, str]:
    """The operation that asks this question or does this act, and its variables as JSON; empty for neither."""
    for kind, root in (("query", schema.graphql_schema.query_type), ("mutation", schema.graphql_schema.mutation_type)):
        if root and name in root.fields:
            return _operation(kind, name, root.fields[name])
    return "", ""


def _operation(kind: str, name: str, field: GraphQLField) -> tuple[str, str]:
    needed = {one: about for one, about in field.args.items() if is_required_argument(about)}
    declared = ", ".join(f"${one}: {about.type}" for one, about in needed.items())
    given = ", ".join(f"{one}: ${one}" for one in needed)
    asked = _selection(field.type, DEEPEST, "  ")
    head = f"{kind} ({declared})" if declared else kind
    text = f"{head} {{\n  {name}{f'({given})' if given else ''}{asked}\n}}\n"
    variables = {one: _blank(about.type) for one, about in needed.items()}
    return text, json.dumps(variables, ensure_ascii=False, indent=2) if variables else ""


def _selection(of_type: Any, deep: int, indent: str) -> str:
    """What is asked of a type, with its braces; nothing of a plain value."""
    named = get_named_type(of_type)
    if isinstance(named, GraphQLObjectType | GraphQLInterfaceType):
        inside = indent + "  "
        lines = "".join(f"{inside}{line}\n" for line in _lines(named, deep, inside))
        return f" {{\n{lines}{indent}}}"
    return "" if is_leaf_type(named) else " { __typename }"


def _lines(named: GraphQLObjectType | GraphQLInterfaceType, deep: int, indent: str) -> list[str]:
    free = {n: f for n, f in named.fields.items() if not any(is_required_argument(one) for one in f.args.values())}
    plain = [name for name, field in free.items() if is_leaf_type(get_named_type(field.type))]
    if "nodes" in free and "edges" in free:
        return [f"nodes{_selection(free['nodes'].type, 1, indent)}", "pageInfo { hasNextPage endCursor }"]
    further = [name for name in free if name not in plain and name != "errors"]
    lines = plain[:MOST_FIELDS]
    if deep > 1 and (not plain or "errors" in free):
        lines += [f"{name}{_selection(free[name].type, deep - 1, indent)}" for name in further[:2]]
    if "errors" in free and "errors" not in plain:
        lines.append(ERRORS)
    return lines or ["__typename"]


def _blank(of_type: Any) -> Any:
    """Something to be filled in."""
    if isinstance(of_type, GraphQLNonNull):
        return _blank(of_type.of_type)
    if isinstance(of_type, GraphQLList):
        return [_blank(of_type.of_type)]
    if isinstance(of_type, GraphQLEnumType):
        return next(iter(of_type.values))
    if isinstance(of_type, GraphQLInputObjectType):
        return {name: _blank(about.type) for name, about in of_type.fields.items() if is_required_input_field(about)}
    return BLANK.get(of_type.name, "")
