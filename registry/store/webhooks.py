"""Webhooks on file: who is told of what where, and how far each was told."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from flask import current_app
from sqlalchemy import BigInteger, String, func, or_, select
from sqlalchemy.orm import Mapped, mapped_column

from registry.domain.webhooks import WebhookState, secret_of
from registry.store.base import Base, db
from registry.store.changes import FeedRecord
from registry.store.units import is_of


class WebhookRecord(Base):
    """One webhook. `holder` is the unit (or village) whose it is, `owner` the person by whose rights it is told,
    `position` the last change of the feed that its receiver has taken. Its secret follows from `salt` and the
    installation's key.
    """

    __tablename__ = "webhooks"

    number: Mapped[str] = mapped_column(String(20), primary_key=True)
    holder: Mapped[str] = mapped_column(String(18), index=True)
    owner: Mapped[str] = mapped_column(String(60))
    url: Mapped[str] = mapped_column(String(500))
    kinds: Mapped[list[Any]]
    salt: Mapped[str] = mapped_column(String(32))
    state: Mapped[str] = mapped_column(String(10))
    paused_for: Mapped[str] = mapped_column(String(20), default="")
    position: Mapped[int] = mapped_column(BigInteger)
    failures: Mapped[int] = mapped_column(default=0)
    last_error: Mapped[str] = mapped_column(String(300), default="")
    last_taken_at: Mapped[datetime | None]
    next_at: Mapped[datetime]
    claim: Mapped[str | None] = mapped_column(String(32))
    claimed_until: Mapped[datetime | None]
    created_at: Mapped[datetime]

    @property
    def secret(self) -> str:
        """What it is signed with; another installation key makes another secret."""
        return secret_of(str(current_app.config["SECRET_KEY"]), self.number, self.salt)


def may_lead_inside() -> bool:
    """Whether webhooks may lead into the server's own network: set where receivers stand there."""
    return bool(current_app.config["SETTINGS"].webhooks_inside)


def find_webhook(number: str, *, lock: bool = False) -> WebhookRecord | None:
    """The webhook of this number; with `lock` as it is now, until the transaction ends."""
    return db.session.get(WebhookRecord, number, with_for_update=True if lock else None, populate_existing=lock)


def webhooks_of(holder: str | None) -> Sequence[WebhookRecord]:
    """The webhooks of a unit or village, or all, in order of number."""
    found = select(WebhookRecord).order_by(WebhookRecord.number)
    return db.session.scalars(found if holder is None else found.where(is_of(WebhookRecord.holder, holder))).all()


def count_of(holder: str) -> int:
    """How many webhooks a unit or village has."""
    return db.session.scalar(select(func.count()).where(is_of(WebhookRecord.holder, holder))) or 0


def next_due(now: datetime, *, besides: Sequence[str]) -> WebhookRecord | None:
    """A webhook that is due, behind the feed, and that no sender has, locked; one locked elsewhere is passed over."""
    last = select(FeedRecord.position).scalar_subquery()
    found = select(WebhookRecord).where(
        WebhookRecord.state == WebhookState.ACTIVE.value,
        WebhookRecord.next_at <= now,
        WebhookRecord.position < last,
        or_(WebhookRecord.claimed_until.is_(None), WebhookRecord.claimed_until <= now),
        WebhookRecord.number.not_in(list(besides)),
    )
    found = found.order_by(WebhookRecord.next_at, WebhookRecord.number).limit(1)
    return db.session.scalars(found.with_for_update(skip_locked=True)).first()
