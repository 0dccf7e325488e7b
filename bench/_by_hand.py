"""The endpoint to compare with: Flask, SQL written by hand and orjson, for three questions and nothing else.

`DATABASE` says where the registry is kept, on either engine. The law is judged by the registry's own pure function
(`decide`): what is compared is the way to it and back. One connection for each thread, without transactions.
"""

import hashlib
import os
import re
import sqlite3
import threading
from collections.abc import Callable
from datetime import UTC, date, datetime
from functools import cache
from typing import Any

import orjson
import psycopg
from flask import Flask, Response, request
from psycopg.rows import tuple_row
from psycopg.types.json import set_json_loads
from sqlalchemy import make_url

from registry.domain.access import decide
from registry.domain.assessments import UnifiedAssessment
from registry.domain.divisions import Division, Level, Place
from registry.domain.duties import ChiefDuty, Duty, DutyList, DutyTier, Edition, LaidOn, Share, StatutoryDuty
from registry.domain.emergencies import EmergencyResponse
from registry.domain.forms import DemandForm
from registry.domain.kinds.delegation import DelegationDetails, judge
from registry.domain.question import CHINA, Question
from registry.domain.register import Register
from registry.domain.units import Demander, DemanderKind
from registry.words import words_in

Row = tuple[Any, ...]
Given = dict[str, Any]
URL = make_url(os.environ["DATABASE"])
ON_SQLITE = URL.get_backend_name() == "sqlite"
PAGE = 50
app = Flask(__name__)
_own = threading.local()

_IN_FORCE = (
    "SELECT code, document_number, effective_on, recorded_at, sample FROM editions"
    " WHERE township = :place AND effective_on <= :on AND recorded_at <= :now"
    " ORDER BY effective_on DESC, recorded_at DESC LIMIT 1"
)
_TIER = "CASE tier WHEN 'BASIC' THEN 0 WHEN 'SUPPORTING' THEN 1 ELSE 2 END"
_DUTIES = (
    "SELECT code, tier, number, category, matter FROM duties WHERE edition = :edition"
    f" ORDER BY {_TIER}, number, code LIMIT {PAGE}"
)
_VILLAGES = (
    "SELECT d.code, d.name, (SELECT count(*) FROM plaques p WHERE p.village = d.code AND p.counts_from <= :on"
    " AND p.recorded_at <= :now) FROM divisions d WHERE d.parent = :place AND d.level = 'VILLAGE'"
    " ORDER BY d.code LIMIT 20"
)
_WHOSE = (
    "SELECT p.unit FROM api_tokens t JOIN people p ON p.sign_in_name = t.person"
    " WHERE t.token_hash = :hash AND t.revoked_at IS NULL AND t.expires_at > :now"
)
_REQUESTS = (
    "SELECT r.number, r.subject, r.submitted_at, u.code, u.name FROM access_requests r LEFT JOIN units u"
    f" ON u.code = r.unit WHERE r.unit = :unit ORDER BY r.submitted_at DESC, r.number DESC LIMIT {PAGE}"
)
_CASES = (
    "SELECT c.request, c.number, c.outcome, c.leading_ground, c.verdict, d.code, d.name, d.level, e.name, e.level,"
    " f.name, f.level FROM cases c JOIN divisions d ON d.code = c.place LEFT JOIN divisions e ON e.code = d.parent"
    " LEFT JOIN divisions f ON f.code = e.parent WHERE c.request IN (SELECT number FROM (SELECT number FROM"
    f" access_requests WHERE unit = :unit ORDER BY submitted_at DESC, number DESC LIMIT {PAGE}) AS page)"
    " ORDER BY c.number"
)
_CHAIN = "SELECT code, name, level FROM divisions WHERE code IN (:province, :city, :county, :township)"
_ABOVE = "IN (:province, :city, :county, :township)"
_SMALL = {
    "statutory": "SELECT matter, statute, article FROM statutory_duties WHERE recorded_at <= :now ORDER BY code",
    "chiefs": "SELECT c.matter, c.laid_on, c.division, c.in_force_from, coalesce((SELECT e.until FROM"
    " chief_duty_endings e WHERE e.duty = c.code AND e.recorded_at <= :now ORDER BY e.position DESC LIMIT 1), c.until)"
    f" FROM chief_duties c WHERE c.recorded_at <= :now AND c.division {_ABOVE} ORDER BY c.code",
    "assessments": "SELECT a.year, a.assessed, a.division, a.run_by, u.name, a.matters FROM assessments a JOIN units u"
    f" ON u.code = a.run_by WHERE a.recorded_at <= :now AND a.division {_ABOVE} ORDER BY a.recorded_at, a.code",
    "emergencies": 'SELECT code, level, issuer, division, start, "end", matters, sample FROM emergencies'
    f" WHERE recorded_at <= :now AND division {_ABOVE} ORDER BY start, code",
}


def _ask(sql: str, **given: Any) -> list[Row]:
    if not hasattr(_own, "connection"):
        _own.connection = _connect()
    found: list[Row] = _own.connection.execute(_spelled(sql), given).fetchall()
    return found


def _connect() -> Any:
    if ON_SQLITE:
        return sqlite3.connect(str(URL.database), isolation_level=None)
    set_json_loads(orjson.loads)
    host, user, name = str(URL.query["host"]), URL.username, URL.database
    return psycopg.connect(host=host, user=user, dbname=name, autocommit=True, row_factory=tuple_row)


@cache
def _spelled(sql: str) -> str:
    return sql if ON_SQLITE else re.sub(r":(\w+)", r"%(\1)s", sql)


def _json(kept: Any) -> Any:
    return orjson.loads(kept) if isinstance(kept, str) else kept


def _day(kept: Any) -> Any:
    return date.fromisoformat(kept) if isinstance(kept, str) else kept


def _time(kept: Any) -> Any:
    return datetime.fromisoformat(kept).replace(tzinfo=UTC) if isinstance(kept, str) else kept


def _dates() -> Given:
    """The two dates as the engine spells them: today in China, and now."""
    now = datetime.now(UTC)
    on = now.astimezone(CHINA).date()
    return {"on": on.isoformat(), "now": now.strftime("%Y-%m-%d %H:%M:%S.%f")} if ON_SQLITE else {"on": on, "now": now}


def _told(answer: Any) -> Response:
    return Response(orjson.dumps(answer), content_type="application/json")


@app.get("/township/<code>")
def township(code: str) -> Response:
    """A township with the first duties of its list in force, and villages with how many plaques each has."""
    dates = _dates()
    (place,) = _ask("SELECT code, name FROM divisions WHERE code = :place", place=code)
    (edition,) = _ask(_IN_FORCE, place=code, **dates)
    duties = _ask(_DUTIES, edition=edition[0])
    villages = _ask(_VILLAGES, place=code, **dates)
    fields = ("code", "tier", "number", "category", "matter")
    return _told(
        {
            **{"code": place[0], "name": place[1]},
            "edition": {"code": edition[0], "documentNumber": edition[1], "effectiveOn": edition[2]},
            "duties": [dict(zip(fields, row, strict=True)) for row in duties],
            "villages": [{"code": row[0], "name": row[1], "plaques": row[2]} for row in villages],
        }
    )


@app.get("/requests")
def requests() -> Response:
    """The latest requests of the unit of whoever's token it is, each with its case's place, verdict and grounds."""
    dates = _dates()
    token = request.headers["Authorization"].removeprefix("Bearer ")
    ((unit,),) = _ask(_WHOSE, hash=hashlib.sha256(token.encode()).hexdigest(), now=dates["now"])
    cases: dict[str, list[Given]] = {}
    for row in _ask(_CASES, unit=unit):
        cases.setdefault(row[0], []).append(_case(row))
    return _told(
        [
            {
                **{"number": number, "subject": subject, "submittedAt": _time(at)},
                "department": {"code": code, "name": name},
                "cases": cases.get(number, []),
            }
            for number, subject, at, code, name in _ask(_REQUESTS, unit=unit)
        ]
    )


def _case(row: Row) -> Given:
    _, number, outcome, leading, verdict, code, name, level, above, its_level, top, top_level = row
    named = ((top, top_level), (above, its_level), (name, level))
    grounds = [{key: g[key] for key in ("code", "clause", "outcome", "facts")} for g in _json(verdict)["grounds"]]
    return {
        **{"number": number, "outcome": outcome, "leadingGround": leading, "grounds": grounds},
        "place": {
            **{"code": code, "name": name},
            "fullName": "".join(one for one, of in named if of not in ("PROVINCE", "CITY", None)),
        },
    }


@app.post("/check")
def check() -> Response:
    """Whether a township may be asked for a matter under territorial management, with the grounds in words."""
    asked, dates = orjson.loads(request.get_data()), _dates()
    above = _codes(asked["place"])
    chain = sorted(_ask(_CHAIN, **above), key=lambda row: row[0])
    place = Place(tuple(Division(code, name, Level(level)) for code, name, level in chain))
    on, now = _day(dates["on"]), _time(dates["now"])
    details = DelegationDetails(matter=asked["matter"], form=(DemandForm.TERRITORIAL,))
    question = Question("delegation", details, place, _demander(asked["department"]), on, now)
    small = {name: _ask(sql, now=dates["now"], **above) for name, sql in _SMALL.items()}
    register = _register(place, on, now, _list(asked["place"], dates), small)
    named = frozenset[str]().union(*(ground.subjects for ground in judge(question, register).grounds))
    _no_approvals(named)
    told = words_in("zh").verdict(decide(question, register).as_data())
    matched = {key: told["matched"][key] for key in ("code", "tier", "number", "matter")} if told["matched"] else None
    fields = ("code", "clause", "citation", "facts", "text")
    return _told(
        {
            **{name: told[name] for name in ("outcome", "leadingGround", "summary")},
            "grounds": [{key: ground[key] for key in fields} for ground in told["grounds"]],
            "cure": [{"code": cure["code"], "text": cure["text"]} for cure in told["cure"]],
            **{"matched": matched, "basis": {"edition": told["basis"]["edition"]}},
        }
    )


def _codes(place: str) -> Given:
    return {
        name: place[:digits].ljust(12, "0")
        for name, digits in (("province", 2), ("city", 4), ("county", 6), ("township", 9))
    }


def _demander(code: str) -> Demander:
    ((name,),) = _ask("SELECT name FROM units WHERE code = :unit", unit=code)
    before = [row[0] for row in _ask("SELECT code FROM units WHERE successor = :unit", unit=code)]
    called = _ask("SELECT name FROM unit_names WHERE unit = :unit ORDER BY name", unit=code)
    return Demander(DemanderKind.DEPARTMENT, code, name, tuple(before), tuple(row[0] for row in called))


def _list(township: str, dates: Given) -> DutyList:
    (found,) = _ask(_IN_FORCE, place=township, **dates)
    code, number, effective_on, recorded_at, sample = found
    return _list_kept(Edition(code, township, number, _day(effective_on), _time(recorded_at), sample=bool(sample)))


@cache
def _list_kept(edition: Edition) -> DutyList:
    """Editions are never edited, so that each is read once by each process."""
    shares: dict[str, list[Share]] = {}
    found = "SELECT duty, unit, department, duties FROM duty_shares WHERE edition = :edition ORDER BY duty, position"
    for duty, unit, department, duties in _ask(found, edition=edition.code):
        shares.setdefault(duty, []).append(Share(unit, department, tuple(_json(duties))))
    columns = "code, tier, number, category, matter, township_share, taken_over_by, way_of_working"
    of_edition = f"SELECT {columns} FROM duties WHERE edition = :edition ORDER BY {_TIER}, number, code"
    return DutyList(edition, tuple(_duty(row, shares) for row in _ask(of_edition, edition=edition.code)))


def _duty(row: Row, shares: dict[str, list[Share]]) -> Duty:
    code, tier, number, category, matter, share, taken, way = row
    its = tuple(shares.get(code, ()))
    return Duty(code, DutyTier(tier), number, category, matter, its, tuple(_json(share)), taken, way)


def _register(place: Place, on: date, now: datetime, listed: DutyList, small: dict[str, list[Row]]) -> Register:
    made: dict[str, Callable[[Row], Any]] = {
        "statutory": lambda r: StatutoryDuty(*r),
        "chiefs": lambda r: ChiefDuty(r[0], LaidOn(r[1]), r[2], _day(r[3]), _day(r[4])),
        "assessments": lambda r: UnifiedAssessment(r[0], Level(r[1]), r[2], r[3], r[4], tuple(_json(r[5]))),
        "emergencies": lambda r: EmergencyResponse(
            r[0], r[1], r[2], r[3], _day(r[4]), _day(r[5]), tuple(_json(r[6])), bool(r[7])
        ),
    }
    held = {name: tuple(made[name](row) for row in rows) for name, rows in small.items()}
    return Register(
        place=place,
        on=on,
        known_at=now,
        duty_list=listed,
        statutory_duties=held["statutory"],
        chief_duties=held["chiefs"],
        assessments=held["assessments"],
        emergencies=held["emergencies"],
    )


def _no_approvals(subjects: frozenset[str]) -> None:
    """What is asked in the bench is named by no approval; looked up all the same, and not faked where it is."""
    if not subjects:
        return
    names = {f"n{at}": name for at, name in enumerate(sorted(subjects))}
    held = ", ".join(f":{name}" for name in names)
    found = _ask(f"SELECT approval FROM approval_names WHERE plain_name IN ({held})", **names)
    if found:
        raise LookupError("an approval names it: this bench asks what none names")
