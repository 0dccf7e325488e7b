"""Documents: parsed, held to the limits and validated, and the good ones remembered."""

from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from graphql import (
    DocumentNode,
    FieldNode,
    GraphQLError,
    GraphQLSyntaxError,
    OperationDefinitionNode,
    get_operation_ast,
    parse,
    validate,
)

from registry.api.costs import Plan, plan_of
from registry.api.limits import MOST_CHARACTERS, MOST_COMMENTS, MOST_TOKENS, excess
from registry.api.plans import Plans
from registry.api.schema import schema

MOST_REMEMBERED = 256
LONGEST_REMEMBERED = 16_384
MOST_ERRORS = 20
_OF_THE_SCHEMA = ("__schema", "__type", "__typename")


class BadDocument(Exception):
    """A document that cannot be executed, with what is wrong with it."""

    def __init__(self, errors: list[GraphQLError]) -> None:
        super().__init__(str(errors[0]))
        self.errors = errors


UNCLEAR_OPERATION = GraphQLError(
    "operationName 应为文中一个操作的名称（只有一个操作时可不写）。"
    " / operationName must name one of the operations of the document; it may be left out where there is one.",
    extensions={"code": "UNCLEAR_OPERATION"},
)


@dataclass(frozen=True, slots=True)
class Prepared:
    """A document ready to execute, with what is known of its operations by their names."""

    document: DocumentNode
    _plans: dict[str | None, Plan] = field(default_factory=dict)
    said: dict[str | None, Any] = field(default_factory=dict)
    """What operations that ask about the schema alone were answered: always the same."""
    _runs: dict[str | None, Plans] = field(default_factory=dict)

    def operation(self, name: str | None) -> OperationDefinitionNode | None:
        """The operation of this name, or the only one; None where it is unclear."""
        return get_operation_ast(self.document, name)

    def runs(self, name: str | None) -> Plans:
        """How the operation of this name is run once it is asked again."""
        if name not in self._runs:
            self._runs[name] = Plans(self.document, name)
        return self._runs[name]

    def plan(self, operation: OperationDefinitionNode) -> Plan:
        """What this operation costs."""
        name = operation.name.value if operation.name else None
        if name not in self._plans:
            self._plans[name] = plan_of(schema.graphql_schema, self.document, operation)
        return self._plans[name]


def asks_about_the_schema(operation: OperationDefinitionNode) -> bool:
    """Whether an operation asks for nothing else, so that it is answered the same every time."""
    roots = operation.selection_set.selections
    named = all(isinstance(node, FieldNode) and node.name.value in _OF_THE_SCHEMA for node in roots)
    return named and not operation.variable_definitions


def prepared(text: str) -> Prepared:
    """The document, ready to execute. Raises BadDocument."""
    return _remembered(text) if len(text) <= LONGEST_REMEMBERED else _prepared(text)


def _prepared(text: str) -> Prepared:
    try:
        document = parse(
            text, max_lexical_tokens=MOST_TOKENS, max_comments=MOST_COMMENTS, max_source_length=MOST_CHARACTERS
        )
        _hold_to_limits(document)
        _hold_to_schema(document)
    except RecursionError:
        raise BadDocument([coded("LIMIT_EXCEEDED", "查询嵌套过深。 / The query is nested too deeply.")]) from None
    except GraphQLSyntaxError as error:
        code = "LIMIT_EXCEEDED" if "Parsing aborted" in error.message else "SYNTAX_ERROR"
        raise BadDocument([coded(code, error.message, error)]) from None
    return Prepared(document)


_remembered = lru_cache(maxsize=MOST_REMEMBERED)(_prepared)
"""What raises is not remembered, so that nobody fills the memory with nonsense."""


def _hold_to_limits(document: DocumentNode) -> None:
    found = excess(document)
    if found:
        raise BadDocument([coded("LIMIT_EXCEEDED", found)])


def _hold_to_schema(document: DocumentNode) -> None:
    errors = validate(schema.graphql_schema, document, max_errors=MOST_ERRORS, hide_suggestions=True)
    if errors:
        raise BadDocument([coded("INVALID_QUERY", error.message, error) for error in errors])


def coded(code: str, message: str, error: GraphQLError | None = None) -> GraphQLError:
    """An error with its public code; one that has a code already keeps it."""
    own = (error.extensions or {}) if error else {}
    nodes, source, positions = (error.nodes, error.source, error.positions) if error else (None, None, None)
    return GraphQLError(message, nodes, source, positions, extensions={"code": code, **own})
