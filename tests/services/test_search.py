"""Searching matters, shares, plaques and certificates: two characters, order, places, both dates, both engines."""

import threading
from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select, text

from registry.app import create_app
from registry.config import Settings
from registry.domain import errors
from registry.domain.searching import Match, WordingKind
from registry.domain.standings import StandingMark
from registry.services import search as searching
from registry.services.search import search_as_typed
from registry.store import search
from registry.store.base import begin_writing, db
from registry.store.divisions import find_place
from registry.store.duties import DutyRecord, EditionRecord, list_in_force
from registry.store.indexing import note_lists, note_rows
from registry.store.migrating import migrate, migrate_down
from registry.store.search import MarkCountRecord, WordingMarkRecord, WordingRecord, note_wordings
from tests.conftest import ENGINES

NOW = datetime(2026, 11, 23, 4, 0, tzinfo=UTC)
TOWNSHIP, COUNTY = "620102001000", "620102000000"


def hits(sought: str, **asked: Any) -> list[Any]:
    return search_as_typed(sought, now=NOW, **asked)


def texts(sought: str, **asked: Any) -> list[str]:
    return [hit.text for hit in hits(sought, **asked)]


@pytest.mark.parametrize(
    ("sought", "found"),
    [
        ("低保", "受理审核特困人员供养、最低生活保障和临时救助申请"),
        ("防汛", "防汛抗旱"),
        ("改厕", "推进农村人居环境整治和户厕管护"),
        ("秸秆", "组织秸秆禁烧宣传巡查和初起火点处置"),
        ("信访", "受理办理属于本级职责范围的信访事项"),
    ],
)
@pytest.mark.parametrize("place", ["", TOWNSHIP, COUNTY, "620000000000"])
def test_two_characters_find_a_matter_anywhere_and_in_a_place(app: Flask, sought: str, found: str, place: str) -> None:
    with app.app_context():
        assert found in texts(sought, place=place, kinds=["matter"])[:3]


def test_exact_stands_before_beginning_before_containing_before_close(app: Flask) -> None:
    with app.app_context():
        found = hits("健在证明", first=50)
        order = [[*Match].index(hit.match) for hit in found]
        assert order == sorted(order)
        assert (found[0].text, found[0].match, found[0].score) == ("健在证明", Match.EXACT, 1.0)
        close = [hit.text for hit in hits("活着证明", first=50) if hit.match is Match.CLOSE]
        assert close[0] == "健在证明"


def test_a_single_character_finds_only_what_is_it_or_begins_with_it(app: Flask) -> None:
    with app.app_context():
        found = hits("防", first=50)
        assert "防汛抗旱" in [hit.text for hit in found]
        assert {hit.match for hit in found} <= {Match.EXACT, Match.BEGINS}


def test_a_hit_says_where_it_stands(app: Flask) -> None:
    with app.app_context():
        (matter,) = hits("防汛抗旱", place=TOWNSHIP, kinds=["MATTER"], first=1)
        (row,) = matter.standings
        assert (row.place, row.place_name, row.mark) == (TOWNSHIP, "酒泉路街道", StandingMark.SUPPORTING)
        assert row.departments == ("县水利局", "县应急管理局")
        assert (matter.places, matter.more, row.sample) == (1, False, True)
        everywhere = hits("防汛抗旱", kinds=["MATTER"], first=1)[0]
        assert (everywhere.places, everywhere.more, len(everywhere.standings)) == (20, True, 5)
        (share,) = hits("负责水情监测预警、水工程调度和技术指导", place=TOWNSHIP, kinds=["SHARE"], first=1)
        assert (share.standings[0].matter, share.standings[0].departments) == ("防汛抗旱", ("县水利局",))
        (certificate,) = hits("健在证明", place=TOWNSHIP, kinds=["CERTIFICATE"], first=1)
        assert (certificate.standings[0].mark, certificate.standings[0].place_name) == (StandingMark.NATION, "甘肃省")


def test_a_village_is_shown_its_townships_list_and_its_own_plaques(app: Flask) -> None:
    with app.app_context():
        assert texts("防汛", place="620102001001", kinds=["matter"]) == ["防汛抗旱"]
        own = hits("畅家巷", place="620102001001", kinds=["plaque"])
        assert own
        assert {hit.standings[0].place for hit in own} == {"620102001001"}
        assert texts("畅家巷", place="620102001002", kinds=["plaque"]) == []


def test_a_plaque_taken_down_is_found_only_for_days_before_and_once_it_is_known(app: Flask) -> None:
    with app.app_context():
        wording = "畅家巷社区科普宣传室"  # taken down on 2024-11-15; all of it was recorded on 2025-01-10
        for on, known_at, hangs in (
            ("", "", False),
            ("2024-11-15", "", False),
            ("2024-11-14", "", True),
            ("2024-11-14", "2024-12-31", False),
        ):
            assert (texts(wording, kinds=["plaque"], on=on, known_at=known_at)[:1] == [wording]) is hangs


def published(matters: list[str], *, code: str, effective: date, recorded: datetime) -> None:
    """An edition of the sample township of these basic matters and no others, on record and findable."""
    begin_writing()
    db.session.add(EditionRecord(code=code, township=TOWNSHIP, document_number="试〔2026〕1号", effective_on=effective,
                                 recorded_at=recorded, sample=True))  # fmt: skip
    db.session.flush()
    rows: list[dict[str, Any]] = [
        {"edition": code, "code": f"X-{n}", "tier": "BASIC", "number": n, "category": "", "matter": matter,
         "township_share": [], "taken_over_by": "", "way_of_working": ""}
        for n, matter in enumerate(matters, start=1)
    ]  # fmt: skip
    db.session.execute(DutyRecord.__table__.insert(), rows)
    note_rows("duties", rows)
    db.session.commit()


def test_a_matter_dropped_by_a_later_edition_is_found_as_of_before(app: Flask) -> None:
    with app.app_context():
        recorded = datetime(2026, 9, 1, tzinfo=UTC)
        published(
            ["推广太阳能路灯"], code="ED-A", effective=date(2026, 2, 1), recorded=datetime(2026, 1, 20, tzinfo=UTC)
        )
        published(["推广无人机巡田"], code="ED-B", effective=date(2026, 6, 1), recorded=recorded)
        for place in ("", TOWNSHIP, COUNTY, "620100000000", "620000000000"):
            asked = {"place": place, "kinds": ["matter"]}
            assert "推广太阳能路灯" not in texts("太阳能路灯", **asked), place
            assert texts("太阳能路灯", on="2026-05-31", **asked)[:1] == ["推广太阳能路灯"]
            assert texts("太阳能路灯", on="2026-07-01", known_at="2026-08-01", **asked)[:1] == ["推广太阳能路灯"]
            assert texts("无人机", on="2026-07-01", **asked)[:1] == ["推广无人机巡田"]
            assert texts("无人机", on="2026-07-01", known_at="2026-08-01", **asked) == []
            assert texts("无人机", on="2026-05-31", **asked) == []
        assert "推广太阳能路灯" not in texts("太阳能路灯", place="620102002000", on="2026-05-31", kinds=["matter"])


@pytest.mark.parametrize("sought", ["低保%", "_低保_", "低保' --", "低保\\", '低保"', "低保;--", "低保\u200b"])
def test_marks_that_a_database_reads_otherwise_are_only_text(app: Flask, sought: str) -> None:
    with app.app_context():
        assert "受理审核特困人员供养、最低生活保障和临时救助申请" in texts(sought, kinds=["matter"])
        assert db.session.scalar(select(func.count()).select_from(WordingRecord)) > 500


@pytest.mark.parametrize("sought", ["", "   ", "%", "_'\\", "字" * 101, "低\x00保"])
def test_what_cannot_be_searched_is_refused_with_its_field(app: Flask, sought: str) -> None:
    with app.app_context(), pytest.raises(errors.BadInput) as refused:
        hits(sought)
    assert refused.value.field == "text"


def test_bounds_and_kinds_are_checked(app: Flask) -> None:
    with app.app_context():
        for first in (0, 51):
            with pytest.raises(errors.NotANumber):
                hits("低保", first=first)
        with pytest.raises(errors.UnknownOption):
            hits("低保", kinds=["letter"])
        with pytest.raises(errors.UnknownPlace):
            hits("低保", place="999999")
        assert len(hits("工作", first=50)) <= 50


def test_every_wording_is_found_by_itself_and_by_any_two_of_its_characters(app: Flask) -> None:
    with app.app_context():
        duty_list = list_in_force(TOWNSHIP, date(2026, 11, 23), NOW)
        assert duty_list is not None
        for matter in [duty.matter for duty in duty_list.duties][::12]:
            for place in ("", TOWNSHIP):
                first = hits(matter, place=place, kinds=["matter"], first=1)[0]
                assert (first.text, first.match) == (matter, Match.EXACT)
            name = "".join(c for c in matter if c.isalnum())
            for at in range(0, len(name) - 1, 3):
                assert any(name[at : at + 2] in t.replace("、", "").replace(",", "") for t in texts(name[at : at + 2]))


def test_noting_again_changes_nothing(app: Flask) -> None:
    with app.app_context():
        place = find_place(TOWNSHIP)
        duty_list = list_in_force(TOWNSHIP, date(2026, 11, 23), NOW)
        assert place is not None
        assert duty_list is not None
        before = state()
        begin_writing()
        note_lists([(place, duty_list.duties)])
        db.session.commit()
        assert state() == before


def state() -> tuple[list[Any], ...]:
    tables = ("wordings", "mark_counts", "wording_marks", "wording_divisions", "share_matters")
    return tuple(sorted(tuple(row) for row in db.session.execute(text(f"select * from {t}")).all()) for t in tables)


def test_two_that_note_the_same_wordings_at_once_note_each_once(app: Flask) -> None:
    wordings = [f"推广新技术第{n}批" for n in range(60)]
    gate, failed = threading.Barrier(4), []

    def note(mine: list[str]) -> None:
        try:
            with app.app_context():
                gate.wait()
                begin_writing()
                note_wordings(WordingKind.MATTER, mine, [COUNTY])
                note_wordings(WordingKind.SHARE, reversed(mine), [COUNTY])
                db.session.commit()
        except Exception as error:
            failed.append(error)

    threads = [threading.Thread(target=note, args=(wordings[turn * 10 : turn * 10 + 30],)) for turn in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failed == []
    with app.app_context():
        for kind in (WordingKind.MATTER, WordingKind.SHARE):
            noted = select(func.count()).where(WordingRecord.kind == kind, WordingRecord.text.like("推广新技术第%"))
            assert db.session.scalar(noted) == 60
        assert_counts_are_true()


def assert_counts_are_true() -> None:
    counted = select(WordingMarkRecord.kind, WordingMarkRecord.mark, func.count()).group_by(
        WordingMarkRecord.kind, WordingMarkRecord.mark
    )
    kept = select(MarkCountRecord.kind, MarkCountRecord.mark, MarkCountRecord.wordings).where(
        MarkCountRecord.mark != ""
    )
    assert {tuple(row) for row in db.session.execute(counted)} == {tuple(row) for row in db.session.execute(kept)}


def test_counts_of_marks_are_true_after_the_seed(app: Flask) -> None:
    with app.app_context():
        assert_counts_are_true()


def test_an_upgraded_database_is_indexed_from_what_is_on_file(app: Flask) -> None:
    with app.app_context():
        seeded = state()
        db.session.remove()
        migrate_down(db.engine, "0006")
        migrate(db.engine)
        assert texts("防汛") == []
        db.session.remove()
        assert searching.index_if_needed(now=NOW) == len(seeded[0])
        assert searching.index_if_needed(now=NOW) is None
        # Which of two spellings came first does not matter: the whole index is as recording made it.
        assert state() == seeded
        assert "防汛抗旱" in texts("防汛")
        assert searching.reindex(now=NOW) == len(seeded[0])
        assert state() == seeded


def two_hundred() -> list[tuple[str, str]]:
    words = ["低保", "防汛", "改厕", "健在证明", "秸秆禁烧", "公安", "党群服务中心", "居民委员会", "烟花爆竹", "宣传"]
    words += [
        "谁管村里的路灯",
        "学校门口摆摊",
        "企业有困难",
        "高龄老人补贴",
        "垃圾没人收",
        "上访",
        "森林防火",
        "欠薪",
        "校外培训",
        "燃气",
    ]
    places = ["", "62", "6201", "620102", "620102001", "620102005", "620102001001", "620102025", "6202", "620102013"]
    return [(word, place) for word in words for place in places]


def test_both_engines_answer_two_hundred_questions_alike(fresh_url: Callable[[str], str], tmp_path: Path) -> None:
    answers = []
    for engine in ENGINES:
        app = create_app(Settings(database_url=fresh_url(engine), folder=str(tmp_path)))
        with app.app_context():
            answers.append([[h.as_data() for h in hits(sought, place=p)] for sought, p in two_hundred()])
            db.session.remove()
            db.engine.dispose()
    assert len(answers[0]) == 200
    assert answers[0] == answers[1]
    assert sum(map(bool, answers[0])) > 100


def test_the_index_of_a_release_is_told_complete_once(app: Flask) -> None:
    with app.app_context():
        assert search.index_is_complete()  # what came with the seed was noted as it came
        assert searching.index_if_needed(now=NOW) is None
        search.forget_index()
        db.session.commit()
        assert not search.index_is_complete()
        searching.index_if_needed(now=NOW)
        assert search.index_is_complete()


def test_the_name_of_a_department_finds_its_business_on_a_townships_list(app: Flask) -> None:
    """Written so, shortened, or without its level; its shares in the order of the list, then what it took back."""
    with app.app_context():
        theirs = hits("县市场监督管理局", place=TOWNSHIP)[:4]
        assert [(hit.kind, hit.text) for hit in theirs] == [
            (WordingKind.SHARE, "查处校园周边食品、文具违法经营"),
            (WordingKind.SHARE, "监管气瓶和燃气器具质量"),
            (WordingKind.SHARE, "许可备案、监督检查、抽检和处罚"),
            (WordingKind.MATTER, "特种设备安全监督检查"),
        ]
        named = [hit.standings[0].departments for hit in theirs[:3]]
        assert named == [("县市场监管局",), ("县市场监管局",), ("县市场监督管理局",)]  # one unit, written in two ways
        for short in ("县市场监管局", "市场监督管理局"):
            assert [hit.text for hit in hits(short, place=TOWNSHIP)][:4] == [hit.text for hit in theirs]
        only = hits("县市场监督管理局", place=TOWNSHIP, kinds=["matter"])
        assert {hit.kind for hit in only} == {WordingKind.MATTER}


def test_a_word_that_is_no_departments_name_finds_wordings_only(app: Flask) -> None:
    with app.app_context():
        assert hits("校园周边", place=TOWNSHIP)[0].match is not Match.CLOSE
