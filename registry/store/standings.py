"""Where wordings stand on file as of two dates: in lists, in catalogues, on villages' walls."""

from collections.abc import Sequence
from functools import cached_property
from typing import Any, TypeVar

from sqlalchemy import ColumnElement, FromClause, Integer, and_, bindparam, exists, or_, select, tuple_

from registry.domain.divisions import Level
from registry.domain.duties import DutyTier
from registry.domain.standings import Standing, StandingMark
from registry.domain.successions import inventory_codes
from registry.domain.wording import plain
from registry.store import search
from registry.store.base import db
from registry.store.catalogues import CatalogueColumns
from registry.store.certificates import CertificateCatalogueRecord, CertificateTypeRecord, retained_list_in_force
from registry.store.divisions import DivisionRecord
from registry.store.duties import DutyRecord, DutyShareRecord, EditionOriginRecord, EditionRecord
from registry.store.plaques import PlaqueCatalogueRecord, PlaqueEntryRecord, PlaqueRecord, plaques_of
from registry.store.scopes import Scope
from registry.store.successions import in_use

MOST_PLAQUES = 200
"""So many plaques of one wording are looked at."""
MOST_MATTERS = 8
"""Beside so many matters a share is looked for."""
WIDER = 4
"""Where too many of a matter's rows were superseded, the next portion looked at is so many times larger."""

_DUTIES, _EDITIONS = DutyRecord.__table__, EditionRecord.__table__
_SHARES, _PLACES = DutyShareRecord.__table__, DivisionRecord.__table__
_ORIGINS = EditionOriginRecord.__table__


class RowsInForce:
    """The rows of lists in force in a scope; its questions are put together once and asked again and again.

    A matter's rows are taken in order, a portion at a time, and asked no further than wanted: what a matter costs does
    not grow with the lists it stands on. Below a province they are taken from the editions in force there alone.
    """

    def __init__(self, scope: Scope) -> None:
        self._scope = scope
        self._everywhere = scope.place is None or scope.place.level is Level.PROVINCE
        self._looked_at: dict[str, Any] = {}
        self._editions = (
            select(
                *(_EDITIONS.c.code, _EDITIONS.c.township, _PLACES.c.name, _EDITIONS.c.document_number),
                *(_EDITIONS.c.effective_on, _EDITIONS.c.sample),
            )
            .select_from(_EDITIONS.join(_PLACES, _PLACES.c.code == _EDITIONS.c.township))
            .where(_gone_by(scope))
        )
        rows = select(
            *(_DUTIES.c.edition, _DUTIES.c.code, _DUTIES.c.tier, _DUTIES.c.number, _DUTIES.c.matter),
            *(_DUTIES.c.township_share, _DUTIES.c.taken_over_by),
        ).where(
            _DUTIES.c.matter == bindparam("sought"),
            tuple_(_DUTIES.c.edition, _DUTIES.c.code) > tuple_(bindparam("edition"), bindparam("code")),
        )
        if not self._everywhere:
            rows = rows.where(_DUTIES.c.edition.in_(bindparam("editions", expanding=True)))
        ordered = rows.order_by(_DUTIES.c.edition, _DUTIES.c.code)
        self._rows = ordered.limit(bindparam("portion", type_=Integer))
        self._shares = (
            select(_SHARES.c.edition, _SHARES.c.duty, _SHARES.c.department, _SHARES.c.duties)
            .where(_SHARES.c.edition.in_(bindparam("editions", expanding=True)))
            .where(_SHARES.c.duty.in_(bindparam("wanted", expanding=True)))
            .order_by(_SHARES.c.edition, _SHARES.c.duty, _SHARES.c.position)
        )

    def of_matter(self, matter: str, most: int) -> list[Standing]:
        """The rows that bear this matter, at most so many."""
        rows = self._bearing(matter, most)
        shares = self._shares_of(rows)
        bearing = [(row, tuple(name for name, _ in shares.get((row.edition, row.code), ()))) for row in rows]
        return self._standings(bearing)[:most]

    def of_share(self, share: str, most: int) -> list[Standing]:
        """The rows beside which this share stands, at most so many."""
        found: list[tuple[Any, tuple[str, ...]]] = []
        for matter in search.matters_beside(share, most=MOST_MATTERS):
            rows = self._bearing(matter, most - len(found))
            shares = self._shares_of(rows)
            for row in rows:
                bearing = tuple(d for d, lines in shares.get((row.edition, row.code), ()) if share in lines)
                if bearing or share in row.township_share:
                    found.append((row, bearing))
            if len(found) >= most:
                break
        return sorted(self._standings(found), key=lambda standing: (standing.place, standing.code))[:most]

    def _bearing(self, matter: str, most: int) -> list[Any]:
        """The first rows of lists in force that bear a matter, by edition and code."""
        asked = {"sought": matter, "edition": "", "code": "", "portion": most}
        if not self._everywhere:
            asked["editions"] = self._in_scope
        found: list[Any] = []
        while len(found) < most:
            rows = db.session.execute(self._rows, asked).all()
            self._look_at({row.edition for row in rows})
            found += [row for row in rows if self._looked_at[row.edition] is not None]
            if len(rows) < asked["portion"]:
                break
            asked |= {"edition": rows[-1].edition, "code": rows[-1].code, "portion": len(rows) * WIDER}
        return found[:most]

    @cached_property
    def _in_scope(self) -> list[str]:
        """The editions in force in a scope smaller than a province."""
        self._looked_at |= {edition.code: edition for edition in db.session.execute(self._editions)}
        return sorted(self._looked_at)

    def _look_at(self, codes: set[str]) -> None:
        """Have it known of these editions whether they are gone by in the scope, each asked about once."""
        new = sorted(codes - self._looked_at.keys())
        if new:
            self._looked_at |= dict.fromkeys(new)
            asked = self._editions.where(_EDITIONS.c.code.in_(new))
            self._looked_at |= {edition.code: edition for edition in db.session.execute(asked)}

    def _standings(self, found: Sequence[tuple[Any, tuple[str, ...]]]) -> list[Standing]:
        """Each row in the township whose list it is, and in those that go by that list, by their names on the day."""
        following: dict[str, list[str]] = {}
        for township, edition in self._scope.followed.items():
            if edition is not None:
                following.setdefault(edition.code, []).append(township)
        going_by = {
            code: following.get(code, [self._looked_at[code].township]) for code in {row.edition for row, _ in found}
        }
        names = self._scope.names_on_the_day({township for those in going_by.values() for township in those})
        return [
            _standing(row, edition, code, names.get(code, (code, edition.name))[1], departments)
            for row, departments in found
            for edition in [self._looked_at[row.edition]]
            for code in going_by[row.edition]
        ]

    def _shares_of(self, rows: Sequence[Any]) -> dict[tuple[str, str], list[tuple[str, list[Any]]]]:
        """The departments with their lines, by edition and duty; only supporting duties have them."""
        shared = [row for row in rows if row.tier == DutyTier.SUPPORTING.value]
        found: dict[tuple[str, str], list[tuple[str, list[Any]]]] = {}
        if shared:
            asked = {"editions": sorted({r.edition for r in shared}), "wanted": sorted({r.code for r in shared})}
            for row in db.session.execute(self._shares, asked):
                found.setdefault((row.edition, row.duty), []).append((row.department, row.duties))
        return found


def _gone_by(scope: Scope) -> ColumnElement[bool]:
    """The conditions that an edition is gone by on the day: its township's own in force, or one that is followed."""
    own = and_(*_in_force(scope))
    if not scope.followed:
        return own
    by_another_rule = sorted(scope.followed)
    followed = sorted({edition.code for edition in scope.followed.values() if edition})
    return or_(and_(own, _EDITIONS.c.township.not_in(by_another_rule)), _EDITIONS.c.code.in_(followed))


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
        in_use(scope.on, scope.known_at),
    ]
    inside = scope.holds_township(own.c.township)
    return conditions if inside is None else [*conditions, inside]


def _corrected(edition: FromClause, scope: Scope) -> ColumnElement[bool]:
    """Whether an edition known by then shows this one to have been a mistake."""
    by = _EDITIONS.alias()
    return exists().where(
        _ORIGINS.c.corrects == edition.c.code, by.c.code == _ORIGINS.c.edition, by.c.recorded_at <= scope.known_at
    )


def _standing(row: Any, edition: Any, township: str, name: str, departments: tuple[str, ...]) -> Standing:
    return Standing(
        place=township,
        place_name=name,
        mark=StandingMark(row.tier),
        matter=row.matter,
        paper=edition.document_number,
        since=edition.effective_on,
        sample=edition.sample,
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
        found, kept = [], self._kept_by_the_county()
        for catalogue in _catalogues(CertificateCatalogueRecord, self._scope):
            types = select(CertificateTypeRecord).where(CertificateTypeRecord.catalogue == catalogue.code)
            for one in db.session.scalars(types.order_by(CertificateTypeRecord.position)):
                names = (one.name, *one.other_names)
                mark = StandingMark(one.listed)
                if mark is StandingMark.RETAINED and kept is not None and plain(one.name) not in kept:
                    continue
                found.append(
                    (names, _of_catalogue(catalogue, mark, one.name, one.number, to_be_confirmed=one.to_be_confirmed))
                )
        return found

    def _kept_by_the_county(self) -> set[str] | None:
        """What the county of the place retains, in plain wording; None where none narrows the province's list."""
        scope = self._scope
        held = retained_list_in_force(scope.place, scope.on, scope.known_at) if scope.place else None
        return {plain(name) for name in held.names} if held else None

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
        there = scope.belonging
        inside = there.holds(PlaqueRecord.village) if there else scope.holds_township(_PLACES.c.parent)
        found = found if inside is None else found.where(inside)
    candidates = db.session.execute(found.order_by(PlaqueRecord.code).limit(MOST_PLAQUES)).all()
    rows = _still_hanging(candidates, scope)[:most]
    today = scope.names_on_the_day({plaque.village for plaque, _ in rows})
    return [
        Standing(
            place=today.get(plaque.village, (plaque.village, village))[0],
            place_name=today.get(plaque.village, (plaque.village, village))[1],
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
