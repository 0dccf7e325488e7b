"""The one address of this door: a request comes in over HTTP, an answer with its errors goes out."""

import json
import re
import secrets
from datetime import UTC, datetime
from typing import Any

from flask import Response, current_app, request
from graphql import ExecutionResult, GraphQLError, OperationType, execute_sync, get_operation_ast

from registry.api import refusals
from registry.api.asking import GRAPHQL, JSON, Asking, media_type, read
from registry.api.caller import Caller
from registry.api.documents import BadDocument, prepared
from registry.api.once import Executing
from registry.api.refusals import Refusal
from registry.api.schema import schema
from registry.domain.actors import Action, may
from registry.domain.errors import NotSignedIn

LONGEST_MESSAGE = 1_000
MOST_BYTES = 20 * 2**20
"""Of one body with files in base64, from those who may send files. Whoever may not keeps to the usual limit."""
SENDS_FILES = (
    Action.SUBMIT_REQUEST,
    Action.RECORD_APPROVAL,
    Action.DRAFT_LIST,
    Action.RECORD_PLAQUE_CATALOGUE,
    Action.RECORD_CERTIFICATE_CATALOGUE,
)
SOMETHING_WENT_WRONG = (
    "出了点问题，请把请求编号告诉管理员。 / Something went wrong; please tell the administrator the request id."
)
_SUGGESTION = re.compile(r" Did you mean .*\?$", re.DOTALL)
_VALUE = re.compile(r"^Variable '\$(?P<variable>\w+)' got invalid value .*?(?: at '(?P<where>[^']*)')?; ", re.DOTALL)
MEND = "请按接口说明（registry schema）修改请求。 / Please mend the request by the schema (registry schema)."


def answer() -> Response:
    """Answer whatever came; what was not foreseen is logged under an id, and only the id is told."""
    request_id = secrets.token_hex(8)
    media = JSON
    try:
        media = media_type(request.headers.get("Accept", ""))
        _take_more()
        return _executed(read(request), media, request_id)
    except Refusal as refusal:
        return _refused(refusal, media, request_id)
    except Exception as error:
        _log(error, request_id)
        return _response(500, {"errors": [_unforeseen(request_id)]}, media, request_id)


def _take_more() -> None:
    """Larger bodies, with files in them, from those who may send files; it must be said before the body is read."""
    usual = request.max_content_length
    if usual is None or (request.content_length or 0) <= usual:
        return
    try:
        actor = Caller(request.headers.get("Authorization", ""), datetime.now(UTC)).actor()
    except NotSignedIn:
        return
    if any(may(actor, action) for action in SENDS_FILES):
        request.max_content_length = MOST_BYTES


def _executed(asking: Asking, media: str, request_id: str) -> Response:
    try:
        document = prepared(asking.query)
    except BadDocument as bad:
        return _not_executed(bad.errors, media, request_id)
    operation = get_operation_ast(document, asking.operation_name)
    if request.method != "POST" and operation and operation.operation is not OperationType.QUERY:
        raise refusals.MUTATION_BY_GET
    caller = Caller(request.headers.get("Authorization", ""), datetime.now(UTC))
    result = execute_sync(
        schema.graphql_schema,
        document,
        variable_values=asking.variables,
        operation_name=asking.operation_name,
        context_value=caller,
        execution_context_class=Executing if operation and operation.operation is OperationType.MUTATION else None,
    )
    return _told(result, caller, media, request_id)


def _told(result: ExecutionResult, caller: Caller, media: str, request_id: str) -> Response:
    """The result; errors of no field mean that nothing ran (a variable did not fit, say)."""
    errors = result.errors or []
    if result.data is None and all(error.path is None for error in errors):
        return _not_executed(errors, media, request_id)
    told: dict[str, Any] = {"data": result.data}
    if errors:
        told["errors"] = [_error(error, request_id) for error in errors]
    if caller.notices:
        told["extensions"] = {"notices": caller.notices}
    return _response(200, told, media, request_id)


def _not_executed(errors: list[GraphQLError], media: str, request_id: str) -> Response:
    """Well-formed as HTTP, but not to be executed: the older media type keeps 200 for this."""
    status = 400 if media == GRAPHQL else 200
    return _response(status, {"errors": [_error(error, request_id) for error in errors]}, media, request_id)


def _error(error: GraphQLError, request_id: str) -> dict[str, Any]:
    """One error as it is told: code and request id always; of what was not foreseen nothing else."""
    cause = error.original_error
    if cause is not None and not isinstance(cause, GraphQLError):
        _log(cause, request_id)
        return {**error.formatted, **_unforeseen(request_id)}
    message = _SUGGESTION.sub("", error.message)[:LONGEST_MESSAGE]
    if "code" not in (error.extensions or {}):
        message = f"{MEND} {_VALUE.sub(_at, message)}"
    extensions = {"code": "INVALID_REQUEST", **(error.extensions or {}), "requestId": request_id}
    return {**error.formatted, "message": message, "extensions": extensions}


def _at(found: re.Match[str]) -> str:
    """Where in the variables it stands, without what was sent: that may be long, and is no JSON."""
    return f"{found['where'] or found['variable']}: "


def _unforeseen(request_id: str) -> dict[str, Any]:
    return {"message": SOMETHING_WENT_WRONG, "extensions": {"code": "SOMETHING_WENT_WRONG", "requestId": request_id}}


def _log(error: BaseException, request_id: str) -> None:
    current_app.logger.error("GraphQL request %s failed", request_id, exc_info=error)


def _refused(refusal: Refusal, media: str, request_id: str) -> Response:
    told = {"message": refusal.message, "extensions": {"code": refusal.code, "requestId": request_id}}
    response = _response(refusal.status, {"errors": [told]}, media, request_id)
    if refusal.allow:
        response.headers["Allow"] = refusal.allow
    return response


def _response(status: int, told: dict[str, Any], media: str, request_id: str) -> Response:
    body = json.dumps(told, ensure_ascii=False, separators=(",", ":")).encode(errors="replace")
    response = Response(body, status=status, content_type=f"{media}; charset=utf-8")
    response.headers["X-Request-Id"] = request_id
    response.headers["Cache-Control"] = "no-store"
    response.headers["Vary"] = "Accept"
    return response
