"""Slips, notices, drafts of requests, and admissions: what somebody may read of them, a page at a time."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, not_, or_, select

from registry.store.admissions import AdmissionLifterRecord, AdmissionRecord
from registry.store.attachments import AttachmentRecord
from registry.store.base import db
from registry.store.ending_days import is_over
from registry.store.keysets import Order, RecordsOnFile
from registry.store.notices import Boxes, NoticeRecord
from registry.store.request_drafts import RequestDraftRecord
from registry.store.slips import SlipRecord
from registry.store.successions import Belonging, codes_with_former
from registry.store.units import is_of


def _latest(time: Any, key: Any) -> Order:
    return Order((time, key), (time.key, key.key), descending=True)


@dataclass(frozen=True, slots=True)
class SlipsWanted:
    """Which slips are looked for: their reply, case, the unit they answer, and when they were issued."""

    reply: str = ""
    case: str = ""
    demander: str = ""
    issued_from: datetime | None = None
    issued_before: datetime | None = None

    def clauses(self) -> list[ColumnElement[bool]]:
        """What narrows to them."""
        slip = SlipRecord
        found = [column == given for column, given in ((slip.reply, self.reply), (slip.case, self.case)) if given]
        if self.demander:
            found.append(is_of(slip.demander, self.demander))
        if self.issued_from:
            found.append(slip.issued_at >= self.issued_from)
        if self.issued_before:
            found.append(slip.issued_at < self.issued_before)
        return found


ALL_SLIPS = SlipsWanted()


def slips_to(unit: str, wanted: SlipsWanted = ALL_SLIPS) -> RecordsOnFile:
    """The slips that answer a unit; the latest first."""
    return _slips(is_of(SlipRecord.demander, unit), *wanted.clauses())


def slips_in(division: str, wanted: SlipsWanted = ALL_SLIPS) -> RecordsOnFile:
    """The slips of the townships in a division, or in what it once was; the latest first."""
    return _slips(SlipRecord.township.in_(codes_with_former(division)), *wanted.clauses())


def _slips(*such: ColumnElement[bool]) -> RecordsOnFile:
    return RecordsOnFile(select(SlipRecord).where(*such), _latest(SlipRecord.issued_at, SlipRecord.number))


def request_drafts_of_unit(unit: str) -> RecordsOnFile:
    """A unit's drafts of requests, the latest kept first."""
    found = select(RequestDraftRecord).where(is_of(RequestDraftRecord.unit, unit))
    return RecordsOnFile(found, _latest(RequestDraftRecord.kept_at, RequestDraftRecord.number))


def attachments_of_drafts(drafts: Collection[str]) -> dict[str, list[AttachmentRecord]]:
    """What is attached to each of these drafts, in order of number."""
    found = select(AttachmentRecord).where(AttachmentRecord.draft.in_(list(drafts)))
    attached: dict[str, list[AttachmentRecord]] = {}
    for record in db.session.scalars(found.order_by(AttachmentRecord.number)):
        attached.setdefault(record.draft or "", []).append(record)
    return attached


def notices_in(boxes: Boxes, *, unread_only: bool) -> RecordsOnFile:
    """What lies in these boxes, the latest first."""
    found = select(NoticeRecord).where(boxes.hold())
    if unread_only:
        found = found.where(NoticeRecord.read_at.is_(None))
    return RecordsOnFile(found, Order((NoticeRecord.id.expression,), ("id",), descending=True))


def admissions_page(
    unit: str, there: Belonging | None, *, on: date, over: bool | None, place: str, kind: str
) -> RecordsOnFile:
    """Admissions given to a unit, or lying in a division; the latest first. With `over`, those that are over on the
    day or that are not, by the dates, whether anything ended them or not."""
    seen = [is_of(AdmissionRecord.unit, unit)]
    if there is not None:
        seen.append(there.holds(AdmissionRecord.place.expression))
    found = select(AdmissionRecord).where(or_(*seen))
    if over is not None:
        found = found.where(is_over(on) if over else not_(is_over(on)))
    if place:
        found = found.where(AdmissionRecord.place.in_(codes_with_former(place)))
    if kind:
        found = found.where(AdmissionRecord.kind == kind)
    return RecordsOnFile(found, _latest(AdmissionRecord.recorded_at, AdmissionRecord.case))


def lifters_of_cases(cases: Collection[str]) -> dict[str, list[AdmissionLifterRecord]]:
    """What the admissions of these cases rest on now, in order."""
    lifter = AdmissionLifterRecord
    found = select(lifter).where(lifter.case.in_(list(cases)), lifter.ended_at.is_(None))
    rests: dict[str, list[AdmissionLifterRecord]] = {}
    for one in db.session.scalars(found.order_by(lifter.case, lifter.position)):
        rests.setdefault(one.case, []).append(one)
    return rests
