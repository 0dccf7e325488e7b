"""Old codes say so at this door: every field asked for a place tells its notices in `extensions.notices` of the answer.

There, and not in each type, because a list has no room for it and no client can forget to ask.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from graphql import GraphQLObjectType, GraphQLResolveInfo

from registry.api.options import words_of
from registry.domain.as_of import dates_asked
from registry.services.place_notices import notices_of

NAMES_A_PLACE: Mapping[str, str] = {
    "addChiefDuty": "place",
    "admissions": "place_within",
    "approvals": "place",
    "beginListDraft": "place",
    "cases": "place_within",
    "catalogueVersions": "place",
    "certificates": "place",
    "check": "place",
    "checks": "place",
    "chiefDuties": "place",
    "classVillage": "village",
    "cleanUpCounts": "county",
    "decideOnBody": "village",
    "decideOnPlaque": "village",
    "delegatedMatters": "county",
    "emergencies": "place",
    "importList": "place",
    "keepAdjustment": "townships",
    "list": "place",
    "mirror": "place",
    "openEmergency": "place",
    "overlay": "place",
    "place": "code",
    "proposeAdjustment": "townships",
    "recordApproval": "approval_places",
    "overview": "place",
    "recordBody": "village",
    "recordCatalogue": "place",
    "recordDelegatedMatter": "place",
    "recordDelegatedMatters": "matters.place",
    "recordHanging": "village",
    "recordPlaque": "village",
    "requests": "place_within",
    "recordUnit": "place",
    "retainCertificates": "place",
    "search": "place",
    "submitRequest": "places",
    "units": "place",
    "unrecordedUnits": "place",
    "village": "code",
    "villages": "code",
}
"""Fields that are asked for a place, each with its argument (of the field, of its input or inputs, of each part of its
input, or of its filter) that names one or many."""

MOST_TOLD = 100
"""Of the inputs of one field; more are refused."""
Resolver = Callable[..., Any]


def telling(*types: GraphQLObjectType) -> None:
    """Let these fields of these types tell; tests/house/test_notices.py fails for a field that is in no list."""
    for of_type in types:
        for name, field in of_type.fields.items():
            if name in NAMES_A_PLACE and field.resolve is not None:
                field.resolve = _telling(field.resolve, NAMES_A_PLACE[name], by_day=of_type.name != "Mutation")


def _telling(resolve: Resolver, argument: str, *, by_day: bool) -> Resolver:
    """`by_day` where the field is asked for a day; whoever acts does so today, whatever day the act is about."""

    def told(root: Any, info: GraphQLResolveInfo, **given: Any) -> Any:
        asked = given.get("asked", given)
        days = ("on", "known_at") if by_day else ()
        if "demands" in asked:
            for place, one in enumerate(asked["demands"][:MOST_TOLD]):
                info.context.notices.extend(_notices(info, one, argument, [place], days))
        else:
            within = {**asked, **(asked.get("filter") or {})}
            info.context.notices.extend(_notices(info, within, argument, [], days))
        return resolve(root, info, **given)

    return told


def _notices(
    info: GraphQLResolveInfo, given: Mapping[str, Any], argument: str, place: Sequence[int], days: Sequence[str]
) -> Iterator[dict[str, Any]]:
    """What is to be told of one input; `place` is where among several it stands, `days` what it is asked as of."""
    on, known_at = (given.get(name) if name in days else None for name in ("on", "known_at"))
    as_of = dates_asked(on, known_at, now=info.context.now)
    typed = _typed(given, argument)
    if as_of.wrong:
        return  # the field itself says so
    words = words_of(given)
    for notice in notices_of([typed] if isinstance(typed, str) else typed, on=as_of.on, known_at=as_of.known_at):
        text = words.notice(notice.code, notice.facts)
        yield {
            "path": [*info.path.as_list(), *place],
            "code": notice.code.value,
            "facts": dict(notice.facts),
            "text": text,
        }


def _typed(given: Mapping[str, Any], argument: str) -> Any:
    """The place or places that were typed."""
    name, _, of_each = argument.partition(".")
    found: Any = given.get(name) or ""
    return list(dict.fromkeys(part.get(of_each) or "" for part in found)) if of_each else found
