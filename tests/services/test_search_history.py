"""What was superseded hides nothing that is in force: searching lists, shares and plaques with a long past."""

from collections.abc import Iterable
from datetime import UTC, date, datetime
from typing import Any

import pytest
from flask import Flask

from registry.domain.searching import Match
from registry.services import search as searching
from registry.services.search import search_as_typed
from registry.store.base import begin_writing, db
from registry.store.duties import DutyRecord, DutyShareRecord, EditionRecord
from registry.store.indexing import note_rows
from registry.store.plaques import PlaqueRecord
from tests.conftest import NOW

TOWNSHIP, NEXT_DOOR, COUNTY = "620102001000", "620102002000", "620102000000"
OTHER_COUNTY = "620121101000"
WIDER = (COUNTY, "620100000000", "620000000000", "")
NOWHERE_ELSE = "竹林哨所"
"""No sample list says so."""


def listed(matters: Iterable[tuple[str, tuple[str, ...]]], *, code: str, month: int, township: str = TOWNSHIP) -> None:
    """An edition of supporting matters, each with a department's lines, from the first of a month of 2026 on."""
    rows = [
        {"edition": code, "code": f"X-{n}", "tier": "SUPPORTING", "number": n, "category": "", "matter": matter,
         "township_share": [], "taken_over_by": "", "way_of_working": ""}
        for n, (matter, _) in enumerate(matters, start=1)
    ]  # fmt: skip
    shares = [
        {"edition": code, "duty": f"X-{n}", "position": 1, "department": "县林业局", "unit": None, "duties": [*lines]}
        for n, (_, lines) in enumerate(matters, start=1)
    ]
    begin_writing()
    db.session.add(
        EditionRecord(code=code, township=township, document_number=f"试〔2026〕{month}号", sample=True,
                      effective_on=date(2026, month, 1), recorded_at=datetime(2026, month, 1, tzinfo=UTC))
    )  # fmt: skip
    db.session.flush()
    for record, of_table in ((DutyRecord, rows), (DutyShareRecord, shares)):
        db.session.execute(record.__table__.insert(), of_table)
        note_rows(record.__tablename__, of_table)
    db.session.commit()


def texts(sought: str, *, place: str, kind: str = "matter", first: int = 10, on: str = "") -> list[str]:
    found = search_as_typed(sought, place=place, kinds=[kind], first=first, on=on, now=NOW)
    assert not found.cut
    return [hit.text for hit in found]


def without_lines(matters: Iterable[str]) -> list[tuple[str, tuple[str, ...]]]:
    return [(matter, ()) for matter in matters]


def test_superseded_wordings_however_many_and_alike_hide_none_in_force(app: Flask) -> None:
    living = f"做好重点地区{NOWHERE_ELSE}值守和周边隐患巡护"
    with app.app_context():
        listed(without_lines(f"{n}号{NOWHERE_ELSE}检查" for n in range(300)), code="ED-A", month=2)
        listed(without_lines([living]), code="ED-B", month=6)
        for place in WIDER:
            for sought in ("哨所", NOWHERE_ELSE, f"{NOWHERE_ELSE}值守"):
                assert texts(sought, place=place)[:1] == [living], (place, sought)
            before = texts("哨所", place=place, first=50, on="2026-05-31")
            assert (len(before), living in before) == (50, False)


def test_what_one_county_dropped_hides_nothing_of_another(app: Flask) -> None:
    with app.app_context():
        listed(without_lines(f"{n}号{NOWHERE_ELSE}检查" for n in range(300)), code="ED-A", month=2)
        listed(without_lines(["别的事"]), code="ED-B", month=6)
        living = [f"第{n}处{NOWHERE_ELSE}巡护值守" for n in range(40)]
        listed(without_lines(living), code="ED-C", month=3, township=OTHER_COUNTY)
        for place in ("620100000000", "620000000000", ""):
            assert sorted(texts("哨所", place=place, first=50)) == sorted(living), place
        assert texts("哨所", place=COUNTY) == []


def test_what_begins_with_a_text_goes_before_all_that_holds_it_and_the_shorter_first(app: Flask) -> None:
    begin = [f"{NOWHERE_ELSE}{what}" for what in ("管护", "安全知识普及", "值守人员和物资登记上报以及日常维护")]
    with app.app_context():
        listed(without_lines([*(f"{n}号{NOWHERE_ELSE}" for n in range(400)), *begin]), code="ED-A", month=2)
        for place in (*WIDER, TOWNSHIP):
            found = search_as_typed(NOWHERE_ELSE, place=place, kinds=["matter"], first=50, now=NOW)
            assert [hit.text for hit in found[:3]] == begin, place
            assert [hit.match for hit in found[:4]] == [Match.BEGINS] * 3 + [Match.CONTAINS]
            lengths = [len(hit.text) for hit in found[3:]]
            assert lengths == sorted(lengths)


@pytest.mark.parametrize("first", [1, 7, 30])
def test_fewer_hits_are_the_first_of_more(app: Flask, first: int) -> None:
    with app.app_context():
        listed(without_lines(f"{NOWHERE_ELSE}{n}" if n % 3 else f"{n}{NOWHERE_ELSE}" for n in range(250)),
               code="ED-A", month=2)  # fmt: skip
        for place in WIDER:
            assert texts("哨所", place=place, first=first) == texts("哨所", place=place, first=50)[:first]


def test_a_line_that_stands_no_more_hides_none_beside_a_matter_that_goes_on(app: Flask) -> None:
    with app.app_context():
        old = tuple(f"负责{n}号{NOWHERE_ELSE}的检查" for n in range(150))
        living = f"统筹安排全县范围内各处{NOWHERE_ELSE}的物资"
        listed([("森林防灭火", old)], code="ED-A", month=2)
        listed([("森林防灭火", (living,))], code="ED-B", month=6)
        for place in WIDER:
            assert texts("哨所", place=place, kind="share") == [living], place


def test_a_line_of_one_township_is_found_beside_a_matter_of_very_many_rows(app: Flask) -> None:
    """Before, only the first 21 rows of a matter were looked at for a line that stands beside one of them."""
    with app.app_context():
        listed([("森林防灭火", ("别的",))] * 60, code="ED-A", month=2)
        living = f"统筹安排{NOWHERE_ELSE}的物资"
        listed([("森林防灭火", ("别的",))] * 30 + [("森林防灭火", (living,))], code="ED-B", month=2, township=NEXT_DOOR)
        for place in WIDER:
            assert texts("哨所", place=place, kind="share") == [living], place


def test_a_line_beside_many_matters_of_the_past_is_found_beside_the_one_that_stands(app: Flask) -> None:
    """Before, only eight matters were looked at, those of the past among them."""
    line = f"统筹安排{NOWHERE_ELSE}的物资"
    with app.app_context():
        listed([(f"第{n}项旧事", (line,)) for n in range(60)], code="ED-A", month=2)
        listed([("如今的事", (line,))], code="ED-B", month=6)
        for place in WIDER:
            (hit,) = search_as_typed("哨所", place=place, kinds=["share"], now=NOW)
            assert [one.matter for one in hit.standings] == ["如今的事"]


def test_plaques_that_do_not_hang_hide_none_that_does(app: Flask) -> None:
    wording = f"{NOWHERE_ELSE}服务站"
    with app.app_context():
        begin_writing()
        common: dict[str, Any] = {"village": "620102001001", "wording": wording, "statutory": False}
        common |= {"counts_from": date(2025, 1, 1), "recorded_at": datetime(2025, 1, 1, tzinfo=UTC)}
        for n in range(260):
            hung_on = date(2025, 1, 1) if n == 259 else None
            db.session.add(PlaqueRecord(code=f"PQ-{n:04d}", hung_on=hung_on, **common))
        db.session.flush()
        note_rows("plaques", [{"wording": wording, "village": "620102001001"}])
        db.session.commit()
        for place in WIDER:
            (hit,) = search_as_typed(wording, place=place, kinds=["plaque"], first=1, now=NOW)
            assert [one.code for one in hit.standings] == ["PQ-0259"], place


def test_what_was_not_looked_up_any_more_is_told(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    with app.app_context():
        listed(without_lines(f"{n}号{NOWHERE_ELSE}" for n in range(90)), code="ED-A", month=2)
        listed(without_lines([f"做好全县各处{NOWHERE_ELSE}巡护"]), code="ED-B", month=6)
        monkeypatch.setattr(searching, "MOST_LOOKED_UP", 60)
        cut = search_as_typed("哨所", kinds=["matter"], now=NOW)
        assert (list(cut), cut.cut) == ([], True)
        monkeypatch.setattr(searching, "MOST_LOOKED_UP", 91)
        whole = search_as_typed("哨所", kinds=["matter"], now=NOW)
        assert (len(whole), whole.cut) == (1, False)
