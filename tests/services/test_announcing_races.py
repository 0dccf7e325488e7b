"""Several clocks at once, in threads and in processes: each end, and each number, is told once to each side."""

import threading
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path

from flask import Flask

from registry.domain.actors import Actor
from registry.domain.notices import NewsCode
from registry.services import approval_recording, approvals
from registry.services.clock import Ticked, tick
from registry.store.base import db
from tests.conftest import NOW
from tests.processes import at_once, with_app
from tests.services.test_admission_days import news_of, number_of
from tests.services.test_approvals import FUNDED, JIUQUAN, NEXT, PAPER, SCAN, UNFUNDED, ZHANGYE, admitted, called

PROCESSES, THREADS = 3, 3
SOON = NOW + timedelta(minutes=1)
PLACES = (JIUQUAN, ZHANGYE, NEXT)


def clocks(app: Flask, at: datetime) -> list[Ticked]:
    """What clocks did that were started at once, in threads of this process."""
    done: list[Ticked] = []
    ready = threading.Barrier(THREADS)

    def run() -> None:
        with app.app_context():
            ready.wait(timeout=60)
            done.append(tick(now=at))

    threads = [threading.Thread(target=run) for _ in range(THREADS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(done) == THREADS
    return done


def announced_by(app: Flask, at: datetime) -> list[str]:
    """The cases that clocks announced, none of which failed."""
    done = clocks(app, at)
    assert not any(one.failed for one in done)
    return [case for one in done for case in one.announced]


def in_processes(database_url: str, folder: Path, at: datetime) -> list[str]:
    """The cases that clocks announced, in several processes with several threads each."""
    given = at_once([with_app(announced_by, database_url, folder, at)] * PROCESSES)
    return sorted(case for cases in given for case in cases)


def test_threads_and_processes_announce_each_end_once_to_each_side(
    app: Flask, clerk_li: Actor, database_url: str, tmp_path: Path, record_property: Callable[[str, object], None]
) -> None:
    numbers = admitted(clerk_li, FUNDED, PLACES)
    approvals.revoke("PA-0001", "2026-12-20", "试点结束", actor=called("zheng"), now=NOW)
    assert in_processes(database_url, tmp_path, SOON) == sorted(numbers)
    week = NOW + timedelta(days=20)
    ticked = clocks(app, week)
    assert sorted(case for one in ticked for case in one.announced) == sorted(numbers)
    assert not any(one.failed for one in ticked)
    for case, place in zip(numbers, PLACES, strict=True):
        number = number_of(case)
        both = [(clerk_li.unit, "", number), ("", place, number)]
        assert news_of(case, NewsCode.ADMISSION_ENDING) == both * 2, case  # a month ahead, and a week
    engine = database_url.partition(":")[0].partition("+")[0]
    figure = f"{PROCESSES} processes × {THREADS} clocks on {engine}: each end announced once to each side"
    record_property("figure", figure)


def test_clocks_at_once_issue_a_number_once_and_tell_of_it_once(
    app: Flask, clerk_li: Actor, database_url: str, tmp_path: Path
) -> None:
    (case,) = admitted(clerk_li, UNFUNDED)
    paper = {**PAPER, "approval_names": UNFUNDED, "in_force_from": "2026-12-13"}
    code = approval_recording.record(paper, document=SCAN, amends="PA-0002", actor=called("zheng"), now=NOW).code
    approvals.confirm(code, actor=called("he"), now=NOW)
    assert news_of(case, NewsCode.ADMISSION_NUMBERED) == []
    in_processes(database_url, tmp_path, datetime(2026, 12, 13, 4, tzinfo=NOW.tzinfo))
    db.session.rollback()
    number = number_of(case)
    both = [(clerk_li.unit, "", number), ("", JIUQUAN, number)]
    assert news_of(case, NewsCode.ADMISSION_NUMBERED) == both
