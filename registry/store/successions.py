"""Changes of divisions on file: which code followed which, from which day, known from which time."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import (
    BindParameter,
    ColumnElement,
    ForeignKey,
    Select,
    SQLColumnExpression,
    String,
    and_,
    bindparam,
    exists,
    or_,
    select,
)
from sqlalchemy.orm import Mapped, mapped_column

from registry.domain.successions import NO_STEPS, ChangeKind, Step, Steps, known, place_on, stood_for
from registry.store.base import Base, db
from registry.store.divisions import DivisionRecord, codes_below
from registry.store.remembered import is_steady, kinds_of, recalled


class DivisionChangeRecord(Base):
    """One change of divisions on one day; never edited. Without a basis it is to be confirmed."""

    __tablename__ = "division_changes"

    code: Mapped[str] = mapped_column(String(20), primary_key=True)
    kind: Mapped[str] = mapped_column(String(40))
    effective_on: Mapped[date]
    recorded_at: Mapped[datetime]
    basis: Mapped[str] = mapped_column(default="")
    recorded_by: Mapped[str] = mapped_column(String(60))


class DivisionStepRecord(Base):
    """One pair of a change; see `Step`. Without `after` nothing follows."""

    __tablename__ = "division_steps"

    change: Mapped[str] = mapped_column(String(20), ForeignKey("division_changes.code"), primary_key=True)
    position: Mapped[int] = mapped_column(primary_key=True)
    before: Mapped[str] = mapped_column(String(12), ForeignKey("divisions.code"), index=True)
    after: Mapped[str | None] = mapped_column(String(12), ForeignKey("divisions.code"), index=True)
    old_name: Mapped[str]
    new_name: Mapped[str] = mapped_column(index=True)
    ends: Mapped[bool]
    begins: Mapped[bool]
    list_from: Mapped[bool]


def _select() -> Select[DivisionStepRecord, DivisionChangeRecord, str | None]:
    return (
        select(DivisionStepRecord, DivisionChangeRecord, DivisionRecord.parent)
        .join(DivisionChangeRecord, DivisionChangeRecord.code == DivisionStepRecord.change)
        .join(DivisionRecord, DivisionRecord.code == DivisionStepRecord.before)
    )


def _as_step(step: DivisionStepRecord, change: DivisionChangeRecord, parent: str | None) -> Step:
    return Step(
        change=change.code,
        position=step.position,
        kind=ChangeKind(change.kind),
        effective_on=change.effective_on,
        recorded_at=change.recorded_at,
        before=step.before,
        after=step.after or "",
        old_name=step.old_name,
        new_name=step.new_name,
        ends=step.ends,
        begins=step.begins,
        list_from=step.list_from,
        basis=change.basis,
        before_parent=parent or "",
    )


_WANTED: BindParameter[str] = bindparam("wanted", expanding=True)
# Put together once: every check of the registry asks this, and nearly always there is nothing.
_TOUCHING = _select().where(or_(DivisionStepRecord.before.in_(_WANTED), DivisionStepRecord.after.in_(_WANTED)))
_TOUCHING_KNOWN = _TOUCHING.where(DivisionChangeRecord.recorded_at <= bindparam("known_at"))

MOST_STEPS = 10_000
"""So many steps are remembered whole; where there are more, those about a code are asked for."""
_CHANGES = kinds_of("division_changes", "division_steps", "divisions")


def _found(codes: Collection[str], known_at: datetime | None) -> list[Step]:
    every = recalled(_CHANGES, "steps", _every_step) if is_steady() else None
    if every is not None:
        touching = [step for code in codes for step in every.get(code, ())]
        return touching if known_at is None else [step for step in touching if step.recorded_at <= known_at]
    found = _TOUCHING if known_at is None else _TOUCHING_KNOWN
    asked = {"wanted": list(codes)} if known_at is None else {"wanted": list(codes), "known_at": known_at}
    return [_as_step(*row) for row in db.session.execute(found, asked).all()]


def _every_step() -> Mapping[str, Steps] | None:
    """All steps on record by each code that they touch; None where they are too many to be remembered."""
    rows = db.session.execute(_select().limit(MOST_STEPS + 1)).all()
    if len(rows) > MOST_STEPS:
        return None
    touching: dict[str, Steps] = {}
    for step in (_as_step(*row) for row in rows):
        for code in {step.before, step.after} - {""}:
            touching[code] = (*touching.get(code, ()), step)
    return touching


def steps_about(codes: Iterable[str], known_at: datetime | None = None) -> Steps:
    """Every step known at a time (of all on record without one) that leads to or from these codes, however far.

    One query where none of them ever changed.
    """
    asked: set[str] = set()
    wanted = set(codes)
    found: dict[tuple[str, int], Step] = {}
    while wanted:
        asked |= wanted
        steps = _found(wanted, known_at)
        found |= {(s.change, s.position): s for s in steps}
        # The divisions above a former code are asked too: what names them may cover what came of them.
        wanted = {code for s in steps for code in (s.before, s.after, s.before_parent) if code} - asked
    if not found:
        return NO_STEPS
    return known(found.values(), max(s.recorded_at for s in found.values()))


def named_since(names: Sequence[str], known_at: datetime | None = None) -> dict[str, set[str]]:
    """The codes that were given one of these names by a change while they stayed in use, by name."""
    found = (
        select(DivisionStepRecord.new_name, DivisionStepRecord.after)
        .join(DivisionChangeRecord, DivisionChangeRecord.code == DivisionStepRecord.change)
        .where(DivisionStepRecord.new_name.in_(names), DivisionStepRecord.begins.is_(False))
    )
    if known_at is not None:
        found = found.where(DivisionChangeRecord.recorded_at <= known_at)
    named: dict[str, set[str]] = {}
    for name, code in db.session.execute(found).all():
        if code:
            named.setdefault(name, set()).add(code)
    return named


def in_use(on: date, known_at: datetime) -> ColumnElement[bool]:
    """The condition on a division that it is in use on a day, as known at a time."""
    ended = (
        exists(DivisionStepRecord.change)
        .where(DivisionStepRecord.before == DivisionRecord.code, DivisionStepRecord.ends.is_(True))
        .where(DivisionChangeRecord.code == DivisionStepRecord.change)
        .where(DivisionChangeRecord.effective_on <= on, DivisionChangeRecord.recorded_at <= known_at)
    )
    begun = or_(DivisionRecord.in_force_from.is_(None), DivisionRecord.in_force_from <= on)
    recorded = or_(DivisionRecord.recorded_at.is_(None), DivisionRecord.recorded_at <= known_at)
    return begun & recorded & ~ended


def children_in_use(code: str, on: date, known_at: datetime, *, most: int) -> Sequence[DivisionRecord]:
    """The divisions directly below this one that are in use on a day, as known at a time, in order of code."""
    found = select(DivisionRecord).where(DivisionRecord.parent == code, in_use(on, known_at))
    return db.session.scalars(found.order_by(DivisionRecord.code).limit(most)).all()


def all_below_in_use(code: str, on: date, known_at: datetime) -> list[DivisionRecord]:
    """Every division below this one, at any depth, that is in use on a day, as known at a time."""
    below: list[DivisionRecord] = []
    wanted = [code]
    while wanted:
        found = select(DivisionRecord).where(DivisionRecord.parent.in_(wanted), in_use(on, known_at))
        level = list(db.session.scalars(found.order_by(DivisionRecord.code)).all())
        below += level
        wanted = [record.code for record in level]
    return below


def codes_with_former(division: str) -> Select[tuple[str]]:
    """The codes of a division and of all below it, with the codes these had before, as a query to ask within.

    A division that only got another code is the same division: what it is called now counts too. A code that went
    on in use elsewhere after a part had left it is not among them.
    """
    itself = select(DivisionRecord.code).where(DivisionRecord.code == division).cte(recursive=True)
    renumbered = (
        select(DivisionStepRecord.after)
        .join(itself, DivisionStepRecord.before == itself.c.code)
        .join(DivisionChangeRecord, DivisionChangeRecord.code == DivisionStepRecord.change)
        .where(DivisionStepRecord.ends.is_(True), DivisionChangeRecord.kind == ChangeKind.RECODED.value)
    )
    itself = itself.union(renumbered)
    below = select(itself.c.code).cte(recursive=True)
    children = select(DivisionRecord.code).join(below, DivisionRecord.parent == below.c.code)
    whole = below.union(children)
    former = select(whole.c.code).cte(recursive=True)
    before = (
        select(DivisionStepRecord.before)
        .join(former, DivisionStepRecord.after == former.c.code)
        .where(DivisionStepRecord.ends.is_(True))
    )
    return select(former.union(before).c.code)


@dataclass(frozen=True)
class Belonging:
    """What of all that is on record belongs to a division on a day, under whatever codes it was recorded.

    Mostly that is what lies below it by the codes. `left` are the codes below it whose land belongs elsewhere on the
    day, `joined` those from elsewhere whose land belongs here.
    """

    division: str
    on: date
    joined: frozenset[str]
    left: frozenset[str]
    steps: Steps

    def holds(self, column: SQLColumnExpression[str]) -> ColumnElement[bool]:
        """The condition that what is on record under a code belongs here."""
        below = column.in_(codes_below(self.division))
        if not self.joined and not self.left:
            return below
        return or_(and_(below, column.not_in(sorted(self.left))), column.in_(sorted(self.joined)))

    def stands_for(self, code: str) -> str:
        """The one code in use on the day for what was recorded under a code; itself where there is not just one."""
        found = stood_for(code, self.steps, self.on)
        return found[0] if len(found) == 1 else code


def belonging(division: str, on: date, known_at: datetime) -> Belonging:
    """What belongs to a division on a day, as known at a time; one query where nothing in it ever changed."""
    below = codes_below(division)
    step = DivisionStepRecord
    touching = (
        select(step.before, step.after)
        .join(DivisionChangeRecord, DivisionChangeRecord.code == step.change)
        .where(DivisionChangeRecord.recorded_at <= known_at, or_(step.before.in_(below), step.after.in_(below)))
        .where(or_(step.after.is_(None), step.after != step.before))
    )
    touched = {code for pair in db.session.execute(touching) for code in pair if code}
    if not touched:
        return Belonging(division, on, frozenset(), frozenset(), NO_STEPS)
    steps = steps_about(touched, known_at)
    lying = {code: place_on(code, steps, on) for s in steps for code in (s.before, s.after) if code}
    asked = {*lying, *(code for codes in lying.values() for code in codes)}
    found = select(DivisionRecord.code).where(DivisionRecord.code.in_(sorted(asked)), DivisionRecord.code.in_(below))
    inside = set(db.session.scalars(found))
    here = {code for code, codes in lying.items() if inside.intersection(codes)}
    left = frozenset(code for code in lying if code in inside and code not in here)
    return Belonging(division, on, frozenset(here - inside), left, steps)
