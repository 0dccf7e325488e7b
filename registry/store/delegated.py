"""Delegated matters on file: versions of their facts, and the steps of their clean-up; both only ever added."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, ForeignKey, ForeignKeyConstraint, Select, String, func, or_, select
from sqlalchemy.orm import Mapped, aliased, mapped_column

from registry.domain.delegated import (
    CleanUpStatus,
    CleanUpVerb,
    DelegatedMatter,
    Facts,
    NotShown,
    Resource,
    Resources,
    Step,
    YesNo,
    as_of,
    not_shown_on,
)
from registry.domain.divisions import Place
from registry.domain.forms import DemandForm
from registry.domain.pages import Window
from registry.domain.units import Demander
from registry.domain.wording import plain
from registry.store.base import Base, db
from registry.store.duties import list_in_force
from registry.store.keysets import Order, RecordsOnFile
from registry.store.successions import belonging

IN_A_QUERY = 500


class DelegatedMatterRecord(Base):
    """One version of the facts of a delegated matter; a correction adds the next. `place` never changes."""

    __tablename__ = "delegated_matters"

    code: Mapped[str] = mapped_column(String(20), primary_key=True)
    version: Mapped[int] = mapped_column(primary_key=True)
    place: Mapped[str] = mapped_column(String(12), ForeignKey("divisions.code"), index=True)
    matter: Mapped[str]
    category: Mapped[str] = mapped_column(default="")
    department: Mapped[str | None] = mapped_column(String(18), ForeignKey("units.code"), index=True)
    department_name: Mapped[str]
    document_number: Mapped[str] = mapped_column(String(60), default="")
    delegated_on: Mapped[date | None]
    form: Mapped[str | None] = mapped_column(String(20))
    recorded_by: Mapped[str] = mapped_column(String(60))
    recorded_by_unit: Mapped[str] = mapped_column(String(18))
    recorded_at: Mapped[datetime]
    sample: Mapped[bool] = mapped_column(default=False)

    def as_facts(self) -> Facts:
        return Facts(
            code=self.code,
            version=self.version,
            place=self.place,
            matter=self.matter,
            category=self.category,
            department=self.department or "",
            department_name=self.department_name,
            document_number=self.document_number,
            delegated_on=self.delegated_on,
            form=DemandForm(self.form) if self.form else None,
            recorded_by=self.recorded_by,
            recorded_by_unit=self.recorded_by_unit,
            recorded_at=self.recorded_at,
            sample=self.sample,
        )


class DelegatedStepRecord(Base):
    """One step of a clean-up, and the version of the facts it was taken on. `status` is the one that follows."""

    __tablename__ = "delegated_steps"
    __table_args__ = (
        ForeignKeyConstraint(["matter", "version"], ["delegated_matters.code", "delegated_matters.version"]),
    )

    matter: Mapped[str] = mapped_column(String(20), primary_key=True)
    position: Mapped[int] = mapped_column(primary_key=True)
    version: Mapped[int]
    verb: Mapped[str] = mapped_column(String(10))
    status: Mapped[str] = mapped_column(String(10))
    counts_from: Mapped[date]
    needed: Mapped[str | None] = mapped_column(String(3))
    able: Mapped[str | None] = mapped_column(String(3))
    posts: Mapped[str] = mapped_column(default="")
    money: Mapped[str] = mapped_column(default="")
    powers: Mapped[str] = mapped_column(default="")
    not_needed: Mapped[list[Any]]
    taken_over_by: Mapped[str] = mapped_column(default="")
    way_of_working: Mapped[str] = mapped_column(default="")
    despite_word: Mapped[str] = mapped_column(default="", server_default="")
    reason: Mapped[str] = mapped_column(default="")
    by: Mapped[str] = mapped_column(String(60))
    unit: Mapped[str] = mapped_column(String(18))
    recorded_at: Mapped[datetime]

    def as_step(self) -> Step:
        return Step(
            position=self.position,
            verb=CleanUpVerb(self.verb),
            status=CleanUpStatus(self.status),
            on=self.counts_from,
            by=self.by,
            unit=self.unit,
            reason=self.reason,
            recorded_at=self.recorded_at,
            needed=YesNo(self.needed) if self.needed else None,
            able=YesNo(self.able) if self.able else None,
            resources=Resources(
                self.posts, self.money, self.powers, tuple(Resource(resource) for resource in self.not_needed)
            ),
            taken_over_by=self.taken_over_by,
            way_of_working=self.way_of_working,
            despite_word=self.despite_word,
        )


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which delegated matters of a place (and of all below it) are looked for, as of two dates."""

    place: str
    on: date
    known_at: datetime
    statuses: tuple[CleanUpStatus, ...] = ()
    text: str = ""


@dataclass(frozen=True, slots=True)
class Count:
    """How many matters of one place (by its code of the day), status, category and department there are."""

    place: str
    status: CleanUpStatus
    category: str
    department: str
    number: int


def versions_of(code: str) -> list[Facts]:
    """Every version of a matter's facts, the first first; none where there is no such matter."""
    found = select(DelegatedMatterRecord).where(DelegatedMatterRecord.code == code)
    records = db.session.scalars(found.order_by(DelegatedMatterRecord.version)).all()
    return [record.as_facts() for record in records]


def steps_of(code: str) -> list[Step]:
    """Every step of a matter's clean-up, in order."""
    return _steps([code]).get(code, [])


def matters(wanted: Wanted, *, after: str = "", most: int) -> list[DelegatedMatter]:
    """The matters looked for, in order of code, at most so many after a code."""
    behind = (_seen(after),) if _seen(after) else None
    return matters_of(matters_page(wanted).portion(Window(most, after=behind)).rows, wanted)


def matters_page(wanted: Wanted) -> RecordsOnFile:
    """The records of the matters looked for, in order of code, to be read a page at a time."""
    order = Order((DelegatedMatterRecord.code.expression,), ("code",))
    return RecordsOnFile(_found(wanted, DelegatedMatterRecord), order)


def matters_of(records: Sequence[DelegatedMatterRecord], wanted: Wanted) -> list[DelegatedMatter]:
    """What these records, of the version that is looked for, came to by then."""
    steps = _steps([record.code for record in records])
    whole = (as_of([r.as_facts()], steps.get(r.code, []), wanted.on, wanted.known_at) for r in records)
    return [matter for matter in whole if matter is not None]


def how_many(wanted: Wanted) -> int:
    """How many matters are looked for."""
    return db.session.scalar(select(func.count()).select_from(_found(wanted, DelegatedMatterRecord).subquery())) or 0


def counts(wanted: Wanted) -> list[Count]:
    """How many matters there are by place, status, category and department: one query, also for a province."""
    record = DelegatedMatterRecord
    columns: tuple[Any, ...] = (record.place, _status(wanted).label("status"), record.category, record.department_name)
    chosen: Select[Any] = select(*columns)
    each = _narrowed(chosen, wanted).subquery()
    found = select(*each.c, func.count()).group_by(*each.c).order_by(*each.c)
    rows = db.session.execute(found).all()
    there = belonging(wanted.place, wanted.on, wanted.known_at)
    return [Count(there.stands_for(place), CleanUpStatus(status), *rest) for place, status, *rest in rows]


def recorders_of(codes: Collection[str]) -> dict[str, set[str]]:
    """The units that recorded, or mended, the facts of each of these matters."""
    record, found = DelegatedMatterRecord, dict[str, set[str]]()
    for portion in _portions(sorted(codes)):
        for code, unit in db.session.execute(
            select(record.code, record.recorded_by_unit).where(record.code.in_(portion))
        ):
            found.setdefault(code, set()).add(unit)
    return found


def not_shown(matter: DelegatedMatter, place: Place, on: date, known_at: datetime) -> NotShown | None:
    """What its township's list in force does not show of how it ended; None where it shows it, or there is no list."""
    township = place.township
    held = (
        list_in_force(township.code, on, known_at, place.lineage)
        if township and not township.is_pseudo_township
        else None
    )
    return next(iter(not_shown_on([matter], held)), None) if held else None


def same_on_record(
    places: Collection[str], matter: str, department: Demander, document_number: str, *, besides: str
) -> str:
    """The code of the matter, not `besides`, that says the same of a place, given by its codes, and of a department, by
    every code and name it has and had; empty where there is none."""
    latest = aliased(DelegatedMatterRecord)
    newest = select(func.max(latest.version)).where(latest.code == DelegatedMatterRecord.code).scalar_subquery()
    found = select(DelegatedMatterRecord.code, DelegatedMatterRecord.matter).where(
        DelegatedMatterRecord.place.in_(places),
        or_(
            DelegatedMatterRecord.department_name.in_({department.name, *department.called}),
            DelegatedMatterRecord.department.in_(department.codes),
        ),
        DelegatedMatterRecord.document_number == document_number,
        DelegatedMatterRecord.version == newest,
        DelegatedMatterRecord.code != besides,
    )
    rows = db.session.execute(found.order_by(DelegatedMatterRecord.code)).all()
    return next((code for code, named in rows if plain(named) == plain(matter)), "")


def wait_for(code: str) -> None:
    """Wait for, and keep until the transaction ends, the turn at a matter: its first version's row is locked."""
    first = select(DelegatedMatterRecord.code).where(
        DelegatedMatterRecord.code == code, DelegatedMatterRecord.version == 1
    )
    db.session.execute(first.with_for_update())


def add_version(facts: Facts) -> None:
    """Put a version of a matter's facts down. The caller commits."""
    kept = {name: getattr(facts, name) for name in Facts.__dataclass_fields__}
    kept |= {"department": facts.department or None, "form": facts.form.value if facts.form else None}
    db.session.add(DelegatedMatterRecord(**kept))
    db.session.flush()


def add_step(code: str, version: int, step: Step) -> None:
    """Put a step of a matter's clean-up down. The caller commits."""
    db.session.add(
        DelegatedStepRecord(
            matter=code,
            position=step.position,
            version=version,
            verb=step.verb.value,
            status=step.status.value,
            counts_from=step.on,
            needed=step.needed.value if step.needed else None,
            able=step.able.value if step.able else None,
            posts=step.resources.posts,
            money=step.resources.money,
            powers=step.resources.powers,
            not_needed=[resource.value for resource in step.resources.not_needed],
            taken_over_by=step.taken_over_by,
            way_of_working=step.way_of_working,
            despite_word=step.despite_word,
            reason=step.reason,
            by=step.by,
            unit=step.unit,
            recorded_at=step.recorded_at,
        )
    )
    db.session.flush()


def _found(wanted: Wanted, *columns: Any) -> Select[Any]:
    found = _narrowed(select(*columns), wanted)
    if wanted.statuses:
        found = found.where(_status(wanted).in_([status.value for status in wanted.statuses]))
    if _seen(wanted.text):
        in_text = (DelegatedMatterRecord.matter, DelegatedMatterRecord.department_name, DelegatedMatterRecord.code)
        found = found.where(or_(*(column.contains(_seen(wanted.text), autoescape=True) for column in in_text)))
    return found


def _seen(typed: str) -> str:
    """Without characters that nobody sees: a database takes none with NUL in it."""
    return "".join(c for c in typed if c.isprintable())


def _narrowed(found: Select[Any], wanted: Wanted) -> Select[Any]:
    """Inside the place, delegated by the day, and of each matter only the version known at the time."""
    latest = aliased(DelegatedMatterRecord)
    newest = select(func.max(latest.version)).where(
        latest.code == DelegatedMatterRecord.code, latest.recorded_at <= wanted.known_at
    )
    return found.where(
        belonging(wanted.place, wanted.on, wanted.known_at).holds(DelegatedMatterRecord.place),
        or_(DelegatedMatterRecord.delegated_on.is_(None), DelegatedMatterRecord.delegated_on <= wanted.on),
        DelegatedMatterRecord.version == newest.correlate(DelegatedMatterRecord).scalar_subquery(),
    )


def _status(wanted: Wanted) -> ColumnElement[str]:
    """Where a matter stands: what its last step that counts led to; open where there is none."""
    last = (
        select(DelegatedStepRecord.status)
        .where(
            DelegatedStepRecord.matter == DelegatedMatterRecord.code,
            DelegatedStepRecord.counts_from <= wanted.on,
            DelegatedStepRecord.recorded_at <= wanted.known_at,
        )
        .order_by(DelegatedStepRecord.position.desc())
        .limit(1)
        .correlate(DelegatedMatterRecord)
        .scalar_subquery()
    )
    return func.coalesce(last, CleanUpStatus.OPEN.value)


def _steps(codes: Sequence[str]) -> dict[str, list[Step]]:
    found: dict[str, list[Step]] = {}
    for portion in _portions(codes):
        steps = select(DelegatedStepRecord).where(DelegatedStepRecord.matter.in_(portion))
        ordered = steps.order_by(DelegatedStepRecord.matter, DelegatedStepRecord.position)
        for record in db.session.scalars(ordered):
            found.setdefault(record.matter, []).append(record.as_step())
    return found


def _portions(codes: Sequence[str]) -> Iterable[Sequence[str]]:
    return (codes[begin : begin + IN_A_QUERY] for begin in range(0, len(codes), IN_A_QUERY))
