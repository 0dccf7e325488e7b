"""Slips on file: what was stated, with its signature, and the question and verdict it rests on."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, String, select
from sqlalchemy.orm import Mapped, mapped_column

from registry.store.base import Base, db
from registry.store.successions import codes_with_former
from registry.store.units import own_codes


class SlipRecord(Base):
    """One slip; added, never edited. `statement` is the signed text to the letter, `signature` it in base64url.

    `called` holds what the letter names as it was called then: unit, place, demander, matter, row, paper. `once` is
    the mark of the form that led to it, so that sending it again issues no other.
    """

    __tablename__ = "slips"

    number: Mapped[str] = mapped_column(String(40), primary_key=True)
    township: Mapped[str] = mapped_column(String(12), ForeignKey("divisions.code"), index=True)
    unit: Mapped[str] = mapped_column(String(18))
    demander: Mapped[str] = mapped_column(String(18), index=True)
    case: Mapped[str | None] = mapped_column(String(24), ForeignKey("cases.number"), index=True)
    reply: Mapped[str] = mapped_column(String(20))
    called: Mapped[dict[str, Any]]
    question: Mapped[dict[str, Any]]
    verdict: Mapped[dict[str, Any]]
    statement: Mapped[str]
    signature: Mapped[str] = mapped_column(String(100))
    key: Mapped[str] = mapped_column(String(20), ForeignKey("signing_keys.id"))
    issued_by: Mapped[str] = mapped_column(String(60))
    issued_at: Mapped[datetime]
    once: Mapped[str | None] = mapped_column(String(120), unique=True)
    sample: Mapped[bool] = mapped_column(default=False)


def find_slip(number: str) -> SlipRecord | None:
    """The slip of this number."""
    return db.session.get(SlipRecord, number)


def issued_before(once: str) -> SlipRecord | None:
    """The slip that the same form already led to."""
    return db.session.scalars(select(SlipRecord).where(SlipRecord.once == once)).one_or_none()


def latest_slips(division: str, *, most: int) -> list[SlipRecord]:
    """The slips of the townships in a division, or in what it once was; the latest first."""
    found = select(SlipRecord).where(SlipRecord.township.in_(codes_with_former(division)))
    return list(db.session.scalars(found.order_by(SlipRecord.issued_at.desc(), SlipRecord.number).limit(most)).all())


def latest_slips_to(unit: str, *, most: int) -> list[SlipRecord]:
    """The slips that answer a unit; the latest first."""
    found = select(SlipRecord).where(SlipRecord.demander.in_(own_codes(unit)))
    return list(db.session.scalars(found.order_by(SlipRecord.issued_at.desc(), SlipRecord.number).limit(most)).all())


def is_of(number: str, division: str) -> bool:
    """Whether a slip was issued by a township in a division, or in what it once was."""
    inside = SlipRecord.township.in_(codes_with_former(division))
    return db.session.scalars(select(SlipRecord.number).where(SlipRecord.number == number, inside)).first() is not None
