"""The plaques and bodies on record of a village under whatever code, and that none of them stands twice on one day."""

from collections.abc import Iterable
from datetime import UTC, date, datetime

from registry.domain import errors
from registry.domain.divisions import Place
from registry.domain.inventories import Decision, InventorySort, Plaque, VillageBody, standing_decisions
from registry.domain.inventory_days import Stretches, days_of, first_day_twice
from registry.domain.question import CHINA
from registry.domain.successions import inventory_codes
from registry.domain.wording import plain
from registry.store import inventories, plaques, village_bodies

Item = Plaque | VillageBody
_EVER = datetime.max.replace(tzinfo=UTC)
"""For what stands now: whoever waited for a turn must see what was recorded while waiting."""


def items_of(sort: InventorySort, place: Place, on: date, known_at: datetime) -> tuple[Item, ...]:
    """Those of the village on a day as known at a time, what hung there under its former codes included."""
    codes = inventory_codes(place.code, place.lineage)
    held: dict[str, tuple[Item, ...]] = {}
    if sort is InventorySort.PLAQUES:
        held |= plaques.plaques_of(codes, on, known_at)
    else:
        held |= village_bodies.bodies_of(codes, on, known_at)
    return tuple(one for code in sorted(held) for one in held[code])


def decisions_at(sort: InventorySort, place: Place, known_at: datetime) -> dict[str, list[Decision]]:
    """Every decision on those of the village recorded by a time, by the code of the plaque or body."""
    codes_at = plaques.codes_at if sort is InventorySort.PLAQUES else village_bodies.codes_at
    return inventories.decisions_on(sort, codes_at(inventory_codes(place.code, place.lineage)), known_at)


def name_of(item: Item) -> str:
    """The wording of a plaque, the name of a body."""
    return item.wording if isinstance(item, Plaque) else item.name


def begins_on(item: Item) -> date | None:
    """The first day it counts; None where that is not known of a body."""
    return item.counts_from if isinstance(item, Plaque) else item.set_up_on


def require_not_there(sort: InventorySort, name: str, begins: date | None, place: Place, *, now: datetime) -> None:
    """What is recorded from a day on is in the village on none of the days since, and neither gone nor standing.

    Raises NotYetHung for what an admission reserved, AlreadyOnRecord for what stands today, StandsTwice for what stood
    once since that day.
    """
    field, since = ("wording", "hung_on") if sort is InventorySort.PLAQUES else ("name", "set_up_on")
    today = now.astimezone(CHINA).date()
    for other, days in _of_that_name(sort, name, place):
        if isinstance(other, Plaque) and other.is_reserved:
            raise errors.NotYetHung(field, name_of(other), other.code)
        if any(stretch.holds(today) for stretch in days):
            raise errors.AlreadyOnRecord(field, name_of(other), other.code)
        on = first_day_twice((), days_of(begins, ()), days, today=today)
        if on:
            raise errors.StandsTwice(since, name_of(other), other.code, on)


def require_once(
    sort: InventorySort,
    item: Item,
    place: Place,
    *,
    before: Iterable[Decision],
    after: Iterable[Decision],
    now: datetime,
) -> None:
    """A correction brings nothing back on days on which another of its name stands. Raises StandsTwice.

    Two that stood beside each other before, as after a merger of villages, are not this correction's doing.
    """
    was, is_now = (days_of(begins_on(item), decided) for decided in (before, after))
    for other, days in _of_that_name(sort, name_of(item), place):
        on = first_day_twice(was, is_now, days, today=now.astimezone(CHINA).date()) if other.code != item.code else None
        if on:
            raise errors.StandsTwice("corrects", name_of(other), other.code, on)


def _of_that_name(sort: InventorySort, name: str, place: Place) -> list[tuple[Item, Stretches]]:
    """Every plaque, or body, of the village that is so called, with the days on which it stands, as recorded by now."""
    found = [one for one in items_of(sort, place, date.max, _EVER) if plain(name_of(one)) == plain(name)]
    decided = decisions_at(sort, place, _EVER) if found else {}
    standing = {one.code: standing_decisions(decided.get(one.code, ()), _EVER) for one in found}
    return [(one, days_of(begins_on(one), standing[one.code])) for one in found]
