"""What waits on a desk goes once it is done, and very much of one sort is one line that tells how much."""

from datetime import UTC, datetime, timedelta

from flask import Flask

from registry.domain.actors import Actor
from registry.domain.desk import MOST_OF_A_SORT, Waiting, Waits
from registry.domain.inventories import InventorySort
from registry.domain.reports import ReportVerb
from registry.services import approvals, cases, inventories, notices, reports
from registry.services.delegated import hear
from registry.services.desk import waiting_for
from registry.services.hanging import record_hanging
from registry.store.admissions import items_of
from registry.store.base import db
from tests import desks
from tests.conftest import NOW
from tests.services.test_approvals import recorded
from tests.services.test_cases import LISTED, VILLAGE, called, submitted
from tests.services.test_reports import reported

LATER = NOW + timedelta(days=1)


def of(name: str, *waits: Waits, now: datetime = NOW) -> list[Waiting]:
    db.session.rollback()
    return [one for one in waiting_for(called(name), now=now) if one.waits in waits]


def test_a_plaque_waits_for_its_village_and_township_until_it_is_recorded_as_hung(
    clerk_li: Actor, officer_wang: Actor
) -> None:
    case = submitted(clerk_li, {"wording": "综治中心"}, VILLAGE, "plaque")
    assert of("zhao", Waits.HANGING) == []
    cases.verify(case, actor=officer_wang, now=NOW)
    assert [one.about for one in of("zhao", Waits.HANGING)] == [VILLAGE] and of("ma", Waits.HANGING) == []
    hung = {"item": items_of(case)[0].item, "hung_on": "2026-11-24"}
    record_hanging(VILLAGE, hung, actor=called("zhao"), now=LATER)
    assert of("zhao", Waits.HANGING) == of("wang", Waits.HANGING) == []


def test_an_answer_waits_for_whoever_asked_until_it_is_read(clerk_li: Actor, officer_wang: Actor) -> None:
    cases.verify(submitted(clerk_li, LISTED), actor=officer_wang, now=NOW)
    reports.answer(reported("zhao"), ReportVerb.TAKE_UP, "", actor=officer_wang, now=NOW)
    for name in ("li", "zhao"):
        (one,) = of(name, Waits.ANSWERS)
        assert one.count == 1 and of("chen", Waits.ANSWERS) == []
        box = [notice.id for notice in notices.inbox(called(name), now=NOW)]
        notices.mark_read(box, actor=called(name), now=NOW)
        assert of(name, Waits.ANSWERS) == []


def test_an_approval_waits_for_the_province_but_not_for_whoever_recorded_it(app: Flask) -> None:
    code = recorded(called("zheng"))
    both = (Waits.APPROVAL, Waits.APPROVAL_UNPROVEN)
    assert code in [one.about for one in of("he", *both)]
    assert code not in [one.about for one in of("zheng", *both)] and of("sun", *both) == []
    approvals.confirm(code, actor=called("he"), now=NOW)
    assert code not in [one.about for one in of("he", *both)]


def test_a_report_waits_for_its_office_until_it_is_closed_and_never_for_the_demanding_unit(app: Flask) -> None:
    number = reported("zhao")
    assert [one.about for one in of("wang", Waits.REPORT)] == [number] and of("feng", Waits.REPORT) == []
    reports.answer(number, ReportVerb.HAND_ON, "", actor=called("wang"), now=NOW)
    assert of("wang", Waits.REPORT) == [] and [one.about for one in of("feng", Waits.REPORT)] == [number]
    of_the_office = reported("zhao", reported_demander="某工作专班", reported_unit="NOT_LISTED")
    assert of_the_office in [one.about for one in of("feng", Waits.REPORT)]
    reports.answer(number, ReportVerb.CLOSE, "已经停止", actor=called("feng"), now=NOW)
    assert number not in [one.about for one in of("feng", Waits.REPORT)]


def test_a_delegated_matter_waits_for_the_townships_word_once(app: Flask) -> None:
    (first, *rest) = of("ma", Waits.DELEGATED_HEAR)
    hear(first.about, {"able": "NO", "reason": "没有人手"}, actor=called("ma"), now=NOW)
    assert of("ma", Waits.DELEGATED_HEAR, now=LATER) == rest


def test_a_village_over_its_quota_stands_first_and_once(app: Flask, officer_wang: Actor) -> None:
    found = of("wang", Waits.OVER_QUOTA, Waits.INVENTORY)
    assert found[0].waits is Waits.OVER_QUOTA and found[0].over == 2
    assert len({one.about for one in found}) == len(found)
    village, was = found[0].about, found[0]
    one = desks.a_plaque_at(village)
    decided = {"item": one, "decision": "TAKE_DOWN", "on": "2026-11-23", "reason": "目录之外"}
    inventories.decide_on(InventorySort.PLAQUES, village, decided, actor=officer_wang, now=NOW)
    now = next(each for each in of("wang", Waits.OVER_QUOTA, now=LATER) if each.about == village)
    assert (now.over, now.count) == (was.over - 1, was.count - 1)


def test_very_many_clean_ups_and_villages_are_one_line_each(app: Flask) -> None:
    singly = of("sun", Waits.DELEGATED_ASSESS)
    assert len(singly) > 1 and {one.count for one in singly} == {1}
    desks.multiply(MOST_OF_A_SORT + 5, step=1000)
    (one,) = of("sun", Waits.DELEGATED_ASSESS)
    assert (one.about, one.count) == (desks.COUNTY, len(singly) * (MOST_OF_A_SORT + 6))
    (villages,) = of("wu", Waits.OVER_QUOTA)
    assert villages.about == desks.COUNTY and villages.over > MOST_OF_A_SORT and villages.title == "城关区"


def test_a_year_without_holidays_waits_for_the_administrator_from_november_on(app: Flask) -> None:
    assert [one.about for one in of("admin", Waits.CALENDAR)] == ["2027"]
    assert of("admin", Waits.CALENDAR, now=datetime(2026, 10, 31, 4, tzinfo=UTC)) == []
    assert [one.about for one in of("admin", Waits.CALENDAR, now=datetime(2027, 3, 1, tzinfo=UTC))] == ["2027"]
