"""Drafts of requests on file: what was typed, as it was typed; gone once it is submitted or discarded."""

from datetime import datetime
from typing import Any

from sqlalchemy import String, select
from sqlalchemy.orm import Mapped, mapped_column

from registry.store.base import Base, db
from registry.store.units import is_of


class RequestDraftRecord(Base):
    """What a unit typed and has not submitted. `revision` rises each time it is kept again.

    `demand` holds the answers, places, who asks, papers and days as they were typed; nothing in it was read or judged.
    """

    __tablename__ = "request_drafts"

    number: Mapped[str] = mapped_column(String(20), primary_key=True)
    unit: Mapped[str] = mapped_column(String(18), index=True)
    kind: Mapped[str] = mapped_column(String(40))
    subject: Mapped[str]
    demand: Mapped[dict[str, Any]]
    application: Mapped[dict[str, Any]]
    revision: Mapped[int]
    kept_by: Mapped[str] = mapped_column(String(60))
    kept_by_name: Mapped[str]
    kept_at: Mapped[datetime]


def find_request_draft(number: str, *, lock: bool = False) -> RequestDraftRecord | None:
    """The draft of this number; with `lock`, as it is now, and nobody else changes it until the transaction ends."""
    options: dict[str, Any] = {"with_for_update": True, "populate_existing": True} if lock else {}
    return db.session.get(RequestDraftRecord, number, **options)


def request_drafts_of(unit: str, *, most: int) -> list[RequestDraftRecord]:
    """A unit's drafts, the latest kept first."""
    found = select(RequestDraftRecord).where(is_of(RequestDraftRecord.unit, unit))
    order = (RequestDraftRecord.kept_at.desc(), RequestDraftRecord.number.desc())
    return list(db.session.scalars(found.order_by(*order).limit(most)).all())
