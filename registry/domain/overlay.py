"""A county's master list, and its townships that differ where they must (一镇一策).

Where a township differs is not kept apart: it is what its own edition says otherwise than the master, so it can never
be out of step with either. An amendment of the master reaches each township as a three-way comparison does it.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace

from registry.domain.carrying import descents_between, with_mergers
from registry.domain.comparing import changes_of, fields_of
from registry.domain.duties import Duty, DutyTier
from registry.domain.editions import Descent
from registry.domain.wording import plain

_TOGETHER = frozenset({"tier", "shares", "township_share", "taken_over_by", "way_of_working"})
"""Fields that only make sense together: a duty moved to another part takes its shares along."""


@dataclass(frozen=True, slots=True)
class Kept:
    """A place where the township differs from the old master on the very thing the amendment changes.

    `field` is empty where the whole row is meant (dropped by one side, changed by the other).
    """

    code: str
    matter: str
    field: str
    township: object
    master: object


@dataclass(frozen=True, slots=True)
class Amended:
    """A township's next list: its rows, what descends from what, and where its own word was kept."""

    duties: tuple[Duty, ...]
    descents: tuple[Descent, ...]
    kept: tuple[Kept, ...]

    @property
    def changes_nothing(self) -> bool:
        """Whether the township's list is what it was, so that no new edition is called for."""
        return not self.descents


def amend(
    old: Sequence[Duty],
    new: Sequence[Duty],
    own: Sequence[Duty] | None,
    *,
    lineage: Sequence[Descent] = (),
    master_wins: Collection[str] = (),
) -> Amended:
    """Carry what changed from the old master to the new one into a township's own list (`own`; None where it has none
    yet: then it takes the whole master). `lineage` are the mergers and splits of the new master.

    Where the township says otherwise than the old master its own word is kept and told, but for the duties in
    `master_wins` (codes). What was numbered in the township stays in its order; what is new comes at the end of its
    category, and every part is numbered anew from 1.
    """
    if own is None:
        rows = numbered(new)
        return Amended(rows, descents_between((), rows), ())
    before = {duty.code: duty for duty in old}
    after = {duty.code: duty for duty in new}
    rows_kept: list[Duty] = []
    kept: list[Kept] = []
    for duty in own:
        row, told = _amended(duty, before.get(duty.code), after.get(duty.code), wins=duty.code in master_wins)
        rows_kept += [row] if row else []
        kept += told
    added, doubled = _added(before, new, rows_kept)
    result = numbered((*rows_kept, *added))
    descents = with_mergers(descents_between(own, result), lineage, result)
    return Amended(result, descents, (*kept, *doubled))


def _amended(own: Duty, old: Duty | None, new: Duty | None, *, wins: bool) -> tuple[Duty | None, list[Kept]]:
    """A township's row after the amendment (None: dropped), and where its own word was kept against it."""
    if old is None:
        return own, []
    own_word = _changes(old, own)
    if new is None:
        keeps = bool(own_word) and not wins
        return (own, [Kept(own.code, own.matter, "", "kept", "dropped")]) if keeps else (None, [])
    changed = _changes(old, new)
    said, meant = fields_of(own), fields_of(new)
    disputed = {name for name in changed & own_word if said[name] != meant[name]}
    if disputed & _TOGETHER:
        disputed |= _TOGETHER & changed
    if wins:
        return replace(own, **{name: getattr(new, name) for name in changed}), []
    row = replace(own, **{name: getattr(new, name) for name in changed - disputed})
    return row, [Kept(own.code, own.matter, name, said[name], meant[name]) for name in sorted(disputed)]


def _changes(one: Duty, other: Duty) -> set[str]:
    """The fields in which two rows differ, numbers aside."""
    return {change.field for change in changes_of(one, other)} - {"number"}


def _added(before: Mapping[str, Duty], new: Sequence[Duty], own: Sequence[Duty]) -> tuple[list[Duty], list[Kept]]:
    """The rows new in the master; one that the township has by the same words already is kept as the township's."""
    codes, matters = {duty.code for duty in own}, {plain(duty.matter): duty for duty in own}
    added, kept = [], []
    for duty in (duty for duty in new if duty.code not in before and duty.code not in codes):
        has = matters.get(plain(duty.matter))
        if has is None:
            added.append(duty)
        else:
            kept.append(Kept(has.code, has.matter, "", "own", "added"))
    return added, kept


def numbered(duties: Sequence[Duty]) -> tuple[Duty, ...]:
    """Part by part, each numbered from 1 in the order it stands; a new row goes to the end of its category's rows."""
    rows: list[Duty] = []
    for tier in DutyTier:
        of_tier = [duty for duty in duties if duty.tier is tier]
        categories = list(dict.fromkeys(duty.category for duty in of_tier))
        of_tier.sort(key=lambda duty: categories.index(duty.category))
        rows += [replace(duty, number=at) for at, duty in enumerate(of_tier, start=1)]
    return tuple(rows)
