"""Provincial approvals: recorded, confirmed, amended, revoked; what that does to admissions, and whom it would cure."""

import os
import threading
from collections.abc import Callable
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from flask import Flask

from registry.domain import errors
from registry.domain.actors import Actor, Role
from registry.domain.admissions import Fate, Validity
from registry.domain.approvals import ApprovalState
from registry.domain.cases import Status
from registry.domain.documents import read_document
from registry.services import admissions, approval_recording, approvals, cases, requests
from registry.services.access import Demand
from registry.services.approval_effects import cured_by, offered_to
from registry.services.clock import tick
from registry.services.events import verify_events
from registry.services.people import actor_called
from registry.services.rejudging import judged_as_then
from registry.store.admissions import admission_of, lifters_of
from registry.store.base import db
from registry.store.cases import CaseRecord, find_case
from registry.store.events import events_about
from tests.conftest import NOW
from tests.processes import at_once, with_app
from tests.samples_of_files import PDF

COUNTY, JIUQUAN, ZHANGYE, NEXT = "620102000000", "620102001000", "620102002000", "620102005000"
MATTER, UNFUNDED, FUNDED = "无人机起降点编号", "公共停车泊位收费管理", "农村公益性墓地日常管护"
PAPER = {
    "approval_form": "UNIFIED_DEPLOYMENT",
    "issuers": ["PARTY_GENERAL_OFFICE", "GOVERNMENT_GENERAL_OFFICE"],
    "document_number": "甘办发〔2026〕77号",
    "paper_title": "示例:关于无人机起降点编号的统一部署",
    "issued_on": "2026-11-10",
    "in_force_from": "2026-11-15",
    "approval_names": MATTER,
    "approval_places": COUNTY,
    "demand_forms": ["DIRECT"],
    "approved_posts": "1",
    "money": "每街道每年3万元",
    "powers": "无需执法权限",
}
SCAN = read_document("扫描件.pdf", PDF)
SOON, TOMORROW, LATER = NOW + timedelta(minutes=1), NOW + timedelta(days=1), NOW + timedelta(days=60)


def called(name: str) -> Actor:
    actor = actor_called(name)
    assert actor is not None
    return actor


@pytest.fixture
def sun(app: Flask) -> Actor:
    """Sun of the county's list office."""
    return called("sun")


@pytest.fixture
def zheng(app: Flask) -> Actor:
    """Zheng of the province."""
    return called("zheng")


@pytest.fixture
def he(app: Flask) -> Actor:
    """He, who confirms at the province what Zheng records."""
    return called("he")


def recorded(by: Actor, *, document: Any = SCAN, amends: str = "", **answers: object) -> str:
    return approval_recording.record({**PAPER, **answers}, document=document, amends=amends, actor=by, now=NOW).code


def confirmed(**answers: Any) -> str:
    code = recorded(called("zheng"), **answers)
    approvals.confirm(code, actor=called("he"), now=NOW)
    return code


def submitted(by: Actor, matter: str = MATTER, places: tuple[str, ...] = (JIUQUAN,), now: datetime = NOW) -> list[str]:
    demand = Demand(kind="delegation", place=places[0], answers={"matter": matter})
    return [case.number for case in requests.submit(demand, places=places, actor=by, now=now).cases]


def admitted(by: Actor, matter: str, places: tuple[str, ...] = (JIUQUAN,)) -> list[str]:
    numbers = submitted(by, matter, places)
    for number, place in zip(numbers, places, strict=True):
        assert cases.verify(number, actor=desk_of(place), now=NOW).status == Status.ADMITTED
    return numbers


def desk_of(place: str) -> Actor:
    """Somebody of this township's desk."""
    return Actor(f"desk of {place}", Role.TOWNSHIP_DESK, place, place)


def fresh(number: str) -> CaseRecord:
    db.session.rollback()
    case = find_case(number)
    assert case is not None
    return case


def status(number: str) -> Status:
    return Status(fresh(number).status)


def state(code: str, now: datetime = LATER) -> ApprovalState:
    db.session.rollback()
    return approvals.value_of(approvals.approval_called(code), now).state_on(now.date())


# Recording and confirming
# ----------------------------------------------------------------------------------------------------------------------


def test_what_is_recorded_lifts_nothing_until_the_province_confirms_it(
    clerk_li: Actor, officer_wang: Actor, sun: Actor, zheng: Actor
) -> None:
    code = recorded(sun)
    (early,) = submitted(clerk_li)
    assert (status(early), state(code)) == (Status.REJECTED, ApprovalState.UNCONFIRMED)
    approvals.confirm(code, actor=zheng, now=NOW)
    assert state(code) is ApprovalState.IN_FORCE
    assert status(early) == Status.REJECTED  # nothing is changed by itself
    assert cases.reconsider(early, actor=clerk_li, now=NOW).status == Status.AWAITING_VERIFICATION
    assert cases.verify(early, actor=officer_wang, now=NOW).status == Status.ADMITTED
    record = admission_of(early)
    assert record is not None and record.number is not None


def test_everything_the_paper_says_is_kept(zheng: Actor) -> None:
    more = {
        "kept_share": "核查和处罚由市场监管部门承担",
        "money_channel": "2027年起列入区级财政预算",
        "systems": "开通巡看登记账号",
        "training": "每年培训两次",
        "assessment_report": "2026年9月评估可以承接",
        "valid_until": "2028年12月31日",
        "most_places": "3",
        "approval_names": f"{MATTER}\n无人机停机坪编号;{MATTER}",
        "approval_places": "酒泉路街道\n620102002000",
    }
    record = approvals.approval_called(recorded(zheng, document=None, **more))
    kept = approvals.value_of(record, LATER)
    assert kept.names == (MATTER, "无人机停机坪编号")
    assert kept.places == (JIUQUAN, ZHANGYE)
    assert (record.kept_share, record.systems) == (more["kept_share"], more["systems"])
    assert (kept.posts, kept.money, kept.most_places) == (1, "每街道每年3万元", 3)
    assert (record.training, record.assessment) == (more["training"], more["assessment_report"])
    assert (record.recorded_by, record.recorded_for) == ("zheng", zheng.unit)
    assert [event.verb for event in events_about(record.code, stream="approvals")] == ["record_approval"]


def test_a_list_office_records_for_its_own_county_with_the_document_or_its_fingerprint(sun: Actor) -> None:
    with pytest.raises(errors.DocumentMissing):
        recorded(sun, document=None)
    with pytest.raises(errors.NotASha256):
        recorded(sun, document=None, document_sha256="12ab")
    with pytest.raises(errors.DocumentRefused):
        recorded(sun, document_sha256="0" * 64)
    with pytest.raises(errors.NotPermitted):
        recorded(sun, approval_places="甘肃省")
    by_fingerprint = recorded(sun, document=None, document_sha256="AB" * 32)
    assert approvals.approval_called(by_fingerprint).document_sha256 == "ab" * 32
    with_file = recorded(sun, document_number="甘办发〔2026〕78号")
    assert approvals.approval_called(with_file).document_sha256 == SCAN.sha256


@pytest.mark.parametrize("name", ["li", "wang", "zhao", "zhou", "wu", "feng", "admin"])
def test_nobody_else_records_confirms_or_revokes(app: Flask, name: str) -> None:
    with pytest.raises(errors.NotPermitted):
        recorded(called(name))
    with pytest.raises(errors.NotPermitted):
        approvals.confirm("PA-0003", actor=called(name), now=NOW)
    with pytest.raises(errors.NotPermitted):
        approvals.revoke("PA-0001", "2026-12-01", "不再需要", actor=called(name), now=NOW)


def test_a_list_office_cannot_confirm_and_nobody_confirms_what_they_recorded(sun: Actor, zheng: Actor) -> None:
    code = recorded(zheng)
    with pytest.raises(errors.NotPermitted):
        approvals.confirm(code, actor=sun, now=NOW)
    with pytest.raises(errors.OwnRecord):
        approvals.confirm(code, actor=zheng, now=NOW)
    assert state(code) is ApprovalState.UNCONFIRMED
    approvals.confirm(code, actor=called("he"), now=NOW)
    with pytest.raises(errors.AlreadyConfirmed):
        approvals.confirm(code, actor=called("he"), now=NOW)


def test_a_lower_paper_is_evidence_and_never_lifts_anything(clerk_li: Actor, sun: Actor, zheng: Actor) -> None:
    code = recorded(sun, issuers=["COUNTY", "MINUTES"], document_number="安办发〔2026〕3号")
    with pytest.raises(errors.EvidenceOnly):
        approvals.confirm(code, actor=zheng, now=NOW)
    (number,) = submitted(clerk_li)
    case = fresh(number)
    assert (case.status, state(code)) == (Status.REJECTED, ApprovalState.EVIDENCE)
    assert "LEVEL_INSUFFICIENT" in [ground["code"] for ground in case.verdict["grounds"]]


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"document_number": "第三号文"}, None),
        ({"approval_names": " \n ; "}, None),
        ({"approval_places": ""}, "approval_places"),
        ({"approval_places": "无名镇"}, "place"),
        ({"issued_on": "2026-11-24"}, "issued_on"),
        ({"in_force_from": "2026-11-01"}, "in_force_from"),
        ({"valid_until": "2026-11-11"}, None),
        ({"issuers": []}, "issuers"),
        ({"most_places": "0"}, "most_places"),
        ({"approval_form": "CATALOGUE_ENTRY", "approval_names": "健在证明"}, None),
        ({"approval_form": "CATALOGUE_ENTRY", "approval_demanders": "某农村商业银行"}, None),
    ],
)
def test_what_cannot_stand_is_refused_with_the_field_to_mend_and_nothing_is_kept(
    zheng: Actor, wrong: dict[str, Any], field: str | None
) -> None:
    with pytest.raises(errors.RegistryError) as refused:
        recorded(zheng, **wrong)
    assert getattr(refused.value, "field", None) == field
    db.session.rollback()
    assert events_about("PA-2026-0001", stream="approvals") == []
    with pytest.raises(errors.NotFound):
        approvals.approval_called("PA-2026-0001")


def test_the_same_paper_for_the_same_is_on_record_once(zheng: Actor, sun: Actor) -> None:
    first = recorded(sun)
    with pytest.raises(errors.AlreadyOnRecord) as refused:
        recorded(zheng, document_number="甘办发[2026]77号")
    assert refused.value.facts["number"] == first
    recorded(zheng, approval_places=JIUQUAN)


def test_a_certificate_entry_keeps_statute_article_and_demanders(
    clerk_li: Actor, officer_wang: Actor, zheng: Actor
) -> None:
    entry = {
        "approval_form": "CATALOGUE_ENTRY",
        "approval_names": "门前绿化认养情况证明",
        "statute": "《示例条例》",
        "article": "第九条",
        "approval_demanders": "某农村商业银行",
    }
    kept = approvals.value_of(approvals.approval_called(confirmed(**entry)), LATER)
    assert (kept.statute, kept.article, kept.demanders) == ("《示例条例》", "第九条", ("某农村商业银行",))


# Amending
# ----------------------------------------------------------------------------------------------------------------------


def test_an_amendment_brings_the_resources_and_what_waited_gets_its_number(
    clerk_li: Actor, zheng: Actor, he: Actor
) -> None:
    (number,) = admitted(clerk_li, UNFUNDED)
    record = admission_of(number)
    assert record is not None and record.number is None
    code = recorded(zheng, amends="PA-0002", approval_names=UNFUNDED, demand_forms=["DIRECT"])
    assert admission_of(number) is not None and fresh(number).status == Status.ADMITTED
    foreseen = approvals.foresee_confirmation(code, actor=he, now=NOW)
    assert [(one.case, one.fate) for one in foreseen] == [(number, Fate.NUMBERED)]
    assert state(code) is ApprovalState.UNCONFIRMED and state("PA-0002") is ApprovalState.IN_FORCE
    done = approvals.confirm(code, actor=he, now=NOW)
    assert [(one.case, one.fate) for one in done] == [(number, Fate.NUMBERED)]
    db.session.rollback()
    record = admission_of(number)
    assert record is not None and record.number is not None
    assert [rests.lifter for rests in lifters_of(number)] == [code]
    assert admissions.live(record.number, now=LATER).validity is Validity.VALID
    assert state("PA-0002") is ApprovalState.REVOKED
    told = [(event.verb, event.facts["admissions"]) for event in events_about("PA-0002", stream="approvals")]
    assert told == [("amend_approval", {"numbered": [number]})]


def test_what_an_amendment_no_longer_covers_ends_at_once(clerk_li: Actor, zheng: Actor, he: Actor) -> None:
    here, there = admitted(clerk_li, UNFUNDED, (JIUQUAN, ZHANGYE))
    code = recorded(zheng, amends="PA-0002", approval_names=UNFUNDED, approval_places=JIUQUAN)
    approvals.confirm(code, actor=he, now=NOW)
    assert (status(here), status(there)) == (Status.ADMITTED, Status.ENDED)
    ended = admission_of(there)
    assert ended is not None and ended.end_cause == "APPROVAL_OVER"


def test_an_amendment_for_fewer_places_carries_over_no_more_than_it_covers(
    clerk_li: Actor, zheng: Actor, he: Actor
) -> None:
    numbers = admitted(clerk_li, UNFUNDED, (JIUQUAN, ZHANGYE, NEXT))
    code = recorded(zheng, amends="PA-0002", approval_names=UNFUNDED, most_places="2")
    approvals.confirm(code, actor=he, now=NOW)
    assert [status(number) for number in numbers] == [Status.ADMITTED, Status.ADMITTED, Status.ENDED]


def test_an_amendment_that_begins_later_leaves_the_old_one_until_then(clerk_li: Actor, zheng: Actor, he: Actor) -> None:
    (number,) = admitted(clerk_li, FUNDED)
    paper = {"approval_names": FUNDED, "in_force_from": "2026-12-01", "approval_places": "甘肃省"}
    code = recorded(zheng, amends="PA-0001", **paper)
    foreseen = approvals.foresee_confirmation(code, actor=he, now=NOW)
    assert [(one.case, one.fate) for one in foreseen] == [(number, Fate.CARRIED_OVER)]
    done = approvals.confirm(code, actor=he, now=NOW)
    assert [one.fate for one in done] == [Fate.UNCHANGED]
    assert [rests.lifter for rests in lifters_of(number)] == ["PA-0001"]
    assert tick(now=LATER).ended == ()
    db.session.rollback()
    assert [rests.lifter for rests in lifters_of(number)] == [code]
    assert status(number) == Status.ADMITTED


def test_a_county_amends_only_what_lies_in_its_county_and_only_a_joint_paper_amends(sun: Actor, zheng: Actor) -> None:
    with pytest.raises(errors.NotPermitted):
        recorded(sun, amends="PA-0001", approval_names=FUNDED)
    with pytest.raises(errors.CannotAmend):
        recorded(sun, amends="PA-0002", approval_names=UNFUNDED, issuers=["COUNTY"])
    with pytest.raises(errors.CannotAmend):
        recorded(zheng, amends="PA-0005")
    with pytest.raises(errors.NotFound):
        recorded(zheng, amends="PA-9999")
    both_agreed = recorded(zheng, issuers=["GOVERNMENT"], agreed_by=["PARTY_COMMITTEE", "GOVERNMENT"])
    assert approvals.value_of(approvals.approval_called(both_agreed), LATER).names_both_sides()
    with pytest.raises(errors.CannotAmend):
        recorded(sun, amends="PA-0002", approval_names=UNFUNDED, issuers=["GOVERNMENT"])


def test_an_amendment_of_what_ended_meanwhile_is_confirmed_and_ends_nothing_more(zheng: Actor, he: Actor) -> None:
    paper = {"approval_names": UNFUNDED, "in_force_from": "2026-12-15"}
    code = recorded(zheng, amends="PA-0002", **paper)
    approvals.revoke("PA-0002", "2026-12-01", "试点结束", actor=zheng, now=NOW)
    assert approvals.confirm(code, actor=he, now=NOW) == []
    kept = approvals.value_of(approvals.approval_called("PA-0002"), LATER)
    assert str(kept.revoked_on) == "2026-12-01" and state(code) is ApprovalState.IN_FORCE


# Revoking
# ----------------------------------------------------------------------------------------------------------------------


def test_a_revocation_ends_what_rested_on_it_in_the_same_act_and_is_foreseen(clerk_li: Actor, zheng: Actor) -> None:
    here, there = admitted(clerk_li, FUNDED, (JIUQUAN, ZHANGYE))
    number = getattr(admission_of(here), "number", None)
    foreseen = approvals.foresee_revocation("PA-0001", "2026-11-23", "试点结束", actor=zheng, now=NOW)
    assert [(one.case, one.fate) for one in foreseen] == [(here, Fate.ENDED), (there, Fate.ENDED)]
    assert (status(here), state("PA-0001")) == (Status.ADMITTED, ApprovalState.IN_FORCE)
    with pytest.raises(errors.MissingAnswer):
        approvals.revoke("PA-0001", "2026-11-23", " ", actor=zheng, now=NOW)
    approvals.revoke("PA-0001", "2026-11-23", "试点结束", actor=zheng, now=NOW)
    assert (status(here), status(there), state("PA-0001")) == (Status.ENDED, Status.ENDED, ApprovalState.REVOKED)
    assert number is not None
    assert admissions.live(number, now=LATER).validity is Validity.APPROVAL_OVER
    (event,) = events_about("PA-0001", stream="approvals")
    assert (event.verb, event.facts["admissions"]) == ("revoke_approval", {"ended": [here, there]})
    assert event.facts["reason"] == "试点结束"


def test_what_another_approval_carries_goes_on(clerk_li: Actor, zheng: Actor) -> None:
    other = confirmed(approval_names=FUNDED, approval_places=JIUQUAN)
    here, _ = admitted(clerk_li, FUNDED, (JIUQUAN, ZHANGYE))
    done = approvals.revoke("PA-0001", "2026-11-20", "试点结束", actor=zheng, now=NOW)
    assert [one.fate for one in done] == [Fate.CARRIED_OVER, Fate.ENDED]
    db.session.rollback()
    assert [rests.lifter for rests in lifters_of(here)] == [other]


def test_a_revocation_recorded_late_counts_from_its_own_day(clerk_li: Actor, zheng: Actor) -> None:
    (number,) = admitted(clerk_li, FUNDED)
    record = admission_of(number)
    assert record is not None and record.number is not None
    late = NOW + timedelta(days=10)
    approvals.revoke("PA-0001", "2026-11-27", "试点结束", actor=zheng, now=late)
    days = [date(2026, 11, 26), date(2026, 11, 27)]
    held = [admissions.live(record.number, now=LATER, on=on).validity for on in days]
    assert held == [Validity.VALID, Validity.APPROVAL_OVER]


def test_a_revocation_ahead_is_told_and_ends_on_its_day(clerk_li: Actor, zheng: Actor) -> None:
    (number,) = admitted(clerk_li, FUNDED)
    foreseen = approvals.foresee_revocation("PA-0001", "2027-01-01", "到期不续", actor=zheng, now=NOW)
    assert [one.fate for one in foreseen] == [Fate.ENDED]
    assert [one.fate for one in approvals.revoke("PA-0001", "2027-01-01", "到期不续", actor=zheng, now=NOW)] == [
        Fate.UNCHANGED
    ]
    record = admission_of(number)
    assert record is not None and record.number is not None
    live = admissions.live(record.number, now=NOW + timedelta(hours=1))
    assert (live.validity, str(live.until)) == (Validity.VALID, "2026-12-31")
    assert tick(now=datetime(2027, 1, 1, 4, tzinfo=NOW.tzinfo)).ended == (number,)


def test_an_end_is_only_ever_brought_forward_and_what_was_known_before_stays(zheng: Actor) -> None:
    with pytest.raises(errors.DayTooEarly):
        approvals.revoke("PA-0001", "2025-08-31", "登记有误", actor=zheng, now=NOW)
    approvals.revoke("PA-0001", "2027-06-01", "到期不续", actor=zheng, now=NOW)
    with pytest.raises(errors.EndsAlready):
        approvals.revoke("PA-0001", "2027-06-01", "再次撤销", actor=zheng, now=NOW)
    approvals.revoke("PA-0001", "2026-12-01", "提前结束", actor=zheng, now=TOMORROW)
    record = approvals.approval_called("PA-0001")
    known = [approvals.value_of(record, at).revoked_on for at in (NOW - timedelta(days=1), NOW + timedelta(hours=1))]
    assert [known[0], str(known[1])] == [None, "2027-06-01"]
    assert str(approvals.value_of(record, LATER).revoked_on) == "2026-12-01"


def test_what_was_never_confirmed_can_be_revoked_and_then_not_confirmed(sun: Actor, zheng: Actor) -> None:
    code = recorded(sun)
    approvals.revoke(code, "2026-11-15", "文件与原件不符", actor=zheng, now=NOW)
    with pytest.raises(errors.AlreadyConfirmed):
        approvals.confirm(code, actor=zheng, now=NOW)


# Whom it would cure
# ----------------------------------------------------------------------------------------------------------------------


def test_rejected_and_referred_cases_that_it_cures_are_offered_and_none_is_changed(
    clerk_li: Actor, officer_wang: Actor, sun: Actor, zheng: Actor
) -> None:
    here, there = submitted(clerk_li, MATTER, (JIUQUAN, ZHANGYE))
    (other,) = submitted(clerk_li, "物业服务管理协调")
    (doubtful,) = submitted(clerk_li, "城市绿地认建认养登记")
    assert status(doubtful) == Status.REFERRED
    code = recorded(sun, approval_places=JIUQUAN)
    assert cured_by(code, LATER).cured == ()
    approvals.confirm(code, actor=zheng, now=NOW)
    joint = confirmed(document_number="甘办发〔2026〕79号", approval_names="城市绿地认建认养登记")
    assert [one.case.number for one in cured_by(code, NOW).cured] == [here]
    assert [one.case.number for one in cured_by(joint, NOW).cured] == [doubtful]
    assert [one.case.number for one in offered_to(clerk_li, NOW).cured] == [here, doubtful]
    assert offered_to(called("chen"), NOW).cured == ()
    assert cured_by(code, NOW, actor=called("ma")).cured == ()
    left = [(status(number), len(fresh(number).steps)) for number in (here, there, other, doubtful)]
    assert left == [(Status.REJECTED, 1)] * 3 + [(Status.REFERRED, 1)]
    assert cases.reconsider(here, actor=clerk_li, now=NOW).status == Status.AWAITING_VERIFICATION
    assert cured_by(code, NOW).cured == ()
    settled = cases.settle(doubtful, {}, "省级已经共同部署", actor=sun, now=NOW)
    assert settled.status == Status.AWAITING_VERIFICATION


# The record
# ----------------------------------------------------------------------------------------------------------------------


def test_every_verdict_comes_out_the_same_after_everything_changed(clerk_li: Actor, zheng: Actor, he: Actor) -> None:
    numbers = [*submitted(clerk_li, MATTER), *admitted(clerk_li, UNFUNDED), *admitted(clerk_li, FUNDED)]
    confirmed()
    cases.reconsider(numbers[0], actor=clerk_li, now=NOW)
    approvals.confirm(recorded(zheng, amends="PA-0002", approval_names=UNFUNDED), actor=he, now=NOW)
    approvals.revoke("PA-0001", "2027-06-01", "到期不续", actor=zheng, now=NOW)
    approvals.revoke("PA-0001", "2026-11-20", "提前结束", actor=zheng, now=NOW)
    judged = [step for number in numbers for step in fresh(number).steps if step.verdict is not None]
    assert len(judged) == 7, "the carry-over to the amended approval is judged as well"
    for step in judged:
        again = judged_as_then(step)
        assert again is not None and again.as_data() == step.verdict
    assert verify_events()[1] == []


# A limited number of places
# ----------------------------------------------------------------------------------------------------------------------

LONG = bool(os.environ.get("REGISTRY_TEST_LONG"))
THREADS, PROCESSES, ROUNDS = 6, 4, 20 if LONG else 1
TOWNSHIPS = tuple(f"62010200{n}000" for n in range(1, 7))


def limited(round_: int, most: int) -> tuple[str, list[str]]:
    """An approval for so many places, and a case in each of six townships that waits for its word."""
    matter = f"无人机起降点编号{round_}"
    code = confirmed(document_number=f"甘办发〔2026〕{100 + round_}号", approval_names=matter, most_places=str(most))
    return code, submitted(called("li"), matter, TOWNSHIPS, SOON)


def verify_in(app: Flask, number: str, place: str) -> None:
    with app.app_context():
        cases.verify(number, actor=desk_of(place), now=SOON)


def outcome_of(numbers: list[str]) -> tuple[int, int]:
    """How many were admitted, and how many were told that no place is left."""
    found = [fresh(number) for number in numbers]
    rejected = [case for case in found if case.status == Status.REJECTED]
    told = [case for case in rejected if "places_taken" in str(case.verdict["grounds"])]
    return sum(case.status == Status.ADMITTED for case in found), len(told)


def test_threads_that_verify_at_once_admit_no_more_places_than_the_approval_has(
    app: Flask, database_url: str, record_property: Callable[[str, object], None]
) -> None:
    for round_ in range(1, ROUNDS + 1):
        _, numbers = limited(round_, 2)
        pairs = zip(numbers, TOWNSHIPS, strict=True)
        threads = [threading.Thread(target=verify_in, args=(app, number, place)) for number, place in pairs]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert outcome_of(numbers) == (2, 4)
    engine = database_url.partition(":")[0].partition("+")[0]
    told = f"{THREADS} threads × {ROUNDS} rounds for 2 places of an approval on {engine}: 2 admitted each time"
    record_property("figure", told)


def verify_each(app: Flask, pairs: list[tuple[str, str]]) -> None:
    for number, place in pairs:
        verify_in(app, number, place)


def test_processes_that_verify_at_once_admit_no_more_places_than_the_approval_has(
    app: Flask, database_url: str, tmp_path: Path, record_property: Callable[[str, object], None]
) -> None:
    _, numbers = limited(1, 3)
    pairs = list(zip(numbers, TOWNSHIPS, strict=True))
    at_once([with_app(verify_each, database_url, tmp_path, pairs[n::PROCESSES]) for n in range(PROCESSES)])
    assert outcome_of(numbers) == (3, 3)
    engine = database_url.partition(":")[0].partition("+")[0]
    record_property("figure", f"{PROCESSES} processes for 3 places of an approval on {engine}: 3 admitted")


def revoke_now(app: Flask, code: str) -> None:
    with app.app_context():
        approvals.revoke(code, "2026-11-20", "试点结束", actor=called("zheng"), now=SOON)


def test_no_admission_outlives_an_approval_that_is_revoked_while_townships_verify(app: Flask) -> None:
    for round_ in range(1, ROUNDS + 1):
        code, numbers = limited(round_, 6)
        pairs = list(zip(numbers, TOWNSHIPS, strict=True))
        acts = [threading.Thread(target=verify_in, args=(app, number, place)) for number, place in pairs]
        acts.insert(3, threading.Thread(target=revoke_now, args=(app, code)))
        for thread in acts:
            thread.start()
        for thread in acts:
            thread.join()
        assert {status(number) for number in numbers} <= {Status.REJECTED, Status.ENDED}
        assert approvals.value_of(approvals.approval_called(code), LATER).places_taken == frozenset()


def test_a_place_that_was_given_back_is_free_for_the_next(app: Flask, clerk_li: Actor, sun: Actor) -> None:
    _, numbers = limited(1, 1)
    for number, place in zip(numbers[:2], TOWNSHIPS, strict=False):
        cases.verify(number, actor=desk_of(place), now=SOON)
    assert [status(number) for number in numbers[:2]] == [Status.ADMITTED, Status.REJECTED]
    cases.end(numbers[0], "工作已经完成", actor=sun, now=SOON)
    assert cases.reconsider(numbers[1], actor=clerk_li, now=SOON).status == Status.AWAITING_VERIFICATION
    assert cases.verify(numbers[1], actor=desk_of(TOWNSHIPS[1]), now=SOON).status == Status.ADMITTED
