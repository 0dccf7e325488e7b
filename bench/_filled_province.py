"""A registry filled to be asked over HTTP: lists, plaques, and requests with their cases, for a part of Gansu."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import cycle, islice
from typing import Any
from zlib import crc32

from sqlalchemy import Table, insert, select, text

from bench._filling import county_by_county
from bench._gansu340 import DUTIES, townships
from bench._province import opened
from registry.domain.duties import DutyTier
from registry.services import people
from registry.services.access import Demand
from registry.services.requests import submit
from registry.store import editions
from registry.store.access import RequestRecord
from registry.store.base import begin_writing, db
from registry.store.cases import CaseRecord, CaseStepRecord
from registry.store.divisions import DivisionRecord
from registry.store.duties import DutyRecord
from registry.store.plaques import PlaqueRecord
from registry.store.units import UnitRecord

ASKER = "li"
"""Who submits the patterns and reads: a clerk of a department of the county that every size has."""
MATTERS, MOST_ASKED = 24, 60
EACH_TOWNSHIP, LEAST_REQUESTS = 20, 120
PORTION = 1000
FIRST_DAY = datetime(2026, 3, 1, 1, tzinfo=UTC)
RECORDED = datetime(2025, 1, 10, tzinfo=UTC)
OTHER_OFF_LIST = ("代收停车费", "摸排企业研发投入", "推广手机应用", "收集居民人脸照片")

Row = dict[str, Any]


@dataclass(frozen=True)
class Filled:
    """What is in a database: where it is, places with a matter of the list of each, whose requests a token reads."""

    url: str
    asked: tuple[tuple[str, str], ...]
    unit: str
    token: str
    rows: int


def filled(url: str, beginning: str) -> Filled:
    """Fill a seeded database for the townships whose codes begin so, and give every department's requests a past."""
    with opened(url):
        places = _townships(beginning)
        rows = sum(_lists(places))
        asker = people.actor_named(ASKER)
        matters = _matters(places[0])
        _submit_patterns(places[0], matters)
        rows += _plaques(beginning) + _requests(places, asker.unit)
        token = people.issue_token(ASKER, label="bench", days=30, now=datetime.now(UTC))
        if db.engine.dialect.name == "postgresql":
            db.session.execute(text("ANALYZE"))
            db.session.commit()
        return Filled(url, tuple(_asked(places)), asker.unit, token, rows)


def _townships(beginning: str) -> tuple[str, ...]:
    """Real townships alone: farms, mines and zones have no list that holds."""
    found = db.session.scalars(select(DivisionRecord).where(DivisionRecord.code.in_(townships())))
    real = (record.code for record in found if not record.as_division().is_pseudo_township)
    return tuple(sorted(code for code in real if code.startswith(beginning)))


def _lists(places: tuple[str, ...]) -> Iterator[int]:
    """The lists, county by county; without the index of search, which nothing here looks at."""
    for papers in county_by_county(places):
        begin_writing()
        editions.add_editions(papers)
        db.session.commit()
        yield sum(len(duties) for _, _, duties, _ in papers)


def _matters(place: str) -> tuple[str, ...]:
    """Matters of all three parts of a township's list that every other one has as well."""
    found: list[str] = []
    for tier in DutyTier:
        of_part = select(DutyRecord.matter).where(DutyRecord.edition == f"ED-{place}", DutyRecord.tier == tier.value)
        found += db.session.scalars(of_part.order_by(DutyRecord.number).limit(MATTERS // 3))
    return tuple(found)


def _asked(places: tuple[str, ...]) -> Iterator[tuple[str, str]]:
    """Places all over, each with a matter of its list; of a single place many matters."""
    chosen = places[:: max(1, len(places) // MOST_ASKED)][:MOST_ASKED]
    for at, place in enumerate(islice(cycle(chosen), MOST_ASKED)):
        of_place = select(DutyRecord.matter).where(DutyRecord.edition == f"ED-{place}").order_by(DutyRecord.code)
        yield place, db.session.scalars(of_place.offset(at * 5 % DUTIES).limit(1)).one()


def _submit_patterns(place: str, matters: tuple[str, ...]) -> None:
    """Real requests, judged by the law: what all others are made like."""
    actor = people.actor_named(ASKER)
    for matter in (*matters, *OTHER_OFF_LIST):
        demand = Demand(kind="delegation", place=place, answers={"matter": matter, "form": ["TERRITORIAL"]})
        submit(demand, actor=actor, now=datetime.now(UTC))


def _plaques(beginning: str) -> int:
    """None to six plaques at each village."""
    villages = db.session.scalars(
        select(DivisionRecord.code).where(DivisionRecord.level == "VILLAGE", DivisionRecord.code.startswith(beginning))
    ).all()
    return _laid_down(PlaqueRecord, (_plaque(code, at) for code in villages for at in range(crc32(code.encode()) % 7)))


def _plaque(village: str, at: int) -> Row:
    return {
        "code": f"B-{village}-{at}",
        "village": village,
        "wording": f"示例站点{at}",
        "statutory": at == 0,
        "counts_from": RECORDED.date(),
        "hung_on": RECORDED.date(),
        "recorded_at": RECORDED,
        "sample": True,
    }


def _requests(places: tuple[str, ...], own_unit: str) -> int:
    """Requests made like the patterns, by one department of each county, of all townships in turn."""
    patterns = [dict(row) for row in db.session.execute(select(_table(RequestRecord))).mappings()]
    cases = {row["request"]: dict(row) for row in db.session.execute(select(_table(CaseRecord))).mappings()}
    steps = {row["case"]: dict(row) for row in db.session.execute(select(_table(CaseStepRecord))).mappings()}
    names = {row.code: row.name for row in db.session.execute(select(DivisionRecord.code, DivisionRecord.name))}
    units = _departments(places, own_unit)
    many = max(LEAST_REQUESTS, EACH_TOWNSHIP * len(places))
    made = [_made(n, p, place, units[place[:6]]) for n, p, place in islice(_turns(patterns, places), many)]
    rows = _laid_down(RequestRecord, (request for request, _ in made))
    asked = [(request, cases[p], place) for (request, place), p in zip(made, cycle([p["number"] for p in patterns]))]
    rows += _laid_down(CaseRecord, (_case(request, like, place, names) for request, like, place in asked))
    rows += _laid_down(CaseStepRecord, (_step(request, steps[like["number"]]) for request, like, _ in asked))
    return rows


def _turns(patterns: list[Row], places: tuple[str, ...]) -> Iterator[tuple[int, Row, str]]:
    return ((n, p, place) for n, (p, place) in enumerate(zip(cycle(patterns), cycle(places))))


def _departments(places: tuple[str, ...], own_unit: str) -> dict[str, str]:
    """A department for each county: the asker's own where it is, elsewhere one made here."""
    own = db.session.get_one(UnitRecord, own_unit)
    units = {county: f"BENCH{county}000000" for county in sorted({place[:6] for place in places})}
    units[own.division[:6]] = own_unit
    made = [(county, code) for county, code in units.items() if code != own_unit]
    _laid_down(UnitRecord, ({**_unit(code, county), "name": own.name, "kind": own.kind} for county, code in made))
    return units


def _unit(code: str, county: str) -> Row:
    return {"code": code, "division": f"{county}000000", "successor": None, "sample": True}


def _made(number: int, pattern: Row, place: str, unit: str) -> tuple[Row, str]:
    at = FIRST_DAY + timedelta(minutes=7 * number)
    own = {"number": f"B2026-{number:06}", "once": None, "unit": unit, "submitted_at": at, "known_at": at}
    return {**pattern, **own, "on": at.date()}, place


def _case(request: Row, like: Row, place: str, names: dict[str, str]) -> Row:
    own = {"number": f"{request['number']}-1", "request": request["number"], "place": place, "open_matter": None}
    return {**like, **own, "place_name": names[place], "unit": request["unit"]}


def _step(request: Row, like: Row) -> Row:
    at = request["submitted_at"]
    return {**like, "case": f"{request['number']}-1", "began_on": at.date(), "recorded_at": at, "unit": request["unit"]}


def _table(record: Any) -> Table:
    table: Table = record.__table__
    return table


def _laid_down(record: Any, made: Iterator[Row]) -> int:
    """Insert rows, a portion at a time; how many there were."""
    begin_writing()
    laid = 0
    while portion := list(islice(made, PORTION)):
        db.session.execute(insert(_table(record)), portion)
        laid += len(portion)
    db.session.commit()
    return laid
