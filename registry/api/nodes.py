"""`node` and `nodes`: whatever has a global id, found again by it, through the services that show it elsewhere."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import graphene
from graphql import GraphQLError, GraphQLResolveInfo

from registry.api import (
    access,
    adjustments,
    admissions,
    approvals,
    cases,
    catalogues,
    chiefs,
    delegated,
    divisions,
    emergencies,
    inbox,
    kind,
    law,
    list_types,
    lists,
    reports,
    request_drafts,
    slips,
    units,
    villages,
)
from registry.api.caller import Caller, told_in
from registry.api.costs import weighing
from registry.api.fields import argument
from registry.api.ids import Node, read_id
from registry.api.options import Language, language_argument
from registry.api.told import Told
from registry.domain.actors import Actor
from registry.domain.admissions import as_number
from registry.domain.catalogues import CatalogueSort
from registry.domain.divisions import Place
from registry.domain.errors import BadInput, NotFound, TooMany
from registry.domain.kinds import kind_called
from registry.domain.question import CHINA
from registry.services import adjustments as adjusting
from registry.services import drafts, inventory_views, requests
from registry.services import request_drafts as drafting
from registry.services.admission_pages import standing_today
from registry.services.admission_views import as_shown
from registry.services.approvals import approval_called
from registry.services.case_parties import case_called
from registry.services.catalogues import version_called
from registry.services.delegated import matter_called
from registry.services.duties import edition_called
from registry.services.emergencies import response_called
from registry.services.many_places import places_recorded
from registry.services.notices import notice_called
from registry.services.reports import report_called
from registry.services.slips import letter_called
from registry.store import chiefs as chiefs_on_file
from registry.store.admissions import admission_of
from registry.store.case_pages import units_coded
from registry.words import Words, words_in

Data = dict[str, Any]
MOST = 100


@dataclass(frozen=True)
class Asking:
    """Who asks, when, and in which words."""

    words: Words
    caller: Caller

    @property
    def now(self) -> datetime:
        return self.caller.now

    @property
    def today(self) -> date:
        return self.now.astimezone(CHINA).date()

    @property
    def actor(self) -> Actor:
        return self.caller.actor()


Found = Mapping[str, Data]
Finder = Callable[[Sequence[str], Asking], Found]


def _called(keys: Iterable[str], look_up: Callable[[str], Any]) -> dict[str, Any]:
    """What a service gives for each of these keys; what it knows nothing of, or will not tell of, is left out."""
    found = {}
    for key in keys:
        try:
            found[key] = look_up(key)
        except (NotFound, BadInput):
            continue
    return found


def _each(show: Callable[[str, Asking], Data | None]) -> Finder:
    """A finder out of what finds one."""

    def finder(keys: Sequence[str], asking: Asking) -> Found:
        return {key: one for key, one in _called(keys, lambda key: show(key, asking)).items() if one is not None}

    return finder


def _together(found: Mapping[str, Any], show: Callable[[Sequence[Any]], Sequence[Data]]) -> Found:
    return dict(zip(found, show(list(found.values())), strict=True))


def _places_at(keys: Sequence[str], asking: Asking) -> dict[str, Place]:
    found = places_recorded({(key, asking.today, asking.now) for key in keys})
    return {code: place for (code, _, _), place in found.items()}


def _places(keys: Sequence[str], asking: Asking) -> Found:
    def show(rows: Sequence[Place]) -> Sequence[Data]:
        return divisions.shown_together(rows, asking.words, on=asking.today, known_at=asking.now)

    return _together(_places_at(keys, asking), show)


def _villages(keys: Sequence[str], asking: Asking) -> Found:
    there = [place for place in _places_at(keys, asking).values() if place.is_village]
    found = inventory_views.inventories_of(there, on=asking.today, known_at=asking.now)
    return {code: villages.village_shown(inventory, asking.words) for code, inventory in found.items()}


def _of_a_village(part: str) -> Finder:
    def one(key: str, asking: Asking) -> Data | None:
        village, _, code = key.partition("/")
        told = _villages([village], asking).get(village)
        page = told[part]({}).paged.rows if told else ()
        return next((one for one in page if one["code"] == code), None)

    return _each(one)


def _editions(keys: Sequence[str], asking: Asking) -> Found:
    found = _called(keys, lambda key: edition_called(key).edition)
    return _together(found, lambda rows: list_types.editions_shown(rows, asking.words))


def _duty(key: str, asking: Asking) -> Data | None:
    """A row of an edition, or of a draft that one may read."""
    of, _, code = key.partition("/")
    try:
        rows = edition_called(of).duties
    except NotFound:
        rows = drafts.draft_called(of, actor=asking.actor, now=asking.now).says()
    return next((list_types.duty_shown(duty, of) for duty in rows if duty.code == code), None)


def _drafts(keys: Sequence[str], asking: Asking) -> Found:
    found = _called(keys, lambda key: drafts.draft_called(key, actor=asking.actor, now=asking.now))
    return _together(found, lambda rows: lists.drafts_shown(rows, asking.words, asking.now))


def _requests(keys: Sequence[str], asking: Asking) -> Found:
    found = _called(keys, lambda key: requests.request_called(key, actor=asking.actor))
    return _together(found, lambda rows: access.shown_together(rows, asking.words, asking.caller))


def _cases(keys: Sequence[str], asking: Asking) -> Found:
    found = _called(keys, lambda key: case_called(key, actor=asking.actor, now=asking.now))
    return _together(found, lambda rows: cases.shown_together(rows, asking.words, asking.caller))


def _admission(key: str, asking: Asking) -> Data | None:
    """By its number for anybody; before it has one, by its case for whoever may read that."""
    if as_number(key) is not None:
        return admissions.in_words(key, asking.words, on="", now=asking.now)
    record = admission_of(case_called(key, actor=asking.actor, now=asking.now).number)
    live = standing_today([record], now=asking.now) if record else ()
    return next((admissions.told(one, asking.words) for one in as_shown(live, now=asking.now)), None)


def _approvals(keys: Sequence[str], asking: Asking) -> Found:
    return _together(_called(keys, approval_called), lambda rows: approvals.shown_together(rows, asking.now))


def _adjustments(keys: Sequence[str], asking: Asking) -> Found:
    found = _called(keys, lambda key: adjusting.adjustment_called(key, actor=asking.actor))
    return _together(found, lambda rows: adjustments.shown_together(rows, asking.actor, asking.now))


def _delegated(key: str, asking: Asking) -> Data:
    matter = matter_called(key, on=asking.today, known_at=asking.now)
    return delegated.shown_at(matter, asking.words, asking.today, asking.now, asking.caller)


def _chief_duty(key: str, asking: Asking) -> Data | None:
    record = chiefs_on_file.find_chief_duty(key)
    place = _places_at([record.division], asking).get(record.division) if record else None
    entries = chiefs_on_file.register_of(place, asking.now) if place else ()
    return next((chiefs.shown(entry, asking.today) for entry in entries if entry.code == key), None)


def _notice(key: str, asking: Asking) -> Data | None:
    record = notice_called(key, actor=asking.actor, now=asking.now)
    return inbox.shown(record, asking.words)


def _slip(key: str, asking: Asking) -> Data | None:
    """For those it concerns: its id follows from its number, and the number alone tells nothing of what it says."""
    return slips.shown(letter_called(key, actor=asking.actor), asking.words, asking.now)


def _catalogue(key: str, asking: Asking) -> Data | None:
    sort, _, code = key.partition("/")
    known = sort in CatalogueSort.__members__
    found = [version_called(CatalogueSort(sort), code)] if known else []
    return next(iter(catalogues.versions_shown(found, asking.words)), None)


def _units(keys: Sequence[str], _asking: Asking) -> Found:
    return {code: units.shown(unit) for code, unit in units_coded(keys).items()}


FINDERS: Mapping[str, Finder] = {
    "Adjustment": _adjustments,
    "Admission": _each(_admission),
    "Approval": _approvals,
    "Article": _each(lambda key, asking: law.shown(law.article_called(key), asking.words)),
    "Case": _cases,
    "CatalogueVersion": _each(_catalogue),
    "ChiefDuty": _each(_chief_duty),
    "DelegatedMatter": _each(_delegated),
    "Duty": _each(_duty),
    "EmergencyResponse": _each(lambda key, _asking: emergencies.shown(response_called(key))),
    "InboxNotice": _each(_notice),
    "Kind": _each(lambda key, asking: kind.shown(kind_called(key), asking.words)),
    "ListDraft": _drafts,
    "ListEdition": _editions,
    "Place": _places,
    "Report": _each(
        lambda key, asking: reports.shown(report_called(key, actor=asking.actor, now=asking.now), asking.words)
    ),
    "Request": _requests,
    "RequestDraft": _each(
        lambda key, asking: request_drafts.shown(drafting.request_draft_called(key, actor=asking.actor))
    ),
    "Slip": _each(_slip),
    "Unit": _units,
    "Village": _villages,
    "VillageBody": _of_a_village("bodies"),
    "VillagePlaque": _of_a_village("plaques"),
}
"""How things of each type are found by their keys; a house test says that no type with a global id is left out."""


class NodeQueries(graphene.ObjectType):
    """What can be asked of anything that has a global id."""

    node = weighing(
        graphene.Field(
            Node,
            given=argument(graphene.ID, "全局编号。 / Its global id.", name="id"),
            language=language_argument(),
            description="按全局编号查一项内容；没有或者不可读的为空。"
            " / Anything by its global id; null where there is none to read.",
        ),
        20,
    )
    nodes = weighing(
        graphene.Field(
            graphene.List(Node),
            required=True,
            ids=argument(
                graphene.List(graphene.NonNull(graphene.ID)),
                f"全局编号，最多 {MOST} 个。 / Global ids, at most {MOST}.",
            ),
            language=language_argument(),
            description="按全局编号查多项内容，次序相同；没有或者不可读的，在其位置上为空。"
            " / Things by their global ids, in the same order; null in its place where there is none to read.",
        ),
        50,
    )

    @staticmethod
    def resolve_node(_root: None, info: GraphQLResolveInfo, given: str, language: Language) -> Data | None:
        words = words_in(language)
        with told_in(words):
            of_type, key = read_id(given)
            found = FINDERS[of_type]([key], Asking(words, info.context)).get(key)
        return _as_node(found, of_type) if found else None

    @staticmethod
    def resolve_nodes(
        _root: None, info: GraphQLResolveInfo, ids: Sequence[str], language: Language
    ) -> list[Data | GraphQLError | None]:
        words = words_in(language)
        with told_in(words):
            if len(ids) > MOST:
                raise TooMany("ids", given=len(ids), most=MOST)
            wanted = [read_id(given, "ids") for given in ids]
        asking = Asking(words, info.context)
        found = {of_type: _found(of_type, wanted, asking) for of_type in dict.fromkeys(of for of, _ in wanted)}
        return [_in_its_place(of_type, key, found[of_type]) for of_type, key in wanted]


def _found(of_type: str, wanted: Sequence[tuple[str, str]], asking: Asking) -> Found | GraphQLError:
    """What is found of one type; where that needs a token and there is none, the error that says so in each place."""
    keys = list(dict.fromkeys(key for of, key in wanted if of == of_type))
    try:
        with told_in(asking.words):
            return FINDERS[of_type](keys, asking)
    except GraphQLError as error:
        return error


def _in_its_place(of_type: str, key: str, found: Found | GraphQLError) -> Data | GraphQLError | None:
    if isinstance(found, GraphQLError):
        return found
    return _as_node(found[key], of_type) if key in found else None


def _as_node(found: Data, of_type: str) -> Data:
    if isinstance(found, Told):  # a copy would not work out the rest
        found["__typename"] = of_type
        return found
    return {**found, "__typename": of_type}
