"""Chief and grid duties 某长、网格职责: what was laid on a chief or on grid workers, and until when (P15)."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from registry.domain.duties import LaidOn
from registry.domain.kind import text


class ChiefOrGrid(StrEnum):
    """On whom a duty of the register is laid."""

    CHIEF = "CHIEF"  # 某长
    GRID = "GRID"  # 网格员


@dataclass(frozen=True, slots=True)
class ChiefEntry:
    """One duty of the register as known at a time. `until` is its last day, None while no end is known.

    `added_by` is the code of the unit that put it on record, empty where that is not known.
    """

    code: str
    matter: str
    laid_on: LaidOn
    place: str
    place_name: str
    in_force_from: date
    until: date | None
    basis: str
    added_on: date
    added_by: str
    recorded_at: datetime
    ended_for: str = ""
    sample: bool = False

    def holds(self, on: date) -> bool:
        """Whether it is in force on this day (first and last day included)."""
        return self.in_force_from <= on and (self.until is None or on <= self.until)

    def first_day_together(self, first: date, until: date | None) -> date | None:
        """The first day on which it and what holds from `first` until `until` (None: no end) hold both; None for none.

        First and last day are included.
        """
        day = max(first, self.in_force_from)
        return day if self.holds(day) and (until is None or day <= until) else None


@dataclass(frozen=True, slots=True)
class AddAnswers:
    """A new duty of a chief or of grid workers; without a basis it cannot be laid (P15)."""

    chief_or_grid: ChiefOrGrid
    matter: str = text(longest=200)
    chief_basis: str = text(longest=300)
    chief_from: str = text(longest=40)


@dataclass(frozen=True, slots=True)
class EndAnswers:
    """The last day of a duty, and why it ends."""

    chief_until: str = text(longest=40)
    reason: str = text(longest=300)
