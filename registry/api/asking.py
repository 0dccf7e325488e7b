"""Reading a GraphQL request from HTTP, and choosing how it is answered (the GraphQL over HTTP specification)."""

import json
import math
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, NoReturn, Protocol

from werkzeug.datastructures import MultiDict
from werkzeug.exceptions import HTTPException, RequestEntityTooLarge
from werkzeug.http import parse_options_header

from registry.api import refusals

JSON = "application/json"
GRAPHQL = "application/graphql-response+json"
_RANGES = {JSON: (JSON, "application/*", "*/*"), GRAPHQL: (GRAPHQL, "application/*", "*/*")}
"""What is offered, the default first, each with the ranges that accept it, the most specific first."""


_OBJECT = (" JSON 对象", "a JSON object")
_SHA256 = (
    " SHA-256（64 位小写十六进制，documentId 前加 sha256:）",
    "a SHA-256 (64 hexadecimal digits; a documentId begins with sha256:)",
)
_HASH = re.compile(r"[0-9a-f]{64}")
_DOCUMENT_ID = re.compile(r"sha256:[0-9a-f]{64}")
MOST_DRAINED = 64 * 1024 * 1024
MOST_HEADERS = 256
"""Values of a header whose meaning is remembered: a program sends the same each time."""


class Headers(Protocol):
    """The headers of a request, by name."""

    def get(self, name: str, default: str, /) -> str: ...

    def __contains__(self, name: str, /) -> bool: ...


class Incoming(Protocol):
    """What this door looks at of a request: Flask's own, or one that came straight (`straight.py`)."""

    max_content_length: int | None

    @property
    def method(self) -> str: ...

    @property
    def headers(self) -> Headers: ...

    @property
    def environ(self) -> dict[str, Any]: ...

    @property
    def args(self) -> MultiDict[str, str]: ...

    @property
    def cookies(self) -> Mapping[str, str]: ...

    @property
    def content_length(self) -> int | None: ...

    @property
    def remote_addr(self) -> str | None: ...

    def get_data(self, *, cache: bool) -> bytes: ...


@dataclass(frozen=True)
class Asking:
    """The parameters of a request. Its document is given as text, by the hash it is kept under, or by both.

    `document_id` names a trusted document; `hashed` is what Apollo's clients send. Both are SHA-256 in hexadecimal.
    """

    query: str | None
    operation_name: str | None
    variables: dict[str, Any] | None
    document_id: str | None = None
    hashed: str | None = None


@lru_cache(maxsize=MOST_HEADERS)
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


def read(request: Incoming) -> Asking:
    """The parameters, from the body of a POST or the address of a GET. Raises Refusal."""
    if request.method == "POST":
        return _asking(_body(request))
    if request.method in ("GET", "HEAD"):
        return _asking(_address(request))
    raise refusals.METHOD


def _body(request: Incoming) -> Any:
    if not _is_json(request.headers.get("Content-Type", "")):
        raise refusals.CONTENT_TYPE
    if request.headers.get("Content-Encoding", "identity").lower() != "identity":
        raise refusals.CONTENT_ENCODING
    try:
        return _loaded(request.get_data(cache=False), otherwise=refusals.NOT_JSON)
    except RequestEntityTooLarge:
        _drain(request)
        raise refusals.TOO_LARGE from None
    except HTTPException:  # the client went away, or its chunks are broken
        raise refusals.NOT_JSON from None


@lru_cache(maxsize=MOST_HEADERS)
def _is_json(content_type: str) -> bool:
    mimetype, parameters = parse_options_header(content_type)
    return mimetype.lower() == JSON and _is_utf8(parameters)


def _drain(request: Incoming) -> None:
    """Take in what is still being sent, and drop it: who is cut off while sending never reads the answer."""
    incoming, left = request.environ["wsgi.input"], min(request.content_length or 0, MOST_DRAINED)
    while left > 0 and (portion := incoming.read(min(left, 65_536))):
        left -= len(portion)


def _address(request: Incoming) -> dict[str, Any]:
    if any(len(values) > 1 for _, values in request.args.lists()):
        raise refusals.REPEATED
    given: dict[str, Any] = request.args.to_dict()
    for name in ("variables", "extensions"):
        typed = given.pop(name, "")
        if typed:
            given[name] = _loaded(typed.encode(), otherwise=refusals.malformed(name, *_OBJECT))
    return given


def _loaded(body: bytes, *, otherwise: refusals.Refusal) -> Any:
    """JSON as the standard has it: no NaN, no name twice, no half characters, no numbers or nesting beyond measure."""
    try:
        loaded = _DECODER.decode(body.decode())
        if b"\\u" in body:  # half a character is only written so
            json.dumps(loaded, ensure_ascii=False).encode()
    except (ValueError, RecursionError):
        raise otherwise from None
    return loaded


def _refuse_constant(name: str) -> NoReturn:
    raise ValueError(name)


def _each_once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """Of one name twice, readers differ on which counts: a proxy may have checked the other one."""
    made = dict(pairs)
    if len(made) != len(pairs):
        raise ValueError("a name twice")
    return made


def _finite(typed: str) -> float:
    """A number that a machine can hold."""
    if math.isinf(number := float(typed)):
        raise ValueError(typed)
    return number


_DECODER = json.JSONDecoder(parse_constant=_refuse_constant, parse_float=_finite, object_pairs_hook=_each_once)


def _asking(given: Any) -> Asking:
    if not isinstance(given, dict):
        raise refusals.NOT_AN_OBJECT
    document_id, hashed = _document_id(given), _hashed(given)
    query = given.get("query")
    if query is None and (document_id or hashed):
        pass
    elif document_id:
        raise refusals.TWO_DOCUMENTS
    elif not isinstance(query, str) or not query.strip():
        raise refusals.NO_QUERY
    operation_name = given.get("operationName")
    if not isinstance(operation_name, str | None):
        raise refusals.malformed("operationName", "文字", "a text")
    if not isinstance(given.get("variables"), dict | None):
        raise refusals.malformed("variables", *_OBJECT)
    return Asking(query, operation_name or None, given.get("variables"), document_id, hashed)


def _document_id(given: dict[str, Any]) -> str | None:
    typed = given.get("documentId")
    if typed is None:
        return None
    if not isinstance(typed, str) or not _DOCUMENT_ID.fullmatch(typed):
        raise refusals.malformed("documentId", *_SHA256)
    return typed.removeprefix("sha256:")


def _hashed(given: dict[str, Any]) -> str | None:
    """The hash that Apollo's clients send; other extensions are not ours."""
    extensions = given.get("extensions")
    if not isinstance(extensions, dict | None):
        raise refusals.malformed("extensions", *_OBJECT)
    named = (extensions or {}).get("persistedQuery")
    if named is None:
        return None
    typed = named.get("sha256Hash") if isinstance(named, dict) else None
    if not isinstance(typed, str) or not _HASH.fullmatch(typed.lower()):
        raise refusals.malformed("extensions.persistedQuery.sha256Hash", *_SHA256)
    return typed.lower()
