"""A county's master corrected, given for a past day, or overtaken by changes of divisions: what its townships go by."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from flask import Flask

from registry.domain import errors
from registry.domain.actors import Actor
from registry.domain.duties import Duty, DutyTier
from registry.services import drafting, drafts, duties, editions
from registry.services.events import verify_events, verify_lists
from registry.services.successions import TypedChange, record_division_changes
from registry.store import divisions
from tests.conftest import NOW
from tests.services.test_publishing import changed, person, published, rows_of, said, without

COUNTY, OTHER_COUNTY = "620122000000", "620123000000"
SHIDONG, ZHONGHE = "620122100000", "620122103000"
TODAY = date(2026, 11, 23)
SEPTEMBER, NOVEMBER = date(2026, 9, 1), date(2026, 11, 1)
WRONG, RIGHT = "发布防汛的错误通知", "发布防汛的正确通知"
ROWS = tuple(
    Duty(f"row-{at}", DutyTier.BASIC, at, "民生服务" if at < 5 else "平安法治", matter)
    for at, matter in enumerate(
        ("组织防汛值守", "开展人居环境整治", "做好养老服务登记", "保障饮水安全", "调处邻里纠纷", "开展普法宣传"),
        start=1,
    )
)
"""A list short enough to be read whole; in the county it stands under the codes `D620122-00001`, …"""
FLOOD, TIDY, ELDERLY, WATER, QUARRELS, LAW = (f"D620122-{at:05d}" for at in range(1, 7))


def minute(minutes: int) -> Any:
    return NOW + timedelta(minutes=minutes)


def desks(county: str = COUNTY) -> tuple[Actor, Actor]:
    """The list office of a county, and its justice bureau, which reviews."""
    office = replace(person("sun"), name="office", division=county)
    return office, replace(person("zhou"), name="justice", division=county)


def publish(place: str, rows: tuple[Duty, ...], on: date, at: int, *, county: str = COUNTY, **more: Any) -> Any:
    """What is published for a place with effect from a day, so many minutes after noon."""
    return published(
        place, rows, desks=desks(county), number=f"皋政办发〔2026〕{at + 1}号", effective_on=on, now=minute(at), **more
    )


def first_master() -> tuple[Duty, ...]:
    """The county's first master, of 1 September: every township goes by it; its rows with their codes."""
    publish(COUNTY, ROWS, SEPTEMBER, 0)
    return rows_of(COUNTY, TODAY, minute(1))


def wrong_master(rows: tuple[Duty, ...], on: date = NOVEMBER, at: int = 10) -> str:
    return str(publish(COUNTY, changed(rows, FLOOD, matter=WRONG), on, at).edition.code)


def recorded(at: int, *changes: TypedChange) -> None:
    record_division_changes(changes, actor=person("zheng"), now=minute(at))


def recoded(before: str, after: str, on: str, at: int, **more: Any) -> None:
    recorded(
        at, TypedChange(kind="recoded", before=(before,), after=(after,), effective_on=on, keep_numbers=True, **more)
    )


def merged(one: str, other: str, after: str, on: str, at: int, *, list_from: str = "") -> None:
    """Two townships become one; every village of theirs gets a number there."""
    villages = [village.code for place in (one, other) for village in divisions.children(place)]
    into = [
        TypedChange(
            kind="recoded",
            before=(code,),
            after=(f"{after[:9]}{number:03d}",),
            parents=(after,),
            effective_on=on,
        )
        for number, code in enumerate(villages, start=601)
    ]
    made = TypedChange(
        kind="merged", before=(one, other), after=(after,), names=("石忠镇",), effective_on=on, list_from=list_from
    )
    recorded(at, made, *into)


def matters(place: str, on: date, at: int) -> set[str]:
    return {duty.matter for duty in rows_of(place, on, minute(at))}


def codes(place: str, on: date, at: int) -> set[str]:
    return {duty.code for duty in rows_of(place, on, minute(at))}


def townships() -> list[str]:
    return [record.code for record in divisions.children(COUNTY) if not record.as_division().is_pseudo_township]


# A wrong master, and what came after it
# ----------------------------------------------------------------------------------------------------------------------


def test_correcting_a_correction_brings_the_first_mistake_back_nowhere(app: Flask) -> None:
    rows = first_master()
    first = wrong_master(rows)
    slip = changed(rows, TIDY, matter="第二处错误")
    second = publish(COUNTY, slip, NOVEMBER, 20, corrects=first).edition
    assert "第二处错误" in matters(SHIDONG, TODAY, 25) and WRONG not in matters(SHIDONG, TODAY, 25)
    publish(COUNTY, rows, NOVEMBER, 30, corrects=second.code)
    for place in (COUNTY, *townships()):
        assert rows_of(place, TODAY, minute(40)) == rows_of(place, TODAY, minute(5)), place
    assert "第二处错误" in matters(SHIDONG, TODAY, 29)
    assert verify_lists()[1] == [] and verify_events()[1] == []


def test_a_correction_reaches_a_township_that_published_a_list_of_its_own_on_the_very_day(app: Flask) -> None:
    rows = first_master()
    wrong = wrong_master(rows)
    own = date(2026, 11, 10)
    publish(SHIDONG, without(rows_of(SHIDONG, TODAY, minute(15)), WATER), own, 20)
    publish(COUNTY, rows, own, 30, corrects=wrong)
    for place in (COUNTY, SHIDONG, ZHONGHE):
        for on in (NOVEMBER, date(2026, 11, 5), own, TODAY):
            assert WRONG not in matters(place, on, 40), (place, on)
    assert WATER in codes(SHIDONG, date(2026, 11, 5), 40) and WATER not in codes(SHIDONG, own, 40)


def test_a_correction_of_a_later_day_leaves_the_wrong_words_on_no_day_in_between(app: Flask) -> None:
    rows = first_master()
    wrong = wrong_master(rows)
    publish(SHIDONG, without(rows_of(SHIDONG, TODAY, minute(15)), WATER), date(2026, 11, 5), 20)
    publish(COUNTY, changed(rows, FLOOD, matter=RIGHT), date(2026, 11, 15), 30, corrects=wrong)
    for place in (COUNTY, SHIDONG, ZHONGHE):
        for on in (NOVEMBER, date(2026, 11, 6), date(2026, 11, 14), date(2026, 11, 15), TODAY):
            assert WRONG not in matters(place, on, 40), (place, on)
            assert (RIGHT in matters(place, on, 40)) == (on >= date(2026, 11, 15)), (place, on)
    assert WATER not in codes(SHIDONG, date(2026, 11, 6), 40) | codes(SHIDONG, TODAY, 40)
    assert WRONG in matters(SHIDONG, date(2026, 11, 6), 29), "what was known before stays as it was known"


def test_a_correction_of_a_later_day_spares_the_list_a_township_has_for_a_day_in_between(app: Flask) -> None:
    rows = first_master()
    own, later = date(2026, 12, 1), date(2026, 12, 15)
    publish(SHIDONG, without(rows_of(SHIDONG, TODAY, minute(2)), WATER), own, 5)
    wrong = wrong_master(rows, on=date(2026, 11, 25))
    assert WRONG in matters(SHIDONG, date(2026, 12, 5), 15)
    publish(COUNTY, changed(rows, FLOOD, matter=RIGHT), later, 30, corrects=wrong)
    for on in (date(2026, 11, 26), own, date(2026, 12, 14), later):
        said_then = matters(SHIDONG, on, 40)
        assert WRONG not in said_then and (RIGHT in said_then) == (on >= later), on
        assert (WATER in codes(SHIDONG, on, 40)) == (on < own), on


def test_an_own_list_made_from_a_wrong_first_master_is_put_right_from_its_own_day_on(app: Flask) -> None:
    wrong = publish(COUNTY, changed(ROWS, "row-1", matter=WRONG), NOVEMBER, 0).edition
    given = rows_of(SHIDONG, TODAY, minute(2))
    publish(SHIDONG, without(given, WATER), date(2026, 11, 10), 5)
    right = changed(given, FLOOD, matter=RIGHT)
    publish(COUNTY, right, NOVEMBER, 10, corrects=wrong.code)
    assert matters(SHIDONG, date(2026, 11, 2), 20) == {duty.matter for duty in right}
    assert matters(SHIDONG, TODAY, 20) == {duty.matter for duty in without(right, WATER)}


def test_a_townships_own_word_stays_when_the_master_it_differs_from_is_corrected(app: Flask) -> None:
    rows, own_word = first_master(), "石洞镇自己的防汛写法"
    wrong = wrong_master(rows)
    publish(SHIDONG, changed(rows_of(SHIDONG, TODAY, minute(12)), FLOOD, matter=own_word), date(2026, 11, 10), 15)
    made = publish(COUNTY, changed(rows, FLOOD, matter=RIGHT), NOVEMBER, 20, corrects=wrong)
    assert own_word in matters(SHIDONG, TODAY, 30) and RIGHT in matters(SHIDONG, NOVEMBER, 30)
    kept = [one.amended.kept for one in made.reached if one.township.code == SHIDONG]
    assert [(k.code, k.township, k.master) for found in kept for k in found] == [(FLOOD, own_word, RIGHT)]


def test_an_older_master_corrected_takes_the_wrong_words_out_of_the_newer_one_too(app: Flask) -> None:
    rows = first_master()
    wrong = wrong_master(rows, on=date(2026, 10, 1))
    newer = changed(rows_of(COUNTY, TODAY, minute(12)), TIDY, matter="开展人居环境整治和评比")
    second = publish(COUNTY, newer, NOVEMBER, 20).edition
    made = publish(COUNTY, rows, date(2026, 10, 1), 30, corrects=wrong)
    assert second.code in {one.corrects for one in made.reached if one.township.code == COUNTY}
    for place in (COUNTY, *townships()):
        assert WRONG not in matters(place, date(2026, 10, 5), 40) | matters(place, TODAY, 40)
        assert "开展人居环境整治和评比" in matters(place, TODAY, 40)
    assert duties.overlay_of(SHIDONG, on=TODAY, known_at=minute(40)).differences == ()
    assert WRONG in matters(COUNTY, TODAY, 29)


def test_the_wrong_words_of_a_correction_are_taken_out_of_the_master_that_was_kept_in_step_with_it(app: Flask) -> None:
    rows = first_master()
    wrong = wrong_master(rows, on=date(2026, 10, 1))
    publish(COUNTY, changed(rows_of(COUNTY, TODAY, minute(12)), TIDY, matter="开展人居环境整治和评比"), NOVEMBER, 20)
    october, slip = date(2026, 10, 1), changed(rows, FLOOD, matter="又一个错误")
    second = publish(COUNTY, slip, october, 30, corrects=wrong).edition
    publish(COUNTY, changed(rows, FLOOD, matter=RIGHT), october, 40, corrects=second.code)
    for place in (COUNTY, *townships()):
        for on in (october, TODAY):
            assert RIGHT in matters(place, on, 50) and "又一个错误" not in matters(place, on, 50), (place, on)


# A wrong first master
# ----------------------------------------------------------------------------------------------------------------------


def test_the_correction_of_a_first_master_tells_which_lists_there_are_still_say_what_was_wrong(app: Flask) -> None:
    march, own_word = date(2026, 3, 1), "中和镇自己的防汛写法"
    publish(SHIDONG, changed(ROWS, "row-1", matter=WRONG), march, 0)
    rows = rows_of(SHIDONG, TODAY, minute(1))
    flood = rows[0].code
    publish(ZHONGHE, rows, march, 2)
    publish(ZHONGHE, changed(rows_of(ZHONGHE, TODAY, minute(3)), flood, matter=own_word), date(2026, 4, 1), 4)
    first = publish(COUNTY, rows, SEPTEMBER, 5).edition
    right = changed(rows, flood, matter=RIGHT)
    draft = drafting.import_list(COUNTY, right, actor=desks()[0], now=minute(6), corrects=first.code)
    foreseen = editions.preview(draft.code, actor=desks()[0], now=minute(6))
    made = publish(COUNTY, right, SEPTEMBER, 10, corrects=first.code)
    for reached in (foreseen, made.reached):
        left = [(one.township.code, one.effective_on) for one in reached if one.left_wrong]
        assert left == [(SHIDONG, march)], "its own list, older than the first master"
        told = [one for one in reached if not one.left_wrong and one.township.code in (SHIDONG, ZHONGHE)]
        assert told == [], "nothing was done to them"
    assert WRONG in matters(SHIDONG, TODAY, 20) and own_word in matters(ZHONGHE, TODAY, 20)
    assert RIGHT in matters(COUNTY, TODAY, 20)
    others = set(townships()) - {SHIDONG, ZHONGHE}
    assert others and all(RIGHT in matters(one, TODAY, 20) for one in others), "they took the first master over"


# A township's own correction
# ----------------------------------------------------------------------------------------------------------------------


def test_a_townships_own_correction_reaches_the_later_list_that_a_master_made_from_the_wrong_one(app: Flask) -> None:
    rows, october = first_master(), date(2026, 10, 1)
    slip = without(changed(rows, FLOOD, matter=WRONG), WATER)
    wrong = publish(SHIDONG, slip, october, 5).edition
    amended = changed(changed(rows, TIDY, matter="开展人居环境整治和评比"), FLOOD, matter=RIGHT)
    publish(COUNTY, amended, NOVEMBER, 10)
    assert WRONG in matters(SHIDONG, TODAY, 12) and WATER not in codes(SHIDONG, TODAY, 12)
    later = duties.list_of(SHIDONG, on=TODAY, known_at=minute(12)).duty_list.edition
    made = publish(SHIDONG, rows, october, 15, corrects=wrong.code)
    assert [(one.township.code, one.corrects, one.effective_on) for one in made.reached] == [
        (SHIDONG, later.code, NOVEMBER)
    ]
    assert matters(SHIDONG, october, 20) == {duty.matter for duty in rows}
    assert matters(SHIDONG, TODAY, 20) == {duty.matter for duty in amended}, "what the master says of it by then"
    assert WRONG in matters(SHIDONG, TODAY, 14), "as known then"
    assert verify_lists()[1] == [] and verify_events()[1] == []
    second = changed(rows_of(COUNTY, TODAY, minute(21)), ELDERLY, matter="做好养老服务登记和探访")
    publish(COUNTY, second, date(2026, 11, 20), 30)
    assert matters(SHIDONG, TODAY, 40) == {duty.matter for duty in second}


def test_a_townships_own_correction_leaves_what_a_later_list_says_otherwise_and_is_shown_before(app: Flask) -> None:
    rows, own_word = first_master(), "石洞镇自己的防汛写法"
    wrong = publish(SHIDONG, changed(rows, FLOOD, matter=WRONG), date(2026, 10, 1), 5).edition
    publish(SHIDONG, changed(rows_of(SHIDONG, TODAY, minute(6)), FLOOD, matter=own_word), NOVEMBER, 10)
    office = desks()[0]
    draft = drafting.import_list(SHIDONG, rows, actor=office, now=minute(12), corrects=wrong.code)
    assert editions.preview(draft.code, actor=office, now=minute(12)) == ()
    worse = changed(changed(rows, LAW, matter="开展普法和禁毒宣传"), FLOOD, matter=WRONG)
    again = publish(SHIDONG, worse, date(2026, 12, 1), 15).edition
    publish(SHIDONG, without(worse, WATER), date(2026, 12, 5), 16)
    fixed = drafting.import_list(SHIDONG, rows, actor=office, now=minute(17), corrects=again.code)
    foreseen = editions.preview(fixed.code, actor=office, now=minute(17))
    assert [one.effective_on for one in foreseen] == [date(2026, 12, 5)]
    publish(SHIDONG, rows, date(2026, 12, 1), 20, corrects=again.code)
    assert own_word in matters(SHIDONG, TODAY, 30)
    assert matters(SHIDONG, date(2026, 12, 5), 30) == {duty.matter for duty in without(rows, WATER)}


def test_a_correction_under_the_old_code_reaches_the_list_that_was_made_from_it_under_the_new_one(app: Flask) -> None:
    rows, after = first_master(), "620122191000"
    wrong = publish(SHIDONG, changed(rows, FLOOD, matter=WRONG), date(2026, 9, 10), 2).edition
    recoded(SHIDONG, after, "2026-10-01", 5)
    publish(after, without(rows_of(after, TODAY, minute(6)), WATER), NOVEMBER, 7)
    publish(after, rows, date(2026, 9, 10), 10, corrects=wrong.code)
    assert matters(after, TODAY, 20) == {duty.matter for duty in without(rows, WATER)}
    assert WRONG not in matters(SHIDONG, date(2026, 9, 15), 20) | matters(after, date(2026, 10, 5), 20)


# Masters and changes of divisions
# ----------------------------------------------------------------------------------------------------------------------


def test_the_next_master_of_a_county_with_a_new_code_reaches_its_townships(app: Flask) -> None:
    rows, after = first_master(), "620191000000"
    recoded(COUNTY, after, "2026-10-01", 5)
    made = publish(after, changed(rows, FLOOD, matter=RIGHT), NOVEMBER, 10, county=after)
    township = SHIDONG.replace(COUNTY[:6], after[:6], 1)
    assert RIGHT in matters(township, TODAY, 20) and RIGHT in matters(SHIDONG, TODAY, 20)
    assert RIGHT not in matters(township, date(2026, 10, 5), 20)
    assert township in {one.township.code for one in made.reached if one.edition}


@pytest.mark.parametrize("day", ["2026-10-01", "2026-11-05"])
def test_a_wrong_master_is_put_right_in_a_township_that_got_a_new_code(app: Flask, day: str) -> None:
    rows, after = first_master(), "620122191000"
    wrong = wrong_master(rows)
    recoded(SHIDONG, after, day, 15)
    since = date(2026, 11, 10)
    publish(after, without(rows_of(SHIDONG, since, minute(16)), WATER), since, 20)
    publish(COUNTY, changed(rows, FLOOD, matter=RIGHT), NOVEMBER, 30, corrects=wrong)
    for on in (NOVEMBER, date(2026, 11, 9), since, date(2026, 12, 5)):
        assert WRONG not in matters(SHIDONG, on, 40) and RIGHT in matters(SHIDONG, on, 40), on
    assert WATER not in codes(after, date(2026, 12, 5), 40)


def test_a_wrong_master_is_put_right_in_a_township_that_will_get_a_new_code(app: Flask) -> None:
    rows, after = first_master(), "620122191000"
    wrong = wrong_master(rows)
    recoded(SHIDONG, after, "2026-11-30", 15)
    publish(COUNTY, rows, date(2026, 12, 15), 30, corrects=wrong)
    for place, on in ((SHIDONG, TODAY), (after, date(2026, 12, 1)), (after, date(2026, 12, 20))):
        assert matters(place, on, 40) == {duty.matter for duty in rows}, on


def test_a_wrong_master_is_put_right_in_what_two_townships_were_merged_into(app: Flask) -> None:
    rows, after = first_master(), "620122192000"
    wrong = wrong_master(rows)
    merged(SHIDONG, ZHONGHE, after, "2026-11-10", 15, list_from=SHIDONG)
    publish(COUNTY, rows, NOVEMBER, 30, corrects=wrong)
    for place, on in ((SHIDONG, NOVEMBER), (ZHONGHE, NOVEMBER), (after, TODAY)):
        assert matters(place, on, 40) == {duty.matter for duty in rows}, place


def test_a_wrong_master_is_put_right_as_long_as_a_township_was_here_and_told_where_it_published_elsewhere(
    app: Flask,
) -> None:
    rows, after = first_master(), "620123191000"
    wrong = wrong_master(rows)
    recoded(SHIDONG, after, "2026-11-10", 15, parents=(OTHER_COUNTY,))
    publish(after, without(rows_of(after, TODAY, minute(16)), WATER), date(2026, 11, 20), 20, county=OTHER_COUNTY)
    office = desks()[0]
    draft = drafting.import_list(COUNTY, rows, actor=office, now=minute(25), corrects=wrong)
    foreseen = editions.preview(draft.code, actor=office, now=minute(25))
    made = publish(COUNTY, rows, NOVEMBER, 30, corrects=wrong)
    for found in (foreseen, made.reached):
        assert [(one.township.code, one.edition) for one in found if one.beyond] == [(after, "")]
    assert WRONG not in matters(SHIDONG, date(2026, 11, 5), 40) and WRONG not in matters(after, date(2026, 11, 12), 40)
    assert rows_of(after, TODAY, minute(40)) == rows_of(after, TODAY, minute(29)), "it is another county's now"


def test_a_county_that_was_split_off_with_the_wrong_words_is_told_of_their_correction(app: Flask) -> None:
    rows, new_county, after = first_master(), "620191000000", "620191101000"
    wrong = wrong_master(rows)
    recorded(
        15,
        TypedChange(
            kind="split",
            before=(COUNTY,),
            after=(COUNTY, new_county),
            names=("", "新设县"),
            effective_on="2026-11-10",
            list_from=COUNTY,
        ),
        TypedChange(
            kind="recoded",
            before=(SHIDONG,),
            after=(after,),
            parents=(new_county,),
            effective_on="2026-11-10",
            keep_numbers=True,
        ),
    )
    taken_over = rows_of(new_county, TODAY, minute(16))
    assert WRONG in {duty.matter for duty in taken_over}
    publish(new_county, without(taken_over, WATER), date(2026, 11, 20), 20, county=new_county)
    made = publish(COUNTY, rows, NOVEMBER, 30, corrects=wrong)
    assert {one.township.code for one in made.reached if one.beyond} == {new_county, after}
    assert WRONG in matters(new_county, TODAY, 40) and WRONG not in matters(after, date(2026, 11, 15), 40)


def test_a_master_of_a_past_day_reaches_a_township_that_got_a_new_code_since(app: Flask) -> None:
    rows, after = first_master(), "620122191000"
    recoded(SHIDONG, after, "2026-11-10", 5)
    made = publish(COUNTY, changed(rows, FLOOD, matter=RIGHT), NOVEMBER, 10)
    for on in (NOVEMBER, TODAY, date(2026, 12, 5)):
        assert RIGHT in matters(SHIDONG, on, 20), on
    assert [one.township.code for one in made.reached if one.township.code in (SHIDONG, after)] == [SHIDONG]


def test_a_master_of_a_past_day_reaches_a_township_that_came_since_from_its_first_day_on(app: Flask) -> None:
    rows, after = first_master(), "620122192000"
    merged(SHIDONG, ZHONGHE, after, "2026-11-10", 5)
    assert rows_of(after, TODAY, minute(6)) == ()
    publish(COUNTY, changed(rows, FLOOD, matter=RIGHT), NOVEMBER, 10)
    assert RIGHT in matters(SHIDONG, date(2026, 11, 5), 20)
    assert matters(after, date(2026, 11, 10), 20) == matters(COUNTY, TODAY, 20)


def test_a_master_leaves_in_force_what_was_published_under_the_old_code_before_the_change_was_recorded(
    app: Flask,
) -> None:
    rows, after = first_master(), "620122191000"
    publish(SHIDONG, without(rows, WATER), date(2026, 11, 10), 2)
    recoded(SHIDONG, after, "2026-10-01", 5)
    publish(COUNTY, changed(rows, FLOOD, matter=RIGHT), NOVEMBER, 10)
    for on in (NOVEMBER, date(2026, 11, 10), TODAY):
        assert RIGHT in matters(after, on, 20), on
        assert (WATER in codes(after, on, 20)) == (on < date(2026, 11, 10)), on


def test_the_first_list_under_a_new_code_hides_no_list_to_come_that_was_published_under_the_old_one(app: Flask) -> None:
    rows, after, later = first_master(), "620122191000", date(2026, 12, 5)
    to_come = publish(SHIDONG, changed(rows, FLOOD, matter=RIGHT), later, 2).edition
    recoded(SHIDONG, after, "2026-10-05", 5)
    with pytest.raises(errors.LaterEditionStands) as refused:
        publish(after, without(rows, WATER), TODAY, 10)
    assert refused.value.facts["edition"] == to_come.code
    assert RIGHT in matters(after, later, 20) and WATER in codes(after, TODAY, 20)
    publish(after, without(rows, WATER), date(2026, 12, 6), 30)
    assert RIGHT in matters(after, later, 40) and WATER not in codes(after, date(2026, 12, 6), 40)


def test_the_first_list_under_a_new_code_hides_no_master_to_come(app: Flask) -> None:
    rows, after, later = first_master(), "620122191000", date(2026, 12, 5)
    publish(COUNTY, changed(rows, FLOOD, matter=RIGHT), later, 2)
    recoded(SHIDONG, after, "2026-10-05", 5)
    with pytest.raises(errors.LaterEditionStands):
        publish(after, without(rows, WATER), TODAY, 10)
    assert RIGHT in matters(after, later, 20)


def test_a_list_before_a_change_to_come_and_one_of_a_part_that_left_hide_nothing_and_are_published(app: Flask) -> None:
    rows, after, part = first_master(), "620122191000", "620122192000"
    split = TypedChange(
        kind="split", before=(SHIDONG,), after=(SHIDONG, part), names=("", "新设镇"), effective_on="2026-10-01"
    )
    recorded(1, split)
    publish(SHIDONG, changed(rows, FLOOD, matter=RIGHT), date(2026, 12, 5), 2)
    publish(part, without(rows, WATER), TODAY, 3)
    assert WATER not in codes(part, TODAY, 4) and RIGHT in matters(SHIDONG, date(2026, 12, 5), 4)
    recoded(ZHONGHE, after, "2026-12-01", 5)
    publish(ZHONGHE, without(rows, LAW), TODAY, 6)
    assert LAW not in codes(after, date(2026, 12, 2), 7)


def test_a_township_that_left_is_not_reached_by_a_master_of_a_day_before_it_did_but_told(app: Flask) -> None:
    rows, after = first_master(), "620123191000"
    recoded(SHIDONG, after, "2026-11-10", 5, parents=(OTHER_COUNTY,))
    made = publish(COUNTY, changed(rows, FLOOD, matter=RIGHT), NOVEMBER, 10)
    assert RIGHT in matters(ZHONGHE, TODAY, 20) and RIGHT not in matters(after, TODAY, 20)
    assert [one.township.code for one in made.reached if one.beyond] == [SHIDONG]


# Days without a list
# ----------------------------------------------------------------------------------------------------------------------


def test_a_township_whose_only_list_a_wrong_master_gave_goes_by_the_one_before_until_the_correction(app: Flask) -> None:
    rows, after, later = first_master(), "620122192000", date(2026, 12, 15)
    merged(SHIDONG, ZHONGHE, after, "2026-10-01", 5)
    wrong = wrong_master(rows)
    assert WRONG in matters(after, TODAY, 15)
    publish(COUNTY, changed(rows, FLOOD, matter=RIGHT), later, 20, corrects=wrong)
    assert matters(after, TODAY, 30) == {duty.matter for duty in rows}
    assert RIGHT in matters(after, later, 30)


@pytest.mark.parametrize(("first", "second"), [("2026-03-01", "2026-11-01"), ("2026-11-01", "2026-12-15")])
def test_a_correction_of_the_only_list_may_leave_no_days_without_one(app: Flask, first: str, second: str) -> None:
    only = publish(SHIDONG, ROWS, date.fromisoformat(first), 0).edition
    rows = rows_of(SHIDONG, TODAY, minute(1))
    with pytest.raises(errors.NoListMeanwhile):
        publish(SHIDONG, rows, date.fromisoformat(second), 5, corrects=only.code)
    publish(SHIDONG, without(rows, WATER), date.fromisoformat(first), 10, corrects=only.code)


def test_a_first_list_of_its_own_may_be_corrected_for_a_day_to_come_where_one_taken_over_stands_in(app: Flask) -> None:
    rows, after, later = first_master(), "620122191000", date(2026, 12, 15)
    recoded(SHIDONG, after, "2026-10-01", 1)
    own = publish(after, without(rows, FLOOD), NOVEMBER, 3).edition
    publish(after, without(rows, WATER), later, 5, corrects=own.code)
    assert codes(after, TODAY, 6) == {duty.code for duty in rows}
    assert WATER not in codes(after, later, 6)


# Drafts across changes of divisions
# ----------------------------------------------------------------------------------------------------------------------


def test_the_desk_of_a_township_with_a_new_code_takes_its_draft_to_the_end(app: Flask) -> None:
    first_master()
    desk = replace(person("wang"), division=SHIDONG)
    begun_before = drafting.draft_from_latest(SHIDONG, actor=desk, now=minute(1))
    after = "620122191000"
    recoded(SHIDONG, after, "2026-11-01", 2)
    draft = drafting.draft_from_latest(after, actor=desk, now=minute(3))
    found = {one.code for one in drafts.drafts_of(desk, now=minute(3))}
    assert found == {draft.code, begun_before.code}
    assert drafts.draft_called(draft.code, actor=desk, now=minute(3)).place == after
    drafts.amend_draft(draft.code, said(without(draft.says(), WATER)), actor=desk, now=minute(4))
    drafts.send(draft.code, actor=desk, now=minute(5))
    drafts.approve(draft.code, actor=desks()[1], now=minute(6))
    paper: dict[str, Any] = {"document_number": "皋政办发〔2026〕9号", "effective_on": TODAY, "now": minute(7)}
    editions.publish(draft.code, actor=desks()[0], **paper)
    assert WATER not in codes(after, TODAY, 8)


def test_the_list_office_of_a_county_with_a_new_code_takes_its_draft_to_the_end(app: Flask) -> None:
    first_master()
    after, (office, justice) = "620191000000", desks()
    recoded(COUNTY, after, "2026-10-01", 5)
    draft = drafting.draft_from_latest(after, actor=office, now=minute(6))
    assert [one.code for one in drafts.drafts_of(office, now=minute(7))][:1] == [draft.code]
    drafts.amend_draft(draft.code, said(without(draft.says(), WATER)), actor=office, now=minute(7))
    drafts.send(draft.code, actor=office, now=minute(8))
    drafts.approve(draft.code, actor=justice, now=minute(9))
    paper: dict[str, Any] = {"document_number": "皋政办发〔2026〕9号", "effective_on": TODAY, "now": minute(10)}
    editions.publish(draft.code, actor=office, **paper)
    assert WATER not in codes(SHIDONG, TODAY, 11)


def test_a_draft_goes_with_its_township_to_the_county_it_was_moved_to(app: Flask) -> None:
    first_master()
    draft = drafting.draft_from_latest(SHIDONG, actor=replace(person("wang"), division=SHIDONG), now=minute(1))
    recoded(SHIDONG, "620123191000", "2026-11-10", 2, parents=(OTHER_COUNTY,))
    left, joined = desks()[0], desks(OTHER_COUNTY)[0]
    assert draft.code not in {one.code for one in drafts.drafts_of(left, now=minute(3))}
    with pytest.raises(errors.NotFound):
        drafts.draft_called(draft.code, actor=left, now=minute(3))
    with pytest.raises(errors.NotPermitted):
        drafts.send(draft.code, actor=left, now=minute(3))
    assert [one.code for one in drafts.drafts_of(joined, now=minute(3))] == [draft.code]
    assert drafts.draft_called(draft.code, actor=joined, now=minute(3)).code == draft.code


def test_a_mistake_made_under_the_old_code_is_corrected_under_the_old_code(app: Flask) -> None:
    rows, after = first_master(), "620122191000"
    wrong = publish(SHIDONG, changed(rows, FLOOD, matter=WRONG), date(2026, 9, 10), 2).edition
    recoded(SHIDONG, after, "2026-10-01", 5)
    assert WRONG in matters(after, TODAY, 6)
    right = publish(after, rows, date(2026, 9, 10), 7, corrects=wrong.code).edition
    assert right.township == SHIDONG
    assert WRONG not in matters(SHIDONG, date(2026, 9, 15), 8) | matters(after, TODAY, 8)
    with pytest.raises(errors.CorrectionAfterTheEnd):
        publish(after, rows, date(2026, 10, 5), 9, corrects=right.code)
    with pytest.raises(errors.NotFound):
        publish(ZHONGHE, rows, date(2026, 9, 10), 10, corrects=right.code)
