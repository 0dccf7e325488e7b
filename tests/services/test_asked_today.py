"""What was rejected today and is asked again with nothing changed is the request that is there, also many at once."""

import threading
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select

from registry.domain.actors import Actor
from registry.services import approvals, requests
from registry.services.access import Demand
from registry.store.access import RequestRecord
from registry.store.base import db
from registry.store.notices import NoticeRecord
from tests.conftest import NOW
from tests.samples_of_files import PDF
from tests.services.test_approvals import MATTER, TOMORROW, recorded
from tests.services.test_cases import JIUQUAN, LISTED, WRONG, ZHANGYE, called

AT_ONCE = 8


def asked(by: Actor, answers: dict[str, str] = WRONG, places: tuple[str, ...] = (JIUQUAN,), **more: Any) -> str:
    demand = Demand(kind="delegation", place=places[0], answers=answers)
    return requests.submit(demand, places=places, actor=by, **{"now": NOW, **more}).number


def counted() -> tuple[int, int]:
    """How many requests and notices are on file."""
    db.session.rollback()
    found = (db.session.scalar(select(func.count()).select_from(one)) for one in (RequestRecord, NoticeRecord))
    requests_, notices = (number or 0 for number in found)
    return requests_, notices


def test_asked_again_with_nothing_changed_it_is_the_one_that_is_there(clerk_li: Actor) -> None:
    first = asked(clerk_li, once="a")
    assert {asked(clerk_li, once=mark) for mark in ("a", "b", "c")} == {first}
    assert counted() == (1, 1)


def test_eight_forms_sent_at_once_keep_one_request_and_one_notice(app: Flask, clerk_li: Actor) -> None:
    before, given = counted(), []
    barrier = threading.Barrier(AT_ONCE)

    def send(mark: int) -> None:
        with app.app_context():
            barrier.wait()
            given.append(asked(clerk_li, once=f"form {mark}"))

    threads = [threading.Thread(target=send, args=(n,)) for n in range(AT_ONCE)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(given) == AT_ONCE and len(set(given)) == 1
    assert counted() == (before[0] + 1, before[1] + 1)


@pytest.mark.parametrize(
    "change",
    [
        {"answers": {"matter": "物业服务管理协调工作"}},
        {"places": (ZHANGYE,)},
        {"places": (JIUQUAN, ZHANGYE)},
        {"application": {"workload": "每月两次"}},
        {"files": (("说明.pdf", PDF),)},
        {"now": TOMORROW},
    ],
    ids=lambda change: next(iter(change)),
)
def test_whatever_differs_makes_a_new_one(clerk_li: Actor, change: dict[str, Any]) -> None:
    first = asked(clerk_li)
    assert asked(clerk_li, **change) != first
    assert counted()[0] == 2


def test_another_unit_asks_for_itself(clerk_li: Actor) -> None:
    assert asked(clerk_li) != asked(called("chen"))


def test_the_same_files_make_no_difference(clerk_li: Actor) -> None:
    files = (("说明.pdf", PDF),)
    assert asked(clerk_li, files=files) == asked(clerk_li, files=files)


def test_a_new_approval_makes_a_new_one_and_what_may_go_ahead_is_never_joined(clerk_li: Actor) -> None:
    first = asked(clerk_li, {"matter": MATTER})
    code = recorded(called("sun"))
    approvals.confirm(code, actor=called("zheng"), now=NOW)
    second = asked(clerk_li, {"matter": MATTER})
    assert second != first
    with pytest.raises(Exception, match="ALREADY_OPEN"):
        asked(clerk_li, {"matter": MATTER})
    asked(clerk_li, LISTED)
    with pytest.raises(Exception, match="ALREADY_OPEN"):
        asked(clerk_li, LISTED)
