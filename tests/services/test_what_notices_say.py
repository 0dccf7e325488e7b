"""What a notice says: who acted, why it did not come in, what would cure it; and whom a county's record waits for."""

import pytest
from flask import Flask

from registry.domain.actors import Actor, Role
from registry.services import approvals, cases, notices
from registry.store.base import db
from registry.store.notices import NoticeRecord
from registry.words import words_in
from tests.conftest import NOW
from tests.services.test_approvals import recorded
from tests.services.test_case_races import leave_one_place
from tests.services.test_cases import UNCLEAR, VILLAGE, called, submitted


def said_to(actor: Actor, language: str = "zh") -> list[str]:
    """What the actor's box says, the latest first."""
    db.session.rollback()
    words = words_in(language)
    return [words.told(one.code, one.facts) for one in notices.inbox(actor, now=NOW)]


def desk_name() -> str:
    """What the unit of Officer Wang is called on record."""
    from_step = db.session.query(NoticeRecord).filter_by(code="CASE_VERIFIED").one().facts["acted_by"]
    return str(from_step)


def test_what_the_township_confirmed_for_a_village_is_told_as_the_townships_word(
    clerk_li: Actor, officer_wang: Actor
) -> None:
    number = submitted(clerk_li, {"wording": "综治中心"}, VILLAGE, "plaque")
    cases.verify(number, actor=officer_wang, now=NOW)
    acted_by = desk_name()
    assert "酒泉路街道" in acted_by and "社区" not in acted_by
    (told,) = said_to(clerk_li)
    assert told.startswith(f"{acted_by}已确认“综治中心”（") and "居委会" in told.partition("（")[2]
    assert said_to(clerk_li, "en")[0].startswith(f"{acted_by} has confirmed “综治中心” at ")


def test_who_lost_the_last_place_reads_why_with_the_figures_and_what_would_cure_it(
    clerk_li: Actor, officer_wang: Actor
) -> None:
    chen = called("chen")
    leave_one_place(VILLAGE)
    db.session.commit()
    first, second = (submitted(by, {"wording": "综治中心"}, VILLAGE, "plaque") for by in (clerk_li, chen))
    cases.verify(first, actor=officer_wang, now=NOW)
    assert cases.verify(second, actor=officer_wang, now=NOW).status == "rejected"
    (told,) = said_to(chen)
    quota = db.session.query(NoticeRecord).filter_by(code="CASE_REJECTED").one().facts["because"]["facts"]["quota"]
    assert f"限额是{quota}块" in told and f"已准入{quota}块" in told
    assert "补正办法：" in told and "先摘除" in told and "。。" not in told
    assert f"may hang {quota} plaques" in said_to(chen, "en")[0]


def test_a_notice_of_an_earlier_release_is_still_told(app: Flask) -> None:
    facts = {"number": "R2026-000001-001", "matter": "防汛抗旱", "place": "酒泉路街道", "department": "县水务局"}
    for code in ("CASE_VERIFIED", "CASE_REJECTED", "CASE_DISPUTED", "CASE_SETTLED"):
        for language in ("zh", "en"):
            told = words_in(language).told(code, {**facts, "case_status": "rejected", "reason": "不是这件事"})
            assert "防汛抗旱" in told


@pytest.mark.parametrize("verb", ["dispute", "settle"])
def test_disputes_and_settlements_name_the_unit_that_acted(clerk_li: Actor, officer_wang: Actor, verb: str) -> None:
    if verb == "dispute":
        number = submitted(clerk_li, {"wording": "综治中心"}, VILLAGE, "plaque")
        cases.dispute(number, "不是这件事", actor=officer_wang, now=NOW)
    else:
        number = submitted(clerk_li, UNCLEAR)
        cases.settle(number, {}, "确有疑问", ruling="settled_rejected", actor=called("sun"), now=NOW)
    step = cases.case_called(number, actor=clerk_li, now=NOW).last_step
    assert step.unit_name and said_to(clerk_li)[0].startswith(step.unit_name)


def test_the_province_is_told_of_what_a_county_records_and_of_nothing_that_waits_for_nobody(app: Flask) -> None:
    sun, zheng, he = called("sun"), called("zheng"), called("he")
    code = recorded(sun)
    boxes = [(n.code, n.role, n.division, n.about) for n in db.session.query(NoticeRecord).all()]
    assert boxes == [("APPROVAL_WAITS", Role.PROVINCE.value, "620000000000", code)]
    for holder in (zheng, he):
        (told,) = said_to(holder)
        assert "甘办发〔2026〕77号" in told and code in told and "等待省级确认" in told
    assert said_to(sun) == []
    recorded(sun, issuers=["COUNTY", "MINUTES"], document_number="安办发〔2026〕3号")  # evidence: nobody confirms it
    recorded(zheng, document_number="甘办发〔2026〕79号")  # stands on the other's work list
    approvals.confirm(code, actor=zheng, now=NOW)
    assert [n.code for n in db.session.query(NoticeRecord).all()] == ["APPROVAL_WAITS"]
