"""One open request, and one admission, of a matter at a place: in other words, at another code, after a term."""

from datetime import date, timedelta

import pytest
from flask import Flask

from registry.domain.actors import Actor
from registry.domain.cases import Status
from registry.domain.errors import (
    AlreadyAdmitted,
    AlreadyOpen,
    BadInput,
    PlacesTaken,
    PlaqueThere,
    PurchaseUnfit,
    StepNotPossible,
    TermRanOut,
)
from registry.services import approvals, cases, emergencies, requests
from registry.services.access import Demand
from registry.services.admission_views import admission_shown
from registry.services.clock import tick
from registry.services.notices import inbox
from registry.services.replaying import replay_verdicts
from registry.services.successions import record_division_change
from registry.store.admissions import admission_of, lifters_of
from registry.store.base import db
from registry.words import words_in
from tests.conftest import NOW
from tests.services.test_approvals import confirmed
from tests.services.test_cases import JIUQUAN, LISTED, VILLAGE, called, fresh, submitted
from tests.services.test_divisions_change import change

PLAQUE, MATTER = {"wording": "综治中心"}, {"matter": "无人机起降点编号"}
GRAVES, FIRE = "农村公益性墓地日常管护", "消防安全"
BOUGHT = {"matter": "社区养老服务", "purchase_contract": "HT-1", "purchase_provider": "某公司", "village_gives": "ROOM"}
LATER = NOW + timedelta(days=30)


@pytest.mark.parametrize(
    ("first", "again"),
    [
        (FIRE, "消防安全(1)"),
        (FIRE, "消防安全一"),
        (FIRE, "消防安全责任"),
        (FIRE, "消防安全a"),
        (GRAVES, f"{GRAVES}（2026年）"),
    ],
)
def test_other_words_make_no_other_matter(clerk_li: Actor, first: str, again: str) -> None:
    number = submitted(clerk_li, {"matter": first})
    with pytest.raises(AlreadyOpen) as refused:
        submitted(clerk_li, {"matter": again})
    assert refused.value.facts["number"] == number


def test_of_many_places_all_that_stand_in_the_way_are_named_and_one_mend_suffices(
    clerk_li: Actor, officer_wang: Actor
) -> None:
    there = [JIUQUAN, "620102005000", "620102003000", "620102002000"]
    waiting, admitted = (submitted(clerk_li, LISTED, place) for place in (there[1], there[0]))
    cases.verify(admitted, actor=officer_wang, now=NOW)
    record = admission_of(admitted)
    demand = Demand(kind="delegation", place=there[0], answers=LISTED)
    with pytest.raises(PlacesTaken) as refused:
        requests.submit(demand, places=there, actor=clerk_li, now=NOW)
    db.session.rollback()
    assert record is not None and (refused.value.facts["count"], refused.value.facts["of"]) == (2, 4)
    for language in ("zh", "en"):
        said = words_in(language).error(refused.value)
        assert waiting in said and str(record.number) in said and "酒泉路街道" in said
    made = requests.submit(demand, places=there[2:], actor=clerk_li, now=NOW)
    assert [case.status for case in made.cases] == [Status.AWAITING_VERIFICATION] * 2
    with pytest.raises(AlreadyOpen) as one:
        requests.submit(demand, places=[there[2], "620102006000"], actor=clerk_li, now=NOW)
    assert one.value.facts["number"] == made.cases[0].number


def test_a_plaque_with_the_villages_name_is_the_same_plaque(clerk_li: Actor, officer_wang: Actor) -> None:
    number = submitted(clerk_li, PLAQUE, VILLAGE, "plaque")
    with pytest.raises(AlreadyOpen):
        submitted(clerk_li, {"wording": "畅家巷社区综治中心"}, VILLAGE, "plaque")
    cases.verify(number, actor=officer_wang, now=NOW)
    with pytest.raises(AlreadyAdmitted):
        submitted(clerk_li, {"wording": "畅家巷社区综治中心"}, VILLAGE, "plaque")
    with pytest.raises(PlaqueThere):
        submitted(called("chen"), PLAQUE, VILLAGE, "plaque")


def test_a_new_code_makes_no_other_place(clerk_li: Actor) -> None:
    new = "620102001091"
    number = submitted(clerk_li, PLAQUE, VILLAGE, "plaque")
    recoded = change("RECODED", VILLAGE, new, effective_on="2026-11-23", keep_numbers=True)
    record_division_change(recoded, actor=called("zheng"), now=NOW)
    with pytest.raises(AlreadyOpen) as refused:
        submitted(clerk_li, PLAQUE, new, "plaque")
    assert refused.value.facts["number"] == number


def test_what_is_admitted_is_not_admitted_again_but_may_go_on_after_its_term(
    clerk_li: Actor, officer_wang: Actor
) -> None:
    number = submitted(clerk_li, LISTED, application={"term_until": "2026-12-31"})
    cases.verify(number, actor=officer_wang, now=NOW)
    record = admission_of(number)
    assert record is not None
    with pytest.raises(AlreadyAdmitted) as refused:
        submitted(clerk_li, LISTED)
    assert refused.value.facts["admission"] == record.number
    assert refused.value.facts["last_valid_day"] == "2026-12-31"
    after = submitted(clerk_li, LISTED, application={"term_from": "2027-01-01"})
    assert cases.verify(after, actor=officer_wang, now=NOW).status == Status.ADMITTED


def test_two_rejected_cases_of_one_matter_are_not_admitted_one_after_the_other(
    clerk_li: Actor, officer_wang: Actor
) -> None:
    one, other = submitted(clerk_li, MATTER), submitted(clerk_li, {"matter": "无人机起降点编号工作"})
    confirmed()
    cases.reconsider(one, actor=clerk_li, now=NOW)
    with pytest.raises(AlreadyOpen):
        cases.reconsider(other, actor=clerk_li, now=NOW)
    cases.verify(one, actor=officer_wang, now=NOW)
    with pytest.raises(AlreadyAdmitted):
        cases.reconsider(other, actor=clerk_li, now=NOW)
    assert fresh(other).status == Status.REJECTED


def test_a_term_that_ran_out_tells_each_what_to_do_and_the_list_office_closes_it(
    clerk_li: Actor, officer_wang: Actor
) -> None:
    number = submitted(clerk_li, LISTED, application={"term_until": "2026-11-24"})
    with pytest.raises(TermRanOut) as refused:
        cases.verify(number, actor=officer_wang, now=NOW + timedelta(days=2))
    assert refused.value.facts["party"] == "TOWNSHIP"
    tick(now=LATER)
    with pytest.raises(TermRanOut) as refused:
        cases.settle(number, {}, "催办", actor=called("sun"), now=LATER)
    assert refused.value.facts["party"] == "LIST_OFFICE"
    case = cases.settle(number, {}, "期限已过", ruling="settled_rejected", actor=called("sun"), now=LATER)
    assert (case.status, case.last_step.facts["leads_nowhere"]) == (Status.SETTLED_REJECTED, "TERM_RAN_OUT")


def test_a_rejected_case_whose_term_ran_out_is_asked_anew(clerk_li: Actor) -> None:
    number = submitted(clerk_li, MATTER, application={"term_until": "2026-11-25"})
    confirmed()
    with pytest.raises(TermRanOut) as refused:
        cases.reconsider(number, actor=clerk_li, now=NOW + timedelta(days=5))
    assert refused.value.facts["party"] == "DEPARTMENT"


def test_what_is_lawful_by_the_list_outlives_the_response_it_was_asked_under(
    clerk_li: Actor, officer_wang: Actor
) -> None:
    answers = {
        "response_level": "II",
        "response_issuer": "指挥部",
        "place": "620102000000",
        "response_start": "2026-11-20",
    }
    response = emergencies.open_response(answers, [MATTER["matter"]], actor=called("sun"), now=NOW).code
    number = submitted(clerk_li, MATTER)
    assert fresh(number).response == response
    cases.dispute(number, "其实是防汛抗旱", actor=officer_wang, now=NOW)
    after = NOW + timedelta(days=1)
    emergencies.close_response(response, "2026-11-23", actor=called("sun"), now=after)
    assert cases.settle(number, LISTED, "按清单", actor=called("sun"), now=after).response == ""
    assert cases.verify(number, actor=officer_wang, now=after).status == Status.ADMITTED
    record = admission_of(number)
    assert record is not None and record.ended_on is None


def test_an_admission_that_is_carried_over_says_so_everywhere(clerk_li: Actor, officer_wang: Actor) -> None:
    codes = [confirmed(), confirmed(document_number="甘办发〔2026〕90号", approval_places=JIUQUAN)]
    number = submitted(clerk_li, MATTER)
    cases.verify(number, actor=officer_wang, now=NOW)
    (rested,) = [one.lifter for one in lifters_of(number)]
    later = NOW + timedelta(hours=1)
    approvals.revoke(rested, "2026-11-23", "文件有误", actor=called("zheng"), now=later)
    step = fresh(number).last_step
    assert (step.verb, step.status) == ("carry_over", "admitted") and step.question and step.verdict
    assert [one.lifter for one in lifters_of(number)] == [code for code in codes if code != rested]
    assert replay_verdicts().different == ()
    record = admission_of(number)
    assert record is not None and record.number is not None
    told = admission_shown(record.number, now=later).as_data()
    assert told["conditions"] != told["conditionsAsGranted"] == record.granted["verdict"]["conditions"]
    assert told["carriedOverOn"] == date(2026, 11, 23).isoformat()
    for side in (clerk_li, officer_wang):
        assert "ADMISSION_CARRIED_OVER" in [notice.code for notice in inbox(side, now=later)]
    with pytest.raises(StepNotPossible):
        cases.verify(number, actor=officer_wang, now=later)


@pytest.mark.parametrize(
    "unfit",
    [{"purchase_contract": "无"}, {"purchase_provider": "待定"}, {"purchase_provider": "畅家巷社区居委会"}],
)
def test_a_bought_service_names_a_contract_and_a_provider(clerk_li: Actor, unfit: dict[str, str]) -> None:
    with pytest.raises(PurchaseUnfit) as refused:
        submitted(clerk_li, {**BOUGHT, **unfit}, VILLAGE)
    assert isinstance(refused.value, BadInput) and refused.value.field in unfit


@pytest.mark.parametrize("more", [{"role": "ENFORCING"}, {"role": "DECIDING"}, {"form": ["AUTHORISATION"]}])
def test_a_village_that_does_more_than_give_room_is_judged_as_for_any_task(
    app: Flask, clerk_li: Actor, more: dict[str, str]
) -> None:
    assert fresh(submitted(clerk_li, BOUGHT, VILLAGE)).status == Status.AWAITING_VERIFICATION
    case = fresh(submitted(clerk_li, {**BOUGHT, "matter": "社区助餐服务", **more}, VILLAGE))
    assert case.status in (Status.REFERRED, Status.REJECTED)
    assert "VILLAGE_TASK" in [ground["code"] for ground in case.verdict["grounds"]]
