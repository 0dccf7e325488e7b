"""Units as types: departments and townships as bodies that ask."""

from typing import Any

import graphene

from registry.api.fields import by_public_name, flag, perhaps, text
from registry.api.ids import Node, known_by
from registry.api.scalars import Date

Data = dict[str, Any]


@known_by("code")
class Unit(graphene.ObjectType):
    """一个单位，今天的名称。 / A unit, by its name of today."""

    class Meta:
        interfaces = (Node,)
        default_resolver = by_public_name

    code = text("统一社会信用代码。 / Its 18-character unified social credit code.")
    name = text("名称。 / Its name.")
    division = text("所在区划的 12 位代码。 / The 12-digit code of its division.")
    successor = text("并入了哪个单位（代码）；没有并入为空。 / The code of the unit it was merged into, else empty.")
    succeeded_on = perhaps(Date, "自哪天起并入；没有并入为空。 / From which day it was; null where it was not.")
    sample = flag("是否示例。 / Whether it is a sample.")


def shown(unit: Any) -> Data:
    """A unit, a record or its columns alone, as the type above shows it."""
    return {
        "code": unit.code,
        "name": unit.name,
        "division": unit.division,
        "successor": unit.successor or "",
        "succeededOn": unit.succeeded_on,
        "sample": bool(unit.sample),
    }
