"""The unified yearly assessment: of townships by the county, of villages by the township (P9)."""

from dataclasses import dataclass

from registry.domain.divisions import Level, Place
from registry.domain.wording import plain


@dataclass(frozen=True, slots=True)
class UnifiedAssessment:
    """One year's unified assessment: who is assessed, below which division, by which unit, on which matters."""

    year: int
    assessed: Level
    place: str
    run_by: str
    run_by_name: str
    matters: tuple[str, ...]

    def is_of(self, place: Place, year: int) -> bool:
        """Whether this is the assessment that the place takes part in, in this year."""
        return self.year == year and self.assessed is place.level and place.lies_in(self.place)

    def includes(self, subjects: frozenset[str]) -> bool:
        """Whether one of these subjects (in plain wording) is part of it."""
        return any(plain(m) in subjects for m in self.matters)
