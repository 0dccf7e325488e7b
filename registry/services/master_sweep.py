"""A county's master on its way through the lists: what it does to each of them, in order of their days."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property

from registry.domain.carrying import lines_of
from registry.domain.chains import EVER, Chain, Rows
from registry.domain.divisions import Division, Place
from registry.domain.duties import Duty, Edition
from registry.domain.editions import Descent
from registry.domain.overlay import Amended, amend
from registry.domain.successions import former_codes
from registry.store import editions

_THIS = "this master"
"""What a master in the making is called as long as it has no code."""


@dataclass(frozen=True)
class Master:
    """A county's master in the making: the rows, what descends from what, the edition it corrects."""

    county: Place
    corrects: str
    rows: tuple[Duty, ...]
    lines: tuple[Descent, ...]
    sample: bool
    wins: Mapping[str, Collection[str]]


@dataclass(frozen=True)
class Reached:
    """What a master does to one list of a township (or to a later master). `edition` is empty in a preview, or where
    nothing changes.

    `corrects` is the edition that the amended one takes the place of: one that the wrong master had led to, or one
    that would otherwise lack the amendment. `lines` tell what descends from what since the list before; `amended` what
    changes against the list that stood. A list that lies `beyond` the county today is left as it is: it is only told.
    So is one that says the same as a wrong first master (`left_wrong`): a first master changes no list there is.
    """

    township: Division
    amended: Amended
    effective_on: date
    corrects: str = ""
    sample: bool = False
    edition: str = ""
    lines: tuple[Descent, ...] = ()
    beyond: bool = False
    left_wrong: bool = False

    @property
    def calls_for_an_edition(self) -> bool:
        """Whether the township's list comes out otherwise, or a wrong edition must be annulled."""
        return not (self.beyond or self.left_wrong) and (not self.amended.changes_nothing or bool(self.corrects))


@dataclass(frozen=True)
class Sweep:
    """One master on its way through the lists of its county, in order of their days.

    Every list is asked which master it was in step with when it was recorded, and which one it should be in step with
    now; what changed between the two is carried into it as an amendment is, so that its own word stays. `old` is the
    chain as it is on file, `new` as it will stand, `masters` the master each edition was led to by, `names`
    the townships and counties they are of or went to, `lines` what
    descends from what in a master.
    """

    master: Master
    on: date
    today: date
    townships: Mapping[str, Division]
    names: Mapping[str, Division]
    old: Chain
    new: Chain
    masters: Mapping[str, str]
    lines: dict[str, tuple[Descent, ...]] = field(default_factory=dict)

    def all(self) -> Iterator[Reached]:
        self.new.lay(self._itself, self.master.rows)
        self.lines[_THIS] = self.master.lines
        yield from self._later_masters()
        for _, code, edition in self._due():
            one = self._put_right(edition) if edition.township == code else self._reached(code, edition)
            if one is not None and one.calls_for_an_edition:
                self._lay(one)
            if one is not None:
                yield one
        yield from self._beyond()
        yield from self._left_wrong()

    def _lay(self, one: Reached) -> None:
        code = f"{_THIS} {len(self.new.rows_laid)}"
        edition = Edition(code, one.township.code, "", one.effective_on, EVER, one.sample, one.corrects)
        self.new.lay(edition, one.amended.duties)
        self.lines[code] = one.lines

    @cached_property
    def _itself(self) -> Edition:
        return Edition(_THIS, self.master.county.code, "", self.on, EVER, self.master.sample, self.master.corrects)

    @cached_property
    def _wrong(self) -> Edition | None:
        return next((e for e in self._masters_on_file() if e.code == self.master.corrects), None)

    def _masters_on_file(self) -> list[Edition]:
        return [edition for code in sorted(self.old.ours) for edition in self.old.editions.get(code, ())]

    @property
    def _since(self) -> date:
        return min(self.on, self._wrong.effective_on) if self._wrong else self.on

    # The masters that came after a wrong one
    # ------------------------------------------------------------------------------------------------------------------

    def _later_masters(self) -> Iterator[Reached]:
        """Each master that was made from the wrong one, with what is put right in it."""
        wrong = self._wrong
        for later in self.new.stand(self.new.ours) if wrong else ():
            is_since = wrong is not None and later.recorded_at >= wrong.recorded_at
            if self.new.is_laid(later) or later.effective_on < self._since or not is_since:
                continue
            before = self.old.before(later.township, later.effective_on)
            now = self.new.before(later.township, later.effective_on)
            if before is None or now is None or before.code == now.code:
                continue
            amended = self._amend(before, now, self.new.rows(later))
            if not amended.changes_nothing:
                county = next(d for d in self.master.county.path if d.level is self.master.county.level)
                one = self._instead_of(later, replace(county, code=later.township), amended)
                self._lay(one)
                yield one

    # The townships' lists
    # ------------------------------------------------------------------------------------------------------------------

    def _due(self) -> list[tuple[date, str, Edition]]:
        """What is to be looked at, in order of day: each list for which another master counts now, or that came of a
        wrong one (with itself); and each township on the day of each master that is new or follows another one now
        (with the master)."""
        lists = [
            (edition.effective_on, edition.township, edition)
            for edition in self.old.stand(self.townships)
            if edition.effective_on >= self._since
            and (self._came_of_a_wrong_one(edition) or self._is_out_of_step(edition))
        ]
        taken = {(day, code) for day, code, _ in lists}
        days = [
            (day, code, one)
            for one in self._new_masters()
            for day, code in self._days_of(one)
            if (day, code) not in taken
        ]
        return sorted([*lists, *days], key=lambda due: due[:2])

    @cached_property
    def _wrong_ones(self) -> frozenset[str]:
        """The masters that the county corrected, this time or before; not those only kept in step with these."""
        drafted = [edition for edition in self._masters_on_file() if edition.code not in self.masters]
        return frozenset({self.master.corrects, *(edition.corrects for edition in drafted)} - {""})

    def _came_of_a_wrong_one(self, edition: Edition) -> bool:
        return self.masters.get(edition.code, "") in self._wrong_ones

    def _is_out_of_step(self, edition: Edition) -> bool:
        then = self.old.master_on(edition.township, edition.effective_on)
        now = self.new.master_on(edition.township, edition.effective_on)
        return now is not None and (then is None or then.code != now.code)

    def _new_masters(self) -> list[Edition]:
        """The masters that are new, or follow another one than before: not the first one, which amended nothing
        and goes on doing so where an older one is entered as history."""
        found = []
        for one in self.new.stand(self.new.ours):
            before = self.old.before(one.township, one.effective_on)
            now = self.new.before(one.township, one.effective_on)
            if self.new.is_laid(one) or (before and now and before.code != now.code):
                found.append(one)
        return found

    def _days_of(self, one: Edition) -> Iterator[tuple[date, str]]:
        """The townships a master reaches, each with the day it does: its own day, or the first of a township that came
        to the county since without a list that was reached."""
        for code in sorted(self.townships):
            day = one.effective_on
            if one.code == _THIS and day < self.new.begins(code) <= self.today and not self._was_reached(code):
                day = self.new.begins(code)
            counts = self.new.master_on(code, day) if self.new.in_use(code, day) else None
            there = self.old.in_force(code, day)
            if counts is not None and counts.code == one.code and not (there and there.effective_on == day):
                yield day, code

    def _was_reached(self, code: str) -> bool:
        """Whether what a new code goes by from its first day on is a list of this county: that one is reached."""
        follows = self.new.before(code, self.new.begins(code))
        return follows is not None and follows.township in self.townships

    def _reached(self, code: str, master: Edition) -> Reached | None:
        """A township on the day of a master: the list it goes by then, amended; None where it has none of that time."""
        day = max(master.effective_on, self.new.begins(code))
        own = self.new.before(code, day)
        if own is None and self.new.stand([code]):
            return None
        code = self._under(code, own, day)
        if any(edition.effective_on == day for edition in self.new.stand([code])):
            return None
        before = self.new.master_before(code, master.effective_on) or master
        amended = self._amend(before, master, self.new.rows(own) if own else None, township=code)
        sample = own.sample if own else self.master.sample
        one = Reached(self.townships[code], amended, day, sample=sample, lines=amended.descents)
        if not self.new.is_ours(code, self.today):
            is_told = own is not None and self.new.goes_on(code, self.today) and not amended.changes_nothing
            return replace(one, beyond=True) if is_told else None
        told_anyway = master.code == _THIS and not self._corrects_a_first_master
        return one if told_anyway or one.calls_for_an_edition else None

    def _under(self, code: str, own: Edition | None, day: date) -> str:
        """The code an amended list is published under: the township's, but the one it had before where lists of later
        days, recorded before the change was, go on under that one and would be hidden."""
        former = own.township if own else code
        later = [edition for edition in self.old.stand([former]) if edition.effective_on > day]
        goes_on = any(self.old.in_force(code, edition.effective_on) == edition for edition in later)
        return former if goes_on and former in self.townships else code

    def _put_right(self, edition: Edition) -> Reached | None:
        """A list that is on file, as it would be had it always been in step with the master that counts now; None where
        it is that already."""
        code, day = edition.township, edition.effective_on
        base, came_of_a_wrong_one = self._base(edition), self._came_of_a_wrong_one(edition)
        master = self.new.master_on(code, day) or self.new.first_master()
        if master is None:
            return None
        if base is not None:
            seen = self.old.master_seen(base) or self.new.first_master() or master
            amended = self._amend(seen, master, self.new.rows(base), township=code)
        else:
            own = self.new.before(code, day)
            before = self.new.master_before(code, day) or master
            amended = self._amend(before, master, self.new.rows(own) if own else None, township=code)
        if amended.changes_nothing and not came_of_a_wrong_one:
            return Reached(self.townships[code], amended, day) if amended.kept else None
        one = self._instead_of(edition, self.townships[code], amended)
        nothing_before = base is None and self.new.before(code, day) is None
        return replace(one, effective_on=max(day, master.effective_on)) if nothing_before else one

    def _base(self, edition: Edition) -> Edition | None:
        """The list that a wrong master, or several one after the other, amended; None where there was none of its
        day."""
        base: Edition | None = edition
        while base is not None and self._came_of_a_wrong_one(base):
            of_township = self.old.editions.get(base.township, ())
            base = next((one for one in of_township if one.code == base.corrects), None) if base else None
        return base

    def _instead_of(self, edition: Edition, place: Division, amended: Amended) -> Reached:
        before = self.new.before(edition.township, edition.effective_on)
        said = editions.descents_of([edition.code])[edition.code]
        rows: Rows = self.new.rows(before) if before else ()
        lines = lines_of(rows, amended.duties, (*said, *amended.descents))
        return Reached(place, amended, edition.effective_on, edition.code, edition.sample, lines=lines)

    def _amend(self, old: Edition, new: Edition, own: Sequence[Duty] | None, *, township: str = "") -> Amended:
        if new.code not in self.lines:
            self.lines[new.code] = editions.descents_of([new.code])[new.code]
        lines = self.lines[new.code]
        wins = self.master.wins.get(township, ()) if self.new.is_laid(new) else ()
        return amend(self.new.rows(old), self.new.rows(new), own, lineage=lines, master_wins=wins)

    # What a first master does not reach
    # ------------------------------------------------------------------------------------------------------------------

    @property
    def _corrects_a_first_master(self) -> bool:
        wrong = self._wrong
        return wrong is not None and self.old.before(wrong.township, wrong.effective_on) is None

    def _left_wrong(self) -> Iterator[Reached]:
        """The lists of the master's day and of later ones that say what a wrong first master said, where its correction
        says otherwise: what they say is the townships' own, and only those can put it right."""
        wrong = self._wrong if self._corrects_a_first_master else None
        for code in sorted(self.townships) if wrong else ():
            there = self.new.in_force(code, self.on) if self.new.in_use(code, self.on) else None
            later = [edition for edition in self.new.stand([code]) if edition.effective_on > self.on]
            for edition in [*([there] if there else []), *later]:
                amended = self._amend(wrong or self._itself, self._itself, self.new.rows(edition))
                if not amended.changes_nothing:
                    yield Reached(self.townships[code], amended, edition.effective_on, left_wrong=True)

    # What left the county
    # ------------------------------------------------------------------------------------------------------------------

    def _beyond(self) -> Iterator[Reached]:
        """The masters of other counties and the lists of their townships that took over words of the wrong master: only
        those counties can put them right."""
        wrong = self._wrong
        if wrong is None:
            return
        here = {*self.townships, *self.new.ours}
        others = [c for c in self.names if c not in here and former_codes(c, self.old.steps) & here]
        for edition in self.old.stand(others):
            master = self.new.in_force(wrong.township, edition.effective_on) or self.new.first_master()
            if edition.effective_on < wrong.effective_on or edition.recorded_at < wrong.recorded_at or master is None:
                continue
            amended = self._amend(wrong, master, self.old.rows(edition))
            if not amended.changes_nothing:
                yield Reached(self.names[edition.township], amended, edition.effective_on, beyond=True)
