"""Administrative divisions: province, city, county, township, village."""

from dataclasses import dataclass
from enum import StrEnum

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
        return next((d for d in self.path if d.level is level), None)

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
        return any(d.code == division_code for d in self.path)
