"""The README shows the life of a case as the code has it."""

from registry.domain.cases import FINAL, MOVES, OPEN, RUNS_IN, Status, following
from registry.domain.outcome import Outcome
from tests.house.diagram import README, diagram, in_readme, moves


def test_the_readme_shows_the_moves_of_the_code() -> None:
    shown = in_readme(README.read_text(encoding="utf-8"))
    assert shown == diagram(), "run: python -m tests.house.diagram"


def test_nothing_follows_a_final_status_and_every_other_leads_somewhere() -> None:
    begins = {before for before, _ in MOVES}
    assert begins & FINAL == set()
    assert begins | FINAL == set(Status)


def test_only_a_verdict_that_admits_leads_to_admission() -> None:
    for (status, verb), leads in MOVES.items():
        for outcome in (None, Outcome.REJECT, Outcome.REFER):
            if leads is not Status.ADMITTED:
                assert Status.ADMITTED not in following(status, verb, outcome)
    assert {(before, label) for before, after, label in moves() if after == "admitted"} == {
        ("awaiting_verification", "verify / ADMIT")
    }


def test_every_open_status_runs_against_a_limit() -> None:
    assert set(RUNS_IN) == OPEN
