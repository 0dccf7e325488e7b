"""What an admission's number says of a day: by the paper of that day, and from the day on which there was a number."""

from datetime import date, datetime, timedelta
from itertools import product

import pytest
from sqlalchemy import select

from registry.domain.actors import Actor
from registry.domain.admissions import Validity
from registry.domain.notices import NewsCode
from registry.services import admissions, approval_recording, approvals, cases
from registry.services.admission_views import admission_shown
from registry.services.clock import tick
from registry.store.admissions import admission_of
from registry.store.base import db
from registry.store.notices import NoticeRecord
from registry.words import LANGUAGES, Words
from tests.conftest import NOW
from tests.services.test_approvals import FUNDED, PAPER, SCAN, UNFUNDED, admitted, called, confirmed
from tests.services.test_cases import submitted

IN_DECEMBER, IN_JANUARY = NOW + timedelta(days=20), NOW + timedelta(days=60)
GRANTED, DAY_BEFORE, CHANGED = date(2026, 11, 23), date(2026, 12, 12), date(2026, 12, 13)


def amended(amends: str, matter: str, in_force_from: str = "2026-12-13", **answers: object) -> str:
    """A confirmed paper that takes the place of another; recorded and confirmed on 13 December."""
    paper = {**PAPER, "approval_names": matter, "in_force_from": in_force_from, **answers}
    zheng, he = called("zheng"), called("he")
    code = approval_recording.record(paper, document=SCAN, amends=amends, actor=zheng, now=IN_DECEMBER).code
    approvals.confirm(code, actor=he, now=IN_DECEMBER)
    return code


def number_of(case: str) -> str:
    record = admission_of(case)
    assert record is not None and record.number is not None
    return record.number


def said(number: str, on: date) -> tuple[Validity, list[str]]:
    """Whether it holds on a day, and which papers are named for it."""
    live = admissions.live(number, now=IN_JANUARY, on=on)
    return live.validity, [paper.code for paper in live.approvals]


@pytest.fixture
def li(clerk_li: Actor) -> Actor:
    """Clerk Li, who asks."""
    return clerk_li


def test_days_before_an_amendment_rest_on_the_paper_of_those_days(li: Actor) -> None:
    (case,) = admitted(li, FUNDED)
    code = amended("PA-0001", FUNDED)
    number = number_of(case)
    for on in (GRANTED, date(2026, 12, 1), DAY_BEFORE):
        assert said(number, on) == (Validity.VALID, ["PA-0001"]), on
    for on in (CHANGED, date(2026, 12, 20)):
        assert said(number, on) == (Validity.VALID, [code]), on
    assert said(number, GRANTED - timedelta(days=1))[0] is Validity.NOT_YET


def test_of_two_amendments_each_day_names_its_own(li: Actor) -> None:
    (case,) = admitted(li, FUNDED)
    first = amended("PA-0001", FUNDED)
    later = IN_DECEMBER + timedelta(days=10)
    paper = {**PAPER, "approval_names": FUNDED, "in_force_from": "2026-12-23", "document_number": "甘办发〔2026〕90号"}
    second = approval_recording.record(paper, document=SCAN, amends=first, actor=called("zheng"), now=later).code
    approvals.confirm(second, actor=called("he"), now=later)
    number = number_of(case)
    days = (DAY_BEFORE, CHANGED, date(2026, 12, 22), date(2026, 12, 23))
    assert [said(number, on)[1] for on in days] == [["PA-0001"], [first], [first], [second]]
    assert {said(number, on)[0] for on in days} == {Validity.VALID}


def test_a_late_clock_makes_no_gap_between_two_papers(li: Actor) -> None:
    (case,) = admitted(li, FUNDED)
    code = amended("PA-0001", FUNDED, in_force_from="2026-12-20")
    assert tick(now=IN_JANUARY).ended == ()
    number = number_of(case)
    assert said(number, date(2026, 12, 19)) == (Validity.VALID, ["PA-0001"])
    assert said(number, date(2026, 12, 20)) == (Validity.VALID, [code])


def test_days_that_no_paper_covered_stay_days_without_one(li: Actor) -> None:
    (case,) = admitted(li, FUNDED)
    other = confirmed(approval_names=FUNDED, in_force_from="2026-12-10")
    approvals.revoke("PA-0001", "2026-12-01", "试点结束", actor=called("zheng"), now=IN_DECEMBER)
    number = number_of(case)
    assert said(number, date(2026, 11, 30)) == (Validity.VALID, ["PA-0001"])
    assert said(number, date(2026, 12, 5)) == (Validity.APPROVAL_OVER, ["PA-0001"])
    assert said(number, date(2026, 12, 10)) == (Validity.VALID, [other])


def test_before_its_number_was_issued_it_waited_for_its_resources(li: Actor) -> None:
    (case,) = admitted(li, UNFUNDED)
    code = amended("PA-0002", UNFUNDED)
    number = number_of(case)
    assert said(number, GRANTED) == said(number, DAY_BEFORE) == (Validity.RESOURCES_DUE, ["PA-0002"])
    assert said(number, CHANGED) == (Validity.VALID, [code])
    assert not admission_shown(number, on="2026-12-01", now=IN_JANUARY).holds


def test_of_an_ended_one_the_days_before_still_name_what_it_rested_on(li: Actor) -> None:
    (case,) = admitted(li, FUNDED)
    number = number_of(case)
    approvals.revoke("PA-0001", "2026-11-25", "试点结束", actor=called("zheng"), now=NOW + timedelta(days=5))
    shown = admission_shown(number, on="2026-11-24", now=IN_JANUARY).as_data()
    assert (shown["validity"], shown["lastValidDay"], shown["endedOn"]) == ("VALID", "2026-11-24", "2026-11-25")
    assert len(shown["restsOn"]) == 1
    assert said(number, date(2026, 11, 25))[0] is Validity.APPROVAL_OVER


def news_of(case: str, code: NewsCode) -> list[tuple[str, str, str]]:
    """Whose notices of this sort there are about a case, and the number that each names."""
    db.session.rollback()
    found = select(NoticeRecord).where(NoticeRecord.about == case, NoticeRecord.code == code.value)
    return [(n.unit, n.division, n.facts["admission"]) for n in db.session.scalars(found.order_by(NoticeRecord.id))]


def test_both_sides_are_told_of_a_number_that_came_later_and_told_once(li: Actor) -> None:
    (case,) = admitted(li, UNFUNDED)
    assert news_of(case, NewsCode.ADMISSION_NUMBERED) == []
    first = amended("PA-0002", UNFUNDED)
    number = number_of(case)
    both = [(li.unit, "", number), ("", "620102001000", number)]
    assert news_of(case, NewsCode.ADMISSION_NUMBERED) == both
    amended(first, UNFUNDED, in_force_from="2026-12-14", document_number="甘办发〔2026〕91号")
    tick(now=IN_JANUARY)
    assert said(number, date(2026, 12, 14))[1] != [first]
    assert news_of(case, NewsCode.ADMISSION_NUMBERED) == both


@pytest.mark.parametrize(("begins", "holds_from"), [("", "2026-12-13"), ("2027-02-01", "2027-02-01")])
def test_the_notice_of_a_number_says_from_which_day_it_holds(
    li: Actor, officer_wang: Actor, begins: str, holds_from: str
) -> None:
    applied = {"term_from": begins} if begins else {}
    case = cases.verify(submitted(li, {"matter": UNFUNDED}, application=applied), actor=officer_wang, now=NOW).number
    amended("PA-0002", UNFUNDED)
    tick(now=datetime.fromisoformat(f"{holds_from}T12:00+08:00"))
    found = select(NoticeRecord).where(NoticeRecord.code == NewsCode.ADMISSION_NUMBERED.value)
    notices = db.session.scalars(found).all()
    for notice, language in product(notices, LANGUAGES):
        sentence = Words(language).told(notice.code, notice.facts)
        assert number_of(case) in sentence and holds_from in sentence
    assert len(notices) == 2
    first = date.fromisoformat(holds_from)
    now, number = NOW + timedelta(days=80), number_of(case)
    assert admissions.live(number, now=now, on=first - timedelta(days=1)).validity is not Validity.VALID
    assert admissions.live(number, now=now, on=first).validity is Validity.VALID


def test_what_had_its_number_from_the_grant_on_is_told_of_none(li: Actor) -> None:
    (case,) = admitted(li, FUNDED)
    amended("PA-0001", FUNDED)
    assert news_of(case, NewsCode.ADMISSION_NUMBERED) == []
    assert len(news_of(case, NewsCode.ADMISSION_CARRIED_OVER)) == 2
