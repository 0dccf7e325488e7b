"""Amending a list: what each change makes of the rows, what is refused, and how lineage tells of it."""

from collections import Counter
from datetime import UTC, date, datetime
from itertools import count
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from registry.domain.adjustments import (
    AdjustmentEvent,
    AdjustmentScope,
    Change,
    DutyChangeKind,
    Proposal,
    WantedRow,
    change_from,
)
from registry.domain.amending import amended, apply
from registry.domain.duties import Duty, DutyList, DutyTier, Edition, Share
from registry.domain.editions import Descent, DescentKind
from registry.domain.errors.adjustments import UnfitChange

B, S, R = DutyTier.BASIC, DutyTier.SUPPORTING, DutyTier.RECLAIMED
POLICE = Share("U1", "县公安局", ("查处违法行为",))
FIRE = Share("U2", "县应急管理局", ("组织演练",))
LIST = (
    Duty("D1", B, 1, "党的建设", "发展党员"),
    Duty("D2", B, 2, "党的建设", "组织换届"),
    Duty("D3", B, 3, "民生服务", "临时救助"),
    Duty("D4", S, 1, "平安法治", "校园安全", (POLICE,), ("协助巡查",)),
    Duty("D5", S, 2, "应急管理", "消防宣传", (FIRE,), ("张贴海报",)),
    Duty("D6", R, 1, "", "特种设备检查", taken_over_by="县市场监督管理局", way_of_working="专项检查"),
)


def amend(*changes: Change, duties: tuple[Duty, ...] = LIST) -> tuple[tuple[Duty, ...], tuple[Descent, ...]]:
    numbers = count(1)
    return apply(changes, duties, new_code=lambda: f"N{next(numbers)}", township="青山镇")


def shown(duties: tuple[Duty, ...]) -> list[tuple[str, str, int]]:
    return [(duty.code, duty.tier.value[0], duty.number) for duty in duties]


def one(kind: DutyChangeKind, *duties: str, **row: Any) -> Change:
    return Change(kind, duties, (WantedRow(**row),) if kind is not DutyChangeKind.DROP else ())


def test_an_added_duty_stands_last_in_its_category_and_every_part_is_numbered_anew() -> None:
    rows, lineage = amend(one(DutyChangeKind.ADD, matter="党员教育", tier=B, category="党的建设"))
    assert shown(rows)[:4] == [("D1", "B", 1), ("D2", "B", 2), ("N1", "B", 3), ("D3", "B", 4)]
    assert lineage == (Descent(DescentKind.ADDED, "N1", ""),)


def test_a_dropped_duty_is_gone_and_told_of() -> None:
    rows, lineage = amend(one(DutyChangeKind.DROP, "D1"))
    assert shown(rows)[:2] == [("D2", "B", 1), ("D3", "B", 2)]
    assert lineage == (Descent(DescentKind.DROPPED, "", "D1"),)


def test_a_renamed_duty_keeps_its_code_its_place_and_its_shares() -> None:
    rows, lineage = amend(one(DutyChangeKind.RENAME, "D4", matter="校园及周边安全"))
    assert rows[3] == Duty("D4", S, 1, "平安法治", "校园及周边安全", (POLICE,), ("协助巡查",))
    assert lineage == (Descent(DescentKind.RENAMED, "D4", "D4"),)


def test_a_duty_moved_to_the_reclaimed_part_keeps_its_code_and_loses_its_shares() -> None:
    rows, lineage = amend(one(DutyChangeKind.MOVE, "D4", tier=R, taken_over_by="县公安局", way_of_working="日常巡查"))
    expected = Duty("D4", R, 2, "平安法治", "校园安全", taken_over_by="县公安局", way_of_working="日常巡查")
    assert rows[-1] == expected
    assert [duty.code for duty in rows if duty.tier is S] == ["D5"]
    assert lineage == (Descent(DescentKind.MOVED, "D4", "D4"),)


def test_merged_duties_have_one_new_code_all_shares_and_a_line_for_each() -> None:
    rows, lineage = amend(one(DutyChangeKind.MERGE, "D4", "D5", matter="校园消防安全"))
    assert rows[3] == Duty("N1", S, 1, "平安法治", "校园消防安全", (POLICE, FIRE), ("协助巡查", "张贴海报"))
    assert lineage == (Descent(DescentKind.MERGED, "N1", "D4"), Descent(DescentKind.MERGED, "N1", "D5"))


def test_a_split_duty_leaves_two_with_codes_of_their_own_in_its_place() -> None:
    change = Change(DutyChangeKind.SPLIT, ("D4",), (WantedRow("校门口安全"), WantedRow("校车安全")))
    rows, lineage = amend(change)
    assert shown(rows)[3:5] == [("N1", "S", 1), ("N2", "S", 2)]
    assert rows[3].shares == rows[4].shares == (POLICE,)
    assert lineage == (Descent(DescentKind.SPLIT, "N1", "D4"), Descent(DescentKind.SPLIT, "N2", "D4"))


def test_changed_shares_leave_everything_else_as_it_was() -> None:
    rows, lineage = amend(one(DutyChangeKind.CHANGE_SHARE, "D5", township_share=("入户宣传",), matter="another name"))
    assert rows[4] == Duty("D5", S, 2, "应急管理", "消防宣传", (FIRE,), ("入户宣传",))
    assert lineage == (Descent(DescentKind.CHANGED, "D5", "D5"),)


def test_changes_apply_one_after_the_other() -> None:
    rows, lineage = amend(
        one(DutyChangeKind.RENAME, "D1", matter="发展和教育党员"),
        one(DutyChangeKind.MERGE, "D1", "D2", matter="党员工作"),
    )
    assert shown(rows)[:2] == [("N1", "B", 1), ("D3", "B", 2)]
    assert [line.kind for line in lineage] == [DescentKind.RENAMED, DescentKind.MERGED, DescentKind.MERGED]


@pytest.mark.parametrize(
    ("reason", "change"),
    [
        ("NOT_ON_THE_LIST", one(DutyChangeKind.DROP, "D9")),
        ("NOT_ON_THE_LIST", one(DutyChangeKind.RENAME, "D9", matter="x一")),
        ("NOT_ON_THE_LIST", one(DutyChangeKind.MERGE, "D1", "D9", matter="党员工作")),
        ("MATTER_TWICE", one(DutyChangeKind.ADD, matter="临时 救助", tier=B)),
        ("MATTER_TWICE", one(DutyChangeKind.RENAME, "D1", matter="组织换届")),
        ("MATTER_TWICE", Change(DutyChangeKind.SPLIT, ("D1",), (WantedRow("甲事"), WantedRow("甲事")))),
        ("NO_SHARE", one(DutyChangeKind.ADD, matter="禁毒宣传", tier=S, township_share=("协助宣传",))),
        ("NO_SHARE", one(DutyChangeKind.MOVE, "D1", tier=S)),
        ("NO_SHARE", one(DutyChangeKind.MOVE, "D1", tier=S, shares=(Share("U1", "县公安局", ()),))),
        ("NOBODY_TAKES_OVER", one(DutyChangeKind.MOVE, "D1", tier=R)),
        ("NO_MATTER", one(DutyChangeKind.ADD, tier=B)),
        ("NOTHING_CHANGES", one(DutyChangeKind.MOVE, "D1", tier=B)),
        ("NOTHING_CHANGES", one(DutyChangeKind.MOVE, "D1")),
        ("NOTHING_CHANGES", one(DutyChangeKind.RENAME, "D1", matter="发展党员")),
        ("NOTHING_CHANGES", one(DutyChangeKind.CHANGE_SHARE, "D1", township_share=("协助",))),
        ("DUTIES_MISCOUNTED", one(DutyChangeKind.MERGE, "D1", "D1", matter="党员工作")),
        ("DUTIES_MISCOUNTED", Change(DutyChangeKind.DROP)),
        ("ROWS_MISCOUNTED", Change(DutyChangeKind.SPLIT, ("D1",), (WantedRow("甲事"),))),
    ],
)
def test_what_the_list_does_not_bear_is_refused_and_says_which_change(reason: str, change: Change) -> None:
    with pytest.raises(UnfitChange) as refused:
        amend(one(DutyChangeKind.DROP, "D6"), change)
    assert (refused.value.facts["reason"], refused.value.facts["change"]) == (reason, 2)
    assert refused.value.facts["township"] == "青山镇"


def test_a_duty_dropped_by_an_earlier_change_is_not_there_for_a_later_one() -> None:
    with pytest.raises(UnfitChange):
        amend(one(DutyChangeKind.DROP, "D1"), one(DutyChangeKind.RENAME, "D1", matter="别的"))


def test_a_change_is_kept_whole() -> None:
    change = Change(
        DutyChangeKind.MOVE,
        ("D1",),
        (WantedRow("甲", S, "乙", (POLICE,), ("丙",), "丁", "戊"),),
        ("《某法》第三条",),
        "因为",
    )
    assert change_from(change.as_data()) == change


# Whole proposals
# ----------------------------------------------------------------------------------------------------------------------


def held(*duties: Duty) -> DutyList:
    edition = Edition("E1", "T1", "青编〔2025〕1号", date(2025, 1, 1), datetime(2025, 1, 1, tzinfo=UTC))
    return DutyList(edition, duties)


def proposal(*changes: Change, townships: tuple[str, ...] = ()) -> Proposal:
    scope = AdjustmentScope.TOWNSHIPS if townships else AdjustmentScope.COUNTY
    return Proposal(AdjustmentEvent.REWORDED, "调整", scope, townships, (), "理由", changes)


NAMES = {"T1": "青山镇", "T2": "白石镇", "T3": "长宁镇"}


def test_a_new_duty_has_one_code_in_all_townships() -> None:
    change = one(DutyChangeKind.ADD, matter="新的事", tier=B)
    found = amended(proposal(change, townships=("T1", "T2")), {"T1": held(*LIST), "T2": held(LIST[0])}, NAMES)
    assert [[d.code for d in rows if d.matter == "新的事"] for rows, _ in found.values()] == [["NEW-1"], ["NEW-1"]]


def test_in_the_whole_county_a_township_without_the_duty_keeps_its_list() -> None:
    lists = {"T1": held(*LIST), "T2": held(LIST[0])}
    assert list(amended(proposal(one(DutyChangeKind.DROP, "D6")), lists, NAMES)) == ["T1"]
    with pytest.raises(UnfitChange) as refused:
        amended(proposal(one(DutyChangeKind.DROP, "D6"), townships=("T1", "T2")), lists, NAMES)
    assert refused.value.facts["township"] == "白石镇"


@pytest.mark.parametrize("townships", [("T1", "T3"), ()])
def test_a_township_without_a_list_cannot_be_amended(townships: tuple[str, ...]) -> None:
    lists = {"T1": held(*LIST)} if townships else {}
    with pytest.raises(UnfitChange) as refused:
        amended(proposal(one(DutyChangeKind.ADD, matter="新的事", tier=B), townships=townships), lists, NAMES)
    assert refused.value.facts["reason"] == ("NO_LIST" if townships else "ON_NO_LIST")


# Against a naive way of doing it
# ----------------------------------------------------------------------------------------------------------------------

MATTERS = st.sampled_from(["甲事", "乙事", "丙事", "发展党员", "临时救助"])
ROW = st.builds(
    WantedRow,
    matter=MATTERS,
    tier=st.sampled_from([None, B, S, R]),
    category=st.sampled_from(["", "党的建设", "平安法治"]),
    shares=st.sampled_from([(), (POLICE,), (FIRE,)]),
    taken_over_by=st.sampled_from(["", "县公安局"]),
)
CODES = st.sampled_from(["D1", "D2", "D3", "D4", "D5", "D6", "D9", "N1"])
CHANGES = st.one_of(
    st.builds(lambda row: Change(DutyChangeKind.ADD, (), (row,)), ROW),
    st.builds(lambda code: Change(DutyChangeKind.DROP, (code,)), CODES),
    st.builds(
        lambda kind, code, row: Change(kind, (code,), (row,)),
        st.sampled_from([DutyChangeKind.RENAME, DutyChangeKind.MOVE, DutyChangeKind.CHANGE_SHARE]),
        CODES,
        ROW,
    ),
    st.builds(lambda codes, row: Change(DutyChangeKind.MERGE, tuple(codes), (row,)), st.lists(CODES, max_size=3), ROW),
    st.builds(
        lambda code, rows: Change(DutyChangeKind.SPLIT, (code,), tuple(rows)),
        CODES,
        st.lists(ROW, min_size=1, max_size=3),
    ),
)


def naive(changes: list[Change]) -> Counter[tuple[str, str]] | None:
    """Codes and matters as a clerk with paper slips would end up with; None where a slip is missing or twice."""
    slips, new = {duty.code: duty.matter for duty in LIST}, count(1)
    for change in changes:
        if any(code not in slips for code in change.duties):
            return None
        old = [slips[code] for code in change.duties]
        if change.kind in (DutyChangeKind.DROP, DutyChangeKind.MERGE, DutyChangeKind.SPLIT):
            for code in change.duties:
                del slips[code]
        if change.kind in (DutyChangeKind.ADD, DutyChangeKind.MERGE, DutyChangeKind.SPLIT):
            slips |= {f"N{next(new)}": row.matter for row in change.rows}
        if change.kind in (DutyChangeKind.RENAME, DutyChangeKind.MOVE):
            slips[change.duties[0]] = change.rows[0].matter
        if change.kind is DutyChangeKind.CHANGE_SHARE:
            slips[change.duties[0]] = old[0]
        if len(set(slips.values())) != len(slips):
            return None
    return Counter(slips.items())


@given(st.lists(CHANGES, min_size=1, max_size=5))
def test_what_is_applied_agrees_with_paper_slips(changes: list[Change]) -> None:
    try:
        rows, lineage = amend(*changes)
    except UnfitChange:
        return
    assert Counter((duty.code, duty.matter) for duty in rows) == naive(changes)
    assert all(duty.shares for duty in rows if duty.tier is S)
    assert all(duty.taken_over_by for duty in rows if duty.tier is R)
    for tier in DutyTier:
        numbers = [duty.number for duty in rows if duty.tier is tier]
        assert numbers == list(range(1, len(numbers) + 1))
    born = {line.duty for line in lineage} | {duty.code for duty in LIST}
    assert {duty.code for duty in rows} <= born
    untouched = {duty.code for duty in LIST} - {line.before for line in lineage}
    for duty in LIST:
        if duty.code in untouched:
            after = next(row for row in rows if row.code == duty.code)
            assert (after.matter, after.tier, after.shares) == (duty.matter, duty.tier, duty.shares)
