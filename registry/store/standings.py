"""Where wordings stand on file as of two dates: in lists, in catalogues, on villages' walls."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, TypeVar

from sqlalchemy import ColumnElement, Row, and_, exists, or_, select
from sqlalchemy.orm import InstrumentedAttribute, aliased

from registry.domain.divisions import Level, Place
from registry.domain.duties import DutyTier
from registry.domain.standings import Standing, StandingMark
from registry.store import search
from registry.store.base import db
from registry.store.catalogues import CatalogueColumns
from registry.store.certificates import CertificateCatalogueRecord, CertificateTypeRecord
from registry.store.divisions import DivisionRecord, find_place
from registry.store.duties import DutyRecord, DutyShareRecord, EditionRecord
from registry.store.plaques import PlaqueCatalogueRecord, PlaqueEntryRecord, PlaqueRecord

MOST_MATTERS = 8
"""Beside so many matters a share is looked for."""
_DIGITS = {Level.PROVINCE: 2, Level.CITY: 4, Level.COUNTY: 6, Level.TOWNSHIP: 9, Level.VILLAGE: 12}
_LEVEL_BELOW = (Level.PROVINCE, Level.CITY, Level.COUNTY, Level.TOWNSHIP)


@dataclass(frozen=True)
class Scope:
    """Where, and as of when, wordings are looked up. Without a place it is everywhere."""

    place: Place | None
    on: date
    known_at: datetime
    townships: tuple[str, ...] = ()

    def holds_township(self, column: InstrumentedAttribute[str]) -> ColumnElement[bool] | None:
        """The condition that a township code lies in the scope; None where all do."""
        if self.place is None:
            return None
        if self.place.level is Level.PROVINCE:
            return _within(column, self.place.code)  # no code ever leaves its province
        return column.in_(self.townships)

    def takes_catalogue_of(self, division: str) -> bool:
        """Whether a division's catalogue holds here: it lies on the way to the place, or below it."""
        if self.place is None or division in [d.code for d in self.place.path]:
            return True
        return division.startswith(self.place.code[: _DIGITS[self.place.level]])


def _within(column: InstrumentedAttribute[str], province: str) -> ColumnElement[bool]:
    first = province[:2]
    return and_(column >= first.ljust(12, "0"), column <= first.ljust(12, "9"))


def scope_of(place: Place | None, on: date, known_at: datetime) -> Scope:
    """The scope of a place (a village's list is its township's), by the parents on record."""
    if place is None or place.level is Level.PROVINCE:
        return Scope(place, on, known_at)
    if place.township is not None:
        return Scope(place, on, known_at, (place.township.code,))
    codes: list[str] = [place.code]
    level: Level = place.level
    while level is not Level.TOWNSHIP:
        codes = list(db.session.scalars(select(DivisionRecord.code).where(DivisionRecord.parent.in_(codes))))
        level = _LEVEL_BELOW[_LEVEL_BELOW.index(level) + 1]
    return Scope(place, on, known_at, tuple(sorted(codes)))


def _in_force(scope: Scope) -> list[ColumnElement[bool]]:
    """The conditions that an edition is its township's in force; the same rule as `in_force` in the ground floor."""
    later = aliased(EditionRecord)
    superseded = exists().where(
        later.township == EditionRecord.township,
        later.effective_on <= scope.on,
        later.recorded_at <= scope.known_at,
        or_(
            later.effective_on > EditionRecord.effective_on,
            and_(later.effective_on == EditionRecord.effective_on, later.recorded_at > EditionRecord.recorded_at),
        ),
    )
    conditions = [EditionRecord.effective_on <= scope.on, EditionRecord.recorded_at <= scope.known_at, ~superseded]
    inside = scope.holds_township(EditionRecord.township)
    return conditions if inside is None else [*conditions, inside]


def _rows(matter: str, scope: Scope, most: int) -> Sequence[Row[DutyRecord, EditionRecord, str]]:
    found = (
        select(DutyRecord, EditionRecord, DivisionRecord.name)
        .join(EditionRecord, EditionRecord.code == DutyRecord.edition)
        .join(DivisionRecord, DivisionRecord.code == EditionRecord.township)
        .where(DutyRecord.matter == matter, *_in_force(scope))
    )
    return db.session.execute(found.order_by(DutyRecord.edition).limit(most)).all()


def of_matter(matter: str, scope: Scope, *, most: int) -> list[Standing]:
    """The rows of lists in force that bear this matter, at most so many."""
    rows = _rows(matter, scope, most)
    shares = _departments([(duty.edition, duty.code) for duty, _, _ in rows])
    return [
        _standing(duty, edition, name, tuple(d for d, _ in shares.get((duty.edition, duty.code), ())))
        for duty, edition, name in rows
    ]


def of_share(share: str, scope: Scope, *, most: int) -> list[Standing]:
    """The rows of lists in force beside which this share stands, at most so many."""
    found: list[Standing] = []
    for matter in search.matters_beside(share, most=MOST_MATTERS):
        rows = _rows(matter, scope, most - len(found))
        shares = _departments([(duty.edition, duty.code) for duty, _, _ in rows])
        for duty, edition, name in rows:
            bearing = tuple(d for d, lines in shares.get((duty.edition, duty.code), ()) if share in lines)
            if bearing or share in duty.township_share:
                found.append(_standing(duty, edition, name, bearing))
        if len(found) >= most:
            break
    return sorted(found, key=lambda standing: (standing.place, standing.code))


def _departments(duties: Iterable[tuple[str, str]]) -> dict[tuple[str, str], list[tuple[str, list[Any]]]]:
    """The departments with their lines, by edition and duty."""
    wanted: dict[str, set[str]] = {}
    for edition, duty in duties:
        wanted.setdefault(duty, set()).add(edition)
    found: dict[tuple[str, str], list[tuple[str, list[Any]]]] = {}
    for duty, editions in sorted(wanted.items()):
        of_duty = select(DutyShareRecord).where(DutyShareRecord.edition.in_(editions), DutyShareRecord.duty == duty)
        for share in db.session.scalars(of_duty.order_by(DutyShareRecord.edition, DutyShareRecord.position)):
            found.setdefault((share.edition, share.duty), []).append((share.department, share.duties))
    return found


def _standing(duty: DutyRecord, edition: EditionRecord, township: str, departments: tuple[str, ...]) -> Standing:
    reclaimed = duty.tier == DutyTier.RECLAIMED.value
    return Standing(
        place=edition.township,
        place_name=township,
        mark=StandingMark(duty.tier),
        matter=duty.matter,
        paper=edition.document_number,
        since=edition.effective_on,
        sample=edition.sample,
        code=duty.code,
        number=duty.number,
        departments=(duty.taken_over_by,) if reclaimed and duty.taken_over_by else departments,
    )


Catalogue = TypeVar("Catalogue", bound=CatalogueColumns)


def _catalogues(record: type[Catalogue], scope: Scope) -> list[Catalogue]:
    """The version in force of every catalogue that holds in the scope, in order of division."""
    found = select(record).where(record.effective_on <= scope.on, record.recorded_at <= scope.known_at)
    latest: dict[str, Catalogue] = {}
    for one in db.session.scalars(found.order_by(record.effective_on, record.recorded_at)):
        if scope.takes_catalogue_of(one.division):
            latest[one.division] = one
    return [latest[division] for division in sorted(latest)]


def of_certificate(name: str, scope: Scope, *, most: int) -> list[Standing]:
    """The types of catalogues in force that go by this name."""
    found = []
    for catalogue in _catalogues(CertificateCatalogueRecord, scope):
        types = select(CertificateTypeRecord).where(CertificateTypeRecord.catalogue == catalogue.code)
        for one in db.session.scalars(types.order_by(CertificateTypeRecord.position)):
            if name == one.name or name in one.other_names:
                found.append(
                    _of_catalogue(catalogue, StandingMark(one.listed), one.name, one.number, one.to_be_confirmed)
                )
    return found[:most]


def of_plaque(wording: str, scope: Scope, *, most: int) -> list[Standing]:
    """The entries of catalogues in force with this pattern, then the plaques of this wording that hang."""
    found = []
    for catalogue in _catalogues(PlaqueCatalogueRecord, scope):
        entries = select(PlaqueEntryRecord).where(
            PlaqueEntryRecord.catalogue == catalogue.code, PlaqueEntryRecord.pattern == wording
        )
        for entry in db.session.scalars(entries.order_by(PlaqueEntryRecord.position_in_list)):
            mark = StandingMark.STATUTORY if entry.statutory else StandingMark.CATALOGUED
            found.append(_of_catalogue(catalogue, mark, entry.pattern, entry.position_in_list, False))
    return [*found, *_hung(wording, scope, most)][:most]


def _of_catalogue(
    catalogue: CatalogueColumns, mark: StandingMark, name: str, number: int, to_be_confirmed: bool
) -> Standing:
    division = find_place(catalogue.division)
    return Standing(
        place=catalogue.division,
        place_name=division.name if division else catalogue.division,
        mark=mark,
        matter=name,
        paper=catalogue.version,
        since=catalogue.effective_on,
        sample=catalogue.sample,
        number=number,
        to_be_confirmed=to_be_confirmed,
    )


def _hung(wording: str, scope: Scope, most: int) -> list[Standing]:
    """The plaques that hang on the day as known at the time, in order of code."""
    down = and_(
        PlaqueRecord.taken_down_on <= scope.on,
        PlaqueRecord.taken_down_recorded_at.is_not(None),
        PlaqueRecord.taken_down_recorded_at <= scope.known_at,
    )
    found = (
        select(PlaqueRecord, DivisionRecord.name)
        .join(DivisionRecord, DivisionRecord.code == PlaqueRecord.village)
        .where(PlaqueRecord.wording == wording, PlaqueRecord.hung_on <= scope.on)
        .where(PlaqueRecord.recorded_at <= scope.known_at, or_(PlaqueRecord.taken_down_on.is_(None), ~down))
    )
    if scope.place is not None and scope.place.is_village:
        found = found.where(PlaqueRecord.village == scope.place.code)
    else:
        inside = scope.holds_township(DivisionRecord.parent)  # type: ignore[arg-type]
        found = found if inside is None else found.where(inside)
    rows = db.session.execute(found.order_by(PlaqueRecord.code).limit(most)).all()
    return [
        Standing(
            place=plaque.village,
            place_name=village,
            mark=StandingMark.HUNG,
            matter=plaque.wording,
            paper=plaque.document_number,
            since=plaque.hung_on or plaque.counts_from,
            sample=plaque.sample,
            code=plaque.code,
            departments=(plaque.demanded_by,) if plaque.demanded_by else (),
        )
        for plaque, village in rows
    ]
