"""The schema that was released is kept: nothing of it goes or changes unless it was deprecated with two days before.

A new release takes the schema over: `cp registry/api/schema.graphql tests/api/schema_released.graphql`.
"""

from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from graphql import build_schema

from registry.api.schema import schema_text
from registry.domain.question import CHINA
from tests.api.released import NOTICE_DAYS, badly_announced, breaking

RELEASED = Path(__file__).parent / "schema_released.graphql"
PAGE = Path(__file__).parents[2] / "docs" / "api.md"


def test_nothing_breaks_whoever_uses_the_schema_that_was_released() -> None:
    released, now = build_schema(RELEASED.read_text(encoding="utf-8")), build_schema(schema_text())
    assert breaking(released, now, on=datetime.now(UTC).astimezone(CHINA).date()) == []


def test_whatever_is_deprecated_names_its_days_in_both_languages() -> None:
    assert badly_announced(build_schema(schema_text())) == []


def test_the_page_of_the_api_says_how_long_what_is_deprecated_stays() -> None:
    assert f"{NOTICE_DAYS} days" in PAGE.read_text(encoding="utf-8")


TO_GO = '@deprecated(reason: "改用 place；2026-11-23 起，{0} 后移除。 / Use place; since 2026-11-23, goes after {0}.")'
WELL, SOON = TO_GO.format("2027-05-23"), TO_GO.format("2026-12-23")
ENGLISH = '@deprecated(reason: "Use place; since 2026-11-23, goes after 2027-05-23.")'
VAGUE = '@deprecated(reason: "即将移除。 / Goes soon. 2026-11-23")'
NO_DAY = '@deprecated(reason: "自 2026-13-45 起。 / Since 2026-13-45, goes after 2027-13-45.")'
BEFORE = f"""
type Query {{
  place: String
  always: String!
  village: Hamlet {WELL}
  town: String {SOON}
  street: String {ENGLISH}
  lane: String {VAGUE}
  road: String {NO_DAY}
  said: Word
  any: Either
  one(code: String, first: Int = 20, old: String {WELL}, other: String, by: By): Int
}}
type Hamlet {{ name: String }}
type Left implements Named {{ name: String }}
type Right {{ name: String }}
interface Named {{ name: String }}
union Either = Left | Right
enum Word {{ YES NO MAYBE {WELL} }}
input By {{ place: String, size: Int = 5, past: String {WELL}, plain: String }}
"""
ON_THE_DAY, AFTER_IT = date(2027, 5, 23), date(2027, 5, 24)


@pytest.mark.parametrize(
    ("changed", "to"),
    [
        ("  place: String\n", ""),
        ("  place: String\n", "  place: Int\n"),
        ("  place: String\n", "  place: [String]\n"),
        ("  place: String\n", "  place(on: String!): String\n"),
        ("always: String!", "always: String"),
        (f"town: String {SOON}", ""),
        (f"street: String {ENGLISH}", ""),
        (f"lane: String {VAGUE}", ""),
        (f"road: String {NO_DAY}", ""),
        ("YES NO", "YES"),
        ("one(code: String,", "one("),
        ("one(code: String,", "one(code: String!,"),
        ("one(code: String,", "one(code: Int,"),
        ("one(code: String,", "one(code: String, on: String!,"),
        ("first: Int = 20", "first: Int = 50"),
        ("first: Int = 20", "first: Int"),
        ("other: String, ", ""),
        ("plain: String", "plain: String!"),
        ("plain: String", "plain: Int"),
        (", plain: String", ""),
        ("plain: String", "plain: String, must: String!"),
        ("size: Int = 5", "size: Int = 6"),
        ("type Hamlet { name: String }", "type Hamlet { called: String }"),
        ("type Hamlet { name: String }", "input Hamlet { name: String }"),
        ("= Left | Right", "= Left"),
        ("Left implements Named", "Left"),
        ("input By", "directive @shown on FIELD input By"),
    ],
)
def test_what_was_not_announced_may_not_go(changed: str, to: str) -> None:
    assert changed in BEFORE
    after = BEFORE.replace(changed, to)
    if to.startswith("directive"):  # what goes is what the schema before had
        assert breaking(build_schema(after), build_schema(BEFORE), on=AFTER_IT) == ["shown was removed."]
    else:
        after = after.replace(f"village: Hamlet {WELL}", "") if to.startswith("input Hamlet") else after
        assert len(breaking(build_schema(BEFORE), build_schema(after, assume_valid=True), on=AFTER_IT)) == 1


@pytest.mark.parametrize(
    ("changed", "to"),
    [
        (f"MAYBE {WELL}", ""),
        (f"old: String {WELL}, ", ""),
        (f"old: String {WELL}", f"old: Int {WELL}"),
        (f"past: String {WELL}, ", ""),
        (f"village: Hamlet {WELL}", ""),
        (f"village: Hamlet {WELL}", "village: String"),
    ],
)
def test_what_was_announced_goes_after_its_day_and_not_on_it(changed: str, to: str) -> None:
    assert changed in BEFORE
    before, after = build_schema(BEFORE), build_schema(BEFORE.replace(changed, to))
    assert breaking(before, after, on=AFTER_IT) == []
    assert len(breaking(before, after, on=ON_THE_DAY)) == 1


def test_a_type_goes_with_the_last_that_is_of_it() -> None:
    before = build_schema(BEFORE)
    after = BEFORE.replace(f"village: Hamlet {WELL}", "").replace("type Hamlet { name: String }", "")
    assert breaking(before, build_schema(after), on=AFTER_IT) == []
    still_used = BEFORE.replace("  place: String\n", "  place: Hamlet\n")
    assert len(breaking(build_schema(still_used), build_schema(after), on=AFTER_IT)) == 2


@pytest.mark.parametrize(
    ("changed", "to"),
    [
        ("  place: String\n", "  place: String!\n"),
        ("  place: String\n", "  place(on: String): String\n"),
        ("one(code: String,", "one(code: String, on: String,"),
        ("one(code: String,", 'one(code: String, on: String! = "today",'),
        ("YES NO", "YES NO NEVER"),
        ("plain: String", "plain: String, more: String"),
        ("type Hamlet { name: String }", "type Hamlet { name: String code: String }"),
        ("  place: String\n", f"  place: String {WELL}\n"),
    ],
)
def test_what_is_added_breaks_nobody(changed: str, to: str) -> None:
    assert breaking(build_schema(BEFORE), build_schema(BEFORE.replace(changed, to)), on=AFTER_IT) == []


def test_a_reason_without_its_two_days_leaves_too_little_time_or_is_in_one_language() -> None:
    assert len(badly_announced(build_schema(BEFORE))) == 4
