"""The schema is text in the repository, described in both languages, and derived from the kinds."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from graphene.utils.str_converters import to_camel_case
from graphql import GraphQLNamedType, GraphQLNonNull, is_introspection_type, is_specified_scalar_type

import registry.api
from registry.api.schema import schema, schema_text
from registry.domain.kind import Kind
from registry.domain.kinds import KINDS

ROOM = Path(registry.api.__file__).parent
BOTH_LANGUAGES = re.compile(r"[\u4e00-\u9fff].* / .*[A-Za-z]", re.DOTALL)


def _own_types() -> Iterator[GraphQLNamedType]:
    for found in schema.graphql_schema.type_map.values():
        if not is_introspection_type(found) and not is_specified_scalar_type(found):
            yield found


def _descriptions() -> Iterator[tuple[str, str | None]]:
    """Everything that has a description, by where it stands."""
    for found in _own_types():
        yield found.name, found.description
        for name, value in getattr(found, "values", {}).items():
            yield f"{found.name}.{name}", value.description
        for name, field in getattr(found, "fields", {}).items():
            yield f"{found.name}.{name}", field.description
            for argument, about in getattr(field, "args", {}).items():
                yield f"{found.name}.{name}({argument})", about.description


def test_the_schema_in_the_repository_is_the_one_that_is_served() -> None:
    kept = (ROOM / "schema.graphql").read_text(encoding="utf-8")
    assert kept == schema_text() + "\n", "write it anew: registry schema > registry/api/schema.graphql"


def test_everything_in_the_schema_is_described_in_chinese_and_english() -> None:
    described = dict(_descriptions())
    assert len(described) > 150
    assert [where for where, text in described.items() if not BOTH_LANGUAGES.search(text or "")] == []


@pytest.mark.parametrize("kind", KINDS.values(), ids=lambda kind: kind.code)
def test_a_kind_is_asked_by_exactly_its_questions(kind: Kind) -> None:
    for asked in ("CheckInput", "SubmitRequestInput"):
        kind_input = schema.graphql_schema.type_map[asked].fields[to_camel_case(kind.code)].type
        assert list(kind_input.fields) == [to_camel_case(question.name) for question in kind.questions()]
        must = [name for name, field in kind_input.fields.items() if isinstance(field.type, GraphQLNonNull)]
        assert must == [to_camel_case(question.name) for question in kind.questions() if question.required]


def test_no_kind_is_named_in_this_room() -> None:
    written = "".join(path.read_text(encoding="utf-8") for path in ROOM.glob("*.py"))
    names = [name for code in KINDS for name in (f'"{code}"', f'"{to_camel_case(code)}"', f".{code}", f"{code}=")]
    assert [name for name in names if name in written] == []
