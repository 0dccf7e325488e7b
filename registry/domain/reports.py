"""Reporting 反映: an unlawful demand passed on to an office, which answers; whoever reports is protected."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from registry.domain.actors import Role

LONGEST_TEXT = 2000
LONGEST_PAPER = 200
PREFIX = "FY"
ALPHABET = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"
"""Digits and letters that are not taken for one another."""
NUMBER_LENGTH = 10
ANONYMOUS = "reporter"
"""The actor that every event about a report names until an office answers it."""


class ReportedUnit(StrEnum):
    """What is said in the place of the unit of whoever demanded: it is none on record, or not known."""

    NOT_LISTED = "NOT_LISTED"  # a bank, an association, a unit above the county
    UNKNOWN = "UNKNOWN"


OFFICE_WORDS = ("专项工作机制", "纪委", "纪检", "监委", "纪律检查", "监察委", "监察机关", "监察室")
"""What a part of the special mechanism's office, or of the body that keeps it, is called by."""


class ReportStatus(StrEnum):
    """Where a report stands."""

    SUBMITTED = "SUBMITTED"  # 待处理
    TAKEN_UP = "TAKEN_UP"  # 已受理
    PASSED_ON = "PASSED_ON"  # 已转专项工作机制
    CLOSED = "CLOSED"  # 已办结


class ReportVerb(StrEnum):
    """What is done with a report."""

    REPORT = "REPORT"
    TAKE_UP = "TAKE_UP"
    HAND_ON = "HAND_ON"
    MOVE_UP = "MOVE_UP"  # by itself: whoever had it became one with the unit that was reported
    CLOSE = "CLOSE"


_S, _V = ReportStatus, ReportVerb
REPORT_MOVES: Mapping[tuple[ReportStatus, ReportVerb], ReportStatus] = {
    (_S.SUBMITTED, _V.TAKE_UP): _S.TAKEN_UP,
    (_S.SUBMITTED, _V.HAND_ON): _S.PASSED_ON,
    (_S.SUBMITTED, _V.CLOSE): _S.CLOSED,
    (_S.TAKEN_UP, _V.HAND_ON): _S.PASSED_ON,
    (_S.TAKEN_UP, _V.CLOSE): _S.CLOSED,
    (_S.PASSED_ON, _V.TAKE_UP): _S.TAKEN_UP,
    (_S.PASSED_ON, _V.CLOSE): _S.CLOSED,
    (_S.SUBMITTED, _V.MOVE_UP): _S.PASSED_ON,
    (_S.TAKEN_UP, _V.MOVE_UP): _S.PASSED_ON,
    (_S.PASSED_ON, _V.MOVE_UP): _S.PASSED_ON,
}
"""The status that follows a verb. Only a township passes on, to the special mechanism, and once; nobody moves up, it
goes by itself."""

ANSWERS: Mapping[Role, tuple[ReportVerb, ...]] = {
    Role.TOWNSHIP_DESK: (_V.TAKE_UP, _V.HAND_ON, _V.CLOSE),
    Role.OVERSIGHT: (_V.TAKE_UP, _V.CLOSE),
}
"""What each office can do with a report that it has."""


@dataclass(frozen=True, slots=True)
class Reported:
    """What somebody reports: what was asked, by whom, when, by which paper. `named`: the office may see their name.

    `unit` is the code of the demander's unit, or a ReportedUnit, where `demander` does not name a unit surely.
    """

    asked: str
    demander: str
    asked_on: date | None
    paper: str
    named: bool
    unit: str = ""
