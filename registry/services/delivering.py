"""Telling receivers of changes: in the feed's order, each at least once, signed, tried again, and paused in the end.

A webhook is a reader of the change feed that somebody else moves on: there is no queue that could lose anything, only
how far each was told. One that refuses keeps no other waiting, and gets nothing out of order.
"""

import http.client
import json
import logging
import secrets
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from registry.domain.errors.webhooks import BadWebhookAddress
from registry.domain.feed import ThingKind
from registry.domain.notices import Box, NewsCode
from registry.domain.webhooks import LEASE, MOST_FAILURES, PauseReason, WebhookState, next_try, signature
from registry.services.changes import Change, changes_behind
from registry.services.notices import tell
from registry.services.people import actor_named
from registry.services.posting import post
from registry.store import events, webhooks
from registry.store.base import begin_writing, db
from registry.store.people import find_standing
from registry.store.webhooks import WebhookRecord, may_lead_inside

_log = logging.getLogger(__name__)
PORTION = 20
"""Changes that are fetched, and kept as taken, at a time."""
LONGEST_ROUND = 60.0
"""Seconds of one round of the clock that are spent on sending; what is left is sent in the next."""
OK, ABOVE_OK = 200, 300
PING = "PING"
Clock = Callable[[], datetime]


@dataclass(frozen=True, slots=True)
class Sent:
    """What one post came to: the status answered (0 for none), and what went wrong, empty for nothing."""

    status: int
    error: str


@dataclass(frozen=True, slots=True)
class Delivered:
    """What was done: changes that receivers took, webhooks that refused, and those that were paused for it."""

    taken: int = 0
    refused: tuple[str, ...] = ()
    paused: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Claimed:
    number: str
    claim: str
    url: str
    secret: str
    owner: str
    kinds: tuple[ThingKind, ...]
    position: int
    inside: bool


def deliver_due(*, clock: Clock) -> Delivered:
    """Tell each webhook that is due of what it was not told yet, each claimed in a transaction of its own.

    No transaction is open while a receiver is spoken to. A process that dies between the receiver's yes and our commit
    has it told again, under the same id.
    """
    until, taken = time.monotonic() + LONGEST_ROUND, 0
    seen: list[str] = []
    refused: list[str] = []
    paused: list[str] = []
    while time.monotonic() < until:
        claimed = _claimed(clock(), seen)
        if claimed is None:
            break
        seen.append(claimed.number)
        told, error = _tell_all(claimed, clock, until)
        taken += told
        if error:
            refused.append(claimed.number)
            if _put_off(claimed, error, clock()):
                paused.append(claimed.number)
    return Delivered(taken, tuple(refused), tuple(paused))


def _claimed(now: datetime, besides: list[str]) -> _Claimed | None:
    begin_writing()
    record = webhooks.next_due(now, besides=besides)
    if record is None:
        db.session.rollback()
        return None
    record.claim, record.claimed_until = secrets.token_hex(16), now + LEASE
    kinds = tuple(ThingKind(kind) for kind in record.kinds)
    mine = (record.number, record.claim, record.url, record.secret, record.owner, kinds, record.position)
    claimed = _Claimed(*mine, inside=may_lead_inside())
    db.session.commit()
    return claimed


def _tell_all(claimed: _Claimed, clock: Clock, until: float) -> tuple[int, str]:
    """Send what there is, a portion at a time; how many changes were taken, and what went wrong, if anything did."""
    taken, position, error, more = 0, claimed.position, "", True
    while more and not error and time.monotonic() < until:
        if find_standing(claimed.owner) is None:
            return taken, PauseReason.OWNER_GONE.value
        reader = actor_named(claimed.owner)
        page = changes_behind(position, first=PORTION, of=claimed.kinds, actor=reader)
        for change in page.changes:
            sent = _send(claimed.number, claimed.url, claimed.secret, _body(change), claimed.inside, clock())
            if sent.error:
                error = sent.error
                break
            taken, position = taken + 1, change.position
            if time.monotonic() >= until:
                break
        else:
            position, more = page.position, page.has_more
        if not _keep(claimed, position, clock(), done=False):
            return taken, ""  # somebody paused it, set it back or removed it meanwhile
    if not error:
        _keep(claimed, position, clock(), done=True)
    return taken, error


def _body(change: Change) -> dict[str, Any]:
    return {
        "id": change.event,
        "position": change.position,
        "kind": change.kind.value,
        "key": change.key,
        "deleted": change.thing is None,
        "at": change.at.isoformat(),
        "thing": change.thing,
    }


def ping_to(number: str, url: str, secret: str, *, inside: bool, now: datetime) -> Sent:
    """Send a trial."""
    told = {"id": f"ping-{secrets.token_hex(8)}", "position": 0, "kind": PING, "key": number, "at": now.isoformat()}
    return _send(number, url, secret, {**told, "deleted": False, "thing": None}, inside, now)


def _send(number: str, url: str, secret: str, told: dict[str, Any], inside: bool, now: datetime) -> Sent:  # noqa: PLR0917
    body = json.dumps(told, ensure_ascii=False, separators=(",", ":")).encode()
    timestamp = int(now.timestamp())
    headers = {
        "Content-Type": "application/json; charset=utf-8",
        "User-Agent": "township-registry",
        "Registry-Webhook": number,
        "Registry-Event": told["id"],
        "Registry-Position": str(told["position"]),
        "Registry-Timestamp": str(timestamp),
        "Registry-Signature": f"sha256={signature(secret, timestamp, body)}",
    }
    try:
        status = post(url, body, headers, inside=inside)
    except BadWebhookAddress as error:
        return Sent(0, f"{error.code} {error.facts['reason']}")
    except (OSError, http.client.HTTPException, ValueError) as error:
        return Sent(0, type(error).__name__)
    return Sent(status, "" if OK <= status < ABOVE_OK else f"HTTP {status}")


def _held(claimed: _Claimed) -> WebhookRecord | None:
    record = webhooks.find_webhook(claimed.number, lock=True)
    return record if record is not None and record.claim == claimed.claim else None


def _keep(claimed: _Claimed, position: int, now: datetime, *, done: bool) -> bool:
    """Put on file how far its receiver has taken it; whether the claim still stands."""
    begin_writing()
    record = _held(claimed)
    if record is None:
        db.session.rollback()
        return False
    if position > record.position:
        record.position, record.last_taken_at, record.failures, record.last_error = position, now, 0, ""
    record.claim, record.claimed_until = (None, None) if done else (claimed.claim, now + LEASE)
    db.session.commit()
    return True


def _put_off(claimed: _Claimed, error: str, now: datetime) -> bool:
    """Try again later or, after too many refusals in a row, not until somebody resumes it; whether it was paused."""
    begin_writing()
    record = _held(claimed)
    if record is None:
        db.session.rollback()
        return False
    record.failures, record.last_error, record.claim, record.claimed_until = record.failures + 1, error, None, None
    record.next_at = next_try(record.failures, now)
    gone = error == PauseReason.OWNER_GONE.value
    paused = gone or record.failures >= MOST_FAILURES
    if paused:
        _pause(record, PauseReason.OWNER_GONE if gone else PauseReason.FAILED, now)
    db.session.commit()
    return paused


def _pause(record: WebhookRecord, reason: PauseReason, now: datetime) -> None:
    record.state, record.paused_for = WebhookState.PAUSED.value, reason.value
    facts = {"failures": record.failures, "error": record.last_error, "position": record.position}
    events.write(stream="webhooks", verb="pause", actor="system", about=record.number, facts=facts, at=now)
    if reason is PauseReason.FAILED:
        told = {"failures": record.failures, "error": record.last_error, "feed_position": record.position}
        tell(Box(person=record.owner), NewsCode.WEBHOOK_PAUSED, record.number, told, at=now)
    _log.warning("webhook %s is paused: %s", record.number, record.last_error)
