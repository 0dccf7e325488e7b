"""How divisions change: renamed, given a new code, merged, split, abolished; what an old code means on a day."""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from registry.domain.duties import Edition


class ChangeKind(StrEnum):
    """What happened to divisions on one day."""

    RENAMED = "RENAMED"  # 更名: the code stays
    RECODED = "RECODED"  # 变更代码: most often moved to another county
    MERGED = "MERGED"  # 合并: several become one, which may be one of them
    SPLIT = "SPLIT"  # 拆分: one becomes several, of which one may keep the code
    ABOLISHED = "ABOLISHED"  # 撤销: nothing follows


@dataclass(frozen=True, slots=True)
class Step:
    """One pair of a change: what `before` was is `after` from its day on; an empty `after`: nothing follows.

    `ends` says that the code `before` is no longer used, `begins` that `after` was not used before. `list_from` marks
    the predecessor whose list the successor follows until it publishes its own. `recorded_at` is UTC.
    """

    change: str
    position: int
    kind: ChangeKind
    effective_on: date
    recorded_at: datetime
    before: str
    after: str
    old_name: str
    new_name: str
    ends: bool
    begins: bool
    list_from: bool
    basis: str = ""
    before_parent: str = ""

    @property
    def order(self) -> tuple[date, datetime, str, int]:
        """Steps happen in the order of their days; on one day in the order they were recorded."""
        return self.effective_on, self.recorded_at, self.change, self.position

    def found_whole(self, effective_on: date, recorded_at: datetime) -> bool:
        """Whether what the place before published for a day counts for a part that left it too.

        It is of the time before that day, or was recorded while nobody knew yet that the part had left.
        """
        return effective_on < self.effective_on or recorded_at < self.recorded_at

    def as_data(self) -> dict[str, Any]:
        """The step in its public shape: the same field names at every door. Without a basis it is to be confirmed."""
        return {
            "change": self.change,
            "kind": self.kind.value,
            "effectiveOn": self.effective_on.isoformat(),
            "recordedAt": self.recorded_at.isoformat(),
            "basis": self.basis,
            "toBeConfirmed": not self.basis,
            "before": {"code": self.before, "name": self.old_name},
            "after": {"code": self.after, "name": self.new_name} if self.after else None,
        }


Steps = tuple[Step, ...]
NO_STEPS: Steps = ()


def known(steps: Iterable[Step], known_at: datetime) -> Steps:
    """The steps on record at a time, in the order they happened."""
    return tuple(sorted((s for s in steps if s.recorded_at <= known_at), key=lambda s: s.order))


def until(steps: Iterable[Step], on: date) -> Steps:
    """The steps that had happened by a day, that day included."""
    return tuple(s for s in steps if s.effective_on <= on)


def descent(code: str, steps: Steps, on: date) -> Steps:
    """The steps by which a code, and then its successors, went out of use by a day; none while it is in use."""
    wanted, found, seen = [code], [], {code}
    while wanted:
        current = wanted.pop(0)
        ending = [s for s in until(steps, on) if s.before == current and s.ends]
        found += ending
        after = [s.after for s in ending if s.after and s.after not in seen]
        seen.update(after)
        wanted += after
    return tuple(found)


def meant(code: str, steps: Steps, on: date) -> tuple[str, ...]:
    """The codes in use on a day for what a code once was: itself while it is in use, none where nothing follows."""
    followed = descent(code, steps, on)
    ended = {s.before for s in followed}
    return tuple(sorted({code, *(s.after for s in followed if s.after)} - ended))


def covering(code: str, steps: Steps, on: date, *, since: tuple[date, datetime]) -> tuple[str, ...]:
    """The codes in use on a day for the land that a code stood for then: as `meant`, with those that left it later.

    `since` is that day and the time up to which the record was known: what had happened by then is no later change.
    """
    day, known_at = since
    past, held = until(steps, on), {code}
    for change in dict.fromkeys(s.change for s in past):
        parts = [s for s in past if s.change == change and s.before in held]
        left = [s for s in parts if s.begins and (s.effective_on > day or s.recorded_at > known_at)]
        came = {s.after for s in (*left, *(s for s in parts if s.ends)) if s.after}
        held = (held - {s.before for s in parts if s.ends}) | came
    return tuple(sorted(held))


def stood_for(code: str, steps: Steps, on: date) -> tuple[str, ...]:
    """The codes in use on a day for what a code is or was, before it was given too; none where nothing followed."""
    begun = [s for s in beginning_of(code, steps) if s.effective_on > on]
    if not begun:
        return meant(code, steps, on)
    return tuple(sorted({found for s in begun for found in stood_for(s.before, steps, on)}))


def place_on(code: str, steps: Steps, on: date) -> tuple[str, ...]:
    """The same; of what was abolished, where it lay."""
    found = stood_for(code, steps, on)
    above = next((s.before_parent for s in reversed(steps) if s.before == code and s.ends), "")
    return found or (place_on(above, steps, on) if above else ())


def beginning_of(code: str, steps: Steps) -> Steps:
    """The steps by which a code came into use; none for one that was there from the beginning."""
    return tuple(s for s in steps if s.after == code and s.begins)


def name_on(code: str, first_name: str, steps: Steps, on: date) -> str:
    """What a code was called on a day, by the last step that named it."""
    named = [s.new_name for s in until(steps, on) if s.after == code]
    return named[-1] if named else first_name


def names_of(code: str, first_name: str, steps: Steps) -> tuple[tuple[str, date | None], ...]:
    """Every name a code bore, each with its first day (None: from the beginning), in order."""
    names: list[tuple[str, date | None]] = [] if beginning_of(code, steps) else [(first_name, None)]
    for step in (s for s in steps if s.after == code):
        if not names or names[-1][0] != step.new_name:
            names.append((step.new_name, step.effective_on))
    return tuple(names)


def predecessors(code: str, steps: Steps) -> Steps:
    """The steps that led into a code from another one, in order."""
    return tuple(s for s in steps if s.after == code and s.before != code)


def successors(code: str, steps: Steps) -> Steps:
    """The steps that led out of a code into another one or into nothing, in order."""
    return tuple(s for s in steps if s.before == code and s.after != code)


def former_codes(code: str, steps: Steps) -> frozenset[str]:
    """Every code that a place, or a part of it, had before, however long ago."""
    found: set[str] = set()
    wanted = [code]
    while wanted:
        before = {s.before for s in predecessors(wanted.pop(), steps)} - found - {code}
        found |= before
        wanted += before
    return frozenset(found)


def inventory_codes(code: str, steps: Steps) -> frozenset[str]:
    """The codes under which what hangs at a place may be on record: its own and its former ones.

    What hung at a place of which a part was taken away stayed with the part that kept the code.
    """
    if not steps:
        return frozenset((code,))
    found, wanted = {code}, [code]
    while wanted:
        before = {s.before for s in predecessors(wanted.pop(), steps) if s.ends} - found
        found |= before
        wanted += before
    return frozenset(found)


def same_place(code: str, steps: Steps) -> frozenset[str]:
    """The codes of one and the same place: its own, and those of what became it whole; never what it only is a part of.

    Of what was merged every part went on in it; what came of a split is another place than what was split.
    """
    found, wanted = {code}, [code]
    while wanted:
        current = wanted.pop()
        ended = {s.before for s in predecessors(current, steps) if s.ends} - found
        whole = {before for before in ended if {s.after for s in successors(before, steps)} == {current}}
        found |= whole
        wanted += whole
    return frozenset(found)


def own_or_inherited(code: str, held: Mapping[str, str], steps: Steps) -> str:
    """What is held for a code itself, else for the predecessor it goes on from, however long ago; empty for nothing."""
    seen: set[str] = set()
    while code and code not in held and code not in seen:
        seen.add(code)
        code = next((s.before for s in reversed(steps) if s.after == code and s.before != code and s.list_from), "")
    return held.get(code, "")


def within(codes: Collection[str], path: Sequence[str], steps: Steps, since: date | None = None) -> bool:
    """Whether a place, given by the codes from its province down, lies wholly in one of these codes, or did once.

    A division follows its land to its successor: new code, parts of it, and what came of several where all of them
    are named. It never follows to where only a part of it went along. The county that a township left is not the
    township's former self. A code that went on in use after a part had left stands for that part only where what
    names it is older (`since`) than the day the part left.
    """
    if any(code in codes for code in path):
        return True
    if not steps:
        return False
    formers = frozenset[str]().union(*(former_codes(code, steps) for code in path))
    return any(_covered(code, steps, codes, formers, since) for code in path)


def _covered(code: str, steps: Steps, codes: Collection[str], formers: Collection[str], since: date | None) -> bool:
    """Whether all the land of a code came from the codes given; by the last change into it, then by earlier ones."""
    into = [s for s in steps if s.after == code]
    if not into:
        return False
    last = [s for s in into if s.change == into[-1].change]
    earlier = tuple(s for s in steps if s.order < last[0].order)
    return all(_came_from(step, earlier, codes, formers, since) for step in last)


def _came_from(
    step: Step, earlier: Steps, codes: Collection[str], formers: Collection[str], since: date | None
) -> bool:
    older = step.ends or (since is not None and since < step.effective_on)
    if step.before in codes and older and step.before != step.after:
        return True
    above = step.before_parent
    if above in codes and above in formers:
        return True
    return _covered(step.before, earlier, codes, formers, since) or (
        above in formers and _covered(above, earlier, codes, formers, since)
    )


Own = Callable[[str, date, Step | None], Edition | None]
"""The edition that a code published itself and that was in force on a day, as known at the time asked for; with the
step by which a part left it, of those only that count for the part (`for_the_part`)."""


def for_the_part(published: Iterable[Edition], left: Step | None) -> list[Edition]:
    """What of all that a code published counts for a part that left it by a step: what was published for the whole,
    and what corrects that, however late. All, without a step."""
    every = list(published)
    if left is None:
        return every
    codes = {e.code for e in every if left.found_whole(e.effective_on, e.recorded_at)}
    while mending := {e.code for e in every if e.corrects in codes} - codes:
        codes |= mending
    return [e for e in every if e.code in codes]


def edition_of(code: str, on: date, steps: Steps, own: Own, left: Step | None = None) -> Edition | None:
    """The edition in force for a township on a day: its own since it last changed, else the one it follows.

    `steps` are those that had happened by that day. A successor follows the list of the chosen predecessor: of one
    whose code goes on, as it was published for the whole (`left` is the step by which the part left). Where none was
    chosen there is no list, until it publishes one.
    """
    published = own(code, on, left)
    into = [s for s in steps if s.after == code and s.kind is not ChangeKind.RENAMED]
    if not into:
        return published
    last = [s for s in into if s.change == into[-1].change]
    if published is not None and published.effective_on >= last[0].effective_on:
        return published
    earlier = tuple(s for s in steps if s.order < last[0].order)
    source = next((s for s in last if s.list_from), None)
    if source is None:
        return None
    # What was published after the day of the change, but before it was recorded, was published for what is the
    # successor now, and goes on. Under a code that ended there is nothing else; where it goes on, the rest is its own.
    return edition_of(source.before, on, earlier, own, None if source.ends else source)


def goes_on_from(edition: Edition, code: str, steps: Steps, left: Step | None = None) -> bool:
    """Whether the list of a code goes on from an edition: its own since it last changed, or one that it took over.

    `steps` are those that had happened by the day asked about; see `edition_of`.
    """
    published = edition.township == code and bool(for_the_part([edition], left))
    into = [s for s in steps if s.after == code and s.kind is not ChangeKind.RENAMED]
    if not into:
        return published
    last = [s for s in into if s.change == into[-1].change]
    if published and edition.effective_on >= last[0].effective_on:
        return True
    earlier = tuple(s for s in steps if s.order < last[0].order)
    source = next((s for s in last if s.list_from), None)
    return source is not None and goes_on_from(edition, source.before, earlier, None if source.ends else source)
