"""What is asked of whoever records, hears, assesses, keeps, takes back or corrects a delegated matter.

Forms, their bounds and their errors derive from these questions, as those of the kinds do.
"""

from dataclasses import dataclass

from registry.domain.delegated import Resource, YesNo
from registry.domain.forms import DemandForm
from registry.domain.kind import text

LONGEST_NAME, LONGEST_NUMBER, LONGEST_DAY, LONGEST_REASON = 60, 60, 40, 300


@dataclass(frozen=True, slots=True)
class RecordAnswers:
    """What was delegated: where it was laid, by whom, on what paper, when and in which form, as far as known."""

    place: str = text(longest=100)
    matter: str = text(longest=200)
    department: str = text(longest=LONGEST_NAME)
    matter_category: str = text(longest=LONGEST_NAME, default="")
    delegated_in: str = text(longest=LONGEST_NUMBER, default="")
    delegated_on: str = text(longest=LONGEST_DAY, default="")
    delegated_form: DemandForm | None = None


@dataclass(frozen=True, slots=True)
class HearAnswers:
    """The township's own word."""

    able: YesNo
    posts: str = text(longest=LONGEST_REASON, default="")
    money: str = text(longest=LONGEST_REASON, default="")
    powers: str = text(longest=LONGEST_REASON, default="")
    not_needed: tuple[Resource, ...] = ()
    reason: str = text(longest=LONGEST_REASON, default="")


@dataclass(frozen=True, slots=True)
class AssessAnswers:
    """The list office's assessment: needed? able? resources moved?"""

    needed: YesNo
    able: YesNo
    reason: str = text(longest=LONGEST_REASON)
    posts: str = text(longest=LONGEST_REASON, default="")
    money: str = text(longest=LONGEST_REASON, default="")
    powers: str = text(longest=LONGEST_REASON, default="")
    not_needed: tuple[Resource, ...] = ()
    despite_word: str = text(longest=LONGEST_REASON, default="")
    counts_from: str = text(longest=LONGEST_DAY, default="")


@dataclass(frozen=True, slots=True)
class KeepAnswers:
    """Why it is kept, and from which day."""

    reason: str = text(longest=LONGEST_REASON)
    counts_from: str = text(longest=LONGEST_DAY, default="")


@dataclass(frozen=True, slots=True)
class TakeBackAnswers:
    """Which department takes it back, and its way of working: both are needed, or the work falls into a gap."""

    department: str = text(longest=LONGEST_NAME)
    reclaimed_way: str = text(longest=LONGEST_REASON)
    reason: str = text(longest=LONGEST_REASON, default="")
    counts_from: str = text(longest=LONGEST_DAY, default="")


@dataclass(frozen=True, slots=True)
class CorrectAnswers:
    """What was wrong, and the facts as they should read; what is left empty stays as it is."""

    reason: str = text(longest=LONGEST_REASON)
    matter: str = text(longest=200, default="")
    department: str = text(longest=LONGEST_NAME, default="")
    matter_category: str = text(longest=LONGEST_NAME, default="")
    delegated_in: str = text(longest=LONGEST_NUMBER, default="")
    delegated_on: str = text(longest=LONGEST_DAY, default="")
    delegated_form: DemandForm | None = None
    counts_from: str = text(longest=LONGEST_DAY, default="")
