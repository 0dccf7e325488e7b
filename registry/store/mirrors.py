"""The mirror: what the lists of a county's townships say of one department."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import and_, or_, select

from registry.domain.duties import DutyTier
from registry.domain.mirrors import MirrorRow
from registry.store.base import db
from registry.store.duties import DutyRecord, DutyShareRecord


def shares_on(editions: Sequence[str], units: Sequence[str]) -> list[MirrorRow]:
    """Each supporting duty of these editions in which one of the units has a share by its code, or no unit is named."""
    if not editions:
        return []
    joined = and_(DutyRecord.edition == DutyShareRecord.edition, DutyRecord.code == DutyShareRecord.duty)
    found = (
        select(*_OF_DUTY, DutyShareRecord.unit, DutyShareRecord.department, DutyShareRecord.duties)
        .join(DutyShareRecord, joined)
        .where(DutyRecord.edition.in_(editions))
        .where(or_(DutyShareRecord.unit.in_(units), DutyShareRecord.unit.is_(None)))
    )
    return [_row(row, unit=row[7], department=row[8], duties=tuple(row[9])) for row in db.session.execute(found)]


def reclaimed_on(editions: Sequence[str]) -> list[MirrorRow]:
    """Each reclaimed duty of these editions, with the department that took it over as it is written."""
    if not editions:
        return []
    found = select(*_OF_DUTY).where(DutyRecord.edition.in_(editions), DutyRecord.tier == DutyTier.RECLAIMED.value)
    return [_row(row, unit=None, department=row[5], duties=()) for row in db.session.execute(found)]


def written_on(editions: Sequence[str]) -> list[str]:
    """What these editions write where they name a department that is no unit on record, each once."""
    shared = select(DutyShareRecord.department).where(
        DutyShareRecord.edition.in_(editions), DutyShareRecord.unit.is_(None)
    )
    taken = select(DutyRecord.taken_over_by).where(
        DutyRecord.edition.in_(editions), DutyRecord.tier == DutyTier.RECLAIMED.value
    )
    return sorted({*db.session.scalars(shared.distinct()), *db.session.scalars(taken.distinct())})


_OF_DUTY = (
    DutyRecord.edition,
    DutyRecord.code,
    DutyRecord.tier,
    DutyRecord.number,
    DutyRecord.matter,
    DutyRecord.taken_over_by,
    DutyRecord.way_of_working,
)


def _row(row: Any, *, unit: str | None, department: str, duties: tuple[str, ...]) -> MirrorRow:
    return MirrorRow(
        edition=row[0],
        code=row[1],
        tier=DutyTier(row[2]),
        number=row[3],
        matter=row[4],
        unit=unit,
        department=department,
        duties=duties,
        way_of_working=row[6],
    )
