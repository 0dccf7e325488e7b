"""From files as they circulate to the rows of one list: read, departments looked up, flaws told where they stand."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from registry.domain.divisions import Place
from registry.domain.duties import Duty, DutyList, DutyTier
from registry.domain.editions import Flaw, flaws_of
from registry.domain.errors import SeveralFilesForOnePart
from registry.domain.wording import plain
from registry.files.as_read import as_duties, numbered_rows, takers_of
from registry.files.lists import Problem, ReadLists
from registry.files.reading import read_lists
from registry.services.units import unit_named


@dataclass(frozen=True)
class Source:
    """One file as it came: what its owner calls it, its bytes, and what was read."""

    name: str
    content: bytes
    read: ReadLists

    @property
    def sha256(self) -> str:
        """Of its bytes, as 64 hexadecimal digits."""
        return hashlib.sha256(self.content).hexdigest()


@dataclass(frozen=True)
class Import:
    """What files say one place's list is to be. Nothing is kept of it while any file has problems.

    `problems` are by file, in order; `unknown` are departments that are no unit on record; `kept` are the parts no file
    has, taken from the list there is, with how many rows each.
    """

    place: Place
    sources: tuple[Source, ...]
    duties: tuple[Duty, ...]
    problems: tuple[tuple[Problem, ...], ...]
    unknown: tuple[str, ...]
    kept: tuple[tuple[DutyTier, int], ...]

    @property
    def is_fine(self) -> bool:
        """Whether nothing is to be mended in any file."""
        return not any(self.problems)

    @property
    def names_another_place(self) -> str:
        """The place a file says it is of, where that is not the place it is imported for; empty otherwise."""
        own = {plain(division.name) for division in self.place.path}
        for source in self.sources:
            if source.read.township and plain(source.read.township) not in own:
                return source.read.county + source.read.township
        return ""


def read_source(content: bytes, name: str) -> Source:
    """One file read. Raises a `FileRefused`."""
    return Source(name, content, read_lists(content, name))


def bring_together(place: Place, sources: Sequence[Source], before: DutyList | None) -> Import:
    """One list out of one or more files (basic in one, supporting in another).

    Raises SeveralFilesForOnePart where two have the same part.
    """
    owner: dict[DutyTier, str] = {}
    for source in sources:
        for part in source.read.parts:
            if part.tier in owner:
                raise SeveralFilesForOnePart(owner[part.tier], source.name, part.tier.value)
            owner[part.tier] = source.name
    unknown: dict[str, None] = {}
    read = [_rows(place, source.read, unknown) for source in sources]
    kept = [d for d in before.duties if d.tier not in owner] if before else []
    duties = _in_order([*(duty for rows in read for duty in rows), *kept])
    flaws = flaws_of(duties)
    return Import(
        place=place,
        sources=tuple(sources),
        duties=duties,
        problems=tuple((*source.read.problems, *_located(source.read, flaws)) for source in sources),
        unknown=tuple(unknown),
        kept=tuple((tier, count) for tier in DutyTier if (count := sum(d.tier is tier for d in kept))),
    )


def _rows(place: Place, read: ReadLists, unknown: dict[str, None]) -> tuple[Duty, ...]:
    count = 0

    @cache  # the same few departments stand in every row
    def unit_of(name: str) -> str | None:
        code = unit_named(name, place)
        if code is None:
            unknown[name] = None
        return code

    def code_of(_tier: DutyTier, _matter: str, carried: str) -> str:
        """What the file carries for a row; else one of its own until the codes are carried over."""
        nonlocal count
        count += 1
        return carried or f"row-{read.file}-{count}"

    duties = as_duties(read, unit_of=unit_of, code_of=code_of)
    for taker in (name for duty in duties for name in takers_of(duty)):
        unit_of(taker)  # a reclaimed matter that no unit knows as its own falls in a gap
    return duties


def _in_order(duties: Sequence[Duty]) -> tuple[Duty, ...]:
    order = list(DutyTier)
    return tuple(sorted(duties, key=lambda duty: order.index(duty.tier)))


def _located(read: ReadLists, flaws: Sequence[Flaw]) -> list[Problem]:
    """Each flaw as a problem of the row it stands in; what reading has told already is not told twice."""
    told = {(problem.sheet, problem.row) for problem in read.problems}
    where = {(part.tier, number): item for part in read.parts for item, number in numbered_rows(part)}
    found = []
    for flaw in flaws:
        item = where.get((flaw.tier, flaw.number))
        if item is None or (item.sheet, item.row) in told:
            continue
        facts = {"flaw": flaw.code, "tier": flaw.tier, "number": flaw.number, "matter": flaw.matter}
        found.append(Problem(item.sheet, item.row, "", "LIST_FLAW", {"flaws": [facts]}))
    return found
