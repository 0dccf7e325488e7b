"""Delegation 下放: a matter is laid on a township or a village (P15, P16)."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Any

from registry.domain.divisions import Level
from registry.domain.duties import Candidate, Duty, DutyTier, LaidOn
from registry.domain.errors import PurchaseUnfit
from registry.domain.finding import bare
from registry.domain.forms import ALWAYS_DISGUISED, HANDED_OVER, DemandForm
from registry.domain.hearing import forms_in, what_is_asked
from registry.domain.kind import Held, Kind, text
from registry.domain.law import burden_2024 as provisions
from registry.domain.outcome import ConditionCode, Outcome
from registry.domain.purchases import is_a_placeholder, is_the_village
from registry.domain.question import Question
from registry.domain.register import Register
from registry.domain.units import DemanderKind
from registry.domain.verdict import Condition, Ground, Judgement, Needs, ground
from registry.domain.wording import plain


class AskedRole(StrEnum):
    """What the place is to be in the matter."""

    ASSISTING = "ASSISTING"  # 配合,在清单职责之内
    LEADING = "LEADING"  # 牵头
    ENFORCING = "ENFORCING"  # 执法检查、处罚
    DECIDING = "DECIDING"  # 审批决定
    CARRYING_SHARE = "CARRYING_SHARE"  # 承担部门的职责
    RESPONSIBLE = "RESPONSIBLE"  # 责任主体


class Affair(StrEnum):
    """The affairs in which a village must not be the responsible subject (P15), and all others."""

    OTHER = "OTHER"
    ENFORCEMENT = "ENFORCEMENT"  # 行政执法
    CITY_MANAGEMENT = "CITY_MANAGEMENT"  # 城市管理
    INVESTMENT = "INVESTMENT"  # 招商引资


class VillageGives(StrEnum):
    """What a village gives where a service is bought."""

    ROOM = "ROOM"
    NOTICE = "NOTICE"
    WORK = "WORK"


@dataclass(frozen=True)
class DelegationDetails:
    """The questions a delegation asks."""

    matter: str = text()
    form: tuple[DemandForm, ...] = field(default=(DemandForm.DIRECT,))
    role: AskedRole = AskedRole.ASSISTING
    affair: Affair = Affair.OTHER
    laid_on: LaidOn = LaidOn.NOBODY
    purchase_contract: str = text(longest=100, default="")
    purchase_provider: str = text(longest=100, default="")
    village_gives: VillageGives | None = None


Asking = Question[DelegationDetails]
GIVES_LITTLE = (VillageGives.ROOM, VillageGives.NOTICE)


@dataclass(frozen=True, slots=True)
class Standing:
    """Where the matter stands: its row, or off the list, or unclear; and the names it goes by."""

    row: Duty | None
    matched: Candidate | None
    candidates: tuple[Candidate, ...]
    subjects: frozenset[str]
    has_list: bool
    names_a_departments_share: bool = False

    @property
    def is_unclear(self) -> bool:
        return self.row is None and bool(self.candidates)

    @property
    def is_off_list(self) -> bool:
        """On none of the three parts of a list in force."""
        return self.has_list and self.row is None and not self.is_unclear

    @property
    def is_supporting(self) -> bool:
        return self.row is not None and self.row.tier is DutyTier.SUPPORTING

    @property
    def is_listed(self) -> bool:
        """On one of the three parts."""
        return self.row is not None


def standing_of(asked: Asking, register: Register) -> Standing:
    """Find the matter on the township's list in force."""
    typed = plain(asked.details.matter)
    names = frozenset({typed, bare(typed)})
    if register.duty_list is None:
        return Standing(None, None, (), names, has_list=False)
    finding = register.duty_list.find(asked.details.matter)
    by_name = finding.sure is not None and finding.sure.confidence == 1.0
    if not by_name and register.statute_naming(names) is not None:
        # Named by a statute in just these words, and not by the list: no row that merely sounds like it stands for it.
        return Standing(None, None, (), names, has_list=True)
    candidates = tuple(register.duty_list.candidate(hit) for hit in finding.candidates)
    if finding.sure is None:
        return Standing(None, None, candidates, names, has_list=True)
    row = register.duty_list.duty(finding.sure.code)
    subjects = names | {plain(row.matter), plain(row.code)}
    beyond = not by_name and row.names_a_departments_share(asked.details.matter)
    matched = register.duty_list.candidate(finding.sure)
    return Standing(row, matched, candidates, subjects, has_list=True, names_a_departments_share=beyond)


def role_of(asked: Asking, standing: Standing) -> AskedRole:
    """What the place is to be: as asked, unless the text itself asks for a department's share."""
    assisting = asked.details.role is AskedRole.ASSISTING
    return AskedRole.CARRYING_SHARE if assisting and standing.names_a_departments_share else asked.details.role


def judge(asked: Asking, register: Register) -> Judgement:
    """Every ground that applies to laying the matter on the place; none means lawful."""
    standing = standing_of(asked, register)
    bought = _purchase(asked)
    grounds = _village_grounds(asked, standing, bought=bool(bought))
    grounds += [*_form_grounds(asked, standing, register), *_chief_grounds(asked, standing, register), *bought]
    if not bought:
        grounds += _list_grounds(asked, standing, register)
        grounds += _handed_over_grounds(asked, standing)
    return Judgement(grounds, standing.matched, standing.candidates, _conditions(asked, standing))


def _purchase(asked: Asking) -> list[Ground]:
    """A bought service for which the village only gives room or notice (P16, last sentence).

    A village that is to lead, enforce, decide, carry a share, or is authorised, gives more than that.
    """
    details = asked.details
    gives_little = details.village_gives in GIVES_LITTLE and not _gives_more(details)
    if not (asked.place.is_village and gives_little and details.purchase_contract and details.purchase_provider):
        return []
    facts = {
        "contract": details.purchase_contract,
        "provider": details.purchase_provider,
        "village_gives": str(details.village_gives),
    }
    return [ground(provisions.PURCHASED, facts)]


def _gives_more(details: DelegationDetails) -> bool:
    acts = details.role not in (AskedRole.ASSISTING, AskedRole.RESPONSIBLE)  # the responsible one has its own ground
    return acts or any(form in HANDED_OVER for form in details.form)


def require_a_purchase(asked: Asking) -> None:
    """A contract and a provider that are named, and are not the village itself. Raises PurchaseUnfit."""
    details, village = asked.details, asked.place.itself
    for name in ("purchase_contract", "purchase_provider"):
        if is_a_placeholder(getattr(details, name)):
            raise PurchaseUnfit(name, getattr(details, name), "PLACEHOLDER")
    gives_little = asked.place.is_village and details.village_gives in GIVES_LITTLE
    if gives_little and is_the_village(details.purchase_provider, (*village.names(), asked.place.full_name)):
        raise PurchaseUnfit("purchase_provider", details.purchase_provider, "VILLAGE_ITSELF")


def _village_grounds(asked: Asking, standing: Standing, *, bought: bool) -> list[Ground]:
    """A village as responsible subject (P15), or any other task pressed on it (P16)."""
    if not asked.place.is_village:
        return []
    details, township = asked.details, asked.place.township
    facts = {
        "village": asked.place.name,
        "township": township.name if township else "",
        "matter": _matter(asked, standing),
        "affair": details.affair.value,
    }
    if details.role is AskedRole.RESPONSIBLE:
        outcome = Outcome.REFER if details.affair is Affair.OTHER else Outcome.REJECT
        return [ground(provisions.VILLAGE_AS_SUBJECT, facts, outcome=outcome, subjects=standing.subjects)]
    return [] if bought else [ground(provisions.VILLAGE_TASK, facts, subjects=standing.subjects)]


def _form_grounds(asked: Asking, standing: Standing, register: Register) -> list[Ground]:
    """Pledges, targets, assessments and rules on the wall, even for a listed matter (P16); separate assessment (P9)."""
    assessments, own = register.unified_assessments(), asked.asked_by.codes
    part_of_it = any(a.run_by in own and a.includes(standing.subjects) for a in assessments)
    forms = [form for form in asked.details.form if form in ALWAYS_DISGUISED]
    grounds = [_disguised(asked, standing, f) for f in forms if not (f is DemandForm.ASSESSMENT and part_of_it)]
    others = [a.run_by_name for a in assessments if a.run_by not in own]
    if DemandForm.ASSESSMENT in forms and others and len(others) == len(assessments):
        facts = {"asked_by": asked.asked_by.name, "run_by": others[-1], "matter": _matter(asked, standing)}
        grounds.append(ground(provisions.SEPARATE_ASSESSMENT, facts, subjects=standing.subjects))
    return grounds


def _disguised(asked: Asking, standing: Standing, form: DemandForm) -> Ground:
    facts = {"matter": _matter(asked, standing), "form": form.value}
    return ground(provisions.DISGUISED, facts, subjects=standing.subjects, needs=Needs(form=form))


def _chief_grounds(asked: Asking, standing: Standing, register: Register) -> list[Ground]:
    """A new duty laid on a chief or on grid workers (P15); what is on record for the place is not new."""
    laid_on = asked.details.laid_on
    if laid_on is LaidOn.NOBODY or register.chief_duty_on_record(standing.subjects, laid_on):
        return []
    softer = standing.is_listed or standing.is_unclear
    facts = {"matter": _matter(asked, standing), "laid_on": laid_on.value, "listed": standing.is_listed}
    outcome = Outcome.REFER if softer else Outcome.REJECT
    return [ground(provisions.CHIEF_OR_GRID, facts, outcome=outcome, subjects=standing.subjects)]


def _list_grounds(asked: Asking, standing: Standing, register: Register) -> list[Ground]:
    """What the township's list says of the matter."""
    township, subjects = asked.place.township, standing.subjects
    facts = {"matter": _matter(asked, standing), "township": township.name if township else ""}
    if register.duty_list is None:
        more = {"on": asked.on.isoformat(), "pseudo": asked.place.itself.is_pseudo_township}
        return [ground(provisions.NO_LIST, {**facts, **more}, subjects=subjects)]
    facts["edition"] = register.duty_list.edition.document_number
    if standing.row is not None:
        return _row_grounds(asked, standing, standing.row, register.duty_list.edition.effective_on, facts)
    if standing.is_unclear:
        named = [c.matter for c in standing.candidates]
        return [ground(provisions.MATTER_UNCLEAR, {**facts, "candidates": named}, subjects=subjects)]
    statute = register.statute_naming(subjects)
    if statute is not None:
        more = {"statute": statute.statute, "article": statute.article}
        return [ground(provisions.LIST_GAP, {**facts, **more}, subjects=subjects)]
    return [ground(provisions.OFF_LIST, facts, subjects=subjects)]


def _row_grounds(
    asked: Asking, standing: Standing, row: Duty, effective_on: date, facts: dict[str, str]
) -> list[Ground]:
    """A basic row raises nothing; a supporting one asks who and how much; a reclaimed one is the taking unit's."""
    if row.tier is DutyTier.BASIC:
        return []
    if row.tier is DutyTier.SUPPORTING:
        return [*_wrong_department(asked, standing, row, facts), *_beyond_support(asked, standing, row, facts)]
    more = {
        "number": row.number,
        "taken_over_by": row.taken_over_by,
        "way_of_working": row.way_of_working,
        "effective_on": effective_on.isoformat(),
    }
    needs = Needs(newer_than=effective_on)
    return [ground(provisions.RECLAIMED, {**facts, **more}, subjects=standing.subjects, needs=needs)]


def _wrong_department(asked: Asking, standing: Standing, row: Duty, facts: dict[str, str]) -> list[Ground]:
    """A supporting matter is asked for by a unit with a share in it; the village's own township has one too."""
    own_township = asked.asked_by.kind is DemanderKind.TOWNSHIP and asked.place.lies_in(asked.asked_by.code)
    if own_township or row.is_shared_by(asked.asked_by):
        return []
    departments = [share.department for share in row.shares]
    more = {"number": row.number, "asked_by": asked.asked_by.name, "departments": departments}
    return [ground(provisions.WRONG_DEPARTMENT, {**facts, **more}, subjects=standing.subjects)]


def _beyond_support(asked: Asking, standing: Standing, row: Duty, facts: dict[str, str]) -> list[Ground]:
    """More than the township's share: to lead, enforce, decide, carry a department's, or through 属地管理."""
    territorial = DemandForm.TERRITORIAL in asked.details.form
    role = role_of(asked, standing)
    if role is AskedRole.ASSISTING and not territorial:
        return []
    more = {
        "number": row.number,
        "role": role.value,
        "territorial": territorial,
        "township_share": list(row.township_share),
    }
    return [ground(provisions.BEYOND_SUPPORT, {**facts, **more}, subjects=standing.subjects)]


def _handed_over_grounds(asked: Asking, standing: Standing) -> list[Ground]:
    """Authorisation and entrustment of what the township does not carry; territorial management off the list (P16)."""
    beyond = standing.is_supporting and role_of(asked, standing) is not AskedRole.ASSISTING
    grounds = []
    for form in asked.details.form:
        off_list = standing.is_off_list and (form in HANDED_OVER or form is DemandForm.TERRITORIAL)
        if off_list or (form in HANDED_OVER and beyond):
            grounds.append(_disguised(asked, standing, form))
    return grounds


def _conditions(asked: Asking, standing: Standing) -> tuple[Condition, ...]:
    row, found = standing.row, []
    if row is not None and row.tier is DutyTier.SUPPORTING:
        facts = {"matter": row.matter, "number": row.number, "township_share": list(row.township_share)}
        found.append(Condition(ConditionCode.WITHIN_SHARE, facts, falls_with=provisions.BEYOND_SUPPORT.code))
    if row is not None and row.tier is DutyTier.BASIC and DemandForm.TERRITORIAL in asked.details.form:
        found.append(Condition(ConditionCode.TERRITORIAL_IS_NO_GROUND, {"matter": row.matter}))
    return tuple(found)


def _matter(asked: Asking, standing: Standing) -> str:
    """The matter by the name on the list, else as it was asked."""
    return standing.row.matter if standing.row else asked.details.matter


_TOLD_TO_LEAD = re.compile(r"(?:乡镇|镇街|街道|你镇|你乡|你街|我们|村|社区)[^，。；;,]{0,4}牵头")


def hears(text: str) -> Mapping[str, Any]:
    """Whatever is asked that is nothing else: the text itself, the forms it says, and whether the place is to lead."""
    heard: dict[str, Any] = {"matter": what_is_asked(text)}
    forms = forms_in(text)
    if forms:
        heard["form"] = [form.value for form in forms]
    if _TOLD_TO_LEAD.search(text):
        heard["role"] = AskedRole.LEADING.value
    return heard


DELEGATION = Kind(
    code="delegation",
    details=DelegationDetails,
    places=frozenset({Level.TOWNSHIP, Level.VILLAGE}),
    judge=judge,
    subject="matter",
    looks_at=frozenset({Held.DUTIES}),
    scope=("role", "form", "laid_on", "purchase_contract"),
    require=require_a_purchase,
    hears=hears,
)
