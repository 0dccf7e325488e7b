"""Old codes say so at this door: every field asked for a place tells its notices in `extensions.notices` of the answer.

There, and not in each type, because a list has no room for it and no client can forget to ask.
"""

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from graphql import GraphQLObjectType, GraphQLResolveInfo

from registry.api.options import words_of
from registry.domain.as_of import dates_asked
from registry.services.place_notices import notices_of

NAMES_A_PLACE: Mapping[str, str] = {
    "addChiefDuty": "place",
    "approvals": "place",
    "beginListDraft": "place",
    "certificates": "place",
    "check": "place",
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
    "recordBody": "village",
    "recordCatalogue": "place",
    "recordDelegatedMatter": "place",
    "recordDelegatedMatters": "matters.place",
    "recordHanging": "village",
    "recordPlaque": "village",
    "retainCertificates": "place",
    "search": "place",
    "submitRequest": "places",
    "village": "code",
    "villages": "code",
}
"""Fields that are asked for a place, each with its argument (of the field, of its input, or of each part of its input)
that names one or many."""

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
        day = {name: asked.get(name) for name in ("on", "known_at")} if by_day else {}
        info.context.notices.extend(_notices(info, asked, argument, **day))
        return resolve(root, info, **given)

    return told


def _notices(
    info: GraphQLResolveInfo,
    given: Mapping[str, Any],
    argument: str,
    on: str | None = None,
    known_at: str | None = None,
) -> Iterator[dict[str, Any]]:
    typed, as_of = _typed(given, argument), dates_asked(on, known_at, now=info.context.now)
    if as_of.wrong:
        return  # the field itself says so
    words = words_of(given)
    for notice in notices_of([typed] if isinstance(typed, str) else typed, on=as_of.on, known_at=as_of.known_at):
        text = words.notice(notice.code, notice.facts)
        yield {"path": info.path.as_list(), "code": notice.code.value, "facts": dict(notice.facts), "text": text}


def _typed(given: Mapping[str, Any], argument: str) -> Any:
    """The place or places that were typed."""
    name, _, of_each = argument.partition(".")
    found: Any = given.get(name) or ""
    return list(dict.fromkeys(part.get(of_each) or "" for part in found)) if of_each else found
