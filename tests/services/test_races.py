"""Races: many submit at once, from threads and from processes; no number twice, no fork in the chain."""

import os
import threading
from collections.abc import Callable
from pathlib import Path
from uuid import uuid4

from flask import Flask

from registry.domain.actors import Actor
from registry.services import requests
from registry.services.access import Demand
from registry.services.events import verify_events
from registry.store.access import RequestRecord
from registry.store.base import db
from tests.conftest import NOW
from tests.processes import at_once, with_app

LONG = bool(os.environ.get("REGISTRY_TEST_LONG"))
THREADS, EACH = 8, 60 if LONG else 6
PROCESSES, OF_EACH = 4, 60 if LONG else 6
DEMAND = Demand(kind="delegation", place="620102001000", answers={"matter": "物业服务管理协调"})
"""It is rejected, so that the same unit may ask again and again, if only something in its application is another."""


def submit_some(app: Flask, actor: Actor, how_many: int) -> None:
    with app.app_context():
        for _ in range(how_many):
            requests.submit(DEMAND, application={"workload": uuid4().hex}, actor=actor, now=NOW)


def kept() -> list[str]:
    db.session.rollback()
    return sorted(record.number for record in db.session.query(RequestRecord))


def _engine(database_url: str) -> str:
    return database_url.partition(":")[0].partition("+")[0]


def the_first(how_many: int) -> list[str]:
    return [f"R2026-{n:06d}" for n in range(1, how_many + 1)]


def test_threads_that_submit_at_once_get_numbers_in_a_row_and_one_chain(
    app: Flask, clerk_li: Actor, database_url: str, record_property: Callable[[str, object], None]
) -> None:
    threads = [threading.Thread(target=submit_some, args=(app, clerk_li, EACH)) for _ in range(THREADS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert kept() == the_first(THREADS * EACH)
    assert verify_events()[1] == []
    told = f"{THREADS} threads × {EACH} submissions on {_engine(database_url)}: no number twice, no fork in the chain"
    record_property("figure", told)


def test_processes_that_submit_at_once_get_numbers_in_a_row_and_one_chain(
    app: Flask, clerk_li: Actor, database_url: str, tmp_path: Path, record_property: Callable[[str, object], None]
) -> None:
    at_once([with_app(submit_some, database_url, tmp_path, clerk_li, OF_EACH)] * PROCESSES)
    assert kept() == the_first(PROCESSES * OF_EACH)
    assert verify_events()[1] == []
    told = f"{PROCESSES} processes × {OF_EACH} submissions on {_engine(database_url)}: no number twice, no fork"
    record_property("figure", told)


def test_one_form_sent_many_times_at_the_same_moment_becomes_one_request(app: Flask, clerk_li: Actor) -> None:
    numbers: list[str] = []

    def send() -> None:
        with app.app_context():
            numbers.append(requests.submit(DEMAND, actor=clerk_li, now=NOW, once="the form's mark").number)

    threads = [threading.Thread(target=send) for _ in range(THREADS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert numbers == ["R2026-000001"] * THREADS
    assert kept() == the_first(1)
