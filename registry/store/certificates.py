"""Certificate catalogues, and counties' retained lists, on file."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import ForeignKey, ForeignKeyConstraint, String, select
from sqlalchemy.orm import Mapped, mapped_column

from registry.domain.certificates import (
    CertificateCatalogue,
    ProhibitedBy,
    ProhibitedType,
    RetainedList,
    RetainedType,
    carried_on,
    retained_list_of,
)
from registry.domain.divisions import Place
from registry.domain.successions import Step
from registry.domain.wording import plain
from registry.store.base import Base, db
from registry.store.catalogues import CatalogueColumns, version_in_force, versions_between
from registry.store.remembered import kinds_of, recalled

RETAINED = "RETAINED"
_RETAINED = kinds_of("retained_lists")
_CATALOGUES = kinds_of("certificate_catalogues", "certificate_types", "certificate_particulars")


class CertificateCatalogueRecord(CatalogueColumns, Base):
    """One version of a division's certificate catalogue, the national 20 included."""

    __tablename__ = "certificate_catalogues"


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


class CertificateParticularsRecord(Base):
    """Use, procedure and form of a retained type, where they were published; without a row they are to be confirmed."""

    __tablename__ = "certificate_particulars"
    __table_args__ = (
        ForeignKeyConstraint(["catalogue", "position"], ["certificate_types.catalogue", "certificate_types.position"]),
    )

    catalogue: Mapped[str] = mapped_column(String(40), primary_key=True)
    position: Mapped[int] = mapped_column(primary_key=True)
    use: Mapped[str] = mapped_column(default="")
    procedure: Mapped[str] = mapped_column(default="")
    form: Mapped[str] = mapped_column(default="")


class RetainedListRecord(Base):
    """What a county retains of its province's catalogue; in force from a day, superseded by its next list."""

    __tablename__ = "retained_lists"

    code: Mapped[str] = mapped_column(String(40), primary_key=True)
    division: Mapped[str] = mapped_column(String(12), ForeignKey("divisions.code"), index=True)
    document_number: Mapped[str]
    effective_on: Mapped[date]
    recorded_at: Mapped[datetime]
    names: Mapped[list[Any]]
    sample: Mapped[bool] = mapped_column(default=False)

    def as_list(self) -> RetainedList:
        return RetainedList(
            code=self.code,
            county=self.division,
            document_number=self.document_number,
            effective_on=self.effective_on,
            recorded_at=self.recorded_at,
            names=tuple(self.names),
            sample=self.sample,
        )


def effective_catalogue(place: Place, on: date, known_at: datetime) -> CertificateCatalogue | None:
    """What holds at a place: its province's catalogue in force on a day, narrowed by its county's list."""
    catalogue = catalogue_in_force(place, on, known_at)
    return catalogue.narrowed(retained_list_in_force(place, on, known_at)) if catalogue else None


def retained_list_in_force(place: Place, on: date, known_at: datetime) -> RetainedList | None:
    """The list of the place's county in force on a day, as known at a time; of one day the last recorded.

    A county that changed goes on narrowing as its predecessors did, until it publishes a list of its own. The names
    are those of the province's catalogue in force on the day: see `carried_on`.
    """
    if place.county is None:
        return None

    def published(county: str, day: date, left: Step | None) -> RetainedList | None:
        held = _published(county, day, known_at, left)
        return carried_on(held, _catalogues_since(place, held.effective_on, day, known_at)) if held else None

    return retained_list_of(place.county.code, on, place.lineage, published)


def _catalogues_since(place: Place, since: date, on: date, known_at: datetime) -> list[CertificateCatalogue]:
    """The catalogues that stood from one day to another, as known at a time; of most lists it is the one."""
    return [as_catalogue(one) for one in versions_between(CertificateCatalogueRecord, place, since, on, known_at)]


def _published(county: str, on: date, known_at: datetime, left: Step | None) -> RetainedList | None:
    every = recalled(_RETAINED, ("retained lists", county), lambda: _every_list_of(county))
    known = [one for one in every if one.effective_on <= on and one.recorded_at <= known_at]
    if left is not None:
        known = [one for one in known if left.found_whole(one.effective_on, one.recorded_at)]
    return known[-1] if known else None


def _every_list_of(county: str) -> tuple[RetainedList, ...]:
    """In order of day; of one day the last recorded stands last."""
    found = select(RetainedListRecord).where(RetainedListRecord.division == county)
    ordered = found.order_by(RetainedListRecord.effective_on, RetainedListRecord.recorded_at)
    return tuple(record.as_list() for record in db.session.scalars(ordered))


def catalogue_in_force(place: Place, on: date, known_at: datetime) -> CertificateCatalogue | None:
    """The province's catalogue in force on a day, as known at a time; not narrowed."""
    record = version_in_force(CertificateCatalogueRecord, place, on, known_at)
    return as_catalogue(record) if record else None


def as_catalogue(record: Any) -> CertificateCatalogue:
    """A version, whole or its columns alone, with its types."""
    return recalled(_CATALOGUES, ("certificate catalogue", record.code), lambda: _as_catalogue(record))


def _as_catalogue(record: Any) -> CertificateCatalogue:
    of_catalogue = select(CertificateTypeRecord).where(CertificateTypeRecord.catalogue == record.code)
    types = db.session.scalars(of_catalogue.order_by(CertificateTypeRecord.position)).all()
    more = select(CertificateParticularsRecord).where(CertificateParticularsRecord.catalogue == record.code)
    particulars = {found.position: found for found in db.session.scalars(more).all()}
    return CertificateCatalogue(
        version=record.version,
        prohibited=tuple(_prohibited(t) for t in types if t.listed != RETAINED),
        retained=tuple(_retained(t, particulars.get(t.position)) for t in types if t.listed == RETAINED),
        sample=record.sample,
        code=record.code,
        effective_on=record.effective_on,
    )


def keep_catalogue(record: CertificateCatalogueRecord, catalogue: CertificateCatalogue) -> None:
    """Put a new version on file with its types. The caller commits."""
    db.session.add(record)
    db.session.flush()
    for position, one in enumerate(catalogue.prohibited, start=1):
        db.session.add(
            CertificateTypeRecord(
                catalogue=record.code,
                position=position,
                name=one.name,
                listed=one.prohibited_by.value,
                number=one.number,
                instead=one.instead,
                competent_body=one.competent_body,
                statute=one.statute,
                article=one.article,
                other_names=list(one.other_names),
            )
        )
    for number, kept in enumerate(catalogue.retained, start=1):
        _keep_retained(record.code, len(catalogue.prohibited) + number, number, kept)


def _keep_retained(catalogue: str, position: int, number: int, kept: RetainedType) -> None:
    db.session.add(
        CertificateTypeRecord(
            catalogue=catalogue,
            position=position,
            name=kept.name,
            listed=RETAINED,
            number=number,
            instead=kept.instead,
            competent_body=kept.competent_body,
            statute=kept.statute,
            article=kept.article,
            to_be_confirmed=kept.to_be_confirmed,
            other_names=list(kept.other_names),
        )
    )
    db.session.flush()
    particulars = {"use": kept.use, "procedure": kept.procedure, "form": kept.form}
    db.session.add(CertificateParticularsRecord(catalogue=catalogue, position=position, **particulars))


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
        statute=record.statute,
        article=record.article,
    )


def _retained(record: CertificateTypeRecord, particulars: CertificateParticularsRecord | None) -> RetainedType:
    return RetainedType(
        name=record.name,
        statute=record.statute,
        article=record.article,
        to_be_confirmed=record.to_be_confirmed,
        instead=record.instead,
        other_names=tuple(record.other_names),
        competent_body=record.competent_body,
        use=particulars.use if particulars else "",
        procedure=particulars.procedure if particulars else "",
        form=particulars.form if particulars else "",
    )
