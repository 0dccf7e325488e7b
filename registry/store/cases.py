"""Cases on file: one place of a request each, with every step and the verdict that each step rested on."""

from collections.abc import Collection, Iterator
from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, ColumnElement, ForeignKey, String, and_, false, func, or_, select, tuple_
from sqlalchemy.orm import Mapped, mapped_column, relationship, selectinload

from registry.domain.cases import Status
from registry.domain.workdays import Limit
from registry.store.base import Base, db
from registry.store.successions import codes_with_former
from registry.store.units import is_of

PORTION = 200


class CaseRecord(Base):
    """One place of a request, judged by itself. Status and verdict are those of its last step that has them.

    `answers` are the facts as they stand: the request's, until a settlement fixes others. `open_matter` is unique and
    set while the case is open, so that a unit has one open case of a matter at a place. `response` is the emergency
    response that it was submitted under.
    """

    __tablename__ = "cases"

    number: Mapped[str] = mapped_column(String(24), primary_key=True)
    request: Mapped[str] = mapped_column(String(20), ForeignKey("access_requests.number"), index=True)
    place: Mapped[str] = mapped_column(String(12), ForeignKey("divisions.code"), index=True)
    place_name: Mapped[str]
    unit: Mapped[str] = mapped_column(String(18), index=True)
    status: Mapped[str] = mapped_column(String(40), index=True)
    outcome: Mapped[str] = mapped_column(String(10))
    leading_ground: Mapped[str | None] = mapped_column(String(40))
    verdict: Mapped[dict[str, Any]]
    answers: Mapped[dict[str, Any]]
    open_matter: Mapped[str | None] = mapped_column(unique=True, index=True)
    response: Mapped[str] = mapped_column(String(40), default="")
    steps: Mapped[list["CaseStepRecord"]] = relationship(order_by="CaseStepRecord.position")

    @property
    def last_step(self) -> "CaseStepRecord":
        return self.steps[-1]


class CaseStepRecord(Base):
    """One step: who did what as whom, the status it led to, and the question and verdict where it was judged again.

    Added, never edited. Question and verdict are whole, so that it can be judged again and must come out the same.
    """

    __tablename__ = "case_steps"

    case: Mapped[str] = mapped_column(String(24), ForeignKey("cases.number"), primary_key=True)
    position: Mapped[int] = mapped_column(primary_key=True)
    verb: Mapped[str] = mapped_column(String(20))
    status: Mapped[str] = mapped_column(String(40))
    party: Mapped[str] = mapped_column(String(20))
    actor: Mapped[str] = mapped_column(String(60))
    actor_name: Mapped[str]
    unit: Mapped[str] = mapped_column(String(18))
    unit_name: Mapped[str]
    reason: Mapped[str]
    facts: Mapped[dict[str, Any]]
    question: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))
    verdict: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))
    began_on: Mapped[date]
    limit_step: Mapped[str | None] = mapped_column(String(20))
    working_days: Mapped[int | None]
    recorded_at: Mapped[datetime]

    @property
    def limit(self) -> Limit | None:
        """The limit that began with this step."""
        return Limit(self.began_on, self.working_days) if self.working_days else None


def find_case(number: str, *, lock: bool = False) -> CaseRecord | None:
    """The case of this number; with `lock`, as it is now, and nobody else moves it until the transaction ends."""
    return db.session.get(CaseRecord, number, with_for_update=True if lock else None, populate_existing=lock)


def open_case_of(key: str) -> CaseRecord | None:
    """The open case of a unit, matter and place, by the unit's own code."""
    return db.session.scalars(select(CaseRecord).where(CaseRecord.open_matter == key)).one_or_none()


def open_cases_at(units: Collection[str], places: Collection[str]) -> list[CaseRecord]:
    """The open cases of a unit at a place, both given by all the codes they have and had."""
    found = select(CaseRecord).where(CaseRecord.unit.in_(list(units)), CaseRecord.place.in_(sorted(places)))
    found = found.where(CaseRecord.open_matter.is_not(None))
    return list(db.session.scalars(found.order_by(CaseRecord.number)).all())


def cases_seen(
    unit: str, division: str | None, *, statuses: Collection[Status], after: str = "", most: int
) -> list[CaseRecord]:
    """Cases in these statuses that a unit asked, or in a division and what it once was; the earliest first."""
    seen: list[ColumnElement[bool]] = [is_of(CaseRecord.unit, unit)]
    if division is not None:
        seen.append(CaseRecord.place.in_(codes_with_former(division)))
    found = select(CaseRecord).where(CaseRecord.status.in_([status.value for status in statuses]))
    found = found.where(or_(false(), *seen), CaseRecord.number > after).options(selectinload(CaseRecord.steps))
    return list(db.session.scalars(found.order_by(CaseRecord.number).limit(most)).all())


def cases_lying_in(
    divisions: Collection[str], *, statuses: Collection[Status], after: str = "", most: int
) -> list[CaseRecord]:
    """Cases in these statuses in one of some divisions, or in what they once were, behind a number; the earliest
    first."""
    found: dict[str, CaseRecord] = {}
    for division in divisions:
        there = select(CaseRecord).where(_lies_in(division, statuses), CaseRecord.number > after)
        there = there.options(selectinload(CaseRecord.steps)).order_by(CaseRecord.number).limit(most)
        found |= {case.number: case for case in db.session.scalars(there)}
    return [found[number] for number in sorted(found)[:most]]


def how_many_lie_in(divisions: Collection[str], *, statuses: Collection[Status]) -> int:
    """How many cases in these statuses lie in some divisions, at most; one in two of them is counted twice."""
    counting = [select(func.count(CaseRecord.number)).where(_lies_in(division, statuses)) for division in divisions]
    return sum(db.session.scalars(one).one() for one in counting)


def _lies_in(division: str, statuses: Collection[Status]) -> ColumnElement[bool]:
    stands = CaseRecord.status.in_([status.value for status in statuses])
    return and_(CaseRecord.place.in_(codes_with_former(division)), stands)


def cases_under(response: str, *, most: int) -> list[CaseRecord]:
    """Cases that were asked, or found lawful, under an emergency response; the earliest first."""
    found = select(CaseRecord).where(CaseRecord.response == response)
    return list(db.session.scalars(found.order_by(CaseRecord.number).limit(most)).all())


def cases_in_status(status: Status, *, after: str = "", most: int) -> list[CaseRecord]:
    """Cases of the whole registry in a status, behind a number, in order: for the clock."""
    found = select(CaseRecord).where(CaseRecord.status == status.value, CaseRecord.number > after)
    return list(db.session.scalars(found.order_by(CaseRecord.number).limit(most)).all())


def judged_steps() -> Iterator[CaseStepRecord]:
    """Every step that was judged, in order, a portion at a time."""
    last = ("", 0)
    while True:
        behind = tuple_(CaseStepRecord.case, CaseStepRecord.position) > last
        found = select(CaseStepRecord).where(CaseStepRecord.question.is_not(None), behind)
        portion = db.session.scalars(found.order_by(CaseStepRecord.case, CaseStepRecord.position).limit(PORTION)).all()
        if not portion:
            return
        last = (portion[-1].case, portion[-1].position)
        yield from portion
        db.session.expunge_all()
