"""A place in a village's quota is given away once, whatever is decided, corrected or ended, in any order."""

import os
import random
from collections.abc import Callable
from datetime import datetime, timedelta
from itertools import count

import pytest
from flask import Flask
from sqlalchemy import select

from registry.domain import errors
from registry.domain.cases import Status
from registry.domain.inventories import InventorySort
from registry.services import cases, requests
from registry.services.access import Demand
from registry.services.admissions import live
from registry.services.events import verify_events
from registry.services.hanging import record_hanging
from registry.services.inventories import decide_on, record_plaque
from registry.services.inventory_views import inventory_of
from registry.services.successions import record_village_class
from registry.store.admissions import admission_of, items_of
from registry.store.base import db
from registry.store.cases import CaseRecord
from registry.store.inventories import DecisionRecord
from registry.store.plaques import PlaqueRecord
from tests.conftest import NOW
from tests.services.test_cases import called

LONG = bool(os.environ.get("REGISTRY_TEST_LONG"))
WALKS, STEPS = (40, 200) if LONG else (2, 90)
PLAQUES = InventorySort.PLAQUES
ROOM = "620102001003"
"""A community with a quota of 6 and one place free."""
ON_THE_LIST = (
    "综治中心",
    "党群服务中心",
    "新时代文明实践站",
    "便民服务站",
    "退役军人服务站",
    "人民调解委员会",
    "民兵连",
)

Clock = Callable[[], datetime]


@pytest.fixture
def clock(app: Flask) -> Clock:
    """A time later than the one before, each time."""
    minutes = count(1)
    return lambda: NOW + timedelta(minutes=next(minutes))


def admitted(wording: str, clock: Clock, by: str = "li") -> CaseRecord:
    demand = Demand(kind="plaque", place=ROOM, answers={"wording": wording})
    asked = requests.submit(demand, actor=called(by), now=clock())
    return cases.verify(asked.cases[0].number, actor=called("wang"), now=clock())


def number_of(case: CaseRecord) -> str:
    record = admission_of(case.number)
    assert record is not None and record.number is not None
    return record.number


def decide(item: str, decision: str, clock: Clock, *, on: str = "2026-11-23", **more: str) -> DecisionRecord:
    answers = {"item": item, "decision": decision, "on": on, "reason": "清理整合", **more}
    return decide_on(PLAQUES, ROOM, answers, actor=called("wang"), now=clock())


def counted(on: str = "2026-11-23") -> int:
    return inventory_of(ROOM, on=on, known_at="", now=NOW + timedelta(days=9)).as_data()["counted"]


def one_hanging() -> str:
    """A plaque of the seed that hangs there and takes a place."""
    told = inventory_of(ROOM, on="2026-11-23", known_at="", now=NOW).as_data()["plaques"]
    return next(one["code"] for one in told if one["counted"])


@pytest.mark.parametrize("decision", ["TAKE_DOWN", "MERGE", "MISTAKEN"])
def test_what_a_running_admission_holds_is_freed_by_no_decision(clock: Clock, decision: str) -> None:
    other, case = one_hanging(), admitted("综治中心", clock)
    item = items_of(case.number)[0].item
    with pytest.raises(errors.HeldByAdmission) as refused:
        decide(item, decision, clock, into=other if decision == "MERGE" else "")
    db.session.rollback()
    assert refused.value.facts["admission"] == number_of(case) and counted() == 6
    record_hanging(ROOM, {"item": item, "hung_on": "2026-11-23"}, actor=called("wang"), now=clock())
    with pytest.raises(errors.HeldByAdmission):
        decide(item, decision, clock, into=other if decision == "MERGE" else "")
    db.session.rollback()
    cases.end(case.number, "工作完成", actor=called("sun"), now=clock())
    decide(item, decision, clock, into=other if decision == "MERGE" else "")
    assert counted() == 5 and live(number_of(case), now=clock()).validity == "FINISHED"


def test_a_correction_takes_back_no_place_that_was_given_away_since(clock: Clock) -> None:
    old = one_hanging()
    admitted("综治中心", clock)
    down = decide(old, "TAKE_DOWN", clock)
    second = admitted("党群服务中心", clock, "chen")
    assert counted() == 6
    with pytest.raises(errors.PlaceGivenAway) as refused:
        decide(old, "KEEP", clock, corrects=down.number)
    db.session.rollback()
    facts = refused.value.facts
    assert (facts["admission"], facts["quota"], facts["counted"]) == (number_of(second), 6, 7)
    cases.end(second.number, "工作完成", actor=called("sun"), now=clock())
    decide(old, "KEEP", clock, corrects=down.number)
    assert counted() == 6


def test_nor_where_it_moves_the_day_behind_the_one_on_which_the_place_was_given(clock: Clock) -> None:
    old = one_hanging()
    admitted("综治中心", clock)
    down = decide(old, "TAKE_DOWN", clock, on="2026-11-23")
    second, later = admitted("党群服务中心", clock, "chen"), lambda: clock() + timedelta(days=3)
    with pytest.raises(errors.PlaceGivenAway) as refused:
        decide(old, "TAKE_DOWN", later, on="2026-11-25", corrects=down.number)
    db.session.rollback()
    assert (refused.value.facts["admission"], refused.value.facts["on"]) == (number_of(second), "2026-11-23")
    decide(old, "TAKE_DOWN", later, on="2026-11-20", corrects=down.number)
    assert (counted("2026-11-19"), counted("2026-11-20"), counted()) == (5, 4, 6)


def test_what_hangs_although_its_admission_is_over_keeps_its_place_and_the_place_is_told(clock: Clock) -> None:
    old = one_hanging()
    admitted("综治中心", clock)
    down = decide(old, "TAKE_DOWN", clock)
    second = admitted("党群服务中心", clock, "chen")
    hung = {"item": items_of(second.number)[0].item, "hung_on": "2026-11-23"}
    record_hanging(ROOM, hung, actor=called("wang"), now=clock())
    cases.end(second.number, "工作完成", actor=called("sun"), now=clock())
    with pytest.raises(errors.PlaceGivenAway):
        decide(old, "KEEP", clock, corrects=down.number)
    db.session.rollback()
    decide(hung["item"], "TAKE_DOWN", clock)
    decide(old, "KEEP", clock, corrects=down.number)
    assert counted() == 6


def test_what_was_recorded_as_hanging_hinders_no_correction_and_is_counted(clock: Clock) -> None:
    old = one_hanging()
    admitted("综治中心", clock)
    down = decide(old, "TAKE_DOWN", clock)
    record_plaque(ROOM, {"wording": "科普宣传室", "hung_on": "2026-11-01"}, actor=called("wang"), now=clock())
    decide(old, "KEEP", clock, corrects=down.number)
    assert counted() == 7


def test_a_class_for_days_past_leaves_room_for_what_was_admitted_under_the_one_before(clock: Clock) -> None:
    case = admitted("综治中心", clock)
    zheng = called("zheng")
    with pytest.raises(errors.PlaceGivenAway) as refused:
        record_village_class(ROOM, "VILLAGE", in_force_from="2026-11-01", actor=zheng, now=clock())
    db.session.rollback()
    assert refused.value.facts["admission"] == number_of(case)
    later = NOW + timedelta(days=9)
    assert record_village_class(ROOM, "VILLAGE", in_force_from="2026-12-01", actor=zheng, now=clock()) == ROOM
    with pytest.raises(errors.PlaceGivenAway):
        record_village_class(ROOM, "VILLAGE", in_force_from="2026-11-23", actor=zheng, now=later)
    db.session.rollback()
    cases.end(case.number, "工作完成", actor=called("sun"), now=later)
    assert record_village_class(ROOM, "VILLAGE", in_force_from="2026-11-23", actor=zheng, now=later) == ROOM


class Walk:
    """Somebody does whatever comes to mind, in any order; what is refused is refused, and changes nothing."""

    def __init__(self, seed: int, clock: Clock) -> None:
        self.chance, self.clock = random.Random(seed), clock
        self.units = ["li", "chen"]
        self.done: dict[str, int] = {}

    def step(self) -> str:
        act = self.chance.choice([*[self.ask] * 5, self.end, self.decide, *[self.correct] * 4, self.hang])
        try:
            act()
        except errors.RegistryError as error:
            db.session.rollback()
            return f"{act.__name__} {error.code}"
        self.done[act.__name__] = self.done.get(act.__name__, 0) + 1
        return act.__name__

    def ask(self) -> None:
        demand = Demand(kind="plaque", place=ROOM, answers={"wording": self.chance.choice(ON_THE_LIST)})
        asked = requests.submit(demand, actor=called(self.chance.choice(self.units)), now=self.clock())
        if asked.cases[0].status == Status.AWAITING_VERIFICATION.value:
            cases.verify(asked.cases[0].number, actor=called("wang"), now=self.clock())

    def end(self) -> None:
        running = db.session.scalars(select(CaseRecord.number).where(CaseRecord.status == Status.ADMITTED.value)).all()
        if here := [number for number in sorted(running) if items_of(number)]:
            cases.end(self.chance.choice(here), "工作完成", actor=called("sun"), now=self.clock())

    def decide(self) -> None:
        kind = self.chance.choice([*["TAKE_DOWN"] * 6, "MISTAKEN", "MERGE", "KEEP"])
        decide(self.item(), kind, self.clock, on=self.day(), into=self.item() if kind == "MERGE" else "")

    def correct(self) -> None:
        found = select(DecisionRecord).where(DecisionRecord.village == ROOM).order_by(DecisionRecord.number)
        made = db.session.scalars(found).all()
        corrected = {one.corrects for one in made}
        wrong = self.chance.choice([one for one in made if one.number not in corrected] or [None])
        if wrong is not None:
            kind = self.chance.choice([*["KEEP"] * 8, "TAKE_DOWN", "MISTAKEN"])
            decide(
                wrong.item, kind, self.clock, on=self.day(), corrects=wrong.number, document_number="示例〔2026〕9号"
            )

    def hang(self) -> None:
        day = "2026-11-23"
        held = select(PlaqueRecord.code).where(PlaqueRecord.village == ROOM, PlaqueRecord.hung_on.is_(None))
        item = self.chance.choice(db.session.scalars(held.order_by(PlaqueRecord.code)).all() or ["none"])
        record_hanging(ROOM, {"item": item, "hung_on": day}, actor=called("wang"), now=self.clock())

    def item(self) -> str:
        codes = select(PlaqueRecord.code).where(PlaqueRecord.village == ROOM).order_by(PlaqueRecord.code)
        return self.chance.choice(db.session.scalars(codes).all())

    def day(self) -> str:
        return self.chance.choice(["2026-11-20", *["2026-11-23"] * 5])


@pytest.mark.parametrize("seed", range(WALKS))
def test_in_whatever_order_nothing_passes_the_quota(clock: Clock, seed: int) -> None:
    walk = Walk(seed, clock)
    taken = []
    for _ in range(STEPS):
        taken.append(walk.step())
        assert counted() <= 6, taken
    assert {"ask", "end", "decide", "correct", "hang"} <= set(walk.done), "every act came about at least once"
    assert verify_events()[1] == []
