"""Global ids: everything that has a key at the pages has one here too, and is found again by it (`nodes.py`)."""

import base64
import binascii
from collections.abc import Mapping
from typing import Any

import graphene
from graphql import GraphQLResolveInfo

from registry.domain.errors import MalformedId

LONGEST = 200
Data = dict[str, Any]


class Node(graphene.Interface):
    """有全局编号的内容。 / Something that has a global id."""

    id = graphene.ID(required=True, description="全局编号，不透明。 / Its global id, which is opaque.")

    @staticmethod
    def resolve_id(held: Mapping[str, Any], info: GraphQLResolveInfo) -> str:
        return global_id(info.parent_type.name, str(held[KEYS[info.parent_type.name]]))

    @classmethod
    def resolve_type(cls, instance: Mapping[str, Any], info: GraphQLResolveInfo) -> Any:
        return instance["__typename"]


KEYS: dict[str, str] = {}
"""Which field, or what is held under which name, is the key of each type that has a global id."""


def known_by(key: str) -> Any:
    """A class decorator for types that are Nodes: what they are found by."""

    def declared(of_type: Any) -> Any:
        KEYS[of_type._meta.name] = key
        return of_type

    return declared


def global_id(of_type: str, key: str) -> str:
    """The global id of a thing of a type."""
    return base64.urlsafe_b64encode(f"{of_type}:{key}".encode()).decode().rstrip("=")


def read_id(given: str, field: str = "id") -> tuple[str, str]:
    """The type and the key that a global id names. Raises MalformedId."""
    try:
        padded = given.encode("ascii") + b"=" * (-len(given) % 4)
        of_type, colon, key = base64.b64decode(padded, altchars=b"-_", validate=True).decode().partition(":")
    except (binascii.Error, ValueError):
        raise MalformedId(field, given) from None
    if len(given) > LONGEST or of_type not in KEYS or not (colon and key) or not key.isprintable():
        raise MalformedId(field, given)
    return of_type, key
