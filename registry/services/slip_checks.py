"""Checking a slip: whether its signature is good, and whether what it rests on is still so today."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from registry.domain.admissions import Validity
from registry.domain.errors import BadInput, SigningKeyUnknown, SlipUnreadable
from registry.domain.question import CHINA
from registry.domain.slips import Reply, facts_of, replies_borne, rests_on_the_same
from registry.services.access import judged
from registry.services.admissions import as_it_stands
from registry.services.rejudging import as_asked
from registry.services.signing import as_bytes, is_signed
from registry.store.admissions import admission_of, items_of
from registry.store.signing_keys import find_signing_key
from registry.store.slips import SlipRecord


@dataclass(frozen=True, slots=True)
class Standing:
    """How a slip stands today: the verdict that would be given now (None where none can be given any more, the place
    being split up, say), whether it says the same for the same reasons, and whether it still bears the reply."""

    verdict: dict[str, Any] | None
    is_the_same: bool
    bears_the_reply: bool


def standing_today(record: SlipRecord, *, now: datetime) -> Standing:
    """The slip's question put again today, as known now. Nothing is kept."""
    again = {**record.question, "on": now.astimezone(CHINA).date().isoformat(), "known_at": now.isoformat()}
    own = frozenset(item.item for item in items_of(record.case)) if record.case else frozenset()
    try:
        today = judged(as_asked(again), leaving_out=own).as_data()
    except BadInput:
        return Standing(None, is_the_same=False, bears_the_reply=False)
    if _its_admission_is_over(record, now):
        return Standing(today, is_the_same=False, bears_the_reply=Reply(record.reply) is Reply.RETURN)
    return Standing(today, rests_on_the_same(record.verdict, today), _is_borne(record, today))


def _is_borne(record: SlipRecord, today: dict[str, Any]) -> bool:
    """Whether today's verdict bears the reply; a case without a number that holds may be refused whatever it says."""
    refused = bool(record.case) and Reply(record.reply) is Reply.RETURN
    return refused or Reply(record.reply) in replies_borne(today)


def _its_admission_is_over(record: SlipRecord, now: datetime) -> bool:
    """Whether the slip was issued on an admission that no longer holds."""
    given_on = facts_of(record.statement).get("admission", "-")
    held = admission_of(record.case) if record.case and given_on != "-" else None
    today = now.astimezone(CHINA).date()
    return held is not None and as_it_stands(held, on=today, now=now).validity is not Validity.VALID


def has_good_signature(record: SlipRecord) -> bool:
    """Whether the key that it names signed just what it states."""
    key = find_signing_key(record.key)
    return key is not None and is_signed(record.statement.encode(), as_bytes(record.signature), key.public_pem)


@dataclass(frozen=True, slots=True)
class Checked:
    """A slip's text that was handed in, its facts, and whether the signature beside it is good."""

    facts: dict[str, str]
    is_good: bool


def check_text(text: bytes, signature: bytes, *, file: str, pem: str = "") -> Checked:
    """Check a slip's text against a signature, with a key that is given or with the published one that it names.

    Raises SlipUnreadable for what is no slip's text or no key, SigningKeyUnknown.
    """
    try:
        facts = facts_of(text.decode())
        if "key" not in facts:
            raise SlipUnreadable(file)
        return Checked(facts, is_signed(text, signature, pem or _published(facts["key"])))
    except ValueError:
        raise SlipUnreadable(file) from None


def _published(key: str) -> str:
    record = find_signing_key(key[:20])
    if record is None:
        raise SigningKeyUnknown(key)
    return record.public_pem
