"""From a draft to a published edition: what descends from what, who does what next, and what may be published."""

import hashlib
import json
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from registry.domain import document_number
from registry.domain.actors import Action, Actor, may
from registry.domain.duties import Duty, DutyTier
from registry.domain.errors import MalformedDocumentNumber, UnpublishableList
from registry.domain.wording import plain

MOST_DUTIES, LONGEST_MATTER, LONGEST_TEXT = 5_000, 500, 4_000
MOST_TOLD = 50
"""So many things to mend are told at once; whoever mends them asks again."""


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
    """One line from a duty of the edition before to one of this edition, by our stable codes.

    `before` is empty where it was added, `duty` where it was dropped. A merger has a line for each duty that went into
    it, a split one for each that came of it; a renamed or moved duty keeps its code.
    """

    kind: DescentKind
    duty: str
    before: str


class DraftStatus(StrEnum):
    """Where a draft of an edition stands."""

    DRAFT = "DRAFT"
    IN_REVIEW = "IN_REVIEW"
    REVIEWED = "REVIEWED"
    PUBLISHED = "PUBLISHED"
    WITHDRAWN = "WITHDRAWN"


class DraftVerb(StrEnum):
    """What can be done with a draft."""

    AMEND = "amend"
    CARRY_ON = "carry_on"
    REHOME = "rehome"
    SEND = "send"
    RETURN = "return"
    APPROVE = "approve"
    PUBLISH = "publish"
    WITHDRAW = "withdraw"


DRAFT_MOVES: Mapping[tuple[DraftStatus, DraftVerb], DraftStatus] = {
    (DraftStatus.DRAFT, DraftVerb.AMEND): DraftStatus.DRAFT,
    (DraftStatus.DRAFT, DraftVerb.CARRY_ON): DraftStatus.DRAFT,
    (DraftStatus.IN_REVIEW, DraftVerb.CARRY_ON): DraftStatus.DRAFT,
    (DraftStatus.REVIEWED, DraftVerb.CARRY_ON): DraftStatus.DRAFT,
    (DraftStatus.DRAFT, DraftVerb.REHOME): DraftStatus.DRAFT,
    (DraftStatus.IN_REVIEW, DraftVerb.REHOME): DraftStatus.DRAFT,
    (DraftStatus.REVIEWED, DraftVerb.REHOME): DraftStatus.DRAFT,
    (DraftStatus.DRAFT, DraftVerb.SEND): DraftStatus.IN_REVIEW,
    (DraftStatus.IN_REVIEW, DraftVerb.RETURN): DraftStatus.DRAFT,
    (DraftStatus.IN_REVIEW, DraftVerb.APPROVE): DraftStatus.REVIEWED,
    (DraftStatus.REVIEWED, DraftVerb.RETURN): DraftStatus.DRAFT,
    (DraftStatus.REVIEWED, DraftVerb.PUBLISH): DraftStatus.PUBLISHED,
    (DraftStatus.DRAFT, DraftVerb.WITHDRAW): DraftStatus.WITHDRAWN,
    (DraftStatus.IN_REVIEW, DraftVerb.WITHDRAW): DraftStatus.WITHDRAWN,
    (DraftStatus.REVIEWED, DraftVerb.WITHDRAW): DraftStatus.WITHDRAWN,
}
"""The status that follows a verb; what is not here cannot be done. A published edition is never edited."""

PERMITTED_BY: Mapping[DraftVerb, Action] = {
    DraftVerb.AMEND: Action.DRAFT_LIST,
    DraftVerb.CARRY_ON: Action.DRAFT_LIST,
    DraftVerb.REHOME: Action.DRAFT_LIST,
    DraftVerb.SEND: Action.DRAFT_LIST,
    DraftVerb.WITHDRAW: Action.DRAFT_LIST,
    DraftVerb.RETURN: Action.REVIEW_LIST,
    DraftVerb.APPROVE: Action.REVIEW_LIST,
    DraftVerb.PUBLISH: Action.PUBLISH_LIST,
}


def verbs_open_to(actor: Actor, status: DraftStatus) -> tuple[DraftVerb, ...]:
    """What the actor's role may do with a draft that stands so."""
    return tuple(verb for verb in DraftVerb if (status, verb) in DRAFT_MOVES and may(actor, PERMITTED_BY[verb]))


def may_draft_or_review(actor: Actor) -> bool:
    """Whether drafts are any business of the actor's role."""
    return any(may(actor, action) for action in set(PERMITTED_BY.values()))


@dataclass(frozen=True, slots=True)
class Flaw:
    """One thing that keeps a list from being published: a public code, the duty it is about, and the facts."""

    code: str
    tier: DutyTier
    number: int
    matter: str


FLAWS = frozenset(
    {
        "CODE_REPEATED",
        "MATTER_MISSING",
        "MATTER_REPEATED",
        "NUMBER_REPEATED",
        "SHARE_MISSING",
        "TAKEN_OVER_BY_MISSING",
        "TEXT_TOO_LONG",
    }
)
"""The public codes of flaws; each has words."""


def flaws_of(duties: Iterable[Duty]) -> tuple[Flaw, ...]:
    """Everything that keeps these rows from being a list, row by row (law.md, "Keeping the lists")."""
    rows = tuple(duties)
    matters = Counter(plain(duty.matter) for duty in rows)
    codes = Counter(duty.code for duty in rows)
    numbers = Counter((duty.tier, duty.number) for duty in rows)
    return tuple(
        Flaw(code, duty.tier, duty.number, duty.matter[:60])
        for duty in rows
        for code in _flaws_of(duty, matters[plain(duty.matter)], codes[duty.code], numbers[duty.tier, duty.number])
    )


def _flaws_of(duty: Duty, named_so: int, coded_so: int, numbered_so: int) -> Iterable[str]:
    texts = (duty.category, duty.taken_over_by, duty.way_of_working, *duty.township_share)
    shares = [line for share in duty.shares for line in (share.department, *share.duties)]
    if not plain(duty.matter):
        yield "MATTER_MISSING"
    if len(duty.matter) > LONGEST_MATTER or any(len(text) > LONGEST_TEXT for text in (*texts, *shares)):
        yield "TEXT_TOO_LONG"
    if named_so > 1 and plain(duty.matter):
        yield "MATTER_REPEATED"
    if coded_so > 1:
        yield "CODE_REPEATED"
    if duty.number < 1 or numbered_so > 1:
        yield "NUMBER_REPEATED"
    if duty.tier is DutyTier.SUPPORTING and not duty.shares:
        yield "SHARE_MISSING"
    if duty.tier is DutyTier.RECLAIMED and not duty.taken_over_by.strip():
        yield "TAKEN_OVER_BY_MISSING"


def require_publishable(duties: Iterable[Duty], *, place: str = "") -> None:
    """Raises UnpublishableList with what is to be mended; an empty list, or one past all measure, is none either.

    `place` names the township whose list it is, where that is not the one somebody is looking at.
    """
    rows = tuple(duties)
    if not rows or len(rows) > MOST_DUTIES:
        raise UnpublishableList([], rows=len(rows), most=MOST_DUTIES, place=place)
    found = flaws_of(rows)
    if found:
        told: list[dict[str, object]] = [
            {"flaw": f.code, "tier": f.tier, "number": f.number, "matter": f.matter} for f in found[:MOST_TOLD]
        ]
        raise UnpublishableList(
            told, rows=len(rows), most=MOST_DUTIES, more=max(0, len(found) - MOST_TOLD), place=place
        )


def fingerprint(
    place: str, number: str, effective_on: date, duties: Iterable[Duty], descents: Iterable[Descent] = ()
) -> str:
    """SHA-256 over what an edition says, in one canonical spelling, as 64 hexadecimal digits.

    Kept in the event of its publication, so that a row altered afterwards is found out (`registry events verify`).
    The order in which the rows come does not matter, their printed numbers do.
    """
    order = list(DutyTier)
    rows = sorted(duties, key=lambda duty: (order.index(duty.tier), duty.number, duty.code))
    said = [place, number, effective_on.isoformat(), [duty.as_data() for duty in rows]]
    said.append([[line.kind, line.duty, line.before] for line in descents])
    spelled = json.dumps(said, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(spelled.encode()).hexdigest()


def require_document_number(typed: str) -> str:
    """The number in its one spelling. Raises MalformedDocumentNumber: an edition is cited by it for ever."""
    if not document_number.is_well_formed(typed):
        raise MalformedDocumentNumber("document_number", typed)
    return document_number.normalised(typed)
