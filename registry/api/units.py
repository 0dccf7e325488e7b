"""Units as types: departments and townships as bodies that ask."""

from typing import Any

import graphene

from registry.api.fields import by_public_name, flag, text
from registry.api.ids import Node, known_by

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
    sample = flag("是否示例。 / Whether it is a sample.")


def shown(unit: Any) -> Data:
    """A unit, a record or its columns alone, as the type above shows it."""
    return {"code": unit.code, "name": unit.name, "division": unit.division, "sample": bool(unit.sample)}
