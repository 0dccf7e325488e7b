"""The command line: one question asked there, its exit status, and its JSON."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from registry.cli import main
from registry.domain.kind import questions_of
from registry.domain.kinds import KINDS
from registry.store.duties import forget_editions

Run = Callable[..., Result]


@pytest.fixture
def run(database_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Runs a `registry` command against a seeded database."""
    forget_editions()
    monkeypatch.setenv("REGISTRY_DATABASE_URL", database_url)
    monkeypatch.setenv("REGISTRY_FOLDER", str(tmp_path))
    return lambda *words: CliRunner().invoke(main, [str(word) for word in words])


EXAMPLE = ("check", "delegation", "--place", "620102001000", "--matter", "特种设备安全监督检查",
           "--department", "县市场监督管理局", "--form", "territorial")  # fmt: skip


def test_the_example_of_the_readme_is_rejected_in_words_an_official_reads(run: Run) -> None:
    told = run(*EXAMPLE, "--on", "2025-03-01")
    assert told.exit_code == 1
    assert "RECLAIMED" in told.stdout and "第十六条" in told.stdout and "县市场监督管理局" in told.stdout


def test_the_answer_comes_in_english_too(run: Run) -> None:
    told = run(*EXAMPLE, "--lang", "en")
    assert told.exit_code == 1
    assert "article 16" in told.stdout


def test_json_carries_the_public_field_names(run: Run) -> None:
    told = json.loads(run(*EXAMPLE, "--json", "--on", "2025-03-01").stdout)
    assert told["outcome"] == "REJECT"
    assert told["on"] == "2025-03-01"
    ground = told["grounds"][0]
    assert (ground["code"], ground["clause"], ground["facts"]["taken_over_by"]) == (
        "RECLAIMED",
        "P16",
        "县市场监督管理局",
    )
    assert {"code", "facts", "text"} <= set(told["cure"][0])
    assert {"tier", "number", "matter", "confidence"} <= set(told["matched"])
    assert told["candidates"] == []


def delegation(**given: str) -> tuple[str, ...]:
    whole = {"place": "620102001000", "department": "县应急管理局", **given}
    return ("check", "delegation", *(part for name, value in whole.items() for part in (f"--{name}", value)))


BANK = ("--place", "620102001001", "--certificate", "家庭财产证明", "--demander", "bank")
STATUSES = {
    "a supporting matter within the share": (delegation(matter="预防未成年人溺水", department="县教育局"), 0),
    "a plaque within the quota": (
        ("check", "plaque", "--place", "620102001003", "--wording", "新时代文明实践站", "--department", "县委宣传部"),
        0,
    ),
    "a reclaimed matter": (EXAMPLE, 1),
    "a bank's certificate": (("check", "certificate_demand", *BANK), 1),
    "a kind spelled with a dash": (("check", "certificate-demand", *BANK), 1),
    "a village body": (
        ("check", "village_body", "--place", "620102001001", "--body", "科普工作站", "--department", "县科协"),
        1,
    ),
    "a gap of the list": (delegation(matter="组织开展应急演练"), 3),
    "no matter": (delegation(matter=""), 2),
    "a malformed code": (delegation(matter="防汛抗旱", place="1"), 2),
    "an unknown kind": (("check", "parade", "--place", "620102001000"), 2),
    "an unknown option": (("check", "delegation", "--no-such-option"), 2),
}


@pytest.mark.parametrize(("words", "status"), STATUSES.values(), ids=STATUSES.keys())
def test_the_exit_status_says_what_came_out(run: Run, words: tuple[str, ...], status: int) -> None:
    assert run(*words).exit_code == status


def test_bad_input_is_one_sentence_with_a_public_code(run: Run) -> None:
    told = run("check", "delegation", "--place", "999999999999", "--matter", "防汛抗旱", "--department", "县应急管理局")
    assert told.exit_code == 2
    assert told.stderr.startswith("UNKNOWN_PLACE: ")
    assert len(told.stderr.strip().splitlines()) == 1
    as_json = json.loads(
        run("check", "delegation", "--place", "城关镇", "--matter", "防汛", "--department", "县", "--json").stdout
    )
    assert as_json["error"]["code"] == "AMBIGUOUS_PLACE"
    assert as_json["error"]["facts"]["choices"][0]["code"] == "620121100000"


def test_help_shows_every_kind_and_every_kinds_options(run: Run) -> None:
    overview = run("check", "--help").stdout
    for kind in KINDS.values():
        assert kind.code in overview
        shown = run("check", kind.code, "--help").stdout
        for asked in questions_of(kind.details):
            assert f"--{asked.name.replace('_', '-')}" in shown
            for option in asked.options or ():
                assert option.value.lower() in " ".join(shown.split())


def test_the_chain_of_events_is_checked(run: Run) -> None:
    told = run("events", "verify")
    assert told.exit_code == 0
    assert "0 streams broken" in told.stdout


def test_a_token_is_shown_once_and_for_at_most_a_year(run: Run) -> None:
    assert run("tokens", "issue", "li", "--label", "permits system").stdout.startswith("tr_")
    assert run("tokens", "issue", "li", "--label", "permits system", "--days", "400").exit_code == 1
    assert run("tokens", "issue", "nobody", "--label", "x").exit_code == 1


def test_migrating_and_seeding_again_change_nothing(run: Run) -> None:
    assert run("migrate").exit_code == 0
    assert "loaded before" in run("seed").stdout


@pytest.mark.parametrize("address", ["sqlite:////nowhere/at/all.sqlite3", "mysql://nobody/nothing", "no address"])
def test_a_database_that_is_not_there_is_one_sentence(run: Run, monkeypatch: pytest.MonkeyPatch, address: str) -> None:
    monkeypatch.setenv("REGISTRY_DATABASE_URL", address)
    told = run(*EXAMPLE)
    assert told.exit_code == 2
    assert told.stderr.startswith("DATABASE_UNREACHABLE: ")
    migrating = run("migrate")
    assert migrating.exit_code == 1
    assert "DATABASE_UNREACHABLE: " in migrating.stderr
