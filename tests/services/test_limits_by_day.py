"""A county's limits go along when its divisions change; what was known before stays as it was."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from flask import Flask

from registry.domain.actors import Actor
from registry.domain.limits import OUR_LIMITS, LimitStep
from registry.services.limits import days_for, limits_in, own_county, set_limit
from registry.services.people import actor_called
from registry.services.successions import TypedChange, record_division_changes
from tests.conftest import NOW

COUNTY, AFTER, PART = "620102000000", "620191000000", "620192000000"
STEP = LimitStep.INTAKE
TODAY = date(2026, 11, 23)


def minute(minutes: int) -> Any:
    return NOW + timedelta(minutes=minutes)


@pytest.fixture
def sun(app: Flask) -> Actor:
    """Sun of the county's list office."""
    found = actor_called("sun")
    assert found is not None
    return found


def changed(at: int, *changes: TypedChange) -> None:
    zheng = actor_called("zheng")
    assert zheng is not None
    record_division_changes(changes, actor=zheng, now=minute(at))


def limit(county: str, at: int, on: date = TODAY) -> tuple[int, bool]:
    found = next(one for one in limits_in(county, on=on, known_at=minute(at)) if one.step is STEP)
    return found.working_days, found.is_ours


def test_a_county_with_a_new_code_keeps_its_limits_and_sets_the_next_under_the_new_one(app: Flask, sun: Actor) -> None:
    set_limit(STEP.value, "7", actor=sun, now=NOW)
    changed(1, TypedChange("RECODED", [COUNTY], "2026-11-01", [AFTER], keep_numbers=True))
    assert limit(AFTER, 2) == (7, False) and own_county(sun, now=minute(2)).code == AFTER
    assert days_for(STEP, COUNTY, now=minute(2)) == days_for(STEP, AFTER, now=minute(2)) == 7
    set_limit(STEP.value, "9", actor=sun, now=minute(3))
    assert limit(AFTER, 4) == (9, False) and days_for(STEP, COUNTY, now=minute(4)) == 9
    assert limit(COUNTY, 4) == (7, False) and limit(AFTER, 2) == (7, False)
    set_limit(STEP.value, "11", actor=replace(sun, division=AFTER), now=minute(5))
    assert limit(AFTER, 6) == (11, False)


def test_what_is_set_after_a_part_left_does_not_count_for_the_part_and_what_was_set_before_does(
    app: Flask, sun: Actor
) -> None:
    set_limit(STEP.value, "7", actor=sun, now=NOW)
    changed(1, TypedChange("SPLIT", [COUNTY], "2026-11-01", [COUNTY, PART], ["", "新设区"]))
    set_limit(STEP.value, "9", actor=sun, now=minute(2))
    assert (limit(COUNTY, 3), limit(PART, 3)) == ((9, False), (7, False))
    assert limit("620103000000", 3) == (OUR_LIMITS[STEP], True)
