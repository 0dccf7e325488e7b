"""Other places where units that merged are named, told or counted: search, names on lists, consultations, webhooks, the
quota of a village."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from itertools import count

import pytest
from flask import Flask

from registry.domain import errors
from registry.domain.actors import Actor
from registry.domain.cases import Status
from registry.services import adjustments, cases, consultations, proposing, requests, webhooks
from registry.services.access import Demand
from registry.services.admissions import live
from registry.services.delivering import deliver_due
from registry.services.divisions import place_today
from registry.services.proposals import TypedChange
from registry.services.search import search_as_typed
from registry.services.units import unrecorded_in
from registry.store.base import db
from registry.store.cases import CaseRecord
from tests.conftest import NOW
from tests.receiver import Receiver, receiver
from tests.services.test_adjustments import proposed as typed_proposal
from tests.services.test_cases import CLEAR_OF, JIUQUAN, LISTED, called, submitted
from tests.services.test_quota_kept import ROOM, Clock, admitted, counted, decide, number_of, one_hanging
from tests.services.test_units_that_merge import AFTER, asked_again, merge

LATER = AFTER + timedelta(minutes=1)
EMERGENCYS, MARKETS = "牵头应急指挥和扑救力量调度", "监管气瓶和燃气器具质量"
"""A line of a share of each of the two, on the list of the township."""


@pytest.fixture
def clerk_chen(app: Flask) -> Actor:
    """Chen of the county's market bureau, which takes the emergency bureau over."""
    return called("chen")


# Named
# ----------------------------------------------------------------------------------------------------------------------


def shares_of(name: str, **asked: str) -> set[str]:
    db.session.rollback()
    found = {hit.text for hit in search_as_typed(name, place=JIUQUAN, kinds=["share"], now=LATER, **asked)}
    return found & {EMERGENCYS, MARKETS}


def test_searching_by_the_successors_name_finds_the_shares_of_both_and_of_a_day_before_its_own(
    clerk_li: Actor, clerk_chen: Actor
) -> None:
    assert shares_of("县市场监督管理局") == {MARKETS} and shares_of("县应急管理局") == {EMERGENCYS}
    merge(clerk_li, clerk_chen)
    for name in ("县市场监督管理局", "县应急管理局"):
        assert shares_of(name) == {EMERGENCYS, MARKETS}
    assert shares_of("县市场监督管理局", on="2026-11-20") == {MARKETS}
    assert shares_of("县应急管理局", on="2026-11-20") == {EMERGENCYS}


def test_what_lists_call_a_unit_that_merged_is_on_record_still(clerk_li: Actor, clerk_chen: Actor) -> None:
    county = place_today("620102000000", now=NOW)
    before = unrecorded_in(county, on=date(2026, 11, 23), known_at=NOW)
    assert "县应急管理局" not in before
    merge(clerk_li, clerk_chen)
    assert unrecorded_in(county, on=date(2026, 11, 23), known_at=LATER) == before


def test_what_became_one_with_who_proposes_is_not_suggested_to_be_consulted(clerk_li: Actor, clerk_chen: Actor) -> None:
    shares = ["县市场监督管理局：查处违法行为", "县公安局：联合检查"]
    added = TypedChange("ADD", matters=["新增联合检查"], tier="SUPPORTING", category="平安法治", shares=shares)
    number = proposing.propose(typed_proposal(changes=[added]), actor=clerk_li, now=NOW).number

    def suggested() -> list[str]:
        record = adjustments.adjustment_called(number, actor=clerk_li)
        return [code for code, _ in consultations.suggested_units(record) if code != JIUQUAN]

    assert suggested() == [clerk_chen.unit, "11629999MB9000162N"]
    merge(clerk_li, clerk_chen)
    assert suggested() == ["11629999MB9000162N"]


# Told
# ----------------------------------------------------------------------------------------------------------------------


@pytest.fixture
def office(app: Flask) -> Iterator[Receiver]:
    """A system inside the network, and a registry that may write there."""
    app.config["SETTINGS"] = replace(app.config["SETTINGS"], webhooks_inside="1")
    with receiver() as one:
        yield one


@pytest.mark.parametrize("whose", ["li", "chen"])
def test_a_webhook_of_either_is_told_of_what_both_asked_before_and_after_each_change_once(
    office: Receiver, clerk_li: Actor, clerk_chen: Actor, whose: str
) -> None:
    webhooks.create(office.url, ["CASE"], actor=called(whose), now=NOW)
    numbers = [submitted(clerk_li, LISTED), submitted(clerk_chen, CLEAR_OF)]
    deliver_due(clock=lambda: NOW)
    own = numbers[0] if whose == "li" else numbers[1]
    assert [one["key"] for one in office.told()] == [own]
    merge(clerk_li, clerk_chen)
    deliver_due(clock=lambda: AFTER)
    assert {one["key"] for one in office.told()} == set(numbers)
    before = len(office.told())
    later = asked_again(clerk_chen, place="620102002000")
    deliver_due(clock=lambda: LATER)
    assert [one["key"] for one in office.told()[before:]] == [later]
    ids = [one["id"] for one in office.told()]
    assert len(set(ids)) == len(ids)


def test_the_webhooks_of_both_count_together_and_none_is_lost(
    office: Receiver, clerk_li: Actor, clerk_chen: Actor
) -> None:
    made = [webhooks.create(office.url, actor=one, now=NOW).number for one in (clerk_li, clerk_chen) for _ in range(6)]
    merge(clerk_li, clerk_chen)
    for actor in (clerk_li, clerk_chen):
        assert [one.number for one in webhooks.listed(actor)] == sorted(made)
        with pytest.raises(errors.TooMany):
            webhooks.create(office.url, actor=actor, now=AFTER)
        db.session.rollback()
    for number in made[:3]:
        webhooks.remove(number, actor=clerk_chen, now=AFTER)
    assert webhooks.create(office.url, actor=clerk_li, now=AFTER).holder == clerk_chen.unit


# Counted
# ----------------------------------------------------------------------------------------------------------------------


def test_plaques_that_both_hold_in_a_village_count_each_once_and_a_third_finds_no_room(
    clerk_li: Actor, clerk_chen: Actor
) -> None:
    minutes = count(1)
    clock: Clock = lambda: NOW + timedelta(minutes=next(minutes))  # noqa: E731
    old = one_hanging()
    first = admitted("综治中心", clock)
    decide(old, "TAKE_DOWN", clock)
    second = admitted("党群服务中心", clock, "chen")
    assert counted() == 6
    merge(clerk_li, clerk_chen, now=clock())
    assert counted() == 6
    case = asked_for("便民服务站", clerk_chen, clock)
    assert (case.status, case.leading_ground) == (Status.REJECTED, "PLAQUE_QUOTA")
    cases.end(first.number, "工作完成", actor=called("sun"), now=clock())
    assert counted() == 5 and live(number_of(second), now=clock()).validity == "VALID"
    assert asked_for("便民服务站", clerk_li, clock).status == Status.AWAITING_VERIFICATION


def asked_for(wording: str, by: Actor, clock: Clock) -> CaseRecord:
    demand = Demand(kind="plaque", place=ROOM, answers={"wording": wording})
    return requests.submit(demand, actor=by, now=clock()).cases[0]
