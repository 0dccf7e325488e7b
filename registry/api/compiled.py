"""Queries compiled once: what graphql-core would answer, without asking anew for every row what never changes.

A plan is made from the types that serve the schema, and runs their own resolvers. It only ever gives whole answers: on
anything else (an error, a null where none may stand, a value that no type foresees) it gives up, and graphql-core
executes the query from the start, so that errors are its own, to the letter. Only queries are planned, therefore: to
read twice changes nothing.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

from graphql import (
    FieldNode,
    FragmentDefinitionNode,
    GraphQLAbstractType,
    GraphQLField,
    GraphQLInterfaceType,
    GraphQLList,
    GraphQLNonNull,
    GraphQLObjectType,
    GraphQLOutputType,
    GraphQLResolveInfo,
    GraphQLSchema,
    GraphQLUnionType,
    OperationDefinitionNode,
    default_field_resolver,
    default_type_resolver,
)
from graphql.execution.collect_fields import collect_fields, collect_sub_fields
from graphql.execution.execute import get_field_def
from graphql.execution.values import get_argument_values
from graphql.pyutils import Path

from registry.api.fields import by_public_name
from registry.api.leaves import LEAVES, way_of_leaves
from registry.api.literals import arguments_reader
from registry.api.variables import names_variables
from registry.api.ways import NotCovered, Tell, Way, way_of_things
from registry.api.written import Field, written_list, written_object
from registry.store.bounding import is_over

Given = dict[str, Any]
Leads = tuple[Any, Any, Any] | None
"""A path as it grows: what led here, the key or index, the name of the type."""
Complete = Callable[[Any, "Running", Leads], Any]


@dataclass(frozen=True, slots=True)
class Running:
    """One run of a plan: the variables, coerced, and the context that resolvers are given."""

    variables: Given
    context: Any


class Plan:
    """An operation, planned for what its directives say with certain variables."""

    def __init__(
        self,
        schema: GraphQLSchema,
        fragments: dict[str, FragmentDefinitionNode],
        operation: OperationDefinitionNode,
        variables: Given,
    ) -> None:
        self._schema, self._fragments, self._operation, self._variables = schema, fragments, operation, variables
        root = schema.get_root_type(operation.operation)
        if root is None:
            raise NotCovered
        fields = collect_fields(schema, fragments, variables, root, operation.selection_set)
        self._complete, self._columns = self._object(root, fields)
        self._variables = {}

    def run(self, variables: Given, context: Any) -> dict[str, Any]:
        """The data. Raises NotCovered, or whatever a resolver raised: either way graphql-core is to answer."""
        led = () if self._columns else (Running(variables, context), None)
        told: dict[str, Any] = self._complete(None, *led)
        return told

    # Objects
    # ------------------------------------------------------------------------------------------------------------------

    def _object(self, of_type: GraphQLObjectType, fields: Mapping[str, list[FieldNode]]) -> tuple[Tell, Tell | None]:
        """How an object of a type is completed, and many at once where nothing in it leads on."""
        return written_object(of_type.name, [self._field(of_type, key, nodes) for key, nodes in fields.items()])

    def _field(self, of_type: GraphQLObjectType, key: str, nodes: list[FieldNode]) -> Field:
        found = get_field_def(self._schema, of_type, nodes[0])
        if found is None:
            raise NotCovered
        way = self._way(of_type, found.type, nodes)
        if _is_held(found.resolve):
            return Field(key, way, held=nodes[0].name.value)
        return Field(key, way, resolve=self._resolver(of_type, found, key, nodes))

    def _resolver(self, of_type: GraphQLObjectType, found: GraphQLField, key: str, nodes: list[FieldNode]) -> Complete:
        resolve, node = found.resolve or default_field_resolver, nodes[0]
        told_of = partial(self._information, of_type, found.type, nodes)
        constant = _constant_arguments(found, node)
        arguments = arguments_reader(found, node)

        def resolved(held: Any, running: Running, path: Leads) -> Any:
            if is_over():
                raise NotCovered
            given = arguments(running.variables) if constant is None else constant
            return resolve(held, told_of(running, (path, key, of_type.name)), **given)

        return resolved

    def _information(
        self,
        of_type: GraphQLObjectType,
        returned: GraphQLOutputType,
        nodes: list[FieldNode],
        running: Running,
        path: Leads,
    ) -> GraphQLResolveInfo:
        return GraphQLResolveInfo(
            nodes[0].name.value,
            nodes,
            returned,
            of_type,
            _as_path(path),
            self._schema,
            self._fragments,
            None,
            self._operation,
            running.variables,
            running.context,
            _never,
        )

    # What is found, told
    # ------------------------------------------------------------------------------------------------------------------

    def _way(
        self, parent: GraphQLObjectType, of_type: GraphQLOutputType, nodes: list[FieldNode], *, must: bool = False
    ) -> Way:
        if isinstance(of_type, GraphQLNonNull):
            return self._way(parent, of_type.of_type, nodes, must=True)
        if isinstance(of_type, GraphQLList):
            return written_list(self._way(parent, of_type.of_type, nodes), must=must)
        if isinstance(of_type, LEAVES):
            return way_of_leaves(of_type, must=must)
        told_of = partial(self._information, parent, of_type, nodes)
        if isinstance(of_type, GraphQLInterfaceType | GraphQLUnionType):
            return way_of_things(self._abstract(of_type, nodes, told_of), None, must=must)
        if not isinstance(of_type, GraphQLObjectType):
            raise NotCovered
        return way_of_things(*self._concrete(of_type, nodes, told_of), must=must)

    def _concrete(self, of_type: GraphQLObjectType, nodes: list[FieldNode], told_of: Any) -> tuple[Tell, Tell | None]:
        fields = collect_sub_fields(self._schema, self._fragments, self._variables, of_type, nodes)
        complete, columns = self._object(of_type, fields)
        is_type_of = of_type.is_type_of
        if is_type_of is None:
            return complete, columns

        def checked(held: Any, running: Running, path: Leads) -> Any:
            if not is_type_of(held, told_of(running, path)):
                raise NotCovered
            return complete(held) if columns else complete(held, running, path)

        return checked, None

    def _abstract(self, of_type: GraphQLAbstractType, nodes: list[FieldNode], told_of: Any) -> Tell:
        resolve = of_type.resolve_type or default_type_resolver
        possible = self._schema.get_possible_types(of_type)
        completes = {found.name: self._concrete(found, nodes, told_of) for found in possible}

        def complete(held: Any, running: Running, path: Leads) -> Any:
            name = resolve(held, told_of(running, path), of_type)
            if not isinstance(name, str) or name not in completes:
                raise NotCovered
            tell, columns = completes[name]
            return tell(held) if columns else tell(held, running, path)

        return complete


def _is_held(resolve: Any) -> bool:
    """Whether what is held as data is found under the field's own name, with nothing else to be asked."""
    return isinstance(resolve, partial) and resolve.func is by_public_name


def _constant_arguments(found: GraphQLField, node: FieldNode) -> Given | None:
    """The arguments, where they are the same at every run; what could be changed by whoever is given it is not."""
    if any(names_variables(argument.value) for argument in node.arguments):
        return None
    given = get_argument_values(found, node, {})
    return None if any(isinstance(value, list | dict) for value in given.values()) else given


def _never(_value: Any) -> bool:
    """No resolver of ours has to be awaited."""
    return False


def _as_path(leads: Leads) -> Path:
    found: list[tuple[Any, Any]] = []
    while leads is not None:
        leads, key, name = leads
        found.append((key, name))
    path: Any = None
    for key, name in reversed(found):
        path = Path(path, key, name)
    return path
