"""Emergency responses on file."""

from collections.abc import Collection, Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import ForeignKey, String, or_, select
from sqlalchemy.orm import Mapped, mapped_column

from registry.domain.divisions import Place
from registry.domain.emergencies import EmergencyResponse
from registry.domain.pages import Window
from registry.store.base import Base, db
from registry.store.keysets import Order, RecordsOnFile
from registry.store.remembered import kinds_of, recalled


class EmergencyRecord(Base):
    """A declared response. Its end is recorded later, at `end_recorded_at`.

    An end that was wrong is followed by the right one (or by none: it goes on) and stays among the `former_ends`.
    """

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
    opened_by: Mapped[str] = mapped_column(String(60), default="")
    opened_for: Mapped[str] = mapped_column(String(18), default="")
    closed_by: Mapped[str] = mapped_column(String(60), default="")
    former_ends: Mapped[list[Any]] = mapped_column(default=list)

    def end_on(self, end: date | None, *, by: str, at: datetime, reason: str = "") -> None:
        """Put its last day on record; what stood there before stays readable as what was known until now."""
        if self.end_recorded_at is not None:
            before = {"end": self.end.isoformat() if self.end else "", "at": self.end_recorded_at.isoformat()}
            corrected = {"corrected_at": at.isoformat(), "corrected_by": by, "reason": reason}
            self.former_ends = [*self.former_ends, {**before, "by": self.closed_by, **corrected}]
        self.end, self.end_recorded_at, self.closed_by = end, at, by

    def as_response(self, known_at: datetime) -> EmergencyResponse:
        """The response as known at a time: an end not yet recorded is none."""
        return _as_response(self, known_at)


_EMERGENCIES = kinds_of("emergencies")


def responses_at(place: Place, known_at: datetime) -> tuple[EmergencyResponse, ...]:
    """The responses for a place, or for a division above it, as known at a time (an end not yet recorded is none)."""
    codes = place.codes()
    rows = recalled(_EMERGENCIES, ("emergencies", codes), lambda: _rows_at(codes))
    return tuple([_as_response(row, known_at) for row in rows if row.recorded_at <= known_at])


def _rows_at(codes: Collection[str]) -> Sequence[Any]:
    columns = EmergencyRecord.__table__.c
    found = select(*columns).where(columns.division.in_(codes))
    return db.session.execute(found.order_by(columns.start, columns.code)).all()


def responses_called(codes: Collection[str], known_at: datetime) -> tuple[EmergencyResponse, ...]:
    """The responses of these codes as known at a time, in order of code."""
    found = select(EmergencyRecord).where(
        EmergencyRecord.code.in_(list(codes)), EmergencyRecord.recorded_at <= known_at
    )
    records = db.session.scalars(found.order_by(EmergencyRecord.code)).all() if codes else ()
    return tuple(r.as_response(known_at) for r in records)


def responses_listed(
    known_at: datetime, *, covering: Collection[str] = (), open_only: bool = False, after: str = "", most: int
) -> list[EmergencyRecord]:
    """A portion of the responses on record at a time, the latest start first, behind a code.

    `covering` are the codes of a place and of all above it; `open_only` leaves out those whose end is on record.
    """
    found = responses_page(known_at, covering=covering, open_only=open_only)
    last = db.session.get(EmergencyRecord, after) if after else None
    behind = found.order.position(last) if last is not None else None
    return list(found.portion(Window(most, after=behind)).rows)


def responses_page(known_at: datetime, *, covering: Collection[str] = (), open_only: bool = False) -> RecordsOnFile:
    """The same, to be read a page at a time."""
    found = select(EmergencyRecord).where(EmergencyRecord.recorded_at <= known_at)
    if covering:
        found = found.where(EmergencyRecord.division.in_(list(covering)))
    if open_only:
        found = found.where(or_(EmergencyRecord.end.is_(None), EmergencyRecord.end_recorded_at > known_at))
    columns = (EmergencyRecord.start.expression, EmergencyRecord.code.expression)
    return RecordsOnFile(found, Order(columns, ("start", "code"), descending=True))


def find_response(code: str, *, lock: bool = False) -> EmergencyRecord | None:
    """The response of this code; with `lock`, as it is now, and nobody else changes it until the transaction ends."""
    return db.session.get(EmergencyRecord, code, with_for_update=True if lock else None, populate_existing=lock)


def _as_response(row: Any, known_at: datetime) -> EmergencyResponse:
    """A record, or its columns alone, as known at a time."""
    return EmergencyResponse(
        code=row.code,
        level=row.level,
        issuer=row.issuer,
        place=row.division,
        start=row.start,
        end=_end_known(row, known_at),
        matters=tuple(row.matters),
        sample=row.sample,
    )


def _end_known(record: Any, known_at: datetime) -> date | None:
    recorded = record.end_recorded_at or record.recorded_at
    if recorded <= known_at:
        return record.end
    known = [one["end"] for one in record.former_ends or () if datetime.fromisoformat(one["at"]) <= known_at]
    return date.fromisoformat(known[-1]) if known and known[-1] else None
