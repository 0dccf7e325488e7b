"""Plans kept: of the documents that are asked again, one for each operation and each way its directives come out."""

from collections.abc import Callable
from functools import partial
from typing import Any

from graphql import DocumentNode, FragmentDefinitionNode, GraphQLSchema, OperationType, get_operation_ast
from graphql.execution.values import get_variable_values

from registry.api.compiled import Given, Plan
from registry.api.inputs import reader_of
from registry.api.variables import in_directives

Ready = Callable[[Any], dict[str, Any]]
MOST_PLANS = 16


class Plans:
    """The plans of one operation: one for each way its @skip and @include come out, made when it is asked again."""

    def __init__(self, document: DocumentNode, operation_name: str | None) -> None:
        operation = get_operation_ast(document, operation_name)
        self._fragments = {
            one.name.value: one for one in document.definitions if isinstance(one, FragmentDefinitionNode)
        }
        self.operation = operation if operation and operation.operation is OperationType.QUERY else None
        self._decisive = in_directives(self.operation, self._fragments.values()) if self.operation else ()
        self._made: dict[tuple[Any, ...], Plan | None] = {}
        self._is_asked_again = False
        self._read: Callable[[Given], Given] | None = None

    def variables(self, schema: GraphQLSchema, given: Given) -> Given | None:
        """The variables, coerced; None where they do not fit."""
        if self.operation is None:
            return None
        if self._read is None:
            self._read = reader_of(schema, self.operation.variable_definitions)
        try:
            return self._read(given)
        except Exception:  # whatever does not fit at once, graphql-core looks at
            found = get_variable_values(schema, self.operation.variable_definitions, given)
            return None if isinstance(found, list) else found

    def plan(self, schema: GraphQLSchema, variables: Given) -> Plan | None:
        """The plan for these variables, coerced; None where graphql-core is to answer, or too many are kept."""
        if not self._is_asked_again:
            self._is_asked_again = True
            return None
        decided = tuple(variables.get(name) for name in self._decisive)
        if decided not in self._made:
            if len(self._made) >= MOST_PLANS or self.operation is None:
                return None
            try:
                self._made[decided] = Plan(schema, self._fragments, self.operation, variables)
            except Exception:  # whatever it is, graphql-core says it in its own words
                self._made[decided] = None
        return self._made[decided]


def planned(plans: Plans, schema: GraphQLSchema, given: Given) -> Ready | None:
    """How to run an operation with these variables; None where graphql-core is to."""
    variables = plans.variables(schema, given)
    if variables is None:
        return None
    plan = plans.plan(schema, variables)
    return partial(plan.run, variables) if plan else None
