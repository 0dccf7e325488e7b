"""As of any two dates: the list in force is the one that a naive replay of everything recorded comes to."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any

from flask import Flask
from hypothesis import HealthCheck, event, given, settings
from hypothesis import strategies as st

from registry.domain.duties import Duty, DutyTier, Edition
from registry.store.base import begin_writing, db
from registry.store.divisions import DivisionRecord
from registry.store.duties import forget_editions, list_in_force
from registry.store.editions import add_editions

FIRST_DAY, FIRST_TIME = date(2025, 1, 1), datetime(2024, 12, 1, tzinfo=UTC)
DAYS, TIMES = 8, 8
"""Few days and times, so that many editions fall on the same ones."""
PLACES = ("629999001000", "629999002000")


@dataclass(frozen=True)
class Recorded:
    """One edition as it was recorded: for which place, from which day, at which moment, and which it corrects."""

    place: int
    day: int
    moment: int
    corrects: int | None


@st.composite
def histories(draw: st.DrawFn) -> tuple[list[Recorded], list[int]]:
    """Editions in the order they were recorded, and the order in which their rows reach the database."""
    moments = sorted(draw(st.lists(st.integers(0, TIMES), min_size=1, max_size=9)))
    made: list[Recorded] = []
    for moment in moments:
        place, day = draw(st.integers(0, len(PLACES) - 1)), draw(st.integers(0, DAYS))
        own = [at for at, one in enumerate(made) if one.place == place]
        corrects = draw(st.sampled_from([None, *own]))
        made.append(Recorded(place, day, moment, corrects))
    return made, draw(st.permutations(range(len(made))))


def replayed(history: Sequence[Recorded], place: int, day: int, moment: int) -> int | None:
    """What stands after everything recorded by the moment was played in order: each puts its list from its day on in
    the place of what was there, and takes out what it corrects. Which one was recorded last counts, day by day."""
    calendar: list[list[int]] = [[] for _ in range(DAYS + 2)]  # of each day, the editions that begin on it
    gone: set[int] = set()
    for number, one in enumerate(history):
        if one.moment <= moment and one.place == place:
            calendar[one.day].append(number)
            if one.corrects is not None:
                gone.add(one.corrects)
    found = None
    for today in range(day + 1):
        standing = [number for number in calendar[today] if number not in gone]
        if standing:
            found = standing[-1]
    return found


def laid_down(history: Sequence[Recorded], order: Sequence[int]) -> None:
    """The history on file, each edition with one duty that names it."""
    papers: list[Any] = []
    for number, one in enumerate(history):
        edition = Edition(
            code=f"ED-TRY-{number:02d}",
            township=PLACES[one.place],
            document_number=f"示例〔2025〕{number + 1}号",
            effective_on=FIRST_DAY + timedelta(days=one.day),
            recorded_at=FIRST_TIME + timedelta(microseconds=one.moment),
            sample=True,
            corrects="" if one.corrects is None else f"ED-TRY-{one.corrects:02d}",
        )
        origin = {"master": None, "draft": None, "reason": "", "published_by": "li", "sha256": f"{number:064d}"}
        papers.append((edition, origin, [Duty(f"T{number}", DutyTier.BASIC, 1, "", f"事项{number}")], []))
    add_editions([papers[at] for at in order])


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(histories())
def test_the_list_in_force_is_what_a_replay_of_all_that_was_recorded_comes_to(
    app: Flask, history: tuple[list[Recorded], list[int]]
) -> None:
    recorded, order = history
    event(f"corrections: {sum(one.corrects is not None for one in recorded)}")
    forget_editions()
    begin_writing()
    for code in PLACES:
        db.session.add(DivisionRecord(code=code, name=code, level="TOWNSHIP", parent="620102000000"))
    laid_down(recorded, order)
    for place, code in enumerate(PLACES):
        for day in range(-1, DAYS + 2):
            for moment in range(-1, TIMES + 2, 2):
                on, known_at = FIRST_DAY + timedelta(days=day), FIRST_TIME + timedelta(microseconds=moment)
                found = list_in_force(code, on, known_at)
                expected = replayed(recorded, place, min(day, DAYS), moment)
                asked = (recorded, order, code, on, known_at)
                assert (found.duties[0].matter if found else None) == (
                    None if expected is None else f"事项{expected}"
                ), asked
    db.session.rollback()
    forget_editions()


def test_a_mistake_stays_readable_as_it_was_known_before_it_was_corrected(app: Flask) -> None:
    wrong, right = Recorded(0, 0, 0, None), Recorded(0, 0, 5, 0)
    begin_writing()
    db.session.add(DivisionRecord(code=PLACES[0], name="青山镇", level="TOWNSHIP", parent="620102000000"))
    laid_down([wrong, right], [0, 1])
    known = [list_in_force(PLACES[0], FIRST_DAY, FIRST_TIME + timedelta(microseconds=at)) for at in (4, 5)]
    assert [found.duties[0].matter for found in known if found] == ["事项0", "事项1"]
    db.session.rollback()
    forget_editions()
