"""A plaque that an admission reserved is hung: from its day it counts as hanging, in the place it has already."""

from datetime import timedelta

import pytest
from flask import Flask

from registry.domain import errors
from registry.domain.actors import Actor
from registry.domain.inventories import InventorySort
from registry.services import cases
from registry.services.events import verify_events
from registry.services.hanging import record_hanging
from registry.services.inventories import decide_on, record_plaque
from registry.services.inventory_views import inventory_of
from registry.services.replaying import Replayed, replay_verdicts
from registry.store.admissions import items_of
from tests.conftest import NOW
from tests.services.test_cases import VILLAGE, called, submitted

WORDING = "综治中心"
LATER = NOW + timedelta(days=3)


@pytest.fixture
def case(app: Flask, clerk_li: Actor, officer_wang: Actor) -> str:
    """A case that admitted a plaque on the day of the tests; it is not hung yet."""
    number = submitted(clerk_li, {"wording": WORDING}, VILLAGE, "plaque")
    cases.verify(number, actor=officer_wang, now=NOW)
    return number


def hang(case: str, by: str = "wang", at=LATER, **more: object):
    answers = {"item": items_of(case)[0].item, "hung_on": "2026-11-25", **more}
    return record_hanging(VILLAGE, answers, actor=called(by), now=at)


def seen(on: str = "2026-11-26", known_at: str = "") -> dict:
    return inventory_of(VILLAGE, on=on, known_at=known_at, now=LATER + timedelta(days=9)).as_data()


def counts(on: str = "2026-11-26", known_at: str = "") -> tuple[int, int, int]:
    found = seen(on, known_at)
    return found["hung"], found["admitted"], found["counted"]


def reserved(of: dict, code: str) -> dict:
    return next(one for one in of["plaques"] if one["code"] == code)


def test_what_is_hung_counts_as_hanging_from_its_day_and_once(case: str) -> None:
    hung, admitted, counted = counts()
    assert admitted == 1
    record = hang(case, colour="白底红字", width_mm="600")
    assert counts() == (hung + 1, 0, counted), "it keeps the place that it had"
    assert counts(on="2026-11-24") == (hung, 1, counted), "the day before it was hung"
    assert counts(known_at="2026-11-25") == (hung, 1, counted), "as it was known before anybody said so"
    told = reserved(seen(), record.plaque)
    assert (told["hungOn"], told["colour"], told["widthMm"], told["reserved"]) == ("2026-11-25", "白底红字", 600, False)
    assert reserved(seen(known_at="2026-11-25"), record.plaque)["reserved"] is True
    assert verify_events()[1] == []
    assert replay_verdicts() == Replayed(same=2, different=(), by_other_rules=0)


def test_the_village_desk_may_say_so_and_nobody_of_the_side_that_asked(case: str) -> None:
    for name in ("li", "sun", "zheng", "ma"):
        with pytest.raises(errors.NotPermitted):
            hang(case, by=name)
    assert hang(case, by="zhao").recorded_by == "zhao"


def test_the_same_wording_is_hung_and_not_recorded_again(case: str, officer_wang: Actor) -> None:
    typed = {"wording": WORDING, "hung_on": "2026-11-25"}
    with pytest.raises(errors.NotYetHung) as refused:
        record_plaque(VILLAGE, typed, actor=officer_wang, now=LATER)
    assert refused.value.facts["number"] == items_of(case)[0].item
    hang(case)
    for again in (lambda: hang(case), lambda: record_plaque(VILLAGE, typed, actor=officer_wang, now=LATER)):
        with pytest.raises(errors.AlreadyOnRecord):
            again()


@pytest.mark.parametrize(
    ("typed", "error"),
    [
        ({"hung_on": "2026-11-22"}, errors.HungBeforeAdmitted),
        ({"hung_on": "2026-11-27"}, errors.DayInFuture),
        ({"hung_on": "前天"}, errors.MalformedDate),
        ({"item": "PL-0001"}, errors.AlreadyOnRecord),
        ({"item": "PL-0018"}, errors.NotFound),
        ({"corrects": "HG2026-000009"}, errors.NotFound),
        ({"position": "ROOF"}, errors.UnknownOption),
    ],
)
def test_what_cannot_be_is_refused(case: str, typed: dict[str, str], error: type[Exception]) -> None:
    before = counts()
    with pytest.raises(error):
        hang(case, **typed)
    assert counts() == before


def test_a_wrong_day_is_corrected_by_a_later_record_and_stays_readable(case: str) -> None:
    wrong = hang(case)
    right = hang(case, hung_on="2026-11-26", corrects=wrong.number, at=LATER + timedelta(days=1))
    assert reserved(seen(), right.plaque)["hungOn"] == "2026-11-26"
    assert reserved(seen(known_at="2026-11-26"), right.plaque)["hungOn"] == "2026-11-25"
    with pytest.raises(errors.NotFound):
        hang(case, corrects=wrong.number, at=LATER + timedelta(days=1))


def test_what_ended_before_it_was_hung_cannot_be_hung(case: str) -> None:
    cases.end(case, "工作完成", actor=called("sun"), now=NOW + timedelta(days=1))
    with pytest.raises(errors.EndedBeforeHung) as refused:
        hang(case)
    assert refused.value.facts["on"] == "2026-11-24"
    assert counts()[1:] == (1, seen("2026-11-22")["counted"]), "admitted, and let go of again"


def test_what_hangs_goes_on_counting_when_its_admission_ends_until_somebody_takes_it_down(case: str) -> None:
    counted = counts()[2]
    record = hang(case)
    cases.end(case, "工作完成", actor=called("sun"), now=LATER)
    assert counts()[2] == counted
    typed = {"item": record.plaque, "decision": "TAKE_DOWN", "on": "2026-11-26", "reason": "撤牌"}
    decide_on(InventorySort.PLAQUES, VILLAGE, typed, actor=called("wang"), now=LATER)
    assert counts()[2] == counted - 1
