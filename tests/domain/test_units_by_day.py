"""Which unit a code means on a day, as known at a time; and that what a unit took over counts as its own."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given as for_all
from hypothesis import strategies as st

from registry.domain.access import decide
from registry.domain.units import Demander, DemanderKind, Lineage, UnitOnFile
from tests import given

MOMENT = datetime(2026, 3, 1, 8, 0, tzinfo=UTC)
INSTANT = timedelta(microseconds=1)
DAY = date(2026, 2, 1)
HELD = {
    "emergency": UnitOnFile("emergency", "县应急管理局", DemanderKind.DEPARTMENT, successor="market", succeeded_on=DAY,
                            succeeded_at=MOMENT, names=(("县应急管理局", None), ("县安监局", None))),
    "market": UnitOnFile("market", "县市场与应急局", DemanderKind.DEPARTMENT, successor="", names=(
        ("县市场监督管理局", None), ("县市场与应急局", MOMENT + INSTANT)),
        former_names=(("县市场监督管理局", MOMENT + INSTANT),)),
}  # fmt: skip
LINEAGE = Lineage(HELD)


@pytest.mark.parametrize(
    ("on", "known_at", "code"),
    [
        (DAY, MOMENT, "market"),
        (DAY - timedelta(days=1), MOMENT, "emergency"),
        (DAY, MOMENT - INSTANT, "emergency"),
        (date(2030, 1, 1), MOMENT - INSTANT, "emergency"),
    ],
)
def test_a_merger_counts_from_its_day_and_from_the_very_moment_it_was_recorded(
    on: date, known_at: datetime, code: str
) -> None:
    found, successor = LINEAGE.demander("emergency", on, known_at), LINEAGE.demander("market", on, known_at)
    assert found is not None and successor is not None and found.code == code
    assert successor.formerly == (("emergency",) if code == "market" else ())
    assert set(successor.codes) == {"market", *successor.formerly}


def test_a_name_is_known_from_the_very_moment_it_was_given() -> None:
    at = {moment: LINEAGE.demander("market", DAY, moment) for moment in (MOMENT, MOMENT + INSTANT)}
    told = {moment: (unit.name, "县市场与应急局" in unit.called) for moment, unit in at.items() if unit}
    assert told == {MOMENT: ("县市场监督管理局", False), MOMENT + INSTANT: ("县市场与应急局", True)}


def test_a_unit_that_was_not_on_record_yet_is_none() -> None:
    late = Lineage({"new": UnitOnFile("new", "县新局", DemanderKind.DEPARTMENT, recorded_at=MOMENT)})
    assert late.demander("new", DAY, MOMENT - INSTANT) is None and late.demander("other") is None
    assert late.demander("new", DAY, MOMENT) == Demander(DemanderKind.DEPARTMENT, "new", "县新局")


DAYS, HOURS = st.dates(DAY, DAY + timedelta(days=9)), st.integers(0, 9)


@for_all(days=st.lists(st.tuples(DAYS, HOURS), min_size=4, max_size=4), on=DAYS, known=HOURS, later=HOURS)
def test_of_units_that_merge_on_whatever_days_every_code_means_one_and_later_records_change_nothing(
    days: list[tuple[date, int]], on: date, known: int, later: int
) -> None:
    codes, known_at = [f"U{n}" for n in range(5)], MOMENT + timedelta(hours=known)
    merged = [
        UnitOnFile(code, code, DemanderKind.DEPARTMENT, successor=codes[n + 1], succeeded_on=day,
                   succeeded_at=MOMENT + timedelta(hours=hour))
        for n, (code, (day, hour)) in enumerate(zip(codes, days, strict=False))
    ]  # fmt: skip
    lineage = Lineage({one.code: one for one in [*merged, UnitOnFile("U4", "U4", DemanderKind.DEPARTMENT)]})
    standing = {code: lineage.demander(code, on, known_at) for code in codes}
    for code, unit in standing.items():
        assert unit is not None and code in unit.codes  # every code is of the unit that it means, and of no other
        assert [one for one in codes if standing[one] == unit] == sorted(unit.codes)
    late = [one for one in merged if one.succeeded_at and one.succeeded_at > known_at]
    unknown = {one.code: replace(one, successor="") for one in late}
    bare = Lineage({**lineage.units, **unknown})
    assert {code: bare.demander(code, on, known_at) for code in codes} == standing


def test_who_took_over_the_unit_that_runs_the_unified_assessment_runs_it() -> None:
    matter = "农村生活垃圾分类收运"
    edition = {"effective_on": "2025-01-01", "recorded_on": "2024-12-20", "basic": [matter]}
    run = {"year": 2026, "assessed": "TOWNSHIP", "place": "620199000000", "run_by": "list_office", "matters": [matter]}
    asks = {"matter": matter, "forms": ["ASSESSMENT"]}
    situation = {"kind": "delegation", "place": "620199100000", "by": "market", "on": "2026-03-01", "asks": asks}
    situation |= {"editions": [edition], "assessments": [run]}
    asked, register = given.question(situation), given.register(situation)
    assert [one.ground.code for one in decide(asked, register).standing] == ["DISGUISED", "SEPARATE_ASSESSMENT"]
    took_over = replace(asked.asked_by, formerly=(register.assessments[0].run_by,))
    assert not decide(replace(asked, asked_by=took_over), register).standing
