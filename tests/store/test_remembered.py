"""What a process remembers is what is on file: renewed after each kind of change, whoever made it, and bounded."""

from collections.abc import Callable, Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import text

from registry.app import create_app
from registry.config import Settings
from registry.domain.approvals import Issuer
from registry.services import access
from registry.services.access import Demand
from registry.services.successions import record_division_change
from registry.store import remembered
from registry.store.approvals import ApprovalNameRecord, ApprovalPlaceRecord, ApprovalRecord, NumberPrefixRecord
from registry.store.base import WRITING, begin_writing, db
from registry.store.chiefs import ChiefDutyEndingRecord
from registry.store.duties import AssessmentRecord, ChiefDutyRecord, EditionRecord, StatutoryDutyRecord
from registry.store.emergencies import EmergencyRecord
from registry.store.units import UnitNameRecord, UnitRecord, find_unit
from tests.conftest import NOW
from tests.services.test_divisions_change import RENAME
from tests.services.test_publishing import PLACE, person

COUNTY = "620102000000"
OFF_LIST = "组织全镇干部参加广场舞比赛"
EARLIER, LATER = NOW - timedelta(days=1), NOW + timedelta(days=1)
KEY = "11629999MB9000349M"
Made = Callable[[], None]


def asks(matter: str = OFF_LIST, **given: Any) -> Demand:
    answers = {"matter": matter, "form": given.pop("form", ["DIRECT"]), **given.pop("answers", {})}
    return Demand(kind="delegation", place=PLACE, department=given.pop("department", KEY), answers=answers, **given)


def told(demand: Demand) -> dict[str, Any]:
    """The verdict, or what is to be mended, as somebody who has just come in is told it."""
    db.session.remove()
    answer = access.check(demand, now=LATER)
    return {"called": answer.question.asked_by.called, "by": answer.question.asked_by.name, **answer.verdict.as_data()}


def told_anew(demand: Demand) -> dict[str, Any]:
    """The same, read from the tables: in a transaction nothing is taken from memory."""
    db.session.remove()
    db.session.execute(text("SELECT 1"))
    answer = access.check(demand, now=LATER)
    db.session.remove()
    return {"called": answer.question.asked_by.called, "by": answer.question.asked_by.name, **answer.verdict.as_data()}


@pytest.fixture
def another(app: Flask, database_url: str, tmp_path: Path) -> Iterator[Flask]:
    """Another process that serves the same database: connections and a memory of its own."""
    other = create_app(Settings(database_url=database_url, folder=str(tmp_path)))
    yield other
    with other.app_context():
        db.session.remove()
        db.engine.dispose()


def add(*records: Any) -> None:
    begin_writing()
    for record in records:
        db.session.add(record)
        db.session.flush()
    db.session.commit()


def an_approval() -> None:
    both = [Issuer.PARTY_GENERAL_OFFICE.value, Issuer.GOVERNMENT_GENERAL_OFFICE.value]
    add(
        ApprovalRecord(
            code="PA-X", number="甘办发〔2026〕77号", plain_number="甘办发〔2026〕77号", form="UNIFIED_DEPLOYMENT",
            issuers=both, agreed_by=[], title="示例", issued_on=date(2026, 1, 1), in_force_from=date(2026, 1, 1),
            demand_forms=["DIRECT"],
            recorded_at=EARLIER, confirmed_at=EARLIER, demanders=[], former_revocations=[],
        ),
        ApprovalNameRecord(approval="PA-X", position=1, name=OFF_LIST, plain_name=OFF_LIST),
        ApprovalPlaceRecord(approval="PA-X", division="620000000000"),
    )  # fmt: skip


def an_emergency() -> None:
    add(
        EmergencyRecord(
            code="EM-X", level="III", issuer="示例指挥部", division=COUNTY, start=date(2026, 11, 1), matters=[OFF_LIST],
            recorded_at=EARLIER, former_ends=[],
        )
    )  # fmt: skip


def a_statute() -> None:
    add(StatutoryDutyRecord(code="SD-X", matter=OFF_LIST, statute="《示例法》", article="第一条", recorded_at=EARLIER))


def a_chief_duty() -> None:
    add(
        ChiefDutyRecord(
            code="CD-X", matter=OFF_LIST, laid_on="CHIEF", division=COUNTY, in_force_from=date(2026, 1, 1),
            recorded_at=EARLIER,
        )
    )  # fmt: skip


def its_end() -> None:
    end = {"position": 1, "until": date(2026, 2, 1), "reason": "示例", "ended_by": "sun", "recorded_at": EARLIER}
    add(ChiefDutyEndingRecord(duty="CD-0002", **end))


def an_assessment() -> None:
    """By another unit, of this year: who else assesses does so by itself."""
    begin_writing()
    for one in db.session.query(AssessmentRecord).filter(AssessmentRecord.year == 2026):
        db.session.delete(one)
    db.session.commit()


def an_edition() -> None:
    """The same list once more, of which nothing is written yet."""
    add(
        EditionRecord(
            code="ED-X", township=PLACE, document_number="示例〔2026〕9号", effective_on=date(2026, 11, 23),
            recorded_at=EARLIER,
        )
    )  # fmt: skip


def a_unit() -> None:
    begin_writing()
    unit = find_unit(KEY)
    assert unit is not None
    unit.name = "县市场监管新局"
    db.session.commit()


def its_name() -> None:
    add(UnitNameRecord(unit=KEY, plain_name="县市场监管老局", name="县市场监管老局"))


def its_successor() -> None:
    begin_writing()
    unit = find_unit(KEY)
    assert unit is not None
    db.session.add(UnitRecord(code="11629999MB9999999X", name="县新市场局", kind="GOVERNMENT", division=COUNTY))
    db.session.flush()
    unit.successor = "11629999MB9999999X"
    db.session.commit()


def a_name_of_the_place() -> None:
    record_division_change(RENAME, actor=person("admin"), now=NOW)


def a_prefix() -> None:
    add(NumberPrefixRecord(province_code="110000000000", prefix="示例发", province="北京市"))


PLEDGED = asks("森林草原防灭火", form=["DIRECT"], answers={"laid_on": "CHIEF"})
CHANGES: dict[str, tuple[Made, Demand]] = {
    "an approval": (an_approval, asks()),
    "an emergency": (an_emergency, asks()),
    "a statute": (a_statute, asks()),
    "a chief duty": (a_chief_duty, asks(answers={"laid_on": "CHIEF"})),
    "its end": (its_end, PLEDGED),
    "an assessment": (an_assessment, asks("特种设备安全监督检查", form=["ASSESSMENT"])),
    "an edition": (an_edition, asks("物业服务管理协调")),
    "a unit": (a_unit, asks()),
    "a name of it": (its_name, asks()),
    "its successor": (its_successor, asks()),
    "a name of the place": (a_name_of_the_place, asks()),
    "a prefix": (a_prefix, asks(cites=[("示例发〔2026〕1号", "")])),
}


@pytest.mark.parametrize("what", CHANGES)
def test_what_is_remembered_is_renewed_after_each_kind_of_change_whoever_made_it(
    app: Flask, another: Flask, what: str
) -> None:
    change, demand = CHANGES[what]
    with another.app_context():
        before = [told(demand) for _ in range(2)]
    here = told(demand)
    assert before == [here, here]
    change()
    with another.app_context():
        after = told(demand)
    assert after != here and after == told(demand) == told_anew(demand)


def test_what_was_known_before_is_answered_as_before_from_memory(app: Flask) -> None:
    then = (NOW - timedelta(days=2)).isoformat()
    before = told(asks(known_at=then))
    an_approval()
    an_emergency()
    assert told(asks())["outcome"] == "ADMIT"
    assert told(asks(known_at=then)) == before == told_anew(asks(known_at=then))


def test_nothing_is_remembered_of_what_was_rolled_back_and_a_writer_sees_its_own(app: Flask, another: Flask) -> None:
    before = told(asks())
    begin_writing()
    db.session.add(
        StatutoryDutyRecord(code="SD-X", matter=OFF_LIST, statute="《示例法》", article="一", recorded_at=EARLIER)
    )
    db.session.flush()
    mine = access.check(asks(), now=LATER).verdict
    assert mine.leading is not None and mine.leading.ground.code == "LIST_GAP"
    with another.app_context():
        assert told(asks()) == before
    db.session.rollback()
    assert told(asks()) == before
    with another.app_context():
        assert told(asks()) == before


def test_a_registry_that_was_loaded_anew_or_set_back_is_read_anew(app: Flask, another: Flask) -> None:
    """Nothing is told by the feed here: it is another one, or goes on from an older copy."""
    with another.app_context():
        before = told(asks())
    for sql in (
        "UPDATE units SET name = '县甲局' WHERE code = :key",
        "UPDATE feed SET identity = '0123456789abcdef'",
    ):
        db.session.execute(text(sql), {"key": KEY} if ":key" in sql else {})
    db.session.commit()
    with another.app_context():
        assert told(asks())["by"] == "县甲局" != before["by"]
    an_emergency()
    with another.app_context():
        assert told(asks())["by"] == "县甲局"
    db.session.execute(text("UPDATE units SET name = '县乙局' WHERE code = :key"), {"key": KEY})
    db.session.execute(text("DELETE FROM changes WHERE position = (SELECT position FROM feed)"))
    db.session.execute(text("UPDATE feed SET position = position - 1, at = (SELECT max(at) FROM changes)"))
    db.session.commit()
    with another.app_context():
        assert told(asks())["by"] == "县乙局"
    a_statute()
    with another.app_context():
        assert told(asks())["by"] == "县乙局"
    db.session.execute(text("UPDATE units SET name = '县丙局' WHERE code = :key"), {"key": KEY})
    db.session.execute(text("DELETE FROM changes WHERE position = (SELECT position FROM feed)"))
    db.session.execute(text("UPDATE feed SET position = position - 1, at = (SELECT max(at) FROM changes)"))
    db.session.commit()
    an_assessment()  # at the very position where the statute stood
    with another.app_context():
        assert told(asks())["by"] == "县丙局"


def test_what_is_read_in_one_reading_agrees_though_something_is_committed_meanwhile(app: Flask, another: Flask) -> None:
    """Before its first statement the reading begins anew; after it, it goes on as of when it began."""
    begun: list[int] = []

    def statutes() -> int:
        return len(
            remembered.recalled(remembered.kinds_of("statutory_duties"), "test of statutes", _count("statutory_duties"))
        )

    def emergencies() -> int:
        return len(
            remembered.recalled(remembered.kinds_of("emergencies"), "test of emergencies", _count("emergencies"))
        )

    def elsewhere(change: Made) -> None:
        with another.app_context():
            change()
            db.session.remove()

    def work() -> tuple[int, int]:
        begun.append(1)
        if len(begun) == 1:
            elsewhere(a_statute)
        first = statutes()
        if len(begun) == 2:
            elsewhere(an_emergency)
        return first, emergencies()

    db.session.remove()
    statutes_before, emergencies_before = len(_count("statutory_duties")()), len(_count("emergencies")())
    db.session.remove()
    assert remembered.steadily(work) == (statutes_before + 1, emergencies_before)
    assert len(begun) == 2
    db.session.remove()
    assert remembered.steadily(work) == (statutes_before + 1, emergencies_before + 1)


def _count(table: str) -> Callable[[], list[Any]]:
    return lambda: list(db.session.execute(text(f"SELECT code FROM {table}")))


def test_whoever_writes_after_a_reading_does_so_as_always(app: Flask) -> None:
    """On PostgreSQL a reading has one snapshot; a writer sees what others committed while it waited for its turn."""
    told(asks())
    begin_writing()
    if db.engine.dialect.name == "postgresql":
        assert db.session.scalar(text("SHOW transaction_isolation")) == "read committed"
    assert db.session.connection().get_execution_options()[WRITING]
    db.session.rollback()


def test_memory_is_bounded_and_the_oldest_goes_first(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(remembered, "MOST_KEPT", 16)
    read: list[int] = []

    def value(number: int) -> int:
        def reading() -> int:
            read.append(number)
            return number

        db.session.remove()
        return remembered.steadily(lambda: remembered.recalled(remembered.kinds_of("units"), ("test", number), reading))

    for number in range(100):
        assert value(number) == value(number) == number
    assert read == list(range(100))
    assert (value(99), value(0)) == (99, 0)
    assert read[100:] == [0]


def test_a_database_that_does_not_tell_how_far_its_feed_goes_is_read_all_the_same(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = told(asks())
    monkeypatch.setattr(remembered, "_HEAD", "SELECT nothing FROM nowhere")
    assert told(asks()) == before
