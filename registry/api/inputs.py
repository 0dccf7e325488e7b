"""Variables read the quick way: whatever fits its type comes out as graphql-core reads it; of the rest it is asked."""

from collections.abc import Callable, Iterable
from typing import Any

from graphql import (
    GraphQLEnumType,
    GraphQLInputObjectType,
    GraphQLList,
    GraphQLNonNull,
    GraphQLScalarType,
    GraphQLSchema,
    Undefined,
    VariableDefinitionNode,
    type_from_ast,
    value_from_ast,
)

from registry.api.ways import NotCovered

Given = dict[str, Any]
Read = Callable[[Any], Any]
TEXTS = ("String", "ID")


def reader_of(schema: GraphQLSchema, definitions: Iterable[VariableDefinitionNode]) -> Callable[[Given], Given]:
    """How the variables of an operation are read; the reader raises for whatever is not just as it should be."""
    readers: list[tuple[str, Read, Any, Any]] = []
    for one in definitions:
        of_type = type_from_ast(schema, one.type)
        if of_type is None:
            return _not_covered
        readers.append((one.variable.name.value, _reader(of_type, ()), of_type, one.default_value))

    def read(given: Given) -> Given:
        found = {}
        for name, reader, of_type, default in readers:
            if name in given:
                found[name] = reader(given[name])
            elif default:
                found[name] = value_from_ast(default, of_type)
            elif isinstance(of_type, GraphQLNonNull):
                raise NotCovered
        return found

    return read


def _reader(of_type: Any, within: tuple[Any, ...]) -> Read:
    if isinstance(of_type, GraphQLNonNull):
        return _given(_reader(of_type.of_type, within))
    if isinstance(of_type, GraphQLList):
        return _each(_reader(of_type.of_type, within))
    if isinstance(of_type, GraphQLInputObjectType) and of_type not in within and not of_type.is_one_of:
        return _object(of_type, (*within, of_type))
    if isinstance(of_type, GraphQLEnumType):
        return lambda value: None if value is None else _fitting(of_type.parse_value(value, True))
    if isinstance(of_type, GraphQLScalarType):
        return _scalar(of_type)
    return _not_covered  # a type that holds itself, or of which one field is to be chosen


def _not_covered(_value: Any) -> Any:
    raise NotCovered


def _given(reader: Read) -> Read:
    def read(value: Any) -> Any:
        if value is None:
            raise NotCovered
        return reader(value)

    return read


def _each(reader: Read) -> Read:
    def read(value: Any) -> Any:
        if value is None:
            return None
        return [reader(one) for one in value] if isinstance(value, list) else [reader(value)]

    return read


def _scalar(of_type: GraphQLScalarType) -> Read:
    is_text = of_type.name in TEXTS

    def read(value: Any) -> Any:
        if value is None or (is_text and value.__class__ is str):
            return value
        return _fitting(of_type.parse_value(value))

    return read


def _object(of_type: GraphQLInputObjectType, within: tuple[Any, ...]) -> Read:
    fields = [
        (name, field.out_name or name, _reader(field.type, within), field.default_value, field.type)
        for name, field in of_type.fields.items()
    ]
    known = of_type.fields.keys()

    def read(value: Any) -> Any:
        if value is None:
            return None
        if not isinstance(value, dict) or not value.keys() <= known:
            raise NotCovered
        found = {}
        for name, out_name, reader, default, of_field in fields:
            if name in value:
                found[out_name] = reader(value[name])
            elif default is not Undefined:
                found[out_name] = default
            elif isinstance(of_field, GraphQLNonNull):
                raise NotCovered
        return of_type.out_type(found)

    return read


def _fitting(value: Any) -> Any:
    if value is Undefined:
        raise NotCovered
    return value
