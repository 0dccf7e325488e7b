"""Mail: addresses that were left, and sending what waits, after the commit that wrote it and never twice at once."""

import logging
import secrets
import smtplib
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from email.message import EmailMessage
from email.utils import format_datetime

from registry.domain.actors import Action, Actor
from registry.domain.errors import NotFound, NotPermitted
from registry.domain.mails import LEASE, MailServer, Patience, message_id, next_try, read_address
from registry.services.handing_in import ClaimLost, hand_in
from registry.services.permitting import permit
from registry.services.readdressing import address_of, follow, is_goodbye, waiting_for
from registry.services.sealed import still_goes
from registry.store import divisions, events, mails, units
from registry.store.access import take_turns
from registry.store.base import begin_writing, db
from registry.store.mails import MailAddressRecord, MailRecord
from registry.store.notices import NoticeRecord, find_notice

_log = logging.getLogger(__name__)
MOST_AT_ONCE = 200
LONGEST_ERROR = 300
_OF_ONE_MAIL = (smtplib.SMTPRecipientsRefused, smtplib.SMTPSenderRefused, smtplib.SMTPDataError, ClaimLost)
PATIENCE = Patience()
GOODBYE_IS_TRIED = timedelta(days=7)
"""What tells a mailbox that it was replaced goes with no address: so long is it tried, for nobody may read there."""

Letter = Callable[[NoticeRecord], tuple[str, str]]
"""Puts a notice into words: subject and text."""
Clock = Callable[[], datetime]


@dataclass(frozen=True, slots=True)
class Sent:
    """What was done: mails handed over, mails that were refused and wait, and what the server said last."""

    sent: int = 0
    refused: int = 0
    error: str = ""


def send_due(letter: Letter, *, clock: Clock, patience: Patience = PATIENCE) -> Sent:
    """Send what is due, each mail claimed in a transaction of its own before and settled in another one after.

    No transaction is open while the server is spoken to. The claim is renewed just before a message is complete; who
    has lost it by then (stopped for long, say) leaves the message incomplete. A process that dies between the server's
    yes and our commit leaves its claim behind: when that has run out the mail goes out again, with the same Message-ID.
    """
    server, sent, refused = mails.mail_server(), 0, 0
    while server is not None and sent + refused < MOST_AT_ONCE:
        mail = _claimed(clock())
        if mail is None:
            break
        error, goes_on = _attempt(server, mail, letter, clock, patience)
        sent, refused = sent + (not error), refused + bool(error)
        if not goes_on:
            return Sent(sent, refused, error)
    return Sent(sent, refused)


@dataclass(frozen=True, slots=True)
class _Claimed:
    number: int
    claim: str
    to: str
    created_at: datetime
    notice: int


def _claimed(now: datetime) -> _Claimed | None:
    begin_writing()
    record = _next_that_goes(now)
    if record is None:
        db.session.commit()
        return None
    record.claim, record.claimed_until = secrets.token_hex(16), now + LEASE
    record.attempts += 1
    mail = _Claimed(record.id, record.claim, record.to, record.created_at, record.notice)
    db.session.commit()
    return mail


def _next_that_goes(now: datetime) -> MailRecord | None:
    """What is due next; a sealed mail that may not go any more, whatever happened since it was written, is dropped."""
    while (record := mails.next_due(now)) is not None and not still_goes(record, now):
        mails.drop(record, at=now)
    return record


def _attempt(server: MailServer, mail: _Claimed, letter: Letter, clock: Clock, patience: Patience) -> tuple[str, bool]:
    """Send one mail and settle it: what went wrong, and whether the next may be tried on this server."""
    try:
        message = _message(server, mail, letter, clock())
    except Exception as error:  # one that cannot be put into words keeps no other waiting
        db.session.rollback()
        _log.exception("mail %s cannot be written", mail.number)
        _put_off(mail, _plain(error), clock())
        return _plain(error), True
    try:
        hand_in(server, message, patience=patience, is_still_ours=lambda: _renewed(mail, clock()))
    except (smtplib.SMTPException, OSError) as error:
        told = _plain(error)
        _put_off(mail, told, clock())
        return told, isinstance(error, _OF_ONE_MAIL)
    _settle(mail, clock())
    return "", True


def _message(server: MailServer, mail: _Claimed, letter: Letter, now: datetime) -> EmailMessage:
    notice = find_notice(mail.notice)
    if notice is None:
        raise NotFound("notice", str(mail.notice))
    subject, text = letter(notice)
    db.session.rollback()  # the server is spoken to with nothing open
    message = letter_to(server, mail.to, subject, text, now)
    message["Message-ID"] = message_id(mail.number, mail.created_at, mail.to, server.sender)
    return message


def letter_to(server: MailServer, to: str, subject: str, text: str, now: datetime) -> EmailMessage:
    """A mail that the registry writes by itself."""
    message = EmailMessage()
    message["Subject"] = " ".join(subject.split())
    message["From"], message["To"] = server.sender, to
    message["Date"] = format_datetime(now)
    message["Auto-Submitted"] = "auto-generated"
    message.set_content(text)
    return message


def told_wrong(error: Exception) -> None:
    """Note that a mail server did not take something; what it was stays out of the log."""
    _log.warning("a mail was not taken: %s", type(error).__name__)


def _renewed(mail: _Claimed, now: datetime) -> bool:
    """Keep the claim for another lease; whether it was still ours, and the mail still to go where it is going."""
    begin_writing()
    record = mails.find_mail(mail.number)
    ours = record is not None and record.claim == mail.claim and record.next_at is not None and record.to == mail.to
    if record is not None and ours:
        ours = still_goes(record, now)
        record.claimed_until = now + LEASE
        if not ours:
            mails.drop(record, at=now)
    db.session.commit()
    return ours


def _plain(error: Exception) -> str:
    return "".join(c for c in f"{type(error).__name__}: {error}" if c.isprintable())[:LONGEST_ERROR]


def _settle(mail: _Claimed, now: datetime) -> None:
    """The server has it: that is on record whoever holds the claim by now."""
    begin_writing()
    record = mails.find_mail(mail.number)
    if record is not None and record.sent_at is None:
        record.sent_at, record.next_at, record.claim, record.claimed_until = now, None, None, None
        record.last_error, record.to = "", mail.to
    db.session.commit()


def _put_off(mail: _Claimed, error: str, now: datetime) -> None:
    begin_writing()
    record = mails.find_mail(mail.number)
    if record is not None and record.claim == mail.claim and record.next_at is not None:
        record.last_error, record.claim, record.claimed_until = error, None, None
        record.next_at = next_try(record.attempts, now)
        notice = find_notice(record.notice)
        if notice is not None and is_goodbye(notice, record) and now - record.created_at > GOODBYE_IS_TRIED:
            mails.drop(record, at=now)
    db.session.commit()


def holder_of(actor: Actor) -> str:
    """Under what the actor's own address stands: the code of their unit as it is today, for a village its
    division's."""
    return units.code_today(actor.unit) or actor.division


def set_address(holder: str, mail: str, *, actor: Actor, now: datetime) -> str:
    """Leave the address of a unit or village, change it, or take it back (empty); what waits for it follows, or is
    dropped, as what tells of a report always is; where somebody else of the same box left the same address, it goes on
    for them. People set their own unit's, which is also that of every unit it took the place of; the administrator any.
    The code of whose it is.

    Raises NotPermitted, NotFound, BadMailAddress.
    """
    permit(actor, Action.SET_MAIL)
    wanted, typed = read_address(mail), holder.strip().upper()[:18]
    begin_writing()
    units_not_merging(typed or actor.unit)
    of = units.code_today(typed) or holder_of(actor)
    if of != holder_of(actor):
        permit(actor, Action.WATCH_MAIL)
    if units.find_unit(of) is None and divisions.find_place(of, now) is None:
        raise NotFound("unit", holder)
    codes = set(units.own_codes(of))
    concerned = waiting_for(codes)
    _keep_address(of, codes, wanted, actor, now)
    for waiting in concerned:
        follow(waiting, of, codes, wanted, now)
    told = {"set": bool(wanted)}  # the address itself stays out of what can never be taken back
    events.write(stream="mail", verb="set_address", actor=actor.name, about=of, facts=told, at=now)
    db.session.commit()
    return of


def units_not_merging(code: str) -> None:
    """Wait until nobody keeps the units of this one's county, and let nobody until the transaction ends."""
    county = units.county_of(code) if code else None
    if county is not None:
        take_turns(units.turn_of(county))


def _keep_address(holder: str, codes: Collection[str], mail: str, actor: Actor, now: datetime) -> None:
    """A unit has one: what was left under a code that it was goes."""
    known = {record.holder: record for record in mails.addresses(codes)}
    for code, record in known.items():
        if code != holder or not mail:
            db.session.delete(record)
    if not mail:
        return
    own = known.get(holder)
    if own is None:
        own = MailAddressRecord(holder=holder)
        db.session.add(own)
    own.mail, own.recorded_at, own.recorded_by = mail, now, actor.name


def own_address(actor: Actor) -> str:
    """The address to which the notices of the actor's unit or village go; empty for none."""
    permit(actor, Action.SET_MAIL)
    record = address_of(units.own_codes(holder_of(actor)))
    return record.mail if record else ""


def watched(actor: Actor) -> tuple[Sequence[MailAddressRecord], Sequence[MailRecord]]:
    """Every address, and every mail that still waits, for the administrator. Raises NotPermitted."""
    permit(actor, Action.WATCH_MAIL)
    return mails.addresses(), mails.waiting(most=MOST_AT_ONCE)


def watches(actor: Actor) -> bool:
    """Whether the actor looks after the mail."""
    try:
        permit(actor, Action.WATCH_MAIL)
    except NotPermitted:
        return False
    return True
