"""How the values of scalars and enums are told: as they are where that is plain, else as their types serialize them."""

from collections.abc import Callable, Mapping
from typing import Any

from graphql import GraphQLEnumType, GraphQLScalarType, Undefined

Leaf = Callable[[Any], Any]
LEAVES = (GraphQLScalarType, GraphQLEnumType)
_SMALLEST, _LARGEST = -(2**31), 2**31 - 1


class NotCovered(Exception):
    """Something that only graphql-core answers for."""


def leaf_of(of_type: GraphQLScalarType | GraphQLEnumType, *, must: bool) -> Leaf:
    """How to tell a value of a type; where it `must` not be null, NotCovered is raised for it."""
    known: dict[str, Any] = {}
    leaf, plain = _leaf(of_type, known), _PLAIN.get(of_type.name)

    def completed(value: Any) -> Any:
        if value.__class__ is plain:
            return value
        if value.__class__ is str and value in known:
            return known[value]
        if value is None or value is Undefined:
            if must:
                raise NotCovered
            return None
        return leaf(value)

    return completed


def _leaf(of_type: GraphQLScalarType | GraphQLEnumType, known: dict[str, Any]) -> Leaf:
    """How a value of a type is told: as it is where that is plain from its class, else as the type serializes it."""
    kept = _KEPT.get(of_type.name)
    is_enum = isinstance(of_type, GraphQLEnumType)

    def told(value: Any) -> Any:
        if kept is not None and kept(value):
            return value
        if is_enum and isinstance(value, str) and value in known:
            return known[value]
        if isinstance(value, Exception):
            raise NotCovered
        serialized = of_type.serialize(value)
        if serialized is None or serialized is Undefined:
            raise NotCovered
        if is_enum and isinstance(value, str):
            known[value] = serialized
        return serialized

    return told


_PLAIN: Mapping[str, type] = {"String": str, "ID": str, "Boolean": bool}
"""Classes whose values serialize as themselves, whatever they are."""
_KEPT: Mapping[str, Callable[[Any], bool]] = {
    "String": lambda value: value.__class__ is str,
    "ID": lambda value: value.__class__ is str,
    "Boolean": lambda value: value.__class__ is bool,
    "Int": lambda value: value.__class__ is int and _SMALLEST <= value <= _LARGEST,
}
"""Values that serialize as themselves."""
