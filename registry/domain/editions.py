"""From a draft to a published edition: what descends from what."""

from dataclasses import dataclass
from enum import StrEnum


class DescentKind(StrEnum):
    """What became of a duty from one edition to the next."""

    ADDED = "ADDED"
    DROPPED = "DROPPED"
    RENAMED = "RENAMED"
    MOVED = "MOVED"  # to another of the three parts
    MERGED = "MERGED"
    SPLIT = "SPLIT"
    CHANGED = "CHANGED"  # shares, category or way of working


@dataclass(frozen=True, slots=True)
class Descent:
    """One line from a duty of the edition before to one of this edition, by our stable codes."""

    kind: DescentKind
    duty: str
    before: str
