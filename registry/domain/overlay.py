"""A county's master list, and its townships that differ where they must (一镇一策).

Where a township differs is not kept apart: it is what its own edition says otherwise than the master, so it can never
be out of step with either. An amendment of the master reaches each township as a three-way comparison does it.
"""

from collections.abc import Collection, Container, Mapping, Sequence
from dataclasses import dataclass, replace

from registry.domain.carrying import descents_between, lines_of
from registry.domain.comparing import changes_of, fields_of
from registry.domain.duties import Duty, DutyTier
from registry.domain.editions import Descent, DescentKind
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
    `master_wins` (codes). A merger or a split is carried as a whole or not at all. What was numbered in the township
    stays in its order; what is new comes at the end of its category, and every part is numbered anew from 1.
    """
    if own is None:
        rows = _in_place(new, frozenset(duty.code for duty in new))
        return Amended(rows, descents_between((), rows), ())
    at_hand = _Lists(
        {duty.code: duty for duty in old},
        {duty.code: duty for duty in new},
        {duty.code: duty for duty in own},
        frozenset(master_wins),
    )
    regrouped = [_regrouped(group, at_hand) for group in _groups(lineage, at_hand)]
    settled = frozenset[str]().union(*(group for group, _, _ in regrouped))
    kept = [told for _, told_of, _ in regrouped for told in told_of]
    rows_kept: list[Duty] = []
    gone = frozenset[str]().union(*(out for _, _, out in regrouped))
    carried = frozenset[str]().union(*(group for group, told_of, _ in regrouped if not told_of))
    for duty in own:
        if duty.code in settled:
            row = _carried(duty, at_hand) if duty.code in carried else duty
            rows_kept += [] if duty.code in gone else [row]
            continue
        amended, told = _amended(duty, at_hand)
        rows_kept += [amended] if amended else []
        kept += told
    added, doubled = _added(at_hand, rows_kept, settled - carried)
    rows_kept, renamed = _without_doubles([*rows_kept, *added], at_hand)
    result = _in_place(rows_kept, at_hand.own)
    return Amended(result, lines_of(own, result, lineage), (*kept, *doubled, *renamed))


@dataclass(frozen=True, slots=True)
class _Lists:
    """The three lists by code, and the duties in which the master wins."""

    old: Mapping[str, Duty]
    new: Mapping[str, Duty]
    own: Mapping[str, Duty]
    wins: frozenset[str]


def _groups(lineage: Sequence[Descent], lists: _Lists) -> list[frozenset[str]]:
    """The codes that one merger or split binds together, before and after it."""
    groups: list[set[str]] = []
    for line in lineage:
        if line.kind not in (DescentKind.MERGED, DescentKind.SPLIT):
            continue
        if line.before not in lists.old or line.duty not in lists.new:
            continue
        bound = {line.before, line.duty}
        for group in [group for group in groups if group & bound]:
            bound |= group
            groups.remove(group)
        groups.append(bound)
    return [frozenset(group) for group in groups]


def _regrouped(group: frozenset[str], lists: _Lists) -> tuple[frozenset[str], list[Kept], frozenset[str]]:
    """A merger or split in one township: the codes it settles, what is told where it is not carried out (nothing where
    it is), and the township's rows that go.

    It is carried out where the township has every duty that went into it as the old master said it, or the master
    wins.
    """
    befores = sorted(code for code in group if code in lists.old)
    agreed = all(code in lists.own and not _changes(lists.old[code], lists.own[code]) for code in befores)
    if agreed or group & lists.wins:
        return group, [], frozenset(code for code in befores if code not in lists.new)
    afters = "、".join(lists.new[code].matter for code in sorted(group) if code in lists.new)
    told = [
        Kept(code, lists.old[code].matter, "", "kept" if code in lists.own else "dropped", afters) for code in befores
    ]
    return group, told, frozenset()


def _carried(own: Duty, lists: _Lists) -> Duty:
    """A row that a merger or split leaves its code: as the new master says it where the split is carried out."""
    new = lists.new.get(own.code)
    return own if new is None else replace(new, number=own.number)


def _amended(own: Duty, lists: _Lists) -> tuple[Duty | None, list[Kept]]:
    """A township's row after the amendment (None: dropped), and where its own word was kept against it."""
    old, new, wins = lists.old.get(own.code), lists.new.get(own.code), own.code in lists.wins
    if old is None:
        return own, []
    own_word = _changes(old, own)
    if new is None:
        keeps = bool(own_word) and not wins
        return (own, [Kept(own.code, own.matter, "", "kept", "dropped")]) if keeps else (None, [])
    changed = _changes(old, new)
    said, meant = fields_of(own), fields_of(new)
    if wins:
        taken = changed | (_TOGETHER if changed & _TOGETHER else frozenset())
        return replace(own, **{name: getattr(new, name) for name in taken}), []
    disputed = {name for name in changed & own_word if said[name] != meant[name]}
    if disputed & _TOGETHER:
        disputed |= _TOGETHER & changed
    row = replace(own, **{name: getattr(new, name) for name in changed - disputed})
    return row, [Kept(own.code, own.matter, name, said[name], meant[name]) for name in sorted(disputed)]


def _changes(one: Duty, other: Duty) -> set[str]:
    """The fields in which two rows differ, numbers aside."""
    return {change.field for change in changes_of(one, other)} - {"number"}


def _added(lists: _Lists, own: Sequence[Duty], refused: Collection[str]) -> tuple[list[Duty], list[Kept]]:
    """The rows new in the master, but those of mergers and splits not carried out; one that the township has by the
    same words already is kept as the township's."""
    codes, matters = {duty.code for duty in own}, {plain(duty.matter): duty for duty in own}
    added, kept = [], []
    for duty in lists.new.values():
        if duty.code in lists.old or duty.code in codes or duty.code in refused:
            continue
        has = matters.get(plain(duty.matter))
        if has is None:
            added.append(duty)
        else:
            kept.append(Kept(has.code, has.matter, "", "own", "added"))
    return added, kept


def _without_doubles(rows: Sequence[Duty], lists: _Lists) -> tuple[list[Duty], list[Kept]]:
    """Where the master's new words for a duty are those of another row of the township, the duty keeps its old words;
    where the master wins, that other row gives way."""
    by_words: dict[str, list[Duty]] = {}
    for row in rows:
        by_words.setdefault(plain(row.matter), []).append(row)
    left, kept = list(rows), []
    for same in (same for same in by_words.values() if len(same) > 1):
        for row in (row for row in same if row.code in lists.own and row.matter != lists.own[row.code].matter):
            others = [other for other in same if other.code != row.code]
            if row.code in lists.wins:
                left = [one for one in left if one not in others]
            else:
                own_words = replace(row, matter=lists.own[row.code].matter)
                left = [own_words if one is row else one for one in left]
                kept.append(Kept(row.code, own_words.matter, "matter", own_words.matter, row.matter))
    return left, kept


def _in_place(duties: Sequence[Duty], own: Container[str]) -> tuple[Duty, ...]:
    """Rows in the order they stand, each part numbered from 1; one that is not among a township's `own` codes comes
    after the last one of its category, or at the end of its part."""
    rows: list[Duty] = []
    for tier in DutyTier:
        of_tier = [duty for duty in duties if duty.tier is tier]
        placed = [duty for duty in of_tier if duty.code in own]
        for new in (duty for duty in of_tier if duty.code not in own):
            alike = [at for at, duty in enumerate(placed) if duty.category == new.category]
            placed.insert(alike[-1] + 1 if alike else len(placed), new)
        rows += [replace(duty, number=at) for at, duty in enumerate(placed, start=1)]
    return tuple(rows)


def numbered(duties: Sequence[Duty]) -> tuple[Duty, ...]:
    """Part by part, each numbered from 1 in the order it stands; a new row goes to the end of its category's rows."""
    rows: list[Duty] = []
    for tier in DutyTier:
        of_tier = [duty for duty in duties if duty.tier is tier]
        categories = list(dict.fromkeys(duty.category for duty in of_tier))
        of_tier.sort(key=lambda duty: categories.index(duty.category))
        rows += [replace(duty, number=at) for at, duty in enumerate(of_tier, start=1)]
    return tuple(rows)
