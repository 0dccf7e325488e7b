"""An approval for so many places: a township and its villages are each a place, whoever asks first or at once."""

import threading
from itertools import permutations

import pytest
from flask import Flask

from registry.domain.actors import Actor
from registry.domain.cases import Status
from registry.services import approvals, cases, requests
from registry.services.access import Demand
from tests.services.test_approvals import (
    JIUQUAN,
    LATER,
    ROUNDS,
    SOON,
    called,
    confirmed,
    desk_of,
    fresh,
    outcome_of,
    status,
    submitted,
    verify_in,
)

VILLAGES = ("620102001001", "620102001002", "620102001003")
THERE = (JIUQUAN, *VILLAGES)
MATTER = "夜间经济摊区备案"


def asked_in_turn(places: tuple[str, ...], by: Actor) -> list[tuple[str, Status]]:
    """Each place is asked for, and verified where it may be, before the next one is."""
    found = []
    for place in places:
        demand = Demand(kind="delegation", place=place, answers={"matter": MATTER})
        number = requests.submit(demand, actor=by, now=SOON).cases[0].number
        if status(number) is Status.AWAITING_VERIFICATION:
            cases.verify(number, actor=desk_of(JIUQUAN), now=SOON)
        found.append((number, status(number)))
    return found


@pytest.mark.parametrize("places", [*permutations(THERE[:3])])
def test_one_place_is_one_admission_whichever_of_a_township_and_its_villages_asks_first(
    app: Flask, clerk_li: Actor, places: tuple[str, ...]
) -> None:
    code = confirmed(document_number="甘办发〔2026〕31号", approval_names=MATTER, most_places="1")
    found = asked_in_turn(places, clerk_li)
    assert [where for _, where in found] == [Status.ADMITTED, Status.REJECTED, Status.REJECTED]
    assert all("places_taken" in str(fresh(number).verdict["grounds"]) for number, _ in found[1:])
    assert approvals.value_of(approvals.approval_called(code), LATER).places_taken == {places[0]}
    cases.end(found[0][0], "工作已经完成", actor=called("sun"), now=SOON)
    assert cases.reconsider(found[1][0], actor=clerk_li, now=SOON).status == Status.AWAITING_VERIFICATION


def test_two_places_are_two_whatever_their_level(app: Flask, clerk_li: Actor) -> None:
    confirmed(document_number="甘办发〔2026〕31号", approval_names=MATTER, most_places="2")
    found = asked_in_turn(THERE, clerk_li)
    assert [where for _, where in found].count(Status.ADMITTED) == 2


def test_a_township_and_its_villages_verified_at_once_share_the_one_place(app: Flask) -> None:
    for round_ in range(1, ROUNDS + 1):
        matter = f"无人机起降点编号{round_}"
        confirmed(document_number=f"甘办发〔2026〕{100 + round_}号", approval_names=matter, most_places="1")
        numbers = submitted(called("li"), matter, THERE, SOON)
        threads = [threading.Thread(target=verify_in, args=(app, number, JIUQUAN)) for number in numbers]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert outcome_of(numbers) == (1, 3)
