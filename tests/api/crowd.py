"""A registry with many requests: what one request left on file, written again under other numbers; and counting SQL."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

from sqlalchemy import Table, event, insert, select

from registry.services import cases, requests
from registry.services.access import Demand
from registry.services.people import actor_called
from registry.store.access import RequestRecord
from registry.store.admissions import AdmissionRecord
from registry.store.base import Base, begin_writing, db
from registry.store.cases import CaseRecord, CaseStepRecord
from tests.conftest import NOW

MATTERS = ("防汛抗旱", "外星飞船停泊收费")
TOWNSHIPS = [f"6201020{n:02d}000" for n in range(1, 11)]


def admitted_case() -> str:
    """The number of a case of Li's bureau that Wang's township has admitted."""
    li, wang = actor_called("li"), actor_called("wang")
    assert li is not None and wang is not None
    demand = Demand(kind="delegation", place=TOWNSHIPS[0], answers={"matter": MATTERS[0]})
    record = requests.submit(demand, application={"term_until": "2026-12-30"}, actor=li, now=NOW)
    return cases.verify(record.cases[0].number, actor=wang, now=NOW).number


def many_requests(number: int) -> list[str]:
    """So many requests like an admitted one, a minute apart, each at one of ten townships; their numbers."""
    first = admitted_case()
    made = [f"R2026-{900_000 + n:06d}" for n in range(number)]
    for n, request in enumerate(made):
        case, place = f"{request}-001", TOWNSHIPS[n % len(TOWNSHIPS)]
        later = {"submitted_at": NOW + timedelta(minutes=n)}
        _again(RequestRecord, {"number": first[:-4]}, {"number": request, "once": None, **later})
        _again(CaseRecord, {"number": first}, {"number": case, "request": request, "place": place})
        _again(CaseStepRecord, {"case": first}, {"case": case})
        _again(AdmissionRecord, {"case": first}, {"case": case, "number": None, "place": place})
    db.session.commit()
    db.session.remove()
    return made


def one_more(request: str, minutes: int) -> None:
    """Another request like the admitted one, submitted so many minutes after it."""
    begin_writing()
    first = db.session.scalars(select(AdmissionRecord.case).order_by(AdmissionRecord.recorded_at)).first()
    assert first is not None
    later = {"submitted_at": NOW + timedelta(minutes=minutes), "once": None}
    _again(RequestRecord, {"number": first[:-4]}, {"number": request, **later})
    _again(CaseRecord, {"number": first}, {"number": f"{request}-001", "request": request})
    _again(CaseStepRecord, {"case": first}, {"case": f"{request}-001"})
    db.session.commit()
    db.session.remove()


def _again(record: type[Base], like: dict[str, Any], otherwise: dict[str, Any]) -> None:
    table = record.__table__
    assert isinstance(table, Table)
    such = [table.c[name] == value for name, value in like.items()]
    rows = [dict(row) | otherwise for row in db.session.execute(select(table).where(*such)).mappings().all()]
    db.session.execute(insert(table), rows)


@contextmanager
def counted() -> Iterator[list[str]]:
    """The SQL statements that are put meanwhile, from a session that has nothing at hand."""
    db.session.remove()
    found: list[str] = []

    def note(_connection: Any, _cursor: Any, statement: str, *_more: Any) -> None:
        if not statement.startswith(("BEGIN", "PRAGMA", "SET LOCAL")):  # how long a statement may take: asked of nobody
            found.append(statement)

    event.listen(db.engine, "before_cursor_execute", note)
    try:
        yield found
    finally:
        event.remove(db.engine, "before_cursor_execute", note)
