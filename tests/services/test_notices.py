"""Notices: each step tells whom it concerns, in its own transaction; what is about to end announces itself once."""

import threading
from datetime import date, timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from registry.domain.actors import Actor, Role
from registry.domain.cases import MOVES, STAYS, Status, Verb
from registry.domain.errors import AlreadyOpen
from registry.domain.notices import TELLS, NewsCode, days_ahead
from registry.services import cases, clock, notices
from registry.store.access import find_request
from registry.store.base import db
from registry.store.cases import find_case
from registry.store.dumping import count_of, rows_of
from registry.store.notices import NoticeRecord, add
from tests.conftest import NOW
from tests.services.test_cases import CLEAR_OF, LISTED, VILLAGE, WRONG, called, submitted

SUN_BOX = ("LIST_OFFICE", "620102000000")
OFF_LIST = {"matter": "共享单车停放秩序维护"}
DESK = ("TOWNSHIP_DESK", "620102001000")


def told(code: NewsCode | None = None) -> list[tuple[str, tuple[str, ...]]]:
    """Every notice in order: what it tells, and whose it is."""
    db.session.rollback()
    found = db.session.scalars(select(NoticeRecord).order_by(NoticeRecord.id)).all()
    wanted = [n for n in found if code is None or n.code == code.value]
    return [(n.code, (n.unit,) if n.unit else (n.person,) if n.person else (n.role, n.division)) for n in wanted]


def test_every_step_there_is_says_whom_it_tells() -> None:
    possible = {
        (verb, status)
        for (_, verb), leads in MOVES.items()
        for one in ([leads] if isinstance(leads, Status) else leads.values())
        for status in ([one] if isinstance(one, Status) else one)
    }
    assert set(TELLS) == possible | {(verb, status) for status, verb in STAYS}


@pytest.mark.parametrize(("left", "due"), [(31, None), (30, 30), (8, 30), (7, 7), (0, 7), (-1, None)])
def test_only_the_nearest_announcement_is_due(left: int, due: int | None) -> None:
    assert days_ahead(left) == due


def test_a_demand_goes_to_the_township_and_its_word_back_to_the_department(
    clerk_li: Actor, officer_wang: Actor
) -> None:
    number = submitted(clerk_li, LISTED)
    assert told() == [("CASE_SUBMITTED", DESK)]
    cases.verify(number, actor=officer_wang, now=NOW)
    assert told()[1:] == [("CASE_VERIFIED", (clerk_li.unit,))]
    said = notices.inbox(clerk_li, now=NOW)[0]
    assert said.about == number and said.facts["matter"] == "防汛抗旱" and "王" not in str(said.facts)


def test_a_rejected_demand_is_told_to_the_township_too_so_that_it_can_refuse_it_on_the_telephone(
    clerk_li: Actor, officer_wang: Actor
) -> None:
    submitted(clerk_li, WRONG)
    assert notices.inbox(officer_wang, now=NOW)[0].facts["case_status"] == "rejected"


def test_disputes_settlements_withdrawals_and_limits_reach_whom_they_concern(
    clerk_li: Actor, officer_wang: Actor
) -> None:
    sun, unit = called("sun"), (clerk_li.unit,)
    number = submitted(clerk_li, LISTED)
    cases.dispute(number, "不是这件事", actor=officer_wang, now=NOW)
    assert told()[1:] == [("CASE_DISPUTED", SUN_BOX), ("CASE_DISPUTED", unit)]
    cases.settle(number, {}, "事实清楚", actor=sun, now=NOW)
    assert told()[3:] == [("CASE_SETTLED", unit), ("CASE_SETTLED", DESK)]
    cases.withdraw(number, "不再需要", actor=clerk_li, now=NOW)
    assert told()[5:] == [("CASE_WITHDRAWN", DESK)]
    late = submitted(clerk_li, LISTED)
    clock.tick(now=NOW + timedelta(days=30))
    assert find_case(late).status == "escalated"  # type: ignore[union-attr]
    assert told()[7:] == [("CASE_ESCALATED", SUN_BOX), ("CASE_ESCALATED", unit), ("CASE_ESCALATED", DESK)]


def test_where_a_township_asks_its_own_village_the_list_office_is_told(officer_wang: Actor) -> None:
    submitted(officer_wang, LISTED, VILLAGE)
    assert {box for _, box in told()} == {SUN_BOX}


def test_what_is_not_kept_tells_nobody(clerk_li: Actor) -> None:
    submitted(clerk_li, LISTED)
    with pytest.raises(AlreadyOpen):
        submitted(clerk_li, LISTED)
    assert len(told()) == 1


def test_a_notice_is_gone_with_the_transaction_it_was_written_in(app: Flask, clerk_li: Actor) -> None:
    case = find_case(submitted(clerk_li, CLEAR_OF))
    assert case is not None
    before = len(told())
    notices.tell_of_step(case, Verb.SUBMIT, at=NOW)
    db.session.rollback()
    assert len(told()) == before


# What is about to end
# ----------------------------------------------------------------------------------------------------------------------


def admitted_until(li: Actor, wang: Actor, last: str) -> str:
    number = submitted(li, LISTED, application={"term_until": last})
    cases.verify(number, actor=wang, now=NOW)
    return number


def test_an_admission_announces_its_end_to_both_sides_a_month_and_a_week_ahead_once_each(
    clerk_li: Actor, officer_wang: Actor
) -> None:
    number = admitted_until(clerk_li, officer_wang, "2027-03-31")
    done = []
    for days in range(0, 140):
        day = NOW + timedelta(days=days)
        for _ in range(2):
            done += [(day.date(), one) for one in clock.tick(now=day).announced]
    assert done == [(date(2027, 3, 1), number), (date(2027, 3, 24), number)]
    assert told(NewsCode.ADMISSION_ENDING) == [("ADMISSION_ENDING", (clerk_li.unit,)), ("ADMISSION_ENDING", DESK)] * 2
    assert told(NewsCode.ADMISSION_ENDED) == [("ADMISSION_ENDED", (clerk_li.unit,)), ("ADMISSION_ENDED", DESK)]


def test_one_that_is_short_from_the_beginning_announces_only_the_nearest(clerk_li: Actor, officer_wang: Actor) -> None:
    admitted_until(clerk_li, officer_wang, "2026-11-27")
    assert len(clock.tick(now=NOW).announced) == 1
    said = db.session.scalars(select(NoticeRecord).where(NoticeRecord.code == "ADMISSION_ENDING")).first()
    assert said is not None and (said.facts["days"], said.facts["valid_until"]) == (4, "2026-11-27")


def test_two_clocks_at_once_announce_once(app: Flask, clerk_li: Actor, officer_wang: Actor) -> None:
    admitted_until(clerk_li, officer_wang, "2026-12-20")
    db.session.remove()

    def run() -> None:
        with app.app_context():
            clock.tick(now=NOW)

    threads = [threading.Thread(target=run) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(told(NewsCode.ADMISSION_ENDING)) == 2


def test_a_case_at_which_the_clock_fails_keeps_no_other_waiting(
    clerk_li: Actor, officer_wang: Actor, caplog: pytest.LogCaptureFixture
) -> None:
    broken = admitted_until(clerk_li, officer_wang, "2026-12-10")
    sound = submitted(clerk_li, CLEAR_OF, application={"term_until": "2026-12-11"})
    cases.verify(sound, actor=officer_wang, now=NOW)
    asked = find_request(broken.rpartition("-")[0])
    assert asked is not None
    asked.asked_by = {}  # a row that somebody has spoilt: nothing can be said of it
    db.session.commit()
    done = clock.tick(now=NOW)
    assert done.failed == (broken,) and done.announced == (sound,)
    assert broken in caplog.text


# Reading
# ----------------------------------------------------------------------------------------------------------------------


def test_a_notice_read_by_one_is_read_by_the_desk_and_nobody_reads_for_others(
    clerk_li: Actor, officer_wang: Actor
) -> None:
    submitted(clerk_li, LISTED)
    ma, (one,) = called("ma"), notices.inbox(officer_wang, now=NOW)
    assert (notices.unread(officer_wang, now=NOW), notices.unread(ma, now=NOW)) == (1, 0)
    assert notices.mark_read([one.id], actor=ma, now=NOW) == 0
    assert notices.mark_read([one.id, 99999], actor=officer_wang, now=NOW) == 1
    assert notices.mark_read([one.id], actor=officer_wang, now=NOW + timedelta(days=1)) == 0
    db.session.rollback()
    again = notices.inbox(officer_wang, now=NOW)[0]
    assert (again.read_by, again.read_at, notices.unread(officer_wang, now=NOW)) == ("wang", NOW, 0)


def test_unread_notices_come_first_and_older_ones_can_be_read_on(officer_wang: Actor) -> None:
    box = notices.Box(role=Role.TOWNSHIP_DESK, division="620102001000")
    for n in range(120):
        one = add(box, NewsCode.CASE_WITHDRAWN, f"R2026-000001-{n:03d}", {}, at=NOW, once=None, sealed=False)
        one.read_at = None if n == 3 else NOW
    db.session.commit()
    seen, page = [], notices.inbox(officer_wang, now=NOW)
    assert page[0].about == "R2026-000001-003" and page[0].read_at is None
    while page:
        seen += [one.id for one in page]
        page = notices.inbox(officer_wang, now=NOW, before=min(one.id for one in page if one.read_at))
    assert len(seen) == len(set(seen)) == 120


def test_units_hear_once_of_an_approval_that_may_cure_what_was_rejected(clerk_li: Actor) -> None:
    rejected = [find_case(submitted(clerk_li, WRONG)), find_case(submitted(clerk_li, OFF_LIST))]
    curable = [case for case in rejected if case]
    by_unit = {clerk_li.unit: notices.Cures(2, [case.number for case in curable])}
    assert notices.tell_of_cures("AP-1", "甘办发〔2026〕9号", by_unit, at=NOW) == 1
    assert notices.tell_of_cures("AP-1", "甘办发〔2026〕9号", by_unit, at=NOW) == 0
    db.session.commit()
    said = notices.inbox(clerk_li, now=NOW)[0]
    assert said.code == "APPROVAL_CONFIRMED" and said.facts["cases"] == [case.number for case in curable]
    assert {case.status for case in curable} == {"rejected"}


def test_a_sealed_notice_never_leaves_the_installation(app: Flask) -> None:
    for sealed in (True, False):
        box = notices.Box(person="wang" if sealed else "", unit="" if sealed else "11629999MB9000322X")
        notices.tell(box, NewsCode.REPORT_ANSWERED, "FY-SEALED" if sealed else "FY-OPEN", at=NOW, sealed=sealed)
    db.session.commit()
    left = list(rows_of(NoticeRecord.__table__))  # type: ignore[arg-type]
    assert "FY-OPEN" in str(left) and "FY-SEALED" not in str(left) and "wang" not in str(left)
    assert count_of(NoticeRecord.__table__) == len(left) == 1  # type: ignore[arg-type]
