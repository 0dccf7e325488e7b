"""Who may do what with a case: as which party, never on one's own, and who reads it at all."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from registry.domain.actors import Action, Actor, Role, may
from registry.domain.cases import DOES, MOVES, READ_IN_THEIR_DIVISION, CaseParty, Status, Verb
from registry.domain.divisions import Place
from registry.domain.errors import NotFound, NotPermitted
from registry.domain.errors.cases import OwnCase, StepNotPossible
from registry.domain.successions import inventory_codes
from registry.domain.units import DemanderKind
from registry.services.case_offices import Holders, is_own, settling_office
from registry.services.permitting import permit
from registry.services.rejudging import place_of
from registry.store import cases, units
from registry.store.cases import CaseRecord
from registry.store.successions import steps_about


@dataclass(frozen=True, slots=True)
class AtHand:
    """What was fetched for many cases at once: where each code lies now, and who holds which list office."""

    places: Mapping[str, Place] = field(default_factory=dict)
    holders: Holders | None = None


NOTHING = AtHand()
NUMBER = re.compile(r"R\d{4}-\d{6,9}-\d{3}")


def case_called(number: str, *, actor: Actor, now: datetime, lock: bool = False) -> CaseRecord:
    """A case for those who may read it. Raises NotFound also where it may not be seen."""
    permit(actor, Action.READ_REQUEST)
    typed = number.strip().upper()[:40]
    record = cases.find_case(typed, lock=lock) if NUMBER.fullmatch(typed) else None
    if record is None or not may_read(record, actor, now):
        raise NotFound("case", number)
    return record


def may_read(case: CaseRecord, actor: Actor, now: datetime) -> bool:
    """The asking unit reads its own cases; everybody else those that lie in the division they serve."""
    if units.are_one(actor.unit, case.unit):
        return True
    return actor.role in READ_IN_THEIR_DIVISION and lies_with(place_of(case, now), actor.division)


def lies_with(place: Place, division: str) -> bool:
    """Whether a place lies in a division, or in what was split or merged into it: what nothing alone took the place of
    is still there for each that came of it, until it is closed."""
    if place.lies_in(division):
        return True
    before = inventory_codes(division, steps_about([division])) - {division}
    return not before.isdisjoint(above.code for above in place.path)


def taken_up(number: str, verb: Verb, *, actor: Actor, now: datetime) -> tuple[CaseRecord, CaseParty]:
    """The case, locked, for an actor who may do this with it, and as whom.

    Raises NotFound where the actor may not read it, NotPermitted as somebody else's business, OwnCase where they or
    their unit submitted it, StepNotPossible where its status does not allow the verb.
    """
    permit(actor, _action(verb))
    case = case_called(number, actor=actor, now=now, lock=True)
    party = party_of(case, verb, actor, now)
    if party is None:
        raise NotPermitted(_action(verb).value)
    if party is not CaseParty.DEPARTMENT and is_own(case, actor):
        raise OwnCase
    require_possible(case, verb)
    return case, party


def _action(verb: Verb) -> Action:
    return DOES[verb][0][1]


def require_possible(case: CaseRecord, verb: Verb) -> None:
    """Raises StepNotPossible where the status of the case does not allow the verb."""
    if (Status(case.status), verb) not in MOVES:
        raise StepNotPossible(case.number, verb.value, case.status)


def can(
    case: CaseRecord, verb: Verb, actor: Actor, now: datetime, *, status: Status | None = None, known: AtHand = NOTHING
) -> bool:
    """Whether the actor may take this step now, for showing what there is to do; the verb itself asks again.

    `status` is where the case stands, if that is not what is on file: past its limit it is escalated, ticked or not.
    `known` is what was looked up already, for many cases at once.
    """
    if (status or Status(case.status), verb) not in MOVES:
        return False
    party = party_of(case, verb, actor, now, known=known)
    if party is None:
        return False
    return party is CaseParty.DEPARTMENT or not is_own(case, actor)


def party_of(case: CaseRecord, verb: Verb, actor: Actor, now: datetime, *, known: AtHand = NOTHING) -> CaseParty | None:
    """As whom the actor would do this with the case; None where it is not theirs to do."""
    place = known.places.get(case.place) or place_of(case, now)
    for party, action in DOES[verb]:
        theirs = may(actor, action) and _acts_as(party, case, place, actor)
        if theirs and (not _steps_in(party, verb) or _is_left_to_the_province(case, place, now, known)):
            return party
    return None


def _steps_in(party: CaseParty, verb: Verb) -> bool:
    return verb is Verb.SETTLE and party is CaseParty.PROVINCE


def _is_left_to_the_province(case: CaseRecord, place: Place, now: datetime, known: AtHand) -> bool:
    """The province settles only what no list office below it may decide on."""
    return settling_office(case, place, now, known.holders).role is Role.PROVINCE


def _acts_as(party: CaseParty, case: CaseRecord, place: Place, actor: Actor) -> bool:
    """Whether the actor stands on this side of the case.

    A township verifies for its villages; where it is the one that asks, the county's list office does.
    """
    if party is CaseParty.DEPARTMENT:
        return units.are_one(actor.unit, case.unit)
    if not lies_with(place, actor.division):
        return False
    if party is CaseParty.TOWNSHIP:
        verifier = Role.LIST_OFFICE if asked_by_its_township(case, place) else Role.TOWNSHIP_DESK
        return actor.role is verifier
    return actor.role is {CaseParty.LIST_OFFICE: Role.LIST_OFFICE, CaseParty.PROVINCE: Role.PROVINCE}.get(party)


def asked_by_its_township(case: CaseRecord, place: Place) -> bool:
    """Whether the place's own township is the one that asks."""
    unit = units.find_unit(case.unit)
    if unit is None or unit.demander_kind is not DemanderKind.TOWNSHIP:
        return False
    return place.lies_in(unit.division)
