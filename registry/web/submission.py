"""Submitting from the answer: whether it may be, and what goes with the form so that it counts once and as seen."""

import secrets
from dataclasses import dataclass
from datetime import UTC, datetime

from registry.domain.actors import Actor
from registry.domain.question import CHINA
from registry.services.access import Answer
from registry.store.units import are_one
from registry.web.judging import Judged
from registry.web.typed import Typed
from registry.words import Words


@dataclass(frozen=True)
class Submission:
    """`once` is the form's own number, `seal` what was judged on screen; `why_not` says why it cannot be submitted."""

    unit: str
    once: str
    seal: str
    why_not: str = ""


def submission_of(found: Judged, typed: Typed, person: Actor, unit: str, words: Words) -> Submission:
    """The submit part under an answer."""
    once = typed.get("once") or secrets.token_urlsafe(12)
    reasons = [_why_not(answer, typed, person, unit, words) for answer in found.answers]
    return Submission(unit, once, found.seal, next((reason for reason in reasons if reason), ""))


def _why_not(answer: Answer, typed: Typed, person: Actor, unit: str, words: Words) -> str:
    """In one sentence why what was judged cannot be submitted by this person as it stands; empty where it can."""
    asked = answer.question
    if not are_one(asked.asked_by.code, person.unit):
        asked_by = asked.asked_by.name or words.option("DemanderKind", asked.asked_by.kind.value)
        return words.say("page.submit_not_own", asked_by=asked_by, unit=unit)
    if asked.on != datetime.now(UTC).astimezone(CHINA).date():
        return words.say("page.submit_not_today")
    return words.say("page.submit_not_now") if typed.get("known_at", "").strip() else ""
