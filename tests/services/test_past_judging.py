"""Cases whose place is no more: nobody can judge or admit them, and still somebody can bring each to its end."""

from datetime import UTC, datetime

import pytest

from registry.domain import errors
from registry.domain.actors import Actor
from registry.domain.cases import Status, Verb
from registry.services import cases
from registry.services.case_parties import case_called
from registry.services.case_views import case_view
from registry.services.cases_due import cases_due
from registry.services.clock import tick
from registry.services.events import verify_events
from registry.services.notices import inbox
from registry.services.replaying import replay_verdicts
from tests.services.test_approvals import FUNDED, ZHANGYE, called, desk_of, fresh, status
from tests.services.test_cascades import EAST, SOON, VILLAGE, WEST, asked, gone

PAST_THE_LIMIT = datetime(2026, 12, 10, 4, tzinfo=UTC)


@pytest.mark.parametrize("ruling", ["settled_rejected", "to_adjustment"])
@pytest.mark.parametrize("how", ["abolished", "split"])
def test_the_list_office_closes_what_can_no_longer_be_judged(how: str, ruling: str, clerk_li: Actor) -> None:
    number, sun = asked(clerk_li, FUNDED, VILLAGE if how == "abolished" else ZHANGYE), called("sun")
    gone(how)
    assert tick(now=PAST_THE_LIMIT).escalated == (number,)
    with pytest.raises(errors.PastJudging):
        cases.settle(number, {}, "已撤销", actor=sun, now=PAST_THE_LIMIT)
    facts = dict(fresh(number).answers)  # a page sends all facts along, fixed or not
    cases.settle(number, facts, "所在地已撤销", ruling=ruling, actor=sun, now=PAST_THE_LIMIT)
    last = fresh(number).last_step
    assert (status(number), last.verdict, bool(last.facts["unjudged"])) == (Status(ruling), None, True)
    assert "CASE_SETTLED" in [one.code for one in inbox(clerk_li, now=PAST_THE_LIMIT)]
    assert verify_events()[1] == [] and replay_verdicts().different == ()


def test_what_can_be_judged_is_not_closed_without(clerk_li: Actor, officer_wang: Actor) -> None:
    number = asked(clerk_li, FUNDED)
    cases.dispute(number, "不清楚", actor=officer_wang, now=SOON)
    with pytest.raises(errors.NothingStands):
        cases.settle(number, {}, "不办", ruling="settled_rejected", actor=called("sun"), now=SOON)


def test_whoever_asked_withdraws_it_and_the_township_disputes_it(clerk_li: Actor, officer_wang: Actor) -> None:
    number, other = asked(clerk_li, FUNDED, VILLAGE), asked(called("chen"), FUNDED, VILLAGE)
    gone("abolished")
    assert cases.withdraw(number, "社区已撤销", actor=clerk_li, now=SOON).status == Status.WITHDRAWN
    assert cases.dispute(other, "社区已撤销", actor=officer_wang, now=SOON).status == Status.DISPUTED


@pytest.mark.parametrize("township", [EAST, WEST])
def test_each_new_township_finds_the_cases_of_the_one_that_was_split(township: str, clerk_li: Actor) -> None:
    number = asked(clerk_li, FUNDED, ZHANGYE)
    gone("split")
    desk = desk_of(township)
    assert case_called(number, actor=desk, now=SOON).number == number
    assert [due.case.number for due in cases_due(desk, now=SOON)] == [number]
    with pytest.raises(errors.SeveralSuccessors):
        cases.verify(number, actor=desk, now=SOON)
    assert cases.dispute(number, "已分设", actor=desk, now=SOON).status == Status.DISPUTED
    with pytest.raises(errors.NotFound):
        case_called(number, actor=desk_of("620102005000"), now=SOON)


def test_nobody_is_offered_what_cannot_be_done(clerk_li: Actor, officer_wang: Actor) -> None:
    number = asked(clerk_li, FUNDED, VILLAGE)
    before = case_view(number, actor=officer_wang, now=SOON)
    assert before.acts == (Verb.VERIFY, Verb.DISPUTE) and not before.is_past_judging
    gone("abolished")
    view = case_view(number, actor=officer_wang, now=SOON)
    assert (view.acts, view.is_past_judging) == ((Verb.DISPUTE,), True)
    assert view.trouble is not None and view.trouble.code == "PLACE_ABOLISHED"
