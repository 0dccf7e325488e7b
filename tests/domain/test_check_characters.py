"""Check digits find out what they promise: every wrong digit and every two swapped, in whatever number."""

from collections.abc import Callable, Iterator
from itertools import combinations, product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from registry.domain.admissions import admission_number, as_number
from registry.domain.check_characters import as_typed, check_digits
from registry.domain.slips import as_slip_number, slip_number

LONGEST = 30
DIGITS = "0123456789"
FORMS = ((admission_number, as_number, "620102"), (slip_number, as_slip_number, "620102001"))
positions = st.integers(1, 9_999_999)
years = st.integers(2024, 2199)


def spoilt(number: str) -> Iterator[str]:
    """The number with any one digit wrong, and with any two digits swapped that are neighbours or next but one."""
    at = [place for place, character in enumerate(number) if character.isdecimal()]
    for place, other in product(at, DIGITS):
        yield number[:place] + other + number[place + 1 :]
    for apart in (1, 2):
        for one, two in zip(at, at[apart:], strict=False):
            swapped = list(number)
            swapped[one], swapped[two] = number[two], number[one]
            yield "".join(swapped)


def test_a_digit_weighs_otherwise_than_every_other_in_every_place() -> None:
    """The check depends on the sum of what the digits weigh, so this holds for every number of these lengths."""
    for place, (one, two) in product(range(LONGEST), combinations(DIGITS, 2)):
        before, after = "0" * place, "0" * (LONGEST - 1 - place)
        assert check_digits(before + one + after) != check_digits(before + two + after)


@pytest.mark.parametrize("apart", [1, 2])
def test_two_digits_swapped_weigh_otherwise_in_every_place(apart: int) -> None:
    for place, (one, two) in product(range(LONGEST - apart), combinations(DIGITS, 2)):
        before, between, after = "0" * place, "0" * (apart - 1), "0" * (LONGEST - 1 - apart - place)
        first, second = (before + a + between + b + after for a, b in ((one, two), (two, one)))
        assert check_digits(first) != check_digits(second)


@pytest.mark.parametrize(("made", "read", "place"), FORMS)
def test_every_wrong_or_swapped_digit_of_the_first_numbers_is_found_out(
    made: Callable[[str, int, int], str], read: Callable[[str], str | None], place: str
) -> None:
    for position in range(1, 400):
        number = made(place, 2026, position)
        for typed in set(spoilt(number)) - {number}:
            assert read(typed) is None, (number, typed)


@given(st.sampled_from(FORMS), st.data(), years, positions)
def test_every_wrong_or_swapped_digit_of_any_number_is_found_out(
    form: tuple[Callable[[str, int, int], str], Callable[[str], str | None], str],
    data: st.DataObject,
    year: int,
    position: int,
) -> None:
    made, read, place = form
    number = made(data.draw(st.text(DIGITS, min_size=len(place), max_size=len(place))), year, position)
    assert read(number) == number
    assert not [typed for typed in set(spoilt(number)) - {number} if read(typed) is not None]


@given(positions, st.characters(codec="utf-8").filter(as_typed))
def test_a_digit_replaced_by_anything_that_is_seen_is_found_out(position: int, other: str) -> None:
    plain = admission_number("620102", 2026, position).replace("-", "")
    for place in range(2, len(plain)):
        if as_typed(other) != plain[place]:  # a full-width digit is that digit
            assert as_number(plain[:place] + other + plain[place + 1 :]) is None


def test_the_prefix_is_checked_too() -> None:
    number = slip_number("620102001000", 2026, 1)
    assert as_slip_number("ZR" + number[2:]) is None and as_slip_number("FH" + number[2:]) is None
    assert check_digits("ZR1") != check_digits("HF1")


@pytest.mark.parametrize(
    ("read", "earlier"),
    [
        (as_number, "ZR-620102-2026-00123-7"),
        (as_slip_number, "HF-620102001-2026-00001-1"),
    ],
)
def test_a_number_issued_with_one_check_character_still_holds(read: Callable[[str], str | None], earlier: str) -> None:
    assert read(earlier) == earlier and read(earlier.lower().replace("-", " ")) == earlier
    for other in "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ":
        assert (read(earlier[:-1] + other) is not None) == (other == earlier[-1])


def test_the_standards_own_example_comes_out() -> None:
    assert check_digits("794") == "44"
