"""Which admissions a unit or a division has, and which of them may end by a day."""

from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, exists, false, or_, select

from registry.domain.verdict import LifterKind
from registry.store.admissions import AdmissionLifterRecord, AdmissionRecord
from registry.store.approvals import ApprovalRecord
from registry.store.base import db
from registry.store.emergencies import EmergencyRecord
from registry.store.successions import codes_with_former


def _of(unit: str, division: str | None) -> ColumnElement[bool]:
    """Given to a unit, or lying in a division or in what it once was."""
    seen: list[ColumnElement[bool]] = [AdmissionRecord.unit == unit] if unit else []
    if division is not None:
        seen.append(AdmissionRecord.place.in_(codes_with_former(division)))
    return or_(false(), *seen)


def admissions_of(unit: str, division: str | None, *, ended: bool | None, most: int) -> list[AdmissionRecord]:
    """Admissions of a unit or in a division, the latest first; `ended` narrows to those that have, or have not."""
    found = select(AdmissionRecord).where(_of(unit, division))
    if ended is not None:
        found = found.where(AdmissionRecord.ended_on.is_not(None) if ended else AdmissionRecord.ended_on.is_(None))
    newest_first = found.order_by(AdmissionRecord.recorded_at.desc(), AdmissionRecord.case)
    return list(db.session.scalars(newest_first.limit(most)).all())


def may_end_by(unit: str, division: str | None, *, day: date) -> list[AdmissionRecord]:
    """Those that have not ended and whose term, or an approval or response that they rest on, ends by a day."""
    by_then = or_(
        AdmissionRecord.valid_until <= day,
        _rests_on(LifterKind.APPROVAL, select(ApprovalRecord.code).where(ApprovalRecord.valid_until <= day)),
        _rests_on(LifterKind.EMERGENCY, select(EmergencyRecord.code).where(EmergencyRecord.end <= day)),
    )
    found = select(AdmissionRecord).where(_of(unit, division), AdmissionRecord.ended_on.is_(None), by_then)
    return list(db.session.scalars(found.order_by(AdmissionRecord.case)).all())


def _rests_on(kind: LifterKind, codes: Select[Any]) -> ColumnElement[bool]:
    lifter = AdmissionLifterRecord
    rests = and_(lifter.case == AdmissionRecord.case, lifter.kind == kind.value, lifter.ended_at.is_(None))
    return exists(select(lifter.case).where(rests, lifter.lifter.in_(codes)))
