"""Admissions announce themselves to both sides: that they are about to end, ahead of time; that a number was issued."""

from datetime import datetime

from registry.domain.admissions import Validity
from registry.domain.notices import BOTH_SIDES, NewsCode, days_ahead
from registry.domain.question import CHINA
from registry.services import admissions as live
from registry.services.cases import begin_turn
from registry.services.notices import box_of, facts_of, tell
from registry.services.rejudging import place_of
from registry.store import admissions, cases
from registry.store.admissions import AdmissionRecord
from registry.store.base import db
from registry.store.cases import CaseRecord

_HOLDS = (Validity.VALID, Validity.NOT_YET, Validity.RESOURCES_DUE)


def ends_soon(record: AdmissionRecord, now: datetime) -> bool:
    """Whether an admission's last day is near enough to be announced; looked at, nothing is done."""
    return _days_left(record, now) is not None


def announce_ending(case: str, now: datetime) -> bool:
    """Tell both sides, in a transaction of its own, that an admission ends soon; whether somebody was told now.

    What it rests on sets its last day too. Where that day moves, the new one is announced anew.
    """
    at = begin_turn(now)
    record, found = admissions.admission_of(case), cases.find_case(case)
    left = _days_left(record, at) if record and record.ended_on is None else None
    told = False
    if record is not None and found is not None and left is not None:
        stands = live.as_it_stands(record, on=at.astimezone(CHINA).date(), now=at)
        said = {**facts_of(found), "admission": record.number or "", "days": left[0], "valid_until": str(stands.until)}
        for party in BOTH_SIDES:
            mark = f"ending:{case}:{stands.until}:{left[1]}:{party.value}"
            told |= tell(box_of(party, found, stands.place), NewsCode.ADMISSION_ENDING, case, said, at=at, once=mark)
    db.session.commit()
    return told


def tell_of_number(case: CaseRecord, record: AdmissionRecord, *, at: datetime) -> None:
    """Tell both sides that what waited for its resources has its number now: from today on the township is bound, or
    from the first day of a term that begins later.

    In the transaction that issues it, once.
    """
    first = max(at.astimezone(CHINA).date(), record.valid_from)
    place, said = place_of(case, at), {**facts_of(case), "admission": record.number or "", "holds_from": str(first)}
    for party in BOTH_SIDES:
        mark = f"numbered:{case.number}:{party.value}"
        tell(box_of(party, case, place), NewsCode.ADMISSION_NUMBERED, case.number, said, at=at, once=mark)


def _days_left(record: AdmissionRecord, at: datetime) -> tuple[int, int] | None:
    """How many days an admission has left, and which announcement that calls for; None for none."""
    today = at.astimezone(CHINA).date()
    stands = live.as_it_stands(record, on=today, now=at)
    if stands.until is None or stands.validity not in _HOLDS:
        return None
    left = (stands.until - today).days
    ahead = days_ahead(left)
    return (left, ahead) if ahead is not None else None
