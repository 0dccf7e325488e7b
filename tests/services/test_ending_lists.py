"""What ends soon is never left out: by whatever it ends, however many there are, whatever part of the list is read."""

from collections.abc import Callable
from datetime import date, datetime, timedelta

import pytest
from sqlalchemy import select

from registry.domain.actors import Actor
from registry.domain.admissions import AdmissionFilter, ListMark
from registry.domain.cases import Status
from registry.domain.notices import NewsCode
from registry.services import approvals, cases, emergencies
from registry.services import expiring as lists
from registry.services.admissions import as_it_stands
from registry.services.clock import tick
from registry.services.expiring import days_left, expiring, how_many_expire, listed
from registry.store.admissions import AdmissionRecord
from registry.store.base import db
from registry.store.emergencies import find_response
from registry.store.ending_days import NEVER, last_day
from tests.conftest import NOW
from tests.services.test_admission_days import amended, news_of
from tests.services.test_approvals import FUNDED, JIUQUAN, NEXT, UNFUNDED, ZHANGYE, admitted, called, confirmed, desk_of
from tests.services.test_cases import LISTED, submitted
from tests.services.test_emergencies import DECLARED, MATTER

SOON = NOW + timedelta(minutes=1)
"""When what was just recorded is known."""
PLACES = (JIUQUAN, ZHANGYE, NEXT)


def until(li: Actor, ends: str, place: str = JIUQUAN, **answers: str) -> str:
    """A case of Li's that is admitted until a day."""
    application = {"term_until": ends} if ends else {}
    number = submitted(li, {**LISTED, **answers}, place, application=application)
    assert cases.verify(number, actor=desk_of(place), now=NOW).status == Status.ADMITTED
    return number


def told(actor: Actor, at: datetime = SOON, within: int = 60) -> list[tuple[str, int]]:
    return [(one.admission.case, days_left(one)) for one in expiring(actor, within_days=within, now=at)]


def both_were_told(case: str) -> bool:
    return len(news_of_ending(case)) == 2


def news_of_ending(case: str) -> list[tuple[str, str, str]]:
    return news_of(case, NewsCode.ADMISSION_ENDING)


# By whatever ends it
# ----------------------------------------------------------------------------------------------------------------------


def test_an_approval_revoked_from_a_later_day_announces_itself_to_both_sides(
    clerk_li: Actor, officer_wang: Actor
) -> None:
    (case,) = admitted(clerk_li, FUNDED)
    assert told(clerk_li) == told(officer_wang) == []
    approvals.revoke("PA-0001", "2026-12-20", "试点结束", actor=called("zheng"), now=NOW)
    for actor in (clerk_li, officer_wang, called("sun")):
        assert told(actor) == told(actor, within=26) == [(case, 26)]
        assert told(actor, within=25) == []
        assert [one.admission.case for one in listed(actor, AdmissionFilter.EXPIRING, now=SOON).shown] == [case]
        assert how_many_expire(actor, now=SOON) == 1
    assert tick(now=SOON + timedelta(minutes=1)).announced == (case,) and both_were_told(case)
    assert told(clerk_li, SOON + timedelta(days=26)) == [(case, 0)]
    assert told(clerk_li, SOON + timedelta(days=27)) == []


def test_a_response_that_ends_announces_itself_to_both_sides(clerk_li: Actor, officer_wang: Actor) -> None:
    sun = called("sun")
    code = emergencies.open_response(DECLARED, [MATTER], actor=sun, now=NOW).code
    (case,) = admitted(clerk_li, MATTER)
    assert told(officer_wang) == []
    emergencies.close_response(code, "2026-11-23", actor=sun, now=NOW)
    assert told(clerk_li) == told(officer_wang) == [(case, 0)]
    assert tick(now=SOON + timedelta(minutes=1)).announced == (case,) and both_were_told(case)


def test_a_response_with_its_end_on_record_ahead_is_listed_by_it(clerk_li: Actor, officer_wang: Actor) -> None:
    code = emergencies.open_response(DECLARED, [MATTER], actor=called("sun"), now=NOW).code
    (case,) = admitted(clerk_li, MATTER)
    response = find_response(code)
    assert response is not None
    response.end_on(date(2026, 12, 3), by="sun", at=NOW)
    db.session.commit()
    assert told(clerk_li) == [(case, 10)]


def test_what_is_carried_on_by_another_paper_goes_by_that_paper(clerk_li: Actor) -> None:
    (case,) = admitted(clerk_li, FUNDED)
    approvals.revoke("PA-0001", "2026-12-20", "试点结束", actor=called("zheng"), now=NOW)
    assert told(clerk_li) == [(case, 26)]
    confirmed(approval_names=FUNDED, in_force_from="2026-12-15", valid_until="2027-01-20")
    at = datetime(2026, 12, 21, 4, tzinfo=NOW.tzinfo)
    assert tick(now=at).ended == ()
    assert told(clerk_li, at) == [(case, 30)]


def test_the_database_tells_the_last_day_as_the_rules_do(clerk_li: Actor) -> None:
    until(clerk_li, "2027-05-01")
    until(clerk_li, "", ZHANGYE)
    ended = until(clerk_li, "2027-05-01", NEXT)
    admitted(clerk_li, FUNDED, (JIUQUAN, ZHANGYE))
    admitted(clerk_li, UNFUNDED)
    confirmed(approval_names=MATTER, valid_until="2027-02-01")
    admitted(clerk_li, MATTER)
    cases.end(ended, "做完了", actor=called("sun"), now=NOW + timedelta(days=3))
    amended("PA-0002", UNFUNDED, valid_until="2027-03-01")
    approvals.revoke("PA-0001", "2027-01-15", "试点结束", actor=called("zheng"), now=NOW + timedelta(days=21))
    now = NOW + timedelta(days=22)
    found = db.session.execute(select(AdmissionRecord, last_day())).all()
    assert len(found) == 7
    for record, day in found:
        rules = as_it_stands(record, on=now.date(), now=now).until
        assert (None if day == NEVER else day) == rules, record.case
    assert {day for _, day in found} == {
        date(2027, 5, 1),
        NEVER,
        date(2026, 11, 25),
        date(2027, 1, 14),
        date(2027, 3, 1),
        date(2027, 2, 1),
    }


# However many there are
# ----------------------------------------------------------------------------------------------------------------------


def read_on(actor: Actor, wanted: AdmissionFilter, at: datetime, between: Callable[[], object] = int) -> list[str]:
    """The cases of every part of a list, one part after the other; something may happen between two parts."""
    seen: list[str] = []
    after = ""
    while True:
        part = listed(actor, wanted, after=after, now=at)
        seen += [one.admission.case for one in part.shown]
        if part.goes_on is None:
            return seen
        after = part.goes_on.as_text()
        between()


@pytest.fixture
def three_at_a_time(monkeypatch: pytest.MonkeyPatch) -> None:
    """Lists are told in parts of three."""
    monkeypatch.setattr(lists, "MOST_LISTED", 3)


def admitted_until(li: Actor, days: list[str]) -> list[str]:
    """One admission for each last day, in this order; two matters at three places."""
    where = [(place, matter) for matter in (LISTED["matter"], FUNDED) for place in PLACES]
    return [until(li, day, place, matter=matter) for day, (place, matter) in zip(days, where, strict=True)]


DAYS = ["2026-12-01", "", "2027-06-30", "2026-12-24", "2026-12-24", "2027-01-10"]
"""What ends first was recorded first: the latest ones recorded are not those that end soonest."""


@pytest.mark.usefixtures("three_at_a_time")
def test_each_stands_once_in_the_order_in_which_it_ends(clerk_li: Actor) -> None:
    first, endless, last, one, other, later = admitted_until(clerk_li, DAYS)
    for actor in (clerk_li, called("sun")):
        assert read_on(actor, AdmissionFilter.RUNNING, NOW) == [first, one, other, later, last, endless]
        assert read_on(actor, AdmissionFilter.EXPIRING, NOW) == [first, one, other, later]
        assert listed(actor, AdmissionFilter.ALL, now=NOW).total == len(DAYS)
    # Nobody ticked: what is over stands last, the latest first, and no more among what is about to end.
    at = NOW + timedelta(days=32)
    assert read_on(clerk_li, AdmissionFilter.ALL, at) == [later, last, endless, one, other, first]
    assert read_on(clerk_li, AdmissionFilter.EXPIRING, at) == [later]
    assert set(tick(now=at).ended) == {first, one, other}
    assert read_on(clerk_li, AdmissionFilter.ALL, at) == [later, last, endless, one, other, first]
    assert read_on(clerk_li, AdmissionFilter.ENDED, at) == [one, other, first]
    assert read_on(clerk_li, AdmissionFilter.RUNNING, at) == [later, last, endless]


@pytest.mark.usefixtures("three_at_a_time")
def test_what_ends_while_somebody_reads_pushes_nothing_out_of_sight(clerk_li: Actor) -> None:
    first, endless, last, one, other, later = admitted_until(clerk_li, DAYS)
    seen = read_on(
        clerk_li,
        AdmissionFilter.RUNNING,
        NOW,
        between=lambda: [cases.end(case, "做完了", actor=called("sun"), now=NOW) for case in (first, other)],
    )
    assert seen == [first, one, other, later, last, endless]


@pytest.mark.usefixtures("three_at_a_time")
def test_the_work_list_is_told_of_all_that_end_soon(clerk_li: Actor) -> None:
    admitted_until(clerk_li, ["2026-12-01", "2026-12-02", "2026-12-03", "2026-12-04", "2026-12-05", "2026-12-06"])
    assert [days for _, days in told(clerk_li)] == [8, 9, 10, 11, 12, 13]
    assert how_many_expire(clerk_li, now=NOW) == 6


@pytest.mark.parametrize(
    "typed", ["", "x", "0.2026-02-30.R2026-000001-001", "0.2026-12-01.\x00", "2.2026-12-01.R1", "0.2026-12-01." * 999]
)
def test_what_is_no_mark_is_the_beginning_of_the_list(clerk_li: Actor, typed: str) -> None:
    case = until(clerk_li, "2026-12-01")
    assert ListMark.read(typed) is None
    assert [one.admission.case for one in listed(clerk_li, AdmissionFilter.ALL, after=typed, now=NOW).shown] == [case]
