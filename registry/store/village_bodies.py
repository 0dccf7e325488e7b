"""Villages' bodies on file: groups, committees, stations, associations."""

from collections.abc import Collection
from datetime import date, datetime

from sqlalchemy import ForeignKey, Select, String, or_, select
from sqlalchemy.orm import Mapped, mapped_column

from registry.domain.inventories import Decision, InventorySort, VillageBody, decision_in_force, recorded_by_mistake
from registry.store.base import Base, db
from registry.store.inventories import decisions_on


class VillageBodyRecord(Base):
    """One body of a village, with who demanded it and on what document; never edited."""

    __tablename__ = "village_bodies"

    code: Mapped[str] = mapped_column(String(40), primary_key=True)
    village: Mapped[str] = mapped_column(String(12), ForeignKey("divisions.code"), index=True)
    name: Mapped[str]
    statutory: Mapped[bool] = mapped_column(default=False)
    set_up_on: Mapped[date | None]
    demanded_by: Mapped[str] = mapped_column(default="")
    document_number: Mapped[str] = mapped_column(default="")
    recorded_at: Mapped[datetime]
    recorded_by: Mapped[str] = mapped_column(String(60), default="")
    sample: Mapped[bool] = mapped_column(default=False)

    def as_body(self, decision: Decision | None) -> VillageBody:
        return VillageBody(
            code=self.code,
            name=self.name,
            statutory=self.statutory,
            set_up_on=self.set_up_on,
            demanded_by=self.demanded_by,
            document_number=self.document_number,
            decision=decision,
            sample=self.sample,
        )


def bodies_of(villages: Collection[str], on: date, known_at: datetime) -> dict[str, tuple[VillageBody, ...]]:
    """The bodies of each village on a day as known at a time, closed ones included, each with what was decided; what
    was known to be recorded by mistake is left out."""
    found = select(VillageBodyRecord).where(
        VillageBodyRecord.village.in_(villages),
        or_(VillageBodyRecord.set_up_on.is_(None), VillageBodyRecord.set_up_on <= on),
        VillageBodyRecord.recorded_at <= known_at,
    )
    decided = decisions_on(InventorySort.BODIES, found.with_only_columns(VillageBodyRecord.code), known_at)
    bodies: dict[str, list[VillageBody]] = {}
    for record in db.session.scalars(found.order_by(VillageBodyRecord.code)).all():
        if recorded_by_mistake(decided.get(record.code, ()), known_at):
            continue
        decision = decision_in_force(decided.get(record.code, ()), on, known_at)
        bodies.setdefault(record.village, []).append(record.as_body(decision))
    return {village: tuple(of_village) for village, of_village in bodies.items()}


def find_body(code: str) -> VillageBodyRecord | None:
    """The body of this code."""
    return db.session.get(VillageBodyRecord, code)


def codes_at(villages: Collection[str]) -> Select[str]:
    """The codes of the bodies on record at these villages, as a query to ask within."""
    return select(VillageBodyRecord.code).where(VillageBodyRecord.village.in_(villages))
