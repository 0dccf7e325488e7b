"""Where wordings stand on file as of two dates: in catalogues and on villages' walls; lists see `rows_in_force`."""

from collections.abc import Sequence
from datetime import date
from functools import cached_property
from typing import Any, TypeVar

from sqlalchemy import select

from registry.domain.standings import Standing, StandingMark
from registry.domain.successions import inventory_codes
from registry.domain.wording import plain
from registry.store.base import db
from registry.store.catalogues import CatalogueColumns
from registry.store.certificates import CertificateCatalogueRecord, CertificateTypeRecord, retained_list_in_force
from registry.store.divisions import DivisionRecord
from registry.store.plaques import PlaqueCatalogueRecord, PlaqueEntryRecord, PlaqueRecord, plaques_of
from registry.store.scopes import Scope

PLAQUES_READ = 200
"""So many plaques of one wording are looked at a time: those taken down hide none that hangs."""
_PLACES = DivisionRecord.__table__

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
        .where(PlaqueRecord.wording == wording, PlaqueRecord.counts_from <= scope.on)
        .where(PlaqueRecord.recorded_at <= scope.known_at)
    )
    if scope.place is not None and scope.place.is_village:
        found = found.where(PlaqueRecord.village.in_(inventory_codes(scope.place.code, scope.place.lineage)))
    else:
        there = scope.belonging
        inside = there.holds(PlaqueRecord.village) if there else scope.holds_township(_PLACES.c.parent)
        found = found if inside is None else found.where(inside)
    rows, after, size = list[tuple[PlaqueRecord, str, date]](), "", PLAQUES_READ
    while len(rows) < most and size == PLAQUES_READ:
        next_ones = found.where(PlaqueRecord.code > after).order_by(PlaqueRecord.code).limit(PLAQUES_READ)
        candidates = db.session.execute(next_ones).all()
        rows += _still_hanging(candidates, scope)
        after, size = candidates[-1][0].code if candidates else after, len(candidates)
    rows = rows[:most]
    today = scope.names_on_the_day({plaque.village for plaque, _, _ in rows})
    return [
        Standing(
            place=today.get(plaque.village, (plaque.village, village))[0],
            place_name=today.get(plaque.village, (plaque.village, village))[1],
            mark=StandingMark.HUNG,
            matter=plaque.wording,
            paper=plaque.document_number,
            since=hung_on,
            sample=plaque.sample,
            code=plaque.code,
            departments=(plaque.demanded_by,) if plaque.demanded_by else (),
        )
        for plaque, village, hung_on in rows
    ]


def _still_hanging(candidates: Sequence[Any], scope: Scope) -> list[tuple[PlaqueRecord, str, date]]:
    """Those that hung by the day, with since when, and that nobody had decided to take down by then, nor found
    recorded by mistake, as known at the time."""
    villages = {plaque.village for plaque, _ in candidates}
    held = plaques_of(villages, scope.on, scope.known_at)
    up = {plaque.code: plaque.hung_on for of_village in held.values() for plaque in of_village if not plaque.is_down}
    hung = {code: hung_on for code, hung_on in up.items() if hung_on is not None and hung_on <= scope.on}
    return [(plaque, village, hung[plaque.code]) for plaque, village in candidates if plaque.code in hung]
