"""The plaque catalogue of a province, and the standing of one village against it (P17)."""

from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from functools import cached_property

from registry.domain.divisions import Division
from registry.domain.wording import plain


class PlaquePosition(StrEnum):
    OUTSIDE = "OUTSIDE"  # 外部大门
    INSIDE = "INSIDE"  # 室内


@dataclass(frozen=True, slots=True)
class PlaqueStyle:
    """What a catalogue lays down for a plaque; lengths in millimetres. None, or no colour, lays nothing down."""

    position: PlaquePosition | None = None
    max_width_mm: int | None = None
    max_height_mm: int | None = None
    colours: tuple[str, ...] = ()

    def departures(
        self, position: PlaquePosition | None, width_mm: int | None, height_mm: int | None, colour: str
    ) -> tuple[str, ...]:
        """In what (`position`, `size`, `colour`) the plaque asked for departs; what was not stated is not judged."""
        found = []
        if self.position and position and position is not self.position:
            found.append("position")
        if _exceeds(width_mm, self.max_width_mm) or _exceeds(height_mm, self.max_height_mm):
            found.append("size")
        if self.colours and colour and plain(colour) not in {plain(c) for c in self.colours}:
            found.append("colour")
        return tuple(found)

    def leaves_open(
        self, position: PlaquePosition | None, width_mm: int | None, height_mm: int | None, colour: str
    ) -> bool:
        """Whether something is laid down here that the plaque asked for does not state."""
        return bool(
            (self.position and not position)
            or (self.max_width_mm and width_mm is None)
            or (self.max_height_mm and height_mm is None)
            or (self.colours and not colour)
        )


def _exceeds(asked: int | None, most: int | None) -> bool:
    return asked is not None and most is not None and asked > most


@dataclass(frozen=True, slots=True)
class PlaqueEntry:
    """One entry of the catalogue. `pattern` may hold ×× for the village's own name."""

    pattern: str
    statutory: bool
    style: PlaqueStyle = field(default_factory=PlaqueStyle)
    basis: str = ""

    def fits(self, wording: str, village: Division) -> bool:
        """Whether the wording is this entry, with a name of the village in place of ××; no statutory one without."""
        asked = plain(wording)
        if "××" not in self.pattern:
            return asked == plain(self.pattern)
        # What the statutes call for is a body of this village: it bears a name, and ×× is none. Site marks may go
        # without.
        names = (*village.names(), *(() if self.statutory else ("",)))
        return any(asked == plain(self.pattern.replace("××", name)) for name in names)


@dataclass(frozen=True)
class PlaqueCatalogue:
    """One version of a province's catalogue: its entries, and the quota by class of village."""

    version: str
    entries: tuple[PlaqueEntry, ...]
    quotas: dict[str, int]
    sample: bool = False
    code: str = ""
    effective_on: date | None = None

    @cached_property
    def _ranked(self) -> tuple[PlaqueEntry, ...]:
        return tuple(sorted(self.entries, key=lambda entry: not entry.statutory))

    def entry(self, wording: str, village: Division) -> PlaqueEntry | None:
        """The entry this wording is; statutory ones first; None where it is in no entry."""
        return next((entry for entry in self._ranked if entry.fits(wording, village)), None)

    def quota(self, village_class: str) -> int | None:
        """How many plaques a village of this class may hang, statutory ones not counted; None: none on record."""
        return self.quotas.get(village_class)


@dataclass(frozen=True, slots=True)
class VillageStanding:
    """A village's class and its plaques on one day; statutory ones are not in these counts."""

    village_class: str
    hung: int = 0
    admitted: int = 0
    taken_down: int = 0

    @property
    def counted_plaques(self) -> int:
        """Hung and admitted, less those taken down."""
        return self.hung + self.admitted - self.taken_down
