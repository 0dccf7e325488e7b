"""Events on file: written in the transaction of what they tell of, chained by hash within a stream."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from sqlalchemy import Select, String, UniqueConstraint, select
from sqlalchemy.orm import Mapped, mapped_column

from registry.domain.events import FIRST, Event
from registry.store.base import Base, add_missing, db


class StreamRecord(Base):
    """The head of a stream; locked while an event is added, so that the chain cannot fork."""

    __tablename__ = "streams"

    name: Mapped[str] = mapped_column(String(60), primary_key=True)
    position: Mapped[int]
    hash: Mapped[str] = mapped_column(String(64))


class EventRecord(Base):
    """One event; added, never edited."""

    __tablename__ = "events"
    __table_args__ = (UniqueConstraint("stream", "previous_hash"),)

    stream: Mapped[str] = mapped_column(String(60), primary_key=True)
    position: Mapped[int] = mapped_column(primary_key=True)
    verb: Mapped[str] = mapped_column(String(40))
    actor: Mapped[str] = mapped_column(String(60))
    about: Mapped[str] = mapped_column(String(60), index=True)
    facts: Mapped[dict[str, Any]]
    at: Mapped[datetime]
    previous_hash: Mapped[str] = mapped_column(String(64))
    hash: Mapped[str] = mapped_column(String(64))

    def as_event(self) -> Event:
        return Event(
            self.stream, self.position, self.verb, self.actor, self.about, self.facts, self.at, self.previous_hash
        )


def write(*, stream: str, verb: str, actor: str, about: str, facts: dict[str, Any], at: datetime) -> EventRecord:
    """Add an event to a stream, chained to the one before. The caller commits."""
    add_missing(StreamRecord, [{"name": stream, "position": 0, "hash": FIRST}])
    head = db.session.get_one(StreamRecord, stream, with_for_update=True)
    event = Event(stream, head.position + 1, verb, actor, about, facts, at, head.hash)
    record = EventRecord(
        stream=stream,
        position=event.position,
        verb=verb,
        actor=actor,
        about=about,
        facts=facts,
        at=at,
        previous_hash=event.previous_hash,
        hash=event.hash(),
    )
    db.session.add(record)
    head.position, head.hash = event.position, record.hash
    db.session.flush()
    return record


def streams() -> list[StreamRecord]:
    """The heads of all streams, in order of name."""
    return list(db.session.scalars(select(StreamRecord).order_by(StreamRecord.name)).all())


def events_of(stream: str) -> Iterator[EventRecord]:
    """A stream's events in order, fetched in portions so that memory stays flat."""
    found = select(EventRecord).where(EventRecord.stream == stream).order_by(EventRecord.position)
    yield from db.session.scalars(found.execution_options(yield_per=1000))


def abouts_of(stream: str, verb: str) -> Select[str]:
    """What the events of a verb are about, as a query to ask within."""
    return select(EventRecord.about).where(EventRecord.stream == stream, EventRecord.verb == verb)


def is_told(about: str, *, stream: str, verb: str) -> bool:
    """Whether there is such an event about one thing."""
    found = select(EventRecord.position).where(EventRecord.about == about, EventRecord.stream == stream)
    return db.session.scalars(found.where(EventRecord.verb == verb).limit(1)).first() is not None


def events_about(about: str, *, stream: str) -> list[EventRecord]:
    """The events of a stream about one thing, in order."""
    found = select(EventRecord).where(EventRecord.about == about, EventRecord.stream == stream)
    return list(db.session.scalars(found.order_by(EventRecord.position)).all())
