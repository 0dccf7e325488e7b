"""Every unit with cases that an approval would cure is told of all of them, once, on the day it first helps."""

import os
from datetime import UTC, datetime

import pytest
from flask import Flask
from sqlalchemy import select

from registry.domain.actors import Actor, Role
from registry.domain.cases import Status
from registry.services import approval_effects, approvals, cases, cures, requests
from registry.services.access import Demand
from registry.services.approval_effects import Offers, cured_by, offered_to
from registry.services.clock import tick
from registry.services.events import verify_events
from registry.store.base import db
from registry.store.divisions import DivisionRecord
from registry.store.notices import NoticeRecord
from registry.store.units import units_of
from tests.conftest import NOW
from tests.services.test_approvals import called, confirmed

COUNTY, MATTER = "620102000000", "夜间经济摊区备案"
LONG = bool(os.environ.get("REGISTRY_TEST_LONG"))
EACH = 110 if LONG else 76
LIKE_ONE_OF_THEIRS = {"620102007", "620102008"}
FIRST_DAY = datetime(2026, 12, 1, 1, 0, tzinfo=UTC)


def villages(how_many: int) -> list[str]:
    """Villages where the matter is on no row of the list, nor like one."""
    codes = select(DivisionRecord.code).where(
        DivisionRecord.level == "VILLAGE", DivisionRecord.code.startswith(COUNTY[:6])
    )
    found = db.session.scalars(codes.order_by(DivisionRecord.code)).all()
    return [code for code in found if code[:9] not in LIKE_ONE_OF_THEIRS][:how_many]


def clerks(how_many: int) -> list[Actor]:
    """Clerks of departments of the county."""
    found = [unit for unit in units_of(COUNTY) if unit.demander_kind.value == "DEPARTMENT"]
    return [Actor(f"clerk{n}", Role.DEPARTMENT_CLERK, unit.code, COUNTY) for n, unit in enumerate(found[:how_many])]


def rejected(by: Actor, how_many: int) -> list[str]:
    places = villages(how_many)
    demand = Demand(kind="delegation", place=places[0], answers={"matter": MATTER})
    made = requests.submit(demand, places=places, actor=by, now=NOW).cases
    assert {case.status for case in made} == {Status.REJECTED.value}
    return [case.number for case in made]


def told() -> dict[str, int]:
    """How many cases each unit was told of; an approval tells a unit once."""
    found = db.session.scalars(select(NoticeRecord).where(NoticeRecord.code == "APPROVAL_CONFIRMED")).all()
    assert len({notice.unit for notice in found}) == len(found)
    return {notice.unit: notice.facts["count"] for notice in found}


def all_of(page: Offers, behind) -> list[str]:
    """The cases of all pages, one behind the other."""
    found = [one.case.number for one in page.cured]
    while page.next_after:
        page = behind(page.next_after)
        found += [one.case.number for one in page.cured]
    assert len(set(found)) == len(found)
    return found


def test_however_many_there_are_every_unit_is_told_of_all_of_its_own(app: Flask) -> None:
    of_each = {clerk.unit: rejected(clerk, EACH) for clerk in clerks(4)}
    assert 4 * EACH > approval_effects.MOST_JUDGED
    confirmed(approval_names=MATTER, approval_places=COUNTY)
    assert told() == dict.fromkeys(of_each, EACH)
    assert (tick(now=NOW).told_of, told()) == ((), dict.fromkeys(of_each, EACH))
    clerk = clerks(1)[0]
    page = offered_to(clerk, NOW)
    assert len(page.cured) == approval_effects.MOST_SHOWN and page.next_after
    assert all_of(page, lambda after: offered_to(clerk, NOW, after=after)) == of_each[clerk.unit]
    assert verify_events()[1] == []


def test_what_is_offered_is_whole_page_by_page_wherever_a_page_ends(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    numbers = [number for clerk in clerks(2) for number in rejected(clerk, 5)]
    demand = Demand(kind="delegation", place=villages(1)[0], answers={"matter": "物业服务管理协调"})
    requests.submit(demand, actor=clerks(1)[0], now=NOW)
    code = confirmed(approval_names=MATTER, approval_places=COUNTY)
    own = numbers[:5]
    for shown, judged, looked_at, portion in ((2, 300, 3000, 3), (50, 2, 3000, 4), (50, 300, 3, 2), (1, 1, 1, 1)):
        for name, value in (("MOST_SHOWN", shown), ("MOST_LOOKED_AT", looked_at), ("PORTION", portion)):
            monkeypatch.setattr(approval_effects, name, value)
        first, by = cured_by(code, NOW, most=judged), clerks(1)[0]
        assert sorted(all_of(first, lambda after: cured_by(code, NOW, after=after, most=judged))) == sorted(numbers)  # noqa: B023
        page = offered_to(by, NOW, most=judged)
        assert all_of(page, lambda after: offered_to(by, NOW, after=after, most=judged)) == own  # noqa: B023


def test_what_are_too_many_to_wait_for_is_left_to_the_clock(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    units = {clerk.unit: rejected(clerk, 4) for clerk in clerks(2)}
    monkeypatch.setattr(cures, "MOST_AT_ONCE", 7)
    monkeypatch.setattr(cures, "PORTION", 3)
    code = confirmed(approval_names=MATTER, approval_places=COUNTY)
    assert told() == {}
    assert tick(now=NOW).told_of == (code,)
    assert told() == dict.fromkeys(units, 4)
    assert tick(now=NOW).told_of == ()


def test_one_for_several_places_is_told_of_for_all_of_them_together_and_no_case_twice(app: Flask) -> None:
    numbers = rejected(called("chen"), 3)
    places = "\n".join([*villages(3), f"{villages(1)[0][:9]}000"])
    code = confirmed(approval_names=MATTER, approval_places=places)
    assert told() == {called("chen").unit: 3}
    assert [one.case.number for one in cured_by(code, NOW).cured] == numbers


def test_one_that_comes_into_force_later_is_told_of_on_its_first_day_by_the_clock(app: Flask) -> None:
    (number,) = rejected(called("chen"), 1)
    code = confirmed(approval_names=MATTER, approval_places=COUNTY, in_force_from="2026-12-01")
    tick(now=NOW)
    assert told() == {}
    assert tick(now=FIRST_DAY).told_of == (code,)
    assert told() == {called("chen").unit: 1}
    assert [one.case.number for one in offered_to(called("chen"), FIRST_DAY).cured] == [number]
    assert cases.reconsider(number, actor=called("chen"), now=FIRST_DAY).status == Status.AWAITING_VERIFICATION
    assert tick(now=FIRST_DAY).told_of == ()


def test_nobody_is_told_of_one_that_was_revoked_before_it_helped(app: Flask) -> None:
    rejected(called("chen"), 1)
    code = confirmed(approval_names=MATTER, approval_places=COUNTY, in_force_from="2026-12-01")
    approvals.revoke(code, "2026-12-01", "试点取消", actor=called("zheng"), now=NOW)
    assert (tick(now=FIRST_DAY).told_of, told()) == ((), {})


def test_what_fails_while_it_is_confirmed_is_told_by_the_clock(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    rejected(called("chen"), 1)
    with monkeypatch.context() as patched:
        patched.setattr(cures, "tell_of_cures", lambda *_, **__: 1 // 0)
        code = confirmed(approval_names=MATTER, approval_places=COUNTY)
    assert told() == {} and approvals.approval_called(code).confirmed_at is not None
    assert tick(now=NOW).told_of == (code,)
    assert told() == {called("chen").unit: 1}
