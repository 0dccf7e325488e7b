"""People act while units merge: at random in any order, and at the same moment."""

import random
import threading
from collections.abc import Callable, Sequence
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from registry.domain import errors
from registry.domain.actors import Actor
from registry.domain.cases import OPEN, Status
from registry.services import cases, requests
from registry.services.access import Demand
from registry.services.events import verify_events
from registry.services.replaying import replay_verdicts
from registry.store import units
from registry.store.base import db
from registry.store.cases import CaseRecord
from tests.conftest import NOW
from tests.services.test_cases import CLEAR_OF, JIUQUAN, LISTED, UNCLEAR, ZHANGYE, called, fresh, submitted
from tests.services.test_units_that_merge import asked_again, merge

# A walk: people and mergers in any order
# ----------------------------------------------------------------------------------------------------------------------

WALKERS = ("li", "chen", "wang", "ma", "sun", "zheng")


@pytest.mark.parametrize("seed", range(6))
def test_whatever_people_do_before_and_after_mergers_what_must_hold_holds(app: Flask, seed: int) -> None:
    walk = Walk(random.Random(seed))
    for _ in range(40):
        walk.step()
    assert walk.done > 9 and not walk.mergers, walk.told
    assert not verify_events()[1] and not replay_verdicts().different


class Walk:
    """People act at random while units merge; after every step it is asked whether it was lawful."""

    def __init__(self, chance: random.Random) -> None:
        self.chance, self.now, self.done = chance, NOW, 0
        self.people = {name: called(name) for name in WALKERS}
        self.open_together: set[frozenset[str]] = set()
        self.told: list[str] = []
        self.mergers = [("li", "chen"), ("chen", "sun")] if chance.random() < 0.5 else [("li", "sun")]

    def step(self) -> None:
        self.now += timedelta(minutes=self.chance.randint(1, 300))
        act = self.chance.choice(
            [self.ask, self.ask, self.verify, self.dispute, self.settle, self.withdraw, self.end, self.merge]
        )
        before = {case.number: case.status for case in self.cases()}
        try:
            self.told.append(f"{act.__name__} {act()}")
            self.done += 1
        except errors.RegistryError as error:
            db.session.rollback()
            self.told.append(f"{act.__name__} {error.code}")
        self.require_one_open(before)

    def cases(self) -> list[CaseRecord]:
        db.session.rollback()
        return list(db.session.scalars(select(CaseRecord).order_by(CaseRecord.number)))

    def any_case(self) -> str:
        found = self.cases()
        waiting = [case for case in found if case.status not in ("rejected", "withdrawn", "ended")]
        return self.chance.choice(waiting or found).number if found else "R2026-000001-001"

    def ask(self) -> str:
        by = self.people[self.chance.choice(("li", "chen"))]
        matter = self.chance.choice((LISTED, CLEAR_OF, UNCLEAR))
        demand = Demand("delegation", self.chance.choice((JIUQUAN, ZHANGYE)), matter)
        case = requests.submit(demand, actor=by, now=self.now).cases[0]
        assert case.unit == units.code_today(by.unit)
        return case.number

    def verify(self) -> str:
        return self.decided(lambda number, by: cases.verify(number, actor=by, now=self.now))

    def dispute(self) -> str:
        return self.decided(lambda number, by: cases.dispute(number, "与清单不符", actor=by, now=self.now))

    def settle(self) -> str:
        fixed = self.chance.choice(({}, LISTED))
        return self.decided(lambda number, by: cases.settle(number, fixed, "据文件认定", actor=by, now=self.now))

    def end(self) -> str:
        return self.decided(lambda number, by: cases.end(number, "完成", actor=by, now=self.now))

    def decided(self, act: Any) -> str:
        number, by = self.any_case(), self.people[self.chance.choice(WALKERS)]
        act(number, by)
        case = fresh(number)
        assert not units.are_one(by.unit, case.unit), (by, case.number, self.told)
        return f"{number} {by.name} -> {case.status}"

    def withdraw(self) -> str:
        number, by = self.any_case(), self.people[self.chance.choice(("li", "chen"))]
        cases.withdraw(number, "不再需要", actor=by, now=self.now)
        assert units.are_one(by.unit, fresh(number).unit)
        return number

    def merge(self) -> str:
        if not self.mergers:
            return self.ask()
        one, into = (self.people[name] for name in self.mergers.pop(0))
        merge(one, into, now=self.now)
        self.now += timedelta(seconds=1)
        both = [case for case in self.cases() if Status(case.status) in OPEN | {Status.ADMITTED}]
        self.open_together |= {frozenset((a.number, b.number)) for a in both for b in both if a is not b}
        return f"{one.name} into {into.name}"

    def require_one_open(self, before: dict[str, str]) -> None:
        """No two open or admitted cases of one unit, matter and place, but what was there before their units merged."""
        standing = [case for case in self.cases() if Status(case.status) in OPEN | {Status.ADMITTED}]
        for at, one in enumerate(standing):
            for other in standing[:at]:
                same = one.place == other.place and one.answers["matter"] == other.answers["matter"]
                known = frozenset((one.number, other.number)) in self.open_together
                assert known or not (same and units.are_one(one.unit, other.unit)), (
                    one.number,
                    other.number,
                    self.told,
                )


# A race
# ----------------------------------------------------------------------------------------------------------------------


def test_of_both_units_asking_the_same_while_they_merge_no_second_is_opened_after_the_merger(
    app: Flask, clerk_li: Actor
) -> None:
    gate, opened, told = threading.Barrier(3), list[str](), list[Exception]()

    def run(act: Callable[[], Any]) -> None:
        with app.app_context():
            gate.wait()
            try:
                opened.append(act())
            except errors.AlreadyOpen as error:
                told.append(error)

    clerk_chen = called("chen")
    acts = (lambda: submitted(clerk_li, LISTED), lambda: submitted(clerk_chen, LISTED))
    run_together(run, [*acts, lambda: merge(clerk_li, clerk_chen, now=NOW)])
    db.session.rollback()
    numbers, record = [one for one in opened if one], db.session.get(units.UnitRecord, clerk_li.unit)
    assert record is not None and record.succeeded_at is not None and len(numbers) + len(told) == 2 and numbers
    standing = [case for case in map(fresh, numbers) if Status(case.status) in OPEN]  # not what was rejected at once
    assert len(standing) == 1 or all(case.steps[0].recorded_at < record.succeeded_at for case in standing)
    with pytest.raises(errors.AlreadyOpen):
        asked_again(clerk_chen)


def run_together(run: Callable[[Callable[[], Any]], None], acts: Sequence[Callable[[], Any]]) -> None:
    threads = [threading.Thread(target=run, args=(act,)) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
