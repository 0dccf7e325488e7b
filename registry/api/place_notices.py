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
    "approvals": "place",
    "certificates": "place",
    "check": "place",
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
    "search": "place",
    "submitRequest": "places",
    "village": "code",
    "villages": "code",
}
"""Fields that are asked for a place, each with its argument (of the field, or of its input) that names one or many."""

Resolver = Callable[..., Any]


def telling(*types: GraphQLObjectType) -> None:
    """Let these fields of these types tell; tests/house/test_notices.py fails for a field that is in no list."""
    for of_type in types:
        for name, field in of_type.fields.items():
            if name in NAMES_A_PLACE and field.resolve is not None:
                field.resolve = _telling(field.resolve, NAMES_A_PLACE[name])


def _telling(resolve: Resolver, argument: str) -> Resolver:
    def told(root: Any, info: GraphQLResolveInfo, **given: Any) -> Any:
        info.context.notices.extend(_notices(info, given.get("asked", given), argument))
        return resolve(root, info, **given)

    return told


def _notices(info: GraphQLResolveInfo, given: Mapping[str, Any], argument: str) -> Iterator[dict[str, Any]]:
    typed, as_of = given.get(argument) or "", dates_asked(given.get("on"), given.get("known_at"), now=info.context.now)
    if as_of.wrong:
        return  # the field itself says so
    words = words_of(given)
    for notice in notices_of([typed] if isinstance(typed, str) else typed, on=as_of.on, known_at=as_of.known_at):
        text = words.notice(notice.code, notice.facts)
        yield {"path": info.path.as_list(), "code": notice.code.value, "facts": dict(notice.facts), "text": text}
