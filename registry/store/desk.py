"""What waits on somebody's desk, each sort in one query however much of it there is."""

from collections.abc import Collection, Iterable
from datetime import date

from sqlalchemy import ColumnElement, Select, false, func, or_, select

from registry.domain.inventories import InventorySort
from registry.domain.reports import ReportStatus
from registry.store.access import RequestRecord
from registry.store.admissions import AdmissionItemRecord, AdmissionRecord
from registry.store.approvals import ApprovalDocumentRecord, ApprovalPlaceRecord, ApprovalRecord
from registry.store.base import Base, db
from registry.store.cases import CaseRecord
from registry.store.divisions import DivisionRecord
from registry.store.emergencies import EmergencyRecord
from registry.store.events import EventRecord
from registry.store.hangings import HangingRecord
from registry.store.inventories import DecisionRecord
from registry.store.plaques import PlaqueRecord
from registry.store.reports import ReporterRecord, ReportRecord
from registry.store.successions import codes_with_former
from registry.store.units import UnitRecord, is_of
from registry.store.village_bodies import VillageBodyRecord

MOST = 200


def unconfirmed_within(division: str) -> list[ApprovalRecord]:
    """Approvals that nobody confirmed or revoked, whose places all lie in a division; the earliest first."""
    beyond = select(ApprovalPlaceRecord.approval).where(
        ApprovalPlaceRecord.division.not_in(codes_with_former(division))
    )
    found = select(ApprovalRecord).where(ApprovalRecord.confirmed_at.is_(None), ApprovalRecord.revoked_on.is_(None))
    ordered = found.where(ApprovalRecord.code.not_in(beyond)).order_by(ApprovalRecord.recorded_at, ApprovalRecord.code)
    return list(db.session.scalars(ordered.limit(MOST)).all())


def with_paper(codes: Collection[str]) -> set[str]:
    """Which of these approvals have their paper attached."""
    found = select(ApprovalDocumentRecord.approval).where(ApprovalDocumentRecord.approval.in_(list(codes)))
    return set(db.session.scalars(found)) if codes else set()


def open_reports_of(office: str, codes: Collection[str], *, but_of: str) -> list[ReportRecord]:
    """Reports that an office has and has not closed, but what one person made; the earliest first. Nobody who reported
    leaves this query."""
    own = select(ReporterRecord.report).where(ReporterRecord.person == but_of)
    found = select(ReportRecord).where(ReportRecord.office == office, ReportRecord.division.in_(list(codes)))
    found = found.where(ReportRecord.status != ReportStatus.CLOSED.value, ReportRecord.number.not_in(own))
    return list(db.session.scalars(found.order_by(ReportRecord.recorded_at, ReportRecord.number).limit(MOST)).all())


def hold(units: Collection[str], cases: Iterable[CaseRecord] = ()) -> list[Base]:
    """These units, and the emergency responses that cases were asked under, at once: finding each of them afterwards
    asks nothing more while they are held."""
    codes, responses = [code for code in units if code], {case.response for case in cases if case.response}
    found: list[Base] = []
    if codes:
        found += db.session.scalars(select(UnitRecord).where(UnitRecord.code.in_(sorted(set(codes))))).all()
    if responses:
        found += db.session.scalars(select(EmergencyRecord).where(EmergencyRecord.code.in_(sorted(responses)))).all()
    return found


def requests_of(cases: Iterable[CaseRecord]) -> dict[str, RequestRecord]:
    """The requests that these cases belong to, by their numbers."""
    numbers = sorted({case.request for case in cases})
    found = select(RequestRecord).where(RequestRecord.number.in_(numbers))
    return {record.number: record for record in db.session.scalars(found).all()} if numbers else {}


def who_did(about: Collection[str], *, stream: str, verbs: Collection[str]) -> dict[str, set[str]]:
    """Who did one of these things with each of these."""
    found = select(EventRecord.about, EventRecord.actor).where(
        EventRecord.stream == stream, EventRecord.about.in_(list(about)), EventRecord.verb.in_(list(verbs))
    )
    done: dict[str, set[str]] = {}
    for thing, actor in db.session.execute(found) if about else ():
        done.setdefault(thing, set()).add(actor)
    return done


def names_of(codes: Collection[str]) -> dict[str, str]:
    """What the divisions of these codes are called."""
    found = select(DivisionRecord.code, DivisionRecord.name).where(DivisionRecord.code.in_(list(codes)))
    return {row[0]: row[1] for row in db.session.execute(found)} if codes else {}


def _seen_by(unit: str, division: str | None) -> ColumnElement[bool]:
    own: list[ColumnElement[bool]] = [is_of(AdmissionRecord.unit, unit)]
    if division is not None:
        own.append(AdmissionRecord.place.in_(codes_with_former(division)))
    return or_(false(), *own)


def without_number(unit: str, division: str | None) -> list[AdmissionRecord]:
    """Admissions of a unit, or in a division, that run and wait for the resources due; the earliest first."""
    found = select(AdmissionRecord).where(_seen_by(unit, division), AdmissionRecord.ended_on.is_(None))
    ordered = found.where(AdmissionRecord.number.is_(None)).order_by(AdmissionRecord.recorded_at, AdmissionRecord.case)
    return list(db.session.scalars(ordered.limit(MOST)).all())


def plaques_to_hang(division: str) -> list[tuple[PlaqueRecord, AdmissionRecord]]:
    """Plaques that came with an admission that runs, and of which nobody has said yet that they hang."""
    item = AdmissionItemRecord
    found = (
        select(PlaqueRecord, AdmissionRecord)
        .join(item, (item.item == PlaqueRecord.code) & (item.sort == InventorySort.PLAQUES.value))
        .join(AdmissionRecord, AdmissionRecord.case == item.case)
        .where(AdmissionRecord.ended_on.is_(None), PlaqueRecord.hung_on.is_(None))
        .where(PlaqueRecord.village.in_(codes_with_former(division)))
        .where(PlaqueRecord.code.not_in(select(HangingRecord.plaque)), PlaqueRecord.code.not_in(_decided_on()))
    )
    ordered = found.order_by(AdmissionRecord.recorded_at, PlaqueRecord.code).limit(MOST)
    return [(row[0], row[1]) for row in db.session.execute(ordered)]


def _decided_on(sort: InventorySort = InventorySort.PLAQUES) -> Select[str]:
    return select(DecisionRecord.item).where(DecisionRecord.sort == sort.value)


def undecided(division: str, on: date) -> dict[str, tuple[int, int]]:
    """How many plaques and bodies of each village nobody decided on, without statutory and admitted ones."""
    there, counted = codes_with_former(division), func.count()
    plaques = select(PlaqueRecord.village, counted).where(
        PlaqueRecord.village.in_(there),
        PlaqueRecord.statutory.is_(False),
        PlaqueRecord.counts_from <= on,
        PlaqueRecord.code.not_in(_decided_on()),
        PlaqueRecord.code.not_in(_admitted(InventorySort.PLAQUES)),
    )
    bodies = select(VillageBodyRecord.village, counted).where(
        VillageBodyRecord.village.in_(there),
        VillageBodyRecord.statutory.is_(False),
        VillageBodyRecord.code.not_in(_decided_on(InventorySort.BODIES)),
        VillageBodyRecord.code.not_in(_admitted(InventorySort.BODIES)),
    )
    of_plaques = {row[0]: row[1] for row in db.session.execute(plaques.group_by(PlaqueRecord.village))}
    of_bodies = {row[0]: row[1] for row in db.session.execute(bodies.group_by(VillageBodyRecord.village))}
    return {code: (of_plaques.get(code, 0), of_bodies.get(code, 0)) for code in sorted({*of_plaques, *of_bodies})}


def _admitted(sort: InventorySort) -> Select[str]:
    return select(AdmissionItemRecord.item).where(AdmissionItemRecord.sort == sort.value)
