"""Signing in, and API tokens."""

import hashlib
import secrets
from datetime import datetime, timedelta
from functools import cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from registry.domain.actors import Actor
from registry.domain.errors import BadInput, NotFound, NotSignedIn
from registry.store import events, people
from registry.store.access import take_turns
from registry.store.base import begin_writing, db

LONGEST_PASSWORD = 200
MOST_TOKEN_DAYS = 365
_hasher = PasswordHasher()


@cache
def _nobody() -> str:
    """A hash to be checked where there is no such person, so that the time taken does not tell."""
    return _hasher.hash(secrets.token_hex(16))


def sign_in(sign_in_name: str, password: str) -> Actor:
    """The person of this name and password. Raises NotSignedIn, the same for a wrong name and a wrong password."""
    typed = sign_in_name.strip().lower()[:60]
    person = people.find_person(typed) if typed.isprintable() else None
    kept = person.password_hash if person and person.password_hash else _nobody()
    try:
        _hasher.verify(kept, password[:LONGEST_PASSWORD])
    except (VerificationError, InvalidHashError):
        raise NotSignedIn from None
    if person is None or person.password_hash is None:
        raise NotSignedIn
    return person.as_actor()


def actor_called(sign_in_name: str) -> Actor | None:
    """The person of this sign-in name, for a session that was opened before; None where there is none any more."""
    person = people.find_person(sign_in_name)
    return person.as_actor() if person and person.password_hash else None


def actor_named(sign_in_name: str) -> Actor:
    """The person of this sign-in name, named by whoever runs the registry. Raises NotFound."""
    person = people.find_person(sign_in_name.strip().lower()[:60])
    if person is None:
        raise NotFound("person", sign_in_name)
    return person.as_actor()


def open_to_samples(password: str, *, now: datetime) -> list[people.PersonRecord]:
    """Give the invented people of the seed a password (for trying the registry out), and say who they are."""
    begin_writing()
    take_turns("people")
    sample = people.sample_people()
    for person in sample:
        if not _has_password(person, password):
            person.password_hash = _hasher.hash(password)
            facts = {"role": person.role}
            events.write(
                stream="people", verb="set_password", actor="system", about=person.sign_in_name, facts=facts, at=now
            )
    db.session.commit()
    return sample


def _has_password(person: people.PersonRecord, password: str) -> bool:
    try:
        return person.password_hash is not None and _hasher.verify(person.password_hash, password)
    except (VerificationError, InvalidHashError):
        return False


def issue_token(sign_in_name: str, *, label: str, days: int, now: datetime) -> str:
    """A new API token for a person, shown this once; only its hash is kept. Raises NotFound, BadInput."""
    if not 1 <= days <= MOST_TOKEN_DAYS:
        raise BadInput(field="days", least=1, most=MOST_TOKEN_DAYS)
    begin_writing()
    person = people.find_person(sign_in_name)
    if person is None:
        raise NotFound("person", sign_in_name)
    token = f"tr_{secrets.token_urlsafe(32)}"
    record = people.TokenRecord(
        token_hash=_hash(token),
        person=person.sign_in_name,
        label=label[:60],
        issued_at=now,
        expires_at=now + timedelta(days=days),
    )
    db.session.add(record)
    facts = {"label": record.label, "expires_at": record.expires_at.isoformat()}
    events.write(stream="people", verb="issue_token", actor="system", about=sign_in_name, facts=facts, at=now)
    db.session.commit()
    return token


def bearer(token: str, *, now: datetime) -> Actor:
    """The person a token speaks for. Raises NotSignedIn where it is unknown, expired or revoked."""
    actor = people.bearer_of(_hash(token[:200]), now)
    if actor is None:
        raise NotSignedIn
    return actor


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
