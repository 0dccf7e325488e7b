"""Changing the rows of a draft: one put in or said anew, taken out, moved, several merged, one split."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace

from registry.domain.duties import Duty
from registry.domain.editions import Descent, DescentKind
from registry.domain.overlay import numbered


@dataclass(frozen=True, slots=True)
class Rows:
    """The rows of a draft, and the mergers and splits that were said of them."""

    duties: tuple[Duty, ...]
    mergers: tuple[Descent, ...] = ()

    def duty(self, code: str) -> Duty | None:
        """The row of this code, None where there is none."""
        return next((duty for duty in self.duties if duty.code == code), None)

    def put(self, row: Duty) -> "Rows":
        """A row added, or said anew under its code. In another part or category, it goes to the end of that."""
        old = self.duty(row.code)
        if old is not None and (old.tier, old.category) == (row.tier, row.category):
            said = (replace(row, number=old.number) if duty.code == row.code else duty for duty in self.duties)
            return replace(self, duties=tuple(said))
        rest = (duty for duty in self.duties if duty.code != row.code)
        return replace(self, duties=numbered((*rest, row)))

    def without(self, code: str) -> "Rows":
        """A row taken out; what follows moves up."""
        rest = tuple(duty for duty in self.duties if duty.code != code)
        return Rows(numbered(rest), tuple(line for line in self.mergers if line.duty != code))

    def moved(self, code: str, by: int) -> "Rows":
        """A row moved one up (-1) or down (1) within its category; at the end of it nothing happens."""
        at = next((at for at, duty in enumerate(self.duties) if duty.code == code), None)
        if at is None or not 0 <= at + by < len(self.duties):
            return self
        row, other = self.duties[at], self.duties[at + by]
        if (row.tier, row.category) != (other.tier, other.category):
            return self
        rows = list(self.duties)
        rows[at], rows[at + by] = other, row
        return replace(self, duties=numbered(rows))

    def merged(self, codes: Collection[str], row: Duty) -> "Rows":
        """Several rows become one (with a code of its own), in the place of the first of them."""
        came_of = [before for duty in self.duties if duty.code in codes for before in self._came_of(duty.code)]
        rows: list[Duty] = []
        for duty in self.duties:
            if duty.code not in codes:
                rows.append(duty)
            elif row not in rows:
                rows.append(row)
        lines = (Descent(DescentKind.MERGED, row.code, before) for before in dict.fromkeys(came_of))
        return Rows(numbered(rows), (*self._said_of_others(codes), *lines))

    def split(self, code: str, parts: Sequence[Duty]) -> "Rows":
        """One row becomes several (each with a code of its own), in its place."""
        rows = [one for duty in self.duties for one in (parts if duty.code == code else (duty,))]
        lines = (Descent(DescentKind.SPLIT, part.code, before) for part in parts for before in self._came_of(code))
        return Rows(numbered(rows), (*self._said_of_others((code,)), *lines))

    def _came_of(self, code: str) -> tuple[str, ...]:
        """What went into a row already: a merger of a merger is told from the edition before, as one."""
        return tuple(line.before for line in self.mergers if line.duty == code) or (code,)

    def _said_of_others(self, codes: Collection[str]) -> Iterable[Descent]:
        return (line for line in self.mergers if line.duty not in codes)


def mergers_among(lines: Iterable[Descent]) -> tuple[Descent, ...]:
    """The mergers and splits among all that is said of a draft; the rest follows from the codes."""
    return tuple(line for line in lines if line.kind in (DescentKind.MERGED, DescentKind.SPLIT))
