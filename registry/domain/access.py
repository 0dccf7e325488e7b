"""Access 准入: a question goes in, a verdict comes out."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from registry.domain.divisions import Notice, NoticeCode, Place
from registry.domain.errors import LawNotInForce, WrongLevel
from registry.domain.forms import ALWAYS_DISGUISED
from registry.domain.kind import Kind
from registry.domain.kinds import KINDS
from registry.domain.law import burden_2024 as provisions
from registry.domain.outcome import ConditionCode, Outcome, heaviest
from registry.domain.question import Question
from registry.domain.register import Register
from registry.domain.verdict import Basis, Condition, Cure, Judgement, LifterKind, Verdict, WeighedGround
from registry.domain.weighing import BRINGS_NEW_WORK, notes_on_papers, weigh

RULE_VERSION = "2026.17"
"""Changes whenever a verdict could come out otherwise; every verdict names it."""

_ALWAYS = "DISGUISED, even for a listed matter"
_LEADS = {
    code: place
    for place, code in enumerate(
        (
            "VILLAGE_AS_SUBJECT",
            *("NEW_BODY", "PLAQUE_NAME", "PLAQUE_STYLE", "PLAQUE_QUOTA", "NO_QUOTA"),
            *("NO_LEGAL_BASIS", "BASIS_UNCLEAR", "CANCELLED_DEMANDER"),
            *("NO_LIST", "RECLAIMED", _ALWAYS, "SEPARATE_ASSESSMENT", "CHIEF_OR_GRID"),
            *("WRONG_DEPARTMENT", "LIST_GAP", "DISGUISED", "BEYOND_SUPPORT"),
            *("OFF_LIST", "MATTER_UNCLEAR", "VILLAGE_TASK", "PURCHASED"),
        )
    )
}
"""The order of the law page: the first standing ground leads, whichever outcome it has itself.

A gap and a supporting row never meet, so one place serves DISGUISED by authorisation, entrustment and territorial
management: after the gap, after the wrong department, before what is beyond support or off the list.
"""


def brings_new_work(verdict: Mapping[str, Any]) -> bool:
    """Whether a verdict, as data, is on work that the list does not surely have: then posts, money and powers have to
    move along with it (P16). Work that stands on the list comes with what the list gave it."""
    return any(ground["code"] in BRINGS_NEW_WORK for ground in verdict["grounds"])


def decide(asked: Question[Any], register: Register, found: Judgement | None = None) -> Verdict:
    """Judge a question against what is held about its place. Pure: the same in gives the same out.

    `found` is what the kind's rule finds, where it was asked already.

    Raises LawNotInForce for a day before the Provisions (fails closed), WrongLevel for a place the kind is not put to.
    """
    kind = KINDS[asked.kind]
    _require_law(asked.on)
    require_level(kind, asked.place)
    judgement = found or kind.judge(asked, register)
    weighed = [weigh(g, asked, register) for g in judgement.grounds if g.article.in_force(asked.on)]
    weighed.sort(key=_rank)
    notes = notes_on_papers(weighed, asked, register)
    standing = [w for w in weighed if w.stands]
    outcome = heaviest([w.outcome for w in standing])
    leading = standing[0] if standing else None
    return Verdict(
        kind=asked.kind,
        outcome=outcome,
        grounds=(*standing, *(w for w in weighed if not w.stands), *notes),
        leading=leading,
        cures=_cures((*standing, *notes)),
        conditions=_conditions(judgement, weighed, register) if outcome is Outcome.ADMIT else (),
        matched=judgement.matched,
        candidates=judgement.candidates,
        basis=_basis(judgement, weighed, register),
        on=asked.on,
        known_at=asked.known_at,
        notices=(*asked.place.notices, *_list_followed(asked.place, register), *_as_printed(asked)),
    )


def _list_followed(place: Place, register: Register) -> tuple[Notice, ...]:
    """That the list is a predecessor's, where the township has published none since it came to be."""
    township, edition = place.township, register.duty_list.edition if register.duty_list else None
    if township is None or edition is None or edition.township == township.code:
        return ()
    step = next((s for s in place.lineage if s.before == edition.township), None)
    facts = {
        "township": township.name,
        "predecessor": step.old_name if step else edition.township,
        "code": edition.township,
        "edition": edition.document_number,
    }
    return (Notice(NoticeCode.LIST_OF_PREDECESSOR, facts),)


def _as_printed(asked: Question[Any]) -> tuple[Notice, ...]:
    """That the asking body is none of the county's units on record, and known by its name on the lists alone."""
    by, county = asked.asked_by, asked.place.county
    facts = {"department": by.name, "county": county.name if county else asked.place.name}
    return (Notice(NoticeCode.DEPARTMENT_AS_PRINTED, facts),) if by.as_printed else ()


def _require_law(on: date) -> None:
    if not provisions.PROVISIONS.in_force(on):
        raise LawNotInForce(on, provisions.PROVISIONS.in_force_from)


def require_level(kind: Kind, place: Place) -> None:
    """Raises WrongLevel where the kind is not put to places of this level."""
    if place.level not in kind.places:
        raise WrongLevel(place.name, place.level.value, sorted(level.value for level in kind.places))


def _rank(weighed: WeighedGround) -> int:
    found = weighed.ground
    return _LEADS[_ALWAYS if found.needs.form in ALWAYS_DISGUISED else found.code]


def _cures(standing: Iterable[WeighedGround]) -> tuple[Cure, ...]:
    """What would cure each standing ground, the leading one's first, each cure once per form or paper."""
    cures: dict[tuple[str, object, object], Cure] = {}
    for found in (w.ground for w in standing):
        # What is wrong with a paper is worth mending only where nothing else is wrong with it.
        for code in found.article.cures if found.facts.get("alone", True) else ():
            key = (code, found.facts.get("form"), found.facts.get("approval"))
            cures.setdefault(key, Cure(code, found))
    return tuple(cures.values())


def _conditions(judgement: Judgement, weighed: Iterable[WeighedGround], register: Register) -> tuple[Condition, ...]:
    """The kind's own, and those that come with what lifted a ground."""
    lifted = [w for w in weighed if w.lifted_by]
    lifters = {w.lifted_by.code for w in lifted if w.lifted_by}
    new_work = {w.lifted_by.code for w in lifted if w.lifted_by and w.ground.code in BRINGS_NEW_WORK}
    gone = {w.ground.code for w in lifted}
    found = [condition for condition in judgement.conditions if condition.falls_with not in gone]
    for response in (r for r in register.emergencies if r.code in lifters):
        facts = {"response": response.code, "issuer": response.issuer, "level": response.level}
        end = response.end.isoformat() if response.end else None
        found.append(Condition(ConditionCode.ENDS_WITH_RESPONSE, {**facts, "end": end}))
        found.append(Condition(ConditionCode.VERIFIED_AFTERWARDS, facts))
    for approval in (a for a in register.approvals if a.code in lifters):
        if approval.code in new_work and approval.resources_missing():
            missing = list(approval.resources_missing())
            found.append(Condition(ConditionCode.RESOURCES_DUE, {"number": approval.number, "missing": missing}))
        until = approval.valid_until.isoformat() if approval.valid_until else None
        ends = {"number": approval.number, "valid_until": until}
        found.append(Condition(ConditionCode.ENDS_WITH_APPROVAL, ends))
    return tuple(found)


def _basis(judgement: Judgement, weighed: Iterable[WeighedGround], register: Register) -> Basis:
    edition = register.duty_list.edition if register.duty_list else None
    plaques, certificates = register.plaque_catalogue, register.certificate_catalogue
    lifters = tuple(dict.fromkeys(w.lifted_by for w in weighed if w.lifted_by))
    return Basis(
        rule_version=RULE_VERSION,
        edition=edition.code if edition else "",
        edition_number=edition.document_number if edition else "",
        edition_effective_on=edition.effective_on if edition else None,
        row=judgement.matched.code if judgement.matched else "",
        catalogue=plaques.version if plaques else certificates.rests_on if certificates else "",
        approvals=tuple([found.code for found in lifters if found.kind is LifterKind.APPROVAL]),
        responses=tuple([found.code for found in lifters if found.kind is LifterKind.EMERGENCY]),
        sample=_rests_on_samples(register, {found.code for found in lifters}),
    )


def _rests_on_samples(register: Register, lifters: set[str]) -> bool:
    """Whether the list, a catalogue, or a paper that lifted something is a sample."""
    papers = [p.sample for p in register.approvals if p.code in lifters]
    responses = [r.sample for r in register.emergencies if r.code in lifters]
    catalogues = [c.sample for c in (register.plaque_catalogue, register.certificate_catalogue) if c]
    editions = [register.duty_list.edition.sample] if register.duty_list else []
    return any((*editions, *catalogues, *papers, *responses))
