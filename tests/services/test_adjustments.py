"""The life of an adjustment: who takes which step, in which status, within which limit, and who reads it."""

import itertools
import threading
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta

import pytest
from flask import Flask

from registry.domain.actors import Actor, Role
from registry.domain.adjustments import DOES, MOVES, AdjustmentStatus, AdjustmentVerb, Party
from registry.domain.errors import (
    BadInput,
    LastDayUnknown,
    MissingAnswer,
    NotANumber,
    NotFound,
    NotPermitted,
    RegistryError,
)
from registry.domain.errors.adjustments import MoveNotPossible, OwnProposal, StillConsulting, UnclearDuty, UnfitChange
from registry.domain.limits import OUR_LIMITS, LimitStep
from registry.services import adjustments, adoption, consultations, drafting, drafts, editions, limits, proposing
from registry.services.due import adjustments_due
from registry.services.events import verify_events
from registry.services.people import actor_called
from registry.services.proposals import TypedChange, TypedProposal
from registry.store.adjustments import AdjustmentRecord
from registry.store.base import db
from registry.store.duties import list_in_force
from registry.store.editions import DraftRecord, drafts_from
from tests.conftest import NOW

JIUQUAN, ZHANGYE, MARKET = "620102001000", "620102002000", "11629999MB9000349M"
DROP = TypedChange("DROP", duties=["CG-0001"], reason="上级收回")
TODAY = date(2026, 11, 23)
EVERYBODY = ("wang", "chen", "zhou", "sun", "li", "ma", "zhao", "wu", "zheng", "feng", "admin")


def proposed(**other: object) -> TypedProposal:
    whole = {"event": "TOWNSHIP_APPLIED", "title": "调整党建事项", "reason": "镇里提出", "changes": [DROP]}
    return TypedProposal(**{**whole, "townships": [JIUQUAN], **other})  # type: ignore[arg-type]


def actor(name: str) -> Actor:
    found = actor_called(name)
    assert found is not None
    return found


@pytest.fixture
def wang(app: Flask) -> Actor:
    """Officer Wang of the township desk of 酒泉路街道, who proposes."""
    return actor("wang")


@pytest.fixture
def sun(app: Flask) -> Actor:
    """Sun of the county's list office, who decides."""
    return actor("sun")


@pytest.fixture
def chen(app: Flask) -> Actor:
    """Clerk Chen of the county's market bureau, who is consulted."""
    return actor("chen")


@pytest.fixture
def zhou(app: Flask) -> Actor:
    """Zhou of the county's justice bureau, who is consulted too."""
    return actor("zhou")


def publish_all(number: str, by: Actor, reviewed_by: Actor) -> list[str]:
    """Every draft that came of an adjustment through the editions room; the codes of the editions."""
    codes = []
    for draft in [draft.code for draft in drafts_from(number)]:
        drafts.send(draft, actor=by, now=NOW)
        drafts.approve(draft, actor=reviewed_by, now=NOW)
        day = {"document_number": "示例清单〔2026〕9号", "effective_on": date(2026, 12, 1)}
        codes.append(editions.publish(draft, **day, actor=by, now=NOW).edition.code)  # type: ignore[arg-type]
    return codes


@pytest.fixture
def at(wang: Actor, sun: Actor, chen: Actor, zhou: Actor) -> Callable[[AdjustmentStatus], str]:
    """A function that brings an adjustment of Wang's to a status, with Chen and Zhou consulted; gives its number."""

    def bring(status: AdjustmentStatus) -> str:
        if status is AdjustmentStatus.DRAFT:
            return proposing.keep_draft(proposed(), actor=wang, now=NOW).number
        number = proposing.propose(proposed(), actor=wang, now=NOW).number
        if status is AdjustmentStatus.WITHDRAWN:
            adjustments.withdraw(number, "不提了", actor=wang, now=NOW)
        if status is AdjustmentStatus.RETURNED:
            adjustments.give_back(number, "请补正", actor=sun, now=NOW)
        if status in (AdjustmentStatus.PROPOSED, AdjustmentStatus.WITHDRAWN, AdjustmentStatus.RETURNED):
            return number
        consultations.consult(number, [chen.unit, zhou.unit], actor=sun, now=NOW)
        if status is AdjustmentStatus.CONSULTING:
            return number
        consultations.answer(number, "AGREE", "", actor=chen, now=NOW)
        consultations.answer(number, "DISAGREE", "依据不足", actor=zhou, now=NOW)
        if status is AdjustmentStatus.DECLINED:
            adjustments.decline(number, "依据不足", actor=sun, now=NOW)
        if status in (AdjustmentStatus.ADOPTED, AdjustmentStatus.PUBLISHED):
            adoption.adopt(number, "同意", actor=sun, now=NOW)
        if status is AdjustmentStatus.ENDED:
            adoption.adopt(number, "同意", actor=sun, now=NOW)
            adoption.end(number, "上级另有部署", actor=sun, now=NOW)
        if status is AdjustmentStatus.PUBLISHED:
            publish_all(number, sun, zhou)
        return number

    return bring


TRIES: dict[AdjustmentVerb, Callable[[str, Actor], object]] = {
    AdjustmentVerb.KEEP: lambda n, who: proposing.keep_draft(proposed(), actor=who, now=NOW, number=n),
    AdjustmentVerb.PROPOSE: lambda n, who: proposing.propose(proposed(), actor=who, now=NOW, number=n),
    AdjustmentVerb.WITHDRAW: lambda n, who: adjustments.withdraw(n, "不提了", actor=who, now=NOW),
    AdjustmentVerb.CONSULT: lambda n, who: consultations.consult(n, [MARKET], actor=who, now=NOW),
    AdjustmentVerb.ANSWER: lambda n, who: consultations.answer(n, "AGREE", "", actor=who, now=NOW),
    AdjustmentVerb.CLOSE: lambda n, who: consultations.close(n, actor=who, now=NOW + timedelta(days=30)),
    AdjustmentVerb.RETURN: lambda n, who: adjustments.give_back(n, "请补正", actor=who, now=NOW),
    AdjustmentVerb.ADOPT: lambda n, who: adoption.adopt(n, "同意", actor=who, now=NOW),
    AdjustmentVerb.DECLINE: lambda n, who: adjustments.decline(n, "不同意", actor=who, now=NOW),
    AdjustmentVerb.REDRAFT: lambda n, who: adoption.redraft(n, actor=who, now=NOW),
    AdjustmentVerb.END: lambda n, who: adoption.end(n, "上级另有部署", actor=who, now=NOW),
}
"""Everything people can do; publishing follows from the editions room."""
ASKED_OF = {Party.PROPOSER: "wang", Party.CONSULTED: "chen", Party.LIST_OFFICE: "sun"}


def status_of(number: str) -> str:
    db.session.rollback()
    record = db.session.get(AdjustmentRecord, number)
    assert record is not None
    return record.status


@pytest.mark.parametrize("status", AdjustmentStatus, ids=lambda s: s.value)
def test_every_verb_by_every_role_in_a_status_does_what_the_table_says_and_nothing_else(
    app: Flask, at: Callable[[AdjustmentStatus], str], status: AdjustmentStatus
) -> None:
    everybody = [actor(name) for name in EVERYBODY]
    assert {one.role for one in everybody} == set(Role)
    number = at(status)
    for verb, one in itertools.product(TRIES, everybody):
        follows = MOVES.get((status, verb))
        their_turn = one.name == ASKED_OF[DOES[verb][0]] or (one.name == "zhou" and verb is AdjustmentVerb.ANSWER)
        if follows is None or not their_turn:
            with pytest.raises((NotFound, NotPermitted, MoveNotPossible)):
                TRIES[verb](number, one)
            assert status_of(number) == status.value, (verb, one.name)
            continue
        another = at(status)
        TRIES[verb](another, one)
        wanted = AdjustmentStatus.PROPOSED if verb is AdjustmentVerb.PROPOSE else follows
        assert status_of(another) == wanted.value, (verb, one.name)
    assert verify_events()[1] == []


def test_the_table_leads_from_the_draft_to_every_status_and_out_of_no_final_one() -> None:
    reached, wanted = set[AdjustmentStatus](), {AdjustmentStatus.DRAFT}
    while wanted:
        reached |= wanted
        wanted = {after for (before, _), after in MOVES.items() if before in reached} - reached
    assert reached == set(AdjustmentStatus)
    final = {
        AdjustmentStatus.WITHDRAWN,
        AdjustmentStatus.DECLINED,
        AdjustmentStatus.PUBLISHED,
        AdjustmentStatus.ENDED,
    }
    assert {before for before, _ in MOVES} == set(AdjustmentStatus) - final


def test_numbers_run_through_the_year(wang: Actor) -> None:
    numbers = [proposing.keep_draft(proposed(), actor=wang, now=NOW).number for _ in range(2)]
    assert numbers == ["AJ2026-000001", "AJ2026-000002"]


def test_the_same_form_sent_twice_is_one_adjustment(wang: Actor) -> None:
    first, second = (proposing.propose(proposed(), actor=wang, now=NOW, once="mark").number for _ in range(2))
    assert first == second


def test_a_form_kept_as_a_draft_and_sent_again_changed_is_that_draft_changed(wang: Actor) -> None:
    draft = proposing.keep_draft(proposed(title="初稿"), actor=wang, now=NOW, once="mark").number
    again = proposing.propose(proposed(title="定稿"), actor=wang, now=NOW, once="mark")
    assert (again.number, again.status, again.proposal.title) == (draft, "proposed", "定稿")
    assert [version.title for version in again.versions] == ["初稿", "定稿"]


# Proposing
# ----------------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("field", "other"),
    [
        ("adjustment_event", {"event": ""}),
        ("adjustment_event", {"event": "BIRTHDAY"}),
        ("adjustment_title", {"title": " "}),
        ("townships", {"townships": []}),
        ("townships", {"townships": ["620102001001"]}),
        ("townships", {"townships": ["无名镇"]}),
        ("duty_changes", {"changes": []}),
        ("reason", {"reason": ""}),
        ("articles", {"event": "LAW_CHANGED"}),
        ("duty_change_kind", {"changes": [TypedChange("")]}),
        ("changed_duties", {"changes": [TypedChange("DROP", duties=["没有这样的事"])]}),
        ("changed_duties", {"changes": [TypedChange("DROP")]}),
        ("wanted_matter", {"changes": [TypedChange("ADD", tier="BASIC")]}),
        ("wanted_shares", {"changes": [TypedChange("ADD", matters=["新事"], tier="SUPPORTING")]}),
        ("wanted_shares", {"changes": [TypedChange("ADD", matters=["新事"], tier="SUPPORTING", shares=["县公安局"])]}),
        ("wanted_shares", {"changes": [TypedChange("ADD", matters=["新事"], tier="SUPPORTING", shares=["某局：办"])]}),
        ("wanted_taken_over_by", {"changes": [TypedChange("MOVE", duties=["CG-0001"], tier="RECLAIMED")]}),
    ],
)
def test_what_is_not_whole_is_not_proposed_and_the_field_is_named(
    wang: Actor, field: str, other: dict[str, object]
) -> None:
    with pytest.raises(BadInput) as refused:
        proposing.propose(proposed(**other), actor=wang, now=NOW)
    assert refused.value.field == field
    db.session.rollback()
    assert db.session.query(AdjustmentRecord).count() == 0


def test_a_wrong_change_says_which_it_is(wang: Actor) -> None:
    with pytest.raises(UnclearDuty) as refused:
        changes = [DROP, TypedChange("DROP", duties=["党员"])]
        proposing.propose(proposed(changes=changes), actor=wang, now=NOW)
    assert refused.value.facts["change"] == 2
    assert refused.value.facts["choices"], "the duties that may be meant are offered"


def test_a_draft_may_leave_things_open(wang: Actor) -> None:
    draft = proposing.keep_draft(proposed(changes=[], reason=""), actor=wang, now=NOW)
    assert draft.status == "draft"
    with pytest.raises(MissingAnswer):
        proposing.propose(proposed(changes=[]), actor=wang, now=NOW, number=draft.number)
    assert proposing.propose(proposed(), actor=wang, now=NOW, number=draft.number).status == "proposed"


def test_what_was_kept_before_stays_readable(wang: Actor, sun: Actor) -> None:
    number = proposing.propose(proposed(), actor=wang, now=NOW).number
    adjustments.give_back(number, "题目不清", actor=sun, now=NOW + timedelta(hours=1))
    proposing.keep_draft(proposed(title="新题目"), actor=wang, now=NOW + timedelta(hours=2), number=number)
    record = adjustments.adjustment_called(number, actor=sun)
    assert [version.title for version in record.versions] == ["调整党建事项", "新题目"]
    assert adjustments.proposal_for(record, sun).title == "调整党建事项", "what is being mended is its unit's own"
    assert adjustments.proposal_for(record, wang).title == "新题目"


def test_a_township_proposes_for_itself_only_and_a_department_for_any_of_its_county(wang: Actor, chen: Actor) -> None:
    for other in ({"townships": [ZHANGYE]}, {"townships": [], "scope": "COUNTY"}):
        with pytest.raises(NotPermitted):
            proposing.propose(proposed(**other), actor=wang, now=NOW)
    assert proposing.propose(proposed(townships=[ZHANGYE, JIUQUAN]), actor=chen, now=NOW).status == "proposed"
    assert proposing.propose(proposed(townships=[], scope="COUNTY"), actor=chen, now=NOW).status == "proposed"


def test_duties_are_named_by_code_or_by_exactly_their_matter_and_departments_by_name(wang: Actor) -> None:
    matter = "校园周边安全"
    share = "县公安局：查处违法行为；联合检查"
    added = TypedChange("ADD", matters=[matter], tier="SUPPORTING", category="平安法治", shares=[share])
    named = TypedChange("DROP", duties=["落实党的全面领导，组织学习宣传贯彻党的创新理论和上级党委决策部署"])
    record = proposing.propose(proposed(changes=[added, named]), actor=wang, now=NOW)
    first, second = record.proposal.changes
    assert first.rows[0].shares[0].unit == "11629999MB9000162N"
    assert first.rows[0].shares[0].duties == ("查处违法行为", "联合检查")
    assert second.duties == ("CG-0001",)


# Consulting and deciding
# ----------------------------------------------------------------------------------------------------------------------


def test_the_last_answer_closes_the_consultation(at: Callable[..., str], chen: Actor, zhou: Actor) -> None:
    number = at(AdjustmentStatus.CONSULTING)
    consultations.answer(number, "CONDITIONAL", "经费到位", actor=chen, now=NOW)
    assert status_of(number) == "consulting"
    consultations.answer(number, "DISAGREE", "依据不足", actor=chen, now=NOW + timedelta(hours=1))
    assert status_of(number) == "consulting", "a unit that answers again is still one unit"
    consultations.answer(number, "AGREE", "", actor=zhou, now=NOW + timedelta(hours=2))
    assert status_of(number) == "deciding"


@pytest.mark.parametrize("opinion", ["DISAGREE", "CONDITIONAL"])
def test_who_does_not_simply_agree_says_why(at: Callable[..., str], chen: Actor, opinion: str) -> None:
    with pytest.raises(MissingAnswer):
        consultations.answer(at(AdjustmentStatus.CONSULTING), opinion, " ", actor=chen, now=NOW)


def test_silence_is_waited_for_until_the_limit_has_passed_and_then_told(
    at: Callable[..., str], chen: Actor, sun: Actor
) -> None:
    number = at(AdjustmentStatus.CONSULTING)
    consultations.answer(number, "AGREE", "", actor=chen, now=NOW)
    last_day = date(2026, 12, 7)  # ten working days after 23 November
    with pytest.raises(StillConsulting) as refused:
        consultations.close(number, actor=sun, now=datetime(2026, 12, 7, 15, 59, tzinfo=UTC))
    assert refused.value.facts == {"silent": ["县司法局"], "last_day": last_day.isoformat()}
    consultations.close(number, actor=sun, now=datetime(2026, 12, 7, 16, 0, tzinfo=UTC))  # midnight in China
    record = adjustments.adjustment_called(number, actor=sun)
    round_ = consultations.consultations_of(record, now=NOW)[0]
    assert record.status == "deciding"
    assert [one.asked.unit_name for one in round_.silent] == ["县司法局"]


def test_a_late_answer_is_kept_and_counts_as_silence(at: Callable[..., str], chen: Actor, zhou: Actor) -> None:
    number, late = at(AdjustmentStatus.CONSULTING), NOW + timedelta(days=15)
    consultations.answer(number, "AGREE", "", actor=chen, now=NOW)
    consultations.answer(number, "DISAGREE", "晚了", actor=zhou, now=late)
    record = adjustments.adjustment_called(number, actor=chen)
    round_ = consultations.consultations_of(record, now=late)[0]
    assert record.status == "consulting", "it does not close by itself"
    assert [(one.asked.unit, one.is_late, one.is_silent) for one in round_.silent] == [(zhou.unit, True, True)]
    assert round_.silent[0].opinion is not None


def test_where_the_calendar_is_not_announced_nothing_is_done_by_silence_and_nobody_is_stopped(
    wang: Actor, sun: Actor, chen: Actor, zhou: Actor
) -> None:
    late = datetime(2026, 12, 28, 4, 0, tzinfo=UTC)
    number = proposing.propose(proposed(), actor=wang, now=late).number
    consultations.consult(number, [chen.unit, zhou.unit], actor=sun, now=late)
    record = adjustments.adjustment_called(number, actor=sun)
    deadline = consultations.consultations_of(record, now=late)[0].deadline
    assert deadline is not None and (deadline.last_day, deadline.is_over) == (None, False)
    with pytest.raises(LastDayUnknown) as refused:
        consultations.close(number, "  ", actor=sun, now=late + timedelta(days=300))
    assert refused.value.field == "reason"
    assert status_of(number) == "consulting"
    consultations.answer(number, "AGREE", "", actor=chen, now=late + timedelta(days=300))
    consultations.answer(number, "AGREE", "", actor=zhou, now=late + timedelta(days=300))
    assert status_of(number) == "deciding"


@pytest.mark.parametrize("asked", [[], [""], [JIUQUAN], [MARKET, JIUQUAN], ["某局"], ["省教育厅"]])
def test_who_cannot_be_consulted(at: Callable[..., str], sun: Actor, asked: list[str]) -> None:
    with pytest.raises(BadInput) as refused:
        consultations.consult(at(AdjustmentStatus.PROPOSED), asked, actor=sun, now=NOW)
    assert refused.value.field == "units"


def test_a_township_is_consulted_by_its_name(app: Flask, chen: Actor, sun: Actor) -> None:
    number = proposing.propose(proposed(), actor=chen, now=NOW).number
    consultations.consult(number, ["酒泉路街道", "县司法局"], actor=sun, now=NOW)
    consultations.answer(number, "DISAGREE", "没有人手", actor=actor("wang"), now=NOW)
    with pytest.raises(NotFound):
        adjustments.adjustment_called(number, actor=actor("ma"))


def test_a_returned_one_is_consulted_on_again_from_the_start(
    at: Callable[..., str], wang: Actor, sun: Actor, chen: Actor
) -> None:
    number = at(AdjustmentStatus.DECIDING)
    adjustments.give_back(number, "依据请写全", actor=sun, now=NOW)
    proposing.propose(proposed(), actor=wang, now=NOW, number=number)
    consultations.consult(number, [chen.unit], actor=sun, now=NOW)
    record = adjustments.adjustment_called(number, actor=sun)
    first, second = consultations.consultations_of(record, now=NOW)
    assert (len(first.heard), len(first.silent)) == (2, 0)
    assert (len(second.heard), len(second.silent)) == (1, 1), "what was said of the first version is not said of this"


def test_nobody_decides_on_what_they_or_their_unit_proposed(app: Flask, sun: Actor) -> None:
    clerk = Actor("li", Role.DEPARTMENT_CLERK, sun.unit, sun.division)  # Li, seconded to the list office
    number = proposing.propose(proposed(), actor=clerk, now=NOW).number
    elsewhere = Actor("li", Role.LIST_OFFICE, MARKET, sun.division)  # and later back in another unit
    for one in (sun, elsewhere):
        for attempt in (
            lambda who: consultations.consult(number, [JIUQUAN], actor=who, now=NOW),
            lambda who: adjustments.give_back(number, "请补正", actor=who, now=NOW),
        ):
            with pytest.raises(OwnProposal):
                attempt(one)


def test_a_list_office_decides_in_its_own_county_only(at: Callable[..., str], sun: Actor) -> None:
    number = at(AdjustmentStatus.DECIDING)
    other = Actor("sun", Role.LIST_OFFICE, sun.unit, "620103000000")
    with pytest.raises((NotFound, NotPermitted)):
        adjustments.decline(number, "不同意", actor=other, now=NOW)


def test_a_decision_needs_a_reason(at: Callable[..., str], sun: Actor) -> None:
    number = at(AdjustmentStatus.DECIDING)
    for decide in (adoption.adopt, adjustments.decline, adjustments.give_back):
        with pytest.raises(MissingAnswer):
            decide(number, "  ", actor=sun, now=NOW)
    assert status_of(number) == "deciding"


def test_two_who_decide_at_once_decide_once(app: Flask, at: Callable[..., str], sun: Actor) -> None:
    number, outcomes = at(AdjustmentStatus.DECIDING), list[str]()
    db.session.remove()
    together = threading.Barrier(4)

    def decide(verb: Callable[..., AdjustmentRecord]) -> None:
        with app.app_context():
            together.wait()
            try:
                outcomes.append(verb(number, "决定", actor=sun, now=NOW).status)
            except MoveNotPossible:
                outcomes.append("too late")

    verbs = (adoption.adopt, adjustments.decline, adoption.adopt, adjustments.give_back)
    threads = [threading.Thread(target=decide, args=(verb,)) for verb in verbs]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert outcomes.count("too late") == 3
    assert status_of(number) in ("adopted", "declined", "returned")
    record = db.session.get(AdjustmentRecord, number)
    assert record is not None and len([s for s in record.steps if s.verb in ("adopt", "decline", "return")]) == 1
    assert verify_events()[1] == []


# Reading
# ----------------------------------------------------------------------------------------------------------------------


def readers(number: str) -> set[str]:
    found = set()
    for name in EVERYBODY:
        try:
            adjustments.adjustment_called(number, actor=actor(name))
        except RegistryError:
            assert number not in listed(name)
        else:
            found.add(name)
            assert number in listed(name)
    return found


def listed(name: str) -> list[str]:
    try:
        return [record.number for record in adjustments.adjustments_of(actor(name))]
    except NotPermitted:
        return []


def test_who_reads_an_adjustment(at: Callable[..., str], wang: Actor) -> None:
    draft = at(AdjustmentStatus.DRAFT)
    assert readers(draft) == {"wang"}
    adjustments.withdraw(draft, "不提了", actor=wang, now=NOW)
    assert readers(draft) == {"wang"}, "a draft that was withdrawn was never anybody else's"
    assert readers(at(AdjustmentStatus.PROPOSED)) == {"wang", "sun", "zhou", "feng"}
    assert readers(at(AdjustmentStatus.CONSULTING)) == {"wang", "sun", "zhou", "feng", "chen"}


def test_the_list_is_filtered_and_paged(at: Callable[..., str], sun: Actor) -> None:
    numbers = [at(AdjustmentStatus.PROPOSED) for _ in range(3)]
    assert [r.number for r in adjustments.adjustments_of(sun, most=2)] == numbers[:0:-1]
    assert [r.number for r in adjustments.adjustments_of(sun, after=numbers[1])] == numbers[:1]
    assert len(adjustments.adjustments_of(sun, status="proposed", event="TOWNSHIP_APPLIED")) == 3
    assert adjustments.adjustments_of(sun, status="deciding") == []
    assert adjustments.adjustments_of(sun, event="LAW_CHANGED") == []
    for wrong in ({"status": "lost"}, {"event": "lost"}, {"most": 0}, {"most": 101}):
        with pytest.raises(BadInput):
            adjustments.adjustments_of(sun, **wrong)  # type: ignore[arg-type]


def test_the_list_is_filtered_by_the_version_that_is_shown(wang: Actor, sun: Actor, zhou: Actor) -> None:
    never_proposed = proposing.keep_draft(proposed(event="LAW_CHANGED", articles=["P16"]), actor=wang, now=NOW).number
    number = proposing.propose(proposed(), actor=wang, now=NOW).number

    def found(by: Actor) -> dict[str, list[str]]:
        events = ("TOWNSHIP_APPLIED", "LAW_CHANGED")
        return {event: [one.number for one in adjustments.adjustments_of(by, event=event)] for event in events}

    adjustments.give_back(number, "请补正", actor=sun, now=NOW + timedelta(hours=1))
    mended = proposed(event="LAW_CHANGED", title="新题目", articles=["P16"])
    proposing.keep_draft(mended, actor=wang, now=NOW + timedelta(hours=2), number=number)
    for reader in (sun, zhou):
        assert found(reader) == {"TOWNSHIP_APPLIED": [number], "LAW_CHANGED": []}, "what is being mended is not told"
        assert adjustments.adjustments_of(reader)[0].shown_to(reader.unit).title == "调整党建事项"
    assert found(wang) == {"TOWNSHIP_APPLIED": [], "LAW_CHANGED": [number, never_proposed]}
    proposing.propose(mended, actor=wang, now=NOW + timedelta(hours=3), number=number)
    assert found(sun) == {"TOWNSHIP_APPLIED": [], "LAW_CHANGED": [number]}


# Limits and what is due
# ----------------------------------------------------------------------------------------------------------------------


def test_a_county_sets_its_limits_and_steps_that_run_keep_theirs(at: Callable[..., str], sun: Actor) -> None:
    before = at(AdjustmentStatus.PROPOSED)
    limits.set_limit("INTAKE", "２", actor=sun, now=NOW)
    after = at(AdjustmentStatus.PROPOSED)
    days = {due.adjustment.number: due.deadline.limit.working_days for due in adjustments_due(sun, TODAY)}
    assert days == {before: OUR_LIMITS[LimitStep.INTAKE], after: 2}
    intake = limits.limits_in("620102000000", on=TODAY, known_at=NOW)[0]
    assert (intake.working_days, intake.is_ours, intake.in_force_from) == (2, False, TODAY)
    earlier = limits.limits_in("620102000000", on=TODAY, known_at=NOW - timedelta(seconds=1))[0]
    assert (earlier.working_days, earlier.is_ours) == (5, True), "what was known before stays readable"


def test_a_limit_set_for_later_holds_from_its_day_on(app: Flask, sun: Actor) -> None:
    limits.set_limit("DECISION", "7", begins="2026-12-01", actor=sun, now=NOW)
    found = [limits.limits_in("620102000000", on=day, known_at=NOW) for day in (TODAY, date(2026, 12, 1))]
    assert [one[2].working_days for one in found] == [15, 7]


@pytest.mark.parametrize(
    ("step", "days", "begins"),
    [("INTAKE", "0", ""), ("INTAKE", "251", ""), ("INTAKE", "三", ""), ("NAP", "5", ""), ("INTAKE", "5", "2026-11-22")],
)
def test_limits_that_are_none(app: Flask, sun: Actor, step: str, days: str, begins: str) -> None:
    with pytest.raises(BadInput):
        limits.set_limit(step, days, begins=begins, actor=sun, now=NOW)


def test_only_a_countys_list_office_sets_limits(app: Flask, wang: Actor, zhou: Actor) -> None:
    provincial = Actor("sun", Role.LIST_OFFICE, MARKET, "620000000000")
    for one in (wang, zhou, provincial):
        with pytest.raises(NotPermitted):
            limits.set_limit("INTAKE", "5", actor=one, now=NOW)
    with pytest.raises(NotANumber):
        limits.set_limit("INTAKE", "1e1", actor=provincial, now=NOW)


def test_what_is_due_comes_with_its_last_day_the_most_urgent_first(
    at: Callable[..., str], sun: Actor, chen: Actor, wang: Actor
) -> None:
    deciding, asked, fresh = (
        at(status) for status in (AdjustmentStatus.DECIDING, AdjustmentStatus.CONSULTING, AdjustmentStatus.PROPOSED)
    )
    returned = at(AdjustmentStatus.RETURNED)
    of_sun = [(due.adjustment.number, due.last_day, due.is_over) for due in adjustments_due(sun, TODAY)]
    assert of_sun == [(fresh, date(2026, 11, 30), False), (deciding, date(2026, 12, 14), False)]
    assert [due.adjustment.number for due in adjustments_due(chen, TODAY)] == [asked]
    assert [due.adjustment.number for due in adjustments_due(wang, TODAY)] == [returned]
    later = adjustments_due(sun, date(2026, 12, 8))
    assert [(due.adjustment.number, due.is_over) for due in later] == [(fresh, True), (asked, True), (deciding, False)]


def test_a_change_that_no_longer_fits_is_not_adopted(at: Callable[..., str], sun: Actor) -> None:
    number = at(AdjustmentStatus.DECIDING)
    record = db.session.get(AdjustmentRecord, number)
    assert record is not None
    changes = [{**record.versions[-1].changes[0], "duties": ["CG-9999"]}]
    record.versions[-1].changes = changes  # as if the list had lost the duty since
    db.session.commit()
    with pytest.raises(UnfitChange):
        adoption.adopt(number, "同意", actor=sun, now=NOW)
    assert status_of(number) == "deciding"


# The editions that result
# ----------------------------------------------------------------------------------------------------------------------


def test_adopting_drafts_the_next_edition_of_each_township_and_publishing_them_ends_it(
    app: Flask, chen: Actor, sun: Actor, zhou: Actor
) -> None:
    added = TypedChange("ADD", matters=["电动自行车充电巡看"], tier="BASIC", category="党的建设")
    typed = proposed(townships=[JIUQUAN, ZHANGYE], changes=[DROP, added])
    number = proposing.propose(typed, actor=chen, now=NOW).number
    consultations.consult(number, [JIUQUAN], actor=sun, now=NOW)
    consultations.answer(number, "AGREE", "", actor=actor("wang"), now=NOW)
    adoption.adopt(number, "同意", actor=sun, now=NOW)
    drafted = drafts_from(number)
    assert [draft.place for draft in drafted] == [JIUQUAN, ZHANGYE]
    assert [[line.kind.value for line in draft.lines()] for draft in drafted] == [["DROPPED", "ADDED"]] * 2
    first = publish_all(number, sun, zhou)
    assert status_of(number) == "published"
    for township in (JIUQUAN, ZHANGYE):
        before = list_in_force(township, date(2026, 11, 30), NOW)
        after = list_in_force(township, date(2026, 12, 1), NOW + timedelta(seconds=1))
        assert before is not None and after is not None
        gone = {duty.code for duty in before.duties} - {duty.code for duty in after.duties}
        new = {duty.code for duty in after.duties} - {duty.code for duty in before.duties}
        assert gone == {"CG-0001"}
        assert new == {f"{number}-01"}, "one code in all townships"
        assert after.edition.code in first
    assert verify_events()[1] == []


def test_an_adjustment_is_not_published_before_its_last_edition_is(
    app: Flask, chen: Actor, sun: Actor, zhou: Actor
) -> None:
    number = proposing.propose(proposed(townships=[JIUQUAN, ZHANGYE]), actor=chen, now=NOW).number
    consultations.consult(number, [JIUQUAN], actor=sun, now=NOW)
    consultations.answer(number, "AGREE", "", actor=actor("wang"), now=NOW)
    adoption.adopt(number, "同意", actor=sun, now=NOW)
    draft = drafts_from(number)[0].code
    drafts.send(draft, actor=sun, now=NOW)
    drafts.approve(draft, actor=zhou, now=NOW)
    editions.publish(draft, document_number="示例清单〔2026〕9号", effective_on=date(2026, 12, 1), actor=sun, now=NOW)
    assert status_of(number) == "adopted"
    assert [due.step for due in adjustments_due(sun, TODAY)] == [LimitStep.PUBLICATION]


def test_the_whole_county_without_a_master_means_every_township_that_holds_the_duty(
    app: Flask, chen: Actor, sun: Actor
) -> None:
    number = proposing.propose(proposed(townships=[], scope="COUNTY"), actor=chen, now=NOW).number
    consultations.consult(number, [JIUQUAN], actor=sun, now=NOW)
    consultations.answer(number, "AGREE", "", actor=actor("wang"), now=NOW)
    adoption.adopt(number, "同意", actor=sun, now=NOW)
    assert len(drafts_from(number)) == 25


def test_the_whole_county_with_a_master_means_the_master(app: Flask, chen: Actor, sun: Actor, zhou: Actor) -> None:
    own = list_in_force(JIUQUAN, TODAY, NOW)
    assert own is not None
    master = drafting.import_list("620102000000", own.duties, actor=sun, now=NOW, title="全县清单").code
    drafts.send(master, actor=sun, now=NOW)
    drafts.approve(master, actor=zhou, now=NOW)
    editions.publish(master, document_number="示例清单〔2026〕1号", effective_on=TODAY, actor=sun, now=NOW)
    later = NOW + timedelta(hours=1)
    number = proposing.propose(proposed(townships=[], scope="COUNTY"), actor=chen, now=later).number
    consultations.consult(number, [JIUQUAN], actor=sun, now=later)
    consultations.answer(number, "AGREE", "", actor=actor("wang"), now=later)
    adoption.adopt(number, "同意", actor=sun, now=later)
    assert [draft.place for draft in drafts_from(number)] == ["620102000000"]


def test_nothing_is_drafted_where_the_decision_is_refused(at: Callable[..., str], sun: Actor) -> None:
    adjustments.decline(at(AdjustmentStatus.DECIDING), "不同意", actor=sun, now=NOW)
    assert db.session.query(DraftRecord).count() == 0
