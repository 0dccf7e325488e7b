"""A village's inventory: recorded, decided on, read as of any two dates; many at once."""

import threading
from datetime import timedelta

import pytest
from flask import Flask

from registry.domain import errors
from registry.domain.inventories import InventorySort
from registry.services.access import Demand, check
from registry.services.events import verify_events
from registry.services.inventories import decide_on, record_body, record_plaque
from registry.services.inventory_views import inventory_of
from registry.services.people import actor_called
from registry.services.successions import TypedChange, record_division_change
from registry.services.village_counts import villages_overview
from registry.store.base import db
from registry.store.inventories import DecisionRecord
from registry.store.plaques import PlaqueRecord
from tests.conftest import NOW

PLAQUES, BODIES = InventorySort.PLAQUES, InventorySort.BODIES
FULL, ROOM, OTHER_TOWNSHIP = "620102001002", "620102001003", "620102005001"
"""One community with its quota of 6 full, and one with a single place free."""
LATER = NOW + timedelta(days=60)


def who(name: str):
    actor = actor_called(name)
    assert actor is not None
    return actor


def plaque(village=ROOM, wording="综治中心", actor="wang", at=NOW, **more):
    return record_plaque(village, {"wording": wording, "hung_on": "2026-11-01", **more}, actor=who(actor), now=at)


def decide(item: str, decision: str, *, on="2026-11-10", village=FULL, sort=PLAQUES, actor="wang", at=NOW, **more):
    answers = {"item": item, "decision": decision, "on": on, "reason": "清理整合", **more}
    return decide_on(sort, village, answers, actor=who(actor), now=at)


def seen(village: str, on="2026-11-23", known_at="") -> dict:
    return inventory_of(village, on=on, known_at=known_at, now=LATER).as_data()


def test_the_quota_at_one_less_full_and_one_past_it(app: Flask) -> None:
    before = seen(ROOM)
    assert (before["quota"], before["counted"], before["free"], before["over"]) == (6, 5, 1, 0)
    plaque(wording="畅家巷甲站")
    at_quota = seen(ROOM)
    assert (at_quota["counted"], at_quota["free"], at_quota["over"]) == (6, 0, 0)
    code = plaque(wording="畅家巷乙站", demanded_by="县科协", document_number="示例科协〔2026〕3号").code
    past = seen(ROOM)
    assert (past["counted"], past["free"], past["over"]) == (7, 0, 1)
    last = next(one for one in past["plaques"] if one["code"] == code)
    assert (last["demandedBy"], last["documentNumber"], last["proposal"]) == (
        "县科协",
        "示例科协〔2026〕3号",
        "TAKE_DOWN",
    )
    assert last["reasons"] == ["NOT_IN_CATALOGUE", "DEMANDED_BEYOND"]


def test_a_statutory_plaque_is_known_by_the_catalogue_and_takes_no_place(app: Flask) -> None:
    counted = seen(ROOM)["counted"]
    village = seen(ROOM)["placeName"].removeprefix("城关区酒泉路街道")
    assert plaque(wording=f"{village.removesuffix('居委会')}经济合作社").statutory is True
    assert seen(ROOM)["counted"] == counted


def test_taking_down_frees_a_place_from_its_day_and_what_was_known_before_stays_readable(app: Flask) -> None:
    assert seen(FULL)["free"] == 0
    decide("PL-0018", "TAKE_DOWN", on="2026-11-10")
    now, before, unknown = seen(FULL), seen(FULL, on="2026-11-09"), seen(FULL, known_at="2026-11-22")
    assert (now["counted"], now["free"], now["takenDown"]) == (5, 1, 2)
    assert before["counted"] == unknown["counted"] == 6
    down = next(one for one in now["plaques"] if one["code"] == "PL-0018")
    assert (down["takenDownOn"], down["decision"]["reason"], down["proposal"]) == ("2026-11-10", "清理整合", None)


def test_the_rule_counts_what_the_page_counts(app: Flask) -> None:
    demand = Demand("plaque", FULL, {"wording": "民兵连"}, "县民政局")
    assert check(demand, now=NOW).verdict.as_data()["leadingGround"] == "PLAQUE_QUOTA"
    decide("PL-0018", "TAKE_DOWN")
    assert check(demand, now=NOW).verdict.as_data()["outcome"] == "ADMIT"


def test_a_wrong_decision_is_corrected_by_a_later_one_and_stays_on_record(app: Flask) -> None:
    wrong = decide("PL-0018", "TAKE_DOWN")
    decide("PL-0018", "KEEP", corrects=wrong.number, at=NOW + timedelta(days=2))
    assert seen(FULL)["counted"] == 6
    assert seen(FULL, known_at="2026-11-24")["counted"] == 5
    assert db.session.get(DecisionRecord, wrong.number) is not None
    with pytest.raises(errors.NotFound):
        decide("PL-0018", "KEEP", corrects="D1999-000001", at=NOW + timedelta(days=2))


def test_plaques_of_the_seed_that_were_taken_down_are_decisions_too(app: Flask) -> None:
    found = next(one for one in seen(FULL)["plaques"] if one["code"] == "PL-0019")
    assert (found["takenDownOn"], found["decision"]["number"]) == ("2024-11-11", "TD-PL-0019")
    assert seen(FULL, on="2024-11-10")["takenDown"] == 0


def test_what_has_no_basis_is_not_kept_without_a_document(app: Flask) -> None:
    code = plaque(wording="科普宣传室").code
    with pytest.raises(errors.NoBasisToKeep):
        decide(code, "KEEP", village=ROOM)
    assert decide(code, "KEEP", village=ROOM, document_number="示例〔2026〕9号").decision == "KEEP"
    assert decide("PL-0014", "KEEP").decision == "KEEP"  # in the catalogue
    with pytest.raises(errors.NoBasisToKeep):
        decide("VB-0002", "KEEP", village="620102001001", sort=BODIES)
    assert decide("VB-0003", "KEEP", sort=BODIES).decision == "KEEP"  # set up on a document


def test_merging_names_another_of_the_village_that_still_stands_and_ends_the_first(app: Flask) -> None:
    with pytest.raises(errors.MissingAnswer):
        decide("PL-0018", "MERGE")
    for wrong in ("PL-0018", "PL-0019", "PL-0004", "nothing"):  # itself, taken down, another village's, none
        with pytest.raises(errors.CannotMergeInto):
            decide("PL-0018", "MERGE", into=wrong)
    decide("PL-0018", "MERGE", into="PL-0015")
    found = next(one for one in seen(FULL)["plaques"] if one["code"] == "PL-0018")
    assert (found["decision"]["into"], found["counted"]) == ("PL-0015", False)


def test_a_body_is_closed_and_a_plaque_is_not(app: Flask) -> None:
    decide("VB-0003", "CLOSE", sort=BODIES)
    body = seen(FULL)["bodies"][0]
    assert (body["closedOn"], body["proposal"]) == ("2026-11-10", None)
    assert seen(FULL, on="2026-11-09")["bodies"][0]["closedOn"] is None
    for sort, item, decision in ((PLAQUES, "PL-0018", "CLOSE"), (BODIES, "VB-0003", "TAKE_DOWN")):
        with pytest.raises(errors.UnknownOption):
            decide(item, decision, sort=sort)


def test_a_body_is_recorded_with_who_demanded_it(app: Flask) -> None:
    answers = {"name": "防汛领导小组", "set_up_on": "2026-06-01", "demanded_by": "县水务局"}
    kept = record_body(ROOM, answers, actor=who("wang"), now=NOW)
    body = seen(ROOM)["bodies"][0]
    assert (body["code"], body["demandedBy"], body["proposal"]) == (kept.code, "县水务局", "CLOSE")
    assert seen(ROOM, on="2026-05-31")["bodies"] == seen(ROOM, known_at="2026-11-22")["bodies"] == []
    with pytest.raises(errors.AlreadyOnRecord):
        record_body(ROOM, answers, actor=who("wang"), now=NOW)


def test_days_that_cannot_be_are_refused(app: Flask) -> None:
    with pytest.raises(errors.DayInFuture):
        plaque(hung_on="2026-11-24")
    with pytest.raises(errors.BeforeItBegan):
        decide("PL-0018", "TAKE_DOWN", on="2020-11-23")
    with pytest.raises(errors.MalformedDate):
        plaque(hung_on="春天")
    with pytest.raises(errors.WrongLevel):
        plaque(village="620102001000")


def test_the_same_is_not_recorded_or_decided_twice(app: Flask) -> None:
    plaque(wording="科普宣传室")
    with pytest.raises(errors.AlreadyOnRecord):
        plaque(wording="科普 宣传室")
    decide("PL-0018", "TAKE_DOWN")
    with pytest.raises(errors.AlreadyOnRecord):
        decide("PL-0018", "TAKE_DOWN")


def test_who_may_record_and_who_may_decide(app: Flask) -> None:
    for name in ("li", "sun", "zheng", "feng", "ma"):  # ma keeps another township's desk
        with pytest.raises(errors.NotPermitted):
            plaque(actor=name)
    with pytest.raises(errors.NotPermitted):
        plaque(actor="zhao")  # of another village
    for name in ("zhao", "li", "sun", "ma"):
        with pytest.raises(errors.NotPermitted):
            decide("PL-0018", "TAKE_DOWN", actor=name)
    assert plaque(village="620102001001", wording="科普宣传室", actor="zhao").village == "620102001001"
    assert decide("PL-0018", "TAKE_DOWN", actor="wu").recorded_by == "wu"


def test_a_countys_counts_are_by_class_and_its_villages_in_order_of_code(app: Flask) -> None:
    found = villages_overview("620102000000", now=NOW).as_data()
    community = next(one for one in found["classes"] if one["villageClass"] == "COMMUNITY")
    assert (community["villages"], community["onRecord"]) == (155, 8)
    assert (community["withFreePlaces"], community["full"], community["overQuota"]) == (6, 1, 1)
    assert [one["code"] for one in found["villages"]] == sorted(one["code"] for one in found["villages"])
    assert found["undecidedBodies"] == 3
    with pytest.raises(errors.WrongLevel):
        villages_overview("620000000000", now=NOW)


def test_many_who_record_and_decide_at_once_get_numbers_in_a_row_and_the_last_place_is_counted_once(app: Flask) -> None:
    recorders, decided = 8, []

    def record(turn: int) -> None:
        with app.app_context():
            plaque(wording=f"第{turn}科普站")
            db.session.remove()

    def take_down() -> None:
        with app.app_context():
            try:
                decided.append(decide("PL-0018", "TAKE_DOWN").number)
            except errors.AlreadyOnRecord as error:
                decided.append(error.facts["number"])
            db.session.remove()

    threads = [threading.Thread(target=record, args=(turn,)) for turn in range(recorders)]
    threads += [threading.Thread(target=take_down) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    db.session.rollback()
    numbers = sorted(code for (code,) in db.session.query(PlaqueRecord.code) if code.startswith("PL-2026-"))
    assert numbers == [f"PL-2026-{n:06d}" for n in range(1, recorders + 1)]
    assert len(decided) == 4 and set(decided) == {"ID2026-000001"}
    assert seen(ROOM)["counted"] == 5 + recorders
    assert verify_events()[1] == []


def test_two_who_record_the_same_plaque_at_once_record_it_once(app: Flask) -> None:
    refused = []

    def record() -> None:
        with app.app_context():
            try:
                plaque(wording="科普宣传室")
            except errors.AlreadyOnRecord:
                refused.append(1)
            db.session.remove()

    threads = [threading.Thread(target=record) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(refused) == 3
    assert seen(ROOM)["counted"] == 6


def test_a_day_that_has_not_come_is_no_fact_and_is_not_decided_for(app: Flask) -> None:
    for on in ("2099-01-01", "2026-11-24"):
        with pytest.raises(errors.DayInFuture):
            decide("PL-0018", "TAKE_DOWN", on=on)
    assert decide("PL-0018", "TAKE_DOWN", on="2026-11-23").decision == "TAKE_DOWN"


def test_a_decision_that_undoes_another_says_that_it_corrects_it(app: Flask) -> None:
    merged = decide("PL-0018", "MERGE", into="PL-0015", on="2026-11-10")
    for decision, on in (("KEEP", "2026-11-12"), ("TAKE_DOWN", "2026-11-12"), ("TAKE_DOWN", "2026-11-09")):
        with pytest.raises(errors.DecisionContradicts) as refused:
            decide("PL-0018", decision, on=on)
        assert refused.value.facts["number"] == merged.number
    with pytest.raises(errors.DecisionContradicts) as refused:
        decide("PL-0015", "TAKE_DOWN", on="2026-11-09")  # before another was merged into it
    assert refused.value.facts["why"] == "MERGED_INTO_IT"
    assert decide("PL-0015", "TAKE_DOWN", on="2026-11-11").decision == "TAKE_DOWN"
    assert decide("PL-0018", "KEEP", on="2026-11-10", corrects=merged.number).corrects == merged.number
    with pytest.raises(errors.DecisionContradicts):
        decide("PL-0018", "TAKE_DOWN", on="2026-11-10", corrects=merged.number)  # a second correction of the same


@pytest.mark.parametrize(("sort", "item", "many"), [(PLAQUES, "PL-0018", "plaques"), (BODIES, "VB-0003", "bodies")])
def test_what_was_recorded_by_mistake_counts_on_no_day_from_when_it_is_known(
    app: Flask, sort: InventorySort, item: str, many: str
) -> None:
    before = seen(FULL)
    wrong = decide(item, "MISTAKEN", sort=sort, on="")
    now = seen(FULL)
    assert item not in [one["code"] for one in now[many]] and item in [one["code"] for one in before[many]]
    assert now["counted"] == before["counted"] - (sort is PLAQUES)
    assert item not in [one["code"] for one in seen(FULL, on="2026-01-01")[many]]
    assert seen(FULL, known_at="2026-11-22")[many] == before[many]
    with pytest.raises(errors.NotFound):
        decide(item, "KEEP", sort=sort)
    decide(item, "KEEP", sort=sort, corrects=wrong.number, at=NOW + timedelta(days=1))
    assert item in [one["code"] for one in seen(FULL)[many]]


def test_a_wording_says_something_and_is_no_markup(app: Flask) -> None:
    for wording in ("<b>综治</b>", "＜站＞", "！！！", "123"):
        with pytest.raises(errors.BadInput) as refused:
            plaque(wording=wording)
        assert refused.value.field == "wording"


def body(name="防汛领导小组", set_up_on="2026-06-01", at=NOW):
    answers = {"name": name, "set_up_on": set_up_on, "demanded_by": "县水务局"}
    return record_body(ROOM, answers, actor=who("wang"), now=at)


def times(wording: str, *days: str) -> list[int]:
    """How often a wording, or name, stands on each day."""
    found = []
    for on in days:
        shown = seen(ROOM, on=on)
        there = [one["wording"] for one in shown["plaques"] if one["takenDownOn"] is None]
        there += [one["name"] for one in shown["bodies"] if one["closedOn"] is None]
        found.append(there.count(wording))
    return found


MIN = timedelta(minutes=1)


@pytest.mark.parametrize(("sort", "put", "name"), [(PLAQUES, plaque, "综治中心"), (BODIES, body, "防汛领导小组")])
def test_what_was_recorded_anew_is_not_brought_back_beside_it(app: Flask, sort, put, name) -> None:
    first = put(at=NOW).code
    wrong = decide(first, "MISTAKEN", village=ROOM, sort=sort, on="")
    again = put(at=NOW + MIN).code
    with pytest.raises(errors.StandsTwice) as told:
        keep = {"corrects": wrong.number, "document_number": "示例〔2026〕9号", "at": NOW + 2 * MIN}
        decide(first, "KEEP", village=ROOM, sort=sort, **keep)
    assert (told.value.field, told.value.facts["number"]) == ("corrects", again)
    assert times(name, "2026-11-23") == [1]
    # once the second record is said to be the mistake, the first comes back
    decide(again, "MISTAKEN", village=ROOM, sort=sort, on="", at=NOW + 3 * MIN)
    decide(first, "KEEP", village=ROOM, sort=sort, **(keep | {"at": NOW + 4 * MIN}))
    assert times(name, "2026-11-23") == [1]


def test_one_taken_down_and_hung_anew_is_not_made_to_hang_on(app: Flask) -> None:
    first = plaque(wording="科普宣传室", hung_on="2026-09-01").code
    down = decide(first, "TAKE_DOWN", village=ROOM, on="2026-10-01")
    again = plaque(wording="科普宣传室", hung_on="2026-11-01", at=NOW + MIN).code
    more = {"village": ROOM, "corrects": down.number, "document_number": "示例〔2026〕9号", "at": NOW + 2 * MIN}
    for decision, on in (("KEEP", "2026-10-01"), ("TAKE_DOWN", "2026-11-10")):
        with pytest.raises(errors.StandsTwice) as told:
            decide(first, decision, on=on, **more)
        assert told.value.facts == told.value.facts | {"number": again, "on": "2026-11-01"}
    corrected = decide(first, "TAKE_DOWN", on="2026-11-01", **more)  # it hung until the day before the other
    assert times("科普宣传室", "2026-09-01", "2026-10-15", "2026-10-31", "2026-11-01", "2026-11-23") == [1] * 5
    earlier = {**more, "corrects": corrected.number, "at": NOW + 3 * MIN}
    decide(first, "TAKE_DOWN", on="2026-09-15", **earlier)
    assert times("科普宣传室", "2026-09-01", "2026-10-15", "2026-11-23") == [1, 0, 1]


@pytest.mark.parametrize(
    ("sort", "put", "day_of", "end"),
    [(PLAQUES, plaque, "hung_on", "TAKE_DOWN"), (BODIES, body, "set_up_on", "CLOSE")],
)
def test_nothing_is_recorded_anew_from_a_day_on_which_it_still_stood(app: Flask, sort, put, day_of, end) -> None:
    first = put(**{day_of: "2026-09-01"}).code
    decide(first, end, village=ROOM, sort=sort, on="2026-11-10")
    for since, told_on in (("2026-10-01", "2026-10-01"), ("2026-08-01", "2026-09-01"), ("2026-11-09", "2026-11-09")):
        with pytest.raises(errors.StandsTwice) as told:
            put(**{day_of: since}, at=NOW + MIN)
        assert told.value.facts == told.value.facts | {"field": day_of, "number": first, "on": told_on}
    put(**{day_of: "2026-11-10"}, at=NOW + MIN)
    name = "综治中心" if sort is PLAQUES else "防汛领导小组"
    assert times(name, "2026-10-15", "2026-11-09", "2026-11-10", "2026-11-23") == [1, 1, 1, 1]


def test_a_body_of_which_no_day_is_known_stood_before_it_was_closed(app: Flask) -> None:
    decide(body(set_up_on="").code, "CLOSE", village=ROOM, sort=BODIES, on="2026-11-10")
    with pytest.raises(errors.StandsTwice) as told:
        body(set_up_on="", at=NOW + MIN)
    assert told.value.facts["on"] == "2026-11-09"
    body(set_up_on="2026-11-10", at=NOW + MIN)


def test_two_that_stood_beside_each_other_after_a_merger_are_still_decided_on_and_corrected(app: Flask) -> None:
    one, other = plaque(village=FULL, wording="科普宣传室").code, plaque(village=ROOM, wording="科普宣传室").code
    merged = TypedChange("MERGED", [FULL, ROOM], "2026-11-05", ["620102001888"], ["合村社区"], list_from=ROOM)
    record_division_change(merged, actor=who("zheng"), now=NOW + MIN)
    down = decide(one, "TAKE_DOWN", village="620102001888", on="2026-11-12", at=NOW + 2 * MIN)
    shorter = {"village": "620102001888", "corrects": down.number, "at": NOW + 3 * MIN}
    corrected = decide(one, "TAKE_DOWN", on="2026-11-08", **shorter)
    with pytest.raises(errors.StandsTwice) as told:
        decide(one, "TAKE_DOWN", on="2026-11-20", **(shorter | {"corrects": corrected.number}))
    assert told.value.facts == told.value.facts | {"number": other, "on": "2026-11-08"}
