"""Whoever acts on a case acts on what they saw: where somebody took a step since, nothing is done."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from flask import Flask

from registry.domain.cases import Status
from registry.domain.errors import CaseMoved
from registry.services import cases
from registry.services.clock import tick
from registry.store.base import db
from registry.store.cases import CaseRecord
from tests.conftest import NOW
from tests.services.test_cases import LISTED, UNCLEAR, called, fresh, submitted

WOODS, FIRE = {"matter": "森林草原防灭火"}, {"matter": "组织秸秆禁烧宣传巡查和初起火点处置"}
REFUSED = {"matter": "物业服务管理协调"}
LATER = NOW + timedelta(days=40)
Act = Callable[..., CaseRecord]


def refused(act: Act, number: str, *given: Any, by: str, seen: int, at: datetime = LATER) -> None:
    """The act is refused, and leaves the case as it is."""
    before = (fresh(number).status, len(fresh(number).steps))
    with pytest.raises(CaseMoved):
        act(number, *given, seen=seen, actor=called(by), now=at)
    db.session.rollback()
    assert (fresh(number).status, len(fresh(number).steps)) == before


def steps_of(number: str) -> int:
    return len(fresh(number).steps)


@pytest.mark.parametrize(
    ("act", "given", "by"),
    [
        (cases.verify, (), "wang"),
        (cases.dispute, ("文件没有附上",), "wang"),
        (cases.withdraw, ("另行部署",), "li"),
    ],
)
def test_facts_fixed_since_the_page_was_opened_are_confirmed_or_disputed_only_once_they_were_seen(
    app: Flask, act: Act, given: tuple[str, ...], by: str
) -> None:
    number, sun = submitted(called("li"), {"matter": "防火"}), called("sun")
    cases.settle(number, WOODS, "按森林防火", actor=sun, now=NOW)
    opened = steps_of(number)
    tick(now=LATER)
    assert fresh(number).status == Status.ESCALATED
    cases.settle(number, FIRE, "改按消防", actor=sun, now=LATER)
    refused(act, number, *given, by=by, seen=opened)
    assert fresh(number).answers["matter"] == FIRE["matter"]
    act(number, *given, seen=steps_of(number), actor=called(by), now=LATER)
    assert fresh(number).status in (Status.ADMITTED, Status.DISPUTED, Status.WITHDRAWN)


@pytest.mark.parametrize("act", [cases.end, cases.revoke])
def test_an_admission_is_ended_by_who_saw_it(app: Flask, act: Act) -> None:
    number = submitted(called("li"), LISTED)
    opened = steps_of(number)
    cases.verify(number, actor=called("wang"), now=NOW)
    refused(act, number, "不再需要", by="sun", seen=opened)
    assert act(number, "不再需要", seen=opened + 1, actor=called("sun"), now=LATER).status == Status.ENDED


def test_a_case_that_was_reconsidered_is_not_reconsidered_again_from_an_old_page(app: Flask) -> None:
    number = submitted(called("li"), REFUSED)
    opened = steps_of(number)
    assert cases.reconsider(number, seen=opened, actor=called("li"), now=NOW).status == Status.REJECTED
    refused(cases.reconsider, number, by="li", seen=opened)


def test_an_escalation_that_nobody_saw_changes_no_fact_and_who_says_nothing_is_not_asked(app: Flask) -> None:
    number, sun = submitted(called("li"), UNCLEAR), called("sun")
    cases.settle(number, LISTED, "所指为防汛抗旱", actor=sun, now=NOW)
    opened = steps_of(number)
    tick(now=LATER)
    settled = cases.settle(number, LISTED, "所指为防汛抗旱", seen=opened, actor=sun, now=LATER)
    assert settled.status == Status.AWAITING_VERIFICATION
    assert cases.verify(number, actor=called("wang"), now=LATER).status == Status.ADMITTED
