"""What each county set as the limit of each step, from which day on."""

from collections.abc import Sequence
from datetime import date, datetime

from sqlalchemy import ForeignKey, String, select
from sqlalchemy.orm import Mapped, mapped_column

from registry.domain.limits import LimitStep
from registry.store.base import Base, db


class CountyLimitRecord(Base):
    """A county's limit for a step, in working days, from a day on; a later entry for the same day corrects it."""

    __tablename__ = "county_limits"

    county: Mapped[str] = mapped_column(String(12), ForeignKey("divisions.code"), primary_key=True)
    step: Mapped[str] = mapped_column(String(20), primary_key=True)
    recorded_at: Mapped[datetime] = mapped_column(primary_key=True)
    in_force_from: Mapped[date]
    working_days: Mapped[int]
    recorded_by: Mapped[str] = mapped_column(String(60))


def limits_of(county: str, on: date, known_at: datetime) -> dict[LimitStep, CountyLimitRecord]:
    """What a county had set for each step by a day, as known at a time; steps it has set nothing for are left out."""
    found = select(CountyLimitRecord).where(
        CountyLimitRecord.county == county,
        CountyLimitRecord.in_force_from <= on,
        CountyLimitRecord.recorded_at <= known_at,
    )
    order = (CountyLimitRecord.in_force_from, CountyLimitRecord.recorded_at)
    return {LimitStep(record.step): record for record in db.session.scalars(found.order_by(*order))}


def limit_history(county: str, *, most: int = 100) -> Sequence[CountyLimitRecord]:
    """Every limit a county entered, the latest first."""
    found = select(CountyLimitRecord).where(CountyLimitRecord.county == county)
    return db.session.scalars(found.order_by(CountyLimitRecord.recorded_at.desc()).limit(most)).all()
