"""What people read at the pages, systems read over GraphQL: through the same services, or for a reason said here."""

import ast
import importlib
import inspect
from collections.abc import Callable, Iterator
from pathlib import Path
from types import FunctionType, ModuleType

import registry.api
import registry.web

WEB, API = Path(registry.web.__file__).parent, Path(registry.api.__file__).parent

ACTS = "what the page of an act shows beside its form: it comes with the mutations of the same noun"
ITSELF = "of the installation: who signs in, how the server fares; nothing on record"
OTHERWISE: dict[str, str] = {
    **dict.fromkeys(
        (
            *("services.adjustments.names_of", "services.consultations.suggested_units"),
            *("services.lists_concerned.duties_like", "services.lists_concerned.duties_named"),
            *("services.lists_concerned.left_out", "services.proposals.lists_typed", "services.proposals.name_to_type"),
            *("services.results.that_count", "services.approvals.require_reach", "services.attachments.is_open"),
            *("services.catalogues.rows_in_force", "services.delegated.verbs_open_to"),
            "services.drafts.as_seen",
            *("services.drafts.authors_of", "services.drafts.newer_than"),
            "services.keepers.answering_for",
            *("services.rehoming.homes_of", "services.report_offices.units_to_choose"),
            *("services.units.demander_called", "store.editions.led_to_by"),
        ),
        ACTS,
    ),
    **dict.fromkeys(
        (
            *("services.links.linked", "services.sessions.entered", "services.second_factors.to_set_up"),
            *("services.signing_in.needs_factor", "services.people_views.own_account"),
            *("services.people_views.page_of_people", "services.people_views.person_kept"),
            *("store.sign_in.recovery_codes_left", "store.sign_in.rules"),
            *("store.migrating.revision_of", "store.people.find_person", "store.people.sample_people"),
        ),
        ITSELF,
    ),
    "services.adjustments.adjustments_of": "adjustments: the connection of services/record_pages.adjustments_read_by",
    "services.approvals.value_of": "approval: store/approvals.as_known says the same of a page of records",
    "services.case_days.request_of": "case.request names it, and request(number) tells it",
    "services.case_days.why_past_judging": "settleCase says PAST_JUDGING, and case.acts what is left to do",
    "services.case_parties.can": "case.acts, by services/case_pages.Cases.acts for a page of cases",
    "services.chiefs.register_as_of": "chiefDuties: store/chiefs.register_of as of the two dates that are asked for",
    "services.delegated.may_read_word": "delegatedMatter.word, by services/delegated.reader_of_words",
    "services.divisions.place_as_recorded": "place, by services/many_places.places_recorded for a page of places",
    "services.divisions.place_following": "place, by services/many_places.places_following for a page of places",
    "services.drafts.drafts_of": "drafts: the connection of services/drafts.drafts_page",
    "services.expiring.days_left": "admission.lastValidDay, of which anybody can count the days",
    "services.expiring.how_many_expire": "admissions(filter: {which: EXPIRING}).totalCount",
    "services.expiring.listed": "admissions, by services/admission_pages.admissions_read_by",
    "services.overviews.own_overview": "overview(place): who asks names the place; the page leads people to their own",
    "services.notices.inbox": "notices: the connection of services/record_pages.notices_of",
    "services.request_drafts.own_drafts": "requestDrafts: the connection of services/record_pages.request_drafts_of",
    "services.requests.requests_of": "requests: the connection of services/case_pages.requests_page",
    "services.slips.slip_read": "slip(number), as anybody may check it; its check code is for whoever holds the paper",
    "services.slips.slips_seen": "slips: the connection of services/record_pages.slips_read_by",
    "services.successions.history_of": "place, by services/many_places.histories_of for a page of places",
    "services.successions.those_below": "place.children, by services/many_places.places_below for a page of places",
    "store.units.are_one": "unit.successor; what systems may do with a case is in case.acts",
    "store.units.merger_of": "unit.successor and unit.succeededOn",
    "store.units.own_codes": "unit.successor, and UNIT in the change feed",
    "store.approvals.approvals_amending": "approval.amendedBy, by store/approvals.amending for a page of them",
    "store.approvals.approvals_listed": "approvals: the connection of store/approvals.approvals_page",
    "store.approvals.find_approval": "approval(code), by the service",
    "store.attachments.attachments_of": "request.attachments, by attachments_of_requests for a page of requests",
    "store.cases.find_case": "case(number), by the service that asks who may read it",
    "store.delegated.how_many": "delegatedMatters.totalCount, of the same query",
    "store.delegated.matters": "delegatedMatters: the connection of store/delegated.matters_page",
    "store.delegated.not_shown": "delegatedMatter.listGap, by services/many_places.list_gaps for a page of matters",
    "store.delegated.steps_of": "what the steps came to: delegatedMatter.word, assessment, endedOn, takenOverBy",
    "store.duties.editions_of": "list.editions, by services/duties.list_of",
    "store.editions.drafts_from": "adjustment.results, by drafts_from_all for a page of adjustments",
    "store.emergencies.responses_listed": "emergencies: the connection of store/emergencies.responses_page",
    "store.events.events_about": "the change feed tells every change of every kind of thing, in order",
    "store.signing_keys.find_signing_key": "signingKeys tells all of them",
    "store.successions.children_in_use": "place.children, by services/many_places.places_below",
    "store.units.find_unit": "units, and department wherever a unit is told of",
}
"""What a page reads by a function that the other door does not use, and how systems read the same."""


def used_in(room: Path) -> Iterator[FunctionType]:
    """The functions of services and of the store that a room uses."""
    for file in sorted(room.glob("*.py")):
        yield from _used(ast.parse(file.read_text(encoding="utf-8")))


def _used(tree: ast.Module) -> Iterator[FunctionType]:
    modules: dict[str, ModuleType] = {}
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith(("registry.services", "registry.store")):
            for name in node.names:
                found = getattr(importlib.import_module(str(node.module)), name.name, None)
                if found is None:
                    found = importlib.import_module(f"{node.module}.{name.name}")
                if isinstance(found, ModuleType):
                    modules[name.asname or name.name] = found
                elif isinstance(found, FunctionType):
                    yield found
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id in modules:
            found = getattr(modules[node.value.id], node.attr, None)
            if isinstance(found, FunctionType):
                yield found


def writes(function: FunctionType, seen: set[FunctionType]) -> bool:
    """Whether a function, or one that it calls, takes a turn to write."""
    if function in seen:
        return False
    seen.add(function)
    names = set(_names(function.__code__))
    if "begin_writing" in names:
        return True
    called = [function.__globals__.get(name) for name in names]
    inside = [getattr(module, name, None) for module in called if isinstance(module, ModuleType) for name in names]
    ours = [f for f in (*called, *inside) if isinstance(f, FunctionType) and f.__module__.startswith("registry.")]
    return any(writes(one, seen) for one in ours)


def _names(code: object) -> Iterator[str]:
    yield from code.co_names  # type: ignore[attr-defined]
    for constant in code.co_consts:  # type: ignore[attr-defined]
        if inspect.iscode(constant):
            yield from _names(constant)


def named(function: Callable[..., object]) -> str:
    return f"{function.__module__.removeprefix('registry.')}.{function.__name__}"


def test_what_pages_read_systems_can_read_too() -> None:
    read_there = {named(one) for one in used_in(WEB) if not writes(one, set())}
    read_here = {named(one) for one in used_in(API)}
    assert len(read_there) > 60 and len(read_here) > 60
    assert sorted(read_there - read_here - OTHERWISE.keys()) == []


def test_what_is_said_to_be_read_otherwise_is_read_at_a_page_and_nowhere_else() -> None:
    read_there, read_here = {named(one) for one in used_in(WEB)}, {named(one) for one in used_in(API)}
    assert sorted(OTHERWISE.keys() - read_there) == [] and sorted(OTHERWISE.keys() & read_here) == []
    assert all(len(how) > 15 for how in OTHERWISE.values())
