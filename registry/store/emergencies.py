"""Emergency responses on file."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import ForeignKey, String, select
from sqlalchemy.orm import Mapped, mapped_column

from registry.domain.divisions import Place
from registry.domain.emergencies import EmergencyResponse
from registry.store.base import Base, db


class EmergencyRecord(Base):
    """A declared response. Its end is recorded later, at `end_recorded_at`."""

    __tablename__ = "emergencies"

    code: Mapped[str] = mapped_column(String(40), primary_key=True)
    level: Mapped[str] = mapped_column(String(10))
    issuer: Mapped[str]
    division: Mapped[str] = mapped_column(String(12), ForeignKey("divisions.code"), index=True)
    start: Mapped[date]
    end: Mapped[date | None]
    matters: Mapped[list[Any]]
    recorded_at: Mapped[datetime]
    end_recorded_at: Mapped[datetime | None]
    sample: Mapped[bool] = mapped_column(default=False)


def responses_at(place: Place, known_at: datetime) -> tuple[EmergencyResponse, ...]:
    """The responses for a place, or for a division above it, as known at a time (an end not yet recorded is none)."""
    found = select(EmergencyRecord).where(
        EmergencyRecord.division.in_(place.codes()), EmergencyRecord.recorded_at <= known_at
    )
    records = db.session.scalars(found.order_by(EmergencyRecord.start, EmergencyRecord.code)).all()
    return tuple(
        EmergencyResponse(
            r.code, r.level, r.issuer, r.division, r.start, _end_known(r, known_at), tuple(r.matters), r.sample
        )
        for r in records
    )


def _end_known(record: EmergencyRecord, known_at: datetime) -> date | None:
    recorded = record.end_recorded_at or record.recorded_at
    return record.end if recorded <= known_at else None
