"""Posting to an address of others: looked up once, looked at, and connected to just as it was looked at.

Whoever names an address does not learn what stands in the server's own network: what it resolves to is checked, the
connection goes to that very IP address (so that a name cannot mean another one a moment later), nothing that is
answered is told but its status, and no redirect is followed.
"""

import http.client
import socket
import ssl
import threading
from collections.abc import Mapping
from contextlib import closing
from urllib.parse import SplitResult, urlsplit

from registry.domain.errors.webhooks import BadWebhookAddress
from registry.domain.webhooks import is_outside

TIMEOUT = 10
"""Seconds that one step of the network may take."""
LONGEST = 20
"""Seconds that all of it may take, however slowly a receiver answers."""
_PORTS = {"https": 443, "http": 80}


def post(url: str, body: bytes, headers: Mapping[str, str], *, inside: bool) -> int:
    """The HTTP status that was answered. Raises BadWebhookAddress where it may not be written to, OSError,
    HTTPException."""
    parts = urlsplit(url)
    where = resolved(url, inside=inside)
    connection = http.client.HTTPConnection(parts.hostname or "", parts.port or _PORTS[parts.scheme], timeout=TIMEOUT)
    with closing(connection):
        connection.sock = _connected(parts, where)
        late = threading.Timer(LONGEST, _cut, [connection.sock])
        late.daemon = True
        late.start()
        try:
            connection.request("POST", _path(parts), body, {**headers, "Host": parts.netloc, "Connection": "close"})
            return connection.getresponse().status
        finally:
            late.cancel()


def resolved(url: str, *, inside: bool) -> tuple[str, int]:
    """The IP address and port to connect to. Raises BadWebhookAddress: a name that means even one address of the
    server's own network is not written to, however it is spelled."""
    parts = urlsplit(url)
    try:
        found = socket.getaddrinfo(parts.hostname, parts.port or _PORTS[parts.scheme], type=socket.SOCK_STREAM)
    except (OSError, UnicodeError):
        raise BadWebhookAddress(url, "UNKNOWN_HOST") from None
    if not inside and not all(is_outside(str(one[4][0])) for one in found):
        raise BadWebhookAddress(url, "INSIDE")
    return str(found[0][4][0]), int(found[0][4][1])


def _connected(parts: SplitResult, where: tuple[str, int]) -> socket.socket:
    plain = socket.create_connection(where, timeout=TIMEOUT)
    if parts.scheme != "https":
        return plain
    try:
        return ssl.create_default_context().wrap_socket(plain, server_hostname=parts.hostname)
    except BaseException:
        plain.close()
        raise


def _cut(connected: socket.socket) -> None:
    """End a conversation that takes too long; whoever waits in it gets an OSError or an answer cut short."""
    try:
        connected.shutdown(socket.SHUT_RDWR)
    except OSError:
        connected.close()


def _path(parts: SplitResult) -> str:
    return (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
