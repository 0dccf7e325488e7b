"""Chief and grid duties on file: when each ends is a record of its own, so that what was known before stays true."""

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import date, datetime

from sqlalchemy import ForeignKey, String, and_, bindparam, select
from sqlalchemy.orm import Mapped, mapped_column

from registry.domain.chiefs import ChiefEntry
from registry.domain.divisions import Place
from registry.domain.duties import ChiefDuty, LaidOn
from registry.domain.question import CHINA
from registry.store.base import Base, db
from registry.store.duties import ChiefDutyRecord
from registry.store.remembered import kinds_of, recalled


class ChiefDutyEndingRecord(Base):
    """A last day of a chief's or grid duty that came on record later than the duty; of several the latest holds.

    The `until` of the duty's own row stays what was known when that row was recorded.
    """

    __tablename__ = "chief_duty_endings"

    duty: Mapped[str] = mapped_column(String(40), ForeignKey("chief_duties.code"), primary_key=True)
    position: Mapped[int] = mapped_column(primary_key=True)
    until: Mapped[date]
    reason: Mapped[str]
    ended_by: Mapped[str] = mapped_column(String(60))
    recorded_at: Mapped[datetime]


# Each duty once for every ending known by then, the last one last.
_WITH_ENDINGS = (
    select(ChiefDutyRecord, ChiefDutyEndingRecord)
    .outerjoin(
        ChiefDutyEndingRecord,
        and_(
            ChiefDutyEndingRecord.duty == ChiefDutyRecord.code,
            ChiefDutyEndingRecord.recorded_at <= bindparam("known_at"),
        ),
    )
    .where(ChiefDutyRecord.division.in_(bindparam("codes", expanding=True)))
    .where(ChiefDutyRecord.recorded_at <= bindparam("known_at"))
    .order_by(ChiefDutyRecord.code, ChiefDutyEndingRecord.position)
)


_CHIEFS = kinds_of("chief_duties", "chief_duty_endings")


def register_of(place: Place, known_at: datetime) -> tuple[ChiefEntry, ...]:
    """The duties on record for a place and for the divisions above it, at a time, the place's own last."""
    asked = {"codes": sorted(place.codes()), "known_at": known_at}
    last = {duty.code: (duty, ending) for duty, ending in db.session.execute(_WITH_ENDINGS, asked)}
    names = {step.before: step.old_name for step in place.lineage}
    names |= {division.code: division.name for division in place.path}
    entries = [_as_entry(duty, names[duty.division], ending) for duty, ending in last.values()]
    former = sorted(place.codes() - {division.code for division in place.path})
    order = [*former, *(division.code for division in place.path)]
    return tuple(sorted(entries, key=lambda entry: (order.index(entry.place), entry.code)))


@dataclass(slots=True)
class _Dated:
    """A duty as it was recorded, when that was, and its endings in the order of their positions, each with when."""

    duty: ChiefDuty
    recorded_at: datetime
    endings: list[tuple[date, datetime]]

    def as_known(self, known_at: datetime) -> ChiefDuty:
        ends = [until for until, at in self.endings if at <= known_at]
        return replace(self.duty, until=ends[-1]) if ends else self.duty


def chief_duties(place: Place, known_at: datetime) -> tuple[ChiefDuty, ...]:
    """The same as a rule looks at them, in order of code."""
    codes = place.codes()
    found = recalled(_CHIEFS, ("chief duties", codes), lambda: _dated_duties(codes))
    return tuple([one.as_known(known_at) for one in found if one.recorded_at <= known_at])


def _dated_duties(codes: Collection[str]) -> tuple[_Dated, ...]:
    duty, ending = ChiefDutyRecord, ChiefDutyEndingRecord
    found = (
        select(duty.code, duty.matter, duty.laid_on, duty.division, duty.in_force_from, duty.until, duty.recorded_at)
        .add_columns(ending.until, ending.recorded_at)
        .outerjoin(ending, ending.duty == duty.code)
        .where(duty.division.in_(codes))
        .order_by(duty.code, ending.position)
    )
    dated: dict[str, _Dated] = {}
    for code, matter, laid_on, division, begins, until, at, ends, ended_at in db.session.execute(found).all():
        if code not in dated:
            dated[code] = _Dated(ChiefDuty(matter, LaidOn(laid_on), division, begins, until), at, [])
        if ends is not None:
            dated[code].endings.append((ends, ended_at))
    return tuple(dated.values())


def find_chief_duty(code: str) -> ChiefDutyRecord | None:
    """The duty of this code."""
    return db.session.get(ChiefDutyRecord, code)


def wait_for(code: str) -> ChiefDutyRecord | None:
    """The duty of this code, kept for oneself until the transaction ends."""
    return db.session.get(ChiefDutyRecord, code, with_for_update=True)


def endings_of(code: str) -> list[ChiefDutyEndingRecord]:
    """The endings of a duty that came on record later, in the order they were recorded."""
    found = select(ChiefDutyEndingRecord).where(ChiefDutyEndingRecord.duty == code)
    return list(db.session.scalars(found.order_by(ChiefDutyEndingRecord.position)).all())


def _as_entry(record: ChiefDutyRecord, place_name: str, ending: ChiefDutyEndingRecord | None) -> ChiefEntry:
    return ChiefEntry(
        code=record.code,
        matter=record.matter,
        laid_on=LaidOn(record.laid_on),
        place=record.division,
        place_name=place_name,
        in_force_from=record.in_force_from,
        until=ending.until if ending else record.until,
        basis=record.basis,
        added_on=record.added_on or record.recorded_at.astimezone(CHINA).date(),
        added_by=record.added_by or "",
        recorded_at=record.recorded_at,
        ended_for=ending.reason if ending else "",
        sample=record.sample,
    )
