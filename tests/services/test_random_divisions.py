"""Villages, townships and their county change at random: inventories, certificates and searches against a plain model.

The model only moves sets of plaques from code to code. What was answered before, for an earlier day as it was known
then, is asked again at the end and must be the same to the letter.
"""

from collections.abc import Callable
from datetime import date, timedelta
from random import Random
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from registry.domain.actors import Actor
from registry.domain.errors import RegistryError
from registry.services.certificates import effective_at, record_retained_list
from registry.services.events import verify_events
from registry.services.inventory_views import inventory_of
from registry.services.people import actor_called
from registry.services.search import search_as_typed
from registry.services.successions import TypedChange, record_division_changes
from registry.store.base import db
from registry.store.divisions import DivisionRecord
from registry.store.plaques import PlaqueRecord
from tests.conftest import NOW

JIUQUANLU, ZHANGYELU = "620102001000", "620102002000"
CHENGGUAN, QILIHE = "620102000000", "620103000000"
GUARDIAN = "指定监护人文书"
MATTER = "特种设备安全监督检查"
FIRST = date(2026, 2, 1)
STEPS = 9


def person(name: str) -> Actor:
    found = actor_called(name)
    assert found is not None
    return found


class Walk:
    """A county's villages as they change, day after day; `held` are the plaques of each village by its code of today,
    `above` the township of each."""

    def __init__(self, seed: int) -> None:
        self.random, self.number = Random(seed), 0
        found = db.session.scalars(
            select(DivisionRecord).where(DivisionRecord.parent.in_((JIUQUANLU, ZHANGYELU)))
        ).all()
        self.above = {record.code: record.parent or "" for record in found}
        self.held: dict[str, set[str]] = {code: set() for code in self.above}
        for plaque in db.session.scalars(select(PlaqueRecord).where(PlaqueRecord.village.in_(self.held))):
            self.held[plaque.village].add(plaque.code)
        self.townships = [JIUQUANLU, ZHANGYELU]
        self.retains = {JIUQUANLU: True, ZHANGYELU: True}
        self.asked: list[tuple[str, date, Any, Any]] = []

    def day(self) -> date:
        return FIRST + timedelta(days=10 * self.number)

    def at(self) -> Any:
        return NOW - timedelta(days=60) + timedelta(hours=self.number)

    def step(self) -> None:
        self.number += 1
        change = self.random.choice([self._recode, self._merge, self._split, self._split_off, self._move, self._merge])
        changes = change()
        record_division_changes(changes, actor=person("zheng"), now=self.at())
        db.session.remove()

    def _fresh(self, township: str) -> str:
        return next(code for n in range(500, 1000) if (code := f"{township[:9]}{n}") not in self.ever())

    def ever(self) -> set[str]:
        return set(db.session.scalars(select(DivisionRecord.code).where(DivisionRecord.code.startswith("62010"))))

    def _typed(self, kind: str, before: list[str], after: list[str], names: list[str] | None = None) -> TypedChange:
        return TypedChange(kind, before, self.day().isoformat(), after, names or [])

    def _recode(self) -> list[TypedChange]:
        old = self.random.choice(sorted(self.held))
        new = self._fresh(self.above[old])
        self.held[new], self.above[new] = self.held.pop(old), self.above.pop(old)
        return [self._typed("RECODED", [old], [new])]

    def _merge(self) -> list[TypedChange]:
        township = self.random.choice(self.townships)
        there = sorted(code for code in self.held if self.above[code] == township)
        one, other = self.random.sample(there, 2)
        into = self.random.choice([one, self._fresh(township)])
        both = self.held.pop(one) | self.held.pop(other)
        for code in (one, other):
            del self.above[code]
        self.held[into], self.above[into] = both, township
        return [self._typed("MERGED", [one, other], [into], [f"并{self.number}村"])]

    def _split(self) -> list[TypedChange]:
        old = self.random.choice(sorted(self.held))
        township = self.above.pop(old)
        first = self._fresh(township)
        second = f"{first[:9]}{int(first[9:]) + 1}"
        plaques = self.held.pop(old)
        for code in (first, second):
            self.held[code], self.above[code] = set(plaques), township
        return [self._typed("SPLIT", [old], [first, second], [f"东{self.number}村", f"西{self.number}村"])]

    def _split_off(self) -> list[TypedChange]:
        old = self.random.choice(sorted(self.held))
        part = self._fresh(self.above[old])
        self.held[part], self.above[part] = set(), self.above[old]
        return [self._typed("SPLIT", [old], [old, part], ["", f"新{self.number}村"])]

    def _move(self) -> list[TypedChange]:
        """A township with all below it gets a code in its county or in the next one."""
        old = self.random.choice(self.townships)
        county = self.random.choice([CHENGGUAN, QILIHE])
        new = f"{county[:6]}{80 + self.number:03d}000"
        self.townships = [new if code == old else code for code in self.townships]
        self.retains[new] = county == CHENGGUAN
        for code in [code for code in self.held if self.above[code] == old]:
            moved = new[:9] + code[9:]
            self.held[moved], self.above[moved] = self.held.pop(code), new
            del self.above[code]
        whole = TypedChange("RECODED", [old], self.day().isoformat(), [new], keep_numbers=True)
        return [whole]

    # What is asked
    # ------------------------------------------------------------------------------------------------------------------

    def ask(self) -> None:
        """Every village today against the model; some answers are kept to be asked again."""
        on, at = self.day(), self.at() + timedelta(minutes=1)
        for code, plaques in self.held.items():
            there = answer(code, on, at)
            assert {one["code"] for one in there["inventory"]["plaques"]} == plaques, code
            counted = sum(1 for one in there["inventory"]["plaques"] if one["counted"])
            assert there["inventory"]["counted"] == counted, code
            assert (there["certificates"] == [GUARDIAN]) == self.retains[self.above[code]], code
        for township in self.townships:
            assert MATTER in [hit.text for hit in found(township, on, at)], township
        for code in self.random.sample(sorted(self.held), 3):
            self.asked.append((code, on, at, answer(code, on, at)))

    def ask_again(self) -> None:
        for code, on, at, before in self.asked:
            assert answer(code, on, at) == before, (code, on)


def found(place: str, on: date, at: Any) -> Any:
    return search_as_typed(MATTER, place=place, on=on.isoformat(), known_at=at.isoformat(), now=NOW)


def told(asked: Callable[[], Any]) -> Any:
    """The answer, or the refusal that stands in its place."""
    try:
        return asked()
    except RegistryError as error:
        return error.code, error.facts


def answer(code: str, on: date, at: Any) -> dict[str, Any]:
    """What the registry says of a village on a day as known at a time."""
    dates: dict[str, Any] = {"on": on.isoformat(), "known_at": at.isoformat(), "now": NOW}
    return {
        "inventory": told(lambda: inventory_of(code, **dates).as_data()),
        "certificates": told(lambda: [one.name for one in effective_at(code, **dates).catalogue.retained]),
    }


@pytest.mark.parametrize("seed", [0, *(pytest.param(seed, marks=pytest.mark.long) for seed in range(1, 20))])
def test_a_random_walk_of_changes_loses_no_plaque_and_alters_no_earlier_answer(app: Flask, seed: int) -> None:
    paper = {"document_number": "示例证〔2026〕9号", "effective_on": "2026-01-01"}
    record_retained_list(CHENGGUAN, [GUARDIAN], actor=person("sun"), now=NOW - timedelta(days=70), **paper)
    walk = Walk(seed)
    assert sum(map(len, walk.held.values())) > 0
    walk.ask()
    for _ in range(STEPS):
        walk.step()
        walk.ask()
    walk.ask_again()
    assert verify_events()[1] == []
