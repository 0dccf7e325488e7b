"""Admissions 准入凭证: the number that anyone can check, what was granted, and whether it holds on a day."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import StrEnum

from registry.domain.approvals import ProvincialApproval, failures_in_itself
from registry.domain.cases import EndCause, last_day_of
from registry.domain.check_characters import as_checked_number, checked_number
from registry.domain.divisions import Place
from registry.domain.emergencies import EmergencyResponse

PREFIX = "ZR"
_COUNTY = 6
_LIST_MARK = re.compile(r"(?P<over>[01])\.(?P<last>[0-9]{4}-[0-9]{2}-[0-9]{2})\.(?P<case>[A-Z0-9-]{1,24})")


def admission_number(county: str, year: int, position: int) -> str:
    """A number to be read aloud: ZR, the county's six digits, the year, the position in it, and the check digits."""
    return checked_number(PREFIX, county[:_COUNTY], year, position)


def as_number(typed: str) -> str | None:
    """What was typed as an admission's number, in its own spelling; None where its check digits say it is wrong."""
    return as_checked_number(typed, PREFIX, _COUNTY)


class Fate(StrEnum):
    """What a paper that is revoked or amended does to an admission that rested on it."""

    ENDED = "ENDED"
    CARRIED_OVER = "CARRIED_OVER"  # 转由另一份批准支持
    NUMBERED = "NUMBERED"  # 同上,并且随附资源到位,发给编号
    UNCHANGED = "UNCHANGED"


class Validity(StrEnum):
    """Whether an admission holds on a day, and if not, why. Only VALID obliges the township."""

    VALID = "VALID"
    RESOURCES_DUE = "RESOURCES_DUE"  # 编制、经费、权限未登记,未发号
    NOT_YET = "NOT_YET"
    TERM_OVER = "TERM_OVER"
    APPROVAL_OVER = "APPROVAL_OVER"
    EMERGENCY_OVER = "EMERGENCY_OVER"
    FINISHED = "FINISHED"
    REVOKED = "REVOKED"


class AdmissionFilter(StrEnum):
    """Which of one's admissions are listed."""

    RUNNING = "running"
    EXPIRING = "expiring"
    ENDED = "ended"
    ALL = "all"


@dataclass(frozen=True, slots=True)
class ListMark:
    """Where an admission stands in a list by ending days: behind which one reads on, whatever came or went meanwhile.

    `last` is its last day (the greatest date there is for none); `is_over` whether that was past.
    """

    is_over: bool
    last: date
    case: str

    def as_text(self) -> str:
        return f"{int(self.is_over)}.{self.last.isoformat()}.{self.case}"

    @classmethod
    def read(cls, typed: str) -> "ListMark | None":
        """The mark that was written as text; None for anything else, which is the beginning of the list."""
        fits = _LIST_MARK.fullmatch(typed)
        try:
            return cls(fits["over"] == "1", date.fromisoformat(fits["last"]), fits["case"]) if fits else None
        except ValueError:  # no such day
            return None


@dataclass(frozen=True, slots=True)
class Admission:
    """What was admitted. `valid_until` is the last day of the term asked for; `number` is empty while it is not issued.

    `ended_on` is the first day on which it no longer holds, with what ended it; `numbered_on` the day its number was
    issued, before which it had none (None: there never was a day without).
    """

    case: str
    number: str
    valid_from: date
    valid_until: date | None
    ended_on: date | None = None
    end_cause: EndCause | None = None
    numbered_on: date | None = None

    def has_a_number(self, on: date) -> bool:
        """Whether its number had been issued by that day."""
        return bool(self.number) and (self.numbered_on is None or self.numbered_on <= on)


OVER_WITH_ITS_PAPERS = frozenset({Validity.APPROVAL_OVER, Validity.EMERGENCY_OVER})


@dataclass(frozen=True, slots=True)
class Rests:
    """What an admission came to rest on, on a day: approvals and responses; on neither where the list itself has it."""

    since: date
    approvals: tuple[ProvincialApproval, ...] = ()
    responses: tuple[EmergencyResponse, ...] = ()


def rested_on(admission: Admission, on: date, place: Place, spans: Sequence[Rests]) -> tuple[int, Validity]:
    """Which of the things that it rested on, one after the other, counts on a day, and whether it holds then.

    That is the last it had come to rest on by that day. Where this was over before anybody looked, what carried the
    admission on counts as soon as it was in force itself: nobody's late look makes a gap.
    """
    begun = max((n for n, span in enumerate(spans) if span.since <= on), default=0)
    first = _validity_under(admission, on, place, spans[begun])
    for later in range(begun, len(spans)):
        found = _validity_under(admission, on, place, spans[later])
        if found not in OVER_WITH_ITS_PAPERS:
            return later, found
    return begun, first


def _validity_under(admission: Admission, on: date, place: Place, rests: Rests) -> Validity:
    return validity_on(admission, on, place, approvals=rests.approvals, responses=rests.responses)


def validity_on(
    admission: Admission,
    on: date,
    place: Place,
    *,
    approvals: Iterable[ProvincialApproval] = (),
    responses: Iterable[EmergencyResponse] = (),
) -> Validity:
    """Whether it holds on a day: what it rests on counts as it is on that day, recorded as ended or not.

    Before its term begins what counts is whether that will hold on its first day: where it will not, it is over at
    once. On a day before its end was recorded it had only not begun.
    """
    if admission.ended_on is not None and on >= admission.ended_on and admission.end_cause is not None:
        return Validity(admission.end_cause.value)
    if on < admission.valid_from:
        first = admission.valid_from
        over = papers_over(place, first, approvals, responses) if admission.ended_on is None else None
        return over or Validity.NOT_YET
    if admission.valid_until is not None and on > admission.valid_until:
        return Validity.TERM_OVER
    over = papers_over(place, on, approvals, responses)
    return over or (Validity.VALID if admission.has_a_number(on) else Validity.RESOURCES_DUE)


def papers_over(
    place: Place, on: date, approvals: Iterable[ProvincialApproval], responses: Iterable[EmergencyResponse]
) -> Validity | None:
    """Which of the papers that an admission rests on no longer holds (or not yet) on a day; None where all do."""
    if any(failures_in_itself(_taken(approval), place, on) for approval in approvals):
        return Validity.APPROVAL_OVER
    if not all(response.holds(place, on) for response in responses):
        return Validity.EMERGENCY_OVER
    return None


def _taken(approval: ProvincialApproval) -> ProvincialApproval:
    """The approval as one that rests on it sees it: it has its place among the limited number already."""
    return replace(approval, most_places=None) if approval.most_places is not None else approval


def last_valid_day(
    admission: Admission, approvals: Iterable[ProvincialApproval], responses: Iterable[EmergencyResponse]
) -> date | None:
    """The last day on which it holds, as far as is on record; None where nothing sets one."""
    papers = tuple(approvals)
    return last_day_of(
        admission.valid_until,
        admission.ended_on - timedelta(days=1) if admission.ended_on is not None else None,
        *(approval.valid_until for approval in papers),
        *(approval.revoked_on - timedelta(days=1) for approval in papers if approval.revoked_on is not None),
        *(response.end for response in responses),
    )
