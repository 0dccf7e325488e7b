"""Which office settles a case: the county's list office, or the next one up where nobody there may decide on it."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from registry.domain.actors import Actor, Role
from registry.domain.cases import MOVES, CaseParty, Status, Verb
from registry.domain.divisions import Division, Level, Place
from registry.domain.question import CHINA
from registry.services.divisions import division_codes, places_following
from registry.services.rejudging import place_of
from registry.store import access, desk, people, units
from registry.store.base import Base
from registry.store.cases import CaseRecord
from registry.store.people import PersonRecord


@dataclass(frozen=True, slots=True)
class Office:
    """An office that settles: the role that acts, and in which division. `steps_in`: for the county's list office."""

    role: Role
    division: Division
    steps_in: bool


class Holders:
    """Who holds the list office of a division; asked once for each division, however many cases there are."""

    def __init__(self, now: datetime) -> None:
        self._now, self._found, self._held = now, dict[str, list[PersonRecord]](), list[Base]()

    def of(self, division: Division) -> list[PersonRecord]:
        if division.code not in self._found:
            found = people.holding(Role.LIST_OFFICE, division_codes(division.code, self._now))
            self._found[division.code], self._held = found, [*self._held, *desk.hold([p.unit or "" for p in found])]
        return self._found[division.code]


def settling_office(case: CaseRecord, place: Place, now: datetime, holders: Holders | None = None) -> Office:
    """The county's list office. Where everybody who holds it submitted the case, or is of the unit that did, the
    city's, if somebody there may; else the province (nobody decides on their own, and no case is left to nobody)."""
    known, county = holders or Holders(now), place.county or place.itself
    if not known.of(county) or may_settle(case, county, known):
        return Office(Role.LIST_OFFICE, county, False)
    city = place.at(Level.CITY)
    if city is not None and may_settle(case, city, known):
        return Office(Role.LIST_OFFICE, city, True)
    return Office(Role.PROVINCE, place.province, True)


def may_settle(case: CaseRecord, division: Division, holders: Holders) -> bool:
    """Whether somebody holds the list office of this division who may decide on the case."""
    return any(not is_own(case, _as_actor(holder)) for holder in holders.of(division))


def _as_actor(person: PersonRecord) -> Actor:
    return Actor(person.sign_in_name, Role(person.role), person.unit or "", person.division)


def is_own(case: CaseRecord, actor: Actor) -> bool:
    """Whether the actor or their unit submitted it (or a unit that is one with theirs today), or the actor ever acted
    for the unit that did."""
    asked = access.find_request(case.request)
    acted = {step.actor for step in case.steps if step.party == CaseParty.DEPARTMENT.value}
    if units.are_one(actor.unit, case.unit) or actor.name in acted:
        return True
    return asked is not None and asked.submitted_by == actor.name


def settling_offices(codes: Collection[str], now: datetime) -> dict[str, Office]:
    """Which office settles each case that waits for that and that one of these units asked, by the number of the
    case."""
    found = [case for case in access.open_cases_asked_by(codes, ()) if (Status(case.status), Verb.SETTLE) in MOVES]
    places = places_following({case.place for case in found}, on=now.astimezone(CHINA).date(), known_at=now)
    holders = Holders(now)
    at = {case.number: places.get(case.place) or place_of(case, now) for case in found}
    return {case.number: settling_office(case, at[case.number], now, holders) for case in found}


def open_cases_of_list_offices(actor: Actor, now: datetime) -> list[CaseRecord]:
    """The open cases in the actor's division that people of its list offices, or their units, asked for themselves."""
    held = [person for person in people.in_role(Role.LIST_OFFICE) if person.unit]
    names, of = {person.sign_in_name for person in held}, {str(person.unit) for person in held}
    found = access.open_cases_asked_by(of, names)
    places = places_following({case.place for case in found}, on=now.astimezone(CHINA).date(), known_at=now)
    return [case for case in found if (places.get(case.place) or place_of(case, now)).lies_in(actor.division)]
