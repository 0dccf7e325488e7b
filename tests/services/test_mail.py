"""Mail: written with its notice, sent after the commit, by one sender, once; what is refused waits, never lost."""

import threading
from collections.abc import Iterator
from datetime import datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from registry.app import create_app
from registry.config import Settings
from registry.domain.actors import Actor
from registry.domain.errors import BadMailAddress, MailSettingsUnfit, NotFound, NotPermitted
from registry.domain.mails import LEASE, MailServer, message_id, next_try
from registry.services import mailing
from registry.services.mailing import Sent
from registry.store.base import db
from registry.store.dumping import SECRET_TABLES
from registry.store.events import events_about
from registry.store.mails import MAIL_SERVER, MailRecord
from registry.store.notices import NoticeRecord
from tests.conftest import NOW
from tests.services.test_cases import CLEAR_OF, LISTED, called, submitted
from tests.smtp import PostOffice, post_office

TOWNSHIP_BOX = "desk@township.example"


@pytest.fixture
def office(app: Flask) -> Iterator[PostOffice]:
    """A mail server on the loopback, set in this registry, with the township's address left."""
    with post_office() as office:
        app.extensions[MAIL_SERVER] = MailServer("127.0.0.1", office.port, "registry@county.example", starttls=False)
        mailing.set_address("", TOWNSHIP_BOX, actor=called("wang"), now=NOW)
        yield office


def letter(notice: NoticeRecord) -> tuple[str, str]:
    return f"通知 {notice.code}", f"办件 {notice.about}。\n"


SOON = NOW + timedelta(seconds=1)
"""Later than all that is done here at NOW: each act takes a time of its own, a moment after the one before."""


def sent(now: datetime = SOON) -> Sent:
    return mailing.send_due(letter, clock=lambda: now)


def mails() -> list[MailRecord]:
    db.session.rollback()
    return list(db.session.scalars(select(MailRecord).order_by(MailRecord.id)).all())


def test_a_notice_goes_out_once_to_the_address_that_was_left(office: PostOffice, clerk_li: Actor) -> None:
    number = submitted(clerk_li, LISTED)
    assert office.taken == [] and [m.to for m in mails()] == [TOWNSHIP_BOX]
    assert (sent().sent, sent().sent) == (1, 0)
    ((to, message),) = office.taken
    assert to == TOWNSHIP_BOX and message["Subject"] == "通知 CASE_SUBMITTED"
    assert number in message.get_content() and message["Auto-Submitted"] == "auto-generated"
    (mail,) = mails()
    assert (mail.sent_at, mail.next_at, mail.attempts, mail.claim) == (SOON, None, 1, None)


def test_without_a_mail_server_or_an_address_nothing_is_queued(app: Flask, clerk_li: Actor) -> None:
    mailing.set_address("", TOWNSHIP_BOX, actor=called("wang"), now=NOW)
    submitted(clerk_li, LISTED)
    assert mails() == [] and sent() == Sent()
    app.extensions[MAIL_SERVER] = MailServer("127.0.0.1", 9, "registry@county.example")
    submitted(clerk_li, LISTED, "620102002000")
    assert mails() == []


def test_what_was_rolled_back_is_not_sent(office: PostOffice, clerk_li: Actor) -> None:
    with pytest.raises(Exception, match="ALREADY_OPEN"):
        [submitted(clerk_li, LISTED) for _ in range(2)]
    db.session.rollback()
    assert sent().sent == 1 and len(office.taken) == 1


def test_many_senders_at_once_never_send_twice(app: Flask, office: PostOffice, clerk_li: Actor) -> None:
    for n in range(12):
        submitted(clerk_li, {"matter": f"共享单车停放秩序维护{n}"})
    db.session.remove()
    counted: list[int] = []

    def run() -> None:
        with app.app_context():
            counted.append(sent().sent)

    threads = [threading.Thread(target=run) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sum(counted) == len(office.taken) == len(set(office.ids())) == 12
    assert all(mail.sent_at and mail.attempts == 1 for mail in mails())


def test_a_refused_mail_waits_longer_each_time_is_not_lost_and_keeps_no_other_waiting(
    office: PostOffice, clerk_li: Actor
) -> None:
    mailing.set_address(clerk_li.unit, "li@bureau.example", actor=clerk_li, now=NOW)
    office.refuses = {TOWNSHIP_BOX}
    submitted(clerk_li, LISTED)
    at, waits = SOON, []
    for _ in range(4):
        assert sent(at).refused == 1
        (mail,) = mails()
        assert mail.next_at is not None and "no such box" in mail.last_error
        waits.append(mail.next_at - at)
        assert sent(mail.next_at - timedelta(seconds=1)) == Sent()
        at = mail.next_at
    assert waits == [timedelta(minutes=n) for n in (1, 2, 4, 8)]
    assert next_try(60, NOW) - NOW == timedelta(hours=6)
    second = submitted(clerk_li, CLEAR_OF)
    assert sent(at) == Sent(sent=0, refused=2)
    office.refuses = set()
    assert sent(at + timedelta(days=1)).sent == 2
    assert second in "".join(message.get_content() for _, message in office.taken)


def test_a_server_that_cannot_be_reached_is_not_tried_for_every_mail(
    app: Flask, office: PostOffice, clerk_li: Actor
) -> None:
    for n in range(3):
        submitted(clerk_li, {"matter": f"共享单车停放秩序维护{n}"})
    good = app.extensions[MAIL_SERVER]
    app.extensions[MAIL_SERVER] = MailServer("127.0.0.1", 9, "registry@county.example", starttls=False)
    told = sent()
    assert (told.sent, told.refused) == (0, 1) and "Refused" in told.error
    app.extensions[MAIL_SERVER] = good
    assert sent(NOW + timedelta(minutes=2)).sent == 3


def test_a_server_without_tls_is_told_nothing_where_tls_is_wanted(
    app: Flask, office: PostOffice, clerk_li: Actor
) -> None:
    plain = app.extensions[MAIL_SERVER]
    app.extensions[MAIL_SERVER] = MailServer(plain.host, plain.port, plain.sender, "user", "secret", starttls=True)
    submitted(clerk_li, LISTED)
    assert sent().refused == 1 and office.taken == []


def test_a_sender_that_dies_after_the_servers_yes_sends_again_under_the_same_message_id(
    app: Flask, office: PostOffice, clerk_li: Actor
) -> None:
    submitted(clerk_li, LISTED)
    office.hangs_up = True  # the mail is taken, but we never hear so
    assert sent().refused == 1
    office.hangs_up = False
    assert sent(NOW + timedelta(hours=1)).sent == 1
    first, second = office.ids()
    assert first == second and first.endswith("@county.example>")


def test_a_claim_that_nobody_settles_runs_out(office: PostOffice, clerk_li: Actor) -> None:
    submitted(clerk_li, LISTED)
    assert mailing._claimed(SOON) is not None  # and then the process died
    assert sent(NOW + LEASE) == Sent()
    assert sent(SOON + LEASE).sent == 1


def test_a_notice_that_cannot_be_put_into_words_keeps_no_other_waiting(office: PostOffice, clerk_li: Actor) -> None:
    first = submitted(clerk_li, LISTED)
    submitted(clerk_li, CLEAR_OF)

    def stumbling(notice: NoticeRecord) -> tuple[str, str]:
        if notice.about == first:
            raise KeyError("no words")
        return letter(notice)

    told = mailing.send_due(stumbling, clock=lambda: SOON)
    assert (told.sent, told.refused) == (1, 1)
    assert sent(SOON + timedelta(minutes=1)).sent == 1


def test_the_message_id_is_the_rows_own() -> None:
    ids = {message_id(n, NOW, to, "a@b.example") for n in (1, 2) for to in ("x@y.example", "z@y.example")}
    assert len(ids) == 4 and message_id(1, NOW, "x@y.example", "a@b.example") in ids


# Addresses
# ----------------------------------------------------------------------------------------------------------------------


def test_people_set_their_own_units_address_and_the_administrator_any(app: Flask) -> None:
    li, wang, zhao, admin = (called(name) for name in ("li", "wang", "zhao", "admin"))
    mailing.set_address("", "zhao@village.example", actor=zhao, now=NOW)
    assert mailing.own_address(zhao) == "zhao@village.example"
    with pytest.raises(NotPermitted):
        mailing.set_address(wang.unit, "li@bureau.example", actor=li, now=NOW)
    mailing.set_address(wang.unit, TOWNSHIP_BOX, actor=admin, now=NOW)
    with pytest.raises(NotFound):
        mailing.set_address("11620000MB00000000", TOWNSHIP_BOX, actor=admin, now=NOW)
    with pytest.raises(NotPermitted):
        mailing.watched(li)
    assert [one.holder for one in mailing.watched(admin)[0]] == [wang.unit, zhao.division]
    facts = [event.facts for event in events_about(wang.unit, stream="mail")]
    assert facts == [{"set": True}]


@pytest.mark.parametrize(
    "typed", ["村委会", "a@b@c.example", "a b@c.example", "a@", "x" * 250 + "@b.example", "a@b\n.cn"]
)
def test_what_is_no_address_is_refused(app: Flask, typed: str) -> None:
    with pytest.raises(BadMailAddress):
        mailing.set_address("", typed, actor=called("wang"), now=NOW)


def test_an_address_taken_back_lets_nothing_wait_for_it(office: PostOffice, clerk_li: Actor) -> None:
    submitted(clerk_li, LISTED)
    mailing.set_address("", "", actor=called("wang"), now=NOW)
    assert sent() == Sent()
    (mail,) = mails()
    assert mail.dropped_at == NOW and mail.sent_at is None


def test_waiting_mail_is_the_installations_own_and_never_dumped() -> None:
    assert "mails" in SECRET_TABLES


@pytest.mark.parametrize(
    ("port", "sender"), [("smtp", "a@b.example"), ("70000", "a@b.example"), ("25", ""), ("25", "x")]
)
def test_settings_that_do_not_suffice_are_told_at_once(tmp_path, port: str, sender: str) -> None:
    wrong = Settings(folder=str(tmp_path), smtp_host="mail.example", smtp_port=port, smtp_from=sender)
    with pytest.raises(MailSettingsUnfit):
        create_app(wrong)
