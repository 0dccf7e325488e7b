"""One matter in other words is one matter; two rows of a list never are."""

import csv

import pytest

from registry.domain.matters import Matter, bare_words
from registry.domain.purchases import is_a_placeholder, is_the_village
from registry.domain.wording import plain
from tests.given import ROOT


@pytest.mark.parametrize(
    "wording",
    [
        "消防安全工作",
        "消防 安全",
        "消防安全(1)",
        "消防安全1",
        "消防安全一",
        "消防安全责任",
        "消防安全Ａ",
        "2026年消防安全（2026年）",
    ],
)
def test_what_only_counts_or_dates_a_matter_makes_no_other(wording: str) -> None:
    assert bare_words(wording) == "消防安全"


@pytest.mark.parametrize(
    "wording",
    [
        "关于消防安全的事项",
        "關於消防安全的工作",
        "消防安全有关事宜",
        "开展消防安全相关工作",
        "关于做好消防安全工作的通知",
    ],
)
def test_what_only_surrounds_a_matter_in_a_letter_makes_no_other(wording: str) -> None:
    assert bare_words(wording) == "消防安全"


@pytest.mark.parametrize("wording", ["培训（教师）", "省道101", "污水管网一期", "统一", "热线12345"])
def test_what_says_something_stays(wording: str) -> None:
    assert bare_words(wording) == plain(wording)


def test_no_two_matters_of_the_sample_lists_are_taken_for_one() -> None:
    with (ROOT / "seed" / "duties.csv").open(encoding="utf-8", newline="") as file:
        matters = {plain(row["matter"]) for row in csv.DictReader(file)}
    assert len(matters) > 100
    assert len({bare_words(matter) for matter in matters}) == len(matters)


def test_what_the_list_cannot_tell_apart_is_one_matter_in_either_order() -> None:
    row, unclear = Matter(row="A"), Matter(words="甲", offered=("A", "B"))
    assert row.is_the_same_as(unclear) and unclear.is_the_same_as(row)
    assert unclear.is_the_same_as(Matter(words="乙", offered=("B", "A")))
    for other in (Matter(row="B"), Matter(words="乙", offered=("A",)), Matter(words="乙")):
        assert not unclear.is_the_same_as(other) and not other.is_the_same_as(unclear)
    assert not Matter(row="A").is_the_same_as(Matter(row="B"))


def test_what_stands_in_for_a_contract_or_a_provider_is_none() -> None:
    assert all(is_a_placeholder(said) for said in ("无", "待签", "待定", "待签订。", "xxx", "尚未签订", "TBD"))
    assert not any(is_a_placeholder(said) for said in ("", "HT-1", "安购〔2026〕5号", "某公司", "某养护公司"))
    assert is_the_village("畅家巷社区居委会", ("畅家巷社区居民委员会", "畅家巷", "畅家巷社区"))
    assert not is_the_village("畅家巷物业公司", ("畅家巷社区居民委员会", "畅家巷", "畅家巷社区"))
