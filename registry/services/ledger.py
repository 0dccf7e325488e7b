"""Checking changes of divisions before they are recorded, each against the record and those before it in one file."""

import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime

from registry.domain.divisions import Division, Level
from registry.domain.errors import RefusedChange, TooMany
from registry.domain.successions import ChangeKind, Step, Steps, known, meant, name_on
from registry.store import divisions, successions

DIGITS = {Level.PROVINCE: 2, Level.CITY: 4, Level.COUNTY: 6, Level.TOWNSHIP: 9, Level.VILLAGE: 12}
"""How many digits of a code name its division at each level; zeros fill it up."""
CODE_LENGTH = 12
LAST_TOWNSHIP = 599
"""Digits 7–9: 街道 from 001, 镇 from 100, 乡 from 200, farms, mines and zones from 400 to 599; no code lies beyond."""
SHOWN = 12
LONGEST_NAME = 40
_HAN = "〇㐀-䶿一-鿿豈-\ufaff\U00020000-\U0003ffff"
_CHINESE = re.compile(f"[{_HAN}]")
_NAME = re.compile(f"[{_HAN}0-9A-Za-z()（）·]+")
_RANK = {level: rank for rank, level in enumerate(Level)}


@dataclass(frozen=True)
class Draft:
    """A change as it was read: texts are clean and the day is a day; whether it can be is not decided yet."""

    row: int
    kind: ChangeKind
    before: tuple[str, ...]
    after: tuple[str, ...]
    names: tuple[str, ...]
    parents: tuple[str, ...]
    effective_on: date
    basis: str
    list_from: str
    village_class: str
    keep_numbers: bool

    def refused(self, reason: str, field: str, place: str = "", shown: Iterable[str] = ()) -> RefusedChange:
        """The error that says why this change cannot be recorded."""
        return RefusedChange(reason, row=self.row, field=field, place=place, shown=list(shown)[:SHOWN])


@dataclass(frozen=True)
class Unit:
    """A division as the ledger knows it, from the record or from an earlier row of the same file."""

    code: str
    name: str
    level: Level
    parent: str
    village_class: str = ""
    in_force_from: date | None = None


@dataclass(frozen=True)
class Planned:
    """A change that can be recorded: its steps (without a number yet) and the divisions it brings."""

    row: int
    kind: ChangeKind
    effective_on: date
    basis: str
    steps: Steps
    new_units: tuple[Unit, ...]


class Ledger:
    """What will be on record once the changes checked so far are recorded; `explicit` codes have rows of their own."""

    def __init__(self, now: datetime, explicit: Collection[str] = ()) -> None:
        self._now = now
        self._explicit = frozenset(explicit)
        self._units: dict[str, Unit] = {}
        self._planned: list[Planned] = []

    def planned(self, draft: Draft) -> Planned:
        """The change with its steps. Raises RefusedChange."""
        befores = self._befores(draft)
        afters = self._afters(draft, befores)
        self._require_lasting(draft, befores, afters)
        _require_a_list_to_go_on(draft, befores, afters)
        source = self._list_from(draft, afters)
        following: list[Unit | None] = [*afters] or [None]
        pairs = [(before, after) for before in befores for after in following]
        steps = [
            Step(
                change=f"~{len(self._planned):06d}",  # after every number on record, in the order of the file
                position=position,
                kind=draft.kind,
                effective_on=draft.effective_on,
                recorded_at=self._now,
                before=before.code,
                after=after.code if after else "",
                old_name=before.name,
                new_name=after.name if after else "",
                ends=before.code not in {a.code for a in afters},
                begins=after is not None and after.code not in draft.before,
                list_from=after is not None and before.code == source,
                basis=draft.basis,
                before_parent=before.parent,
            )
            for position, (before, after) in enumerate(pairs, start=1)
        ]
        new = tuple(a for a in afters if a.code not in draft.before)
        return Planned(draft.row, draft.kind, draft.effective_on, draft.basis, tuple(steps), new)

    def happen(self, plan: Planned) -> None:
        """Take a change as recorded, for those that come after it."""
        self._planned.append(plan)
        self._units |= {unit.code: unit for unit in plan.new_units}

    def those_below(self, draft: Draft, plan: Planned, *, most: int) -> list[Planned]:
        """The changes of all below a division with a new code, each keeping its last digits, where that was chosen."""
        if not draft.keep_numbers:
            return []
        if draft.kind is not ChangeKind.RECODED:
            raise draft.refused("KEEPS_NO_NUMBERS", "keep_numbers")
        old, new = plan.steps[0].before, plan.new_units[0]
        digits, made, found = DIGITS[new.level], {old: new.code}, []
        below = successions.all_below_in_use(old, draft.effective_on, self._now)
        if len(below) > most:
            raise TooMany("keep_numbers", given=len(below), most=most)
        for record in (r for r in below if r.code not in self._explicit and r.parent in made):
            made[record.code] = new.code[:digits] + record.code[digits:]
            after, parent = made[record.code], made[record.parent or ""]
            own = replace(draft, before=(record.code,), after=(after,), names=(), parents=(parent,), list_from="")
            found.append(self.planned(replace(own, village_class="", keep_numbers=False)))
            self.happen(found[-1])
        return found

    def require_nobody_left(self) -> None:
        """Raises RefusedChange where something would stay below a division that is no more."""
        ended = {s.before: s.effective_on for plan in self._planned for s in plan.steps if s.ends}
        for plan in self._planned:
            for code in dict.fromkeys(s.before for s in plan.steps if s.ends):
                there = successions.children_in_use(code, plan.effective_on, self._now, most=1000)
                units = [(r.code, r.name) for r in there]
                units += [(u.code, u.name) for u in self._units.values() if u.parent == code]
                left = [name for below, name in units if ended.get(below, date.max) > plan.effective_on]
                if left:
                    shown = left[:SHOWN]
                    reason = "BELOW_LEFT" if plan.kind is ChangeKind.RECODED else "BELOW_TO_RECORD"
                    raise RefusedChange(reason, row=plan.row, field="before", place=code, shown=shown)

    def _unit(self, code: str) -> Unit | None:
        if code in self._units:
            return self._units[code]
        for record in divisions.with_codes([code]):
            level, parent = Level(record.level), record.parent or ""
            return Unit(record.code, record.name, level, parent, record.village_class or "", record.in_force_from)
        return None

    def _steps(self, code: str) -> Steps:
        own = [s for plan in self._planned for s in plan.steps]
        return known((*successions.steps_about([code]), *own), self._now)

    def _in_use(self, unit: Unit, on: date, steps: Steps) -> bool:
        begun = unit.in_force_from is None or unit.in_force_from <= on
        return begun and meant(unit.code, steps, on) == (unit.code,)

    def _befores(self, draft: Draft) -> list[Unit]:
        _require_shape(draft)
        found = []
        for code in draft.before:
            unit = self._unit(code)
            if unit is None:
                raise draft.refused("UNKNOWN_CODE", "before", code)
            steps = self._steps(code)
            if not self._in_use(unit, draft.effective_on, steps):
                raise draft.refused("NOT_IN_USE", "before", code)
            found.append(replace(unit, name=name_on(code, unit.name, steps, draft.effective_on)))
        if len({unit.level for unit in found}) > 1:
            raise draft.refused("LEVELS_DIFFER", "before", shown=[unit.name for unit in found])
        return found

    def _afters(self, draft: Draft, befores: list[Unit]) -> list[Unit]:
        codes = draft.after or ((draft.before[0],) if draft.kind is ChangeKind.RENAMED else ())
        names = (*draft.names, *("" for _ in codes))
        parents = (*draft.parents, *("" for _ in codes))
        found = []
        for code, name, parent in zip(codes, names, parents, strict=False):
            staying = next((unit for unit in befores if unit.code == code), None)
            kept = staying or (befores[0] if draft.kind is ChangeKind.RECODED else None)
            called = name or (kept.name if kept else "")
            if not called:
                raise draft.refused("NO_NAME", "names", code)
            if name and not _is_a_name(name):
                raise draft.refused("NAME_UNFIT", "names", code, [name[:LONGEST_NAME]])
            if draft.kind is ChangeKind.RENAMED and called == befores[0].name:
                raise draft.refused("SAME_NAME", "names", code)
            unit = replace(staying, name=called) if staying else self._new(draft, code, called, parent, befores[0])
            found.append(unit)
        return found

    def _new(self, draft: Draft, code: str, name: str, parent: str, like: Unit) -> Unit:
        """A division that comes to be by this change, of the level of what was there before."""
        if self._unit(code) is not None:
            raise draft.refused("CODE_TAKEN", "after", code)
        if not _fits(code, like.level):
            raise draft.refused("CODE_UNFIT", "after", code)
        if parent and parent != _above(code, like.level):
            raise draft.refused("PARENT_UNFIT", "parents", code, [parent, _above(code, like.level)])
        above = self._unit(_above(code, like.level))
        if above is None or _RANK[above.level] >= _RANK[like.level]:
            raise draft.refused("NO_PARENT", "parents", code)
        if not self._in_use(above, draft.effective_on, self._steps(above.code)):
            raise draft.refused("PARENT_NOT_IN_USE", "parents", code, [above.name])
        village_class = draft.village_class if like.level is Level.VILLAGE else ""
        return Unit(code, name, like.level, above.code, village_class, draft.effective_on)

    def _require_lasting(self, draft: Draft, befores: list[Unit], afters: list[Unit]) -> None:
        """What goes out of use goes once, and nothing later is on record about it."""
        staying = {unit.code for unit in afters}
        for unit in (u for u in befores if u.code not in staying):
            later = [
                s
                for s in self._steps(unit.code)
                if (s.before == unit.code and s.ends)
                or (unit.code in (s.before, s.after) and s.effective_on > draft.effective_on)
            ]
            if later:
                raise draft.refused("LATER_CHANGE", "before", unit.code, [s.effective_on.isoformat() for s in later])

    def _list_from(self, draft: Draft, afters: list[Unit]) -> str:
        """Whose list goes on: the one chosen, else the only one there was, else the one that keeps its code."""
        if draft.list_from and draft.list_from not in draft.before:
            raise draft.refused("LIST_FROM_STRANGER", "list_from", draft.list_from)
        if draft.list_from or len(draft.before) == 1:
            return draft.list_from or draft.before[0]
        return next((unit.code for unit in afters if unit.code in draft.before), "")


def _require_a_list_to_go_on(draft: Draft, befores: list[Unit], afters: list[Unit]) -> None:
    """Of a township something must come that has a list: a farm, mine or zone (digits 7–9 from 400 on) has none, so a
    township that got such a code would lose its list without a word. A zone may be cut out of a township, take over
    villages of it, or become a township itself."""
    had_lists = any(not _is_pseudo(unit) for unit in befores)
    if befores[0].level is Level.TOWNSHIP and afters and had_lists and all(map(_is_pseudo, afters)):
        raise draft.refused("PSEUDO_TOWNSHIP", "after", afters[0].code)


def _is_pseudo(unit: Unit) -> bool:
    return Division(unit.code, unit.name, unit.level).is_pseudo_township


def _is_a_name(name: str) -> bool:
    """Whether a division can be called so; what has no Chinese character in it could not be told from a code."""
    return len(name) <= LONGEST_NAME and _NAME.fullmatch(name) is not None and _CHINESE.search(name) is not None


_NUMBERS = {
    ChangeKind.RENAMED: (range(1, 2), range(2)),
    ChangeKind.RECODED: (range(1, 2), range(1, 2)),
    ChangeKind.MERGED: (range(2, 1000), range(1, 2)),
    ChangeKind.SPLIT: (range(1, 2), range(2, 1000)),
    ChangeKind.ABOLISHED: (range(1, 2), range(1)),
}
"""How many there may be before and after a change of each kind."""


def _require_shape(draft: Draft) -> None:
    before, after = _NUMBERS[draft.kind]
    for codes, numbers, field in ((draft.before, before, "before"), (draft.after, after, "after")):
        if len(codes) not in numbers or len(set(codes)) != len(codes):
            raise draft.refused("WRONG_NUMBERS", field)
        for code in codes:
            if len(code) != CODE_LENGTH or not (code.isascii() and code.isdecimal()):
                raise draft.refused("MALFORMED_CODE", field, code)
    if draft.kind is ChangeKind.RENAMED and draft.after not in ((), draft.before):
        raise draft.refused("WRONG_NUMBERS", "after")
    if draft.kind is ChangeKind.RECODED and draft.after == draft.before:
        raise draft.refused("CODE_TAKEN", "after", draft.after[0])
    if len(draft.names) > max(len(draft.after), 1) or len(draft.parents) > len(draft.after):
        raise draft.refused("WRONG_NUMBERS", "names")


def _fits(code: str, level: Level) -> bool:
    """Whether the digits are a code of this level: its own part is not zero, and all after it is."""
    digits, above = DIGITS[level], max((d for d in DIGITS.values() if d < DIGITS[level]), default=0)
    own = int(code[above:digits])
    return own > 0 and code[digits:].strip("0") == "" and not (level is Level.TOWNSHIP and own > LAST_TOWNSHIP)


def _above(code: str, level: Level) -> str:
    """The code that the digits say lies above."""
    digits = max((d for d in DIGITS.values() if d < DIGITS[level]), default=0)
    return code[:digits].ljust(CODE_LENGTH, "0")
