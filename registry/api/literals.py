"""Arguments written in a document with variables inside, read the quick way: what is written is looked at once.

What comes out is what graphql-core makes of it; of all that does not fit, it is asked itself.
"""

from collections.abc import Callable
from typing import Any

from graphql import (
    FieldNode,
    GraphQLField,
    GraphQLInputObjectType,
    GraphQLList,
    GraphQLNonNull,
    ListValueNode,
    NullValueNode,
    ObjectValueNode,
    Undefined,
    ValueNode,
    VariableNode,
    is_leaf_type,
    value_from_ast,
)

from registry.api.ways import NotCovered

Given = dict[str, Any]
Read = Callable[[Given], Any]
"""The value, by the variables (coerced); raises NotCovered where there is none."""


def arguments_reader(found: GraphQLField, node: FieldNode) -> Read:
    """How the arguments of a field are read; for each run a new dict of them."""
    typed = {argument.name.value: argument.value for argument in node.arguments}
    return _named([(one.out_name or name, typed.get(name), one) for name, one in found.args.items()])


def _named(fields: list[tuple[str, ValueNode | None, Any]]) -> Read:
    """The values of arguments, or of the fields of an object: as typed, else by default, else left out."""
    readers = []
    for out_name, typed, declared in fields:
        absent = declared.default_value
        if absent is not Undefined and isinstance(declared.type, GraphQLInputObjectType):
            return _not_covered
        variable = typed.name.value if isinstance(typed, VariableNode) else ""
        reader = _reader(typed, declared.type) if typed else None
        readers.append((out_name, variable, reader, absent, isinstance(declared.type, GraphQLNonNull)))

    def read(variables: Given) -> Given:
        values = {}
        for out_name, variable, reader, absent, must in readers:
            if reader is not None and (not variable or variable in variables):
                values[out_name] = reader(variables)
            elif absent is not Undefined:
                values[out_name] = absent
            elif must:
                raise NotCovered
        return values

    return read


def _reader(typed: ValueNode, of_type: Any) -> Read:
    if isinstance(typed, VariableNode):
        return _variable(typed.name.value, must=isinstance(of_type, GraphQLNonNull))
    if isinstance(of_type, GraphQLNonNull):
        return _not_covered if isinstance(typed, NullValueNode) else _reader(typed, of_type.of_type)
    if isinstance(typed, NullValueNode):
        return lambda _variables: None
    if isinstance(of_type, GraphQLList):
        items = typed.values if isinstance(typed, ListValueNode) else (typed,)
        readers = [_reader(one, of_type.of_type) for one in items]
        return lambda variables: [reader(variables) for reader in readers]
    if isinstance(of_type, GraphQLInputObjectType) and isinstance(typed, ObjectValueNode) and not of_type.is_one_of:
        return _object(typed, of_type)
    value = value_from_ast(typed, of_type) if is_leaf_type(of_type) else Undefined
    return _not_covered if value is Undefined else lambda _variables: value


def _variable(name: str, *, must: bool) -> Read:
    def read(variables: Given) -> Any:
        value = variables.get(name, Undefined)
        if value is Undefined or (must and value is None):
            raise NotCovered
        return value

    return read


def _object(typed: ObjectValueNode, of_type: GraphQLInputObjectType) -> Read:
    nodes = {field.name.value: field.value for field in typed.fields}
    read = _named([(one.out_name or name, nodes.get(name), one) for name, one in of_type.fields.items()])
    return lambda variables: of_type.out_type(read(variables))


def _not_covered(_variables: Given) -> Any:
    raise NotCovered
