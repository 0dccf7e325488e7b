"""Units that merge: from that day they are one, for every verb and every reader; for days before nothing changes."""

from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from flask import Flask

from registry.domain import errors
from registry.domain.actors import Actor, Role
from registry.domain.adjustments import AdjustmentVerb
from registry.domain.cases import Status, Verb
from registry.services import (
    adjustments,
    cases,
    proposing,
    requests,
    slips,
    unit_keeping,
)
from registry.services.access import Demand, check
from registry.services.case_parties import can
from registry.services.replaying import replay_verdicts
from registry.services.signing import KeyRing
from registry.services.slips import About, Wanted
from registry.store import units
from registry.store.admissions import admission_of
from registry.store.base import db
from registry.store.people import find_person
from tests.conftest import NOW
from tests.services.test_adjustments import proposed as typed_proposal
from tests.services.test_approvals import MATTER
from tests.services.test_cases import CLEAR_OF, JIUQUAN, LISTED, ZHANGYE, called, fresh, submitted

MERGED = NOW + timedelta(hours=1)
AFTER = MERGED + timedelta(minutes=1)
OFF_LIST = {"matter": MATTER}
TODAY = date(2026, 11, 23)


@pytest.fixture
def clerk_chen(app: Flask) -> Actor:
    """Chen of the county's market bureau, which takes the emergency bureau over."""
    return called("chen")


@pytest.fixture
def sun(app: Flask) -> Actor:
    """Sun of the county's list office."""
    return called("sun")


def merge(one: Actor, into: Actor, *, now: datetime = MERGED, effective_on: str = "") -> None:
    unit_keeping.merge_unit(one.unit, into.unit, effective_on=effective_on, actor=called("sun"), now=now)


def asked_again(by: Actor, answers: dict[str, str] = LISTED, place: str = JIUQUAN, **more: Any) -> str:
    demand = Demand(kind="delegation", place=place, answers=answers)
    return requests.submit(demand, actor=by, now=AFTER, **more).cases[0].number


def proposed(by: Actor) -> str:
    return proposing.propose(typed_proposal(), actor=by, now=NOW).number


def verified(number: str, by: Actor, now: datetime = NOW) -> str:
    cases.verify(number, actor=by, now=now)
    record = admission_of(number)
    assert record is not None and record.number
    return record.number


# One unit has one open request, and one admission, of a matter at a place
# ----------------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("who", ["li", "chen"])
def test_what_a_unit_has_open_its_successor_does_not_open_beside_it(
    clerk_li: Actor, clerk_chen: Actor, who: str
) -> None:
    number = submitted(clerk_li, LISTED)
    merge(clerk_li, clerk_chen)
    with pytest.raises(errors.AlreadyOpen) as refused:
        asked_again(called(who))
    assert refused.value.facts["number"] == number
    assert asked_again(called(who), place=ZHANGYE)


@pytest.mark.parametrize("who", ["li", "chen"])
def test_what_a_unit_was_admitted_for_its_successor_is_not_admitted_for_again(
    clerk_li: Actor, clerk_chen: Actor, officer_wang: Actor, who: str
) -> None:
    admission = verified(submitted(clerk_li, LISTED), officer_wang)
    merge(clerk_li, clerk_chen)
    with pytest.raises(errors.AlreadyAdmitted) as refused:
        asked_again(called(who))
    assert refused.value.facts["admission"] == admission


def test_two_that_were_open_before_the_merger_go_on_but_only_one_is_admitted(
    clerk_li: Actor, clerk_chen: Actor, officer_wang: Actor
) -> None:
    two = [submitted(clerk_li, CLEAR_OF), submitted(clerk_chen, CLEAR_OF)]
    merge(clerk_li, clerk_chen)
    verified(two[0], officer_wang, AFTER)
    with pytest.raises(errors.AlreadyAdmitted):
        cases.verify(two[1], actor=officer_wang, now=AFTER)
    db.session.rollback()
    cases.withdraw(two[1], "已由合并后的单位取得", actor=clerk_li, now=AFTER)
    assert fresh(two[1]).status == Status.WITHDRAWN


def test_what_was_asked_and_rejected_today_is_the_request_that_is_there(clerk_li: Actor, clerk_chen: Actor) -> None:
    merge(clerk_li, clerk_chen)
    first = asked_again(clerk_chen, OFF_LIST)
    assert asked_again(clerk_li, OFF_LIST) == first


def test_people_of_the_former_unit_ask_in_the_name_of_its_successor(clerk_li: Actor, clerk_chen: Actor) -> None:
    merge(clerk_li, clerk_chen)
    case = fresh(asked_again(clerk_li))
    assert (case.unit, case.steps[0].unit, case.steps[0].actor) == (clerk_chen.unit, clerk_chen.unit, "li")
    assert case.steps[0].unit_name == "县市场监督管理局"


# Nobody decides on what they or their unit submitted
# ----------------------------------------------------------------------------------------------------------------------


def test_after_a_merger_nobody_decides_on_what_was_their_successors_own(
    clerk_li: Actor, officer_wang: Actor, sun: Actor
) -> None:
    waiting, admitted = submitted(clerk_li, LISTED), submitted(clerk_li, CLEAR_OF)
    verified(admitted, officer_wang)
    cases.dispute(waiting, "与清单不符", actor=officer_wang, now=NOW)
    merge(clerk_li, sun)
    for act in (
        lambda: cases.settle(waiting, {}, "据清单认定", actor=sun, now=AFTER),
        lambda: cases.end(admitted, "完成", actor=sun, now=AFTER),
        lambda: cases.revoke(admitted, "撤销", actor=sun, now=AFTER),
    ):
        with pytest.raises((errors.OwnCase, errors.NotPermitted)):
            act()
        db.session.rollback()
    for number, verb in ((waiting, Verb.SETTLE), (admitted, Verb.END), (admitted, Verb.REVOKE)):
        assert not can(fresh(number), verb, sun, AFTER)
    cases.settle(waiting, {}, "据清单认定", actor=called("zheng"), now=AFTER)
    assert fresh(waiting).status == Status.AWAITING_VERIFICATION


def test_an_adjustment_that_was_the_successors_own_is_not_decided_by_it(clerk_li: Actor, sun: Actor) -> None:
    number = proposed(clerk_li)
    merge(clerk_li, sun)
    with pytest.raises(errors.OwnProposal):
        adjustments.taken_up(number, AdjustmentVerb.CONSULT, actor=sun, now=AFTER)
    db.session.rollback()
    record = adjustments.adjustment_called(number, actor=sun)
    assert not adjustments.can(record, AdjustmentVerb.CONSULT, sun)


def test_who_submitted_a_request_does_not_issue_the_slip_on_it_wherever_they_work_now(
    clerk_li: Actor, officer_wang: Actor, tmp_path: Path
) -> None:
    number, ring = submitted(clerk_li, LISTED), KeyRing(tmp_path)
    li = find_person("li")
    assert li is not None
    li.role, li.unit, li.division = Role.TOWNSHIP_DESK.value, JIUQUAN, JIUQUAN
    db.session.commit()
    with pytest.raises(errors.OwnCase):
        slips.propose(About(case=number), actor=called("li"), now=AFTER)
    with pytest.raises(errors.OwnCase):
        slips.issue(About(case=number), Wanted("RETURN"), ring=ring, actor=called("li"), now=AFTER)
    db.session.rollback()
    typed = Demand("delegation", JIUQUAN, LISTED, department=clerk_li.unit)
    with pytest.raises(errors.OwnCase):  # typed, it is the same request
        slips.propose(About(typed), actor=called("li"), now=AFTER)
    assert slips.propose(About(case=number), actor=officer_wang, now=AFTER).replies


# A merger has a day, and a time from which it is known
# ----------------------------------------------------------------------------------------------------------------------


def judged(unit: str, on: str, known_at: str = "", *, matter: str = "药品安全") -> tuple[Any, ...]:
    demand = Demand("delegation", JIUQUAN, {"matter": matter}, department=unit, on=on, known_at=known_at)
    found = check(demand, now=NOW + timedelta(days=2))
    told = found.verdict.as_data()
    return found.question.asked_by, found.question.asked_by.called, told


def test_the_same_question_with_the_same_dates_is_answered_the_same_before_and_after(
    clerk_li: Actor, clerk_chen: Actor
) -> None:
    then = [(unit, on, "2026-11-23T04:00:00Z") for unit in (clerk_li.unit, clerk_chen.unit, "县应急管理局")
            for on in ("2026-11-20", "2026-11-23", "2026-12-01")]  # fmt: skip
    before = [judged(*one) for one in then]
    merge(clerk_li, clerk_chen)
    unit_keeping.rename_unit(clerk_chen.unit, "县市场与应急管理局", actor=called("sun"), now=AFTER)
    assert [judged(*one) for one in then] == before
    assert not replay_verdicts().different


def test_a_merger_counts_from_its_day_and_from_when_it_was_recorded(clerk_li: Actor, clerk_chen: Actor) -> None:
    merge(clerk_li, clerk_chen, effective_on="2026-11-10")
    known, unknown = "2026-11-24T00:00:00Z", "2026-11-23T04:30:00Z"
    stood = {
        (on, at): judged(clerk_li.unit, on, at)[0].code
        for on in ("2026-11-09", "2026-11-10")
        for at in (known, unknown)
    }
    assert [day for day, code in stood.items() if code == clerk_chen.unit] == [("2026-11-10", known)]
    own = judged(clerk_chen.unit, "2026-11-09", known)[0]
    assert own.formerly == () and judged(clerk_chen.unit, "2026-11-10", known)[0].formerly == (clerk_li.unit,)
    record = db.session.get(units.UnitRecord, clerk_li.unit)
    assert record is not None and (record.succeeded_on, record.succeeded_at) == (date(2026, 11, 10), MERGED)


@pytest.mark.parametrize("day", ["2026-11-24", "2026年12月1日"])
def test_a_merger_is_not_recorded_before_its_day(clerk_li: Actor, clerk_chen: Actor, day: str) -> None:
    with pytest.raises(errors.DayInFuture):
        merge(clerk_li, clerk_chen, effective_on=day)
    with pytest.raises(errors.MalformedDate):
        merge(clerk_li, clerk_chen, effective_on="下个月")
    db.session.rollback()
    assert units.own_codes(clerk_li.unit) == [clerk_li.unit]


def test_a_unit_and_a_name_that_were_not_recorded_yet_were_not_known(app: Flask, sun: Actor) -> None:
    made = unit_keeping.record_unit("县无人机管理局", actor=sun, now=MERGED).code
    unit_keeping.rename_unit(made, "县低空管理局", actor=sun, now=AFTER)
    for name, known_at in ((made, "2026-11-23T04:30:00Z"), ("县低空管理局", "2026-11-23T05:00:30Z")):
        with pytest.raises((errors.UnknownDepartment, errors.AmbiguousDepartment)):
            judged(name, "2026-11-23", known_at)
    assert judged(made, "2026-11-23", "2026-11-23T05:00:30Z")[0].name == "县无人机管理局"
    assert judged("县低空管理局", "2026-11-20")[0].code == made
