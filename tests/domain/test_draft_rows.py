"""Changing the rows of a draft: what is put, moved, merged and split, and how the parts stay numbered."""

from dataclasses import replace

from registry.domain.draft_rows import Rows, mergers_among
from registry.domain.duties import Duty, DutyTier, Share, matching
from registry.domain.editions import Descent, DescentKind


def basic(code: str, number: int, category: str = "党的建设") -> Duty:
    return Duty(code, DutyTier.BASIC, number, category, f"事项{code}")


ROWS = Rows((basic("a", 1), basic("b", 2), basic("c", 3, "民生服务"), basic("d", 4, "民生服务")))


def codes(rows: Rows) -> list[str]:
    return [duty.code for duty in rows.duties]


def numbers(rows: Rows) -> list[int]:
    return [duty.number for duty in rows.duties]


def test_a_new_row_goes_to_the_end_of_its_category_and_all_are_numbered_anew() -> None:
    rows = ROWS.put(basic("e", 1))
    assert (codes(rows), numbers(rows)) == (["a", "b", "e", "c", "d"], [1, 2, 3, 4, 5])


def test_a_row_said_anew_stays_where_it_is_with_its_number() -> None:
    rows = Rows((basic("a", 1), basic("b", 7))).put(replace(basic("b", 1), matter="另一种写法"))
    assert (codes(rows), numbers(rows), rows.duties[1].matter) == (["a", "b"], [1, 7], "另一种写法")


def test_a_row_of_another_category_or_part_moves_there() -> None:
    assert codes(ROWS.put(basic("a", 1, "民生服务"))) == ["b", "c", "d", "a"]
    moved = ROWS.put(replace(basic("a", 1), tier=DutyTier.RECLAIMED))
    assert codes(moved) == ["b", "c", "d", "a"] and numbers(moved) == [1, 2, 3, 1]


def test_a_row_moves_within_its_category_and_not_beyond() -> None:
    assert codes(ROWS.moved("a", 1)) == ["b", "a", "c", "d"]
    assert ROWS.moved("b", 1) == ROWS.moved("a", -1) == ROWS.moved("nowhere", 1) == ROWS


def test_what_is_taken_out_takes_what_was_said_of_it_along() -> None:
    merged = ROWS.merged(["a", "b"], basic("m", 1))
    assert codes(merged.without("m")) == ["c", "d"] and merged.without("m").mergers == ()


def test_a_merger_stands_in_the_place_of_the_first_and_names_all() -> None:
    rows = ROWS.merged(["d", "b"], basic("m", 9))
    assert (codes(rows), numbers(rows)) == (["a", "m", "c"], [1, 2, 3])
    assert rows.mergers == (Descent(DescentKind.MERGED, "m", "b"), Descent(DescentKind.MERGED, "m", "d"))


def test_a_merger_merged_again_is_told_as_one_of_all_that_went_into_it() -> None:
    rows = ROWS.merged(["a", "b"], basic("m", 1)).merged(["m", "c"], basic("n", 1))
    assert {(line.duty, line.before) for line in rows.mergers} == {("n", "a"), ("n", "b"), ("n", "c")}


def test_a_split_stands_in_the_place_of_the_whole_and_names_it() -> None:
    rows = ROWS.split("b", [basic("x", 1), basic("y", 1)])
    assert (codes(rows), numbers(rows)) == (["a", "x", "y", "c", "d"], [1, 2, 3, 4, 5])
    assert {(line.kind, line.duty, line.before) for line in rows.mergers} == {
        (DescentKind.SPLIT, "x", "b"),
        (DescentKind.SPLIT, "y", "b"),
    }


def test_only_mergers_and_splits_are_said_and_the_rest_follows_from_the_codes() -> None:
    lines = [Descent(kind, "x", "y") for kind in DescentKind]
    assert {line.kind for line in mergers_among(lines)} == {DescentKind.MERGED, DescentKind.SPLIT}


def test_words_are_found_in_every_text_of_a_row_whatever_their_width() -> None:
    shared = Duty("s", DutyTier.SUPPORTING, 1, "", "校园安全", (Share(None, "县教育局", ("检查校车",)),), ("巡看",))
    taken = Duty("t", DutyTier.RECLAIMED, 1, "", "某事", taken_over_by="县民政局", way_of_working="直接ＡＢ办理")
    rows = (*ROWS.duties, shared, taken)
    found = {text: [duty.code for duty in matching(rows, text)] for text in ("校车", "巡看", "教育局", "民政", "ab")}
    assert found == {"校车": ["s"], "巡看": ["s"], "教育局": ["s"], "民政": ["t"], "ab": ["t"]}
    assert matching(rows, "", DutyTier.RECLAIMED) == (taken,) and matching(rows, " ") == rows
    assert matching(rows, "校车", DutyTier.BASIC) == () and matching(rows, "没有", meant=["t"]) == (taken,)
