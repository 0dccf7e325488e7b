"""The work calendar over GraphQL: a year is read by anybody, another year's days are entered by the administrator."""

from collections.abc import Callable

import pytest
from sqlalchemy import func, select

from registry.store.base import db
from registry.store.events import EventRecord
from registry.store.workdays import WorkCalendarDayRecord
from tests.api.acts import act, look, refused, to_mend
from tests.api.conftest import Ask

YEAR = "query ($year: Int!) { workCalendar(year: $year) { year workdays days { day works } } }"
SHOWN = "new there incomplete { year daysOff }"
NUMBER = "某办发明电〔2030〕1号"


def days(*named: str, works: bool = False) -> list[dict[str, object]]:
    return [{"day": day, "works": works, "documentNumber": NUMBER} for day in named]


def january(first: int, last: int) -> list[dict[str, object]]:
    return days(*(f"2031-01-{day:02}" for day in range(first, last + 1)))


def test_anybody_reads_a_year_and_one_that_is_not_known_is_null(ask: Ask) -> None:
    known = look(ask, YEAR, year=2025)["workCalendar"]
    assert known["year"] == 2025 and 240 < known["workdays"] < 255
    assert {"day": "2025-10-01", "works": False} in known["days"] and {"day": "2025-10-11", "works": True} in known[
        "days"
    ]
    for year in (2031, 1900, 2_000_000_000, -5):
        assert look(ask, YEAR, year=year)["workCalendar"] is None


def test_the_administrator_enters_a_year_once_and_it_is_known(ask: Ask, token_of: Callable[[str], str]) -> None:
    admin = token_of("admin")
    tried = act(ask, admin, "addWorkCalendarDays", {"days": january(1, 13), "dryRun": True}, SHOWN)
    assert (tried["new"], tried["there"]) == (13, 0) and look(ask, YEAR, year=2031)["workCalendar"] is None
    part = act(ask, admin, "addWorkCalendarDays", {"days": january(1, 5)}, SHOWN)
    assert part["incomplete"] == [{"year": 2031, "daysOff": 5}] and part["errors"] == []
    whole = {"days": [*january(1, 13), *days("2031-01-18", works=True)], "idempotencyKey": "2031"}
    first = act(ask, admin, "addWorkCalendarDays", whole, SHOWN)
    assert (first["new"], first["there"], first["incomplete"]) == (9, 5, [])
    assert act(ask, admin, "addWorkCalendarDays", whole, SHOWN) == first
    year = look(ask, YEAR, year=2031)["workCalendar"]
    assert {"day": "2031-01-18", "works": True} in year["days"] and {"day": "2031-01-01", "works": False} in year[
        "days"
    ]
    found = db.session.scalars(select(EventRecord).where(EventRecord.stream == "calendar")).all()
    assert [(one.actor, len(one.facts["days"])) for one in found][-2:] == [("admin", 5), ("admin", 9)]


@pytest.mark.parametrize("name", ["li", "wang", "sun", "zheng"])
def test_nobody_else_enters_days(ask: Ask, token_of: Callable[[str], str], name: str) -> None:
    assert refused(ask, token_of(name), "addWorkCalendarDays", {"days": january(1, 2)}) == "NOT_PERMITTED"


@pytest.mark.parametrize(
    ("given", "code", "path"),
    [
        ({**days("2031-01-01")[0], "documentNumber": "一号文"}, "CALENDAR_DOCUMENT_NUMBER", "documentNumber"),
        ({**days("2031-01-01")[0], "recordedAt": "2031-01-01T00:00:00+08:00"}, "CALENDAR_LATER", "recordedAt"),
        (days("2031-01-02", works=True)[0], "CALENDAR_WORKS_ANYWAY", "works"),
    ],
)
def test_a_day_that_cannot_be_entered_is_told_by_its_place_and_none_is_kept(
    ask: Ask, token_of: Callable[[str], str], given: dict[str, object], code: str, path: str
) -> None:
    sent = {"days": [*days("2031-01-03"), given]}
    assert to_mend(ask, token_of("admin"), "addWorkCalendarDays", sent) == (code, ["input", "days", "1", path])
    kept = select(func.count()).where(WorkCalendarDayRecord.document_number == NUMBER)
    assert db.session.scalar(kept) == 0


def test_twice_none_and_too_many_are_told(ask: Ask, token_of: Callable[[str], str]) -> None:
    admin = token_of("admin")
    twice = {"days": days("2031-01-01", "2031-01-01")}
    assert to_mend(ask, admin, "addWorkCalendarDays", twice) == ("CALENDAR_TWICE", ["input", "days", "1", "day"])
    assert to_mend(ask, admin, "addWorkCalendarDays", {"days": []}) == ("CALENDAR_EMPTY", ["input", "days"])
    many = {"days": days(*["2031-01-01"] * 401)}
    assert to_mend(ask, admin, "addWorkCalendarDays", many) == ("TOO_MANY", ["input", "days"])
