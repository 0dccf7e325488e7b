"""Recording a version of a province's catalogue, and comparing two; a version is never edited, the next supersedes."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from registry.domain.actors import Action, Actor
from registry.domain.catalogues import CatalogueSort, Difference, compare
from registry.domain.certificates import CertificateCatalogue, ProhibitedType, RetainedType
from registry.domain.divisions import Level, Place
from registry.domain.errors import MalformedCatalogue, NoCatalogue, NotFound, NotKeptHere, TooMany
from registry.domain.kind import read_text
from registry.domain.plaques import PlaqueCatalogue
from registry.domain.question import CHINA, day
from registry.services import catalogue_rows
from registry.services.divisions import place_today
from registry.services.permitting import permit
from registry.store import certificates, events, plaques
from registry.store.access import next_number
from registry.store.base import begin_writing, db
from registry.store.catalogues import versions_of
from registry.store.indexing import note_rows
from registry.store.turns import ACCESS, take_turn

MOST_ROWS = 1000
MOST_VERSIONS = 100
Rows = Sequence[Mapping[str, Any]]
AnyRecord = plaques.PlaqueCatalogueRecord | certificates.CertificateCatalogueRecord
_ACTIONS = {
    CatalogueSort.PLAQUES: Action.RECORD_PLAQUE_CATALOGUE,
    CatalogueSort.CERTIFICATES: Action.RECORD_CERTIFICATE_CATALOGUE,
}


@dataclass(frozen=True)
class Version:
    """One version on file."""

    sort: CatalogueSort
    code: str
    division: str
    version: str
    effective_on: date
    recorded_at: datetime
    sample: bool


@dataclass(frozen=True)
class Held:
    """What a version holds: its entries, and its quotas by class of village, field by field."""

    entries: Rows
    quotas: Rows


@dataclass(frozen=True)
class Compared:
    """Two versions and what differs: entries, and quotas by class of village."""

    earlier: Version
    later: Version
    entries: tuple[Difference, ...]
    quotas: tuple[Difference, ...]


def record_catalogue(
    sort: CatalogueSort,
    place: str,
    rows: Rows,
    *,
    version: str,
    effective_on: str,
    actor: Actor,
    now: datetime,
    dry_run: bool = False,
) -> Version:
    """Record a version of a province's catalogue from rows of texts; all or nothing.

    A version recorded later for the same day corrects the one before, which stays readable. A dry run checks the same
    and keeps nothing. Raises NotPermitted, NotKeptHere, MalformedCatalogue, other BadInput.
    """
    begin_writing()
    now = take_turn(ACCESS, now)
    province = _province(place, now)
    permit(actor, _ACTIONS[sort], at=province)
    if len(rows) > MOST_ROWS:
        raise TooMany("file", given=len(rows), most=MOST_ROWS)
    named = read_text(version, field="version", longest=60)
    begins = day(effective_on, field="effective_on")
    record = _keep(sort, province, rows, named, begins=begins, now=now)
    kept = _version(record)
    if dry_run:
        db.session.rollback()
        return kept
    facts = {"division": province.code, "version": named, "effective_on": begins.isoformat(), "rows": list(rows)}
    verb = f"record_{sort.value.lower()}_catalogue"
    events.write(stream="catalogues", verb=verb, actor=actor.name, about=kept.code, facts=facts, at=now)
    db.session.commit()
    return kept


@dataclass(frozen=True)
class Proposed:
    """What recording a file would come to: what is to be mended, or what differs from the version in force then."""

    province: Place
    version: str
    effective_on: date
    problems: tuple[MalformedCatalogue, ...]
    before: str
    entries: tuple[Difference, ...] = ()
    quotas: tuple[Difference, ...] = ()
    number: int = 0


def proposed(
    sort: CatalogueSort, place: str, rows: Rows, *, version: str, effective_on: str, actor: Actor, now: datetime
) -> Proposed:
    """A dry run that tells everything at once; nothing is kept.

    Raises NotPermitted, NotKeptHere, TooMany, other BadInput. What is wrong with the rows is no error but the answer.
    """
    province = _province(place, now)
    permit(actor, _ACTIONS[sort], at=province)
    if len(rows) > MOST_ROWS:
        raise TooMany("file", given=len(rows), most=MOST_ROWS)
    named = read_text(version, field="version", longest=60)
    begins = day(effective_on, field="effective_on")
    before, national = _in_force(sort, province, begins, now), certificates.national_types()
    problems = catalogue_rows.problems_in(sort, rows, named, national=national)
    told = Proposed(province, named, begins, tuple(problems), before.version if before else "")
    if problems:
        return told
    after = catalogue_rows.read_rows(sort, rows, named, national=national)
    old_entries = catalogue_rows.entries_of(before) if before else []
    old_quotas = catalogue_rows.quotas_of(before) if before else []
    entries = catalogue_rows.entries_of(after)
    return replace(
        told,
        entries=compare(old_entries, entries),
        quotas=compare(old_quotas, catalogue_rows.quotas_of(after)),
        number=len(entries),
    )


def rows_in_force(sort: CatalogueSort, place: str, *, now: datetime) -> tuple[str, list[dict[str, Any]]]:
    """The version of a province's catalogue in force today, as its name and rows to start the next one from.

    Raises what `place_called` raises, NoCatalogue.
    """
    found, today = place_today(place, now=now), now.astimezone(CHINA).date()
    catalogue = _in_force(sort, found, today, now)
    if catalogue is None:
        raise NoCatalogue(found.province.name, today)
    return catalogue.version, catalogue_rows.rows_of(catalogue)


def may_record(sort: CatalogueSort, actor: Actor, place: str, *, now: datetime) -> Place:
    """The province whose catalogue this person may record. Raises NotPermitted, NotKeptHere."""
    province = _province(place, now)
    permit(actor, _ACTIONS[sort], at=province)
    return province


def _in_force(
    sort: CatalogueSort, place: Place, on: date, known_at: datetime
) -> PlaqueCatalogue | CertificateCatalogue | None:
    if sort is CatalogueSort.PLAQUES:
        return plaques.catalogue_in_force(place, on, known_at)
    return certificates.catalogue_in_force(place, on, known_at)


def _province(place: str, now: datetime) -> Place:
    found = place_today(place, now=now)
    if found.level is not Level.PROVINCE:
        raise NotKeptHere(found.name, found.level.value, [Level.PROVINCE.value])
    return found


def _keep(sort: CatalogueSort, province: Place, rows: Rows, version: str, *, begins: date, now: datetime) -> AnyRecord:
    about: dict[str, Any] = {"division": province.code, "version": version, "effective_on": begins, "recorded_at": now}
    number = next_number(f"catalogues {sort.value}")
    if sort is CatalogueSort.PLAQUES:
        of_plaques = catalogue_rows.plaque_catalogue(rows, version)
        record = plaques.PlaqueCatalogueRecord(code=f"PC-{province.code[:6]}-{number:05d}", **about)
        plaques.keep_catalogue(record, of_plaques)
        entries = [{"catalogue": record.code, "pattern": one.pattern} for one in of_plaques.entries]
        note_rows(plaques.PlaqueEntryRecord.__tablename__, entries)
        return record
    of_certificates = catalogue_rows.certificate_catalogue(rows, version, national=certificates.national_types())
    kept = certificates.CertificateCatalogueRecord(code=f"CC-{province.code[:6]}-{number:05d}", **about)
    certificates.keep_catalogue(kept, of_certificates)
    listed: list[ProhibitedType | RetainedType] = [*of_certificates.prohibited, *of_certificates.retained]
    types = [{"catalogue": kept.code, "name": one.name, "other_names": one.other_names} for one in listed]
    note_rows(certificates.CertificateTypeRecord.__tablename__, types)
    return kept


def _version(record: AnyRecord) -> Version:
    sort = CatalogueSort.PLAQUES if isinstance(record, plaques.PlaqueCatalogueRecord) else CatalogueSort.CERTIFICATES
    return Version(
        sort, record.code, record.division, record.version, record.effective_on, record.recorded_at, bool(record.sample)
    )


def versions(sort: CatalogueSort, place: str, *, now: datetime) -> list[Version]:
    """Every version of a province's catalogue, the newest first. Raises what `place_called` raises."""
    found = place_today(place, now=now)
    if sort is CatalogueSort.PLAQUES:
        of_plaques = versions_of(plaques.PlaqueCatalogueRecord, found, now, most=MOST_VERSIONS)
        return [_version(record) for record in of_plaques]
    of_certificates = versions_of(certificates.CertificateCatalogueRecord, found, now, most=MOST_VERSIONS)
    return [_version(record) for record in of_certificates]


def version_called(sort: CatalogueSort, code: str) -> Version:
    """One version, by its code. Raises NotFound."""
    return _read(sort, code)[0]


def held_by(sort: CatalogueSort, code: str) -> Held:
    """What a version holds. Raises NotFound."""
    _, catalogue = _read(sort, code)
    return Held(catalogue_rows.entries_of(catalogue), catalogue_rows.quotas_of(catalogue))


def compared(sort: CatalogueSort, earlier: str, later: str) -> Compared:
    """What differs between two versions, by their codes. Raises NotFound."""
    first, before = _read(sort, earlier)
    second, after = _read(sort, later)
    entries = compare(catalogue_rows.entries_of(before), catalogue_rows.entries_of(after))
    quotas = compare(catalogue_rows.quotas_of(before), catalogue_rows.quotas_of(after))
    return Compared(first, second, entries, quotas)


def _read(sort: CatalogueSort, code: str) -> tuple[Version, PlaqueCatalogue | CertificateCatalogue]:
    typed = code.strip()[:40]
    if sort is CatalogueSort.PLAQUES:
        of_plaques = db.session.get(plaques.PlaqueCatalogueRecord, typed) if typed.isprintable() else None
        if of_plaques is not None:
            return _version(of_plaques), plaques.as_catalogue(of_plaques)
    else:
        record = db.session.get(certificates.CertificateCatalogueRecord, typed) if typed.isprintable() else None
        if record is not None:
            return _version(record), certificates.as_catalogue(record)
    raise NotFound("catalogue", code)
