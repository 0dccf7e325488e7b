"""Reports on file: what was asked, to which office it went and what it did; and, apart from that, who reported."""

from collections.abc import Collection
from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, String, and_, or_, select
from sqlalchemy.orm import Mapped, load_only, mapped_column, relationship

from registry.domain.notices import NewsCode
from registry.domain.reports import ReportStatus
from registry.store.base import Base, db
from registry.store.notices import NoticeRecord


class ReportRecord(Base):
    """What was reported. `office` and `division` say who has it now, `through` the township that passed it on.

    `secret` goes into the fingerprint that the event carries, so that nobody finds the words by trying.
    """

    __tablename__ = "reports"

    number: Mapped[str] = mapped_column(String(20), primary_key=True)
    status: Mapped[str] = mapped_column(String(20))
    office: Mapped[str] = mapped_column(String(40))
    division: Mapped[str] = mapped_column(String(12), ForeignKey("divisions.code"), index=True)
    through: Mapped[str | None] = mapped_column(String(12), ForeignKey("divisions.code"), index=True)
    asked: Mapped[str]
    demander: Mapped[str] = mapped_column(String(18))
    demander_name: Mapped[str]
    asked_on: Mapped[date | None]
    paper: Mapped[str]
    verdict: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))
    recorded_at: Mapped[datetime]
    secret: Mapped[str] = mapped_column(String(64))
    steps: Mapped[list["ReportStepRecord"]] = relationship(order_by="ReportStepRecord.position")


class ReporterRecord(Base):
    """Who reported: read only by whoever has the report, and by themselves. `named`: the office may see the name."""

    __tablename__ = "reporters"

    report: Mapped[str] = mapped_column(String(20), ForeignKey("reports.number"), primary_key=True)
    person: Mapped[str] = mapped_column(String(60), index=True)
    person_name: Mapped[str]
    unit: Mapped[str] = mapped_column(String(18))
    unit_name: Mapped[str]
    role: Mapped[str] = mapped_column(String(40))
    division: Mapped[str] = mapped_column(String(12))
    named: Mapped[bool]


class ReportStepRecord(Base):
    """What an office did with a report, and what it says. Pages tell the office, never who acted for it."""

    __tablename__ = "report_steps"

    report: Mapped[str] = mapped_column(String(20), ForeignKey("reports.number"), primary_key=True)
    position: Mapped[int] = mapped_column(primary_key=True)
    verb: Mapped[str] = mapped_column(String(20))
    status: Mapped[str] = mapped_column(String(20))
    office: Mapped[str] = mapped_column(String(40))
    actor: Mapped[str] = mapped_column(String(60))
    answer: Mapped[str]
    recorded_at: Mapped[datetime]


def find_report(number: str, *, lock: bool = False) -> ReportRecord | None:
    """The report of this number."""
    return db.session.get(ReportRecord, number, with_for_update=True if lock else None, populate_existing=lock)


def reporter_of(report: str) -> ReporterRecord | None:
    """Who made a report: for services/reports alone, which asks who may know."""
    return db.session.get(ReporterRecord, report)


def reporters_of(numbers: Collection[str]) -> dict[str, str]:
    """Who made these reports, by number: for services/reports_left alone."""
    found = select(ReporterRecord.report, ReporterRecord.person).where(ReporterRecord.report.in_(list(numbers)))
    return {row.report: row.person for row in db.session.execute(found)}


def open_reports(*, after: str = "", most: int) -> list[ReportRecord]:
    """Reports that were not closed, behind a number, in order of number."""
    found = select(ReportRecord).where(ReportRecord.status != ReportStatus.CLOSED.value, ReportRecord.number > after)
    return list(db.session.scalars(found.order_by(ReportRecord.number).limit(most)).all())


def reports_with(role: str, codes: list[str], *, most: int) -> list[ReportRecord]:
    """Reports that an office has, or passed on, the open ones first, then the latest."""
    with_it = and_(ReportRecord.office == role, ReportRecord.division.in_(codes))
    found = select(ReportRecord).where(or_(with_it, ReportRecord.through.in_(codes)))
    order = (ReportRecord.status == ReportStatus.CLOSED.value, ReportRecord.recorded_at.desc())
    return list(db.session.scalars(found.order_by(*order).limit(most)).all())


def received_by(person: str) -> list[tuple[int, ReportRecord]]:
    """Every notice that told somebody of a report that came in, by its number, with what says who reads that report."""
    which = load_only(
        *(ReportRecord.office, ReportRecord.division, ReportRecord.through),
        *(ReportRecord.demander, ReportRecord.demander_name),
    )
    found = select(NoticeRecord.id, ReportRecord).join(ReportRecord, ReportRecord.number == NoticeRecord.about)
    found = found.where(NoticeRecord.person == person, NoticeRecord.code == NewsCode.REPORT_RECEIVED.value)
    return [(number, report) for number, report in db.session.execute(found.options(which))]


def reports_by(person: str, *, most: int) -> list[ReportRecord]:
    """What somebody reported, the latest first."""
    own = select(ReporterRecord.report).where(ReporterRecord.person == person)
    found = select(ReportRecord).where(ReportRecord.number.in_(own)).order_by(ReportRecord.recorded_at.desc())
    return list(db.session.scalars(found.limit(most)).all())
