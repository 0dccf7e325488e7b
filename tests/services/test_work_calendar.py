"""The calendar of working days: what a library knows, what was entered since, and what is still unknown."""

import csv
import random
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import chinese_calendar
import pytest
from flask import Flask

from registry.config import ROOT
from registry.domain.errors.adjustments import CalendarUnknown
from registry.services.seeding import load_seed
from registry.store.base import db
from registry.store.workdays import WorkCalendarDayRecord, work_calendar
from tests.conftest import NOW

NEW_YEAR = date(2031, 1, 1)


def enter(*days: date, works: bool = False, at: datetime = NOW) -> None:
    for day in days:
        db.session.add(
            WorkCalendarDayRecord(day=day, recorded_at=at, works=works, document_number="某办发明电〔2030〕1号")
        )
    db.session.commit()


def test_every_day_that_the_library_knows_is_as_the_library_has_it(app: Flask) -> None:
    calendar, chosen = work_calendar(NOW), random.Random(7)
    assert {2004, 2025, 2026} <= calendar.years and 2003 not in calendar.years
    for _ in range(1000):
        day = date(2004, 1, 1) + timedelta(days=chosen.randrange(8400))
        assert calendar.is_workday(day) == chinese_calendar.is_workday(day), day


@pytest.mark.parametrize(
    ("begun", "days", "last"),
    [
        (date(2026, 9, 30), 1, date(2026, 10, 8)),
        (date(2026, 9, 18), 2, date(2026, 9, 21)),  # Sunday the 20th is worked
        (date(2026, 10, 9), 1, date(2026, 10, 10)),
        (date(2025, 9, 27), 2, date(2025, 9, 29)),  # Sunday the 28th is worked
        (date(2025, 9, 30), 2, date(2025, 10, 10)),
        (date(2025, 9, 30), 3, date(2025, 10, 11)),  # a Saturday
    ],
)
def test_limits_at_national_day(app: Flask, begun: date, days: int, last: date) -> None:
    assert work_calendar(NOW).after(begun, days) == last


def test_a_year_nobody_entered_is_unknown_and_one_entered_in_part_too(app: Flask) -> None:
    enter(*(NEW_YEAR + timedelta(days=n) for n in range(12)))
    with pytest.raises(CalendarUnknown):
        work_calendar(NOW).is_workday(NEW_YEAR)


def test_a_year_entered_whole_is_known_from_when_it_was_entered(app: Flask) -> None:
    enter(*(NEW_YEAR + timedelta(days=n) for n in range(13)))
    enter(date(2031, 1, 18), works=True)  # a Saturday
    calendar = work_calendar(NOW)
    assert calendar.after(date(2031, 1, 1), 1) == date(2031, 1, 14)
    assert calendar.is_workday(date(2031, 1, 18))
    with pytest.raises(CalendarUnknown):
        work_calendar(NOW - timedelta(seconds=1)).is_workday(NEW_YEAR)


def test_what_is_entered_corrects_the_library_and_a_later_entry_the_earlier(app: Flask) -> None:
    moved = date(2026, 11, 24)
    enter(moved)
    assert not work_calendar(NOW).is_workday(moved)
    enter(moved, works=True, at=NOW + timedelta(hours=1))
    assert work_calendar(NOW + timedelta(hours=1)).is_workday(moved)
    assert not work_calendar(NOW).is_workday(moved), "what was known before stays readable"


def test_the_file_of_the_seed_is_how_the_calendar_is_extended(app: Flask, tmp_path: Path) -> None:
    for path in (ROOT / "seed").glob("*.csv"):
        (tmp_path / path.name).write_bytes(path.read_bytes())
    header = (ROOT / "seed" / "work_calendar.csv").read_text(encoding="utf-8").splitlines()[0].split(",")
    with (tmp_path / "work_calendar.csv").open("w", encoding="utf-8", newline="") as file:
        rows = csv.DictWriter(file, header)
        rows.writeheader()
        for n in range(13):
            day = NEW_YEAR + timedelta(days=n)
            told = {"day": day.isoformat(), "works": "false", "document_number": "某办发明电〔2030〕1号"}
            rows.writerow({**told, "recorded_at": "2030-11-20T09:00:00+08:00"})
    assert load_seed(tmp_path, now=NOW) == {"work_calendar.csv": 13}
    assert 2031 in work_calendar(datetime(2030, 12, 1, tzinfo=UTC)).years
