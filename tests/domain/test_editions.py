"""Carrying codes, comparing two lists, and carrying a master's amendment into a township's own list."""

from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st

from registry.domain.carrying import carry_codes, likeness, lines_of
from registry.domain.comparing import compare
from registry.domain.duties import Duty, DutyTier, Share
from registry.domain.editions import DRAFT_MOVES, Descent, DescentKind, DraftStatus, DraftVerb, fingerprint, flaws_of
from registry.domain.overlay import amend
from tests.conftest import NOW

MATTERS = (
    "防汛抗旱",
    "护林防火",
    "农村改厕",
    "便民服务",
    "纠纷调解",
    "道路养护",
    "秸秆禁烧",
    "普查统计",
    "河道巡查",
    "安全宣传",
)
CODES = tuple(f"D{n}" for n in range(len(MATTERS)))


@st.composite
def duties(draw: st.DrawFn, *, codes: tuple[str, ...] = CODES) -> tuple[Duty, ...]:
    """A list that could be published: some of ten matters, each in one part, some said in other words."""
    chosen = draw(st.lists(st.sampled_from(range(len(codes))), unique=True, min_size=1))
    rows = []
    for number, at in enumerate(chosen, start=1):
        tier = draw(st.sampled_from(list(DutyTier)))
        shares = (Share("U1", "县水务局", (draw(st.sampled_from(["指挥", "调度"])),)),)
        rows.append(
            Duty(
                codes[at],
                tier,
                number,
                draw(st.sampled_from(["党的建设", "民生服务"])),
                MATTERS[at] + draw(st.sampled_from(["", "工作", "和演练"])),
                shares if tier is DutyTier.SUPPORTING else (),
                ("协助",) if tier is DutyTier.SUPPORTING else (),
                "县水务局" if tier is DutyTier.RECLAIMED else "",
                "自行办理" if tier is DutyTier.RECLAIMED else "",
            )
        )
    return tuple(rows)


def says(rows: tuple[Duty, ...]) -> dict[str, Duty]:
    """What a list says by code, printed numbers aside."""
    return {duty.code: replace(duty, number=0) for duty in rows}


# Carrying codes
# ----------------------------------------------------------------------------------------------------------------------


@given(rows=duties())
def test_a_list_that_comes_in_again_keeps_every_code(rows: tuple[Duty, ...]) -> None:
    nameless = [replace(duty, code=f"row-{at}") for at, duty in enumerate(rows)]
    carried = carry_codes(nameless, rows, new_code=lambda: "never")
    assert carried.duties == rows and carried.descents == ()


@given(before=duties(), after=duties())
def test_no_code_is_given_twice_and_every_duty_before_is_accounted_for(
    before: tuple[Duty, ...], after: tuple[Duty, ...]
) -> None:
    fresh = iter(range(1000))
    nameless = [replace(duty, code=f"row-{at}") for at, duty in enumerate(after)]
    carried = carry_codes(nameless, before, new_code=lambda: f"N{next(fresh)}")
    codes = [duty.code for duty in carried.duties]
    assert len(codes) == len(set(codes))
    dropped = {line.before for line in carried.descents if line.kind is DescentKind.DROPPED}
    assert {duty.code for duty in before} - set(codes) == dropped
    assert [replace(d, code="") for d in carried.duties] == [replace(d, code="") for d in after]


def test_a_matter_renamed_keeps_its_code_and_another_level_of_government_does_not() -> None:
    before = [Duty("A", DutyTier.BASIC, 1, "", "编制镇级应急预案并组织演练")]
    renamed = carry_codes(
        [Duty("x", DutyTier.BASIC, 1, "", "编制镇级应急预案,组织演练和培训")], before, new_code=lambda: "N"
    )
    assert renamed.duties[0].code == "A" and [d.kind for d in renamed.descents] == [DescentKind.RENAMED]
    other = carry_codes([Duty("x", DutyTier.BASIC, 1, "", "编制县级应急预案并组织演练")], before, new_code=lambda: "N")
    assert other.duties[0].code == "N"


def test_the_same_matter_elsewhere_in_the_county_has_the_same_code() -> None:
    row = Duty("x", DutyTier.BASIC, 1, "", "农村改厕")
    assert carry_codes([row], [], known={"农村改厕": "D9"}, new_code=lambda: "N").duties[0].code == "D9"


@given(one=st.text(max_size=12), other=st.text(max_size=12))
def test_likeness_goes_both_ways_from_nothing_to_one(one: str, other: str) -> None:
    assert likeness(one, other) == likeness(other, one) and 0 <= likeness(one, other) <= 1


# Comparing
# ----------------------------------------------------------------------------------------------------------------------


@given(before=duties(), after=duties())
def test_a_comparison_tells_every_difference_and_nothing_else(
    before: tuple[Duty, ...], after: tuple[Duty, ...]
) -> None:
    told = compare(before, after)
    rebuilt = dict(says(before))
    for one in told:
        for old in one.before:
            rebuilt.pop(old.code, None)
        if one.after is not None:
            rebuilt[one.after.code] = replace(one.after, number=0)
    assert rebuilt == says(after)
    same = {code for code, duty in says(before).items() if says(after).get(code) == duty}
    assert not same & {one.after.code for one in told if one.after}


@given(before=duties(), after=duties())
def test_a_comparison_turned_round_swaps_added_and_dropped(before: tuple[Duty, ...], after: tuple[Duty, ...]) -> None:
    def codes(rows: tuple[Duty, ...], others: tuple[Duty, ...], kind: DescentKind) -> set[str]:
        found = compare(rows, others)
        return {(one.after or one.before[0]).code for one in found if kind in one.kinds}

    assert codes(before, after, DescentKind.ADDED) == codes(after, before, DescentKind.DROPPED)


def test_a_split_on_the_way_is_followed_over_two_editions() -> None:
    old = [Duty("A", DutyTier.BASIC, 1, "", "防汛抗旱")]
    new = [Duty("B", DutyTier.BASIC, 1, "", "防汛"), Duty("C", DutyTier.BASIC, 2, "", "抗旱")]
    said = [Descent(DescentKind.SPLIT, "B", "A"), Descent(DescentKind.SPLIT, "C", "A")]
    told = compare(old, new, [said, ()])
    assert [(one.kinds, one.before[0].code, one.after and one.after.code) for one in told] == [
        ((DescentKind.SPLIT,), "A", "B"),
        ((DescentKind.SPLIT,), "A", "C"),
    ]
    assert lines_of(old, new, said) == tuple(said)


# A master and its townships
# ----------------------------------------------------------------------------------------------------------------------


@settings(max_examples=300)
@given(old=duties(), new=duties())
def test_a_township_that_never_differed_gets_what_the_master_says(old: tuple[Duty, ...], new: tuple[Duty, ...]) -> None:
    amended = amend(old, new, old)
    assert says(amended.duties) == says(new) and amended.kept == ()


@settings(max_examples=300)
@given(master=duties(), own=duties())
def test_a_master_that_changes_nothing_changes_no_township(master: tuple[Duty, ...], own: tuple[Duty, ...]) -> None:
    amended = amend(master, master, own)
    assert says(amended.duties) == says(own) and amended.changes_nothing and amended.kept == ()


@settings(max_examples=500)
@given(old=duties(), new=duties(), own=duties())
def test_every_field_is_the_masters_where_it_changed_and_the_township_agreed_and_else_the_townships(
    old: tuple[Duty, ...], new: tuple[Duty, ...], own: tuple[Duty, ...]
) -> None:
    amended = amend(old, new, own)
    before, after, ours, result = says(old), says(new), says(own), says(amended.duties)
    kept = {(one.code, one.field) for one in amended.kept}
    for code in set(before) | set(after) | set(ours):
        was, meant, said = before.get(code), after.get(code), ours.get(code)
        if said is not None and was is None:
            assert result[code] == said  # the township's own: no amendment touches it
        elif said is None:
            named_so = [duty for duty in ours.values() if meant and duty.matter == meant.matter and duty.code in result]
            assert (code in result) == (meant is not None and was is None and not named_so)
        elif meant is None:
            assert (code in result) == (said != was)
            assert ((code, "") in kept) == (said != was)
        elif said == was:
            assert result[code] == meant
        elif was == meant:
            assert result[code] == said
        else:
            for name in ("category", "matter"):
                theirs, mine, base = (getattr(d, name) for d in (meant, said, was))
                expected = theirs if mine == base else mine
                assert getattr(result[code], name) == expected
                if theirs != base and mine not in (base, theirs):
                    assert (code, name) in kept


@given(old=duties(), new=duties(), own=duties())
def test_a_duty_in_which_the_master_wins_says_what_the_master_changed(
    old: tuple[Duty, ...], new: tuple[Duty, ...], own: tuple[Duty, ...]
) -> None:
    amended = amend(old, new, own, master_wins=CODES)
    result, before = says(amended.duties), says(old)
    for code, meant in says(new).items():
        if code in result and code in before and code in says(own) and meant.matter != before[code].matter:
            assert result[code].matter == meant.matter
    assert not {k.code for k in amended.kept if k.field}


@given(old=duties(), new=duties(), own=st.none() | duties())
def test_what_a_township_gets_is_numbered_from_one_in_every_part(
    old: tuple[Duty, ...], new: tuple[Duty, ...], own: tuple[Duty, ...] | None
) -> None:
    rows = amend(old, new, own).duties
    for tier in DutyTier:
        numbers = [duty.number for duty in rows if duty.tier is tier]
        assert numbers == list(range(1, len(numbers) + 1))


# What may be published, and by which moves
# ----------------------------------------------------------------------------------------------------------------------


def test_a_published_or_withdrawn_draft_moves_no_more() -> None:
    for status in (DraftStatus.PUBLISHED, DraftStatus.WITHDRAWN):
        assert not [verb for verb in DraftVerb if (status, verb) in DRAFT_MOVES]


def test_nothing_is_published_but_what_was_approved() -> None:
    leading = {status for (status, verb), to in DRAFT_MOVES.items() if to is DraftStatus.PUBLISHED}
    assert leading == {DraftStatus.REVIEWED}


def test_one_matter_in_two_parts_is_a_flaw_of_both_rows() -> None:
    rows = [
        Duty("A", DutyTier.BASIC, 1, "", "防汛抗旱"),
        Duty("B", DutyTier.RECLAIMED, 1, "", "防汛、抗旱", taken_over_by="县水务局"),
    ]
    assert {(flaw.code, flaw.tier) for flaw in flaws_of(rows)} == {
        ("MATTER_REPEATED", DutyTier.BASIC),
        ("MATTER_REPEATED", DutyTier.RECLAIMED),
    }


@given(rows=duties(), other=duties())
def test_a_fingerprint_differs_as_soon_as_anything_said_differs(
    rows: tuple[Duty, ...], other: tuple[Duty, ...]
) -> None:
    def of(duties: tuple[Duty, ...], number: str = "甲〔2026〕1号") -> str:
        return fingerprint("620102001000", number, NOW.date(), duties)

    assert (of(rows) == of(other)) == (rows == other)
    assert of(rows) != of(rows, "甲〔2026〕2号")
