"""Documents: parsed, held to the limits and validated, and the good ones remembered."""

from functools import lru_cache

from graphql import DocumentNode, GraphQLError, GraphQLSyntaxError, parse, validate

from registry.api.limits import MOST_CHARACTERS, MOST_COMMENTS, MOST_TOKENS, excess
from registry.api.schema import schema

MOST_REMEMBERED = 256
LONGEST_REMEMBERED = 16_384
MOST_ERRORS = 20


class BadDocument(Exception):
    """A document that cannot be executed, with what is wrong with it."""

    def __init__(self, errors: list[GraphQLError]) -> None:
        super().__init__(str(errors[0]))
        self.errors = errors


def prepared(text: str) -> DocumentNode:
    """The document, ready to execute. Raises BadDocument."""
    return _remembered(text) if len(text) <= LONGEST_REMEMBERED else _prepared(text)


def _prepared(text: str) -> DocumentNode:
    try:
        document = parse(
            text, max_lexical_tokens=MOST_TOKENS, max_comments=MOST_COMMENTS, max_source_length=MOST_CHARACTERS
        )
        _hold_to_limits(document)
        _hold_to_schema(document)
    except RecursionError:
        raise BadDocument([_coded("LIMIT_EXCEEDED", "查询嵌套过深。 / The query is nested too deeply.")]) from None
    except GraphQLSyntaxError as error:
        code = "LIMIT_EXCEEDED" if "Parsing aborted" in error.message else "SYNTAX_ERROR"
        raise BadDocument([_coded(code, error.message, error)]) from None
    return document


_remembered = lru_cache(maxsize=MOST_REMEMBERED)(_prepared)
"""What raises is not remembered, so that nobody fills the memory with nonsense."""


def _hold_to_limits(document: DocumentNode) -> None:
    found = excess(document)
    if found:
        raise BadDocument([_coded("LIMIT_EXCEEDED", found)])


def _hold_to_schema(document: DocumentNode) -> None:
    errors = validate(schema.graphql_schema, document, max_errors=MOST_ERRORS)
    if errors:
        raise BadDocument([_coded("INVALID_QUERY", error.message, error) for error in errors])


def _coded(code: str, message: str, error: GraphQLError | None = None) -> GraphQLError:
    """An error with its public code; one that has a code already keeps it."""
    own = (error.extensions or {}) if error else {}
    nodes, source, positions = (error.nodes, error.source, error.positions) if error else (None, None, None)
    return GraphQLError(message, nodes, source, positions, extensions={"code": code, **own})
