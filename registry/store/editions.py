"""Drafts of editions, and publications, on file."""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Any, cast

from sqlalchemy import ColumnElement, ForeignKey, SQLColumnExpression, String, Table, false, select
from sqlalchemy.orm import Mapped, mapped_column

from registry.domain.duties import Duty, Edition, duty_of
from registry.domain.editions import Descent, DescentKind, DraftStatus
from registry.store.base import Base, db
from registry.store.bulk import bulk_add
from registry.store.duties import DutyRecord, DutyShareRecord, EditionOriginRecord, EditionRecord
from registry.store.keysets import Order, RecordsOnFile

MOST_ASKED_AT_ONCE = 500


class DescentRecord(Base):
    """One line from a duty of the edition before to one of this edition. Seed editions have none."""

    __tablename__ = "duty_descents"

    edition: Mapped[str] = mapped_column(String(40), ForeignKey("editions.code"), primary_key=True)
    position: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(String(10))
    duty: Mapped[str] = mapped_column(String(40))
    before: Mapped[str] = mapped_column(String(40))


class DraftRecord(Base):
    """An edition in the making, of a township or of a county's master. What it says is kept whole, as plain data.

    `base` is the edition it was made from; `corrects` the one it shows to have been a mistake; `edition` what it
    became.
    """

    __tablename__ = "drafts"

    code: Mapped[str] = mapped_column(String(20), primary_key=True)
    place: Mapped[str] = mapped_column(String(12), ForeignKey("divisions.code"), index=True)
    title: Mapped[str]
    status: Mapped[str] = mapped_column(String(20))
    base: Mapped[str | None] = mapped_column(String(40), ForeignKey("editions.code"))
    corrects: Mapped[str | None] = mapped_column(String(40), ForeignKey("editions.code"))
    edition: Mapped[str | None] = mapped_column(String(40), ForeignKey("editions.code"))
    document_number: Mapped[str] = mapped_column(String(60), default="")
    effective_on: Mapped[date | None]
    duties: Mapped[list[Any]]
    descents: Mapped[list[Any]]
    from_adjustment: Mapped[str] = mapped_column(String(20), default="", index=True)
    source: Mapped[str] = mapped_column(default="")
    source_sha256: Mapped[str] = mapped_column(String(64), default="")
    created_by: Mapped[str] = mapped_column(String(60))
    created_at: Mapped[datetime]
    changed_at: Mapped[datetime]
    reviewed_by: Mapped[str] = mapped_column(String(60), default="")
    sample: Mapped[bool] = mapped_column(default=False)

    def says(self) -> tuple[Duty, ...]:
        """The rows of the draft."""
        return tuple(duty_of(row) for row in self.duties)

    def lines(self) -> tuple[Descent, ...]:
        """What descends from what in it."""
        return tuple(Descent(DescentKind(kind), duty, before) for kind, duty, before in self.descents)


def as_rows(duties: Iterable[Duty]) -> list[Any]:
    """Duties as a draft keeps them."""
    return [duty.as_data() for duty in duties]


def as_lines(descents: Iterable[Descent]) -> list[Any]:
    """Descents as a draft keeps them."""
    return [[line.kind.value, line.duty, line.before] for line in descents]


def find_draft(code: str, *, lock: bool = False) -> DraftRecord | None:
    """The draft of this code; locked until the transaction ends where it is to be changed."""
    return db.session.get(DraftRecord, code, with_for_update=lock or None)


def drafts_at(
    holds: Callable[[SQLColumnExpression[str]], ColumnElement[bool]] | None, *, statuses: Sequence[str] = ()
) -> RecordsOnFile:
    """The drafts of places, given by a condition on their codes, the latest changed first; without one none."""
    there = holds(cast(SQLColumnExpression[str], DraftRecord.place)) if holds else false()
    found = select(DraftRecord).where(there)
    if statuses:
        found = found.where(DraftRecord.status.in_(statuses))
    latest = Order(
        (DraftRecord.changed_at.expression, DraftRecord.code.expression), ("changed_at", "code"), descending=True
    )
    return RecordsOnFile(found, latest)


def untouched_draft(place: str, *, base: str | None, corrects: str | None, by: str) -> DraftRecord | None:
    """The draft that a person began from the list there is and has not changed since; None where there is none."""
    found = select(DraftRecord).where(
        DraftRecord.place == place,
        DraftRecord.status == DraftStatus.DRAFT.value,
        DraftRecord.created_by == by,
        DraftRecord.base == base if base else DraftRecord.base.is_(None),
        DraftRecord.corrects == corrects if corrects else DraftRecord.corrects.is_(None),
        DraftRecord.source == "",
        DraftRecord.from_adjustment == "",
        DraftRecord.changed_at == DraftRecord.created_at,
    )
    return db.session.scalar(found.order_by(DraftRecord.code).limit(1))


def drafts_from(adjustment: str) -> list[DraftRecord]:
    """The drafts that an adjustment resulted in, in order of place."""
    found = select(DraftRecord).where(DraftRecord.from_adjustment == adjustment).order_by(DraftRecord.place)
    return list(db.session.scalars(found).all())


def drafts_from_all(adjustments: Collection[str]) -> dict[str, list[DraftRecord]]:
    """The drafts that each of these adjustments resulted in, in order of place."""
    found = select(DraftRecord).where(DraftRecord.from_adjustment.in_(list(adjustments))).order_by(DraftRecord.place)
    drafts: dict[str, list[DraftRecord]] = {}
    for draft in db.session.scalars(found):
        drafts.setdefault(draft.from_adjustment, []).append(draft)
    return drafts


def descents_of(editions: Sequence[str]) -> dict[str, tuple[Descent, ...]]:
    """What descends from what in each of these editions."""
    found = select(DescentRecord).where(DescentRecord.edition.in_(editions))
    lines: dict[str, tuple[Descent, ...]] = dict.fromkeys(editions, ())
    for record in db.session.scalars(found.order_by(DescentRecord.edition, DescentRecord.position)):
        lines[record.edition] += (Descent(DescentKind(record.kind), record.duty, record.before),)
    return lines


def led_to_by(master: str) -> dict[str, set[str]]:
    """The townships' editions that a county's master led to, by township: of its day, and of later ones."""
    found = (
        select(EditionRecord.township, EditionRecord.code)
        .join(EditionOriginRecord, EditionOriginRecord.edition == EditionRecord.code)
        .where(EditionOriginRecord.master == master)
    )
    led_to: dict[str, set[str]] = {}
    for row in db.session.execute(found):
        led_to.setdefault(row.township, set()).add(row.code)
    return led_to


def add_editions(published: Sequence[tuple[Edition, Mapping[str, Any], Sequence[Duty], Sequence[Descent]]]) -> None:
    """Lay down editions with where they came from (`edition_origins` but for edition and corrects), rows and lines."""
    bulk_add(_table(EditionRecord), (_edition(edition) for edition, _, _, _ in published))
    bulk_add(_table(EditionOriginRecord), (_origin(edition, origin) for edition, origin, _, _ in published))
    bulk_add(_table(DutyRecord), (row for edition, _, duties, _ in published for row in duty_rows(edition, duties)))
    bulk_add(
        _table(DutyShareRecord), (row for edition, _, duties, _ in published for row in share_rows(edition, duties))
    )
    bulk_add(
        _table(DescentRecord),
        (row for edition, _, _, descents in published for row in _descent_rows(edition, descents)),
    )


def _table(record: type[Base]) -> Table:
    return cast(Table, record.__table__)


def _edition(edition: Edition) -> dict[str, Any]:
    return {
        "code": edition.code,
        "township": edition.township,
        "document_number": edition.document_number,
        "effective_on": edition.effective_on,
        "recorded_at": edition.recorded_at,
        "sample": edition.sample,
    }


def _origin(edition: Edition, origin: Mapping[str, Any]) -> dict[str, Any]:
    return {"edition": edition.code, "corrects": edition.corrects or None, **origin}


def duty_rows(edition: Edition, duties: Iterable[Duty]) -> Iterable[dict[str, Any]]:
    """The rows of `duties` that keep an edition's duties."""
    for duty in duties:
        told = duty.as_data()
        del told["shares"]
        yield {"edition": edition.code, **told}


def share_rows(edition: Edition, duties: Iterable[Duty]) -> Iterable[dict[str, Any]]:
    """The rows of `duty_shares` that keep the departments' shares of an edition's duties."""
    for duty in duties:
        for position, share in enumerate(duty.shares, start=1):
            yield {"edition": edition.code, "duty": duty.code, "position": position, **share.as_data()}


def _descent_rows(edition: Edition, descents: Iterable[Descent]) -> Iterable[dict[str, Any]]:
    for position, line in enumerate(descents, start=1):
        told = {"kind": line.kind.value, "duty": line.duty, "before": line.before}
        yield {"edition": edition.code, "position": position, **told}


def codes_in_use(codes: Collection[str]) -> frozenset[str]:
    """Those of these codes that a duty of any edition has or had."""
    wanted, found = sorted(codes), set[str]()
    for start in range(0, len(wanted), MOST_ASKED_AT_ONCE):
        some = wanted[start : start + MOST_ASKED_AT_ONCE]
        found |= set(db.session.scalars(select(DutyRecord.code).where(DutyRecord.code.in_(some)).distinct()))
    return frozenset(found)


def codes_by_matter(editions: Sequence[str]) -> dict[str, str]:
    """The code of each matter, as it is written, in these editions; of two the first in order of code counts."""
    found = select(DutyRecord.matter, DutyRecord.code).where(DutyRecord.edition.in_(editions)).distinct()
    codes: dict[str, str] = {}
    for matter, code in sorted(db.session.execute(found).all(), key=lambda row: row[1]):
        codes.setdefault(matter, code)
    return codes


def masters_behind(places: Sequence[str]) -> dict[str, str]:
    """The master that led to each edition of these places that a master led to, by the edition's code."""
    found = (
        select(EditionOriginRecord.edition, EditionOriginRecord.master)
        .join(EditionRecord, EditionRecord.code == EditionOriginRecord.edition)
        .where(EditionRecord.township.in_(places), EditionOriginRecord.master.is_not(None))
    )
    return {edition: master for edition, master in db.session.execute(found) if master}
