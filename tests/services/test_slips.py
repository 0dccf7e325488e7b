"""Slips: issued for one's own place with a reply the verdict bears, signed, never edited, checked by strangers."""

import json
import os
import shlex
import stat
import subprocess
import threading
from dataclasses import replace
from datetime import datetime, time, timedelta
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import func, select

from registry.domain.actors import Actor
from registry.domain.errors import (
    BadInput,
    NotASlipNumber,
    NotFound,
    NotPermitted,
    OwnCase,
    ReplyNotBorne,
    SigningKeyUnknown,
    SlipUnreadable,
    UnknownOption,
)
from registry.domain.question import CHINA
from registry.domain.slips import Reply, facts_of
from registry.services import cases, slips
from registry.services.access import Demand
from registry.services.admissions import fingerprint_of
from registry.services.dumping import dump
from registry.services.events import verify_events
from registry.services.rejudging import as_asked, judged
from registry.services.signing import KeyRing, as_bytes, is_signed
from registry.services.signing_keys import new_key, require_key
from registry.services.slip_checks import check_text, has_good_signature, standing_today
from registry.services.slips import About, Wanted
from registry.store.admissions import admission_of
from registry.store.approvals import find_approval
from registry.store.base import db
from registry.store.events import events_about
from registry.store.signing_keys import find_signing_key, signing_keys
from registry.store.slips import SlipRecord
from tests.conftest import NOW
from tests.services.test_cases import CLEAR_OF, JIUQUAN, LISTED, VILLAGE, ZHANGYE, called, last_day, submitted

RECLAIMED = Demand(
    kind="delegation",
    place=JIUQUAN,
    answers={"matter": "特种设备安全监督检查", "form": ["TERRITORIAL"]},
    department="县市场监督管理局",
)
OFF_LIST = replace(RECLAIMED, answers={"matter": "夜间经济摊区备案"}, department="县应急管理局")


@pytest.fixture
def ring(tmp_path: Path) -> KeyRing:
    """The keys of this installation; none is there yet."""
    return KeyRing(tmp_path / "signing-keys")


def issued(ring: KeyRing, actor: Actor, demand: Demand = RECLAIMED, reply: str = "RETURN", **more: str) -> SlipRecord:
    return slips.issue(About(demand), Wanted(reply, **more), ring=ring, actor=actor, now=NOW)


def how_many() -> int:
    db.session.rollback()
    return db.session.scalar(select(func.count()).select_from(SlipRecord)) or 0


# Issuing
# ----------------------------------------------------------------------------------------------------------------------


def test_a_township_returns_a_demand_it_typed(officer_wang: Actor, ring: KeyRing) -> None:
    slip = issued(ring, officer_wang, paper="城市监函〔2026〕8号", document_number="酒街函〔2026〕3号")
    facts = facts_of(slip.statement)
    assert slip.number.startswith("HF-620102001-2026-00001-")
    assert (facts["number"], facts["reply"], facts["day"]) == (slip.number, "RETURN 退回", "2026-11-23")
    assert facts["row"].startswith("RECLAIMED ") and "RECLAIMED P16 REJECT" in facts["grounds"]
    assert "form=TERRITORIAL" in facts["answers"] and "matter=" not in facts["answers"]
    assert facts["demander"].startswith("县市场监督管理局 (") and facts["paper"] == "城市监函〔2026〕8号"
    assert facts["verdict-sha256"] == fingerprint_of(slip.verdict) and facts["key"] == slip.key
    assert slip.called["row"]["taken_over_by"] and slip.sample and facts["sample"] == "yes"
    assert has_good_signature(slip)


def test_a_supporting_row_is_answered_with_the_share_that_the_list_lays_down(
    clerk_li: Actor, officer_wang: Actor, ring: KeyRing
) -> None:
    asked = Demand(kind="delegation", place=JIUQUAN, answers=LISTED, department=clerk_li.unit)
    beyond = replace(asked, answers={**LISTED, "role": "LEADING"})
    for demand in (asked, beyond):
        found = slips.propose(About(demand), actor=officer_wang, now=NOW)
        if found.verdict.matched is None or found.verdict.matched.tier != "SUPPORTING":
            continue
        slip = issued(ring, officer_wang, demand, "WITHIN_SHARE")
        assert slip.called["row"]["township_share"]
    assert how_many() == 2


def test_a_case_is_answered_by_the_verdict_of_today_with_its_admission(
    clerk_li: Actor, officer_wang: Actor, ring: KeyRing
) -> None:
    number = submitted(clerk_li, CLEAR_OF)
    cases.verify(number, actor=officer_wang, now=NOW)
    later = NOW + timedelta(hours=1)
    slip = slips.issue(About(case=number), Wanted("UNDERTAKE"), ring=ring, actor=officer_wang, now=later)
    facts = facts_of(slip.statement)
    assert (facts["case"], facts["reply"]) == (number, "UNDERTAKE 接办")
    assert facts["admission"].startswith("ZR-620102-2026-")
    cases.revoke(number, "批准撤销", actor=called("sun"), now=later)
    again = slips.propose(About(case=number), actor=officer_wang, now=later + timedelta(hours=1))
    assert again.admission == ""


def test_the_plaque_of_an_admitted_case_is_not_counted_against_itself(
    clerk_li: Actor, officer_wang: Actor, ring: KeyRing
) -> None:
    number = submitted(clerk_li, {"wording": "综治中心"}, VILLAGE, "plaque")
    cases.verify(number, actor=officer_wang, now=NOW)
    later = NOW + timedelta(hours=1)
    assert slips.propose(About(case=number), actor=officer_wang, now=later).replies == (Reply.UNDERTAKE,)
    slip = slips.issue(About(case=number), Wanted("UNDERTAKE"), ring=ring, actor=officer_wang, now=later)
    assert standing_today(slip, now=later + timedelta(hours=1)).is_the_same


def test_only_replies_that_the_verdict_bears_are_issued(officer_wang: Actor, ring: KeyRing) -> None:
    with pytest.raises(ReplyNotBorne) as refused:
        issued(ring, officer_wang, reply="UNDERTAKE")
    assert refused.value.facts["replies"] == ["RETURN"]
    with pytest.raises(UnknownOption):
        issued(ring, officer_wang, reply="退回")
    with pytest.raises(BadInput):
        issued(ring, officer_wang, paper="文" * 500)
    assert how_many() == 0
    assert not events_about("HF", stream="slips")


def test_only_the_desk_of_the_township_issues_for_its_place(officer_wang: Actor, ring: KeyRing) -> None:
    for name in ("li", "chen", "sun", "zhao", "zheng", "feng", "admin", "ma"):
        with pytest.raises(NotPermitted):
            issued(ring, called(name))
    with pytest.raises(NotPermitted):
        issued(ring, officer_wang, replace(RECLAIMED, place=ZHANGYE))
    assert issued(ring, officer_wang, replace(RECLAIMED, place=VILLAGE)).township == JIUQUAN


def test_a_case_of_another_township_is_not_there(clerk_li: Actor, ring: KeyRing) -> None:
    number = submitted(clerk_li, LISTED)
    with pytest.raises(NotFound):
        slips.propose(About(case=number), actor=called("ma"), now=NOW)


def test_nobody_answers_themselves(officer_wang: Actor, ring: KeyRing) -> None:
    own = Demand(kind="delegation", place=VILLAGE, answers={"matter": "安全检查"}, department=officer_wang.unit)
    with pytest.raises(OwnCase):
        issued(ring, officer_wang, own)


def test_a_slip_is_of_today_whatever_day_was_typed(officer_wang: Actor, ring: KeyRing) -> None:
    typed = replace(RECLAIMED, on="2025-03-01", known_at="2025-03-02")
    assert facts_of(issued(ring, officer_wang, typed).statement)["day"] == "2026-11-23"


def test_the_same_form_sent_twice_is_one_slip(officer_wang: Actor, ring: KeyRing) -> None:
    first, second = (issued(ring, officer_wang, once="mark") for _ in range(2))
    assert first.number == second.number and how_many() == 1


def test_numbers_follow_one_another_when_many_issue_at_once(app: Flask, officer_wang: Actor, ring: KeyRing) -> None:
    numbers: list[str] = []

    def act() -> None:
        with app.app_context():
            numbers.append(issued(ring, officer_wang).number)
            db.session.remove()

    threads = [threading.Thread(target=act) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    db.session.rollback()
    assert sorted(number.split("-")[3] for number in numbers) == [f"{n:05d}" for n in range(1, 7)]
    assert len(signing_keys()) == len(list(ring.folder.iterdir())) == 1  # the first of them made the key


def test_the_event_tells_all_in_the_same_transaction_and_the_chain_holds(officer_wang: Actor, ring: KeyRing) -> None:
    slip = issued(ring, officer_wang)
    (event,) = events_about(slip.number, stream="slips")
    assert (event.verb, event.actor) == ("issue_slip", "wang")
    assert (event.facts["statement"], event.facts["signature"]) == (slip.statement, slip.signature)
    assert judged(as_asked(event.facts["question"])).as_data() == slip.verdict
    assert verify_events()[1] == []


def test_where_no_key_can_be_made_nothing_is_kept(officer_wang: Actor, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("no folder")
    with pytest.raises(OSError):
        issued(KeyRing(tmp_path / "file" / "keys"), officer_wang)
    assert how_many() == 0 and signing_keys() == []


# Reading and checking
# ----------------------------------------------------------------------------------------------------------------------


def test_nobodys_name_stands_in_what_is_signed(officer_wang: Actor, ring: KeyRing) -> None:
    slip = issued(ring, officer_wang)
    for hidden in ("wang", "王干事"):
        assert hidden not in slip.statement and hidden not in json.dumps(slip.called, ensure_ascii=False)


def test_the_letter_is_read_by_both_sides_and_those_who_look_after_the_place(
    officer_wang: Actor, ring: KeyRing
) -> None:
    number = issued(ring, officer_wang).number
    for name in ("wang", "chen", "sun", "feng", "zheng"):
        assert slips.letter_called(number, actor=called(name)).number == number
        assert number in [one.number for one in slips.slips_seen(called(name))]
    for name in ("li", "ma", "zhao"):
        with pytest.raises(NotFound):
            slips.letter_called(number, actor=called(name))
        assert slips.slips_seen(called(name)) == []


def test_a_wrong_number_is_told_from_one_that_is_not_there(officer_wang: Actor, ring: KeyRing) -> None:
    number = issued(ring, officer_wang).number
    assert slips.slip_numbered(number.lower().replace("-", "")).number == number
    wrong = number[:-1] + ("A" if number[-1] != "A" else "B")
    with pytest.raises(NotASlipNumber):
        slips.slip_numbered(wrong)
    with pytest.raises(NotFound):
        slips.slip_numbered(slips.slip_number("620102001000", 2026, 99))


def test_whether_it_is_still_so_follows_the_record(officer_wang: Actor, ring: KeyRing) -> None:
    slip = issued(ring, officer_wang, OFF_LIST)
    later = NOW + timedelta(days=1)
    assert standing_today(slip, now=later).is_the_same
    approval = find_approval("PA-0004")  # it names the matter and has expired
    assert approval is not None
    approval.valid_until = None
    db.session.commit()
    today = standing_today(slip, now=later)
    assert today.verdict is not None and today.verdict["outcome"] == "ADMIT"
    assert not today.is_the_same and not today.bears_the_reply
    assert has_good_signature(slip)  # what was stated then stays as it was


def test_a_text_that_was_altered_has_no_good_signature(officer_wang: Actor, ring: KeyRing) -> None:
    slip = issued(ring, officer_wang)
    text, signature = slip.statement.encode(), as_bytes(slip.signature)
    assert check_text(text, signature, file="a.txt").is_good
    for altered in (text.replace("退回".encode(), "接办".encode()), text[:-1], text + b"\n", b"\xef\xbb\xbf" + text):
        try:
            assert not check_text(altered, signature, file="a.txt").is_good
        except SlipUnreadable:
            assert not altered.startswith(text[:10])
    with pytest.raises(SlipUnreadable):
        check_text(b"hello", signature, file="a.txt")
    with pytest.raises(SlipUnreadable):
        check_text(text, signature, file="a.txt", pem="no key")
    foreign = text.replace(slip.key.encode(), b"0" * 16)
    with pytest.raises(SigningKeyUnknown):
        check_text(foreign, signature, file="a.txt")
    slip.statement = slip.statement.replace("退回", "接办")
    assert not has_good_signature(slip)
    db.session.rollback()


def test_a_stranger_checks_it_with_openssl_alone(officer_wang: Actor, ring: KeyRing, tmp_path: Path) -> None:
    slip = issued(ring, officer_wang)
    key = find_signing_key(slip.key)
    assert key is not None
    (tmp_path / "key.pem").write_text(key.public_pem)
    (tmp_path / "slip.txt").write_bytes(slip.statement.encode())
    (tmp_path / "slip.sig").write_bytes(as_bytes(slip.signature))
    line = "openssl pkeyutl -verify -pubin -inkey key.pem -rawin -in slip.txt -sigfile slip.sig"
    command = shlex.split(line)
    good = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert (good.returncode, "Signature Verified Successfully" in good.stdout) == (0, True)
    (tmp_path / "slip.txt").write_bytes(slip.statement.replace("退回", "接办").encode())
    assert subprocess.run(command, cwd=tmp_path, capture_output=True, check=False).returncode != 0


# Keys
# ----------------------------------------------------------------------------------------------------------------------


def test_a_key_lies_in_a_file_that_only_its_owner_reads(app: Flask, ring: KeyRing) -> None:
    before = os.umask(0)
    try:
        key = require_key(ring, now=NOW)
    finally:
        os.umask(before)
    path = ring.folder / f"{key.id}.pem"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(ring.folder.stat().st_mode) == 0o700
    assert "PRIVATE" not in key.public_pem and require_key(ring, now=NOW).id == key.id


def test_after_a_new_key_old_slips_stay_good(officer_wang: Actor, ring: KeyRing) -> None:
    old = issued(ring, officer_wang)
    key = new_key(ring, now=NOW + timedelta(seconds=1))
    new = slips.issue(About(RECLAIMED), Wanted("RETURN"), ring=ring, actor=officer_wang, now=NOW + timedelta(seconds=2))
    assert (new.key, old.key != key.id) == (key.id, True)
    assert has_good_signature(old) and has_good_signature(new)
    assert not is_signed(old.statement.encode(), as_bytes(old.signature), key.public_pem)


def test_an_installation_that_lost_its_folder_makes_another_key_and_loses_nothing(
    officer_wang: Actor, ring: KeyRing, tmp_path: Path
) -> None:
    old = issued(ring, officer_wang)
    new = issued(KeyRing(tmp_path / "elsewhere"), officer_wang)
    assert new.key != old.key and has_good_signature(old) and has_good_signature(new)
    assert {key.id for key in signing_keys()} == {old.key, new.key}


def test_no_private_key_ever_enters_the_database_or_a_dump(officer_wang: Actor, ring: KeyRing, tmp_path: Path) -> None:
    slip = issued(ring, officer_wang)
    private = (ring.folder / f"{slip.key}.pem").read_text().splitlines()[1]
    dump(tmp_path / "whole.zip")
    kept = subprocess.run(
        ["python3", "-m", "zipfile", "-e", str(tmp_path / "whole.zip"), str(tmp_path / "out")],
        check=True, capture_output=True,
    )  # fmt: skip
    assert kept.returncode == 0
    everything = b"".join(path.read_bytes() for path in (tmp_path / "out").rglob("*") if path.is_file())
    assert private.encode() not in everything and b"PRIVATE" not in everything
    assert slip.signature.encode() in everything


# The number behind a reply
# ----------------------------------------------------------------------------------------------------------------------


def test_without_a_number_that_holds_a_case_may_be_refused_and_over_it_can_only_be(
    clerk_li: Actor, officer_wang: Actor, ring: KeyRing
) -> None:
    number, sun = submitted(clerk_li, CLEAR_OF), called("sun")
    about = About(case=number)
    assert slips.propose(about, actor=officer_wang, now=NOW).replies == (Reply.UNDERTAKE, Reply.RETURN)
    cases.verify(number, actor=officer_wang, now=NOW)
    later = NOW + timedelta(minutes=1)
    assert slips.propose(about, actor=officer_wang, now=later).replies == (Reply.UNDERTAKE,)
    slip = slips.issue(about, Wanted("UNDERTAKE"), ring=ring, actor=officer_wang, now=later)
    assert standing_today(slip, now=later).bears_the_reply
    cases.revoke(number, "批准事项已经调整", actor=sun, now=later)
    after = later + timedelta(minutes=1)
    stands = standing_today(slip, now=after)
    assert (stands.is_the_same, stands.bears_the_reply) == (False, False)
    assert slips.propose(about, actor=officer_wang, now=after).replies == (Reply.RETURN,)
    refused = slips.issue(about, Wanted("RETURN"), ring=ring, actor=officer_wang, now=after)
    assert facts_of(refused.statement)["admission"] == "-" and standing_today(refused, now=after).bears_the_reply


UNFUNDED = {"matter": "公共停车泊位收费管理"}
GRAVES = Demand(kind="delegation", place=JIUQUAN, answers={**CLEAR_OF, "form": ["DIRECT"]}, department="县应急管理局")


def states_of(number: str, actor: Actor, *, at: datetime) -> tuple[str, tuple[Reply, ...]]:
    found = slips.propose(About(case=number), actor=actor, now=at)
    return found.held.state.value, found.replies


def test_every_status_of_a_lawful_case_is_told_apart_and_answered_by_what_fits(
    clerk_li: Actor, officer_wang: Actor
) -> None:
    undertake, back, paper = Reply.UNDERTAKE, Reply.RETURN, Reply.PROVIDE_DOCUMENT
    sun, later, after = called("sun"), NOW + timedelta(minutes=1), NOW + timedelta(minutes=2)
    number = submitted(clerk_li, CLEAR_OF)
    assert states_of(number, officer_wang, at=NOW) == ("AWAITING_VERIFICATION", (undertake, back))
    late = datetime.combine(last_day(number) + timedelta(days=1), time(12), tzinfo=CHINA)
    assert states_of(number, officer_wang, at=late) == ("ESCALATED", (back, undertake))  # ticked or not
    cases.dispute(number, "没有随附人员", actor=officer_wang, now=later)
    assert states_of(number, officer_wang, at=later) == ("DISPUTED", (back, undertake))
    cases.settle(number, {}, "属实", actor=sun, now=later)
    cases.withdraw(number, "不再需要", actor=clerk_li, now=after)
    assert states_of(number, officer_wang, at=after) == ("WITHDRAWN", (back,))
    unfunded = submitted(clerk_li, UNFUNDED)
    assert states_of(unfunded, officer_wang, at=NOW) == ("AWAITING_VERIFICATION", (paper, back, undertake))
    cases.verify(unfunded, actor=officer_wang, now=later)
    assert states_of(unfunded, officer_wang, at=after) == ("RESOURCES_DUE", (paper, back, undertake))
    ends = {"term_from": "2026-12-01", "term_until": "2026-12-31"}
    coming = submitted(clerk_li, LISTED, application=ends)
    cases.verify(coming, actor=officer_wang, now=later)
    state, replies = states_of(coming, officer_wang, at=after)
    assert state == "NOT_YET" and replies[1:] == (back,)
    assert states_of(coming, officer_wang, at=NOW + timedelta(days=60)) == ("TERM_OVER", (back,))
    assert states_of(coming, officer_wang, at=NOW + timedelta(days=20))[0] == "HOLDS"
    cases.revoke(coming, "不再需要", actor=sun, now=after)
    assert states_of(coming, officer_wang, at=NOW + timedelta(days=20)) == ("REVOKED", (back,))


def test_a_rejected_case_that_is_lawful_today_is_returned_for_want_of_a_number(
    clerk_li: Actor, officer_wang: Actor
) -> None:
    number = submitted(clerk_li, {"matter": "夜间经济摊区备案"})
    assert states_of(number, officer_wang, at=NOW)[0] == "REJECTED"
    approval = find_approval("PA-0004")  # it names the matter and has expired
    assert approval is not None
    approval.valid_until = None
    db.session.commit()
    assert states_of(number, officer_wang, at=NOW) == ("REJECTED", (Reply.RETURN, Reply.UNDERTAKE))


def test_what_was_typed_and_never_applied_for_may_be_refused_and_a_listed_duty_may_not(
    officer_wang: Actor, ring: KeyRing
) -> None:
    for department in ("县市场监督管理局", "县应急管理局"):
        found = slips.propose(About(replace(GRAVES, department=department)), actor=officer_wang, now=NOW)
        assert found.held.state.value == "NOT_ASKED_FOR" and found.replies == (Reply.RETURN, Reply.UNDERTAKE)
    slip = issued(ring, officer_wang, GRAVES)
    assert facts_of(slip.statement)["admission"] == "-" and slip.called["held"]["state"] == "NOT_ASKED_FOR"
    assert standing_today(slip, now=NOW).is_the_same
    listed = slips.propose(About(replace(GRAVES, answers=LISTED)), actor=officer_wang, now=NOW)
    assert len(listed.replies) == 1 and Reply.RETURN not in listed.replies


def test_what_was_typed_is_found_to_be_admitted_with_its_number_for_that_unit_matter_place_and_scope_alone(
    clerk_li: Actor, officer_wang: Actor, ring: KeyRing
) -> None:
    number, own = submitted(clerk_li, CLEAR_OF), About(replace(GRAVES, department=clerk_li.unit))
    waiting = slips.propose(own, actor=officer_wang, now=NOW)
    assert (waiting.held.case, waiting.held.state.value) == (number, "AWAITING_VERIFICATION")
    assert waiting.replies == (Reply.UNDERTAKE, Reply.RETURN)
    cases.verify(number, actor=officer_wang, now=NOW)
    later = NOW + timedelta(minutes=1)
    found = slips.propose(own, actor=officer_wang, now=later)
    assert found.admission.startswith("ZR-") and found.replies == (Reply.UNDERTAKE,)
    slip = slips.issue(own, Wanted("UNDERTAKE"), ring=ring, actor=officer_wang, now=later)
    assert facts_of(slip.statement)["admission"] == found.admission and standing_today(slip, now=later).is_the_same
    assert own.demand is not None
    other_scope = replace(own.demand, answers={**CLEAR_OF, "laid_on": "GRID"})
    for another in (
        replace(own.demand, department="县市场监督管理局"),
        replace(own.demand, place=VILLAGE),
        other_scope,
    ):
        assert slips.propose(About(another), actor=officer_wang, now=later).admission == ""
    cases.revoke(number, "批准撤销", actor=called("sun"), now=later)
    after = later + timedelta(minutes=1)
    assert not standing_today(slip, now=after).bears_the_reply
    assert slips.propose(own, actor=officer_wang, now=after).replies[0] is Reply.RETURN


def test_a_plaque_that_was_typed_is_not_counted_against_its_own_admission(
    clerk_li: Actor, officer_wang: Actor, ring: KeyRing
) -> None:
    wording = {"wording": "综治中心"}
    number = submitted(clerk_li, wording, VILLAGE, "plaque")
    cases.verify(number, actor=officer_wang, now=NOW)
    later = NOW + timedelta(hours=1)
    typed = About(Demand(kind="plaque", place=VILLAGE, answers=wording, department=clerk_li.unit))
    found = slips.propose(typed, actor=officer_wang, now=later)
    assert found.admission and found.replies == (Reply.UNDERTAKE,) and found.verdict.outcome.value == "ADMIT"


@pytest.mark.parametrize("matter", [LISTED, CLEAR_OF])
def test_a_refusal_for_want_of_a_number_no_longer_holds_once_there_is_one(
    clerk_li: Actor, officer_wang: Actor, ring: KeyRing, matter: dict[str, str]
) -> None:
    number, later = submitted(clerk_li, matter), NOW + timedelta(minutes=1)
    slip = slips.issue(About(case=number), Wanted("RETURN"), ring=ring, actor=officer_wang, now=NOW)
    waits = standing_today(slip, now=NOW)
    assert (waits.is_the_same, waits.bears_the_reply, waits.admitted_since) == (True, True, "")
    cases.verify(number, actor=officer_wang, now=NOW)
    stands, record = standing_today(slip, now=later), admission_of(number)
    assert record is not None and record.number
    assert (stands.is_the_same, stands.bears_the_reply, stands.admitted_since) == (False, False, record.number)
    cases.revoke(number, "不再需要", actor=called("sun"), now=later)
    ended = standing_today(slip, now=later + timedelta(minutes=1))
    assert (ended.is_the_same, ended.bears_the_reply, ended.admitted_since) == (False, True, "")


def test_a_typed_refusal_no_longer_holds_once_the_unit_is_admitted(
    clerk_li: Actor, officer_wang: Actor, ring: KeyRing
) -> None:
    slip = issued(ring, officer_wang, replace(GRAVES, department=clerk_li.unit))
    number, later = submitted(clerk_li, CLEAR_OF), NOW + timedelta(minutes=1)
    applied = standing_today(slip, now=NOW)
    assert (applied.is_the_same, applied.bears_the_reply) == (False, True)
    cases.verify(number, actor=officer_wang, now=NOW)
    stands = standing_today(slip, now=later)
    assert not stands.bears_the_reply and stands.admitted_since.startswith("ZR-")


def test_slips_of_before_their_reason_was_kept_are_still_checked(
    clerk_li: Actor, officer_wang: Actor, ring: KeyRing
) -> None:
    slip = slips.issue(
        About(case=submitted(clerk_li, LISTED)), Wanted("RETURN"), ring=ring, actor=officer_wang, now=NOW
    )
    slip.called = {name: said for name, said in slip.called.items() if name != "held"}
    db.session.commit()
    assert standing_today(slip, now=NOW).is_the_same


def test_what_was_undertaken_no_longer_holds_once_its_number_is_over_and_the_check_says_why(
    clerk_li: Actor, officer_wang: Actor, ring: KeyRing
) -> None:
    number, later = submitted(clerk_li, CLEAR_OF), NOW + timedelta(minutes=1)
    waiting = slips.issue(About(case=number), Wanted("UNDERTAKE"), ring=ring, actor=officer_wang, now=NOW)
    cases.verify(number, actor=officer_wang, now=NOW)
    granted = slips.issue(About(case=number), Wanted("UNDERTAKE"), ring=ring, actor=officer_wang, now=later)
    assert standing_today(waiting, now=later).bears_the_reply and standing_today(granted, now=later).is_the_same
    cases.revoke(number, "不再需要", actor=called("sun"), now=later)
    for slip in (waiting, granted):
        stands = standing_today(slip, now=later + timedelta(minutes=1))
        assert not stands.bears_the_reply and not stands.document_there
        assert stands.lacks_number is not None and stands.lacks_number["state"] == "REVOKED"


def test_the_paper_that_was_asked_for_is_said_to_be_there_once_it_is_confirmed(
    officer_wang: Actor, ring: KeyRing
) -> None:
    trees = replace(GRAVES, answers={"matter": "城市行道树病虫害日常巡看", "form": ["DIRECT"]})
    slip = slips.issue(About(trees), Wanted("PROVIDE_DOCUMENT"), ring=ring, actor=officer_wang, now=NOW)
    assert standing_today(slip, now=NOW).is_the_same
    approval = find_approval("PA-0003")  # on record, and not confirmed yet
    assert approval is not None
    approval.confirmed_at = NOW
    db.session.commit()
    stands = standing_today(slip, now=NOW + timedelta(minutes=1))
    assert (stands.bears_the_reply, stands.document_there, stands.lacks_number) == (False, True, None)
