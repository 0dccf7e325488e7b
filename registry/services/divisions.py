"""Naming a place: by code, by a shorter code that is unique, or by name with its county; also by what it once was."""

import unicodedata
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from registry.domain.divisions import Notice, NoticeCode, Place
from registry.domain.errors import (
    AmbiguousPlace,
    MalformedPlaceCode,
    PlaceAbolished,
    PlaceNotYet,
    SeveralSuccessors,
    UnknownPlace,
)
from registry.domain.kind import read_text
from registry.domain.question import CHINA
from registry.domain.successions import Step, Steps, beginning_of, descent, former_codes, meant, names_of, until
from registry.services.place_names import called
from registry.store import divisions, successions
from registry.store.divisions import DivisionRecord
from registry.store.remembered import once

CODE_LENGTH = 12
SHORTEST_CODE = 2
LONGEST_NAME = 100
CHOICES_SHOWN = 12
MOST_TOWNSHIPS = 500
"""More than any county has."""
_WHOLE = (2, 4, 6, 9)
"""Lengths at which a code, filled up with zeros, is a division's own."""


@dataclass(frozen=True)
class _Asked:
    """What was typed, the day it is asked for, and the time up to which the record counts."""

    typed: str
    wanted: str
    on: date
    known_at: datetime


def place_called(typed: str, *, on: date, known_at: datetime) -> Place:
    """The one place meant on a day, as known at a time. Neither has a default: a change may lie in the future.

    An old code or name is answered for what took its place, with a notice on the place that says so.
    Raises MalformedPlaceCode, UnknownPlace, AmbiguousPlace (SeveralSuccessors where it was split) with the codes to
    choose from, PlaceNotYet, PlaceAbolished, or what `read_text` raises.
    """
    return once(("place called", typed, on, known_at), lambda: _called(typed, on, known_at))


def _called(typed: str, on: date, known_at: datetime) -> Place:
    read = unicodedata.normalize("NFKC", read_text(typed, field="place", longest=LONGEST_NAME))
    wanted = "".join(read.split())
    asked = _Asked(typed, wanted, on, known_at)
    if wanted.isascii() and any(c.isdigit() for c in wanted):
        return _by_code(wanted, asked)
    return _the_one(called(wanted, known_at=known_at, most=CHOICES_SHOWN + 1), asked)


def place_at(code: str, *, on: date, known_at: datetime) -> Place:
    """The place of a whole code on a day, as known at a time, or what took its place. Raises as `place_called`."""
    return place_called(code, on=on, known_at=known_at)


def place_today(typed: str, *, now: datetime) -> Place:
    """The place meant today, for whoever acts; what will be later is not yet. Raises as `place_called`."""
    return place_called(typed, on=now.astimezone(CHINA).date(), known_at=now)


def place_following(code: str, *, on: date, known_at: datetime) -> Place | None:
    """What took the place of a whole code by a day, so that rights reach what is on record under it; None for no code.

    Where several follow, or nothing, it is the place as it was, in what its county (township) is on that day.
    """
    place = place_as_recorded(code, on=on, known_at=known_at)
    if place is None:
        return None
    codes = meant(code, _steps_of(place, known_at), on)
    if codes == (code,):
        return place
    if len(codes) == 1:
        return place_as_recorded(codes[0], on=on, known_at=known_at)
    above = place_following(place.path[-2].code, on=on, known_at=known_at) if len(place.path) > 1 else None
    return replace(place, path=(*above.path, place.itself)) if above else place


def places_following(codes: Collection[str], *, on: date, known_at: datetime) -> dict[str, Place]:
    """What `place_following` gives for each of these codes, asked at once; only what ever changed takes a look more."""
    found = divisions.find_places(codes, known_at)
    steps = successions.steps_about({division.code for place in found.values() for division in place.path}, known_at)
    changed = {code for step in steps for code in (step.before, step.after)}
    moved = {code for code, place in found.items() if not changed.isdisjoint(d.code for d in place.path)}
    followed = {code: place_following(code, on=on, known_at=known_at) for code in sorted(moved)}
    return found | {code: place for code, place in followed.items() if place is not None}


def division_codes(division: str, now: datetime) -> list[str]:
    """The codes under which what belongs to a division may be on file today: its own, its former ones, its new one."""
    place = place_following(division, on=now.astimezone(CHINA).date(), known_at=now)
    following = [place.code, *former_codes(place.code, place.lineage)] if place else []
    return sorted({division, *following})


def place_as_recorded(code: str, *, on: date, known_at: datetime) -> Place | None:
    """The place of exactly this code with its names on a day, whether or not it is in use then; None for none known."""
    place = divisions.find_place(code, known_at)
    return place.as_on(on, _steps_of(place, known_at)) if place else None


def _steps_of(place: Place, known_at: datetime) -> Steps:
    return successions.steps_about([d.code for d in place.path], known_at)


def _by_code(code: str, asked: _Asked) -> Place:
    if not code.isdecimal() or not SHORTEST_CODE <= len(code) <= CODE_LENGTH:
        raise MalformedPlaceCode(code)
    whole = code.ljust(CODE_LENGTH, "0")
    place = divisions.find_place(whole, asked.known_at) if len(code) in (*_WHOLE, CODE_LENGTH) else None
    if place is not None:
        return _on_the_day(place, asked)
    if len(code) == CODE_LENGTH:
        raise UnknownPlace(code)
    such = successions.in_use(asked.on, asked.known_at)
    found = divisions.codes_beginning(code, most=CHOICES_SHOWN + 1, such=such)
    past = found or divisions.codes_beginning(code, most=CHOICES_SHOWN + 1, known_at=asked.known_at)
    return _the_one(past, asked)


def _on_the_day(place: Place, asked: _Asked) -> Place:
    """The place of a code as it is on the day: itself, or what took its place."""
    steps = _steps_of(place, asked.known_at)
    if not steps:
        return place
    _require_begun(place.code, steps, asked)
    codes = meant(place.code, steps, asked.on)
    if codes == (place.code,):
        return place.as_on(asked.on, steps)
    return _successor(codes, descent(place.code, steps, asked.on), asked)


def _require_begun(code: str, steps: Steps, asked: _Asked) -> None:
    begun = beginning_of(code, steps)
    if begun and begun[0].effective_on > asked.on:
        raise PlaceNotYet(asked.typed, begun[0].effective_on, [(s.before, s.old_name) for s in begun])


def _successor(codes: Sequence[str], followed: Steps, asked: _Asked) -> Place:
    """The place that took the place of an old code, with the notice that says so."""
    first, last = followed[0], followed[-1]
    if not codes:
        raise PlaceAbolished(asked.typed, first.old_name, last.effective_on)
    if len(codes) > 1:
        choices = [(code, _full_name(code, asked)) for code in codes]
        raise SeveralSuccessors(asked.typed, choices, effective_on=first.effective_on)
    found = divisions.find_place(codes[0], asked.known_at)
    if found is None:
        raise UnknownPlace(asked.typed)
    place = found.as_on(asked.on, _steps_of(found, asked.known_at))
    return replace(place, notices=(_notice(first, place, asked),))


def _notice(step: Step, place: Place, asked: _Asked) -> Notice:
    facts = {
        "given": asked.typed[:60],
        "code": step.before,
        "old_name": step.old_name,
        "successor": place.full_name,
        "successor_code": place.code,
        "change_kind": step.kind.value,
        "effective_on": step.effective_on.isoformat(),
        "basis": step.basis,
    }
    return Notice(NoticeCode.PLACE_SUCCEEDED, facts)


def _the_one(found: Iterable[DivisionRecord], asked: _Asked) -> Place:
    """The one place on the day that the divisions found mean; two names of one place are one place."""
    records = sorted(found, key=lambda record: record.code)
    if not records:
        raise UnknownPlace(asked.typed)
    steps = successions.steps_about([r.code for r in records], asked.known_at)
    begun = [r for r in records if not r.in_force_from or r.in_force_from <= asked.on]
    if not begun:
        _require_begun(records[0].code, steps, asked)
    codes = {code: record for record in begun for code in meant(record.code, steps, asked.on)}
    if len(begun) == 1 and begun[0].code not in codes:
        return _successor(list(codes), descent(begun[0].code, steps, asked.on), asked)
    if not codes:
        last = descent(begun[0].code, steps, asked.on)[-1]
        raise PlaceAbolished(asked.typed, last.old_name, last.effective_on)
    if len(codes) > 1 and steps:
        so_named = [code for code in sorted(codes) if _is_so_named(code, asked)]
        codes = {code: codes[code] for code in so_named or codes}
    if len(codes) > 1:
        shown = [(code, _full_name(code, asked)) for code in sorted(codes)[:CHOICES_SHOWN]]
        raise AmbiguousPlace(asked.typed, shown, more=max(0, len(codes) - CHOICES_SHOWN))
    return _named(next(iter(codes)), begun, steps, asked)


def _is_so_named(code: str, asked: _Asked) -> bool:
    """Whether the place of a code, by the names of the day, is what was typed: its name, after some of those above."""
    place = place_as_recorded(code, on=asked.on, known_at=asked.known_at)
    own = next((name for name in place.itself.names() if asked.wanted.endswith(name)), "") if place else ""
    if place is None or not own:
        return asked.wanted.isdecimal()
    rest = asked.wanted.removesuffix(own)
    for above in reversed(place.path[:-1]):
        rest = rest.removesuffix(above.name)
    return not rest


def _named(code: str, begun: Sequence[DivisionRecord], steps: Steps, asked: _Asked) -> Place:
    """The place of a code that names lead to; a name that it bore once, or only later, is told."""
    itself = next((record for record in begun if record.code == code), None)
    if itself is None:
        return _successor([code], descent(begun[0].code, steps, asked.on), asked)
    place = divisions.find_place(code, asked.known_at)
    if place is None:
        raise UnknownPlace(asked.typed)
    whole = _steps_of(place, asked.known_at)
    today = place.as_on(asked.on, whole)
    return today if _is_typed(today.name, today, asked) else _by_another_name(itself, today, whole, asked)


def _is_typed(name: str, place: Place, asked: _Asked) -> bool:
    """Whether what was typed ends in this name of the place, or in its short form; a code names nothing."""
    own = replace(place.itself, name=name)
    return asked.wanted.isdecimal() or any(asked.wanted.endswith(short) for short in own.names())


def _by_another_name(itself: DivisionRecord, place: Place, steps: Steps, asked: _Asked) -> Place:
    names = names_of(place.code, itself.name, steps)
    if len(names) == 1:
        return place
    past = until(steps, asked.on)
    if any(_is_typed(name, place, asked) for name, since in names if since is None or since <= asked.on):
        renaming = [s for s in past if s.after == s.before == place.code and _is_typed(s.old_name, place, asked)]
        return replace(place, notices=(_notice(renaming[-1], place, asked),)) if renaming else place
    later = next((since for name, since in names if since and since > asked.on and _is_typed(name, place, asked)), None)
    if later is None:
        return place
    raise PlaceNotYet(asked.typed, later, [(place.code, place.name)])


def _full_name(code: str, asked: _Asked) -> str:
    place = place_as_recorded(code, on=asked.on, known_at=asked.known_at)
    return place.full_name if place else code
