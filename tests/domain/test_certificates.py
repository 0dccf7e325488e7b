"""A county narrows its province's list of certificates, and never widens it."""

from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from registry.domain.certificates import (
    CertificateCatalogue,
    ProhibitedBy,
    ProhibitedType,
    RetainedList,
    RetainedType,
    require_narrowing,
)
from registry.domain.errors import NotRetainedByProvince, ProhibitedCertificate

NAMES = [
    "居住情况证明",
    "志愿服务证明",
    "维修资金证明",
    "生活困难证明",
    "代理人推荐材料",
    "收养人情况证明",
    "亲属关系证明",
    "养犬证明",
]
some_names = st.lists(st.sampled_from(NAMES), unique=True)


def catalogue(retained: list[str], prohibited: list[str]) -> CertificateCatalogue:
    return CertificateCatalogue(
        "示例目录",
        tuple(ProhibitedType(name, ProhibitedBy.PROVINCE, n, "数据共享") for n, name in enumerate(prohibited, 1)),
        tuple(RetainedType(name, "某法", "第一条", False) for name in retained),
    )


def county_list(names: list[str]) -> RetainedList:
    return RetainedList(
        "RL", "620199000000", "安证〔2025〕1号", date(2025, 1, 1), datetime(2025, 1, 1, tzinfo=UTC), tuple(names)
    )


@given(province=some_names, prohibited=some_names, county=some_names)
def test_what_a_county_retains_is_never_more_than_the_province(
    province: list[str], prohibited: list[str], county: list[str]
) -> None:
    whole = catalogue(province, prohibited)
    narrowed = whole.narrowed(county_list(county))
    assert {one.name for one in narrowed.retained} == set(province) & set(county)
    assert narrowed.prohibited == whole.prohibited
    for name in NAMES:
        assert narrowed.prohibited_type(name) == whole.prohibited_type(name)
        if narrowed.named_exactly(name) is not None:
            assert whole.named_exactly(name) is not None


@given(province=some_names, county=some_names)
def test_a_list_that_would_widen_is_refused_and_any_other_is_taken_in_the_provinces_order(
    province: list[str], county: list[str]
) -> None:
    whole = catalogue(province, [])
    if set(county) <= set(province):
        assert list(require_narrowing(county, whole)) == [name for name in province if name in county]
    else:
        with pytest.raises(NotRetainedByProvince) as refused:
            require_narrowing(county, whole)
        assert refused.value.facts["names"] == [name for name in county if name not in province]


def test_without_a_list_of_its_county_the_provinces_catalogue_holds() -> None:
    whole = catalogue(["居住情况证明"], [])
    assert whole.narrowed(None) is whole
    assert whole.rests_on == "示例目录"


def test_a_prohibited_type_cannot_be_retained_and_is_named() -> None:
    with pytest.raises(ProhibitedCertificate) as refused:
        require_narrowing(["居住情况证明", "亲属关系证明"], catalogue(["居住情况证明"], ["亲属关系证明"]))
    assert refused.value.facts["names"] == ["亲属关系证明"]


def test_names_are_compared_in_plain_wording() -> None:
    assert require_narrowing(["居住情况 证明 "], catalogue(["居住情况证明"], [])) == ("居住情况证明",)


def test_what_a_narrowed_catalogue_rests_on_names_the_countys_list() -> None:
    narrowed = catalogue(["居住情况证明"], []).narrowed(county_list([]))
    assert narrowed.rests_on == "示例目录 · 安证〔2025〕1号"
    assert narrowed.retained_type("居住情况证明") is None
