"""Distinct wordings on file, each once however many rows bear it, with the marks that find them.

A province's lists share most of their wordings: what is searched is the wordings, not the rows. Each is filed under a
number made from its text, so that two processes that note the same one note the same row. All of it is derived from
what is on file and can be made anew, so no foreign keys bind it: they would cost more than the rows.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import cast

from sqlalchemy import BigInteger, ColumnElement, Integer, Select, String, Table, case, delete, exists, func, select
from sqlalchemy.orm import Mapped, mapped_column

from registry.domain.divisions import Level
from registry.domain.searching import PORTION as PORTION_READ
from registry.domain.searching import Sought, WordingKind, key_of, marks_of
from registry.domain.wording import plain
from registry.store.access import SequenceRecord, take_turns
from registry.store.base import Base, db
from registry.store.bulk import bulk_add_values, bulk_put_values
from registry.store.divisions import DivisionRecord

TURN = "wordings"
"""Under this name whoever notes a new wording takes turns; the number beside it says which index is complete."""
INDEX = 2
"""The index of this release: raise it where marks are made otherwise, and every registry is indexed anew."""
PORTION = 5000
MANY = 500
"""Where more wordings than this bear the rarest mark of a text, those of a county are gone through instead."""
_ALL = ""
"""No mark: under it the count of a kind's wordings is kept."""


class WordingRecord(Base):
    """One distinct wording of a kind. `name_key` is the number of its plain wording, by which it is found exactly."""

    __tablename__ = "wordings"

    key: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    kind: Mapped[str] = mapped_column(String(12))
    text: Mapped[str]
    name_key: Mapped[int] = mapped_column(BigInteger, index=True)


class WordingMarkRecord(Base):
    """One mark of one wording."""

    __tablename__ = "wording_marks"
    __table_args__ = {"sqlite_with_rowid": False}

    kind: Mapped[str] = mapped_column(String(12), primary_key=True)
    mark: Mapped[str] = mapped_column(String(4), primary_key=True)
    wording: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)


class MarkCountRecord(Base):
    """In how many wordings of a kind a mark is; under the empty mark, how many wordings there are."""

    __tablename__ = "mark_counts"

    kind: Mapped[str] = mapped_column(String(12), primary_key=True)
    mark: Mapped[str] = mapped_column(String(4), primary_key=True)
    wordings: Mapped[int] = mapped_column(Integer)


class WordingDivisionRecord(Base):
    """A county, or a division above it, in which a wording stands or once stood."""

    __tablename__ = "wording_divisions"
    __table_args__ = {"sqlite_with_rowid": False}

    division: Mapped[str] = mapped_column(String(12), primary_key=True)
    wording: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)


class ShareMatterRecord(Base):
    """A matter beside which a share's wording stands or once stood, on whatever list."""

    __tablename__ = "share_matters"
    __table_args__ = {"sqlite_with_rowid": False}

    share: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    matter: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)


_WORDINGS, _MARKS = cast(Table, WordingRecord.__table__), cast(Table, WordingMarkRecord.__table__)
_COUNTS, _DIVISIONS = cast(Table, MarkCountRecord.__table__), cast(Table, WordingDivisionRecord.__table__)
_BESIDE = cast(Table, ShareMatterRecord.__table__)


def note_wordings(kind: WordingKind, texts: Iterable[str], divisions: Iterable[str] = ()) -> int:
    """Make wordings findable, everywhere and in these divisions (a county, and those above it); how many were new.

    Noting again changes nothing. Part of the caller's transaction, which has begun writing; where something is new,
    others who note something new wait until it ends.
    """
    noted = {key_of(kind, one): one for one in dict.fromkeys(texts) if plain(one)}
    new = _missing(noted)
    if new:
        take_turns(TURN)
        new = _missing(noted)  # what another process noted meanwhile is there now
        _add_new(kind, {key: noted[key] for key in sorted(new)})
    keys = sorted(noted)
    bulk_put_values(_DIVISIONS, [(division, key) for division in dict.fromkeys(divisions) for key in keys])
    return len(new)


def note_shares(pairs: Iterable[tuple[str, str]]) -> None:
    """Keep beside which matters shares stand, as (share, matter); both wordings were noted before."""
    keys = {
        (key_of(WordingKind.SHARE, share), key_of(WordingKind.MATTER, matter))
        for share, matter in dict.fromkeys(pairs)
        if plain(share) and plain(matter)
    }
    bulk_put_values(_BESIDE, sorted(keys))


def _missing(noted: Mapping[int, str]) -> set[int]:
    there: set[int] = set()
    keys = sorted(noted)
    for begin in range(0, len(keys), PORTION):
        found = select(WordingRecord.key).where(WordingRecord.key.in_(keys[begin : begin + PORTION]))
        there.update(db.session.scalars(found))
    return noted.keys() - there


def _add_new(kind: WordingKind, new: Mapping[int, str]) -> None:
    """Add wordings known to be new, by whoever has the turn; sorted, so that neighbours go to the same page."""
    if not new:
        return
    name = kind.value
    bulk_add_values(_WORDINGS, ((key, name, one, key_of(kind, plain(one))) for key, one in new.items()))
    bearing: dict[str, list[int]] = {}  # by mark: only the marks need sorting then, the keys come in order
    for key, one in new.items():
        for mark in marks_of(one):
            bearing.setdefault(mark, []).append(key)
    marks = sorted(bearing)
    bulk_add_values(_MARKS, ((name, mark, key) for mark in marks for key in bearing[mark]))
    counted = [(name, _ALL, len(new)), *((name, mark, len(bearing[mark])) for mark in marks)]
    bulk_put_values(_COUNTS, counted, where_there="UPDATE SET wordings = mark_counts.wordings + excluded.wordings")


def catalogue_scope(division: str) -> str:
    """Under this, in place of a division's code, its own catalogue's wordings are noted: they hold below it too."""
    return "*" + division[:11]


class FiledWordings:
    """The wordings of one kind on file, in some divisions or everywhere; see `Wordings`. Made by `filed_wordings`."""

    def __init__(
        self, kind: WordingKind, divisions: Sequence[str] | None, counts: Mapping[str, int], exact: Sequence[str]
    ) -> None:
        self._kind = kind
        self._divisions = divisions
        self._counts = counts
        self._exact = exact

    def how_many(self) -> int:
        return self._counts.get(_ALL, 0)

    def counts(self, marks: Sequence[str]) -> Mapping[str, int]:
        return {mark: self._counts[mark] for mark in marks if mark in self._counts}

    def exactly(self, name: str) -> Iterable[str]:
        return self._exact

    def holding(self, marks: Sequence[str]) -> Iterator[Sequence[str]]:
        wording, bearing = self._bearing(marks)
        last, size = -1, PORTION_READ
        while size == PORTION_READ:  # in order of number, along a primary key: however many bear it, no more is read
            next_ones = bearing.where(wording > last).order_by(wording).limit(PORTION_READ)
            keys = db.session.scalars(next_ones).all()
            yield _texts_of(keys)
            last, size = keys[-1] if keys else last, len(keys)

    def _bearing(self, marks: Sequence[str]) -> tuple[ColumnElement[int], Select[int]]:
        """The wordings that bear all of these marks: along those that bear the rarest, or, where very many do and the
        place is a county, along the county's; so neither a common word nor a large province makes it dear."""
        rarest, *others = marks
        if self._divisions is not None and _is_county(self._divisions) and self._counts[rarest] > MANY:
            wording = _DIVISIONS.c.wording
            noted = select(wording).distinct().where(_DIVISIONS.c.division.in_(self._divisions))
            return wording, noted.where(*(self._bears(mark, wording) for mark in marks))
        wording = _MARKS.c.wording
        bearing = select(wording).where(_MARKS.c.kind == self._kind.value, _MARKS.c.mark == rarest)
        bearing = bearing.where(*(self._bears(mark, wording) for mark in others))
        return wording, bearing if self._divisions is None else bearing.where(_stands_in(self._divisions))

    def _bears(self, mark: str, wording: ColumnElement[int]) -> ColumnElement[bool]:
        beside = _MARKS.alias()
        return exists().where(beside.c.kind == self._kind.value, beside.c.mark == mark, beside.c.wording == wording)

    def heaviest(self, weights: Mapping[str, int], most: int) -> Iterator[Sequence[str]]:
        gained = func.sum(case(weights, value=_MARKS.c.mark))
        best = select(_MARKS.c.wording).where(_MARKS.c.kind == self._kind.value, _MARKS.c.mark.in_([*weights]))
        if self._divisions is not None:
            best = best.where(_gathered_in(self._divisions))
        best = best.group_by(_MARKS.c.wording).order_by(gained.desc(), _MARKS.c.wording)
        begin, size = 0, PORTION_READ
        while begin < most and size == PORTION_READ:
            keys = db.session.scalars(best.limit(PORTION_READ).offset(begin)).all()
            yield _texts_of(keys)
            begin, size = begin + PORTION_READ, len(keys)


def filed_wordings(
    kinds: Iterable[WordingKind], sought: Sought, divisions: Mapping[WordingKind, Sequence[str] | None]
) -> dict[WordingKind, FiledWordings]:
    """The wordings of these kinds on file, ready to be searched for a text; two look-ups for all."""
    wanted = [*kinds]
    values = [kind.value for kind in wanted]
    counted = select(_COUNTS.c.kind, _COUNTS.c.mark, _COUNTS.c.wordings)
    counts: dict[str, dict[str, int]] = {value: {} for value in values}
    for kind, mark, wordings in db.session.execute(
        counted.where(_COUNTS.c.mark.in_((_ALL, *sought.every_mark)), _COUNTS.c.kind.in_(values))
    ):
        counts[kind][mark] = wordings
    exact: dict[str, list[str]] = {value: [] for value in values}
    named = select(_WORDINGS.c.kind, _WORDINGS.c.text).where(
        _WORDINGS.c.name_key.in_([key_of(kind, sought.name) for kind in wanted])
    )
    for kind, wording in db.session.execute(named.order_by(_WORDINGS.c.key)):
        exact[kind].append(wording)
    return {kind: FiledWordings(kind, divisions.get(kind), counts[kind.value], exact[kind.value]) for kind in wanted}


def _gathered_in(divisions: Sequence[str]) -> ColumnElement[bool]:
    """The same where all marks are gathered: the wordings of counties are few and read first, those of a city or a
    province would be nearly all there are, and are asked about one by one."""
    if not _is_county(divisions):
        return _stands_in(divisions)
    return _MARKS.c.wording.in_(select(_DIVISIONS.c.wording).where(_DIVISIONS.c.division.in_(divisions)))


def _stands_in(divisions: Sequence[str]) -> ColumnElement[bool]:
    """The condition that a mark's wording was noted under one of these; asked mark by mark, as far as they are read."""
    return exists().where(_DIVISIONS.c.division.in_(divisions), _DIVISIONS.c.wording == _MARKS.c.wording)


def _is_county(divisions: Sequence[str]) -> bool:
    """Whether these are a county's, by the first of them: a city or a province has noughts in its place."""
    return divisions[0][4:6] != "00"


def _texts_of(keys: Sequence[int]) -> list[str]:
    """The texts of these wordings, in the order given."""
    found = select(_WORDINGS.c.key, _WORDINGS.c.text).where(_WORDINGS.c.key.in_(keys))
    texts = {row.key: row.text for row in db.session.execute(found)} if keys else {}
    return [texts[key] for key in keys if key in texts]


def matters_beside(share: str, *, most: int, after: int = 0) -> list[str]:
    """The matters beside which a share stands or once stood, in order: so many at most, after so many."""
    beside = select(ShareMatterRecord.matter).where(ShareMatterRecord.share == key_of(WordingKind.SHARE, share))
    found = select(WordingRecord.text).where(WordingRecord.key.in_(beside)).order_by(WordingRecord.key)
    return list(db.session.scalars(found.offset(after).limit(most)))


def matters_beside_each(
    shares: Sequence[str], standing: ColumnElement[bool], divisions: Sequence[str]
) -> dict[str, list[str]]:
    """Of each share the matters, in order, beside which it stands or once stood: of those only that were noted under
    these divisions, and stand by this condition on `WordingRecord.text`; one look-up for all."""
    by_key = {key_of(WordingKind.SHARE, share): share for share in shares}
    found: dict[str, list[str]] = {share: [] for share in shares}
    beside = (
        select(ShareMatterRecord.share, WordingRecord.text)
        .join(WordingRecord, WordingRecord.key == ShareMatterRecord.matter)
        .where(ShareMatterRecord.share.in_(sorted(by_key)))
        .where(
            exists().where(_DIVISIONS.c.division.in_(divisions), _DIVISIONS.c.wording == ShareMatterRecord.matter),
            standing,
        )
        .order_by(ShareMatterRecord.share, ShareMatterRecord.matter)
    )
    for key, matter in db.session.execute(beside) if shares else ():
        found[by_key[key]].append(matter)
    return found


def counties_of_share(share: str) -> list[str]:
    """The counties under which a share was noted."""
    counties = select(DivisionRecord.code).where(DivisionRecord.level == Level.COUNTY.value)
    noted = select(WordingDivisionRecord.division).where(
        WordingDivisionRecord.wording == key_of(WordingKind.SHARE, share), WordingDivisionRecord.division.in_(counties)
    )
    return sorted(db.session.scalars(noted))


def take_turn() -> None:
    """Wait until no other process notes or indexes; keep the turn until the transaction ends."""
    take_turns(TURN)


def index_is_complete() -> bool:
    """Whether all that is on file was indexed, in the way of this release."""
    record = db.session.get(SequenceRecord, TURN)
    return record is not None and record.last >= INDEX


def mark_index_complete() -> None:
    """Note that all that is on file is indexed. The caller holds the turn, and commits."""
    take_turns(TURN).last = INDEX


def forget_index() -> None:
    """Drop the whole index, to make it anew. The caller commits."""
    take_turns(TURN).last = 0
    for record in (ShareMatterRecord, WordingDivisionRecord, WordingMarkRecord, MarkCountRecord, WordingRecord):
        db.session.execute(delete(record))
