"""Emergency responses: opened and closed on record; what was asked and admitted under one, during it and afterwards."""

from datetime import date, datetime, timedelta

import pytest
from flask import Flask

from registry.domain import errors
from registry.domain.actors import Actor, Role
from registry.domain.admissions import Fate, Validity
from registry.domain.cases import Status
from registry.services import admissions, cases, emergencies, notices, requests
from registry.services.access import Demand
from registry.services.clock import tick
from registry.services.events import verify_events
from registry.services.people import actor_called
from registry.services.rejudging import judged_as_then
from registry.services.replaying import replay_verdicts
from registry.store.admissions import admission_of
from registry.store.base import db
from registry.store.cases import CaseRecord, find_case
from registry.store.emergencies import find_response, responses_called
from registry.store.events import events_about
from tests.conftest import NOW

COUNTY, JIUQUAN, ZHANGYE = "620102000000", "620102001000", "620102002000"
MATTER, OTHER = "无人机起降点编号", "天文台望远镜保管"
DECLARED = {
    "response_level": "II",
    "response_issuer": "示例:城关区抢险指挥部",
    "place": COUNTY,
    "response_start": "2026-11-20",
}
SOON = NOW + timedelta(minutes=1)


def called(name: str) -> Actor:
    actor = actor_called(name)
    assert actor is not None
    return actor


@pytest.fixture
def sun(app: Flask) -> Actor:
    """Sun of the county's list office."""
    return called("sun")


def opened(by: Actor, *matters: str, **more: str) -> str:
    return emergencies.open_response({**DECLARED, **more}, list(matters or (MATTER,)), actor=by, now=NOW).code


def submitted(by: Actor, matter: str = MATTER, place: str = JIUQUAN, now: datetime = SOON) -> str:
    demand = Demand(kind="delegation", place=place, answers={"matter": matter})
    return requests.submit(demand, actor=by, now=now).cases[0].number


def fresh(number: str) -> CaseRecord:
    db.session.rollback()
    case = find_case(number)
    assert case is not None
    return case


def status(number: str) -> Status:
    return Status(fresh(number).status)


def at_noon(day: int, month: int = 12) -> datetime:
    return datetime(2026, month, day, 4, tzinfo=NOW.tzinfo)


def number_of(case: str) -> str:
    record = admission_of(case)
    assert record is not None and record.number is not None
    return record.number


# Opening
# ----------------------------------------------------------------------------------------------------------------------


def test_a_list_office_opens_in_its_county_and_only_what_is_named_may_be_asked(
    clerk_li: Actor, officer_wang: Actor, sun: Actor
) -> None:
    before = submitted(clerk_li, now=NOW)
    code = opened(sun)
    named, unnamed = submitted(clerk_li, place=ZHANGYE), submitted(clerk_li, OTHER)
    assert [status(number) for number in (before, named, unnamed)] == [
        Status.REJECTED,
        Status.AWAITING_VERIFICATION,
        Status.REJECTED,
    ]
    assert fresh(named).response == code
    assert cases.reconsider(before, actor=clerk_li, now=SOON).status == Status.AWAITING_VERIFICATION
    (event,) = events_about(code, stream="emergencies")
    assert (event.verb, event.actor, event.facts["matters"]) == ("open_emergency", "sun", [MATTER])


def test_the_province_opens_anywhere_in_it_and_nobody_else_opens(app: Flask, sun: Actor) -> None:
    opened(called("zheng"), place="甘肃省")
    with pytest.raises(errors.NotPermitted):
        opened(sun, place="甘肃省")
    for name in ("li", "wang", "zhao", "zhou", "wu", "feng", "admin"):
        with pytest.raises(errors.NotPermitted):
            opened(called(name))


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"response_level": "V"}, "response_level"),
        ({"response_issuer": ""}, "response_issuer"),
        ({"response_start": "2026-11-24"}, "response_start"),
        ({"response_start": "昨天"}, "response_start"),
        ({"place": "无名镇"}, "place"),
    ],
)
def test_what_cannot_stand_is_refused_with_the_field_to_mend(sun: Actor, wrong: dict[str, str], field: str) -> None:
    with pytest.raises(errors.BadInput) as refused:
        opened(sun, **wrong)
    assert refused.value.field == field
    with pytest.raises(errors.MissingAnswer):
        emergencies.open_response(DECLARED, " \n; ", actor=sun, now=NOW)


def test_the_same_response_is_opened_once(sun: Actor) -> None:
    first = opened(sun, MATTER, OTHER)
    with pytest.raises(errors.AlreadyOnRecord) as refused:
        opened(sun, OTHER, MATTER)
    assert refused.value.facts["number"] == first


# Closing
# ----------------------------------------------------------------------------------------------------------------------


def test_the_last_day_is_neither_ahead_nor_before_the_first_and_is_recorded_once(sun: Actor) -> None:
    code = opened(sun)
    with pytest.raises(errors.DayInFuture):
        emergencies.close_response(code, "2026-11-24", actor=sun, now=NOW)
    with pytest.raises(errors.DayTooEarly):
        emergencies.close_response(code, "2026-11-19", actor=sun, now=NOW)
    for other in (called("li"), Actor("of another county", Role.LIST_OFFICE, "", "620103000000")):
        with pytest.raises(errors.NotPermitted):
            emergencies.close_response(code, "2026-11-22", actor=other, now=NOW)
    emergencies.close_response(code, "2026年11月22日", actor=sun, now=NOW)
    with pytest.raises(errors.ResponseClosed):
        emergencies.close_response(code, "2026-11-23", actor=sun, now=NOW)
    assert [event.verb for event in events_about(code, stream="emergencies")] == ["open_emergency", "close_emergency"]
    assert verify_events()[1] == []


def test_work_admitted_under_it_ends_with_it_on_the_day_after(clerk_li: Actor, officer_wang: Actor, sun: Actor) -> None:
    code = opened(sun)
    number = submitted(clerk_li)
    assert cases.verify(number, actor=officer_wang, now=SOON).status == Status.ADMITTED
    last = at_noon(3)
    done = emergencies.close_response(code, "2026-12-03", actor=sun, now=last)
    assert [(one.case, one.fate) for one in done] == [(number, Fate.UNCHANGED)]
    assert admissions.live(number_of(number), now=last + timedelta(hours=1)).validity is Validity.VALID
    assert admissions.live(number_of(number), now=at_noon(4)).validity is Validity.EMERGENCY_OVER
    assert tick(now=at_noon(4)).ended == (number,)
    record = admission_of(number)
    assert record is not None and (record.end_cause, record.ended_on) == ("EMERGENCY_OVER", date(2026, 12, 4))


def test_an_end_recorded_late_ends_the_work_from_its_own_day(clerk_li: Actor, officer_wang: Actor, sun: Actor) -> None:
    code = opened(sun)
    number = submitted(clerk_li)
    cases.verify(number, actor=officer_wang, now=SOON)
    done = emergencies.close_response(code, "2026-11-25", actor=sun, now=at_noon(5))
    assert [(one.case, one.fate) for one in done] == [(number, Fate.ENDED)]
    assert status(number) == Status.ENDED
    days = [date(2026, 11, 25), date(2026, 11, 26), date(2026, 12, 5)]
    held = [admissions.live(number_of(number), now=at_noon(6), on=on).validity for on in days]
    assert held == [Validity.VALID, Validity.EMERGENCY_OVER, Validity.EMERGENCY_OVER]


def test_work_under_one_response_does_not_pass_to_another(clerk_li: Actor, officer_wang: Actor, sun: Actor) -> None:
    first = opened(sun)
    number = submitted(clerk_li)
    cases.verify(number, actor=officer_wang, now=SOON)
    opened(sun, response_issuer="示例:另一指挥部")
    emergencies.close_response(first, "2026-11-22", actor=sun, now=SOON)
    assert status(number) == Status.ENDED


# Verified afterwards
# ----------------------------------------------------------------------------------------------------------------------


def test_what_was_asked_under_it_is_verified_afterwards_and_ends_at_once(
    clerk_li: Actor, officer_wang: Actor, sun: Actor
) -> None:
    code = opened(sun)
    number = submitted(clerk_li)
    emergencies.close_response(code, "2026-11-26", actor=sun, now=at_noon(27, 11))
    assert status(number) == Status.AWAITING_VERIFICATION
    assert cases.verify(number, actor=officer_wang, now=at_noon(30, 11)).status == Status.ENDED
    record = admission_of(number)
    assert record is not None
    found = (record.valid_from, record.ended_on, record.end_cause)
    assert found == (date(2026, 11, 26), date(2026, 11, 27), "EMERGENCY_OVER")
    assert [step.verb for step in fresh(number).steps] == ["submit", "verify", "end"]


def test_the_limit_to_verify_runs_from_the_end_of_the_response(
    clerk_li: Actor, officer_wang: Actor, sun: Actor
) -> None:
    code = opened(sun)
    number = submitted(clerk_li)
    assert tick(now=at_noon(10)).escalated == ()
    emergencies.close_response(code, "2026-12-09", actor=sun, now=at_noon(10))
    assert tick(now=at_noon(16)).escalated == ()
    assert tick(now=at_noon(17)).escalated == (number,)


def test_what_the_list_office_settles_afterwards_is_judged_for_the_last_day_too(
    clerk_li: Actor, officer_wang: Actor, sun: Actor
) -> None:
    code = opened(sun)
    number = submitted(clerk_li)
    emergencies.close_response(code, "2026-11-26", actor=sun, now=at_noon(27, 11))
    cases.dispute(number, "没有接到过通知", actor=officer_wang, now=at_noon(27, 11))
    settled = cases.settle(number, {}, "指挥部有值班记录", actor=sun, now=at_noon(28, 11))
    assert settled.status == Status.AWAITING_VERIFICATION
    assert cases.verify(number, actor=officer_wang, now=at_noon(30, 11)).status == Status.ENDED


def test_what_was_not_named_stays_rejected_and_what_is_asked_again_is_judged_like_anything_else(
    clerk_li: Actor, officer_wang: Actor, sun: Actor
) -> None:
    code = opened(sun)
    number = submitted(clerk_li)
    cases.verify(number, actor=officer_wang, now=SOON)
    emergencies.close_response(code, "2026-11-22", actor=sun, now=SOON)
    again = submitted(clerk_li, now=at_noon(24, 11))
    case = fresh(again)
    assert (case.status, case.leading_ground, case.response) == (Status.REJECTED, "OFF_LIST", "")
    assert cases.reconsider(again, actor=clerk_li, now=at_noon(24, 11)).status == Status.REJECTED


def test_what_was_asked_after_the_last_day_is_judged_like_anything_else_though_the_end_came_late(
    clerk_li: Actor, officer_wang: Actor, sun: Actor
) -> None:
    code = opened(sun)
    within, after = submitted(clerk_li), submitted(clerk_li, place=ZHANGYE, now=at_noon(30, 11))
    assert status(after) == Status.AWAITING_VERIFICATION  # the record still showed it open
    emergencies.close_response(code, "2026-11-26", actor=sun, now=at_noon(1))
    desk = Actor("desk", Role.TOWNSHIP_DESK, ZHANGYE, ZHANGYE)
    assert cases.verify(after, actor=desk, now=at_noon(1)).status == Status.REJECTED
    assert cases.verify(within, actor=officer_wang, now=at_noon(1)).status == Status.ENDED
    for step in (*fresh(within).steps, *fresh(after).steps):
        again = judged_as_then(step)
        assert again is None or again.as_data() == step.verdict


# A wrong end
# ----------------------------------------------------------------------------------------------------------------------


def closed(clerk: Actor, desk: Actor, by: Actor, last_day: str, at: datetime) -> tuple[str, str]:
    """A response that was opened, under which a case was admitted, and whose end was recorded."""
    code = opened(by)
    number = submitted(clerk)
    cases.verify(number, actor=desk, now=SOON)
    emergencies.close_response(code, last_day, actor=by, now=at)
    return code, number


def end_known(code: str, at: datetime) -> date | None:
    (response,) = responses_called([code], at)
    return response.end


def test_a_wrong_end_is_corrected_and_what_was_known_before_is_still_what_was_known(
    clerk_li: Actor, officer_wang: Actor, sun: Actor
) -> None:
    code, number = closed(clerk_li, officer_wang, sun, "2026-11-25", at_noon(1))
    assert status(number) == Status.ENDED
    later = submitted(clerk_li, now=at_noon(2))
    assert status(later) == Status.REJECTED, "the response looks over"
    done = emergencies.correct_end(code, "2026-12-03", "值班记录写明12月3日结束", actor=sun, now=at_noon(4))
    assert done.stay_ended == (number,) and done.affected == ()
    assert status(number) == Status.ENDED, "an end is final"
    moments = (NOW, at_noon(1) - timedelta(hours=1), at_noon(3), at_noon(5))
    known = [end_known(code, at) for at in moments[1:]]
    assert known == [None, date(2026, 11, 25), date(2026, 12, 3)]
    assert replay_verdicts().different == ()
    record = find_response(code)
    assert record is not None
    (former,) = record.former_ends
    assert (former["end"], former["by"], former["reason"]) == ("2026-11-25", "sun", "值班记录写明12月3日结束")
    assert [event.verb for event in events_about(code, stream="emergencies")][-1] == "correct_emergency_end"
    assert verify_events()[1] == []


def test_both_sides_of_what_the_wrong_end_ended_are_told(clerk_li: Actor, officer_wang: Actor, sun: Actor) -> None:
    code, number = closed(clerk_li, officer_wang, sun, "2026-11-25", at_noon(1))
    emergencies.correct_end(code, "2026-11-30", "登记有误", actor=sun, now=at_noon(4))
    for actor in (clerk_li, officer_wang):
        (told,) = [n for n in notices.inbox(actor, now=at_noon(4)) if n.code == "RESPONSE_END_CORRECTED"]
        assert (told.about, told.facts["ended_on"], told.facts["end"]) == (number, "2026-11-25", "2026-11-30")


def test_an_end_corrected_to_an_earlier_day_ends_what_ran_on(clerk_li: Actor, officer_wang: Actor, sun: Actor) -> None:
    code, number = closed(clerk_li, officer_wang, sun, "2026-12-03", at_noon(3))
    assert status(number) == Status.ADMITTED
    done = emergencies.correct_end(code, "2026-12-01", "登记有误", actor=sun, now=at_noon(3))
    assert [(one.case, one.fate) for one in done.affected] == [(number, Fate.ENDED)] and done.stay_ended == ()
    record = admission_of(number)
    assert record is not None and record.ended_on == date(2026, 12, 2)


def test_a_response_that_goes_on_may_be_asked_under_again_and_is_closed_again(
    clerk_li: Actor, officer_wang: Actor, sun: Actor
) -> None:
    code, _ = closed(clerk_li, officer_wang, sun, "2026-11-25", at_noon(1))
    emergencies.correct_end(code, " ", "响应没有结束", actor=sun, now=at_noon(2))
    again = submitted(clerk_li, now=at_noon(2) + timedelta(minutes=1))
    assert (status(again), fresh(again).response) == (Status.AWAITING_VERIFICATION, code)
    with pytest.raises(errors.ResponseStillOpen):
        emergencies.correct_end(code, "2026-12-02", "登记有误", actor=sun, now=at_noon(3))
    emergencies.close_response(code, "2026-12-03", actor=sun, now=at_noon(3))
    times = (at_noon(1), at_noon(2) + timedelta(hours=1), at_noon(4))
    assert [end_known(code, at) for at in times] == [date(2026, 11, 25), None, date(2026, 12, 3)]
    assert cases.verify(again, actor=officer_wang, now=at_noon(4)).status == Status.ENDED
    assert replay_verdicts().different == ()


@pytest.mark.parametrize(
    ("typed", "error"),
    [
        (("2026-12-05", "登记有误"), errors.DayInFuture),
        (("2026-11-19", "登记有误"), errors.DayTooEarly),
        (("2026-11-25", "登记有误"), errors.AlreadyOnRecord),
        (("后天", "登记有误"), errors.MalformedDate),
        (("2026-11-26", " "), errors.MissingAnswer),
    ],
)
def test_a_correction_that_cannot_stand_changes_nothing(
    clerk_li: Actor, officer_wang: Actor, sun: Actor, typed: tuple[str, str], error: type[Exception]
) -> None:
    code, _ = closed(clerk_li, officer_wang, sun, "2026-11-25", at_noon(1))
    with pytest.raises(error):
        emergencies.correct_end(code, *typed, actor=sun, now=at_noon(4))
    with pytest.raises(errors.NotPermitted):
        emergencies.correct_end(code, "2026-11-26", "登记有误", actor=officer_wang, now=at_noon(4))
    assert end_known(code, at_noon(6)) == date(2026, 11, 25)
