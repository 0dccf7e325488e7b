"""Mail on file: the addresses that were left, and what waits to be sent or was."""

from collections.abc import Collection, Sequence
from datetime import datetime

from flask import current_app
from sqlalchemy import ForeignKey, Select, String, func, or_, select
from sqlalchemy.orm import Mapped, mapped_column

from registry.domain.mails import MailServer
from registry.store.base import Base, db
from registry.store.units import code_today

MAIL_SERVER = "registry.mail_server"
"""Under this name `app.py` leaves the server that is set, if any, in the app's extensions."""


class MailAddressRecord(Base):
    """The address to which the notices of a unit, or of a village (by its division's code), are also sent."""

    __tablename__ = "mail_addresses"

    holder: Mapped[str] = mapped_column(String(18), primary_key=True)
    mail: Mapped[str] = mapped_column(String(254))
    recorded_at: Mapped[datetime]
    recorded_by: Mapped[str] = mapped_column(String(60))


class MailRecord(Base):
    """One mail: written with its notice, claimed by one sender at a time, sent once; dropped where its address was."""

    __tablename__ = "mails"

    id: Mapped[int] = mapped_column(primary_key=True)
    notice: Mapped[int] = mapped_column(ForeignKey("notices.id"), index=True)
    holder: Mapped[str] = mapped_column(String(18), index=True)
    to: Mapped[str] = mapped_column(String(254))
    created_at: Mapped[datetime]
    attempts: Mapped[int]
    next_at: Mapped[datetime | None] = mapped_column(index=True)
    claim: Mapped[str | None] = mapped_column(String(32))
    claimed_until: Mapped[datetime | None]
    last_error: Mapped[str]
    sent_at: Mapped[datetime | None]
    dropped_at: Mapped[datetime | None]


def mail_server() -> MailServer | None:
    """The server that mail is handed to; None where none is set."""
    server: MailServer | None = current_app.extensions.get(MAIL_SERVER)
    return server


def addresses(holders: Collection[str] | None = None, *, most: int = 1000) -> Sequence[MailAddressRecord]:
    """The addresses of these units and villages, or all, in order of holder."""
    found = select(MailAddressRecord).order_by(MailAddressRecord.holder).limit(most)
    if holders is not None:
        found = found.where(MailAddressRecord.holder.in_(list(holders)))
    return db.session.scalars(found).all()


def addresses_written_to(holders: Collection[str]) -> list[MailAddressRecord]:
    """Where is written to for these units and villages, in order of holder: one address of each unit, the one left
    under its own code, else the last that was left under a code it was."""
    held: dict[str, MailAddressRecord] = {}
    for one in addresses(holders):
        unit = code_today(one.holder)
        held[unit] = max(held.get(unit, one), one, key=lambda a: (a.holder == unit, a.recorded_at))
    return sorted(held.values(), key=lambda one: one.holder)


def addresses_at(address: str) -> Sequence[MailAddressRecord]:
    """Every address that means one mailbox, whoever left it."""
    return db.session.scalars(
        select(MailAddressRecord).where(func.lower(MailAddressRecord.mail) == address.lower())
    ).all()


def queue(notice: int, holder: str, to: str, *, at: datetime) -> None:
    """Let a notice also go out as a mail. The caller commits."""
    db.session.add(
        MailRecord(notice=notice, holder=holder, to=to, created_at=at, attempts=0, next_at=at, last_error="")
    )


def drop(mail: MailRecord, *, at: datetime) -> None:
    """Let a mail wait no longer, unsent. The caller commits."""
    mail.dropped_at, mail.next_at, mail.claim, mail.claimed_until = at, None, None, None
    db.session.flush()


def _waiting() -> Select[MailRecord]:
    return select(MailRecord).where(MailRecord.next_at.is_not(None))


def next_due(now: datetime) -> MailRecord | None:
    """A mail that is due and that no sender has, locked; one that another transaction has locked is passed over."""
    found = _waiting().where(
        MailRecord.next_at <= now, or_(MailRecord.claimed_until.is_(None), MailRecord.claimed_until <= now)
    )
    found = found.order_by(MailRecord.next_at, MailRecord.id).limit(1)
    return db.session.scalars(found.with_for_update(skip_locked=True)).first()


def find_mail(number: int) -> MailRecord | None:
    """A mail as it is now, locked until the transaction ends."""
    return db.session.get(MailRecord, number, with_for_update=True, populate_existing=True)


def mails_of(notice: int) -> Sequence[MailRecord]:
    """The mails of a notice that were sent or wait."""
    return db.session.scalars(
        select(MailRecord).where(MailRecord.notice == notice, MailRecord.dropped_at.is_(None)).order_by(MailRecord.id)
    ).all()


def waiting(*, most: int) -> list[MailRecord]:
    """What was not sent yet, the most often refused first."""
    return list(db.session.scalars(_waiting().order_by(MailRecord.attempts.desc(), MailRecord.id).limit(most)).all())


def waiting_for(holders: Collection[str]) -> list[MailRecord]:
    """What waits for one unit, by any code it is and was, or village; locked until the transaction ends."""
    found = _waiting().where(MailRecord.holder.in_(list(holders))).order_by(MailRecord.id)
    return list(db.session.scalars(found.with_for_update()).all())


def waiting_at(address: str) -> list[MailRecord]:
    """What waits for one mailbox, locked until the transaction ends."""
    found = _waiting().where(func.lower(MailRecord.to) == address.lower()).order_by(MailRecord.id)
    return list(db.session.scalars(found.with_for_update()).all())
