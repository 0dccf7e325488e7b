"""That a plaque which came with an admission was hung, on file: a record of its own beside the plaque's."""

from collections.abc import Iterable
from datetime import date, datetime

from sqlalchemy import ForeignKey, Select, String, select
from sqlalchemy.orm import Mapped, mapped_column

from registry.domain.inventories import Hanging, hanging_known
from registry.domain.plaques import PlaquePosition
from registry.store.base import Base, db


class HangingRecord(Base):
    """The day a reserved plaque was hung, and how; added, never edited. A wrong one is corrected by a later one."""

    __tablename__ = "plaque_hangings"

    number: Mapped[str] = mapped_column(String(40), primary_key=True)
    plaque: Mapped[str] = mapped_column(String(40), ForeignKey("plaques.code"), index=True)
    hung_on: Mapped[date]
    position: Mapped[str | None] = mapped_column(String(10))
    width_mm: Mapped[int | None]
    height_mm: Mapped[int | None]
    colour: Mapped[str] = mapped_column(String(40), default="")
    corrects: Mapped[str] = mapped_column(String(40), default="")
    recorded_at: Mapped[datetime]
    recorded_by: Mapped[str] = mapped_column(String(60))

    def as_hanging(self) -> Hanging:
        return Hanging(
            number=self.number,
            plaque=self.plaque,
            hung_on=self.hung_on,
            recorded_at=self.recorded_at,
            position=PlaquePosition(self.position) if self.position else None,
            width_mm=self.width_mm,
            height_mm=self.height_mm,
            colour=self.colour,
            corrects=self.corrects,
        )


def hangings_of(plaques: Select[str]) -> dict[str, list[Hanging]]:
    """All that is on record of these plaques' hanging, by the code of the plaque."""
    found = select(HangingRecord).where(HangingRecord.plaque.in_(plaques))
    by_plaque: dict[str, list[Hanging]] = {}
    for record in db.session.scalars(found).all():
        by_plaque.setdefault(record.plaque, []).append(record.as_hanging())
    return by_plaque


def hanging_of(plaque: str, known_at: datetime) -> Hanging | None:
    """What was known by a time of one plaque's hanging."""
    found: Iterable[HangingRecord] = db.session.scalars(select(HangingRecord).where(HangingRecord.plaque == plaque))
    return hanging_known([record.as_hanging() for record in found], known_at)
