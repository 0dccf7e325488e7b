"""Turns: one act at a time where two at once could both see room for one, with times that follow one another."""

from datetime import UTC, datetime, timedelta

from sqlalchemy import String, func, select
from sqlalchemy.orm import Mapped, mapped_column

from registry.domain.errors import ClocksDiffer
from registry.domain.question import CHINA
from registry.store.base import Base, add_missing, db

ACCESS = "access"
"""Whatever admits, or ends what was admitted: a place in a quota, an approval's places, an approval revoked."""

MOST_APART = timedelta(minutes=5)
"""By how much the clocks of those who act may differ; past it nobody acts: dates and years would come out wrong."""

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
    where this process's clock is a little behind another's. To be called right after `begin_writing()`. Raises
    ClocksDiffer where it is far behind: something was dated in the future, and would draw all that follows with it.
    """
    add_missing(TurnRecord, [{"name": name, "at": _BEFORE_ALL}])
    record = db.session.get_one(TurnRecord, name, with_for_update=True, populate_existing=True)
    if record.at - now > MOST_APART:
        raise ClocksDiffer(own=_shown(now), other=_shown(record.at), whose="LAST_ACT")
    record.at = max(now, record.at + _TICK)
    db.session.flush()
    return record.at


def require_agreeing_clocks(own: datetime) -> None:
    """Raises ClocksDiffer where this machine's clock is far from a database server's, before or behind.

    SQLite has no clock but this machine's own, so there only the last turn tells.
    """
    if db.session.get_bind().dialect.name != "postgresql":
        return
    server = db.session.execute(select(func.clock_timestamp())).scalar_one()
    if abs(server - own) > MOST_APART:
        raise ClocksDiffer(own=_shown(own), other=_shown(server), whose="DATABASE")


def _shown(clock: datetime) -> str:
    return f"{clock.astimezone(CHINA):%Y-%m-%d %H:%M}"


def known_by(name: str, now: datetime) -> datetime:
    """Now, or the time of the last turn under a name where that is later: what may be read without waiting."""
    record = db.session.get(TurnRecord, name)
    return max(now, record.at) if record else now
