"""The people there are, to act and to read for, and API tokens."""

import hashlib
import secrets
from datetime import datetime, timedelta

from registry.domain.actors import Actor
from registry.domain.errors import BadInput, NotFound, NotSignedIn
from registry.services.sign_in_engine import hashed, matches
from registry.store import events, people
from registry.store.access import take_turns
from registry.store.base import begin_writing, db

MOST_TOKEN_DAYS = 365


def actor_called(sign_in_name: str) -> Actor | None:
    """The person of this sign-in name who can sign in with a password; None where there is none any more."""
    person = people.find_standing(sign_in_name)
    return person.as_actor() if person and person.password_hash else None


def actor_named(sign_in_name: str) -> Actor:
    """The person of this sign-in name, named by whoever runs the registry. Raises NotFound."""
    person = people.find_standing(sign_in_name.strip().lower()[:60])
    if person is None:
        raise NotFound("person", sign_in_name)
    return person.as_actor()


def open_to_samples(password: str, *, now: datetime) -> list[people.PersonRecord]:
    """Give the invented people of the seed a password (for trying the registry out), and say who they are."""
    begin_writing()
    take_turns("people")
    sample = people.sample_people()
    for person in sample:
        if not matches(password, person.password_hash):
            person.password_hash = hashed(password)
            facts = {"role": person.role}
            events.write(
                stream="people", verb="set_password", actor="system", about=person.sign_in_name, facts=facts, at=now
            )
    db.session.commit()
    return sample


def issue_token(sign_in_name: str, *, label: str, days: int, now: datetime) -> str:
    """A new API token for a person, shown this once; only its hash is kept. Raises NotFound, BadInput."""
    if not 1 <= days <= MOST_TOKEN_DAYS:
        raise BadInput(field="days", least=1, most=MOST_TOKEN_DAYS)
    begin_writing()
    person = people.find_standing(sign_in_name)
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
