"""Lists on their way out, for tests: by hand and made by Hypothesis, with the nastiest texts that a cell may hold."""

from collections.abc import Sequence
from datetime import UTC, date, datetime
from typing import Any

from hypothesis import strategies as st

from registry.domain.divisions import Division, Level, Place
from registry.domain.duties import Duty, DutyList, DutyTier, Edition, Share
from registry.files.as_read import as_duties
from registry.files.layout import ListOut
from registry.files.lists import ReadLists
from registry.files.marks import kept
from tests import given

EDITION = Edition(
    "ED-1", "620199100000", "安编〔2025〕8号", date(2025, 3, 1), datetime(2025, 3, 1, tzinfo=UTC), sample=True
)
UNITS = {"县公安局": "U-POLICE", "县教育局": "U-EDU"}


def list_out(*duties: Duty, edition: Edition = EDITION, place: Place | None = None) -> ListOut:
    return ListOut(place or given.place(edition.township), DutyList(edition, tuple(duties)))


def township(code: str, name: str, county: str = "安和县") -> Place:
    province = Division("620000000000", "甘肃省", Level.PROVINCE)
    over = Division(f"{code[:6]}000000", county, Level.COUNTY)
    return Place((province, over, Division(code, name, Level.TOWNSHIP)))


def again(read: ReadLists) -> tuple[Duty, ...]:
    """What importing would make of a file."""
    assert read.problems == ()
    return as_duties(read, unit_of=UNITS.get, code_of=lambda tier, matter, carried: carried or f"{tier}:{matter}")


NASTY = (
    *("合计", "同上", "✓", "一、", "1.", "〃", "小计20项", "注：", "序号", "事项名称", "备注", "承接部门及工作方式"),
    *(
        "=1+1",
        "+86",
        "-3",
        "@SUM(A1)",
        "＝2",
        "＋",
        "－1",
        "＠",
        "'=1",
        "''",
        '"',
        '""',
        ",",
        "，",
        ";",
        "a\nb",
        "甲\n\n乙",
    ),
    *("１．甲", "（一）乙", "①", "1.甲\n2.乙", "基本履职事项清单", "配合履职事项清单（共9项）", "三、社会管理（20项）"),
    *(
        "县公安局：1.甲",
        "县公安局、县教育局",
        "县公安局和县教育局",
        "（牵头）县公安局",
        "第1页",
        "附件1",
        "导入",
        "导入提示",
        "/",
        "是",
    ),
    *(
        "620199100000",
        "2025-03-01",
        "1.0",
        "00123",
        "TRUE",
        "甲 乙",
        "A 级 景区",
        "甲。",
        "；乙",
        "{x}",
        "<b>&amp;</b>",
    ),
    *("未归类", "类别", "登记编码", "_x000D_", "甲\n　乙", "甲\n2.乙", "\\n", "😀", "é", "\u0301", "CG-0001 0123abcd"),
)
TEXTS = st.one_of(
    st.sampled_from(NASTY),
    st.lists(st.sampled_from(NASTY), min_size=1, max_size=3).map("".join),
    st.text(max_size=40),
    st.text("一二三项、（）()1.１：:；;。=+-@'\"\n 县局负责配合", max_size=30),
    st.integers(1, 499).map(lambda length: "很" * length),
)
SAID = TEXTS.map(kept).filter(lambda text: 0 < len(text) <= 500 and not text.startswith("#"))


@st.composite
def duties(draw: Any, tier: DutyTier, number: int, category: str) -> Duty:
    told: dict[str, Any] = {}
    if tier is DutyTier.SUPPORTING:
        names = draw(st.lists(SAID | st.sampled_from(list(UNITS)), min_size=1, max_size=3, unique=True))
        told["shares"] = tuple(Share(UNITS.get(n), n, tuple(draw(st.lists(SAID, max_size=3)))) for n in names)
        told["township_share"] = tuple(draw(st.lists(SAID, max_size=3)))
    elif tier is DutyTier.RECLAIMED:
        told = {"taken_over_by": draw(SAID), "way_of_working": draw(SAID | st.just(""))}
    return Duty(f"{tier[0]}-{number:04d}", tier, number, category, draw(SAID), **told)


@st.composite
def lists(draw: Any) -> ListOut:
    """A list of one to three parts; categories come in runs, and may come again."""
    found: list[Duty] = []
    tiers: Sequence[DutyTier] = draw(st.lists(st.sampled_from(list(DutyTier)), min_size=1, max_size=3, unique=True))
    for tier in sorted(tiers, key=list(DutyTier).index):
        number = 0
        for category in draw(st.lists(SAID | st.just(""), min_size=1, max_size=3)):
            for _ in range(draw(st.integers(1, 2))):
                number += draw(st.sampled_from((1, 1, 1, 7)))
                found.append(draw(duties(tier, number, category)))
    return list_out(*found)
