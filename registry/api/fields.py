"""How fields of the schema are declared and found."""

from collections.abc import Mapping
from typing import Any

import graphene
from graphql import GraphQLResolveInfo


def by_public_name(_name: str, _default: Any, held: Mapping[str, Any], info: GraphQLResolveInfo) -> Any:
    """What is held as data is found under the public name of the field; a call is made only if asked for."""
    value = held[info.field_name]
    return value() if callable(value) else value


def text(description: str, *, required: bool = True) -> graphene.String:
    """A text."""
    return graphene.String(required=required, description=description)


def flag(description: str) -> graphene.Boolean:
    """Yes or no."""
    return graphene.Boolean(required=True, description=description)


def one(of_type: Any, description: str) -> graphene.Field:
    """Exactly one thing of a type."""
    return graphene.Field(of_type, required=True, description=description)


def perhaps(of_type: Any, description: str) -> graphene.Field:
    """One thing of a type, or null."""
    return graphene.Field(of_type, description=description)


def list_of(of_type: Any, description: str) -> graphene.Field:
    """A list, without nulls, that may be empty."""
    return graphene.Field(graphene.List(graphene.NonNull(of_type)), required=True, description=description)


def argument(of_type: Any, description: str, *, required: bool = True, name: str | None = None) -> graphene.Argument:
    """An argument of a field; `name` where Python's own differs from the public one."""
    return graphene.Argument(of_type, required=required, description=description, name=name)
