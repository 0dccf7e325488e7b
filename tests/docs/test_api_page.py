"""docs/api.md: every example runs and prints what is shown; what follows from the code is as the code has it."""

import json
import sys
from pathlib import Path

import pytest

from tests.docs.conftest import README_ADDRESS, Shell
from tests.docs.page import Example, differences, examples
from tests.house.api_page import OF_THE_DOCUMENT, PAGE, codes_at_the_door, written_anew

CLIENTS = "A typed client, one command each"
"""The section whose commands run in test_clients.py, beside the files that they need."""
HERE = Path(__file__).parent


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)  # what is answered is the same on both
def test_every_example_prints_what_the_page_shows(shell: Shell, served: str) -> None:
    ran, unlike = 0, {}
    for example in examples(PAGE):
        if example.section == CLIENTS:
            continue
        text = example.text.replace(README_ADDRESS, served)
        if example.file:
            (shell.room / example.file).write_text(text, encoding="utf-8")
            continue
        printed = shell.program(text) if example.language == "python" else shell.run(text)
        unlike[example.line] = differences(example, printed)
        ran += 1
    assert {line: found for line, found in unlike.items() if found} == {}
    assert ran > 12


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_a_machine_without_curl_is_answered_the_same(shell: Shell, served: str) -> None:
    by_curl = [one for one in examples(PAGE) if one.language == "sh" and "curl -s $REGISTRY" in one.text]
    checked = [one for one in by_curl if one.shown_in == "json" and "$TOKEN" not in one.text]
    assert len(checked) >= 3
    for example in checked:
        text = example.text.replace("curl", f"{sys.executable} {HERE / 'curl.py'}", 1)
        assert differences(example, shell.run(text)) == [], f"docs/api.md, line {example.line}"


def test_what_follows_from_the_code_is_as_the_code_has_it() -> None:
    text = PAGE.read_text(encoding="utf-8")
    assert text == written_anew(text), "run: python -m tests.house.api_page"


def test_every_code_that_the_door_writes_out_has_its_meaning_on_the_page() -> None:
    assert codes_at_the_door() == set(OF_THE_DOCUMENT)


SHOWN = {"a": ["…", {"b": "R…-001"}], "c": 1}


@pytest.mark.parametrize(
    ("printed", "fits"),
    [
        ({"a": [5, {"b": "R2026-001"}], "c": 1}, True),
        ({"a": [None, {"b": "R-001"}], "c": 1}, True),
        ({"a": [5, {"b": "X2026-001"}], "c": 1}, False),
        ({"a": [5, {"b": "R2026-001", "more": 1}], "c": 1}, False),
        ({"a": [5], "c": 1}, False),
        ({"a": [5, {"b": "R2026-001"}], "c": 2}, False),
        ({"a": [5, {"b": "R2026-001"}], "c": True}, False),
    ],
)
def test_what_is_shown_is_compared_to_the_letter_but_for_what_varies(printed: object, fits: bool) -> None:
    example = Example("", 1, "sh", "", json.dumps(SHOWN, ensure_ascii=False), "json")
    assert (differences(example, json.dumps(printed)) == []) is fits


@pytest.mark.parametrize(
    ("shown", "printed", "fits"),
    [
        ("one …\ntwo", "one 1\ntwo\n", True),
        ("one …\ntwo", "one 1\nthree\ntwo\n", False),
        ("one\n…", "one\n2\n3\n", True),
        ("one", "one two", False),
        ("1.5", "1x5", False),
    ],
)
def test_so_are_lines(shown: str, printed: str, fits: bool) -> None:
    assert (differences(Example("", 1, "sh", "", shown, "text"), printed) == []) is fits


def test_a_fence_that_nobody_runs_is_found(tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    for text in (
        "```json\n{}\n```\n",
        "```sh\ntrue\n```\n```text\n1\n```\n```text\n2\n```\n",
        "```graphql\n{ a }\n```\n",
    ):
        page.write_text(text, encoding="utf-8")
        with pytest.raises(ValueError, match=r"page\.md, line"):
            examples(page)
