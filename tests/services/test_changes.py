"""The change feed: whatever anybody does, a mirror built from it alone is the registry; it tells nobody too much."""

import inspect
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import delete, event, select, update

from registry.domain.actors import Actor
from registry.domain.errors import BadCursor, NotANumber
from registry.domain.feed import FOR_SOME, Cursor, ThingKind
from registry.services import adjustments, cases, limits, proposing, reports, requests
from registry.services.access import Demand
from registry.services.admission_views import admission_shown
from registry.services.changes import changes
from registry.services.dumping import dump, load
from registry.services.people import actor_called
from registry.store.admissions import AdmissionRecord
from registry.store.approvals import NumberPrefixRecord
from registry.store.base import begin_writing, db
from registry.store.changes import ChangeRecord, FeedRecord
from registry.store.divisions import DivisionRecord
from registry.store.telling import OF_ITS_CASE
from tests.conftest import NOW
from tests.services import (
    test_adjustments,
    test_approvals,
    test_cases,
    test_catalogues,
    test_certificates,
    test_chiefs,
    test_delegated,
    test_divisions_change,
    test_emergencies,
    test_hanging,
    test_inventories,
    test_publishing,
    test_request_drafts,
    test_same_matter,
    test_slips,
    test_work_calendar,
)
from tests.services.mirroring import OVERSIGHT, end_of_feed, follow, source
from tests.services.test_adjustments import at, proposed
from tests.services.test_dumping import OTHER, empty_registry, engine_here
from tests.services.test_hanging import case
from tests.services.test_reports import DEMAND
from tests.services.test_slips import ring
from tests.watching import watched

__all__ = ["at", "case", "ring"]  # fixtures of scenes
JIUQUAN = "620102001000"
FLOOD = Demand(kind="delegation", place=JIUQUAN, answers={"matter": "防汛抗旱"})


_AS_SEEDED: dict[str, Any] = {}


def as_seeded(app: Flask) -> Any:
    """What a registry holds that only was seeded; read once for each engine."""
    engine = db.engine.dialect.name
    if engine not in _AS_SEEDED:
        _AS_SEEDED[engine] = source()
    return _AS_SEEDED[engine]


def somebody(name: str) -> Actor:
    found = actor_called(name)
    assert found is not None
    return found


for _name in ("sun", "zhou", "wang", "chen", "zheng", "he"):
    globals()[_name] = pytest.fixture(name=_name)(lambda app, name=_name: somebody(name))

SCENES: list[tuple[Callable[..., None], str]] = [
    (test_publishing.test_a_list_is_drafted_by_the_township_reviewed_and_published_and_then_judged_by, "EDITION"),
    (test_publishing.test_a_correcting_edition_annuls_the_wrong_one_and_leaves_it_visible, "EDITION"),
    (test_publishing.test_one_amendment_reaches_all_but_where_a_township_differs_on_that_very_thing, "EDITION"),
    (test_adjustments.test_the_last_answer_closes_the_consultation, "ADJUSTMENT"),
    (test_adjustments.test_the_whole_county_with_a_master_means_the_master, "ADJUSTMENT EDITION"),
    (test_adjustments.test_what_was_kept_before_stays_readable, "ADJUSTMENT"),
    (test_adjustments.test_a_limit_set_for_later_holds_from_its_day_on, "LIMIT"),
    (test_divisions_change.test_a_county_with_a_new_code_takes_all_below_along, "DIVISION DIVISION_CHANGE"),
    (test_divisions_change.test_a_villages_class_is_dated_twice, "DIVISION"),
    (
        test_catalogues.test_the_next_version_supersedes_and_the_one_before_still_holds_for_its_days,
        "PLAQUE_CATALOGUE",
    ),
    (
        test_catalogues.test_a_catalogue_of_certificates_is_kept_with_use_procedure_and_form,
        "CERTIFICATE_CATALOGUE",
    ),
    (test_certificates.test_the_next_list_supersedes_and_the_earlier_day_stays_as_it_was, "RETAINED_LIST"),
    (test_chiefs.test_an_end_that_was_wrong_is_corrected_by_a_later_one_and_stays_known_as_it_was, "CHIEF_DUTY"),
    (test_delegated.test_a_matter_goes_from_the_record_to_kept_with_its_resources, "DELEGATED_MATTER"),
    (test_delegated.test_what_is_taken_back_names_the_department_and_the_way_of_working, "DELEGATED_MATTER"),
    (
        test_hanging.test_a_wrong_day_is_corrected_by_a_later_record_and_stays_readable,
        "INVENTORY_PLAQUE REQUEST CASE ADMISSION",
    ),
    (test_inventories.test_the_quota_at_one_less_full_and_one_past_it, "INVENTORY_PLAQUE"),
    (test_inventories.test_a_wrong_decision_is_corrected_by_a_later_one_and_stays_on_record, "INVENTORY_DECISION"),
    (test_inventories.test_a_body_is_recorded_with_who_demanded_it, "INVENTORY_BODY"),
    (test_slips.test_a_case_is_answered_by_the_verdict_of_today_with_its_admission, "SLIP CASE REQUEST SIGNING_KEY"),
    (test_work_calendar.test_a_year_entered_whole_is_known_from_when_it_was_entered, "WORK_CALENDAR_DAY"),
    (test_emergencies.test_work_admitted_under_it_ends_with_it_on_the_day_after, "EMERGENCY ADMISSION"),
    (test_approvals.test_what_is_recorded_lifts_nothing_until_the_province_confirms_it, "APPROVAL"),
    (test_cases.test_only_the_township_that_is_asked_verifies, "REQUEST CASE"),
    (test_same_matter.test_an_admission_that_is_carried_over_says_so_everywhere, "ADMISSION APPROVAL CASE"),
    (test_request_drafts.test_files_are_attached_while_the_request_is_open_by_the_unit_that_asked, "REQUEST"),
]
"""Stories that are told elsewhere, and the kinds of things that the feed must have told of when they are over."""
BROUGHT_LATER = {ThingKind(n) for n in ("ADMISSION", "SIGNING_KEY", "DIVISION_CHANGE", "WORK_CALENDAR_DAY")}
"""What the seed holds none of."""


@pytest.mark.parametrize(("scene", "kinds"), SCENES, ids=[scene.__name__ for scene, _ in SCENES])
def test_whatever_is_done_a_mirror_that_follows_is_the_registry(
    app: Flask, request: pytest.FixtureRequest, scene: Callable[..., None], kinds: str
) -> None:
    mirror, cursor = dict(as_seeded(app)), end_of_feed()
    scene(**{name: request.getfixturevalue(name) for name in inspect.signature(scene).parameters})
    db.session.rollback()
    _, told = follow(mirror, cursor, first=7)
    assert set(kinds.split()) <= told
    assert mirror == source()


def test_the_stories_tell_of_every_kind_but_what_only_files_and_keys_bring(app: Flask) -> None:
    brought_otherwise = {"NUMBER_PREFIX", "UNIT", "STATUTORY_DUTY", "ASSESSMENT"}
    assert {kind for _, kinds in SCENES for kind in kinds.split()} | brought_otherwise == set(ThingKind)


def test_a_mirror_from_nothing_is_the_whole_registry_and_of_no_other_kind_is_anything_missing(app: Flask) -> None:
    mirror: dict[tuple[str, str], Any] = {}
    _, told = follow(mirror, "")
    assert mirror == source() and len(mirror) > 19_000
    of_the_seed = set(ThingKind) - FOR_SOME - BROUGHT_LATER
    assert told >= {kind.value for kind in of_the_seed}


def test_what_is_gone_is_told_as_gone_and_what_moved_is_told_of_both(app: Flask) -> None:
    begin_writing()
    db.session.add(NumberPrefixRecord(province_code="620000", prefix="陇试", province="甘肃"))
    db.session.commit()
    mirror, cursor = source(), end_of_feed()
    begin_writing()
    for record in db.session.scalars(select(NumberPrefixRecord)).all():
        db.session.delete(record)
    db.session.commit()
    page = changes(after=cursor)
    assert page.changes and all(change.thing is None for change in page.changes)
    follow(mirror, cursor)
    assert mirror == source() and not [key for kind, key in mirror if kind == "NUMBER_PREFIX"]


def test_what_is_undone_is_not_told_and_takes_no_position(app: Flask) -> None:
    cursor = end_of_feed()
    begin_writing()
    record = db.session.get_one(DivisionRecord, JIUQUAN)
    record.name = "另一个名称"
    db.session.flush()
    db.session.rollback()
    assert changes(after=cursor).changes == ()
    begin_writing()
    db.session.get_one(DivisionRecord, JIUQUAN).name = "酒泉路街道"
    db.session.commit()  # nothing was modified
    assert changes(after=cursor).changes == ()
    assert positions() == list(range(1, len(positions()) + 1))


def positions() -> list[int]:
    return list(db.session.scalars(select(ChangeRecord.position).order_by(ChangeRecord.position)))


def test_a_thing_changed_twice_is_told_twice_as_it_stands(app: Flask, clerk_li: Actor, officer_wang: Actor) -> None:
    cursor = end_of_feed()
    number = requests.submit(FLOOD, actor=clerk_li, now=NOW).cases[0].number
    cases.verify(number, actor=officer_wang, now=NOW)
    told = [c for c in changes(after=cursor, actor=OVERSIGHT).changes if c.kind is ThingKind.CASE]
    assert [c.key for c in told] == [number, number] and told[0].position < told[1].position
    assert told[0].thing == told[1].thing and told[0].thing["status"] == "admitted"
    assert told[0].event != told[1].event and told[0].event.endswith(f"-{told[0].position}")


def test_pages_are_read_in_any_size_and_of_some_kinds_only(app: Flask) -> None:
    whole = changes(of=[ThingKind.EDITION], first=100)
    assert not whole.has_more and {c.kind for c in whole.changes} == {ThingKind.EDITION} and len(whole.changes) > 5
    found, cursor = [], ""
    while True:
        page = changes(after=cursor, first=3, of=[ThingKind.EDITION])
        found, cursor = found + list(page.changes), page.cursor
        if not page.has_more:
            break
    assert found == list(whole.changes) and page.position == positions()[-1]
    for first in (0, 101, -1):
        with pytest.raises(NotANumber):
            changes(first=first)


def test_reading_costs_the_same_queries_for_one_change_and_for_a_hundred(app: Flask) -> None:
    def queries(first: int, after: str) -> int:
        counted: list[str] = []

        def note(_c: Any, _cursor: Any, statement: str, *_more: Any) -> None:
            counted.append(statement)

        event.listen(db.engine, "before_cursor_execute", note)
        changes(first=first, of=[ThingKind.EDITION, ThingKind.UNIT], actor=OVERSIGHT, after=after)
        event.remove(db.engine, "before_cursor_execute", note)
        return len(counted)

    one, ten, hundred = (queries(first, "") for first in (1, 10, 100))
    assert one <= ten <= hundred <= one + 7, "a kind more costs a query for each of its tables, a row more none"


def refused(cursor: str) -> str:
    with pytest.raises(BadCursor) as refusal:
        changes(after=cursor)
    return str(refusal.value.facts["reason"])


def test_a_cursor_that_does_not_lead_on_here_is_refused_with_the_reason(app: Flask) -> None:
    here = db.session.get_one(FeedRecord, "feed")
    identity, last = here.identity, here.position
    assert [refused(typed) for typed in ("x", "é", "a" * 500, "!!!!")] == ["UNREADABLE"] * 4
    assert refused(Cursor("0" * 16, 1, "0" * 8).as_text()) == "OF_ANOTHER_FEED"
    assert refused(Cursor(identity, last + 1, "0" * 8).as_text()) == "AHEAD"
    assert refused(Cursor(identity, 5, "f" * 8).as_text()) == "OF_ANOTHER_FEED"


def test_a_registry_set_back_to_an_older_copy_and_written_on_is_told_from_the_one_that_was_read(app: Flask) -> None:
    before = end_of_feed()
    begin_writing()
    db.session.get_one(DivisionRecord, JIUQUAN).name = "甲"
    db.session.commit()
    read = end_of_feed()
    begin_writing()  # the copy of before: its last change never was
    last = db.session.get_one(FeedRecord, "feed")
    db.session.execute(delete(ChangeRecord).where(ChangeRecord.position == last.position))
    last.position -= 1
    db.session.commit()
    assert refused(read) == "AHEAD"
    begin_writing()
    db.session.get_one(DivisionRecord, "620102002000").name = "乙"
    db.session.commit()
    assert refused(read) == "OF_ANOTHER_FEED" and changes(after=before).changes


def test_a_registry_without_a_change_has_an_empty_feed(app: Flask, tmp_path: Path) -> None:
    with empty_registry(engine_here(), tmp_path / "empty"):
        page = changes()
        assert (page.changes, page.cursor, page.position, page.has_more) == ((), "", 0, False)


def test_what_is_loaded_from_a_dump_is_told_anew_in_another_feed(app: Flask, tmp_path: Path, clerk_li: Actor) -> None:
    requests.submit(FLOOD, actor=clerk_li, now=NOW)
    read = end_of_feed()
    dump(tmp_path / "whole.zip")
    whole = source()
    with empty_registry(OTHER[engine_here()], tmp_path / "other"):
        load(tmp_path / "whole.zip")
        assert refused(read) == "OF_ANOTHER_FEED"
        mirror: dict[tuple[str, str], Any] = {}
        follow(mirror, "")
        assert mirror == source() == whole


def seen(actor: Actor | None, after: str) -> set[tuple[str, str]]:
    mirror: dict[tuple[str, str], Any] = {}
    follow(mirror, after, actor=actor)
    return {name for name in mirror if ThingKind(name[0]) in FOR_SOME | {ThingKind.ADMISSION}}


def test_strangers_are_told_of_an_admission_what_its_page_tells_and_whoever_reads_its_case_the_rest(app: Flask) -> None:
    li, wang, ma, chen = map(somebody, ("li", "wang", "ma", "chen"))
    number = requests.submit(FLOOD, actor=li, now=NOW).cases[0].number
    cases.verify(number, actor=wang, now=NOW)
    record = db.session.get(AdmissionRecord, number)
    assert record is not None
    public = admission_shown(str(record.number), on="", now=NOW).as_data()
    for reader in (None, ma, chen, li, wang):
        (change,) = changes(of=[ThingKind.ADMISSION], actor=reader).changes
        thing = change.thing
        assert thing is not None and (change.key, thing["number"]) == (record.number, record.number)
        assert {name: thing[name] for name in ("place", "unit", "kind", "validFrom", "validUntil", "endedOn")} == {
            name: public[name] for name in ("place", "unit", "kind", "validFrom", "validUntil", "endedOn")
        }
        reads_the_case = reader in (li, wang)
        assert (number in json.dumps(change.thing)) == reads_the_case
        assert (OF_ITS_CASE & thing.keys()) == (OF_ITS_CASE if reads_the_case else set())


def test_each_reads_what_they_read_at_the_pages_and_strangers_what_is_public(app: Flask, ring: Any) -> None:
    cursor, (li, wang, ma, chen, sun, zheng) = (
        end_of_feed(),
        map(somebody, ("li", "wang", "ma", "chen", "sun", "zheng")),
    )
    asked = requests.submit(FLOOD, actor=li, now=NOW)
    number = asked.cases[0].number
    of_request = {("REQUEST", asked.number), ("CASE", number)}
    assert seen(None, cursor) == set() and seen(ma, cursor) == seen(chen, cursor) == set()
    for reader in (li, wang, sun, zheng, OVERSIGHT):
        assert seen(reader, cursor) == of_request
    cases.verify(number, actor=wang, now=NOW)
    record = db.session.get(AdmissionRecord, number)
    assert record is not None and seen(None, cursor) == {("ADMISSION", str(record.number))}
    proposal = proposing.keep_draft(proposed(), actor=wang, now=NOW).number
    assert ("ADJUSTMENT", proposal) in seen(wang, cursor)
    assert not [1 for reader in (None, sun, OVERSIGHT, zheng) if ("ADJUSTMENT", proposal) in seen(reader, cursor)]
    limits.set_limit("DECISION", "7", begins="2026-12-01", actor=sun, now=NOW)
    assert ("LIMIT", "620102000000") in seen(ma, cursor) and ("LIMIT", "620102000000") not in seen(None, cursor)


def test_what_is_still_being_mended_is_its_own_units(app: Flask, at: Callable[..., str], sun: Actor) -> None:
    number = at(test_adjustments.AdjustmentStatus.PROPOSED)
    wang, cursor = somebody("wang"), end_of_feed()
    adjustments.give_back(number, "请补正", actor=sun, now=NOW)
    own = [c.thing for c in changes(after=cursor, actor=wang).changes if c.thing]
    others = [c.thing for c in changes(after=cursor, actor=sun).changes if c.thing]
    assert own and len(own[-1]["versions"]) >= len(others[-1]["versions"]) == 1


def test_who_watches_sees_what_is_written_past_the_feed(app: Flask) -> None:
    with watched(db.engine) as missed:
        begin_writing()
        db.session.get_one(DivisionRecord, JIUQUAN).name = "甲"
        db.session.commit()
        assert missed == []
        begin_writing()
        db.session.execute(update(DivisionRecord).where(DivisionRecord.code == JIUQUAN).values(name="乙"))
        db.session.commit()
        assert missed == ["divisions"]


def test_reporters_people_and_marks_are_in_no_thing(app: Flask) -> None:
    cursor, zhao = end_of_feed(), somebody("zhao")
    before = {change.key for change in changes(after=cursor, actor=OVERSIGHT).changes}
    reports.report(DEMAND, actor=zhao, now=NOW)
    assert {change.key for change in changes(after=cursor, actor=OVERSIGHT).changes} == before == set()
    whole = json.dumps(list(source().values()), ensure_ascii=False)
    assert '"passwordHash"' not in whole and '"once"' not in whole
