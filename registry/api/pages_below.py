"""Pages asked for below an act: what is no page is refused before the act is done, for its answer could not be told."""

from collections.abc import Iterator
from typing import Any

from graphql import (
    FieldNode,
    FragmentSpreadNode,
    GraphQLResolveInfo,
    InlineFragmentNode,
    SelectionSetNode,
    value_from_ast_untyped,
)

from registry.api.cursors import well_formed
from registry.domain.errors import FirstAndLast

CURSORS = ("after", "before")


def refuse_unfit_pages(info: GraphQLResolveInfo) -> None:
    """Raises FirstAndLast, MalformedCursor. How many rows a page has was looked at with what it costs."""
    for node in info.field_nodes:
        for field in _below(node.selection_set, info, set()):
            given = {one.name.value: value_from_ast_untyped(one.value, info.variable_values) for one in field.arguments}
            _refuse(given)


def _refuse(given: dict[str, Any]) -> None:
    sizes = [given[name] for name in ("first", "last") if isinstance(given.get(name), int)]
    if len(sizes) > 1:
        raise FirstAndLast
    for name in CURSORS:
        if isinstance(given.get(name), str) and given[name]:
            well_formed(given[name], name)


def _below(selected: SelectionSetNode | None, info: GraphQLResolveInfo, spread: set[str]) -> Iterator[FieldNode]:
    for node in selected.selections if selected else ():
        if isinstance(node, FieldNode):
            yield node
        if isinstance(node, FieldNode | InlineFragmentNode):
            yield from _below(node.selection_set, info, spread)
        elif isinstance(node, FragmentSpreadNode) and node.name.value not in spread:
            spread.add(node.name.value)
            yield from _below(info.fragments[node.name.value].selection_set, info, spread)
