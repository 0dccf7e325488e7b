"""The clean-up of delegated matters: who records, hears, assesses, keeps, takes back and corrects, on which dates."""

import threading
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta

import pytest
from flask import Flask

from registry.domain import errors
from registry.domain.actors import Actor, Role
from registry.domain.delegated import UNENDED, CleanUpStatus, DelegatedMatter
from registry.services import delegated as services
from registry.services import delegated_recording as recording
from registry.services.access import Demand, check
from registry.services.events import verify_events
from registry.services.people import actor_called
from registry.services.successions import TypedChange, record_division_change
from registry.store import delegated
from registry.store.base import db
from registry.store.delegated import Wanted
from tests.conftest import NOW

COUNTY, TOWNSHIP, OTHER = "620102000000", "620102001000", "620102005000"
LEFT = "620103091000"
"""The code that the township gets with another county."""
TODAY = date(2026, 11, 23)
RECORD = {
    "place": TOWNSHIP,
    "matter": "流动摊贩占道劝离",
    "department": "县综合行政执法局",
    "matter_category": "城乡建设",
    "delegated_in": "示例通知[2021]5号",
    "delegated_on": "2021-05-10",
    "delegated_form": "territorial",
}
MOVED = {"posts": "编制1名", "money": "每年3万元", "not_needed": ["POWERS"]}
FIT = {"needed": "yes", "able": "yes", "reason": "人员经费到位", **MOVED}


def person(name: str) -> Actor:
    found = actor_called(name)
    assert found is not None
    return found


def recorded(by: str = "wang", **changes: str) -> str:
    return recording.record({**RECORD, **changes}, actor=person(by), now=NOW).code


def heard_and_assessed(**changes: object) -> str:
    code = recorded()
    services.hear(code, {"able": "yes", **MOVED}, actor=person("wang"), now=NOW)
    services.assess(code, {**FIT, **changes}, actor=person("sun"), now=NOW)
    return code


def standing(code: str) -> DelegatedMatter:
    db.session.rollback()
    return services.matter_called(code, on=TODAY, known_at=NOW + timedelta(days=1))


def test_a_matter_goes_from_the_record_to_kept_with_its_resources(app: Flask) -> None:
    code = heard_and_assessed()
    services.keep(code, {"reason": "随资源保留"}, actor=person("sun"), now=NOW)
    kept = standing(code)
    assert (kept.status, kept.facts.document_number) == (CleanUpStatus.KEPT, "示例通知〔2021〕5号")
    assert kept.assessment and kept.assessment.resources.posts == "编制1名"
    assert verify_events()[1] == []


def test_a_kept_matter_lifts_nothing_it_is_as_far_off_the_list_as_before(app: Flask) -> None:
    demand = Demand("delegation", TOWNSHIP, {"matter": RECORD["matter"]}, department="县综合行政执法局")
    before = check(demand, now=NOW).verdict
    services.keep(heard_and_assessed(), {"reason": "保留"}, actor=person("sun"), now=NOW)
    db.session.rollback()
    after = check(demand, now=NOW + timedelta(hours=1)).verdict
    assert (after.outcome, after.leading) == (before.outcome, before.leading)


def test_without_resources_on_the_record_it_is_not_kept(app: Flask) -> None:
    code = heard_and_assessed(posts="", not_needed=[])
    with pytest.raises(errors.CannotBeKept) as told:
        services.keep(code, {"reason": "保留"}, actor=person("sun"), now=NOW)
    assert told.value.facts["lacking"] == ["POSTS_NOT_RECORDED", "POWERS_NOT_RECORDED"]
    assert standing(code).status is CleanUpStatus.ASSESSED


def test_nothing_is_kept_in_silence_over_the_townships_word_that_it_is_not_able(app: Flask) -> None:
    code = recorded()
    services.hear(code, {"able": "no", "reason": "缺人"}, actor=person("wang"), now=NOW)
    nothing = {"needed": "yes", "able": "yes", "reason": "应能承接", "not_needed": ["POSTS", "MONEY", "POWERS"]}
    services.assess(code, nothing, actor=person("sun"), now=NOW)
    with pytest.raises(errors.CannotBeKept) as told:
        services.keep(code, {"reason": "保留"}, actor=person("sun"), now=NOW)
    assert told.value.facts["lacking"] == ["TOWNSHIP_NOT_ABLE"]
    services.assess(code, {**nothing, "despite_word": "县里已派2名协管员驻点"}, actor=person("sun"), now=NOW)
    services.keep(code, {"reason": "保留"}, actor=person("sun"), now=NOW)
    kept = standing(code)
    assert kept.status is CleanUpStatus.KEPT
    assert kept.assessment and kept.assessment.despite_word == "县里已派2名协管员驻点"


def test_what_is_taken_back_names_the_department_and_the_way_of_working(app: Flask) -> None:
    code = heard_and_assessed(able="no")
    for missing in ("department", "reclaimed_way"):
        whole = {"department": "县综合行政执法局", "reclaimed_way": "执法队统一巡查"}
        with pytest.raises(errors.MissingAnswer) as told:
            services.take_back(code, {**whole, missing: ""}, actor=person("sun"), now=NOW)
        assert told.value.field == missing
    services.take_back(code, whole, actor=person("sun"), now=NOW)
    ending = standing(code).ending
    assert ending and (ending.taken_over_by, ending.way_of_working) == ("县综合行政执法局", "执法队统一巡查")


def test_nothing_is_ended_that_was_not_assessed(app: Flask) -> None:
    code = recorded()
    for act, answers in (
        (services.keep, {"reason": "保留"}),
        (services.take_back, {"department": "县公安局", "reclaimed_way": "统一办理"}),
    ):
        with pytest.raises(errors.NothingMoves):
            act(code, answers, actor=person("sun"), now=NOW)


def test_who_may_not_is_told_so_and_nothing_is_kept(app: Flask) -> None:
    code = recorded()
    before = len(services.matter_called(code, on=TODAY, known_at=NOW).facts.matter)
    attempts: list[tuple[Callable[..., object], dict[str, object], str]] = [
        (services.hear, {"able": "yes"}, "ma"),  # another township
        (services.hear, {"able": "yes"}, "sun"),
        (services.assess, FIT, "wang"),
        (services.assess, FIT, "chen"),
        (services.keep, {"reason": "保留"}, "zheng"),
        (services.take_back, {"department": "县公安局", "reclaimed_way": "统一办理"}, "admin"),
        (services.correct, {"reason": "记错"}, "ma"),
        (services.correct, {"reason": "记错"}, "chen"),  # another unit recorded it
    ]
    for act, answers, who in attempts:
        with pytest.raises(errors.NotPermitted):
            act(code, answers, actor=person(who), now=NOW)
    for who in ("zhao", "zheng", "feng"):
        with pytest.raises(errors.NotPermitted):
            recording.record(RECORD, actor=person(who), now=NOW)
    with pytest.raises(errors.NotPermitted):
        recorded(by="ma")  # laid on another township
    with pytest.raises(errors.NotPermitted):
        recorded(by="wang", place=COUNTY)
    assert standing(code).status is CleanUpStatus.OPEN and before
    assert delegated.steps_of(code) == []


def test_a_department_records_its_own_demands_only(app: Flask) -> None:
    with pytest.raises(errors.AnotherUnitsDemand):
        recorded(by="chen")
    own = recording.record({"place": COUNTY, "matter": "散装食品摊点登记"}, actor=person("chen"), now=NOW)
    assert own.department_name == "县市场监督管理局"


def test_nobody_decides_on_what_their_own_unit_recorded(app: Flask) -> None:
    code = recorded(by="sun")
    with pytest.raises(errors.RecordedByOwnUnit):
        services.assess(code, FIT, actor=person("sun"), now=NOW)
    above = Actor("city", Role.LIST_OFFICE, "11620000MB0000000X", "620100000000")
    assert services.assess(code, FIT, actor=above, now=NOW).status is CleanUpStatus.ASSESSED


def test_whoever_mended_the_facts_does_not_decide_either(app: Flask) -> None:
    code = recorded()
    services.correct(code, {"reason": "事项名称写错", "matter": "流动摊贩占道经营劝离"}, actor=person("sun"), now=NOW)
    with pytest.raises(errors.RecordedByOwnUnit):
        services.assess(code, FIT, actor=person("sun"), now=NOW)


def test_a_correcting_record_opens_it_again_and_the_wrong_one_stays_readable(app: Flask) -> None:
    code = heard_and_assessed()
    services.keep(code, {"reason": "保留"}, actor=person("sun"), now=NOW)
    later = NOW + timedelta(days=3)
    services.correct(code, {"reason": "经费实际没有拨付"}, actor=person("sun"), now=later)
    assert services.matter_called(code, on=later.date(), known_at=later).status is CleanUpStatus.OPEN
    assert services.matter_called(code, on=TODAY, known_at=later).status is CleanUpStatus.KEPT
    assert services.matter_called(code, on=later.date(), known_at=NOW).status is CleanUpStatus.KEPT
    db.session.rollback()
    assert services.assess(code, FIT, actor=person("sun"), now=later).status is CleanUpStatus.ASSESSED


def test_mended_facts_are_a_further_version(app: Flask) -> None:
    code, later = recorded(), NOW + timedelta(days=1)
    mended = {"reason": "文号写错", "delegated_in": "示例通知〔2021〕6号"}
    services.correct(code, mended, actor=person("wang"), now=later)
    as_known = [services.matter_called(code, on=TODAY, known_at=at).facts.document_number for at in (NOW, later)]
    assert as_known == ["示例通知〔2021〕5号", "示例通知〔2021〕6号"]


def test_the_townships_word_is_for_the_county_it_lies_in_today_and_no_longer_for_the_one_it_left(app: Flask) -> None:
    recorded()
    move = TypedChange("RECODED", [TOWNSHIP], "2026-11-01", [LEFT], parents=["620103000000"], keep_numbers=True)
    record_division_change(move, actor=person("zheng"), now=NOW)
    of_qilihe = replace(person("chen"), division="620103000000")
    before, after = NOW - timedelta(seconds=1), NOW + timedelta(minutes=1)
    for code in (TOWNSHIP, LEFT):
        read = {who: services.may_read_word(person(who), code, now=after) for who in ("wang", "chen", "sun", "zheng")}
        assert read == {"wang": True, "chen": False, "sun": False, "zheng": True}, code
        assert services.may_read_word(of_qilihe, code, now=after)
        assert not services.may_read_word(None, code, now=after)
    assert services.may_read_word(person("chen"), TOWNSHIP, now=before)
    assert not services.may_read_word(of_qilihe, TOWNSHIP, now=before)


def test_the_same_matter_is_recorded_once(app: Flask) -> None:
    code = recorded()
    with pytest.raises(errors.SameOnRecord) as told:
        recorded(matter="流动摊贩 占道劝离")
    assert told.value.facts["number"] == code


def test_no_correction_makes_a_matter_another_that_is_on_record(app: Flask) -> None:
    first, second = recorded(), recorded(matter="河道保洁巡查记录")
    with pytest.raises(errors.SameOnRecord) as told:
        services.correct(
            second, {"matter": standing(first).facts.matter, "reason": "笔误"}, actor=person("sun"), now=NOW
        )
    assert told.value.facts["number"] == first
    assert standing(second).facts.matter == "河道保洁巡查记录"
    services.correct(second, {"matter_category": "生态环保", "reason": "补类别"}, actor=person("sun"), now=NOW)
    assert standing(second).facts.category == "生态环保"


def test_a_township_takes_nothing_back_that_was_laid_on_it(app: Flask) -> None:
    code = heard_and_assessed(able="no")
    for township in (standing(code).facts.place, "酒泉路街道"):
        with pytest.raises(errors.UnknownDepartment):
            services.take_back(
                code,
                {"department": township, "reclaimed_way": "自行办理", "reason": "收回"},
                actor=person("sun"),
                now=NOW,
            )
    assert standing(code).status is not CleanUpStatus.TAKEN_BACK


def test_days_are_neither_in_the_future_nor_before_what_came_first(app: Flask) -> None:
    with pytest.raises(errors.DayNotYet):
        recorded(delegated_on="2027-01-01")
    code = heard_and_assessed()
    with pytest.raises(errors.DayNotYet):
        services.keep(code, {"reason": "保留", "counts_from": "2026-11-24"}, actor=person("sun"), now=NOW)
    with pytest.raises(errors.DayTooEarly):
        services.keep(code, {"reason": "保留", "counts_from": "2026-11-01"}, actor=person("sun"), now=NOW)


def test_nothing_counts_from_before_the_matter_was_delegated(app: Flask) -> None:
    code = recorded()
    with pytest.raises(errors.DayTooEarly) as early:
        services.assess(code, {**FIT, "counts_from": "2021-05-09"}, actor=person("sun"), now=NOW)
    assert (early.value.facts["field"], early.value.facts["first"]) == ("counts_from", "2021-05-10")
    services.assess(code, {**FIT, "counts_from": "2021-05-10"}, actor=person("sun"), now=NOW)
    with pytest.raises(errors.DayTooLate) as late:
        services.correct(code, {"delegated_on": "2022-01-01", "reason": "笔误"}, actor=person("sun"), now=NOW)
    assert (late.value.facts["field"], late.value.facts["last"]) == ("delegated_on", "2021-05-10")
    back = {"delegated_on": "2020-03-01", "reason": "笔误"}
    with pytest.raises(errors.DayTooEarly):
        services.correct(code, {**back, "counts_from": "2020-02-29"}, actor=person("sun"), now=NOW)
    services.correct(code, {**back, "counts_from": "2021-01-01"}, actor=person("sun"), now=NOW)
    assert standing(code).facts.delegated_on == date(2020, 3, 1)


def test_a_row_that_repeats_what_is_on_record_names_its_number(app: Flask) -> None:
    code = recorded()
    with pytest.raises(errors.MattersRefused) as told:
        recording.record_many([{**RECORD, "matter": "另一件事"}, dict(RECORD)], actor=person("wang"), now=NOW)
    assert [(row, error.code, error.facts["number"]) for row, error in told.value.rows] == [(2, "SAME_ON_RECORD", code)]


@pytest.mark.parametrize("place", ["620102001001", "620100000000"])
def test_a_matter_was_laid_on_a_township_or_a_county(app: Flask, place: str) -> None:
    with pytest.raises(errors.WrongLevel):
        recorded(by="sun", place=place)


def naive_counts(place: str, on: date, known_at: object) -> Counter[tuple[str, str]]:
    """The same counts, one matter at a time, by replaying all steps."""
    found: Counter[tuple[str, str]] = Counter()
    codes = {c for (c,) in db.session.query(delegated.DelegatedMatterRecord.code).distinct()}
    for code in codes:
        try:
            one = services.matter_called(code, on=on, known_at=known_at)  # type: ignore[arg-type]
        except errors.NotFound:
            continue
        below = one.facts.place.startswith(place.rstrip("0")) if place == COUNTY else one.facts.place == place
        found[one.facts.place, one.status.value] += below
    return +found


def test_the_open_ones_are_counted_per_county_and_township_as_of_two_dates(app: Flask) -> None:
    services.keep(heard_and_assessed(), {"reason": "保留"}, actor=person("sun"), now=NOW)
    recorded(place=OTHER, by="ma")
    db.session.rollback()
    first = NOW.replace(year=2025, month=3, day=15)
    for place in (COUNTY, TOWNSHIP, OTHER):
        for on in (date(2020, 1, 1), date(2022, 1, 1), date(2025, 3, 1), date(2025, 4, 16), date(2025, 5, 6), TODAY):
            for known_at in (first, NOW.replace(year=2025, month=4, day=20), NOW):
                counted: Counter[tuple[str, str]] = Counter()
                for count in delegated.counts(Wanted(place, on, known_at)):
                    counted[count.place, count.status.value] += count.number
                assert counted == naive_counts(place, on, known_at)
    whole = delegated.counts(Wanted(COUNTY, TODAY, NOW))
    assert sum(c.number for c in whole if c.status in UNENDED) == 5
    assert delegated.how_many(Wanted(COUNTY, TODAY, NOW, statuses=UNENDED)) == 5
    assert sum(c.number for c in delegated.counts(Wanted("620000000000", TODAY, NOW))) == 8


def test_matters_are_found_by_status_and_words_and_paged_without_gap(app: Flask) -> None:
    wanted = Wanted(COUNTY, TODAY, NOW)
    whole = [m.code for m in delegated.matters(wanted, most=100)]
    paged, after = [], ""
    while page := delegated.matters(wanted, after=after, most=2):
        paged += [m.code for m in page]
        after = paged[-1]
    assert paged == whole and len(whole) == 6
    two = delegated.matters(Wanted(COUNTY, TODAY, NOW, text="单车"), most=9)
    assert [m.facts.matter for m in two] == ["共享单车停放秩序维护"]
    assert delegated.matters(Wanted(COUNTY, TODAY, NOW, text="%"), most=9) == []
    unseen = Wanted(COUNTY, TODAY, NOW, text="单\x00车\ud800")
    assert delegated.matters(unseen, after="\x00", most=9) == two and delegated.how_many(unseen) == 1
    taken = delegated.matters(Wanted(COUNTY, TODAY, NOW, statuses=(CleanUpStatus.TAKEN_BACK,)), most=9)
    assert [m.code for m in taken] == ["D2025-000001"]


def test_of_two_who_decide_at_once_exactly_one_ends_it_and_the_other_is_told(app: Flask) -> None:
    code = heard_and_assessed()
    sun = person("sun")
    db.session.rollback()
    start, told = threading.Barrier(6), []

    def decide(number: int) -> None:
        with app.app_context():
            start.wait()
            try:
                if number % 2:
                    services.keep(code, {"reason": "保留"}, actor=sun, now=NOW)
                else:
                    answers = {"department": "县综合行政执法局", "reclaimed_way": "统一巡查"}
                    services.take_back(code, answers, actor=sun, now=NOW)
                told.append("ended")
            except errors.NothingMoves as error:
                told.append(str(error.facts["clean_up_status"]))

    threads = [threading.Thread(target=decide, args=(n,)) for n in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    ended = standing(code).status.value
    assert sorted(told) == sorted(["ended", *[ended] * 5])
    assert len(delegated.steps_of(code)) == 3
    assert verify_events()[1] == []


def test_the_same_form_sent_again_keeps_nothing_new(app: Flask) -> None:
    code = recorded()
    for act, answers, who in (
        (services.hear, {"able": "yes", **MOVED}, "wang"),
        (services.assess, FIT, "sun"),
        (services.correct, {"reason": "文号写错", "delegated_in": "示例通知〔2021〕6号"}, "wang"),
    ):
        for _ in range(2):
            act(code, answers, actor=person(who), now=NOW)
    assert [step.verb.value for step in delegated.steps_of(code)] == ["HEAR", "ASSESS", "CORRECT"]
    assert len(delegated.versions_of(code)) == 2


def test_of_many_who_record_the_same_at_once_one_does(app: Flask) -> None:
    wang, told = person("wang"), []
    db.session.rollback()

    def record() -> None:
        with app.app_context():
            try:
                told.append(recording.record(RECORD, actor=wang, now=NOW).code)
            except errors.SameOnRecord as error:
                told.append(f"same as {error.facts['number']}")

    threads = [threading.Thread(target=record) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(told) == sorted(["DM2026-000001", *["same as DM2026-000001"] * 5])


def test_many_at_once_are_recorded_all_or_none_and_every_row_to_mend_is_told(app: Flask) -> None:
    rows = [{**RECORD, "matter": f"事项{n}入户登记"} for n in range(5)]
    bad = [{**rows[1], "place": "620199"}, {**rows[2], "matter": ""}, {**rows[3], "place": OTHER}, dict(rows[0])]
    with pytest.raises(errors.MattersRefused) as told:
        recording.record_many([*rows, *bad], actor=person("wang"), now=NOW)
    codes = [(row, error.code) for row, error in told.value.rows]
    assert codes == [(6, "UNKNOWN_PLACE"), (7, "MISSING_ANSWER"), (8, "NOT_PERMITTED"), (9, "SAME_IN_TABLE")]
    assert told.value.rows[-1][1].facts["row"] == 1
    assert delegated.how_many(Wanted(COUNTY, TODAY, NOW)) == 6
    db.session.rollback()
    kept = recording.record_many(rows, actor=person("wang"), now=NOW)
    assert [facts.code for facts in kept] == [f"DM2026-00000{n}" for n in range(1, 6)]
    assert verify_events()[1] == []
    with pytest.raises(errors.TooMany):
        recording.record_many([RECORD] * 501, actor=person("wang"), now=NOW)
