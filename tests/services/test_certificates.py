"""The certificates that hold at a place as of any two dates, and what counties record."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest
from flask import Flask

from registry.domain import errors
from registry.domain.actors import Actor
from registry.domain.certificates import RetainedType
from registry.domain.outcome import Outcome
from registry.services.access import Demand, check
from registry.services.certificates import effective_at, record_retained_list
from registry.services.events import verify_events
from registry.services.people import actor_called
from registry.store.base import begin_writing, db
from registry.store.certificates import (
    CertificateCatalogueRecord,
    RetainedListRecord,
    catalogue_in_force,
    keep_catalogue,
)
from registry.store.divisions import find_place
from tests.conftest import NOW

COUNTY, TOWNSHIP, VILLAGE, BESIDE = "620102000000", "620102001000", "620102001001", "620103000000"
LIVES, GUARDIAN, FUND = "居民在社区(村)居住情况证明", "指定监护人文书", "住宅专项维修资金工程有关证明"


def person(name: str) -> Actor:
    found = actor_called(name)
    assert found is not None
    return found


def retained(place: str, on: str = "", known_at: str = "") -> list[str]:
    return [
        one.name
        for one in effective_at(place, on=on, known_at=known_at, now=NOW + timedelta(days=9)).catalogue.retained
    ]


def record(names, *, at=NOW, actor="sun", effective_on="2026-01-01", place=COUNTY, **more):
    given = {"document_number": "示例证〔2026〕1号", "effective_on": effective_on, **more}
    return record_retained_list(place, names, actor=person(actor), now=at, **given)


def test_a_village_and_a_township_ask_through_their_county_and_above_it_the_provinces_catalogue_holds(
    app: Flask,
) -> None:
    assert FUND not in retained(VILLAGE)
    assert retained(VILLAGE) == retained(TOWNSHIP) == retained(COUNTY)
    assert retained("620000000000") == retained("620100000000") == retained(BESIDE)
    assert FUND in retained("620000000000")


def test_before_the_countys_list_was_in_force_or_on_record_the_provinces_held(app: Flask) -> None:
    assert FUND in retained(VILLAGE, on="2025-02-28")
    assert FUND not in retained(VILLAGE, on="2025-03-01")
    assert FUND in retained(VILLAGE, on="2025-03-01", known_at="2025-02-19")
    assert FUND not in retained(VILLAGE, on="2025-03-01", known_at="2025-02-20")


def test_the_next_list_supersedes_and_the_earlier_day_stays_as_it_was(app: Flask) -> None:
    record([GUARDIAN])
    assert retained(VILLAGE) == [GUARDIAN]
    assert LIVES in retained(VILLAGE, on="2025-12-31")


def test_a_list_recorded_later_for_the_same_day_corrects_and_leaves_the_wrong_one_visible(app: Flask) -> None:
    record([GUARDIAN])
    record([LIVES], at=NOW + timedelta(days=2))
    assert retained(VILLAGE) == [LIVES]
    assert retained(VILLAGE, known_at="2026-11-24") == [GUARDIAN]


def test_a_type_that_the_province_does_not_retain_is_refused_by_name_and_nothing_is_kept(app: Flask) -> None:
    with pytest.raises(errors.NotRetainedByProvince) as refused:
        record([GUARDIAN, "家庭用水情况证明"])
    assert refused.value.facts["names"] == ["家庭用水情况证明"]
    with pytest.raises(errors.ProhibitedCertificate):
        record(["亲属关系证明"])
    db.session.rollback()
    assert db.session.query(RetainedListRecord).count() == 1


def test_who_may_not_record_is_refused_and_so_is_another_county(app: Flask) -> None:
    for name in ("li", "wang", "zhao", "zheng"):
        with pytest.raises(errors.NotPermitted):
            record([GUARDIAN], actor=name)
    with pytest.raises(errors.NotPermitted):
        record([GUARDIAN], place=BESIDE)
    with pytest.raises(errors.WrongLevel):
        record([GUARDIAN], place=TOWNSHIP)
    for name in ("sun", "zhou", "wu"):
        assert record([GUARDIAN], actor=name).names == [GUARDIAN]


@pytest.mark.parametrize(
    ("more", "field"), [({"document_number": " "}, "document_number"), ({"effective_on": "三月"}, "effective_on")]
)
def test_what_is_typed_wrongly_is_told_by_its_field(app: Flask, more, field) -> None:
    with pytest.raises(errors.BadInput) as refused:
        record([GUARDIAN], **more)
    assert refused.value.field == field
    with pytest.raises(errors.MissingAnswer):
        record(["", " "])


def test_a_dry_run_checks_the_same_and_keeps_nothing(app: Flask) -> None:
    assert record([GUARDIAN], dry_run=True).names == [GUARDIAN]
    with pytest.raises(errors.ProhibitedCertificate):
        record(["亲属关系证明"], dry_run=True)
    assert LIVES in retained(VILLAGE)


def test_recording_is_told_in_the_chain_of_events(app: Flask) -> None:
    record([GUARDIAN])
    assert verify_events()[1] == []


def test_a_demand_for_what_the_county_does_not_retain_is_on_no_list(app: Flask) -> None:
    demand = Demand("certificate_demand", VILLAGE, {"certificate": FUND}, department="县住房和城乡建设局")
    today = check(demand, now=NOW).verdict.as_data()
    assert (today["outcome"], today["leadingGround"], today["grounds"][0]["facts"]["list"]) == (
        "REJECT",
        "NO_LEGAL_BASIS",
        "NONE",
    )
    assert today["basis"]["catalogue"] == "示例2024版 · 示例证〔2025〕1号"
    before = check(
        Demand("certificate_demand", VILLAGE, {"certificate": FUND}, "县住房和城乡建设局", on="2025-02-28"), now=NOW
    )
    assert before.verdict.as_data()["leadingGround"] == "BASIS_UNCLEAR"


def test_a_day_before_any_catalogue_says_so(app: Flask) -> None:
    with pytest.raises(errors.NoCatalogue):
        effective_at(VILLAGE, on="2024-01-01", now=NOW)


def test_what_is_empty_or_unverified_is_told_as_to_be_confirmed(app: Flask) -> None:
    told = {one["name"]: one for one in effective_at(VILLAGE, now=NOW).as_data()["retained"]}
    assert told[GUARDIAN]["toBeConfirmed"] and told[GUARDIAN]["use"] == ""
    assert not told[LIVES]["toBeConfirmed"] and told[LIVES]["procedure"].startswith("示例")


PROVINCE = "620000000000"
LIVING = "居住情况证明"
"""What the province calls it from a day on; its old name stays among the other names."""


def catalogue(day: str, change: Callable[[list[RetainedType]], list[RetainedType]], *, at: datetime = NOW) -> None:
    """The province's next version: the sample's types with what it retains changed."""
    begin_writing()
    place = find_place(PROVINCE)
    assert place is not None
    sample = catalogue_in_force(place, date(2026, 1, 1), NOW)
    assert sample is not None
    code = f"CC-{day}-{at:%d}"
    record = CertificateCatalogueRecord(
        code=code, division=PROVINCE, version=code, effective_on=date.fromisoformat(day), recorded_at=at
    )
    keep_catalogue(record, replace(sample, retained=tuple(change([*sample.retained]))))
    db.session.commit()


def renamed(types: list[RetainedType]) -> list[RetainedType]:
    return [
        replace(one, name=LIVING, other_names=(*one.other_names, LIVES)) if one.name == LIVES else one for one in types
    ]


def without_guardian(types: list[RetainedType]) -> list[RetainedType]:
    return [one for one in types if one.name != GUARDIAN]


def test_a_type_that_the_province_renames_stays_what_the_county_retains(app: Flask) -> None:
    record([LIVES, GUARDIAN])
    catalogue("2026-06-01", renamed)
    assert retained(VILLAGE, on="2026-05-31") == [LIVES, GUARDIAN]
    assert retained(VILLAGE, on="2026-06-01") == [LIVING, GUARDIAN]
    for name in (LIVES, LIVING):
        demand = Demand("certificate_demand", VILLAGE, {"certificate": name}, department="县公安局", on="2026-06-02")
        assert check(demand, now=NOW).verdict.outcome is Outcome.ADMIT, name
    catalogue("2026-08-01", lambda types: types)
    assert retained(VILLAGE, on="2026-08-01") == [LIVES, GUARDIAN]
    assert retained(VILLAGE, on="2026-07-31") == [LIVING, GUARDIAN]


def test_a_county_may_name_what_it_retains_by_the_name_of_before(app: Flask) -> None:
    catalogue("2026-06-01", renamed)
    kept = record([LIVES], effective_on="2026-07-01")
    assert kept.names == [LIVING]
    assert retained(VILLAGE, on="2026-07-01") == [LIVING]


def test_what_the_province_dropped_and_restores_is_the_countys_to_retain_anew(app: Flask) -> None:
    record([LIVES, GUARDIAN])
    catalogue("2026-06-01", without_guardian)
    catalogue("2026-09-01", lambda types: types)
    assert [GUARDIAN in retained(VILLAGE, on=on) for on in ("2026-05-31", "2026-06-01", "2026-09-01")] == [
        True,
        False,
        False,
    ]
    assert LIVES in retained(VILLAGE, on="2026-09-01")
    record([GUARDIAN, LIVES], effective_on="2026-10-01")
    assert GUARDIAN in retained(VILLAGE, on="2026-10-01")
    assert GUARDIAN not in retained(VILLAGE, on="2026-09-30")


def test_a_drop_that_was_a_mistake_ends_no_choice_once_that_is_known(app: Flask) -> None:
    record([LIVES, GUARDIAN])
    catalogue("2026-06-01", without_guardian)
    catalogue("2026-06-01", lambda types: types, at=NOW + timedelta(days=3))
    assert GUARDIAN not in retained(VILLAGE, on="2026-07-01", known_at="2026-11-24")
    assert GUARDIAN in retained(VILLAGE, on="2026-07-01")
