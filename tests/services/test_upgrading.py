"""An installation of the first release, in use, is brought to this one: no row is lost and every answer is the same."""

import csv
import hashlib
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import JSON, Boolean, Date, DateTime, Integer, MetaData, Table, insert, inspect, select, text

from registry.app import create_app
from registry.config import ROOT, Settings
from registry.domain import document_number
from registry.domain.errors import AlreadyOpen
from registry.domain.events import FIRST, Event
from registry.domain.kind import as_answers
from registry.domain.kinds import KINDS
from registry.domain.wording import plain
from registry.services import cases
from registry.services.access import Demand
from registry.services.events import verify_events
from registry.services.people import actor_called
from registry.services.replaying import replay_verdicts
from registry.services.requests import submit
from registry.services.seeding import load_seed
from registry.store.base import db
from registry.store.cases import CaseRecord
from registry.store.duties import forget_editions
from registry.store.migrating import migrate, migrate_down, newest_revision, revision_of
from tests.asking import answers_to
from tests.conftest import NOW
from tests.engines import start_postgresql
from tests.services.mirroring import follow, source

THEN = "0006"
"""The schema of the first release. What follows knows its tables by looking at them, and none of today's classes."""
SEEDED_AT = datetime(2026, 11, 1, tzinfo=UTC)
Rows = list[dict[str, Any]]
FLOOD = Demand(kind="delegation", place="620102001000", answers={"matter": "防汛抗旱"})


@pytest.fixture(params=["sqlite", "postgresql"])
def old(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Flask]:
    """An installation of the first release, filled as its own seed filled it, with a request on file."""
    forget_editions()
    on_sqlite = request.param == "sqlite"
    url = f"sqlite:///{tmp_path / 'old.sqlite3'}" if on_sqlite else start_postgresql().fresh_database()
    app = create_app(Settings(database_url=url, folder=str(tmp_path)))
    with app.app_context():
        migrate(db.engine, THEN)
        _fill(tables_then())
        yield app
        db.session.remove()
        db.engine.dispose()
    forget_editions()
    if not on_sqlite:
        start_postgresql().drop(url)


def tables_then() -> dict[str, Table]:
    """The tables as they are in the database now, what is referred to first."""
    found = MetaData()
    found.reflect(db.engine)
    return {table.name: table for table in found.sorted_tables}


ELSEWHERE_TODAY = {"plaques": {"taken_down_on", "taken_down_recorded_at"}}
"""Columns whose facts a later release keeps as rows of another table; `what_was_taken_down` looks at them there."""


def rows_in(tables: dict[str, Table]) -> dict[str, set[str]]:
    """Every row of these tables, as far as these columns go that are there in every release."""
    with db.engine.connect() as connection:
        return {
            name: {
                repr(tuple(row))
                for row in connection.execute(
                    select(*(c for c in table.columns if c.name not in ELSEWHERE_TODAY.get(name, ())))
                )
            }
            for name, table in tables.items()
            if name != "alembic_version"
        }


def what_was_taken_down(tables: dict[str, Table]) -> set[tuple[str, str]]:
    """Which plaque was taken down on which day, wherever the release at hand keeps it."""
    with db.engine.connect() as connection:
        if "inventory_decisions" in inspect(connection).get_table_names():
            asked = text("select item, \"on\" from inventory_decisions where decision = 'TAKE_DOWN'")
        else:
            asked = text("select code, taken_down_on from plaques where taken_down_on is not null")
        return {(str(code), str(day)) for code, day in connection.execute(asked)}


def _fill(tables: dict[str, Table]) -> None:
    rows, loads = {name: [] for name in tables}, []
    for name, table in tables.items():
        path = ROOT / "seed" / f"{name}.csv"
        if path.exists():
            rows[name] = [_as_then(name, row, rows) for row in _read(path, table)]
            loads.append({"file": path.name, "sha256": _sha256(path, table), "loaded_at": SEEDED_AT})
    rows["seed_loads"] = loads
    rows["streams"], rows["events"] = _events(loads)
    with db.engine.begin() as connection:
        for name, table in tables.items():
            if rows[name]:
                connection.execute(insert(table), rows[name])


def _sha256(path: Path, table: Table) -> str:
    """Of a file as it was then: one that has more columns today is another file."""
    content = path.read_bytes()
    header = content.decode().splitlines()[0].split(",")
    more = set(header) - set(table.columns.keys()) - {"other_names", "names", "places"}
    return hashlib.sha256(content + str(more or "").encode()).hexdigest()


def _read(path: Path, table: Table) -> Rows:
    with path.open(encoding="utf-8", newline="") as file:
        return [
            {
                name: _typed(table, name, cell)
                for name, cell in row.items()
                if name in table.columns or name in ("other_names", "names", "places")
            }
            for row in csv.DictReader(file)
        ]


def _typed(table: Table, name: str, cell: str) -> Any:
    column = table.columns.get(name)
    if column is None or isinstance(column.type, JSON):
        return [part for part in cell.split("|") if part]
    if cell == "" and (column.nullable or not isinstance(column.type, Boolean | Integer | Date | DateTime)):
        return None if column.nullable else ""
    readers: list[tuple[type, Callable[[str], Any]]] = [
        (Boolean, lambda text: text == "true"),
        (Integer, int),
        (DateTime, lambda text: datetime.fromisoformat(text).astimezone(UTC)),
        (Date, date.fromisoformat),
    ]
    return next((read(cell) for of, read in readers if isinstance(column.type, of)), cell)


def _as_then(name: str, row: dict[str, Any], rows: dict[str, Rows]) -> dict[str, Any]:
    """A row of the seed as the first release kept it, with what it derived from it."""
    if name == "units":
        names = {plain(one): one for one in reversed((row["name"], *row.pop("other_names")))}
        rows["unit_names"] += [{"unit": row["code"], "plain_name": p, "name": one} for p, one in names.items()]
    elif name == "approvals":
        code, row["plain_number"] = row["code"], document_number.normalised(row["number"])
        for position, one in enumerate(row.pop("names"), start=1):
            told = {"approval": code, "position": position, "name": one, "plain_name": plain(one)}
            rows["approval_names"].append(told)
        rows["approval_places"] += [{"approval": code, "division": place} for place in row.pop("places")]
    elif name == "plaques":
        row["counts_from"] = row["hung_on"]
        row["taken_down_recorded_at"] = row["recorded_at"] if row["taken_down_on"] else None
    elif name == "people":
        row["password_hash"] = "a hash of then"
    return row


def _events(loads: Rows) -> tuple[Rows, Rows]:
    """The chain as it was written then."""
    told, previous = [], FIRST
    for position, load in enumerate(loads, start=1):
        facts = {"file": load["file"], "sha256": load["sha256"], "rows": 1}
        event = Event("seed", position, "load_seed", "seed", load["file"], facts, SEEDED_AT, previous)
        told.append(
            {"stream": "seed", "position": position, "verb": "load_seed", "actor": "seed", "about": load["file"]}
            | {"facts": facts, "at": SEEDED_AT, "previous_hash": previous, "hash": event.hash()}
        )
        previous = event.hash()
    return [{"name": "seed", "position": len(told), "hash": previous}], told


def test_no_row_is_lost_on_the_way_up_nor_on_the_way_down(old: Flask) -> None:
    then = tables_then()
    before, down = rows_in(then), what_was_taken_down(then)
    assert len(before["divisions"]) > 19_000 and len(before["duties"]) > 3_000 and before["unit_names"] and down
    migrate(db.engine)
    assert revision_of(db.engine) == newest_revision()
    assert (rows_in(then), what_was_taken_down(then)) == (before, down)
    assert verify_events()[1] == []
    db.session.remove()
    migrate_down(db.engine, THEN)
    assert (rows_in(then), what_was_taken_down(then)) == (before, down)


def test_an_upgraded_registry_answers_as_one_that_was_made_today(old: Flask, fresh_url: Any, tmp_path: Path) -> None:
    then = tables_then()
    before = rows_in(then)
    migrate(db.engine)
    load_seed(ROOT / "seed", now=NOW)  # as `registry up` does; it adds what the first release had not
    after = rows_in(then)
    assert not [name for name in before if name not in ("streams", "seed_loads", "sequences")
                and not before[name] <= after[name]]  # fmt: skip
    upgraded = answers_to(50)
    assert len({answer["outcome"] for answer in upgraded}) > 1
    assert verify_events()[1] == []
    forget_editions()
    today = create_app(Settings(database_url=fresh_url("sqlite"), folder=str(tmp_path)))
    with today.app_context():
        assert answers_to(50) == upgraded
        db.session.remove()
        db.engine.dispose()


def test_an_upgraded_registry_is_worked_with(old: Flask) -> None:
    migrate(db.engine)
    clerk = actor_called("li")
    assert clerk is not None
    asked = Demand(kind="delegation", place="620102001000", answers={"matter": "特种设备安全监督检查"})
    assert submit(asked, actor=clerk, now=NOW).number == "R2026-000001"
    assert verify_events()[1] == []


def test_cases_of_the_first_release_go_on_with_the_step_that_made_them(old: Flask) -> None:
    tables = tables_then()
    for position in (1, 2):
        _ask_then(tables, f"R2026-00090{position}")
    migrate(db.engine)
    clerk, desk = actor_called("li"), actor_called("wang")
    assert clerk is not None and desk is not None
    steps = [case.steps[0] for case in db.session.scalars(select(CaseRecord).order_by(CaseRecord.number)).all()]
    assert [(step.verb, step.status, step.unit) for step in steps] == [
        ("submit", "awaiting_verification", clerk.unit)
    ] * 2
    with pytest.raises(AlreadyOpen):
        submit(FLOOD, actor=clerk, now=NOW)
    assert cases.verify("R2026-000901-001", actor=desk, now=NOW).status == "admitted"
    assert cases.withdraw("R2026-000902-001", "重复", actor=clerk, now=NOW).status == "withdrawn"
    assert replay_verdicts().different == ()


def test_a_copy_of_an_upgraded_registry_is_built_from_its_feed_alone(old: Flask) -> None:
    _ask_then(tables_then(), "R2026-000901")
    migrate(db.engine)
    mirror: dict[tuple[str, str], Any] = {}
    cursor, told = follow(mirror, "")
    assert mirror == source() and {"CASE", "REQUEST", "EDITION", "INVENTORY_DECISION"} <= told
    clerk, desk = actor_called("li"), actor_called("wang")
    assert clerk is not None and desk is not None
    cases.verify("R2026-000901-001", actor=desk, now=NOW)
    follow(mirror, cursor)
    admitted = [thing["case"] for (kind, _), thing in mirror.items() if kind == "ADMISSION"]
    assert mirror == source() and "R2026-000901-001" in admitted


def _ask_then(tables: dict[str, Table], number: str) -> None:
    """A request with an open case, as the first release kept it."""
    people = tables["people"].c
    answers, on = as_answers(KINDS["delegation"].read(FLOOD.answers)), SEEDED_AT.date()
    with db.engine.connect() as connection:
        of_township = tables["duties"].c.edition.startswith("ED-620102001")
        flood = select(tables["duties"].c.code).where(tables["duties"].c.matter == "防汛抗旱", of_township)
        row = connection.execute(flood).scalars().first()
        unit = connection.execute(select(people.unit).where(people.sign_in_name == "li")).scalar_one()
    request = {
        "number": number,
        "kind": "delegation",
        "subject": "防汛抗旱",
        "answers": answers,
        "unit": unit,
        "asked_by": {"kind": "DEPARTMENT", "code": unit, "name": "县应急管理局"},
        "cites": [],
        "on": on,
        "known_at": SEEDED_AT,
        "submitted_by": "li",
        "submitted_at": SEEDED_AT,
        "once": None,
        "sample": True,
    }
    case = {
        "number": f"{number}-001",
        "request": number,
        "place": FLOOD.place,
        "place_name": "城关区酒泉路街道",
        "status": "awaiting_verification",
        "outcome": "ADMIT",
        "leading_ground": None,
        "verdict": {
            "kind": "delegation",
            "outcome": "ADMIT",
            "matched": {"code": row, "text": "防汛抗旱"},
            "candidates": [],
            "basis": {"row": row},
            "ruleVersion": "2026.1",
        },
    }
    db.session.rollback()
    with db.engine.begin() as connection:
        connection.execute(insert(tables["access_requests"]), [request])
        connection.execute(insert(tables["cases"]), [case])
