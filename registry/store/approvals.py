"""Provincial approvals, emergency responses and number prefixes on file."""

from collections.abc import Collection, Iterable, Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import ForeignKey, String, or_, select
from sqlalchemy.orm import Mapped, mapped_column

from registry.domain import document_number
from registry.domain.approvals import Issuer, ProvincialApproval
from registry.domain.divisions import Place
from registry.domain.forms import ApprovalForm, DemandForm
from registry.store.base import Base, db


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

    def as_approval(self, names: Sequence[str], places: Sequence[str]) -> ProvincialApproval:
        """The record with what it names and covers, as a value."""
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
        )


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


class NumberPrefixRecord(Base):
    """A prefix 代字 that a province's papers are seen to carry: a hint to edit, never proof."""

    __tablename__ = "number_prefixes"

    province_code: Mapped[str] = mapped_column(String(12), primary_key=True)
    prefix: Mapped[str] = mapped_column(String(20), primary_key=True)
    province: Mapped[str]


def approvals_about(
    subjects: Collection[str], numbers: Collection[str], known_at: datetime
) -> tuple[ProvincialApproval, ...]:
    """The approvals known at a time that name one of the subjects (plain wording) or bear one of the numbers.

    In order of their day in force, then number, so that the same question always names the same lifter.
    """
    if not subjects and not numbers:
        return ()
    naming = select(ApprovalNameRecord.approval).where(ApprovalNameRecord.plain_name.in_(list(subjects)))
    plain_numbers = [document_number.normalised(n) for n in numbers if n.strip()]
    found = select(ApprovalRecord).where(
        or_(ApprovalRecord.code.in_(naming), ApprovalRecord.plain_number.in_(plain_numbers)),
        ApprovalRecord.recorded_at <= known_at,
    )
    ordered = found.order_by(ApprovalRecord.in_force_from, ApprovalRecord.plain_number, ApprovalRecord.code)
    records = db.session.scalars(ordered).all()
    if not records:
        return ()
    names, places = _names(records), _places(records)
    known = [r.as_approval(names.get(r.code, []), places.get(r.code, [])).as_known(known_at) for r in records]
    return tuple(approval for approval in known if approval is not None)


def _names(records: Iterable[ApprovalRecord]) -> dict[str, list[str]]:
    found = select(ApprovalNameRecord).where(ApprovalNameRecord.approval.in_([r.code for r in records]))
    names: dict[str, list[str]] = {}
    for record in db.session.scalars(found.order_by(ApprovalNameRecord.approval, ApprovalNameRecord.position)):
        names.setdefault(record.approval, []).append(record.name)
    return names


def _places(records: Iterable[ApprovalRecord]) -> dict[str, list[str]]:
    found = select(ApprovalPlaceRecord).where(ApprovalPlaceRecord.approval.in_([r.code for r in records]))
    places: dict[str, list[str]] = {}
    for record in db.session.scalars(found.order_by(ApprovalPlaceRecord.approval, ApprovalPlaceRecord.division)):
        places.setdefault(record.approval, []).append(record.division)
    return places


def foreign_prefixes(place: Place) -> dict[str, str]:
    """Prefixes seen on papers of other provinces, and not on this one's, with the province's name."""
    records = db.session.scalars(select(NumberPrefixRecord).order_by(NumberPrefixRecord.province_code)).all()
    own = {r.prefix for r in records if r.province_code == place.province.code}
    return {r.prefix: r.province for r in records if r.prefix not in own}
