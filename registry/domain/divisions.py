"""Administrative divisions: province, city, county, township, village."""

from dataclasses import dataclass
from enum import StrEnum

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


@dataclass(frozen=True, slots=True)
class Place:
    """A division with the chain above it, from the province down to the place itself."""

    path: tuple[Division, ...]

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
        return "".join(d.name for d in self.path if d.level not in (Level.PROVINCE, Level.CITY))

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

    def lies_in(self, division_code: str) -> bool:
        """Whether the place is this division or somewhere below it."""
        return division_code in [d.code for d in self.path]
