"""What signs people in, on file: sessions, second factors, links, and how often was tried. Secrets only as hashes."""

from datetime import datetime

from flask import current_app
from sqlalchemy import ForeignKey, String, delete, func, or_, select
from sqlalchemy.orm import Mapped, mapped_column

from registry.domain.people import SignInRules
from registry.store.base import Base, add_missing, db
from registry.store.people import PersonRecord

SIGN_IN_RULES = "registry.sign_in_rules"
"""Under this name `app.py` leaves the rules that are set in the app's extensions."""


class SessionRecord(Base):
    """A session of one person in one browser; `stage` says whether a code is still due. Gone when it was ended."""

    __tablename__ = "sessions"

    id_hash: Mapped[str] = mapped_column(String(64), primary_key=True)
    person: Mapped[str] = mapped_column(String(60), ForeignKey("people.sign_in_name"), index=True)
    stage: Mapped[str] = mapped_column(String(20))
    opened_at: Mapped[datetime]
    ends_at: Mapped[datetime] = mapped_column(index=True)


class SecondFactorRecord(Base):
    """What a person's phone makes codes of, enciphered; counts once it was confirmed by one. `last_counter`: of which
    half minute the last code was that was taken."""

    __tablename__ = "second_factors"

    person: Mapped[str] = mapped_column(String(60), ForeignKey("people.sign_in_name"), primary_key=True)
    secret: Mapped[str]
    confirmed_at: Mapped[datetime | None]
    last_counter: Mapped[int | None]


class RecoveryCodeRecord(Base):
    """A code that serves once where the phone is lost."""

    __tablename__ = "recovery_codes"

    code_hash: Mapped[str] = mapped_column(String(64), primary_key=True)
    person: Mapped[str] = mapped_column(String(60), ForeignKey("people.sign_in_name"), index=True)


class LinkRecord(Base):
    """A link by which a person sets a password, once; a later one replaces it."""

    __tablename__ = "sign_in_links"

    link_hash: Mapped[str] = mapped_column(String(64), primary_key=True)
    person: Mapped[str] = mapped_column(String(60), ForeignKey("people.sign_in_name"), index=True)
    purpose: Mapped[str] = mapped_column(String(20))
    ends_at: Mapped[datetime] = mapped_column(index=True)


class WishRecord(Base):
    """A link that is to be mailed to whoever signs in under a name, if anybody does; the link is made as it is sent."""

    __tablename__ = "sign_in_wishes"

    id: Mapped[int] = mapped_column(primary_key=True)
    sign_in_name: Mapped[str] = mapped_column(String(60))
    purpose: Mapped[str] = mapped_column(String(20))
    wanted_at: Mapped[datetime]
    next_at: Mapped[datetime] = mapped_column(index=True)
    attempts: Mapped[int]


class CountRecord(Base):
    """Attempts under a name, or from an address, since a time; locked until another, where there were too many."""

    __tablename__ = "sign_in_counts"

    counted: Mapped[str] = mapped_column(String(80), primary_key=True)
    attempts: Mapped[int]
    since: Mapped[datetime] = mapped_column(index=True)
    locked_until: Mapped[datetime | None]


def rules() -> SignInRules:
    """The rules of signing in that are set."""
    set_here: SignInRules = current_app.extensions[SIGN_IN_RULES]
    return set_here


def session_of(id_hash: str, now: datetime) -> tuple[SessionRecord, PersonRecord] | None:
    """A session that did not end, and whose it is."""
    found = select(SessionRecord, PersonRecord).join(PersonRecord, PersonRecord.sign_in_name == SessionRecord.person)
    found = found.where(SessionRecord.id_hash == id_hash, SessionRecord.ends_at > now, PersonRecord.ended_at.is_(None))
    row = db.session.execute(found).first()
    return (row[0], row[1]) if row else None


def end_session(id_hash: str) -> None:
    """End one session. The caller commits."""
    db.session.execute(delete(SessionRecord).where(SessionRecord.id_hash == id_hash))


def end_sessions(person: str) -> None:
    """End every session of a person. The caller commits."""
    db.session.execute(delete(SessionRecord).where(SessionRecord.person == person))


def end_links(person: str) -> None:
    """Let no link of a person serve any more. The caller commits."""
    db.session.execute(delete(LinkRecord).where(LinkRecord.person == person))


def find_link(link_hash: str, now: datetime, *, lock: bool = False) -> LinkRecord | None:
    """A link that still serves."""
    found = select(LinkRecord).where(LinkRecord.link_hash == link_hash, LinkRecord.ends_at > now)
    return db.session.scalars(found.with_for_update() if lock else found).one_or_none()


def factor_of(person: str, *, lock: bool = False) -> SecondFactorRecord | None:
    """A person's second factor, confirmed or not."""
    return db.session.get(SecondFactorRecord, person, with_for_update=lock, populate_existing=lock)


def has_factor(person: str) -> bool:
    """Whether a person gives a code when they sign in."""
    factor = factor_of(person)
    return factor is not None and factor.confirmed_at is not None


def keep_recovery_codes(person: str, hashes: list[str]) -> None:
    """Let these be a person's recovery codes, and no others. The caller commits."""
    db.session.execute(delete(RecoveryCodeRecord).where(RecoveryCodeRecord.person == person))
    db.session.add_all([RecoveryCodeRecord(code_hash=one, person=person) for one in hashes])
    db.session.flush()


def spend_recovery_code(person: str, code_hash: str) -> bool:
    """Take a recovery code out of use; whether there was one. The caller commits."""
    gone = delete(RecoveryCodeRecord).where(RecoveryCodeRecord.person == person)
    found = gone.where(RecoveryCodeRecord.code_hash == code_hash).returning(RecoveryCodeRecord.code_hash)
    return db.session.scalars(found).first() is not None


def recovery_codes_left(person: str) -> int:
    """How many recovery codes a person has left."""
    found = select(func.count()).select_from(RecoveryCodeRecord).where(RecoveryCodeRecord.person == person)
    return db.session.scalar(found) or 0


def drop_factor(person: str) -> None:
    """Take a person's second factor off, with its recovery codes. The caller commits."""
    keep_recovery_codes(person, [])
    db.session.execute(delete(SecondFactorRecord).where(SecondFactorRecord.person == person))


def count_to_change(counted: str, now: datetime) -> CountRecord:
    """The attempts counted under a key, from none, locked until the transaction ends."""
    add_missing(CountRecord, [{"counted": counted, "attempts": 0, "since": now, "locked_until": None}])
    return db.session.get_one(CountRecord, counted, with_for_update=True, populate_existing=True)


def count_of(counted: str, *, lock: bool = False) -> CountRecord | None:
    """The attempts counted under a key."""
    return db.session.get(CountRecord, counted, with_for_update=lock, populate_existing=lock)


def forget_count(counted: str) -> None:
    """Count anew under a key. The caller commits."""
    db.session.execute(delete(CountRecord).where(CountRecord.counted == counted))


def forget_what_ended(now: datetime, counted_before: datetime) -> None:
    """Let go of sessions, links and counts whose time is over. The caller commits."""
    db.session.execute(delete(SessionRecord).where(SessionRecord.ends_at <= now))
    db.session.execute(delete(LinkRecord).where(LinkRecord.ends_at <= now))
    unlocked = or_(CountRecord.locked_until.is_(None), CountRecord.locked_until <= now)
    db.session.execute(delete(CountRecord).where(CountRecord.since <= counted_before, unlocked))


def next_wish(now: datetime) -> WishRecord | None:
    """A link that is due to be mailed, locked; one that another transaction has locked is passed over."""
    found = select(WishRecord).where(WishRecord.next_at <= now).order_by(WishRecord.next_at, WishRecord.id).limit(1)
    return db.session.scalars(found.with_for_update(skip_locked=True)).first()


def wish_numbered(number: int) -> WishRecord | None:
    """A link that is to be mailed, locked until the transaction ends."""
    return db.session.get(WishRecord, number, with_for_update=True, populate_existing=True)
