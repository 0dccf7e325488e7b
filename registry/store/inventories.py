"""Decisions on villages' plaques and bodies on file: keep, merge, close, take down."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, Select, String, select
from sqlalchemy.orm import Mapped, mapped_column

from registry.domain.inventories import Decision, InventorySort
from registry.store.base import Base, db


class DecisionRecord(Base):
    """One decision on a plaque or body; added, never edited. One that was wrong is corrected by a later one."""

    __tablename__ = "inventory_decisions"
    __table_args__ = (Index("ix_inventory_decisions_village", "village"),)

    number: Mapped[str] = mapped_column(String(50), primary_key=True)
    sort: Mapped[str] = mapped_column(String(10))
    item: Mapped[str] = mapped_column(String(40), index=True)
    village: Mapped[str] = mapped_column(String(12), ForeignKey("divisions.code"))
    decision: Mapped[str] = mapped_column(String(20))
    into: Mapped[str] = mapped_column(String(40), default="")
    on: Mapped[date]
    reason: Mapped[str] = mapped_column(default="")
    document_number: Mapped[str] = mapped_column(default="")
    corrects: Mapped[str] = mapped_column(String(50), default="")
    recorded_at: Mapped[datetime]
    recorded_by: Mapped[str] = mapped_column(String(60), default="")

    def as_decision(self) -> Decision:
        return Decision(
            number=self.number,
            item=self.item,
            decision=self.decision,
            on=self.on,
            reason=self.reason,
            recorded_at=self.recorded_at,
            recorded_by=self.recorded_by,
            into=self.into,
            document_number=self.document_number,
            corrects=self.corrects,
        )


def decisions_on(
    sort: InventorySort, items: Select[str], known_at: datetime | None = None
) -> dict[str, list[Decision]]:
    """Every decision (recorded by a time) on these plaques, or bodies, by the code of the item; under whatever code
    of the village it was recorded."""
    found = select(DecisionRecord).where(DecisionRecord.sort == sort.value, DecisionRecord.item.in_(items))
    if known_at is not None:
        found = found.where(DecisionRecord.recorded_at <= known_at)
    by_item: dict[str, list[Decision]] = {}
    for record in db.session.scalars(found.order_by(DecisionRecord.recorded_at, DecisionRecord.number)).all():
        by_item.setdefault(record.item, []).append(record.as_decision())
    return by_item


def decisions_on_item(sort: InventorySort, item: str) -> list[Decision]:
    """Every decision on one plaque or body."""
    found = select(DecisionRecord).where(DecisionRecord.sort == sort.value, DecisionRecord.item == item)
    return [record.as_decision() for record in db.session.scalars(found.order_by(DecisionRecord.recorded_at)).all()]


def taken_down_of_old(plaque: Mapping[str, Any], on: date) -> dict[str, Any]:
    """The decision, as a row, of a plaque that came with the day it was taken down."""
    return {
        "number": f"TD-{plaque['code']}",
        "sort": InventorySort.PLAQUES.value,
        "item": plaque["code"],
        "village": plaque["village"],
        "decision": "TAKE_DOWN",
        "on": on,
        "recorded_at": plaque["recorded_at"],
    }
