"""The three lists of a township: editions, duties, shares; and what else is on record about duties."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from functools import cached_property

from registry.domain.finding import Finding, Hit, Index, bare
from registry.domain.searching import ListedWordings
from registry.domain.units import Demander, DemanderKind
from registry.domain.wording import plain

ASSISTING_WORDS = ("协助", "配合", "宣传", "巡查", "巡看", "报告", "上报", "反映", "劝阻", "提醒", "走访", "排查")
"""What a township's own share is made of; a text that asks for no more than this asks for no department's."""

TELLING_PAIRS = 2
"""So many character pairs of a department's share, a word of three characters, are no chance."""


class DutyTier(StrEnum):
    """The part of the list a duty stands on."""

    BASIC = "BASIC"  # 基本履职
    SUPPORTING = "SUPPORTING"  # 配合履职
    RECLAIMED = "RECLAIMED"  # 上级部门收回


@dataclass(frozen=True, slots=True)
class Share:
    """One department's share of a supporting duty. Without a unit it is a generic share of all line departments."""

    unit: str | None
    department: str
    duties: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Duty:
    """One row of an edition. `code` is our own stable id; the printed `number` is only shown."""

    code: str
    tier: DutyTier
    number: int
    category: str
    matter: str
    shares: tuple[Share, ...] = ()
    township_share: tuple[str, ...] = ()
    taken_over_by: str = ""
    way_of_working: str = ""

    def is_shared_by(self, demander: Demander) -> bool:
        """Whether this unit, or one it took the place of, has a share; a generic share is any department's."""
        if demander.kind is DemanderKind.DEPARTMENT and any(share.unit is None for share in self.shares):
            return True
        return any(share.unit == demander.code or share.unit in demander.formerly for share in self.shares)

    def share_lines(self) -> tuple[str, ...]:
        """Every line of the shares beside the matter: the township's own, then the departments'."""
        return (*self.township_share, *(line for share in self.shares for line in share.duties))

    def names_a_departments_share(self, text: str) -> bool:
        """Whether the text asks, in its words, for what a department's share says and the township's does not.

        Words of the matter itself tell nothing, and whoever is asked to help with a department's work assists.
        """
        if any(word in text for word in ASSISTING_WORDS):
            return False
        own = _pairs(self.matter, *self.township_share)
        theirs = _pairs(*(line for share in self.shares for line in share.duties)) - own
        return len(_pairs(text) & theirs) >= TELLING_PAIRS


@dataclass(frozen=True, slots=True)
class Candidate:
    """A row that a text may mean, as it is shown: part, printed number, matter, and how sure (0 to 1)."""

    code: str
    tier: DutyTier
    number: int
    matter: str
    confidence: float


@dataclass(frozen=True, slots=True)
class Edition:
    """What identifies a published edition: never edited, superseded by the next. `recorded_at` is UTC."""

    code: str
    township: str
    document_number: str
    effective_on: date
    recorded_at: datetime
    sample: bool = False


@dataclass(frozen=True)
class DutyList:
    """An edition with its duties, indexed for finding a matter as people write it."""

    edition: Edition
    duties: tuple[Duty, ...]

    @cached_property
    def _index(self) -> Index:
        return Index((d.code, d.matter, _context(d)) for d in self.duties)

    @cached_property
    def _by_code(self) -> dict[str, Duty]:
        return {d.code: d for d in self.duties}

    @cached_property
    def matters(self) -> ListedWordings:
        """The wordings of its matters, for searching."""
        return ListedWordings(duty.matter for duty in self.duties)

    @cached_property
    def share_lines(self) -> ListedWordings:
        """The wordings of its shares, for searching."""
        return ListedWordings(line for duty in self.duties for line in duty.share_lines())

    def duty(self, code: str) -> Duty:
        """The duty with this code. KeyError where the edition has none."""
        return self._by_code[code]

    def find(self, text: str) -> Finding:
        """The row meant by this text, the candidates where that is unsure, or neither (see `finding`)."""
        return self._index.find(text)

    def candidate(self, hit: Hit) -> Candidate:
        """The row behind a hit, as it is shown."""
        duty = self._by_code[hit.code]
        return Candidate(duty.code, duty.tier, duty.number, duty.matter, hit.confidence)


def _pairs(*texts: str) -> frozenset[str]:
    """The character pairs of texts in plain wording."""
    plain_texts = [plain(text) for text in texts]
    return frozenset(text[at : at + 2] for text in plain_texts for at in range(len(text) - 1))


def _context(duty: Duty) -> str:
    """The words beside the matter by which people also name it: shares and ways of working."""
    return " ".join(duty.share_lines())


def in_force(editions: Iterable[Edition], on: date, known_at: datetime) -> Edition | None:
    """The edition in force on a day, as known at a time; of two for one day the later recorded corrects the earlier."""
    known = [e for e in editions if e.effective_on <= on and e.recorded_at <= known_at]
    return max(known, key=lambda e: (e.effective_on, e.recorded_at), default=None)


@dataclass(frozen=True, slots=True)
class StatutoryDuty:
    """A statute, on record, that names townships for a matter (P15): a gap where the list is silent."""

    matter: str
    statute: str
    article: str

    def is_of(self, subjects: frozenset[str]) -> bool:
        """Whether it speaks of one of these subjects (in plain wording), with or without the words of a notice."""
        return plain(self.matter) in subjects or bare(plain(self.matter)) in subjects


class LaidOn(StrEnum):
    """Whom a duty is laid on besides the township itself (P15)."""

    NOBODY = "NOBODY"
    CHIEF = "CHIEF"  # 某长
    GRID = "GRID"  # 网格员


@dataclass(frozen=True, slots=True)
class ChiefDuty:
    """A chief's or grid worker's duty already on record for a place; what is on record is not new (P15)."""

    matter: str
    laid_on: LaidOn
    place: str
    in_force_from: date
    until: date | None

    def holds(self, on: date) -> bool:
        """Whether it is in force on this day (first and last day included)."""
        return self.in_force_from <= on and (self.until is None or on <= self.until)

    def is_of(self, subjects: frozenset[str]) -> bool:
        """Whether it speaks of one of these subjects (in plain wording)."""
        return plain(self.matter) in subjects
