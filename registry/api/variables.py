"""Which variables a document uses, and where."""

from collections.abc import Iterable, Iterator

from graphql import (
    DirectiveNode,
    FragmentDefinitionNode,
    ListValueNode,
    Node,
    ObjectValueNode,
    OperationDefinitionNode,
    ValueNode,
    VariableNode,
)


def names_variables(value: ValueNode) -> bool:
    """Whether a value names variables, itself or deep inside."""
    return any(True for _ in _variables_in(value))


def in_directives(operation: OperationDefinitionNode, fragments: Iterable[FragmentDefinitionNode]) -> set[str]:
    """The variables that directives of an operation, or of any fragment beside it, are given."""
    return {name for part in (operation, *fragments) for name in _decisive(part.selection_set)}


def _decisive(node: Node) -> Iterator[str]:
    for directive in getattr(node, "directives", ()) or ():
        yield from _of(directive)
    selected = node if hasattr(node, "selections") else getattr(node, "selection_set", None)
    for selection in getattr(selected, "selections", ()):
        yield from _decisive(selection)


def _of(directive: DirectiveNode) -> Iterator[str]:
    for argument in directive.arguments:
        yield from _variables_in(argument.value)


def _variables_in(value: ValueNode) -> Iterator[str]:
    if isinstance(value, VariableNode):
        yield value.name.value
    elif isinstance(value, ListValueNode):
        for one in value.values:
            yield from _variables_in(one)
    elif isinstance(value, ObjectValueNode):
        for field in value.fields:
            yield from _variables_in(field.value)
