"""Certificate catalogues on file."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import ForeignKey, String, select
from sqlalchemy.orm import Mapped, mapped_column

from registry.domain.certificates import CertificateCatalogue, ProhibitedBy, ProhibitedType, RetainedType
from registry.domain.divisions import Place
from registry.domain.wording import plain
from registry.store.base import Base, db

RETAINED = "RETAINED"


class CertificateCatalogueRecord(Base):
    """One version of a division's certificate catalogue, the national 20 included."""

    __tablename__ = "certificate_catalogues"

    code: Mapped[str] = mapped_column(String(40), primary_key=True)
    division: Mapped[str] = mapped_column(String(12), ForeignKey("divisions.code"), index=True)
    version: Mapped[str]
    effective_on: Mapped[date]
    recorded_at: Mapped[datetime]
    sample: Mapped[bool] = mapped_column(default=False)


class CertificateTypeRecord(Base):
    """One type: prohibited by the nation or the province, or retained."""

    __tablename__ = "certificate_types"

    catalogue: Mapped[str] = mapped_column(String(40), ForeignKey("certificate_catalogues.code"), primary_key=True)
    position: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str]
    listed: Mapped[str] = mapped_column(String(10))
    number: Mapped[int]
    instead: Mapped[str] = mapped_column(default="")
    competent_body: Mapped[str] = mapped_column(default="")
    statute: Mapped[str] = mapped_column(default="")
    article: Mapped[str] = mapped_column(default="")
    to_be_confirmed: Mapped[bool] = mapped_column(default=False)
    other_names: Mapped[list[Any]]


def catalogue_in_force(place: Place, on: date, known_at: datetime) -> CertificateCatalogue | None:
    """The province's catalogue in force on a day, as known at a time."""
    found = select(CertificateCatalogueRecord).where(
        CertificateCatalogueRecord.division == place.province.code,
        CertificateCatalogueRecord.effective_on <= on,
        CertificateCatalogueRecord.recorded_at <= known_at,
    )
    latest = found.order_by(
        CertificateCatalogueRecord.effective_on.desc(), CertificateCatalogueRecord.recorded_at.desc()
    )
    record = db.session.scalars(latest.limit(1)).first()
    if record is None:
        return None
    of_catalogue = select(CertificateTypeRecord).where(CertificateTypeRecord.catalogue == record.code)
    types = db.session.scalars(of_catalogue.order_by(CertificateTypeRecord.position)).all()
    return CertificateCatalogue(
        version=record.version,
        prohibited=tuple(_prohibited(t) for t in types if t.listed != RETAINED),
        retained=tuple(_retained(t) for t in types if t.listed == RETAINED),
        sample=record.sample,
    )


def national_types() -> frozenset[str]:
    """The names, in plain wording, of the national 20 on file."""
    found = select(CertificateTypeRecord.name).where(CertificateTypeRecord.listed == ProhibitedBy.NATION.value)
    return frozenset(plain(name) for name in db.session.scalars(found).all())


def _prohibited(record: CertificateTypeRecord) -> ProhibitedType:
    return ProhibitedType(
        name=record.name,
        prohibited_by=ProhibitedBy(record.listed),
        number=record.number,
        instead=record.instead,
        competent_body=record.competent_body,
        other_names=tuple(record.other_names),
    )


def _retained(record: CertificateTypeRecord) -> RetainedType:
    return RetainedType(
        name=record.name,
        statute=record.statute,
        article=record.article,
        to_be_confirmed=record.to_be_confirmed,
        instead=record.instead,
        other_names=tuple(record.other_names),
    )
