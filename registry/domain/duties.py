"""The three lists of a township: editions, duties, shares; and what else is on record about duties."""

import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from functools import cached_property
from typing import Any

from registry.domain.finding import Finding, Hit, Index, bare
from registry.domain.searching import ListedWordings
from registry.domain.units import Demander, DemanderKind, names
from registry.domain.wording import plain

ASSISTING_WORDS = ("协助", "配合", "宣传", "巡查", "巡看", "报告", "上报", "反映", "劝阻", "提醒", "走访", "排查")
"""What a township's own share is made of; a text that asks for no more than this asks for no department's."""

TELLING_PAIRS = 2
"""So many character pairs of a department's share, a word of three characters, are no chance."""

_GENERIC = re.compile(r"(行业|业务|主管|职能|有关|相关|其他|各(级|个|县直|有关)?)(主管|监管|职能)?(部门|单位|局)")
"""How a list names all line departments at once: 县级行业主管部门, 有关部门, 各职能部门."""


class DutyTier(StrEnum):
    """The part of the list a duty stands on."""

    BASIC = "BASIC"  # 基本履职
    SUPPORTING = "SUPPORTING"  # 配合履职
    RECLAIMED = "RECLAIMED"  # 上级部门收回


def names_all_departments(written: str) -> bool:
    """Whether a cell names all line departments at once (县级行业主管部门, 各职能部门)."""
    return _GENERIC.search(written) is not None


@dataclass(frozen=True, slots=True)
class Share:
    """One department's share of a supporting duty.

    Without a unit it is either a generic share of all line departments, or that of one whose name on the list is not
    that of a unit on record: then only the name can tell whose it is.
    """

    unit: str | None
    department: str
    duties: tuple[str, ...]

    @property
    def is_generic(self) -> bool:
        """Whether it is every line department's (县级行业主管部门)."""
        return self.unit is None and names_all_departments(self.department)

    def is_of(self, demander: Demander) -> bool:
        """Whether this unit, or one it took the place of, has this share; a generic one is any department's."""
        if self.is_generic:
            return demander.kind is DemanderKind.DEPARTMENT
        if self.unit is None:
            return names(self.department, demander)
        return self.unit == demander.code or self.unit in demander.formerly

    def as_data(self) -> dict[str, Any]:
        """Plain data, as kept in a draft and told at every door."""
        return {"unit": self.unit, "department": self.department, "duties": list(self.duties)}


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

    @property
    def texts(self) -> tuple[str, ...]:
        """Every text of the row, for finding words in it."""
        shares = (text for share in self.shares for text in (share.department, *share.duties))
        rest = (self.taken_over_by, self.way_of_working)
        return (self.category, self.matter, *shares, *self.township_share, *rest)

    def is_shared_by(self, demander: Demander) -> bool:
        """Whether this unit, or one it took the place of, has a share; a generic share is any department's."""
        return any(share.is_of(demander) for share in self.shares)

    def as_data(self) -> dict[str, Any]:
        """Plain data, as kept in a draft and told at every door; `duty_of` reads it back."""
        return {
            "code": self.code,
            "tier": self.tier.value,
            "number": self.number,
            "category": self.category,
            "matter": self.matter,
            "shares": [share.as_data() for share in self.shares],
            "township_share": list(self.township_share),
            "taken_over_by": self.taken_over_by,
            "way_of_working": self.way_of_working,
        }

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


def duty_of(given: Mapping[str, Any]) -> Duty:
    """The duty that plain data of `Duty.as_data` tells of. KeyError, ValueError or TypeError for anything else."""
    return Duty(
        code=given["code"],
        tier=DutyTier(given["tier"]),
        number=int(given["number"]),
        category=given["category"],
        matter=given["matter"],
        shares=tuple(Share(s["unit"], s["department"], tuple(s["duties"])) for s in given["shares"]),
        township_share=tuple(given["township_share"]),
        taken_over_by=given["taken_over_by"],
        way_of_working=given["way_of_working"],
    )


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
    """What identifies a published edition: never edited, superseded by the next. `recorded_at` is UTC.

    `township` is the township it is of, or the county whose master it is. `corrects` is the edition that it shows to
    have been a mistake: from the time this one is known, that one is in force on no day.
    """

    code: str
    township: str
    document_number: str
    effective_on: date
    recorded_at: datetime
    sample: bool = False
    corrects: str = ""


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

    def matching(self, text: str, tier: DutyTier | None = None) -> tuple[Duty, ...]:
        """The duties, of one part where it is given, that hold these words or that a matter so written may mean."""
        finding = self.find(text) if plain(text) else None
        hits = (*finding.candidates, finding.sure) if finding else ()
        return matching(self.duties, text, tier, meant=[hit.code for hit in hits if hit])

    def candidate(self, hit: Hit) -> Candidate:
        """The row behind a hit, as it is shown."""
        duty = self._by_code[hit.code]
        return Candidate(duty.code, duty.tier, duty.number, duty.matter, hit.confidence)


def matching(
    duties: Iterable[Duty], text: str, tier: DutyTier | None = None, meant: Collection[str] = ()
) -> tuple[Duty, ...]:
    """The duties, of one part where it is given, that hold these words anywhere in their row, or are `meant`."""
    wanted = plain(text)
    return tuple(
        duty
        for duty in duties
        if tier in (None, duty.tier)
        and (not wanted or duty.code in meant or any(wanted in plain(said) for said in duty.texts))
    )


def _pairs(*texts: str) -> frozenset[str]:
    """The character pairs of texts in plain wording."""
    plain_texts = [plain(text) for text in texts]
    return frozenset(text[at : at + 2] for text in plain_texts for at in range(len(text) - 1))


def _context(duty: Duty) -> str:
    """The words beside the matter by which people also name it: shares and ways of working."""
    return " ".join(duty.share_lines())


def standing(editions: Iterable[Edition], known_at: datetime) -> tuple[Edition, ...]:
    """The editions known at a time, without those that one of them corrects; in order of day, then of recording."""
    known = [e for e in editions if e.recorded_at <= known_at]
    corrected = {e.corrects for e in known if e.corrects}
    return tuple(sorted((e for e in known if e.code not in corrected), key=_by_day))


def in_force(editions: Iterable[Edition], on: date, known_at: datetime) -> Edition | None:
    """The edition in force on a day, as known at a time; of two for one day the later recorded one counts."""
    return max((e for e in standing(editions, known_at) if e.effective_on <= on), key=_by_day, default=None)


def _by_day(edition: Edition) -> tuple[date, datetime, str]:
    return edition.effective_on, edition.recorded_at, edition.code


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
