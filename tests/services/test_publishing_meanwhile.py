"""What is asked while a publication runs is judged as of a time that follows it, and comes out the same for ever."""

import threading
import time
from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask

from registry.domain.actors import Actor
from registry.services import chiefs, editions, requests
from registry.services.access import Demand
from registry.services.events import verify_events
from registry.services.replaying import replay_verdicts
from registry.store.base import db
from registry.store.cases import CaseRecord
from tests.conftest import NOW
from tests.services.test_publishing import COUNTY, PLACE, person, published, rows_of, without

MEANWHILE, PAUSE = NOW + timedelta(seconds=5), 1.0
MATTER = "防汛抗旱"
HELD_UP = {"list": (editions, "require_publishable"), "chief": (chiefs, "_refuse_the_same")}
CHIEF = {"chief_or_grid": "GRID", "matter": MATTER, "chief_from": "2026-01-01", "chief_basis": "网格清单"}


def ask(actor: Actor) -> CaseRecord:
    """Clerk Li asks for it some seconds after the publication began."""
    demand = Demand("delegation", PLACE, {"matter": MATTER, "form": "DIRECT", "laid_on": "GRID"})
    return requests.submit(demand, actor=actor, now=MEANWHILE).cases[0]


def publish_a_list() -> None:
    rows = rows_of(PLACE)
    gone = next(duty.code for duty in rows if duty.matter == MATTER)
    published(PLACE, without(rows, gone))


def add_a_chief_duty() -> None:
    chiefs.add(COUNTY, CHIEF, actor=person("sun"), now=NOW)


@pytest.mark.parametrize(("what", "publish"), [("list", publish_a_list), ("chief", add_a_chief_duty)])
def test_a_verdict_asked_while_something_is_published_replays_the_same(
    app: Flask, monkeypatch: pytest.MonkeyPatch, clerk_li: Actor, what: str, publish: Callable[[], None]
) -> None:
    begun, (module, name) = threading.Event(), HELD_UP[what]
    judged = getattr(module, name)

    def held_up(*given: object) -> object:
        begun.set()
        time.sleep(PAUSE)  # the publication has its time, and has not committed
        return judged(*given)

    def in_its_own_thread() -> None:
        with app.app_context():
            publish()

    monkeypatch.setattr(module, name, held_up)
    db.session.rollback()
    publishing = threading.Thread(target=in_its_own_thread)
    publishing.start()
    assert begun.wait(60)
    case = ask(clerk_li)
    asked = case.steps[0].question
    publishing.join()
    assert asked is not None and replay_verdicts().different == ()
    assert replay_verdicts().same == 1 and verify_events()[1] == []
    if what == "list":
        assert case.verdict["basis"]["edition"] != "ED-620102001-2026", "it waited for the publication and saw it"
