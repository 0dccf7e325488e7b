"""Webhooks: made, paused, resumed, set back, tried and removed by the unit (or village) whose they are."""

import secrets
from collections.abc import Sequence
from datetime import datetime

from registry.domain.actors import Action, Actor, may
from registry.domain.errors import NotANumber, NotFound, TooMany, UnknownOption
from registry.domain.errors.webhooks import PositionNotThere
from registry.domain.feed import ThingKind
from registry.domain.question import CHINA
from registry.domain.webhooks import PauseReason, WebhookState, read_url
from registry.services.delivering import Sent, ping_to
from registry.services.mailing import holder_of
from registry.services.permitting import permit
from registry.services.posting import resolved
from registry.store import changes as feed
from registry.store import events, webhooks
from registry.store.access import next_number
from registry.store.base import begin_writing, db
from registry.store.units import are_one
from registry.store.webhooks import WebhookRecord, may_lead_inside

MOST = 10
"""Webhooks of one unit or village."""
LARGEST_POSITION = 10**18


def create(url: str, kinds: Sequence[str] = (), *, actor: Actor, now: datetime) -> WebhookRecord:
    """Be told at an address of every change from now on, or of these kinds only, as far as the actor may read them.

    Raises NotPermitted, BadWebhookAddress, UnknownOption, TooMany.
    """
    permit(actor, Action.SET_WEBHOOK)
    wanted, inside = read_url(url, inside=may_lead_inside()), may_lead_inside()
    resolved(wanted, inside=inside)
    chosen = list(dict.fromkeys(_kind(kind).value for kind in kinds))
    begin_writing()
    number = next_number("webhooks")
    if webhooks.count_of(holder_of(actor)) >= MOST:
        raise TooMany("webhooks", given=MOST + 1, most=MOST)
    head = feed.head()
    record = WebhookRecord(
        number=f"WH{now.astimezone(CHINA).year}-{number:06d}",
        holder=holder_of(actor),
        owner=actor.name,
        url=wanted,
        kinds=chosen,
        salt=secrets.token_hex(16),
        state=WebhookState.ACTIVE.value,
        paused_for="",
        position=head.position if head else 0,
        failures=0,
        last_error="",
        next_at=now,
        created_at=now,
    )
    db.session.add(record)
    _tell("create", record, actor, now)
    db.session.commit()
    return record


def _kind(typed: str) -> ThingKind:
    if typed.strip().upper() not in ThingKind.__members__:
        raise UnknownOption("kinds", typed, [kind.value for kind in ThingKind])
    return ThingKind(typed.strip().upper())


def webhook_called(number: str, *, actor: Actor, lock: bool = False) -> WebhookRecord:
    """A webhook of the actor's own unit or village; the administrator any. Raises NotFound, also for others'."""
    permit(actor, Action.SET_WEBHOOK)
    record = webhooks.find_webhook(number.strip().upper()[:20], lock=lock)
    if record is None or not (are_one(record.holder, holder_of(actor)) or may(actor, Action.WATCH_WEBHOOKS)):
        raise NotFound("webhook", number)
    return record


def listed(actor: Actor) -> Sequence[WebhookRecord]:
    """The webhooks of the actor's unit or village; all of them for the administrator."""
    permit(actor, Action.SET_WEBHOOK)
    return webhooks.webhooks_of(None if may(actor, Action.WATCH_WEBHOOKS) else holder_of(actor))


def pause(number: str, *, actor: Actor, now: datetime) -> WebhookRecord:
    """Send nothing until it is resumed. Raises NotFound."""
    record = _taken_up(number, actor)
    record.state, record.paused_for = WebhookState.PAUSED.value, PauseReason.BY_HAND.value
    return _kept("pause", record, actor, now)


def resume(number: str, *, actor: Actor, now: datetime) -> WebhookRecord:
    """Go on where it stopped, at once, by the rights of whoever resumes it. Raises NotFound."""
    record = _taken_up(number, actor)
    if are_one(record.holder, holder_of(actor)):
        record.owner = actor.name
    record.state, record.paused_for, record.failures, record.next_at = WebhookState.ACTIVE.value, "", 0, now
    return _kept("resume", record, actor, now)


def replay(number: str, position: str | int, *, actor: Actor, now: datetime) -> WebhookRecord:
    """Send again every change behind a position (0 for all there is). Raises NotFound, NotANumber, PositionNotThere."""
    typed = str(position).strip()
    if not (typed.isascii() and typed.isdigit() and int(typed[:20]) <= LARGEST_POSITION):
        raise NotANumber("feed_position", typed[:20], least=0, most=LARGEST_POSITION)
    record = _taken_up(number, actor)
    head = feed.head()
    last = head.position if head else 0
    if int(typed) > last:
        raise PositionNotThere(typed, last)
    record.position, record.next_at, record.failures = int(typed), now, 0
    return _kept("replay", record, actor, now)


def remove(number: str, *, actor: Actor, now: datetime) -> str:
    """Have done with it; its number. Raises NotFound."""
    record = _taken_up(number, actor)
    db.session.delete(record)
    _tell("remove", record, actor, now)
    db.session.commit()
    return record.number


def ping(number: str, *, actor: Actor, now: datetime) -> Sent:
    """Send a signed trial at once, whatever its state; what came of it. Nothing is kept. Raises NotFound."""
    record = webhook_called(number, actor=actor)
    told = (record.number, record.url, record.secret)
    inside = may_lead_inside()
    db.session.rollback()  # the receiver is spoken to with nothing open
    return ping_to(*told, inside=inside, now=now)


def _taken_up(number: str, actor: Actor) -> WebhookRecord:
    begin_writing()
    record = webhook_called(number, actor=actor, lock=True)
    record.claim, record.claimed_until = None, None  # whoever is sending has no say in it any more
    return record


def _kept(verb: str, record: WebhookRecord, actor: Actor, now: datetime) -> WebhookRecord:
    _tell(verb, record, actor, now)
    db.session.commit()
    return record


def _tell(verb: str, record: WebhookRecord, actor: Actor, now: datetime) -> None:
    """The address itself stays out of what can never be taken back: it may hold a secret of the receiver."""
    facts = {"kinds": record.kinds, "position": record.position, "state": record.state}
    events.write(stream="webhooks", verb=verb, actor=actor.name, about=record.number, facts=facts, at=now)
