"""A place in a village's quota is given away once: what an admission holds is freed by its end, and no correction takes
back a place that another admission was given since."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from registry.domain import errors
from registry.domain.divisions import Place
from registry.domain.inventories import Decision, InventorySort, Plaque, standing_decisions
from registry.domain.inventory_days import Stretches, days_of
from registry.domain.question import CHINA
from registry.services.inventory_items import Item, decisions_at, items_of, name_of
from registry.store import plaques
from registry.store.admissions import AdmissionRecord, admissions_that_brought


@dataclass(frozen=True, slots=True)
class Stands:
    """A plaque that takes a place in the quota, and the days on which it does."""

    code: str
    days: Stretches

    def on(self, day: date) -> bool:
        return any(stretch.holds(day) for stretch in self.days)


def require_not_held(item: Item) -> None:
    """What an admission brought is freed only when that admission ends. Raises HeldByAdmission."""
    holding = admissions_that_brought([item.code]).get(item.code)
    if holding is not None and holding.ended_on is None:
        raise errors.HeldByAdmission(name_of(item), holding.number or holding.case)


def require_room_again(
    item: Item, place: Place, *, before: Iterable[Decision], after: Iterable[Decision], corrects: str, now: datetime
) -> None:
    """A correction brings no plaque back on a day on which its place in the quota is given away already.

    What was recorded as hanging is no admission: the counts show it, and keep nobody from saying what is so.
    Raises PlaceGivenAway.
    """
    if not isinstance(item, Plaque) or item.statutory:
        return
    was = Stands(item.code, days_of(item.counts_from, before))
    again = Stands(item.code, days_of(item.counts_from, after))
    there = [*(one for one in _standing(place, now) if one.code != item.code), again]
    days = [day for day in _days(there, place, now) if again.on(day) and not was.on(day)]
    given = _given_since(there, _first_undone(place, corrects, now))
    _require_room(there, days, place, given, field="corrects", now=now)


def require_room_by_class(place: Place, before: dict[date, int], since: date, now: datetime) -> None:
    """A class that counts from a day in the past leaves room for what was admitted since that day by the one before.

    `before` are the quotas that `quotas_until_today` gave before the class was recorded. Raises PlaceGivenAway.
    """
    there = _standing(place, now)
    given = admissions_that_brought([one.code for one in there])
    since_then = {code: one for code, one in given.items() if one.recorded_at.astimezone(CHINA).date() >= since}
    days = [day for day in _days(there, place, now) if day >= since and _quota(place, day, now) < before.get(day, 0)]
    _require_room(there, days, place, since_then, field="village_class", now=now)


def quotas_until_today(place: Place, since: date, now: datetime) -> dict[date, int]:
    """The quota on each day, from one on, on which something changes in it or in what counts against it."""
    days = {since, *(day for day in _days(_standing(place, now), place, now) if day >= since)}
    return {day: _quota(place, day, now) for day in days}


def _require_room(
    there: Sequence[Stands],
    days: Iterable[date],
    place: Place,
    given: dict[str, AdmissionRecord],
    *,
    field: str,
    now: datetime,
) -> None:
    """Past the quota on a day, with an admission that still stands: what is over and gone keeps nothing from being put
    right."""
    today = now.astimezone(CHINA).date()
    mendable = [one for one in there if one.code in given and one.on(today)]
    for day in days:
        counted, quota = [one for one in there if one.on(day)], _quota(place, day, now)
        takers = [given[one.code] for one in mendable if one.on(day)]
        if len(counted) > quota and takers:
            taker = max(takers, key=lambda one: (one.ended_on is None, one.recorded_at))
            number = taker.number or taker.case
            raise errors.PlaceGivenAway(field, place.name, number, on=day, quota=quota, counted=len(counted))


def _standing(place: Place, now: datetime) -> list[Stands]:
    """The plaques on record of a village that are not statutory, with their days, as recorded by now."""
    decided = decisions_at(InventorySort.PLAQUES, place, now)
    found = [one for one in items_of(InventorySort.PLAQUES, place, date.max, now) if isinstance(one, Plaque)]
    counting = [one for one in found if not one.statutory]
    standing = {one.code: standing_decisions(decided.get(one.code, ()), now) for one in counting}
    return [Stands(one.code, days_of(one.counts_from, standing[one.code])) for one in counting]


def _days(there: Iterable[Stands], place: Place, now: datetime) -> list[date]:
    """The days until today on which there may be more than the day before, or room for fewer; the first one first."""
    today = now.astimezone(CHINA).date()
    begun = {stretch.first for one in there for stretch in one.days}
    return sorted(day for day in {*begun, *plaques.quota_days(place, now), today} if date.min < day <= today)


def _quota(place: Place, on: date, now: datetime) -> int:
    """As the counts of a village have it: where no quota is on record, none may hang."""
    return plaques.quota_of(place, on, now) or 0


def _first_undone(place: Place, corrects: str, now: datetime) -> datetime:
    """When the first of the village's decisions was made that this correction, or one before it, undoes."""
    made = [one for of_item in decisions_at(InventorySort.PLAQUES, place, now).values() for one in of_item]
    undone = {corrects, *(one.corrects for one in made)}
    return min((one.recorded_at for one in made if one.number in undone), default=now)


def _given_since(there: Iterable[Stands], moment: datetime) -> dict[str, AdmissionRecord]:
    """By plaque, the admissions that were given a place after a time, whether or not they ended since."""
    given = admissions_that_brought([one.code for one in there])
    return {code: record for code, record in given.items() if record.recorded_at > moment}
