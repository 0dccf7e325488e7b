"""Administrative divisions: province, city, county, township, village."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from enum import StrEnum

from registry.domain.successions import NO_STEPS, Steps, former_codes, name_on, until, within

_SUFFIXES = ("社区居民委员会", "社区居委会", "居民委员会", "居委会", "社区", "村民委员会", "村委会")
"""What statistical names of villages end with; people and plaques mostly leave it off. Longest first."""

PSEUDO_FROM = 400
"""Digits 7–9 from here on mark farms, mines and zones that are counted like townships but are none."""


class Level(StrEnum):
    """The five levels, from the province down. A village includes 社区, a township includes 街道."""

    PROVINCE = "PROVINCE"
    CITY = "CITY"
    COUNTY = "COUNTY"
    TOWNSHIP = "TOWNSHIP"
    VILLAGE = "VILLAGE"


_LEFT_OUT = (Level.PROVINCE, Level.CITY)
"""What an address leaves out."""


@dataclass(frozen=True, slots=True)
class Division:
    """One division; `code` has 12 digits and is text, because a number would lose its zeros in spreadsheets."""

    code: str
    name: str
    level: Level

    @property
    def is_pseudo_township(self) -> bool:
        """Whether this, or the township above it, is a farm, mine or zone without a list of its own."""
        return self.level in (Level.TOWNSHIP, Level.VILLAGE) and int(self.code[6:9]) >= PSEUDO_FROM

    def names(self) -> tuple[str, ...]:
        """The full name and, for a village, the short ones: 畅家巷社区居委会 is also 畅家巷 and 畅家巷社区."""
        suffix = next((s for s in _SUFFIXES if self.level is Level.VILLAGE and self.name.endswith(s)), "")
        stem = self.name.removesuffix(suffix)
        if not suffix or not stem:
            return (self.name,)
        is_community = "居" in suffix or suffix == "社区"
        short = f"{stem}社区" if is_community else f"{stem.removesuffix('村')}村"
        return tuple(dict.fromkeys((self.name, stem, short)))


def spellings(name: str) -> tuple[str, ...]:
    """The names a typed village name may stand for, itself first: 畅家巷社区 may be 畅家巷社区居委会."""
    stem = name.removesuffix("社区") if name.endswith("社区") else name
    longer = [whole + suffix for whole in (name, stem, name.removesuffix("村")) for suffix in _SUFFIXES]
    return tuple(dict.fromkeys((name, *longer)))


class NoticeCode(StrEnum):
    """What whoever asked must be told besides the answer."""

    PLACE_SUCCEEDED = "PLACE_SUCCEEDED"  # asked by an old code or name: answered for what took its place
    LIST_OF_PREDECESSOR = "LIST_OF_PREDECESSOR"  # no list of its own yet: the predecessor's goes on
    DEPARTMENT_AS_PRINTED = "DEPARTMENT_AS_PRINTED"  # none of the county's units on record: by its name on the lists


@dataclass(frozen=True, slots=True)
class Notice:
    """One thing to be told besides the answer; facts are JSON values."""

    code: NoticeCode
    facts: Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Place:
    """A division with the chain above it, from the province down to the place itself.

    `lineage` holds the changes that led to it, as known at the time and by the day it was asked for; `notices` say how
    it was found where it was not by its own code or name.
    """

    path: tuple[Division, ...]
    lineage: Steps = field(default=NO_STEPS, compare=False)
    notices: tuple[Notice, ...] = field(default=(), compare=False)

    def as_on(self, on: date, steps: Steps) -> "Place":
        """The place with the names that it and all above it bore on a day, and the steps that led to it by then."""
        past = until(steps, on)
        if not past:
            return self
        named = tuple(replace(d, name=name_on(d.code, d.name, past, on)) for d in self.path)
        return replace(self, path=named, lineage=past)

    @property
    def itself(self) -> Division:
        return self.path[-1]

    @property
    def code(self) -> str:
        return self.path[-1].code

    @property
    def name(self) -> str:
        return self.path[-1].name

    @property
    def level(self) -> Level:
        return self.path[-1].level

    @property
    def is_village(self) -> bool:
        return self.path[-1].level is Level.VILLAGE

    @property
    def full_name(self) -> str:
        """County, township and village in one, as officials write an address."""
        return "".join([d.name for d in self.path if d.level not in _LEFT_OUT])

    def at(self, level: Level) -> Division | None:
        """The division of this level on the way from the province to the place; None where there is none."""
        for division in self.path:
            if division.level is level:
                return division
        return None

    @property
    def township(self) -> Division | None:
        return self.at(Level.TOWNSHIP)

    @property
    def county(self) -> Division | None:
        return self.at(Level.COUNTY)

    @property
    def province(self) -> Division:
        return self.path[0]

    def codes(self) -> frozenset[str]:
        """The codes of the place and of all above it, with those they had before: where facts on it may stand."""
        own = frozenset(d.code for d in self.path)
        return own.union(*(former_codes(code, self.lineage) for code in own)) if self.lineage else own

    def lies_in(self, division_code: str, *, since: date | None = None) -> bool:
        """Whether the place is this division or somewhere below it; a former code stands for its successor."""
        return self.lies_in_one_of((division_code,), since=since)

    def lies_in_one_of(self, codes: Collection[str], *, since: date | None = None) -> bool:
        """Whether the place lies in these divisions; what came of several lies in them where all are named.

        `since` is the first day of what names the codes (see `successions.within`).
        """
        return within(codes, [d.code for d in self.path], self.lineage, since)
