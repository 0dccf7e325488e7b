"""To which office a report goes, and who must never answer it: people of the unit that demanded, and who made it."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

from registry.domain.actors import Action, Actor, Role
from registry.domain.divisions import Level, Place
from registry.domain.errors import (
    AmbiguousDepartment,
    MissingAnswer,
    NotFound,
    ReportNobodyAbove,
    ReportNotHere,
    ReportUnitsDiffer,
    UnknownDepartment,
    UnknownOption,
)
from registry.domain.question import CHINA
from registry.domain.reports import OFFICE_WORDS, Reported, ReportedUnit
from registry.domain.units import Demander
from registry.domain.wording import plain
from registry.services.divisions import division_codes, place_following
from registry.services.permitting import permit
from registry.services.units import SHORTEST_PART, demander_called
from registry.store import people, reports, units
from registry.store.divisions import find_place
from registry.store.people import PersonRecord
from registry.store.reports import ReportRecord
from registry.store.units import UnitRecord

_SAYS = {Level.CITY: "市", Level.PROVINCE: "省"}
_LEVEL_OF = {Role.TOWNSHIP_DESK: Level.TOWNSHIP, Role.OVERSIGHT: Level.COUNTY}


@dataclass(frozen=True, slots=True)
class Barred:
    """Who must not answer a report: people of the unit that demanded, by its code and name, and whoever made the
    report, by sign-in name."""

    demander: tuple[str, str]
    reporter: str


def barred_from(report: ReportRecord) -> Barred:
    """Who must not answer a report on file."""
    reporter = reports.reporter_of(report.number)
    return Barred((report.demander, report.demander_name), reporter.person if reporter else "")


def own_place(actor: Actor, now: datetime) -> Place:
    """Where whoever reports is from, today. Raises NotFound."""
    place = place_following(actor.division, on=now.astimezone(CHINA).date(), known_at=now)
    if place is None:
        raise NotFound("place", actor.division)
    return place


def units_to_choose(actor: Actor, *, now: datetime) -> list[UnitRecord]:
    """The units to which a person may belong who demanded something: of the county, the township, and above."""
    permit(actor, Action.REPORT_DEMAND)
    place = own_place(actor, now)
    return [unit for division in reversed(place.path) for unit in units.units_of(division.code)]


def demander_of(given: Reported, place: Place) -> tuple[str, str]:
    """Code and name of who demanded. Where the name is no unit's, as a person's is none, the unit is chosen beside it,
    or it is said that it is not on record, or not known: what is not surely known could not be kept away.

    Raises AmbiguousDepartment, MissingAnswer, UnknownOption, ReportUnitsDiffer.
    """
    try:
        found: Demander | None = demander_called(given.demander, place)
    except UnknownDepartment:
        found = None
    except AmbiguousDepartment:
        # A committee or a government bears a name that its offices bear too: said to be none of them, it is itself.
        if not given.unit:
            raise
        found = None
    chosen = None if given.unit in ("", *ReportedUnit) else units.find_unit(given.unit.upper())
    if found is not None and found.code:
        if chosen is not None and chosen.code != found.code:
            raise ReportUnitsDiffer(found.name, chosen.name)
        return found.code, found.name
    if not given.unit:
        raise MissingAnswer("reported_unit")
    if given.unit in tuple(ReportedUnit):
        return "", given.demander
    if chosen is None:
        raise UnknownOption("reported_unit", given.unit, [option.value for option in ReportedUnit])
    return chosen.code, f"{chosen.name} {given.demander}"


def office_for(
    actor: Actor, place: Place, demander: tuple[str, str], now: datetime, *, is_known: bool
) -> tuple[Role, str]:
    """To whom it goes: a village's to its township, unless that is who demanded; all others to the special mechanism's
    office of the county. An office that nobody holds who may answer is none. Where nobody knows the demander's unit,
    nobody in the county is surely not of it: it goes above. Raises ReportNotHere, ReportNobodyAbove.
    """
    barred = Barred(demander, actor.name)
    if not is_known:
        return _office_above(place, barred, now)
    # A body that is not on record may be a part of the township, under whatever name: it goes past the township.
    to_township = actor.role is Role.VILLAGE and demander[0] != ""
    for role in [Role.TOWNSHIP_DESK, Role.OVERSIGHT] if to_township else [Role.OVERSIGHT]:
        division = place.at(_LEVEL_OF[role])
        if division is not None and is_held(role, division.code, barred, now):
            return role, division.code
    above = held_above(place, barred, now)
    if above is None:
        raise ReportNotHere(demander[1])
    return above


def _office_above(place: Place, barred: Barred, now: datetime) -> tuple[Role, str]:
    above = held_above(place, barred, now)
    if above is None:
        raise ReportNobodyAbove(barred.demander[1])
    return above


def held_above(
    place: Place, barred: Barred, now: datetime, *, levels: Sequence[Level] = (Level.CITY, Level.PROVINCE)
) -> tuple[Role, str] | None:
    """The special mechanism's office of the first of these levels that somebody holds who may answer."""
    for level in levels:
        division = place.at(level)
        if division is not None and is_held(Role.OVERSIGHT, division.code, barred, now):
            return Role.OVERSIGHT, division.code
    return None


def is_held(role: Role, division: str, barred: Barred, now: datetime) -> bool:
    """Whether somebody holds the office in a division who is surely not of the demanding unit, and did not report."""
    return bool(holders_beside(role, division, barred, now))


def holders_beside(role: Role, division: str, barred: Barred, now: datetime) -> list[PersonRecord]:
    """Who holds the office in a division, is surely not of the demanding unit, and did not report."""
    holders = people.holding(role, division_codes(division, now))
    beside = [holder for holder in holders if holder.sign_in_name != barred.reporter]
    return [holder for holder in beside if not is_of(holder.as_actor(), barred.demander)]


def has_it(actor: Actor, codes: Collection[str], report: ReportRecord) -> bool:
    """Whether the actor's office, under these codes of its division, has a report."""
    return report.office == actor.role.value and report.division in codes


def passed_on(actor: Actor, codes: Collection[str], report: ReportRecord) -> bool:
    """Whether a report came through the actor's township, under these codes."""
    return actor.role is Role.TOWNSHIP_DESK and report.through in codes


class OwnSide:
    """Somebody's own side, for asking of many demands whether they are of it; what they are called is asked once."""

    def __init__(self, actor: Actor) -> None:
        self._actor = actor
        self._unit = units.find_unit(actor.unit) if actor.unit else None

    @cached_property
    def _names(self) -> list[str]:
        person = people.find_person(self._actor.name)
        return [name for name in [*_bare_names(self._unit), plain(person.name) if person else ""] if name]

    @cached_property
    def _office_word(self) -> str:
        """What the special mechanism's office of the actor's division is called beside that: 市, 省, of a county's
        nothing."""
        own = find_place(self._actor.division)
        return _SAYS.get(own.level, "") if own else ""

    def demanded(self, demander: tuple[str, str]) -> bool:
        """See `is_of`."""
        code, name = demander
        if code:
            return units.are_one(self._actor.unit, code)
        said = plain(name)
        is_office = self._actor.role is Role.OVERSIGHT and any(word in said for word in OFFICE_WORDS)
        return (is_office and self._office_word in said) or any(own in said for own in self._names)


def is_of(actor: Actor, demander: tuple[str, str]) -> bool:
    """Whether somebody is of the unit that demanded, or of what took its place; or may be, as what demanded bears a
    name of the unit or of the person, or is called after the special mechanism's office that the person holds (of a
    county's without more, of a city's or a province's where it says so)."""
    return OwnSide(actor).demanded(demander)


def _bare_names(unit: UnitRecord | None) -> list[str]:
    """A unit's names, old ones too, without the county's level in front: a part of it may be called by the rest."""
    if unit is None:
        return []
    names = [unit.name, *units.names_of(units.own_codes(unit.code))]
    bare = {plain(name).lstrip("县区市省") for name in names}
    return sorted(name for name in bare if len(name) >= SHORTEST_PART)
