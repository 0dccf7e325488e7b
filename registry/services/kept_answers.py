"""Keys under which systems send: within a day the same thing sent again is answered as before, not done again.

The key is claimed as the first thing in the transaction of the act itself, so that either both are kept or neither is.
"""

import hashlib
import secrets
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta

from registry.domain.actors import Actor
from registry.domain.errors import IdempotencyAnswerLost, IdempotencyKeyReused
from registry.domain.kind import read_text
from registry.domain.question import CHINA
from registry.store import kept_answers
from registry.store.base import FIRST, begin_writing, db

LONGEST_KEY = 100
KEPT_FOR = timedelta(hours=24)
COMPOSING = timedelta(seconds=30)
"""Within this time of an act its answer may still be on its way."""
MOST_WAITING = 10.0
PAUSE = 0.05


class AnsweredMeanwhile(Exception):
    """Somebody else who sent the same key was first."""


@dataclass(frozen=True, slots=True)
class Sent:
    """One attempt: the mark of its sender and key, a fingerprint of what was sent, and which attempt it is."""

    mark: str
    fingerprint: str
    claim: str


@dataclass(frozen=True, slots=True)
class KeptAnswer:
    """What was kept under a key, and when it was done."""

    answer: str
    at: datetime

    @property
    def when(self) -> str:
        """In China, to the second."""
        return f"{self.at.astimezone(CHINA):%Y-%m-%d %H:%M:%S}"


def sent_under(key: str, what: str, *, actor: Actor) -> Sent:
    """What a person of a unit sends under a key of their own, of 1–100 printable characters.

    Raises TextTooLong, UnreadableText, MissingAnswer.
    """
    read = read_text(key, field="idempotency_key", longest=LONGEST_KEY)
    return Sent(_hash(f"{actor.unit}\n{actor.name}\n{read}"), _hash(what), secrets.token_hex(16))


def answer_to(sent: Sent, *, now: datetime) -> KeptAnswer | None:
    """What was answered to the same thing sent before; None where nothing was. Waits while it is being composed.

    Raises IdempotencyKeyReused where something else was sent, IdempotencyAnswerLost where it was done, but its answer
    was never kept.
    """
    until = time.monotonic() + MOST_WAITING
    while True:
        db.session.rollback()  # what another has kept meanwhile is seen
        found = kept_answers.find_kept(sent.mark, since=now - KEPT_FOR)
        db.session.rollback()
        if found is None or found[1] == sent.claim:
            return None
        fingerprint, _, answer, at = found
        if fingerprint != sent.fingerprint:
            raise IdempotencyKeyReused
        if answer is not None:
            return KeptAnswer(answer, at)
        if now - at > COMPOSING or time.monotonic() > until:
            raise IdempotencyAnswerLost(f"{at.astimezone(CHINA):%Y-%m-%d %H:%M:%S}")
        time.sleep(PAUSE)


@contextmanager
def claimed(sent: Sent, *, now: datetime) -> Iterator[None]:
    """Whatever is written inside is written together with the claim to the key. Raises AnsweredMeanwhile."""

    def claim() -> None:
        if not kept_answers.claim_mark(sent.mark, sent.fingerprint, sent.claim, at=now, since=now - KEPT_FOR):
            db.session.rollback()
            raise AnsweredMeanwhile

    db.session.info[FIRST] = claim
    try:
        yield
    finally:
        db.session.info.pop(FIRST, None)


def keep_answer(sent: Sent, answer: str) -> bool:
    """Keep what was answered; False where the act changed nothing, and so holds no key."""
    begin_writing()
    held = kept_answers.fill_in(sent.mark, sent.claim, answer)
    db.session.commit()
    return held


def forget_answers(*, now: datetime) -> int:
    """Remove the answers that were kept for their day; gives how many."""
    begin_writing()
    gone = kept_answers.remove_until(now - KEPT_FOR)
    db.session.commit()
    return gone


def _hash(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
