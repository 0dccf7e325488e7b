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
    "admissions": "place_within",
    "approvals": "place",
    "cases": "place_within",
    "catalogueVersions": "place",
    "certificates": "place",
    "check": "place",
    "checks": "place",
    "chiefDuties": "place",
    "cleanUpCounts": "county",
    "delegatedMatters": "county",
    "emergencies": "place",
    "list": "place",
    "mirror": "place",
    "openEmergency": "place",
    "overlay": "place",
    "place": "code",
    "recordApproval": "approval_places",
    "requests": "place_within",
    "search": "place",
    "submitRequest": "places",
    "units": "place",
    "village": "code",
    "villages": "code",
}
"""Fields that are asked for a place, each with its argument that names one or many: of the field, of its input or
inputs, or of its filter."""

MOST_TOLD = 100
"""Of the inputs of one field; more are refused."""
Resolver = Callable[..., Any]


def telling(*types: GraphQLObjectType) -> None:
    """Let these fields of these types tell; tests/house/test_notices.py fails for a field that is in no list."""
    for of_type in types:
        for name, field in of_type.fields.items():
            if name in NAMES_A_PLACE and field.resolve is not None:
                field.resolve = _telling(field.resolve, NAMES_A_PLACE[name])


def _telling(resolve: Resolver, argument: str) -> Resolver:
    def told(root: Any, info: GraphQLResolveInfo, **given: Any) -> Any:
        asked = given.get("asked", given)
        if "demands" in asked:
            for place, one in enumerate(asked["demands"][:MOST_TOLD]):
                info.context.notices.extend(_notices(info, one, argument, place))
        else:
            info.context.notices.extend(_notices(info, {**asked, **(asked.get("filter") or {})}, argument))
        return resolve(root, info, **given)

    return told


def _notices(
    info: GraphQLResolveInfo, given: Mapping[str, Any], argument: str, *place: int
) -> Iterator[dict[str, Any]]:
    """What is to be told of one input; `place` is where among several it stands."""
    typed, as_of = given.get(argument) or "", dates_asked(given.get("on"), given.get("known_at"), now=info.context.now)
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
