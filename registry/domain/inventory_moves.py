"""Which decision may follow which on one plaque or body; what undoes an earlier one must say that it corrects it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from registry.domain.inventories import MISTAKEN, Decision


class ItemState(StrEnum):
    """Where a plaque or body stands on a day."""

    UNDECIDED = "UNDECIDED"
    KEPT = "KEPT"
    ENDED = "ENDED"  # merged, taken down or closed
    MISTAKEN = "MISTAKEN"


class Contradiction(StrEnum):
    """Why a decision cannot stand beside those that were made before. Public codes."""

    ENDED_ALREADY = "ENDED_ALREADY"
    DECIDED_LATER = "DECIDED_LATER"
    DECIDED_THAT_DAY = "DECIDED_THAT_DAY"
    MERGED_INTO_IT = "MERGED_INTO_IT"
    RECORDED_BY_MISTAKE = "RECORDED_BY_MISTAKE"
    CORRECTED_ALREADY = "CORRECTED_ALREADY"


_S = ItemState
_ANY = frozenset({"KEEP", "MERGE", "TAKE_DOWN", "CLOSE", MISTAKEN})
MAY_FOLLOW: Mapping[ItemState, frozenset[str]] = {
    _S.UNDECIDED: _ANY,
    _S.KEPT: _ANY,
    _S.ENDED: frozenset({MISTAKEN}),
    _S.MISTAKEN: frozenset(),
}
"""What may be decided of something that stands so on the day, without correcting anything. What is gone does not come
back by a further decision: the one that ended it was wrong, and is corrected; or it was hung anew, and is recorded."""

ENDINGS = frozenset({"MERGE", "TAKE_DOWN", "CLOSE"})


@dataclass(frozen=True, slots=True)
class Contradicted:
    """The decision on record that one contradicts, and how."""

    why: Contradiction
    by: Decision


def state_on(standing: Iterable[Decision], on: date) -> ItemState:
    """Where something stands on a day by the decisions that are not corrected."""
    decisions = sorted(standing, key=lambda one: (one.on, one.recorded_at, one.number))
    if any(one.decision == MISTAKEN for one in decisions):
        return ItemState.MISTAKEN
    held = [one for one in decisions if one.on <= on]
    if not held:
        return ItemState.UNDECIDED
    return ItemState.ENDED if held[-1].ends else ItemState.KEPT


def contradiction(
    decision: str, on: date, standing: Iterable[Decision], *, merged_into_it: Iterable[Decision] = ()
) -> Contradicted | None:
    """What a new decision contradicts; None where it may stand.

    `standing` are the decisions on the same item that nothing corrects, without the one that the new decision corrects;
    `merged_into_it` those by which others were merged into it. Who undoes one must say that it corrects it.
    """
    decisions = sorted(standing, key=lambda one: (one.on, one.recorded_at, one.number))
    others = sorted(merged_into_it, key=lambda one: (one.on, one.number))
    state = state_on(decisions, on)
    if state is ItemState.MISTAKEN:
        return Contradicted(Contradiction.RECORDED_BY_MISTAKE, next(o for o in decisions if o.decision == MISTAKEN))
    if decision not in MAY_FOLLOW[state]:
        return Contradicted(Contradiction.ENDED_ALREADY, [one for one in decisions if one.on <= on][-1])
    if decision == MISTAKEN:
        return Contradicted(Contradiction.MERGED_INTO_IT, others[0]) if others else None
    same_day = next((one for one in decisions if one.on == on), None)
    if same_day is not None:
        return Contradicted(Contradiction.DECIDED_THAT_DAY, same_day)
    if decision not in ENDINGS:
        return None
    later = next((one for one in decisions if one.on > on), None)
    if later is not None:
        return Contradicted(Contradiction.DECIDED_LATER, later)
    merged = next((one for one in others if one.on >= on), None)
    return Contradicted(Contradiction.MERGED_INTO_IT, merged) if merged else None
