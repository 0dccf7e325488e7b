"""Certificate demand 索要证明: somebody wants a certificate from a village (P17)."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from registry.domain.certificates import CertificateCatalogue, ProhibitedBy, ProhibitedType, RetainedType
from registry.domain.divisions import Level
from registry.domain.hearing import named_in
from registry.domain.kind import Held, Kind, text
from registry.domain.law import burden_2024 as provisions
from registry.domain.question import Question
from registry.domain.register import Register
from registry.domain.units import OUTSIDE_GOVERNMENT
from registry.domain.verdict import Ground, Judgement, Needs, ground
from registry.domain.wording import plain


@dataclass(frozen=True)
class CertificateDemandDetails:
    """The questions about a certificate, and the statute and article the demander cites."""

    certificate: str = text(longest=100)
    statute: str = text(longest=100, default="")
    article: str = text(longest=40, default="")


Asking = Question[CertificateDemandDetails]

_NONE_ON_RECORD = CertificateCatalogue("", (), ())


def judge(asked: Asking, register: Register) -> Judgement:
    """The type against the nation's and the province's lists, then the body that asks."""
    catalogue = register.certificate_catalogue or _NONE_ON_RECORD
    prohibited, retained = catalogue.types_called(asked.details.certificate)
    grounds = _basis_grounds(asked, prohibited, retained)
    if asked.asked_by.kind in OUTSIDE_GOVERNMENT:
        grounds.append(_cancelled(asked, prohibited))
    return Judgement(grounds)


def _subjects(asked: Asking, official_name: str = "") -> frozenset[str]:
    return frozenset(plain(n) for n in (asked.details.certificate, official_name) if n)


def _prohibited(asked: Asking, prohibited: ProhibitedType) -> Ground:
    national = prohibited.prohibited_by is ProhibitedBy.NATION
    facts = {
        "certificate": prohibited.name,
        "list": prohibited.prohibited_by.value,
        "number": prohibited.number,
        "instead": prohibited.instead,
        "competent_body": prohibited.competent_body,
    }
    needs = Needs(statute=True, reinstatement=national)
    return ground(provisions.NO_LEGAL_BASIS, facts, subjects=_subjects(asked, prohibited.name), needs=needs)


def _basis_grounds(asked: Asking, prohibited: ProhibitedType | None, retained: RetainedType | None) -> list[Ground]:
    """Prohibited: no basis. Retained: none, unless to be confirmed. On no list: a person settles a cited statute."""
    details = asked.details
    grounds = [_prohibited(asked, prohibited)] if prohibited else []
    if retained is not None:
        unclear = [_unclear(asked, retained.name, retained.statute, retained.article)]
        return grounds + (unclear if retained.to_be_confirmed else [])
    if prohibited is not None:
        return grounds
    if details.statute and details.article:
        return [_unclear(asked, details.certificate, details.statute, details.article)]
    facts = {"certificate": details.certificate, "list": "NONE", "number": 0, "instead": "", "competent_body": ""}
    return [ground(provisions.NO_LEGAL_BASIS, facts, subjects=_subjects(asked), needs=Needs(statute=True))]


def _unclear(asked: Asking, certificate: str, statute: str, article: str) -> Ground:
    facts = {"certificate": certificate, "statute": statute, "article": article}
    needs = Needs(statute=True)
    return ground(provisions.BASIS_UNCLEAR, facts, subjects=_subjects(asked, certificate), needs=needs)


def _cancelled(asked: Asking, prohibited: ProhibitedType | None) -> Ground:
    facts = {
        "certificate": asked.details.certificate,
        "demander": asked.asked_by.name,
        "demander_kind": asked.asked_by.kind.value,
        "instead": prohibited.instead if prohibited else "",
    }
    subjects = _subjects(asked, prohibited.name if prohibited else "")
    return ground(provisions.CANCELLED_DEMANDER, facts, subjects=subjects, needs=Needs(demander=asked.asked_by.name))


_GIVEN = "|".join(
    (
        *("开具", "出具", "开个", "开张", "开份", "提供", "办理", "补开", "盖章", "要求", "需要", "村里", "村上"),
        *("村委会", "居委会", "社区", "一份", "一张", "本人", "个人", "开", "出", "写", "办", "要", "让", "给", "的"),
    )
)


def hears(text: str) -> Mapping[str, Any] | None:
    """“银行要开家庭财产证明”: what stands before 证明 is its name. To prove something is no certificate."""
    name = named_in(text, _GIVEN, r"证明(?!材料已|了|自己|力)")
    return {"certificate": f"{name}证明"} if name else None


CERTIFICATE_DEMAND = Kind(
    code="certificate_demand",
    details=CertificateDemandDetails,
    places=frozenset({Level.VILLAGE}),
    judge=judge,
    subject="certificate",
    looks_at=frozenset({Held.CERTIFICATES}),
    hears=hears,
)
