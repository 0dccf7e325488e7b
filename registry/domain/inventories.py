"""A village's inventory: its plaques and bodies on a day, what was decided on each, and what the catalogue proposes."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from registry.domain.divisions import Place
from registry.domain.plaques import PlaqueCatalogue, PlaqueEntry, PlaquePosition, VillageStanding


class InventorySort(StrEnum):
    """What stands in an inventory."""

    PLAQUES = "PLAQUES"
    BODIES = "BODIES"


class PlaqueDecision(StrEnum):
    KEEP = "KEEP"  # 保留
    MERGE = "MERGE"  # 合并
    TAKE_DOWN = "TAKE_DOWN"  # 摘除
    MISTAKEN = "MISTAKEN"  # 登记有误


class BodyDecision(StrEnum):
    KEEP = "KEEP"  # 保留
    MERGE = "MERGE"  # 合并
    CLOSE = "CLOSE"  # 撤销
    MISTAKEN = "MISTAKEN"  # 登记有误


DECISIONS: Mapping[InventorySort, type[StrEnum]] = {
    InventorySort.PLAQUES: PlaqueDecision,
    InventorySort.BODIES: BodyDecision,
}
_ENDING = frozenset({"MERGE", "TAKE_DOWN", "CLOSE"})
MISTAKEN = "MISTAKEN"
"""It never hung, or never stood: the record was wrong, from its first day on."""


class Proposal(StrEnum):
    """What the catalogue suggests for one plaque or body; a person decides."""

    KEEP = "KEEP"
    MEND = "MEND"  # 整改
    TAKE_DOWN = "TAKE_DOWN"
    CLOSE = "CLOSE"
    REVIEW = "REVIEW"  # 由镇街、县里研究


class ProposalReason(StrEnum):
    STATUTORY = "STATUTORY"
    IN_CATALOGUE = "IN_CATALOGUE"
    HAS_DOCUMENT = "HAS_DOCUMENT"
    NO_CATALOGUE = "NO_CATALOGUE"
    NOT_IN_CATALOGUE = "NOT_IN_CATALOGUE"
    STYLE = "STYLE"
    BEYOND_QUOTA = "BEYOND_QUOTA"
    DEMANDED_BEYOND = "DEMANDED_BEYOND"
    NO_BASIS = "NO_BASIS"


@dataclass(frozen=True, slots=True)
class Proposed:
    """A proposal with every reason for it."""

    proposal: Proposal
    reasons: tuple[ProposalReason, ...]


@dataclass(frozen=True, slots=True)
class Decision:
    """One decision on a plaque or body, in force from `on`. `corrects` is the number of one that was wrong."""

    number: str
    item: str
    decision: str
    on: date
    reason: str
    recorded_at: datetime
    recorded_by: str
    into: str = ""
    document_number: str = ""
    corrects: str = ""

    @property
    def ends(self) -> bool:
        """Whether the plaque or body is gone from this day: taken down, closed, or merged into another."""
        return self.decision in _ENDING


def recorded_by_mistake(decisions: Iterable[Decision], known_at: datetime) -> bool:
    """Whether it was known by then that the plaque or body was recorded by mistake: it counts on no day."""
    return any(one.decision == MISTAKEN for one in standing_decisions(decisions, known_at))


def standing_decisions(decisions: Iterable[Decision], known_at: datetime) -> tuple[Decision, ...]:
    """Those recorded by a time that nothing recorded by then corrects; by day, of one day the last recorded last."""
    known = [one for one in decisions if one.recorded_at <= known_at]
    corrected = {one.corrects for one in known if one.corrects}
    return tuple(sorted((o for o in known if o.number not in corrected), key=lambda o: (o.on, o.recorded_at, o.number)))


def decision_in_force(decisions: Iterable[Decision], on: date, known_at: datetime) -> Decision | None:
    """What holds of one plaque or body on a day; of two the later day, of one day the last recorded."""
    standing = standing_decisions(decisions, known_at)
    mistaken = [one for one in standing if one.decision == MISTAKEN]
    held = mistaken or [one for one in standing if one.on <= on]
    return held[-1] if held else None


@dataclass(frozen=True, slots=True)
class Hanging:
    """From which day a plaque hangs that an admission reserved, and how; lengths in millimetres, None as admitted."""

    number: str
    plaque: str
    hung_on: date
    recorded_at: datetime
    position: PlaquePosition | None = None
    width_mm: int | None = None
    height_mm: int | None = None
    colour: str = ""
    corrects: str = ""


def hanging_known(hangings: Iterable[Hanging], known_at: datetime) -> Hanging | None:
    """What was recorded of one plaque's hanging by a time, and not corrected by then."""
    known = sorted((one for one in hangings if one.recorded_at <= known_at), key=lambda one: one.recorded_at)
    return known[-1] if known else None


@dataclass(frozen=True, slots=True)
class Plaque:
    """One plaque as recorded; lengths in millimetres. `decision` is what holds on the day asked about."""

    code: str
    wording: str
    statutory: bool
    counts_from: date
    hung_on: date | None
    demanded_by: str = ""
    document_number: str = ""
    position: PlaquePosition | None = None
    width_mm: int | None = None
    height_mm: int | None = None
    colour: str = ""
    decision: Decision | None = None
    sample: bool = False
    hanging: Hanging | None = None

    @property
    def is_reserved(self) -> bool:
        """Whether it came with an admission and is not known to hang: it can still be hung."""
        return self.hung_on is None and not self.is_down

    @property
    def is_down(self) -> bool:
        return self.decision is not None and self.decision.ends

    @property
    def counts(self) -> bool:
        """Whether it takes a place in the quota: statutory ones never do."""
        return not self.statutory and not self.is_down


@dataclass(frozen=True, slots=True)
class VillageBody:
    """One body of a village: a group, committee, station or association."""

    code: str
    name: str
    statutory: bool
    set_up_on: date | None
    demanded_by: str = ""
    document_number: str = ""
    decision: Decision | None = None
    sample: bool = False

    @property
    def is_closed(self) -> bool:
        return self.decision is not None and self.decision.ends


def standing(village_class: str, plaques: Iterable[Plaque], on: date) -> VillageStanding:
    """The counts of a village's plaques on a day, statutory ones left out."""
    counted = [p for p in plaques if not p.statutory and p.counts_from <= on]
    hung = sum(1 for p in counted if p.hung_on is not None and p.hung_on <= on)
    return VillageStanding(village_class, hung, len(counted) - hung, sum(1 for p in counted if p.is_down))


def beyond_quota(plaques: Iterable[Plaque], quota: int | None) -> frozenset[str]:
    """The codes of those that came when the quota was full already; all, where there is no quota on record."""
    counted = sorted((p for p in plaques if p.counts), key=lambda p: (p.counts_from, p.code))
    return frozenset(p.code for p in counted[quota or 0 :])


def departures(plaque: Plaque, entry: PlaqueEntry | None) -> tuple[str, ...]:
    """In what (`position`, `size`, `colour`) a plaque departs from its entry; what was not recorded is not judged."""
    if entry is None:
        return ()
    return entry.style.departures(plaque.position, plaque.width_mm, plaque.height_mm, plaque.colour)


def propose_for_plaque(
    plaque: Plaque, catalogue: PlaqueCatalogue | None, village: Place, *, is_beyond_quota: bool = False
) -> Proposed:
    """What the catalogue says of a plaque (P17); never more than a proposal.

    Where somebody demanded what the province's set does not hold, or what the quota had no place for, the demand is
    the violation.
    """
    if catalogue is None and not plaque.statutory:
        return Proposed(Proposal.REVIEW, (ProposalReason.NO_CATALOGUE,))
    entry = catalogue.entry(plaque.wording, village.itself) if catalogue else None
    demanded = (ProposalReason.DEMANDED_BEYOND,) if plaque.demanded_by else ()
    is_statutory = plaque.statutory or (entry is not None and entry.statutory)
    if entry is None and not is_statutory:
        return Proposed(Proposal.TAKE_DOWN, (ProposalReason.NOT_IN_CATALOGUE, *demanded))
    listed = ProposalReason.STATUTORY if is_statutory else ProposalReason.IN_CATALOGUE
    style = (ProposalReason.STYLE,) if departures(plaque, entry) else ()
    if is_beyond_quota and not is_statutory:
        return Proposed(Proposal.REVIEW, (ProposalReason.BEYOND_QUOTA, *demanded, *style))
    return Proposed(Proposal.MEND if style else Proposal.KEEP, style or (listed,))


def propose_for_body(body: VillageBody) -> Proposed:
    """What the law says of a body (P17): statutory or on a document, else without basis; never more than a proposal."""
    if body.statutory:
        return Proposed(Proposal.KEEP, (ProposalReason.STATUTORY,))
    if body.document_number:
        return Proposed(Proposal.KEEP, (ProposalReason.HAS_DOCUMENT,))
    demanded = (ProposalReason.DEMANDED_BEYOND,) if body.demanded_by else ()
    return Proposed(Proposal.CLOSE, (ProposalReason.NO_BASIS, *demanded))


@dataclass(frozen=True, slots=True)
class QuotaArithmetic:
    """Quota, and what counts against it: hung and admitted, less those taken down. No quota: `quota` is None."""

    quota: int | None
    counts: VillageStanding

    @property
    def free(self) -> int:
        return max((self.quota or 0) - self.counts.counted_plaques, 0)

    @property
    def over(self) -> int:
        """By how many the quota is exceeded; without a quota every counted plaque is one too many."""
        return max(self.counts.counted_plaques - (self.quota or 0), 0)
