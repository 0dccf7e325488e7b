"""Boundaries that no situation reaches: to the microsecond, an article's own dates, and what may not go on record."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from registry.domain.access import decide
from registry.domain.approvals import ProvincialApproval, require_recordable
from registry.domain.duties import Edition, in_force
from registry.domain.errors import MalformedApproval
from registry.domain.forms import ApprovalForm
from registry.domain.kind import Kind
from registry.domain.kinds import KINDS
from registry.domain.law import burden_2024 as provisions
from registry.domain.plaques import PlaquePosition, PlaqueStyle
from registry.domain.verdict import Judgement, ground
from registry.domain.wording import plain
from tests import given

MOMENT = datetime(2026, 3, 1, 8, 0, tzinfo=UTC)
INSTANT = timedelta(microseconds=1)
PERFECT = given.approval({"names": ["健在证明"], "form": "CATALOGUE_ENTRY", "statute": "某法", "article": "第一条"})
NATIONAL = frozenset({plain("健在证明")})


def test_an_edition_is_known_from_the_very_moment_it_was_recorded() -> None:
    edition = Edition("E", "620199100000", "示例〔2026〕1号", date(2026, 1, 1), MOMENT)
    assert in_force([edition], date(2026, 3, 1), MOMENT) is edition
    assert in_force([edition], date(2026, 3, 1), MOMENT - INSTANT) is None


def test_an_approval_its_confirmation_and_its_revocation_are_known_from_the_very_moment() -> None:
    whole = replace(
        PERFECT, recorded_at=MOMENT, confirmed_at=MOMENT, revoked_on=date(2026, 3, 1), revocation_recorded_at=MOMENT
    )
    assert whole.as_known(MOMENT) == whole
    assert whole.as_known(MOMENT - INSTANT) is None
    earlier = replace(whole, recorded_at=MOMENT - INSTANT)
    seen = earlier.as_known(MOMENT - INSTANT)
    assert seen is not None
    assert (seen.confirmed_at, seen.revoked_on) == (None, None)


@pytest.fixture
def kind_under_a_repealed_article() -> Iterator[Kind]:
    """A kind of its own whose only rule was amended away on 1 July 2026."""
    article = replace(provisions.NEW_BODY, in_force_from=date(2025, 1, 1), repealed_on=date(2026, 7, 1))
    kind = replace(
        KINDS["village_body"],
        code="repealed",
        judge=lambda asked, register: Judgement([ground(article, {"body": "x"})]),
    )
    KINDS[kind.code] = kind
    yield kind
    del KINDS[kind.code]


@pytest.mark.parametrize(
    ("on", "outcome"),
    [("2024-12-31", "ADMIT"), ("2025-01-01", "REJECT"), ("2026-06-30", "REJECT"), ("2026-07-01", "ADMIT")],
)
def test_a_rule_holds_from_its_first_day_to_the_day_before_its_repeal(
    kind_under_a_repealed_article: Kind, on: str, outcome: str
) -> None:
    situation = {"kind": "village_body", "place": "620199100200", "by": "emergency", "on": on, "asks": {"body": "x"}}
    asked = replace(given.question(situation), kind=kind_under_a_repealed_article.code)
    assert decide(asked, given.register(situation)).outcome == outcome


def _reason(approval: ProvincialApproval) -> str:
    with pytest.raises(MalformedApproval) as refused:
        require_recordable(approval, national_types=NATIONAL)
    return str(refused.value.facts["reason"])


BROKEN: dict[str, tuple[dict[str, Any], str]] = {
    "a number without brackets": ({"number": "甘办发2025第16号"}, "NUMBER_MALFORMED"),
    "a number without a serial": ({"number": "甘办发〔2025〕号"}, "NUMBER_MALFORMED"),
    "names nothing": ({"names": ()}, "NAMES_NOTHING"),
    "names but punctuation": ({"names": ("——",)}, "NAMES_NOTHING"),
    "covers no place": ({"places": ()}, "COVERS_NO_PLACE"),
    "ends before it begins": ({"valid_until": date(2025, 8, 31)}, "ENDS_BEFORE_IT_BEGINS"),
    "a certificate entry without an article": ({"article": ""}, "NO_STATUTE"),
    "a certificate entry without a statute": ({"statute": ""}, "NO_STATUTE"),
    "one of the national 20 without what reinstates it": ({}, "NO_REINSTATEMENT"),
}


@pytest.mark.parametrize(("changes", "reason"), BROKEN.values(), ids=BROKEN.keys())
def test_what_cannot_be_recorded_is_refused_with_its_reason(changes: dict[str, Any], reason: str) -> None:
    assert _reason(replace(PERFECT, **changes)) == reason


def test_what_is_whole_can_be_recorded() -> None:
    require_recordable(replace(PERFECT, reinstated_by="某文件"), national_types=NATIONAL)
    one_day = replace(PERFECT, reinstated_by="某文件", valid_until=PERFECT.in_force_from)
    require_recordable(one_day, national_types=NATIONAL)
    deployment = replace(PERFECT, form=ApprovalForm.UNIFIED_DEPLOYMENT, statute="", article="")
    require_recordable(deployment, national_types=NATIONAL)


@pytest.mark.parametrize(("position", "outcome"), [("INSIDE", "ADMIT"), ("OUTSIDE", "REJECT")])
def test_an_entry_that_lays_down_a_style_lifts_only_what_keeps_it(position: str, outcome: str) -> None:
    situation = {
        "kind": "plaque",
        "place": "620199100200",
        "by": "emergency",
        "on": "2026-03-01",
        "asks": {"wording": "科普工作站", "position": position},
        "plaques": {"quotas": {"VILLAGE": 4}},
    }
    entry = given.approval({"names": ["科普工作站"], "form": "CATALOGUE_ENTRY"})
    styled = replace(entry, style=PlaqueStyle(position=PlaquePosition.INSIDE))
    register = replace(given.register(situation), approvals=(styled,))
    assert decide(given.question(situation), register).outcome == outcome


@pytest.mark.parametrize(
    ("asked", "listed"),
    [("开具亲属关系证明", True), ("亲属关系证明材料", True), ("家庭亲属关系证明", True), ("亲属关系", False)],
)
def test_a_type_of_the_national_20_is_known_within_other_words(asked: str, listed: bool) -> None:
    situation = {
        "kind": "certificate_demand",
        "place": "620199100200",
        "by": "emergency",
        "on": "2026-03-01",
        "asks": {"certificate": asked, "statute": "民法典", "article": "第一条"},
    }
    verdict = decide(given.question(situation), given.register(situation))
    assert (verdict.outcome == "REJECT") is listed
