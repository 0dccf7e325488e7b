"""Grounds and verdicts: codes and facts, no prose. The doors render the words."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from registry.domain.article import Article
from registry.domain.divisions import Notice
from registry.domain.duties import Candidate
from registry.domain.forms import DemandForm
from registry.domain.outcome import ConditionCode, CureCode, Outcome
from registry.domain.plaques import PlaquePosition

Facts = Mapping[str, object]
"""What shows that a ground applies: JSON values only, so that a verdict can be kept and sent."""


@dataclass(frozen=True, slots=True)
class Needs:
    """What an approval must say to lift a ground, beyond having the right form and naming the subject."""

    form: DemandForm | None = None
    newer_than: date | None = None
    quota: int | None = None
    statute: bool = False
    reinstatement: bool = False
    demander: str = ""
    style: tuple[PlaquePosition | None, int | None, int | None, str] | None = None


NOTHING_MORE = Needs()


@dataclass(frozen=True, slots=True)
class Ground:
    """One rule that applies, with the facts that show it.

    `subjects` are the names (in plain wording) by which an approval or a response can name what is judged.
    `outcome` is the article's unless the rule is softer or harder in this case.
    """

    article: Article
    outcome: Outcome
    facts: Facts
    subjects: frozenset[str] = frozenset()
    needs: Needs = NOTHING_MORE

    @property
    def code(self) -> str:
        return self.article.code


def ground(
    article: Article,
    facts: Facts,
    *,
    outcome: Outcome | None = None,
    subjects: frozenset[str] = frozenset(),
    needs: Needs = NOTHING_MORE,
) -> Ground:
    """A ground under an article; its outcome is the article's unless another is given."""
    decided = outcome or article.outcome
    if decided is None:
        raise ValueError(f"{article.code} is not judged yet: it raises no grounds")
    return Ground(article, decided, facts, subjects, needs)


@dataclass(frozen=True, slots=True)
class Condition:
    """What an admitted demand stays bound to; gone where the ground that `falls_with` names was lifted."""

    code: ConditionCode
    facts: Facts
    falls_with: str = ""


@dataclass(frozen=True, slots=True)
class Judgement:
    """What a kind's rule found: grounds, the row it matched, and conditions should it be admitted."""

    grounds: list[Ground]
    matched: Candidate | None = None
    candidates: tuple[Candidate, ...] = ()
    conditions: tuple[Condition, ...] = ()


class LifterKind(StrEnum):
    APPROVAL = "APPROVAL"
    EMERGENCY = "EMERGENCY"


@dataclass(frozen=True, slots=True)
class Lifter:
    """What lifted a ground: a provincial approval (with its document number) or an emergency response (issuer)."""

    kind: LifterKind
    code: str
    number: str


@dataclass(frozen=True, slots=True)
class WeighedGround:
    """A ground after approvals were applied: lifted by something, or standing with its final outcome."""

    ground: Ground
    outcome: Outcome
    lifted_by: Lifter | None = None

    @property
    def stands(self) -> bool:
        return self.lifted_by is None


@dataclass(frozen=True, slots=True)
class Cure:
    """What would make the demand lawful, and the ground it would cure."""

    code: CureCode
    ground: Ground


@dataclass(frozen=True, slots=True)
class Basis:
    """What a verdict rests on: edition, row, approvals, catalogues and rules, so that it can be judged again."""

    rule_version: str
    edition: str = ""
    edition_number: str = ""
    edition_effective_on: date | None = None
    row: str = ""
    catalogue: str = ""
    approvals: tuple[str, ...] = ()
    responses: tuple[str, ...] = ()
    sample: bool = False


@dataclass(frozen=True, slots=True)
class Verdict:
    """The answer to one question; the same for ever for the same question and the same two dates."""

    kind: str
    outcome: Outcome
    grounds: tuple[WeighedGround, ...]
    leading: WeighedGround | None
    cures: tuple[Cure, ...]
    conditions: tuple[Condition, ...]
    matched: Candidate | None
    candidates: tuple[Candidate, ...]
    basis: Basis
    on: date
    known_at: datetime
    notices: tuple[Notice, ...] = ()

    @property
    def standing(self) -> tuple[WeighedGround, ...]:
        """The grounds that nothing lifted, notes included."""
        return tuple(g for g in self.grounds if g.stands)

    @property
    def lifted(self) -> tuple[WeighedGround, ...]:
        """The grounds that applied and were lifted."""
        return tuple(g for g in self.grounds if not g.stands)

    def as_data(self) -> dict[str, Any]:
        """The verdict in its public shape: the same field names at every door, and as it is kept."""
        return {
            "kind": self.kind,
            "outcome": self.outcome.value,
            "leadingGround": self.leading.ground.code if self.leading else None,
            "grounds": [_ground_data(g) for g in self.grounds],
            "cure": [
                {"code": c.code.value, "ground": c.ground.code, "facts": dict(c.ground.facts)} for c in self.cures
            ],
            "conditions": [{"code": c.code.value, "facts": dict(c.facts)} for c in self.conditions],
            "matched": _candidate_data(self.matched) if self.matched else None,
            "candidates": [_candidate_data(c) for c in self.candidates],
            "basis": _basis_data(self.basis),
            "notices": [{"code": n.code.value, "facts": dict(n.facts)} for n in self.notices],
            "on": self.on.isoformat(),
            "knownAt": self.known_at.isoformat(),
            "ruleVersion": self.basis.rule_version,
        }


def _ground_data(weighed: WeighedGround) -> dict[str, Any]:
    lifter = weighed.lifted_by
    return {
        "code": weighed.ground.code,
        "clause": weighed.ground.article.citation,
        "outcome": weighed.outcome.value,
        "facts": dict(weighed.ground.facts),
        "liftedBy": {"kind": lifter.kind.value, "code": lifter.code, "number": lifter.number} if lifter else None,
    }


def _candidate_data(candidate: Candidate) -> dict[str, Any]:
    return {
        "tier": candidate.tier.value,
        "number": candidate.number,
        "matter": candidate.matter,
        "code": candidate.code,
        "confidence": candidate.confidence,
    }


def _basis_data(basis: Basis) -> dict[str, Any]:
    effective = basis.edition_effective_on
    return {
        "edition": basis.edition,
        "editionNumber": basis.edition_number,
        "editionEffectiveOn": effective.isoformat() if effective else None,
        "row": basis.row,
        "catalogue": basis.catalogue,
        "approvals": list(basis.approvals),
        "responses": list(basis.responses),
        "sample": basis.sample,
    }
