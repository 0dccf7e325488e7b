"""Emergency responses on record: what they name may be asked while they last (Emergency Response Law)."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from registry.domain.divisions import Place
from registry.domain.finding import bare
from registry.domain.wording import plain


class ResponseLevel(StrEnum):
    """Level of a response; I is the gravest."""

    I = "I"  # noqa: E741 - so it is written
    II = "II"
    III = "III"
    IV = "IV"


@dataclass(frozen=True, slots=True)
class EmergencyResponse:
    """A declared response: level (I–IV), issuer, place, first and last day, and the matters it names."""

    code: str
    level: str
    issuer: str
    place: str
    start: date
    end: date | None
    matters: tuple[str, ...]
    sample: bool = False

    def names(self, subjects: frozenset[str]) -> bool:
        """Whether one of these subjects (in plain wording) is named; what is not named is not covered."""
        return any(plain(m) in subjects or bare(plain(m)) in subjects for m in self.matters)

    def holds(self, place: Place, on: date) -> bool:
        """Whether the response is open here on this day (first and last day included)."""
        lasts = self.start <= on and (self.end is None or on <= self.end)
        return lasts and place.lies_in(self.place, since=self.start)
