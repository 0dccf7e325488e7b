"""Amending a list: the rows of the next edition, and what became of each duty, from the changes adopted."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from itertools import count

from registry.domain.adjustments import AdjustmentScope, Change, DutyChangeKind, Proposal, WantedRow
from registry.domain.duties import Duty, DutyList, DutyTier, Share
from registry.domain.editions import Descent, DescentKind
from registry.domain.errors.adjustments import UnfitChange
from registry.domain.wording import plain

Rows = list[Duty]
NewCode = Callable[[], str]
MANY = 1_000

_COUNTS: Mapping[DutyChangeKind, tuple[range, range]] = {
    DutyChangeKind.ADD: (range(1), range(1, 2)),
    DutyChangeKind.DROP: (range(1, 2), range(1)),
    DutyChangeKind.RENAME: (range(1, 2), range(1, 2)),
    DutyChangeKind.MOVE: (range(1, 2), range(1, 2)),
    DutyChangeKind.MERGE: (range(2, MANY), range(1, 2)),
    DutyChangeKind.SPLIT: (range(1, 2), range(2, MANY)),
    DutyChangeKind.CHANGE_SHARE: (range(1, 2), range(1, 2)),
}
"""How many duties each kind of change starts from, and how many rows it leads to."""

_ORDER = {tier: place for place, tier in enumerate(DutyTier)}


def apply(
    changes: Sequence[Change], duties: tuple[Duty, ...], *, new_code: NewCode, township: str = ""
) -> tuple[tuple[Duty, ...], tuple[Descent, ...]]:
    """The next edition's rows, numbered anew part by part, and the lineage of every duty that changed.

    Changes apply one after the other. A duty renamed, moved or with other shares keeps its code; one added, merged
    or split asks `new_code` for its own, in the order of the changes. `township` is only named in errors.

    Raises UnfitChange: a duty that is not there, a matter that is there twice, a supporting duty without a
    department's share, a reclaimed one without the department that takes over, a change that changes nothing.
    """
    rows, lineage = list(duties), list[Descent]()
    for number, change in enumerate(changes, start=1):
        try:
            _require_counts(change)
            lineage += _CHANGES[change.kind](change, rows, new_code)
        except UnfitChange as error:
            facts = {k: v for k, v in error.facts.items() if k not in ("reason", "field", "change")}
            reason = str(error.facts["reason"])
            raise UnfitChange(reason, field=error.field, change=number, **(facts | {"township": township})) from None
    return _numbered(rows), tuple(lineage)


Amended = tuple[tuple[Duty, ...], tuple[Descent, ...]]


def amended(
    proposal: Proposal,
    lists: Mapping[str, DutyList],
    names: Mapping[str, str],
    *,
    code_of: Callable[[int], str] = "NEW-{}".format,
) -> dict[str, Amended]:
    """What the proposal makes of the list of each township concerned (`lists` and `names` by township code).

    A new duty has one code in all of them: `code_of` its place, from 1, among the new ones. Where the whole county is
    concerned, a township whose list holds none of the duties named keeps it as it is.

    Raises UnfitChange, also for a township without a list.
    """
    wanted = proposal.townships or tuple(
        code for code in names if code in lists and _is_concerned(proposal, lists[code])
    )
    missing = next((code for code in wanted if code not in lists), None)
    if missing:
        raise UnfitChange("NO_LIST", field="townships", township=names.get(missing, missing))
    if not wanted:
        raise UnfitChange("ON_NO_LIST", field="townships")
    return {code: _amended(proposal.changes, lists[code], names[code], code_of) for code in wanted}


def _amended(changes: Sequence[Change], held: DutyList, township: str, code_of: Callable[[int], str]) -> Amended:
    numbers = count(1)
    return apply(changes, held.duties, new_code=lambda: code_of(next(numbers)), township=township)


def _is_concerned(proposal: Proposal, held: DutyList) -> bool:
    named = {code for change in proposal.changes for code in change.duties}
    return proposal.scope is AdjustmentScope.COUNTY and (not named or any(duty.code in named for duty in held.duties))


def _require_counts(change: Change) -> None:
    before, after = _COUNTS[change.kind]
    if len(set(change.duties)) not in before or len(set(change.duties)) != len(change.duties):
        raise UnfitChange("DUTIES_MISCOUNTED", field="changed_duties")
    if len(change.rows) not in after:
        raise UnfitChange("ROWS_MISCOUNTED", field="wanted_matter")


def _add(change: Change, rows: Rows, new_code: NewCode) -> Iterable[Descent]:
    duty = _made(change.rows[0], (), new_code())
    _require_fit(duty, rows)
    _put(duty, rows)
    return [Descent(DescentKind.ADDED, duty.code, "")]


def _drop(change: Change, rows: Rows, _new_code: NewCode) -> Iterable[Descent]:
    rows.remove(gone := _found(change.duties[0], rows))
    return [Descent(DescentKind.DROPPED, "", gone.code)]


def _rename(change: Change, rows: Rows, _new_code: NewCode) -> Iterable[Descent]:
    before = _found(change.duties[0], rows)
    wanted = change.rows[0]
    after = replace(before, matter=wanted.matter, category=wanted.category or before.category)
    return _exchanged(DescentKind.RENAMED, before, after, rows)


def _move(change: Change, rows: Rows, _new_code: NewCode) -> Iterable[Descent]:
    before = _found(change.duties[0], rows)
    if change.rows[0].tier in (None, before.tier):
        raise UnfitChange("NOTHING_CHANGES", field="wanted_tier", matter=before.matter)
    after = _made(change.rows[0], (before,), before.code)
    _require_fit(after, [row for row in rows if row is not before])
    rows.remove(before)
    _put(after, rows)
    return [Descent(DescentKind.MOVED, after.code, before.code)]


def _change_share(change: Change, rows: Rows, _new_code: NewCode) -> Iterable[Descent]:
    before = _found(change.duties[0], rows)
    after = _made(replace(change.rows[0], matter="", tier=None, category=""), (before,), before.code)
    return _exchanged(DescentKind.CHANGED, before, after, rows)


def _merge(change: Change, rows: Rows, new_code: NewCode) -> Iterable[Descent]:
    before = [_found(code, rows) for code in change.duties]
    after = _made(change.rows[0], before, new_code())
    others = [row for row in rows if row not in before]
    _require_fit(after, others)
    _replace(before, [after], rows)
    return [Descent(DescentKind.MERGED, after.code, gone.code) for gone in before]


def _split(change: Change, rows: Rows, new_code: NewCode) -> Iterable[Descent]:
    before = _found(change.duties[0], rows)
    others, made = [row for row in rows if row is not before], list[Duty]()
    for wanted in change.rows:
        made.append(_made(wanted, (before,), new_code()))
        _require_fit(made[-1], others)
        others.append(made[-1])
    _replace([before], made, rows)
    return [Descent(DescentKind.SPLIT, duty.code, before.code) for duty in made]


_CHANGES: Mapping[DutyChangeKind, Callable[[Change, Rows, NewCode], Iterable[Descent]]] = {
    DutyChangeKind.ADD: _add,
    DutyChangeKind.DROP: _drop,
    DutyChangeKind.RENAME: _rename,
    DutyChangeKind.MOVE: _move,
    DutyChangeKind.MERGE: _merge,
    DutyChangeKind.SPLIT: _split,
    DutyChangeKind.CHANGE_SHARE: _change_share,
}


def _found(code: str, rows: Rows) -> Duty:
    for row in rows:
        if row.code == code:
            return row
    raise UnfitChange("NOT_ON_THE_LIST", field="changed_duties", matter=code)


def _exchanged(kind: DescentKind, before: Duty, after: Duty, rows: Rows) -> Iterable[Descent]:
    """The row in its place, under its code."""
    if after == before:
        field = "wanted_matter" if kind is DescentKind.RENAMED else "wanted_shares"
        raise UnfitChange("NOTHING_CHANGES", field=field, matter=before.matter)
    _require_fit(after, [row for row in rows if row is not before])
    rows[rows.index(before)] = after
    return [Descent(kind, after.code, before.code)]


def _made(wanted: WantedRow, before: Sequence[Duty], code: str) -> Duty:
    """The row as it is wanted, with what it leaves open taken from the rows before; parts keep their own columns."""
    first = before[0] if before else Duty(code, DutyTier.BASIC, 0, "", "")
    tier = wanted.tier or first.tier
    supporting, reclaimed = tier is DutyTier.SUPPORTING, tier is DutyTier.RECLAIMED
    shares = wanted.shares or _shares_of(before)
    own = wanted.township_share or tuple(dict.fromkeys(line for row in before for line in row.township_share))
    return Duty(
        code=code,
        tier=tier,
        number=first.number,
        category=wanted.category or first.category,
        matter=wanted.matter or (first.matter if len(before) == 1 else ""),
        shares=shares if supporting else (),
        township_share=own if supporting else (),
        taken_over_by=(wanted.taken_over_by or first.taken_over_by) if reclaimed else "",
        way_of_working=(wanted.way_of_working or first.way_of_working) if reclaimed else "",
    )


def _shares_of(before: Sequence[Duty]) -> tuple[Share, ...]:
    """The departments' shares of the rows before, each department's together."""
    together: dict[tuple[str | None, str], dict[str, None]] = {}
    for share in (share for row in before for share in row.shares):
        together.setdefault((share.unit, share.department), {}).update(dict.fromkeys(share.duties))
    return tuple(Share(unit, name, tuple(lines)) for (unit, name), lines in together.items())


def _require_fit(duty: Duty, others: Iterable[Duty]) -> None:
    if not plain(duty.matter):
        raise UnfitChange("NO_MATTER", field="wanted_matter")
    if any(plain(row.matter) == plain(duty.matter) for row in others):
        raise UnfitChange("MATTER_TWICE", field="wanted_matter", matter=duty.matter)
    if duty.tier is DutyTier.SUPPORTING and not any(share.duties for share in duty.shares):
        raise UnfitChange("NO_SHARE", field="wanted_shares", matter=duty.matter)
    if duty.tier is DutyTier.RECLAIMED and not duty.taken_over_by:
        raise UnfitChange("NOBODY_TAKES_OVER", field="wanted_taken_over_by", matter=duty.matter)


def _put(duty: Duty, rows: Rows) -> None:
    """Put a row behind the last of its category, else of its part, else at the end."""
    same_part = [place for place, row in enumerate(rows) if row.tier is duty.tier]
    beside = [place for place in same_part if rows[place].category == duty.category] or same_part
    rows.insert(beside[-1] + 1 if beside else len(rows), duty)


def _replace(before: Sequence[Duty], after: Sequence[Duty], rows: Rows) -> None:
    """Put rows where the first of those before stood, if they stay in its part; else behind those of their category."""
    place = min(rows.index(row) for row in before)
    for row in before:
        rows.remove(row)
    for duty in after:
        if duty.tier is before[0].tier and duty.category == before[0].category:
            rows.insert(place, duty)
            place += 1
        else:
            _put(duty, rows)


def _numbered(rows: Rows) -> tuple[Duty, ...]:
    """The rows in the order of the parts, each part numbered from 1."""
    found: Rows = []
    for tier in sorted(DutyTier, key=_ORDER.__getitem__):
        of_part = [row for row in rows if row.tier is tier]
        found += [replace(row, number=number) for number, row in enumerate(of_part, start=1)]
    return tuple(found)
