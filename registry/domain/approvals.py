"""Provincial approvals: what each covers, and every reason for which one lifts nothing (P16–17)."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from enum import StrEnum
from functools import lru_cache

from registry.domain import document_number
from registry.domain.article import Article
from registry.domain.divisions import Place
from registry.domain.errors import MalformedApproval
from registry.domain.forms import ApprovalForm, DemandForm
from registry.domain.law import burden_2024 as provisions
from registry.domain.plaques import PlaqueStyle
from registry.domain.successions import same_place
from registry.domain.verdict import Ground
from registry.domain.wording import plain


class Issuer(StrEnum):
    """Who signed a paper. The first four are the province's Party committee and government and their offices."""

    PARTY_COMMITTEE = "PARTY_COMMITTEE"
    PARTY_GENERAL_OFFICE = "PARTY_GENERAL_OFFICE"
    GOVERNMENT = "GOVERNMENT"
    GOVERNMENT_GENERAL_OFFICE = "GOVERNMENT_GENERAL_OFFICE"
    PROVINCIAL_DEPARTMENT = "PROVINCIAL_DEPARTMENT"
    LEADING_GROUP = "LEADING_GROUP"
    MINUTES = "MINUTES"
    CITY = "CITY"
    COUNTY = "COUNTY"


class PaperLevel(StrEnum):
    """The level of a cited paper, as the demander states it."""

    PROVINCE = "PROVINCE"
    PROVINCIAL_DEPARTMENT = "PROVINCIAL_DEPARTMENT"
    LEADING_GROUP = "LEADING_GROUP"
    MINUTES = "MINUTES"
    CITY = "CITY"
    COUNTY = "COUNTY"


_PARTY = frozenset({Issuer.PARTY_COMMITTEE, Issuer.PARTY_GENERAL_OFFICE})
_GOVERNMENT = frozenset({Issuer.GOVERNMENT, Issuer.GOVERNMENT_GENERAL_OFFICE})
_BOTH_NAMED = frozenset({Issuer.PARTY_COMMITTEE, Issuer.GOVERNMENT})


class ApprovalState(StrEnum):
    """How a paper on record stands on a day. Only IN_FORCE lifts anything."""

    EVIDENCE = "EVIDENCE"  # 下级文件,仅作证据
    UNCONFIRMED = "UNCONFIRMED"  # 待省级确认
    INCOMPLETE = "INCOMPLETE"  # 仅党委或政府一方
    NOT_YET = "NOT_YET"
    IN_FORCE = "IN_FORCE"
    EXPIRED = "EXPIRED"
    REVOKED = "REVOKED"


@dataclass(frozen=True, slots=True)
class Citation:
    """A paper the demander cites: its number as typed (may be empty) and the level it is said to have."""

    number: str = ""
    level: PaperLevel | None = None


@dataclass(frozen=True, slots=True)
class Failure:
    """One reason for which an approval does not lift a ground; `detail` narrows APPROVAL_OUT_OF_SCOPE."""

    article: Article
    detail: str = ""


@dataclass(frozen=True, slots=True)
class ProvincialApproval:
    """One approval on record. Times are UTC; `names` are matters, bodies, plaque wordings or certificate types.

    `posts`, `money` and `powers` are what comes with it; None means not recorded (0 or a word means none needed).
    `valid_until` is the last day it holds; `revoked_on` the first day it no longer does, and `former_revocations` are
    the later such days that stood on record before, each with the time it was recorded. Where it covers a limited
    number of places, `most_places` says how many, and `places_taken` are the codes of those admitted under it.
    """

    code: str
    number: str
    form: ApprovalForm
    issuers: frozenset[Issuer]
    issued_on: date
    in_force_from: date
    names: tuple[str, ...]
    places: tuple[str, ...]
    recorded_at: datetime
    agreed_by: frozenset[Issuer] = frozenset()
    valid_until: date | None = None
    demand_forms: frozenset[DemandForm] = frozenset()
    confirmed_at: datetime | None = None
    revoked_on: date | None = None
    revocation_recorded_at: datetime | None = None
    posts: int | None = None
    money: str | None = None
    powers: str | None = None
    statute: str = ""
    article: str = ""
    reinstated_by: str = ""
    demanders: tuple[str, ...] = ()
    quota: int | None = None
    style: PlaqueStyle | None = None
    title: str = ""
    sample: bool = False
    most_places: int | None = None
    places_taken: frozenset[str] = frozenset()
    former_revocations: tuple[tuple[date, datetime], ...] = ()

    def as_known(self, known_at: datetime) -> "ProvincialApproval | None":
        """The approval as the record showed it at that time: later confirmations and revocations are not yet seen."""
        if self.recorded_at > known_at:
            return None
        seen = self
        if self.confirmed_at is not None and self.confirmed_at > known_at:
            seen = replace(seen, confirmed_at=None)
        if self.revocation_recorded_at is not None and self.revocation_recorded_at > known_at:
            known = [(on, at) for on, at in self.former_revocations if at <= known_at]
            on, at = known[-1] if known else (None, None)
            seen = replace(seen, revoked_on=on, revocation_recorded_at=at)
        return seen

    def state_on(self, on: date) -> ApprovalState:
        """How it stands on a day; what keeps it from ever lifting anything comes first."""
        if self.is_evidence_only():
            return ApprovalState.EVIDENCE
        if self.revoked_on is not None and self.revoked_on <= on:
            return ApprovalState.REVOKED
        if self.confirmed_at is None:
            return ApprovalState.UNCONFIRMED
        if not self.names_both_sides():
            return ApprovalState.INCOMPLETE
        if on < self.in_force_from:
            return ApprovalState.NOT_YET
        expired = self.valid_until is not None and self.valid_until < on
        return ApprovalState.EXPIRED if expired else ApprovalState.IN_FORCE

    def is_evidence_only(self) -> bool:
        """Whether no side of the province issued it: kept as evidence, it never lifts anything (P16)."""
        return not self.issuers & (_PARTY | _GOVERNMENT)

    def names_both_sides(self) -> bool:
        """Whether the province's Party committee and its government both stand behind it."""
        return not _issuer_failures(self.issuers, self.agreed_by)

    def names_one_of(self, subjects: frozenset[str]) -> bool:
        """Whether one of these subjects (in plain wording) is named."""
        return not subjects.isdisjoint(map(plain, self.names))

    def has_room_for(self, place: Place) -> bool:
        """Whether one more place may be admitted under it, or this very one is already, under whatever code.

        Every place of a case is one, whatever its level: a village is another place than its township.
        """
        if self.most_places is None or not self.places_taken.isdisjoint(same_place(place.code, place.lineage)):
            return True
        return len(self.places_taken) < self.most_places

    def last_day(self) -> date:
        """The last day on which it holds, as far as is on record; the greatest there is where nothing ends it."""
        revoked = self.revoked_on - timedelta(days=1) if self.revoked_on is not None else date.max
        return min(self.valid_until or date.max, revoked)

    def resources_missing(self) -> tuple[str, ...]:
        """Which of posts, money and powers are not recorded (P16)."""
        held = {"posts": self.posts, "money": self.money, "powers": self.powers}
        return tuple(name for name, value in held.items() if value is None)


def failures_in_itself(approval: ProvincialApproval, place: Place, on: date) -> list[Failure]:
    """What is wrong with the approval whatever it is meant to lift: issuer, number, place, dates, confirmation."""
    found = list(_issuer_failures(approval.issuers, approval.agreed_by))
    if not document_number.is_well_formed(approval.number):
        found.append(Failure(provisions.NUMBER_MALFORMED))
    if not place.lies_in_one_of(approval.places, since=approval.issued_on):
        found.append(Failure(provisions.APPROVAL_OUT_OF_SCOPE, "place"))
    if not approval.has_room_for(place):
        found.append(Failure(provisions.APPROVAL_OUT_OF_SCOPE, "places_taken"))
    if approval.confirmed_at is None:
        found.append(Failure(provisions.APPROVAL_UNCONFIRMED))
    return found + _date_failures(approval, on)


@lru_cache(maxsize=1024)
def _issuer_failures(issuers: frozenset[Issuer], agreed_by: frozenset[Issuer]) -> tuple[Failure, ...]:
    """Both sides among the issuers, or both bodies named as agreed; there are few combinations, so each is kept."""
    if not issuers & (_PARTY | _GOVERNMENT):
        return (Failure(provisions.LEVEL_INSUFFICIENT),)
    if (issuers & _PARTY and issuers & _GOVERNMENT) or agreed_by >= _BOTH_NAMED:
        return ()
    return (Failure(provisions.ISSUER_INCOMPLETE),)


def _date_failures(approval: ProvincialApproval, on: date) -> list[Failure]:
    found = []
    if on < approval.in_force_from:
        found.append(Failure(provisions.APPROVAL_NOT_YET))
    if approval.valid_until is not None and approval.valid_until < on:
        found.append(Failure(provisions.APPROVAL_EXPIRED))
    if approval.revoked_on is not None and approval.revoked_on <= on:
        found.append(Failure(provisions.APPROVAL_REVOKED))
    return found


def failures_towards(approval: ProvincialApproval, ground: Ground) -> list[Failure]:
    """What keeps the approval from lifting this ground: its form, what it names, and what else the ground needs."""
    has_form = approval.form in ground.article.lifted_by
    found = [] if has_form else [Failure(provisions.APPROVAL_FORM)]
    details = [] if approval.names_one_of(ground.subjects) else ["subject"]
    if has_form:
        details += _further_needs(approval, ground)
    return found + [Failure(provisions.APPROVAL_OUT_OF_SCOPE, detail) for detail in details]


def _further_needs(approval: ProvincialApproval, ground: Ground) -> list[str]:
    needs, found = ground.needs, []
    if needs.form is not None and needs.form not in approval.demand_forms:
        found.append("form")
    if needs.newer_than is not None and approval.issued_on <= needs.newer_than:
        found.append("older_than_edition")
    if needs.quota is not None and (approval.quota is None or approval.quota < needs.quota):
        found.append("quota")
    if needs.statute and not (approval.statute and approval.article):
        found.append("statute")
    if needs.reinstatement and not approval.reinstated_by:
        found.append("reinstatement")
    if needs.demander and plain(needs.demander) not in {plain(d) for d in approval.demanders}:
        found.append("demander")
    if needs.style is not None and approval.style is not None and approval.style.departures(*needs.style):
        found.append("style")
    return found


def failures_of_unrecorded(citation: Citation, foreign_prefixes: Mapping[str, str]) -> list[Failure]:
    """Why a cited paper that is not on record lifts nothing. Prefixes of other provinces are a hint only."""
    typed = citation.number.strip()
    malformed = not document_number.is_well_formed(typed)
    if citation.level not in (None, PaperLevel.PROVINCE):
        found = [Failure(provisions.LEVEL_INSUFFICIENT)]
        return [*found, Failure(provisions.NUMBER_MALFORMED)] if typed and malformed else found
    if malformed:
        return [Failure(provisions.NUMBER_MALFORMED)]
    if document_number.prefix_of(typed) in foreign_prefixes:
        return [Failure(provisions.NUMBER_OTHER_PROVINCE)]
    return [Failure(provisions.APPROVAL_UNCONFIRMED, "not_on_record")]


def require_recordable(approval: ProvincialApproval, *, national_types: frozenset[str]) -> None:
    """Refuse what may not go on record. A certificate entry needs statute and article, and for a type of the
    national 20 what reinstates it (P17). `national_types` are their names in plain wording.

    Raises MalformedApproval with the reason.
    """
    if not document_number.is_well_formed(approval.number):
        raise MalformedApproval("NUMBER_MALFORMED", number=approval.number[:60])
    if not any(plain(name) for name in approval.names):
        raise MalformedApproval("NAMES_NOTHING", number=approval.number)
    if not approval.places:
        raise MalformedApproval("COVERS_NO_PLACE", number=approval.number)
    if approval.valid_until is not None and approval.valid_until < approval.in_force_from:
        raise MalformedApproval("ENDS_BEFORE_IT_BEGINS", number=approval.number)
    is_certificate_entry = bool(approval.demanders or approval.statute or approval.article)
    reinstates = any(plain(name) in national_types for name in approval.names)
    if approval.form is ApprovalForm.CATALOGUE_ENTRY and (is_certificate_entry or reinstates):
        if not (approval.statute and approval.article):
            raise MalformedApproval("NO_STATUTE", number=approval.number)
        if reinstates and not approval.reinstated_by:
            raise MalformedApproval("NO_REINSTATEMENT", number=approval.number)
