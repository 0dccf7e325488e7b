"""What lies in a place on a day, as known at a time: its townships with the lists they go by, and their names."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property

from sqlalchemy import ColumnElement, SQLColumnExpression, and_, select

from registry.domain.divisions import Level, Place
from registry.domain.duties import DutyList, Edition, in_force
from registry.domain.successions import ChangeKind, Step, edition_of, for_the_part, name_on, stood_for, until
from registry.store.base import db
from registry.store.divisions import DivisionRecord
from registry.store.duties import editions_of_all, list_in_force
from registry.store.successions import (
    Belonging,
    DivisionChangeRecord,
    DivisionStepRecord,
    belonging,
    in_use,
    steps_about,
)

_DIGITS = {Level.PROVINCE: 2, Level.CITY: 4, Level.COUNTY: 6, Level.TOWNSHIP: 9, Level.VILLAGE: 12}
_LEVEL_BELOW = (Level.PROVINCE, Level.CITY, Level.COUNTY, Level.TOWNSHIP)


@dataclass(frozen=True)
class Scope:
    """Where, and as of when, wordings are looked up. Without a place it is everywhere.

    `townships` are those in use on the day below a county or city, or the one; `has_changes` says whether any change
    of divisions is on record: without one nothing more is asked.
    """

    place: Place | None
    on: date
    known_at: datetime
    townships: tuple[str, ...] = ()
    has_changes: bool = False

    def holds_township(self, column: SQLColumnExpression[str]) -> ColumnElement[bool] | None:
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

    @cached_property
    def belonging(self) -> Belonging | None:
        """What belongs to the place on the day under other codes; None where nothing can."""
        if not self.has_changes or self.place is None or self.place.level is Level.PROVINCE:
            return None
        return belonging(self.place.code, self.on, self.known_at)

    @cached_property
    def followed(self) -> Mapping[str, Edition | None]:
        """The townships in the scope that came of a change, each with the list it goes by: its own or another's."""
        changed = _changed(self) if self.has_changes else []
        if not changed:
            return {}
        steps = until(steps_about(changed, self.known_at), self.on)
        known = editions_of_all(sorted({code for s in steps for code in (s.before, s.after) if code}))

        def own(code: str, day: date, left: Step | None) -> Edition | None:
            return in_force(for_the_part(known.get(code, ()), left), day, self.known_at)

        return {code: edition_of(code, self.on, steps, own) for code in changed}

    def noted_under(self, nearest: str) -> list[str]:
        """The divisions under which wordings of the scope may be noted: the nearest, and those its parts came from."""
        came = self.belonging.joined if self.belonging else frozenset[str]()
        return [nearest, *_counties_of(came)]

    def names_on_the_day(self, codes: Collection[str]) -> dict[str, tuple[str, str]]:
        """Of each code the one in use on the day for it, with its name then; left out where nothing changed."""
        if not self.has_changes:
            return {}
        steps = steps_about(codes, self.known_at)
        found = {}
        for code in codes if steps else ():
            today = stood_for(code, steps, self.on)
            there = today[0] if len(today) == 1 else code
            name = name_on(there, "", steps, self.on)
            if name:
                found[code] = there, name
        return found


def scope_of(place: Place | None, on: date, known_at: datetime) -> Scope:
    """The scope of a place (a village's list is its township's): the townships that are in use below it on the day."""
    has_changes = db.session.scalars(select(DivisionChangeRecord.code).limit(1)).first() is not None
    if place is None or place.level is Level.PROVINCE:
        return Scope(place, on, known_at, (), has_changes)
    if place.township is not None:
        return Scope(place, on, known_at, (place.township.code,), has_changes)
    codes: list[str] = [place.code]
    level: Level = place.level
    while level is not Level.TOWNSHIP:
        below = select(DivisionRecord.code).where(DivisionRecord.parent.in_(codes), in_use(on, known_at))
        codes = list(db.session.scalars(below))
        level = _LEVEL_BELOW[_LEVEL_BELOW.index(level) + 1]
    return Scope(place, on, known_at, tuple(sorted(codes)), has_changes)


def _within(column: SQLColumnExpression[str], province: str) -> ColumnElement[bool]:
    first = province[:2]
    return and_(column >= first.ljust(12, "0"), column <= first.ljust(12, "9"))


def _changed(scope: Scope) -> list[str]:
    """The townships in use in the scope that came of more than a new name."""
    step, change = DivisionStepRecord, DivisionChangeRecord
    came = (
        select(step.after)
        .join(change, change.code == step.change)
        .where(change.kind != ChangeKind.RENAMED.value)
        .where(change.effective_on <= scope.on, change.recorded_at <= scope.known_at)
    )
    found = (
        select(DivisionRecord.code)
        .where(DivisionRecord.code.in_(came), DivisionRecord.level == Level.TOWNSHIP.value)
        .where(in_use(scope.on, scope.known_at))
    )
    inside = scope.holds_township(DivisionRecord.code)
    found = found if inside is None else found.where(inside)
    return sorted(db.session.scalars(found))


def _counties_of(codes: Collection[str]) -> Sequence[str]:
    """The counties above these codes, themselves where they are some; by the parents on record."""
    counties, wanted = set(), set(codes)
    while wanted:
        found = select(DivisionRecord.code, DivisionRecord.parent, DivisionRecord.level)
        rows = db.session.execute(found.where(DivisionRecord.code.in_(sorted(wanted)))).all()
        counties |= {row.code for row in rows if row.level == Level.COUNTY.value}
        below = (Level.TOWNSHIP.value, Level.VILLAGE.value)
        wanted = {row.parent for row in rows if row.parent and row.level in below}
    return sorted(counties)
