"""A first master said something wrong and was corrected: one act carries that to the townships that still say it."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from flask import Flask

from registry.domain import errors
from registry.domain.duties import Duty, DutyTier
from registry.services import duties, left_wrong
from registry.services.events import verify_events, verify_lists
from tests.services.test_master_corrections import (
    COUNTY,
    ELDERLY,
    FLOOD,
    NOVEMBER,
    OTHER_COUNTY,
    RIGHT,
    ROWS,
    SEPTEMBER,
    SHIDONG,
    TIDY,
    TODAY,
    WATER,
    WRONG,
    ZHONGHE,
    codes,
    desks,
    matters,
    minute,
    publish,
    recoded,
    rows_of,
)
from tests.services.test_publishing import changed, person, without

SLIP = tuple(replace(duty, matter=WRONG) if duty.number == 1 else duty for duty in ROWS)


def a_first_master_and_its_correction() -> Any:
    """Three lists of two townships are there before the first master; all, and it, say what is wrong."""
    publish(SHIDONG, SLIP, date(2026, 6, 1), 0)
    said = rows_of(SHIDONG, TODAY, minute(1))
    publish(SHIDONG, without(said, WATER), date(2026, 10, 10), 1)
    publish(ZHONGHE, changed(said, TIDY, matter="忠和自己的写法"), SEPTEMBER, 2)
    wrong = publish(COUNTY, said, SEPTEMBER, 3).edition
    return publish(COUNTY, changed(said, FLOOD, matter=RIGHT), SEPTEMBER, 4, corrects=wrong.code)


def carry(edition: str, at: int, **more: Any) -> tuple[Any, ...]:
    return left_wrong.carry_to_all(edition, actor=desks()[0], now=minute(at), **more)


def test_the_correction_is_carried_to_every_list_that_still_says_what_was_wrong(app: Flask) -> None:
    made = a_first_master_and_its_correction()
    assert {one.township.code for one in made.reached if one.left_wrong} == {SHIDONG, ZHONGHE}
    left = left_wrong.left_by(made.edition.code, actor=desks()[0], now=minute(5))
    shown = [(one.reached.township.code, one.reached.effective_on, bool(one.reached.corrects)) for one in left.lists]
    assert shown == [
        (SHIDONG, SEPTEMBER, False),
        (SHIDONG, date(2026, 10, 10), True),
        (ZHONGHE, SEPTEMBER, True),
    ]
    for one in left.lists:
        told = [(f.field, f.before, f.after) for d in one.differences for f in d.fields]
        assert told == [("matter", WRONG, RIGHT)]
    assert WRONG in matters(SHIDONG, TODAY, 6) and WRONG in matters(ZHONGHE, TODAY, 6)
    editions = carry(made.edition.code, 7, seen=left.seen)
    assert [(one.township, one.effective_on) for one in editions] == [(code, on) for code, on, _ in shown]
    assert {one.document_number for one in editions} == {made.edition.document_number}
    for place in (SHIDONG, ZHONGHE):
        for on in (SEPTEMBER, NOVEMBER, TODAY):
            assert RIGHT in matters(place, on, 8) and WRONG not in matters(place, on, 8), (place, on)
        assert WRONG in matters(place, TODAY, 6)
    assert WRONG in matters(SHIDONG, date(2026, 8, 31), 8)
    assert WATER not in codes(SHIDONG, TODAY, 8) and WATER in codes(SHIDONG, SEPTEMBER, 8)
    assert "忠和自己的写法" in matters(ZHONGHE, TODAY, 8)
    assert verify_lists()[1] == [] and verify_events()[1] == []
    assert carry(made.edition.code, 9) == ()


def test_the_next_master_goes_on_from_what_was_carried_and_a_township_that_says_otherwise_keeps_its_word(
    app: Flask,
) -> None:
    made = a_first_master_and_its_correction()
    carry(made.edition.code, 7)
    rows = rows_of(COUNTY, TODAY, minute(8))
    publish(COUNTY, changed(rows, FLOOD, matter="第二版的写法"), NOVEMBER, 10)
    for place in (SHIDONG, ZHONGHE):
        assert "第二版的写法" in matters(place, TODAY, 11) and RIGHT in matters(place, date(2026, 10, 20), 11), place
    assert "忠和自己的写法" in matters(ZHONGHE, TODAY, 11)


def test_where_a_later_master_said_something_else_since_the_later_list_says_that(app: Flask) -> None:
    made = a_first_master_and_its_correction()
    rows = rows_of(COUNTY, TODAY, minute(5))
    publish(COUNTY, changed(rows, FLOOD, matter="第二版的写法"), date(2026, 10, 1), 6)
    carry(made.edition.code, 7)
    assert RIGHT in matters(SHIDONG, SEPTEMBER, 8)
    for place in (SHIDONG, ZHONGHE):
        assert WRONG not in matters(place, TODAY, 8), place
    assert "第二版的写法" in matters(SHIDONG, TODAY, 8)


def test_what_was_shown_must_still_hold_and_only_the_list_office_of_the_county_does_it(app: Flask) -> None:
    made = a_first_master_and_its_correction()
    code = made.edition.code
    left = left_wrong.left_by(code, actor=desks()[0], now=minute(5))
    publish(ZHONGHE, changed(rows_of(ZHONGHE, TODAY, minute(5)), ELDERLY, matter="又一种写法"), NOVEMBER, 6)
    with pytest.raises(errors.ListsChangedMeanwhile):
        carry(code, 7, seen=left.seen)
    assert WRONG in matters(SHIDONG, TODAY, 8)
    for stranger in (desks(OTHER_COUNTY)[0], replace(person("wang"), division=SHIDONG), desks()[1]):
        with pytest.raises(errors.NotPermitted):
            left_wrong.carry_to_all(code, actor=stranger, now=minute(8))
    for other in (
        made.edition.corrects,
        "ED-620122-9999",
        duties.list_of(SHIDONG, on=TODAY, known_at=minute(8)).editions[0].code,
    ):
        with pytest.raises(errors.NotFound):
            carry(other, 9)


def test_a_list_that_says_the_right_thing_already_beside_the_wrong_one_does_not_say_it_twice(app: Flask) -> None:
    made = a_first_master_and_its_correction()
    rows = rows_of(ZHONGHE, TODAY, minute(5))
    publish(ZHONGHE, (*rows, Duty("own-1", DutyTier.BASIC, 9, "平安法治", RIGHT)), NOVEMBER, 6)
    carry(made.edition.code, 7)
    assert RIGHT in matters(SHIDONG, TODAY, 8)
    assert [duty.matter for duty in rows_of(ZHONGHE, TODAY, minute(8))].count(RIGHT) == 1
    assert verify_lists()[1] == [] and verify_events()[1] == []


def test_a_township_with_a_new_code_is_put_right_under_each_code_it_had_and_one_that_left_is_not_touched(
    app: Flask,
) -> None:
    made, after, gone = a_first_master_and_its_correction(), "620122191000", "620123191000"
    recoded(SHIDONG, after, "2026-10-20", 5)
    recoded(ZHONGHE, gone, "2026-10-20", 5, parents=(OTHER_COUNTY,))
    carry(made.edition.code, 7)
    for place, on in ((SHIDONG, SEPTEMBER), (SHIDONG, date(2026, 10, 19)), (after, date(2026, 10, 20)), (after, TODAY)):
        assert RIGHT in matters(place, on, 8) and WRONG not in matters(place, on, 8), (place, on)
    assert WRONG in matters(gone, TODAY, 8)
