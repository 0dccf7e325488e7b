"""Editions, duties and shares on file, and what else is on record about duties."""

from collections.abc import Collection, Sequence
from datetime import date, datetime
from functools import lru_cache
from typing import Any

from sqlalchemy import ForeignKey, ForeignKeyConstraint, Index, String, bindparam, select
from sqlalchemy.orm import Mapped, mapped_column

from registry.domain.assessments import UnifiedAssessment
from registry.domain.divisions import Level, Place
from registry.domain.duties import (
    Duty,
    DutyList,
    DutyTier,
    Edition,
    Share,
    StatutoryDuty,
    in_force,
)
from registry.domain.successions import NO_STEPS, Step, Steps, edition_of, for_the_part, until
from registry.store.base import Base, db
from registry.store.remembered import kinds_of, recalled
from registry.store.successions import steps_about
from registry.store.units import UnitRecord

EDITIONS_KEPT = 2048
"""Indexed editions kept in memory: each is immutable, and one of 340 duties takes about a megabyte."""


class EditionRecord(Base):
    """A published edition of one township's list; never edited."""

    __tablename__ = "editions"

    code: Mapped[str] = mapped_column(String(40), primary_key=True)
    township: Mapped[str] = mapped_column(String(12), ForeignKey("divisions.code"), index=True)
    document_number: Mapped[str] = mapped_column(String(60))
    effective_on: Mapped[date]
    recorded_at: Mapped[datetime]
    sample: Mapped[bool] = mapped_column(default=False)

    def as_edition(self, corrects: str | None = None) -> Edition:
        return Edition(
            code=self.code,
            township=self.township,
            document_number=self.document_number,
            effective_on=self.effective_on,
            recorded_at=self.recorded_at,
            sample=bool(self.sample),
            corrects=corrects or "",
        )


class EditionOriginRecord(Base):
    """Where an edition came from: the draft, the master it followed, the edition it corrects, who published it.

    `sha256` is the fingerprint of what it says. Editions of the seed have no such row.
    """

    __tablename__ = "edition_origins"

    edition: Mapped[str] = mapped_column(String(40), ForeignKey("editions.code"), primary_key=True)
    corrects: Mapped[str | None] = mapped_column(String(40), ForeignKey("editions.code"), index=True)
    master: Mapped[str | None] = mapped_column(String(40), ForeignKey("editions.code"))
    draft: Mapped[str | None] = mapped_column(String(20), ForeignKey("drafts.code"))
    reason: Mapped[str] = mapped_column(default="")
    published_by: Mapped[str] = mapped_column(String(60))
    sha256: Mapped[str] = mapped_column(String(64))


class DutyRecord(Base):
    """One row of an edition. `code` is stable across editions and townships; `number` is the printed one."""

    __tablename__ = "duties"
    __table_args__ = (Index("ix_duties_matter", "matter", "edition"),)

    edition: Mapped[str] = mapped_column(String(40), ForeignKey("editions.code"), primary_key=True)
    code: Mapped[str] = mapped_column(String(40), primary_key=True)
    tier: Mapped[str] = mapped_column(String(10))
    number: Mapped[int]
    category: Mapped[str]
    matter: Mapped[str]
    township_share: Mapped[list[Any]]
    taken_over_by: Mapped[str] = mapped_column(default="")
    way_of_working: Mapped[str] = mapped_column(default="")


class DutyShareRecord(Base):
    """One department's share of a supporting duty; without a unit it is every line department's."""

    __tablename__ = "duty_shares"
    __table_args__ = (ForeignKeyConstraint(["edition", "duty"], ["duties.edition", "duties.code"]),)

    edition: Mapped[str] = mapped_column(String(40), primary_key=True)
    duty: Mapped[str] = mapped_column(String(40), primary_key=True)
    position: Mapped[int] = mapped_column(primary_key=True)
    unit: Mapped[str | None] = mapped_column(String(18), ForeignKey("units.code"), index=True)
    department: Mapped[str]
    duties: Mapped[list[Any]]


class StatutoryDutyRecord(Base):
    """A statute that names townships for a matter."""

    __tablename__ = "statutory_duties"

    code: Mapped[str] = mapped_column(String(40), primary_key=True)
    matter: Mapped[str]
    statute: Mapped[str]
    article: Mapped[str]
    recorded_at: Mapped[datetime]
    sample: Mapped[bool] = mapped_column(default=False)


class ChiefDutyRecord(Base):
    """A duty of a chief (某长) or of grid workers at a place; when it ends may be on record in `store/chiefs.py`."""

    __tablename__ = "chief_duties"

    code: Mapped[str] = mapped_column(String(40), primary_key=True)
    matter: Mapped[str]
    laid_on: Mapped[str] = mapped_column(String(10))
    division: Mapped[str] = mapped_column(String(12), ForeignKey("divisions.code"), index=True)
    in_force_from: Mapped[date]
    until: Mapped[date | None]
    basis: Mapped[str] = mapped_column(default="")
    added_on: Mapped[date | None]
    added_by: Mapped[str | None] = mapped_column(String(60))
    recorded_at: Mapped[datetime]
    sample: Mapped[bool] = mapped_column(default=False)


class AssessmentRecord(Base):
    """One year's unified assessment below a division."""

    __tablename__ = "assessments"

    code: Mapped[str] = mapped_column(String(40), primary_key=True)
    year: Mapped[int]
    assessed: Mapped[str] = mapped_column(String(10))
    division: Mapped[str] = mapped_column(String(12), ForeignKey("divisions.code"), index=True)
    run_by: Mapped[str] = mapped_column(String(18), ForeignKey("units.code"))
    matters: Mapped[list[Any]]
    recorded_at: Mapped[datetime]
    sample: Mapped[bool] = mapped_column(default=False)


_EDITIONS, _STATUTES = kinds_of("editions", "edition_origins"), kinds_of("statutory_duties")
_ASSESSMENTS = kinds_of("assessments", "units")
# Put together once, because every check asks it.
_EDITIONS_OF = (
    select(EditionRecord, EditionOriginRecord.corrects)
    .outerjoin(EditionOriginRecord, EditionOriginRecord.edition == EditionRecord.code)
    .where(EditionRecord.township.in_(bindparam("townships", expanding=True)))
)


def published_in(divisions: Collection[str], known_at: datetime) -> list[tuple[str, datetime, date]]:
    """Of each edition of these divisions recorded by a time: whose, when, and from which day it is in force."""
    found = select(EditionRecord.township, EditionRecord.recorded_at, EditionRecord.effective_on)
    found = found.where(EditionRecord.township.in_(list(divisions)), EditionRecord.recorded_at <= known_at)
    return [(row[0], row[1], row[2]) for row in db.session.execute(found)]


def editions_of(township: str) -> list[Edition]:
    """Every edition on file for a township (or of a county's master), corrected ones included."""
    known = recalled(_EDITIONS, ("editions", township), lambda: tuple(editions_of_all([township]).get(township, ())))
    return list(known)


def editions_of_all(townships: Sequence[str]) -> dict[str, list[Edition]]:
    """Every edition on file for each of these townships that has one."""
    rows = db.session.execute(_EDITIONS_OF, {"townships": townships}).all()
    editions: dict[str, list[Edition]] = {}
    for record, corrects in rows:
        editions.setdefault(record.township, []).append(record.as_edition(corrects))
    return editions


def editions_in_force(townships: Sequence[str], on: date, known_at: datetime) -> dict[str, Edition]:
    """The edition in force in each of these townships that has one: its own, or the one it took over and follows."""
    steps = until(steps_about(townships, known_at), on)
    moved = {step.after for step in steps} | {step.before for step in steps}
    own = editions_of_all(townships)
    found = {}
    for code in townships:
        if code in moved:
            edition = edition_in_force(code, on, known_at, steps)
        else:
            edition = in_force(own.get(code, ()), on, known_at)
        if edition is not None:
            found[code] = edition
    return found


def find_edition(code: str) -> Edition | None:
    """The edition of this code."""
    record = db.session.get(EditionRecord, code)
    origin = db.session.get(EditionOriginRecord, code)
    return record.as_edition(origin.corrects if origin else None) if record else None


def any_is_sample(editions: Sequence[str]) -> bool:
    """Whether any of these editions is a sample."""
    found = select(EditionRecord.code).where(EditionRecord.code.in_(editions), EditionRecord.sample.is_(True))
    return db.session.scalar(found.limit(1)) is not None


def duty_list(edition: Edition) -> DutyList:
    """An edition with its duties."""
    return _duty_list(edition)


def duty_list_in_passing(edition: Edition) -> DutyList:
    """The same, but not kept in memory: for whoever goes over a whole province once."""
    return _duty_list.__wrapped__(edition)


def list_in_force(township: str, on: date, known_at: datetime, lineage: Steps = NO_STEPS) -> DutyList | None:
    """The township's list in force on a day, as known at a time; None where there is none.

    By its `lineage` (`Place.lineage`) it follows a predecessor's list until it publishes one of its own.
    """
    edition = edition_in_force(township, on, known_at, lineage)
    return _duty_list(edition) if edition else None


def edition_in_force(township: str, on: date, known_at: datetime, lineage: Steps = NO_STEPS) -> Edition | None:
    """The edition of that list, without its duties."""

    def own(code: str, day: date, left: Step | None) -> Edition | None:
        return in_force(for_the_part(editions_of(code), left), day, known_at)

    return edition_of(township, on, lineage, own)


@lru_cache(maxsize=EDITIONS_KEPT)
def _duty_list(edition: Edition) -> DutyList:
    """Editions are immutable, and the key holds all that identifies one, so this can be kept."""
    shares: dict[str, list[Share]] = {}
    of_edition = select(DutyShareRecord).where(DutyShareRecord.edition == edition.code)
    for record in db.session.scalars(of_edition.order_by(DutyShareRecord.duty, DutyShareRecord.position)):
        shares.setdefault(record.duty, []).append(Share(record.unit, record.department, tuple(record.duties)))
    rows = db.session.scalars(select(DutyRecord).where(DutyRecord.edition == edition.code)).all()
    order = {tier.value: place for place, tier in enumerate(DutyTier)}
    rows = sorted(rows, key=lambda r: (order[r.tier], r.number, r.code))
    return DutyList(edition, tuple(as_duty(row, shares.get(row.code, [])) for row in rows))


def forget_editions() -> None:
    """Drop the editions kept in memory: for another database in the same process (tests, a restore)."""
    _duty_list.cache_clear()


def as_duty(row: Any, shares: Sequence[Share]) -> Duty:
    """A row of the table, whole or its columns alone, with its shares."""
    return Duty(
        code=row.code,
        tier=DutyTier(row.tier),
        number=row.number,
        category=row.category,
        matter=row.matter,
        shares=tuple(shares),
        township_share=tuple(row.township_share),
        taken_over_by=row.taken_over_by,
        way_of_working=row.way_of_working,
    )


def statutory_duties(known_at: datetime) -> tuple[StatutoryDuty, ...]:
    """The statutes naming townships that were on record at a time."""
    return tuple([duty for duty, at in recalled(_STATUTES, "statutory duties", _dated_statutes) if at <= known_at])


def _dated_statutes() -> tuple[tuple[StatutoryDuty, datetime], ...]:
    """All of them in order of code, each with when it came on record."""
    records = db.session.scalars(select(StatutoryDutyRecord).order_by(StatutoryDutyRecord.code)).all()
    return tuple((StatutoryDuty(r.matter, r.statute, r.article), r.recorded_at) for r in records)


def unified_assessments(place: Place, known_at: datetime) -> tuple[UnifiedAssessment, ...]:
    """The unified assessments on record below the divisions a place lies in, at a time."""
    codes = place.codes()
    found = recalled(_ASSESSMENTS, ("assessments", codes), lambda: _dated_assessments(codes))
    return tuple([assessment for assessment, at in found if at <= known_at])


def _dated_assessments(codes: Collection[str]) -> tuple[tuple[UnifiedAssessment, datetime], ...]:
    """All on record below these divisions in the order they were recorded, each with when that was."""
    found = (
        select(AssessmentRecord, UnitRecord.name)
        .join(UnitRecord, UnitRecord.code == AssessmentRecord.run_by)
        .where(AssessmentRecord.division.in_(codes))
        .order_by(AssessmentRecord.recorded_at, AssessmentRecord.code)
    )
    return tuple(
        (UnifiedAssessment(r.year, Level(r.assessed), r.division, r.run_by, name, tuple(r.matters)), r.recorded_at)
        for r, name in db.session.execute(found).all()
    )
