"""Turns: times that follow one another, and nobody acts by a clock that is far from the others."""

from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask

from registry.domain.errors import ClocksDiffer
from registry.store.base import begin_writing, db
from registry.store.turns import MOST_APART, require_agreeing_clocks, take_turn
from tests.conftest import NOW

NAME = "a turn of these tests"
A_LITTLE = timedelta(seconds=1)


def taken(now: datetime) -> datetime:
    begin_writing()
    at = take_turn(NAME, now)
    db.session.commit()
    return at


def test_every_turn_is_later_than_the_one_before_though_a_clock_is_a_little_behind(app: Flask) -> None:
    times = [taken(now) for now in (NOW, NOW, NOW - MOST_APART + A_LITTLE, NOW + A_LITTLE)]
    assert times == sorted(set(times)) and times[-1] == NOW + A_LITTLE


def test_after_an_act_of_next_year_nobody_acts_today_and_nothing_is_kept(app: Flask) -> None:
    future = taken(NOW + timedelta(days=365))
    with pytest.raises(ClocksDiffer) as refused:
        taken(NOW)
    db.session.rollback()
    assert refused.value.facts == {"own": "2026-11-23 12:00", "other": "2027-11-23 12:00", "whose": "LAST_ACT"}
    assert taken(NOW + timedelta(days=365)) == future + timedelta(microseconds=1)  # the turn is as it was


def test_just_five_minutes_are_let_pass(app: Flask) -> None:
    taken(NOW)
    assert taken(NOW - MOST_APART) == NOW + timedelta(microseconds=1)
    with pytest.raises(ClocksDiffer):
        taken(NOW - MOST_APART)  # by now the last turn is a little later


@pytest.mark.parametrize("apart", [timedelta(days=365), -timedelta(days=365), MOST_APART + timedelta(minutes=1)])
def test_a_clock_far_from_the_database_servers_is_refused_before_it_dates_anything(
    app: Flask, apart: timedelta
) -> None:
    own = datetime.now(UTC)
    require_agreeing_clocks(own)
    if db.session.get_bind().dialect.name == "postgresql":
        with pytest.raises(ClocksDiffer) as refused:
            require_agreeing_clocks(own + apart)
        assert refused.value.facts["whose"] == "DATABASE"
    else:
        require_agreeing_clocks(own + apart)  # there is no second clock
