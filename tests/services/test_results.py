"""What comes of an adopted adjustment: published as decided, drafted anew, or ended; and where divisions changed."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta

import pytest
from flask import Flask

from registry.domain.actors import Actor, Role
from registry.domain.duties import DutyTier
from registry.domain.editions import DraftStatus
from registry.domain.errors import (
    BadInput,
    DraftAsDecided,
    ListChangedMeanwhile,
    MissingAnswer,
    NotPermitted,
    UnfitChange,
    UnknownCase,
)
from registry.domain.errors.adjustments import MoveNotPossible, OwnProposal
from registry.services import (
    access,
    adjustments,
    adoption,
    consultations,
    draft_rows,
    drafts,
    editions,
    proposing,
    requests,
)
from registry.services import duties as duty_services
from registry.services.events import verify_events
from registry.services.lists_concerned import left_out
from registry.services.people import actor_called
from registry.services.proposals import TypedChange, TypedProposal
from registry.services.successions import TypedChange as DivisionChange
from registry.services.successions import record_division_changes
from registry.store.adjustments import AdjustmentRecord
from registry.store.base import db
from registry.store.divisions import DivisionRecord
from registry.store.duties import list_in_force
from registry.store.editions import DraftRecord, drafts_from
from tests.conftest import NOW

JIUQUAN, ZHANGYE, CHENGGUAN = "620102001000", "620102002000", "620102000000"
FIRST, SECOND = date(2026, 12, 1), date(2026, 12, 2)
DROP = TypedChange("DROP", duties=["CG-0001"])
Adopt = Callable[..., str]


def person(name: str) -> Actor:
    found = actor_called(name)
    assert found is not None
    return found


@pytest.fixture
def sun(app: Flask) -> Actor:
    """Sun of the county's list office, who decides and publishes."""
    return person("sun")


@pytest.fixture
def chen(app: Flask) -> Actor:
    """Clerk Chen of a department, who proposes for any township of the county."""
    return person("chen")


def propose(*changes: TypedChange, now: datetime = NOW, by: str = "chen", **other: object) -> str:
    whole = {"event": "TOWNSHIP_APPLIED", "title": "调整", "reason": "理由", "changes": list(changes or [DROP])}
    typed = TypedProposal(**{"townships": [JIUQUAN], **whole, **other})  # type: ignore[arg-type]
    return proposing.propose(typed, actor=person(by), now=now).number


@pytest.fixture
def adopt(sun: Actor) -> Adopt:
    """A function that has an adjustment proposed by Chen, consulted on and adopted; gives its number."""

    def give(*changes: TypedChange, now: datetime = NOW, **other: object) -> str:
        number = propose(*changes, now=now, **other)
        asked = person("zhou")
        consultations.consult(number, [asked.unit], actor=sun, now=now)
        consultations.answer(number, "AGREE", "", actor=asked, now=now)
        adoption.adopt(number, "同意", actor=sun, now=now)
        return number

    return give


def publish(draft: str, day: date = FIRST, now: datetime = NOW) -> str:
    """Send, approve and publish a draft; the code of the edition."""
    sun, zhou = person("sun"), person("zhou")
    if db.session.get_one(DraftRecord, draft).status == DraftStatus.DRAFT.value:
        drafts.send(draft, actor=sun, now=now)
        drafts.approve(draft, actor=zhou, now=now)
    paper = f"示例清单〔2026〕{int(draft[-3:])}号"
    return editions.publish(draft, document_number=paper, effective_on=day, actor=sun, now=now).edition.code


def open_drafts(number: str) -> list[str]:
    db.session.rollback()
    ended = (DraftStatus.PUBLISHED.value, DraftStatus.WITHDRAWN.value)
    return [draft.code for draft in drafts_from(number) if draft.status not in ended]


def status_of(number: str) -> str:
    db.session.rollback()
    return db.session.get_one(AdjustmentRecord, number).status


# Published as decided
# ----------------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["wang", "sun"])
def test_nobody_amends_what_an_adjustment_drafted(adopt: Adopt, name: str) -> None:
    draft, who = drafts_from(adopt())[0], person(name)
    rows, seen, code = draft.says(), drafts.as_seen(draft), draft.code
    for amend in (
        lambda: drafts.amend_draft(code, [duty.as_data() for duty in rows[1:]], actor=who, now=NOW),
        lambda: draft_rows.take_out_row(code, rows[0].code, seen=seen, actor=who, now=NOW),
        lambda: draft_rows.put_row(code, rows[0], seen=seen, actor=who, now=NOW),
    ):
        with pytest.raises(DraftAsDecided):
            amend()
    db.session.rollback()
    assert db.session.get_one(DraftRecord, code).says() == rows


def test_only_the_list_office_withdraws_what_an_adjustment_drafted(adopt: Adopt, sun: Actor) -> None:
    number = adopt()
    (draft,) = open_drafts(number)
    with pytest.raises(NotPermitted):
        drafts.withdraw(draft, actor=person("wang"), now=NOW)
    drafts.withdraw(draft, actor=sun, now=NOW)
    assert status_of(number) == "adopted"


@pytest.mark.parametrize("withdrawn_first", [True, False])
def test_it_is_published_only_when_every_township_has_it(adopt: Adopt, sun: Actor, withdrawn_first: bool) -> None:
    number = adopt(townships=[JIUQUAN, ZHANGYE])
    first, second = open_drafts(number)
    steps = [lambda: drafts.withdraw(first, actor=sun, now=NOW), lambda: publish(second)]
    for step in steps if withdrawn_first else steps[::-1]:
        step()
    assert status_of(number) == "adopted", "one township never got it"
    adoption.redraft(number, actor=sun, now=NOW)
    (again,) = open_drafts(number)
    assert db.session.get_one(DraftRecord, again).place == JIUQUAN
    publish(again)
    assert status_of(number) == "published"
    assert verify_events()[1] == []


# Drafted anew, or ended
# ----------------------------------------------------------------------------------------------------------------------


def test_of_two_adopted_for_one_township_the_second_is_drafted_anew(adopt: Adopt, sun: Actor) -> None:
    one, other = adopt(), adopt(TypedChange("RENAME", duties=["CG-0002"], matters=["换了名的事项"]))
    publish(*open_drafts(one))
    with pytest.raises(ListChangedMeanwhile):
        publish(*open_drafts(other), SECOND)
    adoption.redraft(other, "清单已经变化", actor=sun, now=NOW)
    publish(*open_drafts(other), SECOND)
    assert (status_of(one), status_of(other)) == ("published", "published")
    now_said = list_in_force(JIUQUAN, SECOND, NOW + timedelta(seconds=1))  # the later is recorded after the earlier
    assert now_said is not None
    matters = {duty.code: duty.matter for duty in now_said.duties}
    assert "CG-0001" not in matters and matters["CG-0002"] == "换了名的事项", "both decisions stand on the list"
    assert verify_events()[1] == []


def test_a_change_that_no_longer_fits_says_which_and_the_adjustment_can_be_ended(adopt: Adopt, sun: Actor) -> None:
    one, other = adopt(), adopt(DROP)
    publish(*open_drafts(one))
    with pytest.raises(UnfitChange) as refused:
        adoption.redraft(other, actor=sun, now=NOW)
    assert refused.value.facts["change"] == 1 and refused.value.facts["township"] == "酒泉路街道"
    assert len(open_drafts(other)) == 1, "nothing was withdrawn"
    with pytest.raises(MissingAnswer):
        adoption.end(other, " ", actor=sun, now=NOW)
    ended = adoption.end(other, "另一件已经取消该事项", actor=sun, now=NOW)
    assert (ended.status, ended.steps[-1].reason, open_drafts(other)) == ("ended", "另一件已经取消该事项", [])
    with pytest.raises(MoveNotPossible):
        adoption.redraft(other, actor=sun, now=NOW)


def test_ended_after_one_township_was_published_leaves_that_edition(adopt: Adopt, sun: Actor) -> None:
    number = adopt(townships=[JIUQUAN, ZHANGYE])
    edition = publish(open_drafts(number)[0])
    adoption.end(number, "上级另有部署", actor=sun, now=NOW)
    said = list_in_force(JIUQUAN, FIRST, NOW)
    assert said is not None and said.edition.code == edition
    assert sorted(draft.status for draft in drafts_from(number)) == ["PUBLISHED", "WITHDRAWN"]
    assert status_of(number) == "ended"


def test_what_is_added_keeps_one_code_when_it_is_drafted_anew(adopt: Adopt, sun: Actor) -> None:
    number = adopt(
        TypedChange("ADD", matters=["新事项"], tier="BASIC", category="党的建设"), townships=[JIUQUAN, ZHANGYE]
    )
    publish(open_drafts(number)[0])
    adoption.redraft(number, actor=sun, now=NOW)
    publish(open_drafts(number)[0])
    lists = [list_in_force(place, FIRST, NOW + timedelta(seconds=1)) for place in (JIUQUAN, ZHANGYE)]
    codes = [[duty.code for duty in held.duties if duty.matter == "新事项"] for held in lists if held]
    assert codes == [[f"{number}-01"]] * 2


def test_whoever_proposed_or_their_unit_decides_nothing_about_it(app: Flask, sun: Actor) -> None:
    clerk = Actor("li", Role.DEPARTMENT_CLERK, sun.unit, sun.division)  # seconded to the list office
    elsewhere = Actor("li", Role.LIST_OFFICE, person("chen").unit, sun.division)
    typed = TypedProposal("TOWNSHIP_APPLIED", "题目", townships=[JIUQUAN], reason="理由", changes=[DROP])
    number = proposing.propose(typed, actor=clerk, now=NOW).number
    for who in (sun, elsewhere):
        for attempt in (
            lambda w: consultations.consult(number, [JIUQUAN], actor=w, now=NOW),
            lambda w: consultations.close(number, "理由", actor=w, now=NOW),
            lambda w: adjustments.give_back(number, "理由", actor=w, now=NOW),
            lambda w: adjustments.decline(number, "理由", actor=w, now=NOW),
            lambda w: adoption.adopt(number, "理由", actor=w, now=NOW),
            lambda w: adoption.redraft(number, actor=w, now=NOW),
            lambda w: adoption.end(number, "理由", actor=w, now=NOW),
        ):
            with pytest.raises(OwnProposal):
                attempt(who)
    assert status_of(number) == "proposed"


# While the calendar is not known
# ----------------------------------------------------------------------------------------------------------------------


def consulting(sun: Actor, now: datetime) -> str:
    number = propose(now=now)
    consultations.consult(number, [person("zhou").unit], actor=sun, now=now)
    return number


def test_without_a_last_day_the_list_office_goes_on_with_a_reason_on_record(sun: Actor) -> None:
    late = datetime(2026, 12, 28, 4, 0, tzinfo=UTC)
    number = consulting(sun, late)
    record = consultations.close(number, "年底须定，已电话催过", actor=sun, now=late + timedelta(days=20))
    step = record.steps[-1]
    assert (record.status, step.verb, step.actor, step.reason) == ("deciding", "close", "sun", "年底须定，已电话催过")
    heard = consultations.consultations_of(record, now=late + timedelta(days=20))[0].heard
    assert [one.is_silent for one in heard] == [True], "silence stays silence"


@pytest.mark.parametrize(("verb", "leads_to"), [(adjustments.give_back, "returned"), (adjustments.decline, "declined")])
@pytest.mark.parametrize("now", [NOW, datetime(2026, 12, 28, 4, 0, tzinfo=UTC)])
def test_it_is_returned_or_declined_at_any_time_of_the_consultation(
    sun: Actor, verb: Callable[..., AdjustmentRecord], leads_to: str, now: datetime
) -> None:
    assert verb(consulting(sun, now), "理由", actor=sun, now=now).status == leads_to


# Divisions that changed
# ----------------------------------------------------------------------------------------------------------------------


def become(kind: str, before: list[str], after: str, name: str = "", **more: object) -> None:
    """Townships become another of this code, their villages recoded one after the other."""
    told = {"effective_on": "2026-11-01", "basis": "民函〔2026〕9号"}
    changes = [DivisionChange(kind, before, after=[after], names=[name] if name else [], **told, **more)]  # type: ignore[arg-type]
    number = 0
    for code in before if kind == "MERGED" else []:
        for village in db.session.query(DivisionRecord).filter_by(parent=code).order_by(DivisionRecord.code):
            number += 1
            changes.append(DivisionChange("RECODED", [village.code], after=[f"{after[:9]}{number:03d}"], **told))
    record_division_changes(changes, actor=person("zheng"), now=NOW - timedelta(days=1))
    db.session.remove()


MERGED, RECODED = "620102090000", "620102091000"


def test_in_the_whole_county_a_merged_township_has_one_draft_and_those_that_are_no_more_have_none(
    adopt: Adopt,
) -> None:
    become("MERGED", [JIUQUAN, ZHANGYE], MERGED, "泉掖街道", list_from=ZHANGYE)
    places = [draft.place for draft in drafts_from(adopt(townships=[], scope="COUNTY"))]
    assert len(places) == len(set(places)) == 24
    assert MERGED in places and not {JIUQUAN, ZHANGYE} & set(places)


def test_townships_named_that_merged_after_the_proposal_have_one_draft(sun: Actor) -> None:
    number = propose(townships=[JIUQUAN, ZHANGYE])
    consultations.consult(number, [person("zhou").unit], actor=sun, now=NOW)
    consultations.answer(number, "AGREE", "", actor=person("zhou"), now=NOW)
    become("MERGED", [JIUQUAN, ZHANGYE], MERGED, "泉掖街道", list_from=ZHANGYE)
    adoption.adopt(number, "同意", actor=sun, now=NOW)
    assert [draft.place for draft in drafts_from(number)] == [MERGED]


def test_drafts_of_townships_that_merged_are_drafted_anew_once_for_what_they_became(adopt: Adopt, sun: Actor) -> None:
    number = adopt(townships=[JIUQUAN, ZHANGYE])
    become("MERGED", [JIUQUAN, ZHANGYE], MERGED, "泉掖街道", list_from=ZHANGYE)
    adoption.redraft(number, actor=sun, now=NOW)
    (draft,) = open_drafts(number)
    publish(draft)
    assert status_of(number) == "published"


def test_a_recoded_township_proposes_against_the_list_that_it_took_over(adopt: Adopt, sun: Actor) -> None:
    become("RECODED", [JIUQUAN], RECODED, keep_numbers=True)
    number = propose(by="wang", townships=["酒泉路街道"])
    assert adjustments.adjustment_called(number, actor=sun).proposal.townships == (RECODED,)
    consultations.consult(number, [person("zhou").unit], actor=sun, now=NOW)
    consultations.answer(number, "AGREE", "", actor=person("zhou"), now=NOW)
    adoption.adopt(number, "同意", actor=sun, now=NOW)
    (draft,) = drafts_from(number)
    assert (draft.place, draft.sample) == (RECODED, True)
    publish(draft.code)
    said = list_in_force(RECODED, FIRST, NOW)
    assert said is not None and said.edition.township == RECODED
    assert "CG-0001" not in [duty.code for duty in said.duties] and len(said.duties) > 100
    assert status_of(number) == "published"


# Parts that left, lists that go on from another, townships that left the county
# ----------------------------------------------------------------------------------------------------------------------

PART, OF_QILIHE, QILIHE = "620102092000", "620103091000", "620103000000"
MIN = timedelta(minutes=1)


def villages(code: str) -> list[str]:
    found = db.session.query(DivisionRecord).filter_by(parent=code).order_by(DivisionRecord.code)
    return [one.code for one in found]


def recorded(*changes: DivisionChange, at: datetime) -> None:
    record_division_changes(changes, actor=person("zheng"), now=at)
    db.session.remove()


def split(at: datetime, on: str = "2026-11-20") -> None:
    """A part leaves the township, which keeps its code."""
    village = villages(JIUQUAN)[0]
    recorded(
        DivisionChange("SPLIT", [JIUQUAN], on, [JIUQUAN, PART], ["", "新设街道"]),
        DivisionChange("RECODED", [village], on, [f"{PART[:9]}001"], parents=[PART]),
        at=at,
    )


def merge(at: datetime, list_from: str) -> None:
    """Both townships become one that goes by the list of one of them."""
    every = enumerate([*villages(JIUQUAN), *villages(ZHANGYE)], start=1)
    recorded(
        DivisionChange("MERGED", [JIUQUAN, ZHANGYE], "2026-11-20", [MERGED], ["泉掖街道"], list_from=list_from),
        *(DivisionChange("RECODED", [v], "2026-11-20", [f"{MERGED[:9]}{n:03d}"], parents=[MERGED]) for n, v in every),
        at=at,
    )


def leave_the_county(at: datetime) -> None:
    recorded(
        DivisionChange("RECODED", [JIUQUAN], "2026-11-20", [OF_QILIHE], parents=[QILIHE], keep_numbers=True), at=at
    )


def holds(place: str, on: date = FIRST, known_at: datetime = NOW + timedelta(hours=1)) -> bool:
    """Whether the duty that is dropped stands on the list by which a place goes."""
    said = duty_services.list_of(place, on=on, known_at=known_at).duty_list
    assert said is not None
    return "CG-0001" in [duty.code for duty in said.duties]


def drafted(number: str) -> list[str]:
    """The places of the open drafts."""
    return sorted(db.session.get_one(DraftRecord, code).place for code in open_drafts(number))


def test_published_for_one_of_two_that_merged_it_is_drafted_anew_where_the_others_list_goes_on(
    adopt: Adopt, sun: Actor
) -> None:
    number = adopt(townships=[JIUQUAN, ZHANGYE])
    publish(open_drafts(number)[0], day=date(2026, 11, 15), now=NOW + MIN)
    merge(NOW + 2 * MIN, list_from=ZHANGYE)
    assert holds(MERGED)
    adoption.redraft(number, actor=sun, now=NOW + 3 * MIN)
    assert drafted(number) == [MERGED]
    (draft,) = open_drafts(number)
    publish(draft, now=NOW + 4 * MIN)
    assert (holds(MERGED), status_of(number)) == (False, "published")


def test_published_for_one_of_two_that_merged_it_is_done_where_the_list_of_that_one_goes_on(
    adopt: Adopt, sun: Actor
) -> None:
    number = adopt(townships=[JIUQUAN, ZHANGYE])
    first, second = open_drafts(number)
    publish(first, day=date(2026, 11, 15), now=NOW + MIN)
    merge(NOW + 2 * MIN, list_from=JIUQUAN)
    assert not holds(MERGED)
    with pytest.raises(UnfitChange):
        adoption.redraft(number, actor=sun, now=NOW + 3 * MIN)
    assert [second] == open_drafts(number), "nothing is withdrawn where nothing is drafted"


@pytest.mark.parametrize("on", ["2026-11-20", "2026-11-23"])
def test_what_was_decided_before_a_split_is_drafted_anew_for_both_parts(adopt: Adopt, sun: Actor, on: str) -> None:
    number = adopt(townships=[JIUQUAN])
    split(NOW + MIN, on=on)
    adoption.redraft(number, actor=sun, now=NOW + 2 * MIN)
    assert drafted(number) == [JIUQUAN, PART]
    first, second = open_drafts(number)
    publish(first, now=NOW + 3 * MIN)
    assert status_of(number) == "adopted"
    publish(second, now=NOW + 4 * MIN)
    assert (holds(JIUQUAN), holds(PART), status_of(number)) == (False, False, "published")


def test_published_after_a_split_for_the_part_with_the_code_only_it_is_not_done(adopt: Adopt, sun: Actor) -> None:
    number = adopt(townships=[JIUQUAN])
    split(NOW + MIN)
    (draft,) = open_drafts(number)
    publish(draft, now=NOW + 2 * MIN)
    assert (holds(JIUQUAN), holds(PART), status_of(number)) == (False, True, "adopted")
    adoption.redraft(number, actor=sun, now=NOW + 3 * MIN)
    assert drafted(number) == [PART]
    (draft,) = open_drafts(number)
    publish(draft, now=NOW + 4 * MIN)
    assert (holds(PART), status_of(number)) == (False, "published")


def test_published_before_a_split_recorded_late_it_reached_both_parts(adopt: Adopt) -> None:
    number = adopt(townships=[JIUQUAN])
    publish(open_drafts(number)[0], day=date(2026, 11, 21), now=NOW + MIN)
    split(NOW + 2 * MIN)
    assert (holds(JIUQUAN), holds(PART), status_of(number)) == (False, False, "published")


def deciding(sun: Actor, townships: list[str]) -> str:
    number = propose(townships=townships)
    consultations.consult(number, [person("zhou").unit], actor=sun, now=NOW)
    consultations.answer(number, "AGREE", "", actor=person("zhou"), now=NOW)
    return number


def test_a_township_split_between_proposal_and_decision_is_drafted_for_in_both_parts(sun: Actor) -> None:
    number = deciding(sun, [JIUQUAN])
    split(NOW + MIN)
    adoption.adopt(number, "同意", actor=sun, now=NOW + 2 * MIN)
    assert drafted(number) == [JIUQUAN, PART]


def test_no_list_is_drafted_for_a_township_that_left_the_county(sun: Actor) -> None:
    alone, with_another = deciding(sun, [JIUQUAN]), deciding(sun, [JIUQUAN, ZHANGYE])
    leave_the_county(NOW + MIN)
    with pytest.raises(UnfitChange) as told:
        adoption.adopt(alone, "同意", actor=sun, now=NOW + 2 * MIN)
    facts = told.value.facts
    assert (facts["reason"], facts["township"], facts["county"]) == ("ANOTHER_COUNTY", ["酒泉路街道"], ["七里河区"])
    assert (status_of(alone), drafts_from(alone)) == ("deciding", [])
    record = adoption.adopt(with_another, "同意", actor=sun, now=NOW + 2 * MIN)
    assert drafted(with_another) == [ZHANGYE]
    named = {"township": ["酒泉路街道"], "county": ["七里河区"]}
    assert left_out(record, record.proposal, now=NOW + 3 * MIN) == named
    publish(open_drafts(with_another)[0], now=NOW + 3 * MIN)
    assert (holds(ZHANGYE), holds(OF_QILIHE), status_of(with_another)) == (False, True, "published")


def test_of_drafts_made_before_a_township_left_only_those_of_the_county_are_made_anew(adopt: Adopt, sun: Actor) -> None:
    alone, with_another = adopt(townships=[JIUQUAN]), adopt(townships=[JIUQUAN, ZHANGYE])
    leave_the_county(NOW + MIN)
    with pytest.raises(UnfitChange) as told:
        adoption.redraft(alone, actor=sun, now=NOW + 2 * MIN)
    assert told.value.facts["reason"] == "ANOTHER_COUNTY"
    adoption.end(alone, "已划归七里河区", actor=sun, now=NOW + 2 * MIN)
    adoption.redraft(with_another, actor=sun, now=NOW + 2 * MIN)
    assert drafted(with_another) == [ZHANGYE]
    publish(open_drafts(with_another)[0], now=NOW + 3 * MIN)
    assert status_of(with_another) == "published"


# The case it comes from
# ----------------------------------------------------------------------------------------------------------------------


def case(by: Actor) -> str:
    answers = {"matter": "共享单车停放秩序维护", "form": ["territorial"]}
    demand = access.Demand("delegation", JIUQUAN, answers, department="县市场监督管理局")
    return requests.submit(demand, places=[JIUQUAN], actor=by, now=NOW, once="").cases[0].number


def test_the_case_it_comes_from_is_one_on_file_that_the_proposer_may_see(chen: Actor) -> None:
    number = case(chen)
    kept = adjustments.adjustment_called(propose(from_case=f" {number.lower()} "), actor=chen)
    assert kept.proposal.from_case == number
    for wrong in ("清单漏列", "R2026-000001", f"{number[:-3]}999", "R2026-999999-001", "x" * 400):
        with pytest.raises(UnknownCase):
            propose(from_case=wrong)
    with pytest.raises(BadInput) as refused:
        propose(by="li", from_case=number)
    assert refused.value.field == "from_case", "of a case of another department nothing is told"


def test_the_list_that_results_is_whole(adopt: Adopt) -> None:
    number = adopt(TypedChange("MOVE", duties=["CG-0049"], tier="RECLAIMED", taken_over_by="县司法局"))
    (draft,) = drafts_from(number)
    assert {duty.tier for duty in draft.says() if duty.code == "CG-0049"} == {DutyTier.RECLAIMED}
