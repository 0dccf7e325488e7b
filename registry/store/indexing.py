"""Making what is recorded findable: lists, plaques and catalogues as they are recorded, or all that is on file."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import select

from registry.domain.divisions import Level, Place
from registry.domain.duties import Duty
from registry.domain.searching import WordingKind
from registry.store.base import db
from registry.store.certificates import CertificateCatalogueRecord, CertificateTypeRecord
from registry.store.divisions import DivisionRecord
from registry.store.duties import DutyRecord, DutyShareRecord, EditionRecord
from registry.store.plaques import PlaqueCatalogueRecord, PlaqueEntryRecord, PlaqueRecord
from registry.store.search import catalogue_scope, note_shares, note_wordings

PORTION = 20
"""So many editions are indexed at a time when everything is."""

Rows = Sequence[Mapping[str, Any]]
_INDEXED = (Level.PROVINCE.value, Level.CITY.value, Level.COUNTY.value)


def note_duties(duties: Iterable[Duty], place: Place) -> None:
    """Make the matters and shares of a township's list findable, in its county and above."""
    given = list(duties)
    above = [d.code for d in place.path if d.level in _INDEXED]
    note_wordings(WordingKind.MATTER, (duty.matter for duty in given), above)
    note_wordings(WordingKind.SHARE, (line for duty in given for line in duty.share_lines()), above)
    note_shares((line, duty.matter) for duty in given for line in duty.share_lines())


def note_rows(table: str, rows: Rows) -> None:
    """Make the wordings of rows, just recorded in one of our tables, findable; other tables have none."""
    noting = _NOTING.get(table)
    if noting is not None and rows:
        noting(rows)


def index_everything() -> int:
    """Note all that is on file; how many wordings were new. The caller begins writing, and commits."""
    new = 0
    editions = db.session.scalars(select(EditionRecord.code).order_by(EditionRecord.code)).all()
    for begin in range(0, len(editions), PORTION):
        portion = editions[begin : begin + PORTION]
        new += _note_duty_rows(_all(DutyRecord, DutyRecord.edition.in_(portion)))
        new += _note_share_rows(_all(DutyShareRecord, DutyShareRecord.edition.in_(portion)))
    for record in (PlaqueRecord, PlaqueEntryRecord, CertificateTypeRecord):
        new += _NOTING[record.__tablename__](_all(record))
    return new


def _all(record: type[Any], *conditions: Any) -> Rows:
    found = db.session.execute(select(*record.__table__.columns).where(*conditions))
    return [row._asdict() for row in found]


def _note_duty_rows(rows: Rows) -> int:
    townships = _townships({row["edition"] for row in rows})
    new = 0
    for divisions, matters in _by_divisions((row["matter"], townships[row["edition"]]) for row in rows):
        new += note_wordings(WordingKind.MATTER, matters, divisions)
    lines = [(line, row["matter"], townships[row["edition"]]) for row in rows for line in row["township_share"]]
    return new + _note_lines(lines)


def _note_share_rows(rows: Rows) -> int:
    editions = {row["edition"] for row in rows}
    townships = _townships(editions)
    found = db.session.execute(
        select(DutyRecord.edition, DutyRecord.code, DutyRecord.matter).where(DutyRecord.edition.in_(editions))
    )
    matters = {(row.edition, row.code): row.matter for row in found}
    return _note_lines(
        [
            (line, matters[row["edition"], row["duty"]], townships[row["edition"]])
            for row in rows
            for line in row["duties"]
        ]
    )


def _note_lines(lines: Sequence[tuple[str, str, str]]) -> int:
    """Shares, the matters beside which they stand, and their townships."""
    new = 0
    for divisions, texts in _by_divisions((line, township) for line, _, township in lines):
        new += note_wordings(WordingKind.SHARE, texts, divisions)
    note_shares((line, matter) for line, matter, _ in lines)
    return new


def _note_plaques(rows: Rows) -> int:
    found = _by_divisions((row["wording"], row["village"]) for row in rows)
    return sum(note_wordings(WordingKind.PLAQUE, texts, divisions) for divisions, texts in found)


def _note_entries(rows: Rows) -> int:
    owners = _owners(PlaqueCatalogueRecord, {row["catalogue"] for row in rows})
    return _note_catalogue(WordingKind.PLAQUE, ((row["pattern"], owners[row["catalogue"]]) for row in rows))


def _note_types(rows: Rows) -> int:
    owners = _owners(CertificateCatalogueRecord, {row["catalogue"] for row in rows})
    names = ((name, owners[row["catalogue"]]) for row in rows for name in (row["name"], *row["other_names"]))
    return _note_catalogue(WordingKind.CERTIFICATE, names)


def _note_catalogue(kind: WordingKind, noted: Iterable[tuple[str, str]]) -> int:
    """Texts of catalogues, with the divisions whose catalogues they are: they hold there and below."""
    by_owner: dict[str, dict[str, None]] = {}
    for text, owner in noted:
        by_owner.setdefault(owner, {})[text] = None
    chains = _indexed_above(by_owner)
    return sum(
        note_wordings(kind, texts, (*chains[owner], catalogue_scope(owner))) for owner, texts in by_owner.items()
    )


_NOTING: Mapping[str, Callable[[Rows], int]] = {
    DutyRecord.__tablename__: _note_duty_rows,
    DutyShareRecord.__tablename__: _note_share_rows,
    PlaqueRecord.__tablename__: _note_plaques,
    PlaqueEntryRecord.__tablename__: _note_entries,
    CertificateTypeRecord.__tablename__: _note_types,
}


def _townships(editions: Iterable[str]) -> dict[str, str]:
    found = select(EditionRecord.code, EditionRecord.township).where(EditionRecord.code.in_(list(editions)))
    return {row.code: row.township for row in db.session.execute(found)}


def _owners(record: Any, catalogues: Iterable[str]) -> dict[str, str]:
    found = select(record.code, record.division).where(record.code.in_(list(catalogues)))
    return {row.code: row.division for row in db.session.execute(found)}


def _by_divisions(noted: Iterable[tuple[str, str]]) -> list[tuple[tuple[str, ...], list[str]]]:
    """Texts with where they stand, gathered under the county (and those above it) of each place."""
    by_place: dict[str, dict[str, None]] = {}
    for text, place in noted:
        by_place.setdefault(place, {})[text] = None
    chains = _indexed_above(by_place)
    gathered: dict[tuple[str, ...], dict[str, None]] = {}
    for place, texts in by_place.items():
        gathered.setdefault(chains[place], {}).update(texts)
    return [(divisions, list(texts)) for divisions, texts in gathered.items()]


def _indexed_above(places: Iterable[str]) -> dict[str, tuple[str, ...]]:
    """Of each place, the divisions from its county up, itself included where it is one; by the parents on record."""
    known: dict[str, tuple[str | None, bool]] = {}
    wanted = set(places)
    while wanted:
        found = select(DivisionRecord.code, DivisionRecord.parent, DivisionRecord.level)
        for row in db.session.execute(found.where(DivisionRecord.code.in_(sorted(wanted)))):
            known[row.code] = (row.parent, row.level in _INDEXED)
        wanted = {parent for parent, _ in known.values() if parent and parent not in known}
    chains: dict[str, tuple[str, ...]] = {}
    for place in places:
        chain, at = [], place
        while at in known:
            parent, indexed = known[at]
            chain += [at] if indexed else []
            at = parent or ""
        chains[place] = tuple(chain)
    return chains
