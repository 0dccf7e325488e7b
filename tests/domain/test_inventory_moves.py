"""The allowed sequence of decisions on one plaque or body, as a table: what may follow what, and what must correct."""

from datetime import UTC, date, datetime

import pytest

from registry.domain.inventories import Decision, decision_in_force, recorded_by_mistake
from registry.domain.inventory_moves import MAY_FOLLOW, Contradiction, ItemState, contradiction, state_on

EARLY, DAY, LATE = date(2026, 1, 10), date(2026, 2, 10), date(2026, 3, 10)
SEEN = datetime(2026, 4, 1, tzinfo=UTC)
C = Contradiction


def made(decision: str, on: date, *, number: str = "D1", item: str = "P1", **more: str) -> Decision:
    return Decision(number, item, decision, on, "清理", SEEN, "wang", **more)


KEPT, DOWN, MERGED = made("KEEP", EARLY), made("TAKE_DOWN", EARLY), made("MERGE", EARLY, into="P2")
MISTAKE = made("MISTAKEN", EARLY)
DOWN_LATE, KEPT_LATE = made("TAKE_DOWN", LATE), made("KEEP", LATE)


@pytest.mark.parametrize(
    ("standing", "decision", "why"),
    [
        ([], "KEEP", None),
        ([], "MERGE", None),
        ([], "TAKE_DOWN", None),
        ([], "CLOSE", None),
        ([], "MISTAKEN", None),
        ([KEPT], "KEEP", None),
        ([KEPT], "MERGE", None),
        ([KEPT], "TAKE_DOWN", None),
        ([KEPT], "MISTAKEN", None),
        ([DOWN], "KEEP", C.ENDED_ALREADY),
        ([DOWN], "MERGE", C.ENDED_ALREADY),
        ([DOWN], "TAKE_DOWN", C.ENDED_ALREADY),
        ([DOWN], "MISTAKEN", None),
        ([MERGED], "KEEP", C.ENDED_ALREADY),
        ([MERGED], "TAKE_DOWN", C.ENDED_ALREADY),
        ([MERGED], "MERGE", C.ENDED_ALREADY),
        ([MISTAKE], "KEEP", C.RECORDED_BY_MISTAKE),
        ([MISTAKE], "TAKE_DOWN", C.RECORDED_BY_MISTAKE),
        ([MISTAKE], "MISTAKEN", C.RECORDED_BY_MISTAKE),
        ([DOWN_LATE], "KEEP", None),
        ([DOWN_LATE], "TAKE_DOWN", C.DECIDED_LATER),
        ([DOWN_LATE], "MERGE", C.DECIDED_LATER),
        ([KEPT_LATE], "CLOSE", C.DECIDED_LATER),
        ([made("KEEP", DAY)], "TAKE_DOWN", C.DECIDED_THAT_DAY),
        ([made("KEEP", DAY)], "KEEP", C.DECIDED_THAT_DAY),
        ([made("TAKE_DOWN", DAY)], "KEEP", C.ENDED_ALREADY),
    ],
)
def test_what_may_follow_what(standing: list[Decision], decision: str, why: Contradiction | None) -> None:
    found = contradiction(decision, DAY, standing)
    assert (found.why if found else None) is why
    assert found is None or found.by in standing


@pytest.mark.parametrize(
    ("merged_on", "decision", "why"),
    [
        (EARLY, "TAKE_DOWN", None),
        (DAY, "TAKE_DOWN", C.MERGED_INTO_IT),
        (LATE, "TAKE_DOWN", C.MERGED_INTO_IT),
        (LATE, "MERGE", C.MERGED_INTO_IT),
        (LATE, "KEEP", None),
        (EARLY, "MISTAKEN", C.MERGED_INTO_IT),
    ],
)
def test_what_others_were_merged_into_did_not_go_before_them(
    merged_on: date, decision: str, why: Contradiction | None
) -> None:
    other = made("MERGE", merged_on, number="D9", item="P3", into="P1")
    found = contradiction(decision, DAY, [], merged_into_it=[other])
    assert (found.why if found else None) is why


def test_every_state_has_its_row_in_the_table_and_each_is_reached() -> None:
    assert set(MAY_FOLLOW) == set(ItemState)
    reached = {state_on(standing, DAY) for standing in ([], [KEPT], [DOWN], [MISTAKE])}
    assert reached == set(ItemState)


def test_what_was_recorded_by_mistake_holds_on_every_day_from_when_it_was_known() -> None:
    assert decision_in_force([KEPT, MISTAKE], date(2020, 1, 1), SEEN) == MISTAKE
    assert recorded_by_mistake([KEPT, MISTAKE], SEEN)
    assert not recorded_by_mistake([KEPT, MISTAKE], datetime(2026, 3, 31, tzinfo=UTC))
    undone = made("KEEP", DAY, number="D2", corrects="D1")
    assert not recorded_by_mistake([MISTAKE, undone], SEEN)
