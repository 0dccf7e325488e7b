"""The list of requests shows a township its own cases, and of others' only how many there are."""

from datetime import UTC, datetime

from flask import Flask

from registry.services import requests
from registry.services.access import Demand
from registry.services.people import actor_called
from registry.store.base import db
from tests.web.conftest import Browser


def test_a_township_reads_no_other_townships_cases_in_the_list(app: Flask) -> None:
    places = ("620102001000", "620102002000")
    demand = Demand(kind="delegation", place=places[0], answers={"matter": "防汛抗旱"})
    with app.app_context():
        clerk = actor_called("li")
        assert clerk is not None
        kept = requests.submit(demand, places=places, actor=clerk, now=datetime.now(UTC))
        own, other = (case.number for case in kept.cases)
        db.session.remove()
    browser = Browser(app.test_client())
    browser.sign_in("wang")
    page = browser.get("/requests")
    assert own in page and other not in page and "张掖路" not in page
    assert "另有1个地点不在本辖区" in page
