"""What an old code means, whatever became of it: against a naive replay, and rule by rule."""

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from registry.domain.divisions import Division, Level, Place
from registry.domain.duties import Edition
from registry.domain.successions import (
    ChangeKind,
    Step,
    edition_of,
    for_the_part,
    former_codes,
    inventory_codes,
    known,
    meant,
    name_on,
    names_of,
    own_or_inherited,
    until,
    within,
)

FIRST_DAY = date(2020, 1, 1)
FIRST_TIME = datetime(2020, 1, 1, tzinfo=UTC)
UNITS = tuple("ABCD")


def day(number: int) -> date:
    return FIRST_DAY + timedelta(days=number)


def time(number: int) -> datetime:
    return FIRST_TIME + timedelta(days=number)


@dataclass
class World:
    """Units in use, by code with their names, and the steps that were recorded; changes come in the order of days."""

    names: dict[str, str] = field(default_factory=lambda: {code: f"{code}乡" for code in UNITS})
    steps: list[Step] = field(default_factory=list)
    made: int = 0
    lists: dict[str, str] = field(default_factory=lambda: {code: f"list of {code}" for code in UNITS})

    def new(self) -> str:
        self.made += 1
        return f"N{self.made}"

    def change(
        self, kind: ChangeKind, days: tuple[int, int], before: list[str], after: dict[str, str], source: str
    ) -> None:
        on, at = days
        number = f"D{len(self.steps):04d}"
        pairs = [(b, a) for b in before for a in after] or [(b, "") for b in before]
        for position, (b, a) in enumerate(pairs, start=1):
            new_name = after.get(a, "")
            chosen = bool(a) and b == source
            step = Step(
                number, position, kind, day(on), time(at), b, a, self.names[b], new_name,
                b not in after, bool(a) and a not in before, chosen,
            )  # fmt: skip
            self.steps.append(step)
        held = self.lists.get(source, "")
        for code in before:
            del self.names[code]
            self.lists.pop(code, None)
        self.names |= after
        self.lists |= dict.fromkeys(after, held) if held else {}


Draw = st.DataObject


def happen(world: World, draw: Draw, on: int, at: int) -> None:
    """One change, drawn among those that can happen to the units in use."""
    units = sorted(world.names)
    kinds = [ChangeKind.RENAMED, ChangeKind.RECODED, ChangeKind.SPLIT, ChangeKind.ABOLISHED]
    kind = draw.draw(st.sampled_from([*kinds, ChangeKind.MERGED] if len(units) > 1 else kinds))
    code = draw.draw(st.sampled_from(units))
    if kind is ChangeKind.RENAMED:
        world.change(kind, (on, at), [code], {code: f"{code}乡{on}"}, code)
    elif kind is ChangeKind.RECODED:
        world.change(kind, (on, at), [code], {world.new(): world.names[code]}, code)
    elif kind is ChangeKind.SPLIT:
        first = draw.draw(st.sampled_from([code, ""])) or world.new()
        world.change(kind, (on, at), [code], {first: f"{first}东乡", world.new(): "西乡"}, code)
    elif kind is ChangeKind.MERGED:
        other = draw.draw(st.sampled_from([unit for unit in units if unit != code]))
        into = draw.draw(st.sampled_from([code, ""])) or world.new()
        source = draw.draw(st.sampled_from([code, other, ""]))
        world.change(kind, (on, at), [code, other], {into: f"{into}大乡"}, source)
    else:
        world.change(kind, (on, at), [code], {}, "")


def replay(code: str, steps: list[Step]) -> list[str]:
    """Naively: walk all changes in order, and replace what is held by what it became."""
    held = {code}
    for number in dict.fromkeys(s.change for s in steps):
        together = [s for s in steps if s.change == number]
        gone = {s.before for s in together if s.before in held} - {s.after for s in together if s.before == s.after}
        came = {s.after for s in together if s.before in gone and s.after}
        held = (held - gone) | came
    return sorted(held)


@settings(max_examples=300, deadline=None)
@given(st.data())
def test_a_code_means_what_a_naive_replay_of_all_changes_leads_to(draw: Draw) -> None:
    world, number, last = World(), 0, 0
    states = [(0, dict(world.names), dict(world.lists))]
    for _ in range(draw.draw(st.integers(0, 9))):
        number += draw.draw(st.integers(1, 3))
        at = number + draw.draw(st.integers(0, 6))
        last = max(last, at)
        if world.names:
            happen(world, draw, number, at)
            states.append((number, dict(world.names), dict(world.lists)))
    codes = {*UNITS, *(s.after for s in world.steps if s.after)}
    on, known_at = draw.draw(st.integers(0, number + 2)), draw.draw(st.integers(0, last + 2))
    told, past = known(reversed(world.steps), time(known_at)), [s for s in world.steps if s.effective_on <= day(on)]
    seen = [s for s in past if s.recorded_at <= time(known_at)]
    for code in sorted(c for c in codes if c in UNITS or any(s.after == c for s in seen)):
        assert list(meant(code, told, day(on))) == replay(code, seen)
    names, lists = next((n, held) for when, n, held in reversed(states) if when <= on)
    everything = known(world.steps, time(last))
    for code, name in names.items():
        assert name_on(code, f"{code}乡", everything, day(on)) == name
        edition = edition_of(code, day(on), until(everything, day(on)), own_list)
        assert (edition.code if edition else "") == lists.get(code, "")


def own_list(code: str, on: date, _left: Step | None) -> Edition | None:
    """The units that were there from the beginning published a list; none of their successors did."""
    return Edition(f"list of {code}", code, "", FIRST_DAY - timedelta(days=9), FIRST_TIME) if code in UNITS else None


def step(kind: ChangeKind, before: str, after: str, on: int = 10, *, ends: bool = True, **more: object) -> Step:
    at = more.pop("at", on)
    assert isinstance(at, int)
    given = {"begins": True, "list_from": True, "position": 1, "old_name": before, "new_name": after, **more}
    change = str(given.pop("change", f"D{on}"))
    return Step(change, kind=kind, effective_on=day(on), recorded_at=time(at), before=before, after=after,
                ends=ends, **given)  # type: ignore[arg-type]  # fmt: skip


def edition(code: str, on: int, at: int, corrects: str = "") -> Edition:
    return Edition(code, "A", "", day(on), time(at), corrects=corrects)


def test_what_was_published_for_the_whole_counts_for_a_part_that_left_it_and_so_does_what_corrects_that() -> None:
    left = step(ChangeKind.SPLIT, "A", "B", on=10, at=30, ends=False)
    whole = [edition("old", 1, 1), edition("meanwhile", 15, 20), edition("old, entered late", 5, 40)]
    mended = [edition("mended", 16, 50, corrects="meanwhile"), edition("again", 18, 60, corrects="mended")]
    its_own = [edition("its own", 20, 40), edition("its own mended", 20, 45, corrects="its own")]
    every = [*mended, *its_own, *whole]  # in whatever order
    assert {one.code for one in for_the_part(every, left)} == {one.code for one in (*whole, *mended)}
    assert for_the_part(every, None) == every


def test_a_place_lies_in_what_it_once_was_but_not_in_the_county_it_left() -> None:
    moved = step(ChangeKind.RECODED, "620199100000", "620198100000", before_parent="620199000000")
    path = ["620000000000", "620198000000", "620198100000"]
    assert within(["620199100000"], path, (moved,))
    assert not within(["620199000000"], path, (moved,))
    assert not within(["620199100000"], path, ())


def test_a_village_of_one_of_two_that_merged_lies_in_that_one_and_the_whole_only_in_both() -> None:
    merged = [step(ChangeKind.MERGED, code, "C", position=n, list_from=False) for n, code in enumerate("AB", start=1)]
    village = step(ChangeKind.RECODED, "A1", "C1", change="D10b", before_parent="A")
    steps = known([*merged, village], time(99))
    assert within(["A"], ["P", "C", "C1"], steps) and not within(["B"], ["P", "C", "C1"], steps)
    assert not within(["A"], ["P", "C"], steps) and within(["A", "B"], ["P", "C"], steps)


def test_a_township_that_took_in_another_is_not_covered_by_what_covered_only_that() -> None:
    steps = known(
        [step(ChangeKind.MERGED, "A", "A", ends=False, begins=False), step(ChangeKind.MERGED, "B", "A", position=2)],
        time(99),
    )
    assert within(["A"], ["P", "A"], steps) and not within(["B"], ["P", "A"], steps)


def test_a_part_lies_in_the_whole_it_left_only_for_what_is_older() -> None:
    left = [step(ChangeKind.SPLIT, "A", "A", ends=False, begins=False), step(ChangeKind.SPLIT, "A", "B", ends=False)]
    steps = known(left, time(99))
    assert within(["A"], ["P", "B"], steps, since=day(9))
    assert not within(["A"], ["P", "B"], steps, since=day(10)) and not within(["A"], ["P", "B"], steps)


def test_what_hangs_stays_with_the_part_that_keeps_the_code() -> None:
    kept = [step(ChangeKind.SPLIT, "A", "A", ends=False, begins=False), step(ChangeKind.SPLIT, "A", "B", ends=False)]
    assert inventory_codes("A", known(kept, time(99))) == {"A"}
    assert inventory_codes("B", known(kept, time(99))) == {"B"}
    both = [step(ChangeKind.SPLIT, "A", "B"), step(ChangeKind.SPLIT, "A", "C", position=2)]
    assert inventory_codes("B", known(both, time(99))) == {"A", "B"}
    assert former_codes("C", known(both, time(99))) == {"A"}


def test_names_are_told_in_order_each_with_its_first_day() -> None:
    renamed = [
        step(ChangeKind.RENAMED, "A", "A", on, ends=False, begins=False, new_name=name)
        for on, name in ((10, "甲镇"), (20, "甲镇"), (30, "乙镇"))
    ]
    steps = known(renamed, time(99))
    assert names_of("A", "丙乡", steps) == (("丙乡", None), ("甲镇", day(10)), ("乙镇", day(30)))
    assert name_on("A", "丙乡", steps, day(9)) == "丙乡"


def test_a_class_is_inherited_from_the_one_it_goes_on_from() -> None:
    steps = known([step(ChangeKind.RECODED, "A", "B"), step(ChangeKind.RECODED, "B", "C", 20)], time(99))
    assert own_or_inherited("C", {"A": "VILLAGE"}, steps) == "VILLAGE"
    assert own_or_inherited("C", {"A": "VILLAGE", "C": "COMMUNITY"}, steps) == "COMMUNITY"
    assert own_or_inherited("C", {}, steps) == ""


def test_a_place_keeps_its_own_name_where_nothing_happened() -> None:
    place = Place((Division("620000000000", "甘肃省", Level.PROVINCE),))
    assert place.as_on(day(1), ()) is place
    assert place.lies_in("620000000000") and not place.lies_in("620100000000")
