"""Turns: one act at a time where two at once could both see room for one, with times that follow one another."""

from datetime import UTC, datetime, timedelta

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from registry.store.base import Base, add_missing, db

ACCESS = "access"
"""Whatever admits, or ends what was admitted: a place in a quota, an approval's places, an approval revoked."""

_TICK = timedelta(microseconds=1)
_BEFORE_ALL = datetime(1949, 10, 1, tzinfo=UTC)


class TurnRecord(Base):
    """The last time given out under a name; the row is locked until the transaction of whoever has the turn ends."""

    __tablename__ = "turns"

    name: Mapped[str] = mapped_column(String(40), primary_key=True)
    at: Mapped[datetime]


def take_turn(name: str, now: datetime) -> datetime:
    """Wait for the turn under a name; gives the time to act at: now, but later than that of every turn before.

    A question asked as known at that time sees all that earlier turns wrote and nothing that later ones will, also
    where this process's clock is behind another's. To be called right after `begin_writing()`.
    """
    add_missing(TurnRecord, [{"name": name, "at": _BEFORE_ALL}])
    record = db.session.get_one(TurnRecord, name, with_for_update=True, populate_existing=True)
    record.at = max(now, record.at + _TICK)
    db.session.flush()
    return record.at


def known_by(name: str, now: datetime) -> datetime:
    """Now, or the time of the last turn under a name where that is later: what may be read without waiting."""
    record = db.session.get(TurnRecord, name)
    return max(now, record.at) if record else now
