"""Notices on file: whose they are, what they tell, and who read them."""

import secrets
from collections.abc import Collection
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, String, and_, func, or_, select
from sqlalchemy.orm import Mapped, mapped_column

from registry.domain.actors import Role
from registry.domain.notices import Box, NewsCode
from registry.store.base import Base, db

BY_CHANCE = range(2**30, 2**31)
"""Numbers of sealed notices. The others count below: a number that they leave out would tell that, and in between which
of the others when, somebody reported."""


class NoticeRecord(Base):
    """One notice, to a unit or to those who hold a role in a division. `once` is its mark where it is told only once.

    Read once is read for the whole box. A `sealed` notice tells of a report: it never leaves the installation, and its
    number is drawn by chance, so order is told by `created_at` alone.
    """

    __tablename__ = "notices"

    id: Mapped[int] = mapped_column(primary_key=True)
    unit: Mapped[str] = mapped_column(String(18), index=True)
    role: Mapped[str] = mapped_column(String(40))
    division: Mapped[str] = mapped_column(String(12), index=True)
    person: Mapped[str] = mapped_column(String(60), index=True)
    code: Mapped[str] = mapped_column(String(40))
    about: Mapped[str] = mapped_column(String(60))
    facts: Mapped[dict[str, Any]]
    created_at: Mapped[datetime]
    once: Mapped[str | None] = mapped_column(String(120), unique=True)
    sealed: Mapped[bool]
    read_at: Mapped[datetime | None]
    read_by: Mapped[str | None] = mapped_column(String(60))

    def box(self) -> Box:
        return Box(self.unit, Role(self.role) if self.role else None, self.division, self.person)


class Boxes:
    """The boxes somebody reads: those of their units, that of their role in the codes of their division, their own;
    without the notices, by their numbers, that are not for them any more."""

    def __init__(
        self,
        person: str,
        units: Collection[str],
        role: str,
        divisions: Collection[str],
        *,
        hidden: Collection[int] = (),
    ) -> None:
        self.person, self.units, self.role, self.divisions, self.hidden = person, units, role, divisions, hidden

    def hold(self) -> ColumnElement[bool]:
        own = and_(NoticeRecord.unit != "", NoticeRecord.unit.in_(list(self.units)))
        held = and_(NoticeRecord.role == self.role, NoticeRecord.division.in_(list(self.divisions)))
        theirs = NoticeRecord.person == self.person
        if self.hidden:
            theirs = and_(theirs, NoticeRecord.id.not_in(list(self.hidden)))
        return or_(own, held, theirs)


def add(
    box: Box, code: NewsCode, about: str, facts: dict[str, Any], *, at: datetime, once: str | None, sealed: bool
) -> NoticeRecord:
    """Put a notice into a box. The caller commits."""
    record = NoticeRecord(
        id=_drawn() if sealed else _next(),
        unit=box.unit,
        role=box.role.value if box.role else "",
        division=box.division,
        person=box.person,
        code=code.value,
        about=about,
        facts=facts,
        created_at=at,
        once=once,
        sealed=sealed,
    )
    db.session.add(record)
    db.session.flush()
    return record


def _drawn() -> int:
    """A number by chance that no notice has."""
    number = secrets.choice(BY_CHANCE)
    return number if find_notice(number) is None else _drawn()


def _next() -> int | None:
    """The number after the last that was counted; None where PostgreSQL counts. SQLite would go on from the highest."""
    if db.session.get_bind().dialect.name == "postgresql":
        return None
    return (db.session.scalar(select(func.max(NoticeRecord.id)).where(NoticeRecord.id < BY_CHANCE.start)) or 0) + 1


def told_already(once: str) -> bool:
    """Whether the notice of this mark was written."""
    return db.session.scalars(select(NoticeRecord.id).where(NoticeRecord.once == once)).first() is not None


def last_told(codes: Collection[NewsCode], persons: Collection[str]) -> dict[tuple[str, str], str]:
    """Which of these codes each of these people was told last about each thing; by person and what it is about."""
    found = select(NoticeRecord).where(
        NoticeRecord.person.in_(list(persons)), NoticeRecord.code.in_([code.value for code in codes])
    )
    in_order = db.session.scalars(found.order_by(NoticeRecord.created_at)).all()
    return {(one.person, one.about): one.code for one in in_order}


def find_notice(number: int) -> NoticeRecord | None:
    """The notice of this number."""
    return db.session.get(NoticeRecord, number)


def notices_in(boxes: Boxes, *, before: int | None = None, most: int) -> list[NoticeRecord]:
    """What lies in these boxes, unread first, then the latest first; `before` the number of one of them, to go on."""
    found = select(NoticeRecord).where(boxes.hold())
    if before is not None:
        last = db.session.scalars(found.where(NoticeRecord.id == before)).first()
        if last is None:
            return []
        at_once = and_(NoticeRecord.created_at == last.created_at, NoticeRecord.id < last.id)
        found = found.where(or_(NoticeRecord.created_at < last.created_at, at_once), NoticeRecord.read_at.is_not(None))
    order = (NoticeRecord.read_at.is_not(None), NoticeRecord.created_at.desc(), NoticeRecord.id.desc())
    return list(db.session.scalars(found.order_by(*order).limit(most)).all())


def those_of(boxes: Boxes, numbers: Collection[int]) -> list[NoticeRecord]:
    """Those of these notices that lie in the boxes."""
    found = select(NoticeRecord).where(boxes.hold(), NoticeRecord.id.in_(list(numbers)))
    return list(db.session.scalars(found.order_by(NoticeRecord.id)).all())


def unread_in(boxes: Boxes) -> int:
    """How many notices nobody has read."""
    found = select(func.count()).select_from(NoticeRecord).where(boxes.hold(), NoticeRecord.read_at.is_(None))
    return db.session.scalar(found) or 0


def unread_among(boxes: Boxes, codes: Collection[NewsCode]) -> tuple[int, datetime | None]:
    """How many notices of these codes nobody has read, and since when the first of them lies there."""
    found = select(func.count(), func.min(NoticeRecord.created_at)).where(boxes.hold(), NoticeRecord.read_at.is_(None))
    number, since = db.session.execute(found.where(NoticeRecord.code.in_([code.value for code in codes]))).one()
    return number, since


def unread_of(boxes: Boxes, numbers: Collection[int]) -> list[NoticeRecord]:
    """Those of these notices that lie in the boxes and nobody has read, locked until the transaction ends."""
    found = select(NoticeRecord).where(boxes.hold(), NoticeRecord.id.in_(list(numbers)), NoticeRecord.read_at.is_(None))
    return list(db.session.scalars(found.order_by(NoticeRecord.id).with_for_update()).all())
