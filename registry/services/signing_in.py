"""Signing in: a password, or single sign-on, then a code where one is due. Wrong attempts are counted before."""

from datetime import datetime

from registry.domain.actors import Actor, Role
from registry.domain.errors import NotSignedIn
from registry.domain.errors.people import CodeNotTaken, HalfwayOver, NotKnownHere, WrongPassword
from registry.domain.people import Stage, require_fit
from registry.services import attempts
from registry.services.second_factors import spend_code
from registry.services.sessions import Entered, begin_session, end_within, entered
from registry.services.sign_in_engine import hashed, matches
from registry.store import events, people
from registry.store import sign_in as store
from registry.store.base import begin_writing, db
from registry.store.people import PersonRecord

LONGEST_NAME = 60


def sign_in(sign_in_name: str, password: str, *, address: str, now: datetime) -> Entered:
    """Open a session for the person of this name and password; how far they are in with it.

    Raises NotSignedIn, the same for a wrong name and a wrong password; SignInLocked after too many of either, whether
    there is such a person or not. The same work is done for all of them.
    """
    typed = sign_in_name.strip().lower()[:LONGEST_NAME]
    kept = _require_password(typed, password, address, now, NotSignedIn())
    begin_writing()
    person = people.person_to_change(typed)
    if person is None or person.password_hash != kept:  # changed in the meantime
        db.session.rollback()
        raise NotSignedIn
    attempts.forgive(attempts.of_name("password", typed), attempts.of_address(address))
    opened = _opened(person, now)
    db.session.commit()
    return opened


def sign_in_as_known(subject: str, mail: str, *, now: datetime) -> Entered:
    """Open a session for whom single sign-on says somebody is: the person known there by this subject, or the one
    person written to at this verified address (empty: none), who is known by the subject from then on.

    Raises NotKnownHere.
    """
    begin_writing()
    person = people.with_subject(subject) or _linked(subject, mail, now)
    opened = _opened(person, now)
    db.session.commit()
    return opened


def _linked(subject: str, mail: str, now: datetime) -> PersonRecord:
    found = people.with_mail(mail) if mail else []
    if len(found) != 1 or found[0].subject is not None:
        db.session.rollback()
        raise NotKnownHere
    person = found[0]
    person.subject = subject
    about = person.sign_in_name
    events.write(stream="people", verb="link_single_sign_on", actor=about, about=about, facts={}, at=now)
    return person


def give_code(key: str, code: str, *, address: str, now: datetime) -> Entered:
    """Let in whoever gave a right password before (their session's key), with a code of their phone or a recovery code.

    Raises HalfwayOver, CodeNotTaken, SignInLocked.
    """
    halfway = entered(key, now=now)
    if halfway is None or halfway.stage is not Stage.CODE_DUE:
        raise HalfwayOver
    counted = (attempts.of_name("code", halfway.actor.name), attempts.of_address(address))
    locked = attempts.attempt(*counted, now=now)
    if locked:
        raise locked
    begin_writing()
    if not spend_code(halfway.actor.name, code):
        db.session.rollback()
        raise CodeNotTaken
    attempts.forgive(*counted)
    opened = _all_the_way(key, halfway.actor, now)
    db.session.commit()
    return opened


def go_on_in(key: str, *, now: datetime) -> Entered:
    """Let in whoever had to set up a code first, now that they did. Raises HalfwayOver."""
    begin_writing()
    halfway = entered(key, now=now)
    if halfway is None or halfway.stage is not Stage.SET_UP_DUE or not store.has_factor(halfway.actor.name):
        db.session.rollback()
        raise HalfwayOver
    opened = _all_the_way(key, halfway.actor, now)
    db.session.commit()
    return opened


def change_password(actor: Actor, password: str, new: str, *, address: str, now: datetime) -> Entered:
    """Give oneself another password. Every session ends, wherever it is; the one that goes on is new.

    Raises WrongPassword, SignInLocked, and what `require_fit` raises.
    """
    require_fit(new, actor.name)
    known, kept = _require_password(actor.name, password, address, now, WrongPassword()), hashed(new)
    begin_writing()
    person = people.person_to_change(actor.name)
    if person is None or person.password_hash != known:
        db.session.rollback()
        raise WrongPassword
    attempts.forgive(attempts.of_name("password", actor.name), attempts.of_address(address))
    set_password_within(person, kept, actor.name, now)
    opened = _all_the_way("", person.as_actor(), now)
    db.session.commit()
    return opened


def require_password(actor: Actor, password: str, *, address: str, now: datetime) -> None:
    """That whoever is signed in still knows their password, before how they sign in is changed.

    Raises WrongPassword, SignInLocked.
    """
    _require_password(actor.name, password, address, now, WrongPassword())
    begin_writing()
    attempts.forgive(attempts.of_name("password", actor.name), attempts.of_address(address))
    db.session.commit()


def set_password_within(person: PersonRecord, kept: str, by: str, now: datetime) -> None:
    """Within the caller's transaction: let a password (as it is kept) be a person's; sessions and links end."""
    person.password_hash = kept
    store.end_sessions(person.sign_in_name)
    store.end_links(person.sign_in_name)
    facts = {"role": person.role}
    events.write(stream="people", verb="set_password", actor=by, about=person.sign_in_name, facts=facts, at=now)


def _require_password(name: str, password: str, address: str, now: datetime, wrong: Exception) -> str | None:
    """The password as it is kept, which was given. Raises what `wrong` is, or SignInLocked, after the same work."""
    counted = (attempts.of_name("password", name), attempts.of_address(address))
    locked = attempts.attempt(*counted, now=now)
    person = people.find_standing(name) if name.isprintable() else None
    kept = person.password_hash if person and not locked else None
    db.session.rollback()  # nothing is open while the password is looked at
    right = matches(password, kept)
    if locked:
        raise locked
    if not right:
        raise wrong
    return kept


def _opened(person: PersonRecord, now: datetime) -> Entered:
    stage = _stage_of(person)
    key = begin_session(person.sign_in_name, stage, now=now)
    return Entered(person.as_actor(), person.name, stage, key)


def _stage_of(person: PersonRecord) -> Stage:
    if store.has_factor(person.sign_in_name):
        return Stage.CODE_DUE
    return Stage.SET_UP_DUE if needs_factor(person.as_actor()) else Stage.IN


def needs_factor(actor: Actor) -> bool:
    """Whether a code of the phone is asked of somebody whether they want it or not."""
    return store.rules().factor_for_administrators and actor.role is Role.ADMINISTRATOR


def _all_the_way(halfway: str, actor: Actor, now: datetime) -> Entered:
    end_within(halfway)
    person = people.find_standing(actor.name)
    if person is None:
        raise HalfwayOver
    return Entered(actor, person.name, Stage.IN, begin_session(actor.name, Stage.IN, now=now))
