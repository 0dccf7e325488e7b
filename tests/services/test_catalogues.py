"""Recording versions of a province's catalogues, and comparing two."""

from datetime import timedelta

import pytest
from flask import Flask

from registry.domain import errors
from registry.domain.catalogues import CatalogueSort, Change
from registry.services.catalogues import compared, record_catalogue, versions
from registry.services.certificates import effective_at
from registry.services.inventory_views import inventory_of
from registry.services.people import actor_called
from registry.store.base import db
from registry.store.people import PersonRecord
from tests.conftest import NOW
from tests.national_twenty import NATIONAL_TWENTY

PLAQUES, CERTIFICATES = CatalogueSort.PLAQUES, CatalogueSort.CERTIFICATES
GANSU, COMMUNITY = "620000000000", "620102001001"
ENTRIES = [
    {"pattern": "××居民委员会", "statutory": "true", "position": "OUTSIDE", "colours": "白底黑字"},
    {"pattern": "××综治中心", "max_width_mm": "500"},
    {"village_class": "COMMUNITY", "quota": "1"},
]
NATIONAL = [
    {"name": name, "listed": "NATION", "number": str(number), "instead": instead}
    for number, (name, instead) in enumerate(NATIONAL_TWENTY, 1)
]
RETAINED = {
    "name": "指定监护人文书",
    "statute": "《民法典》",
    "article": "第三十一条",
    "use": "办理监护",
    "form": "文书",
}


def record(sort, rows, *, actor="zheng", at=NOW, place=GANSU, effective_on="2026-01-01", **more):
    who = actor_called(actor)
    assert who is not None
    return record_catalogue(
        sort, place, rows, version="二〇二六版", effective_on=effective_on, actor=who, now=at, **more
    )


def test_the_next_version_supersedes_and_the_one_before_still_holds_for_its_days(app: Flask) -> None:
    record(PLAQUES, ENTRIES)
    later = inventory_of(COMMUNITY, on="2026-01-01", now=NOW).as_data()
    before = inventory_of(COMMUNITY, on="2025-12-31", now=NOW).as_data()
    assert (later["quota"], later["catalogue"], before["quota"], before["catalogue"]) == (
        1,
        "二〇二六版",
        6,
        "示例2024版",
    )
    taken_down = {p["wording"] for p in later["plaques"] if p["proposal"] == "TAKE_DOWN"}
    assert "畅家巷社区便民服务站" in taken_down
    assert "畅家巷社区便民服务站" not in {p["wording"] for p in before["plaques"] if p["proposal"] == "TAKE_DOWN"}


def test_a_version_recorded_later_for_the_same_day_corrects_and_the_wrong_one_stays_readable(app: Flask) -> None:
    record(PLAQUES, ENTRIES)
    record(PLAQUES, [*ENTRIES[:2], {"village_class": "COMMUNITY", "quota": "3"}], at=NOW + timedelta(days=2))
    later = NOW + timedelta(days=9)
    assert inventory_of(COMMUNITY, on="2026-01-01", now=later).as_data()["quota"] == 3
    assert inventory_of(COMMUNITY, on="2026-01-01", known_at="2026-11-24", now=later).as_data()["quota"] == 1


def test_a_catalogue_of_certificates_is_kept_with_use_procedure_and_form(app: Flask) -> None:
    record(CERTIFICATES, [*NATIONAL, RETAINED, {"name": "居民在社区(村)居住情况证明"}])
    told = effective_at(GANSU, on="2026-01-01", now=NOW).as_data()
    assert len(told["prohibited"]) == 20 and all(one["instead"] for one in told["prohibited"])
    assert [(one["name"], one["use"], one["form"], one["toBeConfirmed"]) for one in told["retained"]] == [
        ("指定监护人文书", "办理监护", "文书", False),
        ("居民在社区(村)居住情况证明", "", "", True),
    ]


def test_what_the_province_no_longer_retains_falls_out_of_the_countys_list_too(app: Flask) -> None:
    record(CERTIFICATES, [*NATIONAL, RETAINED])
    assert [one["name"] for one in effective_at(COMMUNITY, on="2026-01-01", now=NOW).as_data()["retained"]] == [
        "指定监护人文书"
    ]


WRONG = {
    "nothing in it": (PLAQUES, [], "EMPTY"),
    "a wording twice": (PLAQUES, [*ENTRIES, {"pattern": "×× 综治中心"}], "TWICE"),
    "no quota": (PLAQUES, ENTRIES[:2], "NO_QUOTA"),
    "a row that says nothing": (PLAQUES, [*ENTRIES, {"basis": "某文"}], "NEITHER"),
    "a class with two quotas": (PLAQUES, [*ENTRIES, ENTRIES[2]], "NEITHER"),
    "a width that is no number": (PLAQUES, [*ENTRIES, {"pattern": "民兵连", "max_width_mm": "宽"}], "UNREADABLE"),
    "a column nobody knows": (PLAQUES, [*ENTRIES, {"pattern": "民兵连", "price": "9"}], "UNREADABLE"),
    "one of the twenty left out": (CERTIFICATES, NATIONAL[1:], "NATIONAL_INCOMPLETE"),
    "prohibited with nothing instead": (
        CERTIFICATES, [*NATIONAL, {"name": "天气证明", "listed": "PROVINCE"}], "NOTHING_INSTEAD",
    ),
    "prohibited and retained": (CERTIFICATES, [*NATIONAL, {"name": "亲属关系证明"}], "TWICE"),
}  # fmt: skip


@pytest.mark.parametrize("case", WRONG)
def test_a_catalogue_with_a_fault_is_refused_whole_and_the_fault_named(app: Flask, case: str) -> None:
    sort, rows, reason = WRONG[case]
    with pytest.raises(errors.MalformedCatalogue) as refused:
        record(sort, rows)
    assert refused.value.facts["reason"] == reason
    db.session.rollback()
    assert [one.version for one in versions(sort, GANSU, now=NOW)] == ["示例2024版"]


def test_only_the_province_records_its_catalogues_and_civil_affairs_of_the_province_those_of_plaques(
    app: Flask,
) -> None:
    for name in ("wu", "sun", "li", "admin"):  # wu is civil affairs of one county only
        with pytest.raises(errors.NotPermitted):
            record(PLAQUES, ENTRIES, actor=name)
    with pytest.raises(errors.WrongLevel):
        record(PLAQUES, ENTRIES, place="620102000000")
    db.session.rollback()
    db.session.get_one(PersonRecord, "wu").division = GANSU
    db.session.commit()
    assert record(PLAQUES, ENTRIES, actor="wu").version == "二〇二六版"
    with pytest.raises(errors.NotPermitted):
        record(CERTIFICATES, NATIONAL, actor="wu")


def test_a_dry_run_makes_the_same_checks_and_keeps_nothing(app: Flask) -> None:
    record(PLAQUES, ENTRIES, dry_run=True)
    assert len(versions(PLAQUES, GANSU, now=NOW)) == 1
    with pytest.raises(errors.MalformedCatalogue):
        record(PLAQUES, ENTRIES[:2], dry_run=True)


def test_two_versions_are_compared_entry_by_entry_and_field_by_field(app: Flask) -> None:
    kept = record(PLAQUES, ENTRIES)
    found = compared(PLAQUES, "PC-620000-2024", kept.code)
    by_name = {one.name: one for one in found.entries}
    assert by_name["××民兵连"].change is Change.REMOVED
    assert ("max_width_mm", 600, 500) in by_name["××综治中心"].fields
    assert {(one.name, one.change.value) for one in found.quotas} == {("COMMUNITY", "CHANGED"), ("VILLAGE", "REMOVED")}
    assert compared(PLAQUES, kept.code, kept.code).entries == ()
    with pytest.raises(errors.NotFound):
        compared(PLAQUES, "nothing", kept.code)
