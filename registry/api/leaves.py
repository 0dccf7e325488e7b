"""How the values of scalars and enums are told: as they are where that is plain, else as their types serialize them."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from graphql import GraphQLEnumType, GraphQLScalarType, Undefined

from registry.api.ways import NotCovered, Way, is_null

LEAVES = (GraphQLScalarType, GraphQLEnumType)
_SMALLEST, _LARGEST = -(2**31), 2**31 - 1
_TIMES = ("Date", "DateTime")
_IS = "{{x}}.__class__ is {}"
_PLAIN: Mapping[str, str] = {
    **dict.fromkeys(("String", "ID", *_TIMES), _IS.format("str")),
    "Boolean": _IS.format("bool"),
    "Int": _IS.format("int") + f" and {_SMALLEST} <= {{x}} <= {_LARGEST}",
    "JSON": _IS.format("dict"),
}
"""Values that serialize as themselves."""


def way_of_leaves(of_type: GraphQLScalarType | GraphQLEnumType, *, must: bool) -> Way:
    """How values of a type are told."""
    known: dict[str, Any] | None = {} if isinstance(of_type, GraphQLEnumType) else None

    is_time = of_type.name in _TIMES

    def tell(value: Any) -> Any:
        if is_time and isinstance(value, date):
            return value.isoformat()  # as the types of both serialize it
        if is_null(value, must=must):
            return None
        serialized = of_type.serialize(value)
        if serialized is None or serialized is Undefined:
            raise NotCovered
        if known is not None and isinstance(value, str):
            known[value] = serialized
        return serialized

    plain = _PLAIN.get(of_type.name, "")
    return Way(tell, plain if must or not plain else f"{{x}} is None or {plain}", known=known)
