"""Keeping people: inviting, changing what they are, ending, lifting locks, resets and second factors; each an event.

An administrator keeps the people of the division that the role is held in, and of all below it. Nobody keeps
themselves, and nobody who ended is ever deleted: events name them.
"""

from dataclasses import dataclass
from datetime import datetime

from registry.domain.actors import Action, Actor, Role
from registry.domain.divisions import Place
from registry.domain.errors import MissingAnswer, NotFound, NotPermitted, UnknownOption
from registry.domain.errors.people import (
    LastAdministrator,
    MailInUse,
    OwnAccount,
    PersonEnded,
    RoleNotHeldThere,
    SignInNameTaken,
    UnitOfAnotherPlace,
)
from registry.domain.kind import read_text
from registry.domain.mails import read_address
from registry.domain.people import HELD_AT, NEEDS_UNIT, read_sign_in_name
from registry.domain.question import CHINA
from registry.services import attempts
from registry.services.divisions import place_following, place_today
from registry.services.links import make_link, purpose_for, wish_within
from registry.services.permitting import permit
from registry.services.second_factors import take_off_within
from registry.store import events, people, units
from registry.store import sign_in as store
from registry.store.access import take_turns
from registry.store.base import begin_writing, db
from registry.store.people import PersonRecord

LONGEST_NAME = 40
OPERATOR = Actor("operator", Role.ADMINISTRATOR, "", "")
"""Whoever runs the registry, at its command line: reaches everything."""


@dataclass(frozen=True, slots=True)
class Typed:
    """What is typed of a person: a role in a division, for one of its units; an address or none."""

    name: str
    role: str
    place: str
    unit: str = ""
    mail: str = ""


@dataclass(frozen=True, slots=True)
class LinkGiven:
    """Whose link it is, and the last part of its address, to be handed over; empty where it is mailed."""

    person: str
    name: str
    key: str


def invite(sign_in_name: str, typed: Typed, *, by_hand: bool = False, actor: Actor, now: datetime) -> LinkGiven:
    """Put a person on record who then sets a password by a link: mailed where there is an address and a server for it,
    else (or `by_hand`) to be handed over by whoever invited.

    Raises NotPermitted, SignInNameUnfit, SignInNameTaken, and what `_read` raises.
    """
    name = read_sign_in_name(sign_in_name)
    begin_writing()
    _take_turn(actor)
    if people.find_person(name) is not None:
        raise SignInNameTaken(sign_in_name)
    person = PersonRecord(sign_in_name=name, password_hash=None, sample=False)
    _put(person, typed, actor, now)
    db.session.add(person)
    db.session.flush()
    _tell("invite_person", person, _what(person), actor, now)
    given = _link(person, by_hand, now)
    db.session.commit()
    return given


def change(sign_in_name: str, typed: Typed, *, actor: Actor, now: datetime) -> PersonRecord:
    """Change what a person is. Another role, unit or division ends their sessions; the same again changes nothing.

    Raises NotFound, NotPermitted, OwnAccount, PersonEnded, LastAdministrator, and what `_read` raises.
    """
    begin_writing()
    _take_turn(actor)
    person = _kept(sign_in_name, actor, now)
    before, mail, seat = _what(person), person.mail, (person.role, person.unit, person.division)
    _put(person, typed, actor, now)
    after = _what(person)
    if after == before and mail == person.mail:
        db.session.rollback()
        return person
    if (person.role, person.unit, person.division) != seat:
        _require_others(person, seat[0], seat[2], now)
        store.end_sessions(person.sign_in_name)
    _tell("change_person", person, {"before": before, "after": after}, actor, now)
    db.session.commit()
    return person


def end(sign_in_name: str, *, actor: Actor, now: datetime) -> PersonRecord:
    """Let a person do nothing any more: sessions, links, API tokens, password and second factor are gone at once.

    Raises NotFound, NotPermitted, OwnAccount, PersonEnded, LastAdministrator.
    """
    begin_writing()
    _take_turn(actor)
    person = _kept(sign_in_name, actor, now)
    person.ended_at, person.password_hash, person.subject, person.mail = now, None, None, None
    _require_others(person, person.role, person.division, now)
    store.end_sessions(person.sign_in_name)
    store.end_links(person.sign_in_name)
    store.drop_factor(person.sign_in_name)
    people.end_tokens(person.sign_in_name, at=now)
    _tell("end_person", person, {"role": person.role, "division": person.division}, actor, now)
    db.session.commit()
    return person


def lift_lock(sign_in_name: str, *, actor: Actor, now: datetime) -> PersonRecord:
    """Let a person try to sign in again at once. Raises NotFound, NotPermitted, OwnAccount, PersonEnded."""
    begin_writing()
    _take_turn(actor)
    person = _kept(sign_in_name, actor, now)
    for one in attempts.every_sort(person.sign_in_name):
        store.forget_count(one)
    _tell("lift_lock", person, {}, actor, now)
    db.session.commit()
    return person


def start_reset(sign_in_name: str, *, by_hand: bool = False, actor: Actor, now: datetime) -> LinkGiven:
    """Give a person a link to set a password, as `invite` does; the password there is holds until it was used.

    Raises NotFound, NotPermitted, OwnAccount, PersonEnded.
    """
    begin_writing()
    _take_turn(actor)
    person = _kept(sign_in_name, actor, now)
    _tell("give_link", person, {"purpose": purpose_for(person).value}, actor, now)
    given = _link(person, by_hand, now)
    db.session.commit()
    return given


def take_factor_off(sign_in_name: str, *, actor: Actor, now: datetime) -> PersonRecord:
    """Ask for no code of a person's phone any more. Raises NotFound, NotPermitted, OwnAccount, PersonEnded."""
    begin_writing()
    _take_turn(actor)
    person = _kept(sign_in_name, actor, now)
    take_off_within(person.sign_in_name, by=actor.name, now=now)
    db.session.commit()
    return person


def require_kept(sign_in_name: str, *, actor: Actor, now: datetime) -> PersonRecord:
    """A person whom the actor may look after, ended or not. Raises NotFound, NotPermitted."""
    permit(actor, Action.KEEP_PEOPLE)
    person = people.find_person(sign_in_name.strip().lower()[:60])
    if person is None or not _reaches(actor, person.division, now):
        raise NotFound("person", sign_in_name)
    return person


def _kept(sign_in_name: str, actor: Actor, now: datetime) -> PersonRecord:
    """The same for a change: somebody else, who did not end; locked."""
    name = require_kept(sign_in_name, actor=actor, now=now).sign_in_name
    if name == actor.name:
        raise OwnAccount
    person = people.person_to_change(name)
    if person is None:
        raise NotFound("person", sign_in_name)
    if person.ended_at is not None:
        raise PersonEnded(person.name)
    return person


def _reaches(actor: Actor, division: str, now: datetime) -> bool:
    if not actor.division:
        return actor is OPERATOR
    place = place_following(division, on=now.astimezone(CHINA).date(), known_at=now)
    return place is not None and place.lies_in(actor.division)


def _take_turn(actor: Actor) -> None:
    """One at a time, and only while the actor still is what they were when they began. Raises NotPermitted."""
    take_turns("people")
    permit(actor, Action.KEEP_PEOPLE)
    if actor is not OPERATOR:
        own = people.person_to_change(actor.name)
        if own is None or own.ended_at is not None or own.as_actor() != actor:
            raise NotPermitted(Action.KEEP_PEOPLE.value)


def _put(person: PersonRecord, typed: Typed, actor: Actor, now: datetime) -> None:
    """Make a person what was typed. Nobody gives a role in a division beyond their own.

    Raises MissingAnswer, UnknownOption, RoleNotHeldThere, UnitOfAnotherPlace, NotPermitted, BadMailAddress, MailInUse
    and what `read_text` and `place_called` raise.
    """
    person.name = read_text(typed.name, field="person_name", longest=LONGEST_NAME)
    role = _role(typed.role)
    place = place_today(read_text(typed.place, field="person_place", longest=100), now=now)
    permit(actor, Action.KEEP_PEOPLE, at=place if actor is not OPERATOR else None)
    if place.level not in HELD_AT[role]:
        raise RoleNotHeldThere(role.value, place.name, sorted(level.value for level in HELD_AT[role]))
    person.role, person.division = role.value, place.code
    person.unit = _unit(typed.unit, role, place)
    person.mail = _mail(typed.mail, person.sign_in_name)


def _role(typed: str) -> Role:
    if not typed.strip():
        raise MissingAnswer("person_role")
    if typed.strip() not in Role.__members__:
        raise UnknownOption("person_role", typed, [role.value for role in Role])
    return Role(typed.strip())


def _unit(typed: str, role: Role, place: Place) -> str | None:
    wanted = typed.strip()[:60]
    if not wanted:
        if role in NEEDS_UNIT:
            raise MissingAnswer("person_unit")
        return None
    found = units.find_unit(wanted.upper()[:18]) if wanted.isascii() else None
    named = [found] if found else units.called(wanted, [place.code])
    if len(named) != 1 or named[0].division != place.code or named[0].successor:
        raise UnitOfAnotherPlace(typed, place.name)
    return named[0].code


def _mail(typed: str, sign_in_name: str) -> str | None:
    mail = read_address(typed)
    if any(one.sign_in_name != sign_in_name for one in (people.with_mail(mail) if mail else ())):
        raise MailInUse(typed)
    return mail or None


def _require_others(person: PersonRecord, role: str, division: str, now: datetime) -> None:
    """That somebody else is left to keep the people there, who can sign in. Raises LastAdministrator."""
    if role != Role.ADMINISTRATOR.value:
        return
    others = [one for one in people.in_role(Role.ADMINISTRATOR) if one.sign_in_name != person.sign_in_name]
    able = [one for one in others if one.password_hash or one.subject]
    if not any(_reaches(one.as_actor(), division, now) for one in able):
        db.session.rollback()
        raise LastAdministrator(person.name)


def _link(person: PersonRecord, by_hand: bool, now: datetime) -> LinkGiven:
    if person.mail and not by_hand and store.rules().mails_links:
        wish_within(person.sign_in_name, purpose_for(person), now)
        return LinkGiven(person.sign_in_name, person.name, "")
    return LinkGiven(person.sign_in_name, person.name, make_link(person, now))


def _what(person: PersonRecord) -> dict[str, object]:
    """What is told of a person in events; the address itself stays out of what can never be taken back."""
    seat = {"role": person.role, "unit": person.unit or "", "division": person.division}
    return {"name": person.name, **seat, "mail": bool(person.mail)}


def _tell(verb: str, person: PersonRecord, facts: dict[str, object], actor: Actor, now: datetime) -> None:
    events.write(stream="people", verb=verb, actor=actor.name, about=person.sign_in_name, facts=facts, at=now)
