"""Which admissions a unit or a division has, in the order in which they end."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, and_, case, false, func, not_, or_, select

from registry.domain.admissions import AdmissionFilter, ListMark
from registry.store.admissions import AdmissionRecord
from registry.store.base import db
from registry.store.ending_days import is_over, last_day
from registry.store.successions import codes_with_former
from registry.store.units import is_of


@dataclass(frozen=True, slots=True)
class Sought:
    """Admissions of a unit or in a division (what it was called before included), looked at on a day.

    `soon` is the last of the days that count as soon, for those that are about to end.
    """

    unit: str
    division: str | None
    wanted: AdmissionFilter
    on: date
    soon: date

    def fits(self) -> ColumnElement[bool]:
        """Given to the unit, or lying in the division; and what the filter says."""
        seen: list[ColumnElement[bool]] = [is_of(AdmissionRecord.unit, self.unit)]
        if self.division is not None:
            seen.append(AdmissionRecord.place.in_(codes_with_former(self.division)))
        return and_(or_(false(), *seen), *self._narrowed())

    def _narrowed(self) -> Sequence[ColumnElement[bool]]:
        match self.wanted:
            case AdmissionFilter.RUNNING:
                return [not_(self.is_over())]
            case AdmissionFilter.ENDED:
                return [self.is_over()]
            case AdmissionFilter.EXPIRING:
                return [AdmissionRecord.ended_on.is_(None), last_day().between(self.on, self.soon)]
            case _:
                return []

    def is_over(self) -> ColumnElement[bool]:
        """Ended on record, or past its last day though nobody has ended it yet."""
        return is_over(self.on)


def admissions_by_ending(
    sought: Sought, *, after: ListMark | None = None, most: int | None = None
) -> list[tuple[AdmissionRecord, ListMark]]:
    """Those sought, what ends first first, what has no end after that, and then what is over, the latest first; each
    with its mark, behind which one reads on."""
    over, last, number = sought.is_over(), last_day(), AdmissionRecord.case
    found = select(AdmissionRecord, over, last).where(sought.fits())
    if after is not None:
        found = found.where(_behind(after, over, last))
    ordered = found.order_by(over, case((not_(over), last)), last.desc(), number)
    rows = db.session.execute(ordered.limit(most)).all()
    return [(record, ListMark(bool(is_over), day, record.case)) for record, is_over, day in rows]


def _behind(mark: ListMark, over: ColumnElement[bool], last: ColumnElement[date]) -> ColumnElement[bool]:
    same_day = and_(last == mark.last, AdmissionRecord.case > mark.case)
    if mark.is_over:
        return and_(over, or_(last < mark.last, same_day))
    return or_(over, last > mark.last, same_day)


def how_many(sought: Sought) -> int:
    """How many there are of those sought."""
    found = select(func.count()).select_from(AdmissionRecord).where(sought.fits())
    return db.session.scalar(found) or 0
