"""The schema as it is told to people: every type, field, argument and value with its words, drawn from the types that
serve requests. Plain data, worked out once: the pages show it, and their search and console read the same."""

import re
from collections import defaultdict
from collections.abc import Iterable
from functools import cache
from typing import Any

from graphql import (
    GraphQLArgument,
    GraphQLEnumType,
    GraphQLField,
    GraphQLInputField,
    GraphQLInputObjectType,
    GraphQLInterfaceType,
    GraphQLNamedType,
    GraphQLObjectType,
    GraphQLUnionType,
    Undefined,
    get_named_type,
    is_introspection_type,
    is_specified_scalar_type,
    print_ast,
)
from graphql.utilities import ast_from_value

from registry.api.schema import schema

PARTED = " / "
"""Between the Chinese and the English of a description."""
_BOUND = re.compile(r" ?\((?P<zh>[^()]*) / (?P<en>[^()]*)\)\Z")
"""How long a text may be, in both languages, behind a description in both languages."""
EVERYBODYS = {
    "Boolean": ("是（true）或者否（false）。", "True or false."),
    "Float": ("带小数的数。", "A number, with or without a fraction."),
    "ID": ("编号，原样传递的文字。", "An id: a text that is passed on as it is."),
    "Int": ("整数，-2147483648 至 2147483647。", "A whole number from -2147483648 to 2147483647."),
    "String": ("文字（UTF-8）。", "A text, in UTF-8."),
}
"""What every GraphQL server has, in words of ours: theirs are in one language."""

Told = dict[str, Any]


@cache
def reference() -> tuple[Told, ...]:
    """Every type in order of name, but for what GraphQL itself needs to tell the schema."""
    types = schema.graphql_schema.type_map
    users = _users()
    return tuple(_type(types[name], users[name]) for name in sorted(types) if not is_introspection_type(types[name]))


def _type(found: GraphQLNamedType, users: Iterable[str]) -> Told:
    fields = getattr(found, "fields", {}).items()
    values = found.values if isinstance(found, GraphQLEnumType) else {}
    return {
        "name": found.name,
        "sort": found.__class__.__mro__[_native(found)].__name__.removeprefix("GraphQL").removesuffix("Type"),
        **(_parted(EVERYBODYS[found.name]) if is_specified_scalar_type(found) else both(found.description)),
        "fields": [_field(name, field) for name, field in (sorted(fields) if _is_root(found) else fields)],
        "values": [{"name": name, **both(value.description), **_deprecated(value)} for name, value in values.items()],
        "interfaces": [one.name for one in getattr(found, "interfaces", ())],
        "possible": _possible(found),
        "users": sorted(users),
    }


def _is_root(found: GraphQLNamedType) -> bool:
    """Whether it is where operations begin: what can be asked or done is found by its name."""
    return found in (schema.graphql_schema.query_type, schema.graphql_schema.mutation_type)


def _native(found: GraphQLNamedType) -> int:
    """How far up its class is graphql-core's own: graphene derives from it."""
    return next(i for i, one in enumerate(found.__class__.__mro__) if one.__module__.startswith("graphql.type"))


def _possible(found: GraphQLNamedType) -> list[str]:
    if isinstance(found, GraphQLInterfaceType | GraphQLUnionType):
        return sorted(one.name for one in schema.graphql_schema.get_possible_types(found))
    return []


def _field(name: str, field: GraphQLField | GraphQLInputField) -> Told:
    arguments = field.args if isinstance(field, GraphQLField) else {}
    told = {"name": name, **_typed(field), **both(field.description), **_default(field), **_deprecated(field)}
    return {**told, "arguments": [_argument(one, argument) for one, argument in arguments.items()]}


def _argument(name: str, argument: GraphQLArgument) -> Told:
    return {"name": name, **_typed(argument), **both(argument.description), **_default(argument)}


def _typed(of: GraphQLField | GraphQLInputField | GraphQLArgument) -> Told:
    """The type as it is written, and the name in it, with what stands before and behind that."""
    written, named = str(of.type), get_named_type(of.type).name
    before, _, behind = written.partition(named)
    return {"type": written, "of": named, "before": before, "behind": behind}


def _default(of: GraphQLField | GraphQLInputField | GraphQLArgument) -> Told:
    if isinstance(of, GraphQLField) or of.default_value is Undefined:
        return {"default": ""}
    written = ast_from_value(of.default_value, of.type)
    return {"default": print_ast(written) if written else ""}


def _deprecated(of: Any) -> Told:
    reason = getattr(of, "deprecation_reason", None)
    return {"deprecated": both(reason) if reason else None}


def both(description: str | None) -> dict[str, str]:
    """A description "中文 / English (不超过 9 字 / at most 9 characters)" in each of its languages."""
    written = " ".join((description or "").split())
    bound = _BOUND.search(written)
    main = written[: bound.start()] if bound and PARTED in written[: bound.start()] else written
    zh, _, en = main.partition(PARTED)
    if main != written and bound:
        return {"zh": f"{zh.strip()}（{bound['zh']}）", "en": f"{en.strip()} ({bound['en']})"}
    return _parted((zh.strip(), en.strip() or zh.strip()))


def _parted(words: tuple[str, str]) -> dict[str, str]:
    return dict(zip(("zh", "en"), words, strict=True))


def _users() -> dict[str, set[str]]:
    """Which types have a field, or an argument of one, of each type."""
    found: dict[str, set[str]] = defaultdict(set)
    for name, one in schema.graphql_schema.type_map.items():
        if not isinstance(one, GraphQLObjectType | GraphQLInterfaceType | GraphQLInputObjectType):
            continue
        for field in one.fields.values():
            for used in (field, *getattr(field, "args", {}).values()):
                found[get_named_type(used.type).name].add(name)
    return found
