"""`registry search` and `registry reindex`."""

import json

from tests.cli.test_commands import Run, run

__all__ = ["run"]


def test_two_characters_find_a_matter_and_say_where_it_stands(run: Run) -> None:
    told = run("search", "防汛", "--place", "620102001", "--kind", "matter")
    assert told.exit_code == 0
    assert "防汛抗旱" in told.stdout and "[配合履职]" in told.stdout and "县水利局" in told.stdout
    assert "示例数据" in told.stdout


def test_json_carries_the_public_field_names(run: Run) -> None:
    (hit,) = json.loads(run("search", "防汛抗旱", "--kind", "matter", "--json").stdout)
    assert {"kind", "text", "match", "score", "places", "more", "standings"} == set(hit)
    assert hit["standings"][0]["placeName"]


def test_nothing_found_and_nothing_searchable_have_statuses_of_their_own(run: Run) -> None:
    nothing = run("search", "量子计算机", "--lang", "en")
    assert (nothing.exit_code, "Try other words" in nothing.stdout) == (1, True)
    refused = run("search", "%")
    assert (refused.exit_code, "UNREADABLE_TEXT" in refused.stderr) == (2, True)


def test_the_index_can_be_made_anew(run: Run) -> None:
    assert "wordings indexed" in run("reindex").stdout
    assert run("search", "低保").exit_code == 0
