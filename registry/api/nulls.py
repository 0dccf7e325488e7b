"""What is null counts as left out: programs that write every field of theirs send null for what they have not."""

from collections.abc import Callable, Mapping
from functools import wraps
from typing import Any

from graphql import (
    GraphQLArgument,
    GraphQLField,
    GraphQLInputField,
    GraphQLInputObjectType,
    GraphQLObjectType,
    GraphQLSchema,
    Undefined,
    default_field_resolver,
    is_introspection_type,
)

Offered = Mapping[str, GraphQLArgument] | Mapping[str, GraphQLInputField]


def null_is_left_out(schema: GraphQLSchema) -> None:
    """Let each argument, and each field of an input, that is null have its default, or else not be there."""
    for found in schema.type_map.values():
        if isinstance(found, GraphQLInputObjectType):
            vars(found)["out_type"] = _made_without_nulls(found.out_type, found.fields)  # as graphql-core itself does
        elif isinstance(found, GraphQLObjectType) and not is_introspection_type(found):
            for field in found.fields.values():
                if field.args:
                    field.resolve = _asked_without_nulls(field)


def _made_without_nulls(make: Callable[[dict[str, Any]], Any], offered: Offered) -> Callable[[dict[str, Any]], Any]:
    defaults = _defaults(offered)
    return lambda given: make(_without_nulls(given, defaults))


def _asked_without_nulls(field: GraphQLField) -> Callable[..., Any]:
    resolve, defaults = field.resolve or default_field_resolver, _defaults(field.args)

    @wraps(resolve)
    def asked(root: Any, info: Any, **given: Any) -> Any:
        return resolve(root, info, **_without_nulls(given, defaults))

    return asked


def _defaults(offered: Offered) -> dict[str, Any]:
    """By the names under which resolvers and inputs take them."""
    named = ((one.out_name or name, one.default_value) for name, one in offered.items())
    return {name: default for name, default in named if default is not Undefined}


def _without_nulls(given: dict[str, Any], defaults: Mapping[str, Any]) -> dict[str, Any]:
    if None not in given.values():
        return given
    filled = {name: defaults.get(name) if value is None else value for name, value in given.items()}
    return {name: value for name, value in filled.items() if value is not None}
