"""`registry clean-up`: the counts of a place and what is open there."""

import json

from tests.cli.test_commands import Run, run  # noqa: F401 - the fixture


def test_the_counts_and_the_open_ones_are_told(run: Run) -> None:  # noqa: F811
    told = run("clean-up", "--place", "620102000000")
    assert told.exit_code == 0
    assert "尚未处置4项" in told.stdout and "D2025-000003" in told.stdout and "示例" in told.stdout
    assert "D2025-000001" not in told.stdout  # taken back


def test_json_holds_the_same(run: Run) -> None:  # noqa: F811
    told = json.loads(run("clean-up", "--place", "620102001000", "--json").stdout)
    assert (told["open"], told["byStatus"]) == (1, {"OPEN": 0, "ASSESSED": 1, "KEPT": 1, "TAKEN_BACK": 1})
    assert [one["code"] for one in told["openMatters"]] == ["D2025-000003"]
    before = json.loads(run("clean-up", "--place", "620102001000", "--json", "--on", "2025-05-05").stdout)
    assert before["open"] == 3


def test_a_place_that_is_not_there_is_told_in_a_sentence(run: Run) -> None:  # noqa: F811
    told = run("clean-up", "--place", "629999000000")
    assert told.exit_code == 2 and "UNKNOWN_PLACE" in told.stderr
