"""Admissions on the ground floor: a number that shows a slip of the pen, and the days on which one holds."""

import string
from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from registry.domain.admissions import (
    Admission,
    Rests,
    Validity,
    admission_number,
    as_number,
    last_valid_day,
    rested_on,
    validity_on,
)
from registry.domain.approvals import Issuer, ProvincialApproval, failures_in_itself
from registry.domain.cases import EndCause
from registry.domain.divisions import Division, Level
from registry.domain.emergencies import EmergencyResponse
from registry.domain.forms import ApprovalForm
from registry.domain.successions import ChangeKind, Step
from tests.given import place, recorded

TOWNSHIP, OTHER = place("620199100000"), place("620199101000")
FIRST, LAST = date(2026, 3, 1), date(2026, 6, 30)
HELD = Admission("R2026-000001-001", "ZR-620199-2026-00001-0", FIRST, LAST)
RECORDED = recorded("2026-01-01")
assert RECORDED is not None
APPROVAL = ProvincialApproval(
    code="PA-1",
    number="甘办发〔2026〕1号",
    form=ApprovalForm.UNIFIED_DEPLOYMENT,
    issuers=frozenset({Issuer.PARTY_COMMITTEE, Issuer.GOVERNMENT}),
    issued_on=date(2026, 1, 1),
    in_force_from=date(2026, 1, 1),
    names=("共享单车停放秩序维护",),
    places=("620199000000",),
    recorded_at=RECORDED,
    confirmed_at=RECORDED,
)
numbers = st.builds(
    admission_number,
    st.integers(100000, 999999).map(str),
    st.integers(2026, 2099),
    st.integers(1, 999_999),
)


@given(numbers, st.data())
def test_a_wrong_character_is_found_out(number: str, data: st.DataObject) -> None:
    plain = number.replace("-", "")
    where = data.draw(st.integers(2, len(plain) - 1))
    other = data.draw(st.sampled_from(string.digits + string.ascii_uppercase))
    assume(other != plain[where])
    assert as_number(plain[:where] + other + plain[where + 1 :]) is None


@given(numbers)
def test_a_number_is_read_however_it_is_written(number: str) -> None:
    wide = "".join(chr(ord(c) + 0xFEE0) if c.isalnum() else "－" for c in number)
    for written in (number, number.lower(), number.replace("-", " "), f"  {number.replace('-', '')} ", wide):
        assert as_number(written) == number


@pytest.mark.parametrize(
    "typed", ["", "ZR", "R2026-000001-001", "ZR-620102-2026-00001", "准入1号", "-" * 60, "ZR" * 40]
)
def test_what_is_no_number_is_none(typed: str) -> None:
    assert as_number(typed) is None


def test_an_admission_holds_from_its_first_day_to_its_last() -> None:
    days = [FIRST - timedelta(days=1), FIRST, LAST, LAST + timedelta(days=1)]
    said = [validity_on(HELD, on, TOWNSHIP) for on in days]
    assert said == [Validity.NOT_YET, Validity.VALID, Validity.VALID, Validity.TERM_OVER]


def test_without_a_number_it_waits_for_its_resources() -> None:
    assert validity_on(replace(HELD, number=""), FIRST, TOWNSHIP) is Validity.RESOURCES_DUE


def test_what_ended_it_is_told_from_that_day_on() -> None:
    ended = replace(HELD, ended_on=date(2026, 5, 1), end_cause=EndCause.REVOKED)
    assert validity_on(ended, date(2026, 4, 30), TOWNSHIP) is Validity.VALID
    assert validity_on(ended, date(2026, 5, 1), TOWNSHIP) is Validity.REVOKED


@pytest.mark.parametrize(
    ("change", "until"),
    [
        ({"valid_until": date(2026, 4, 30)}, date(2026, 4, 30)),
        ({"revoked_on": date(2026, 5, 1), "revocation_recorded_at": RECORDED}, date(2026, 4, 30)),
    ],
)
def test_it_never_outlives_its_approval(change: dict[str, object], until: date) -> None:
    approval = replace(APPROVAL, **change)  # type: ignore[arg-type]
    assert validity_on(HELD, until, TOWNSHIP, approvals=[approval]) is Validity.VALID
    assert validity_on(HELD, until + timedelta(days=1), TOWNSHIP, approvals=[approval]) is Validity.APPROVAL_OVER


def test_it_ends_with_the_response_it_was_given_under() -> None:
    response = EmergencyResponse("EM-1", "III", "县防指", "620199000000", FIRST, date(2026, 3, 9), ("转移群众",))
    assert validity_on(HELD, date(2026, 3, 9), TOWNSHIP, responses=[response]) is Validity.VALID
    assert validity_on(HELD, date(2026, 3, 10), TOWNSHIP, responses=[response]) is Validity.EMERGENCY_OVER
    assert last_valid_day(HELD, [APPROVAL], [response]) == date(2026, 3, 9)


def test_an_admission_needs_no_second_place_under_its_own_approval() -> None:
    full = replace(APPROVAL, most_places=1, places_taken=frozenset({OTHER.code}))
    assert validity_on(HELD, FIRST, TOWNSHIP, approvals=[full]) is Validity.VALID


def test_it_has_its_number_from_the_day_on_which_it_was_issued() -> None:
    numbered = replace(HELD, numbered_on=date(2026, 4, 1))
    days = [FIRST, date(2026, 3, 31), date(2026, 4, 1)]
    said = [validity_on(numbered, on, TOWNSHIP) for on in days]
    assert said == [Validity.RESOURCES_DUE, Validity.RESOURCES_DUE, Validity.VALID]


def test_what_was_carried_over_to_the_list_itself_rests_on_no_paper() -> None:
    revoked = replace(APPROVAL, revoked_on=date(2026, 4, 1), revocation_recorded_at=RECORDED)
    spans = [Rests(FIRST, (revoked,)), Rests(date(2026, 4, 3))]
    found = [rested_on(HELD, on, TOWNSHIP, spans) for on in (date(2026, 3, 31), date(2026, 4, 1), date(2026, 4, 3))]
    assert found == [(0, Validity.VALID), (1, Validity.VALID), (1, Validity.VALID)]


def test_an_approval_for_so_many_places_has_room_for_those_admitted_already_and_for_no_more() -> None:
    limited = replace(APPROVAL, most_places=1, places_taken=frozenset({TOWNSHIP.code}))
    assert failures_in_itself(limited, TOWNSHIP, FIRST) == []
    assert [f.detail for f in failures_in_itself(limited, OTHER, FIRST)] == ["places_taken"]
    assert failures_in_itself(replace(limited, most_places=2), OTHER, FIRST) == []


def test_before_its_term_it_has_not_begun_unless_its_paper_will_be_over_by_then() -> None:
    before, first = FIRST - timedelta(days=10), FIRST
    lasts = replace(APPROVAL, valid_until=first)
    ends = replace(APPROVAL, valid_until=first - timedelta(days=1))
    revoked = replace(APPROVAL, revoked_on=first, revocation_recorded_at=RECORDED)
    later = replace(APPROVAL, in_force_from=first)
    for paper, expected in (
        (lasts, Validity.NOT_YET),
        (later, Validity.NOT_YET),
        (ends, Validity.APPROVAL_OVER),
        (revoked, Validity.APPROVAL_OVER),
    ):
        assert validity_on(HELD, before, TOWNSHIP, approvals=[paper]) is expected
    response = EmergencyResponse("ER-1", "III", "某指挥部", "620199000000", before, None, ("某事",))
    assert validity_on(HELD, before, TOWNSHIP, responses=[response]) is Validity.NOT_YET
    closed = replace(response, end=first - timedelta(days=1))
    assert validity_on(HELD, before, TOWNSHIP, responses=[closed]) is Validity.EMERGENCY_OVER


def test_ended_before_its_term_it_had_not_begun_the_day_before_and_is_over_from_then_on() -> None:
    ended_on = FIRST - timedelta(days=10)
    ended = replace(HELD, ended_on=ended_on, end_cause=EndCause.REVOKED)
    over = replace(APPROVAL, revoked_on=ended_on, revocation_recorded_at=RECORDED)
    for paper in (APPROVAL, over):
        assert validity_on(ended, ended_on - timedelta(days=1), TOWNSHIP, approvals=[paper]) is Validity.NOT_YET
        for on in (ended_on, FIRST - timedelta(days=1), FIRST, LAST):
            assert validity_on(ended, on, TOWNSHIP, approvals=[paper]) is Validity.REVOKED


def test_a_village_is_a_place_of_its_own_beside_its_township_in_whichever_order_they_come() -> None:
    village = replace(TOWNSHIP, path=(*TOWNSHIP.path, Division("620199100201", "甲村", Level.VILLAGE)))
    for first, second in ((TOWNSHIP, village), (village, TOWNSHIP)):
        limited = replace(APPROVAL, most_places=1, places_taken=frozenset({first.code}))
        assert failures_in_itself(limited, first, FIRST) == []
        assert [f.detail for f in failures_in_itself(limited, second, FIRST)] == ["places_taken"]


def test_the_same_place_under_another_code_takes_no_second_one_and_a_part_of_it_does() -> None:
    def became(kind: ChangeKind, after: str) -> Step:
        names = {"old_name": "旧镇", "new_name": "新镇", "list_from": True}
        of = {"change": "C1", "kind": kind, "effective_on": FIRST, "recorded_at": RECORDED, "before": "620199109000"}
        return Step(position=int(after[6:9]), after=after, ends=True, begins=True, **of, **names)  # type: ignore[arg-type]

    limited = replace(APPROVAL, most_places=1, places_taken=frozenset({"620199109000"}))
    recoded = replace(TOWNSHIP, lineage=(became(ChangeKind.RECODED, TOWNSHIP.code),))
    assert limited.has_room_for(recoded) and not limited.has_room_for(TOWNSHIP)
    parts = (became(ChangeKind.SPLIT, TOWNSHIP.code), became(ChangeKind.SPLIT, OTHER.code))
    assert not limited.has_room_for(replace(TOWNSHIP, lineage=parts))
