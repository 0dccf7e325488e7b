"""The frozen copy: byte for byte the same whatever happens afterwards, and nothing in it that is not public."""

import hashlib
import json
from datetime import date, timedelta
from typing import Any

from registry.domain.actors import Actor
from registry.domain.granted import public_copy
from registry.services import cases
from registry.services.admission_views import admission_shown
from registry.services.admissions import fingerprint_of
from registry.services.clock import tick
from registry.services.successions import TypedChange, record_division_change
from registry.store.admissions import admission_of
from registry.store.base import db
from tests.conftest import NOW
from tests.services.test_admission_days import IN_DECEMBER, IN_JANUARY, amended, number_of
from tests.services.test_approvals import FUNDED, UNFUNDED, admitted, called
from tests.services.test_cases import LISTED, submitted
from tests.services.test_publishing import published, rows_of

JIUQUAN, ELSEWHERE = "620102001000", "620103000000"


def shown(number: str, on: str = "") -> dict[str, Any]:
    db.session.rollback()
    return admission_shown(number, on=on, now=IN_JANUARY).as_data()


def told(case: str) -> tuple[str, str, str]:
    """The copy as anybody has it, its fingerprint, and that of the whole that the parties have."""
    data, record = shown(number_of(case)), admission_of(case)
    assert record is not None and fingerprint_of(record.granted) == record.fingerprint
    return data["publicCopy"], data["fingerprint"], record.fingerprint


def test_the_fingerprint_is_that_of_the_very_bytes_that_are_handed_out(clerk_li: Actor) -> None:
    (case,) = admitted(clerk_li, FUNDED)
    copy, fingerprint, _ = told(case)
    assert hashlib.sha256(copy.encode()).hexdigest() == fingerprint
    read = json.loads(copy)
    assert (read["answers"]["matter"], read["place"]["code"], read["unit"]["code"]) == (FUNDED, JIUQUAN, clerk_li.unit)
    assert [one["code"] for one in read["restsOn"]] == ["PA-0001"]


def test_nobody_and_nothing_of_the_case_stands_in_the_copy(clerk_li: Actor, officer_wang: Actor) -> None:
    typed = {"contact": "李某 0931-0000000", "opinions": "王某同意", "legality": "张某审核", "exit": "项目结束即退出"}
    case = cases.verify(submitted(clerk_li, LISTED, application=typed), actor=officer_wang, now=NOW).number
    copy, _, _ = told(case)
    assert "项目结束即退出" in copy
    for hidden in (
        "李",
        "王某",
        "张某",
        "0931",
        "contact",
        "opinions",
        case,
        case.rpartition("-")[0],
        "王干事",
    ):
        assert hidden not in copy, hidden


def test_it_is_the_same_after_the_place_has_another_code(clerk_li: Actor) -> None:
    (case,) = admitted(clerk_li, FUNDED)
    before = told(case)
    moved = TypedChange("RECODED", [JIUQUAN], "2026-12-13", ["620103091000"], parents=[ELSEWHERE], keep_numbers=True)
    record_division_change(moved, actor=called("zheng"), now=IN_DECEMBER)
    assert shown(number_of(case))["place"] == "620103091000"
    assert told(case) == before


def test_it_is_the_same_after_the_list_was_followed_by_another(clerk_li: Actor, officer_wang: Actor) -> None:
    case = cases.verify(submitted(clerk_li, LISTED), actor=officer_wang, now=NOW).number
    before = told(case)
    rows = tuple(row for row in rows_of(JIUQUAN) if row.matter != LISTED["matter"])
    assert len(rows) < len(rows_of(JIUQUAN))
    published(JIUQUAN, rows, effective_on=date(2026, 12, 13), now=NOW + timedelta(hours=1))
    assert LISTED["matter"] not in {row.matter for row in rows_of(JIUQUAN, date(2026, 12, 20), IN_JANUARY)}
    assert told(case) == before


def test_it_is_the_same_after_the_approval_was_amended_and_after_the_end(clerk_li: Actor) -> None:
    (case,) = admitted(clerk_li, FUNDED)
    before = told(case)
    amended("PA-0001", FUNDED, valid_until="2027-01-10")
    assert told(case) == before
    assert tick(now=NOW + timedelta(days=70)).ended == (case,)
    assert told(case) == before


def test_conditions_of_the_day_stand_apart_from_those_granted(clerk_li: Actor) -> None:
    (case,) = admitted(clerk_li, UNFUNDED)
    granted = json.loads(public_copy(getattr(admission_of(case), "granted", {})))["conditions"]
    assert "RESOURCES_DUE" in [one["code"] for one in granted]
    amended("PA-0002", UNFUNDED)
    number = number_of(case)
    then, now = shown(number, "2026-12-12"), shown(number)
    assert (then["conditions"], then["conditionsAsGranted"], then["carriedOverOn"]) == (granted, [], None)
    assert "RESOURCES_DUE" not in [one["code"] for one in now["conditions"]]
    assert (now["conditionsAsGranted"], now["carriedOverOn"]) == (granted, "2026-12-13")
    assert "77号" in str(now["conditions"]) and "77号" not in str(granted)
    assert json.loads(now["publicCopy"])["conditions"] == granted


def test_the_copy_of_a_grant_is_written_the_same_way_for_ever() -> None:
    """Fingerprints that people wrote down hang on it: another way of writing is another format."""
    lifter = {"kind": "APPROVAL", "code": "PA-1", "number": "甘办发〔2026〕1号"}
    ground = {"code": "NOT_ON_LIST", "liftedBy": lifter}
    granted = {
        "case": "R2026-000001-001",
        "request": "R2026-000001",
        "kind": "delegation",
        "answers": {"matter": "防汛抗旱"},
        "place": {"code": JIUQUAN, "name": "酒泉路街道"},
        "unit": {"code": "U1", "name": "县应急管理局"},
        "application": {"exit": "汛期结束", "contact": "李某"},
        "valid_from": "2026-03-01",
        "valid_until": None,
        "verdict": {"on": "2026-03-01", "conditions": [], "grounds": [ground, ground, {"liftedBy": None}]},
    }
    told = hashlib.sha256(public_copy(granted).encode()).hexdigest()
    assert told == "71658a7e8e4e7c746b5765b06815891866df4d9cc8638d03d5d151190c8aa12c"
