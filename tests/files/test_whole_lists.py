"""A county's lists out and in again: a part that a township's list has no row of comes back empty, not as it was."""

from pathlib import Path

import pytest

from registry.domain.divisions import Level
from registry.domain.duties import Duty, DutyTier, Share
from registry.files.reading import read_lists
from registry.files.several import lists_in
from registry.files.writing import ending, write_lists
from tests.files.lists_out import EDITION, list_out, township
from tests.files.test_round_trips import FORMATS, every_format, written

SUPPORTING = Duty(
    "d-1", DutyTier.SUPPORTING, 1, "平安法治", "校园周边治理", shares=(Share(None, "县公安局", ("治安",)),)
)
BASIC = Duty("d-2", DutyTier.BASIC, 1, "党的建设", "抓好学习")
COUNTS = {DutyTier.BASIC: 0, DutyTier.SUPPORTING: 1, DutyTier.RECLAIMED: 0}


@every_format
def test_an_empty_part_of_a_township_comes_back_empty(form: str, tmp_path: Path) -> None:
    places = [township("620199100000", "青山镇"), township("620199101000", "白水镇")]
    lists = [
        list_out(*rows, place=place) for place, rows in zip(places, [[SUPPORTING], [SUPPORTING, BASIC]], strict=True)
    ]
    file = tmp_path / f"A.{ending(form, Level.COUNTY)}"
    write_lists(lists, form, Level.COUNTY, file)
    first, second = lists_in(file)
    assert first.read.problems == second.read.problems == ()
    assert {part.tier: len(part.items) for part in first.read.parts} == COUNTS
    assert {part.tier: len(part.items) for part in second.read.parts} == {**COUNTS, DutyTier.BASIC: 1}
    told = [(w.code, w.facts.get("part")) for w in first.read.warnings if w.code == "PART_EMPTY"]
    assert told == ([] if form == "json" else [("PART_EMPTY", "基本履职事项"), ("PART_EMPTY", "上级收回事项")])


@pytest.mark.parametrize("form", [form for form in FORMATS if form != "csv"])
def test_an_empty_part_of_one_township_comes_back_empty(form: str) -> None:
    read = read_lists(written(form, list_out(SUPPORTING, edition=EDITION)), f"清单.{form}")
    assert {part.tier: len(part.items) for part in read.parts} == COUNTS
