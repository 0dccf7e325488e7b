"""What is asked of whoever opens or closes an emergency response."""

from dataclasses import dataclass

from registry.domain.emergencies import ResponseLevel
from registry.domain.kind import text

MOST_MATTERS = 50


@dataclass(frozen=True)
class OpenAnswers:
    """A declared response; the matters it names are given besides, one a line: what is not named is not covered."""

    response_level: ResponseLevel
    response_issuer: str = text(longest=100)
    place: str = text(longest=100)
    response_start: str = text(longest=40)


@dataclass(frozen=True)
class CorrectionAnswers:
    """The right last day of a response whose end was recorded wrongly; none where it goes on; and what was wrong."""

    reason: str = text(longest=2000)
    response_end: str = text(longest=40, default="")


@dataclass(frozen=True)
class CloseAnswers:
    """The last day of a response."""

    response_end: str = text(longest=40)
