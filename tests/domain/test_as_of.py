"""The two dates as typed at any door: read once, in one way; what cannot be read is told of each."""

import re
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

import registry
from registry.domain.as_of import AsOf, dates_asked
from registry.domain.errors import BadInput, KnownAtInFuture, MalformedDate

NOW = datetime(2026, 11, 22, 17, 30, tzinfo=UTC)
"""Half past one in the morning of the 23rd in China."""
TODAY = date(2026, 11, 23)


@pytest.mark.parametrize("nothing", ["", "  ", None])
def test_nothing_typed_is_today_in_china_and_now(nothing: str | None) -> None:
    assert dates_asked(nothing, nothing, now=NOW) == AsOf(TODAY, NOW)
    assert dates_asked(nothing, nothing, now=NOW).is_now


def test_what_was_typed_is_read_kept_and_goes_with_addresses() -> None:
    asked = dates_asked(" 2025年6月1日 ", "2025-06-02", now=NOW)
    assert asked.both() == (date(2025, 6, 1), datetime(2025, 6, 2, 15, 59, 59, 999999, tzinfo=UTC))
    assert asked.query == {"on": "2025年6月1日", "known_at": "2025-06-02"}
    assert (asked.status, asked.is_now) == (200, False)


@pytest.mark.parametrize(
    ("on", "known_at", "wrong"),
    [
        ("改天", "", {"on": MalformedDate}),
        ("2026-02-30", "2025-06-02", {"on": MalformedDate}),
        ("", "改天", {"known_at": MalformedDate}),
        ("2025-06-01", "2027-01-01", {"known_at": KnownAtInFuture}),
        ("改天", "2027-01-01", {"on": MalformedDate, "known_at": KnownAtInFuture}),
    ],
)
def test_each_date_that_cannot_be_read_is_told_and_today_or_now_stands_in_its_place(
    on: str, known_at: str, wrong: dict[str, type[BadInput]]
) -> None:
    asked = dates_asked(on, known_at, now=NOW)
    assert {name: type(error) for name, error in asked.wrong.items()} == wrong
    assert (asked.on, asked.known_at) == (
        TODAY if "on" in wrong or not on else date(2025, 6, 1),
        NOW if "known_at" in wrong or not known_at else datetime(2025, 6, 2, 15, 59, 59, 999999, tzinfo=UTC),
    )
    assert not set(asked.query) & set(wrong)
    assert (asked.status, asked.is_now, asked.typed_on, asked.typed_known_at) == (400, False, on, known_at)
    with pytest.raises(next(iter(wrong.values()))):
        asked.both()


def test_what_is_kept_of_a_text_is_bounded() -> None:
    asked = dates_asked("长" * 10_000, "长" * 10_000, now=NOW)
    assert len(asked.typed_on) == len(asked.typed_known_at) == 60


def text_of(path: Path) -> str:
    return path.read_text(encoding="utf-8")


def test_nothing_else_in_the_house_reads_the_two_dates() -> None:
    package = Path(registry.__file__).parent
    reading = {
        str(path.relative_to(package))
        for path in package.rglob("*.py")
        if re.search(r'field="on"\)|^from registry\.domain\.question import [^)]*?\bmoment\b', text_of(path), re.M)
    }
    assert reading == {"domain/as_of.py"}
    templates = {
        str(path.relative_to(package.parent / "templates"))
        for path in (package.parent / "templates").rglob("*.html")
        if 'name="known_at"' in text_of(path)
    }
    assert templates == set()
