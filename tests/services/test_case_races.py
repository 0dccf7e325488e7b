"""Races that cannot be won: the last place in a quota, and one open case of a matter; threads and processes at once."""

import os
import threading
from collections.abc import Callable, Sequence
from functools import partial
from itertools import pairwise
from pathlib import Path

from flask import Flask
from sqlalchemy import select

from registry.domain.actors import Actor, Role
from registry.domain.cases import OPEN, Status
from registry.domain.divisions import Level
from registry.domain.errors import RegistryError
from registry.services import cases, requests
from registry.services.access import Demand
from registry.services.events import verify_events
from registry.services.people import actor_called
from registry.store.base import db
from registry.store.cases import CaseRecord
from registry.store.divisions import DivisionRecord, find_place
from registry.store.plaques import PlaqueRecord, catalogue_in_force, standing_of
from registry.store.units import units_of
from tests.conftest import NOW
from tests.processes import at_once, with_app

LONG = bool(os.environ.get("REGISTRY_TEST_LONG"))
BATCHES, VILLAGES = (20, 50) if LONG else (1, 2)
PROCESSES, THREADS, UNITS = 4, 4, 4
COUNTY, TOWNSHIP = "620102000000", "620102001000"
WORDING = "综治中心"
TODAY = NOW.date()


def villages(how_many: int) -> list[str]:
    """Villages of one county with a place left in their quota, as many as a batch races for."""
    found = select(DivisionRecord.code).where(
        DivisionRecord.level == Level.VILLAGE.value, DivisionRecord.code.startswith(COUNTY[:6])
    )
    codes = db.session.scalars(found.order_by(DivisionRecord.code)).all()
    return [code for code in codes if places_left(code) > 0][:how_many]


def places_left(village: str) -> int:
    """How many plaques it may still hang."""
    place = find_place(village)
    assert place is not None
    catalogue, held = catalogue_in_force(place, TODAY, NOW), standing_of(place, TODAY, NOW)
    assert catalogue is not None and held is not None
    quota = catalogue.quota(held.village_class)
    return quota - held.counted_plaques if quota is not None else 0


def leave_one_place(village: str) -> None:
    """Fill a village's quota but for one place."""
    for number in range(places_left(village) - 1):
        plaque = PlaqueRecord(code=f"FILL-{village}-{number}", village=village, wording=f"旧牌{number}")
        plaque.statutory, plaque.counts_from, plaque.hung_on, plaque.recorded_at = False, TODAY, TODAY, NOW
        db.session.add(plaque)


def departments() -> list[Actor]:
    """Clerks of several departments of the county."""
    codes = [unit.code for unit in units_of(COUNTY)][:UNITS]
    return [Actor(f"racer{n}", Role.DEPARTMENT_CLERK, code, COUNTY) for n, code in enumerate(codes)]


def race(app: Flask, places: Sequence[str], asking: Actor) -> None:
    """One racer: ask for the plaque in each village, then have every case there verified; losing is no error."""
    with app.app_context():
        for village in places:
            attempt(partial(requests.submit, _plaque(village), actor=asking, now=NOW))
            of_village = select(CaseRecord.number).where(CaseRecord.place == village)
            numbers = db.session.scalars(of_village.where(CaseRecord.status == "awaiting_verification")).all()
            db.session.rollback()
            desk = Actor("wang", Role.TOWNSHIP_DESK, f"{village[:9]}", f"{village[:9]}000")
            for number in numbers:
                attempt(partial(cases.verify, number, actor=desk, now=NOW))


def _plaque(village: str) -> Demand:
    return Demand(kind="plaque", place=village, answers={"wording": WORDING})


def attempt(act: Callable[[], object]) -> None:
    try:
        act()
    except RegistryError:
        db.session.rollback()


def run_threads(app: Flask, places: Sequence[str]) -> None:
    """As many racers as there are departments, at once."""
    with app.app_context():
        asking = departments()
        db.session.remove()
    threads = [threading.Thread(target=race, args=(app, places, asking[n % UNITS])) for n in range(THREADS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def test_the_last_place_is_admitted_once_and_a_unit_has_one_open_case(
    app: Flask, database_url: str, tmp_path: Path, record_property: Callable[[str, object], None]
) -> None:
    chosen = villages(VILLAGES)
    for batch in range(1, BATCHES + 1):
        for village in chosen:
            leave_one_place(village)
        db.session.commit()
        at_once([with_app(run_threads, database_url, tmp_path, chosen)] * PROCESSES)
        for village in chosen:
            require_one_winner(village, batch)
        give_back(chosen)
    assert verify_events()[1] == []
    engine = database_url.partition(":")[0].partition("+")[0]
    rounds = BATCHES * len(chosen)
    racers = f"{PROCESSES} processes × {THREADS} threads"
    record_property("figure", f"{racers} racing for the last plaque on {engine}: 0 breaches in {rounds} rounds")


def require_one_winner(village: str, batch: int) -> None:
    db.session.rollback()
    there = db.session.scalars(select(CaseRecord).where(CaseRecord.place == village)).all()
    assert [case.status for case in there].count(Status.ADMITTED.value) == 1
    ever = [case for case in there if Status.ADMITTED.value in [step.status for step in case.steps]]
    assert len(ever) == batch and not [case for case in there if Status(case.status) in OPEN]
    losers = [case for case in there if case.status == Status.REJECTED.value]
    assert {case.leading_ground for case in losers} <= {"PLAQUE_QUOTA"} and losers
    for unit in {case.unit for case in there}:
        spans = sorted(open_span(case) for case in there if case.unit == unit and was_ever_open(case))
        assert all(ends <= begins for (_, ends), (begins, _) in pairwise(spans)), unit


def was_ever_open(case: CaseRecord) -> bool:
    """What is rejected as it is submitted never was, and may be asked beside an open one: it holds no place."""
    return Status(case.steps[0].status) in OPEN


def open_span(case: CaseRecord) -> tuple[object, object]:
    """From when to when a case was open."""
    stopped = [step.recorded_at for step in case.steps if Status(step.status) not in OPEN]
    return case.steps[0].recorded_at, stopped[0]


def give_back(places: Sequence[str]) -> None:
    """End what was admitted, so that the next batch finds the place free again, and forget what was asked."""
    sun = actor_called("sun")
    assert sun is not None
    held = select(CaseRecord.number).where(CaseRecord.status == Status.ADMITTED.value, CaseRecord.place.in_(places))
    for number in db.session.scalars(held).all():
        cases.end(number, "让出名额", actor=sun, now=NOW)
