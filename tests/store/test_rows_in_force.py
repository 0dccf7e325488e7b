"""Where a matter stands on file: the same rows on both engines, past any number of superseded ones, and no dearer."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import event, select, text

from registry.store.base import begin_writing, db
from registry.store.bulk import bulk_add
from registry.store.divisions import DivisionRecord, find_place
from registry.store.duties import DutyRecord, EditionRecord
from registry.store.rows_in_force import _BEARING, RowsInForce
from registry.store.scopes import scope_of
from tests.conftest import NOW

ON = date(2026, 11, 23)
MATTER, MOST = "夜间路灯逐杆巡检", 21
COUNTY = "620102000000"


def townships(most: int, county: str = "62") -> list[str]:
    found = select(DivisionRecord.code).where(
        DivisionRecord.level == "TOWNSHIP", DivisionRecord.code.startswith(county)
    )
    return list(db.session.scalars(found.order_by(DivisionRecord.code).limit(most)))


def keep(places: Sequence[str], *, times: int = 1, matters: Sequence[str] = (MATTER,), last: str = MATTER) -> None:
    """So many editions for each place, a day apart, of these matters; of each place's last one only of `last`."""
    numbered = [(f"ED-{place[:9]}-T{n:04d}", place, n) for place in places for n in range(times)]
    begin_writing()
    bulk_add(EditionRecord.__table__, (edition(code, place, n, times) for code, place, n in numbered))
    bulk_add(
        DutyRecord.__table__,
        (row for code, _, n in numbered for row in duties(code, (last,) if n == times - 1 and times > 1 else matters)),
    )
    db.session.commit()


def edition(code: str, place: str, number: int, of: int) -> dict[str, Any]:
    """One of so many, a day apart; the last is later than the sample's own lists."""
    before = timedelta(days=of - 1 - number)
    return {"code": code, "township": place, "document_number": f"试〔2025〕{number + 1}号",
            "effective_on": date(2026, 11, 20) - before, "recorded_at": datetime(2026, 11, 19, tzinfo=UTC) - before,
            "sample": True}  # fmt: skip


def duties(code: str, matters: Sequence[str]) -> list[dict[str, Any]]:
    return [
        {"edition": code, "code": f"N-{n}", "tier": "BASIC", "number": n, "category": "", "matter": matter,
         "township_share": []}
        for n, matter in enumerate(matters, start=1)
    ]  # fmt: skip


def rows(most: int = MOST, place: str = "") -> list[tuple[str, str, str]]:
    found = RowsInForce(scope_of(find_place(place) if place else None, ON, NOW)).of_matter(MATTER, most)
    return [(standing.place, standing.code, standing.paper) for standing in found]


@contextmanager
def counted() -> Iterator[list[str]]:
    """The statements that are executed meanwhile."""
    statements: list[str] = []

    def note(_connection: Any, _cursor: Any, statement: str, *_: Any) -> None:
        statements.append(statement)

    event.listen(db.engine, "before_cursor_execute", note)
    yield statements
    event.remove(db.engine, "before_cursor_execute", note)


@pytest.mark.parametrize("place", ["", "620000000000", "620100000000", COUNTY])
def test_rows_in_force_are_found_past_any_number_of_superseded_ones(app: Flask, place: str) -> None:
    with app.app_context():
        first, second, third = townships(3, "620102")
        keep([first], times=400, last="另一件事")
        keep([second, third], times=90)
        assert rows(place=place) == [(second, "N-1", "试〔2025〕90号"), (third, "N-1", "试〔2025〕90号")]


def test_a_matter_that_stands_twice_on_every_list_is_told_in_order_and_none_is_left_out(app: Flask) -> None:
    with app.app_context():
        places = townships(30)
        keep(places, matters=(MATTER, "另一件事", MATTER))
        everywhere = [(place, code, "试〔2025〕1号") for place in places for code in ("N-1", "N-3")]
        for most in (1, 2, 21, 59, 60):
            assert rows(most) == everywhere[:most]
        assert rows(61) == everywhere


def test_below_a_province_only_its_own_rows_are_told(app: Flask) -> None:
    with app.app_context():
        before, inside = townships(2, "620103"), townships(40, "620102")
        keep([*before, *inside])
        assert rows(100, COUNTY) == [(place, "N-1", "试〔2025〕1号") for place in inside]
        assert len(rows(100, "620100000000")) == len(before) + len(inside)
        assert rows(100, "620200000000") == []


@pytest.mark.parametrize("place", ["", COUNTY])
def test_what_is_looked_up_ahead_is_asked_once_and_answers_the_same(app: Flask, place: str) -> None:
    with app.app_context():
        keep(townships(40, "620102"), matters=(MATTER, "另一件事", "第三件事"))
        scope = scope_of(find_place(place) if place else None, ON, NOW)
        asked_apart = [RowsInForce(scope).of_matter(matter, MOST) for matter in (MATTER, "另一件事", "第三件事")]
        found = RowsInForce(scope)
        with counted() as statements:
            found.look_ahead((MATTER, "另一件事", "第三件事"), (), MOST)
            assert [found.of_matter(matter, MOST) for matter in (MATTER, "另一件事", "第三件事")] == asked_apart
        assert sum("FROM editions JOIN" in statement for statement in statements) == 1
        which_stand = 1 if place else 0  # below a province it is asked once for all which of them stand
        assert sum("FROM duties" in statement for statement in statements) == 3 + which_stand


def test_a_look_up_asks_no_more_of_a_matter_on_a_thousand_lists_than_on_fifty(app: Flask) -> None:
    with app.app_context():
        taken = []
        for more in (townships(50), townships(1100)[50:]):
            keep(more)
            with counted() as statements:
                assert len(rows()) == MOST
            taken.append(len(statements))
        assert taken[0] == taken[1]


def test_the_first_rows_are_had_along_the_index_however_many_lists_there_are(app: Flask) -> None:
    with app.app_context():
        keep(townships(200), matters=(MATTER, *(f"事项{n}" for n in range(170))))
        explain, asked = "explain query plan", _BEARING.compile(dialect=db.engine.dialect)
        if db.engine.dialect.name == "postgresql":
            explain = "explain"
            db.session.execute(text("analyze duties"))
        given = asked.construct_params({"sought": MATTER, "edition": "", "code": "", "size": MOST})
        values = given if asked.positiontup is None else tuple(given[name] for name in asked.positiontup)
        told = db.session.connection().exec_driver_sql(f"{explain} {asked}", values).all()
        plan = "\n".join(" ".join(map(str, line)) for line in told)
        assert "ix_duties_matter" in plan, plan
        assert "Seq Scan" not in plan, plan
