"""Keeping the units of a county: recording one, renaming one, merging one into another; each with its event.

A unit keeps its code and every name it ever went by, so that lists, requests and questions of before mean it still.
What is recorded here is known from the time of its turn: no question judged before comes out otherwise by it.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime

from registry.domain.actors import Action, Actor
from registry.domain.divisions import Level, Place
from registry.domain.errors import (
    DayInFuture,
    NotFound,
    NotKeptHere,
    TooMany,
    UnitNameTaken,
    UnitOfAnotherCounty,
    UnitReplaced,
    UnknownOption,
)
from registry.domain.kind import read_text
from registry.domain.question import CHINA, day
from registry.domain.units import UnitKind
from registry.domain.wording import plain, require_says_something
from registry.services.case_offices import Office, settling_offices
from registry.services.divisions import place_today
from registry.services.notices import tell_the_office_above
from registry.services.permitting import permit
from registry.services.readdressing import give_way
from registry.services.reports_left import move_up_what_is_left
from registry.services.units import LONGEST_NAME
from registry.store import events, units
from registry.store.access import next_number, take_turns
from registry.store.base import begin_writing, db
from registry.store.cases import find_case
from registry.store.telling import tell_anew
from registry.store.turns import ACCESS, take_turn
from registry.store.units import UnitNameRecord, UnitRecord

MOST_NAMES = 40


def county_of_units(typed: str, *, actor: Actor, now: datetime) -> Place:
    """The county whose units the actor may keep; their own where none was typed.

    Raises NotPermitted, NotKeptHere for what is no county, and what `place_called` raises."""
    permit(actor, Action.KEEP_UNITS)
    county = place_today(typed.strip() or actor.division, now=now)
    if county.level is not Level.COUNTY:
        raise NotKeptHere(county.name, county.level.value, [Level.COUNTY.value])
    permit(actor, Action.KEEP_UNITS, at=county)
    return county


def record_unit(
    name: str, *, place: str = "", kind: str = "", other_names: Sequence[str] = (), actor: Actor, now: datetime
) -> UnitRecord:
    """Put a unit of a county on record, with the other names it goes by.

    Raises NotPermitted, NotKeptHere, UnknownOption, UnitNameTaken, TooMany and what `read_text` raises.
    """
    begin_writing()
    now = take_turn(ACCESS, now)
    county = county_of_units(place, actor=actor, now=now)
    names = [_name(name), *_names(other_names)]
    chosen = _kind(kind)
    code = f"U{county.code[:6]}-{next_number(units.turn_of(county.code)):05d}"  # and others of the county wait
    _require_free(names, county.code)
    unit = UnitRecord(code=code, name=names[0], kind=chosen.value, division=county.code, recorded_at=now)
    db.session.add(unit)
    db.session.flush()
    _add_names(code, names, now)
    _tell(unit, "record_unit", {"name": names[0], "kind": chosen.value, "names": names}, actor, now)
    db.session.commit()
    return unit


def rename_unit(code: str, name: str, *, actor: Actor, now: datetime) -> UnitRecord:
    """Give a unit another name; those it went by go on meaning it. The same name again changes nothing.

    Raises NotFound, NotPermitted, UnitReplaced, UnitNameTaken and what `read_text` raises.
    """
    begin_writing()
    now = take_turn(ACCESS, now)
    unit = _kept(code, actor, now)
    new = _name(name)
    if new == unit.name:
        db.session.rollback()
        return unit
    _require_free([new], unit.division, besides=unit.code)
    facts = {"name": new, "former_name": unit.name}
    unit.former_names = [*unit.former_names, {"name": unit.name, "until": now.isoformat()}]
    unit.name = new
    _add_names(unit.code, [new], now)
    _tell(unit, "rename_unit", facts, actor, now)
    db.session.commit()
    return unit


def merge_unit(code: str, into: str, *, effective_on: str = "", actor: Actor, now: datetime) -> UnitRecord:
    """Let a unit be taken over by another of its county. From the day (today, where none is typed) that one asks for
    both: names, shares on lists, requests, admissions and people of the first are its own. Questions for a day before,
    or as known before it was recorded, are answered as they were. A merger is recorded once its day has come.

    In the same transaction one mail address is left, the cases that nobody of their list office may settle any more,
    and the reports that nobody of their office may answer, go up, and who has them now is told.

    Raises NotFound, NotPermitted, UnitReplaced for either, UnitOfAnotherCounty, MalformedDate, DayInFuture.
    """
    begin_writing()
    now = take_turn(ACCESS, now)
    unit, successor = _kept(code, actor, now), _kept(into, actor, now)
    if successor.code == unit.code or successor.division != unit.division:
        raise UnitOfAnotherCounty(into, unit.name)
    from_day, settled_by = _day(effective_on, now), _who_settles(successor, unit, now)
    give_way(unit, successor, now=now)
    unit.successor, unit.succeeded_on, unit.succeeded_at = successor.code, from_day, now
    facts = {"name": unit.name, "into": successor.code, "into_name": successor.name}
    _tell(unit, "merge_unit", {**facts, "effective_on": unit.succeeded_on.isoformat()}, actor, now)
    db.session.flush()
    tell_anew(successor.code)
    _tell_who_settles_now(settled_by, _who_settles(successor, unit, now), now)
    move_up_what_is_left(now)
    db.session.commit()
    return successor


def _who_settles(one: UnitRecord, other: UnitRecord, now: datetime) -> dict[str, Office]:
    return settling_offices(units.own_codes(one.code, other.code), now)


def _tell_who_settles_now(before: Mapping[str, Office], after: Mapping[str, Office], now: datetime) -> None:
    """What the list office has, of a unit that is its own from now on, goes up: that office is told."""
    for number, office in after.items():
        case = find_case(number)
        if case is not None and before[number] != office:
            tell_the_office_above(case, office, at=now)


def _day(typed: str, now: datetime) -> date:
    """The day from which a merger counts."""
    today = now.astimezone(CHINA).date()
    given = day(typed.strip(), field="effective_on") if typed.strip() else today
    if given > today:
        raise DayInFuture("effective_on", given)
    return given


def _kept(code: str, actor: Actor, now: datetime) -> UnitRecord:
    """A unit that stands, of a county whose units the actor keeps."""
    unit = db.session.get(UnitRecord, code.strip().upper()[:18])
    if unit is None:
        raise NotFound("unit", code)
    county_of_units(unit.division, actor=actor, now=now)
    take_turns(units.turn_of(unit.division))
    db.session.refresh(unit)
    if unit.successor:
        standing = units.find_unit(unit.successor)
        code, name = (standing.code, standing.name) if standing else (unit.successor, unit.successor)
        raise UnitReplaced(unit.name, code, name)
    return unit


def _name(typed: str) -> str:
    name = "".join(read_text(typed, field="unit_name", longest=LONGEST_NAME).split())
    require_says_something(name, "unit_name")
    return name


def _names(typed: Iterable[str]) -> list[str]:
    names = [_name(one) for one in typed if one.strip()]
    if len(names) > MOST_NAMES:
        raise TooMany("other_names", given=len(names), most=MOST_NAMES)
    return names


def _kind(typed: str) -> UnitKind:
    wanted = typed.strip().upper()[:60] or UnitKind.GOVERNMENT.value
    if wanted not in UnitKind.__members__:
        raise UnknownOption("unit_kind", typed, [kind.value for kind in UnitKind])
    return UnitKind(wanted)


def _require_free(names: Sequence[str], division: str, *, besides: str = "") -> None:
    for name in names:
        for other in units.called(name, [division]):
            if other.code != besides:
                raise UnitNameTaken(name, other.code, other.name)


def _add_names(code: str, names: Sequence[str], now: datetime) -> None:
    there = set(units.plain_names_of(code))
    for known, name in {plain(name): name for name in reversed(names)}.items():
        if known not in there:
            db.session.add(UnitNameRecord(unit=code, plain_name=known, name=name, recorded_at=now))


def _tell(unit: UnitRecord, verb: str, facts: Mapping[str, object], actor: Actor, now: datetime) -> None:
    told = {"division": unit.division, **facts}
    events.write(stream="units", verb=verb, actor=actor.name, about=unit.code, facts=told, at=now)
