"""Expiry announces itself to both sides: by the term asked for, by the approval, by the response."""

from datetime import date, timedelta

from registry.domain.actors import Actor
from registry.domain.admissions import AdmissionFilter
from registry.services import cases
from registry.services.clock import tick
from registry.services.expiring import days_left, expiring, listed
from registry.store.approvals import find_approval
from registry.store.base import db
from tests.conftest import NOW
from tests.services.test_cases import CLEAR_OF, LISTED, ZHANGYE, called, submitted

TODAY = date(2026, 11, 23)


def admitted(li: Actor, wang: Actor, answers: dict[str, str], ends: str = "") -> str:
    application = {"term_until": ends} if ends else {}
    return cases.verify(submitted(li, answers, application=application), actor=wang, now=NOW).number


def told(actor: Actor, within: int, days_on: int = 0) -> list[tuple[str, int]]:
    found = expiring(actor, within_days=within, now=NOW + timedelta(days=days_on))
    return [(one.admission.case, days_left(one)) for one in found]


def test_the_last_day_of_the_term_is_told_ahead_and_on_the_day_but_not_after(
    clerk_li: Actor, officer_wang: Actor
) -> None:
    number = admitted(clerk_li, officer_wang, LISTED, "2026-12-23")
    for actor in (clerk_li, officer_wang, called("sun")):
        assert told(actor, 30) == [(number, 30)]
        assert told(actor, 29) == []
        assert told(actor, 30, days_on=30) == [(number, 0)]
        assert told(actor, 30, days_on=31) == []  # over, whether or not the clock has ended it


def test_strangers_to_the_case_are_told_nothing(clerk_li: Actor, officer_wang: Actor) -> None:
    admitted(clerk_li, officer_wang, LISTED, "2026-12-23")
    for name in ("chen", "ma", "zhao"):
        assert told(called(name), 60) == []


def test_an_approval_that_ends_first_sets_the_last_day(clerk_li: Actor, officer_wang: Actor) -> None:
    number = admitted(clerk_li, officer_wang, CLEAR_OF, "2027-11-01")
    assert told(clerk_li, 60) == []
    approval = find_approval("PA-0001")
    assert approval is not None
    approval.valid_until = TODAY + timedelta(days=10)
    db.session.commit()
    assert told(clerk_li, 60) == told(officer_wang, 60) == [(number, 10)]


def test_what_ends_first_stands_first_and_what_has_ended_last(clerk_li: Actor, officer_wang: Actor) -> None:
    endless = admitted(clerk_li, officer_wang, CLEAR_OF)
    soon = admitted(clerk_li, officer_wang, LISTED, "2026-12-01")
    shown = [one.admission.case for one in listed(officer_wang, AdmissionFilter.ALL, now=NOW).shown]
    assert shown == [soon, endless]
    later = NOW + timedelta(days=30)
    tick(now=later)
    everything = [one.admission.case for one in listed(officer_wang, AdmissionFilter.ALL, now=later).shown]
    assert everything == [endless, soon]
    by_filter = {f: [one.admission.case for one in listed(clerk_li, f, now=later).shown] for f in AdmissionFilter}
    assert by_filter[AdmissionFilter.RUNNING] == [endless]
    assert by_filter[AdmissionFilter.ENDED] == [soon]
    assert by_filter[AdmissionFilter.EXPIRING] == []


def test_a_department_is_told_of_its_own_in_every_township(clerk_li: Actor, officer_wang: Actor) -> None:
    number = submitted(clerk_li, LISTED, ZHANGYE, application={"term_until": "2026-12-10"})
    cases.verify(number, actor=Actor("other", officer_wang.role, ZHANGYE, ZHANGYE), now=NOW)
    assert told(clerk_li, 60) == [(number, 17)]
    assert told(officer_wang, 60) == []
