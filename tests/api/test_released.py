"""The schema that was released is kept: nothing of it goes or changes unless it was deprecated with a date before.

A new release takes the schema over: `cp registry/api/schema.graphql tests/api/schema_released.graphql`.
"""

import re
from pathlib import Path

import pytest
from graphql import GraphQLObjectType, GraphQLSchema, build_schema
from graphql.utilities import BreakingChange, BreakingChangeType, find_breaking_changes

from registry.api.schema import schema_text

RELEASED = Path(__file__).parent / "schema_released.graphql"
A_DATE = re.compile(r"\b20\d\d-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])\b")
GOES = {
    BreakingChangeType.FIELD_REMOVED,
    BreakingChangeType.FIELD_CHANGED_KIND,
    BreakingChangeType.VALUE_REMOVED_FROM_ENUM,
}


def breaking(before: GraphQLSchema, after: GraphQLSchema) -> list[str]:
    """What breaks clients of the schema before, but for what it deprecated with a date."""
    found = find_breaking_changes(before, after)
    return [change.description for change in found if not (change.type in GOES and was_announced(change, before))]


def was_announced(change: BreakingChange, before: GraphQLSchema) -> bool:
    """Whether what goes was deprecated before with a reason that names a day."""
    match = re.search(r"\b(\w+)\.(\w+)\b", change.description)
    of_enum = re.search(r"(\w+) was removed from enum type (\w+)", change.description)
    type_name, name = (of_enum[2], of_enum[1]) if of_enum else (match[1], match[2]) if match else ("", "")
    found = before.type_map.get(type_name)
    declared = getattr(found, "fields", None) or getattr(found, "values", None) or {}
    reason = getattr(declared.get(name), "deprecation_reason", None)
    return bool(reason and A_DATE.search(reason))


def test_nothing_breaks_whoever_uses_the_schema_that_was_released() -> None:
    released, now = build_schema(RELEASED.read_text(encoding="utf-8")), build_schema(schema_text())
    assert breaking(released, now) == []


def test_whatever_is_deprecated_says_since_when_and_in_both_languages() -> None:
    for found in build_schema(schema_text()).type_map.values():
        declared = {**getattr(found, "fields", {}), **getattr(found, "values", {})}
        for name, one in declared.items():
            if getattr(one, "deprecation_reason", None):
                assert A_DATE.search(one.deprecation_reason) and " / " in one.deprecation_reason, f"{found.name}.{name}"


BEFORE = """type Query { place: String  village: String @deprecated(reason: "改用 place。 / Use place. 2027-01-31")
    town: String @deprecated(reason: "gone soon")  said: Word  one(code: String): Int }
    enum Word { YES NO MAYBE @deprecated(reason: "2027-01-31") }"""


@pytest.mark.parametrize(
    ("changed", "to", "breaks"),
    [
        ('village: String @deprecated(reason: "改用 place。 / Use place. 2027-01-31")', "", 0),
        ('town: String @deprecated(reason: "gone soon")', "", 1),
        ("place: String  ", "", 1),
        ("place: String  ", "place: Int  ", 1),
        ("place: String  ", "place: String!  ", 0),
        ('MAYBE @deprecated(reason: "2027-01-31")', "", 0),
        ("YES NO", "YES", 1),
        ("one(code: String): Int", "one(code: String!): Int", 1),
        ("one(code: String): Int", "one(code: String, on: String): Int", 0),
        ("one(code: String): Int", "one(code: String, on: String!): Int", 1),
    ],
)
def test_what_was_not_announced_may_not_go(changed: str, to: str, breaks: int) -> None:
    before, after = build_schema(BEFORE), build_schema(BEFORE.replace(changed, to))
    assert isinstance(after.type_map["Query"], GraphQLObjectType) and len(breaking(before, after)) == breaks
