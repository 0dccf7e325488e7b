"""Papers that come twice, cases that lie side by side, and papers that never were good."""

from datetime import timedelta

import pytest
from flask import Flask

from registry.domain import errors
from registry.domain.actors import Actor
from registry.domain.cases import Status
from registry.domain.question import CHINA
from registry.services import approvals, cases, requests
from registry.services.access import Demand
from registry.services.approval_effects import cured_by, offered_to
from registry.services.successions import TypedChange, record_division_changes
from registry.store.admissions import admission_of
from tests.conftest import NOW
from tests.services.test_approvals import JIUQUAN, LATER, MATTER, admitted, called, confirmed, recorded, submitted

RECODED = "620103091000"


def asked_as(clerk: Actor, form: str) -> str:
    demand = Demand(kind="delegation", place=JIUQUAN, answers={"matter": MATTER, "form": [form]})
    return requests.submit(demand, places=(JIUQUAN,), actor=clerk, now=NOW).cases[0].number


def test_the_same_paper_is_the_same_after_its_place_had_a_new_code(app: Flask) -> None:
    zheng = called("zheng")
    first = recorded(zheng, approval_places=JIUQUAN)
    change = TypedChange("RECODED", [JIUQUAN], "2026-11-20", [RECODED], basis="民函〔2026〕9号", keep_numbers=True)
    record_division_changes([change], actor=zheng, now=NOW)
    with pytest.raises(errors.AlreadyOnRecord) as refused:
        recorded(zheng, approval_places=RECODED)
    assert refused.value.facts["number"] == first
    assert recorded(zheng, approval_places="620102002000")


def test_of_two_rejected_cases_of_one_matter_the_other_is_offered_no_more_once_one_goes_ahead(clerk_li: Actor) -> None:
    first, second = asked_as(clerk_li, "PLEDGE"), asked_as(clerk_li, "TARGETS")
    code = confirmed(demand_forms=["PLEDGE", "TARGETS"])
    assert [one.case.number for one in offered_to(clerk_li, NOW).cured] == [first, second]
    assert cases.reconsider(first, actor=clerk_li, now=NOW).status == Status.AWAITING_VERIFICATION
    assert offered_to(clerk_li, NOW).cured == () and cured_by(code, NOW).cured == ()
    with pytest.raises(errors.AlreadyOpen):
        cases.reconsider(second, actor=clerk_li, now=NOW)


def test_what_rests_on_a_paper_that_was_never_good_ends_on_the_day_it_was_granted(clerk_li: Actor) -> None:
    submitted(clerk_li, MATTER, (JIUQUAN,), now=NOW - timedelta(days=1))
    code = confirmed()
    (number,) = admitted(clerk_li, MATTER, ("620102002000",))
    approvals.revoke(code, "2026-11-16", "文件不实", actor=called("zheng"), now=LATER)
    record = admission_of(number)
    assert record is not None and record.ended_on == NOW.astimezone(CHINA).date()
