"""The clean-up of delegated matters: what is missing before one may be kept, how it moves, what the list shows."""

from datetime import UTC, date, datetime, timedelta
from itertools import product

import pytest

from registry.domain.delegated import (
    MOVES,
    CleanUpStatus,
    CleanUpVerb,
    DelegatedMatter,
    Facts,
    Lack,
    ListGap,
    Resource,
    Resources,
    Step,
    YesNo,
    as_of,
    lacking_to_keep,
    not_shown_on,
)
from registry.domain.duties import Duty, DutyList, DutyTier, Edition

AT = datetime(2026, 3, 1, 1, 0, tzinfo=UTC)
ALL_MOVED = Resources(posts="编制1名", money="每年3万元", powers="委托巡看")
FACTS = Facts(
    "D2026-000001",
    1,
    "620199100000",
    "共享单车停放秩序维护",
    "",
    "housing",
    "县住房和城乡建设局",
    "",
    None,
    None,
    "wang",
    "q",
    AT,
)


def step(position: int, verb: CleanUpVerb, on: str, *, recorded: int = 0, **more: object) -> Step:
    """A step on a day of 2026, recorded so many days after 1 March."""
    before = CleanUpStatus.ASSESSED if verb in (CleanUpVerb.KEEP, CleanUpVerb.TAKE_BACK) else CleanUpStatus.OPEN
    at = AT + timedelta(days=recorded)
    return Step(
        position, verb, MOVES[before, verb], date.fromisoformat(f"2026-{on}"), "sun", "office", "理由", at, **more
    )  # type: ignore[arg-type]


def matter(*steps: Step) -> DelegatedMatter:
    found = as_of([FACTS], steps, date.max, datetime.max.replace(tzinfo=UTC))
    assert found is not None
    return found


HEARD = step(1, CleanUpVerb.HEAR, "03-02", able=YesNo.YES, resources=ALL_MOVED)
L = Lack


@pytest.mark.parametrize(
    ("needed", "able", "heard", "resources", "lacking"),
    [
        ("YES", "YES", True, ALL_MOVED, ()),
        ("YES", "YES", True, Resources(not_needed=tuple(Resource)), ()),
        ("YES", "YES", True, Resources("编制1名", "", "委托", (Resource.MONEY,)), ()),
        ("NO", "YES", True, ALL_MOVED, (L.NOT_NEEDED,)),
        ("YES", "NO", True, ALL_MOVED, (L.NOT_ABLE,)),
        ("YES", "YES", False, ALL_MOVED, (L.TOWNSHIP_NOT_HEARD,)),
        ("YES", "YES", True, Resources(money="3万元", powers="委托"), (L.POSTS_NOT_RECORDED,)),
        ("YES", "YES", True, Resources(posts="1名", powers="委托"), (L.MONEY_NOT_RECORDED,)),
        ("YES", "YES", True, Resources(posts="1名", money="3万元"), (L.POWERS_NOT_RECORDED,)),
        ("YES", "YES", True, Resources(), (L.POSTS_NOT_RECORDED, L.MONEY_NOT_RECORDED, L.POWERS_NOT_RECORDED)),
        (
            "NO",
            "NO",
            False,
            Resources(posts="1名"),
            (L.NOT_NEEDED, L.NOT_ABLE, L.TOWNSHIP_NOT_HEARD, L.MONEY_NOT_RECORDED, L.POWERS_NOT_RECORDED),
        ),
        (None, None, True, None, (L.NOT_ASSESSED,)),
        (None, None, False, None, (L.NOT_ASSESSED, L.TOWNSHIP_NOT_HEARD)),
    ],
)
def test_what_is_missing_before_a_matter_may_be_kept(
    needed: str | None, able: str | None, heard: bool, resources: Resources | None, lacking: tuple[Lack, ...]
) -> None:
    steps = [HEARD] if heard else []
    if needed and able:
        found = {"needed": YesNo(needed), "able": YesNo(able), "resources": resources}
        steps.append(step(len(steps) + 1, CleanUpVerb.ASSESS, "03-05", **found))
    assert lacking_to_keep(matter(*steps), laid_on_township=True) == lacking


def test_nothing_is_lacking_only_where_every_answer_is_on_record() -> None:
    """The whole cross product: kept only if needed, able, heard, and each resource moved or not needed."""
    states = ("moved", "not_needed", "")
    for needed, able, heard, *three in product(YesNo, YesNo, (True, False), states, states, states):
        words = ["有" if state == "moved" else "" for state in three]
        spared = tuple(r for r, state in zip(Resource, three, strict=True) if state == "not_needed")
        assessed = step(2, CleanUpVerb.ASSESS, "03-05", needed=needed, able=able, resources=Resources(*words, spared))
        lacking = lacking_to_keep(matter(*([HEARD] if heard else []), assessed), laid_on_township=True)
        assert (lacking == ()) is (needed is YesNo.YES and able is YesNo.YES and heard and all(three))


def test_what_was_laid_on_a_whole_county_needs_no_single_townships_word() -> None:
    assessed = step(1, CleanUpVerb.ASSESS, "03-05", needed=YesNo.YES, able=YesNo.YES, resources=ALL_MOVED)
    assert lacking_to_keep(matter(assessed), laid_on_township=False) == ()


def test_only_a_correcting_record_leads_out_of_an_end() -> None:
    for ended in (CleanUpStatus.KEPT, CleanUpStatus.TAKEN_BACK):
        assert {verb for status, verb in MOVES if status is ended} == {CleanUpVerb.CORRECT}
    assert {s for (_, v), s in MOVES.items() if v is CleanUpVerb.CORRECT} == {CleanUpStatus.OPEN}
    assert {s for s, v in MOVES if v is CleanUpVerb.KEEP} == {CleanUpStatus.ASSESSED}
    assert {s for s, v in MOVES if v is CleanUpVerb.TAKE_BACK} == {CleanUpStatus.ASSESSED}


def test_a_matter_reads_as_of_any_day_and_as_known_at_any_time() -> None:
    steps = [
        step(1, CleanUpVerb.ASSESS, "03-05", recorded=10, needed=YesNo.YES, able=YesNo.NO),
        step(2, CleanUpVerb.TAKE_BACK, "03-08", recorded=12, taken_over_by="县住建局", way_of_working="统一巡查"),
        step(3, CleanUpVerb.CORRECT, "03-08", recorded=20),
    ]

    def status(on: str, known: int) -> str:
        found = as_of([FACTS], steps, date.fromisoformat(f"2026-{on}"), AT + timedelta(days=known))
        assert found is not None
        return found.status.value

    assert [status(on, 30) for on in ("03-04", "03-05", "03-07", "03-08")] == ["OPEN", "ASSESSED", "ASSESSED", "OPEN"]
    assert [status("03-09", known) for known in (9, 10, 12, 19, 20)] == [
        "OPEN",
        "ASSESSED",
        "TAKEN_BACK",
        "TAKEN_BACK",
        "OPEN",
    ]
    corrected = matter(*steps)
    assert (corrected.assessment, corrected.ending) == (None, None)


def test_a_matter_is_not_there_before_it_was_recorded() -> None:
    assert as_of([FACTS], [], date(2026, 6, 1), AT - timedelta(seconds=1)) is None


ROWS = (
    Duty("B1", DutyTier.BASIC, 1, "", "农村生活垃圾分类收运"),
    Duty("R1", DutyTier.RECLAIMED, 1, "", "特种设备安全监督检查"),
)
LIST = DutyList(Edition("E1", "620199100000", "安编〔2025〕8号", date(2025, 3, 1), AT), ROWS)


@pytest.mark.parametrize(
    ("named", "status", "gap"),
    [
        ("农村生活垃圾分类收运", CleanUpStatus.KEPT, None),
        ("特种设备安全监督检查", CleanUpStatus.TAKEN_BACK, None),
        ("特种设备安全监督检查", CleanUpStatus.KEPT, ListGap.OTHER_PART),
        ("农村生活垃圾分类收运", CleanUpStatus.TAKEN_BACK, ListGap.OTHER_PART),
        ("共享单车停放秩序维护", CleanUpStatus.KEPT, ListGap.NOT_ON_LIST),
        ("共享单车停放秩序维护", CleanUpStatus.TAKEN_BACK, ListGap.NOT_ON_LIST),
        ("共享单车停放秩序维护", CleanUpStatus.OPEN, None),
        ("共享单车停放秩序维护", CleanUpStatus.ASSESSED, None),
    ],
)
def test_the_registry_tells_what_the_list_does_not_yet_show(
    named: str, status: CleanUpStatus, gap: ListGap | None
) -> None:
    facts = Facts(**{**{n: getattr(FACTS, n) for n in Facts.__dataclass_fields__}, "matter": named})
    found = not_shown_on([DelegatedMatter(facts, status)], LIST)
    assert [one.gap for one in found] == ([gap] if gap else [])


UNABLE = step(1, CleanUpVerb.HEAR, "03-02", able=YesNo.NO)
NOTHING_MOVED = Resources(not_needed=tuple(Resource))


@pytest.mark.parametrize(
    ("word", "resources", "despite", "lacking"),
    [
        (UNABLE, NOTHING_MOVED, "", (L.TOWNSHIP_NOT_ABLE,)),
        (UNABLE, NOTHING_MOVED, "县里已派人驻点", ()),
        (UNABLE, Resources(posts="编制1名", not_needed=(Resource.MONEY, Resource.POWERS)), "", ()),
        (UNABLE, Resources(), "", (L.TOWNSHIP_NOT_ABLE, *(L(f"{r}_NOT_RECORDED") for r in Resource))),
        (HEARD, NOTHING_MOVED, "", ()),
    ],
)
def test_a_township_that_says_it_is_not_able_is_not_overruled_in_silence(
    word: Step, resources: Resources, despite: str, lacking: tuple[Lack, ...]
) -> None:
    found = step(
        2, CleanUpVerb.ASSESS, "03-03", needed=YesNo.YES, able=YesNo.YES, resources=resources, despite_word=despite
    )
    assert lacking_to_keep(matter(word, found), laid_on_township=True) == lacking
