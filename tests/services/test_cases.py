"""The life of a case: verified, disputed, settled, reconsidered, withdrawn, ended; by whom, and never on one's own."""

from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest
from flask import Flask

from registry.domain.actors import Actor
from registry.domain.admissions import Validity, as_number
from registry.domain.cases import Status
from registry.domain.errors import (
    AlreadyOpen,
    BadInput,
    MissingAnswer,
    NotAnAdmissionNumber,
    NotFound,
    NothingStands,
    NotPermitted,
    OwnCase,
    StepNotPossible,
    StillInDoubt,
    TermTurned,
)
from registry.services import admissions, cases, requests
from registry.services.access import Demand
from registry.services.cases_due import cases_due
from registry.services.clock import tick
from registry.services.events import verify_events
from registry.services.people import actor_called
from registry.services.rejudging import judged_as_then
from registry.services.replaying import Replayed, replay_verdicts
from registry.store.admissions import admission_of
from registry.store.base import db
from registry.store.cases import CaseRecord, find_case
from registry.store.events import events_about
from registry.store.plaques import plaques_of
from registry.store.workdays import WorkCalendarDayRecord
from tests.conftest import NOW

JIUQUAN, ZHANGYE, VILLAGE = "620102001000", "620102002000", "620102001001"
LISTED, CLEAR_OF = {"matter": "防汛抗旱"}, {"matter": "农村公益性墓地日常管护"}
UNFUNDED, UNCLEAR, WRONG = {"matter": "公共停车泊位收费管理"}, {"matter": "消防安全"}, {"matter": "物业服务管理协调"}
IN_EMERGENCY = {"matter": "危险区域群众转移"}
LATER = NOW + timedelta(days=60)


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


def submitted(
    by: Actor, answers: dict[str, str], place: str = JIUQUAN, kind: str = "delegation", **more: object
) -> str:
    demand = Demand(kind=kind, place=place, answers=answers)
    return requests.submit(demand, actor=by, now=NOW, **more).cases[0].number  # type: ignore[arg-type]


def fresh(number: str) -> CaseRecord:
    db.session.rollback()
    case = find_case(number)
    assert case is not None
    return case


def verbs(number: str) -> list[tuple[str, str]]:
    return [(step.verb, step.status) for step in fresh(number).steps]


# The way to admission
# ----------------------------------------------------------------------------------------------------------------------


def test_what_the_township_confirms_is_admitted_with_a_number_that_anybody_can_check(
    clerk_li: Actor, officer_wang: Actor
) -> None:
    number = submitted(clerk_li, LISTED)
    assert fresh(number).status == Status.AWAITING_VERIFICATION
    cases.verify(number, actor=officer_wang, now=NOW)
    record = admission_of(number)
    assert record is not None and record.number is not None and as_number(record.number) == record.number
    live = admissions.live(record.number.lower().replace("-", " "), now=NOW)
    assert (live.validity, live.place.code, live.admission.subject) == (Validity.VALID, JIUQUAN, "防汛抗旱")
    assert verbs(number) == [("submit", "awaiting_verification"), ("verify", "admitted")]


def test_an_admission_freezes_what_was_granted(clerk_li: Actor, officer_wang: Actor) -> None:
    applied = {"term_from": "2026年12月1日", "term_until": "2027-06-30", "township_duties": "转发预警", "posts": "1名"}
    number = submitted(clerk_li, LISTED, application=applied)
    cases.verify(number, actor=officer_wang, now=NOW)
    record = admission_of(number)
    assert record is not None and record.number is not None
    granted = record.granted
    assert granted["application"] == {**applied, "term_from": "2026-12-01"}
    assert granted["verdict"]["basis"]["edition"] and granted["place"]["name"].endswith("酒泉路街道")
    assert admissions.fingerprint_of(granted) == record.fingerprint
    days = [date(2026, 11, 30), date(2026, 12, 1), date(2027, 6, 30), date(2027, 7, 1)]
    held = [admissions.live(record.number, now=NOW, on=on).validity for on in days]
    assert held == [Validity.NOT_YET, Validity.VALID, Validity.VALID, Validity.TERM_OVER]


def test_a_number_with_a_wrong_character_is_told_from_one_that_is_not_on_record(app: Flask) -> None:
    with pytest.raises(NotAnAdmissionNumber):
        admissions.live("ZR-620102-2026-00001-0", now=NOW)
    with pytest.raises(NotFound):
        admissions.live("ZR-620102-2026-00123-7", now=NOW)


def test_without_posts_money_and_powers_on_record_no_number_is_issued(clerk_li: Actor, officer_wang: Actor) -> None:
    number = submitted(clerk_li, UNFUNDED)
    assert cases.verify(number, actor=officer_wang, now=NOW).status == Status.ADMITTED
    record = admission_of(number)
    assert record is not None and record.number is None
    stands = admissions.as_it_stands(record, on=NOW.date(), now=NOW)
    assert stands.validity is Validity.RESOURCES_DUE


def test_a_plaque_that_is_admitted_takes_its_place_in_the_quota_until_its_admission_ends(
    clerk_li: Actor, officer_wang: Actor, sun: Actor
) -> None:
    number = submitted(clerk_li, {"wording": "综治中心"}, VILLAGE, "plaque")
    before = hanging()
    cases.verify(number, actor=officer_wang, now=NOW)
    assert hanging() == [*before, "综治中心"]
    cases.end(number, "工作已经完成", actor=sun, now=NOW)
    assert hanging() == before


def hanging() -> list[str]:
    db.session.rollback()
    of_village = plaques_of([VILLAGE], NOW.date(), NOW + timedelta(days=1)).get(VILLAGE, ())
    return [plaque.wording for plaque in of_village if not plaque.is_down]


def test_what_is_no_longer_lawful_on_the_day_it_is_verified_is_not_admitted(
    clerk_li: Actor, officer_wang: Actor
) -> None:
    number = submitted(clerk_li, LISTED)
    case = find_case(number)
    assert case is not None
    case.answers = {**case.answers, "role": "LEADING"}
    db.session.commit()
    assert cases.verify(number, actor=officer_wang, now=NOW).status == Status.REJECTED
    assert admission_of(number) is None


# Who may
# ----------------------------------------------------------------------------------------------------------------------


def test_only_the_township_that_is_asked_verifies(clerk_li: Actor, officer_wang: Actor, sun: Actor) -> None:
    number = submitted(clerk_li, LISTED)
    with pytest.raises(NotFound):
        cases.verify(number, actor=called("ma"), now=NOW)
    for other in (clerk_li, called("chen"), sun, called("zhao"), called("feng")):
        with pytest.raises(NotPermitted):
            cases.verify(number, actor=other, now=NOW)
    assert verbs(number) == [("submit", "awaiting_verification")]


def test_what_a_township_asks_of_its_own_village_is_verified_by_the_list_office(
    officer_wang: Actor, sun: Actor
) -> None:
    number = submitted(officer_wang, {"wording": "综治中心"}, VILLAGE, "plaque")
    with pytest.raises(NotPermitted):
        cases.verify(number, actor=officer_wang, now=NOW)
    assert cases.verify(number, actor=sun, now=NOW).status == Status.ADMITTED


def test_nobody_decides_on_what_they_or_their_unit_submitted(clerk_li: Actor, sun: Actor) -> None:
    number = submitted(clerk_li, UNCLEAR)
    case = find_case(number)
    assert case is not None
    case.unit = sun.unit
    db.session.commit()
    with pytest.raises(OwnCase):
        cases.settle(number, {"matter": "防汛抗旱"}, "就是这一项", actor=sun, now=NOW)


def test_a_unit_has_one_open_case_of_a_matter_at_a_place(clerk_li: Actor, officer_wang: Actor) -> None:
    first = submitted(clerk_li, LISTED)
    with pytest.raises(AlreadyOpen) as refused:
        submitted(clerk_li, {"matter": " 防汛抗旱 "})
    assert refused.value.facts["number"] == first
    submitted(clerk_li, LISTED, ZHANGYE)
    submitted(called("chen"), LISTED)
    cases.withdraw(first, "另行部署", actor=clerk_li, now=NOW)
    submitted(clerk_li, LISTED)


# Disputes, silence, settlement
# ----------------------------------------------------------------------------------------------------------------------


def test_a_dispute_needs_a_reason_and_is_settled_by_fixing_facts(
    clerk_li: Actor, officer_wang: Actor, sun: Actor
) -> None:
    number = submitted(clerk_li, LISTED)
    with pytest.raises(MissingAnswer):
        cases.dispute(number, " ", actor=officer_wang, now=NOW)
    cases.dispute(number, "文件实际要求我街道牵头", actor=officer_wang, now=NOW)
    case = cases.settle(number, {"role": "LEADING"}, "通知第三条写明由街道牵头", actor=sun, now=NOW)
    assert (case.status, case.leading_ground) == (Status.SETTLED_REJECTED, "BEYOND_SUPPORT")
    assert case.last_step.facts["fixed"] == {"role": "LEADING"}
    with pytest.raises(StepNotPossible):
        cases.reconsider(number, actor=clerk_li, now=NOW)


def test_a_settlement_that_makes_it_lawful_sends_it_back_to_the_township_and_admits_nothing(
    clerk_li: Actor, officer_wang: Actor, sun: Actor
) -> None:
    number = submitted(clerk_li, UNCLEAR)
    with pytest.raises(StillInDoubt):
        cases.settle(number, {}, "再看看", actor=sun, now=NOW)
    with pytest.raises(NothingStands):
        cases.settle(number, LISTED, "就是这一项", ruling="settled_rejected", actor=sun, now=NOW)
    assert cases.settle(number, LISTED, "就是这一项", actor=sun, now=NOW).status == Status.AWAITING_VERIFICATION
    assert admission_of(number) is None
    assert cases.verify(number, actor=officer_wang, now=NOW).status == Status.ADMITTED


def test_a_county_cannot_admit_over_a_ground_that_nothing_lifted(clerk_li: Actor, sun: Actor) -> None:
    number = submitted(clerk_li, {"matter": "城市绿地认建认养登记"})
    with pytest.raises(StillInDoubt):
        cases.settle(number, {}, "县里同意", actor=sun, now=NOW)
    with pytest.raises(BadInput):
        cases.settle(number, {}, "县里同意", ruling="admitted", actor=sun, now=NOW)
    case = cases.settle(number, {}, "转入清单动态调整", ruling="to_adjustment", actor=sun, now=NOW)
    assert case.status == Status.TO_ADJUSTMENT and admission_of(number) is None


def test_silence_passes_the_case_on_and_never_admits(clerk_li: Actor, officer_wang: Actor, sun: Actor) -> None:
    number, fine = submitted(clerk_li, LISTED), submitted(clerk_li, LISTED, ZHANGYE)
    last = last_day(number)
    assert tick(now=noon(last)).escalated == ()
    with pytest.raises(StepNotPossible):
        cases.verify(number, actor=officer_wang, now=noon(last + timedelta(days=1)))
    assert verbs(number)[-1] == ("escalate", "escalated")
    assert tick(now=noon(last + timedelta(days=1))).escalated == (fine,)
    assert tick(now=noon(last + timedelta(days=2))).escalated == ()
    assert admission_of(number) is None
    later = noon(last + timedelta(days=2))
    assert cases.settle(number, {}, "催办", actor=sun, now=later).status == Status.AWAITING_VERIFICATION


def test_a_limit_into_a_year_that_is_not_announced_is_shown_to_the_list_office_and_passes_once_it_is(
    clerk_li: Actor, officer_wang: Actor, sun: Actor
) -> None:
    number = submitted(clerk_li, LISTED)
    fresh(number).steps[-1].began_on = date(2030, 12, 30)
    db.session.commit()
    late = noon(date(2031, 3, 1))
    assert tick(now=late).escalated == (), "nothing is guessed"
    (seen,) = cases_due(sun, now=late)
    assert (seen.case.number, seen.status, seen.last_day) == (number, Status.AWAITING_VERIFICATION, None)
    assert seen.deadline is not None and seen.deadline.unknown_year == 2030
    assert [due.case.number for due in cases_due(officer_wang, now=late)] == [number], "still the township's to do"
    with pytest.raises(StepNotPossible):
        cases.settle(number, {}, "催办", actor=sun, now=late)
    load(2030)
    assert cases_due(sun, now=late)[0].deadline == replace(seen.deadline, unknown_year=2031)
    load(2031)
    assert cases_due(sun, now=late)[0].status is Status.ESCALATED, "before the clock has ticked"
    assert tick(now=late).escalated == (number,)
    assert cases.settle(number, {}, "催办", actor=sun, now=late).status == Status.AWAITING_VERIFICATION


def load(year: int) -> None:
    """Enter a year's days off, all of them in its spring festival."""
    at, paper = NOW, "某办发明电〔2030〕1号"
    for number in range(13):
        day = date(year, 2, 1) + timedelta(days=number)
        db.session.add(WorkCalendarDayRecord(day=day, recorded_at=at, works=False, document_number=paper))
    db.session.commit()


def last_day(number: str) -> date:
    limit = fresh(number).last_step.limit
    assert limit is not None
    return limit.began_on + timedelta(days=7)  # five working days of a week without holidays


def noon(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, 4, 0, tzinfo=NOW.tzinfo)


def test_a_rejected_case_is_reconsidered_but_a_withdrawn_one_stays_withdrawn(
    clerk_li: Actor, officer_wang: Actor
) -> None:
    number = submitted(clerk_li, WRONG)
    assert cases.reconsider(number, actor=clerk_li, now=NOW).status == Status.REJECTED
    with pytest.raises(StepNotPossible):
        cases.withdraw(number, "不再需要", actor=clerk_li, now=NOW)
    other = submitted(clerk_li, LISTED)
    cases.withdraw(other, "不再需要", actor=clerk_li, now=NOW)
    for again in (cases.reconsider, cases.verify):
        with pytest.raises((StepNotPossible, NotPermitted)):
            again(other, actor=clerk_li if again is cases.reconsider else officer_wang, now=NOW)


# What ends it
# ----------------------------------------------------------------------------------------------------------------------


def test_an_admission_ends_when_its_term_is_over_whether_or_not_the_clock_has_ticked(
    clerk_li: Actor, officer_wang: Actor
) -> None:
    number = submitted(clerk_li, LISTED, application={"term_until": "2026-12-31"})
    cases.verify(number, actor=officer_wang, now=NOW)
    record = admission_of(number)
    assert record is not None and record.number is not None
    assert admissions.live(record.number, now=LATER).validity is Validity.TERM_OVER
    assert tick(now=LATER).ended == (number,)
    assert (fresh(number).status, verbs(number)[-1]) == (Status.ENDED, ("end", "ended"))
    assert tick(now=LATER).ended == ()


def test_a_term_cannot_be_past(clerk_li: Actor) -> None:
    with pytest.raises(TermTurned):
        submitted(clerk_li, LISTED, application={"term_until": "2026-11-22"})


def test_the_province_or_the_list_office_revokes_with_a_reason(
    clerk_li: Actor, officer_wang: Actor, zheng: Actor
) -> None:
    number = submitted(clerk_li, CLEAR_OF)
    cases.verify(number, actor=officer_wang, now=NOW)
    with pytest.raises(NotPermitted):
        cases.revoke(number, "不要了", actor=officer_wang, now=NOW)
    cases.revoke(number, "批准事项已经调整", actor=zheng, now=NOW)
    record = admission_of(number)
    assert record is not None and record.number is not None
    assert admissions.live(record.number, now=NOW).validity is Validity.REVOKED


# The record
# ----------------------------------------------------------------------------------------------------------------------


def test_every_step_is_an_event_and_every_verdict_comes_out_the_same_again(
    clerk_li: Actor, officer_wang: Actor, sun: Actor
) -> None:
    number = submitted(clerk_li, {"wording": "综治中心"}, VILLAGE, "plaque")
    cases.dispute(number, "位置不合适", actor=officer_wang, now=NOW)
    cases.settle(number, {"position": "INSIDE"}, "挂在室内", actor=sun, now=NOW)
    cases.verify(number, actor=officer_wang, now=NOW)
    cases.end(number, "撤并", actor=sun, now=NOW)
    steps = fresh(number).steps
    told = events_about(number, stream="access")
    assert [event.verb for event in told] == [step.verb for step in steps]
    assert [event.at for event in told] == [step.recorded_at for step in steps]
    judged = [step for step in steps if step.verdict is not None]
    assert len(judged) == 3
    for step in judged:
        again = judged_as_then(step)
        assert again is not None and again.as_data() == step.verdict
    assert verify_events()[1] == []


def test_whoever_verifies_the_record_is_told_which_verdict_comes_out_otherwise(
    clerk_li: Actor, officer_wang: Actor
) -> None:
    number = submitted(clerk_li, LISTED)
    cases.verify(number, actor=officer_wang, now=NOW)
    assert replay_verdicts() == Replayed(same=2, different=(), by_other_rules=0)
    step = fresh(number).steps[0]
    step.question = {**(step.question or {}), "asked_by": {"kind": "DEPARTMENT", "code": "X", "name": "县气象局"}}
    db.session.commit()
    assert replay_verdicts().different == ((number, 1),)


@pytest.mark.parametrize("suffix", ["工作", "事项"])
def test_another_suffix_is_no_other_matter(clerk_li: Actor, suffix: str) -> None:
    submitted(clerk_li, CLEAR_OF)
    with pytest.raises(AlreadyOpen):
        submitted(clerk_li, {"matter": CLEAR_OF["matter"] + suffix})


def test_who_had_it_reconsidered_does_not_decide_on_it_from_another_desk(clerk_li: Actor, sun: Actor) -> None:
    number = submitted(clerk_li, WRONG)
    colleague = replace(clerk_li, name="chen")
    cases.reconsider(number, actor=colleague, now=NOW)
    case = find_case(number)
    assert case is not None
    case.status = Status.REFERRED.value
    db.session.commit()
    with pytest.raises(OwnCase):
        cases.settle(number, LISTED, "就是这一项", actor=replace(sun, name="chen"), now=NOW)


def test_nothing_is_admitted_for_a_term_that_is_over(clerk_li: Actor, officer_wang: Actor) -> None:
    number = submitted(clerk_li, LISTED, application={"term_until": "2026-11-24"})
    with pytest.raises(TermTurned):
        cases.verify(number, actor=officer_wang, now=NOW + timedelta(days=3))
    assert fresh(number).status == Status.AWAITING_VERIFICATION
