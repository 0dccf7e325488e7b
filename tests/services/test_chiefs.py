"""The register of chief and grid duties: adding with a basis, ending, and what a verdict says before and after."""

from datetime import UTC, date, datetime, timedelta

import pytest
from flask import Flask

from registry.domain import errors
from registry.domain.actors import Actor
from registry.domain.divisions import Place
from registry.services import chiefs as services
from registry.services.access import Demand, check
from registry.services.divisions import place_today
from registry.services.events import verify_events
from registry.services.people import actor_called
from registry.services.successions import TypedChange, record_division_changes
from registry.store import chiefs, divisions
from registry.store.base import db
from tests.conftest import NOW

COUNTY, TOWNSHIP = "620102000000", "620102001000"
NEW = {
    "matter": "楼栋消防通道巡看",
    "chief_or_grid": "grid",
    "chief_basis": "示例:网格事项清单",
    "chief_from": "2026-11-01",
}


def person(name: str) -> Actor:
    found = actor_called(name)
    assert found is not None
    return found


def place(code: str) -> Place:
    found = place_today(code, now=NOW)
    db.session.rollback()
    return found


def grounds(matter: str, laid_on: str, on: str, known_at: str = "", *, now: datetime) -> set[str]:
    db.session.rollback()
    demand = Demand(
        "delegation",
        TOWNSHIP,
        {"matter": matter, "laid_on": laid_on},
        department="县应急管理局",
        on=on,
        known_at=known_at,
    )
    return {g.ground.code for g in check(demand, now=now).verdict.grounds}


def test_a_duty_is_added_with_its_basis_and_is_then_no_longer_new(app: Flask) -> None:
    assert "CHIEF_OR_GRID" in grounds(NEW["matter"], "GRID", "2026-11-23", now=NOW)
    code = services.add(TOWNSHIP, NEW, actor=person("sun"), now=NOW)
    later = NOW + timedelta(hours=1)
    assert "CHIEF_OR_GRID" not in grounds(NEW["matter"], "GRID", "2026-11-23", now=later)
    assert "CHIEF_OR_GRID" in grounds(NEW["matter"], "GRID", "2026-10-31", now=later)  # before it began
    entry = next(e for e in chiefs.register_of(place(TOWNSHIP), later) if e.code == code)
    assert (entry.basis, entry.added_on, entry.added_by) == (
        "示例:网格事项清单",
        date(2026, 11, 23),
        person("sun").unit,
    )


def test_without_a_basis_no_duty_is_laid_on_anybody(app: Flask) -> None:
    with pytest.raises(errors.MissingAnswer) as told:
        services.add(TOWNSHIP, {**NEW, "chief_basis": ""}, actor=person("sun"), now=NOW)
    assert told.value.field == "chief_basis"


def test_only_the_list_office_of_the_place_adds_or_ends(app: Flask) -> None:
    for who in ("wang", "li", "zheng", "admin"):
        with pytest.raises(errors.NotPermitted):
            services.add(TOWNSHIP, NEW, actor=person(who), now=NOW)
        with pytest.raises(errors.NotPermitted):
            services.end("CD-0001", {"chief_until": "2026-10-31", "reason": "取消"}, actor=person(who), now=NOW)
    with pytest.raises(errors.NotPermitted):
        services.add("620103001000", NEW, actor=person("sun"), now=NOW)


def test_a_verdict_before_and_after_the_end_and_known_before_and_after(app: Flask) -> None:
    river, chief = "开展河湖日常巡查和漂浮物清理", "CHIEF"
    before = (NOW - timedelta(hours=1)).astimezone(UTC).isoformat()
    services.end("CD-0001", {"chief_until": "2026-10-31", "reason": "职责归并"}, actor=person("sun"), now=NOW)
    later = NOW + timedelta(hours=1)
    assert "CHIEF_OR_GRID" not in grounds(river, chief, "2026-10-31", now=later)
    assert "CHIEF_OR_GRID" in grounds(river, chief, "2026-11-01", now=later)
    assert "CHIEF_OR_GRID" not in grounds(river, chief, "2026-11-01", before, now=later)  # not known yet
    assert verify_events()[1] == []


def test_an_end_that_was_wrong_is_corrected_by_a_later_one_and_stays_known_as_it_was(app: Flask) -> None:
    later, latest = NOW + timedelta(days=1), NOW + timedelta(days=2)
    for until, now in (("2026-10-31", NOW), ("2026-12-31", later)):
        services.end("CD-0001", {"chief_until": until, "reason": "职责归并"}, actor=person("sun"), now=now)
    known = [
        next(e.until for e in chiefs.register_of(place(COUNTY), at) if e.code == "CD-0001")
        for at in (NOW - timedelta(days=1), NOW, latest)
    ]
    assert known == [None, date(2026, 10, 31), date(2026, 12, 31)]
    with pytest.raises(errors.AlreadyEnded):
        services.end("CD-0001", {"chief_until": "2026-12-31", "reason": "再次"}, actor=person("sun"), now=latest)


def test_a_duty_does_not_end_before_it_began(app: Flask) -> None:
    with pytest.raises(errors.DayTooEarly):
        services.end("CD-0001", {"chief_until": "2018-06-30", "reason": "取消"}, actor=person("sun"), now=NOW)


def test_a_townships_register_shows_the_countys_too_parted_by_whether_they_hold(app: Flask) -> None:
    held, others = services.register_as_of(place(TOWNSHIP), date(2025, 7, 1), NOW)
    assert [e.code for e in held] == ["CD-0001", "CD-0002", "CD-0003", "CD-0004"]
    held, others = services.register_as_of(place(TOWNSHIP), date(2025, 10, 1), NOW)
    assert ([e.code for e in held], [e.code for e in others]) == (["CD-0001", "CD-0002", "CD-0003"], ["CD-0004"])
    held, _ = services.register_as_of(place(COUNTY), date(2025, 7, 1), NOW)
    assert [e.code for e in held] == ["CD-0001", "CD-0002", "CD-0003"]


def test_a_duty_that_is_not_there_is_not_found(app: Flask) -> None:
    for code in ("CD-9999", "\x00", "", "CD-0001' or"):
        with pytest.raises(errors.NotFound):
            services.end(code, {"chief_until": "2026-10-31", "reason": "取消"}, actor=person("sun"), now=NOW)


def test_the_same_duty_is_added_once(app: Flask) -> None:
    services.add(TOWNSHIP, NEW, actor=person("sun"), now=NOW)
    with pytest.raises(errors.SameOnRecord):
        services.add(TOWNSHIP, NEW, actor=person("sun"), now=NOW + timedelta(seconds=1))


def held_of(matter: str, on: date, now: datetime) -> list[str]:
    held, _ = services.register_as_of(place(TOWNSHIP), on, now)
    return [entry.code for entry in held if entry.matter == matter]


def test_the_same_duty_is_not_begun_again_before_the_one_on_record_is_over(app: Flask) -> None:
    sun, at = person("sun"), NOW + timedelta(minutes=3)
    code = services.add(TOWNSHIP, NEW, actor=sun, now=NOW)
    services.end(code, {"chief_until": "2026-11-15", "reason": "取消"}, actor=sun, now=NOW)
    with pytest.raises(errors.SameDutyThen) as told:
        services.add(TOWNSHIP, {**NEW, "chief_from": "2026-10-01"}, actor=sun, now=at)
    assert told.value.facts == told.value.facts | {"field": "chief_from", "on": "2026-11-01", "number": code}
    with pytest.raises(errors.SameOnRecord):
        services.add(TOWNSHIP, {**NEW, "chief_from": "2026-11-15"}, actor=sun, now=at)
    again = services.add(TOWNSHIP, {**NEW, "chief_from": "2026-11-16"}, actor=sun, now=at)
    days = {day: held_of(NEW["matter"], date(2026, 11, day), at) for day in (1, 15, 16, 23)}
    assert days == {1: [code], 15: [code], 16: [again], 23: [again]}
    # on grid workers and on a chief are two duties, and so are the county's and the township's
    services.add(TOWNSHIP, {**NEW, "chief_or_grid": "chief"}, actor=sun, now=at)
    services.add(COUNTY, NEW, actor=sun, now=at)


def test_an_end_is_not_put_off_into_days_of_the_same_duty_begun_anew(app: Flask) -> None:
    sun, at = person("sun"), NOW + timedelta(minutes=3)
    code = services.add(TOWNSHIP, NEW, actor=sun, now=NOW)
    services.end(code, {"chief_until": "2026-11-10", "reason": "取消"}, actor=sun, now=NOW)
    again = services.add(TOWNSHIP, {**NEW, "chief_from": "2026-11-16"}, actor=sun, now=NOW)
    with pytest.raises(errors.SameDutyThen) as told:
        services.end(code, {"chief_until": "2026-12-31", "reason": "记错"}, actor=sun, now=at)
    assert told.value.facts == told.value.facts | {"field": "chief_until", "on": "2026-11-16", "number": again}
    services.end(code, {"chief_until": "2026-11-15", "reason": "记错"}, actor=sun, now=at)
    assert [held_of(NEW["matter"], date(2026, 11, day), at) for day in (12, 15, 16)] == [[code], [code], [again]]


def test_the_same_duty_of_two_townships_made_one_can_still_be_ended(app: Flask) -> None:
    sun, zheng = person("sun"), person("zheng")
    one, other = (services.add(where, NEW, actor=sun, now=NOW) for where in (TOWNSHIP, "620102002000"))
    below = [village.code for where in (TOWNSHIP, "620102002000") for village in divisions.children(where)]
    merged = TypedChange("MERGED", [TOWNSHIP, "620102002000"], "2026-11-10", ["620102090000"], ["合并街道"])
    villages = [
        TypedChange("RECODED", [code], "2026-11-10", [f"620102090{number}"])
        for number, code in enumerate(below, start=100)
    ]
    record_division_changes([merged, *villages], actor=zheng, now=NOW + timedelta(minutes=1))
    services.end(one, {"chief_until": "2026-11-20", "reason": "归并"}, actor=sun, now=NOW + timedelta(minutes=2))
    with pytest.raises(errors.SameDutyThen):
        end = {"chief_until": "2026-11-30", "reason": "归并"}
        services.end(one, end, actor=sun, now=NOW + timedelta(minutes=3))
    services.end(other, {"chief_until": "2026-11-30", "reason": "归并"}, actor=sun, now=NOW + timedelta(minutes=4))
