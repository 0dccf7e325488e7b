"""A county's or township's villages counted by class, against their quotas; never a ranking."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from registry.domain.as_of import dates_asked
from registry.domain.divisions import Level, Place
from registry.domain.errors import NotKeptHere
from registry.domain.inventories import Plaque, QuotaArithmetic, VillageBody, standing
from registry.domain.plaques import PlaqueCatalogue
from registry.domain.question import CHINA
from registry.domain.successions import inventory_codes, own_or_inherited, until
from registry.services.divisions import place_called, place_following
from registry.services.inventory_views import dates_and_place, held_under
from registry.store import plaques, village_bodies
from registry.store.divisions import village_classes
from registry.store.successions import all_below_in_use, steps_about

_COUNTED = (Level.COUNTY, Level.TOWNSHIP)
"""Whose villages are listed and counted together."""
PORTION = 5000
"""So many are asked for at once: databases take no more than some ten thousand values in a statement (SQLite 32,766)
and the largest provinces have twice as many villages."""


@dataclass(frozen=True)
class VillagesOverview:
    """A county's or township's counts by class of village."""

    place: Place
    on: date
    known_at: datetime
    classes: tuple[dict[str, Any], ...]
    villages: tuple[tuple[str, str], ...]
    undecided_plaques: int
    undecided_bodies: int
    sample: bool

    def as_data(self) -> dict[str, Any]:
        """Under the public names that every door shows; the villages themselves in order of code."""
        return {
            **dates_and_place(self.place, self.on, self.known_at),
            "classes": list(self.classes),
            "villages": [{"code": code, "name": name} for code, name in self.villages],
            "undecidedPlaques": self.undecided_plaques,
            "undecidedBodies": self.undecided_bodies,
            "sample": self.sample,
        }


def villages_overview(place: str, *, on: str = "", known_at: str = "", now: datetime) -> VillagesOverview:
    """How many villages of each class have places free or are over quota, and what nobody has decided on yet.

    For a county or township. Raises NotKeptHere and what `inventory_of` raises.
    """
    asked_day, known = dates_asked(on, known_at, now=now).both()
    found = place_called(place, on=asked_day, known_at=known)
    if found.level not in _COUNTED:
        raise NotKeptHere(found.name, found.level.value, [level.value for level in _COUNTED])
    catalogue, villages = plaques.catalogue_in_force(found, asked_day, known), _villages_of(found, asked_day, known)
    bodies = [body for one in villages for body in one.bodies]
    every = [plaque for one in villages for plaque in one.plaques]
    return VillagesOverview(
        place=found,
        on=asked_day,
        known_at=known,
        classes=_by_class(villages, catalogue, asked_day),
        villages=tuple((one.code, one.name) for one in villages),
        undecided_plaques=sum(1 for p in every if p.decision is None),
        undecided_bodies=sum(1 for b in bodies if b.decision is None),
        sample=any(p.sample for p in every) or any(b.sample for b in bodies),
    )


def counts_by_class(place: Place, on: date, known_at: datetime) -> tuple[tuple[dict[str, Any], ...], bool]:
    """The villages of a county, a city or a province by class, and whether any of what is counted is a sample."""
    catalogue, villages = plaques.catalogue_in_force(place, on, known_at), _villages_of(place, on, known_at)
    return _by_class(villages, catalogue, on), any(plaque.sample for one in villages for plaque in one.plaques)


@dataclass(frozen=True)
class _Village:
    """A village in use on a day, with its class and what hangs and stands there under all of its codes."""

    code: str
    name: str
    of_class: str
    plaques: tuple[Plaque, ...]
    bodies: tuple[VillageBody, ...]

    def sums(self, catalogue: PlaqueCatalogue | None, on: date) -> QuotaArithmetic | None:
        """Its counts against its quota; None where nothing is on record there."""
        quota = catalogue.quota(self.of_class) if catalogue else None
        return QuotaArithmetic(quota, standing(self.of_class, self.plaques, on)) if self.plaques else None


def _villages_of(place: Place, on: date, known_at: datetime) -> list[_Village]:
    """The villages of a division, in order of code; a fixed number of queries for every `PORTION` of them."""
    below = all_below_in_use(place.code, on, known_at)
    villages = [(record.code, record.name) for record in below if record.level == Level.VILLAGE.value]
    portions = [villages[start : start + PORTION] for start in range(0, len(villages), PORTION)]
    return [one for portion in portions for one in _of_portion(portion, on, known_at)]


def _of_portion(villages: Sequence[tuple[str, str]], on: date, known_at: datetime) -> list[_Village]:
    steps = until(steps_about([code for code, _ in villages], known_at), on)
    codes_of = {code: inventory_codes(code, steps) for code, _ in villages}
    codes = sorted(frozenset[str]().union(*codes_of.values()))
    classes = village_classes(codes, on, known_at)
    hung, bodies = plaques.plaques_of(codes, on, known_at), village_bodies.bodies_of(codes, on, known_at)
    return [
        _Village(
            code,
            name,
            own_or_inherited(code, classes, steps),
            held_under(hung, codes_of[code]),
            held_under(bodies, codes_of[code]),
        )
        for code, name in villages
    ]


def over_quota(division: str, *, now: datetime) -> list[tuple[str, str, int]]:
    """The villages of a county or township that hang more plaques than their quota today: code, name, by how many.
    None where no quota is on record."""
    today = now.astimezone(CHINA).date()
    place = place_following(division, on=today, known_at=now)
    catalogue = plaques.catalogue_in_force(place, today, now) if place and place.level in _COUNTED else None
    if place is None or catalogue is None:
        return []
    counted = ((one, one.sums(catalogue, today)) for one in _villages_of(place, today, now))
    return [(one.code, one.name, sums.over) for one, sums in counted if sums and sums.quota is not None and sums.over]


def _by_class(
    villages: Sequence["_Village"], catalogue: PlaqueCatalogue | None, on: date
) -> tuple[dict[str, Any], ...]:
    by_class: dict[str, list[QuotaArithmetic | None]] = {}
    for one in villages:
        by_class.setdefault(one.of_class, []).append(one.sums(catalogue, on))
    return tuple(_class_counts(of, catalogue, counts) for of, counts in sorted(by_class.items()))


def _class_counts(
    of_class: str, catalogue: PlaqueCatalogue | None, counts: Sequence[QuotaArithmetic | None]
) -> dict[str, Any]:
    on_record = [one for one in counts if one is not None]
    return {
        "villageClass": of_class,
        "quota": catalogue.quota(of_class) if catalogue else None,
        "villages": len(counts),
        "onRecord": len(on_record),
        "withFreePlaces": sum(1 for one in on_record if one.free),
        "full": sum(1 for one in on_record if not one.free and not one.over),
        "overQuota": sum(1 for one in on_record if one.over),
    }
