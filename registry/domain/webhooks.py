"""Webhooks: which addresses may be written to, how what is sent is signed, when it is tried again and when no more."""

import hashlib
import hmac
import ipaddress
import re
from datetime import datetime, timedelta
from enum import StrEnum
from urllib.parse import urlsplit

from registry.domain.errors.webhooks import BadWebhookAddress

LONGEST_ADDRESS = 500
MOST_FAILURES = 12
"""So many refusals in a row, over some 20 hours, and the webhook is paused; nothing is lost, it goes on from there."""
LEASE = timedelta(minutes=5)
"""How long a sender keeps a webhook to itself; longer than everything it sends at a time may take."""
_FIRST_WAIT, _LONGEST_WAIT = timedelta(minutes=1), timedelta(hours=6)
_MOST_DOUBLINGS = 10
_PLAIN = re.compile(r"[!-~]+")
_NAT64 = ipaddress.ip_network("64:ff9b::/96")
_SPECIAL = [
    ipaddress.ip_network(one)
    for one in (
        *("192.0.0.0/24", "192.31.196.0/24", "192.52.193.0/24", "192.88.99.0/24", "192.175.48.0/24"),
        *("64:ff9b:1::/48", "100:0:0:1::/64", "2001::/23", "2002::/16", "2620:4f:8000::/48", "3fff::/20", "5f00::/16"),
    )
]
"""Networks of the IANA registries of special-purpose addresses that some release of Python takes for public ones."""

Address = ipaddress.IPv4Address | ipaddress.IPv6Address


class WebhookState(StrEnum):
    """Whether a webhook is sent to."""

    ACTIVE = "ACTIVE"
    PAUSED = "PAUSED"


class PauseReason(StrEnum):
    """Why a webhook is paused."""

    BY_HAND = "BY_HAND"
    FAILED = "FAILED"
    OWNER_GONE = "OWNER_GONE"


class DeliveryState(StrEnum):
    """How a change of the feed stands with a webhook that is told of it."""

    TAKEN = "TAKEN"
    REFUSED = "REFUSED"
    WAITING = "WAITING"


def read_url(typed: str, *, inside: bool) -> str:
    """A webhook's address: https only; with `inside`, http too. Raises BadWebhookAddress with the reason."""
    wanted = typed.strip()
    if not wanted or len(wanted) > LONGEST_ADDRESS or not _PLAIN.fullmatch(wanted):
        raise BadWebhookAddress(wanted, "UNREADABLE")
    try:
        parts = urlsplit(wanted)
        host, port = parts.hostname, parts.port
    except ValueError:
        raise BadWebhookAddress(wanted, "UNREADABLE") from None
    if parts.scheme not in (("https", "http") if inside else ("https",)):
        raise BadWebhookAddress(wanted, "NOT_HTTPS")
    if not host or parts.username is not None or parts.password is not None or parts.fragment or port == 0:
        raise BadWebhookAddress(wanted, "UNREADABLE")
    return wanted


def is_outside(address: str) -> bool:
    """Whether an IP address lies on the public network: no loopback, private, link-local, shared (CGNAT), multicast or
    reserved one, none set aside for a special purpose, nor one that carries such an IPv4 address in it (mapped,
    compatible, 6to4, Teredo, NAT64)."""
    try:
        found = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return False
    if found in _NAT64:  # the way of an IPv6 network to IPv4: it leads where the IPv4 address in it does
        return _is_public(ipaddress.IPv4Address(int(found) & 0xFFFFFFFF))
    return all(_is_public(one) for one in (found, *_carried(found)))


def _is_public(one: Address) -> bool:
    site_local = isinstance(one, ipaddress.IPv6Address) and one.is_site_local
    if any(one in network for network in _SPECIAL if network.version == one.version):
        return False
    return one.is_global and not (one.is_multicast or one.is_reserved or one.is_unspecified or site_local)


def _carried(found: Address) -> list[Address]:
    """The IPv4 addresses that an IPv6 address stands for."""
    if isinstance(found, ipaddress.IPv4Address):
        return []
    inner = [found.ipv4_mapped, found.sixtofour, *(found.teredo or ())]
    return [one for one in inner if one is not None]


def secret_of(key: str, number: str, salt: str) -> str:
    """A webhook's secret, from the installation's own key: it is kept nowhere, and shown when it is made."""
    spelled = hmac.new(key.encode(), f"webhook|{number}|{salt}".encode(), hashlib.sha256).hexdigest()
    return f"whsec_{spelled}"


def signature(secret: str, timestamp: int, body: bytes) -> str:
    """HMAC-SHA256, in hex, over the seconds since 1970, a full stop and the body, keyed with the secret."""
    return hmac.new(secret.encode(), f"{timestamp}.".encode() + body, hashlib.sha256).hexdigest()


def next_try(failures: int, at: datetime) -> datetime:
    """When to try again after so many failures in a row: a minute, two, four …, at most six hours."""
    return at + min(_FIRST_WAIT * (1 << min(failures - 1, _MOST_DOUBLINGS)), _LONGEST_WAIT)
