"""Many rows at once: what is added is what an ordinary insert adds, and a rollback undoes it."""

from datetime import UTC, date, datetime, timedelta, timezone
from itertools import repeat
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, insert, select
from sqlalchemy.exc import IntegrityError

from registry.store.approvals import ApprovalRecord
from registry.store.base import begin_writing, db
from registry.store.bulk import PORTION, bulk_add
from registry.store.duties import DutyRecord, EditionRecord

CHINA = timezone(timedelta(hours=8))
AWKWARD = "制表\t换行\n回车\r反斜杠\\N \\. 引号\"'“” 逗号, 空 \x7f 😀"
APPROVAL: dict[str, Any] = {
    "number": AWKWARD, "plain_number": "", "form": "UNIFIED_DEPLOYMENT", "issuers": ["甲\t乙\n", "\\N", ""],
    "agreed_by": [], "title": "\\N", "issued_on": date(2025, 1, 1), "in_force_from": date(2025, 2, 28),
    "valid_until": None, "demand_forms": [AWKWARD], "recorded_at": datetime(2025, 1, 1, 7, 59, 59, 123456, CHINA),
    "confirmed_at": None, "revoked_on": None, "revocation_recorded_at": datetime(1999, 12, 31, tzinfo=UTC), "posts": -1,
    "money": "", "powers": None, "statute": "\\.", "article": " ", "reinstated_by": "\x01", "demanders": [{"a": None}],
    "quota": 0, "sample": True,
}  # fmt: skip


def duty(number: int, edition: str = "ED-620102001-2025") -> dict[str, Any]:
    return {
        **{"edition": edition, "code": f"N{number:05d}", "tier": "BASIC", "number": number, "category": ""},
        **{"matter": f"事项{number}", "township_share": []},
    }


def duties_on_file() -> int:
    return db.session.scalar(select(func.count()).select_from(DutyRecord)) or 0


def kept(code: str) -> dict[str, Any]:
    row = db.session.execute(select(ApprovalRecord.__table__).where(ApprovalRecord.code == code)).mappings().one()
    return {name: value for name, value in row.items() if name != "code"}


def test_every_type_is_kept_as_an_ordinary_insert_keeps_it(app: Flask) -> None:
    table = ApprovalRecord.__table__
    begin_writing()
    db.session.execute(insert(table), [{"code": "plain", **APPROVAL}])
    assert bulk_add(table, [{"code": "bulk", **APPROVAL}]) == 1
    db.session.commit()
    assert kept("bulk") == kept("plain")
    assert kept("bulk")["recorded_at"] == APPROVAL["recorded_at"]
    assert (kept("bulk")["money"], kept("bulk")["powers"]) == ("", None)


def test_columns_that_are_left_out_are_given_their_defaults(app: Flask) -> None:
    begin_writing()
    assert bulk_add(DutyRecord.__table__, (duty(n) for n in range(PORTION + 1))) == PORTION + 1
    db.session.commit()
    record = db.session.get_one(DutyRecord, ("ED-620102001-2025", f"N{PORTION:05d}"))
    assert (record.taken_over_by, record.way_of_working, record.number) == ("", "", PORTION)


def test_a_rollback_undoes_what_was_added(app: Flask) -> None:
    before = duties_on_file()
    begin_writing()
    bulk_add(DutyRecord.__table__, [duty(1)])
    assert duties_on_file() == before + 1
    db.session.rollback()
    assert duties_on_file() == before


def test_what_the_session_holds_is_written_first(app: Flask) -> None:
    begin_writing()
    edition = EditionRecord(
        code="ED-NEW", township="620102001000", document_number="示例", effective_on=date(2026, 1, 1),
        recorded_at=datetime(2026, 1, 1, tzinfo=UTC),
    )  # fmt: skip
    db.session.add(edition)
    assert bulk_add(DutyRecord.__table__, [duty(1, "ED-NEW")]) == 1
    db.session.commit()


def test_no_rows_are_no_rows(app: Flask) -> None:
    assert bulk_add(DutyRecord.__table__, []) == 0


@pytest.mark.parametrize("rows", [[duty(1, "ED-NOWHERE")], [duty(1), duty(1)]], ids=["no such edition", "twice"])
def test_a_row_that_may_not_stand_is_refused_as_an_insert_refuses_it(app: Flask, rows: list[dict[str, Any]]) -> None:
    before = duties_on_file()
    begin_writing()
    with pytest.raises(IntegrityError):
        bulk_add(DutyRecord.__table__, rows)
    db.session.rollback()
    assert duties_on_file() == before
    begin_writing()
    assert bulk_add(DutyRecord.__table__, [duty(1)]) == 1  # the connection is fit for use again
    db.session.rollback()


def test_a_row_of_another_shape_is_refused(app: Flask) -> None:
    begin_writing()
    with pytest.raises(ValueError, match="colour"):
        bulk_add(DutyRecord.__table__, [{**duty(1), "colour": "red"}])
    with pytest.raises(KeyError):
        bulk_add(DutyRecord.__table__, [duty(1), {"code": "N2"}])
    db.session.rollback()


def test_a_failure_in_whoever_makes_the_rows_is_passed_on(app: Flask) -> None:
    def rows() -> Any:
        yield from repeat(duty(1), 1)
        raise RuntimeError("the source broke")

    begin_writing()
    with pytest.raises(RuntimeError, match="the source broke"):
        bulk_add(DutyRecord.__table__, rows())
    db.session.rollback()
