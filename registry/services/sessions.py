"""Sessions of signed-in people: a row each, so that one that was ended is ended everywhere, whoever kept its cookie."""

import hashlib
import secrets
from dataclasses import dataclass
from datetime import datetime

from registry.domain.actors import Actor
from registry.domain.people import HALFWAY, Stage
from registry.store import sign_in as store
from registry.store.base import begin_writing, db
from registry.store.sign_in import SessionRecord


@dataclass(frozen=True, slots=True)
class Entered:
    """Who somebody is, how far they are in, and the key of their session for their cookie."""

    actor: Actor
    name: str
    stage: Stage
    key: str


def entered(key: str, *, now: datetime) -> Entered | None:
    """Whose session this is; None where it ended. Looked at, nothing is written."""
    found = store.session_of(_hash(key), now)
    if found is None:
        return None
    session, person = found
    return Entered(person.as_actor(), person.name, Stage(session.stage), key)


def begin_session(person: str, stage: Stage, *, now: datetime) -> str:
    """Within the caller's transaction: a new session of a person, and its key."""
    key = secrets.token_urlsafe(32)
    lasts = store.rules().longest if stage is Stage.IN else HALFWAY
    db.session.add(
        SessionRecord(id_hash=_hash(key), person=person, stage=stage.value, opened_at=now, ends_at=now + lasts)
    )
    db.session.flush()
    return key


def end_within(key: str) -> None:
    """Within the caller's transaction: end the session of this key."""
    store.end_session(_hash(key))


def sign_out(key: str) -> None:
    """End the session of this key, for every browser that holds it."""
    begin_writing()
    end_within(key)
    db.session.commit()


def sign_out_everywhere(actor: Actor) -> None:
    """End every session of a person."""
    begin_writing()
    store.end_sessions(actor.name)
    db.session.commit()


def forget_what_ended(*, now: datetime) -> None:
    """Let go of sessions, links and counted attempts whose time is over."""
    begin_writing()
    store.forget_what_ended(now, now - store.rules().window)
    db.session.commit()


def _hash(key: str) -> str:
    return hashlib.sha256(key[:200].encode("utf-8", "replace")).hexdigest()
