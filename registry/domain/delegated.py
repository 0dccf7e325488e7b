"""Delegated matters 此前下放事项: what was handed down before the lists, and its clean-up (P16).

A matter that is kept is not thereby on the list and lifts nothing: it goes to the list by an adjustment or an edition.
One that is taken back should stand on the reclaimed part of the next edition; `not_shown_on` tells what does not.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from registry.domain.duties import Candidate, DutyList, DutyTier
from registry.domain.forms import DemandForm


class CleanUpStatus(StrEnum):
    """Where the clean-up of one delegated matter stands."""

    OPEN = "OPEN"  # 待评估
    ASSESSED = "ASSESSED"  # 已评估
    KEPT = "KEPT"  # 保留
    TAKEN_BACK = "TAKEN_BACK"  # 收回


UNENDED = (CleanUpStatus.OPEN, CleanUpStatus.ASSESSED)
"""What is counted as open: neither kept with resources nor taken back yet."""


class CleanUpVerb(StrEnum):
    """What can be done with a delegated matter once it is on record."""

    HEAR = "HEAR"  # 乡镇意见
    ASSESS = "ASSESS"  # 评估
    KEEP = "KEEP"  # 保留
    TAKE_BACK = "TAKE_BACK"  # 收回
    CORRECT = "CORRECT"  # 更正


_S, _V = CleanUpStatus, CleanUpVerb
MOVES: Mapping[tuple[CleanUpStatus, CleanUpVerb], CleanUpStatus] = {
    (_S.OPEN, _V.HEAR): _S.OPEN,
    (_S.OPEN, _V.ASSESS): _S.ASSESSED,
    (_S.ASSESSED, _V.HEAR): _S.ASSESSED,
    (_S.ASSESSED, _V.ASSESS): _S.ASSESSED,
    (_S.ASSESSED, _V.KEEP): _S.KEPT,
    (_S.ASSESSED, _V.TAKE_BACK): _S.TAKEN_BACK,
    **{(status, _V.CORRECT): _S.OPEN for status in _S},
}
"""The status that follows a verb. Only a correcting record opens again what was ended; it is then assessed anew."""


class YesNo(StrEnum):
    """A plain answer to a plain question."""

    YES = "YES"
    NO = "NO"


class Resource(StrEnum):
    """What must move with a matter that is kept (P16): 人随事转、钱随事转、权随事转."""

    POSTS = "POSTS"  # 编制
    MONEY = "MONEY"  # 经费
    POWERS = "POWERS"  # 权限


class Lack(StrEnum):
    """What is still missing before a matter may be kept."""

    NOT_ASSESSED = "NOT_ASSESSED"
    NOT_NEEDED = "NOT_NEEDED"
    NOT_ABLE = "NOT_ABLE"
    TOWNSHIP_NOT_HEARD = "TOWNSHIP_NOT_HEARD"
    TOWNSHIP_NOT_ABLE = "TOWNSHIP_NOT_ABLE"
    POSTS_NOT_RECORDED = "POSTS_NOT_RECORDED"
    MONEY_NOT_RECORDED = "MONEY_NOT_RECORDED"
    POWERS_NOT_RECORDED = "POWERS_NOT_RECORDED"


_NOT_RECORDED = {
    Resource.POSTS: Lack.POSTS_NOT_RECORDED,
    Resource.MONEY: Lack.MONEY_NOT_RECORDED,
    Resource.POWERS: Lack.POWERS_NOT_RECORDED,
}


@dataclass(frozen=True, slots=True)
class Resources:
    """What moved with a matter, each in words; empty says nothing, `not_needed` says that none is needed."""

    posts: str = ""
    money: str = ""
    powers: str = ""
    not_needed: tuple[Resource, ...] = ()

    def moved(self, resource: Resource) -> str:
        """What of this resource moved, in words; empty where nothing is recorded."""
        return {Resource.POSTS: self.posts, Resource.MONEY: self.money, Resource.POWERS: self.powers}[resource]

    def is_recorded(self, resource: Resource) -> bool:
        """Whether it is on record what moved, or that none is needed."""
        return bool(self.moved(resource)) or resource in self.not_needed


@dataclass(frozen=True, slots=True)
class Facts:
    """What was delegated, as recorded at a time; a correction is a further version. `place` is where it was laid.

    `delegated_on` and `form` are None where nobody knows any more.
    """

    code: str
    version: int
    place: str
    matter: str
    category: str
    department: str
    department_name: str
    document_number: str
    delegated_on: date | None
    form: DemandForm | None
    recorded_by: str
    recorded_by_unit: str
    recorded_at: datetime
    sample: bool = False


@dataclass(frozen=True, slots=True)
class Step:
    """One thing done with a matter: `on` is the day from which it counts, `recorded_at` when it came on record."""

    position: int
    verb: CleanUpVerb
    status: CleanUpStatus
    on: date
    by: str
    unit: str
    reason: str
    recorded_at: datetime
    needed: YesNo | None = None
    able: YesNo | None = None
    resources: Resources = Resources()
    taken_over_by: str = ""
    way_of_working: str = ""
    despite_word: str = ""


@dataclass(frozen=True, slots=True)
class TownshipWord:
    """What the township itself says: whether it is able, and what moved."""

    able: YesNo
    resources: Resources
    on: date
    by: str
    reason: str


@dataclass(frozen=True, slots=True)
class Assessment:
    """What the list office found: whether the matter is needed, whether the township is able, what moved.

    `despite_word` says why the township's own word, that it is not able, does not hold; empty where nobody said so.
    """

    needed: YesNo
    able: YesNo
    resources: Resources
    assessed_on: date
    by: str
    reason: str
    despite_word: str = ""


@dataclass(frozen=True, slots=True)
class Ending:
    """How it ended: kept, or taken back by a department with a way of working."""

    status: CleanUpStatus
    on: date
    by: str
    reason: str
    taken_over_by: str = ""
    way_of_working: str = ""


@dataclass(frozen=True, slots=True)
class DelegatedMatter:
    """A delegated matter as of a day and as known at a time: its facts, and how far its clean-up has come."""

    facts: Facts
    status: CleanUpStatus
    word: TownshipWord | None = None
    assessment: Assessment | None = None
    ending: Ending | None = None

    @property
    def code(self) -> str:
        return self.facts.code


def as_of(versions: Iterable[Facts], steps: Iterable[Step], on: date, known_at: datetime) -> DelegatedMatter | None:
    """The matter as it stood on a day, as known at a time; None where it was not recorded or not delegated by then.

    A correcting record undoes what was heard, found and decided before it.
    """
    known = [one for one in versions if one.recorded_at <= known_at]
    facts = max(known, key=lambda one: one.version, default=None)
    if facts is None or (facts.delegated_on is not None and facts.delegated_on > on):
        return None
    counting = sorted((s for s in steps if s.on <= on and s.recorded_at <= known_at), key=lambda s: s.position)
    last_correction = max((n for n, s in enumerate(counting) if s.verb is CleanUpVerb.CORRECT), default=-1)
    since = counting[last_correction + 1 :]
    return DelegatedMatter(
        facts=facts,
        status=counting[-1].status if counting else CleanUpStatus.OPEN,
        word=_word(_last(since, CleanUpVerb.HEAR)),
        assessment=_assessment(_last(since, CleanUpVerb.ASSESS)),
        ending=_ending(_last(since, CleanUpVerb.KEEP, CleanUpVerb.TAKE_BACK)),
    )


def _last(steps: Sequence[Step], *verbs: CleanUpVerb) -> Step | None:
    return next((step for step in reversed(steps) if step.verb in verbs), None)


def _word(step: Step | None) -> TownshipWord | None:
    if step is None or step.able is None:
        return None
    return TownshipWord(step.able, step.resources, step.on, step.by, step.reason)


def _assessment(step: Step | None) -> Assessment | None:
    if step is None or step.needed is None or step.able is None:
        return None
    return Assessment(step.needed, step.able, step.resources, step.on, step.by, step.reason, step.despite_word)


def _ending(step: Step | None) -> Ending | None:
    if step is None:
        return None
    return Ending(step.status, step.on, step.by, step.reason, step.taken_over_by, step.way_of_working)


def lacking_to_keep(matter: DelegatedMatter, *, laid_on_township: bool) -> tuple[Lack, ...]:
    """What is missing before it may be kept (P16): needed, able, and posts, money and powers on record.

    Where it was laid on one township, that township must have been heard. Where it said that it is not able, something
    must have moved with the matter, or the list office says why that word does not hold: nothing is kept over it in
    silence.
    """
    unheard = (Lack.TOWNSHIP_NOT_HEARD,) if laid_on_township and matter.word is None else ()
    found = matter.assessment
    if found is None:
        return (Lack.NOT_ASSESSED, *unheard)
    lacks = [Lack.NOT_NEEDED] if found.needed is not YesNo.YES else []
    lacks += [Lack.NOT_ABLE] if found.able is not YesNo.YES else []
    lacks += unheard
    lacks += [Lack.TOWNSHIP_NOT_ABLE] if _over_its_word(matter.word, found) else []
    lacks += [lack for resource, lack in _NOT_RECORDED.items() if not found.resources.is_recorded(resource)]
    return tuple(lacks)


def _over_its_word(word: TownshipWord | None, found: Assessment) -> bool:
    """Whether the township said that it is not able, and neither anything moved nor a reason is on record."""
    if word is None or word.able is not YesNo.NO:
        return False
    return not found.despite_word and not any(found.resources.moved(resource) for resource in Resource)


class ListGap(StrEnum):
    """Why a list does not show what became of a matter."""

    NOT_ON_LIST = "NOT_ON_LIST"
    OTHER_PART = "OTHER_PART"
    UNSURE = "UNSURE"


@dataclass(frozen=True, slots=True)
class NotShown:
    """A matter that was ended and that a list does not show as it should; the rows it may mean."""

    matter: DelegatedMatter
    gap: ListGap
    rows: tuple[Candidate, ...] = ()


_SHOWN_ON: Mapping[CleanUpStatus, tuple[DutyTier, ...]] = {
    CleanUpStatus.KEPT: (DutyTier.BASIC, DutyTier.SUPPORTING),
    CleanUpStatus.TAKEN_BACK: (DutyTier.RECLAIMED,),
}


def not_shown_on(matters: Iterable[DelegatedMatter], duty_list: DutyList) -> tuple[NotShown, ...]:
    """The kept matters that stand on neither the basic nor the supporting part of this list, and those taken back that
    do not stand on the reclaimed part. The registry tells; only an adjustment or an edition changes a list (P15)."""
    found = (_not_shown(matter, duty_list) for matter in matters if matter.status in _SHOWN_ON)
    return tuple(one for one in found if one is not None)


def _not_shown(matter: DelegatedMatter, duty_list: DutyList) -> NotShown | None:
    finding = duty_list.find(matter.facts.matter)
    if finding.sure is None:
        rows = tuple(duty_list.candidate(hit) for hit in finding.candidates)
        return NotShown(matter, ListGap.UNSURE if rows else ListGap.NOT_ON_LIST, rows)
    row = duty_list.candidate(finding.sure)
    return None if row.tier in _SHOWN_ON[matter.status] else NotShown(matter, ListGap.OTHER_PART, (row,))
