"""More than one paper for a matter: which of them an admission rests on, and the number that comes with resources."""

from datetime import datetime, timedelta
from itertools import product

from registry.domain.actors import Actor
from registry.domain.admissions import Fate, Validity
from registry.domain.cases import Status
from registry.domain.notices import NewsCode
from registry.services import admissions, approvals, cases, emergencies
from registry.services.case_views import case_view
from registry.services.clock import tick
from registry.services.replaying import replay_verdicts
from registry.store.admissions import lifters_of
from registry.words import LANGUAGES, Words
from tests.conftest import NOW
from tests.services.test_approvals import (
    JIUQUAN,
    MATTER,
    NEXT,
    SOON,
    UNFUNDED,
    admitted,
    called,
    confirmed,
    desk_of,
    recorded,
    status,
    submitted,
)
from tests.services.test_cascades import RESPONSE, of, stands, told

BARE = {"approved_posts": "", "money": "", "powers": ""}


def rests_on(number: str) -> list[str]:
    return [one.lifter for one in lifters_of(number)]


def opened(matter: str = MATTER) -> str:
    return emergencies.open_response(RESPONSE, [matter], actor=called("sun"), now=NOW).code


# The resources come with another paper
# ----------------------------------------------------------------------------------------------------------------------


def test_a_further_approval_that_brings_the_resources_gives_the_number(clerk_li: Actor) -> None:
    here, there = admitted(clerk_li, UNFUNDED, (JIUQUAN, NEXT))
    assert of(here).number is None
    code = recorded(called("zheng"), approval_names=UNFUNDED, approval_places=JIUQUAN)
    expected = [(here, Fate.NUMBERED)]
    foreseen = approvals.foresee_confirmation(code, actor=called("he"), now=SOON)
    assert [(one.case, one.fate) for one in foreseen] == expected and of(here).number is None
    done = approvals.confirm(code, actor=called("he"), now=SOON)
    assert [(one.case, one.fate) for one in done] == expected
    assert (stands(here), rests_on(here)) == (Validity.VALID, [code])
    assert (of(there).number, rests_on(there)) == (None, ["PA-0002"])
    assert len(told(here, NewsCode.ADMISSION_NUMBERED)) == 2
    carried = told(here, NewsCode.ADMISSION_CARRIED_OVER)
    assert len(carried) == 2
    for language, notice in product(LANGUAGES, carried):
        sentence = Words(language).told(notice.code, notice.facts)
        assert "甘办发〔2026〕77号" in sentence and not any(said in sentence for said in ("不再适用", "no longer"))
    assert tick(now=NOW + timedelta(minutes=5)).numbered == () and replay_verdicts().different == ()


def test_one_that_comes_into_force_later_gives_it_on_its_day(clerk_li: Actor) -> None:
    (number,) = admitted(clerk_li, UNFUNDED)
    code = recorded(called("zheng"), approval_names=UNFUNDED, in_force_from="2026-12-01")
    foreseen = approvals.foresee_confirmation(code, actor=called("he"), now=SOON)
    assert [(one.case, one.fate) for one in foreseen] == [(number, Fate.NUMBERED)]
    assert approvals.confirm(code, actor=called("he"), now=SOON) == []
    first = datetime(2026, 12, 1, 1, tzinfo=NOW.tzinfo)
    assert tick(now=first - timedelta(days=1)).numbered == () and of(number).number is None
    done = tick(now=first)
    assert (done.numbered, done.failed) == ((number,), ())
    issued = of(number).number
    assert issued and admissions.live(issued, now=first + timedelta(hours=1)).validity is Validity.VALID
    assert tick(now=first + timedelta(hours=2)).numbered == ()


def test_one_without_resources_gives_no_number(clerk_li: Actor) -> None:
    (number,) = admitted(clerk_li, UNFUNDED)
    code = recorded(called("zheng"), approval_names=UNFUNDED, **BARE)
    assert approvals.confirm(code, actor=called("he"), now=SOON) == []
    assert (of(number).number, rests_on(number)) == (None, ["PA-0002"])


def test_a_new_case_rests_on_the_approval_that_brings_the_resources(clerk_li: Actor) -> None:
    bare = confirmed(**BARE)
    full = confirmed(document_number="甘办发〔2026〕78号", in_force_from="2026-11-20")
    (number,) = admitted(clerk_li, MATTER)
    assert of(number).number and rests_on(number) == [full]
    approvals.revoke(full, NOW.date().isoformat(), "违规", actor=called("zheng"), now=SOON)
    assert (status(number), rests_on(number)) == (Status.ADMITTED, [bare])


def test_of_two_that_bring_them_the_one_that_lasts_longer_carries(clerk_li: Actor) -> None:
    confirmed(valid_until="2026-12-31")
    lasting = confirmed(document_number="甘办发〔2026〕78号", in_force_from="2026-11-20")
    (number,) = admitted(clerk_li, MATTER)
    assert rests_on(number) == [lasting]


# An approval beside a response
# ----------------------------------------------------------------------------------------------------------------------


def test_an_approval_goes_before_a_response_that_names_the_same(clerk_li: Actor) -> None:
    paper, response = confirmed(), opened()
    (number,) = admitted(clerk_li, MATTER)
    conditions = [one["code"] for one in of(number).granted["verdict"]["conditions"]]
    assert (rests_on(number), conditions) == ([paper], ["ENDS_WITH_APPROVAL"])
    assert emergencies.close_response(response, "2026-11-22", actor=called("sun"), now=SOON) == []
    assert (status(number), stands(number)) == (Status.ADMITTED, Validity.VALID)


def test_when_a_response_closes_what_an_approval_admits_goes_on(clerk_li: Actor) -> None:
    response = opened()
    here, there = admitted(clerk_li, MATTER, (JIUQUAN, NEXT))
    paper = confirmed(approval_places=JIUQUAN)
    done = emergencies.close_response(response, "2026-11-22", actor=called("sun"), now=SOON)
    assert [(one.case, one.fate) for one in done] == [(here, Fate.CARRIED_OVER), (there, Fate.ENDED)]
    assert (status(here), rests_on(here), stands(here)) == (Status.ADMITTED, [paper], Validity.VALID)
    assert stands(there) is Validity.EMERGENCY_OVER
    for language, notice in product(LANGUAGES, told(here, NewsCode.ADMISSION_CARRIED_OVER)):
        sentence = Words(language).told(notice.code, notice.facts)
        assert any(said in sentence for said in ("应急响应已结束", "emergency response"))
    assert replay_verdicts().different == ()


def test_while_resources_are_due_a_response_is_not_put_off_and_nothing_outlives_it(clerk_li: Actor) -> None:
    bare, response = confirmed(**BARE), opened()
    (number,) = admitted(clerk_li, MATTER)
    assert rests_on(number) == [response] and bare not in rests_on(number)
    done = emergencies.close_response(response, "2026-11-22", actor=called("sun"), now=SOON)
    assert [(one.case, one.fate) for one in done] == [(number, Fate.ENDED)]


def test_verified_after_the_response_what_an_approval_admits_by_then_does_not_end(
    clerk_li: Actor, officer_wang: Actor
) -> None:
    response = opened()
    here, there = submitted(clerk_li, MATTER, (JIUQUAN, NEXT))
    emergencies.close_response(response, NOW.date().isoformat(), actor=called("sun"), now=SOON)
    tomorrow = NOW + timedelta(days=1)
    code = recorded(called("zheng"), approval_places=JIUQUAN)
    approvals.confirm(code, actor=called("he"), now=tomorrow)
    foreseen = case_view(here, actor=officer_wang, now=tomorrow + timedelta(minutes=1)).foreseen
    assert foreseen is not None and foreseen.basis.approvals == (code,)
    for number, place, became in ((here, JIUQUAN, Status.ADMITTED), (there, NEXT, Status.ENDED)):
        verified = cases.verify(number, actor=desk_of(place), now=tomorrow + timedelta(minutes=2))
        assert verified.status == became
    assert rests_on(here) == [code]
