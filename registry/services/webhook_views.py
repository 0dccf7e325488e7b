"""A webhook as it is looked at: how far the feed goes, what was taken, what waits, and what was done with it."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from registry.domain.actors import Actor
from registry.domain.feed import ThingKind
from registry.domain.webhooks import DeliveryState
from registry.services.changes import Change, changes_behind, changes_up_to
from registry.services.webhooks import webhook_called
from registry.store import changes as feed
from registry.store import events
from registry.store.webhooks import WebhookRecord

MOST = 10
"""Deliveries shown of what was taken, and of what waits."""
_LED_ON = ("create", "replay")
"""What sets the position from which a webhook is told: below the lowest of them it never was."""


@dataclass(frozen=True, slots=True)
class Delivery:
    """One change of the feed that is for a webhook, and how it stands; `error` where it was refused."""

    position: int
    kind: ThingKind
    key: str
    at: datetime
    state: DeliveryState
    error: str


@dataclass(frozen=True, slots=True)
class Deed:
    """What was done with a webhook; `by_itself` where the registry paused it."""

    verb: str
    at: datetime
    by_itself: bool
    facts: dict[str, Any]


@dataclass(frozen=True, slots=True)
class WebhookView:
    """A webhook with the last position of the feed; deliveries and deeds, the latest first."""

    record: WebhookRecord
    last: int
    deliveries: tuple[Delivery, ...]
    deeds: tuple[Deed, ...]


def webhook_view(number: str, *, actor: Actor) -> WebhookView:
    """A webhook of the actor's unit or village (the administrator: any), with those of its changes that the actor may
    read. Raises NotFound."""
    record = webhook_called(number, actor=actor)
    deeds = [_deed(event) for event in reversed(events.events_about(record.number, stream="webhooks"))]
    begun = min((deed.facts["position"] for deed in deeds if deed.verb in _LED_ON), default=record.position)
    position, failures, error = record.position, record.failures, record.last_error
    kinds = [ThingKind(kind) for kind in record.kinds]
    waiting = changes_behind(position, first=MOST, of=kinds, actor=actor).changes
    taken = changes_up_to(position, behind=begun, most=MOST, of=kinds, actor=actor)
    told = [_delivery(one, error if failures and one is waiting[0] else "", waits=True) for one in waiting]
    told = [*reversed(told), *(_delivery(one, "", waits=False) for one in taken)]
    head = feed.head()
    again = webhook_called(number, actor=actor)  # as it is now: the feed was read in moments of its own
    return WebhookView(again, head.position if head else 0, tuple(told), tuple(deeds))


def _delivery(change: Change, error: str, *, waits: bool) -> Delivery:
    state = DeliveryState.TAKEN if not waits else DeliveryState.REFUSED if error else DeliveryState.WAITING
    return Delivery(change.position, change.kind, change.key, change.at, state, error)


def _deed(event: events.EventRecord) -> Deed:
    return Deed(event.verb, event.at, event.actor == "system", event.facts)
