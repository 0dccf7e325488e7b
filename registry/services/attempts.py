"""Counting attempts to sign in: in the database, so that all processes agree, and each before it is looked at, so that
however many come at once no more are looked at than may be."""

import hmac
from collections.abc import Sequence
from datetime import datetime

from flask import current_app

from registry.domain.errors.people import SignInLocked
from registry.store import sign_in as store
from registry.store.base import begin_writing, db

_MINUTE = 60


def of_name(sort: str, sign_in_name: str) -> str:
    """Under what attempts of one sort with a name are counted: not the name itself, for people type passwords there."""
    return f"{sort}:{_sealed(sign_in_name)}"


def of_address(address: str) -> str:
    """Under what attempts from an address are counted."""
    return f"address:{_sealed(address)}"


def _sealed(text: str) -> str:
    return hmac.new(str(current_app.config["SECRET_KEY"]).encode(), text.encode(), "sha256").hexdigest()


def attempt(name: str, address: str, *, now: datetime) -> SignInLocked | None:
    """Count one attempt under a name and from an address (both as above), before anything is looked at.

    Where there were too many already: what is to be told once the same work was done; nothing more is counted then, so
    a lock ends by itself whatever strangers go on trying. The last that may be locks at once; `forgive` unlocks.
    """
    rules = store.rules()
    begin_writing()
    counted = [(store.count_to_change(name, now), rules.attempts)]
    counted.append((store.count_to_change(address, now), rules.attempts_from_address))
    ends = [record.locked_until for record, _ in counted if record.locked_until and record.locked_until > now]
    if ends:
        db.session.rollback()
        return SignInLocked(max(1, -int((now - max(ends)).total_seconds() // _MINUTE)))
    for record, most in counted:
        if record.locked_until is not None or now - record.since >= rules.window:
            record.attempts, record.since, record.locked_until = 0, now, None
        record.attempts += 1
        if record.attempts >= most:
            record.locked_until = now + rules.window
    db.session.commit()
    return None


def forgive(name: str, address: str) -> None:
    """Within the caller's transaction: what was tried under a name counts no more, and this time not its address."""
    store.forget_count(name)
    record = store.count_of(address, lock=True)
    if record is not None:
        record.attempts, record.locked_until = max(0, record.attempts - 1), None


def is_locked(names: Sequence[str], *, now: datetime) -> bool:
    """Whether one of these is locked."""
    counts = [store.count_of(name) for name in names]
    return any(count and count.locked_until and count.locked_until > now for count in counts)


def every_sort(sign_in_name: str) -> list[str]:
    """All under which attempts with a name are counted."""
    return [of_name(sort, sign_in_name) for sort in ("password", "code")]
