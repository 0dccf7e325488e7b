"""What a request costs, worked out from its document and variables before anything runs.

A field with fields of its own costs 1, a plain value nothing, a question at the root 5, an act 10; a list costs as
many times what is asked of one row as it may have rows. `weighing` says otherwise, beside the field it is about:

    mirror = weighing(graphene.Field(…), 50, rows=100)
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from graphene.types.unmountedtype import UnmountedType
from graphql import (
    DocumentNode,
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    GraphQLError,
    GraphQLField,
    GraphQLNamedType,
    GraphQLSchema,
    InlineFragmentNode,
    IntValueNode,
    ListValueNode,
    ObjectValueNode,
    OperationDefinitionNode,
    SelectionNode,
    SelectionSetNode,
    ValueNode,
    VariableNode,
    get_named_type,
    is_leaf_type,
    is_list_type,
    is_non_null_type,
    type_from_ast,
    value_from_ast_untyped,
)
from graphql.execution.execute import get_field_def

from registry.domain.pages import LEAST_ON_A_PAGE, MOST_ON_A_PAGE

QUESTION, ACT, VALUE, THING = 5, 10, 0, 1
ROWS = 10
"""How many rows a list is taken to have that says nothing else."""
PAGE = 20
"""How many rows a page is taken to have where nobody says."""
PAGING = ("first", "last")
WEIGHTLESS = ("PageInfo",)
HUGE = 10**9
DEEPEST_INPUT = 8
"""How deep lists are looked for in what is typed; deeper ones count as one."""

Given = Mapping[str, Any]
Amount = int | Callable[[Given], int]
"""A number, or how it follows from the variables."""


@dataclass(frozen=True, slots=True)
class Weight:
    """What a field costs itself, and how many rows it is taken to have."""

    own: int
    rows: int = ROWS


def weighing(declared: Any, own: int, *, rows: int = ROWS) -> Any:
    """Give a field of the schema its weight. `own` is its cost once, `rows` how many it has if it is a list."""
    weighed = declared.Field() if isinstance(declared, UnmountedType) else declared
    weighed.weight = Weight(own, rows)
    return weighed


@dataclass(frozen=True, slots=True)
class Plan:
    """The cost of one operation, as it follows from the variables; `pages` are the sizes of pages asked for."""

    total: Amount
    pages: tuple[Amount, ...]

    def cost(self, given: Given) -> int:
        return max(_value(self.total, given), 1)

    def breaks_a_page(self, given: Given) -> bool:
        """Whether a page is asked for with fewer or more rows than one may have."""
        return any(not LEAST_ON_A_PAGE <= _value(size, given) <= MOST_ON_A_PAGE for size in self.pages)


def excessive(plan: Plan, given: Given, budget: int, *, cost: int | None = None) -> GraphQLError | None:
    """Why an operation with these variables is refused before it runs; None where it is not. `cost` where it is known
    already."""
    cost = plan.cost(given) if cost is None else cost
    if plan.breaks_a_page(given):
        told = (
            f"first 和 last 应为 {LEAST_ON_A_PAGE} 至 {MOST_ON_A_PAGE} 的整数。"
            f" / Please give a whole number from {LEAST_ON_A_PAGE} to {MOST_ON_A_PAGE} as first or last."
        )
        return GraphQLError(told, extensions={"code": "LIMIT_EXCEEDED"})
    if cost <= budget:
        return None
    told = (
        f"这次查询的开销为 {cost}，最多可为 {budget}：请少取几项，或拆成几次。"
        f" / This would cost {cost}, and may cost {budget}: please ask for fewer rows, or split it."
    )
    return GraphQLError(told, extensions={"code": "COST_EXCEEDED", "requested": cost, "budget": budget})


def plan_of(schema: GraphQLSchema, document: DocumentNode, operation: OperationDefinitionNode) -> Plan:
    """The plan of an operation of a valid document. Each fragment is priced once."""
    fragments = {node.name.value: node for node in document.definitions if isinstance(node, FragmentDefinitionNode)}
    defaults = {
        node.variable.name.value: value_from_ast_untyped(node.default_value)
        for node in operation.variable_definitions
        if node.default_value
    }
    pricing = _Pricing(schema, fragments, defaults)
    root = schema.get_root_type(operation.operation)
    total = pricing.selections(operation.selection_set, root, paged=False) if root else 0
    return Plan(total, tuple(pricing.pages))


@dataclass(frozen=True, slots=True)
class _Pricing:
    """One walk over an operation. `paged` says that the lists just below are the page whose size is counted above."""

    schema: GraphQLSchema
    fragments: Mapping[str, FragmentDefinitionNode]
    defaults: Given
    known: dict[tuple[str, bool], Amount] = field(default_factory=dict)
    pages: list[Amount] = field(default_factory=list)

    def selections(self, node: SelectionSetNode | None, of_type: Any, *, paged: bool) -> Amount:
        return _sum(self._selection(one, of_type, paged) for one in node.selections) if node else 0

    def _selection(self, node: SelectionNode, of_type: Any, paged: bool) -> Amount:
        if isinstance(node, FieldNode):
            return self._field(node, of_type, paged)
        if isinstance(node, InlineFragmentNode):
            condition = type_from_ast(self.schema, node.type_condition) if node.type_condition else of_type
            return self.selections(node.selection_set, condition, paged=paged)
        return self._fragment(node.name.value, paged) if isinstance(node, FragmentSpreadNode) else 0

    def _fragment(self, name: str, paged: bool) -> Amount:
        if (name, paged) not in self.known:
            found = self.fragments[name]
            condition = type_from_ast(self.schema, found.type_condition)
            self.known[name, paged] = self.selections(found.selection_set, condition, paged=paged)
        return self.known[name, paged]

    def _field(self, node: FieldNode, of_type: Any, paged: bool) -> Amount:
        declared = get_field_def(self.schema, of_type, node)
        if declared is None or node.name.value == "__typename":
            return 0
        returned = get_named_type(declared.type)
        weight = _weight(self.schema, of_type, node.name.value, returned)
        is_list = is_list_type(_nullable(declared.type))
        page = self._page(node, declared)
        inner = self.selections(node.selection_set, returned, paged=page is not None and not is_list)
        if is_list and not is_leaf_type(returned):
            inner = _sum((inner, THING))
        longest = self._longest(node)
        if page is not None:
            return _times(longest, _sum((weight.own, _times(page, inner))))
        if is_list:
            rows = 1 if paged else _or_else(longest, weight.rows)
            return _sum((_times(longest, weight.own), _times(rows, inner)))
        return _times(longest, _sum((weight.own, inner)))

    def _page(self, node: FieldNode, declared: GraphQLField) -> Amount | None:
        """How many rows are asked for; None where the field takes no such argument."""
        offered = [name for name in PAGING if name in declared.args]
        if not offered:
            return None
        typed = {argument.name.value: argument.value for argument in node.arguments}
        asked = [self._size(typed[name], declared.args[name].default_value) for name in offered if name in typed]
        self.pages.extend(asked)
        return _at_least_one(_largest(asked)) if asked else _whole(declared.args[offered[0]].default_value)

    def _size(self, typed: ValueNode, default: Any) -> Amount:
        if isinstance(typed, VariableNode):
            name, otherwise = typed.name.value, self.defaults.get(typed.name.value, default)
            return lambda given: _typed(default if (size := given.get(name, otherwise)) is None else size)
        digits = typed.value if isinstance(typed, IntValueNode) else ""
        return _typed(int(digits) if 0 < len(digits) < len(str(HUGE)) else HUGE if digits else default)

    def _longest(self, node: FieldNode) -> Amount:
        """The longest list among what is typed: each of its members is worth the whole field. At least 1."""
        return _largest([1, *(self._length(argument.value, 0) for argument in node.arguments)])

    def _length(self, typed: ValueNode, depth: int) -> Amount:
        if isinstance(typed, VariableNode):
            name, otherwise = typed.name.value, self.defaults.get(typed.name.value)
            return lambda given: _length_of(given.get(name, otherwise), depth)
        if depth > DEEPEST_INPUT:
            return 1
        if isinstance(typed, ListValueNode):
            return _largest([len(typed.values), *(self._length(one, depth + 1) for one in typed.values)])
        if isinstance(typed, ObjectValueNode):
            return _largest([1, *(self._length(one.value, depth + 1) for one in typed.fields)])
        return 1


def _weight(schema: GraphQLSchema, of_type: GraphQLNamedType, name: str, returned: GraphQLNamedType) -> Weight:
    found = _declared(of_type).get(name)
    if found:
        return found
    if of_type is schema.mutation_type:
        return Weight(ACT)
    if of_type is schema.query_type:
        return Weight(QUESTION)
    light = is_leaf_type(returned) or returned.name in WEIGHTLESS or of_type.name.startswith("__")
    return Weight(VALUE if light else THING)


@cache
def _declared(of_type: GraphQLNamedType) -> Mapping[str, Weight]:
    """The weights that a type's fields were declared with, by public name."""
    ours = getattr(getattr(of_type, "graphene_type", None), "_meta", None)
    fields = getattr(ours, "fields", None) or {}
    weighed = {one.name or _public(name): one.weight for name, one in fields.items() if hasattr(one, "weight")}
    return weighed


def _public(name: str) -> str:
    first, *others = name.split("_")
    return first + "".join(other.capitalize() for other in others)


def _nullable(of_type: Any) -> Any:
    return of_type.of_type if is_non_null_type(of_type) else of_type


def _length_of(given: Any, depth: int) -> int:
    if depth > DEEPEST_INPUT:
        return 1
    if isinstance(given, list):
        return max(len(given), max((_length_of(one, depth + 1) for one in given), default=0))
    if isinstance(given, dict):
        return max((_length_of(one, depth + 1) for one in given.values()), default=1)
    return 1


def _typed(size: Any) -> int:
    """A size as it was typed: what is no number is refused when the document runs."""
    return min(size, HUGE) if isinstance(size, int) and not isinstance(size, bool) else PAGE


def _whole(size: Any) -> int:
    """A size as it counts."""
    return max(_typed(size), 1)


def _at_least_one(size: Amount) -> Amount:
    return max(size, 1) if isinstance(size, int) else lambda given: max(_value(size, given), 1)


def _value(amount: Amount, given: Given) -> int:
    return amount if isinstance(amount, int) else amount(given)


def _parted(amounts: Iterable[Amount]) -> tuple[list[int], list[Callable[[Given], int]]]:
    listed = list(amounts)
    return [one for one in listed if isinstance(one, int)], [one for one in listed if not isinstance(one, int)]


def _sum(amounts: Iterable[Amount]) -> Amount:
    fixed, moving = _parted(amounts)
    total = sum(fixed)
    return (lambda given: total + sum(one(given) for one in moving)) if moving else total


def _largest(amounts: Iterable[Amount]) -> Amount:
    fixed, moving = _parted(amounts)
    least = max(fixed, default=0)
    return (lambda given: max(least, *(one(given) for one in moving))) if moving else least


def _times(many: Amount, amount: Amount) -> Amount:
    if isinstance(many, int) and isinstance(amount, int):
        return many * amount
    return lambda given: _value(many, given) * _value(amount, given)


def _or_else(longest: Amount, rows: int) -> Amount:
    """As many rows as the longest list that was typed; where none was, as many as the field is taken to have."""
    if isinstance(longest, int):
        return longest if longest > 1 else rows
    return lambda given: found if (found := longest(given)) > 1 else rows
