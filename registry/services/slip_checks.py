"""Checking a slip: whether its signature is good, and whether what it rests on is still so today."""

from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from registry.domain.errors import BadInput, SigningKeyUnknown, SlipUnreadable
from registry.domain.numbers_held import OVER, NumberHeld
from registry.domain.outcome import Outcome
from registry.domain.question import CHINA
from registry.domain.slips import NOTHING, Reply, facts_of, replies_to, rests_on_the_same
from registry.services.numbers_held import judged_with_number
from registry.services.rejudging import as_asked
from registry.services.signing import as_bytes, is_signed
from registry.store.cases import find_case
from registry.store.signing_keys import find_signing_key
from registry.store.slips import SlipRecord


@dataclass(frozen=True, slots=True)
class Standing:
    """How a slip stands today: the verdict that would be given now (None where none can be given any more, the place
    being split up, say), whether it says the same for the same reasons, and whether it still bears the reply.

    Where it no longer does, the reason besides another verdict: `admitted_since` is the number that was issued after
    the slip refused, for want of one, what it answers; `lacks_number` tells why what it undertook has no number any
    more, or none to come; `document_there` that the paper it asks for is on record now.
    """

    verdict: dict[str, Any] | None
    is_the_same: bool
    bears_the_reply: bool
    admitted_since: str = ""
    lacks_number: dict[str, str | None] | None = None
    document_there: bool = False

    def told(self, *, on: date, is_read: bool) -> dict[str, Any]:
        """What `Words.slip_stands` takes to tell it in a sentence."""
        sentence = self._sentence(is_read=is_read)
        return {"sentence": sentence, "on": on, "admission": self.admitted_since, "lacks": self.lacks_number}

    def _sentence(self, *, is_read: bool) -> str:
        """The key of the words that tell how it stands; what tells of the matter, or of the reply, takes the code."""
        known = "" if is_read else "_known"
        if self.verdict is None:
            return "page.slip_cannot_judge"
        if self.admitted_since:
            return f"page.slip_admitted_since{known}"
        if self.lacks_number:
            return f"page.slip_number_over{known}"
        if self.document_there and is_read:
            return "page.slip_document_there"
        if self.is_the_same:
            return "page.slip_same"
        return "page.slip_other_reason" if self.bears_the_reply else "page.slip_no_longer"


def standing_today(record: SlipRecord, *, now: datetime) -> Standing:
    """The slip's question put again today, as known now. Nothing is kept."""
    again = {**record.question, "on": now.astimezone(CHINA).date().isoformat(), "known_at": now.isoformat()}
    case = find_case(record.case) if record.case else None
    try:
        verdict, held = judged_with_number(as_asked(again), case=case, now=now)
    except BadInput:
        return Standing(None, is_the_same=False, bears_the_reply=False)
    today = verdict.as_data()
    bears = Reply(record.reply) in replies_to(today, held)
    bears = bears and not _lost_its_number(record, held) and not _became_lawful(record, today)
    if not bears:
        return _no_longer(record, today, held)
    same = rests_on_the_same(record.verdict, today) and _number_is_as_then(record, held)
    return Standing(today, same, bears_the_reply=True)


def _no_longer(record: SlipRecord, today: dict[str, Any], held: NumberHeld) -> Standing:
    """That it no longer stands, and why."""
    reply, stands = Reply(record.reply), Standing(today, is_the_same=False, bears_the_reply=False)
    if held.holds and not _number_then(record):
        return replace(stands, admitted_since=held.number)
    if today["outcome"] != Outcome.ADMIT.value:
        return stands
    if reply in (Reply.UNDERTAKE, Reply.WITHIN_SHARE) and (_lost_its_number(record, held) or held.state in OVER):
        return replace(stands, lacks_number=held.as_data())
    lifted = any(ground["liftedBy"] for ground in today["grounds"])
    return replace(stands, document_there=reply is Reply.PROVIDE_DOCUMENT and lifted and held.state not in OVER)


def _number_then(record: SlipRecord) -> str:
    """The number that the slip states; empty where it states none."""
    stated = facts_of(record.statement).get("admission", NOTHING)
    return "" if stated == NOTHING else stated


def _number_is_as_then(record: SlipRecord, held: NumberHeld) -> bool:
    """Whether it has the number it had, or has none for the reason it had none; slips of before kept no reason."""
    before = record.called.get("held")
    return held.valid_number == _number_then(record) and (before is None or before["state"] == held.state.value)


def _lost_its_number(record: SlipRecord, held: NumberHeld) -> bool:
    """Whether the slip undertook something under a number that no longer holds."""
    return bool(_number_then(record)) and not held.holds and Reply(record.reply) is not Reply.RETURN


def _became_lawful(record: SlipRecord, today: dict[str, Any]) -> bool:
    """Whether it refused what was not lawful and is today: if it may be refused still, then for another reason."""
    admit, refused = Outcome.ADMIT.value, Reply(record.reply) in (Reply.RETURN, Reply.PROVIDE_DOCUMENT)
    return refused and record.verdict["outcome"] != admit == today["outcome"]


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
