"""Orders in which connections can be read, as enums of the schema."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Any

import graphene

from registry.domain.pages import Paged
from registry.store.keysets import turned

WORDS: Mapping[str, str] = {
    "LATEST": "最近的在前 / the latest first",
    "EARLIEST": "最早的在前 / the earliest first",
    "PLACE": "按地点代码 / by the place's code",
    "CODE": "按代码 / by code",
    "ENDING": "最先到期的在前，没有期限的在最后 / what ends first first, what has no end last",
}


class TimeOrder(StrEnum):
    """From which end what has a time is read."""

    LATEST = "LATEST"
    EARLIEST = "EARLIEST"


def in_time() -> graphene.Argument:
    """The argument by which a connection that is read the latest first is read the earliest first."""
    return order_by(TimeOrder, TimeOrder.LATEST)


def in_order(found: Paged[Any], asked: Mapping[str, Any]) -> Paged[Any]:
    """What was found the latest first, in the order that is asked for."""
    return turned(found) if TimeOrder(asked["order_by"]) is TimeOrder.EARLIEST else found


def order_by(options: type[StrEnum], default: StrEnum) -> graphene.Argument:
    """The argument by which a connection is asked for in another order."""
    return graphene.Argument(_enum(options), default_value=default, description="排列顺序。 / The order.")


def _enum(options: type[StrEnum]) -> Any:
    if options not in _MADE:
        _MADE[options] = graphene.Enum.from_enum(
            options, description=lambda value: WORDS[value.value] if value else "排列顺序。 / An order to read in."
        )
    return _MADE[options]


_MADE: dict[type[StrEnum], Any] = {}
