"""What each county set as the limit of each step, from which day on."""

from collections.abc import Sequence
from datetime import date, datetime

from sqlalchemy import ForeignKey, String, select
from sqlalchemy.orm import Mapped, mapped_column

from registry.domain.limits import LimitStep
from registry.domain.successions import Step, Steps, until
from registry.store.base import Base, db
from registry.store.successions import steps_about


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
    """What a county had set for each step by a day, as known at a time, also under a code it had before; steps it has
    set nothing for are left out."""
    line = _line_of(county, until(steps_about([county], known_at), on))
    found = select(CountyLimitRecord).where(
        CountyLimitRecord.county.in_(sorted(line)),
        CountyLimitRecord.in_force_from <= on,
        CountyLimitRecord.recorded_at <= known_at,
    )
    order = (CountyLimitRecord.in_force_from, CountyLimitRecord.recorded_at)
    records = db.session.scalars(found.order_by(*order)).all()
    return {LimitStep(r.step): r for r in records if _counts(r, line[r.county])}


def _line_of(county: str, steps: Steps) -> dict[str, Step | None]:
    """A county's code and those it goes on from, each with the step by which a part left it that goes on itself."""
    line: dict[str, Step | None] = {county: None}
    while True:
        into = [s for s in steps if s.after == county and s.before != county and s.list_from]
        if not into or into[-1].before in line:
            return line
        step = into[-1]
        line[step.before] = None if step.ends else step
        county = step.before


def _counts(record: CountyLimitRecord, left: Step | None) -> bool:
    return left is None or left.found_whole(record.in_force_from, record.recorded_at)


def limit_history(county: str, *, most: int = 100) -> Sequence[CountyLimitRecord]:
    """Every limit a county entered, also under a code it had before, the latest first."""
    line = _line_of(county, steps_about([county]))
    found = select(CountyLimitRecord).where(CountyLimitRecord.county.in_(sorted(line)))
    return db.session.scalars(found.order_by(CountyLimitRecord.recorded_at.desc()).limit(most)).all()
