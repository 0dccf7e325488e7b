"""Attachments on file: the bytes as they came, beside their SHA-256, of a request or of a draft of one."""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import ForeignKey, LargeBinary, String, func, select
from sqlalchemy.orm import Mapped, mapped_column

from registry.store.base import Base, db


class AttachmentRecord(Base):
    """One file of a request, or of a draft. The bytes are fetched only where they are asked for. `size` is in bytes."""

    __tablename__ = "attachments"

    number: Mapped[str] = mapped_column(String(20), primary_key=True)
    request: Mapped[str | None] = mapped_column(String(20), ForeignKey("access_requests.number"), index=True)
    draft: Mapped[str | None] = mapped_column(String(20), ForeignKey("request_drafts.number"), index=True)
    name: Mapped[str] = mapped_column(String(200))
    media: Mapped[str] = mapped_column(String(10))
    size: Mapped[int]
    sha256: Mapped[str] = mapped_column(String(64))
    content: Mapped[bytes] = mapped_column(LargeBinary, deferred=True)
    added_by: Mapped[str] = mapped_column(String(60))
    added_by_name: Mapped[str]
    added_at: Mapped[datetime]


def find_attachment(number: str) -> AttachmentRecord | None:
    """The attachment of this number."""
    return db.session.get(AttachmentRecord, number)


def attachments_of(*, request: str | None = None, draft: str | None = None) -> list[AttachmentRecord]:
    """What is attached to a request, or to a draft, in order of number."""
    of = AttachmentRecord.request == request if request else AttachmentRecord.draft == draft
    return list(db.session.scalars(select(AttachmentRecord).where(of).order_by(AttachmentRecord.number)).all())


def attachments_of_requests(requests: Collection[str]) -> dict[str, list[AttachmentRecord]]:
    """What is attached to each of these requests, in order of number."""
    found = select(AttachmentRecord).where(AttachmentRecord.request.in_(list(requests)))
    attached: dict[str, list[AttachmentRecord]] = {}
    for record in db.session.scalars(found.order_by(AttachmentRecord.number)):
        attached.setdefault(record.request or "", []).append(record)
    return attached


def count_attachments(*, request: str | None = None, draft: str | None = None) -> int:
    """How many files are attached."""
    of = AttachmentRecord.request == request if request else AttachmentRecord.draft == draft
    return db.session.scalar(select(func.count()).select_from(AttachmentRecord).where(of)) or 0
