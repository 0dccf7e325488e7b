"""Adjustments on file: what was proposed in each version, every step, who was consulted and what they said."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, ForeignKey, Select, String, and_, func, or_, select
from sqlalchemy.orm import Mapped, mapped_column, relationship, selectinload

from registry.domain.adjustments import (
    AdjustmentEvent,
    AdjustmentScope,
    AdjustmentStatus,
    AdjustmentVerb,
    Proposal,
    change_from,
)
from registry.domain.workdays import Limit
from registry.store.base import Base, db
from registry.store.keysets import Order, RecordsOnFile
from registry.store.successions import codes_with_former
from registry.store.units import are_one, is_of


class AdjustmentRecord(Base):
    """One adjustment of the lists of a county. `status` is that of its last step; versions and steps are only added.

    `once` is the mark of the form that led to it, so that sending it again keeps nothing new.
    """

    __tablename__ = "adjustments"

    number: Mapped[str] = mapped_column(String(20), primary_key=True)
    county: Mapped[str] = mapped_column(String(12), ForeignKey("divisions.code"), index=True)
    unit: Mapped[str] = mapped_column(String(18), ForeignKey("units.code"), index=True)
    unit_name: Mapped[str]
    status: Mapped[str] = mapped_column(String(20), index=True)
    sample: Mapped[bool] = mapped_column(default=False)
    once: Mapped[str | None] = mapped_column(String(120), unique=True)
    versions: Mapped[list["AdjustmentVersionRecord"]] = relationship(order_by="AdjustmentVersionRecord.version")
    steps: Mapped[list["AdjustmentStepRecord"]] = relationship(order_by="AdjustmentStepRecord.position")
    consulted: Mapped[list["ConsultedUnitRecord"]] = relationship(order_by="ConsultedUnitRecord.unit")
    opinions: Mapped[list["OpinionRecord"]] = relationship(order_by="OpinionRecord.position")

    @property
    def proposal(self) -> Proposal:
        """What is proposed, as it was last kept."""
        return self.versions[-1].as_proposal()

    def shown_to(self, unit: str) -> "AdjustmentVersionRecord":
        """What people of a unit are shown: as it was last proposed; its own unit what it kept since."""
        proposed = [step.recorded_at for step in self.steps if step.verb == AdjustmentVerb.PROPOSE.value]
        known = [one for one in self.versions if not proposed or one.recorded_at <= proposed[-1]]
        return self.versions[-1] if are_one(unit, self.unit) else known[-1]

    @property
    def was_proposed(self) -> bool:
        """Whether it was ever put to the list office: before, and if withdrawn as a draft, it is its unit's own."""
        return any(step.verb == AdjustmentVerb.PROPOSE.value for step in self.steps)

    @property
    def rounds(self) -> int:
        """How often units were consulted; each time counts by itself."""
        return max((one.round for one in self.consulted), default=0)


class AdjustmentVersionRecord(Base):
    """What was proposed, as it was kept at one time; mending it adds the next version."""

    __tablename__ = "adjustment_versions"

    adjustment: Mapped[str] = mapped_column(String(20), ForeignKey("adjustments.number"), primary_key=True)
    version: Mapped[int] = mapped_column(primary_key=True)
    event: Mapped[str] = mapped_column(String(40))
    title: Mapped[str]
    scope: Mapped[str] = mapped_column(String(20))
    townships: Mapped[list[Any]]
    articles: Mapped[list[Any]]
    reason: Mapped[str]
    changes: Mapped[list[Any]]
    from_case: Mapped[str] = mapped_column(String(24))
    recorded_by: Mapped[str] = mapped_column(String(60))
    recorded_at: Mapped[datetime]

    def as_proposal(self) -> Proposal:
        return Proposal(
            event=AdjustmentEvent(self.event),
            title=self.title,
            scope=AdjustmentScope(self.scope),
            townships=tuple(self.townships),
            articles=tuple(self.articles),
            reason=self.reason,
            changes=tuple(change_from(kept) for kept in self.changes),
            from_case=self.from_case,
        )


class AdjustmentStepRecord(Base):
    """One step: the verb, the status it led to, and the limit in working days that applied from this day on."""

    __tablename__ = "adjustment_steps"

    adjustment: Mapped[str] = mapped_column(String(20), ForeignKey("adjustments.number"), primary_key=True)
    position: Mapped[int] = mapped_column(primary_key=True)
    verb: Mapped[str] = mapped_column(String(20))
    status: Mapped[str] = mapped_column(String(20))
    actor: Mapped[str] = mapped_column(String(60))
    actor_name: Mapped[str]
    unit: Mapped[str] = mapped_column(String(18))
    unit_name: Mapped[str]
    reason: Mapped[str]
    began_on: Mapped[date]
    limit_step: Mapped[str | None] = mapped_column(String(20))
    working_days: Mapped[int | None]
    recorded_at: Mapped[datetime]

    @property
    def limit(self) -> Limit | None:
        """The limit that began with this step."""
        return Limit(self.began_on, self.working_days) if self.working_days else None


class ConsultedUnitRecord(Base):
    """A unit that was asked for its opinion, in one round of asking."""

    __tablename__ = "adjustment_consulted"

    adjustment: Mapped[str] = mapped_column(String(20), ForeignKey("adjustments.number"), primary_key=True)
    round: Mapped[int] = mapped_column(primary_key=True)
    unit: Mapped[str] = mapped_column(String(18), ForeignKey("units.code"), primary_key=True, index=True)
    unit_name: Mapped[str]
    recorded_at: Mapped[datetime]


class OpinionRecord(Base):
    """What a consulted unit said; a later opinion of the same round goes before the earlier, which stays."""

    __tablename__ = "adjustment_opinions"

    adjustment: Mapped[str] = mapped_column(String(20), ForeignKey("adjustments.number"), primary_key=True)
    position: Mapped[int] = mapped_column(primary_key=True)
    round: Mapped[int]
    unit: Mapped[str] = mapped_column(String(18), ForeignKey("units.code"))
    opinion: Mapped[str] = mapped_column(String(20))
    text: Mapped[str]
    recorded_by: Mapped[str] = mapped_column(String(60))
    recorded_at: Mapped[datetime]


def find_adjustment(number: str, *, lock: bool = False) -> AdjustmentRecord | None:
    """The adjustment of this number; with `lock`, nobody else moves it until the transaction ends."""
    return db.session.get(AdjustmentRecord, number, with_for_update=True if lock else None)


def kept_before(once: str) -> AdjustmentRecord | None:
    """The adjustment that the same form already led to."""
    return db.session.scalars(select(AdjustmentRecord).where(AdjustmentRecord.once == once)).one_or_none()


_PARTS = (AdjustmentRecord.versions, AdjustmentRecord.steps, AdjustmentRecord.consulted, AdjustmentRecord.opinions)


def adjustments_seen(
    unit: str,
    division: str | None,
    *,
    statuses: Sequence[AdjustmentStatus] = (),
    event: str = "",
    after: str = "",
    most: int,
) -> list[AdjustmentRecord]:
    """A unit's own adjustments, those it is consulted on, and those of the counties of a division; the latest first.

    Drafts are among them for their own unit only. `after` is the number behind which to go on.
    """
    found = _such(unit, division, statuses, event)
    if after:
        found = found.where(AdjustmentRecord.number < after)
    found = found.options(*(selectinload(part) for part in _PARTS))
    return list(db.session.scalars(found.order_by(AdjustmentRecord.number.desc()).limit(most)).all())


def _such(
    unit: str, division: str | None, statuses: Sequence[AdjustmentStatus], event: str
) -> Select[AdjustmentRecord]:
    found = select(AdjustmentRecord).where(seen_by(unit, division))
    if statuses:
        found = found.where(AdjustmentRecord.status.in_([status.value for status in statuses]))
    return found.where(_shown_of_event(event, unit)) if event else found


def adjustments_page(
    unit: str, division: str | None, *, statuses: Sequence[AdjustmentStatus] = (), event: str = ""
) -> RecordsOnFile:
    """The same, to be read a page at a time; with each what was proposed, asked, said and done."""
    order = Order((AdjustmentRecord.number.expression,), ("number",), descending=True)
    found = _such(unit, division, statuses, event).options(*(selectinload(part) for part in _PARTS))
    return RecordsOnFile(found, order)


def seen_by(unit: str, division: str | None) -> ColumnElement[bool]:
    """Adjustments that are read by people of a unit who look after a division, if one is given."""
    asked = select(ConsultedUnitRecord.adjustment).where(is_of(ConsultedUnitRecord.unit, unit))
    seen = [is_of(AdjustmentRecord.unit, unit), AdjustmentRecord.number.in_(asked)]
    if division is not None:
        inside = AdjustmentRecord.county.in_(codes_with_former(division))
        proposed = select(AdjustmentStepRecord.adjustment).where(
            AdjustmentStepRecord.verb == AdjustmentVerb.PROPOSE.value
        )
        seen.append(inside & AdjustmentRecord.number.in_(proposed))
    return or_(*seen)


def _shown_of_event(event: str, unit: str) -> ColumnElement[bool]:
    """Adjustments of this event by the version that is shown to people of the unit; see `shown_to`."""
    version, step = AdjustmentVersionRecord, AdjustmentStepRecord
    proposed = select(func.max(step.recorded_at)).where(
        step.adjustment == version.adjustment, step.verb == AdjustmentVerb.PROPOSE.value
    )
    is_seen = version.recorded_at <= proposed.correlate(version).scalar_subquery()
    shown = (
        select(version.adjustment, func.max(version.version).label("version"))
        .join(AdjustmentRecord, AdjustmentRecord.number == version.adjustment)
        .where(or_(is_of(AdjustmentRecord.unit, unit), is_seen))
        .group_by(version.adjustment)
        .subquery()
    )
    is_shown = and_(shown.c.adjustment == version.adjustment, shown.c.version == version.version)
    return AdjustmentRecord.number.in_(select(version.adjustment).join(shown, is_shown).where(version.event == event))


def asked_of(record: AdjustmentRecord) -> list[ConsultedUnitRecord]:
    """The units asked in the latest round."""
    return [one for one in record.consulted if one.round == record.rounds]


def opinions_in(record: AdjustmentRecord, round_: int) -> dict[str, OpinionRecord]:
    """The last opinion of each unit in a round."""
    return {one.unit: one for one in record.opinions if one.round == round_}


def last_begun(record: AdjustmentRecord, statuses: Iterable[AdjustmentStatus]) -> AdjustmentStepRecord | None:
    """The last step that began a limit in one of these statuses."""
    wanted = {status.value for status in statuses}
    begun = [step for step in record.steps if step.status in wanted and step.working_days]
    return begun[-1] if begun else None
