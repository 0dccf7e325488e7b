"""Where waiting mail goes when an address is changed or taken back, and when units that left one are merged."""

from collections.abc import Collection
from datetime import datetime

from registry.domain.mails import mailbox
from registry.domain.notices import Box, NewsCode
from registry.services.notices import holders, tell
from registry.store import mails, units
from registry.store.base import db
from registry.store.mails import MailAddressRecord, MailRecord
from registry.store.notices import NoticeRecord, find_notice
from registry.store.units import UnitRecord


def give_way(unit: UnitRecord, successor: UnitRecord, *, now: datetime) -> None:
    """Just before a unit is merged into another: where both left an address the successor's own is the one of both
    from now on. What waits for the other goes there, and that it was replaced is told to both and, in the last mail to
    it, to whoever reads there. The only one there is simply stays. The caller commits."""
    codes = set(units.own_codes(unit.code))
    left, kept = address_of(codes), address_of(units.own_codes(successor.code))
    if left is None or kept is None:
        return
    for waiting in waiting_for(codes):
        follow(waiting, unit.code, codes, kept.mail, now)
    if mailbox(left.mail) != mailbox(kept.mail):
        facts = {"former_name": unit.name, "department": successor.name, "replaced": left.mail, "mail": kept.mail}
        tell(Box(unit=unit.code), NewsCode.MAIL_REPLACED, unit.code, facts, at=now)
    for record in mails.addresses(codes):
        db.session.delete(record)


def address_of(codes: Collection[str]) -> MailAddressRecord | None:
    """Where is written to for a unit, by all its codes, or a village."""
    return next(iter(mails.addresses_written_to(codes)), None)


def waiting_for(codes: Collection[str]) -> list[MailRecord]:
    """What waits for a unit or village, also where it was written for somebody else who left the same address."""
    known = mails.addresses(codes)
    shared = [waiting for one in known for waiting in mails.waiting_at(one.mail)]
    own = mails.waiting_for(codes)
    others = [one for one in shared if one not in own and not set(codes).isdisjoint(_for_whom(one))]
    return own + list(dict.fromkeys(others))


def _for_whom(mail: MailRecord) -> list[str]:
    notice = find_notice(mail.notice)
    return holders(notice.box()) if notice else []


def follow(waiting: MailRecord, of: str, codes: Collection[str], wanted: str, now: datetime) -> None:
    """Let a mail go where a holder, of these codes, now reads, to each mailbox once, and go on to whoever else reads
    where it went. What tells of a report follows nobody, for whoever reads there was not told; it is dropped. What
    tells a mailbox that it was replaced goes there whatever follows."""
    notice = find_notice(waiting.notice)
    if notice is not None and is_goodbye(notice, waiting):
        return
    if wanted and mailbox(wanted) == mailbox(waiting.to):
        waiting.to = wanted if waiting.holder in codes else waiting.to
        return
    if notice is None or notice.sealed:
        mails.drop(waiting, at=now)
        return
    _go_on(waiting, of, codes, wanted, now)


def _go_on(waiting: MailRecord, of: str, codes: Collection[str], wanted: str, now: datetime) -> None:
    is_new = bool(wanted) and mailbox(wanted) not in {mailbox(one.to) for one in mails.mails_of(waiting.notice)}
    others = mails.addresses_written_to(set(_for_whom(waiting)).difference(codes))
    heir = next((one.holder for one in others if mailbox(one.mail) == mailbox(waiting.to)), None)
    if heir is not None:
        waiting.holder = heir
        if is_new:
            mails.queue(waiting.notice, of, wanted, at=now)
    elif is_new:
        waiting.to = wanted
    else:
        mails.drop(waiting, at=now)


def is_goodbye(notice: NoticeRecord, mail: MailRecord) -> bool:
    """Whether a mail tells the mailbox it goes to that it was replaced."""
    replaced = str(notice.facts.get("replaced", ""))
    return notice.code == NewsCode.MAIL_REPLACED and mailbox(replaced) == mailbox(mail.to)
