"""What each caller has spent of their cost per minute, and how that is told in the headers of every answer.

Counted in the memory of this process, from a caller's first request on for a minute: each of several processes gives
out its part (`bounds.py`), and a caller's requests are not spread evenly, so that a part may be used up before the sum.
"""

import hashlib
import ipaddress
import math
import time
from dataclasses import dataclass
from functools import cache, lru_cache

from limits import RateLimitItem, RateLimitItemPerMinute
from limits.storage import MemoryStorage
from limits.strategies import FixedWindowRateLimiter

from registry.api.bounds import Bounds, Budget
from registry.api.caller import Caller
from registry.domain.errors import NotSignedIn

WINDOW = 60
"""Seconds."""
REFUSED = 1
"""What a request costs that was refused before its document was read."""
INVALID = 10
"""What a document costs that was read and cannot be executed."""
HOME = 64
"""Bits of an IPv6 address that one subscriber has: the rest they choose themselves."""

MOST_ADDRESSES = 1_024
"""Addresses whose home is remembered."""


@dataclass(frozen=True, slots=True)
class Payer:
    """Who pays for a request: whoever holds a token, or an address. `key` tells them apart."""

    budget: Budget
    key: str

    @property
    def anonymous(self) -> bool:
        return self.budget.name == "anonymous"


def payer(caller: Caller, address: str, bounds: Bounds) -> Payer:
    """A token that is good pays for itself; any other is worth no more than none, or guessing would be free."""
    if not caller.authorization:
        return Payer(bounds.anonymous, _home(address))
    try:
        caller.actor()
    except NotSignedIn:
        return Payer(bounds.anonymous, _home(address))
    return Payer(bounds.token, hashlib.sha256(caller.authorization.partition(" ")[2].strip().encode()).hexdigest())


@lru_cache(maxsize=MOST_ADDRESSES)
def _home(address: str) -> str:
    try:
        read = ipaddress.ip_address(address)
    except ValueError:
        return address
    return str(ipaddress.ip_network((read, HOME), strict=False)) if read.version == 6 else address  # noqa: PLR2004


@dataclass(frozen=True, slots=True)
class Spent:
    """How a payer stands. `left` is what remains; `resets_in` are the seconds until all of it is there again."""

    payer: Payer
    refused: bool
    left: int
    resets_in: int

    @property
    def headers(self) -> dict[str, str]:
        """As draft-ietf-httpapi-ratelimit-headers has them; the unit is that of `extensions.cost`."""
        name, quota = self.payer.budget.name, self.payer.budget.minute
        told = {
            "RateLimit-Policy": f'"{name}";q={quota};w={WINDOW};qu="cost"',
            "RateLimit": f'"{name}";r={self.left};t={self.resets_in}',
        }
        return {**told, "Retry-After": str(self.resets_in)} if self.refused else told


class _NoTimer:
    """What the storage takes for its timer at work: it would else start a thread every hundredth of a second."""

    @staticmethod
    def is_alive() -> bool:
        return True


@cache
def _quota(name: str, minute: int) -> RateLimitItem:
    """There are two in a process: of those with a token, and of all others."""
    return RateLimitItemPerMinute(minute, namespace=name)


class Rates:
    """The counters of one process."""

    def __init__(self) -> None:
        self._storage = MemoryStorage()
        self._storage.timer = _NoTimer()  # type: ignore[assignment]
        self._limiter = FixedWindowRateLimiter(self._storage)
        self._swept_at = time.monotonic()

    def spend(self, payer: Payer, cost: int) -> Spent | None:
        """Count a cost, unless it is more than what is left; None where no limit is set."""
        if payer.budget.minute is None:
            return None
        self._sweep()
        quota = _quota(payer.budget.name, payer.budget.minute)
        fits = self._limiter.hit(quota, payer.key, cost=cost)
        if not fits:
            self._storage.decr(quota.key_for(payer.key), cost)  # it counted what it then refused
        return self._standing(quota, payer, refused=not fits)

    def _standing(self, quota: RateLimitItem, payer: Payer, *, refused: bool) -> Spent:
        stands = self._limiter.get_window_stats(quota, payer.key)
        resets_in = min(max(math.ceil(stands.reset_time - time.time()), 1), WINDOW)
        return Spent(payer, refused, stands.remaining, resets_in)

    def _sweep(self) -> None:
        """Once a minute, forget whoever has not come again; reading an old counter removes it."""
        if time.monotonic() < self._swept_at + WINDOW:
            return
        self._swept_at = time.monotonic()
        for key in list(self._storage.expirations):
            self._storage.get(key)
