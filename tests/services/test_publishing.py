"""Drafting, reviewing, publishing and correcting a list; a county's master that reaches its townships."""

import threading
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from flask import Flask

from registry.domain import errors
from registry.domain.actors import Actor
from registry.domain.duties import Duty, DutyTier, Share
from registry.domain.editions import Descent, DescentKind, DraftStatus
from registry.services import drafting, drafts, duties, editions
from registry.services.access import Demand, check
from registry.services.events import verify_events, verify_lists
from registry.services.people import actor_called
from registry.services.search import search_as_typed
from registry.services.successions import TypedChange, record_division_change, record_division_changes
from registry.store import divisions
from registry.store.base import db
from registry.store.duties import DutyRecord
from registry.store.editions import DraftRecord, descents_of
from tests.conftest import NOW

PLACE, NEIGHBOUR, COUNTY = "620102001000", "620102002000", "620102000000"
TODAY = date(2026, 11, 23)
LATER = NOW + timedelta(hours=1)
SEED = "ED-620102001-2026"


def person(name: str) -> Actor:
    actor = actor_called(name)
    assert actor is not None
    return actor


def rows_of(place: str, on: date = TODAY, known_at: datetime = NOW) -> tuple[Duty, ...]:
    kept = duties.list_of(place, on=on, known_at=known_at)
    return kept.duty_list.duties if kept.duty_list else ()


def said(rows: tuple[Duty, ...]) -> list[dict[str, Any]]:
    return [duty.as_data() for duty in rows]


def published(
    place: str,
    rows: tuple[Duty, ...],
    *,
    desks: tuple[Actor, Actor] | None = None,
    number: str = "城政办发〔2026〕31号",
    effective_on: date = TODAY,
    now: datetime = NOW,
    corrects: str = "",
    **more: Any,
) -> editions.Published:
    """What is published once these rows were drafted, reviewed and approved, each by the one who may."""
    sun, zhou = desks or (person("sun"), person("zhou"))
    draft = drafting.import_list(place, rows, actor=sun, now=now, corrects=corrects)
    drafts.send(draft.code, actor=sun, now=now)
    drafts.approve(draft.code, actor=zhou, now=now)
    return editions.publish(draft.code, document_number=number, effective_on=effective_on, actor=sun, now=now, **more)


def without(rows: tuple[Duty, ...], code: str) -> tuple[Duty, ...]:
    return tuple(duty for duty in rows if duty.code != code)


def changed(rows: tuple[Duty, ...], code: str, **fields: Any) -> tuple[Duty, ...]:
    return tuple(replace(duty, **fields) if duty.code == code else duty for duty in rows)


# One township
# ----------------------------------------------------------------------------------------------------------------------


def test_a_list_is_drafted_by_the_township_reviewed_and_published_and_then_judged_by(app: Flask) -> None:
    wang, zhou, sun = person("wang"), person("zhou"), person("sun")
    draft = drafting.draft_from_latest(PLACE, actor=wang, now=NOW)
    rows = said(rows_of(PLACE))
    rows.append(Duty("", DutyTier.BASIC, 999, "民生服务", "开办社区老年食堂并监督饭菜质量").as_data())
    drafts.amend_draft(draft.code, rows, actor=wang, now=NOW)
    drafts.send(draft.code, actor=wang, now=NOW)
    drafts.approve(draft.code, actor=zhou, now=NOW)
    made = editions.publish(draft.code, document_number="城政办发[2026]31号", effective_on=TODAY, actor=sun, now=NOW)
    assert made.edition.document_number == "城政办发〔2026〕31号"
    assert db.session.get(DraftRecord, draft.code).status == DraftStatus.PUBLISHED.value
    asked = Demand("delegation", PLACE, {"matter": "开办社区老年食堂并监督饭菜质量"}, department="县民政局")
    assert check(asked, now=LATER).verdict.outcome == "ADMIT"
    assert check(asked, now=NOW - timedelta(seconds=1)).verdict.outcome != "ADMIT"
    assert verify_events()[1] == []


def test_what_was_in_force_before_and_what_was_known_before_stay_as_they_were(app: Flask) -> None:
    before = rows_of(PLACE)
    gone = before[0].code
    published(PLACE, without(before, gone), effective_on=date(2026, 12, 1))
    assert rows_of(PLACE, date(2026, 11, 30), LATER) == before
    assert gone not in {duty.code for duty in rows_of(PLACE, date(2026, 12, 1), LATER)}
    assert rows_of(PLACE, date(2026, 12, 1), NOW - timedelta(seconds=1)) == before


def test_a_correcting_edition_annuls_the_wrong_one_and_leaves_it_visible(app: Flask) -> None:
    before = rows_of(PLACE)
    wrong = published(PLACE, without(before, before[0].code), effective_on=date(2026, 6, 1)).edition
    right = published(
        PLACE, before, number="城政办发〔2026〕32号", effective_on=date(2026, 9, 1), now=LATER, corrects=wrong.code
    ).edition
    soon = LATER + timedelta(hours=1)
    kept = duties.list_of(PLACE, on=date(2026, 7, 1), known_at=soon)
    assert kept.duty_list is not None and kept.duty_list.edition.code == SEED
    assert kept.corrected == {wrong.code} and {wrong.code, right.code} <= {e.code for e in kept.editions}
    assert rows_of(PLACE, date(2026, 7, 1), NOW) != before
    assert duties.edition_called(wrong.code).edition.code == wrong.code


def test_two_editions_for_one_day_need_a_correction(app: Flask) -> None:
    before = rows_of(PLACE)
    published(PLACE, without(before, before[0].code))
    with pytest.raises(errors.EditionExists):
        published(PLACE, before, number="城政办发〔2026〕32号", now=LATER)


def test_codes_are_carried_through_renames_and_moves_and_each_is_recorded(app: Flask) -> None:
    before = rows_of(PLACE)
    basic = [duty for duty in before if duty.tier is DutyTier.BASIC]
    renamed, moved = basic[0], basic[1]
    rows = changed(before, renamed.code, matter=renamed.matter + "和有关要求")
    rows = changed(rows, moved.code, tier=DutyTier.RECLAIMED, taken_over_by="县民政局", number=900)
    rows = tuple(replace(duty, code=f"row-{at}") for at, duty in enumerate(rows))
    made = published(PLACE, rows).edition
    after = {duty.code: duty for duty in rows_of(PLACE, TODAY, LATER)}
    assert after[renamed.code].matter.endswith("和有关要求")
    assert after[moved.code].tier is DutyTier.RECLAIMED
    lines = {(line.kind, line.duty) for line in descents_of([made.code])[made.code]}
    assert lines == {(DescentKind.RENAMED, renamed.code), (DescentKind.MOVED, moved.code)}
    compared = duties.compare_editions(SEED, made.code).differences
    assert {(one.kinds, one.before[0].code) for one in compared} == {
        ((DescentKind.RENAMED,), renamed.code),
        ((DescentKind.MOVED,), moved.code),
    }


def test_a_merger_is_recorded_and_told_when_two_editions_apart_are_compared(app: Flask) -> None:
    wang, sun, zhou = person("wang"), person("sun"), person("zhou")
    before = rows_of(PLACE)
    one, other = [duty for duty in before if duty.tier is DutyTier.BASIC][:2]
    draft = drafting.draft_from_latest(PLACE, actor=wang, now=NOW)
    merged = Duty("M-1", DutyTier.BASIC, one.number, one.category, "党的建设两项合并后的事项")
    rows = [*said(without(without(before, one.code), other.code)), merged.as_data()]
    lines = [Descent(DescentKind.MERGED, "M-1", code) for code in (one.code, other.code)]
    drafts.amend_draft(draft.code, rows, mergers=lines, actor=wang, now=NOW)
    drafts.send(draft.code, actor=wang, now=NOW)
    drafts.approve(draft.code, actor=zhou, now=NOW)
    editions.publish(draft.code, document_number="城政办发〔2026〕31号", effective_on=TODAY, actor=sun, now=NOW)
    again = changed(rows_of(PLACE, TODAY, LATER), "M-1", category="民生服务")
    last = published(PLACE, again, number="城政办发〔2026〕40号", effective_on=date(2026, 12, 1), now=LATER).edition
    (difference,) = duties.compare_editions(SEED, last.code).differences
    assert difference.kinds == (DescentKind.MERGED,)
    assert {duty.code for duty in difference.before} == {one.code, other.code}


@pytest.mark.parametrize(
    ("fields", "flaw"),
    [
        ({"matter": "  "}, "MATTER_MISSING"),
        ({"number": 2}, "NUMBER_REPEATED"),
        ({"tier": DutyTier.SUPPORTING, "number": 900}, "SHARE_MISSING"),
        ({"tier": DutyTier.RECLAIMED, "number": 900}, "TAKEN_OVER_BY_MISSING"),
        ({"matter": "长" * 501}, "TEXT_TOO_LONG"),
    ],
)
def test_rows_that_are_no_list_are_refused_with_each_flaw_and_nothing_is_kept(
    app: Flask, fields: dict[str, Any], flaw: str
) -> None:
    before = rows_of(PLACE)
    with pytest.raises(errors.UnpublishableList) as told:
        drafting.import_list(PLACE, changed(before, before[0].code, **fields), actor=person("sun"), now=NOW)
    assert flaw in [one["flaw"] for one in told.value.facts["flaws"]]  # type: ignore[attr-defined]
    assert db.session.query(DraftRecord).count() == 0


def test_nobody_publishes_unreviewed_reviews_their_own_or_acts_elsewhere(app: Flask) -> None:
    wang, ma, sun, zhou, li = (person(name) for name in ("wang", "ma", "sun", "zhou", "li"))
    draft = drafting.draft_from_latest(PLACE, actor=sun, now=NOW)
    paper: dict[str, Any] = {"document_number": "城政办发〔2026〕31号", "effective_on": TODAY, "now": NOW}
    with pytest.raises(errors.DraftMoveImpossible):
        editions.publish(draft.code, actor=sun, **paper)
    with pytest.raises(errors.NotPermitted):
        drafts.send(draft.code, actor=ma, now=NOW)  # another township's desk
    with pytest.raises(errors.NotPermitted):
        drafting.draft_from_latest(COUNTY, actor=wang, now=NOW)  # the master is the county's
    drafts.send(draft.code, actor=sun, now=NOW)
    with pytest.raises(errors.OwnDraft):
        drafts.approve(draft.code, actor=sun, now=NOW)
    with pytest.raises(errors.NotPermitted):
        drafts.approve(draft.code, actor=wang, now=NOW)
    drafts.approve(draft.code, actor=zhou, now=NOW)
    with pytest.raises(errors.NotPermitted):
        editions.publish(draft.code, actor=zhou, **paper)
    with pytest.raises(errors.MalformedDocumentNumber):
        editions.publish(draft.code, actor=sun, **paper | {"document_number": "无文号"})
    with pytest.raises(errors.NotFound):
        drafts.draft_called(draft.code, actor=li)
    assert duties.list_of(PLACE, on=TODAY, known_at=LATER).editions[0].code == SEED


def test_a_draft_made_before_another_edition_came_is_not_published_over_it(app: Flask) -> None:
    before = rows_of(PLACE)
    sun, zhou = person("sun"), person("zhou")
    stale = drafting.draft_from_latest(PLACE, actor=sun, now=NOW)
    drafts.send(stale.code, actor=sun, now=NOW)
    drafts.approve(stale.code, actor=zhou, now=NOW)
    published(PLACE, without(before, before[0].code))
    with pytest.raises(errors.ListChangedMeanwhile):
        editions.publish(
            stale.code, document_number="城政办发〔2026〕33号", effective_on=date(2026, 12, 9), actor=sun, now=LATER
        )


def test_a_department_not_on_record_does_not_open_its_share_to_every_department(app: Flask) -> None:
    duty = Duty(
        "x",
        DutyTier.SUPPORTING,
        1,
        "",
        "协助开展古树名木日常看护",
        (Share(None, "县古树保护中心", ("挂牌",)),),
        ("巡看",),
    )
    published(PLACE, (duty,))
    asked = Demand("delegation", PLACE, {"matter": duty.matter}, department="县民政局")
    verdict = check(asked, now=LATER).verdict
    assert [ground.ground.code for ground in verdict.grounds] == ["WRONG_DEPARTMENT"]


# A county's master
# ----------------------------------------------------------------------------------------------------------------------


def townships() -> list[str]:
    found = [record.as_division() for record in divisions.children(COUNTY)]
    return [one.code for one in found if not one.is_pseudo_township]


def master_of(rows: tuple[Duty, ...], **more: Any) -> editions.Published:
    return published(COUNTY, rows, **{"number": "城政办发〔2026〕50号"} | more)


def test_a_first_master_leaves_the_lists_there_are_and_the_overlay_is_how_they_differ(app: Flask) -> None:
    before = {place: rows_of(place) for place in townships()}
    made = master_of(rows_of(PLACE))
    with_list = {place for place, rows in before.items() if rows}
    assert {one.township.code for one in made.reached if one.edition} == set(before) - with_list
    assert {place: rows_of(place, TODAY, LATER) for place in with_list} == {p: before[p] for p in with_list}
    same = duties.overlay_of(PLACE, on=TODAY, known_at=LATER)
    assert same.differences == ()
    other = duties.overlay_of(NEIGHBOUR, on=TODAY, known_at=LATER)
    assert {one.after.code if one.after else one.before[0].code for one in other.differences}


def test_one_amendment_reaches_all_but_where_a_township_differs_on_that_very_thing(app: Flask) -> None:
    rows = rows_of(PLACE)
    dropped, renamed, disputed = (duty for duty in rows if duty.tier is DutyTier.BASIC and duty.number in (5, 6, 7))
    own_word = disputed.matter + "（按本街道实际）"
    published(NEIGHBOUR, changed(rows_of(NEIGHBOUR), disputed.code, matter=own_word), effective_on=date(2026, 10, 1))
    master_of(rows, effective_on=date(2026, 11, 1), now=LATER)
    next_rows = changed(without(rows, dropped.code), renamed.code, matter=renamed.matter + "工作")
    next_rows = changed(next_rows, disputed.code, matter=disputed.matter + "和评估")
    new = Duty("row-new", DutyTier.BASIC, 990, "民生服务", "办好社区书屋夜间开放")
    at = LATER + timedelta(hours=1)
    made = master_of((*next_rows, new), number="城政办发〔2026〕51号", effective_on=date(2026, 12, 1), now=at)
    soon = at + timedelta(hours=1)
    for place in townships():
        listed = {duty.code: duty for duty in rows_of(place, date(2026, 12, 1), soon)}
        assert dropped.code not in listed
        assert [d for d in listed.values() if d.matter == new.matter], place
        if renamed.code in listed:
            assert listed[renamed.code].matter == renamed.matter + "工作"
    neighbour = {duty.code: duty for duty in rows_of(NEIGHBOUR, date(2026, 12, 1), soon)}
    assert neighbour[disputed.code].matter == own_word
    kept = {one.township.code: one.amended.kept for one in made.reached}
    assert [(k.code, k.field) for k in kept[NEIGHBOUR]] == [(disputed.code, "matter")]
    assert kept[PLACE] == ()
    assert rows_of(PLACE, date(2026, 11, 30), soon) == rows_of(PLACE)
    assert verify_events()[1] == []


def test_the_county_may_let_the_master_win_where_a_township_differs(app: Flask) -> None:
    rows = rows_of(PLACE)
    duty = next(d for d in rows if d.tier is DutyTier.BASIC and d.number == 7)
    published(
        NEIGHBOUR, changed(rows_of(NEIGHBOUR), duty.code, matter="本街道自己的写法"), effective_on=date(2026, 10, 1)
    )
    master_of(rows, effective_on=date(2026, 11, 1), now=LATER)
    at = LATER + timedelta(hours=1)
    amended = changed(rows, duty.code, matter=duty.matter + "和评估")
    wins = {NEIGHBOUR: [duty.code]}
    master_of(amended, number="城政办发〔2026〕51号", effective_on=date(2026, 12, 1), now=at, master_wins=wins)
    listed = {d.code: d for d in rows_of(NEIGHBOUR, date(2026, 12, 1), at + timedelta(hours=1))}
    assert listed[duty.code].matter == duty.matter + "和评估"


def test_a_preview_of_a_master_says_what_publishing_does_and_keeps_nothing(app: Flask) -> None:
    rows = rows_of(PLACE)
    master_of(rows, effective_on=date(2026, 11, 1))
    sun = person("sun")
    draft = drafting.import_list(COUNTY, without(rows, rows[0].code), actor=sun, now=LATER)
    foreseen = editions.preview(draft.code, actor=sun, now=LATER)
    drafts.send(draft.code, actor=sun, now=LATER)
    drafts.approve(draft.code, actor=person("zhou"), now=LATER)
    made = editions.publish(
        draft.code, document_number="城政办发〔2026〕52号", effective_on=date(2026, 12, 1), actor=sun, now=LATER
    )
    assert [(one.township, one.amended) for one in made.reached] == [(one.township, one.amended) for one in foreseen]


# The mirror
# ----------------------------------------------------------------------------------------------------------------------


def test_a_department_sees_its_shares_and_what_it_took_back_township_by_township(app: Flask) -> None:
    seen = duties.mirror_of("县市场监督管理局", COUNTY, on=TODAY, known_at=NOW)
    expected: set[tuple[str, str, str]] = set()
    for place in townships():
        for duty in rows_of(place):
            all_of_them = "主管部门" in duty.taken_over_by
            if duty.tier is DutyTier.RECLAIMED and ("市场监督管理局" in duty.taken_over_by or all_of_them):
                expected.add((place, duty.code, "RECLAIMED"))
            if any(share.unit == seen.unit.code or share.is_generic for share in duty.shares):
                expected.add((place, duty.code, "SUPPORTING"))
    assert {(place, row.code, row.tier.value) for row in seen.rows for place in row.townships} == expected
    assert {tier for _, _, tier in expected} == {"SUPPORTING", "RECLAIMED"}


def test_publishing_at_once_from_two_sides_gives_one_edition(
    app: Flask,
) -> None:
    sun, zhou = person("sun"), person("zhou")
    rows = rows_of(PLACE)
    made = []
    for at in (1, 2):
        draft = drafting.import_list(PLACE, without(rows, rows[at].code), actor=sun, now=NOW)
        drafts.send(draft.code, actor=sun, now=NOW)
        drafts.approve(draft.code, actor=zhou, now=NOW)
        made.append(draft.code)
    outcomes: list[str] = []

    def publish(code: str) -> None:
        with app.app_context():
            try:
                editions.publish(code, document_number="城政办发〔2026〕31号", effective_on=TODAY, actor=sun, now=NOW)
                outcomes.append("published")
            except (errors.ListChangedMeanwhile, errors.EditionExists) as error:
                db.session.rollback()
                outcomes.append(error.code)

    threads = [threading.Thread(target=publish, args=(code,)) for code in made]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    db.session.rollback()
    assert outcomes.count("published") == 1 and len(outcomes) == 2
    assert len(duties.list_of(PLACE, on=TODAY, known_at=LATER).editions) == 3
    assert verify_events()[1] == []


# What an attacker found
# ----------------------------------------------------------------------------------------------------------------------


def test_whoever_amended_a_draft_does_not_review_it(app: Flask) -> None:
    wang, sun = person("wang"), person("sun")
    draft = drafting.draft_from_latest(PLACE, actor=wang, now=NOW)
    rows = said(without(rows_of(PLACE), rows_of(PLACE)[0].code))
    drafts.amend_draft(draft.code, rows, actor=sun, now=NOW)
    drafts.send(draft.code, actor=wang, now=NOW)
    with pytest.raises(errors.OwnDraft):
        drafts.approve(draft.code, actor=sun, now=NOW)
    drafts.approve(draft.code, actor=person("zhou"), now=NOW)


def test_a_row_altered_in_the_database_is_found_out(app: Flask) -> None:
    made = published(PLACE, without(rows_of(PLACE), rows_of(PLACE)[0].code)).edition
    assert verify_lists() == (1, [])
    altered = db.update(DutyRecord).where(DutyRecord.edition == made.code, DutyRecord.number == 3)
    db.session.execute(altered.values(matter="另一件事"))
    db.session.commit()
    checked, found = verify_lists()
    assert checked == 1 and [made.code in one.what for one in found] == [True]


def test_a_stale_draft_is_carried_on_to_the_newer_list_and_reviewed_anew(app: Flask) -> None:
    wang, zhou, sun = person("wang"), person("zhou"), person("sun")
    before = rows_of(PLACE)
    mine, theirs, both = before[0], before[1], before[2]
    draft = drafting.draft_from_latest(PLACE, actor=wang, now=NOW)
    reworded = changed(without(before, mine.code), both.code, matter=both.matter + "（甲）")
    drafts.amend_draft(draft.code, said(reworded), actor=wang, now=NOW)
    drafts.send(draft.code, actor=wang, now=NOW)
    drafts.approve(draft.code, actor=zhou, now=NOW)
    published(PLACE, changed(without(before, theirs.code), both.code, matter=both.matter + "（乙）"))
    carried, kept = drafts.carry_on(draft.code, actor=wang, now=LATER)
    assert carried.status == DraftStatus.DRAFT.value and not carried.reviewed_by
    codes = {duty.code for duty in carried.says()}
    assert mine.code not in codes and theirs.code not in codes
    assert [one.code for one in kept] == [both.code]
    assert next(d for d in carried.says() if d.code == both.code).matter.endswith("（乙）")
    drafts.send(draft.code, actor=wang, now=LATER)
    drafts.approve(draft.code, actor=zhou, now=LATER)
    editions.publish(
        draft.code, document_number="城政办发〔2026〕60号", effective_on=date(2026, 12, 5), actor=sun, now=LATER
    )


def test_days_that_are_slips_of_the_pen_and_old_lists_are_told_apart(app: Flask) -> None:
    rows = rows_of(PLACE)
    with pytest.raises(errors.DayOutOfReach):
        published(PLACE, without(rows, rows[0].code), effective_on=date(2206, 1, 1))
    with pytest.raises(errors.LaterEditionStands):
        published(PLACE, without(rows, rows[0].code), effective_on=date(2025, 12, 20))
    with pytest.raises(errors.DayOutOfReach):
        published(PLACE, without(rows, rows[0].code), effective_on=date(2021, 5, 1))
    old = published(PLACE, without(rows, rows[0].code), effective_on=date(2021, 5, 1), as_history=True)
    assert rows_of(PLACE, TODAY, LATER) == rows
    kept = duties.list_of(PLACE, on=date(2022, 1, 1), known_at=LATER).duty_list
    assert kept is not None and kept.edition.code == old.edition.code


def test_one_who_waited_for_another_does_not_overlook_what_that_one_published(app: Flask) -> None:
    rows, sun, zhou = rows_of(PLACE), person("sun"), person("zhou")
    draft = drafting.import_list(PLACE, without(rows, rows[1].code), actor=sun, now=NOW)
    drafts.send(draft.code, actor=sun, now=NOW)
    drafts.approve(draft.code, actor=zhou, now=NOW)
    first = published(PLACE, without(rows, rows[0].code), now=NOW + timedelta(minutes=2)).edition
    earlier = NOW + timedelta(minutes=1)  # began before, got its turn after
    with pytest.raises(errors.ListChangedMeanwhile):
        editions.publish(
            draft.code, document_number="城政办发〔2026〕61号", effective_on=date(2026, 12, 5), actor=sun, now=earlier
        )
    drafts.carry_on(draft.code, actor=sun, now=earlier)
    drafts.send(draft.code, actor=sun, now=earlier)
    drafts.approve(draft.code, actor=zhou, now=earlier)
    second = editions.publish(
        draft.code, document_number="城政办发〔2026〕61号", effective_on=date(2026, 12, 5), actor=sun, now=earlier
    ).edition
    assert second.recorded_at > first.recorded_at


def test_comparing_over_a_corrected_edition_leaves_it_out(app: Flask) -> None:
    wang, sun, zhou = person("wang"), person("sun"), person("zhou")
    before = rows_of(PLACE)
    one, other = [duty for duty in before if duty.tier is DutyTier.BASIC][:2]
    draft = drafting.draft_from_latest(PLACE, actor=wang, now=NOW)
    merged = Duty("M-1", DutyTier.BASIC, one.number, one.category, "两项合并后的事项")
    rows = [*said(without(without(before, one.code), other.code)), merged.as_data()]
    lines = [Descent(DescentKind.MERGED, "M-1", code) for code in (one.code, other.code)]
    drafts.amend_draft(draft.code, rows, mergers=lines, actor=wang, now=NOW)
    drafts.send(draft.code, actor=wang, now=NOW)
    drafts.approve(draft.code, actor=zhou, now=NOW)
    wrong = editions.publish(
        draft.code, document_number="城政办发〔2026〕31号", effective_on=date(2026, 6, 1), actor=sun, now=NOW
    ).edition
    right = published(
        PLACE,
        changed(before, before[5].code, category="民生服务"),
        number="城政办发〔2026〕32号",
        effective_on=date(2026, 9, 1),
        now=LATER,
        corrects=wrong.code,
    ).edition
    told = duties.compare_editions(SEED, right.code).differences
    assert [(d.kinds, d.before[0].code) for d in told] == [((DescentKind.CHANGED,), before[5].code)]
    assert [line.kind for line in descents_of([right.code])[right.code]] == [DescentKind.CHANGED]
    backwards = duties.compare_editions(wrong.code, SEED).differences
    assert {d.kinds for d in backwards} == {(DescentKind.SPLIT,)}


def test_a_master_published_by_mistake_is_corrected_in_every_township_it_reached(app: Flask) -> None:
    rows = rows_of(PLACE)
    master_of(rows, effective_on=date(2026, 10, 1))
    at = NOW + timedelta(minutes=10)
    wrong = master_of(
        without(rows, rows[0].code), number="城政办发〔2026〕51号", effective_on=date(2026, 11, 1), now=at
    ).edition
    place_with_it = [place for place in townships() if rows[0].code in {d.code for d in rows_of(place, known_at=NOW)}]
    assert len(place_with_it) > 20
    for place in place_with_it:
        assert rows[0].code not in {duty.code for duty in rows_of(place, TODAY, LATER)}
    master_of(rows, number="城政办发〔2026〕52号", effective_on=date(2026, 11, 1), now=LATER, corrects=wrong.code)
    soon = LATER + timedelta(hours=1)
    for place in place_with_it:
        assert rows_of(place, TODAY, soon) == rows_of(place, TODAY, NOW)
        assert rows[0].code not in {duty.code for duty in rows_of(place, TODAY, at + timedelta(minutes=1))}
    assert verify_lists()[1] == [] and verify_events()[1] == []


def test_a_township_with_a_list_of_a_later_day_gets_the_amendment_there_too(app: Flask) -> None:
    rows = rows_of(PLACE)
    master_of(rows, effective_on=date(2026, 10, 1))
    later_own = rows_of(NEIGHBOUR)
    at = NOW + timedelta(minutes=10)
    future = published(NEIGHBOUR, without(later_own, later_own[3].code), effective_on=date(2027, 1, 1), now=at).edition
    gone = rows[0].code
    master_of(without(rows, gone), number="城政办发〔2026〕51号", effective_on=date(2026, 12, 1), now=LATER)
    soon = LATER + timedelta(hours=1)
    in_december = {duty.code for duty in rows_of(NEIGHBOUR, date(2026, 12, 2), soon)}
    in_january = {duty.code for duty in rows_of(NEIGHBOUR, date(2027, 1, 2), soon)}
    assert gone not in in_december and later_own[3].code in in_december
    assert gone not in in_january and later_own[3].code not in in_january
    assert future.code in duties.list_of(NEIGHBOUR, on=date(2027, 1, 2), known_at=soon).corrected


def test_a_township_with_a_new_code_keeps_its_own_word_through_the_countys_next_amendment(app: Flask) -> None:
    rows, own_word = rows_of(PLACE), "本街道自己的写法"
    disputed, dropped = rows[2].code, rows[0].code
    published(PLACE, changed(rows, disputed, matter=own_word), effective_on=date(2026, 10, 1))
    master_of(rows, effective_on=date(2026, 10, 2), now=NOW + timedelta(minutes=1))
    typed = TypedChange(
        kind="recoded", before=(PLACE,), after=("620102091000",), effective_on="2026-11-01", keep_numbers=True
    )
    record_division_change(typed, actor=person("zheng"), now=NOW + timedelta(minutes=2))
    assert {d.code: d for d in rows_of("620102091000", TODAY, LATER)}[disputed].matter == own_word
    made = master_of(without(rows, dropped), number="城政办发〔2026〕51号", effective_on=date(2026, 12, 1), now=LATER)
    listed = {d.code: d for d in rows_of("620102091000", date(2026, 12, 2), LATER + timedelta(hours=1))}
    assert dropped not in listed and listed[disputed].matter == own_word
    assert PLACE not in {one.township.code for one in made.reached}
    sun, zhou = person("sun"), person("zhou")
    stale = drafting.import_list("620102091000", without(rows, rows[4].code), actor=sun, now=LATER)
    stale.place = PLACE  # a draft made before the change
    db.session.commit()
    drafts.send(stale.code, actor=sun, now=LATER)
    drafts.approve(stale.code, actor=zhou, now=LATER)
    with pytest.raises((errors.PlaceChanged, errors.ListChangedMeanwhile)):
        editions.publish(
            stale.code, document_number="城政办发〔2026〕70号", effective_on=date(2026, 12, 9), actor=sun, now=LATER
        )


def test_two_townships_that_go_by_one_list_are_both_in_the_mirror(app: Flask) -> None:
    before = duties.mirror_of("县司法局", COUNTY, on=TODAY, known_at=NOW)
    typed = TypedChange(
        kind="recoded", before=(PLACE,), after=("620102091000",), effective_on="2026-11-01", keep_numbers=True
    )
    record_division_change(typed, actor=person("zheng"), now=NOW)
    after = duties.mirror_of("县司法局", COUNTY, on=TODAY, known_at=LATER)
    assert len(after.townships) == len(before.townships)
    assert "620102091000" in {code for code, _ in after.townships}


def test_a_change_recorded_late_leaves_the_list_published_meanwhile_in_force(app: Flask) -> None:
    rows = rows_of(PLACE)
    newer = published(PLACE, without(rows, rows[0].code), effective_on=date(2026, 10, 1)).edition
    typed = TypedChange(
        kind="recoded", before=(PLACE,), after=("620102091000",), effective_on="2026-06-01", keep_numbers=True
    )
    record_division_change(typed, actor=person("zheng"), now=NOW + timedelta(minutes=1))
    for code in (PLACE, "620102091000"):
        kept = duties.list_of(code, on=TODAY, known_at=LATER).duty_list
        assert kept is not None and kept.edition.code == newer.code
    before_that = duties.list_of("620102091000", on=date(2026, 7, 1), known_at=LATER).duty_list
    assert before_that is not None and before_that.edition.code == SEED


PART = "620102092000"


def split(at: datetime, since: str = "2026-06-01", place: str = PLACE) -> None:
    """A part leaves a place, which keeps its code."""
    village = divisions.children(place)[0].code
    parted = TypedChange("SPLIT", [place], since, [place, PART], ["", "新设街道"])
    recoded = TypedChange("RECODED", [village], since, [PART[:9] + "001"], parents=[PART])
    record_division_changes([parted, recoded], actor=person("zheng"), now=at)


def followed(place: str, on: date, known_at: datetime) -> str:
    """The list by which a place goes: the edition's code."""
    kept = duties.list_of(place, on=on, known_at=known_at).duty_list
    return kept.edition.code if kept else ""


def test_a_split_recorded_late_leaves_both_parts_what_was_published_for_the_whole_meanwhile(app: Flask) -> None:
    rows, minutes = rows_of(PLACE), [NOW + timedelta(minutes=n) for n in range(20)]
    july, august = date(2026, 7, 1), date(2026, 8, 1)
    newer = published(PLACE, without(rows, rows[0].code), effective_on=august).edition.code
    known_before = {on: followed(PLACE, on, minutes[4]) for on in (july, august, TODAY)}
    split(minutes[5])
    assert known_before == {on: followed(PLACE, on, minutes[4]) for on in (july, august, TODAY)}
    for place in (PLACE, PART):
        assert [followed(place, on, minutes[6]) for on in (july, august, TODAY)] == [SEED, newer, newer]
    hits = search_as_typed(rows[0].matter, place=PART, on="2026-11-23", now=minutes[6])
    assert rows[0].matter not in [hit.text for hit in hits]
    # what corrects it corrects it for both; what the place that keeps the code publishes from then on is its own
    mended = published(PLACE, rows, effective_on=august, now=minutes[7], corrects=newer, number="城政办发〔2026〕32号")
    assert [followed(PART, TODAY, minutes[at]) for at in (6, 8)] == [newer, mended.edition.code]
    its_own = published(PLACE, without(rows, rows[1].code), now=minutes[9], number="城政办发〔2026〕33号").edition.code
    assert [followed(place, TODAY, minutes[10]) for place in (PLACE, PART)] == [its_own, mended.edition.code]
    # until the part publishes for itself
    of_part = published(PART, without(rows, rows[2].code), now=minutes[11], number="城政办发〔2026〕34号").edition.code
    assert [followed(place, TODAY, minutes[12]) for place in (PLACE, PART)] == [its_own, of_part]
    assert followed(PART, august, minutes[12]) == mended.edition.code


def test_of_a_split_recorded_in_time_the_part_keeps_the_list_of_the_eve(app: Flask) -> None:
    rows, at = rows_of(PLACE), NOW + timedelta(minutes=5)
    split(NOW, since="2026-11-20")
    published(PLACE, without(rows, rows[0].code), now=at)
    assert followed(PART, TODAY, at) == SEED != followed(PLACE, TODAY, at)


def test_a_master_published_wrongly_is_put_right_where_the_township_published_since(app: Flask) -> None:
    rows = rows_of(PLACE)
    renamed, own_row = rows[0].code, rows[3].code
    master_of(rows, effective_on=date(2026, 10, 1))
    at = NOW + timedelta(minutes=10)
    wrong = master_of(
        changed(rows, renamed, matter="错误的新写法"),
        number="城政办发〔2026〕51号",
        effective_on=date(2026, 11, 1),
        now=at,
    ).edition
    later = NOW + timedelta(minutes=20)
    published(PLACE, without(rows_of(PLACE, TODAY, later), own_row), effective_on=date(2026, 11, 10), now=later)
    master_of(rows, number="城政办发〔2026〕52号", effective_on=date(2026, 11, 1), now=LATER, corrects=wrong.code)
    soon = LATER + timedelta(hours=1)
    for place in townships():
        listed = {duty.code: duty for duty in rows_of(place, TODAY, soon)}
        assert "错误的新写法" not in {duty.matter for duty in listed.values()}, place
    assert own_row not in {duty.code for duty in rows_of(PLACE, TODAY, soon)}
    assert verify_lists()[1] == []


def test_a_first_master_published_wrongly_is_put_right_where_it_gave_the_only_list(app: Flask) -> None:
    county, township = "620103000000", "620103001000"
    office = replace(person("sun"), name="office", division=county)
    desks = (office, replace(person("zhou"), name="justice", division=county))
    rows = rows_of(PLACE)
    wrong = published(
        county, changed(rows, rows[0].code, matter="错误的写法"), effective_on=date(2026, 11, 1), desks=desks
    ).edition
    assert rows_of(township, TODAY, LATER)[0].matter == "错误的写法"
    right = {"number": "七政办发〔2026〕2号", "effective_on": date(2026, 11, 1), "now": LATER, "desks": desks}
    published(county, rows, corrects=wrong.code, **right)
    soon = LATER + timedelta(hours=1)
    assert [duty.matter for duty in rows_of(township, TODAY, soon)] == [duty.matter for duty in rows]
    assert rows_of(township, TODAY, LATER - timedelta(minutes=1))[0].matter == "错误的写法"


def test_a_correction_that_says_the_same_names_the_list_that_its_differences_are_told_from(app: Flask) -> None:
    before = rows_of(PLACE)
    first = published(PLACE, without(before, before[0].code), effective_on=date(2026, 12, 1), now=LATER).edition
    prepared = drafting.prepare(PLACE, without(before, before[0].code), now=LATER, corrects=first.code)
    assert prepared.before is not None
    assert prepared.follows is not None
    assert (prepared.before.edition.code, prepared.follows.edition.code) == (first.code, SEED)
    assert [line.kind for line in prepared.carried.descents] == [DescentKind.DROPPED]
