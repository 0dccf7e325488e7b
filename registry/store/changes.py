"""The change feed on file: every change with its position, and how far the feed goes."""

import hashlib
from collections.abc import Collection, Sequence
from datetime import datetime

from sqlalchemy import BigInteger, Index, Row, String, select
from sqlalchemy.orm import Mapped, mapped_column

from registry.domain.feed import Cursor, ThingKind
from registry.store.base import Base, db

Noted = Row[int, str, str, datetime]
"""A change as it is on file: position, kind, key, at."""


class FeedRecord(Base):
    """The head of the feed, one row: locked while a transaction commits. `identity` is that of this filling of the
    registry; one that is loaded from a dump begins another feed."""

    __tablename__ = "feed"

    name: Mapped[str] = mapped_column(String(10), primary_key=True)
    identity: Mapped[str] = mapped_column(String(16))
    position: Mapped[int] = mapped_column(BigInteger)
    at: Mapped[datetime]


class ChangeRecord(Base):
    """That a thing came, changed or went: written by `store/noting.py` alone, never edited. No position is left out."""

    __tablename__ = "changes"
    __table_args__ = (Index("ix_changes_kind_position", "kind", "position"),)

    position: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    kind: Mapped[str] = mapped_column(String(40))
    key: Mapped[str] = mapped_column(String(60))
    at: Mapped[datetime]


def head() -> FeedRecord | None:
    """How far the feed goes; None before the first change."""
    return db.session.get(FeedRecord, "feed", populate_existing=True)


def changes_after(position: int, *, until: int, of: Collection[ThingKind], most: int) -> Sequence[Noted]:
    """Changes of these kinds (of all, without any) behind a position, in order, up to another; as plain rows."""
    columns = (ChangeRecord.position, ChangeRecord.kind, ChangeRecord.key, ChangeRecord.at)
    found = select(*columns).where(ChangeRecord.position > position, ChangeRecord.position <= until)
    if of:
        found = found.where(ChangeRecord.kind.in_([kind.value for kind in of]))
    return db.session.execute(found.order_by(ChangeRecord.position).limit(most)).all()


def changes_before(position: int, *, behind: int, of: Collection[ThingKind], most: int) -> Sequence[Noted]:
    """Changes of these kinds (of all, without any) up to a position and behind another, the latest first."""
    columns = (ChangeRecord.position, ChangeRecord.kind, ChangeRecord.key, ChangeRecord.at)
    found = select(*columns).where(ChangeRecord.position > behind, ChangeRecord.position <= position)
    if of:
        found = found.where(ChangeRecord.kind.in_([kind.value for kind in of]))
    return db.session.execute(found.order_by(ChangeRecord.position.desc()).limit(most)).all()


def cursor_at(feed: str, position: int) -> Cursor | None:
    """The cursor behind a position; None where the feed has no such position."""
    if position == 0:
        return Cursor(feed, 0, "0" * 8)
    found = db.session.get(ChangeRecord, position)
    if found is None:
        return None
    stood = f"{found.kind}|{found.key}|{found.at.isoformat()}"
    return Cursor(feed, position, hashlib.sha256(stood.encode()).hexdigest()[:8])
