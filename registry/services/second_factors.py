"""A second factor: codes that an app on a phone makes, set up, confirmed, given and taken off; and recovery codes."""

import hashlib
import secrets
from dataclasses import dataclass
from datetime import datetime

from registry.domain.errors.people import CodeNotTaken
from registry.domain.people import RECOVERY_CODES
from registry.services.sign_in_engine import factor_address, factor_key, is_code_of, new_factor_secret
from registry.store import events
from registry.store import sign_in as store
from registry.store.base import begin_writing, db
from registry.store.sign_in import SecondFactorRecord

_LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"
"""Without those that look like others."""
_GROUPS, _IN_GROUP = 4, 4


@dataclass(frozen=True, slots=True)
class ToSetUp:
    """What a phone is to be told: in a QR code, or by hand."""

    address: str
    key: str


def begin_factor(person: str, *, now: datetime) -> None:
    """Make a new secret for a person's phone; it counts once a code of it was given. One that counts stays."""
    begin_writing()
    factor = store.factor_of(person, lock=True)
    if factor is None:
        db.session.add(SecondFactorRecord(person=person, secret=new_factor_secret()))
    elif factor.confirmed_at is None:
        factor.secret, factor.last_counter = new_factor_secret(), None
    db.session.commit()


def to_set_up(person: str) -> ToSetUp | None:
    """What a phone is to be told; None where nothing was begun, or it was confirmed: then it is never shown again."""
    factor = store.factor_of(person)
    if factor is None or factor.confirmed_at is not None:
        return None
    return ToSetUp(factor_address(factor), factor_key(factor))


def confirm_factor(person: str, code: str, *, now: datetime) -> list[str]:
    """Let a second factor count, now that a code of it was given; the recovery codes, shown this once.

    Raises CodeNotTaken.
    """
    begin_writing()
    factor = store.factor_of(person, lock=True)
    if factor is None or factor.confirmed_at is not None or not is_code_of(factor, _plain(code)):
        db.session.rollback()
        raise CodeNotTaken
    factor.confirmed_at = now
    codes = _new_codes(person)
    events.write(stream="people", verb="set_second_factor", actor=person, about=person, facts={}, at=now)
    db.session.commit()
    return codes


def renew_codes(person: str, *, now: datetime) -> list[str]:
    """Other recovery codes in place of those there are, shown this once. Raises CodeNotTaken without a factor."""
    begin_writing()
    if not store.has_factor(person):
        db.session.rollback()
        raise CodeNotTaken
    codes = _new_codes(person)
    events.write(stream="people", verb="renew_recovery_codes", actor=person, about=person, facts={}, at=now)
    db.session.commit()
    return codes


def take_off(person: str, *, by: str, now: datetime) -> None:
    """Ask for no code of a person any more. Taken off by somebody else, every session ends."""
    begin_writing()
    take_off_within(person, by=by, now=now)
    db.session.commit()


def take_off_within(person: str, *, by: str, now: datetime) -> None:
    """The same within the caller's transaction."""
    store.drop_factor(person)
    if by != person:
        store.end_sessions(person)
    events.write(stream="people", verb="take_off_second_factor", actor=by, about=person, facts={}, at=now)


def spend_code(person: str, code: str) -> bool:
    """Within the caller's transaction: whether a code is a person's, of their phone or a recovery code; never again."""
    factor, plain = store.factor_of(person, lock=True), _plain(code)
    if factor is None or factor.confirmed_at is None:
        return False
    if plain.isascii() and plain.isdecimal():
        return is_code_of(factor, plain)
    return store.spend_recovery_code(person, _hash(person, plain))


def _new_codes(person: str) -> list[str]:
    """Eighty bits of chance each: a plain hash keeps them."""
    letters = ["".join(secrets.choice(_LETTERS) for _ in range(_GROUPS * _IN_GROUP)) for _ in range(RECOVERY_CODES)]
    store.keep_recovery_codes(person, [_hash(person, one) for one in letters])
    return ["-".join(one[at : at + _IN_GROUP] for at in range(0, len(one), _IN_GROUP)) for one in letters]


def _plain(code: str) -> str:
    return "".join(c for c in code[:60].lower() if c.isalnum())


def _hash(person: str, code: str) -> str:
    return hashlib.sha256(f"{person}:{code}".encode()).hexdigest()
