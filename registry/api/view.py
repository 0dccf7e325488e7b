"""The one address of this door: a request comes in over HTTP, is held to its bounds, and is answered."""

import secrets
from dataclasses import dataclass, field
from datetime import UTC, datetime

from flask import Response, current_app, request
from graphql import ExecutionResult, OperationDefinitionNode, OperationType, execute_sync

from registry.api import refusals
from registry.api.answers import Answers, Reply
from registry.api.asking import Asking, Incoming, media_type, read
from registry.api.bounds import Bounds
from registry.api.caller import Caller
from registry.api.compiled import Given
from registry.api.costs import excessive
from registry.api.deadlines import Deadline, TimedExecution
from registry.api.documents import UNCLEAR_OPERATION, BadDocument, Prepared, asks_about_the_schema, prepared
from registry.api.once import Executing
from registry.api.plans import planned
from registry.api.rates import INVALID, REFUSED, Payer, Rates, Spent, payer
from registry.api.refusals import Refusal
from registry.api.schema import schema
from registry.api.trusted import DocumentsByHash
from registry.config import Settings
from registry.domain.actors import Action, may
from registry.store.bounding import bounded, undo, was_cut
from registry.store.remembered import Moved, steadily

MOST_BYTES = 20 * 2**20
"""Of one body with files in base64, from those who may send files. Whoever may not keeps to the usual limit."""
SENDS_FILES = (
    Action.SUBMIT_REQUEST,
    Action.RECORD_APPROVAL,
    Action.DRAFT_LIST,
    Action.RECORD_PLAQUE_CATALOGUE,
    Action.RECORD_CERTIFICATE_CATALOGUE,
)
DOOR = "registry_api"
"""Where an app keeps its door."""


@dataclass(frozen=True, slots=True)
class Door:
    """What this door keeps between requests."""

    bounds: Bounds
    documents: DocumentsByHash
    rates: Rates = field(default_factory=Rates)

    @classmethod
    def of(cls, settings: Settings) -> "Door":
        """Raises SettingUnfit."""
        bounds = Bounds.of(settings)
        return cls(bounds, DocumentsByHash(bounds.documents))


def answer() -> Response:
    """The answer to Flask's request."""
    asked = request._get_current_object()  # type: ignore[attr-defined] # the request itself
    return replied(asked).response(asked)


def replied(request: Incoming) -> Reply:
    """Answer whatever came; what was not foreseen is logged under an id, and only the id is told."""
    door: Door = current_app.extensions[DOOR]
    answers, deadline = Answers(secrets.token_hex(8)), Deadline(door.bounds.deadline)
    with bounded(deadline):
        try:
            answers.media = media_type(request.headers.get("Accept", ""))
            caller = Caller(request.headers.get("Authorization", ""), datetime.now(UTC), deadline)
            return _Visit(
                door, answers, caller, payer(caller, request.remote_addr or "", door.bounds), request
            ).answered()
        except Refusal as refusal:
            return answers.refused(refusal)
        except Exception as error:
            if was_cut(error):
                undo()
                return answers.refused(refusals.TIMED_OUT)
            return answers.unforeseen(error)


@dataclass(frozen=True, slots=True)
class _Visit:
    """One request at this door, by somebody who pays for it."""

    door: Door
    answers: Answers
    caller: Caller
    payer: Payer
    request: Incoming

    def answered(self) -> Reply:
        asking = self._read()
        try:
            document = self._document(asking)
        except BadDocument as bad:
            self._pay(INVALID)
            return self.answers.not_executed(bad.errors, {})
        operation = document.operation(asking.operation_name)
        if operation is None:
            self._pay(INVALID)
            return self.answers.not_executed([UNCLEAR_OPERATION], {})
        if self.request.method != "POST" and operation.operation is not OperationType.QUERY:
            raise refusals.MUTATION_BY_GET
        return self._priced(document, operation, asking)

    def _read(self) -> Asking:
        """What is asked. Larger bodies, with files in them, only from those who may send files."""
        request = self.request
        too_large = (request.content_length or 0) > (request.max_content_length or MOST_BYTES)
        if too_large and not self.payer.anonymous and any(may(self.caller.actor(), one) for one in SENDS_FILES):
            request.max_content_length = MOST_BYTES
        try:
            return read(request)
        except Refusal:
            self._pay(REFUSED)
            raise

    def _document(self, asking: Asking) -> Prepared:
        """The document that is asked for, by its text or its hash. Raises BadDocument, Refusal."""
        trusted_only = self.door.bounds.trusted_only and self.payer.anonymous
        try:
            found = prepared(self.door.documents.text(asking, trusted_only=trusted_only))
        except Refusal:
            self._pay(REFUSED)
            raise
        if asking.hashed and asking.query:
            self.door.documents.remember(asking.query)
        return found

    def _priced(self, document: Prepared, operation: OperationDefinitionNode, asking: Asking) -> Reply:
        """The answer, if it costs no more than one request may."""
        plan, given, budget = document.plan(operation), asking.variables or {}, self.payer.budget.request
        cost = {"requested": plan.cost(given), "budget": budget}
        excess = excessive(plan, given, budget, cost=cost["requested"])
        spent = self._pay(INVALID if excess else cost["requested"])
        if spent and self.request.method == "POST":  # what is kept of a GET says nothing of the moment
            cost["remaining"] = spent.left
        if excess:
            return self.answers.not_executed([excess], {"cost": cost})
        if operation.operation is OperationType.QUERY:
            result = steadily(lambda: self._executed(document, operation, asking))
        else:
            result = self._executed(document, operation, asking)
        notices = {"notices": self.caller.notices} if self.caller.notices else {}
        return self.answers.told(result, {**notices, "cost": cost})

    def _pay(self, cost: int) -> Spent | None:
        """Count a cost, and tell how the payer stands. Raises RATE where it is more than is left of this minute."""
        spent = self.door.rates.spend(self.payer, cost)
        if spent:
            self.answers.headers.update(spent.headers)
            if spent.refused:
                raise refusals.RATE
        return spent

    def _planned(self, document: Prepared, asking: Asking) -> Given | None:
        """The answer of a query that is asked again, the quick way; None where graphql-core is to answer."""
        run = planned(document.runs(asking.operation_name), schema.graphql_schema, asking.variables or {})
        if run is None:
            return None
        self.caller.notices.clear()  # it may be asked anew
        try:
            return run(self.caller)
        except Moved:
            raise
        except Exception:  # whatever it was, graphql-core meets it again and says so
            undo()
            return None

    def _executed(self, document: Prepared, operation: OperationDefinitionNode, asking: Asking) -> ExecutionResult:
        """What came of it. A question that took too long is given up whole; of acts, those that were done are told."""
        if document.said.get(asking.operation_name):
            return document.said[asking.operation_name]
        told = self._planned(document, asking)
        if told is not None:
            return ExecutionResult(told, None)
        self.caller.notices.clear()
        result = execute_sync(
            schema.graphql_schema,
            document.document,
            variable_values=asking.variables,
            operation_name=asking.operation_name,
            context_value=self.caller,
            execution_context_class=Executing if operation.operation is OperationType.MUTATION else TimedExecution,
            hide_suggestions=True,
        )
        for error in result.errors or ():
            if isinstance(error.original_error, Moved):
                raise error.original_error
        if any(was_cut(error.original_error) for error in result.errors or ()):
            undo()
            if operation.operation is OperationType.QUERY:
                raise refusals.TIMED_OUT
        if not result.errors and asks_about_the_schema(operation):
            document.said[asking.operation_name] = result
        return result
