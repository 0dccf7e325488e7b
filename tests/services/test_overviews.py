"""A county and a province as a whole: what is counted is what is on file, and whose business it is."""

from collections import Counter
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from registry.domain.actors import Actor
from registry.domain.cases import Status
from registry.domain.errors import NotKeptHere, NotPermitted
from registry.domain.errors.overviews import SpanBackwards
from registry.domain.overviews import Took
from registry.services import cases, village_counts
from registry.services.overviews import overview_of, own_overview
from registry.store.access import RequestRecord
from registry.store.base import db
from registry.store.cases import CaseRecord
from tests.conftest import NOW
from tests.services.test_cases import JIUQUAN, LISTED, UNCLEAR, VILLAGE, ZHANGYE, called, submitted

COUNTY, CITY, PROVINCE = "620102000000", "620100000000", "620000000000"
OFF_LIST = {"matter": "无人机起降点编号"}


@pytest.fixture
def some(clerk_li: Actor, officer_wang: Actor) -> dict[str, str]:
    """A case of each outcome, a second that may be admitted and waits, one at a village; one of them was confirmed."""
    found = {
        "admitted": submitted(clerk_li, LISTED),
        "waiting": submitted(clerk_li, LISTED, ZHANGYE),
        "rejected": submitted(clerk_li, OFF_LIST),
        "referred": submitted(clerk_li, UNCLEAR),
        "plaque": submitted(clerk_li, {"wording": "综治中心"}, VILLAGE, "plaque"),
    }
    cases.verify(found["admitted"], actor=officer_wang, now=NOW + timedelta(days=1))
    return found


def test_what_is_counted_is_what_is_on_file(some: dict[str, str], app: Flask) -> None:
    found = overview_of(COUNTY, actor=called("sun"), now=NOW + timedelta(days=2)).as_data()
    on_file = list(db.session.scalars(select(CaseRecord)))
    kinds = {request.number: request.kind for request in db.session.scalars(select(RequestRecord))}
    expected = Counter(kinds[case.request] for case in on_file)
    assert {one["kind"]: one["admit"] + one["refer"] + one["reject"] for one in found["kinds"]} == {
        **dict.fromkeys((one["kind"] for one in found["kinds"]), 0),
        **expected,
    }
    statuses = Counter(case.status for case in on_file)
    assert {one["status"]: one["number"] for one in found["statuses"]} == {
        status.value: statuses[status.value] for status in Status if status is not Status.DRAFT
    }
    delegations = next(one for one in found["kinds"] if one["kind"] == "delegation")
    assert (delegations["admit"], delegations["refer"], delegations["reject"]) == (2, 1, 1)
    assert found["months"][-1]["month"] == "2026-11"
    assert sum(one[said] for one in found["months"] for said in ("admit", "refer", "reject")) == len(on_file)
    grounds = Counter(case.leading_ground for case in on_file if case.outcome != "ADMIT")
    assert {one["ground"]: one["number"] for one in found["grounds"]} == grounds
    waits = {one["took"]: one["number"] for one in found["waits"] if one["number"]}
    assert waits == {Took.ONE: 1, Took.WAITING: 2}
    assert not [name for name in found if name in ("townships", "departments", "units", "reports")]


def test_days_outside_the_span_and_places_outside_the_division_do_not_count(some: dict[str, str], app: Flask) -> None:
    before = (NOW - timedelta(days=1)).date().isoformat()
    found = overview_of(COUNTY, until=before, actor=called("sun"), now=NOW)
    assert not any(found.by_status.values()) and not any(found.by_wait.values())
    elsewhere = overview_of("620103000000", actor=called("zheng"), now=NOW)
    assert not any(elsewhere.by_status.values())
    for above in (CITY, PROVINCE):
        whole = overview_of(above, actor=called("zheng"), now=NOW)
        assert sum(whole.by_status.values()) == len(some)


def test_clean_up_and_plaques_are_those_of_all_below(some: dict[str, str], app: Flask) -> None:
    county, province = (overview_of(one, actor=called("zheng"), now=NOW) for one in (COUNTY, PROVINCE))
    assert sum(county.clean_up.values()) > 0 and sum(province.clean_up.values()) >= sum(county.clean_up.values())
    over = [sum(one["overQuota"] for one in found.plaques) for found in (county, province)]
    assert over[1] >= over[0] > 0
    assert sum(one["villages"] for one in province.plaques) > sum(one["villages"] for one in county.plaques)
    assert county.sample


def test_villages_are_counted_the_same_in_portions(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    whole = overview_of(COUNTY, actor=called("sun"), now=NOW).plaques
    monkeypatch.setattr(village_counts, "PORTION", 7)
    assert overview_of(COUNTY, actor=called("sun"), now=NOW).plaques == whole


@pytest.mark.parametrize(
    ("name", "place", "is_theirs"),
    [
        ("sun", COUNTY, True),
        ("sun", CITY, True),
        ("sun", PROVINCE, True),
        ("sun", "620103000000", False),
        ("wang", COUNTY, True),
        ("zhao", COUNTY, True),
        ("zhao", "620200000000", False),
        ("zheng", "620103000000", True),
        ("feng", "620103000000", False),
    ],
)
def test_people_see_what_they_serve_in_and_what_lies_above(app: Flask, name: str, place: str, is_theirs: bool) -> None:
    if is_theirs:
        assert overview_of(place, actor=called(name), now=NOW).place.code == place
    else:
        with pytest.raises(NotPermitted):
            overview_of(place, actor=called(name), now=NOW)


def test_a_township_is_not_told_as_a_whole_and_days_are_read_with_care(app: Flask) -> None:
    with pytest.raises(NotKeptHere):
        overview_of(JIUQUAN, actor=called("wang"), now=NOW)
    with pytest.raises(SpanBackwards):
        overview_of(COUNTY, since="2026-11-02", until="2026-11-01", actor=called("sun"), now=NOW)


@pytest.mark.parametrize(("name", "place"), [("zhao", COUNTY), ("sun", COUNTY), ("zheng", PROVINCE)])
def test_ones_own_overview_is_that_of_the_smallest_division_that_has_one(app: Flask, name: str, place: str) -> None:
    found = own_overview(called(name), now=NOW)
    assert found and found.code == place
