"""The keys that sign slips: made at first start, changed for a new one at will, published for ever."""

from datetime import datetime

from registry.services.case_steps import REGISTRY
from registry.services.signing import KeyRing
from registry.store import events
from registry.store.access import take_turns
from registry.store.base import begin_writing, db
from registry.store.signing_keys import SigningKeyRecord, signing_keys

OPERATOR = "operator"


def new_key(ring: KeyRing, *, now: datetime) -> SigningKeyRecord:
    """Another key, which signs from now on; what earlier ones signed stays good. Raises OSError."""
    begin_writing()
    take_turns("signing keys")
    record = _made(ring, OPERATOR, now)
    db.session.commit()
    return record


def require_key(ring: KeyRing, *, now: datetime) -> SigningKeyRecord:
    """The key that signs here; made now where this installation has none yet. Raises OSError."""
    begin_writing()
    record = key_to_sign(ring, now=now)
    db.session.commit()
    return record


def key_to_sign(ring: KeyRing, *, now: datetime) -> SigningKeyRecord:
    """The latest key whose private half lies in this folder, made where there is none; in the caller's transaction.

    Two installations on one database each sign with their own, and all of them are published.
    """
    take_turns("signing keys")
    here = next((record for record in signing_keys() if ring.holds(record.id)), None)
    return here or _made(ring, REGISTRY, now)


def _made(ring: KeyRing, by: str, now: datetime) -> SigningKeyRecord:
    key, pem = ring.add_new()
    record = SigningKeyRecord(id=key, public_pem=pem, made_at=now, made_by=by)
    db.session.add(record)
    db.session.flush()
    events.write(stream="keys", verb="make_key", actor=by, about=key, facts={"public_pem": pem}, at=now)
    return record
