"""One judged situation as the flat facts that a general rule engine is given.

What the engines cannot do by themselves, or only clumsily, is looked up here before any clock runs, in their favour:
which edition is in force, which row a text means, shares, statutes, chief's duties and assessments on record, the
emergency response, the catalogue entry, spellings of names and of document numbers, places that lie in one another.
"""

from typing import Any

from registry.domain import document_number
from registry.domain.approvals import Citation, Issuer, ProvincialApproval, failures_of_unrecorded
from registry.domain.certificates import CertificateCatalogue, ProhibitedBy
from registry.domain.forms import DemandForm
from registry.domain.kinds import KINDS
from registry.domain.kinds.delegation import AskedRole, Standing, VillageGives, standing_of
from registry.domain.plaques import PlaqueCatalogue
from registry.domain.question import Question
from registry.domain.register import Register
from registry.domain.units import OUTSIDE_GOVERNMENT
from registry.domain.wording import plain

NEVER = 9_999_999
"""A day that does not come: the engines compare numbers, not nothing with a number."""

Facts = dict[str, Any]


def facts_of(asked: Question[Any], register: Register) -> Facts:
    """Everything the engines' rules look at."""
    recorded = {document_number.normalised(a.number) for a in register.approvals}
    papers = [c for c in asked.cites if document_number.normalised(c.number) not in recorded]
    return {
        "kind": asked.kind,
        "on": asked.on.toordinal(),
        "village": asked.place.is_village,
        **_OF_KIND[asked.kind](asked, register),
        "approvals": _approvals(asked, register),
        "papers": [code for c in papers for code in _codes(c, register)],
        "malformed": any(c.number.strip() and not document_number.is_well_formed(c.number) for c in asked.cites),
    }


def _codes(paper: Citation, register: Register) -> list[str]:
    return [failure.article.code for failure in failures_of_unrecorded(paper, register.foreign_prefixes)]


def _delegation(asked: Question[Any], register: Register) -> Facts:
    details, standing = asked.details, standing_of(asked, register)
    runs = register.unified_assessments()
    mine = [a for a in runs if a.run_by == asked.asked_by.code]
    gives_little = details.village_gives in (VillageGives.ROOM, VillageGives.NOTICE)
    edition = register.duty_list.edition if register.duty_list else None
    return {
        "part": _part(standing),
        "effective_on": edition.effective_on.toordinal() if edition else 0,
        **{form.value: form in details.form for form in DemandForm},
        "assisting": details.role is AskedRole.ASSISTING,
        "responsible": details.role is AskedRole.RESPONSIBLE,
        "affair": details.affair.value,
        "laid_on": details.laid_on.value,
        "bought": bool(
            asked.place.is_village and gives_little and details.purchase_contract and details.purchase_provider
        ),
        "has_share": bool(standing.row) and _has_share(asked, standing),
        "statute": register.statute_naming(standing.subjects) is not None,
        "chief_known": register.chief_duty_on_record(standing.subjects, details.laid_on),
        "in_unified": any(a.includes(standing.subjects) for a in mine),
        "others_run": bool(runs) and not mine,
        "emergency": any(r.names(standing.subjects) and r.holds(asked.place, asked.on) for r in register.emergencies),
    }


def _part(standing: Standing) -> str:
    if standing.row is not None:
        return standing.row.tier.value
    if not standing.has_list:
        return "NO_LIST"
    return "UNCLEAR" if standing.is_unclear else "OFF_LIST"


def _has_share(asked: Question[Any], standing: Standing) -> bool:
    township = asked.place.township
    own = township is not None and asked.asked_by.code == township.code
    return own or (standing.row is not None and standing.row.is_shared_by(asked.asked_by))


def _village_body(asked: Question[Any], register: Register) -> Facts:
    return {"emergency": False, "effective_on": 0}


def _plaque(asked: Question[Any], register: Register) -> Facts:
    details, village = asked.details, register.village
    catalogue = register.plaque_catalogue or PlaqueCatalogue("", (), {})
    entry = catalogue.entry(details.wording, asked.place.itself)
    style = (details.position, details.width_mm, details.height_mm, details.colour)
    quota = catalogue.quota(village.village_class if village else "")
    return {
        "entry": "NONE" if entry is None else "STATUTORY" if entry.statutory else "LISTED",
        "departs": bool(entry and entry.style.departures(*style)),
        "has_quota": quota is not None,
        "quota": quota or 0,
        "would_hang": (village.counted_plaques if village else 0) + details.count,
        "emergency": False,
        "effective_on": 0,
    }


def _certificate_demand(asked: Question[Any], register: Register) -> Facts:
    details = asked.details
    catalogue = register.certificate_catalogue or CertificateCatalogue("", (), ())
    prohibited = catalogue.prohibited_type(details.certificate)
    retained = catalogue.retained_type(details.certificate)
    return {
        "listed": prohibited.prohibited_by.value if prohibited else "RETAINED" if retained else "NONE",
        "to_be_confirmed": bool(retained and retained.to_be_confirmed),
        "basis_cited": bool(details.statute and details.article),
        "business": asked.asked_by.kind in OUTSIDE_GOVERNMENT,
        "national": bool(prohibited and prohibited.prohibited_by is ProhibitedBy.NATION),
        "emergency": False,
        "effective_on": 0,
    }


_OF_KIND = {
    "delegation": _delegation,
    "village_body": _village_body,
    "plaque": _plaque,
    "certificate_demand": _certificate_demand,
}


def _approvals(asked: Question[Any], register: Register) -> list[Facts]:
    if not register.approvals:
        return []
    subjects, cited = _subjects(asked, register), {document_number.normalised(c.number) for c in asked.cites}
    return [_approval(a, asked, subjects, cited) for a in register.approvals]


def _approval(approval: ProvincialApproval, asked: Question[Any], subjects: frozenset[str], cited: set[str]) -> Facts:
    """One approval as it was known: days as numbers, what it names as yes or no."""
    return {
        "form": approval.form.value,
        "party": bool(approval.issuers & {Issuer.PARTY_COMMITTEE, Issuer.PARTY_GENERAL_OFFICE}),
        "government": bool(approval.issuers & {Issuer.GOVERNMENT, Issuer.GOVERNMENT_GENERAL_OFFICE}),
        "both_agreed": approval.agreed_by >= {Issuer.PARTY_COMMITTEE, Issuer.GOVERNMENT},
        "well_formed": document_number.is_well_formed(approval.number),
        "covers": any(asked.place.lies_in(code) for code in approval.places),
        "confirmed": approval.confirmed_at is not None,
        "from": approval.in_force_from.toordinal(),
        "until": approval.valid_until.toordinal() if approval.valid_until else NEVER,
        "revoked": approval.revoked_on.toordinal() if approval.revoked_on else NEVER,
        "issued": approval.issued_on.toordinal(),
        "names_it": approval.names_one_of(subjects),
        "cited": document_number.normalised(approval.number) in cited,
        "demand_forms": sorted(approval.demand_forms),
        "quota": -1 if approval.quota is None else approval.quota,
        "basis": bool(approval.statute and approval.article),
        "reinstates": bool(approval.reinstated_by),
        "names_demander": plain(asked.asked_by.name) in {plain(d) for d in approval.demanders},
    }


def _subjects(asked: Question[Any], register: Register) -> frozenset[str]:
    if asked.kind == "delegation":
        return standing_of(asked, register).subjects
    return frozenset({plain(getattr(asked.details, KINDS[asked.kind].subject))})
