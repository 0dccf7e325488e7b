"""Weighing grounds: what lifts each, what softens it, and why a paper that is cited lifts nothing."""

from collections.abc import Iterable
from typing import Any

from registry.domain import document_number
from registry.domain.approvals import (
    Failure,
    ProvincialApproval,
    failures_in_itself,
    failures_of_unrecorded,
    failures_towards,
)
from registry.domain.law import burden_2024 as provisions
from registry.domain.outcome import Outcome
from registry.domain.question import Question
from registry.domain.register import Register
from registry.domain.verdict import Ground, Lifter, LifterKind, WeighedGround, ground

BRINGS_NEW_WORK = frozenset({"OFF_LIST", "RECLAIMED", "MATTER_UNCLEAR"})
"""Grounds whose lifting brings new work, so that posts, money and powers are due (P16, by analogy)."""


def weigh(found: Ground, asked: Question[Any], register: Register) -> WeighedGround:
    """The ground after approvals and responses: lifted, softened to REFER, or standing as it is.

    An approval goes before a response, which ends sooner; but one whose posts, money or powers are still due goes
    behind it, for what a response names is not put off until they come.
    """
    best = _best(found, asked, register)
    if best is not None and not (found.code in BRINGS_NEW_WORK and best.resources_missing()):
        return _lifted_by(best, found)
    return _yielding(found, asked, register) or (_lifted_by(best, found) if best else _softened(found, asked, register))


def _yielding(found: Ground, asked: Question[Any], register: Register) -> WeighedGround | None:
    """Lifted by an open response that names the matter, where the article yields to one."""
    if found.article.yields_to_emergency:
        for response in register.emergencies:
            if response.names(found.subjects) and response.holds(asked.place, asked.on):
                return WeighedGround(found, found.outcome, Lifter(LifterKind.EMERGENCY, response.code, response.issuer))
    return None


def _best(found: Ground, asked: Question[Any], register: Register) -> ProvincialApproval | None:
    """Of the approvals without a failure the one that serves best: that brings the most of posts, money and powers;
    of those the one that lasts longest; of those the first."""
    lifting = [one for one in _liftable(found, register) if not _failures(one, found, asked)]
    return min(lifting, key=lambda one: (len(one.resources_missing()), -one.last_day().toordinal()), default=None)


def _liftable(found: Ground, register: Register) -> tuple[ProvincialApproval, ...]:
    return register.approvals if found.article.lifted_by else ()


def _failures(approval: ProvincialApproval, found: Ground, asked: Question[Any]) -> list[Failure]:
    return failures_towards(approval, found) + failures_in_itself(approval, asked.place, asked.on)


def _lifted_by(approval: ProvincialApproval, found: Ground) -> WeighedGround:
    return WeighedGround(found, found.outcome, Lifter(LifterKind.APPROVAL, approval.code, approval.number))


def _softened(found: Ground, asked: Question[Any], register: Register) -> WeighedGround:
    """Standing; to REFER where an approval fails for its issuers alone."""
    for approval in _liftable(found, register):
        if all(failure.article is provisions.ISSUER_INCOMPLETE for failure in _failures(approval, found, asked)):
            return WeighedGround(found, Outcome.REFER)
    return WeighedGround(found, found.outcome)


def notes_on_papers(
    weighed: list[WeighedGround], asked: Question[Any], register: Register
) -> tuple[WeighedGround, ...]:
    """Why papers that are cited, or that are on record and name the subject, lift nothing.

    They stand beside the grounds they failed to lift. Where no ground that an approval could lift stands, only a
    malformed number is told, because whoever typed it should mend it.
    """
    standing = [w.ground for w in weighed if w.stands and w.ground.article.lifted_by]
    if not standing:
        return _malformed_numbers(asked) if asked.cites else ()
    if not asked.cites and not register.approvals:
        return ()
    return (*_recorded(standing, weighed, asked, register), *_unrecorded(asked, register))


def _malformed_numbers(asked: Question[Any]) -> tuple[WeighedGround, ...]:
    typed = [c.number for c in asked.cites if c.number.strip() and not document_number.is_well_formed(c.number)]
    malformed = [Failure(provisions.NUMBER_MALFORMED)]
    return tuple(note for number in typed for note in _explained(malformed, number, cited=True))


def _recorded(
    standing: list[Ground], weighed: list[WeighedGround], asked: Question[Any], register: Register
) -> Iterable[WeighedGround]:
    """The approvals on record that lift nothing, where they are cited or name what is judged."""
    cited = {document_number.normalised(c.number) for c in asked.cites}
    subjects = frozenset[str]().union(*(g.subjects for g in standing))
    for approval in register.approvals:
        is_cited = document_number.normalised(approval.number) in cited
        if (is_cited or approval.names_one_of(subjects)) and not _lifts_one(approval, weighed, asked):
            failures, sole = _why(approval, standing, asked)
            yield from _explained(failures, approval.number, approval=approval.code, cited=is_cited, sole=sole)


def _lifts_one(approval: ProvincialApproval, weighed: Iterable[WeighedGround], asked: Question[Any]) -> bool:
    """Whether it lifts any ground, be it the first to do so or not."""
    if failures_in_itself(approval, asked.place, asked.on):
        return False
    liftable = (w.ground for w in weighed if w.ground.article.lifted_by)
    return any(not failures_towards(approval, found) for found in liftable)


def _why(
    approval: ProvincialApproval, standing: Iterable[Ground], asked: Question[Any]
) -> tuple[Iterable[Failure], set[str]]:
    """Every reason once: towards each standing ground, then in itself; and the codes of those that are the only
    reason towards some ground, so that mending just that would lift it."""
    in_itself = failures_in_itself(approval, asked.place, asked.on)
    towards = [failures_towards(approval, ground) for ground in standing]
    kinds = [{failure.article.code for failure in (*reasons, *in_itself)} for reasons in towards]
    sole = set[str]().union(*(codes for codes in kinds if len(codes) == 1))
    return dict.fromkeys((*(failure for reasons in towards for failure in reasons), *in_itself)), sole


def _unrecorded(asked: Question[Any], register: Register) -> Iterable[WeighedGround]:
    recorded = {document_number.normalised(a.number) for a in register.approvals}
    for citation in asked.cites:
        if document_number.normalised(citation.number) not in recorded:
            failures = failures_of_unrecorded(citation, register.foreign_prefixes)
            yield from _explained(failures, citation.number, cited=True)


def _explained(
    failures: Iterable[Failure], number: str, *, cited: bool, approval: str = "", sole: set[str] | None = None
) -> Iterable[WeighedGround]:
    """One note per code, with the details of every failure of that code. `alone`: mending just that would do."""
    details: dict[str, list[str]] = {}
    articles = {failure.article.code: failure.article for failure in failures}
    for failure in failures:
        details.setdefault(failure.article.code, []).extend([failure.detail] if failure.detail else [])
    for code, article in articles.items():
        facts = {
            "number": number,
            "approval": approval,
            "cited": cited,
            "details": details[code],
            "alone": code in sole if sole is not None else len(articles) == 1,
        }
        yield WeighedGround(ground(article, facts), Outcome.NOTE)
