"""Reading a GraphQL request from HTTP, and choosing how it is answered (the GraphQL over HTTP specification)."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, NoReturn

from flask import Request
from werkzeug.exceptions import HTTPException, RequestEntityTooLarge
from werkzeug.http import parse_options_header

from registry.api import refusals

JSON = "application/json"
GRAPHQL = "application/graphql-response+json"
_RANGES = {JSON: (JSON, "application/*", "*/*"), GRAPHQL: (GRAPHQL, "application/*", "*/*")}
"""What is offered, the default first, each with the ranges that accept it, the most specific first."""


_OBJECT = (" JSON 对象", "a JSON object")
MOST_DRAINED = 64 * 1024 * 1024


@dataclass(frozen=True)
class Asking:
    """The parameters of a request. Extensions are read and not used."""

    query: str
    operation_name: str | None
    variables: dict[str, Any] | None


def media_type(accept: str) -> str:
    """What to answer in, by the Accept header. Raises ACCEPT where neither would do."""
    if not accept.strip():
        return JSON
    wanted = _qualities(accept)
    best = max(_RANGES, key=lambda offered: _liking(offered, wanted))  # the first of equals
    if _liking(best, wanted)[0] <= 0:
        raise refusals.ACCEPT
    return best


def _liking(offered: str, wanted: Mapping[str, float]) -> tuple[float, int]:
    """How much an offered type is wanted: its quality, then how precisely it was named."""
    named = [(wanted[accepted], -place) for place, accepted in enumerate(_RANGES[offered]) if accepted in wanted]
    return named[0] if named else (0.0, 0)


def _qualities(accept: str) -> dict[str, float]:
    """The ranges accepted, with their quality; those for another charset than UTF-8 are left out."""
    found: dict[str, float] = {}
    for part in accept.lower().split(","):
        accepted, parameters = parse_options_header(part)
        if _is_utf8(parameters):
            found.setdefault(accepted, _quality(parameters.get("q", "1")))
    return found


def _quality(typed: str) -> float:
    try:
        return min(float(typed), 1.0)
    except ValueError:
        return 0.0


def _is_utf8(parameters: Mapping[str, str]) -> bool:
    return parameters.get("charset", "utf-8").lower() in ("utf-8", "utf8")


def read(request: Request) -> Asking:
    """The parameters, from the body of a POST or the address of a GET. Raises Refusal."""
    if request.method == "POST":
        return _asking(_body(request))
    if request.method in ("GET", "HEAD"):
        return _asking(_address(request))
    raise refusals.METHOD


def _body(request: Request) -> Any:
    mimetype, parameters = parse_options_header(request.headers.get("Content-Type", ""))
    if mimetype.lower() != JSON or not _is_utf8(parameters):
        raise refusals.CONTENT_TYPE
    try:
        return _loaded(request.get_data(cache=False), otherwise=refusals.NOT_JSON)
    except RequestEntityTooLarge:
        _drain(request)
        raise refusals.TOO_LARGE from None
    except HTTPException:  # the client went away, or its chunks are broken
        raise refusals.NOT_JSON from None


def _drain(request: Request) -> None:
    """Take in what is still being sent, and drop it: who is cut off while sending never reads the answer."""
    incoming, left = request.environ["wsgi.input"], min(request.content_length or 0, MOST_DRAINED)
    while left > 0 and (portion := incoming.read(min(left, 65_536))):
        left -= len(portion)


def _address(request: Request) -> dict[str, Any]:
    given: dict[str, Any] = request.args.to_dict()
    for name in ("variables", "extensions"):
        typed = given.pop(name, "")
        if typed:
            given[name] = _loaded(typed.encode(), otherwise=refusals.malformed(name, *_OBJECT))
    return given


def _loaded(body: bytes, *, otherwise: refusals.Refusal) -> Any:
    """JSON as the standard has it: no NaN, no half characters, no numbers or nesting beyond measure."""
    try:
        loaded = json.loads(body.decode(), parse_constant=_refuse_constant)
        json.dumps(loaded, ensure_ascii=False).encode()
    except (ValueError, RecursionError):
        raise otherwise from None
    return loaded


def _refuse_constant(name: str) -> NoReturn:
    raise ValueError(name)


def _asking(given: Any) -> Asking:
    if not isinstance(given, dict):
        raise refusals.NOT_AN_OBJECT
    query = given.get("query")
    if not isinstance(query, str) or not query.strip():
        raise refusals.NO_QUERY
    operation_name = given.get("operationName")
    if not isinstance(operation_name, str | None):
        raise refusals.malformed("operationName", "文字", "a text")
    for name in ("variables", "extensions"):
        if not isinstance(given.get(name), dict | None):
            raise refusals.malformed(name, *_OBJECT)
    return Asking(query, operation_name or None, given.get("variables"))
