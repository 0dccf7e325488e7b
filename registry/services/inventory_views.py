"""Reading a village's inventory against its quota."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
from typing import Any, TypeVar

from registry.domain.as_of import dates_asked
from registry.domain.divisions import Level, Place
from registry.domain.errors import NotKeptHere
from registry.domain.inventories import (
    Decision,
    Plaque,
    QuotaArithmetic,
    VillageBody,
    beyond_quota,
    departures,
    propose_for_body,
    propose_for_plaque,
    standing,
)
from registry.domain.plaques import PlaqueCatalogue
from registry.domain.successions import inventory_codes, own_or_inherited
from registry.services.divisions import place_called
from registry.store import plaque_counts, plaques, village_bodies
from registry.store.divisions import village_classes

Held = TypeVar("Held", Plaque, VillageBody)


class _Together:
    """What is on record of some villages on a day, as known at a time: each question is put once for all of them, when
    it first matters to one."""

    def __init__(self, villages: Sequence[Place], on: date, known_at: datetime) -> None:
        self.on, self.known_at = on, known_at
        self.codes_of = {place.code: inventory_codes(place.code, place.lineage) for place in villages}
        self._codes = sorted(frozenset[str]().union(*self.codes_of.values()))
        self._provinces = {place.province.code: place for place in villages}

    @cached_property
    def classes(self) -> dict[str, str]:
        return village_classes(self._codes, self.on, self.known_at)

    @cached_property
    def hanging(self) -> dict[str, tuple[Plaque, ...]]:
        return plaques.plaques_of(self._codes, self.on, self.known_at)

    @cached_property
    def hanging_counted(self) -> dict[str, int]:
        return plaque_counts.how_many_at(self._codes, self.on, self.known_at)

    @cached_property
    def on_record(self) -> dict[str, int]:
        counted = self.hanging_counted
        return {place: sum([counted.get(code, 0) for code in codes]) for place, codes in self.codes_of.items()}

    @cached_property
    def bodies(self) -> dict[str, tuple[VillageBody, ...]]:
        return village_bodies.bodies_of(self._codes, self.on, self.known_at)

    @cached_property
    def catalogues(self) -> dict[str, PlaqueCatalogue | None]:
        """Of each province that one of them lies in."""
        provinces = self._provinces.items()
        return {code: plaques.catalogue_in_force(place, self.on, self.known_at) for code, place in provinces}


@dataclass(frozen=True)
class VillageInventory:
    """A village's plaques and bodies on a day, as known at a time, against the quota of its class."""

    place: Place
    _together: _Together

    @property
    def on(self) -> date:
        return self._together.on

    @property
    def known_at(self) -> datetime:
        return self._together.known_at

    @property
    def catalogue(self) -> PlaqueCatalogue | None:
        return self._together.catalogues[self.place.province.code]

    @cached_property
    def plaques(self) -> tuple[Plaque, ...]:
        return held_under(self._together.hanging, self._codes)

    @cached_property
    def bodies(self) -> tuple[VillageBody, ...]:
        return held_under(self._together.bodies, self._codes)

    @property
    def on_record(self) -> int:
        """How many plaques there are, without asking what they are."""
        return self._together.on_record[self.place.code]

    @property
    def _codes(self) -> Collection[str]:
        return self._together.codes_of[self.place.code]

    @cached_property
    def sums(self) -> QuotaArithmetic:
        of_class = own_or_inherited(self.place.code, self._together.classes, self.place.lineage)
        quota = self.catalogue.quota(of_class) if self.catalogue else None
        return QuotaArithmetic(quota, standing(of_class, self.plaques, self.on))

    def as_data(self) -> dict[str, Any]:
        """Under the public names that every door shows."""
        return {**self.counted(), "plaques": self.what_hangs(), "bodies": self.what_stands()}

    def what_hangs(self) -> list[dict[str, Any]]:
        """Each plaque with what the catalogue suggests."""
        past = beyond_quota(self.plaques, self.sums.quota)
        return [self._plaque(one, one.code in past) for one in self.plaques]

    def what_stands(self) -> list[dict[str, Any]]:
        """Each body with what is suggested."""
        return [_body(one) for one in self.bodies]

    def asked(self) -> dict[str, Any]:
        """Of which village, and as of which dates."""
        return dates_and_place(self.place, self.on, self.known_at)

    def counted(self) -> dict[str, Any]:
        """The same without the plaques and bodies themselves."""
        counts = self.sums.counts
        sample = any(p.sample for p in self.plaques) or any(b.sample for b in self.bodies)
        return {
            **self.asked(),
            "villageClass": counts.village_class,
            "catalogue": self.catalogue.version if self.catalogue else "",
            "quota": self.sums.quota,
            "hung": counts.hung,
            "admitted": counts.admitted,
            "takenDown": counts.taken_down,
            "counted": counts.counted_plaques,
            "free": self.sums.free,
            "over": self.sums.over,
            "statutory": sum(1 for p in self.plaques if p.statutory and not p.is_down),
            "sample": sample or (self.catalogue is not None and self.catalogue.sample),
            "plaqueCount": len(self.plaques),
            "bodyCount": len(self.bodies),
        }

    def _plaque(self, one: Plaque, is_beyond_quota: bool) -> dict[str, Any]:
        entry = self.catalogue.entry(one.wording, self.place.itself) if self.catalogue else None
        proposed = propose_for_plaque(one, self.catalogue, self.place, is_beyond_quota=is_beyond_quota)
        return {
            "code": one.code,
            "wording": one.wording,
            "statutory": one.statutory,
            "entry": entry.pattern if entry else "",
            "departures": list(departures(one, entry)),
            "counted": one.counts,
            "hungOn": one.hung_on.isoformat() if one.hung_on else None,
            "hanging": one.hanging.number if one.hanging else "",
            "reserved": one.is_reserved,
            "takenDownOn": one.decision.on.isoformat() if one.decision and one.is_down else None,
            "demandedBy": one.demanded_by,
            "documentNumber": one.document_number,
            "position": one.position.value if one.position else None,
            "widthMm": one.width_mm,
            "heightMm": one.height_mm,
            "colour": one.colour,
            "decision": _decision(one.decision),
            "proposal": None if one.is_down else proposed.proposal.value,
            "reasons": [] if one.is_down else [reason.value for reason in proposed.reasons],
            "sample": one.sample,
        }


def dates_and_place(place: Place, on: date, known_at: datetime) -> dict[str, Any]:
    dates = {"on": on.isoformat(), "knownAt": known_at.isoformat()}
    return {"place": place.code, "placeName": place.full_name or place.name, **dates}


def _body(one: VillageBody) -> dict[str, Any]:
    proposed = propose_for_body(one)
    return {
        "code": one.code,
        "name": one.name,
        "statutory": one.statutory,
        "setUpOn": one.set_up_on.isoformat() if one.set_up_on else None,
        "closedOn": one.decision.on.isoformat() if one.decision and one.is_closed else None,
        "demandedBy": one.demanded_by,
        "documentNumber": one.document_number,
        "decision": _decision(one.decision),
        "proposal": None if one.is_closed else proposed.proposal.value,
        "reasons": [] if one.is_closed else [reason.value for reason in proposed.reasons],
        "sample": one.sample,
    }


def _decision(decision: Decision | None) -> dict[str, Any] | None:
    """Who recorded it is on record, and not for everybody to read."""
    if decision is None:
        return None
    return {
        "number": decision.number,
        "decision": decision.decision,
        "on": decision.on.isoformat(),
        "into": decision.into,
        "reason": decision.reason,
        "documentNumber": decision.document_number,
        "recordedAt": decision.recorded_at.isoformat(),
    }


def inventory_of(place: str, *, on: str = "", known_at: str = "", now: datetime) -> VillageInventory:
    """A village's inventory. Raises NotKeptHere, what `place_called` raises, MalformedDate, KnownAtInFuture."""
    asked_day, known = dates_asked(on, known_at, now=now).both()
    found = place_called(place, on=asked_day, known_at=known)
    if not found.is_village:
        raise NotKeptHere(found.name, found.level.value, [Level.VILLAGE.value])
    return inventories_of([found], on=asked_day, known_at=known)[found.code]


def inventories_of(villages: Sequence[Place], *, on: date, known_at: datetime) -> dict[str, VillageInventory]:
    """The inventories of these villages by code: each question is put once for all of them (the catalogue once for
    each division above them)."""
    together = _Together(villages, on, known_at)
    return {place.code: VillageInventory(place, together) for place in villages}


def held_under(held: Mapping[str, tuple[Held, ...]], codes: Iterable[str]) -> tuple[Held, ...]:
    """What is on record under a village's own code and its former ones."""
    return tuple(one for code in sorted(codes) for one in held.get(code, ()))
