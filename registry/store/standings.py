"""Where wordings stand on file as of two dates: in lists, in catalogues, on villages' walls."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
from typing import Any, TypeVar

from sqlalchemy import ColumnElement, FromClause, Integer, and_, bindparam, exists, or_, select

from registry.domain.divisions import Level, Place
from registry.domain.duties import DutyList, DutyTier
from registry.domain.standings import Standing, StandingMark
from registry.domain.successions import inventory_codes
from registry.store import search
from registry.store.base import db
from registry.store.catalogues import CatalogueColumns
from registry.store.certificates import CertificateCatalogueRecord, CertificateTypeRecord
from registry.store.divisions import DivisionRecord
from registry.store.duties import DutyRecord, DutyShareRecord, EditionOriginRecord, EditionRecord, list_in_force
from registry.store.plaques import PlaqueCatalogueRecord, PlaqueEntryRecord, PlaqueRecord, plaques_of
from registry.store.successions import DivisionChangeRecord, DivisionStepRecord, in_use

MOST_PLAQUES = 200
"""So many plaques of one wording are looked at."""
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

    def holds_township(self, column: ColumnElement[str]) -> ColumnElement[bool] | None:
        """The condition that a township code lies in the scope; None where all do."""
        if self.place is None:
            return None
        if self.place.level is Level.PROVINCE:
            return _within(column, self.place.code)  # no code ever leaves its province
        return column.in_(self.townships)

    def is_one_list(self) -> bool:
        """Whether one township's list is all that lies in the scope: a township's own, or a village's."""
        return self.place is not None and self.place.township is not None

    def duty_list(self) -> DutyList | None:
        """The one list, where there is one in force."""
        township = self.place.township if self.place else None
        if township is None or self.place is None:
            return None
        return list_in_force(township.code, self.on, self.known_at, self.place.lineage)

    def takes_catalogue_of(self, division: str) -> bool:
        """Whether a division's catalogue holds here: it lies on the way to the place, or below it."""
        if self.place is None or division in [d.code for d in self.place.path]:
            return True
        return division.startswith(self.place.code[: _DIGITS[self.place.level]])


def _within(column: ColumnElement[str], province: str) -> ColumnElement[bool]:
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


_DUTIES, _EDITIONS = DutyRecord.__table__, EditionRecord.__table__
_SHARES, _PLACES = DutyShareRecord.__table__, DivisionRecord.__table__
_ORIGINS = EditionOriginRecord.__table__


class RowsInForce:
    """The rows of lists in force in a scope; its questions are put together once and asked again and again."""

    def __init__(self, scope: Scope) -> None:
        of_lists = _EDITIONS.c.code == _DUTIES.c.edition
        named = _PLACES.c.code == _EDITIONS.c.township
        self._rows = (
            select(
                *(_DUTIES.c.edition, _DUTIES.c.code, _DUTIES.c.tier, _DUTIES.c.number, _DUTIES.c.matter),
                *(_DUTIES.c.township_share, _DUTIES.c.taken_over_by),
                *(_EDITIONS.c.township, _PLACES.c.name, _EDITIONS.c.document_number),
                *(_EDITIONS.c.effective_on, _EDITIONS.c.sample),
            )
            .select_from(_DUTIES.join(_EDITIONS, of_lists).join(_PLACES, named))
            .where(_DUTIES.c.matter == bindparam("sought"), *_in_force(scope))
            .order_by(_DUTIES.c.edition)
            .limit(bindparam("most", type_=Integer))
        )
        self._shares = (
            select(_SHARES.c.edition, _SHARES.c.duty, _SHARES.c.department, _SHARES.c.duties)
            .where(_SHARES.c.edition.in_(bindparam("editions", expanding=True)))
            .where(_SHARES.c.duty.in_(bindparam("wanted", expanding=True)))
            .order_by(_SHARES.c.edition, _SHARES.c.duty, _SHARES.c.position)
        )

    def of_matter(self, matter: str, most: int) -> list[Standing]:
        """The rows that bear this matter, at most so many."""
        rows = db.session.execute(self._rows, {"sought": matter, "most": most}).all()
        shares = self._shares_of(rows)
        return [
            _standing(row, tuple(department for department, _ in shares.get((row.edition, row.code), ())))
            for row in rows
        ]

    def of_share(self, share: str, most: int) -> list[Standing]:
        """The rows beside which this share stands, at most so many."""
        found: list[Standing] = []
        for matter in search.matters_beside(share, most=MOST_MATTERS):
            rows = db.session.execute(self._rows, {"sought": matter, "most": most - len(found)}).all()
            shares = self._shares_of(rows)
            for row in rows:
                bearing = tuple(d for d, lines in shares.get((row.edition, row.code), ()) if share in lines)
                if bearing or share in row.township_share:
                    found.append(_standing(row, bearing))
            if len(found) >= most:
                break
        return sorted(found, key=lambda standing: (standing.place, standing.code))

    def _shares_of(self, rows: Sequence[Any]) -> dict[tuple[str, str], list[tuple[str, list[Any]]]]:
        """The departments with their lines, by edition and duty; only supporting duties have them."""
        shared = [row for row in rows if row.tier == DutyTier.SUPPORTING.value]
        found: dict[tuple[str, str], list[tuple[str, list[Any]]]] = {}
        if shared:
            asked = {"editions": sorted({r.edition for r in shared}), "wanted": sorted({r.code for r in shared})}
            for row in db.session.execute(self._shares, asked):
                found.setdefault((row.edition, row.duty), []).append((row.department, row.duties))
        return found


def _in_force(scope: Scope) -> list[ColumnElement[bool]]:
    """The conditions that an edition is its township's in force; the same rule as `in_force` in the ground floor."""
    own, later = _EDITIONS, _EDITIONS.alias("later")
    superseded = exists().where(
        later.c.township == own.c.township,
        later.c.effective_on <= scope.on,
        later.c.recorded_at <= scope.known_at,
        or_(
            later.c.effective_on > own.c.effective_on,
            and_(later.c.effective_on == own.c.effective_on, later.c.recorded_at > own.c.recorded_at),
        ),
        ~_corrected(later, scope),
    )
    conditions = [
        own.c.effective_on <= scope.on,
        own.c.recorded_at <= scope.known_at,
        ~_corrected(own, scope),
        ~superseded,
        _PLACES.c.level == Level.TOWNSHIP.value,  # a county's master is no list that anybody is asked by
        or_(in_use(scope.on, scope.known_at), _goes_on(scope)),
    ]
    inside = scope.holds_township(own.c.township)
    return conditions if inside is None else [*conditions, inside]


def _corrected(edition: FromClause, scope: Scope) -> ColumnElement[bool]:
    """Whether an edition known by then shows this one to have been a mistake."""
    by = _EDITIONS.alias()
    return exists().where(
        _ORIGINS.c.corrects == edition.c.code, by.c.code == _ORIGINS.c.edition, by.c.recorded_at <= scope.known_at
    )


def _goes_on(scope: Scope) -> ColumnElement[bool]:
    """Whether the list of a township that is no more is followed by one that has published none of its own."""
    step, change, own = DivisionStepRecord, DivisionChangeRecord, _EDITIONS.alias()
    published = exists().where(
        own.c.township == step.after, own.c.effective_on <= scope.on, own.c.recorded_at <= scope.known_at
    )
    return (
        exists(step.change)
        .where(step.before == _PLACES.c.code, step.list_from.is_(True), change.code == step.change)
        .where(change.effective_on <= scope.on, change.recorded_at <= scope.known_at, ~published)
    )


def _standing(row: Any, departments: tuple[str, ...]) -> Standing:
    return Standing(
        place=row.township,
        place_name=row.name,
        mark=StandingMark(row.tier),
        matter=row.matter,
        paper=row.document_number,
        since=row.effective_on,
        sample=row.sample,
        code=row.code,
        number=row.number,
        departments=(row.taken_over_by,) if row.taken_over_by else departments,
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


class CataloguesInForce:
    """The catalogues that hold in a scope, with the plaques that hang there; each catalogue is read once."""

    def __init__(self, scope: Scope) -> None:
        self._scope = scope

    @cached_property
    def _types(self) -> list[tuple[tuple[str, ...], Standing]]:
        """Every name of each certificate type, and where it stands."""
        found = []
        for catalogue in _catalogues(CertificateCatalogueRecord, self._scope):
            types = select(CertificateTypeRecord).where(CertificateTypeRecord.catalogue == catalogue.code)
            for one in db.session.scalars(types.order_by(CertificateTypeRecord.position)):
                names = (one.name, *one.other_names)
                mark = StandingMark(one.listed)
                found.append(
                    (names, _of_catalogue(catalogue, mark, one.name, one.number, to_be_confirmed=one.to_be_confirmed))
                )
        return found

    @cached_property
    def _entries(self) -> list[Standing]:
        found = []
        for catalogue in _catalogues(PlaqueCatalogueRecord, self._scope):
            entries = select(PlaqueEntryRecord).where(PlaqueEntryRecord.catalogue == catalogue.code)
            for one in db.session.scalars(entries.order_by(PlaqueEntryRecord.position_in_list)):
                mark = StandingMark.STATUTORY if one.statutory else StandingMark.CATALOGUED
                found.append(_of_catalogue(catalogue, mark, one.pattern, one.position_in_list, to_be_confirmed=False))
        return found

    def of_certificate(self, name: str, most: int) -> list[Standing]:
        """The types of catalogues in force that go by this name."""
        return [standing for names, standing in self._types if name in names][:most]

    def of_plaque(self, wording: str, most: int) -> list[Standing]:
        """The entries of catalogues in force with this pattern, then the plaques of this wording that hang."""
        entries = [standing for standing in self._entries if standing.matter == wording]
        return [*entries, *_hung(wording, self._scope, most)][:most]


def _of_catalogue(
    catalogue: CatalogueColumns, mark: StandingMark, name: str, number: int, *, to_be_confirmed: bool
) -> Standing:
    division = db.session.get(DivisionRecord, catalogue.division)
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
    found = (
        select(PlaqueRecord, DivisionRecord.name)
        .join(DivisionRecord, DivisionRecord.code == PlaqueRecord.village)
        .where(PlaqueRecord.wording == wording, PlaqueRecord.hung_on <= scope.on)
        .where(PlaqueRecord.recorded_at <= scope.known_at)
    )
    if scope.place is not None and scope.place.is_village:
        found = found.where(PlaqueRecord.village.in_(inventory_codes(scope.place.code, scope.place.lineage)))
    else:
        inside = scope.holds_township(_PLACES.c.parent)
        found = found if inside is None else found.where(inside)
    candidates = db.session.execute(found.order_by(PlaqueRecord.code).limit(MOST_PLAQUES)).all()
    rows = _still_hanging(candidates, scope)[:most]
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


def _still_hanging(candidates: Sequence[Any], scope: Scope) -> list[tuple[PlaqueRecord, str]]:
    """Those that nobody had decided to take down by the day, nor found recorded by mistake, as known at the time."""
    villages = {plaque.village for plaque, _ in candidates}
    held = plaques_of(villages, scope.on, scope.known_at)
    up = {plaque.code for of_village in held.values() for plaque in of_village if not plaque.is_down}
    return [(plaque, village) for plaque, village in candidates if plaque.code in up]
