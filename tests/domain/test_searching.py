"""Searching wordings in memory: what holds of any list, and the order of what is found."""

from hypothesis import given, settings
from hypothesis import strategies as st

from registry.config import ROOT
from registry.domain.searching import (
    ListedWordings,
    Match,
    Sought,
    WordingKind,
    key_of,
    marks_of,
    search_in,
)
from registry.domain.variants import folded
from registry.domain.wording import plain

CHARACTERS = "农村危房改造低保防汛抗旱宣传巡查管理,、()30A组织开展工作"
wordings = st.lists(
    st.text(CHARACTERS, min_size=1, max_size=20).filter(plain), min_size=1, max_size=40, unique_by=plain
)
thorough = settings(max_examples=300, deadline=None)


def found(texts: list[str], sought: str) -> list[str]:
    return [one.text for one in search_in(ListedWordings(texts), Sought(sought))]


@thorough
@given(wordings, st.data())
def test_every_wording_is_found_first_by_its_own_text(texts: list[str], data: st.DataObject) -> None:
    wanted = data.draw(st.sampled_from(texts))
    assert found(texts, wanted)[0] == wanted
    assert found(texts, f" {wanted}。".upper())[0] == wanted


@thorough
@given(wordings, st.data())
def test_every_wording_is_found_by_any_two_characters_beside_each_other(texts: list[str], data: st.DataObject) -> None:
    wanted = data.draw(st.sampled_from(texts))
    name = plain(wanted)
    at = data.draw(st.integers(0, max(0, len(name) - 2)))
    pair = name[at : at + 2]
    hits = [*search_in(ListedWordings(texts), Sought(pair))]
    holding = [text for text in texts if pair in plain(text)] if len(pair) > 1 else [wanted]
    assert {hit.text for hit in hits} >= set(holding)
    order = [[*Match].index(hit.match) for hit in hits]
    assert order == sorted(order)


@thorough
@given(st.text(max_size=60))
def test_any_text_at_all_can_be_searched(sought: str) -> None:
    texts = ["防汛抗旱", "组织实施农村危房改造"]
    if plain(sought):
        assert set(found(texts, sought)) <= set(texts)


@thorough
@given(st.text(CHARACTERS, min_size=1, max_size=30))
def test_the_marks_of_a_wording_find_all_of_its_parts(text: str) -> None:
    name = plain(text)
    for at in range(len(name)):
        assert name[at] in marks_of(text)
        assert len(name[at : at + 2]) < 2 or name[at : at + 2] in marks_of(text)


def test_people_s_words_find_the_official_ones() -> None:
    texts = ["受理审核特困人员供养、最低生活保障和临时救助申请", "推进农村人居环境整治和户厕管护", "防汛抗旱"]
    for sought, first in (("低保", 0), ("改厕", 1), ("吃低保怎么办", 0), ("茅厕坏了没人修", 1)):
        assert found(texts, sought)[0] == texts[first]
    assert found(texts, "量子计算机") == []


def test_a_wording_is_filed_under_the_same_number_for_ever() -> None:
    assert key_of(WordingKind.MATTER, "防汛抗旱") == 80420363369539377
    assert key_of(WordingKind.SHARE, "防汛抗旱") != key_of(WordingKind.MATTER, "防汛抗旱")


def test_traditional_characters_and_usual_misspellings_find_what_is_meant() -> None:
    texts = ["组织秸秆禁烧宣传巡查", "小区电动车集中充电设施验收", "特种设备安全监督检查", "电线杆迁移"]
    assert found(texts, "秸杆")[0] == found(texts, "桔桿")[0] == "组织秸秆禁烧宣传巡查"
    assert found(texts, "電動車充電")[0] == "小区电动车集中充电设施验收"
    assert found(texts, "特種設備") == ["特种设备安全监督检查"]
    assert found(texts, "电线杆") == ["电线杆迁移"]


def test_no_text_of_lists_is_written_with_what_is_folded() -> None:
    seed = (ROOT / "seed" / "duties.csv").read_text(encoding="utf-8")
    assert folded(seed) == seed
