"""Deadlines: no resolver starts when the time of its request is over; what was done by then is told."""

import time
from collections.abc import Sequence
from typing import Any

from graphql import ExecutionContext, FieldNode, GraphQLObjectType
from graphql.error import located_error
from graphql.execution.execute import get_field_def
from graphql.pyutils import Path

from registry.store.bounding import TimedOut, is_over


class Deadline:
    """The time of one request, in seconds; 0 is none. An act that was committed is told of, however late."""

    def __init__(self, seconds: float) -> None:
        self._seconds = seconds
        self._ends = time.monotonic() + seconds
        self._telling = False

    def left(self) -> float | None:
        """Seconds left; None where there is no deadline, or an act has just been committed."""
        return None if self._telling or not self._seconds else self._ends - time.monotonic()

    def acted(self) -> None:
        self._telling = True

    def next_field(self) -> None:
        """The next field of the root is another matter: it must not start late, whatever was committed before it."""
        self._telling = False


class TimedExecution(ExecutionContext):
    """Executes a document whose caller (the context) has a deadline."""

    def execute_field(
        self, parent_type: GraphQLObjectType, source: Any, field_nodes: list[FieldNode], path: Path
    ) -> Any:
        if path.prev is None:
            self.context_value.deadline.next_field()
        if is_over():
            return self._cut(parent_type, field_nodes, path)
        return super().execute_field(parent_type, source, field_nodes, path)

    def _cut(self, parent_type: GraphQLObjectType, field_nodes: Sequence[FieldNode], path: Path) -> None:
        field = get_field_def(self.schema, parent_type, field_nodes[0])
        if field:
            self.handle_field_error(located_error(TimedOut(), field_nodes, path.as_list()), field.type, path)
