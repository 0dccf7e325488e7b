"""Which rows of lists in force bear a matter or a share, as of two dates: looked up wording by wording."""

from collections.abc import Iterator, Sequence
from functools import cached_property
from itertools import islice
from typing import Any

from sqlalchemy import ColumnElement, FromClause, Integer, and_, bindparam, exists, or_, select, tuple_

from registry.domain.divisions import Level
from registry.domain.duties import DutyTier
from registry.domain.standings import Standing, StandingMark
from registry.store import search
from registry.store.base import db
from registry.store.divisions import DivisionRecord
from registry.store.duties import DutyRecord, DutyShareRecord, EditionOriginRecord, EditionRecord
from registry.store.scopes import Scope
from registry.store.successions import in_use

FIRST_MATTERS, MOST_MATTERS = 8, 200
"""Beside so many matters a share is looked for, where it is looked for everywhere: first, and at most."""
WIDER, WIDEST = 4, 2000
"""Where too many of a matter's rows were superseded, the next portion is so many times larger, up to so many rows."""

_LISTED_BELOW = (Level.TOWNSHIP, Level.VILLAGE)
_DUTIES, _EDITIONS = DutyRecord.__table__, EditionRecord.__table__
_SHARES, _PLACES = DutyShareRecord.__table__, DivisionRecord.__table__
_ORIGINS = EditionOriginRecord.__table__

Lines = list[tuple[str, list[Any]]]
"""Departments with the lines of their shares."""

# Put together once, because every wording found asks them. They go along `ix_duties_matter` and stop at the limit.
_BEARING = (
    select(
        *(_DUTIES.c.edition, _DUTIES.c.code, _DUTIES.c.tier, _DUTIES.c.number, _DUTIES.c.matter),
        *(_DUTIES.c.township_share, _DUTIES.c.taken_over_by),
    )
    .where(_DUTIES.c.matter == bindparam("sought"))
    .where(tuple_(_DUTIES.c.edition, _DUTIES.c.code) > tuple_(bindparam("edition"), bindparam("code")))
    .order_by(_DUTIES.c.edition, _DUTIES.c.code)
    .limit(bindparam("size", type_=Integer))
)
_BEARING_WITHIN = _BEARING.where(_DUTIES.c.edition.in_(bindparam("within", expanding=True)))
_BEARING_NOTED = _BEARING.where(
    _DUTIES.c.edition.in_(
        select(_EDITIONS.c.code)
        .join(_PLACES, _PLACES.c.code == _EDITIONS.c.township)
        .where(_PLACES.c.parent.in_(bindparam("counties", expanding=True)))
    )
)
_STANDING = (
    select(_DUTIES.c.matter)
    .where(_DUTIES.c.matter.in_(bindparam("matters", expanding=True)))
    .where(_DUTIES.c.edition.in_(bindparam("within", expanding=True)))
    .distinct()
)
_SHARES_OF = (
    select(_SHARES.c.edition, _SHARES.c.duty, _SHARES.c.department, _SHARES.c.duties)
    .where(_SHARES.c.edition.in_(bindparam("editions", expanding=True)))
    .where(_SHARES.c.duty.in_(bindparam("wanted", expanding=True)))
    .order_by(_SHARES.c.edition, _SHARES.c.duty, _SHARES.c.position)
)


class RowsInForce:
    """The rows of lists in force in a scope.

    A matter's rows are taken in order, a portion at a time, and no further than is asked for: one that stands on every
    list of a province costs no more than one on a few. In a scope below a province only rows of the editions in force
    there are taken.
    """

    def __init__(self, scope: Scope) -> None:
        self._scope = scope
        self._everywhere = scope.place is None or scope.place.level is Level.PROVINCE
        self._looked_at: dict[str, Any] = {}
        self._at_hand: dict[tuple[str, int], Sequence[Any]] = {}
        self._beside: dict[str, Sequence[str]] = {}
        self._shared: dict[tuple[str, int, tuple[str, ...] | None], list[tuple[Any, Lines]]] = {}

    def look_ahead(self, matters: Sequence[str], shares: Sequence[str], most: int) -> None:
        """Have the first rows of these matters at hand; of their editions it is asked once for all.

        In a scope below a province it is asked once, too, which of them stand, and which beside each of these shares.
        """
        new = [matter for matter in matters if (matter, most) not in self._at_hand]
        standing = new
        if not self._everywhere:
            standing = self._standing(new)
            self._beside |= self._standing_beside([share for share in shares if share not in self._beside])
        rows = {matter: self._rows_after(matter, "", "", most) for matter in standing}
        self._look_at({row.edition for of_matter in rows.values() for row in of_matter})
        self._at_hand |= {(matter, most): rows.get(matter, ()) for matter in new}

    def of_matter(self, matter: str, most: int) -> list[Standing]:
        """The rows that bear this matter, at most so many."""
        rows = self._bearing(matter, most)
        shares = _shares_of(rows)
        bearing = [(row, tuple(name for name, _ in shares.get((row.edition, row.code), ()))) for row in rows]
        return self._standings(bearing)[:most]

    def of_share(self, share: str, most: int) -> list[Standing]:
        """The rows beside which this share stands, at most so many."""
        found: list[tuple[Any, tuple[str, ...]]] = []
        for matter in self._matters_beside(share):
            found += islice(self._rows_beside(share, matter, most), most - len(found))
            if len(found) >= most:
                break
        return sorted(self._standings(found), key=lambda standing: (standing.place, standing.code))[:most]

    def _matters_beside(self, share: str) -> Iterator[str]:
        """The matters beside which a share may stand; everywhere those of the past too, read as they are taken."""
        if not self._everywhere:
            yield from self._beside[share] if share in self._beside else self._standing_beside([share])[share]
            return
        for begin, end in ((0, FIRST_MATTERS), (FIRST_MATTERS, MOST_MATTERS)):
            matters = search.matters_beside(share, most=end - begin, after=begin)
            yield from matters
            if len(matters) < end - begin:
                return

    def _standing_beside(self, shares: Sequence[str]) -> dict[str, list[str]]:
        """The matters beside which each of these shares stands or stood that stand in a scope below a province."""
        there = exists().where(_DUTIES.c.matter == search.WordingRecord.text, _DUTIES.c.edition.in_(self._in_scope))
        return search.matters_beside_each(shares, there, self._noted_under)

    @cached_property
    def _noted_under(self) -> list[str]:
        """The divisions under which what stands in a scope below a province was noted."""
        path = self._scope.place.path if self._scope.place else ()
        return self._scope.noted_under([d.code for d in path if d.level not in _LISTED_BELOW][-1])

    def _rows_beside(self, share: str, matter: str, most: int) -> Iterator[tuple[Any, tuple[str, ...]]]:
        """The rows of a matter beside which a share stands, with its departments.

        Where the matter's first rows have others beside them, they are looked for where the share was noted: what one
        county says beside a matter of all counties is found, and what nobody says any more costs no more than that.
        """
        first = self._with_shares(matter, most)
        bearing = [(row, departments) for row, lines in first if (departments := _whose(share, row, lines)) is not None]
        if len(bearing) == len(first):  # all of them, be they all there are or the first so many
            yield from bearing
            return
        for row, lines in self._with_shares(matter, WIDEST, noted=self._noted(share)):
            departments = _whose(share, row, lines)
            if departments is not None:
                yield row, departments

    def _with_shares(self, matter: str, most: int, noted: tuple[str, ...] | None = None) -> list[tuple[Any, Lines]]:
        """The first rows of lists in force that bear a matter, with who has which share beside them; read once."""
        key = matter, most, noted
        if key not in self._shared:
            rows = self._bearing(matter, most, noted)
            shares = _shares_of(rows)
            self._shared[key] = [(row, shares.get((row.edition, row.code), [])) for row in rows]
        return self._shared[key]

    def _noted(self, share: str) -> tuple[str, ...] | None:
        """The counties under which a share was noted; None in a scope whose editions are few enough themselves."""
        return tuple(search.counties_of_share(share)) if self._everywhere else None

    def _bearing(self, matter: str, most: int, noted: tuple[str, ...] | None = None) -> list[Any]:
        """The first rows of lists in force that bear a matter, by edition and code; of some counties, or of all."""
        found: list[Any] = []
        size, rows = most, self._at_hand.get((matter, most)) if noted is None else None
        if rows is None:
            rows = self._rows_after(matter, "", "", size, noted)
        while True:
            self._look_at({row.edition for row in rows})
            found += [row for row in rows if self._looked_at[row.edition] is not None]
            if len(found) >= most or len(rows) < size:
                return found[:most]
            size = min(size * WIDER, WIDEST)
            rows = self._rows_after(matter, rows[-1].edition, rows[-1].code, size, noted)

    def _standing(self, matters: Sequence[str]) -> list[str]:
        """Those of these matters that stand on a list of a scope below a province."""
        asked = {"matters": [*matters], "within": self._in_scope}
        there = set(db.session.scalars(_STANDING, asked)) if matters else set()
        return [matter for matter in matters if matter in there]

    def _rows_after(
        self, matter: str, edition: str, code: str, size: int, noted: tuple[str, ...] | None = None
    ) -> Sequence[Any]:
        """The next so many rows that bear a matter, superseded ones too where the scope is not a small one."""
        asked: dict[str, Any] = {"sought": matter, "edition": edition, "code": code, "size": size}
        if noted is not None:
            return db.session.execute(_BEARING_NOTED, {**asked, "counties": [*noted]}).all()
        if self._everywhere:
            return db.session.execute(_BEARING, asked).all()
        return db.session.execute(_BEARING_WITHIN, {**asked, "within": self._in_scope}).all()

    @cached_property
    def _editions(self) -> Any:
        """The editions gone by in the scope, with their townships' names."""
        return (
            select(
                *(_EDITIONS.c.code, _EDITIONS.c.township, _PLACES.c.name, _EDITIONS.c.document_number),
                *(_EDITIONS.c.effective_on, _EDITIONS.c.sample),
            )
            .select_from(_EDITIONS.join(_PLACES, _PLACES.c.code == _EDITIONS.c.township))
            .where(_gone_by(self._scope))
        )

    @cached_property
    def _in_scope(self) -> list[str]:
        """Their codes, where the scope is smaller than a province."""
        self._looked_at |= {edition.code: edition for edition in db.session.execute(self._editions)}
        return sorted(self._looked_at)

    def _look_at(self, codes: set[str]) -> None:
        """Have it known of these editions whether they are gone by in the scope, each asked about once."""
        new = sorted(codes - self._looked_at.keys())
        if new:
            found = db.session.execute(self._editions.where(_EDITIONS.c.code.in_(new)))
            self._looked_at |= dict.fromkeys(new) | {edition.code: edition for edition in found}

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


def _whose(share: str, row: Any, lines: Lines) -> tuple[str, ...] | None:
    """The departments whose share it is in a row: none where it is the township's, None where it is nobody's."""
    departments = tuple(department for department, theirs in lines if share in theirs)
    return departments if departments or share in row.township_share else None


def _shares_of(rows: Sequence[Any]) -> dict[tuple[str, str], Lines]:
    """The departments with their lines, by edition and duty; only supporting duties have them."""
    shared = [row for row in rows if row.tier == DutyTier.SUPPORTING.value]
    found: dict[tuple[str, str], Lines] = {}
    if shared:
        asked = {"editions": sorted({r.edition for r in shared}), "wanted": sorted({r.code for r in shared})}
        for row in db.session.execute(_SHARES_OF, asked):
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
