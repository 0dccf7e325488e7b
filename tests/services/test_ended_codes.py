"""Codes that are in use no more: drafts begun under them go on, and mistakes published under them are corrected."""

from datetime import date
from typing import Any

import pytest
from flask import Flask

from registry.domain import errors
from registry.domain.editions import DraftStatus
from registry.services import drafting, drafts, duties, editions, rehoming
from registry.services.events import verify_events, verify_lists
from registry.services.successions import TypedChange
from registry.store import divisions
from registry.store.editions import DraftRecord
from tests.services.test_master_corrections import (
    COUNTY,
    FLOOD,
    LAW,
    OTHER_COUNTY,
    RIGHT,
    SHIDONG,
    TIDY,
    TODAY,
    WATER,
    WRONG,
    ZHONGHE,
    codes,
    desks,
    first_master,
    matters,
    merged,
    minute,
    publish,
    recoded,
    recorded,
)
from tests.services.test_publishing import changed, said, without

AFTER, EAST, WEST = "620122191000", "620122193000", "620122194000"


def begun(place: str, at: int, **reworded: str) -> DraftRecord:
    """A draft of a place, reviewed and ready to be published, in which one row is missing and others are reworded."""
    office, justice = desks()
    draft = drafting.draft_from_latest(place, actor=office, now=minute(at))
    rows = without(draft.says(), WATER)
    for name, matter in reworded.items():
        rows = changed(rows, {"flood": FLOOD, "law": LAW}[name], matter=matter)
    drafts.amend_draft(draft.code, said(rows), actor=office, now=minute(at))
    drafts.send(draft.code, actor=office, now=minute(at))
    return drafts.approve(draft.code, actor=justice, now=minute(at))


def publish_draft(draft: str, on: date, at: int, county: str = COUNTY) -> editions.Published:
    office, justice = desks(county)
    drafts.send(draft, actor=office, now=minute(at))
    drafts.approve(draft, actor=justice, now=minute(at))
    paper: dict[str, Any] = {"document_number": f"皋政办发〔2026〕{at}号", "effective_on": on, "now": minute(at)}
    return editions.publish(draft, actor=office, **paper)


def split_in_two(place: str, on: str, at: int) -> None:
    """A township becomes an eastern and a western one; its villages go to the east but for the first."""
    villages = [village.code for village in divisions.children(place)]
    into = [
        TypedChange("RECODED", [code], on, [f"{(WEST if number == 1 else EAST)[:9]}{600 + number}"])
        for number, code in enumerate(villages, start=1)
    ]
    recorded(at, TypedChange("SPLIT", [place], on, [EAST, WEST], ["东镇", "西镇"]), *into)


def abolished(place: str, on: str, at: int) -> None:
    villages = [village.code for village in divisions.children(place)]
    recorded(at, *(TypedChange("ABOLISHED", [code], on) for code in [place, *villages]))


# Drafts
# ----------------------------------------------------------------------------------------------------------------------


def test_a_draft_begun_before_its_township_got_another_code_goes_on_under_that_with_all_it_says(app: Flask) -> None:
    first_master()
    draft = begun(SHIDONG, 1)
    code, rows = draft.code, draft.says()
    recoded(SHIDONG, AFTER, "2026-11-01", 5)
    paper: dict[str, Any] = {"document_number": "皋政办发〔2026〕9号", "effective_on": TODAY, "now": minute(6)}
    with pytest.raises(errors.PlaceChanged) as refused:
        editions.publish(code, actor=desks()[0], **paper)
    assert refused.value.facts["successor_code"] == AFTER
    assert [place.code for place in rehoming.homes_of(drafts.draft_called(code, actor=desks()[0]), now=minute(6))] == [
        AFTER
    ]
    moved, kept = rehoming.rehome(code, actor=desks()[0], now=minute(7))
    assert (moved.place, moved.status, moved.reviewed_by, kept) == (AFTER, DraftStatus.DRAFT.value, "", ())
    assert moved.says() == rows
    with pytest.raises(errors.DraftMoveImpossible):
        rehoming.rehome(code, actor=desks()[0], now=minute(8))
    made = publish_draft(code, TODAY, 9)
    assert made.edition.township == AFTER
    assert WATER not in codes(AFTER, TODAY, 10) and WATER in codes(SHIDONG, date(2026, 10, 31), 10)
    assert verify_lists()[1] == [] and verify_events()[1] == []


def test_a_draft_that_goes_on_where_another_list_is_gone_by_changes_what_it_changed_and_no_more(app: Flask) -> None:
    rows, whole = first_master(), "620122192000"
    publish(ZHONGHE, changed(without(rows, TIDY), FLOOD, matter="忠和自己的写法"), date(2026, 10, 1), 1)
    draft = begun(SHIDONG, 2, flood="石洞草稿的写法", law="普法的新写法")
    merged(SHIDONG, ZHONGHE, whole, "2026-11-01", 5, list_from=ZHONGHE)
    moved, kept = rehoming.rehome(draft.code, actor=desks()[0], now=minute(6))
    assert moved.place == whole and [(one.code, one.field) for one in kept] == [(FLOOD, "matter")]
    found = {duty.code: duty.matter for duty in moved.says()}
    assert found.keys() == {duty.code for duty in rows} - {TIDY, WATER}
    assert (found[FLOOD], found[LAW]) == ("忠和自己的写法", "普法的新写法")
    publish_draft(draft.code, TODAY, 7)
    assert codes(whole, TODAY, 8) == set(found)


def test_of_a_township_that_was_split_the_draft_goes_to_the_part_that_is_chosen(app: Flask) -> None:
    first_master()
    draft = begun(SHIDONG, 1)
    rows = draft.says()
    split_in_two(SHIDONG, "2026-11-01", 5)
    paper: dict[str, Any] = {"document_number": "皋政办发〔2026〕9号", "effective_on": TODAY, "now": minute(6)}
    with pytest.raises(errors.PlaceChanged) as refused:
        editions.publish(draft.code, actor=desks()[0], **paper)
    assert refused.value.facts["successor_code"] == f"{EAST}、{WEST}"
    for to in ("", ZHONGHE):
        with pytest.raises(errors.RehomeUnclear) as unclear:
            rehoming.rehome(draft.code, to=to, actor=desks()[0], now=minute(7))
        assert [choice["code"] for choice in unclear.value.facts["choices"]] == [EAST, WEST]  # type: ignore[attr-defined]
    moved, _ = rehoming.rehome(draft.code, to=WEST, actor=desks()[0], now=minute(8))
    assert (moved.place, moved.says()) == (WEST, rows)
    publish_draft(draft.code, TODAY, 9)
    assert WATER not in codes(WEST, TODAY, 10) and WATER in codes(EAST, TODAY, 10)


def test_a_draft_goes_on_in_the_county_its_township_was_moved_to_and_only_for_that_one(app: Flask) -> None:
    first_master()
    draft = begun(SHIDONG, 1)
    recoded(SHIDONG, "620123191000", "2026-11-10", 2, parents=(OTHER_COUNTY,))
    with pytest.raises(errors.NotPermitted):
        rehoming.rehome(draft.code, actor=desks()[0], now=minute(3))
    moved, _ = rehoming.rehome(draft.code, actor=desks(OTHER_COUNTY)[0], now=minute(4))
    assert moved.place == "620123191000"
    publish_draft(draft.code, TODAY, 5, OTHER_COUNTY)
    assert WATER not in codes("620123191000", TODAY, 6)


def test_a_countys_master_in_the_making_goes_on_under_the_countys_new_code(app: Flask) -> None:
    first_master()
    draft, after = begun(COUNTY, 1), "620191000000"
    recoded(COUNTY, after, "2026-10-01", 5)
    moved, _ = rehoming.rehome(draft.code, actor=desks()[0], now=minute(6))
    assert moved.place == after
    publish_draft(draft.code, TODAY, 7)
    assert WATER not in codes(SHIDONG, TODAY, 8) | codes(after, TODAY, 8)


def test_a_draft_of_a_code_in_use_or_of_one_that_nothing_followed_goes_nowhere(app: Flask) -> None:
    first_master()
    draft = begun(SHIDONG, 1)
    for at in (2, 4):
        assert rehoming.homes_of(drafts.draft_called(draft.code, actor=desks()[0]), now=minute(at)) == ()
        with pytest.raises(errors.DraftMoveImpossible):
            rehoming.rehome(draft.code, actor=desks()[0], now=minute(at))
        if at == 2:
            abolished(SHIDONG, "2026-11-01", 3)
    paper: dict[str, Any] = {"document_number": "皋政办发〔2026〕9号", "effective_on": TODAY, "now": minute(6)}
    with pytest.raises(errors.PlaceAbolished):
        editions.publish(draft.code, actor=desks()[0], **paper)


# Corrections
# ----------------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("ended", [split_in_two, abolished])
def test_a_mistake_published_under_a_code_that_ended_is_corrected_for_the_days_it_was_in_use(
    app: Flask, ended: Any
) -> None:
    rows = first_master()
    wrong = publish(SHIDONG, changed(rows, FLOOD, matter=WRONG), date(2026, 9, 10), 2).edition
    ended(SHIDONG, "2026-11-01", 5)
    known_before = {on: matters(SHIDONG, on, 6) for on in (date(2026, 9, 9), date(2026, 9, 10), date(2026, 10, 31))}
    right = changed(rows, FLOOD, matter=RIGHT)
    for too_late in (date(2026, 11, 1), TODAY):
        with pytest.raises(errors.CorrectionAfterTheEnd) as refused:
            publish(SHIDONG, right, too_late, 7, corrects=wrong.code)
        assert refused.value.facts["last_day"] == "2026-10-31"
    made = publish(SHIDONG, right, date(2026, 9, 10), 10, corrects=wrong.code)
    assert made.edition.township == SHIDONG
    for on in (date(2026, 9, 10), date(2026, 10, 31)):
        assert RIGHT in matters(SHIDONG, on, 11) and WRONG not in matters(SHIDONG, on, 11)
    assert {on: matters(SHIDONG, on, 9) for on in known_before} == known_before
    assert wrong.code in duties.list_of(SHIDONG, on=date(2026, 9, 10), known_at=minute(11)).corrected
    for part in (EAST, WEST) if ended is split_in_two else ():
        assert RIGHT in matters(part, TODAY, 11) and WRONG not in matters(part, TODAY, 11)
    assert verify_lists()[1] == [] and verify_events()[1] == []


def test_a_corrected_list_of_a_code_that_was_split_is_put_right_in_what_the_parts_published_since(app: Flask) -> None:
    rows = first_master()
    wrong = publish(SHIDONG, changed(rows, FLOOD, matter=WRONG), date(2026, 9, 10), 2).edition
    split_in_two(SHIDONG, "2026-11-01", 5)
    publish(EAST, without(changed(rows, FLOOD, matter=WRONG), WATER), date(2026, 11, 10), 6)
    publish(SHIDONG, changed(rows, FLOOD, matter=RIGHT), date(2026, 9, 10), 10, corrects=wrong.code)
    for part, on in ((EAST, date(2026, 11, 5)), (EAST, TODAY), (WEST, TODAY)):
        assert RIGHT in matters(part, on, 11) and WRONG not in matters(part, on, 11), (part, on)
    assert WATER not in codes(EAST, TODAY, 11) and WATER in codes(WEST, TODAY, 11)


def test_an_ended_code_takes_no_new_list_and_strangers_correct_nothing_there(app: Flask) -> None:
    rows = first_master()
    wrong = publish(SHIDONG, changed(rows, FLOOD, matter=WRONG), date(2026, 9, 10), 2).edition
    abolished(SHIDONG, "2026-11-01", 5)
    with pytest.raises(errors.PlaceAbolished):
        publish(SHIDONG, rows, date(2026, 9, 20), 6)
    with pytest.raises(errors.NotPermitted):
        publish(SHIDONG, rows, date(2026, 9, 10), 6, county=OTHER_COUNTY, corrects=wrong.code)
    with pytest.raises(errors.NotFound):
        publish(ZHONGHE, rows, date(2026, 9, 10), 6, corrects=wrong.code)
    with pytest.raises(errors.NotFound):
        publish(SHIDONG, rows, date(2026, 9, 10), 6, corrects="ED-620122100-9999")


def test_a_mistake_in_a_masters_list_is_corrected_where_the_county_was_given_another_code(app: Flask) -> None:
    rows, after = first_master(), "620191000000"
    wrong = publish(COUNTY, changed(rows, FLOOD, matter=WRONG), date(2026, 9, 10), 2).edition
    recoded(COUNTY, after, "2026-10-01", 5)
    publish(after, changed(rows, FLOOD, matter=RIGHT), date(2026, 9, 10), 8, corrects=wrong.code)
    for on in (date(2026, 9, 20), TODAY):
        assert RIGHT in matters(SHIDONG, on, 9) and WRONG not in matters(SHIDONG, on, 9), on


# Old lists entered under a new code
# ----------------------------------------------------------------------------------------------------------------------


def test_an_old_list_entered_under_a_new_code_hides_no_later_list_of_the_old_one(app: Flask) -> None:
    rows, on = first_master(), date(2026, 10, 5)
    later = publish(SHIDONG, changed(rows, FLOOD, matter=RIGHT), date(2026, 11, 10), 2).edition
    recoded(SHIDONG, AFTER, "2026-10-01", 5)
    assert RIGHT in matters(AFTER, TODAY, 6)
    with pytest.raises(errors.TakenOverListHidden) as refused:
        publish(AFTER, without(rows, WATER), on, 7, as_history=True)
    assert refused.value.facts["edition"] == later.code
    assert RIGHT in matters(AFTER, TODAY, 8)
    publish(AFTER, changed(rows, FLOOD, matter=RIGHT), date(2026, 11, 10), 9)  # as the sentence says
    publish(AFTER, without(rows, WATER), on, 10, as_history=True)
    assert WATER not in codes(AFTER, on, 11) and WATER in codes(AFTER, date(2026, 10, 4), 11)
    assert RIGHT in matters(AFTER, date(2026, 11, 10), 11) and WATER in codes(AFTER, TODAY, 11)


def test_a_correction_of_an_earlier_day_under_a_new_code_hides_no_list_of_the_old_one(app: Flask) -> None:
    rows = first_master()
    publish(SHIDONG, changed(rows, FLOOD, matter=RIGHT), date(2026, 11, 10), 2)
    recoded(SHIDONG, AFTER, "2026-10-01", 5)
    own = publish(AFTER, without(rows, WATER), date(2026, 11, 20), 6).edition
    with pytest.raises(errors.TakenOverListHidden):
        publish(AFTER, without(rows, TIDY), date(2026, 10, 5), 7, corrects=own.code)
    publish(AFTER, without(rows, TIDY), date(2026, 11, 15), 8, corrects=own.code)
    assert RIGHT in matters(AFTER, date(2026, 11, 14), 9) and TIDY not in codes(AFTER, TODAY, 9)


def test_an_old_list_of_a_day_before_the_new_code_is_told_what_was_there_then(app: Flask) -> None:
    rows = first_master()
    recoded(SHIDONG, AFTER, "2026-10-01", 5)
    with pytest.raises(errors.PlaceNotYet):
        publish(AFTER, without(rows, WATER), date(2026, 9, 20), 6, as_history=True)
