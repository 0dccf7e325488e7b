"""What breaks whoever uses a schema that was released, and what of it was announced early enough to go.

What is to go is deprecated with a reason that names two days: since when, and after which day it goes, at least
`NOTICE_DAYS` later. It may go once a schema with that reason was released and the second day is past:

    改用 place；2026-11-23 起弃用，2027-05-23 之后移除。 / Use place; since 2026-11-23, goes after 2027-05-23.
"""

import re
from collections.abc import Iterator, Mapping
from datetime import date
from itertools import chain
from typing import Any

from graphql import GraphQLInputObjectType, GraphQLNamedType, GraphQLSchema, Undefined, get_named_type
from graphql.utilities import (
    BreakingChangeType,
    DangerousChangeType,
    find_breaking_changes,
    find_dangerous_changes,
)

NOTICE_DAYS = 180
A_DAY = re.compile(r"\b20\d\d-\d\d-\d\d\b")
BOTH_LANGUAGES = re.compile(r"[\u4e00-\u9fff].* / .*[A-Za-z]", re.DOTALL)
OF_A_VALUE = re.compile(r"^(?P<name>\w+) was removed from enum type (?P<type>\w+)\.$")
OF_AN_ARGUMENT = re.compile(r"^(?P<type>\w+)\.(?P<field>\w+) arg (?P<name>\w+) ")
OF_A_FIELD = re.compile(r"^(?P<type>\w+)\.(?P<name>\w+) (was removed|changed type)")
OF_A_TYPE = re.compile(r"^(?P<name>\w+) was removed\.$")


def breaking(before: GraphQLSchema, after: GraphQLSchema, *, on: date) -> list[str]:
    """What breaks clients of the schema before on this day, but for what it announced; in graphql-core's words."""
    found: Iterator[Any] = chain(find_breaking_changes(before, after), find_dangerous_changes(before, after))
    breaks = [c.description for c in found if isinstance(c.type, BreakingChangeType) or c.type in SAME_BUT_OTHERWISE]
    breaks += _other_defaults(before, after)
    return [told for told in breaks if not was_announced(told, before, on=on)]


SAME_BUT_OTHERWISE = (DangerousChangeType.ARG_DEFAULT_VALUE_CHANGE,)
"""What is valid as before, and answered otherwise."""


def _other_defaults(before: GraphQLSchema, after: GraphQLSchema) -> Iterator[str]:
    """Fields of inputs whose default is another: graphql-core looks at arguments only."""
    for name, found in before.type_map.items():
        now = after.type_map.get(name)
        if isinstance(found, GraphQLInputObjectType) and isinstance(now, GraphQLInputObjectType):
            for field in found.fields.keys() & now.fields.keys():
                default, other = found.fields[field].default_value, now.fields[field].default_value
                if default is not Undefined and default != other:
                    yield f"{name}.{field} has changed defaultValue from {default!r} to {other!r}."


def was_announced(told: str, before: GraphQLSchema, *, on: date) -> bool:
    """Whether what goes was announced in the schema before, and its day is past on this one."""
    if named := OF_A_TYPE.match(told):
        return _used_only_where_announced(before.type_map.get(named["name"]), before, on)
    for pattern in (OF_A_VALUE, OF_AN_ARGUMENT, OF_A_FIELD):
        if named := pattern.match(told):
            return may_go(_reason(before, **named.groupdict()), on=on)
    return False


def _reason(before: GraphQLSchema, type: str, name: str, field: str = "") -> str:  # noqa: A002
    found: Any = before.type_map.get(type)
    declared = _declared(found)
    if field and (of_field := declared.get(field)):
        declared = of_field.args
    return getattr(declared.get(name), "deprecation_reason", None) or ""


def _declared(found: Any) -> Mapping[str, Any]:
    return getattr(found, "fields", None) or getattr(found, "values", None) or {}


def _used_only_where_announced(gone: GraphQLNamedType | None, before: GraphQLSchema, on: date) -> bool:
    """A type goes along with the last that is of it."""
    uses = [one for one in _everything(before) if gone and get_named_type(getattr(one, "type", None)) is gone]
    return bool(uses) and all(may_go(one.deprecation_reason or "", on=on) for one in uses)


def _everything(schema: GraphQLSchema) -> Iterator[Any]:
    """Every field, argument, value, and field of an input."""
    for found in schema.type_map.values():
        if not found.name.startswith("__"):
            for one in _declared(found).values():
                yield from (one, *getattr(one, "args", {}).values())


def days_of(reason: str) -> tuple[date, date] | None:
    """Since when, and after which day it goes; None where a reason does not name exactly these two."""
    try:
        named = sorted({date.fromisoformat(day) for day in A_DAY.findall(reason)})
    except ValueError:
        return None
    return (named[0], named[1]) if len(named) == 2 else None


def is_announced_well(reason: str) -> bool:
    """Whether it leaves everybody enough time, in both languages."""
    days = days_of(reason)
    return bool(days and (days[1] - days[0]).days >= NOTICE_DAYS and BOTH_LANGUAGES.search(reason))


def may_go(reason: str, *, on: date) -> bool:
    """Whether what is deprecated with this reason may be gone on a day."""
    days = days_of(reason)
    return bool(days and is_announced_well(reason) and on > days[1])


def badly_announced(schema: GraphQLSchema) -> list[str]:
    """The reasons in a schema that say too little, or leave too little time."""
    reasons = (getattr(one, "deprecation_reason", None) for one in _everything(schema))
    return [reason for reason in reasons if reason is not None and not is_announced_well(reason)]
