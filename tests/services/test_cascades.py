"""What an approval or a response that ends does to admissions: also where the place is no more, or before the term."""

from datetime import date, datetime, timedelta
from itertools import product
from pathlib import Path

import pytest
from sqlalchemy import select

from registry.domain import errors
from registry.domain.actors import Actor
from registry.domain.admissions import Fate, Validity
from registry.domain.cases import Status
from registry.domain.notices import NewsCode
from registry.domain.slips import Reply
from registry.services import admissions, approvals, cases, emergencies, requests, slips
from registry.services.access import Demand
from registry.services.clock import tick
from registry.services.events import verify_events
from registry.services.replaying import replay_verdicts
from registry.services.signing import KeyRing
from registry.services.slip_checks import standing_today
from registry.services.successions import TypedChange, record_division_changes
from registry.store import divisions
from registry.store.admissions import AdmissionRecord, admission_of, lifters_of
from registry.store.approvals import find_approval
from registry.store.base import db
from registry.store.notices import NoticeRecord
from registry.words import LANGUAGES, Words
from tests.conftest import NOW
from tests.services.test_approvals import (
    COUNTY,
    JIUQUAN,
    MATTER,
    NEXT,
    SOON,
    ZHANGYE,
    called,
    confirmed,
    desk_of,
    fresh,
    recorded,
    status,
)

VILLAGE, EAST, WEST = "620102001002", "620102091000", "620102092000"
TODAY, BEGINS = NOW.date(), date(2027, 2, 1)
LATER_TERM = {"term_from": BEGINS.isoformat(), "term_until": "2027-12-31"}
RESPONSE = {"response_level": "III", "response_issuer": "指挥部", "place": COUNTY, "response_start": "2026-11-20"}
WORDS = [Words(language) for language in LANGUAGES]


def gone(how: str) -> str:
    """A village is abolished from today, or a township split; the place that is no more."""
    today = TODAY.isoformat()
    if how == "abolished":
        changes = [TypedChange("ABOLISHED", [VILLAGE], today)]
    else:
        villages = [village.code for village in divisions.children(ZHANGYE)]
        changes = [TypedChange("SPLIT", [ZHANGYE], today, [EAST, WEST], ["东街道", "西街道"])]
        into = [f"{(WEST if n else EAST)[:9]}{code[9:]}" for n, code in enumerate(villages)]
        changes += [TypedChange("RECODED", [old], today, [new]) for old, new in zip(villages, into, strict=True)]
    record_division_changes(changes, actor=called("zheng"), now=SOON)
    return VILLAGE if how == "abolished" else ZHANGYE


def of(number: str) -> AdmissionRecord:
    db.session.rollback()
    record = admission_of(number)
    assert record is not None
    return record


def stands(number: str, on: date = TODAY, now: datetime = NOW + timedelta(hours=1)) -> Validity:
    return admissions.as_it_stands(of(number), on=on, now=now).validity


def told(number: str, code: NewsCode) -> list[NoticeRecord]:
    found = select(NoticeRecord).where(NoticeRecord.about == number, NoticeRecord.code == code.value)
    return list(db.session.scalars(found.order_by(NoticeRecord.id)).all())


def asked(by: Actor, matter: str = MATTER, place: str = JIUQUAN, now: datetime = NOW, **applied: str) -> str:
    demand = Demand(kind="delegation", place=place, answers={"matter": matter})
    return requests.submit(demand, application=applied, actor=by, now=now).cases[0].number


def verified(by: Actor, matter: str = MATTER, place: str = JIUQUAN, **applied: str) -> str:
    number = asked(by, matter, place, **applied)
    assert cases.verify(number, actor=desk_of(JIUQUAN if place == VILLAGE else place), now=NOW).status == "admitted"
    return number


def amendment(code: str, **answers: object) -> str:
    return recorded(called("zheng"), amends=code, **answers)


@pytest.fixture
def ring(tmp_path: Path) -> KeyRing:
    """The keys of this installation; none is there yet."""
    return KeyRing(tmp_path / "signing-keys")


# The place is no more
# ----------------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("how", ["abolished", "split"])
def test_an_approval_is_revoked_though_a_place_of_it_is_no_more(how: str, clerk_li: Actor) -> None:
    code = confirmed()
    lost, other = verified(clerk_li, place=VILLAGE if how == "abolished" else ZHANGYE), verified(clerk_li, place=NEXT)
    gone(how)
    assert stands(lost) is Validity.VALID
    foreseen = approvals.foresee_revocation(code, TODAY.isoformat(), "违规", actor=called("zheng"), now=SOON)
    done = approvals.revoke(code, TODAY.isoformat(), "违规", actor=called("zheng"), now=SOON)
    assert foreseen == done and [(one.case, one.fate) for one in done] == [(lost, Fate.ENDED), (other, Fate.ENDED)]
    assert (status(lost), stands(lost)) == (Status.ENDED, Validity.APPROVAL_OVER)
    assert fresh(lost).last_step.facts["unjudged"] and "unjudged" not in fresh(other).last_step.facts
    boxes = [(one.unit, one.role) for one in told(lost, NewsCode.ADMISSION_ENDED)]
    assert boxes == [(clerk_li.unit, ""), ("", "TOWNSHIP_DESK"), ("", "LIST_OFFICE")]
    assert len(told(other, NewsCode.ADMISSION_ENDED)) == 2
    for word, notice in product(WORDS, told(lost, NewsCode.ADMISSION_ENDED)):
        assert any(said in word.told(notice.code, notice.facts) for said in ("分设", "was split"))
    assert verify_events()[1] == []


@pytest.mark.parametrize("how", ["abolished", "split"])
def test_an_amendment_reaches_every_other_place_though_one_is_no_more(how: str, clerk_li: Actor) -> None:
    code = confirmed()
    lost, other = verified(clerk_li, place=VILLAGE if how == "abolished" else ZHANGYE), verified(clerk_li, place=NEXT)
    gone(how)
    second = amendment(code, in_force_from=TODAY.isoformat(), document_number="甘办发〔2026〕90号")
    done = approvals.confirm(second, actor=called("he"), now=SOON)
    assert [(one.case, one.fate) for one in done] == [(lost, Fate.ENDED), (other, Fate.CARRIED_OVER)]


@pytest.mark.parametrize("how", ["abolished", "split"])
def test_the_clock_ends_what_can_no_longer_be_judged(how: str, clerk_li: Actor) -> None:
    confirmed(valid_until="2026-12-10")
    lost = verified(clerk_li, place=VILLAGE if how == "abolished" else ZHANGYE)
    gone(how)
    after = datetime(2026, 12, 12, 4, tzinfo=NOW.tzinfo)
    assert stands(lost, date(2026, 12, 11), after) is Validity.APPROVAL_OVER  # whoever checks before the clock ticks
    done = tick(now=after)
    assert (done.ended, done.failed) == ((lost,), ())
    assert (of(lost).ended_on, status(lost)) == (date(2026, 12, 11), Status.ENDED)
    assert stands(lost, date(2026, 12, 10), after + timedelta(hours=1)) is Validity.VALID


# Before the term begins
# ----------------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("revoked_on", [TODAY, date(2027, 1, 15)])
def test_what_begins_later_ends_at_once_with_an_approval_that_will_be_over(clerk_li: Actor, revoked_on: date) -> None:
    code, zheng = confirmed(), called("zheng")
    number = verified(clerk_li, **LATER_TERM)
    assert stands(number) is Validity.NOT_YET
    foreseen = approvals.foresee_revocation(code, revoked_on.isoformat(), "违规", actor=zheng, now=SOON)
    done = approvals.revoke(code, revoked_on.isoformat(), "违规", actor=zheng, now=SOON)
    assert (
        [(one.case, one.fate) for one in foreseen] == [(number, Fate.ENDED)] == [(one.case, one.fate) for one in done]
    )
    assert (stands(number), of(number).ended_on) == (Validity.APPROVAL_OVER, TODAY)
    assert stands(number, TODAY - timedelta(days=1)) is Validity.NOT_YET
    assert stands(number, BEGINS) is Validity.APPROVAL_OVER
    assert len(told(number, NewsCode.ADMISSION_ENDED)) == 2


def test_what_begins_later_follows_an_amendment_or_ends_with_it(clerk_li: Actor) -> None:
    code = confirmed()
    here, there = verified(clerk_li, **LATER_TERM), verified(clerk_li, place=NEXT, **LATER_TERM)
    second = amendment(code, in_force_from="2027-01-10", approval_places=NEXT, document_number="甘办发〔2026〕90号")
    done = approvals.confirm(second, actor=called("he"), now=SOON)
    assert [(one.case, one.fate) for one in done] == [(here, Fate.ENDED), (there, Fate.CARRIED_OVER)]
    assert stands(there, BEGINS) is Validity.VALID and [one.lifter for one in lifters_of(there)] == [second]
    assert replay_verdicts().different == ()


def test_what_begins_later_ends_with_the_response_it_was_admitted_under(clerk_li: Actor) -> None:
    response = {
        "response_level": "III",
        "response_issuer": "示例:指挥部",
        "place": COUNTY,
        "response_start": "2026-11-20",
    }
    code = emergencies.open_response(response, [MATTER], actor=called("sun"), now=NOW).code
    number = verified(clerk_li, **LATER_TERM)
    done = emergencies.close_response(code, "2026-11-22", actor=called("sun"), now=SOON)
    assert [(one.case, one.fate) for one in done] == [(number, Fate.ENDED)]
    assert stands(number) is Validity.EMERGENCY_OVER


def test_a_term_that_begins_after_its_paper_is_not_asked_for_nor_verified_nor_settled(clerk_li: Actor) -> None:
    confirmed(valid_until="2026-12-31")
    with pytest.raises(errors.TermBeyondPapers) as refused:
        asked(clerk_li, **LATER_TERM)
    assert (refused.value.facts["last"], refused.value.facts["papers"]) == ("2026-12-31", "甘办发〔2026〕77号")
    lasting = confirmed(approval_names="天文台望远镜保管", document_number="甘办发〔2026〕78号")
    number = asked(clerk_li, "天文台望远镜保管", **LATER_TERM)
    approvals.revoke(lasting, "2027-01-15", "违规", actor=called("zheng"), now=SOON)
    with pytest.raises(errors.TermBeyondPapers) as refused:
        cases.verify(number, actor=desk_of(JIUQUAN), now=SOON)
    assert (refused.value.facts["last"], refused.value.facts["party"]) == ("2027-01-14", "TOWNSHIP")
    cases.dispute(number, "期限不符", actor=desk_of(JIUQUAN), now=SOON)
    closed = cases.settle(number, {}, "期限不符", ruling="settled_rejected", actor=called("sun"), now=SOON)
    assert closed.status == Status.SETTLED_REJECTED
    assert closed.last_step.facts["leads_nowhere"] == "TERM_BEYOND_PAPERS"


def test_what_was_admitted_for_days_after_its_paper_ends_with_the_next_tick(clerk_li: Actor) -> None:
    code = confirmed()
    number = verified(clerk_li, **LATER_TERM)
    paper = find_approval(code)
    assert paper is not None
    paper.valid_until = date(2026, 12, 31)  # as an earlier release admitted it
    db.session.commit()
    assert tick(now=SOON).ended == (number,)
    assert (of(number).ended_on, stands(number)) == (TODAY, Validity.APPROVAL_OVER)


def test_what_is_revoked_before_its_term_is_over_at_once(clerk_li: Actor, officer_wang: Actor, ring: KeyRing) -> None:
    confirmed()
    number = verified(clerk_li, **LATER_TERM)
    about = slips.About(case=number)
    before = slips.issue(about, slips.Wanted("UNDERTAKE"), ring=ring, actor=officer_wang, now=SOON)
    later = NOW + timedelta(minutes=2)
    cases.revoke(number, "撤销", actor=called("sun"), now=later)
    assert (of(number).ended_on, stands(number)) == (TODAY, Validity.REVOKED)
    assert stands(number, TODAY - timedelta(days=1)) is Validity.NOT_YET
    assert slips.propose(about, actor=officer_wang, now=later + timedelta(minutes=1)).replies == (Reply.RETURN,)
    today = standing_today(before, now=later + timedelta(minutes=1))
    assert today.lacks_number and today.lacks_number["state"] == "REVOKED" and not today.bears_the_reply


def test_a_plaque_revoked_before_its_term_is_free_again_at_once(clerk_li: Actor, officer_wang: Actor) -> None:
    demand = Demand(kind="plaque", place="620102001001", answers={"wording": "综治中心"})
    applied = {"term_from": "2027-03-01", "term_until": "2027-12-31"}
    first = requests.submit(demand, application=applied, actor=clerk_li, now=NOW).cases[0].number
    cases.verify(first, actor=officer_wang, now=NOW)
    chen = called("chen")
    with pytest.raises(errors.PlaqueThere):
        requests.submit(demand, actor=chen, now=SOON)
    cases.revoke(first, "撤销", actor=called("sun"), now=SOON)
    (again,) = requests.submit(demand, actor=chen, now=NOW + timedelta(minutes=2)).cases
    assert cases.verify(again.number, actor=officer_wang, now=NOW + timedelta(minutes=3)).status == Status.ADMITTED
