"""Links by which people set a password, once: an invitation, or a reset. Kept as hashes, mailed as they are made."""

import hashlib
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from registry.domain.errors.people import LinkSpent
from registry.domain.people import HOLDS, Purpose, require_fit
from registry.services import attempts
from registry.services.handing_in import hand_in
from registry.services.mailing import PATIENCE, letter_to, told_wrong
from registry.services.sign_in_engine import hashed
from registry.services.signing_in import LONGEST_NAME, set_password_within
from registry.store import mails, people
from registry.store import sign_in as store
from registry.store.base import begin_writing, db
from registry.store.people import PersonRecord
from registry.store.sign_in import LinkRecord, WishRecord

_FIRST_WAIT = timedelta(minutes=1)

Letter = Callable[[PersonRecord, Purpose, str], tuple[str, str]]
"""Puts a person's link (the last part of its address) into words: subject and text."""
Clock = Callable[[], datetime]


@dataclass(frozen=True, slots=True)
class Linked:
    """Whose link it is, and what for."""

    person: str
    name: str
    purpose: Purpose


def make_link(person: PersonRecord, now: datetime) -> str:
    """Within the caller's transaction: a new link of a person, the only one that serves; the last part of its address.

    Whoever never had a password is invited; for all others it is a reset.
    """
    store.end_links(person.sign_in_name)
    key, purpose = secrets.token_urlsafe(32), purpose_for(person)
    ends = now + HOLDS[purpose]
    db.session.add(LinkRecord(link_hash=_hash(key), person=person.sign_in_name, purpose=purpose.value, ends_at=ends))
    db.session.flush()
    return key


def purpose_for(person: PersonRecord) -> Purpose:
    """What a link is for, for this person."""
    return Purpose.RESET if person.password_hash else Purpose.INVITATION


def linked(key: str, *, now: datetime) -> Linked:
    """Whose link it is; looking at it does not use it. Raises LinkSpent, whatever is the matter with it."""
    link = store.find_link(_hash(key), now)
    person = people.find_standing(link.person) if link else None
    if link is None or person is None:
        raise LinkSpent
    return Linked(person.sign_in_name, person.name, Purpose(link.purpose))


def use_link(key: str, password: str, *, now: datetime) -> Linked:
    """Set the password of whoever has the link. It serves no more; every session of theirs ends; no lock is left.

    Raises LinkSpent; what `require_fit` raises, and then the link serves still.
    """
    found = linked(key, now=now)
    require_fit(password, found.person)
    kept = hashed(password)
    begin_writing()
    link = store.find_link(_hash(key), now, lock=True)
    person = people.person_to_change(found.person)
    if link is None or person is None or person.ended_at is not None:
        db.session.rollback()
        raise LinkSpent
    set_password_within(person, kept, person.sign_in_name, now)
    store.forget_count(attempts.of_name("password", person.sign_in_name))
    db.session.commit()
    return found


def ask_for_reset(sign_in_name: str, *, address: str, now: datetime) -> None:
    """Have a link mailed to whoever signs in under a name. The same is done whether anybody does: who it is for is
    looked up only when it is sent. After too many wishes under a name or from an address, nothing more is sent.
    """
    typed = sign_in_name.strip().lower()[:LONGEST_NAME]
    if not typed or not typed.isprintable() or not store.rules().mails_links:
        return
    if attempts.attempt(attempts.of_name("reset", typed), attempts.of_address(f"reset {address}"), now=now):
        return
    begin_writing()
    wish_within(typed, Purpose.RESET, now)
    db.session.commit()


def wish_within(sign_in_name: str, purpose: Purpose, now: datetime) -> None:
    """Within the caller's transaction: let a link be mailed."""
    wish = WishRecord(sign_in_name=sign_in_name, purpose=purpose.value, wanted_at=now, next_at=now, attempts=0)
    db.session.add(wish)
    db.session.flush()


def mail_links(letter: Letter, *, clock: Clock) -> int:
    """Send the links that are wished for, each made as it is sent; how many went out. A refused one waits longer each
    time, at most as long as such a link holds; a name that is nobody's, or of somebody without an address, is let go
    of."""
    sent = 0
    while (claimed := _claimed(clock())) is not None:
        number, person = claimed
        sent += bool(person) and _sent(number, person, letter, clock)
    return sent


def _claimed(now: datetime) -> tuple[int, str] | None:
    begin_writing()
    wish = store.next_wish(now)
    if wish is None:
        db.session.rollback()
        return None
    person = people.find_standing(wish.sign_in_name)
    if person is None or not person.mail or now - wish.wanted_at > HOLDS[Purpose(wish.purpose)]:
        db.session.delete(wish)
        db.session.commit()
        return wish.id, ""
    wish.attempts += 1
    wish.next_at = now + PATIENCE_OF_ONE + _FIRST_WAIT * wish.attempts
    claimed = wish.id, person.sign_in_name
    db.session.commit()
    return claimed


PATIENCE_OF_ONE = timedelta(seconds=PATIENCE.talk + PATIENCE.answer)
"""As long as one mail may take: until then nobody else sends it."""


def _sent(number: int, sign_in_name: str, letter: Letter, clock: Clock) -> bool:
    server = mails.mail_server()
    begin_writing()
    person, now = people.person_to_change(sign_in_name), clock()
    if server is None or person is None or person.ended_at is not None or not person.mail:
        db.session.rollback()
        return False
    subject, text = letter(person, purpose_for(person), make_link(person, now))
    message = letter_to(server, person.mail, subject, text, now)
    db.session.commit()
    try:
        hand_in(server, message, patience=PATIENCE, is_still_ours=lambda: True)
    except OSError as error:  # SMTPException is one
        told_wrong(error)
        return False
    begin_writing()
    wish = store.wish_numbered(number)
    if wish is not None:
        db.session.delete(wish)
    db.session.commit()
    return True


def _hash(key: str) -> str:
    return hashlib.sha256(key[:200].encode("utf-8", "replace")).hexdigest()
