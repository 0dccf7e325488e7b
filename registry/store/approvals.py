"""Provincial approvals, emergency responses and number prefixes on file."""

from collections.abc import Collection, Iterable, Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import ForeignKey, LargeBinary, Select, String, false, or_, select
from sqlalchemy.orm import Mapped, mapped_column

from registry.domain import document_number
from registry.domain.approvals import Issuer, ProvincialApproval
from registry.domain.forms import ApprovalForm, DemandForm
from registry.domain.pages import Window
from registry.domain.verdict import LifterKind
from registry.domain.wording import plain
from registry.store.admissions import places_admitted_under
from registry.store.base import Base, db
from registry.store.keysets import Order, RecordsOnFile


class ApprovalRecord(Base):
    """One provincial approval, or a lower paper kept as evidence. Never edited but for confirmation and revocation."""

    __tablename__ = "approvals"

    code: Mapped[str] = mapped_column(String(40), primary_key=True)
    number: Mapped[str] = mapped_column(String(60))
    plain_number: Mapped[str] = mapped_column(String(60), index=True)
    form: Mapped[str] = mapped_column(String(40))
    issuers: Mapped[list[Any]]
    agreed_by: Mapped[list[Any]]
    title: Mapped[str]
    issued_on: Mapped[date]
    in_force_from: Mapped[date]
    valid_until: Mapped[date | None]
    demand_forms: Mapped[list[Any]]
    recorded_at: Mapped[datetime]
    confirmed_at: Mapped[datetime | None]
    revoked_on: Mapped[date | None]
    revocation_recorded_at: Mapped[datetime | None]
    posts: Mapped[int | None]
    money: Mapped[str | None]
    powers: Mapped[str | None]
    statute: Mapped[str] = mapped_column(default="")
    article: Mapped[str] = mapped_column(default="")
    reinstated_by: Mapped[str] = mapped_column(default="")
    demanders: Mapped[list[Any]]
    quota: Mapped[int | None]
    sample: Mapped[bool] = mapped_column(default=False)
    kept_share: Mapped[str] = mapped_column(default="")
    money_channel: Mapped[str] = mapped_column(default="")
    systems: Mapped[str] = mapped_column(default="")
    training: Mapped[str] = mapped_column(default="")
    assessment: Mapped[str] = mapped_column(default="")
    most_places: Mapped[int | None]
    amends: Mapped[str] = mapped_column(String(40), default="", index=True)
    revocation_reason: Mapped[str] = mapped_column(default="")
    recorded_by: Mapped[str] = mapped_column(String(60), default="")
    recorded_for: Mapped[str] = mapped_column(String(60), default="")
    confirmed_by: Mapped[str] = mapped_column(String(60), default="")
    revoked_by: Mapped[str] = mapped_column(String(60), default="")
    document_sha256: Mapped[str] = mapped_column(String(64), default="")
    former_revocations: Mapped[list[Any]]

    def as_approval(
        self, names: Sequence[str], places: Sequence[str], taken: frozenset[str] = frozenset()
    ) -> ProvincialApproval:
        """The record with what it names and covers, and the places admitted under it, as a value."""
        return ProvincialApproval(
            code=self.code,
            number=self.number,
            form=ApprovalForm(self.form),
            issuers=frozenset(Issuer(i) for i in self.issuers),
            agreed_by=frozenset(Issuer(i) for i in self.agreed_by),
            issued_on=self.issued_on,
            in_force_from=self.in_force_from,
            valid_until=self.valid_until,
            names=tuple(names),
            demand_forms=frozenset(DemandForm(f) for f in self.demand_forms),
            places=tuple(places),
            recorded_at=self.recorded_at,
            confirmed_at=self.confirmed_at,
            revoked_on=self.revoked_on,
            revocation_recorded_at=self.revocation_recorded_at,
            posts=self.posts,
            money=self.money,
            powers=self.powers,
            statute=self.statute,
            article=self.article,
            reinstated_by=self.reinstated_by,
            demanders=tuple(self.demanders),
            quota=self.quota,
            title=self.title,
            sample=bool(self.sample),
            most_places=self.most_places,
            places_taken=taken,
            former_revocations=tuple(map(_as_revocation, self.former_revocations or ())),
        )

    def revoke(self, on: date, *, reason: str, by: str, at: datetime) -> None:
        """End it from a day on; an end that stood on record before stays readable as what was known until now."""
        if self.revoked_on is not None and self.revocation_recorded_at is not None:
            before = {"on": self.revoked_on.isoformat(), "at": self.revocation_recorded_at.isoformat()}
            told = {"reason": self.revocation_reason, "by": self.revoked_by}
            self.former_revocations = [*self.former_revocations, {**before, **told}]
        self.revoked_on, self.revocation_recorded_at = on, at
        self.revocation_reason, self.revoked_by = reason, by


class ApprovalNameRecord(Base):
    """One matter, body, plaque wording or certificate type that an approval names, also in plain wording."""

    __tablename__ = "approval_names"

    approval: Mapped[str] = mapped_column(String(40), ForeignKey("approvals.code"), primary_key=True)
    position: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str]
    plain_name: Mapped[str] = mapped_column(index=True)


class ApprovalPlaceRecord(Base):
    """One division that an approval covers, with all below it."""

    __tablename__ = "approval_places"

    approval: Mapped[str] = mapped_column(String(40), ForeignKey("approvals.code"), primary_key=True)
    division: Mapped[str] = mapped_column(String(12), ForeignKey("divisions.code"), primary_key=True, index=True)


class ApprovalDocumentRecord(Base):
    """The file of an approval's paper, as it was attached."""

    __tablename__ = "approval_documents"

    approval: Mapped[str] = mapped_column(String(40), ForeignKey("approvals.code"), primary_key=True)
    name: Mapped[str]
    media_type: Mapped[str] = mapped_column(String(40))
    content: Mapped[bytes] = mapped_column(LargeBinary, deferred=True)


class NumberPrefixRecord(Base):
    """A prefix 代字 that a province's papers are seen to carry: a hint to edit, never proof."""

    __tablename__ = "number_prefixes"

    province_code: Mapped[str] = mapped_column(String(12), primary_key=True)
    prefix: Mapped[str] = mapped_column(String(20), primary_key=True)
    province: Mapped[str]


def confirmed_over(divisions: Collection[str], known_at: datetime) -> list[tuple[str, datetime, date]]:
    """Of each approval that was confirmed by a time and covers one of these divisions: which, when, from which day."""
    found = select(ApprovalPlaceRecord.division, ApprovalRecord.confirmed_at, ApprovalRecord.in_force_from)
    found = found.join(ApprovalRecord, ApprovalRecord.code == ApprovalPlaceRecord.approval)
    found = found.where(ApprovalPlaceRecord.division.in_(list(divisions)), ApprovalRecord.confirmed_at <= known_at)
    return [(row[0], row[1], row[2]) for row in db.session.execute(found) if row[1] is not None]


def approvals_called(codes: Collection[str], known_at: datetime) -> tuple[ProvincialApproval, ...]:
    """The approvals of these codes as known at a time, in order of code."""
    found = select(ApprovalRecord).where(ApprovalRecord.code.in_(list(codes)), ApprovalRecord.recorded_at <= known_at)
    return as_known(db.session.scalars(found.order_by(ApprovalRecord.code)).all(), known_at) if codes else ()


def confirmed_but(those: Select[str], today: date) -> list[str]:
    """The codes of the approvals that somebody confirmed here and that hold on a day, but for those of a query."""
    found = select(ApprovalRecord.code).where(
        ApprovalRecord.confirmed_at.is_not(None),
        ApprovalRecord.confirmed_by != "",
        ApprovalRecord.in_force_from <= today,
        or_(ApprovalRecord.valid_until.is_(None), ApprovalRecord.valid_until >= today),
        or_(ApprovalRecord.revoked_on.is_(None), ApprovalRecord.revoked_on > today),
        ApprovalRecord.code.not_in(those),
    )
    return list(db.session.scalars(found.order_by(ApprovalRecord.code)))


def find_approval(code: str, *, lock: bool = False) -> ApprovalRecord | None:
    """The approval of this code; with `lock`, as it is now, and nobody else changes it until the transaction ends."""
    return db.session.get(ApprovalRecord, code, with_for_update=True if lock else None, populate_existing=lock)


def approvals_amending(code: str) -> list[ApprovalRecord]:
    """The records that amend an approval, confirmed or not, in the order they were recorded."""
    found = select(ApprovalRecord).where(ApprovalRecord.amends == code)
    return list(db.session.scalars(found.order_by(ApprovalRecord.recorded_at, ApprovalRecord.code)).all())


def approvals_numbered(plain_number: str) -> list[ApprovalRecord]:
    """The records of papers with this number, in its one spelling."""
    found = select(ApprovalRecord).where(ApprovalRecord.plain_number == plain_number)
    return list(db.session.scalars(found.order_by(ApprovalRecord.code)).all())


def approvals_listed(
    known_at: datetime, *, about: str = "", covering: Collection[str] = (), after: str = "", most: int
) -> tuple[ProvincialApproval, ...]:
    """A portion of the approvals as known at a time, the latest recorded first, behind a code.

    `about` is part of a number, title or name as typed; `covering` are the codes of a place and of all above it.
    """
    found = approvals_page(known_at, about=about, covering=covering)
    last = db.session.get(ApprovalRecord, after) if after else None
    behind = found.order.position(last) if last is not None else None
    return as_known(found.portion(Window(most, after=behind)).rows, known_at)


def approvals_page(known_at: datetime, *, about: str = "", covering: Collection[str] = ()) -> RecordsOnFile:
    """The same, to be read a page at a time; `as_known` says what each was then."""
    found = select(ApprovalRecord).where(ApprovalRecord.recorded_at <= known_at)
    if about:
        wanted = plain(about)
        naming = select(ApprovalNameRecord.approval).where(
            ApprovalNameRecord.plain_name.contains(wanted, autoescape=True)
        )
        spelled = document_number.normalised(about)
        told = [ApprovalRecord.plain_number.contains(spelled, autoescape=True)]
        told += [ApprovalRecord.title.contains(about, autoescape=True)]
        found = found.where(or_(ApprovalRecord.code.in_(naming) if wanted else false(), *told))
    if covering:
        there = select(ApprovalPlaceRecord.approval).where(ApprovalPlaceRecord.division.in_(list(covering)))
        found = found.where(ApprovalRecord.code.in_(there))
    columns = (ApprovalRecord.recorded_at.expression, ApprovalRecord.code.expression)
    return RecordsOnFile(found, Order(columns, ("recorded_at", "code"), descending=True))


def amending(codes: Collection[str]) -> dict[str, list[str]]:
    """The codes of the records that amend each of these, in the order they were recorded."""
    found = select(ApprovalRecord.amends, ApprovalRecord.code).where(ApprovalRecord.amends.in_(list(codes)))
    amended: dict[str, list[str]] = {}
    for amends, code in db.session.execute(found.order_by(ApprovalRecord.recorded_at, ApprovalRecord.code)):
        amended.setdefault(amends, []).append(code)
    return amended


def with_documents(codes: Collection[str]) -> set[str]:
    """Those of these approvals whose paper is on file."""
    found = select(ApprovalDocumentRecord.approval).where(ApprovalDocumentRecord.approval.in_(list(codes)))
    return set(db.session.scalars(found))


def document_of(code: str) -> ApprovalDocumentRecord | None:
    """The file of an approval's paper; its bytes are fetched when they are asked for."""
    return db.session.get(ApprovalDocumentRecord, code)


def _as_revocation(kept: dict[str, str]) -> tuple[date, datetime]:
    return date.fromisoformat(kept["on"]), datetime.fromisoformat(kept["at"])


def as_known(records: Sequence[ApprovalRecord], known_at: datetime) -> tuple[ProvincialApproval, ...]:
    """What these records say as known at a time, in their order; those that were not there yet are left out."""
    if not records:
        return ()
    names, places = names_of(records), places_of(records)
    limited = [r.code for r in records if r.most_places is not None]
    taken = places_admitted_under(LifterKind.APPROVAL, limited, known_at) if limited else {}
    known = [
        r.as_approval(names.get(r.code, []), places.get(r.code, []), taken.get(r.code, frozenset())).as_known(known_at)
        for r in records
    ]
    return tuple(approval for approval in known if approval is not None)


def names_of(records: Iterable[ApprovalRecord]) -> dict[str, list[str]]:
    """What each of these approvals names, in order."""
    found = select(ApprovalNameRecord).where(ApprovalNameRecord.approval.in_([r.code for r in records]))
    names: dict[str, list[str]] = {}
    for record in db.session.scalars(found.order_by(ApprovalNameRecord.approval, ApprovalNameRecord.position)):
        names.setdefault(record.approval, []).append(record.name)
    return names


def places_of(records: Iterable[ApprovalRecord]) -> dict[str, list[str]]:
    """The divisions that each of these approvals covers."""
    found = select(ApprovalPlaceRecord).where(ApprovalPlaceRecord.approval.in_([r.code for r in records]))
    places: dict[str, list[str]] = {}
    for record in db.session.scalars(found.order_by(ApprovalPlaceRecord.approval, ApprovalPlaceRecord.division)):
        places.setdefault(record.approval, []).append(record.division)
    return places
