"""Limits on a document, checked before it is validated and long before any resolver runs."""

from collections import Counter
from dataclasses import dataclass, field

from graphql import (
    DefinitionNode,
    DocumentNode,
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    InlineFragmentNode,
    OperationDefinitionNode,
    SelectionNode,
    SelectionSetNode,
)

MOST_CHARACTERS = 100_000
MOST_TOKENS = 2_000
MOST_COMMENTS = 200
MOST_DEFINITIONS = 50
MOST_ROOT_FIELDS = 20
MOST_ALIASES = 20
MOST_DIRECTIVES = 20
MOST_FIELDS = 1_000
MOST_REPEATS = 150
"""Of one name in the text: whether they can be merged is checked pair by pair, which 1,000 would take a second for."""
DEEPEST = 12
DEEPEST_INTROSPECTION = 20
"""Introspection asks for the types of types: the query that every tool sends is 14 deep."""

_INTROSPECTION = ("__schema", "__type")


@dataclass(frozen=True, slots=True)
class Size:
    """What a selection comes to once its fragments are spread. `width` counts its own fields, not those below."""

    width: int = 0
    depth: int = 0
    introspection_depth: int = 0
    fields: int = 0
    aliases: int = 0
    directives: int = 0

    def beside(self, other: "Size") -> "Size":
        """Both, side by side."""
        return Size(
            width=self.width + other.width,
            depth=max(self.depth, other.depth),
            introspection_depth=max(self.introspection_depth, other.introspection_depth),
            fields=self.fields + other.fields,
            aliases=self.aliases + other.aliases,
            directives=self.directives + other.directives,
        )

    def below(self, node: FieldNode) -> "Size":
        """One field with this below it; what lies below an introspection field is introspection."""
        introspects = node.name.value in _INTROSPECTION
        return Size(
            width=1,
            depth=1 if introspects else self.depth + 1,
            introspection_depth=self.depth + 1 if introspects else self.introspection_depth,
            fields=self.fields + 1,
            aliases=self.aliases + (node.alias is not None),
            directives=self.directives + len(node.directives),
        )


_NOTHING = Size()


@dataclass(frozen=True, slots=True)
class _Measuring:
    """One walk over a document. Each fragment is measured once; undefined and cyclic ones are left to validation."""

    fragments: dict[str, FragmentDefinitionNode]
    known: dict[str, Size] = field(default_factory=dict)
    names: Counter[str] = field(default_factory=Counter)

    def definition(self, node: DefinitionNode) -> Size:
        if isinstance(node, FragmentDefinitionNode):
            return self._fragment(node.name.value)
        if isinstance(node, OperationDefinitionNode):
            return self._selections(node.selection_set).beside(Size(directives=len(node.directives)))
        return _NOTHING

    def _selections(self, selections: SelectionSetNode | None) -> Size:
        total = _NOTHING
        for node in selections.selections if selections else ():
            total = total.beside(self._selection(node))
        return total

    def _selection(self, node: SelectionNode) -> Size:
        if isinstance(node, FieldNode):
            self.names[(node.alias or node.name).value] += 1
            return self._selections(node.selection_set).below(node)
        inner = _NOTHING
        if isinstance(node, InlineFragmentNode):
            inner = self._selections(node.selection_set)
        elif isinstance(node, FragmentSpreadNode):
            inner = self._fragment(node.name.value)
        return inner.beside(Size(directives=len(node.directives)))

    def _fragment(self, name: str) -> Size:
        if name not in self.known:
            self.known[name] = _NOTHING  # what a fragment finds of itself inside itself
            found = self.fragments.get(name)
            if found:
                own = Size(directives=len(found.directives))
                self.known[name] = self._selections(found.selection_set).beside(own)
        return self.known[name]


def excess(document: DocumentNode) -> str | None:
    """What a document has too much of, in a sentence; None where it keeps within every limit."""
    if len(document.definitions) > MOST_DEFINITIONS:
        return _sentence("个操作和片段", "operations and fragments", MOST_DEFINITIONS)
    fragments = {node.name.value: node for node in document.definitions if isinstance(node, FragmentDefinitionNode)}
    measuring = _Measuring(fragments)
    found = next((found for node in document.definitions if (found := _excess_of(node, measuring))), None)
    if not found and max(measuring.names.values(), default=0) > MOST_REPEATS:
        return _sentence("个同名字段", "fields of one name", MOST_REPEATS)
    return found


def _excess_of(node: DefinitionNode, measuring: _Measuring) -> str | None:
    size = measuring.definition(node)
    roots = size.width if isinstance(node, OperationDefinitionNode) else 0
    bounds = (
        (roots, MOST_ROOT_FIELDS, "个顶层字段", "fields at its root"),
        (size.depth, _deepest(node), "层嵌套", "levels of nesting"),
        (size.introspection_depth, DEEPEST_INTROSPECTION, "层自省嵌套", "levels of introspection"),
        (size.fields, MOST_FIELDS, "个字段", "fields"),
        (size.aliases, MOST_ALIASES, "个别名", "aliases"),
        (size.directives, MOST_DIRECTIVES, "个指令", "directives"),
    )
    return next((_sentence(zh, en, most) for found, most, zh, en in bounds if found > most), None)


def _deepest(node: DefinitionNode) -> int:
    """A fragment on one of introspection's types stands below `__schema` or `__type`."""
    introspects = isinstance(node, FragmentDefinitionNode) and node.type_condition.name.value.startswith("__")
    return DEEPEST_INTROSPECTION if introspects else DEEPEST


def _sentence(zh: str, en: str, most: int) -> str:
    return f"一次查询最多可有 {most} {zh}，请拆成几次。 / A query may have at most {most} {en}; please split it."
