"""Places as types: a division and the chain above it."""

from typing import Any

import graphene

from registry.api.fields import by_public_name, list_of, one, text
from registry.api.options import enum_of
from registry.domain.divisions import Division as DomainDivision
from registry.domain.divisions import Level, Place


class Division(graphene.ObjectType):
    """一个行政区划。 / One administrative division."""

    class Meta:
        default_resolver = by_public_name

    code = text("12 位代码。 / Its 12-digit code.")
    name = text("名称。 / Its name.")
    level = one(enum_of(Level), "层级。 / Its level.")


class PlaceType(graphene.ObjectType):
    """一个地点：区划以及它的各级上级。 / A place: a division with the chain above it."""

    class Meta:
        name = "Place"
        default_resolver = by_public_name

    code = text("12 位代码。 / Its 12-digit code.")
    name = text("名称。 / Its name.")
    level = one(enum_of(Level), "层级。 / Its level.")
    full_name = text("县、乡镇、村连写的名称。 / County, township and village in one, as an address is written.")
    path = list_of(Division, "从省到本级。 / From the province down to the place itself.")


def shown(place: Place) -> dict[str, Any]:
    """A place as the type above shows it."""
    return {**_division(place.itself), "fullName": place.full_name, "path": [_division(d) for d in place.path]}


def _division(division: DomainDivision) -> dict[str, Any]:
    return {"code": division.code, "name": division.name, "level": division.level}
