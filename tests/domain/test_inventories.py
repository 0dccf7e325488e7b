"""Plaques and bodies: what is proposed, what holds of several decisions, and the sums against the quota."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from registry.domain.inventories import (
    Decision,
    Plaque,
    QuotaArithmetic,
    VillageBody,
    beyond_quota,
    decision_in_force,
    propose_for_body,
    propose_for_plaque,
    standing,
)
from registry.domain.plaques import PlaqueCatalogue, PlaqueEntry, PlaquePosition, PlaqueStyle
from tests import given

VILLAGE = given.place("620199100200")
STYLE = PlaqueStyle(PlaquePosition.INSIDE, 600, 400, ("白底红字",))
CATALOGUE = PlaqueCatalogue(
    "示例目录",
    (PlaqueEntry("××村民委员会", statutory=True), PlaqueEntry("××综治中心", statutory=False, style=STYLE)),
    {"VILLAGE": 2},
)
LISTED = Plaque("P1", "莲花村综治中心", False, date(2022, 1, 1), date(2022, 1, 1))
OFF = replace(LISTED, code="P2", wording="科普宣传室")
BY = {"demanded_by": "县科协"}


@pytest.mark.parametrize(
    ("plaque", "catalogue", "is_beyond", "proposal", "reasons"),
    [
        pytest.param(replace(LISTED, wording="莲花村村民委员会", statutory=True), CATALOGUE, False, "KEEP",
                     ["STATUTORY"], id="法定的 — statutory"),
        pytest.param(replace(LISTED, wording="莲花村村民委员会"), CATALOGUE, True, "KEEP", ["STATUTORY"],
                     id="目录里法定，登记时没写 — statutory by the catalogue, whatever was recorded"),
        pytest.param(LISTED, CATALOGUE, False, "KEEP", ["IN_CATALOGUE"], id="目录之内 — in the catalogue"),
        pytest.param(replace(LISTED, **BY), CATALOGUE, False, "KEEP", ["IN_CATALOGUE"],
                     id="目录之内，有单位要求 — demanded within the set"),
        pytest.param(OFF, CATALOGUE, False, "TAKE_DOWN", ["NOT_IN_CATALOGUE"], id="目录之外 — not in the catalogue"),
        pytest.param(replace(OFF, **BY), CATALOGUE, False, "TAKE_DOWN", ["NOT_IN_CATALOGUE", "DEMANDED_BEYOND"],
                     id="目录之外，有单位要求 — demanded beyond the set"),
        pytest.param(replace(LISTED, position=PlaquePosition.OUTSIDE), CATALOGUE, False, "MEND", ["STYLE"],
                     id="位置不对 — in the wrong place"),
        pytest.param(replace(LISTED, width_mm=601), CATALOGUE, False, "MEND", ["STYLE"], id="尺寸超出 — one too wide"),
        pytest.param(replace(LISTED, width_mm=600), CATALOGUE, False, "KEEP", ["IN_CATALOGUE"],
                     id="尺寸正好 — exactly as wide as may be"),
        pytest.param(replace(LISTED, colour="蓝底白字"), CATALOGUE, False, "MEND", ["STYLE"],
                     id="颜色不对 — wrong colour"),
        pytest.param(LISTED, CATALOGUE, True, "REVIEW", ["BEYOND_QUOTA"], id="超出限额 — beyond the quota"),
        pytest.param(replace(LISTED, **BY), CATALOGUE, True, "REVIEW", ["BEYOND_QUOTA", "DEMANDED_BEYOND"],
                     id="限额已满时有单位要求 — demanded when the quota was full"),
        pytest.param(replace(LISTED, colour="蓝底白字"), CATALOGUE, True, "REVIEW", ["BEYOND_QUOTA", "STYLE"],
                     id="超出限额又不合样式 — beyond the quota and of the wrong colour"),
        pytest.param(LISTED, None, False, "REVIEW", ["NO_CATALOGUE"], id="没有目录 — no catalogue on record"),
    ],
)  # fmt: skip
def test_what_the_catalogue_proposes_for_a_plaque(plaque, catalogue, is_beyond, proposal, reasons) -> None:
    proposed = propose_for_plaque(plaque, catalogue, VILLAGE, is_beyond_quota=is_beyond)
    assert (proposed.proposal.value, [reason.value for reason in proposed.reasons]) == (proposal, reasons)


BODY = VillageBody("B1", "科普工作站", False, date(2022, 1, 1))


@pytest.mark.parametrize(
    ("body", "proposal", "reasons"),
    [
        pytest.param(replace(BODY, statutory=True), "KEEP", ["STATUTORY"], id="法定组织 — statutory"),
        pytest.param(
            replace(BODY, document_number="示例〔2022〕1号"), "KEEP", ["HAS_DOCUMENT"], id="有文件 — on a document"
        ),
        pytest.param(BODY, "CLOSE", ["NO_BASIS"], id="没有依据 — without basis"),
        pytest.param(replace(BODY, **BY), "CLOSE", ["NO_BASIS", "DEMANDED_BEYOND"], id="只有单位要求 — only demanded"),
    ],
)
def test_what_is_proposed_for_a_body(body, proposal, reasons) -> None:
    proposed = propose_for_body(body)
    assert (proposed.proposal.value, [reason.value for reason in proposed.reasons]) == (proposal, reasons)


def at(month: int) -> datetime:
    return datetime(2026, month, 1, tzinfo=UTC)


def decision(number: str, verb: str, on: date, recorded: int, corrects: str = "") -> Decision:
    return Decision(number, "P1", verb, on, "理由", at(recorded), "wu", corrects=corrects)


def test_of_several_decisions_the_latest_day_holds_and_of_one_day_the_last_recorded() -> None:
    keep = decision("D1", "KEEP", date(2026, 2, 1), 2)
    down = decision("D2", "TAKE_DOWN", date(2026, 5, 1), 3)
    again = decision("D3", "KEEP", date(2026, 5, 1), 6)
    held = [keep, down, again]
    assert decision_in_force(held, date(2026, 1, 31), at(12)) is None
    assert decision_in_force(held, date(2026, 4, 30), at(12)) == keep
    assert decision_in_force(held, date(2026, 5, 1), at(5)) == down
    assert decision_in_force(held, date(2026, 5, 1), at(6)) == again


def test_a_corrected_decision_counts_until_the_correction_was_recorded() -> None:
    wrong = decision("D1", "TAKE_DOWN", date(2026, 2, 1), 2)
    right = decision("D2", "TAKE_DOWN", date(2026, 9, 1), 4, corrects="D1")
    assert decision_in_force([wrong, right], date(2026, 3, 1), at(3)) == wrong
    assert decision_in_force([wrong, right], date(2026, 3, 1), at(4)) is None
    assert decision_in_force([wrong, right], date(2026, 9, 1), at(4)) == right


def hanging(count: int) -> tuple[Plaque, ...]:
    return tuple(replace(LISTED, code=f"P{n}", counts_from=date(2020 + n, 1, 1)) for n in range(1, count + 1))


@pytest.mark.parametrize(("count", "free", "over", "beyond"), [(1, 1, 0, set()), (2, 0, 0, set()), (3, 0, 1, {"P3"})])
def test_the_sums_at_one_less_than_the_quota_at_the_quota_and_one_past_it(count, free, over, beyond) -> None:
    plaques = hanging(count)
    sums = QuotaArithmetic(2, standing("VILLAGE", plaques, date(2026, 1, 1)))
    assert (sums.free, sums.over) == (free, over)
    assert beyond_quota(plaques, 2) == beyond


def test_statutory_plaques_and_those_taken_down_are_not_counted() -> None:
    down = replace(LISTED, code="P8", decision=decision("D1", "MERGE", date(2026, 1, 1), 1))
    statutory = replace(LISTED, code="P9", statutory=True)
    counts = standing("VILLAGE", (*hanging(2), down, statutory), date(2026, 1, 1))
    assert (counts.hung, counts.taken_down, counts.counted_plaques) == (3, 1, 2)
    assert beyond_quota((*hanging(2), down, statutory), 2) == frozenset()


def test_one_admitted_and_not_yet_hung_counts_as_admitted() -> None:
    admitted = replace(LISTED, hung_on=None)
    counts = standing("VILLAGE", (admitted,), date(2026, 1, 1))
    assert (counts.hung, counts.admitted, counts.counted_plaques) == (0, 1, 1)


def test_without_a_quota_every_counted_plaque_is_one_too_many() -> None:
    sums = QuotaArithmetic(None, standing("OTHER", hanging(2), date(2026, 1, 1)))
    assert (sums.free, sums.over) == (0, 2)
    assert beyond_quota(hanging(2), None) == {"P1", "P2"}
