"""Tables: which variant of a sentence the facts choose, and which facts are options, clauses or days."""

from collections.abc import Mapping
from enum import Enum, StrEnum
from typing import Any

from registry.domain.actors import Action, Role
from registry.domain.adjustments import (
    AdjustmentEvent,
    AdjustmentScope,
    AdjustmentStatus,
    AdjustmentVerb,
    DutyChangeKind,
    Opinion,
)
from registry.domain.admissions import AdmissionFilter, Fate, Validity
from registry.domain.applications import AssessmentPart
from registry.domain.approval_answers import AgreeingBody
from registry.domain.approvals import ApprovalState, Issuer, PaperLevel
from registry.domain.cases import CaseParty, EndCause, Status, Verb
from registry.domain.catalogues import CatalogueSort, Change
from registry.domain.certificates import ProhibitedBy
from registry.domain.chiefs import ChiefOrGrid
from registry.domain.delegated import CleanUpStatus, CleanUpVerb, Lack, ListGap, Resource, YesNo
from registry.domain.desk import Waits
from registry.domain.divisions import Level
from registry.domain.duties import DutyTier
from registry.domain.editions import DescentKind, DraftStatus, DraftVerb
from registry.domain.emergencies import ResponseLevel
from registry.domain.feed import ThingKind
from registry.domain.forms import ALWAYS_DISGUISED, ApprovalForm
from registry.domain.inventories import BodyDecision, PlaqueDecision, Proposal, ProposalReason
from registry.domain.kinds import KINDS
from registry.domain.limits import LimitStep
from registry.domain.overviews import Took
from registry.domain.reports import ReportedUnit, ReportStatus, ReportVerb
from registry.domain.searching import Match, WordingKind
from registry.domain.slips import Reply
from registry.domain.standings import StandingMark
from registry.domain.successions import ChangeKind
from registry.domain.units import DemanderKind, UnitKind
from registry.domain.verdict import LifterKind
from registry.domain.webhooks import DeliveryState, PauseReason, WebhookState


class Stated(Enum):
    """Whether a fact says anything at all; an empty text or list says nothing."""

    ABSENT = "ABSENT"
    PRESENT = "PRESENT"


ABSENT, PRESENT = Stated.ABSENT, Stated.PRESENT

VARIANTS: Mapping[str, Mapping[str, Mapping[str, object]]] = {
    "ground.SEPARATE_ASSESSMENT": {"unknown": {"run_by": ABSENT}},
    "ground.NO_LIST": {"pseudo": {"pseudo": True}},
    "ground.CHIEF_OR_GRID": {"listed": {"listed": True}},
    "ground.VILLAGE_AS_SUBJECT": {"other": {"affair": "OTHER"}},
    "ground.RECLAIMED": {"way": {"way_of_working": PRESENT}},
    "ground.BEYOND_SUPPORT": {
        "territorial": {"territorial": True, "role": "ASSISTING"},
        "both": {"territorial": True},
    },
    "ground.WRONG_DEPARTMENT": {"none": {"departments": ABSENT}},
    "ground.DISGUISED": {"always": {"form": tuple(form.value for form in ALWAYS_DISGUISED)}},
    "ground.NEW_BODY": {"staff": {"act": "STAFF"}},
    "ground.PLAQUE_NAME": {"no_catalogue": {"catalogue": ABSENT}},
    "ground.NO_LEGAL_BASIS": {"unlisted": {"list": "NONE"}},
    "ground.BASIS_UNCLEAR": {"none": {"statute": ABSENT, "article": ABSENT}},
    "ground.APPROVAL_UNCONFIRMED": {"not_on_record": {"details": "not_on_record"}},
    "ground.NUMBER_MALFORMED": {"numberless": {"number": ABSENT}},
    "cure.PUBLISH_LIST": {"pseudo": {"pseudo": True}},
    "cure.ASK_THROUGH_RIGHT_DEPARTMENT": {"none": {"departments": ABSENT}},
    "cure.JOIN_UNIFIED_ASSESSMENT": {"unknown": {"run_by": ABSENT}},
    "cure.OBTAIN_PLAQUE_ENTRY": {"style": {"departs": PRESENT}},
    "cure.USE_INSTEAD": {"body": {"competent_body": PRESENT}},
    "cure.OBTAIN_CERTIFICATE_ENTRY": {"nation": {"list": "NATION"}},
    "cure.CONFIRM_BASIS": {"none": {"statute": ABSENT, "article": ABSENT}},
    "cure.CONFIRM_THE_APPROVAL": {"not_on_record": {"details": "not_on_record"}},
    "condition.ENDS_WITH_APPROVAL": {"open": {"valid_until": ABSENT}},
    "condition.ENDS_WITH_RESPONSE": {"open": {"end": ABSENT}},
    "summary.ADMIT": {
        "leading": {"headline": PRESENT},
        "emergency": {"lifted_by": "EMERGENCY"},
        "lifted": {"lifted_by": "APPROVAL"},
        "bound": {"conditions": PRESENT},
    },
    "error.CLOCKS_DIFFER": {"database": {"whose": "DATABASE"}},
    "error.BAD_INPUT": {"range": {"least": PRESENT, "most": PRESENT}},
    "error.AMBIGUOUS_PLACE": {"more": {"more": PRESENT}},
    "error.SCHEMA_NOT_CURRENT": {"none": {"found": ABSENT}},
    "error.DUMP_NOT_WRITTEN": {"exists": {"reason": "EXISTS"}},
    "error.DUMP_REFUSED": {
        "unreadable": {"reason": "UNREADABLE"},
        "no_dump": {"reason": "NOT_A_DUMP"},
        "too_far": {"reason": "EXPANDS_TOO_FAR"},
        "contradiction": {"reason": "CONTRADICTS_ITSELF"},
        "chain": {"reason": "CHAIN_BROKEN"},
        "part": {"part": PRESENT},
    },
    "error.MALFORMED_APPROVAL": {
        "number_malformed": {"reason": "NUMBER_MALFORMED"},
        "names_nothing": {"reason": "NAMES_NOTHING"},
        "covers_no_place": {"reason": "COVERS_NO_PLACE"},
        "ends_before_it_begins": {"reason": "ENDS_BEFORE_IT_BEGINS"},
        "no_statute": {"reason": "NO_STATUTE"},
        "no_reinstatement": {"reason": "NO_REINSTATEMENT"},
    },
    "error.DOCUMENT_REFUSED": {
        "empty": {"cause": "EMPTY"},
        "too_large": {"cause": "TOO_LARGE"},
        "type": {"cause": "TYPE"},
        "other": {"cause": "OTHER"},
        "active": {"cause": ("ACTIVE", "OUTSIDE")},
        "mixed": {"cause": "MIXED"},
        "locked": {"cause": "LOCKED"},
        "damaged": {"cause": ("DAMAGED", "NAME")},
    },
    "error.CANNOT_AMEND": {"evidence": {"cause": "EVIDENCE"}, "ended": {"cause": "ENDED"}},
    "error.REFUSED_CHANGE": {
        reason.lower(): {"reason": reason}
        for reason in (
            *("WRONG_NUMBERS", "MALFORMED_CODE", "UNKNOWN_CODE", "NOT_IN_USE", "LEVELS_DIFFER", "NO_NAME", "SAME_NAME"),
            *("CODE_TAKEN", "CODE_UNFIT", "NO_PARENT", "PARENT_NOT_IN_USE", "LATER_CHANGE", "LIST_FROM_STRANGER"),
            *("BELOW_LEFT", "BELOW_TO_RECORD", "KEEPS_NO_NUMBERS", "NAME_UNFIT", "PARENT_UNFIT", "PSEUDO_TOWNSHIP"),
        )
    },
    "notice.PLACE_SUCCEEDED": {"renamed": {"change_kind": "RENAMED"}},
    "error.MALFORMED_CATALOGUE": {
        "unreadable": {"reason": "UNREADABLE"},
        "neither": {"reason": "NEITHER"},
        "twice": {"reason": "TWICE"},
        "empty": {"reason": "EMPTY"},
        "no_quota": {"reason": "NO_QUOTA"},
        "nothing_instead": {"reason": "NOTHING_INSTEAD"},
        "national_incomplete": {"reason": "NATIONAL_INCOMPLETE"},
        "retained_and_prohibited": {"reason": "RETAINED_AND_PROHIBITED"},
    },
    "error.DECISION_CONTRADICTS": {
        "ended_already": {"why": "ENDED_ALREADY"},
        "decided_later": {"why": "DECIDED_LATER"},
        "decided_that_day": {"why": "DECIDED_THAT_DAY"},
        "merged_into_it": {"why": "MERGED_INTO_IT"},
        "recorded_by_mistake": {"why": "RECORDED_BY_MISTAKE"},
        "corrected_already": {"why": "CORRECTED_ALREADY"},
    },
    "error.ATTACHMENT_REFUSED": {
        "name": {"reason": "NAME"},
        "empty": {"reason": "EMPTY"},
        "too_large": {"reason": "TOO_LARGE"},
        "differs": {"reason": "NAME_DIFFERS"},
        "active": {"reason": "ACTIVE"},
        "outside": {"reason": "OUTSIDE"},
        "mixed": {"reason": "MIXED"},
        "locked": {"reason": "LOCKED"},
        "damaged": {"reason": "DAMAGED"},
    },
    "error.NOT_PERMITTED": {"place": {"place": PRESENT}},
    "error.UNCLEAR_DUTY": {"none": {"choices": ABSENT}},
    "error.UNFIT_CHANGE": {
        "not_on_the_list": {"reason": "NOT_ON_THE_LIST"},
        "matter_twice": {"reason": "MATTER_TWICE"},
        "no_matter": {"reason": "NO_MATTER"},
        "no_share": {"reason": "NO_SHARE"},
        "share_says_nothing": {"reason": "SHARE_SAYS_NOTHING"},
        "nobody_takes_over": {"reason": "NOBODY_TAKES_OVER"},
        "nothing_changes": {"reason": "NOTHING_CHANGES"},
        "duties_miscounted": {"reason": "DUTIES_MISCOUNTED"},
        "rows_miscounted": {"reason": "ROWS_MISCOUNTED"},
        "no_list": {"reason": "NO_LIST"},
        "on_no_list": {"reason": "ON_NO_LIST"},
        "no_place_left": {"reason": "NO_PLACE_LEFT"},
        "another_county": {"reason": "ANOTHER_COUNTY"},
    },
    "told.CASE_SUBMITTED": {"awaiting": {"case_status": "awaiting_verification"}},
    "told.CASE_VERIFIED": {"by": {"acted_by": PRESENT}},
    "told.CASE_REJECTED": {
        "because": {"acted_by": PRESENT, "found": PRESENT, "remedy": PRESENT},
        "found": {"acted_by": PRESENT, "found": PRESENT},
    },
    "told.CASE_DISPUTED": {"by": {"acted_by": PRESENT}},
    "told.CASE_SETTLED": {"by": {"acted_by": PRESENT}},
    "told.ADMISSION_ENDED": {"gone": {"unjudged": PRESENT}, "reason": {"reason": PRESENT}},
    "told.ADMISSION_CARRIED_OVER": {"resources": {"why": "RESOURCES"}, "response": {"why": "EMERGENCY_OVER"}},
    "error.ALREADY_ADMITTED": {"until": {"last_valid_day": PRESENT}},
    "error.PURCHASE_UNFIT": {"village": {"why": "VILLAGE_ITSELF"}},
    "error.TERM_BEYOND_PAPERS": {"settle": {"party": "LIST_OFFICE"}, "verify": {"party": "TOWNSHIP"}},
    "error.TERM_RAN_OUT": {"settle": {"party": "LIST_OFFICE"}, "reconsider": {"party": "DEPARTMENT"}},
    "error.BAD_CURSOR": {
        "OF_ANOTHER_FEED": {"reason": "OF_ANOTHER_FEED"},
        "AHEAD": {"reason": "AHEAD"},
    },
    "error.BAD_WEBHOOK_ADDRESS": {reason: {"reason": reason} for reason in ("NOT_HTTPS", "INSIDE", "UNKNOWN_HOST")},
    "error.MAIL_SETTINGS_UNFIT": {"port": {"lacking": "port"}},
    "page.waits_delegated_hear": {"many": {"many": True}},
    "page.waits_delegated_assess": {"many": {"many": True}},
    "page.waits_delegated_decide": {"many": {"many": True}},
    "page.mail_text": {"there": {"address": PRESENT}},
    "page.adjust_last_day": {"unknown": {"last_day": ABSENT}, "over": {"over": True}},
    "error.UNPUBLISHABLE_LIST": {
        "place": {"place": PRESENT},
        "empty": {"rows": 0},
        "more": {"more": PRESENT},
        "rows": {"flaws": PRESENT},
    },
    "error.FILE_FORMAT_REFUSED": {
        "old": {"found": ("XLS", "DOC", "OLD_OFFICE")},
        "locked": {"found": "ENCRYPTED"},
        "text": {"found": ("TEXT", "HTML", "XML")},
        "strict": {"found": "STRICT"},
        "empty": {"found": "EMPTY"},
        "mixed": {"found": ("POLYGLOT", "SEVERAL")},
        "embedded": {"found": "EMBEDDED"},
    },
    "error.FILE_NOT_JSON": {"syntax": {"line": PRESENT}, "row": {"row": PRESENT}},
    "error.TOO_MUCH_IN_FILE": {
        "rows": {"what": "ROWS"},
        "cells": {"what": "CELLS"},
        "sheets": {"what": "SHEETS"},
        "paragraphs": {"what": "PARAGRAPHS"},
        "cell": {"what": "CELL"},
        "text": {"what": "TEXT"},
    },
    "warning.DUPLICATES": {"unnumbered": {"is_numbered": False}},
    "warning.SEVERAL_ROWS": {"merged": {"why": "MERGED"}},
    "flag.DUPLICATE_OF": {"row": {"seq": ABSENT}},
    "lists.part": {"undeclared": {"declared": None}},
    "lists.place": {"row": {"column": ABSENT}},
    "phrase.paper": {"numberless": {"number": ABSENT}, "uncited": {"cited": False}},
    "phrase.body_named": {"other": {"body_form": "OTHER"}},
    "phrase.list_row": {"numberless": {"number": ABSENT}},
    "citation.P": {"several": {"last": PRESENT}},
    "citation.G": {"several": {"last": PRESENT}},
    "citation.E": {"unconfirmed": {"to_be_confirmed": True}},
}
"""By sentence: its variants in order, each with the facts that choose it; the first that fits is taken."""

_ASKED: Mapping[str, type[StrEnum]] = {
    asked.name: asked.options for kind in KINDS.values() for asked in kind.questions() if asked.options
}
_OTHERS: tuple[type[StrEnum], ...] = (
    *(Action, ApprovalForm, ChangeKind, DemanderKind, DutyTier, Issuer, UnitKind),
    *(Level, LifterKind, PaperLevel, ProhibitedBy, Role),
    *(DescentKind, DraftStatus, DraftVerb),
    *(Took, ChiefOrGrid, CleanUpStatus, CleanUpVerb, Lack, ListGap, Resource, YesNo),
    *(BodyDecision, CatalogueSort, Change, PlaqueDecision, Proposal, ProposalReason),
    *(Match, StandingMark, WordingKind),
    *(AdjustmentEvent, AdjustmentScope, AdjustmentStatus, AdjustmentVerb, DutyChangeKind, LimitStep, Opinion),
    *(AgreeingBody, ApprovalState, Fate, ResponseLevel),
    *(ReportedUnit, ReportStatus, ReportVerb),
    *(DeliveryState, PauseReason, ThingKind, Waits, WebhookState),
    *(AssessmentPart, CaseParty, EndCause, Status, Validity, Verb),
    *(AdmissionFilter, AssessmentPart, CaseParty, EndCause, Reply, Status, Validity, Verb),
)
ENUMS: Mapping[str, frozenset[str]] = {
    enum.__name__: frozenset(option.value for option in enum) for enum in (*_ASKED.values(), *_OTHERS)
}
"""Every set of options that people or facts choose from, by the name of its class."""

OPTIONS: Mapping[str, str] = {
    **{name: options.__name__ for name, options in _ASKED.items()},
    "action": "Action",
    "change_kind": "ChangeKind",
    "clean_up_status": "CleanUpStatus",
    "lacking": "Lack",
    "demander_kind": "DemanderKind",
    "departs": "StyleAspect",
    "details": "ScopeFailure",
    "draft_status": "DraftStatus",
    "adjustment_status": "AdjustmentStatus",
    "case_status": "Status",
    "cause": "EndCause",
    "report_status": "ReportStatus",
    "report_verb": "ReportVerb",
    "case_verb": "Verb",
    "adjustment_verb": "AdjustmentVerb",
    "verb": "DraftVerb",
    "expected": "Level",
    "held_role": "Role",
    "level": "Level",
    "list": "ProhibitedBy",
    "missing": "Resource",
    "tier": "DutyTier",
    "reply": "Reply",
    "replies": "Reply",
}
"""Facts whose values are options, by the class whose words they take."""

_LONG = ("allowed", "candidates", "details", "kinds", "known", "options", "township_share")
JOINS: Mapping[str, str] = {**dict.fromkeys(_LONG, "join.clauses"), "expected": "join.either"}
"""How the items of a list are parted where commas will not do: clauses and long names, and either-or."""

DAYS = frozenset({"on", "effective_on", "end", "valid_until", "first", "known_at", "today", "last_day", "ended_on"})
"""Facts that are days."""


def stated(value: object) -> bool:
    """Whether a fact says anything: None, empty texts and lists, and the number 0 do not."""
    return value is False or bool(value)


def variant_of(key: str, facts: Mapping[str, Any]) -> str:
    """The key of the sentence that fits these facts: the first variant that does, else the key itself."""
    for variant, wanted in VARIANTS.get(key, {}).items():
        if all(_fits(facts.get(name), value) for name, value in wanted.items()):
            return f"{key}.{variant}"
    return key


def _fits(fact: Any, wanted: object) -> bool:
    if isinstance(wanted, Stated):
        return stated(fact) is (wanted is PRESENT)
    if isinstance(wanted, tuple):
        return fact in wanted
    return wanted in fact if isinstance(fact, (list, tuple)) else fact == wanted


def options_class(values: object) -> str:
    """The class whose options these are, empty where they are no known set."""
    given = frozenset(values) if isinstance(values, (list, tuple)) else frozenset()
    return next((name for name, options in ENUMS.items() if options == given), "")
