"""What a unit asked, was given and told before it merged is its successor's; and what runs goes by the dates."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from flask import Flask

from registry.domain import errors
from registry.domain.actors import Actor
from registry.domain.admissions import AdmissionFilter
from registry.domain.cases import Status, Verb
from registry.domain.feed import ThingKind
from registry.domain.numbers_held import NumberState
from registry.domain.pages import Paged, Window
from registry.domain.slips import Reply
from registry.services import (
    adjustments,
    admission_pages,
    approval_effects,
    approval_recording,
    approvals,
    attachments,
    case_pages,
    cases,
    changes,
    consultations,
    delegated,
    delegated_recording,
    expiring,
    mailing,
    notices,
    request_drafts,
    requests,
    slips,
    webhooks,
)
from registry.services.access import Demand
from registry.services.case_parties import can, case_called
from registry.services.clock import tick
from registry.services.report_offices import is_of
from registry.services.signing import KeyRing
from registry.services.slips import About, Wanted
from registry.store import changes as feed
from registry.store.base import db
from registry.store.case_pages import RequestOrder
from tests.conftest import NOW
from tests.receiver import Receiver, receiver
from tests.samples_of_files import PDF
from tests.services.test_approvals import PAPER, confirmed
from tests.services.test_cases import CLEAR_OF, JIUQUAN, LISTED, UNCLEAR, called, fresh, submitted
from tests.services.test_delegated import FIT, MOVED, RECORD
from tests.services.test_units_that_merge import AFTER, OFF_LIST, asked_again, merge, proposed, verified


@pytest.fixture
def clerk_chen(app: Flask) -> Actor:
    """Chen of the county's market bureau, which takes the emergency bureau over."""
    return called("chen")


@pytest.fixture
def office(app: Flask) -> Iterator[Receiver]:
    """A system inside the network, and a registry that may write there."""
    app.config["SETTINGS"] = replace(app.config["SETTINGS"], webhooks_inside="1")
    with receiver() as one:
        yield one


def read(paged: Paged[Any]) -> list[str]:
    return [one.case for one in paged.portion(Window(50)).rows]


# What goes on with what was asked before
# ----------------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("who", ["li", "chen"])
def test_either_ones_people_see_and_withdraw_what_was_asked_before(
    clerk_li: Actor, clerk_chen: Actor, who: str
) -> None:
    number = submitted(clerk_li, LISTED)
    with pytest.raises(errors.NotFound):
        case_called(number, actor=clerk_chen, now=NOW)
    merge(clerk_li, clerk_chen)
    actor = called(who)
    assert requests.request_called(number[:-4], actor=actor).number == number[:-4]
    assert [one.number for one in requests.requests_of(actor)] == [number[:-4]]
    assert can(fresh(number), Verb.WITHDRAW, actor, AFTER)
    cases.withdraw(number, "不再需要", actor=actor, now=AFTER)
    assert fresh(number).status == Status.WITHDRAWN


def test_either_ones_people_read_all_requests_of_both_a_page_at_a_time_with_their_cases(
    clerk_li: Actor, clerk_chen: Actor
) -> None:
    alone = submitted(clerk_li, LISTED)[:-4]
    db.session.rollback()
    assert _pages(clerk_li) == [alone] and _pages(clerk_chen) == []
    merge(clerk_li, clerk_chen)
    for one in (clerk_li, clerk_chen):
        assert _pages(one) == [alone]
        assert [len(found) for found in case_pages.cases_of_requests([alone], one, AFTER).values()] == [1]


def _pages(actor: Actor) -> list[str]:
    paged = case_pages.requests_page(actor, case_pages.EVERYTHING, RequestOrder.LATEST, now=AFTER)
    found = [row.number for row in paged.portion(Window(50)).rows]
    db.session.rollback()
    return found


@pytest.mark.parametrize("who", ["li", "chen"])
def test_either_ones_people_are_offered_the_cure_and_have_it_reconsidered(
    clerk_li: Actor, clerk_chen: Actor, who: str
) -> None:
    number = submitted(clerk_li, OFF_LIST)
    merge(clerk_li, clerk_chen)
    code = approval_recording.record(PAPER, actor=called("zheng"), now=AFTER).code
    approvals.confirm(code, actor=called("he"), now=AFTER)
    later = AFTER + timedelta(minutes=5)
    tick(now=later)
    assert [one.case.number for one in approval_effects.offered_to(called(who), later).cured] == [number]
    assert "APPROVAL_CONFIRMED" in [one.code for one in notices.inbox(called(who), now=later)]
    cases.reconsider(number, actor=called(who), now=later)
    case = fresh(number)
    assert case.status == Status.AWAITING_VERIFICATION
    assert case.steps[-1].question["asked_by"]["code"] == clerk_chen.unit


def test_a_number_of_the_former_unit_is_one_of_its_successor(
    clerk_li: Actor, clerk_chen: Actor, officer_wang: Actor, tmp_path: Path
) -> None:
    confirmed()
    number = submitted(clerk_li, OFF_LIST)
    admission = verified(number, officer_wang)
    merge(clerk_li, clerk_chen)
    for department in ("县市场监督管理局", "县应急管理局", clerk_li.unit):
        demand = Demand("delegation", JIUQUAN, OFF_LIST, department=department)
        found = slips.propose(About(demand), actor=officer_wang, now=AFTER)
        assert (found.held.state, found.held.number) == (NumberState.HOLDS, admission)
        assert Reply.RETURN not in found.replies
    slip = slips.issue(About(case=number), Wanted("UNDERTAKE"), ring=KeyRing(tmp_path), actor=officer_wang, now=AFTER)
    for actor in (clerk_li, clerk_chen):
        assert slips.letter_called(slip.number, actor=actor).number == slip.number
        assert [one.number for one in slips.slips_seen(actor)] == [slip.number]
        assert expiring.listed(actor, AdmissionFilter.ALL, now=AFTER).total == 1
        wanted = admission_pages.AdmissionsWanted()
        assert read(admission_pages.admissions_read_by(actor, wanted, now=AFTER)) == [number]


def test_a_slip_of_before_is_read_by_the_successor(
    clerk_li: Actor, clerk_chen: Actor, officer_wang: Actor, tmp_path: Path
) -> None:
    number = submitted(clerk_li, LISTED)
    wanted = Wanted(slips.propose(About(case=number), actor=officer_wang, now=NOW).replies[0].value)
    slip = slips.issue(About(case=number), wanted, ring=KeyRing(tmp_path), actor=officer_wang, now=NOW).number
    with pytest.raises(errors.NotFound):
        slips.letter_called(slip, actor=clerk_chen)
    merge(clerk_li, clerk_chen)
    assert slips.letter_called(slip, actor=clerk_chen).number == slip


def test_what_the_township_decides_is_told_to_the_successor_and_to_the_former_units_people(
    clerk_li: Actor, clerk_chen: Actor, officer_wang: Actor
) -> None:
    number = submitted(clerk_li, LISTED)
    merge(clerk_li, clerk_chen)
    verified(number, officer_wang, AFTER)
    for actor in (clerk_li, clerk_chen):
        assert number in [one.about for one in notices.inbox(actor, now=AFTER)]


def test_a_draft_goes_on_and_becomes_the_successors_request(clerk_li: Actor, clerk_chen: Actor) -> None:
    typed = request_drafts.keep(Demand("delegation", JIUQUAN, LISTED), application={}, actor=clerk_li, now=NOW)
    merge(clerk_li, clerk_chen)
    assert [one.number for one in request_drafts.own_drafts(clerk_chen)] == [typed.number]
    number = asked_again(clerk_chen, draft=typed.number)
    assert fresh(number).unit == clerk_chen.unit and request_drafts.own_drafts(clerk_li) == []


def test_the_successor_attaches_to_a_request_of_before_and_reads_what_is_attached(
    clerk_li: Actor, clerk_chen: Actor
) -> None:
    number = submitted(clerk_li, UNCLEAR)[:-4]
    merge(clerk_li, clerk_chen)
    kept = attachments.attach(number, [("依据.pdf", PDF)], actor=clerk_chen, now=AFTER)
    for actor in (clerk_li, clerk_chen):
        assert attachments.attachment_called(kept[0].number, actor=actor, now=AFTER).request == number


def test_an_adjustment_and_a_consultation_go_on_with_the_successor(clerk_li: Actor, clerk_chen: Actor) -> None:
    number = proposed(called("wang"))
    consultations.consult(number, [clerk_li.unit, clerk_chen.unit], actor=called("sun"), now=NOW)
    merge(clerk_li, clerk_chen)
    record = adjustments.adjustment_called(number, actor=clerk_chen)
    assert consultations.is_waiting_for(record, clerk_li.unit)
    consultations.answer(number, "AGREE", "", actor=clerk_li, now=AFTER)
    record = adjustments.adjustment_called(number, actor=clerk_chen)
    assert not consultations.consultations_of(record, now=AFTER)[-1].silent
    own = proposed(clerk_li)
    assert adjustments.adjustment_called(own, actor=clerk_chen).number == own


def test_who_is_of_the_successor_is_of_the_unit_that_was_reported(clerk_li: Actor, clerk_chen: Actor) -> None:
    assert not is_of(clerk_chen, (clerk_li.unit, "县应急管理局"))
    merge(clerk_li, clerk_chen)
    for actor in (clerk_li, clerk_chen):
        assert all(is_of(actor, (unit, "")) for unit in (clerk_li.unit, clerk_chen.unit))


def test_mail_and_webhooks_of_both_are_the_successors(office: Receiver, clerk_li: Actor, clerk_chen: Actor) -> None:
    mailing.set_address("", "li@example.invalid", actor=clerk_li, now=NOW)
    hook = webhooks.create(office.url, actor=clerk_li, now=NOW).number
    merge(clerk_li, clerk_chen)
    assert mailing.holder_of(clerk_li) == clerk_chen.unit
    assert [one.number for one in webhooks.listed(clerk_chen)] == [hook]
    box = notices.Box(unit=clerk_chen.unit)
    assert clerk_li.unit in notices.holders(box)
    mailing.set_address(clerk_li.unit, "", actor=clerk_chen, now=AFTER)


def test_the_feed_tells_the_successor_of_what_it_may_read_from_now_on(clerk_li: Actor, clerk_chen: Actor) -> None:
    number = submitted(clerk_li, LISTED)
    head = feed.head()
    assert head is not None
    last = head.position
    merge(clerk_li, clerk_chen)
    told = changes.changes_behind(last, first=changes.MOST, of=(), actor=clerk_chen).changes
    assert {(ThingKind.CASE, number), (ThingKind.REQUEST, number[:-4])} <= {(one.kind, one.key) for one in told}
    unit = next(one.thing for one in told if one.kind is ThingKind.UNIT)
    assert unit is not None and (unit["successor"], unit["succeededOn"]) == (clerk_chen.unit, "2026-11-23")


# A list filtered by whether it runs goes by the dates
# ----------------------------------------------------------------------------------------------------------------------


def test_what_is_over_by_its_dates_is_no_running_admission_whether_the_clock_ticked_or_not(
    clerk_li: Actor, officer_wang: Actor
) -> None:
    ends, goes_on = submitted(clerk_li, LISTED, application={"term_until": "2026-11-30"}), submitted(clerk_li, CLEAR_OF)
    for number in (ends, goes_on):
        verified(number, officer_wang)
    later = NOW + timedelta(days=8)
    for _ in range(2):
        shown = {
            which: _listed(officer_wang, which, later) for which in (AdmissionFilter.RUNNING, AdmissionFilter.ENDED)
        }
        assert shown == {AdmissionFilter.RUNNING: ([goes_on], 1), AdmissionFilter.ENDED: ([ends], 1)}
        tick(now=later)


def _listed(actor: Actor, which: AdmissionFilter, now: datetime) -> tuple[list[str], int]:
    found = expiring.listed(actor, which, now=now)
    paged = admission_pages.admissions_read_by(actor, admission_pages.AdmissionsWanted(which), now=now)
    numbers = [one.admission.case for one in found.shown]
    assert read(paged) == numbers and paged.count(50) == found.total
    return numbers, found.total


def test_what_a_unit_delegated_before_is_on_record_for_its_successor_and_not_for_it_to_decide(
    clerk_li: Actor, clerk_chen: Actor
) -> None:
    answers = {name: said for name, said in RECORD.items() if name != "department"}
    code = delegated_recording.record(answers, actor=clerk_li, now=NOW).code
    merge(clerk_li, clerk_chen)
    with pytest.raises(errors.SameOnRecord) as refused:
        delegated_recording.record(answers, actor=clerk_chen, now=AFTER)
    assert refused.value.facts["number"] == code
    db.session.rollback()
    merge(clerk_chen, called("sun"), now=AFTER)
    later = AFTER + timedelta(minutes=1)
    delegated.hear(code, {"able": "yes", **MOVED}, actor=called("wang"), now=later)
    with pytest.raises(errors.RecordedByOwnUnit):
        delegated.assess(code, FIT, actor=called("sun"), now=later)
