"""The straight way in: what most systems send, a plain POST to /graphql, past all that Flask does for pages.

No session is opened and no address matched; what is told goes out as it is, under the same headers. Whatever is not
plain (another method, parameters in the address, a cookie, a body of unknown or excessive length) goes Flask's way, and
is answered alike.
"""

import re
from collections.abc import Callable, Iterable, Mapping
from functools import cache, cached_property, lru_cache
from typing import Any

from flask import Flask, Request
from flask.ctx import RequestContext
from flask.globals import _cv_app, _cv_request
from flask.sessions import SecureCookieSession
from werkzeug.datastructures import MultiDict
from werkzeug.exceptions import ClientDisconnected
from werkzeug.http import HTTP_STATUS_CODES
from werkzeug.routing import MapAdapter

from registry.api.answers import Reply
from registry.api.asking import Incoming

Environment = dict[str, Any]
WSGI = Callable[[Environment, Any], Iterable[bytes]]
MOST_DIGITS = 9
"""Of a length that is looked at here."""
MOST_HOSTS = 256
_HOST = re.compile(r"[A-Za-z0-9.-]{1,253}(:[0-9]{1,5})?")
_NOT_PLAIN = frozenset({"HTTP_COOKIE", "HTTP_TRANSFER_ENCODING", "HTTP_EXPECT", "HTTP_UPGRADE"})


class Straight:
    """A WSGI application around Flask's: `answer` is asked for what comes to `address` and is plain."""

    def __init__(self, app: Flask, address: str, answer: Callable[[Incoming], Reply], safe: Mapping[str, str]) -> None:
        self._app, self._address, self._answer = app, address, answer
        self._flask: WSGI = app.wsgi_app
        self._most: int = app.config["MAX_CONTENT_LENGTH"]
        self._safe = tuple(safe.items())

    def __call__(self, environ: Environment, start_response: Any) -> Iterable[bytes]:
        if environ.get("PATH_INFO") != self._address or not self._is_plain(environ):
            return self._flask(environ, start_response)
        reply = self._replied(environ)
        length = ("Content-Length", str(len(reply.body)))
        start_response(_status(reply.status), [*reply.headers.items(), length, *self._safe])
        return (reply.body,)

    def _is_plain(self, environ: Environment) -> bool:
        if environ["REQUEST_METHOD"] != "POST" or environ.get("QUERY_STRING"):
            return False
        if not _NOT_PLAIN.isdisjoint(environ) or not _is_host(environ.get("HTTP_HOST", "")):
            return False
        length = environ.get("CONTENT_LENGTH") or ""
        return length.isascii() and length.isdecimal() and len(length) <= MOST_DIGITS and int(length) <= self._most

    def _replied(self, environ: Environment) -> Reply:
        """Inside the contexts that Flask would open; an application's that is open already serves, as with Flask."""
        around = _cv_app.get(None)
        within = None if around is not None and around.app is self._app else self._app.app_context()
        if within is not None:
            within.push()
        token = _cv_request.set(_Context(self._app, environ))
        try:
            return self._answer(_Plain(environ))
        finally:
            _cv_request.reset(token)
            if within is not None:
                within.pop()


@lru_cache(maxsize=MOST_HOSTS)
def _is_host(host: str) -> bool:
    return _HOST.fullmatch(host) is not None


@cache
def _status(code: int) -> str:
    return f"{code} {HTTP_STATUS_CODES[code].upper()}"


class _Plain:
    """Such a request, as it is read by this door."""

    method = "POST"
    args: MultiDict[str, str] = MultiDict()
    cookies: Mapping[str, str] = {}

    def __init__(self, environ: Environment) -> None:
        self.environ = environ
        self.headers = _Headers(environ)
        self.content_length = int(environ["CONTENT_LENGTH"])
        self.max_content_length: int | None = self.content_length
        self.remote_addr: str | None = environ.get("REMOTE_ADDR")

    def get_data(self, *, cache: bool) -> bytes:
        """The body. Raises ClientDisconnected where less came than was announced."""
        incoming, left, parts = self.environ["wsgi.input"], self.content_length, []
        while left > 0 and (part := incoming.read(left)):
            left -= len(part)
            parts.append(part)
        if left > 0:
            raise ClientDisconnected
        return parts[0] if len(parts) == 1 else b"".join(parts)


class _Headers:
    def __init__(self, environ: Environment) -> None:
        self._environ = environ

    def get(self, name: str, default: str) -> str:
        found: str = self._environ.get(_NAMES[name], default)
        return found

    def __contains__(self, name: str) -> bool:
        return _NAMES[name] in self._environ


_NAMES = {
    "Accept": "HTTP_ACCEPT",
    "Authorization": "HTTP_AUTHORIZATION",
    "Content-Encoding": "HTTP_CONTENT_ENCODING",
    "Content-Type": "CONTENT_TYPE",
}
"""The headers that this door reads."""


class _Context(RequestContext):
    """What addresses are made by, and whatever else asks Flask for its request: made when it is first looked at."""

    def __init__(self, app: Flask, environ: Environment) -> None:
        self.app, self._environ = app, environ
        self._session = SecureCookieSession()

    @cached_property
    def request(self) -> Request:  # type: ignore[override]
        return self.app.request_class(self._environ)

    @cached_property
    def url_adapter(self) -> MapAdapter | None:  # type: ignore[override]
        return self.app.create_url_adapter(self.request)
