"""An answer as it goes out over HTTP: what was found, what went wrong under its code, and how it may be kept."""

import hashlib
import json
import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Any

import orjson
from flask import Request, Response, current_app
from graphql import ExecutionResult, FieldNode, GraphQLError, Node

from registry.api import refusals
from registry.api.asking import GRAPHQL, JSON
from registry.api.faults import named
from registry.api.refusals import Refusal
from registry.api.schema import schema
from registry.store.bounding import was_cut

LONGEST_MESSAGE = 1_000
SOMETHING_WENT_WRONG = (
    "出了点问题，请把请求编号告诉管理员。 / Something went wrong; please tell the administrator the request id."
)
MEND = "请按接口说明（registry schema）修改请求。 / Please mend the request by the schema (registry schema)."
_SUGGESTION = re.compile(r" Did you mean .*\?$", re.DOTALL)
_VALUE = re.compile(r"^Variable '\$(?P<variable>\w+)' got invalid value .*?(?: at '(?P<where>[^']*)')?; ", re.DOTALL)
Extensions = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Reply:
    """What goes out: `is_whole` where all that was asked is told, and nothing else."""

    status: int
    headers: dict[str, str]
    body: bytes
    is_whole: bool = False

    def response(self, request: Request) -> Response:
        """The same as Flask has it; what was asked by GET, and is whole, may be kept."""
        response = Response(self.body, status=self.status, headers=self.headers)
        if self.is_whole and request.method in ("GET", "HEAD"):
            return self._to_be_kept(response, request)
        return response

    def _to_be_kept(self, response: Response, request: Request) -> Response:
        """An answer that may be kept and must be asked after each time: what a token sees, by its holder alone.

        Lists and approvals change at any moment, and an answer of a minute ago may be wrong by now. A cookie does
        nothing here, but the pages may renew it with any answer, and nobody else may be handed that.
        """
        whose = "private" if "Authorization" in request.headers or request.cookies else "public"
        response.headers["Cache-Control"] = f"{whose}, no-cache"
        media = self.headers["Content-Type"].partition(";")[0]
        response.set_etag(hashlib.sha256(media.encode() + b"\0" + self.body).hexdigest())
        response.make_conditional(request)
        return response


@dataclass(slots=True)
class Answers:
    """How one request is answered. Every error carries the request's id; `headers` go with whatever is told."""

    request_id: str
    media: str = JSON
    headers: dict[str, str] = field(default_factory=dict)

    def told(self, result: ExecutionResult, extensions: Extensions) -> Reply:
        """The result; errors of no field mean that nothing ran (a variable did not fit, say)."""
        errors = result.errors or []
        if result.data is None and all(error.path is None for error in errors):
            return self.not_executed(errors, extensions)
        told: dict[str, Any] = {"data": result.data}
        if errors:
            told["errors"] = [self._error(error) for error in errors]
        if extensions:
            told["extensions"] = extensions
        return self._response(200, told)

    def not_executed(self, errors: Sequence[GraphQLError], extensions: Extensions) -> Reply:
        """Well-formed as HTTP, but not to be executed: the older media type keeps 200 for this."""
        told: dict[str, Any] = {"errors": [self._error(error) for error in errors]}
        if extensions:
            told["extensions"] = extensions
        return self._response(400 if self.media == GRAPHQL else 200, told)

    def refused(self, refusal: Refusal) -> Reply:
        """What was refused before anything ran, or given up."""
        if refusal.allow:
            self.headers["Allow"] = refusal.allow
        return self._response(refusal.status, {"errors": [self._coded(refusal)]})

    def unforeseen(self, error: BaseException) -> Reply:
        """What was not foreseen is logged under the request's id, and only the id is told."""
        self._log(error)
        return self._response(500, {"errors": [self._unforeseen()]})

    def _error(self, error: GraphQLError) -> dict[str, Any]:
        """One error as it is told: code and request id always; of what was not foreseen nothing else."""
        cause = error.original_error
        if was_cut(cause):
            return {**error.formatted, **self._coded(refusals.TIMED_OUT)}
        if cause is not None and not isinstance(cause, GraphQLError):
            self._log(cause)
            return {**error.formatted, **self._unforeseen()}
        message = _SUGGESTION.sub("", error.message)[:LONGEST_MESSAGE]
        if "code" not in (error.extensions or {}):
            message = f"{MEND} {_VALUE.sub(_at, message)}"
        extensions = {"code": "INVALID_REQUEST", **(error.extensions or {}), "requestId": self.request_id}
        if extensions.get("field") and error.path and len(error.path) == 1 and error.nodes:
            extensions["field"] = _argument(str(extensions["field"]), error.nodes[0])
        return {**error.formatted, "message": message, "extensions": extensions}

    def _coded(self, refusal: Refusal) -> dict[str, Any]:
        return {"message": refusal.message, "extensions": {"code": refusal.code, "requestId": self.request_id}}

    def _unforeseen(self) -> dict[str, Any]:
        code = {"code": "SOMETHING_WENT_WRONG", "requestId": self.request_id}
        return {"message": SOMETHING_WENT_WRONG, "extensions": code}

    def _log(self, error: BaseException) -> None:
        current_app.logger.error("GraphQL request %s failed", self.request_id, exc_info=error)

    def _response(self, status: int, told: dict[str, Any]) -> Reply:
        """Cookies do nothing here: that answers vary by them is said for those who keep them on the way."""
        headers = {
            "Content-Type": _CONTENT_TYPES[self.media],
            **self.headers,
            "X-Request-Id": self.request_id,
            "Vary": "Accept, Authorization, Cookie",
            "Cache-Control": "no-store",
        }
        return Reply(status, headers, _as_json(told), is_whole=status == HTTPStatus.OK and "errors" not in told)


_CONTENT_TYPES = {media: f"{media}; charset=utf-8" for media in (JSON, GRAPHQL)}


def _as_json(told: dict[str, Any]) -> bytes:
    """What is told as JSON in UTF-8; a character that is only half one becomes a question mark."""
    try:
        return orjson.dumps(told)
    except TypeError:  # half a character, or a number of more than 64 bits
        return json.dumps(told, ensure_ascii=False, separators=(",", ":")).encode(errors="replace")


def _argument(field: str, asked: Node) -> str:
    """The argument of a question at the root that an error is about; what lies within an argument keeps its name."""
    questions: Any = schema.graphql_schema.type_map["Query"]
    question = questions.fields.get(asked.name.value) if isinstance(asked, FieldNode) else None
    return named(field, question.args) if question else field


def _at(found: re.Match[str]) -> str:
    """Where in the variables it stands, without what was sent: that may be long, and is no JSON."""
    return f"{found['where'] or found['variable']}: "
